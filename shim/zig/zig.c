#include "shim/zig/zig.h"

#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

const struct version zig_oldest = { 0, 11, 0 };

/* Combinations that make bad programs. libc LIBC_NONE means any target; a
 * floor of none means any floor. Adding one means adding a row. */
static const struct unsuited {
	struct version zig_below, floor_below;
	enum libc_kind libc;
	const char *why, *hint;
} unsuited[] = {
	{ { 0, 11, 0 }, { 0, 0, 0 }, LIBC_NONE,
		"zbuild needs 0.11.0 or newer (`zig clang` and `zig ld.lld` "
		"came with it)",
		"run `cargo zbuild zig install`" },
	/* cargo-bins/cargo-quickinstall#250, rust-cross/cargo-zigbuild#255 */
	{ { 0, 12, 0 }, { 2, 33, 0 }, LIBC_GLIBC,
		"with a floor below glibc 2.33 a zig older than 0.12 makes "
		"programs whose stat() fails at run time",
		"run `cargo zbuild zig install`, or ask for .2.33 or higher" },
	/* release notes of 0.15.1, "FreeBSD libc", "NetBSD libc" */
	{ { 0, 15, 0 }, { 0, 0, 0 }, LIBC_FREEBSD,
		"FreeBSD's C library came with zig 0.15",
		"run `cargo zbuild zig install`" },
	{ { 0, 15, 0 }, { 0, 0, 0 }, LIBC_NETBSD,
		"NetBSD's C library came with zig 0.15",
		"run `cargo zbuild zig install`" },
	{ { 0, 16, 0 }, { 0, 0, 0 }, LIBC_OPENBSD,
		"OpenBSD's C library came with zig 0.16",
		"run `cargo zbuild zig install`" },
};

static bool
row_hits(const struct unsuited *u, const struct zig *z, const struct target *t)
{
	return version_cmp(z->version, u->zig_below) < 0 &&
	       (u->libc == LIBC_NONE || t->def->libc == u->libc) &&
	       (version_none(u->floor_below) ||
		       version_cmp(t->glibc, u->floor_below) < 0);
}

void
zig_tool(const struct zig *z, const char *name, struct argvec *argv)
{
	static const char *const flavors[][2] = { { "ld.lld", "gnu" },
		{ "wasm-ld", "wasm" }, { "lld-link", "link" } };

	if (z->other_clang != NULL && strcmp(name, "clang") == 0) {
		argvec_push(argv, z->other_clang);
		return;
	}
	for (size_t i = 0; z->other_lld != NULL && i < COUNT(flavors); i++)
		if (strcmp(name, flavors[i][0]) == 0) {
			argvec_pushl(argv, z->other_lld, "-flavor",
				flavors[i][1], NULL);
			return;
		}
	argvec_pushl(argv, z->path, name, NULL);
}

/*
 * Since which zig what is needed, newest first: libc++'s 36 headers as C++17, from
 * 16 on as C++20, too, read by libclang 14 to 16, 18 and 19. 19 brought
 * __builtin_ctzg, 16 __remove_cv.
 */
static const struct {
	struct version since;
	unsigned needed;
} needs[] = {
	{ { 0, 16, 0 }, 19 },
	{ { 0, 14, 0 }, 16 },
};

unsigned
zig_clang_needed(const struct zig *z)
{
	for (size_t i = 0; i < COUNT(needs); i++)
		if (version_cmp(z->version, needs[i].since) >= 0)
			return needs[i].needed;
	return 0;
}

int
zig_suits(const struct zig *z, const struct target *t, struct fail *f)
{
	if (z->bare) {
		fail_set(f, "zig %s has no clang, and PATH has none of %u or "
			"newer with its lld", z->text, zig_clang_needed(z));
		return fail_hint(f, "install them (Debian's packages clang-%u "
			"and lld-%u), or set ZBUILD_CLANG and ZBUILD_LLD",
			zig_clang_needed(z), zig_clang_needed(z));
	}
	for (size_t i = 0; i < COUNT(unsuited); i++) {
		const struct unsuited *u = &unsuited[i];

		if (!row_hits(u, z, t))
			continue;
		fail_set(f, "cannot use zig %s for '%s': %s", z->text, t->name,
			u->why);
		return fail_hint(f, "%s (this zig is %s)", u->hint, z->path);
	}
	return 0;
}

/*
 * Features that a zig calls otherwise; "": it has none of that name, since the
 * triple says the same. The tables have the names of the zigs before.
 */
static const struct renamed {
	const char *name, *now;
	struct version since;
	unsigned archs;
} renamed[] = {
	{ "strict_align", "no_unaligned_access", { 0, 18, 0 },
		1u << ARCH_ARM | 1u << ARCH_THUMB | 1u << ARCH_AARCH64 },
	/* of x86_64 and s390x no triple says it: there it must not be lost */
	{ "soft_float", "", { 0, 18, 0 },
		1u << ARCH_ARM | 1u << ARCH_THUMB | 1u << ARCH_MIPS },
};

static const char *
feature_name(const struct zig *z, const struct target *t, const char *name)
{
	for (size_t i = 0; i < COUNT(renamed); i++)
		if (strcmp(renamed[i].name, name) == 0 &&
			(renamed[i].archs & 1u << t->def->arch) != 0 &&
			version_cmp(z->version, renamed[i].since) >= 0)
			return renamed[i].now;
	return name;
}

char *
zig_cpu_name(const struct zig *z, const struct target *t, const char *cpu)
{
	size_t n = strcspn(cpu, "+-");
	char *out = xstrndup(cpu, n);

	for (const char *p = cpu + n; *p != '\0'; p += n) {
		autofree char *name = NULL, *before = out;
		const char *now;

		n = 1 + strcspn(p + 1, "+-");
		name = xstrndup(p + 1, n - 1);
		now = feature_name(z, t, name);
		out = xasprintf("%s%.*s%s", before, *now != '\0', p, now);
	}
	return out;
}

static const char ours_is[] = "ZIG_GLOBAL_CACHE_DIR=";

/*
 * zig's two cache folders and nothing else. CPATH, LIBRARY_PATH and the like
 * act on every C compiler, a cross one too, so they are the user's business;
 * ZIG_VERBOSE_*, ZIG_LIB_DIR and SOURCE_DATE_EPOCH reach zig unchanged.
 * `zig build-exe` puts its local cache into the current folder when not told,
 * so a user's global folder serves for both.
 */
int
zig_env(struct argvec *env, struct fail *f)
{
	const char *global = getenv("ZIG_GLOBAL_CACHE_DIR");
	const char *local = getenv("ZIG_LOCAL_CACHE_DIR");
	bool has_global = global != NULL && *global != '\0';
	bool has_local = local != NULL && *local != '\0';
	autofree char *ours = NULL;

	if (!has_global) {
		if (os_cache_find("zig", &ours, f) != 0)
			return -1;
		argvec_pushf(env, "%s%s", ours_is, ours);
		global = ours;
	}
	if (!has_local)
		argvec_pushf(env, "ZIG_LOCAL_CACHE_DIR=%s", global);
	return 0;
}

int
zig_env_make(const struct argvec *env, struct fail *f)
{
	const size_t n = sizeof ours_is - 1;

	for (size_t i = 0; i < env->n; i++)
		if (strncmp(env->v[i], ours_is, n) == 0)
			return path_mkdirs(env->v[i] + n, f);
	return 0;
}

void
zig_clear(struct zig *z)
{
	free(z->path);
	free(z->lib);
	free(z->identity);
	free(z->other_clang);
	free(z->other_lld);
	free(z->include);
	*z = (struct zig){ .path = NULL };
}
