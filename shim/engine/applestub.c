#include "shim/engine/applestub.h"

#include <stdlib.h>
#include <string.h>

#include "common/fill.h"
#include "common/macho.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/rules/rule.h"
#include "texts.h"

/*
 * Who owns a name. `owns` are patterns of C symbols and classes without the
 * leading '_' ("*" stands for anything); the longest that fits wins over the
 * whole table, so a row may take an exception back from another one.
 * `exports` are rows whose symbols the library passes on (an umbrella).
 * A framework's path is System/Library/Frameworks/NAME.framework/Versions/A/
 * NAME unless it has another version.
 */
struct owner {
	const char *name;
	const char *version;    /* of a framework; NULL is "A" */
	const char *path;       /* of a library; NULL for frameworks */
	const char *owns;
	const char *exports;
};

static const struct owner owners[] = {
	{ "Accelerate", NULL, NULL, "vDSP_* vImage* cblas_* catlas_* BNNS* sparse_* vvexp* vvlog*", NULL },
	{ "AppKit", "C", NULL, "NSApp NSApp_* NSApplication* NSWindow* NSView* NSColor* NSFont* NSImage* NSEvent* NSScreen* NSPasteboard* NSWorkspace* NSMenu* NSCursor* NSText* NSButton* NSControl* NSCell* NSAlert* NSOpenPanel* NSSavePanel* NSStatus* NSTable* NSToolbar* NSTracking* NSBezier* NSBitmap* NSGraphics* NSGradient* NSShadow* NSSound* NSSlider* NSSplit* NSScroll* NSStack* NSTab* NSTouch* NSVisual* NSAppearance* NSAccessibility* NSDocument* NSDragging* NSPanel* NSPop* NSPrint* NSProgressIndicator* NSRunningApplication* NSSearchField* NSSpell* NSOpenGL* NSRectFill* NSFrameRect* NSBeep NSAnimation* NSLayout* NSParagraphStyle* NSMutableParagraphStyle* NS*AttributeName NSResponder* NSTitlebar* NSOutline* NSCollectionView* NSComboBox* NSDatePicker* NSLevelIndicator* NSNib* NSRuler* NSGlyph* NSHaptic* NSDock* NSBox* NSBrowser* NSForm* NSMatrix* NSSegmented* NSSwitch* NSStepper* NSToken* NSPath* NSPage* NSRequiresAquaSystemAppearance NSDeviceResolution NSDeviceSize NSCalibrated* NSDeviceRGB* NSPDF* NSSharing* NSUserInterface*", "UIFoundation" },
	{ "ApplicationServices", NULL, NULL, "AX* kAX* Process* GetCurrentProcess SetFrontProcess* GetProcessForPID TransformProcessType PM* kPM* Pasteboard*", "CoreGraphics CoreText ImageIO ColorSync" },
	{ "AudioToolbox", NULL, NULL, "Audio* ExtAudioFile* AU* MusicPlayer* MusicSequence* MusicTrack* NewMusic*", NULL },
	{ "AudioUnit", NULL, NULL, "AudioUnit* AudioComponent* AudioOutputUnit*", NULL },
	{ "AVFoundation", NULL, NULL, "AV*", "AVFAudio" },
	{ "AVFAudio", NULL, NULL, "AVAudio*", NULL },
	{ "Carbon", NULL, NULL, "HI* TIS* kTIS* RegisterEventHotKey UnregisterEventHotKey InstallEventHandler RemoveEventHandler GetApplicationEventTarget GetEventDispatcherTarget GetEventParameter SendEventToEventTarget RunApplicationEventLoop QuitApplicationEventLoop IsSecureEventInputEnabled EnableSecureEventInput DisableSecureEventInput GetCurrentKeyModifiers GetEventKind LMGetKbdType KeyScript", "ApplicationServices CoreServices" },
	{ "CFNetwork", NULL, NULL, "CFHTTP* kCFHTTP* CFHost* CFNetwork* kCFNetwork* CFNetService* kCFErrorDomainCFNetwork kCFStreamPropertyHTTP* kCFStreamPropertySSL* kCFStreamPropertySOCKS* kCFStreamPropertyProxy* kCFStreamSSL* CFProxy* kCFProxy*", NULL },
	{ "Cocoa", NULL, NULL, "", "AppKit Foundation CoreData" },
	{ "ColorSync", NULL, NULL, "ColorSync* kColorSync*", NULL },
	{ "CoreAudio", NULL, NULL, "AudioObject* AudioDevice* AudioHardware* AudioStream* AudioGetCurrentHostTime AudioConvertHostTimeToNanos AudioConvertNanosToHostTime AudioGetHostClock*", NULL },
	{ "CoreBluetooth", NULL, NULL, "CB* kCB*", NULL },
	{ "CoreData", NULL, NULL, "NSManaged* NSPersistent* NSFetch* NSEntity* NSRelationship* NSMerge* NSSQLite* NSBinaryStore* NSInMemoryStore* NSMigrat*", NULL },
	{ "CoreFoundation", NULL, NULL, "CF* kCF* __CF* __kCF* ___CF*", NULL },
	{ "CoreGraphics", NULL, NULL, "CG* kCG*", NULL },
	{ "CoreImage", NULL, NULL, "CI* kCI*", NULL },
	{ "CoreLocation", NULL, NULL, "CL* kCL*", NULL },
	{ "CoreMedia", NULL, NULL, "CM* kCM*", NULL },
	{ "CoreMIDI", NULL, NULL, "MIDI* kMIDI*", NULL },
	{ "CoreML", NULL, NULL, "ML*", NULL },
	{ "CoreServices", NULL, NULL, "FSEvent* kFSEvent* LS* kLS* _LS* MD* kMD* UT* kUT* FS* Gestalt AE* UCKey* UCCompare* Collections* Text* kText* CS* SetApplicationIsDaemon FindFolder AH* DCS* WS* Microseconds UpTime", "CFNetwork" },
	{ "CoreText", NULL, NULL, "CT* kCT*", NULL },
	{ "CoreVideo", NULL, NULL, "CV* kCV*", NULL },
	{ "CoreWLAN", NULL, NULL, "CW* kCW*", NULL },
	{ "DiskArbitration", NULL, NULL, "DA* kDA*", NULL },
	{ "Foundation", "C", NULL, "NS* _NS* NSTextChecking* NSApple* NSPathStore* NSOpenStep* NSFileManager*", "CoreFoundation objc" },
	{ "GameController", NULL, NULL, "GC*", NULL },
	{ "GSS", NULL, NULL, "gss_* GSS* __gss_*", NULL },
	{ "Hypervisor", NULL, NULL, "hv_*", NULL },
	{ "ImageIO", NULL, NULL, "CGImageSource* CGImageDestination* CGImageMetadata* kCGImageSource* kCGImageDestination* kCGImageProperty* kCGImageMetadata*", NULL },
	{ "IOBluetooth", NULL, NULL, "IOBluetooth* kIOBluetooth*", NULL },
	{ "IOKit", NULL, NULL, "IO* kIO* OSGetNotificationFromMessage", NULL },
	{ "IOSurface", NULL, NULL, "IOSurface* kIOSurface*", NULL },
	{ "LocalAuthentication", NULL, NULL, "LA* kLA*", NULL },
	{ "Metal", NULL, NULL, "MTL*", NULL },
	{ "MetalKit", NULL, NULL, "MTK*", NULL },
	{ "MetalPerformanceShaders", NULL, NULL, "MPS*", NULL },
	{ "Network", NULL, NULL, "nw_* _nw_* kNW*", NULL },
	{ "NetworkExtension", NULL, NULL, "NE*", NULL },
	{ "OpenCL", NULL, NULL, "clGet* clCreate* clRelease* clRetain* clEnqueue* clBuild* clSet* clFinish clFlush clWait*", NULL },
	{ "OpenGL", NULL, NULL, "gl* CGL* kCGL*", NULL },
	{ "PCSC", NULL, NULL, "SCard* g_rgSCard*", NULL },
	{ "QuartzCore", NULL, NULL, "CA* kCA*", NULL },
	{ "SceneKit", NULL, NULL, "SCN* kSCN*", NULL },
	{ "Security", NULL, NULL, "Sec* kSec* SSL* kSSL* Authorization* kAuthorization* CMSDecoder* CMSEncoder* CMSEncode* CSSM* cssm*", NULL },
	{ "ServiceManagement", NULL, NULL, "SM* kSM*", NULL },
	{ "StoreKit", NULL, NULL, "SKStore* SKProduct* SKPayment* SKReceipt*", NULL },
	{ "SystemConfiguration", NULL, NULL, "SC* kSC* SCNetwork* kSCNetwork* kSCN* DHCP* CNCopy* CNSet* kCNNetwork*", NULL },
	{ "UniformTypeIdentifiers", NULL, NULL, "UTType* UTTagClass*", NULL },
	{ "UserNotifications", NULL, NULL, "UN*", NULL },
	{ "VideoToolbox", NULL, NULL, "VT* kVT*", NULL },
	{ "Virtualization", NULL, NULL, "VZ*", NULL },
	{ "vmnet", NULL, NULL, "vmnet_*", NULL },
	{ "WebKit", NULL, NULL, "WK* WebView* WebFrame*", NULL },

	{ "bz2", NULL, "/usr/lib/libbz2.1.0.dylib", "BZ2_*", NULL },
	{ "charset", NULL, "/usr/lib/libcharset.1.dylib", "locale_charset libcharset_*", NULL },
	{ "curl", NULL, "/usr/lib/libcurl.4.dylib", "curl_*", NULL },
	{ "expat", NULL, "/usr/lib/libexpat.1.dylib", "XML_*", NULL },
	{ "iconv", NULL, "/usr/lib/libiconv.2.dylib", "iconv iconv_* iconvctl iconvlist libiconv* _libiconv*", "charset" },
	{ "objc", NULL, "/usr/lib/libobjc.A.dylib", "objc_* objc* _objc_* __objc_* sel_* class_* object_* method_* ivar_* protocol_* property_* imp_* NSObject Protocol OBJC_EHTYPE_id", NULL },
	{ "pam", NULL, "/usr/lib/libpam.2.dylib", "pam_* openpam_*", NULL },
	{ "resolv", NULL, "/usr/lib/libresolv.9.dylib", "res_9_* __res_9_* dns_* ns_*", NULL },
	{ "sqlite3", NULL, "/usr/lib/libsqlite3.dylib", "sqlite3_*", NULL },
	{ "xml2", NULL, "/usr/lib/libxml2.2.dylib", "xml* html*", NULL },
	{ "z", NULL, "/usr/lib/libz.1.dylib", "deflate* inflate* crc32* adler32* compress compressBound compress2 uncompress uncompress2 gz* zlib* zError get_crc_table", NULL },
};

