/* otool: what is in a Mach-O file: -L, -D, -h and -l, as Apple prints it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/ar.h"
#include "common/xalloc.h"
#include "shim/macho/file.h"
#include "shim/tools/own.h"

struct otool {
	bool libraries, id, header, commands, bare;
	const char *arch;
	struct argvec files;
};

static const struct option_row rows[] = {
	{ "-L", OPTION_INTO(struct otool, libraries),
		.help = "the libraries that it loads" },
	{ "-D", OPTION_INTO(struct otool, id),
		.help = "what a library calls itself" },
	{ "-h", OPTION_INTO(struct otool, header), .help = "the header" },
	{ "-l", OPTION_INTO(struct otool, commands),
		.help = "the load commands" },
	{ "-X", OPTION_INTO(struct otool, bare),
		.help = "without the file's name" },
	{ "-arch", "ARCH", OPTION_INTO(struct otool, arch),
		.help = "the part for this machine" },
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct otool, files) },
	{ .names = NULL }
};

/* --- names ---------------------------------------------------------------- */

#define NAME(x) { x, #x }
static const struct {
	uint32_t cmd;
	const char *name;
} cmd_names[] = {
	NAME(LC_SEGMENT_64), NAME(LC_SYMTAB), NAME(LC_DYSYMTAB),
	NAME(LC_LOAD_DYLIB), NAME(LC_ID_DYLIB), NAME(LC_LOAD_WEAK_DYLIB),
	NAME(LC_REEXPORT_DYLIB), NAME(LC_LAZY_LOAD_DYLIB),
	NAME(LC_LOAD_UPWARD_DYLIB), NAME(LC_LOAD_DYLINKER),
	NAME(LC_ID_DYLINKER), NAME(LC_UUID), NAME(LC_RPATH),
	NAME(LC_CODE_SIGNATURE), NAME(LC_SEGMENT_SPLIT_INFO),
	NAME(LC_DYLD_INFO), NAME(LC_DYLD_INFO_ONLY),
	NAME(LC_VERSION_MIN_MACOSX), NAME(LC_FUNCTION_STARTS), NAME(LC_MAIN),
	NAME(LC_DATA_IN_CODE), NAME(LC_SOURCE_VERSION),
	NAME(LC_DYLIB_CODE_SIGN_DRS), NAME(LC_LINKER_OPTION),
	NAME(LC_LINKER_OPTIMIZATION_HINT), NAME(LC_BUILD_VERSION),
	NAME(LC_DYLD_EXPORTS_TRIE), NAME(LC_DYLD_CHAINED_FIXUPS),
	NAME(LC_DYLD_ENVIRONMENT), NAME(LC_ENCRYPTION_INFO_64),
	NAME(LC_SUB_FRAMEWORK), NAME(LC_NOTE), NAME(LC_ATOM_INFO),
};
#undef NAME

static void
print_cmd_name(uint32_t cmd)
{
	for (size_t i = 0; i < COUNT(cmd_names); i++)
		if (cmd_names[i].cmd == cmd) {
			printf("%s\n", cmd_names[i].name);
			return;
		}
	printf("Unknown load command (0x%08x)\n", cmd);
}

static void
print_version(const char *label, uint32_t v)
{
	printf("%s %u.%u.%u\n", label, v >> 16, v >> 8 & 0xff, v & 0xff);
}

/* "11.0", "11.0.1": of macOS and SDKs. */
static void
print_short_version(const char *label, uint32_t v)
{
	if (v == 0)
		printf("%s n/a\n", label);
	else if ((v & 0xff) != 0)
		print_version(label, v);
	else
		printf("%s %u.%u\n", label, v >> 16, v >> 8 & 0xff);
}

static const char *
platform_name(uint32_t p, char buf[16])
{
	static const char *const names[] = { "?", "MACOS", "IOS", "TVOS",
		"WATCHOS", "BRIDGEOS", "MACCATALYST", "IOSSIMULATOR",
		"TVOSSIMULATOR", "WATCHOSSIMULATOR", "DRIVERKIT" };

	if (p > 0 && p < COUNT(names))
		return names[p];
	snprintf(buf, 16, "%u", p);
	return buf;
}

