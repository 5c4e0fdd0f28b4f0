#include "shim/root/sdk.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/root/root.h"
#include "targets/host.h"

#define NDK "toolchains/llvm/prebuilt/%H/"

/* Linked by zig's own linker, like macOS (shim/engine/apple.c). */
#define APPLE(llvm, system, kind)                                              \
	{ llvm, "the SDK of " system,                                          \
		"Xcode (`xcrun --sdk " kind " --show-sdk-path` on a Mac)",     \
		"SDKROOT", "SDKSettings.json usr/include usr/lib/libSystem.tbd", \
		NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, kind }

static const struct sdk_row rows[] = {
	{ "*-linux-android*", "the Android NDK",
		"https://developer.android.com/ndk/downloads",
		"ANDROID_NDK_HOME ANDROID_NDK_ROOT ANDROID_NDK",
		NDK "bin/clang " NDK "sysroot/usr/include",
		NDK "bin/clang", NDK "bin/clang++", NDK "bin/ld.lld",
		NDK "bin/llvm-", "--target=%T%V", NULL,
		"ANDROID_PLATFORM", "21", NULL },
	{ "*-linux-ohos*", "the native SDK of OpenHarmony",
		"https://gitee.com/openharmony (or DevEco Studio)",
		"OHOS_SDK_NATIVE OHOS_NDK_HOME/native OHOS_NDK_HOME",
		"llvm/bin/clang sysroot/usr/include",
		"llvm/bin/clang", "llvm/bin/clang++", "llvm/bin/ld.lld",
		"llvm/bin/llvm-",
		"--target=%T --sysroot=%D/sysroot -D__MUSL__", NULL, NULL, NULL,
		NULL },
	{ "wasm32-*-emscripten", "Emscripten's SDK",
		"https://github.com/emscripten-core/emsdk (emsdk install latest)",
		"EMSDK EMSCRIPTEN_ROOT",
		"upstream/emscripten/emcc upstream/bin/clang",
		"upstream/emscripten/emcc", "upstream/emscripten/em++",
		"upstream/bin/wasm-ld", "upstream/emscripten/em", "", NULL, NULL,
		NULL, NULL },
	{ "wasm32-wasip1-threads", "the WASI SDK",
		"https://github.com/WebAssembly/wasi-sdk/releases",
		"WASI_SDK_PATH WASI_SDK_DIR",
		"bin/clang share/wasi-sysroot/lib/wasm32-wasip1-threads",
		"bin/clang", "bin/clang++", "bin/wasm-ld", "bin/llvm-",
		"--target=%T -pthread --sysroot=%D/share/wasi-sysroot", NULL, NULL,
		NULL, NULL },
	{ "*-windows-msvc", "Microsoft's CRT and SDK, as xwin lays them out",
		"`xwin --accept-license splat --output DIR` "
		"(https://github.com/Jake-Shadle/xwin, or cargo-xwin)",
		"XWIN_DIR XWIN_CACHE_DIR/xwin",
		"crt/include crt/lib/%A sdk/include/ucrt sdk/lib/um/%A",
		NULL, NULL, NULL, NULL,
		"-target %T -fuse-ld=lld -isystem %D/crt/include "
		"-isystem %D/sdk/include/ucrt -isystem %D/sdk/include/um "
		"-isystem %D/sdk/include/shared -L%D/crt/lib/%A "
		"-L%D/sdk/lib/um/%A -L%D/sdk/lib/ucrt/%A",
		"/libpath:%D/crt/lib/%A /libpath:%D/sdk/lib/um/%A "
		"/libpath:%D/sdk/lib/ucrt/%A", NULL, NULL, NULL },
	APPLE("*-apple-ios", "iOS", "iphoneos"),
	APPLE("*-apple-ios-simulator", "iOS' simulator", "iphonesimulator"),
	APPLE("*-apple-ios-macabi", "macOS", "macosx"),
	APPLE("*-apple-tvos", "tvOS", "appletvos"),
	APPLE("*-apple-tvos-simulator", "tvOS' simulator", "appletvsimulator"),
	APPLE("*-apple-watchos", "watchOS", "watchos"),
	APPLE("*-apple-watchos-simulator", "watchOS' simulator",
		"watchsimulator"),
	APPLE("*-apple-xros", "visionOS", "xros"),
	APPLE("*-apple-xros-simulator", "visionOS' simulator", "xrsimulator"),
};

const struct sdk_row *
sdk_of(const struct target_def *d)
{
	for (size_t i = 0; d->llvm != NULL && i < COUNT(rows); i++)
		if (fnmatch(rows[i].llvm, d->llvm, 0) == 0)
			return &rows[i];
	return NULL;
}

/* Of a letter behind a %. */
static const char *
filled(const struct sdk *s, char letter)
{
	switch (letter) {
	case 'D':
		return s->dir;
	case 'T':
		return s->def->llvm;
	case 'V':
		return s->version;
	case 'H':
		return host_is_mac() ? "darwin-x86_64" : "linux-x86_64";
	default:
		return arch_name(s->def->arch);
	}
}

