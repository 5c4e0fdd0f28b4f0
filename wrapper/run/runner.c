#include "wrapper/run/runner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/root/root.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/run/firmware.h"
#include "wrapper/run/runtime.h"
#include "wrapper/run/wine32.h"
#include "wrapper/run/winedll.h"

/*
 * One way of running programs. The first row that is for a target is asked,
 * and no other: find says what it found, or what is missing.
 */
struct row {
	const char *id;
	bool (*is_for)(const struct target_def *d);
	void (*find)(const struct target_def *d, struct runner *out);
};

static void
no_runner(struct runner *r, char *why, char *fix)
{
	r->kind = RUNNER_NONE;
	free(r->why);
	free(r->fix);
	r->why = why;
	r->fix = fix != NULL ? xstrdup(host_install(fix)) : NULL;
	free(fix);
}

/* ---- native ---- */

/* Does this kernel start the target's programs? An x86_64 one runs 32-bit
 * programs too. */
static bool
same_machine(const struct target_def *d)
{
	const struct target_def *host = triple_find(host_triple(), NULL);

	return host != NULL &&
	       (host->arch == d->arch ||
		       (host->arch == ARCH_X86_64 && d->arch == ARCH_X86));
}

/* Linux is the only kernel that qemu-user plays, and ours. */
static bool
is_linux(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC || d->libc == LIBC_MUSL;
}

/* Rust's musl programs are static; glibc's need their loader. */
static bool
has_loader(const struct target_def *d)
{
	return d->libc == LIBC_MUSL || d->loader == NULL ||
	       path_is_file(d->loader);
}

/* Without its loader a 32-bit program is qemu's, which takes a C library from
 * anywhere. */
static bool
native_is_for(const struct target_def *d)
{
	const struct target_def *host = triple_find(host_triple(), NULL);

	if (host_is_mac())
		return target_is_macos(d) && d->arch == host->arch;
	return is_linux(d) && same_machine(d) &&
	       (has_loader(d) || host->arch == d->arch);
}

static void
native_find(const struct target_def *d, struct runner *out)
{
	if (has_loader(d)) {
		out->kind = RUNNER_DIRECT;
		return;
	}
	no_runner(out, xasprintf("the loader '%s' is missing", d->loader),
		d->debian != NULL ? xasprintf("dpkg --add-architecture %s && "
					      "apt-get update && apt-get "
					      "install libc6:%s",
					    d->debian, d->debian)
				  : NULL);
}

/* ---- qemu-user ---- */

static char *
find_qemu(const struct target_def *d)
{
	static const char *const endings[] = { "", "-static" };

	for (size_t i = 0; i < 2; i++) {
		autofree char *name =
			xasprintf("qemu-%s%s", d->qemu, endings[i]);
		autofree char *found = path_find(name);

		if (found != NULL) {
			char *it = name;

			name = NULL;
			return it;
		}
	}
	return NULL;
}

/* The root that the program was linked with, if it has a C library. */
static char *
root_libc(const struct target_def *d, const char *root)
{
	autofree char *name = root_variable(d), *loader = NULL;
	const char *dir = root != NULL ? root : getenv(name);

	if (dir == NULL || *dir == '\0' || d->loader == NULL)
		return NULL;
	loader = path_join(dir, d->loader + 1);
	return path_is_file(loader) ? xstrdup(dir) : NULL;
}

/* Installed, or fetched where that alone is whole. */
static char *
whole_libc(const struct target_def *d, struct runner *r)
{
	char *dir = runtime_installed(d), *fetched = NULL;

	if (dir != NULL && runtime_has_libgcc(d, dir))
		return dir;
	fetched = runtime_fetched(d);
	r->no_libgcc = dir != NULL && fetched == NULL;
	if (fetched == NULL)
		return dir;
	free(dir);
	return fetched;
}

/* The target's C library: the user's own choice, that of the root, a
 * distribution's cross package, the multiarch one, or what `cargo zbuild
 * runtime` has got. */
