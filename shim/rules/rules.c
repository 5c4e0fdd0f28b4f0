#include "shim/rules/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/quote.h"
#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "targets/triple.h"

/* The functions of RULE_CALL rows. */
static rule_fn same_target, same_bits, same_abi, preprocessor_list,
	static_glibc, clang_cpu, sanitizer, old_sanitizer, coverage, linker_script, startfiles,
	no_startfiles, self_contained_dir, compile_only, emulation,
	host_headers, root_headers, root_library, same_arch, force_load,
	dylib_version, no_pie;

#define D SPACE_DRIVER
#define L SPACE_LINKER
#define I SPACE_INPUT
#define ZC WHEN_ZIGCC
#define ZL (WHEN_ZIGCC | WHEN_LINK)
#define DI WHEN_DIRECT
#define PE (WHEN_DIRECT | WHEN_LINK | WHEN_MINGW)
#define MC (WHEN_ZIGCC | WHEN_DARWIN)
#define MA (WHEN_ZIGCC | WHEN_LINK | WHEN_DARWIN)

/*
 * Id, words, condition, zig versions, action, replacement, function, reason.
 * zb = rust-cross/cargo-zigbuild, zig = ziglang/zig, with their issue numbers.
 * "Refused by zig" was tried with each option on zig 0.17.1.
 */
