#include "wrapper/explain/causes.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/gate/hints.h"

/*
 * pattern is a regular expression of one line. In cause and fix, %1 is what
 * its first group matched, %t the target with its floor, %r its Rust triple and
 * %g its GNU one. The last text is such a line: each row is tested with its own.
 */
const struct symptom symptoms[] = {
	/* Rust's side */
	{ "can't find crate for `(std|core|alloc|test)`",
	  "rustc has no `%1` for this target",
	  "cargo zbuild std %r", NULL,
	  "error[E0463]: can't find crate for `std`" },
	{ "does not contain component 'rust-std' for target '([^']*)'|"
	  "target '([^']*)' not found in channel",
	  "rustup has no ready-made std for `%1`",
	  "cargo zbuild std %r builds it from its sources", NULL,
	  "error: toolchain 'stable-x86_64-unknown-linux-gnu' does not contain component 'rust-std' for target 's390x-unknown-linux-musl'" },
	{ "[Cc]ould not find specification for target \"?([a-z0-9_]+-[a-z0-9_.-]*"
	  "\\.[0-9]+)|toolchain .* does not support target '([^']*\\.[0-9]+)'",
	  "`%1` reached rustc with the glibc floor in its name, which only "
	  "cargo zbuild reads", "give the floor to cargo zbuild, and the other "
	  "tools %r; or set the floor in zbuild.ini ([target %r] glibc = "
	  "VERSION)", "PyO3/setuptools-rust#534",
	  "error: error loading target specification: could not find specification for target \"x86_64-unknown-linux-gnu.2.17\"" },
	{ "[Cc]ould not find specification for target \"?([A-Za-z0-9_.-]+)\"?",
	  "rustc knows no target `%1`",
	  "cargo zbuild targets lists names; a .json of your own goes to cargo as "
	  "--target FILE", NULL,
	  "error: could not find specification for target \"x86_65-linux\"" },
	{ "the `-Z[^`]*` flag is only accepted on the nightly|the option `Z` is "
	  "only accepted on the nightly",
	  "an option with -Z, and this rustc is no nightly",
	  "cargo zbuild std %r in place of -Zbuild-std, or RUSTC_BOOTSTRAP=1", NULL,
	  "error: the `-Z` flag is only accepted on the nightly channel of Cargo" },
	{ "no such command: `zbuild`",
	  "cargo found no cargo-zbuild",
	  "put the folder of cargo-zbuild on PATH: cargo-zbuild doctor tells "
	  "which", NULL,
	  "error: no such command: `zbuild`" },
	{ "linker `([^`]*)` not found",
	  "rustc was told to link with `%1`, which is not on PATH",
	  "build with cargo zbuild, or put the links there: cargo zbuild link "
	  "--target %t --dir DIR", NULL,
	  "error: linker `aarch64-linux-gnu-gcc` not found" },
	{ "rust-lld.*(incompatible|cannot open|undefined)",
	  "rustc linked with its own rust-lld, without this target's libraries",
	  "build with cargo zbuild, or take -Clinker=rust-lld out of the "
	  "rustflags", NULL,
	  "rust-lld: error: /usr/lib/crt1.o is incompatible with elf64-x86-64" },
	{ "-C ?target-feature=\\+crt-static.*not supported|"
	  "cannot link statically with glibc|zig has no static glibc|"
	  "libc of the specified target requires dynamic linking|"
	  "unable to find [Ss]tatic system library '(gcc_eh|c)'",
	  "zig brings glibc as a shared library only",
	  "use the musl target, whose programs are static", "zig#4986",
	  "cannot link statically with glibc" },
	{ "found crate `([^`]*)` compiled by an incompatible version of rustc",
	  "`%1` was built by another rustc",
	  "cargo clean --target %r, or remove that target folder", NULL,
	  "error[E0514]: found crate `serde` compiled by an incompatible version of rustc" },
	{ "\\(Producer: '([^']*)' Reader: '([^']*)'\\)",
	  "LTO: %1 wrote the bitcode, and the linker's %2 cannot read it",
	  "leave out -Clinker-plugin-lto (lto = true in Cargo.toml needs none), "
	  "or take a zig whose clang is as new as rustc's LLVM", NULL,
	  "ld.lld: error: app.o: Unknown attribute kind (105) (Producer: 'LLVM22.1.0-rust-1.97.0-stable' Reader: 'LLVM 21.1.0')" },
	{ "failed to initiate panic, error ([0-9]+)",
	  "a panic found no unwind information (error %1): the program was "
	  "linked with another unwinder than its std's",
	  "panic = \"abort\" in Cargo.toml's profile; cargo zbuild explain shows "
	  "the unwinder", "cargo-zigbuild#304",
	  "fatal runtime error: failed to initiate panic, error 5" },
	{ "proc-macro .*cannot be loaded|version `(GLIBC_[0-9.]+)' not found "
	  "\\(required by .*(build-script-build|lib[a-z_0-9]+-[0-9a-f]{16}\\.so)",
	  "a program of the build itself was linked for another glibc than "
	  "this machine's", "leave RUSTFLAGS and -Clinker alone: cargo zbuild "
	  "links build scripts with the host's cc", "rust-lang/cargo#14105",
	  "/lib/libc.so.6: version `GLIBC_2.34' not found (required by /w/target/release/deps/libserde_derive-0123456789abcdef.so)" },
	{ "Error calling dlltool '([^']*)'",
	  "rustc makes import libraries with `%1`, which was not found or "
	  "failed", "build with cargo zbuild, which puts it on PATH", "cargo-zigbuild#343",
	  "error: Error calling dlltool 'x86_64-w64-mingw32-dlltool': not found" },
	/* native dependencies */
	{ "Could not find directory of OpenSSL installation|"
	  "openssl-sys.*pkg-config.*(failed|not found)",
	  "openssl-sys found no OpenSSL for %r",
	  "cargo zbuild deps add --target %r libssl-dev, or the crate's "
	  "feature `vendored`", "cargo-zigbuild#127",
	  "Could not find directory of OpenSSL installation, and this `-sys` crate cannot" },
	{ "pkg-config has not been configured to support cross-compilation",
	  "pkg-config would answer for this machine, so the crate did not ask "
	  "it", "cargo zbuild deps add --target %r PACKAGE-dev gives it "
	  "packages of the target", "cargo-zigbuild#181",
	  "pkg-config has not been configured to support cross-compilation." },
	{ "The system library `([^`]*)` required by crate `[^`]*` was not found",
	  "no %1.pc of the target: the crate wants the library `%1`",
	  "cargo zbuild deps add --target %r lib%1-dev (the Debian package "
	  "that has %1.pc)", "cargo-zigbuild#181",
	  "The system library `alsa` required by crate `alsa-sys` was not found." },
	{ "Package '?([A-Za-z0-9_.+-]+)'?,? (was )?not found|"
	  "No package '([^']*)' found|Dependency \"?([A-Za-z0-9_.+-]+)\"? not "
	  "found",
	  "pkg-config knows no `%1` of the target",
	  "cargo zbuild deps add --target %r with the Debian package that has "
	  "it", NULL,
	  "Package libudev was not found in the pkg-config search path." },
	{ "fatal error: '?((std(def|lib|io|arg|int|bool)|errno|string|limits|"
	  "features|bits/[a-z-]+|sys/[a-z]+|gnu/stubs-?[a-z0-9_-]*)\\.h)'?:? (file "
	  "not found|No such file)",
	  "the C library's own header `%1` was looked for by a clang that does "
	  "not know this target's headers (bindgen, clangd, a plain clang)",
	  "build with cargo zbuild; for other tools: cargo zbuild env --target "
	  "%t --format flags, or BINDGEN_EXTRA_CLANG_ARGS from --format sh",
	  "cargo-zigbuild#140",
	  "/usr/include/stdlib.h:26:10: fatal error: 'bits/libc-header-start.h' file not found" },
	{ "fatal error: '?(arm-features\\.h)",
	  "zig before 0.12 lacks `%1` of musl for ARM",
	  "cargo zbuild zig install", "zig#12346",
	  "fatal error: 'arm-features.h' file not found" },
	{ "fatal error: '?((Accelerate|AppKit|ApplicationServices|AudioToolbox|"
	  "AVFoundation|Carbon|Cocoa|Core[A-Z][A-Za-z]+|Foundation|IOKit|Metal|"
	  "OpenGL|QuartzCore|Security|SystemConfiguration|objc)/[A-Za-z]+\\.h)'?",
	  "`%1` is a header of a framework: those are in Apple's SDK only (links "
	  "need none, they get stubs)",
	  "SDKROOT=/path/of/MacOSX.sdk", "cargo-zigbuild#411",
	  "a.c:1:10: fatal error: 'CoreFoundation/CoreFoundation.h' file not "
	  "found" },
	{ "fatal error: '?([^':]+\\.h(pp)?)'?:? (file not found|No such file)",
	  "no header `%1` for the target; those of /usr/include are this "
	  "machine's", "cargo zbuild deps add --target %r with the package that "
	  "has it, or -I with the target's own", NULL,
	  "ssl.c:1:10: fatal error: 'openssl/ssl.h' file not found" },
	{ "(unable to find library|cannot find) -l(g?omp5?)|'(omp\\.h)' file not "
	  "found",
	  "OpenMP (`%2`): zig ships no runtime of it",
	  "build without -fopenmp, or cargo zbuild deps add --target %r "
	  "libomp-dev with -idirafter and -L for its folders (docs/targets.md)", "zig#24253",
	  "ld.lld: error: unable to find library -lgomp" },
	{ "unable to find library -l([A-Za-z0-9_.+:-]+)|"
	  "cannot find -l([A-Za-z0-9_.+:-]+)|"
	  "unable to find [A-Za-z]+ system library '([^']*)'|"
	  "could not find native static library `([^`]*)`",
	  "no library `%1` for the target on the search path",
	  "cargo zbuild deps add --target %r with the package that has it, or "
	  "-L with the target's own", NULL,
	  "ld.lld: error: unable to find library -lssl" },
	{ "unable to find framework '([^']*)'|framework not found '?([A-Za-z]+)",
	  "zig itself has no framework `%1`; zshim writes a stub of it for the "
	  "link, which did not go through zshim",
	  "link with a name of cargo zbuild link --target %t; only headers of "
	  "frameworks need an SDK (SDKROOT)", "cargo-zigbuild#411",
	  "error: unable to find framework 'CoreFoundation'. searched paths: none" },
	{ "(unable to run `dsymutil`|dsymutil: command not found)",
	  "rustc has LLVM's dsymutil collect the debug information, and it is "
	  "not on PATH",
	  "apt-get install llvm; or leave it in the objects: "
	  "CARGO_PROFILE_DEV_SPLIT_DEBUGINFO=unpacked (-C "
	  "split-debuginfo=unpacked)", NULL,
	  "error: unable to run `dsymutil`: No such file or directory" },
	{ "(xcrun|xcodebuild|codesign|install_name_tool|libtool|lipo)(`|'|\"|:)? ?(: )?"
	  "(command )?(not found|No such file)|`\"?(xcrun)\"? .*(No such "
	  "file|not found)",
	  "the build runs Apple's `%1`, which is not on this machine",
	  "set SDKROOT to a macOS SDK, so that nobody asks xcrun; the names of "
	  "cargo zbuild link --target %t have what zig can do of it",
	  "cargo-zigbuild#387",
	  "error: failed to run xcrun: `xcrun` not found" },
	/* helpers of the build */
	{ "Unable to find libclang|couldn't find any valid shared libraries "
	  "matching: \\['libclang",
	  "bindgen needs this machine's libclang",
	  "apt-get install libclang-dev, or LIBCLANG_PATH", NULL,
	  "Unable to find libclang: couldn't find any valid shared libraries" },
	{ "[Uu]nable to (detect|determine) (dynamic )?linker for compiler",
	  "Meson asked the compiler which linker it runs, and did not know the "
	  "answer", "give it cargo zbuild env --target %t --format meson as "
	  "--cross-file; the compiler's answer is in meson-logs/meson-log.txt",
	  "zig#15549",
	  "ERROR: Unable to detect linker for compiler `zig cc -Wl,--version`" },
	{ "cannot run C compiled programs",
	  "configure does not know that it cross-compiles",
	  "./configure --host=%g (with cargo zbuild exec, or the names of cargo "
	  "zbuild link on PATH)", NULL,
	  "configure: error: cannot run C compiled programs." },
	{ "machine `([^']*)' not recognized|config\\.sub: .*(invalid|unknown)",
	  "configure does not know Rust's name of the target (`%1`)",
	  "./configure --host=%g", "jemallocator#36",
	  "Invalid configuration `riscv64gc-unknown-linux-gnu': machine `riscv64gc-unknown' not recognized" },
	{ "C(XX)? compiler cannot create executables|compiler .* is not able to "
	  "compile a simple test program",
	  "the build system's first trial of the compiler failed; what the "
	  "compiler said is the cause",
	  "read config.log or CMakeFiles/CMakeConfigureLog.yaml; cargo zbuild "
	  "explain --failure FILE reads them too", NULL,
	  "configure: error: C compiler cannot create executables" },
	{ "failed to find tool[:. ]+\"?([^\" :]+)|Failed to find tool\\. Is `([^`]*)` "
	  "installed",
	  "a build script (cc-rs) looked for `%1`, its guess of a cross "
	  "compiler",
	  "build with cargo zbuild, which names the compiler (CC_%r); cargo "
	  "zbuild setup does it for plain cargo", "cargo-zigbuild#96",
	  "error occurred in cc-rs: failed to find tool \"aarch64-linux-gnu-gcc\": No such file or directory (os error 2)" },
	{ "is `cmake` not installed\\?|CMake.*command not found|"
	  "failed to execute command.*\"cmake\"",
	  "the crate is built with CMake, which is not installed",
	  "apt-get install cmake", NULL,
	  "  is `cmake` not installed?" },
	{ "unable to find a build program corresponding to \"?([A-Za-z ]+)",
	  "CMake's generator `%1` has no build program here",
	  "apt-get install ninja-build, or CMAKE_GENERATOR=\"Unix Makefiles\"", NULL,
	  "CMake Error: CMake was unable to find a build program corresponding to \"Ninja\"." },
	{ "(protoc|nasm|yasm|perl|make|autoconf|autoreconf|automake|libtoolize|"
	  "bison|flex|go|patchelf)"
	  "(`|'|\"|:)? ?(: )?(command )?not found|"
	  "Could not find `?(protoc|nasm|perl)",
	  "the build runs `%1`, which is not installed",
	  "install it on this machine", NULL,
	  "/bin/sh: 1: nasm: not found" },
	/* compilers */
	{ "(unknown argument|unsupported option|unrecognized command[- ]line "
	  "option)s?:? ?['`\"]?(-[^'`\" ]+)",
	  "the option `%2` is GCC's: clang has no such",
	  "leave it out, or write a rule for it: [rule NAME] scope = driver, "
	  "match = %2, action = drop in zbuild.ini(5)", "cargo-zigbuild#96",
	  "clang: error: unknown argument: '-fno-semantic-foo'" },
	{ "unsupported linker (arg|extension flag): ?(.*)",
	  "zig's driver does not know the linker option `%2`",
	  "ZBUILD_ENGINE=direct where the target has it, or a [rule NAME] in "
	  "zbuild.ini(5)", "cargo-zigbuild#96",
	  "error: unsupported linker arg: --stats" },
	{ "cannot find linker script '?([^' ]+)",
	  "no linker script `%1` on the search path",
	  "-T with its whole path, or -L with its folder", "zig#23111",
	  "ld.lld: error: cannot find linker script memory.x" },
	{ "NOLOGO.*unrecognized file extension|unrecognized file extension of "
	  "parameter '/",
	  "options of Microsoft's linker went to a GNU-like one",
	  "use x86_64-pc-windows-gnu, or cargo-xwin for msvc", "zig#24083",
	  "error: unrecognized file extension of parameter '/NOLOGO'" },
	{ "[Uu]nknown (target )?CPU:? ['\"]?([A-Za-z0-9_.+-]+)",
	  "no CPU `%2` on this target",
	  "cargo zbuild info %r shows the default; -mcpu= or "
	  "-Ctarget-cpu= chooses another", "zig#9988",
	  "error: unknown target CPU 'x86'" },
	{ "unsupported argument '([^']*)' to option '-m(arch|cpu|tune)=?'",
	  "clang has no `%1` for -m%2 on this target",
	  "cargo zbuild info %r shows the default; zshim cc --target=%t "
	  "--print-supported-cpus lists the others", "aws/aws-lc#3142",
	  "clang: error: unsupported argument 'armv8.4-a+sha9' to option '-march='" },
	{ "error: instruction requires: ([a-z0-9 ,_.-]+)",
	  "assembly uses instructions (%1) that the target's default CPU lacks",
	  "-march= or -mcpu= with that extension for the file; for Rust "
	  "-Ctarget-cpu=", "zig#14467",
	  "sha.S:10:2: error: instruction requires: sha3" },
	{ "always_inline function '([^']*)' requires target feature '([^']*)'",
	  "the source uses instructions (`%2`) that the target's default CPU "
	  "lacks", "-m%2 for that file, or -mcpu= for all", "zig#14467",
	  "error: always_inline function '_mm_crc32_u8' requires target feature 'crc32'" },
	{ "call to undeclared (library )?function '([^']*)'|implicit "
	  "declaration of function '([^']*)'",
	  "a C99 compiler refuses calls of functions that no header declares",
	  "include the header of `%2`, or "
	  "-Wno-error=implicit-function-declaration", NULL,
	  "error: call to undeclared function 'strlcpy'; ISO C99 and later do not support implicit function declarations" },
	{ "error: .*host's headers|/usr/include/.*: (fatal )?error:",
	  "headers of this machine are read for another one",
	  "take -I/usr/include (and CPATH) out of the flags", "cargo-zigbuild#268",
	  "/usr/include/stdio.h:28:10: fatal error: 'bits/libc-header-start.h' not found" },
	/* linkers */
	{ "([^ :]+): file format not recognized|[Uu]nable to recognise the format "
	  "of the input file `([^']*)'",
	  "a tool of this machine (strip, objcopy, ar) does not know the file "
	  "format of `%1`",
	  "use the target's: cargo zbuild link --target %t --dir DIR makes the "
	  "names; cargo strips by itself with strip = true in the profile",
	  "cargo-zigbuild#283",
	  "strip: target/release/app: file format not recognized" },
	{ "skipping incompatible ([^ ]+)|([^ :]+): file in wrong format",
	  "`%1` is for another machine, often this one's",
	  "build it for %r, or leave its folder out of -L", NULL,
	  "/usr/bin/ld: skipping incompatible /usr/lib/libssl.so when searching for -lssl" },
	{ "version script assignment of '[^']*' to symbol '([^']*)' failed",
	  "the version script names `%1`, which nothing defines",
	  "-Wl,--undefined-version, as GNU ld behaves (the default of the "
	  "direct engine, unless the build says otherwise)", "hermetic_cc_toolchain#103",
	  "ld.lld: error: version script assignment of 'V1' to symbol 'gone' failed: symbol not defined" },
	{ "undefined symbol: (main|WinMain|_start)( |$)|undefined reference to "
	  "`(main|WinMain)'",
	  "nothing defines `%1`: a library was linked as a program, or its "
	  "file is missing",
	  "-shared or --crate-type for a library; -nostartfiles if it brings "
	  "its own start", NULL,
	  "ld.lld: error: undefined symbol: main" },
	{ "truncated or malformed (archive|object)|([^ ']+): archive has no "
	  "index|unknown file type",
	  "a file of the link is empty, cut off, or no object file",
	  "remove it and build again; a disk may have been full", "pingclair#51",
	  "ld.lld: error: libx.a: truncated or malformed archive (remaining size)" },
	{ "duplicate symbol: (.*)|multiple definition of [`']([^']*)'",
	  "`%1` is defined twice: two copies of a library, or a variable "
	  "defined in a header (GCC before 10 allowed that: -fcommon)",
	  "cargo zbuild explain shows where each file comes from", "zig#5320",
	  "ld.lld: error: duplicate symbol: __init_tp" },
	{ "cannot allocate memory in static TLS block",
	  "a library with static TLS was loaded by dlopen",
	  "build it with -ftls-model=global-dynamic; cargo zbuild verify shows "
	  "static-tls", "napi-rs/napi-rs#1060",
	  "libfoo.so: cannot allocate memory in static TLS block" },
	{ "needs glibc ([0-9.]+), the floor is ([0-9.]+)",
	  "a part of the program was built for glibc %1, above the floor %2",
	  "rebuild that part with this target, or raise the floor to %r.%1", "cargo-zigbuild#255",
	  "cc: 'app' needs glibc 2.28, the floor is 2.17: 'fcntl64@GLIBC_2.28'" },
	{ "LLVM ERROR: |PLEASE submit a bug report|Segmentation fault.*(ld.lld|"
	  "clang)|signal: 11.*(ld|cc)",
	  "the tool itself crashed",
	  "try another engine (ZBUILD_ENGINE=zig-cc or direct) or another zig "
	  "(cargo zbuild zig install VERSION)", NULL,
	  "PLEASE submit a bug report to https://github.com/llvm/llvm-project/issues/" },
	/* running */
	{ "[Ee]xec format error|cannot execute binary file",
	  "a program of the target was started on this machine as it is",
	  "cargo zbuild test/run sets a runner; cargo zbuild run-binary FILE "
	  "runs one", "cross#153",
	  "./app: cannot execute binary file: Exec format error" },
	{ "[Cc]ould not open '(/lib[^']*)'",
	  "the emulator has no C library of the target (`%1`)",
	  "cargo zbuild runtime %r, or use the musl target", "cargo-zigbuild#39",
	  "qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory" },
	{ "version `(GLIBC_[0-9.]+)' not found",
	  "the program wants %1, the C library that runs it is older",
	  "choose a lower floor: %r.VERSION; cargo zbuild verify FILE names "
	  "what wants it", "cargo-zigbuild#255",
	  "./app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./app)" },
	{ "could not execute process `\"?(qemu-[a-z0-9_]+(-static)?|wine(64)?|node|"
	  "wasmtime)[ `\"].*never executed",
	  "%1, which runs programs of the target here, is not there",
	  "cargo zbuild doctor --target %r has the command that installs it",
	  "cargo-zigbuild#39",
	  "error: could not execute process `qemu-aarch64 /w/target/debug/app` (never executed)" },
	{ "[Ii]llegal instruction|signal: 4, SIGILL",
	  "the program used an instruction that this CPU (or the emulator's) "
	  "lacks, or ran into a check of -fsanitize=undefined",
	  "look at -Ctarget-cpu, -march and -mcpu; ZBUILD_TRACE=1 shows what "
	  "each compile got", "zig#5163",
	  "process didn't exit successfully: `app` (signal: 4, SIGILL: illegal instruction)" },
	/* the machine */
	{ "No space left on device|os error 28", "a disk is full",
	  "cargo zbuild cache gc, or ZBUILD_CACHE_DIR on another disk", "zig#15358",
	  "error: failed to write: No space left on device (os error 28)" },
	{ "Too many open files|os error 24",
	  "the limit of open files was reached", "ulimit -n 4096", NULL,
	  "error: Too many open files (os error 24)" },
	{ "Argument list too long|os error 7\\)",
	  "a command line was longer than the kernel takes",
	  "put the words into a file and give @FILE, which every tool of zshim "
	  "reads", "cargo-zigbuild#54",
	  "could not execute process `ar` (never executed): Argument list too long (os error 7)" },
	{ "PathAlreadyExists|manifest_create|failed to check cache|unable to load "
	  "cache",
	  "zig's own cache did not keep up with several builds at once, or is "
	  "damaged",
	  "run the build again; cargo zbuild cache gc --older-than 0m --force "
	  "empties the cache", "zig#18989",
	  "error: failed to check cache: 'x.o' file_hash FileNotFound" },
	{ "error: (FileNotFound|AccessDenied|Unexpected)$",
	  "zig gave up with %1 and did not say on what",
	  "ZBUILD_TRACE=1 shows the call; ZBUILD_ENGINE=direct where the target "
	  "has it; cargo zbuild doctor looks at the cache's folder", "zig#5341",
	  "error: FileNotFound" },
	{ "Text file busy|os error 26",
	  "a program was replaced while it ran", "run the build again", "cargo-zigbuild#318",
	  "error: could not execute process (Text file busy (os error 26))" },
	{ "Read-only file system|os error 30",
	  "something was to be written where nothing can be",
	  "ZBUILD_CACHE_DIR or CARGO_TARGET_DIR on a disk that can be written "
	  "to", "cargo-zigbuild#258",
	  "cannot create '/cache/x': Read-only file system" },
	{ "Could not resolve host|failed to (download|fetch)|"
	  "Temporary failure in name resolution",
	  "a download failed", "look at the network; cargo has --offline", NULL,
	  "error: failed to download from the registry" },
	{ "unable to find zig installation directory",
	  "zig's program stands without the lib folder that belongs beside it",
	  "link to zig, or put its whole folder on PATH: not the file alone",
	  "zig#9349",
	  "error: unable to find zig installation directory '/usr/bin/zig': FileNotFound" },
	{ "unable to provide libc for target '([^']*)'|libc not available|"
	  "LibCRuntimeNotFound",
	  "zig has no C library for this target",
	  "cargo zbuild targets lists what works; a bare-metal target wants "
	  "-nostdlib or a --sysroot of yours", NULL,
	  "error: unable to provide libc for target 'm68k-linux.5.10...6.19-gnu.2.43'" },
	{ "zig was not found|no zig found|Failed to find zig",
	  "there is no zig", "cargo zbuild zig install", "cargo-zigbuild#266",
	  "aarch64-linux-gnu-gcc: zig was not found" },
	{ "-pc-windows-msvc.*(link.exe|not found)|linker `link.exe` not found",
	  "windows-msvc wants Microsoft's linker and libraries",
	  "use x86_64-pc-windows-gnu, or cargo-xwin for msvc", "PyO3/maturin#919",
	  "error: linker `link.exe` not found" },
};

