#include "wrapper/std/stdbuild.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sha256.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/path.h"
#include "common/progress.h"
#include "common/str.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/cargo/linkdir.h"

/* ---- the sources ---- */

/* A distribution has the whole of Rust's source with its src/version; rustup's
 * component is the toolchain's own by the way it is installed. */
int
stdbuild_check_src(const struct rustc *r, struct fail *f)
{
	autofree char *src = rustc_src(r);
	autofree char *file = path_join(src, "src/version"), *text = NULL;
	autoargvec words = ARGVEC_INIT;
	size_t len;

	if (path_read(file, 4096, &text, NULL, FAIL_IGNORED) != 0)
		return 0;
	argvec_split(&words, text, " \r\n");
	/* "1.96.0" for rustc 1.96.0 and 1.96.0-beta.3. */
	len = words.n > 0 ? strlen(words.v[0]) : 0;
	if (len == 0 ||
		(strncmp(r->release, words.v[0], len) == 0 &&
			(r->release[len] == '\0' || r->release[len] == '-')))
		return 0;
	fail_set(f,
		"the sources of Rust's std in '%s' are of release %s, and '%s' "
		"is %s",
		src, words.v[0], r->path, r->release);
	return fail_hint(f, "install the sources of the same release, from "
			    "where this rustc came from (on Debian: apt-get "
			    "install rust-src, or rust-web-src for rustc-web)");
}

/* ---- a crate to build it for ---- */

static int
write_crate(const char *dir, struct fail *f)
{
	static const char lib[] = "#![no_std]\n";
	autofree char *manifest = path_join(dir, "Cargo.toml");
	autofree char *source = path_join(dir, "lib.rs");

	/* Programs with panic=abort take a panic_abort that was compiled so, and cargo
	 * has no other way to say that of one crate. */
	if (path_write(manifest, text_std_Cargo_toml, text_std_Cargo_toml_len,
		    0600, f) != 0)
		return -1;
	return path_write(source, lib, strlen(lib), 0600, f);
}

/* Of machines without a system only wasm32-unknown-unknown has a std. */
static bool
is_bare(const struct target_def *d)
{
	return d->libc == LIBC_NONE &&
	       (d->arch != ARCH_WASM32 || ends_with(d->rust, "-none"));
}

/* rustc runs dlltool for raw-dylib imports of std's: ours, by its name on
 * PATH. */
static int
add_tools(const struct target_def *d, struct argvec *env, struct fail *f)
{
	autofree char *shim = NULL;
	autofree char *dir = NULL;
	const char *path = getenv("PATH");
	struct target t;

	if (d->libc != LIBC_MINGW)
		return 0;
	if (triple_parse(d->rust, NULL, &t, f) != 0 ||
		linkdir_shim(&shim, f) != 0 ||
		linkdir_make(&t, shim, &dir, f) != 0)
		return -1;
	argvec_pushf(env, "PATH=%s%s%s", dir, path != NULL ? ":" : "",
		path != NULL ? path : "");
	return 0;
}

/* What the official one is built with: optimised, one unit a crate, with
 * bitcode for -C lto, frame pointers, and paths that are the same everywhere.
 * Nothing of the user's settings reaches it. */
static void
build_env(const struct rustc *r, const char *work, struct argvec *env)
{
	static const char *const fixed[] = { "RUSTC_BOOTSTRAP=1",
		"CARGO_PROFILE_RELEASE_OPT_LEVEL=3",
		"CARGO_PROFILE_RELEASE_DEBUG=1",
		"CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1",
		"CARGO_PROFILE_RELEASE_PANIC=unwind",
		"CARGO_PROFILE_RELEASE_LTO=false",
		"CARGO_PROFILE_RELEASE_INCREMENTAL=false",
		"CARGO_PROFILE_RELEASE_STRIP=none",
		"CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO=off",
		"CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=false",
		"CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=false",
		"CARGO_INCREMENTAL=0", "RUSTC_WRAPPER=",
		"RUSTC_WORKSPACE_WRAPPER=", "CARGO_TERM_COLOR=never",
		"CARGO_TERM_PROGRESS_WHEN=never", "CARGO_BUILD_TARGET",
		"CARGO_TARGET_DIR", "RUSTFLAGS", "__CARGO_DEFAULT_LIB_METADATA",
		"MAKEFLAGS", "CARGO_MAKEFLAGS", NULL };
	autofree char *src = rustc_src(r);
	autofree char *real = realpath(src, NULL);
	autofree char *rustc = rustc_tool(r, "rustc");

	for (size_t i = 0; fixed[i] != NULL; i++)
		argvec_push(env, fixed[i]);
	argvec_pushf(env, "RUSTC=%s", rustc != NULL ? rustc : r->path);
	argvec_pushf(env, "CARGO_BUILD_BUILD_DIR=%s/target", work);
	argvec_pushf(env,
		"CARGO_ENCODED_RUSTFLAGS=-Cembed-bitcode=yes"
		"\x1f"
		"-Cforce-frame-pointers=yes"
		"\x1f"
		"--remap-path-prefix=%s=/rustc/%s"
		"\x1f"
		"--remap-path-prefix=%s=/rustc/%s",
		src, r->commit != NULL ? r->commit : r->release,
		real != NULL ? real : src,
		r->commit != NULL ? r->commit : r->release);
}