static void
add_libc(const struct target_def *d, struct runner *r)
{
	autofree char *dir = NULL;

	if (d->libc != LIBC_GLIBC || getenv("QEMU_LD_PREFIX") != NULL)
		return;
	dir = root_libc(d, r->root);
	if (dir == NULL)
		dir = whole_libc(d, r);
	if (dir != NULL) {
		if (strcmp(dir, "/") != 0)
			argvec_pushl(&r->words, "-L", dir, NULL);
		return;
	}
	free(r->why);
	free(r->fix);
	r->no_libc = true;
	r->why = xasprintf("no C library of %s is here", d->rust);
	r->fix = runtime_offered(d)
			 ? xasprintf("cargo zbuild runtime %s", d->rust)
			 : NULL;
}

/* A qemu that the kernel starts by itself (binfmt_misc); in a container it need
 * not even be a file that we see. */
static bool
kernel_runs(const struct target_def *d)
{
	autofree char *file =
		xasprintf("/proc/sys/fs/binfmt_misc/qemu-%s", d->qemu);
	char text[7];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	bool on = fd >= 0 && read(fd, text, sizeof text) == sizeof text &&
		  memcmp(text, "enabled", sizeof text) == 0;

	if (fd >= 0)
		close(fd);
	return on;
}

static void
qemu_find(const struct target_def *d, struct runner *out)
{
	autofree char *qemu = NULL;

	if (d->qemu == NULL) {
		no_runner(out, xstrdup("no qemu plays this machine"), NULL);
		return;
	}
	if (host_is_mac()) {
		no_runner(out,
			xstrdup("a Mac starts no Linux programs, and qemu-user "
				"is for Linux"),
			xstrdup("run it in a Linux machine or container (Lima, "
				"podman, Docker)"));
		return;
	}
	qemu = find_qemu(d);
	if (qemu == NULL && kernel_runs(d)) {
		out->kind = RUNNER_DIRECT;
		return;
	}
	if (qemu == NULL) {
		no_runner(out, xasprintf("'qemu-%s' is not on PATH", d->qemu),
			xstrdup("apt-get install qemu-user"));
		return;
	}
	out->kind = RUNNER_EMULATOR;
	argvec_push(&out->words, qemu);
	add_libc(d, out);
}

/* ---- wine ---- */

static bool
is_windows(const struct target_def *d)
{
	return d->libc == LIBC_MINGW || d->libc == LIBC_MSVC;
}

/* DLLs of a wine whose 32-bit part is not installed. */
static void
add_wine32(const char *loader, const struct target_def *d, struct runner *r)
{
	autofree char *dir = wine32_fetched(loader);

	if (dir != NULL)
		return;
	r->no_libc = true;
	r->why = xstrdup("the 32-bit part of wine is not here");
	r->fix = xasprintf("cargo zbuild runtime %s", d->rust);
}

/* Its notes about missing drivers are nobody's test output. */
static void
wine_find(const struct target_def *d, struct runner *out)
{
	static const char *const names[] = { "wine", "wine64" };
	bool wide = d->arch == ARCH_X86_64;

	if (!wide && d->arch != ARCH_X86) {
		no_runner(out,
			xasprintf("nothing on this machine runs Windows "
				  "programs for %s: wine runs x86_64 and i686 "
				  "ones; copy it to such a machine",
				arch_name(d->arch)),
			NULL);
		return;
	}
	for (size_t i = 0; i < (wide ? 2 : 1); i++) {
		autofree char *found = path_find(names[i]);

		if (found == NULL)
			continue;
		if (!wine_has_machine(found, d) && !wide &&
			wine32_offered(found)) {
			out->kind = RUNNER_EMULATOR;
			argvec_push(&out->words, names[i]);
			add_wine32(found, d, out);
			return;
		}
		if (!wine_has_machine(found, d)) {
			no_runner(out,
				xasprintf("the wine here runs no %s-bit "
					  "programs",
					d->is64 ? "64" : "32"),
				d->is64 ? xstrdup("apt-get install wine64")
					: xstrdup("dpkg --add-architecture "
						  "i386 && apt-get update && "
						  "apt-get install "
						  "wine32:i386"));
			return;
		}
		out->kind = RUNNER_EMULATOR;
		argvec_push(&out->words, names[i]);
		return;
	}
	no_runner(out, xstrdup("'wine' is not on PATH"),
		xstrdup(wide ? "apt-get install wine64 wine"
			     : "dpkg --add-architecture i386 && apt-get update "
			       "&& apt-get install wine wine32:i386"));
}

/* ---- WASI ---- */