static const struct owner *
owner_named(const char *name, bool library)
{
	for (size_t i = 0; i < COUNT(owners); i++)
		if ((owners[i].path != NULL) == library &&
			strcmp(owners[i].name, name) == 0)
			return &owners[i];
	return NULL;
}

bool
applestub_has_library(const char *name)
{
	return owner_named(name, true) != NULL;
}

/* What a symbol is about: "_CFRelease" is CFRelease, "_OBJC_CLASS_$_NSWindow"
 * is NSWindow. */
static const char *
bare_name(const char *symbol)
{
	static const char *const kinds[] = { "OBJC_CLASS_$_",
		"OBJC_METACLASS_$_", "OBJC_IVAR_$_" };

	if (*symbol == '_')
		symbol++;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strncmp(symbol, kinds[i], strlen(kinds[i])) == 0)
			return symbol + strlen(kinds[i]);
	return symbol;
}

/* The length of the longest pattern of the list that fits, 0 if none does. */
static size_t
fits(const char *patterns, const char *name)
{
	size_t best = 0;

	for (size_t n; *patterns != '\0'; patterns += n + (patterns[n] == ' ')) {
		autofree char *one = NULL;

		n = strcspn(patterns, " ");
		if (n <= best)
			continue;
		one = xstrndup(patterns, n);
		if (rule_match(one, name))
			best = n;
	}
	return best;
}