static void
build_words(const struct rustc *r, const struct target_def *d,
	const char *cargo, const char *work, bool vendored, struct argvec *argv)
{
	autofree char *src = rustc_src(r);

	argvec_pushl(argv, cargo, "build", "--release", "--lib", NULL);
	argvec_pushf(argv, "--manifest-path=%s/Cargo.toml", work);
	argvec_pushf(argv, "--target-dir=%s/target", work);
	argvec_pushl(argv, "--target", d->rust, NULL);
	argvec_push(argv, is_bare(d) ? "-Zbuild-std=core,alloc"
				     : "-Zbuild-std=std,panic_unwind,"
				       "panic_abort,proc_macro,test");
	if (is_bare(d))
		argvec_push(argv, "-Zbuild-std-features=compiler-builtins-mem");
	if (vendored) {
		argvec_pushl(argv, "--offline", "--config",
			"source.crates-io.replace-with='zbuild-vendored'",
			"--config", NULL);
		argvec_pushf(argv,
			"source.zbuild-vendored.directory='%s/library/vendor'",
			src);
	}
}

/* ---- the way ---- */

/* To be raised when the library changes by anything that is neither a word nor
 * a variable of cargo's. */
static const char way_of_files[] = "1";

/* The words and variables themselves, for a rustc and folders that are nowhere:
 * nobody has to remember that he changed them. */
char *
stdbuild_way(const struct target_def *d)
{
	struct rustc nowhere = { .path = (char *)"rustc",
		.sysroot = (char *)"/nowhere",
		.release = (char *)"0" };
	struct target_def any = *d;
	autoargvec way = ARGVEC_INIT;
	char hex[SHA256_DIGEST_STRING_LENGTH];
	SHA256_CTX c;

	any.rust = "any";
	build_env(&nowhere, "/nowhere", &way);
	build_words(&nowhere, &any, "cargo", "/nowhere", false, &way);
	argvec_push(&way, text_std_Cargo_toml);
	argvec_push(&way, way_of_files);
	SHA256_Init(&c);
	for (size_t i = 0; i < way.n; i++)
		SHA256_Update(
			&c, (const uint8_t *)way.v[i], strlen(way.v[i]) + 1);
	SHA256_End(&c, hex);
	return xstrndup(hex, 8);
}

/* ---- running cargo ---- */

struct build {
	const struct rustc *rustc;
	const struct target_def *def;
	const char *cargo, *work;
	struct argvec files; /* the library's, by cargo's messages */
	size_t done, total;
};

/* The strings of "filenames":[…] that are the target's libraries. */
static void
take_files(struct build *b, const char *line)
{
	static const char key[] = "\"filenames\":[";
	autofree char *below =
		xasprintf("%s/target/%s/", b->work, b->def->rust);
	const char *p = strstr(line, key);

	if (p == NULL)
		return;
	for (p += strlen(key); *p == '"';) {
		const char *end = strchr(p + 1, '"');
		autofree char *file = NULL;
		size_t n;

		if (end == NULL)
			return;
		file = xstrndup(p + 1, (size_t)(end - p - 1));
		n = strlen(file);
		if (n > 5 && strcmp(file + n - 5, ".rlib") == 0 &&
			strncmp(file, below, strlen(below)) == 0 &&
			strstr(file, "zbuild_std") == NULL)
			argvec_push(&b->files, file);
		p = end[1] == ',' ? end + 2 : end + 1;
	}
}

static void
each_message(void *data, const char *line)
{
	struct build *b = data;

	if (strstr(line, "\"reason\":\"compiler-artifact\"") != NULL)
		take_files(b, line);
	else if (strstr(line, "\"reason\":\"build-script-executed\"") == NULL)
		return;
	progress_set(++b->done, b->total);
}

/* How many steps there will be; 0 if this cargo does not say. */
static size_t
count_steps(const struct build *b, const struct argvec *words,
	const struct argvec *env)
{
	static const char unit[] = "\"pkg_id\":";
	scoped(child_output) out = { 0 }, err = { 0 };
	autoargvec argv = ARGVEC_INIT;
	size_t n = 0;
	int status = 1;

	argvec_pushv(&argv, words->v);
	argvec_pushl(&argv, "--unit-graph", "-Zunstable-options", NULL);
	child_run(b->cargo, &argv, env, &out, &err, &status, FAIL_IGNORED);
	for (const char *p = status == 0 ? out.text : NULL;
		p != NULL && (p = strstr(p, unit)) != NULL; p++)
		n++;
	return n;
}

