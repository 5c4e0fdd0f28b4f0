#include "wrapper/std/std.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/files/external.h"
#include "wrapper/files/filetree.h"
#include "wrapper/std/stdbuild.h"

/* ---- what may be done ---- */

enum { WAY_RUSTUP = 1, WAY_BUILD = 2 };

static const struct {
	const char *value;
	unsigned ways;
} settings[] = {
	{ "auto", WAY_RUSTUP | WAY_BUILD },
	{ "rustup", WAY_RUSTUP },
	{ "build", WAY_BUILD },
	{ "no", 0 },
};

static int
ways_allowed(unsigned *ways, struct fail *f)
{
	const char *set = getenv("ZBUILD_STD");

	if (set == NULL || *set == '\0')
		set = "auto";
	for (size_t i = 0; i < COUNT(settings); i++)
		if (strcmp(set, settings[i].value) == 0) {
			*ways = settings[i].ways;
			return 0;
		}
	fail_set(f, "unknown value '%s' of ZBUILD_STD", set);
	return fail_hint(f, "one of auto, rustup, build, no");
}

/* ---- the overlay ---- */

/* This very rustc's, and built in this very way. */
static char *
cache_sub(const struct rustc *r, const struct target_def *d)
{
	autofree char *way = stdbuild_way(d);

	return xasprintf("std/%s-%s", r->key, way);
}

static int
overlay_path(
	struct rustc *r, const struct target_def *d, char **dir, struct fail *f)
{
	autofree char *base = NULL, *sub = NULL;

	if (rustc_identify(r, f) != 0)
		return -1;
	sub = cache_sub(r, d);
	if (os_cache_find(sub, &base, f) != 0)
		return -1;
	*dir = path_join(base, d->rust);
	return 0;
}

/*
 * dir/lib/rustlib/<target>/lib is ours; everything else leads into rustc's own
 * sysroot: the host's library for build scripts that should see the flag, the
 * linkers, the sources. Of its lib only what is rustc's: in a distribution that
 * is /usr/lib.
 */
static int
make_overlay(const struct rustc *r, const struct target_def *d, const char *dir,
	char **lib, struct fail *f)
{
	autofree char *theirs = path_join(r->sysroot, "lib/rustlib");
	autofree char *rustlib = path_join(dir, "lib/rustlib");

	*lib = xasprintf("%s/%s/lib", rustlib, d->rust);
	if (path_mkdirs(*lib, f) != 0)
		return -1;
	return filetree_symlinks(theirs, rustlib, d->rust, f);
}

/* ---- building ---- */

static char *
choose_cargo(const struct rustc *r, const char *cargo)
{
	char *own = rustc_tool(r, "cargo");

	return own != NULL ? own : xstrdup(cargo);
}

/* Everything in a temp folder beside the overlay, then one rename. */
static int
build_in(const struct rustc *r, const struct target_def *d, const char *cargo,
	const struct place *place, const char *dir, struct fail *f)
{
	autofree char *work = path_join(place->dir, "work");
	autofree char *done = path_join(place->dir, "sysroot");
	autofree char *tool = choose_cargo(r, cargo), *lib = NULL;

	if (path_mkdirs(work, f) != 0 ||
		make_overlay(r, d, done, &lib, f) != 0 ||
		stdbuild(r, d, tool, work, lib, f) != 0 ||
		seal_write(done, f) != 0)
		return -1;
	return place_settle(place, done, dir, f);
}

static int
build_locked(const struct rustc *r, const struct target_def *d,
	const char *cargo, const char *base, const char *dir, struct fail *f)
{
	autofree char *start = xasprintf("%s.tmp.", d->rust);
	struct place place;
	int result;

	if (path_is_dir(dir) && seal_holds(dir))
		return 0;
	if (path_is_dir(dir))
		fshow(stderr, "zbuild: Rust's std in '%s' is damaged; "
				"building it again\n", dir);
	if (place_open(&place, base, start, f) != 0)
		return -1;
	result = build_in(r, d, cargo, &place, dir, f);
	place_close(&place, f);
	return result;
}

