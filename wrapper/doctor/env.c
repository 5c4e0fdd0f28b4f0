/* doctor: variables of the user's that change what builds do. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/quote.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "wrapper/doctor/parts.h"

/* What a variable does, first match first. */
static const struct {
	const char *pattern;
	enum finding_status status;
	const char *why;
} variables[] = {
	{ "CC_ENABLE_DEBUG_OUTPUT", FINDING_OK, "cc-rs prints what it runs" },
	{ "CC_FORCE_DISABLE", FINDING_WARN, "cc-rs compiles nothing at all" },
	{ "CC_SHELL_ESCAPED_FLAGS", FINDING_OK, "cc-rs reads quotes in *FLAGS" },
	{ "CC_KNOWN_WRAPPER_CUSTOM", FINDING_OK,
		"a compiler wrapper for cc-rs" },
	{ "CRATE_CC_NO_DEFAULTS", FINDING_WARN,
		"cc-rs leaves out -O, -g and -fPIC" },
	{ "CC_*", FINDING_OK, "your C compiler for a target stays" },
	{ "CXX_*", FINDING_OK, "your C++ compiler for a target stays" },
	{ "AR_*", FINDING_OK, "your ar for a target stays" },
	{ "RANLIB_*", FINDING_OK, "your ranlib for a target stays" },
	{ "CXXSTDLIB*", FINDING_OK, "your C++ library stays" },
	{ "TARGET_CC", FINDING_WARN, "is the C compiler of every target" },
	{ "TARGET_CXX", FINDING_WARN, "is the C++ compiler of every target" },
	{ "TARGET_AR", FINDING_WARN, "is the ar of every target" },
	{ "HOST_*", FINDING_OK, "for build scripts and this machine's code" },
	{ "CC", FINDING_OK, "for this machine's own code" },
	{ "CXX", FINDING_OK, "for this machine's own code" },
	{ "AR", FINDING_OK, "for this machine's own code" },
	{ "CFLAGS*", FINDING_WARN,
		"cc-rs and configure give these to every compiler, of any "
		"target" },
	{ "CXXFLAGS*", FINDING_WARN,
		"cc-rs and configure give these to every compiler, of any "
		"target" },
	{ "CPPFLAGS", FINDING_WARN,
		"configure gives these to every compiler, of any target" },
	{ "LDFLAGS", FINDING_WARN,
		"configure gives these to every linker, of any target" },
	{ "CPATH", FINDING_WARN,
		"clang looks for headers there, for any target" },
	{ "C_INCLUDE_PATH", FINDING_WARN,
		"clang looks for headers there, for any target" },
	{ "CPLUS_INCLUDE_PATH", FINDING_WARN,
		"clang looks for headers there, for any target" },
	{ "LIBRARY_PATH", FINDING_WARN,
		"the linker looks for libraries there, for any target" },
	{ "CROSS_COMPILE", FINDING_WARN,
		"cc-rs and Makefiles make compiler names out of it" },
	{ "RUSTFLAGS", FINDING_OK,
		"kept: cargo zbuild adds its linker to it; plain cargo then "
		"ignores rustflags of its configuration, those of setup too" },
	{ "CARGO_ENCODED_RUSTFLAGS", FINDING_OK,
		"kept: cargo zbuild adds its linker to it" },
	{ "CARGO_BUILD_TARGET", FINDING_OK, "the target when none is given" },
	{ "CARGO_TARGET_DIR", FINDING_OK, "where cargo builds" },
	{ "CARGO_TARGET_*_LINKER", FINDING_OK, "your linker stays" },
	{ "CARGO_TARGET_*_RUNNER", FINDING_OK, "your runner stays" },
	{ "CARGO_TARGET_*", FINDING_OK, "kept" },
	{ "RUSTC_WRAPPER", FINDING_OK,
		"a wrapper of rustc and, if it is "
		"sccache or the like, of cc" },
	{ "RUSTC_BOOTSTRAP", FINDING_WARN,
		"switches unstable features on everywhere" },
	{ "PKG_CONFIG_PATH", FINDING_WARN,
		"pkg-config finds libraries there, for any target" },
	{ "PKG_CONFIG_*", FINDING_OK, "kept" },
	{ "PKG_CONFIG", FINDING_OK, "your pkg-config stays" },
	{ "*_NO_PKG_CONFIG", FINDING_OK, "keeps pkg-config out of a crate" },
	{ "CMAKE_TOOLCHAIN_FILE", FINDING_WARN,
		"CMake uses it for every target" },
	{ "CMAKE_*", FINDING_OK, "kept" },
	{ "BINDGEN_EXTRA_CLANG_ARGS*", FINDING_OK,
		"kept, behind what zbuild adds" },
	{ "LIBCLANG_PATH", FINDING_OK, "the libclang of bindgen" },
	{ "CLANG_PATH", FINDING_WARN,
		"bindgen takes its header folders from this clang" },
	{ "OPENSSL_DIR", FINDING_WARN, "openssl-sys uses it for every target" },
	{ "OPENSSL_LIB_DIR", FINDING_WARN,
		"openssl-sys uses it for every target" },
	{ "OPENSSL_INCLUDE_DIR", FINDING_WARN,
		"openssl-sys uses it for every target" },
	{ "*_OPENSSL_DIR", FINDING_OK, "the OpenSSL of a target" },
	{ "SDKROOT", FINDING_OK, "an Apple SDK" },
	{ "QEMU_LD_PREFIX", FINDING_OK, "where qemu finds a foreign C library" },
	{ "QEMU_CPU", FINDING_OK, "the CPU that qemu plays" },
	{ "ZIG_GLOBAL_CACHE_DIR", FINDING_OK, "kept, instead of our cache" },
	{ "ZIG_LOCAL_CACHE_DIR", FINDING_OK, "kept, instead of our cache" },
	{ "ZIG_LIB_DIR", FINDING_WARN,
		"zig reads its headers and libraries there" },
	{ "ZBUILD_TRUST", FINDING_WARN,
		"1 lets the files of any folder name programs" },
	{ "ZBUILD_*", FINDING_OK, "ours" },
};
enum { NVARIABLES = COUNT(variables) };