/* One try; nothing was compiled yet when b->done is 0 afterwards. */
static int
attempt(struct build *b, bool vendored, struct fail *f)
{
	scoped(child_output) err = { 0 };
	scoped(child_output) out = { .each = each_message, .data = b };
	autoargvec words = ARGVEC_INIT, env = ARGVEC_INIT;
	int status, r;

	b->done = b->total = 0;
	argvec_clear(&b->files);
	build_env(b->rustc, b->work, &env);
	if (add_tools(b->def, &env, f) != 0)
		return -1;
	build_words(b->rustc, b->def, b->cargo, b->work, vendored, &words);
	b->total = count_steps(b, &words, &env);
	argvec_push(&words, "--message-format=json-render-diagnostics");
	trace_words("run", env.v, words.v);
	r = child_run(b->cargo, &words, &env, &out, &err, &status, f);
	if (r == 0 && status != 0)
		trace_line("cargo said: %s", err.text != NULL ? err.text : "");
	if (r == 0)
		r = ending_fail("cargo", status, err.text, true, f);
	return r;
}

/* ---- start objects of windows-gnu ---- */

/* rustc links its own rsbegin.o and rsend.o into programs of these targets. */
static int
start_objects(const struct build *b, const char *lib, struct fail *f)
{
	static const char *const names[] = { "rsbegin", "rsend" };
	autofree char *src = rustc_src(b->rustc);
	autofree char *real = rustc_tool(b->rustc, "rustc");
	const char *rustc = real != NULL ? real : b->rustc->path;

	for (size_t i = 0; i < 2; i++) {
		autofree char *file =
			xasprintf("%s/library/rtstartup/%s.rs", src, names[i]);
		autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
		scoped(child_output) err = { 0 };
		int status, r;

		if (!path_is_file(file))
			continue;
		argvec_push(&env, "RUSTC_BOOTSTRAP=1");
		argvec_pushl(&argv, rustc, "--target", b->def->rust,
			"--emit=obj", "-Copt-level=3", "--crate-type=rlib",
			"-o", NULL);
		argvec_pushf(&argv, "%s/%s.o", lib, names[i]);
		argvec_push(&argv, file);
		trace_words("run", env.v, argv.v);
		r = child_run(rustc, &argv, &env, NULL, &err, &status, f);
		if (r == 0)
			r = ending_fail("rustc", status, err.text, true, f);
		if (r != 0)
			return -1;
	}
	return 0;
}

/* ---- AddressSanitizer ---- */

/* rustc links the runtime from beside the std of gnuasan, where only rustup's
 * has it: gnu's is the same. */
static int
find_asan(const struct rustc *r, const struct target_def *d, char **file,
	struct fail *f)
{
	autofree char *dir = xasprintf("%s/lib/rustlib/%.*s/lib", r->sysroot,
		(int)(strlen(d->rust) - strlen("asan")), d->rust);
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (starts_with(names.v[i], "librustc-") &&
			ends_with(names.v[i], "_rt.asan.a")) {
			*file = path_join(dir, names.v[i]);
			return 0;
		}
	fail_set(f, "'%s' has no runtime of AddressSanitizer in '%s'", r->path,
		dir);
	return fail_hint(f, "the toolchains of https://rustup.rs have one");
}

static int
link_asan(const char *file, const char *lib, struct fail *f)
{
	autofree char *to = path_join(lib, path_base(file));

	return symlink(file, to) == 0
		       ? 0
		       : fail_errno(f, "cannot make '%s'", to);
}

/* ---- the whole ---- */

static int
move_files(const struct build *b, const char *lib, struct fail *f)
{
	for (size_t i = 0; i < b->files.n; i++) {
		autofree char *to = path_join(lib, path_base(b->files.v[i]));

		if (rename(b->files.v[i], to) != 0)
			return fail_errno(f, "cannot move '%s'", b->files.v[i]);
	}
	return b->files.n > 0
		       ? 0
		       : fail_set(f, "cargo named no library that it made");
}

/* The crates that std needs lie beside it in Rust's source, as a rule; where
 * one is missing, cargo gets it from its registry. */
int
stdbuild(const struct rustc *r, const struct target_def *d, const char *cargo,
	const char *work, const char *lib, struct fail *f)
{
	struct build b = { .rustc = r, .def = d, .cargo = cargo, .work = work };
	autofree char *src = rustc_src(r);
	autofree char *vendor = path_join(src, "library/vendor");
	autofree char *asan = NULL;
	/* A distribution's wit-bindgen is without the object that components want. */
	bool vendored = path_is_dir(vendor) && !target_is_component(d);
	int result;

	if ((target_is_asan(d) && find_asan(r, d, &asan, f) != 0) ||
		write_crate(work, f) != 0)
		return -1;
	progress_start("building Rust's std for %s (once, about %zu s)", d->rust,
		90 / system_cores() + 1);
	result = attempt(&b, vendored, f);
	if (result != 0 && vendored && b.done == 0 && f->status <= 128) {
		trace_line("std: '%s' is not enough (%s): by cargo's registry",
			vendor, f->what);
		fail_clear(f);
		result = attempt(&b, false, f);
	}
	if (result == 0 && d->libc == LIBC_MINGW)
		result = start_objects(&b, lib, f);
	progress_stop();
	if (result == 0)
		result = move_files(&b, lib, f);
	if (result == 0 && asan != NULL)
		result = link_asan(asan, lib, f);
	argvec_clear(&b.files);
	return result;
}