const struct rule rules[] = {
	/* The target, the CPU and the ABI are the name's business. */
	{ "own-target", D, "--target=*", 0, 0, 0, RULE_CALL, NULL, same_target, "the name we were run by decides the target" },
	{ "own-target-2", D, "-target *", 0, 0, 0, RULE_CALL, NULL, same_target, "the name we were run by decides the target" },
	{ "own-bits-32", D, "-m32", 0, 0, 0, RULE_CALL, NULL, same_bits, "zig ignores -m32 (zig#17891); the target decides the word size" },
	{ "own-bits-64", D, "-m64", 0, 0, 0, RULE_CALL, NULL, same_bits, "the target decides the word size" },
	{ "own-bits-x32", D, "-mx32", 0, 0, 0, RULE_CALL, NULL, same_bits, "the target decides the word size" },
	{ "own-float-abi", D, "-mfloat-abi=*", 0, 0, 0, RULE_CALL, NULL, same_abi, "the ABI is part of the target" },
	{ "own-abi", D, "-mabi=*", 0, 0, 0, RULE_CALL, NULL, same_abi, "the ABI is part of the target" },
	{ "cpu-march", D, "-march=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "goes to zig inside -mcpu (zig#9988, #4911, zb#147)" },
	{ "cpu-mcpu", D, "-mcpu=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "goes to zig in zig's spelling" },
	{ "cpu-mtune", D, "-mtune=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig takes -mtune for the instruction set (zig#9442); tuning changes no result" },
	{ "cpu-mfpu", D, "-mfpu=*", ZC | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "goes to zig inside -mcpu" },

	{ "clang-march", D, "-march=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mcpu", D, "-mcpu=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mtune", D, "-mtune=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mfpu-auto", D, "-mfpu=auto", DI | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "the CPU's own FPU, as clang has it" },

	/* Words of the driver that zig reads otherwise. */
	{ "wp-list", D, "-Wp,*", ZC, 0, 0, RULE_CALL, NULL, preprocessor_list, "zig knows -Wp,-MD and its kin only (aws-lc-rs#993, zig#9948)" },
	{ "driver-u", D, "-u*", ZC, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig takes the word after -u for a file (hcc#242)" },
	{ "driver-e", D, "-e*", ZC, 0, 0, RULE_REPLACE, "-Wl,--entry=%v", NULL, "zig knows -e only with a blank (zb#378)" },
	{ "driver-z", D, "-z*", ZC, 0, 0, RULE_REPLACE, "-Wl,-z,%v", NULL, "one spelling for the rules of -z" },
	{ "driver-script", D, "-T*", ZC, 0, 0, RULE_CALL, NULL, linker_script, "zig does not look for linker scripts along -L (zig#23111)" },
	{ "driver-symbolic", D, "-symbolic", ZC, 0, 0, RULE_REPLACE, "-Wl,-Bsymbolic", NULL, "refused by zig" },
	{ "driver-export-dynamic", D, "-export-dynamic", 0, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "libtool's word; GCC reads it as -e xport-dynamic" },
	{ "driver-nopie", D, "-nopie", 0, 0, 0, RULE_REPLACE, "-no-pie", NULL, "clang's old spelling" },
	{ "driver-rpath", D, "-rpath *", ZC, 0, 0, RULE_REPLACE, "-Wl,-rpath,%v", NULL, "one spelling for rpath" },
	{ "driver-static-libgcc", D, "-static-libgcc", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's runtime is always linked statically" },
	{ "driver-static-libstdc++", D, "-static-libstdc++", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's libc++ is always linked statically" },
	{ "driver-shared-libgcc", D, "-shared-libgcc", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's runtime is always linked statically" },
	{ "use-lld", D, "-fuse-ld=lld", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig links with lld" },
	{ "use-ld", D, "-fuse-ld=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver links with lld whatever is asked (zig#18357)" },
	{ "split-dwarf", D, "-gsplit-dwarf*", ZC | WHEN_COMPILE, 0, 0, RULE_NOTE, "-g", NULL, "zig leaves the .dwo file in its cache (zig#11858); the debug information stays in the object" },
	{ "static-glibc", D, "-static", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986)" },
	{ "static-glibc-2", D, "--static", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986)" },
	{ "static-pie-glibc", D, "-static-pie", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986)" },
	{ "static-bsd", D, "-static", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "static-bsd-2", D, "--static", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "static-pie-bsd", D, "-static-pie", WHEN_BSD | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has stubs of shared libraries only" },
	{ "sanitize-old", D, "-fsanitize=*", DI | WHEN_LINK, 0, 1400, RULE_CALL, NULL, old_sanitizer, "zig has a runtime for it since 0.14 (lib/ubsan_rt.zig)" },
	{ "sanitizer", D, "-fsanitize=*", 0, 0, 0, RULE_CALL, NULL, sanitizer, "zig has a runtime for undefined only (zig#11403, #24377)" },
	{ "coverage", D, "--coverage", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "zig has no profile runtime" },
	{ "coverage-2", D, "-coverage", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "zig has no profile runtime" },
	{ "coverage-arcs", D, "-fprofile-arcs", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "zig has no profile runtime" },
	{ "profile-generate", D, "-fprofile-generate*", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "zig has no profile runtime" },
	{ "profile-instr", D, "-fprofile-instr-generate*", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "zig has no profile runtime" },
	{ "sanitize-undefined", D, "-fsanitize=undefined", DI, 1400, 0, RULE_REPLACE, "-fsanitize=undefined -fno-sanitize=vptr,function", NULL, "zig's runtime has no handlers for these two checks (lib/ubsan_rt.zig); zig leaves them out, too" },
	{ "compress-debug", D, "-gz", DI, 0, 0, RULE_REPLACE, "-gz=zlib", NULL, "GCC tells the linker, too; clang only when it has a value" },
	{ "direct-use-lld", D, "-fuse-ld=lld", DI, 0, 0, RULE_DROP, NULL, NULL, "lld is what we link with" },
	{ "direct-rust-lld", D, "-B*/gcc-ld", DI | WHEN_LINK, 0, 0, RULE_DROP, NULL, NULL, "rustc's own lld, which it names since 1.90; zig's is what we link with" },
	{ "link-compile-only", D, "*", ZL, 0, 0, RULE_CALL, NULL, compile_only, "means nothing to the linker, and zig builds its runtime anew for each such set" },

	/* Folders of headers and libraries that do not belong in front. */
	{ "host-include", D, "-I/usr/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-isystem", D, "-isystem/usr/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-local-include", D, "-I/usr/local/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-local-isystem", D, "-isystem/usr/local/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "root-include", D, "-I*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, root_headers, "the root's headers are read behind zig's own, whose libc stays" },
	{ "root-isystem", D, "-isystem*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, root_headers, "the root's headers are read behind zig's own, whose libc stays" },
	{ "root-library", D, "-L*", WHEN_LINK, 0, 0, RULE_CALL, NULL, root_library, "the root's libraries are searched behind zig's own, whose libc stays" },

	/* Libraries under GCC's names. */
	{ "lib-gcc-s", D, "-lgcc_s", ZL, 0, 0, RULE_REPLACE, "-lunwind", NULL, "zig ships libunwind, not libgcc (zig#10050)" },
	{ "lib-gcc-eh", D, "-lgcc_eh", ZL | WHEN_ELF, 0, 0, RULE_REPLACE, "-lunwind", NULL, "zig ships libunwind, not libgcc (zig#17268)" },
	{ "lib-gcc", D, "-lgcc", ZL, 1600, 0, RULE_REPLACE, "-lcompiler_rt", NULL, "since 0.16 zig leaves compiler_rt out with -nodefaultlibs (zb#439)" },
	{ "lib-gcc-old", D, "-lgcc", ZL, 0, 1600, RULE_DROP, NULL, NULL, "zig always links its compiler_rt" },
	{ "lib-atomic", D, "-latomic", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig's compiler_rt has the __atomic functions (openssl#20490)" },
	{ "lib-stdc++", D, "-lstdc++", ZL, 0, 0, RULE_REPLACE, "-lc++", NULL, "zig ships libc++ (zig#9832)" },
	{ "lib-supc++", D, "-lsupc++", ZL, 0, 0, RULE_REPLACE, "-lc++abi", NULL, "zig ships libc++abi" },
	{ "lib-stdc++fs", D, "-lstdc++fs", ZL, 0, 0, RULE_DROP, NULL, NULL, "libc++ has std::filesystem inside" },
	{ "lib-ssp", D, "-lssp", ZL | WHEN_ELF, 0, 0, RULE_DROP, NULL, NULL, "the C library has the stack protector's functions" },
	{ "lib-ssp-nonshared", D, "-lssp_nonshared", ZL | WHEN_ELF, 0, 0, RULE_DROP, NULL, NULL, "the C library has the stack protector's functions" },

	/* wasm-ld reads no linker scripts, so these are archives by name. */
	{ "wasm-lib-stdc++", D, "-lstdc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "zig ships libc++" },
	{ "wasm-lib-c++", D, "-lc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "what libc++ stands on: there are no linker scripts to bring it" },
	{ "bare-specs", D, "-specs*", WHEN_BARE, 0, 0, RULE_REFUSE, NULL, NULL, "it chooses a C library (newlib's nosys, nano), and this target has none" },
	{ "bare-specs-2", D, "--specs=*", WHEN_BARE, 0, 0, RULE_REFUSE, NULL, NULL, "it chooses a C library (newlib's nosys, nano), and this target has none" },
	{ "lib-c++", D, "-lc++", DI | WHEN_LINK, 0, 0, RULE_REPLACE, "-lstdc++", NULL, "in a static link -lc++ is libc++ alone; this name brings what it stands on" },

	/* musl: one owner of crt and libc per link. */
	{ "musl-crt", I, "*crt*.o", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, startfiles, "rustc's own crt objects; zig brings its own (zig#5320, zb#217)" },
	{ "musl-nostartfiles", D, "-nostartfiles", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, no_startfiles, "came with rustc's crt objects, which we leave out" },
	{ "musl-self-contained", D, "-L*self-contained*", WHEN_LINK | WHEN_MUSL, 0, 0, RULE_CALL, NULL, self_contained_dir, "rustc's own libc.a and libunwind.a; zig brings its own" },
	{ "arm-builtins", I, "*libcompiler_builtins-*.rlib", ZL | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "zig's compiler_rt has the same __aeabi functions (zb, zig.rs)" },

	/* Linker words in spellings that zig's driver lacks. */
	{ "ld-undefined", L, "--undefined=*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig knows only -u SYM (zb#162, zb#466)" },
	{ "ld-undefined-one-dash", L, "-undefined *", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "GNU ld takes it with one dash, too" },
	{ "ld-u", L, "-u*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig knows only -u SYM (zb#466)" },
	{ "ld-require-defined", L, "--require-defined=*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "lld has no --require-defined; -u keeps the symbol" },
	{ "ld-e", L, "-e*", ZL, 0, 0, RULE_REPLACE, "-Wl,--entry=%v", NULL, "zig knows -e only with a comma (zb#378)" },
	{ "ld-h", L, "-h*", ZL, 0, 0, RULE_REPLACE, "-Wl,-soname,%v", NULL, "refused by zig (hcc#92)" },
	{ "ld-library-path", L, "-L*", ZL, 0, 0, RULE_REPLACE, "-L%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library", L, "-l*", ZL, 0, 0, RULE_REPLACE, "-l%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library-path-long", L, "--library-path=*", ZL, 0, 0, RULE_REPLACE, "-L%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library-long", L, "--library=*", ZL, 0, 0, RULE_REPLACE, "-l%v", NULL, "refused by zig inside -Wl" },
	{ "ld-pie", L, "--pie", ZL, 0, 0, RULE_REPLACE, "-pie", NULL, "refused by zig inside -Wl" },
	{ "ld-shared", L, "--shared", ZL, 0, 0, RULE_REPLACE, "-shared", NULL, "refused by zig inside -Wl" },
	{ "ld-static-glibc", L, "--static", WHEN_GNU | WHEN_LINK, 0, 0, RULE_CALL, NULL, static_glibc, "zig has no static glibc (zig#4986)" },
	{ "ld-print-map", L, "-M", ZL, 0, 0, RULE_REPLACE, "-Wl,--print-map", NULL, "refused by zig" },
	{ "ld-nodefs", L, "-znodefs", ZL, 0, 0, RULE_REPLACE, "-Wl,-z,undefs", NULL, "lld's spelling" },
	{ "ld-shared-loader", L, "--dynamic-linker=*", ZL | WHEN_SHARED, 0, 0, RULE_DROP, NULL, NULL, "a shared object has no loader; zig 0.16 refuses it (nixpkgs#529540)" },

	/* Linker words without which the result is the same. */
	{ "ld-emulation", L, "-m*", ZL, 0, 0, RULE_CALL, NULL, emulation, "zig ignores -m; the target decides" },
	{ "ld-optimize", L, "-O*", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig ignores it with a warning; only the size of string tables changes" },
	{ "ld-rpath-link", L, "--rpath-link=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld does not look into shared libraries' own needs (zig#18713)" },
	{ "ld-plugin", L, "--plugin=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "GCC's LTO plugin; lld has LTO built in" },
	{ "ld-plugin-opt", L, "--plugin-opt=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "options of an LTO plugin; refused by zig (zb#393)" },
	{ "ld-nostart-stop-gc", L, "-znostart-stop-gc", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's default; refused by zig (cargo-lambda#883)" },
	{ "ld-symbolic-functions", L, "--Bsymbolic-functions", ZL, 0, 0, RULE_DROP, NULL, NULL, "saves indirect calls only; refused by zig" },
	{ "ld-icf", L, "--icf=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "makes the result smaller only; refused by zig" },
	{ "ld-stats", L, "--stats", ZL, 0, 0, RULE_DROP, NULL, NULL, "prints figures of GNU ld (zig#18750)" },
	{ "ld-keep-memory", L, "--no-keep-memory", ZL, 0, 0, RULE_DROP, NULL, NULL, "saves memory of GNU ld" },
	{ "ld-threads", L, "--threads*", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld chooses; refused by zig" },
	{ "ld-copy-needed", L, "--copy-dt-needed-entries", ZL, 0, 0, RULE_DROP, NULL, NULL, "GNU ld only" },
	{ "ld-no-copy-needed", L, "--no-copy-dt-needed-entries", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's way; GNU ld's option only" },
	{ "ld-add-needed", L, "--add-needed", ZL, 0, 0, RULE_DROP, NULL, NULL, "GNU ld only" },
	{ "ld-no-add-needed", L, "--no-add-needed", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's way; GNU ld's option only" },
	{ "ld-warn-mismatch", L, "--no-warn-mismatch", ZL, 0, 0, RULE_DROP, NULL, NULL, "a warning of GNU ld" },
	{ "ld-demangle", L, "--demangle", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's default" },
	{ "ld-warn-common", L, "--warn-common", ZL, 0, 0, RULE_DROP, NULL, NULL, "a warning only; refused by zig" },
	{ "ld-no-undefined-version", L, "--no-undefined-version", ZL, 0, 1500, RULE_DROP, NULL, NULL, "refused by older zig (hcc#103); only a check is lost" },

	/* Linker words that cost something: said in a line on stderr. */
	{ "ld-dynamic-list-exe", L, "--dynamic-list=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "zig's driver refuses lists (zb#392); all symbols are exported instead" },
	{ "ld-dynamic-list", L, "--dynamic-list=*", ZL | WHEN_SHARED, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zb#392): all symbols stay preemptible" },
	{ "ld-export-symbol-exe", L, "--export-dynamic-symbol=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic -Wl,-u,%v", NULL, "zig's driver refuses it (zig#23730); all symbols are exported instead" },
	{ "ld-export-symbol", L, "--export-dynamic-symbol=*", ZL | WHEN_SHARED, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "a shared object exports its symbols anyway" },
	{ "ld-export-list-exe", L, "--export-dynamic-symbol-list=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "zig's driver refuses lists (zig#23730); all symbols are exported instead" },
	{ "ld-exclude-libs", L, "--exclude-libs=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zig#15113): symbols of static libraries stay exported" },
	{ "ld-cortex-a53", L, "--fix-cortex-a53-843419", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zb#451): no work-around for that erratum of early Cortex-A53 CPUs" },
	/* GNU ld's own options, which lld refuses. */
	{ "lld-require-defined", L, "--require-defined=*", DI, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "lld has no --require-defined; -u keeps the symbol" },
	{ "lld-stats", L, "--stats", DI, 0, 0, RULE_DROP, NULL, NULL, "prints figures of GNU ld" },
	{ "lld-keep-memory", L, "--no-keep-memory", DI, 0, 0, RULE_DROP, NULL, NULL, "saves memory of GNU ld" },
	{ "lld-default-symver", L, "--default-symver", DI, 0, 0, RULE_NOTE, NULL, NULL, "only GNU ld has it: symbols get no version" },
	{ "lld-plugin", L, "--plugin=*", DI, 0, 0, RULE_DROP, NULL, NULL, "GCC's LTO plugin; lld has LTO built in" },
	{ "ld-map", L, "--Map=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zig#18356): no map file is written" },

	/* Windows: GNU ld's language for PE in lld-link's (-Xlink=). */
	{ "pe-crt", I, "*.o", WHEN_LINK | WHEN_MINGW, 0, 0, RULE_CALL, NULL, startfiles, "rustc's own start objects; zig brings its own" },
	{ "pe-nostartfiles", D, "-nostartfiles", WHEN_LINK | WHEN_MINGW, 0, 0, RULE_CALL, NULL, no_startfiles, "came with rustc's start objects, which we leave out" },
	{ "pe-self-contained", D, "-L*self-contained*", WHEN_LINK | WHEN_MINGW, 0, 0, RULE_CALL, NULL, self_contained_dir, "rustc's own mingw-w64; zig brings its own" },
	{ "pe-library", L, "-l*", PE, 0, 0, RULE_REPLACE, "-l%v", NULL, "one spelling for libraries" },
	{ "pe-library-long", L, "--library=*", PE, 0, 0, RULE_REPLACE, "-l%v", NULL, "one spelling for libraries" },
	{ "pe-emulation", L, "-m*", PE, 0, 0, RULE_CALL, NULL, emulation, "the target decides" },
	{ "pe-out-implib", L, "--out-implib=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-implib:%v", NULL, "lld-link's spelling" },
	{ "pe-output-def", L, "--output-def=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-output-def:%v", NULL, "lld-link's spelling" },
	{ "pe-map", L, "--Map=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-lldmap:%v", NULL, "lld-link's spelling; the map is in lld's form" },
	{ "pe-image-base", L, "--image-base=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-base:%v", NULL, "lld-link's spelling" },
	{ "pe-stack", L, "--stack=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-stack:%v", NULL, "lld-link's spelling" },
	{ "pe-heap", L, "--heap=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-heap:%v", NULL, "lld-link's spelling" },
	{ "pe-file-alignment", L, "--file-alignment=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-filealign:%v", NULL, "lld-link's spelling" },
	{ "pe-section-alignment", L, "--section-alignment=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-align:%v", NULL, "lld-link's spelling" },
	{ "pe-delayload", L, "--delayload=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-delayload:%v", NULL, "lld-link's spelling" },
	{ "pe-exclude-symbols", L, "--exclude-symbols=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-exclude-symbols:%v", NULL, "lld-link's spelling" },
	{ "pe-exclude-all", L, "--exclude-all-symbols", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-exclude-all-symbols", NULL, "lld-link's spelling" },
	{ "pe-export-all", L, "--export-all-symbols", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-export-all-symbols", NULL, "lld-link's spelling" },
	{ "pe-export-dynamic", L, "--export-dynamic", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it and does nothing for PE" },
	{ "pe-kill-at", L, "--kill-at", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-kill-at", NULL, "lld-link's spelling" },
	{ "pe-stdcall-fixup", L, "--enable-stdcall-fixup", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-stdcall-fixup", NULL, "lld-link's spelling" },
	{ "pe-no-stdcall-fixup", L, "--disable-stdcall-fixup", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-stdcall-fixup:no", NULL, "lld-link's spelling" },
	{ "pe-stdcall-alias", L, "--add-stdcall-alias", PE, 0, 0, RULE_NOTE, NULL, NULL, "lld has no aliases without @N; --kill-at exports those names only" },
	{ "pe-auto-import", L, "--enable-auto-import", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-auto-import", NULL, "lld-link's spelling" },
	{ "pe-no-auto-import", L, "--disable-auto-import", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-auto-import:no", NULL, "lld-link's spelling" },
	{ "pe-pseudo-reloc", L, "--enable-runtime-pseudo-reloc*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-runtime-pseudo-reloc", NULL, "lld-link's spelling" },
	{ "pe-no-pseudo-reloc", L, "--disable-runtime-pseudo-reloc", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-runtime-pseudo-reloc:no", NULL, "lld-link's spelling" },
	{ "pe-large-address", L, "--large-address-aware", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-largeaddressaware", NULL, "lld-link's spelling" },
	{ "pe-no-large-address", L, "--disable-large-address-aware", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-largeaddressaware:no", NULL, "lld-link's spelling" },
	{ "pe-dynamicbase", L, "--dynamicbase", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-dynamicbase", NULL, "lld-link's spelling" },
	{ "pe-no-dynamicbase", L, "--disable-dynamicbase", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-dynamicbase:no", NULL, "lld-link's spelling" },
	{ "pe-high-entropy", L, "--high-entropy-va", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-highentropyva", NULL, "lld-link's spelling" },
	{ "pe-no-high-entropy", L, "--disable-high-entropy-va", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-highentropyva:no", NULL, "lld-link's spelling" },
	{ "pe-nxcompat", L, "--nxcompat", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-nxcompat", NULL, "lld-link's spelling" },
	{ "pe-no-nxcompat", L, "--disable-nxcompat", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-nxcompat:no", NULL, "lld-link's spelling" },
	{ "pe-tsaware", L, "--tsaware", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-tsaware", NULL, "lld-link's spelling" },
	{ "pe-no-tsaware", L, "--disable-tsaware", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-tsaware:no", NULL, "lld-link's spelling" },
	{ "pe-no-seh", L, "--no-seh", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-noseh", NULL, "lld-link's spelling" },
	{ "pe-forceinteg", L, "--forceinteg", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-integritycheck", NULL, "lld-link's spelling" },
	{ "pe-no-isolation", L, "--no-isolation", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-allowisolation:no", NULL, "lld-link's spelling" },
	{ "pe-no-bind", L, "--no-bind", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-allowbind:no", NULL, "lld-link's spelling" },
	{ "pe-appcontainer", L, "--appcontainer", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-appcontainer", NULL, "lld-link's spelling" },
	{ "pe-driver", L, "--wdmdriver", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-driver:wdm", NULL, "lld-link's spelling" },
	{ "pe-no-reloc-section", L, "--disable-reloc-section", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-fixed", NULL, "lld-link's spelling" },
	{ "pe-reloc-section", L, "--enable-reloc-section", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link's default" },
	{ "pe-gc-sections", L, "--gc-sections", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-opt:ref", NULL, "lld-link's spelling" },
	{ "pe-no-gc-sections", L, "--no-gc-sections", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-opt:noref", NULL, "lld-link's spelling" },
	{ "pe-icf-all", L, "--icf=all", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-opt:icf", NULL, "lld-link's spelling" },
	{ "pe-icf-safe", L, "--icf=safe", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-opt:safeicf", NULL, "lld-link's spelling" },
	{ "pe-icf-none", L, "--icf=none", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-opt:noicf", NULL, "lld-link's spelling" },
	{ "pe-strip-debug", L, "--strip-debug", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-debug:symtab", NULL, "lld-link's spelling" },
	{ "pe-strip-debug-2", L, "-S", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-debug:symtab", NULL, "lld-link's spelling" },
	{ "pe-pdb", L, "--pdb=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-debug,-Xlink=-pdb:%v", NULL, "lld-link's spelling" },
	{ "pe-build-id", L, "--build-id*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-build-id", NULL, "lld-link's spelling" },
	{ "pe-no-build-id", L, "--build-id=none", PE, 0, 0, RULE_DROP, NULL, NULL, "we ask for none anyway" },
	{ "pe-no-timestamp", L, "--no-insert-timestamp", PE, 0, 0, RULE_DROP, NULL, NULL, "we write none anyway" },
	{ "pe-undefined", L, "--undefined=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-include:%v", NULL, "lld-link's spelling" },
	{ "pe-u", L, "-u*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-include:%v", NULL, "lld-link's spelling" },
	{ "pe-driver-u", D, "-u*", PE, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "one spelling" },
	{ "pe-wrap", L, "--wrap=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-wrap:%v", NULL, "lld-link's spelling" },
	{ "pe-multiple", L, "--allow-multiple-definition", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-force:multiple", NULL, "lld-link's spelling" },
	{ "pe-error-limit", L, "--error-limit=*", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-errorlimit:%v", NULL, "lld-link's spelling" },
	{ "pe-fatal-warnings", L, "--fatal-warnings", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-WX", NULL, "lld-link's spelling" },
	{ "pe-no-demangle", L, "--no-demangle", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-demangle:no", NULL, "lld-link's spelling" },
	{ "pe-demangle", L, "--demangle*", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link's default" },
	{ "pe-guard-cf", L, "--guard-cf", PE, 0, 0, RULE_REPLACE, "-Wl,-Xlink=-guard:cf", NULL, "lld-link's spelling" },
	{ "pe-version-script", L, "--version-script=*", PE, 0, 0, RULE_NOTE, NULL, NULL, "lld-link has no version scripts: what a DLL exports stays as its sources or a .def file say" },
	{ "pe-image-base-auto", L, "--enable-auto-image-base*", PE, 0, 0, RULE_DROP, NULL, NULL, "the loader places DLLs anyway (dynamicbase)" },
	{ "pe-image-base-fixed", L, "--disable-auto-image-base", PE, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "pe-extra-debug", L, "--enable-extra-pe-debug", PE, 0, 0, RULE_DROP, NULL, NULL, "prints what GNU ld does" },
	{ "pe-long-names", L, "--enable-long-section-names", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link's way" },
	{ "pe-short-names", L, "--disable-long-section-names", PE, 0, 0, RULE_NOTE, NULL, NULL, "lld-link writes long section names" },
	{ "pe-as-needed", L, "--as-needed", PE, 0, 0, RULE_DROP, NULL, NULL, "a DLL that nothing refers to is never needed in PE" },
	{ "pe-no-as-needed", L, "--no-as-needed", PE, 0, 0, RULE_DROP, NULL, NULL, "a DLL that nothing refers to is never needed in PE" },
	{ "pe-start-group", L, "--start-group", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link looks at every archive again" },
	{ "pe-end-group", L, "--end-group", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link looks at every archive again" },
	{ "pe-open-group", L, "-(", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link looks at every archive again" },
	{ "pe-close-group", L, "-)", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link looks at every archive again" },
	{ "pe-z", L, "-z*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes -z for PE and does nothing" },
	{ "pe-driver-z", D, "-z*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes -z for PE and does nothing" },
	{ "pe-optimize", L, "-O*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes -O for PE and does nothing" },
	{ "pe-rpath", L, "--rpath=*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it for PE and does nothing: DLLs are found beside the program" },
	{ "pe-rpath-link", L, "--rpath-link=*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it for PE and does nothing" },
	{ "pe-soname", L, "--soname=*", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it for PE and does nothing" },
	{ "pe-no-undefined", L, "--no-undefined", PE, 0, 0, RULE_DROP, NULL, NULL, "always so in PE" },
	{ "pe-shlib-undefined", L, "--allow-shlib-undefined", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it for PE and does nothing" },
	{ "pe-no-shlib-undefined", L, "--no-allow-shlib-undefined", PE, 0, 0, RULE_DROP, NULL, NULL, "GNU ld takes it for PE and does nothing" },
	{ "pe-symbolic", L, "-Bsymbolic*", PE, 0, 0, RULE_DROP, NULL, NULL, "always so in PE" },
	{ "pe-plugin-opt", L, "--plugin-opt=*", PE, 0, 0, RULE_DROP, NULL, NULL, "options of GCC's LTO plugin; lld has LTO built in" },
	{ "pe-sysroot", L, "--sysroot=*", PE, 0, 0, RULE_DROP, NULL, NULL, "the driver's word decides" },
	{ "pe-color", L, "--color-diagnostics*", PE, 0, 0, RULE_DROP, NULL, NULL, "lld-link sees by itself whether it talks to a terminal" },
	{ "pe-warn-common", L, "--warn-common", PE, 0, 0, RULE_DROP, NULL, NULL, "a warning only" },

	/* Apple: what clang and ld64 take and zig's driver does not. Those marked
	 * "done by zbuild" are done to the linked file (shim/engine/apple.c). */
	{ "mac-arch", D, "-arch *", WHEN_DARWIN, 0, 0, RULE_CALL, NULL, same_arch, "the name we were run by decides the target" },
	{ "mac-ld-arch", L, "-arch *", WHEN_DARWIN, 0, 0, RULE_CALL, NULL, same_arch, "the name we were run by decides the target" },
	{ "mac-version-min", D, "-mmacosx-version-min=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-version-min-2", D, "-mmacos-version-min=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-version-min-3", D, "-mtargetos=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-platform-version", L, "-platform_version *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-ld-version-min", L, "-macosx_version_min *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-ld-version-min-2", L, "-macos_version_min *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-isysroot", D, "-isysroot*", MC, 0, 0, RULE_DROP, NULL, NULL, "becomes -isystem, -iframework, -L and -F of its folders" },
	{ "mac-sysroot", D, "--sysroot=*", MC, 0, 0, RULE_DROP, NULL, NULL, "becomes -isystem, -iframework, -L and -F of its folders" },
	{ "mac-syslibroot", L, "-syslibroot *", MA, 0, 0, RULE_DROP, NULL, NULL, "becomes -L and -F of its folders" },
	{ "mac-lib-gcc-s", D, "-lgcc_s*", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ "mac-lib-gcc-eh", D, "-lgcc_eh", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ "mac-lib-unwind", D, "-lunwind", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ "mac-bundle", D, "-bundle", MA, 0, 0, RULE_REPLACE, "-dynamiclib", NULL, "zig makes no bundles (MH_BUNDLE); done by zbuild: the library becomes one" },
	{ "mac-ld-bundle", L, "-bundle", MA, 0, 0, RULE_REPLACE, "-dynamiclib", NULL, "zig makes no bundles (MH_BUNDLE); done by zbuild: the library becomes one" },
	{ "mac-ld-dylib", L, "-dylib", MA, 0, 0, RULE_REPLACE, "-dynamiclib", NULL, "refused by zig inside -Wl" },
	{ "mac-bundle-loader", D, "-bundle_loader *", MA, 0, 0, RULE_NOTE, "-Wl,-undefined,dynamic_lookup", NULL, "zig ignores it: the program's symbols are looked up in every library when it is loaded" },
	{ "mac-ld-bundle-loader", L, "-bundle_loader *", MA, 0, 0, RULE_NOTE, "-Wl,-undefined,dynamic_lookup", NULL, "zig refuses it: the program's symbols are looked up in every library when it is loaded" },
	{ "mac-all-load", D, "-all_load", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig; every archive of the call gets -force_load instead" },
	{ "mac-ld-all-load", L, "-all_load", MA, 0, 0, RULE_DROP, NULL, NULL, "refused by zig; every archive of the call gets -force_load instead" },
	{ "mac-load-archive", I, "*.a", MA, 0, 0, RULE_CALL, NULL, force_load, "-all_load, which zig does not know" },
	{ "mac-noall-load", D, "-noall_load", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-ld-noall-load", L, "-noall_load", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-force-load", D, "-force_load *", MA, 0, 0, RULE_REPLACE, "-Wl,-force_load,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-ld-objc", L, "-ObjC", MA, 0, 0, RULE_REPLACE, "-ObjC", NULL, "zig reads it as -O inside -Wl" },
	{ "mac-load-hidden", L, "-load_hidden *", MA, 0, 0, RULE_NOTE, "%v", NULL, "zig refuses it: the archive's symbols may be exported" },
	{ "mac-hidden-l", L, "-hidden-l*", MA, 0, 0, RULE_NOTE, "-l%v", NULL, "zig refuses it: the library's symbols may be exported" },
	{ "mac-needed-l", L, "-needed-l*", MA, 0, 0, RULE_REPLACE, "-l%v", NULL, "zig keeps every library that is named" },
	{ "mac-upward-l", L, "-upward-l*", MA, 0, 0, RULE_REPLACE, "-l%v", NULL, "only the order of initialisers differs" },
	{ "mac-needed-library", L, "-needed_library *", MA, 0, 0, RULE_REPLACE, "%v", NULL, "zig keeps every library that is named" },
	{ "mac-weak-library", L, "-weak_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker knows -weak-lNAME and -weak_framework NAME only" },
	{ "mac-driver-weak-library", D, "-weak_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker knows -weak-lNAME and -weak_framework NAME only" },
	{ "mac-needed-framework", D, "-needed_framework *", MA, 0, 0, RULE_REPLACE, "-Wl,-needed_framework,%v", NULL, "unknown to zig outside -Wl" },
	{ "mac-weak-framework", D, "-weak_framework *", MA, 0, 0, RULE_REPLACE, "-Wl,-weak_framework,%v", NULL, "one spelling" },
	{ "mac-framework", L, "-framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "one spelling" },
	{ "mac-upward-framework", L, "-upward_framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "only the order of initialisers differs" },
	{ "mac-lazy-framework", L, "-lazy_framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "loaded at once instead; ld64 itself does so since macOS 12" },
	{ "mac-framework-path", L, "-F*", MA, 0, 0, RULE_REPLACE, "-F%v", NULL, "refused by zig inside -Wl" },
	{ "mac-reexport-library", L, "-reexport_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-reexport-l", L, "-reexport-l*", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-reexport-framework", L, "-reexport_framework *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-driver-reexport-library", D, "-reexport_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-driver-reexport-framework", D, "-reexport_framework *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-sub-library", L, "-sub_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-sub-umbrella", L, "-sub_umbrella *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-reexported-list", L, "-reexported_symbols_list *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export symbols" },
	{ "mac-alias", L, "-alias *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker has no aliases; say them in the source (.set in assembly)" },
	{ "mac-alias-list", L, "-alias_list *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker has no aliases; say them in the source (.set in assembly)" },
	{ "mac-init", L, "--init=*", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker has none; use __attribute__((constructor))" },
	{ "mac-driver-init", D, "-init *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker has none; use __attribute__((constructor))" },

	/* What is exported, and what is stripped. */
	{ "mac-exported-list", L, "-exported_symbols_list *", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig (zig#24662); done by zbuild" },
	{ "mac-driver-exported-list", D, "-exported_symbols_list *", MA, 0, 0, RULE_REPLACE, "-Wl,-exported_symbols_list,%v", NULL, "one spelling" },
	{ "mac-unexported-list", L, "-unexported_symbols_list *", MA, 0, 0, RULE_DROP, NULL, NULL, "refused by zig; done by zbuild" },
	{ "mac-driver-unexported-list", D, "-unexported_symbols_list *", MA, 0, 0, RULE_REPLACE, "-Wl,-unexported_symbols_list,%v", NULL, "one spelling" },
	{ "mac-exported-symbol", L, "-exported_symbol *", MA, 0, 0, RULE_DROP, NULL, NULL, "refused by zig; done by zbuild" },
	{ "mac-unexported-symbol", L, "-unexported_symbol *", MA, 0, 0, RULE_DROP, NULL, NULL, "refused by zig; done by zbuild" },
	{ "mac-export-dynamic", L, "-export_dynamic", MA, 0, 0, RULE_DROP, NULL, NULL, "zig exports a program's symbols anyway" },
	{ "mac-strip", D, "-s", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig; done by zbuild" },
	{ "mac-ld-strip", L, "-s", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig; done by zbuild" },
	{ "mac-ld-strip-debug", L, "-S", MA, 0, 0, RULE_DROP, NULL, NULL, "done by zbuild" },
	{ "mac-ld-strip-local", L, "-x", MA, 0, 0, RULE_DROP, NULL, NULL, "done by zbuild" },
	{ "mac-dead-strip", D, "-dead_strip", MA, 0, 0, RULE_REPLACE, "-Wl,-dead_strip", NULL, "ignored by zig outside -Wl" },
	{ "mac-dead-strip-dylibs", D, "-dead_strip_dylibs", MA, 0, 0, RULE_REPLACE, "-Wl,-dead_strip_dylibs", NULL, "ignored by zig outside -Wl" },
	{ "mac-headerpad-max", D, "-headerpad_max_install_names", MA, 0, 0, RULE_REPLACE, "-Wl,-headerpad_max_install_names", NULL, "ignored by zig outside -Wl" },
	{ "mac-headerpad", D, "-headerpad *", MA, 0, 0, RULE_REPLACE, "-Wl,-headerpad,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-pagezero", D, "-pagezero_size *", MA, 0, 0, RULE_REPLACE, "-Wl,-pagezero_size,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-install-name", D, "-install_name *", MA, 0, 0, RULE_REPLACE, "-Wl,-install_name,%v", NULL, "one spelling" },
	{ "mac-dylib-install-name", L, "-dylib_install_name *", MA, 0, 0, RULE_REPLACE, "-Wl,-install_name,%v", NULL, "ld64's other name for it" },
	{ "mac-current-version", D, "-current_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers, inside -Wl" },
	{ "mac-ld-current-version", L, "-current_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers" },
	{ "mac-dylib-current-version", L, "-dylib_current_version *", MA, 0, 0, RULE_REPLACE, "-Wl,-current_version,%v", NULL, "ld64's other name for it" },
	{ "mac-compatibility-version", D, "-compatibility_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers, inside -Wl" },
	{ "mac-ld-compatibility-version", L, "-compatibility_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers" },
	{ "mac-dylib-compatibility-version", L, "-dylib_compatibility_version *", MA, 0, 0, RULE_REPLACE, "-Wl,-compatibility_version,%v", NULL, "ld64's other name for it" },
	{ "mac-sectcreate", D, "-sectcreate *", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig; done by zbuild: an object with that section" },
	{ "mac-ld-sectcreate", L, "-sectcreate *", MA, 0, 0, RULE_DROP, NULL, NULL, "refused by zig; done by zbuild: an object with that section" },

	/* Undefined symbols and name spaces. */
	{ "mac-undefined", D, "-undefined *", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-undefined-lookup", L, "-undefined dynamic_lookup", MA, 0, 0, RULE_KEEP, NULL, NULL, "ld64's option, not GNU ld's of that name" },
	{ "mac-undefined-error", L, "-undefined error", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-undefined-suppress", L, "-undefined suppress", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,dynamic_lookup", NULL, "what it means with two-level namespaces; zig knows no other" },
	{ "mac-undefined-warning", L, "-undefined warning", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,dynamic_lookup", NULL, "zig knows no warning" },
	{ "mac-undefined-one", L, "-U *", MA, 0, 0, RULE_NOTE, "-Wl,-undefined,dynamic_lookup", NULL, "zig cannot do it for one symbol: every undefined one is looked up when it is loaded" },
	{ "mac-flat", D, "-flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "ignored by zig: symbols stay bound to the library that they were found in" },
	{ "mac-ld-flat", L, "-flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "refused by zig: symbols stay bound to the library that they were found in" },
	{ "mac-force-flat", D, "-force_flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "ignored by zig: symbols stay bound to the library that they were found in" },
	{ "mac-ld-force-flat", L, "-force_flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "refused by zig: symbols stay bound to the library that they were found in" },
	{ "mac-twolevel", D, "-twolevel_namespace", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-ld-twolevel", L, "-twolevel_namespace", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-multiply-defined", D, "-multiply_defined *", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },
	{ "mac-ld-multiply-defined", L, "-multiply_defined *", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },
	{ "mac-single-module", D, "-single_module", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },
	{ "mac-ld-single-module", L, "-single_module", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },

	/* Words without which the result is as good. */
	{ "mac-no-pie", D, "-no-pie", MA, 0, 0, RULE_CALL, NULL, no_pie, "zig makes position-independent programs only; macOS moves them about" },
	{ "mac-ld-no-pie", L, "-no_pie", MA, 0, 0, RULE_CALL, NULL, no_pie, "zig makes position-independent programs only; macOS moves them about" },
	{ "mac-dynamic", L, "-dynamic", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-driver-dynamic", D, "-dynamic", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-execute", L, "-execute", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-no-deduplicate", L, "-no_deduplicate", MA, 0, 0, RULE_DROP, NULL, NULL, "zig merges no functions" },
	{ "mac-no-compact-unwind", L, "-no_compact_unwind", MA, 0, 0, RULE_DROP, NULL, NULL, "the section is smaller without, no more" },
	{ "mac-no-function-starts", L, "-no_function_starts", MA, 0, 0, RULE_DROP, NULL, NULL, "a table for debuggers" },
	{ "mac-function-starts", L, "-function_starts", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-no-implicit-dylibs", L, "-no_implicit_dylibs", MA, 0, 0, RULE_DROP, NULL, NULL, "zig adds none" },
	{ "mac-lto-library", L, "-lto_library *", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's Mach-O linker has no LTO" },
	{ "mac-object-path-lto", L, "-object_path_lto *", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's Mach-O linker has no LTO" },
	{ "mac-cache-path-lto", L, "-cache_path_lto *", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's Mach-O linker has no LTO" },
	{ "mac-ld-classic", L, "-ld_classic", MA, 0, 0, RULE_DROP, NULL, NULL, "a choice between linkers of Apple's" },
	{ "mac-ld-new", L, "-ld_new", MA, 0, 0, RULE_DROP, NULL, NULL, "a choice between linkers of Apple's" },
	{ "mac-no-warn", L, "-no_warn_*", MA, 0, 0, RULE_DROP, NULL, NULL, "a warning of ld64" },
	{ "mac-fatal-warnings", L, "-fatal_warnings", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's linker has errors only" },
	{ "mac-demangle", L, "-demangle", MA, 0, 0, RULE_DROP, NULL, NULL, "only messages differ" },
	{ "mac-why-load", L, "-why_load", MA, 0, 0, RULE_DROP, NULL, NULL, "prints what ld64 does" },
	{ "mac-oso-prefix", L, "-oso_prefix *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the paths of objects in the debug map stay whole" },
	{ "mac-reproducible", L, "-reproducible", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's way" },
	{ "mac-no-uuid", L, "-no_uuid", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the UUID is a hash of the contents" },
	{ "mac-random-uuid", L, "-random_uuid", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the UUID is a hash of the contents" },
	{ "mac-adhoc-codesign", L, "-adhoc_codesign", MA, 0, 0, RULE_DROP, NULL, NULL, "zig signs arm64; x86_64 is signed by zbuild" },
	{ "mac-no-adhoc-codesign", L, "-no_adhoc_codesign", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: arm64 is signed ad hoc, since it would not run without" },
	{ "mac-bind-at-load", L, "-bind_at_load", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: functions are bound when they are first called" },
	{ "mac-driver-bind-at-load", D, "-bind_at_load", MA, 0, 0, RULE_NOTE, NULL, NULL, "ignored by zig: functions are bound when they are first called" },
	{ "mac-fixup-chains", L, "-fixup_chains", MA, 0, 0, RULE_DROP, NULL, NULL, "the other form, which zig writes, works on every macOS" },
	{ "mac-no-fixup-chains", L, "-no_fixup_chains", MA, 0, 0, RULE_DROP, NULL, NULL, "zig's way" },
	{ "mac-map", L, "-map *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: no map file is written" },
	{ "mac-order-file", L, "-order_file *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: functions stay in the order of the objects" },
	{ "mac-dependency-info", L, "-dependency_info *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: no dependency file is written" },
	{ "mac-client-name", L, "-client_name *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the library says nothing about its clients" },
	{ "mac-allowable-client", L, "-allowable_client *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the library says nothing about its clients" },
	{ "mac-umbrella", L, "-umbrella *", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the library belongs to no umbrella" },
	{ "mac-application-extension", L, "-application_extension", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: the library is not marked as safe for app extensions" },
	{ "mac-mark-dead-strippable", L, "-mark_dead_strippable_dylib", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig refuses it: programs keep the library even if they use nothing of it" },
	{ "mac-segprot", L, "-segprot *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker decides the protection of segments" },
	{ "mac-rename-section", L, "-rename_section *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker does not rename sections" },
	{ "mac-rename-segment", L, "-rename_segment *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker does not rename segments" },
	{ "mac-as-needed", L, "--as-needed", MA, 0, 0, RULE_REPLACE, "-Wl,-dead_strip_dylibs", NULL, "ld64's word for it" },
};
#undef MA
#undef MC
#undef D
#undef L
#undef I
#undef PE
#undef ZC
#undef ZL
#undef DI

const size_t rules_n = sizeof rules / sizeof *rules;

/* The user's rules, compiled by rules_user. */
static struct rule *user_rules;
static size_t user_rules_n;

static const struct {
	const char *name;
	unsigned bit;
} when_names[] = {
	{ "zig-cc", WHEN_ZIGCC },
	{ "direct", WHEN_DIRECT },
	{ "link", WHEN_LINK },
	{ "compile", WHEN_COMPILE },
	{ "shared", WHEN_SHARED },
	{ "executable", WHEN_EXE },
	{ "gnu", WHEN_GNU },
	{ "musl", WHEN_MUSL },
	{ "elf", WHEN_ELF },
	{ "arm", WHEN_ARM },
	{ "aarch64", WHEN_AARCH64 },
	{ "x86", WHEN_X86 },
	{ "riscv", WHEN_RISCV },
	{ "mingw", WHEN_MINGW },
	{ "darwin", WHEN_DARWIN },
	{ "bare", WHEN_BARE },
	{ "wasm", WHEN_WASM },
	{ "bsd", WHEN_BSD },
};

const char *
rule_when_name(unsigned bit)
{
	for (size_t i = 0; i < sizeof when_names / sizeof *when_names; i++)
		if (when_names[i].bit == bit)
			return when_names[i].name;
	return "";
}

int
rule_when_parse(const char *list, unsigned *out, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	size_t n = sizeof when_names / sizeof *when_names;

	*out = 0;
	argvec_split(&words, list, " ,");
	for (size_t i = 0; i < words.n; i++) {
		size_t k = 0;

		while (k < n && strcmp(when_names[k].name, words.v[i]) != 0)
			k++;
		if (k == n) {
			fail_set(f, "unknown condition '%s'", words.v[i]);
			return fail_hint(f, "when = words of: zig-cc direct "
					    "link compile shared executable gnu "
					    "musl elf arm aarch64 x86 riscv "
					    "mingw darwin bare wasm bsd");
		}
		*out |= when_names[k].bit;
	}
	return 0;
}

static int
user_rule(const struct conf_rule *c, struct rule *r, struct fail *f)
{
	static const char *const actions[] = { "keep", "replace", "drop",
		"note", "refuse" };
	static const char *const spaces[] = { "driver", "linker", "input" };
	const char *action = c->action != NULL ? c->action : "";
	const char *scope = c->scope != NULL ? c->scope : "linker";
	size_t a = 0, s = 0;

	while (a < 5 && strcmp(actions[a], action) != 0)
		a++;
	while (s < 3 && strcmp(spaces[s], scope) != 0)
		s++;
	*r = (struct rule){ .id = c->id,
		.match = c->match,
		.space = (enum space)s,
		.action = (enum rule_action)a,
		.with = c->with,
		.why = c->why != NULL ? c->why : "a rule of yours" };
	if (c->match == NULL)
		fail_set(f, "rule '%s' has no match", c->id);
	else if (a == 5)
		fail_set(f,
			"rule '%s': action is '%s', not one of keep replace "
			"drop note refuse",
			c->id, action);
	else if (s == 3)
		fail_set(f,
			"rule '%s': scope is '%s', not one of driver linker "
			"input",
			c->id, scope);
	else if (r->action == RULE_REPLACE && r->with == NULL)
		fail_set(f, "rule '%s' replaces but has no with", c->id);
	else if (c->when == NULL ||
		 rule_when_parse(c->when, &r->when, f) == 0)
		return 0;
	return fail_context(f, "%s", c->where != NULL ? c->where : "config");
}

int
rules_user(const struct conf *conf, struct fail *f)
{
	free(user_rules);
	user_rules = NULL;
	user_rules_n = 0;
	if (conf == NULL || conf->nrules == 0)
		return 0;
	user_rules = xcalloc(conf->nrules, sizeof *user_rules);
	for (size_t i = 0; i < conf->nrules; i++)
		if (user_rule(&conf->rules[i], &user_rules[i], f) != 0)
			return -1;
	user_rules_n = conf->nrules;
	return 0;
}

bool
rule_match(const char *pattern, const char *text)
{
	for (; *pattern != '\0'; pattern++, text++) {
		if (*pattern == '*') {
			if (pattern[1] == '\0')
				return true;
			for (; *text != '\0'; text++)
				if (rule_match(pattern + 1, text))
					return true;
			return rule_match(pattern + 1, text);
		}
		if (*pattern != *text)
			return false;
	}
	return *text == '\0';
}

/* How exact a pattern is: its literal bytes, and one more without a `*`. */
static size_t
weight(const char *pattern)
{
	size_t n = 0, stars = 0;

	for (; *pattern != '\0'; pattern++) {
		n += *pattern != '*';
		stars += *pattern == '*';
	}
	return 2 * n + (stars == 0) + 1;
}

static bool
holds(const struct rule *r, const struct rule_context *c)
{
	unsigned zig = c->call->zig != NULL
			       ? c->call->zig->version.major * 10000u +
					 c->call->zig->version.minor * 100u +
					 c->call->zig->version.patch
			       : 9999;

	if ((r->when & c->when) != r->when)
		return false;
	return zig >= r->zig_from && (r->zig_below == 0 || zig < r->zig_below);
}

static bool
switched_off(const struct rule *r)
{
#ifdef ZBUILD_MUTATE
	const char *id = getenv("ZBUILD_MUTATE");

	return id != NULL && strcmp(id, r->id) == 0;
#else
	(void)r;
	return false;
#endif
}

static const struct rule *
best(const struct rule *table, size_t n, const struct rule_context *c,
	const char *text, enum space space)
{
	const struct rule *found = NULL;
	size_t found_weight = 0;

	for (size_t i = 0; i < n; i++) {
		const struct rule *r = &table[i];

		if (r->space != space ||
			(r->match[0] != '*' && r->match[1] != '*' &&
				r->match[1] != text[1]) ||
			!rule_match(r->match, text) || !holds(r, c) ||
			switched_off(r))
			continue;
		if (weight(r->match) > found_weight) {
			found = r;
			found_weight = weight(r->match);
		}
	}
	return found;
}

static const struct rule *
lookup(const struct rule_context *c, const char *text, enum space space)
{
	const struct rule *r = best(user_rules, user_rules_n, c, text, space);

	return r != NULL ? r : best(rules, rules_n, c, text, space);
}

/* Is it the pattern of a long name, not of "-e" with its value? */
static bool
is_long(const char *match)
{
	return match[0] == '-' && match[1] != '\0' && match[1] != '*' &&
	       match[2] != '\0' && match[2] != '*';
}

const struct rule *
rule_for(const struct rule_context *c, const char *text, enum space space)
{
	const struct rule *r = lookup(c, text, space);
	autofree char *two = NULL;

	/* A linker takes "-stats" and "--stats" alike; but "--eh-frame-hdr"
	 * is no "-e h-frame-hdr". */
	if (r != NULL || space != SPACE_LINKER || strlen(text) < 3)
		return r;
	if (text[1] == '-') {
		r = lookup(c, text + 1, space);
		return r != NULL && is_long(r->match) ? r : NULL;
	}
	two = xasprintf("-%s", text);
	return lookup(c, two, space);
}

void
rule_context_init(struct rule_context *c, const struct call *call,
	const struct mode *mode, unsigned engine, unsigned step)
{
	static const unsigned libc_bits[] = {
		[LIBC_NONE] = WHEN_BARE,
		[LIBC_GLIBC] = WHEN_GNU | WHEN_ELF,
		[LIBC_MUSL] = WHEN_MUSL | WHEN_ELF,
		[LIBC_MINGW] = WHEN_MINGW,
		[LIBC_DARWIN] = WHEN_DARWIN,
		[LIBC_FREEBSD] = WHEN_ELF | WHEN_BSD,
		[LIBC_NETBSD] = WHEN_ELF | WHEN_BSD,
		[LIBC_BIONIC] = WHEN_ELF,
	};
	static const unsigned arch_bits[] = {
		[ARCH_X86_64] = WHEN_X86,
		[ARCH_X86] = WHEN_X86,
		[ARCH_AARCH64] = WHEN_AARCH64,
		[ARCH_ARM] = WHEN_ARM,
		[ARCH_THUMB] = WHEN_ARM,
		[ARCH_RISCV64] = WHEN_RISCV,
		[ARCH_RISCV32] = WHEN_RISCV,
		[ARCH_WASM32] = WHEN_WASM,
	};
	const struct target_def *d = call->target->def;
	size_t nlibc = sizeof libc_bits / sizeof *libc_bits;
	size_t narch = sizeof arch_bits / sizeof *arch_bits;

	*c = (struct rule_context){ call, mode, engine | step, NULL };
	if ((size_t)d->libc < nlibc)
		c->when |= libc_bits[d->libc];
	if ((size_t)d->arch < narch)
		c->when |= arch_bits[d->arch];
	if (step & WHEN_LINK)
		c->when |= mode->shared ? WHEN_SHARED : WHEN_EXE;
}

/* One word of a template, with w in the place of %v or %w. */
static char *
fill_in(const char *part, const struct word *w)
{
	autofree char *text = word_text(w);
	const char *p = strchr(part, '%');
	const char *put;

	if (p == NULL || (p[1] != 'v' && p[1] != 'w'))
		return xstrdup(part);
	put = p[1] == 'w' ? text : w->value != NULL ? w->value : "";
	return xasprintf("%.*s%s%s", (int)(p - part), part, put, p + 2);
}

/* The words of a template for w; a value never splits into two words, so one
 * with a comma cannot go into a -Wl, list. */
static void
expand(const char *with, const struct word *w, struct argvec *out)
{
	autoargvec parts = ARGVEC_INIT;
	bool comma = w->value != NULL && strchr(w->value, ',') != NULL;

	argvec_split(&parts, with, " ");
	for (size_t i = 0; i < parts.n; i++) {
		autoargvec items = ARGVEC_INIT;

		if (!comma || strncmp(parts.v[i], "-Wl,", 4) != 0) {
			argvec_take(out, fill_in(parts.v[i], w));
			continue;
		}
		argvec_split(&items, parts.v[i] + 4, ",");
		for (size_t k = 0; k < items.n; k++) {
			argvec_push(out, "-Xlinker");
			argvec_take(out, fill_in(items.v[k], w));
		}
	}
}

static int
refuse(const struct word *w, const struct rule *r, struct fail *f)
{
	autoargvec shown = ARGVEC_INIT;
	autofree char *text = NULL;

	word_emit(w, false, &shown);
	text = argvec_join(&shown, " ");
	return fail_set(f, "'%s': %s", text, r->why);
}

/* What rule r makes of w: the action, and words in out. */
static int
decide(const struct rule *r, const struct rule_context *c,
	const struct word *w, struct argvec *out, enum fired_action *action,
	struct fail *f)
{
	switch (r->action) {
	case RULE_KEEP:
		*action = FIRED_KEEP;
		return 0;
	case RULE_REPLACE:
		/* "-L" without its folder would take the next word */
		if (strstr(r->with, "%v") != NULL &&
			(w->value == NULL || *w->value == '\0')) {
			*action = FIRED_KEEP;
			return 0;
		}
		*action = FIRED_REPLACE;
		expand(r->with, w, out);
		return 0;
	case RULE_DROP:
		*action = FIRED_DROP;
		return 0;
	case RULE_NOTE:
		*action = FIRED_NOTE;
		if (r->with != NULL)
			expand(r->with, w, out);
		return 0;
	case RULE_REFUSE:
		return refuse(w, r, f);
	case RULE_CALL:
		*action = FIRED_KEEP;
		return r->fn(c, w, out, action, f);
	}
	return 0;
}

/* The rules that led from a word to the one at hand. */
struct chain {
	const struct rule *rule;
	const struct chain *up;
};

static bool
in_chain(const struct chain *up, const struct rule *r)
{
	for (; up != NULL; up = up->up)
		if (up->rule == r)
			return true;
	return false;
}

static bool
same_words(const struct argvec *a, const struct argvec *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return a->n == b->n;
}

static int apply_one(const struct rule_context *c, const struct word *w,
	const struct chain *up, struct words *out, struct plan *p,
	struct fail *f);

/* What a rule puts in a word's place is under the rules too: -Wl,-lgcc_s
 * becomes -lgcc_s, and that becomes -lunwind. */
static int
apply_again(const struct rule_context *c, const struct argvec *with,
	const struct word *from, const struct chain *up, struct words *out,
	struct plan *p, struct fail *f)
{
	struct words ws = WORDS_INIT;
	int r = 0;

	words_parse(with, false, &ws);
	for (size_t i = 0; i < ws.n && r == 0; i++) {
		ws.v[i].from = from->from;
		if (ws.v[i].space == SPACE_INPUT)
			ws.v[i].lang = from->lang;
		r = apply_one(c, &ws.v[i], up, out, p, f);
	}
	words_clear(&ws);
	return r;
}

static int
apply_one(const struct rule_context *c, const struct word *w,
	const struct chain *up, struct words *out, struct plan *p,
	struct fail *f)
{
	autofree char *text = word_text(w);
	const struct rule *r = rule_for(c, text, w->space);
	struct chain here = { r, up };
	enum fired_action action = FIRED_KEEP;
	autoargvec with = ARGVEC_INIT, was = ARGVEC_INIT;
	autofree char *in_text = NULL, *out_text = NULL;

	if (r == NULL || in_chain(up, r)) {
		words_copy(out, w);
		return 0;
	}
	if (decide(r, c, w, &with, &action, f) != 0)
		return -1;
	if ((action == FIRED_NOTE || action == FIRED_WARN) &&
		c->call->strict) {
		refuse(w, r, f);
		return fail_hint(f, "strict mode: leave the option out, or set "
				    "strict = no");
	}
	word_emit(w, false, &was);
	if ((action == FIRED_KEEP && with.n == 0) ||
		(action == FIRED_REPLACE && same_words(&was, &with))) {
		words_copy(out, w);
		return 0;
	}
	in_text = quote_sh_words(argvec_exec(&was));
	if (action == FIRED_WARN) {
		plan_fire(p, r->id, r->why, action, in_text, NULL);
		words_copy(out, w);
		return 0;
	}
	out_text = quote_sh_words(argvec_exec(&with));
	plan_fire(p, r->id, r->why, action, in_text,
		with.n > 0 ? out_text : NULL);
	return apply_again(c, &with, w, &here, out, p, f);
}

int
rules_apply(const struct rule_context *c, const struct words *in,
	struct words *out, struct plan *p, struct fail *f)
{
	for (size_t i = 0; i < in->n; i++)
		if (apply_one(c, &in->v[i], NULL, out, p, f) != 0)
			return -1;
	return 0;
}

/* cc-rs, cmake and clang users say --target=; ours is in our name. */
static int
same_target(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	if (w->value == NULL)
		return fail_set(f, "'%s' needs a value", w->name);
	if (!triple_same(w->value, c->call->target, c->call->conf)) {
		fail_set(f, "%s=%s: conflicts with target '%s'", "--target",
			w->value, c->call->target->name);
		return fail_hint(f, "run %s-%s instead", w->value,
			c->call->applet->name);
	}
	*action = FIRED_DROP;
	return 0;
}

static int
same_bits(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	const struct target_def *d = c->call->target->def;
	bool x32 = strstr(d->rust, "x32") != NULL;
	bool ok = strcmp(text, "-mx32") == 0
			  ? x32
			  : d->is64 == (strcmp(text, "-m64") == 0) && !x32;

	(void)out;
	if (!ok) {
		fail_set(f, "%s: target '%s' has %d-bit pointers", text,
			c->call->target->name, d->is64 ? 64 : 32);
		return fail_hint(f, "the target decides: for 32-bit x86 use "
				    "i686-unknown-linux-gnu");
	}
	*action = FIRED_DROP;
	return 0;
}

static int
same_abi(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	if (w->value != NULL && cpu_check_abi(c->call->target, w->name,
					w->value, f) != 0)
		return -1;
	/* clang takes it; zig's driver does not */
	*action = (c->when & WHEN_ZIGCC) ? FIRED_DROP : FIRED_KEEP;
	return 0;
}

/* -Wp,-MD,f is -MD -MF f; any other list is its words. */
static int
preprocessor_list(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autoargvec items = ARGVEC_INIT;

	(void)c;
	(void)f;
	argvec_split(&items, w->value != NULL ? w->value : "", ",");
	for (size_t i = 0; i < items.n; i++) {
		const char *item = items.v[i];
		bool dep = strcmp(item, "-MD") == 0 ||
			   strcmp(item, "-MMD") == 0;

		argvec_push(out, item);
		if (dep && i + 1 < items.n && items.v[i + 1][0] != '-')
			argvec_pushl(out, "-MF", items.v[++i], NULL);
	}
	*action = FIRED_REPLACE;
	return 0;
}

static int
static_glibc(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const char *rust = c->call->target->def->rust;
	const char *gnu = strstr(rust, "-gnu");
	autofree char *text = word_text(w);

	(void)out;
	if (c->mode->shared || c->mode->relocatable || c->mode->nostdlib ||
		c->mode->nodefaultlibs || c->mode->nolibc) {
		*action = FIRED_KEEP;
		return 0;
	}
	if (libc_is_bsd(c->call->target->def->libc)) {
		fail_set(f, "'%s': zig has no static C library of %s", text,
			c->call->target->def->cmake_system);
		return fail_hint(f, "leave '%s' out: what else is linked is "
				    "static anyway", text);
	}
	fail_set(f, "'%s': zig has no static glibc", text);
	if (gnu == NULL)
		return -1;
	return fail_hint(f, "use the target %.*s-musl%s, which is static",
		(int)(gnu - rust), rust, gnu + 4);
}

static int
clang_cpu(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct argvec *words = &c->call->words;
	bool other = false;
	int r;

	for (size_t i = 0; i < words->n; i++)
		other |= strncmp(words->v[i], "-march=", 7) == 0;
	r = cpu_clang_word(c->call->target, w, other, out, f);
	*action = r <= 0	? FIRED_KEEP
		  : out->n == 0 ? FIRED_DROP
				: FIRED_REPLACE;
	return r < 0 ? -1 : 0;
}

static int
sanitizer(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	*action = FIRED_KEEP;
	if (!c->mode->sanitize_runtime || w->value == NULL ||
		c->mode->phase != PHASE_LINK)
		return 0;
	fail_set(f, "'-fsanitize=%s': zig has no runtime library for it",
		w->value);
	return fail_hint(f, "-fsanitize=undefined works; for the others use "
			    "the machine's own clang on a native build");
}

static int
old_sanitizer(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	if (sanitizer(c, w, out, action, f) != 0)
		return -1;
	if (!c->mode->sanitize || c->mode->sanitize_trap ||
		c->mode->phase != PHASE_LINK)
		return 0;
	fail_set(f, "'-fsanitize=%s': zig %s has no runtime library for it",
		w->value, c->call->zig->text);
	return fail_hint(f, "zig has one since 0.14; or add "
			    "-fsanitize-trap=undefined to every call");
}

static int
coverage(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);

	(void)c;
	(void)out;
	(void)action;
	fail_set(f, "'%s': zig has no profile runtime to link", text);
	return fail_hint(f, "leave it out of the link and name your own "
			    "libclang_rt.profile.a or profiler_builtins");
}

/* A script is looked for in the current folder, then along -L (ld(1), -T). */
static int
linker_script(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct argvec *words = &c->call->words;

	(void)f;
	if (w->value == NULL)
		return 0;
	*action = FIRED_REPLACE;
	for (size_t i = 0; i < words->n && access(w->value, F_OK) != 0; i++) {
		const char *word = words->v[i];
		const char *dir = word + 2;
		autofree char *path = NULL;

		if (strncmp(word, "-L", 2) != 0)
			continue;
		if (*dir == '\0')
			dir = i + 1 < words->n ? words->v[i + 1] : "";
		path = path_join(dir, w->value);
		if (access(path, F_OK) == 0) {
			argvec_pushf(out, "-Wl,-T,%s", path);
			return 0;
		}
	}
	argvec_pushf(out, "-Wl,-T,%s", w->value);
	return 0;
}

static const char *const crt_names[] = { "crt1.o", "Scrt1.o", "rcrt1.o",
	"crti.o", "crtn.o", "crt2.o", "dllcrt2.o", "rsbegin.o", "rsend.o",
	"crtbegin.o", "crtbeginS.o", "crtbeginT.o",
	"crtend.o", "crtendS.o" };

/* rustc's crt objects come from its self-contained folder, or as bare names
 * when that folder lacks them (a distribution's rustc). rsbegin.o and rsend.o
 * lie with std: they register frames with libgcc, where LLVM's libunwind finds
 * .eh_frame by itself. */
static bool
is_rustc_crt(const char *path)
{
	const char *base = path_base(path);

	for (size_t i = 0; i < sizeof crt_names / sizeof *crt_names; i++)
		if (strcmp(base, crt_names[i]) == 0)
			return strstr(path, "/self-contained/") != NULL ||
			       (strncmp(base, "rs", 2) == 0 &&
				       strstr(path, "/rustlib/") != NULL) ||
			       (base == path && access(path, F_OK) != 0);
	return false;
}

/*
 * On the direct engine rustc's musl is as good as ours, and is there: it has
 * start files and libc.a in one folder, which the link names. Not for zig cc,
 * which links its own whatever is named (zig#5320).
 */
static bool
rust_brings_musl(const struct rule_context *c)
{
	const struct argvec *words = &c->call->words;

	for (size_t i = 0; (c->when & WHEN_DIRECT) && i < words->n; i++) {
		const char *dir = words->v[i];
		autofree char *libc = NULL;

		dir += strncmp(dir, "-L", 2) == 0 ? 2 : 0;
		if (strcmp(path_base(dir), "self-contained") != 0)
			continue;
		libc = path_join(dir, "libc.a");
		if (path_is_file(libc))
			return true;
	}
	return false;
}

static int
startfiles(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	*action = is_rustc_crt(w->name) && !rust_brings_musl(c) ? FIRED_DROP
								 : FIRED_KEEP;
	return 0;
}

static int
no_startfiles(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct argvec *words = &c->call->words;

	(void)w;
	(void)out;
	(void)f;
	*action = FIRED_KEEP;
	for (size_t i = 0; i < words->n; i++)
		if (is_rustc_crt(words->v[i]) && !rust_brings_musl(c))
			*action = FIRED_DROP;
	return 0;
}

static int
self_contained_dir(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	if (w->value != NULL &&
		strcmp(path_base(w->value), "self-contained") == 0 &&
		!rust_brings_musl(c))
		*action = FIRED_DROP;
	return 0;
}

/* A CPU flag, an optimisation or a warning in a call that only links. */
static int
compile_only(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)c;
	(void)out;
	(void)f;
	if (w->shape != NULL && w->shape->purpose == FOR_COMPILE)
		*action = FIRED_DROP;
	return 0;
}

/* -m of a linker: must not contradict the target. */
static int
emulation(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	static const struct {
		const char *emulation;
		enum arch arch;
	} known[] = {
		{ "elf_x86_64", ARCH_X86_64 },
		{ "elf32_x86_64", ARCH_X86_64 },
		{ "elf_i386", ARCH_X86 },
		{ "aarch64linux", ARCH_AARCH64 },
		{ "aarch64elf", ARCH_AARCH64 },
		{ "armelf_linux_eabi", ARCH_ARM },
		{ "armelf", ARCH_ARM },
		{ "elf64lriscv", ARCH_RISCV64 },
		{ "elf32lriscv", ARCH_RISCV32 },
		{ "elf64lppc", ARCH_PPC64 },
		{ "elf64ppc", ARCH_PPC64 },
		{ "elf32ppc", ARCH_PPC },
		{ "elf64_s390", ARCH_S390X },
		{ "elf64loongarch", ARCH_LOONGARCH64 },
		{ "i386pep", ARCH_X86_64 },
		{ "i386pe", ARCH_X86 },
		{ "arm64pe", ARCH_AARCH64 },
		{ "thumb2pe", ARCH_ARM },
	};

	(void)out;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (w->value != NULL &&
			strcmp(known[i].emulation, w->value) == 0 &&
			known[i].arch != c->call->target->def->arch) {
			fail_set(f, "'-m %s': conflicts with target '%s'",
				w->value, c->call->target->name);
			return fail_hint(f, "the name we are run by decides "
					    "the target");
		}
	*action = FIRED_DROP;
	return 0;
}

/* Is path dir or below it? */
static bool
is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/');
}

/* The folders with the headers of the C library and of this machine's ABI; in
 * others (/usr/include/eigen3) they may well be the same for every machine. */
static bool
holds_libc(const char *dir)
{
	const struct target_def *host = triple_find(triple_host(), NULL);
	autofree char *multi = xasprintf("/usr/include/%s",
		host != NULL && host->multiarch != NULL ? host->multiarch
							: "-");
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		n--;
	return (n == strlen("/usr/include") &&
		       strncmp(dir, "/usr/include", n) == 0) ||
	       (n == strlen("/usr/local/include") &&
		       strncmp(dir, "/usr/local/include", n) == 0) ||
	       is_below(dir, multi);
}

/*
 * A program of this machine's own triple may read them, behind zig's. For
 * another target they are left out, or, where they may be right, kept with a
 * warning. What Debian's foreign architectures put in is the target's.
 */
static int
host_headers(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct target_def *d = c->call->target->def;
	autofree char *own = xasprintf("/usr/include/%s",
		d->multiarch != NULL ? d->multiarch : "-");
	bool native = strcmp(d->rust, triple_host()) == 0;

	if (c->root != NULL && root_has(&c->root->headers, w->value))
		return root_headers(c, w, out, action, f);
	if (is_below(w->value, own) || (native && holds_libc(w->value))) {
		*action = FIRED_REPLACE;
		argvec_pushl(out, "-idirafter", w->value, NULL);
	} else if (!native) {
		*action = holds_libc(w->value) ? FIRED_NOTE : FIRED_WARN;
	}
	return 0;
}

static int
root_headers(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)f;
	if (c->root == NULL || w->value == NULL ||
		!root_has(&c->root->headers, w->value))
		return 0;
	/* The direct engine has them in its list. */
	*action = c->when & WHEN_DIRECT ? FIRED_DROP : FIRED_REPLACE;
	if (*action == FIRED_REPLACE)
		argvec_pushl(out, "-idirafter", w->value, NULL);
	return 0;
}

static int
root_library(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	if (c->root != NULL && w->value != NULL &&
		root_has(&c->root->libraries, w->value))
		*action = FIRED_DROP;
	return 0;
}

/* -arch of clang and ld64. */
static int
same_arch(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const char *arch = w->value != NULL ? w->value : "";
	bool arm = strcmp(arch, "arm64") == 0 || strcmp(arch, "aarch64") == 0;
	bool intel = strcmp(arch, "x86_64") == 0;

	(void)out;
	*action = FIRED_DROP;
	if (c->call->target->def->arch == (arm ? ARCH_AARCH64 : ARCH_X86_64) &&
		(arm || intel))
		return 0;
	fail_set(f, "'-arch %s': conflicts with target '%s'", arch,
		c->call->target->name);
	return fail_hint(f, "the name we are run by decides; build for each "
			    "and join the results with lipo, or with "
			    "`cargo zbuild --target universal2-apple-darwin`");
}

/* An archive in a call with -all_load. */
static int
force_load(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	struct words ws = WORDS_INIT;
	bool all = false;

	(void)f;
	words_parse(&c->call->words, false, &ws);
	for (size_t i = 0; i < ws.n; i++)
		if (ws.v[i].space != SPACE_INPUT &&
			strcmp(ws.v[i].name, "-all_load") == 0)
			all = true;
	words_clear(&ws);
	if (all) {
		*action = FIRED_REPLACE;
		argvec_pushl(out, "-Xlinker", "-force_load", "-Xlinker",
			w->name, NULL);
	}
	return 0;
}

/* "1" and "1.2" are versions, too. */
static int
dylib_version(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	struct version v = { 0, 0, 0 };
	const char *text = w->value != NULL ? w->value : "";

	(void)c;
	if (!version_parse_short(text, &v))
		return fail_set(f, "'%s %s': no version like 1.2.3", w->name,
			text);
	*action = FIRED_REPLACE;
	argvec_pushf(out, "-Wl,%s,%u.%u.%u", w->name, v.major, v.minor,
		v.patch);
	return 0;
}

/* Nothing is lost on arm64, which has no other programs. */
static int
no_pie(const struct rule_context *c, const struct word *w, struct argvec *out,
	enum fired_action *action, struct fail *f)
{
	(void)w;
	(void)out;
	(void)f;
	*action = c->call->target->def->arch == ARCH_AARCH64 ? FIRED_DROP
							     : FIRED_NOTE;
	return 0;
}