static int
build(const struct rustc *r, const struct target_def *d, const char *cargo,
	const char *dir, struct fail *f)
{
	autofree char *sub = cache_sub(r, d), *base = NULL;
	autofree char *path = NULL, *lock = NULL;
	int fd, result;

	if (stdbuild_check_src(r, f) != 0 || os_cache_sub(sub, &base, f) != 0)
		return -1;
	path = path_join(base, d->rust);
	if (strcmp(path, dir) != 0)
		return fail_set(f, "the cache folder '%s' cannot be used", dir);
	if (strpbrk(path, " \t") != NULL) {
		fail_set(f,
			"'%s' has a blank in it, which cargo's flags cannot "
			"have",
			path);
		return fail_hint(f, "set ZBUILD_CACHE_DIR to a folder without");
	}
	lock = xasprintf("%s.lock", path);
	fd = lock_wait(
		lock, f, "command that builds Rust's std for %s", d->rust);
	if (fd < 0)
		return -1;
	result = build_locked(r, d, cargo, base, path, f);
	lock_drop(fd);
	return result;
}

/* ---- rustup ---- */

/* Shown on a terminal, where rustup has a progress bar of its own. */
static int
rustup_runs(struct argvec *argv, struct fail *f)
{
	autofree char *words = argvec_join(argv, " ");
	autofree char *rustup = path_find(argv->v[0]);

	if (rustup == NULL)
		return fail_set(f, "'rustup' is not on PATH");
	fshow(stderr, "zbuild: %s (ZBUILD_STD=no forbids)\n", words);
	free(argv->v[0]);
	argv->v[0] = xstrdup(rustup);
	return external_run(argv, external_watched(), f);
}

static int
rustup_target(const struct rustc *r, const char *target, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;

	argvec_pushl(&argv, "rustup", "target", "add", "--toolchain",
		r->toolchain, target, NULL);
	return rustup_runs(&argv, f);
}

static int
rustup_src(const struct rustc *r, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;

	argvec_pushl(&argv, "rustup", "component", "add", "--toolchain",
		r->toolchain, "rust-src", NULL);
	return rustup_runs(&argv, f);
}

/* ---- the message ---- */