static const struct owner *
owner_of(const char *symbol)
{
	const char *name = bare_name(symbol);
	const struct owner *found = NULL;
	size_t best = 0;

	for (size_t i = 0; i < COUNT(owners); i++) {
		size_t n = fits(owners[i].owns, name);

		if (n > best) {
			best = n;
			found = &owners[i];
		}
	}
	return found;
}

const char *
applestub_owner(const char *symbol)
{
	const struct owner *o = owner_of(symbol);

	return o != NULL ? o->name : NULL;
}

/* --- what the inputs leave undefined -------------------------------------- */

struct symbols {
	struct argvec wanted, defined;
};

static void
note_symbol(void *ctx, const char *name, bool defined)
{
	struct symbols *s = ctx;

	argvec_push(defined ? &s->defined : &s->wanted, name);
}

/* Files that are no objects (or cannot be read) are the linker's to refuse. */
static void
read_input(const char *path, struct symbols *s)
{
	autofree char *data = NULL;
	size_t len;

	if (path_read(path, (size_t)1 << 31, &data, &len, FAIL_IGNORED) == 0)
		macho_each_symbol(data, len, note_symbol, s, FAIL_IGNORED);
}

static void
read_library(const char *name, const struct argvec *inputs, struct symbols *s)
{
	for (size_t i = 0; i < inputs->n; i++) {
		autofree char *path = NULL;

		if (strncmp(inputs->v[i], "-L", 2) != 0)
			continue;
		path = xasprintf("%s/lib%s.a", inputs->v[i] + 2, name);
		if (path_is_file(path)) {
			read_input(path, s);
			return;
		}
	}
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
sorted_has(const struct argvec *a, const char *word)
{
	return a->n > 0 && bsearch(&word, a->v, a->n, sizeof *a->v, compare);
}

static void
sort(struct argvec *a)
{
	if (a->n > 0)
		qsort(a->v, a->n, sizeof *a->v, compare);
}

/* Sorted, each name once: what is wanted and nowhere defined. */
static void
read_inputs(const struct argvec *inputs, struct argvec *out)
{
	struct symbols s = { ARGVEC_INIT, ARGVEC_INIT };

	for (size_t i = 0; i < inputs->n; i++) {
		if (inputs->v[i][0] != '-')
			read_input(inputs->v[i], &s);
		else if (strncmp(inputs->v[i], "-l", 2) == 0)
			read_library(inputs->v[i] + 2, inputs, &s);
	}
	sort(&s.wanted);
	sort(&s.defined);
	for (size_t i = 0; i < s.wanted.n; i++)
		if ((i == 0 || strcmp(s.wanted.v[i], s.wanted.v[i - 1]) != 0) &&
			!sorted_has(&s.defined, s.wanted.v[i]))
			argvec_push(out, s.wanted.v[i]);
	argvec_clear(&s.wanted);
	argvec_clear(&s.defined);
}

/* --- stubs ---------------------------------------------------------------- */

struct stub {
	const char *name;
	const struct owner *owner;  /* NULL: a framework that we do not know */
	bool library;
	struct argvec symbols;
};

static bool
list_has(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; p != NULL && *p != '\0';) {
		size_t len = strcspn(p, " ");

		if (len == n && memcmp(p, name, n) == 0)
			return true;
		p += len + strspn(p + len, " ");
	}
	return false;
}