const size_t symptoms_n = COUNT(symptoms);

enum { GROUPS = 8, LINE_MAX_SHOWN = 300 };

static char *
group_text(const char *line, const regmatch_t *m, size_t wanted)
{
	/* Alternatives number their groups on: what is asked for is the
	 * first one from there that matched. */
	for (size_t i = wanted; i < GROUPS; i++)
		if (m[i].rm_so >= 0)
			return xstrndup(line + m[i].rm_so,
				(size_t)(m[i].rm_eo - m[i].rm_so));
	return xstrdup("?");
}

/* Puts the groups and the target's names in. */
static char *
fill(const char *text, const char *line, const regmatch_t *m,
	const struct target *t)
{
	autoargvec parts = ARGVEC_INIT;

	if (text == NULL)
		return NULL;
	while (*text != '\0') {
		size_t n = strcspn(text, "%");

		argvec_pushf(&parts, "%.*s", (int)n, text);
		text += n;
		if (*text == '\0')
			break;
		if (text[1] == 't')
			argvec_push(&parts, t->name);
		else if (text[1] == 'r')
			argvec_push(&parts, t->def->rust);
		else if (text[1] == 'g')
			argvec_push(&parts, t->def->gnu != NULL
						    ? t->def->gnu
						    : t->def->rust);
		else if (text[1] >= '1' && text[1] < '0' + GROUPS)
			argvec_take(&parts, group_text(line, m,
				(size_t)(text[1] - '0')));
		text += 2;
	}
	return argvec_join(&parts, "");
}