void
sdk_words(const struct sdk *s, const char *words, struct argvec *out)
{
	autoargvec all = ARGVEC_INIT;

	argvec_split(&all, words, " ");
	for (size_t i = 0; i < all.n; i++) {
		char *made = xstrdup("");

		for (const char *p = all.v[i]; *p != '\0';) {
			size_t n = strcspn(p, "%");
			char *more = xasprintf("%s%.*s%s", made, (int)n, p,
				p[n] != '\0' ? filled(s, p[n + 1]) : "");

			free(made);
			made = more;
			p += p[n] != '\0' ? n + 2 : n;
		}
		argvec_take(out, made);
	}
}

/* The folder by the first variable that is set; *name is that one. */
static void
by_variable(const struct machine *m, struct sdk *s, char **name)
{
	autoargvec vars = ARGVEC_INIT;

	argvec_split(&vars, s->row->vars, " ");
	for (size_t i = 0; s->dir == NULL && i < vars.n; i++) {
		autofree char *var =
			xstrndup(vars.v[i], strcspn(vars.v[i], "/"));
		const char *sub = strchr(vars.v[i], '/'), *set = m->env(var);
		autofree char *dir = NULL;

		if (set == NULL || *set == '\0')
			continue;
		dir = xasprintf("%s%s", set, sub != NULL ? sub : "");
		/* the folder below it only where it is there */
		if (sub != NULL && !m->is_dir(dir) && i + 1 < vars.n)
			continue;
		s->dir = xstrdup(dir);
		*name = xstrdup(var);
	}
}

static int
not_set(const struct sdk *s, struct fail *f)
{
	autofree char *first =
		xstrndup(s->row->vars, strcspn(s->row->vars, " /"));

	fail_set(f, "'%s' needs %s, and %s is not set", s->def->rust,
		s->row->name, first);
	return fail_hint(f, "set %s to its folder; it comes from %s", first,
		s->row->from);
}

/* Says the SDK what kind it is, and another? */
static int
check_kind(const struct machine *m, const struct sdk *s, const char *name,
	struct fail *f)
{
	static const char key[] = "\"CanonicalName\"";
	autofree char *path = path_join(s->dir, "SDKSettings.json");
	autofree char *text = NULL;
	const char *kind = s->row->kind, *at;
	size_t n;

	if (m->read(path, 16 << 20, &text, NULL, f) != 0)
		return -1;
	if ((at = strstr(text, key)) == NULL)
		return 0;
	at += sizeof key - 1;
	at += strspn(at, " \t\n:\"");
	n = strcspn(at, "0123456789.\"");
	if (n == strlen(kind) && strncmp(at, kind, n) == 0)
		return 0;
	fail_set(f, "'%s' (%s) is not %s: it is of '%.*s'", s->dir, name,
		s->row->name, (int)n, at);
	return fail_hint(f, "it comes from %s", s->row->from);
}

static int
check(const struct machine *m, const struct sdk *s, const char *name,
	struct fail *f)
{
	autoargvec wants = ARGVEC_INIT;

	sdk_words(s, s->row->layout, &wants);
	for (size_t i = 0; i < wants.n; i++) {
		autofree char *path = path_join(s->dir, wants.v[i]);

		if (m->exists(path))
			continue;
		fail_set(f, "'%s' (%s) is not %s: it has no '%s'", s->dir, name,
			s->row->name, wants.v[i]);
		return fail_hint(f, "it comes from %s", s->row->from);
	}
	return s->row->kind == NULL ? 0 : check_kind(m, s, name, f);
}

/* The folder behind the last -isysroot or -syslibroot of a call, or NULL. */
static const char *
by_words(const struct argvec *words, char **name)
{
	const char *dir = NULL;

	for (size_t i = 0; words != NULL && i + 1 < words->n; i++) {
		const char *w = words->v[i];

		if (strcmp(w, "-isysroot") != 0 && strcmp(w, "-syslibroot") != 0)
			continue;
		free(*name);
		*name = xstrdup(w);
		dir = words->v[i + 1];
	}
	return dir;
}

int
sdk_find(const struct machine *m, const struct conf *c,
	const struct target_def *d, const struct argvec *words, struct sdk *out,
	struct fail *f)
{
	const struct conf_target *ct = c != NULL ? conf_target(c, d) : NULL;
	autofree char *name = root_variable(d);
	const char *set = NULL;

	*out = (struct sdk){ .row = sdk_of(d), .def = d };
	if (out->row == NULL)
		return 0;
	if (out->row->kind != NULL)
		set = by_words(words, &name);
	if (set == NULL)
		set = m->env(name);
	if (set == NULL && ct != NULL && ct->sysroot != NULL) {
		free(name);
		name = xstrdup(ct->where);
		set = ct->sysroot;
	}
	if (set != NULL && *set != '\0') {
		out->dir = xstrdup(set);
	} else {
		free(name);
		name = NULL;
		by_variable(m, out, &name);
	}
	if (out->dir == NULL)
		return not_set(out, f);
	if (out->row->version != NULL)
		out->version = m->env(out->row->version);
	if (out->version == NULL || *out->version == '\0')
		out->version = out->row->oldest;
	if (out->version != NULL && strncmp(out->version, "android-", 8) == 0)
		out->version += 8;
	return check(m, out, name, f);
}

void
sdk_clear(struct sdk *s)
{
	free(s->dir);
	*s = (struct sdk)SDK_INIT;
}