/* Does `o` pass the symbols of `wanted` on, directly or through another? */
static bool
passes_on(const struct owner *o, const struct owner *wanted, int depth)
{
	if (o == NULL || depth == 0)
		return false;
	for (size_t i = 0; i < COUNT(owners); i++)
		if (list_has(o->exports, owners[i].name) &&
			(&owners[i] == wanted ||
				passes_on(&owners[i], wanted, depth - 1)))
			return true;
	return false;
}

/* The stub that gets a symbol of this owner: its own, else that of a library
 * which passes it on. */
static struct stub *
stub_for(struct stub *stubs, size_t n, const struct owner *o)
{
	for (size_t i = 0; i < n; i++)
		if (stubs[i].owner == o)
			return &stubs[i];
	for (size_t i = 0; i < n; i++)
		if (passes_on(stubs[i].owner, o, 4))
			return &stubs[i];
	return NULL;
}

/* A framework without a row may have any name: if there is just one. */
static struct stub *
only_unknown(struct stub *stubs, size_t n)
{
	struct stub *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (stubs[i].owner == NULL) {
			if (found != NULL)
				return NULL;
			found = &stubs[i];
		}
	return found;
}

static bool
name_byte(char c)
{
	return c == '_' || c == '$' || c == '.' || (c >= '0' && c <= '9') ||
	       (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is the symbol a word of zig's libSystem.tbd? */
static bool
in_libsystem(const char *tbd, const char *symbol)
{
	size_t n = strlen(symbol);

	for (const char *p = tbd; (p = strstr(p, symbol)) != NULL; p += n)
		if (!name_byte(p[n]) && (p == tbd || !name_byte(p[-1])))
			return true;
	return false;
}

static char *
stub_text(const char *install_name, const struct argvec *symbols)
{
	autoargvec quoted = ARGVEC_INIT;
	autofree char *list = NULL, *exports = NULL;

	for (size_t i = 0; i < symbols->n; i++)
		argvec_pushf(&quoted, "'%s'", symbols->v[i]);
	list = argvec_join(&quoted, ", ");
	if (symbols->n > 0)
		exports = xasprintf("exports:\n  - targets: [ x86_64-macos, "
				    "arm64-macos ]\n    symbols: [ %s ]\n",
			list);
	return text_fill(text_stub_tbd, "@NAME@", install_name, "@EXPORTS@",
		exports != NULL ? exports : "", NULL);
}

static char *
install_name(const struct stub *s)
{
	const struct owner *o = s->owner;

	if (s->library)
		return xstrdup(o->path);
	return xasprintf("/System/Library/Frameworks/%s.framework/Versions/%s/"
			 "%s", s->name,
		o != NULL && o->version != NULL ? o->version : "A", s->name);
}

static int
write_stub(const struct stub *s, const char *dir, struct fail *f)
{
	autofree char *name = install_name(s);
	autofree char *text = stub_text(name, &s->symbols);
	autofree char *folder = s->library
					? xstrdup(dir)
					: xasprintf("%s/%s.framework", dir,
						  s->name);
	autofree char *path = xasprintf("%s/%s%s.tbd", folder,
		s->library ? "lib" : "", s->name);

	if (path_mkdirs(folder, f) != 0)
		return -1;
	return path_write(path, text, strlen(text), 0600, f);
}

/* A quote or a newline in a symbol would end its text in the stub. */
static bool
is_plain(const char *symbol)
{
	for (const char *p = symbol; *p != '\0'; p++)
		if (*p == '\'' || (unsigned char)*p < ' ')
			return false;
	return true;
}

static void
share_out(const struct argvec *wanted, struct stub *stubs, size_t n,
	const char *libsystem)
{
	struct stub *unknown = only_unknown(stubs, n);

	for (size_t i = 0; i < wanted->n; i++) {
		const char *symbol = wanted->v[i];
		const struct owner *o = owner_of(symbol);
		struct stub *s = o != NULL ? stub_for(stubs, n, o) : unknown;

		if (s == NULL || !is_plain(symbol) ||
			in_libsystem(libsystem, symbol))
			continue;
		argvec_push(&s->symbols, symbol);
	}
}

static int
read_libsystem(const char *zig_lib, char **out, struct fail *f)
{
	autofree char *path = path_join(zig_lib, "libc/darwin/libSystem.tbd");

	if (path_is_file(path))
		return path_read(path, 64 << 20, out, NULL, f);
	*out = xstrdup("");
	return 0;
}

int
applestub_write(const struct argvec *frameworks,
	const struct argvec *libraries, const struct argvec *inputs,
	const char *zig_lib, const char *dir, struct fail *f)
{
	size_t n = frameworks->n + libraries->n;
	autofree struct stub *stubs = xcalloc(n, sizeof *stubs);
	autofree char *folder = path_join(dir, APPLESTUB_DIR);
	autofree char *libsystem = NULL;
	autoargvec wanted = ARGVEC_INIT;
	int r = -1;

	for (size_t i = 0; i < n; i++) {
		bool library = i >= frameworks->n;

		stubs[i].library = library;
		stubs[i].name = library ? libraries->v[i - frameworks->n]
					: frameworks->v[i];
		stubs[i].owner = owner_named(stubs[i].name, library);
	}
	if (read_libsystem(zig_lib, &libsystem, f) != 0)
		goto out;
	read_inputs(inputs, &wanted);
	share_out(&wanted, stubs, n, libsystem);
	for (size_t i = 0; i < n; i++)
		if (write_stub(&stubs[i], folder, f) != 0)
			goto out;
	r = 0;
out:
	for (size_t i = 0; i < n; i++)
		argvec_clear(&stubs[i].symbols);
	return r;
}

void
applestub_hints(const char *text, struct argvec *out)
{
	static const char mark[] = "undefined symbol: ";

	for (const char *p = text != NULL ? text : "";
		(p = strstr(p, mark)) != NULL;) {
		autofree char *symbol = NULL, *hint = NULL;
		const struct owner *o;

		p += sizeof mark - 1;
		symbol = xstrndup(p, strcspn(p, " \r\n"));
		if ((o = owner_of(symbol)) == NULL)
			continue;
		hint = xasprintf(o->path != NULL
					 ? "%s belongs to the library %s: add "
					   "-l%s"
					 : "%s belongs to the framework %s: add "
					   "-framework %s",
			symbol, o->name, o->name);
		if (!argvec_has(out, hint) && out->n < 8)
			argvec_push(out, hint);
	}
}