static bool
known(const struct causes *c, const char *cause)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].cause, cause) == 0)
			return true;
	return false;
}

static void
add(struct causes *c, struct cause one)
{
	if (known(c, one.cause)) {
		free(one.line);
		free(one.cause);
		free(one.fix);
		return;
	}
	c->v = xreallocarray(c->v, c->n + 1, sizeof *c->v);
	c->v[c->n++] = one;
}

/* A line without the frame that cargo and rustc put around it. */
static char *
trimmed(const char *line, size_t n)
{
	while (n > 0 && strchr(" \t|=", *line) != NULL) {
		line++;
		n--;
	}
	while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
		n--;
	return xstrndup(line, n < LINE_MAX_SHOWN ? n : LINE_MAX_SHOWN);
}

void
symptom_find(const struct symptom *s, const char *text, const struct target *t,
	struct causes *out)
{
	regmatch_t m[GROUPS];
	regex_t re;

	if (regcomp(&re, s->pattern, REG_EXTENDED | REG_NEWLINE) != 0)
		return;
	if (regexec(&re, text, GROUPS, m, 0) == 0) {
		const char *start = text + m[0].rm_so;
		const char *end = start + strcspn(start, "\n");

		while (start > text && start[-1] != '\n')
			start--;
		add(out, (struct cause){ trimmed(start, (size_t)(end - start)),
			fill(s->cause, text, m, t), fill(s->fix, text, m, t),
			s->source });
	}
	regfree(&re);
}