static bool
is_wasi(const struct target_def *d)
{
	return d->libc == LIBC_WASI;
}

static void
by_wasmtime(const char *program, struct runner *out)
{
	out->kind = RUNNER_EMULATOR;
	argvec_pushl(&out->words, program, "run", "-Sinherit-env=y", "--dir=.",
		NULL);
}

/* A file that we bring along, written below the cache if it is not there. */
static int
own_file(const char *name, const char *text, char **path, struct fail *f)
{
	autofree char *dir = NULL;

	if (os_cache_sub("runners", &dir, f) != 0)
		return -1;
	*path = path_join(dir, name);
	if (path_update(*path, text, strlen(text), 0644, f) >= 0)
		return 0;
	free(*path);
	*path = NULL;
	return -1;
}

/* A program's relative paths are below the folder that it runs in. wasi-libc
 * takes "/x" for "x" before it looks for a folder, so that one called "/" would
 * have all of them: only longer ones are given, by their names here. */
static void
by_node(const char *program, struct runner *out)
{
	autofree char *script = NULL;
	autofail f = FAIL_INIT;

	if (own_file("wasi.mjs", text_wasi_mjs, &script, &f) != 0) {
		no_runner(out, xstrdup(f.what), NULL);
		return;
	}
	out->kind = RUNNER_EMULATOR;
	argvec_pushl(
		&out->words, program, "--no-warnings", script, "--dir=.", NULL);
}

static void
by_jco(const char *program, struct runner *out)
{
	out->kind = RUNNER_EMULATOR;
	argvec_pushl(&out->words, program, "run", NULL);
}

/* The first that is on PATH; what each starts: modules, or components. */
static const struct wasi_host {
	const char *name;
	void (*use)(const char *program, struct runner *out);
	bool modules, components;
} wasi_hosts[] = {
	{ "wasmtime", by_wasmtime, true, true },
	{ "node", by_node, true, false },
	{ "jco", by_jco, false, true },
};
enum { WASI_HOSTS = COUNT(wasi_hosts) };

/* ZBUILD_WASI: one of their names, or a path that ends in one. */
static void
wasi_find(const struct target_def *d, struct runner *out)
{
	const char *set = getenv("ZBUILD_WASI");
	bool known = false, component = target_is_component(d);

	if (set != NULL && *set == '\0')
		set = NULL;
	for (size_t i = 0; i < WASI_HOSTS; i++) {
		const struct wasi_host *h = &wasi_hosts[i];
		const char *program = set != NULL ? set : h->name;
		autofree char *found = NULL;

		if (strcmp(path_base(program), h->name) != 0 ||
			!(component ? h->components : h->modules))
			continue;
		known = true;
		found = path_find(program);
		if (found != NULL) {
			h->use(program, out);
			return;
		}
	}
	if (set == NULL)
		no_runner(out,
			xasprintf("neither 'wasmtime' nor '%s' is on PATH",
				component ? "jco" : "node"),
			xstrdup(component ? "npm install -g "
					    "@bytecodealliance/jco"
					  : "apt-get install nodejs"));
	else
		no_runner(out,
			known ? xasprintf("'%s' (ZBUILD_WASI) is not there", set)
			      : xasprintf("ZBUILD_WASI is '%s', not wasmtime or "
					  "%s",
					set, component ? "jco" : "node"),
			xstrdup("unset ZBUILD_WASI"));
}

static void
push_dir(struct argvec *out, const char *dir)
{
	autofree char *word = xasprintf("--dir=%s", dir);

	if (dir[0] == '/' && dir[1] != '\0' && path_is_dir(dir) &&
		!argvec_has(out, word))
		argvec_push(out, word);
}

/* By absolute names: the folder that it runs in, its package's when cargo
 * runs it, and what its arguments name. */
static void
push_wasi_dirs(struct argvec *out, char **args)
{
	const char *package = getenv("CARGO_MANIFEST_DIR");
	autofree char *here = realpath(".", NULL);

	if (here != NULL)
		push_dir(out, here);
	if (package != NULL)
		push_dir(out, package);
	for (; *args != NULL; args++) {
		autofree char *dir = path_dir(*args);

		push_dir(out, path_is_dir(*args) ? *args : dir);
	}
}

/* ---- bare machines ---- */

