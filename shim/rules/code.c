#include "shim/rules/code.h"

#include "shim/rules/rows.h"

#define ZCC (WHEN_ZIGCC | WHEN_COMPILE)
#define WASI (WHEN_LINK | WHEN_WASM)

/* What they match is for the reader of zbuild-rules(7). */
static const struct rule rows[] = {
	/* zig's defaults are those of a zig build, not of a C compiler. */
	[CODE_CPU] = { "cpu", 0, NULL, ZC, 0, 0, RULE_ADD, "-mcpu=%v", NULL, "the CPU asked for, or the target's" },
	[CODE_NO_DEBUG] = { "default-no-debug", 0, NULL, ZCC, 0, 0, RULE_ADD, "-g0", NULL, "zig adds -g on its own" },
	[CODE_NO_PROTECTOR] = { "default-no-protector", 0, NULL, ZCC, 0, 0, RULE_ADD, "-fno-stack-protector", NULL, "zig turns the stack protector on at -O0" },
	[CODE_NO_NDEBUG] = { "default-no-ndebug", 0, NULL, ZCC, 0, 0, RULE_ADD, "-UNDEBUG", NULL, "zig defines NDEBUG with -O; assertions are the user's affair" },
	[CODE_DATE_TIME] = { "default-date-time", 0, NULL, ZCC, 0, 0, RULE_ADD, "-Wno-error=date-time", NULL, "zig makes __DATE__ an error" },
	[CODE_NO_UBSAN] = { "default-no-ubsan", 0, NULL, ZC, 0, 0, RULE_ADD, "-fno-sanitize=undefined", NULL, "zig traps on undefined behaviour at -O0 (zig#5163) and builds a runtime for it at the first link" },
	[CODE_NO_UBSAN_TRAP] = { "default-no-ubsan-trap", 0, NULL, ZCC, 1400, 1500, RULE_ADD, "-fno-sanitize-trap=undefined", NULL, "zig 0.14 has the runtime of -fsanitize=undefined, and compiles objects that trap all the same" },
	[CODE_BUILD_ID] = { "default-build-id", 0, NULL, WHEN_LINK | WHEN_ELF, 0, 0, RULE_ADD, "-Wl,--build-id=sha1", NULL, "on Linux GCC's driver asks for one: crash reporters and debuginfod find symbols by it" },
	[CODE_RPATH_ONE_DASH] = { "ld-rpath-one-dash", 0, "--rpath=*", ZC | WHEN_LINK, 0, 1200, RULE_REPLACE, "-Wl,-rpath,%v", NULL, "zig 0.11 knows it with one dash" },
	[CODE_CXX_RPATH] = { "cxx-shared-rpath", 0, NULL, WHEN_LINK | WHEN_ELF, 0, 0, RULE_ADD, "-Wl,-rpath=$ORIGIN", NULL, "the shared libc++ that was asked for goes beside what is linked with it; a -rpath of the user's says otherwise" },
	[CODE_STATIC_MAP] = { "static-map", 0, NULL, WHEN_LINK | WHEN_GNU | DI, 0, 0, RULE_ADD, "-Wl,--cref,-Map=" PLAN_TMP "/" PLAN_STATIC_MAP, NULL, "what of a static glibc asks NSS or loads libraries is told afterwards, as GNU ld does" },
	[CODE_RUNTIME] = { "runtime", 0, "-fsanitize=*, -fprofile-*, --coverage", DI | WHEN_LINK, 0, 0, RULE_ADD, "its runtime", NULL, "zig has a runtime for -fsanitize=undefined only (zig#11403, #24377); rustc and Debian bring LLVM's" },
	[CODE_RUNTIME_OTHER] = { "runtime-other", 0, "-fsanitize=*, -fprofile-*, --coverage", DI | WHEN_LINK, 0, 0, RULE_KEEP, NULL, NULL, "its runtime is of another LLVM than zig's clang; their ABI is the same" },
	[CODE_UNUSED_INPUT] = { "unused-input", 0, "*.o", ZCC, 0, 0, RULE_NOTE, NULL, NULL, "an input of the linker, and nothing is linked" },

	[CODE_MAC_STUB] = { "mac-stub", 0, "-l*, -framework *", ZC | WHEN_LINK | WHEN_DARWIN, 0, 0, RULE_ADD, "a stub", NULL, "no SDK has it; bound by name to the system's" },
	[CODE_MAC_XARCH] = { "mac-xarch", 0, "-Xarch_* *", ZC | WHEN_DARWIN, 0, 0, RULE_REPLACE, "%v", NULL, "for this machine or for another; zig loses the word behind it" },

	[CODE_MINGW_LIBRARY] = { "mingw-library", 0, "-l*", PE, 0, 0, RULE_REPLACE, "zig's own", NULL, "zig's mingw-w64 has it under another name or inside another library" },
	[CODE_MINGW_RUST_EXPORTS] = { "mingw-rust-exports", 0, "*/rustc*/list.def", PE, 0, 0, RULE_ADD, "-Xlink=-exclude-all-symbols", NULL, "rustc's list is all that a DLL exports; linkers for GNU export everything if it is empty" },
	[CODE_MINGW_COMPILE_ONLY] = { "mingw-compile-only", 0, "-*", PE, 0, 0, RULE_DROP, NULL, NULL, "means nothing to the linker" },
	[CODE_MINGW_LINK_ONLY] = { "mingw-link-only", 0, "-mwindows, -mconsole, -mdll", WHEN_DIRECT | WHEN_COMPILE | WHEN_MINGW, 0, 0, RULE_DROP, NULL, NULL, "means nothing to the compiler" },

	[CODE_WASI_START] = { "wasi-start", 0, "crt1-*.o", WASI, 0, 0, RULE_REPLACE, "zig's own", NULL, "rustc has no start files for WASI" },
	[CODE_WASI_LIBRARIES] = { "wasi-libraries", 0, "-l*", WASI, 0, 0, RULE_ADD, "-L%v", NULL, "no folder of the call has them" },

	/* The tools. */
	[CODE_LD_FLAVOR] = { "ld-flavor", 0, "ld -flavor *", WHEN_LINK, 0, 0, RULE_DROP, NULL, NULL, "the target decides" },
	[CODE_LD_BUILTINS] = { "ld-builtins", 0, "ld */libclang_rt.builtins*.a", WHEN_LINK | WHEN_ELF, 0, 0, RULE_REPLACE, "-lgcc", NULL, "clang's -rtlib=compiler-rt, which zig has as one of its own" },
	[CODE_LD_SCRIPT] = { "ld-script", 0, "-T SCRIPT", WHEN_LINK | WHEN_ELF | WHEN_DIRECT, 0, 0, RULE_REPLACE, "a copy", NULL, "lld wants MEMORY before the ORIGIN and LENGTH of its regions, knows no (READONLY), and writes the zeros of a section that is but room if it is not (NOLOAD)" },
	[CODE_ROOT_SCRIPT] = { "root-script", 0, "-lNAME", WHEN_LINK | WHEN_ELF | WHEN_DIRECT, 0, 0, RULE_REPLACE, "a copy", NULL, "the root's library is a script that names files from the top of the root" },
	[CODE_OWN_BINUTIL] = { "own-binutil", 0, "strip, objcopy, nm, size", 0, 0, 0, RULE_REPLACE, "zbuild's own", NULL, "PATH has neither the target's nor LLVM's" },
	[CODE_DLLTOOL_OPTION] = { "dlltool-option", 0, "dlltool -*", WHEN_MINGW, 0, 0, RULE_DROP, NULL, NULL, "LLVM's dlltool does it anyway, or writes no such file" },
	[CODE_WINDRES_TARGET] = { "windres-target", 0, "windres --target=*", WHEN_MINGW, 0, 0, RULE_DROP, NULL, NULL, "the name we were run by decides the target" },
	[CODE_WINDRES_PREPROCESSOR] = { "windres-preprocessor", 0, "windres --preprocessor*", WHEN_MINGW, 0, 0, RULE_DROP, NULL, NULL, "zig preprocesses by itself" },
	[CODE_WINDRES_NAMES] = { "windres-names", 0, "windres FILE.rc", WHEN_MINGW, 0, 0, RULE_REPLACE, "a copy", NULL, "an unquoted name with a dash is a difference of two for zig's resource compiler" },
};

const struct rule_table rows_code = { rows, COUNT(rows), 0 };

const struct rule *
rule_of_code(enum code_rule id)
{
	return &rows_code.rows[id];
}

bool
rule_fire_why(struct plan *p, enum code_rule id, const char *why,
	const char *in, const char *out)
{
	static const enum fired_action actions[] = {
		[RULE_KEEP] = FIRED_WARN,
		[RULE_REPLACE] = FIRED_REPLACE,
		[RULE_DROP] = FIRED_DROP,
		[RULE_NOTE] = FIRED_NOTE,
		[RULE_ADD] = FIRED_ADD };
	const struct rule *r = rule_of_code(id);
	bool drops = r->action == RULE_REPLACE && out == NULL;

	if (rule_off(r->id))
		return false;
	plan_fire(p, r->id, why, drops ? FIRED_DROP : actions[r->action], in,
		out);
	return true;
}

bool
rule_fire(struct plan *p, enum code_rule id, const char *in, const char *out)
{
	return rule_fire_why(p, id, rule_of_code(id)->why, in, out);
}