/* "NAME: WHAT" and then "hint: FIX": one of our programs knew already. */
static void
own_hints(const char *text, struct causes *out)
{
	const char *before = NULL;

	for (const char *line = text; *line != '\0';) {
		size_t n = strcspn(line, "\n");
		autofree char *one = trimmed(line, n);

		if (strncmp(one, "hint: ", 6) == 0 && before != NULL &&
			!known(out, one + 6)) {
			autofree char *what =
				trimmed(before, strcspn(before, "\n"));

			add(out, (struct cause){ NULL, xstrdup(what),
				xstrdup(one + 6), NULL });
		}
		before = line;
		line += n + (line[n] != '\0');
	}
}

void
causes_find(const char *text, const struct target *t, const char *zig_lib,
	struct causes *out)
{
	autoargvec hints = ARGVEC_INIT;

	/* What the shim says after a failed link, with its lists. */
	hints_find(text, t, zig_lib, &hints);
	for (size_t i = 0; i < hints.n; i++)
		add(out, (struct cause){ NULL, xstrdup(hints.v[i]), NULL,
			NULL });
	own_hints(text, out);
	for (size_t i = 0; i < symptoms_n; i++)
		symptom_find(&symptoms[i], text, t, out);
}

void
causes_clear(struct causes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].line);
		free(c->v[i].cause);
		free(c->v[i].fix);
	}
	free(c->v);
	*c = (struct causes)CAUSES_INIT;
}

void
error_lines(const char *text, size_t max, struct argvec *out)
{
	static const char *const marks[] = { "error: ", "error[", "fatal: ",
		"Error: ", "ERROR: ", "panicked at", "undefined reference",
		"*** [", NULL };

	for (const char *line = text; *line != '\0' && out->n < max;) {
		size_t n = strcspn(line, "\n");
		autofree char *one = trimmed(line, n);

		for (size_t i = 0; marks[i] != NULL; i++) {
			if (strstr(one, marks[i]) != NULL) {
				if (!argvec_has(out, one))
					argvec_push(out, one);
				break;
			}
		}
		line += n + (line[n] != '\0');
	}
}