/* --- load commands -------------------------------------------------------- */

struct field {
	const char *label;
	unsigned at;
};

static void
print_fields(const uint8_t *p, const struct field *v)
{
	for (; v->label != NULL; v++)
		printf("%s %u\n", v->label, le32dec(p + v->at));
}

static const struct field symtab_fields[] = { { "  symoff", 8 },
	{ "   nsyms", 12 }, { "  stroff", 16 }, { " strsize", 20 },
	{ NULL, 0 } };
static const struct field dysymtab_fields[] = { { "      ilocalsym", 8 },
	{ "      nlocalsym", 12 }, { "     iextdefsym", 16 },
	{ "     nextdefsym", 20 }, { "      iundefsym", 24 },
	{ "      nundefsym", 28 }, { "         tocoff", 32 },
	{ "           ntoc", 36 }, { "      modtaboff", 40 },
	{ "        nmodtab", 44 }, { "   extrefsymoff", 48 },
	{ "    nextrefsyms", 52 }, { " indirectsymoff", 56 },
	{ "  nindirectsyms", 60 }, { "      extreloff", 64 },
	{ "        nextrel", 68 }, { "      locreloff", 72 },
	{ "        nlocrel", 76 }, { NULL, 0 } };
static const struct field dyld_fields[] = { { "     rebase_off", 8 },
	{ "    rebase_size", 12 }, { "       bind_off", 16 },
	{ "      bind_size", 20 }, { "  weak_bind_off", 24 },
	{ " weak_bind_size", 28 }, { "  lazy_bind_off", 32 },
	{ " lazy_bind_size", 36 }, { "     export_off", 40 },
	{ "    export_size", 44 }, { NULL, 0 } };
static const struct field data_fields[] = { { "  dataoff", 8 },
	{ " datasize", 12 }, { NULL, 0 } };

static void
print_segment(const struct macho *m, const struct macho_cmd *c)
{
	const uint8_t *p = m->p + c->off;

	printf("  segname %.16s\n   vmaddr 0x%016" PRIx64 "\n"
	       "   vmsize 0x%016" PRIx64 "\n  fileoff %" PRIu64 "\n"
	       " filesize %" PRIu64 "\n  maxprot 0x%08x\n initprot 0x%08x\n"
	       "   nsects %u\n    flags 0x%x\n",
		(const char *)p + 8, le64dec(p + 24), le64dec(p + 32),
		le64dec(p + 40), le64dec(p + 48), le32dec(p + 56),
		le32dec(p + 60), le32dec(p + 64),
		le32dec(p + 68));
	for (uint32_t i = 0; i < macho_nsects(m, c); i++) {
		struct macho_section s;

		macho_section(m, c, i, &s);
		printf("Section\n  sectname %s\n   segname %s\n"
		       "      addr 0x%016" PRIx64 "\n      size 0x%016" PRIx64
		       "\n    offset %u\n     align 2^%u (%u)\n    reloff %u\n"
		       "    nreloc %u\n     flags 0x%08x\n reserved1 %u\n"
		       " reserved2 %u\n",
			s.sect, s.seg, s.addr, s.size, s.offset, s.align,
			s.align < 32 ? 1u << s.align : 0, s.reloff, s.nreloc,
			s.flags, s.reserved1, s.reserved2);
	}
}

static void
print_dylib(const struct macho *m, const struct macho_cmd *c)
{
	const uint8_t *p = m->p + c->off;

	printf("         name %s (offset %u)\n   time stamp %u\n",
		macho_string(m, c, 2), le32dec(p + 8),
		le32dec(p + 12));
	print_version("      current version", le32dec(p + 16));
	print_version("compatibility version", le32dec(p + 20));
}