/* The distribution's Rust can build what rustup's cannot. */
static bool
distribution_can(const struct rustc *r)
{
	return strcmp(r->sysroot, "/usr") != 0 &&
	       access("/usr/bin/rustc", X_OK) == 0 &&
	       access("/usr/bin/cargo", X_OK) == 0 &&
	       path_is_file("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
}

/* Debian's packages of rustc's sources. */
static const char *
src_package(void)
{
	return path_is_file("/var/lib/dpkg/info/rustc-web.list")
		       ? "rust-web-src"
		       : "rust-src";
}

static int
missing(const struct rustc *r, const struct target_def *d, const char *why,
	struct fail *f)
{
	fail_set(f, "Rust's std for %s is not there%s%s", d->rust,
		why != NULL ? ": " : "", why != NULL ? why : "");
	if (r->toolchain != NULL && d->std == NULL && !rustc_has_src(r))
		return fail_hint(f,
			"rustup has none for it; to build it from source: "
			"rustup component add --toolchain %s rust-src",
			r->toolchain);
	if (rustc_has_src(r))
		return fail_hint(f,
			"cargo zbuild std %s, without ZBUILD_STD=%s", d->rust,
			getenv("ZBUILD_STD"));
	if (r->toolchain != NULL && distribution_can(r))
		return fail_hint(f,
			"rustup target add --toolchain %s %s; or use the "
			"distribution's Rust, whose sources are here: "
			"RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo",
			r->toolchain, d->rust);
	if (r->toolchain != NULL)
		return fail_hint(f,
			"rustup target add --toolchain %s %s; or, to build it "
			"from source, rustup component add --toolchain %s "
			"rust-src",
			r->toolchain, d->rust, r->toolchain);
	if (strcmp(r->sysroot, "/usr") == 0)
		return fail_hint(f,
			"apt-get install %s (or your distribution's package "
			"of Rust's sources); zbuild then builds it",
			src_package());
	return fail_hint(f,
		"put Rust's sources into %s/lib/rustlib/src/rust, or use Rust "
		"from https://rustup.rs",
		r->sysroot);
}

/* rustc has no CPU in mind for AVR: each has instructions that another lacks. */
static int
is_per_cpu(const struct target_def *d, struct fail *f)
{
	fail_set(f, "Rust's std for %s is of one CPU, which the crate's flags name",
		d->rust);
	return fail_hint(f, "let cargo build it with the crate: RUSTC_BOOTSTRAP=1 "
			    "RUSTFLAGS=-Ctarget-cpu=atmega328p cargo zbuild --release "
			    "-Zbuild-std=core --target %s", d->rust);
}

/* ---- the steps ---- */

int
std_find(struct rustc *r, const struct target_def *d, char **overlay,
	struct fail *f)
{
	autofree char *dir = NULL;

	*overlay = NULL;
	if (rustc_has_std(r, d->rust))
		return 0;
	if (overlay_path(r, d, &dir, f) != 0)
		return -1;
	if (!path_is_dir(dir) || !seal_holds(dir))
		return 1;
	*overlay = dir;
	dir = NULL;
	return 0;
}

bool
std_there(struct rustc *r, const struct target_def *d)
{
	autofree char *overlay = NULL;
	int found;

	if (rustc_has_std(r, d->rust))
		return true;
	if (r->mute)
		return false;
	found = std_find(r, d, &overlay, FAIL_IGNORED);
	r->mute = found < 0;
	return found == 0;
}

/* The user ended rustup: nothing else shall be tried. */
static bool
is_ended(const struct fail *f)
{
	return f->status > 128;
}

/* rustup's part: 1 where it brought std; 0 and *why, what it said, where not. */
static int
by_rustup(struct rustc *r, const struct target_def *d, char **why,
	struct fail *f)
{
	autofail said = FAIL_INIT;

	if (rustup_target(r, d->rust, &said) == 0 && rustc_has_std(r, d->rust))
		return 1;
	if (is_ended(&said))
		return fail_move(f, &said);
	*why = said.what != NULL ? xstrdup(said.what)
				 : xstrdup("rustup did not bring it");
	fshow(stderr, "zbuild: %s\n", *why);
	return 0;
}

/* Its sources of std, if it has them. */
static int
sources_by_rustup(const struct rustc *r, struct fail *f)
{
	autofail said = FAIL_INIT;

	return rustup_src(r, &said) != 0 && is_ended(&said)
		       ? fail_move(f, &said)
		       : 0;
}

int
std_get(struct rustc *r, const struct target_def *d, const char *cargo,
	char **overlay, struct fail *f)
{
	autofree char *why = NULL, *dir = NULL;
	unsigned ways = 0;
	int found = std_find(r, d, overlay, f);
	bool ask;

	if (found <= 0)
		return found;
	if (d->arch == ARCH_AVR)
		return is_per_cpu(d, f);
	if (ways_allowed(&ways, f) != 0 || overlay_path(r, d, &dir, f) != 0)
		return -1;
	ask = r->toolchain != NULL && (ways & WAY_RUSTUP) != 0;
	found = ask && d->std != NULL ? by_rustup(r, d, &why, f) : 0;
	if (found != 0)
		return found > 0 ? 0 : -1;
	if (ask && (ways & WAY_BUILD) != 0 && !rustc_has_src(r) &&
		sources_by_rustup(r, f) != 0)
		return -1;
	if ((ways & WAY_BUILD) == 0 || !rustc_has_src(r))
		return missing(r, d,
			ways == 0 ? "ZBUILD_STD=no forbids to get it" : why, f);
	if (build(r, d, cargo, dir, f) != 0) {
		fail_context(f, "cannot build Rust's std for %s", d->rust);
		return -1;
	}
	*overlay = dir;
	dir = NULL;
	return 0;
}