static void
add_variable(struct findings *fs, const char *name, const char *value,
	enum finding_status status, const char *why)
{
	autofree char *quoted = quote_sh(value);
	bool cut = strlen(quoted) > 60;

	finding_add(fs, status, "environment",
		xasprintf("%s=%.60s%s: %s", name, quoted, cut ? "…" : "", why),
		status == FINDING_WARN ? xasprintf("unset %s", name) : NULL);
}

/* Cross builds find this machine's libraries when crossing is allowed but
 * nothing says where the target's are. */
static bool
leaks_libraries(const char *name, const char *value)
{
	return strcmp(name, "PKG_CONFIG_ALLOW_CROSS") == 0 &&
	       strcmp(value, "0") != 0 && getenv("PKG_CONFIG_LIBDIR") == NULL &&
	       getenv("PKG_CONFIG_SYSROOT_DIR") == NULL;
}

static void
check_variable(struct findings *fs, const char *word)
{
	const char *eq = strchr(word, '=');
	autofree char *name = NULL;

	if (eq == NULL || eq[1] == '\0')
		return;
	name = xstrndup(word, (size_t)(eq - word));
	if (leaks_libraries(name, eq + 1)) {
		add_variable(fs, name, eq + 1, FINDING_WARN,
			"pkg-config hands out this machine's libraries for "
			"any target");
		return;
	}
	for (size_t i = 0; i < NVARIABLES; i++)
		if (fnmatch(variables[i].pattern, name, 0) == 0) {
			add_variable(fs, name, eq + 1, variables[i].status,
				variables[i].why);
			return;
		}
}

void
doctor_environment(struct findings *fs)
{
	autoargvec words = ARGVEC_INIT;

	vars_own(&words);
	argvec_sort(&words, 0);
	for (size_t i = 0; i < words.n; i++)
		check_variable(fs, words.v[i]);
}