static void
print_build(const struct macho_cmd *c, const uint8_t *p)
{
	char buf[16];

	printf(" platform %s\n", platform_name(le32dec(p + 8), buf));
	print_short_version("    minos", le32dec(p + 12));
	print_short_version("      sdk", le32dec(p + 16));
	printf("   ntools %u\n", le32dec(p + 20));
	for (size_t i = 0; i < le32dec(p + 20) && i * 8 + 32 <= c->size;
		i++) {
		printf("     tool %u\n", le32dec(p + 24 + 8 * i));
		print_short_version("  version", le32dec(p + 28 + 8 * i));
	}
}

static void
print_uuid(const uint8_t *p)
{
	printf("    uuid ");
	for (int i = 0; i < 16; i++)
		printf("%02X%s", p[8 + i],
			i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
	puts("");
}

static void
print_command(const struct macho *m, const struct macho_cmd *c)
{
	const uint8_t *p = m->p + c->off;

	printf("Load command %u\n      cmd ", c->index);
	print_cmd_name(c->cmd);
	printf("  cmdsize %u\n", c->size);
	switch (c->cmd) {
	case LC_SEGMENT_64:
		print_segment(m, c);
		break;
	case LC_SYMTAB:
		print_fields(p, symtab_fields);
		break;
	case LC_DYSYMTAB:
		print_fields(p, dysymtab_fields);
		break;
	case LC_DYLD_INFO:
	case LC_DYLD_INFO_ONLY:
		print_fields(p, dyld_fields);
		break;
	case LC_LOAD_DYLIB:
	case LC_ID_DYLIB:
	case LC_LOAD_WEAK_DYLIB:
	case LC_REEXPORT_DYLIB:
	case LC_LAZY_LOAD_DYLIB:
	case LC_LOAD_UPWARD_DYLIB:
		print_dylib(m, c);
		break;
	case LC_RPATH:
		printf("         path %s (offset %u)\n", macho_string(m, c, 2),
			le32dec(p + 8));
		break;
	case LC_LOAD_DYLINKER:
	case LC_ID_DYLINKER:
	case LC_DYLD_ENVIRONMENT:
	case LC_SUB_FRAMEWORK:
		printf("         name %s (offset %u)\n", macho_string(m, c, 2),
			le32dec(p + 8));
		break;
	case LC_UUID:
		print_uuid(p);
		break;
	case LC_MAIN:
		printf("  entryoff %" PRIu64 "\n stacksize %" PRIu64 "\n",
			le64dec(p + 8), le64dec(p + 16));
		break;
	case LC_VERSION_MIN_MACOSX:
		print_short_version("  version", le32dec(p + 8));
		print_short_version("      sdk", le32dec(p + 12));
		break;
	case LC_SOURCE_VERSION:
		printf("  version %" PRIu64 ".%" PRIu64 "\n",
			le64dec(p + 8) >> 40,
			le64dec(p + 8) >> 30 & 0x3ff);
		break;
	case LC_BUILD_VERSION:
		print_build(c, p);
		break;
	case LC_CODE_SIGNATURE:
	case LC_SEGMENT_SPLIT_INFO:
	case LC_FUNCTION_STARTS:
	case LC_DATA_IN_CODE:
	case LC_DYLIB_CODE_SIGN_DRS:
	case LC_LINKER_OPTIMIZATION_HINT:
	case LC_DYLD_EXPORTS_TRIE:
	case LC_DYLD_CHAINED_FIXUPS:
	case LC_ATOM_INFO:
		print_fields(p, data_fields);
		break;
	default:
		break;
	}
}

/* --- what is asked for ---------------------------------------------------- */

static void
print_libraries(const struct macho *m)
{
	struct macho_cmd c = { 0, 0, 0, 0 };

	while (macho_next(m, &c)) {
		const uint8_t *p = m->p + c.off;
		const char *note = c.cmd == LC_LOAD_WEAK_DYLIB ? ", weak"
				   : c.cmd == LC_REEXPORT_DYLIB
					   ? ", reexport"
				   : c.cmd == LC_LOAD_UPWARD_DYLIB ? ", upward"
				   : c.cmd == LC_LAZY_LOAD_DYLIB   ? ", lazy"
								   : "";
		uint32_t now, then;

		if (c.cmd != LC_LOAD_DYLIB && c.cmd != LC_ID_DYLIB &&
			*note == '\0')
			continue;
		now = le32dec(p + 16);
		then = le32dec(p + 20);
		printf("\t%s (compatibility version %u.%u.%u, current version "
		       "%u.%u.%u%s)\n", macho_string(m, &c, 2), then >> 16,
			then >> 8 & 0xff, then & 0xff, now >> 16,
			now >> 8 & 0xff, now & 0xff, note);
	}
}

static void
print_image(const struct otool *o, const struct macho *m, const char *title)
{
	struct macho_cmd c = { 0, 0, 0, 0 };

	if (!o->bare)
		printf("%s:\n", title);
	if (o->header)
		printf("Mach header\n      magic    cputype cpusubtype  caps    "
		       "filetype ncmds sizeofcmds      flags\n 0x%08x %10u "
		       "%10u  0x%02x  %10u %5u %10u 0x%08x\n",
			le32dec(m->p), m->cputype,
			m->cpusubtype & 0xffffff, m->cpusubtype >> 24,
			m->filetype, m->ncmds, m->sizeofcmds, m->flags);
	if (o->id && macho_find(m, LC_ID_DYLIB, &c))
		puts(macho_string(m, &c, 2));
	if (o->libraries)
		print_libraries(m);
	c = (struct macho_cmd){ 0, 0, 0, 0 };
	while (o->commands && macho_next(m, &c))
		print_command(m, &c);
}

static int
print_bytes(const struct otool *o, const uint8_t *p, size_t len,
	const char *title, struct fail *f)
{
	struct macho m;

	if (macho_open(&m, p, len, f) != 0)
		return fail_context(f, "'%s'", title);
	print_image(o, &m, title);
	return 0;
}

static int
print_archive(const struct otool *o, const uint8_t *p, size_t len,
	const char *path, struct fail *f)
{
	struct ar_member am;
	struct ar a;
	int r;

	if (ar_open(&a, p, len, f) != 0)
		return fail_context(f, "'%s'", path);
	printf("Archive : %s\n", path);
	while ((r = ar_next(&a, &am, f)) == 1) {
		autofree char *title = xasprintf("%s(%s)", path, am.name);

		if (!am.external && macho_is(am.mem, am.len))
			r = print_bytes(o, am.mem, am.len, title, f);
		free(am.name);
		if (r < 0)
			break;
	}
	return r < 0 ? -1 : 0;
}

static int
on_file(const struct otool *o, const char *path, struct fail *f)
{
	uint32_t subtype, type = o->arch != NULL
					 ? macho_arch_find(o->arch, &subtype)
					 : 0;
	struct machofile mf;
	bool found = false;
	int r = 0;

	if (machofile_open(&mf, path, f) != 0)
		return -1;
	for (size_t i = 0; i < mf.n && r == 0; i++) {
		const struct macho_slice *s = &mf.slices[i];
		autofree char *title = NULL;
		char buf[32];

		if (o->arch != NULL && strcmp(o->arch, "all") != 0 &&
			s->cputype != type)
			continue;
		found = true;
		title = mf.n == 1 || (o->arch != NULL && type != 0)
				? xstrdup(path)
				: xasprintf("%s (architecture %s)", path,
					  macho_arch_name(s->cputype,
						  s->cpusubtype, buf));
		r = machofile_is_archive(&mf, i)
			    ? print_archive(o, machofile_slice(&mf, i), s->len,
				      path, f)
			    : print_bytes(o, machofile_slice(&mf, i), s->len,
				      title, f);
	}
	if (r == 0 && !found)
		r = fail_status(f, 1, "'%s' has no part for %s", path, o->arch);
	machofile_clear(&mf);
	return r;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	const struct otool *o = into;
	int r = 0;

	(void)call;
	if (!o->libraries && !o->id && !o->header && !o->commands)
		r = tool_wrong(&own_otool, "nothing to print", NULL, f);
	for (size_t i = 0; i < o->files.n && r == 0; i++)
		r = on_file(o, o->files.v[i], f);
	return r;
}

const struct tool own_otool = { "otool", rows, OPTIONS_LETTERS, 1, run,
	sizeof(struct otool) };