static bool
is_bare(const struct target_def *d)
{
	return d->libc == LIBC_NONE && d->arch != ARCH_WASM32;
}

static void
qemu_system_find(const struct target_def *d, struct runner *out)
{
	autofree char *found = NULL;
	autoargvec board = ARGVEC_INIT;

	if (d->qemu_system == NULL) {
		no_runner(out, xstrdup("qemu has no board with such a CPU"),
			xstrdup("[target] qemu_system in zbuild.ini names "
				"one"));
		return;
	}
	argvec_split(&board, d->qemu_system, " ");
	found = path_find(board.v[0]);
	if (found == NULL) {
		bool arm = strcmp(board.v[0], "qemu-system-arm") == 0 ||
			   strcmp(board.v[0], "qemu-system-aarch64") == 0;

		no_runner(out, xasprintf("'%s' is not on PATH", board.v[0]),
			xasprintf("apt-get install %s",
				arm ? "qemu-system-arm"
				: target_is_uefi(d) ? "qemu-system-x86"
						    : "qemu-system-misc"));
		return;
	}
	out->kind = RUNNER_EMULATOR;
	argvec_pushv(&out->words, board.v);
	/* No window and no monitor; wrapper/run/board.c adds the console. */
	argvec_pushl(
		&out->words, "-display", "none", "-monitor", "none", NULL);
}

void
runner_words(const struct runner *r, const char *file, char **args,
	struct argvec *out)
{
	argvec_pushv(out, r->words.v);
	if (argvec_has(&r->words, "--dir=."))
		push_wasi_dirs(out, args);
	argvec_push(out, file);
	argvec_pushv(out, args);
}

/* ---- the rest ---- */

static bool
anything(const struct target_def *d)
{
	(void)d;
	return true;
}

static void
nothing_find(const struct target_def *d, struct runner *out)
{
	if (d->libc == LIBC_NONE)
		no_runner(out,
			xstrdup("such a module has no start: JavaScript "
				"imports it and calls its exports"),
			xasprintf("for tests: CARGO_TARGET_%s_RUNNER="
				  "wasm-bindgen-test-runner",
				"WASM32_UNKNOWN_UNKNOWN"));
	else
		no_runner(out,
			xasprintf("%s programs do not run on Linux",
				libc_name(d->libc)),
			NULL);
}

static void
firmware_find(const struct target_def *d, struct runner *out)
{
	autoargvec words = ARGVEC_INIT;
	const char *package = NULL;

	if (d->qemu_system == NULL ||
		firmware_words(d, &words, &package) != 0) {
		no_runner(out, xstrdup("qemu's firmware for it is not here"),
			xasprintf("apt-get install %s", package));
		return;
	}
	qemu_system_find(d, out);
	if (out->kind == RUNNER_EMULATOR)
		argvec_pushv(&out->words, words.v);
}

static const struct row rows[] = {
	{ "native", native_is_for, native_find },
	{ "qemu-user", is_linux, qemu_find },
	{ "wine", is_windows, wine_find },
	{ "wasi", is_wasi, wasi_find },
	{ "firmware", target_is_uefi, firmware_find },
	{ "qemu-system", is_bare, qemu_system_find },
	{ "none", anything, nothing_find },
};

void
runner_find(const struct target_def *d, const char *root, struct runner *out)
{
	const struct row *r = rows;

	while (!r->is_for(d))
		r++;
	out->id = r->id;
	out->root = root;
	r->find(d, out);
}

void
runner_find_qemu(const struct target_def *d, struct runner *out)
{
	out->id = "qemu-user";
	qemu_find(d, out);
}

const char *
runner_libc(const struct runner *r)
{
	for (size_t i = 0; i + 1 < r->words.n; i++)
		if (strcmp(r->words.v[i], "-L") == 0)
			return r->words.v[i + 1];
	return NULL;
}

void
runner_command(const struct runner *r, const struct target_def *d,
	const char *self, struct argvec *out)
{
	if (r->kind == RUNNER_EMULATOR)
		argvec_pushl(out, self, "run-binary", "--target", d->rust,
			NULL);
}

void
runner_clear(struct runner *r)
{
	argvec_clear(&r->words);
	argvec_clear(&r->env);
	free(r->why);
	free(r->fix);
	*r = (struct runner)RUNNER_INIT;
}
