#include "shim/words/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define F SHAPE_FLAG
#define J SHAPE_JOINED
#define N SHAPE_NEXT
#define E SHAPE_EQUALS
#define LIST SHAPE_LIST

/*
 * Drivers. Source: clang's Options.td (LLVM 22), GCC 14's "Option Summary".
 * Options that take no value and need no rule are left out: they pass. Order
 * does not matter; the longest name that fits wins.
 */
static const struct optshape driver_shapes[] = {
	/* What to do; the planner reads these. */
	{ "-c", F, FOR_MODE },
	{ "-S", F, FOR_MODE },
	{ "-E", F, FOR_MODE },
	{ "-fsyntax-only", F, FOR_MODE },
	{ "-M", F, FOR_COMPILE },
	{ "-MM", F, FOR_COMPILE },
	{ "-o", J | N, FOR_MODE },
	{ "-x", J | N, FOR_MODE },
	{ "-###", F, FOR_MODE },

	/* The preprocessor. */
	{ "-D", J | N, FOR_COMPILE },
	{ "-U", J | N, FOR_COMPILE },
	{ "-I", J | N, FOR_COMPILE },
	{ "-A", J | N, FOR_COMPILE },
	{ "-F", J | N, FOR_BOTH },
	{ "-MF", J | N, FOR_COMPILE },
	{ "-MT", J | N, FOR_COMPILE },
	{ "-MQ", J | N, FOR_COMPILE },
	{ "-MJ", J | N, FOR_COMPILE },
	{ "-MD", F, FOR_COMPILE },
	{ "-MMD", F, FOR_COMPILE },
	{ "-MP", F, FOR_COMPILE },
	{ "-MG", F, FOR_COMPILE },
	{ "-MV", F, FOR_COMPILE },
	{ "-include", J | N, FOR_COMPILE },
	{ "-include-pch", N, FOR_COMPILE },
	{ "-imacros", J | N, FOR_COMPILE },
	{ "-isystem", J | N, FOR_COMPILE },
	{ "-isystem-after", J | N, FOR_COMPILE },
	{ "-iquote", J | N, FOR_COMPILE },
	{ "-idirafter", J | N, FOR_COMPILE },
	{ "-iprefix", J | N, FOR_COMPILE },
	{ "-iwithprefix", J | N, FOR_COMPILE },
	{ "-iwithprefixbefore", J | N, FOR_COMPILE },
	{ "-iwithsysroot", J | N, FOR_COMPILE },
	{ "-iframework", J | N, FOR_COMPILE },
	{ "-isysroot", J | N, FOR_BOTH },
	{ "-imultilib", N, FOR_COMPILE },
	{ "-ivfsoverlay", J | N, FOR_COMPILE },
	{ "-cxx-isystem", J | N, FOR_COMPILE },
	{ "-stdlib++-isystem", J | N, FOR_COMPILE },
	{ "-Xpreprocessor", N, FOR_COMPILE },
	{ "-Wp,", LIST, FOR_COMPILE },
	{ "-nostdinc", F, FOR_COMPILE },
	{ "-nostdinc++", F, FOR_COMPILE },
	{ "-C", F, FOR_COMPILE },
	{ "-CC", F, FOR_COMPILE },
	{ "-P", F, FOR_COMPILE },
	{ "-H", F, FOR_COMPILE },
	{ "-undef", F, FOR_COMPILE },
	{ "-dM", F, FOR_COMPILE },
	{ "-dD", F, FOR_COMPILE },
	{ "-dI", F, FOR_COMPILE },

	/* The compiler. */
	{ "-std=", J, FOR_COMPILE },
	{ "-ansi", F, FOR_COMPILE },
	{ "-O", F | J, FOR_COMPILE },
	{ "-g", F | J, FOR_COMPILE },
	{ "-gz", F, FOR_BOTH },
	{ "-gz=", J, FOR_BOTH },
	{ "-W", F | J, FOR_COMPILE },
	{ "-w", F, FOR_COMPILE },
	{ "-pedantic", F, FOR_COMPILE },
	{ "-pedantic-errors", F, FOR_COMPILE },
	{ "-f", J, FOR_COMPILE },
	{ "-flto", F, FOR_BOTH },
	{ "-flto=", J, FOR_BOTH },
	{ "-fno-lto", F, FOR_BOTH },
	{ "-fuse-ld=", J, FOR_LINK },
	{ "-fsanitize=", J, FOR_BOTH },
	{ "-fsanitize-trap=", J, FOR_BOTH },
	{ "-fno-sanitize=", J, FOR_BOTH },
	{ "-fprofile-generate", F, FOR_BOTH },
	{ "-fprofile-generate=", J, FOR_BOTH },
	{ "-fprofile-instr-generate", F, FOR_BOTH },
	{ "-fprofile-instr-generate=", J, FOR_BOTH },
	{ "-fprofile-arcs", F, FOR_BOTH },
	{ "-fopenmp", F, FOR_BOTH },
	{ "-fopenmp=", J, FOR_BOTH },
	{ "-fplugin=", J, FOR_COMPILE },
	{ "--coverage", F, FOR_BOTH },
	{ "-coverage", F, FOR_BOTH },
	{ "-m", J, FOR_COMPILE },
	{ "-m32", F, FOR_BOTH },
	{ "-m64", F, FOR_BOTH },
	{ "-mx32", F, FOR_BOTH },
	{ "-march=", J, FOR_COMPILE },
	{ "-mcpu=", J, FOR_COMPILE },
	{ "-mtune=", J, FOR_COMPILE },
	{ "-mfpu=", J, FOR_COMPILE },
	{ "-mfloat-abi=", J, FOR_COMPILE },
	{ "-mabi=", J, FOR_COMPILE },
	{ "-mllvm", N, FOR_COMPILE },
	{ "-mthreads", F, FOR_BOTH },
	{ "-mwindows", F, FOR_BOTH },
	{ "-mconsole", F, FOR_BOTH },
	{ "-municode", F, FOR_BOTH },
	{ "-mdll", F, FOR_BOTH },
	{ "--param", E | N, FOR_COMPILE },
	{ "-Xclang", N, FOR_COMPILE },
	{ "-Xanalyzer", N, FOR_COMPILE },
	{ "-Xassembler", N, FOR_COMPILE },
	{ "-Wa,", LIST, FOR_COMPILE },
	{ "-aux-info", N, FOR_COMPILE },
	{ "-dumpbase", N, FOR_COMPILE },
	{ "-dumpbase-ext", N, FOR_COMPILE },
	{ "-dumpdir", N, FOR_COMPILE },
	{ "-serialize-diagnostics", N, FOR_COMPILE },
	{ "--serialize-diagnostics", N, FOR_COMPILE },
	{ "-save-temps", F, FOR_COMPILE },
	{ "-save-temps=", J, FOR_COMPILE },
	{ "-traditional-cpp", F, FOR_COMPILE },
	{ "-trigraphs", F, FOR_COMPILE },

	/* Both. */
	{ "-target", N, FOR_BOTH },
	{ "--target", E | N, FOR_BOTH },
	{ "-arch", N, FOR_BOTH },
	{ "-b", N, FOR_BOTH },
	{ "-B", J | N, FOR_BOTH },
	{ "--prefix", E | N, FOR_BOTH },
	{ "--sysroot", E | N, FOR_BOTH },
	{ "--gcc-toolchain", E | N, FOR_BOTH },
	{ "--config", E | N, FOR_BOTH },
	{ "-resource-dir", E | N, FOR_BOTH },
	{ "-specs=", J, FOR_BOTH },
	{ "-specs", N, FOR_BOTH },
	{ "-wrapper", N, FOR_BOTH },
	{ "-working-directory", E | N, FOR_BOTH },
	{ "-stdlib=", J, FOR_BOTH },
	{ "-pthread", F, FOR_BOTH },
	{ "-pipe", F, FOR_BOTH },
	{ "-v", F, FOR_BOTH },
	{ "-Q", F | J, FOR_BOTH },
	{ "-time", F, FOR_BOTH },
	{ "-pg", F, FOR_BOTH },
	{ "-p", F, FOR_BOTH },

	/* The linker, through the driver. */
	{ "-l", J | N, FOR_LINK },
	{ "-L", J | N, FOR_LINK },
	{ "-T", J | N, FOR_LINK },
	{ "-u", J | N, FOR_LINK },
	{ "-e", J | N, FOR_LINK },
	{ "-z", J | N, FOR_LINK },
	{ "-s", F, FOR_LINK },
	{ "-r", F, FOR_LINK },
	{ "-rpath", N, FOR_LINK },
	{ "-Tbss", N, FOR_LINK },
	{ "-Tdata", N, FOR_LINK },
	{ "-Ttext", N, FOR_LINK },
	{ "-Xlinker", N, FOR_LINK },
	{ "-Wl,", LIST, FOR_LINK },
	{ "-shared", F, FOR_LINK },
	{ "-mwindows", F, FOR_LINK },
	{ "-mconsole", F, FOR_LINK },
	{ "-mdll", F, FOR_LINK },
	{ "--shared", F, FOR_LINK },
	{ "-static", F, FOR_LINK },
	{ "--static", F, FOR_LINK },
	{ "-static-pie", F, FOR_LINK },
	{ "-dynamic", F, FOR_LINK },
	{ "-static-libgcc", F, FOR_LINK },
	{ "-static-libstdc++", F, FOR_LINK },
	{ "-shared-libgcc", F, FOR_LINK },
	{ "-pie", F, FOR_LINK },
	{ "-no-pie", F, FOR_LINK },
	{ "-nopie", F, FOR_LINK },
	{ "-rdynamic", F, FOR_LINK },
	{ "-symbolic", F, FOR_LINK },
	{ "-nostdlib", F, FOR_LINK },
	{ "-nostdlib++", F, FOR_LINK },
	{ "-nodefaultlibs", F, FOR_LINK },
	{ "-nostartfiles", F, FOR_LINK },
	{ "-nolibc", F, FOR_LINK },
	{ "-rtlib=", J, FOR_LINK },
	{ "-unwindlib=", J, FOR_LINK },
	{ "-framework", N, FOR_LINK },
	{ "-install_name", N, FOR_LINK },
	{ "-current_version", N, FOR_LINK },
	{ "-compatibility_version", N, FOR_LINK },
	{ "-undefined", N, FOR_LINK },
	{ "-export-dynamic", F, FOR_LINK },
	{ "-emit-llvm", F, FOR_COMPILE },
	{ "-emit-ast", F, FOR_COMPILE },
	{ "-emit-obj", F, FOR_COMPILE },
	{ "-weak-l", J, FOR_LINK },
	{ "-needed-l", J, FOR_LINK },
	{ "-hidden-l", J, FOR_LINK },
	{ "-reexport-l", J, FOR_LINK },
	{ "-upward-l", J, FOR_LINK },
	{ "-exported_symbols_list", N, FOR_LINK },
	{ "-unexported_symbols_list", N, FOR_LINK },
	{ "-headerpad", N, FOR_LINK },
	{ "-pagezero_size", N, FOR_LINK },
	{ "-sectcreate", N, FOR_LINK },

	/* Apple's, through the driver: clang's Options.td, ld64's ld(1). */
	{ "-mmacosx-version-min=", J, FOR_BOTH },
	{ "-mmacos-version-min=", J, FOR_BOTH },
	{ "-mtargetos=", J, FOR_BOTH },
	{ "-dynamiclib", F, FOR_LINK },
	{ "-dynamic", F, FOR_LINK },
	{ "-bundle", F, FOR_LINK },
	{ "-bundle_loader", N, FOR_LINK },
	{ "-all_load", F, FOR_LINK },
	{ "-noall_load", F, FOR_LINK },
	{ "-force_load", N, FOR_LINK },
	{ "-ObjC", F, FOR_LINK },
	{ "-ObjC++", F, FOR_COMPILE },
	{ "-dead_strip", F, FOR_LINK },
	{ "-dead_strip_dylibs", F, FOR_LINK },
	{ "-weak_framework", N, FOR_LINK },
	{ "-needed_framework", N, FOR_LINK },
	{ "-reexport_framework", N, FOR_LINK },
	{ "-weak_library", N, FOR_LINK },
	{ "-reexport_library", N, FOR_LINK },
	{ "-flat_namespace", F, FOR_LINK },
	{ "-force_flat_namespace", F, FOR_LINK },
	{ "-twolevel_namespace", F, FOR_LINK },
	{ "-headerpad_max_install_names", F, FOR_LINK },
	{ "-bind_at_load", F, FOR_LINK },
	{ "-multiply_defined", N, FOR_LINK },
	{ "-single_module", F, FOR_LINK },
	{ "-image_base", N, FOR_LINK },
	{ "-seg1addr", N, FOR_LINK },
	{ "-init", N, FOR_LINK },
	{ "-umbrella", N, FOR_LINK },
	{ "-client_name", N, FOR_LINK },
	{ "-allowable_client", N, FOR_LINK },
	{ "-sub_library", N, FOR_LINK },
	{ "-sub_umbrella", N, FOR_LINK },
	{ "-dylib_file", N, FOR_LINK },
	{ "-read_only_relocs", N, FOR_LINK },
	{ "-segprot", N, FOR_LINK },
	{ "-segaddr", N, FOR_LINK },
	{ "-sectalign", N, FOR_LINK },
	{ "-sectorder", N, FOR_LINK },
	{ "-segcreate", N, FOR_LINK },
};

/*
 * Linkers. Source: lld's ELF/Options.td (LLVM 22), GNU ld 2.44's "Command-line
 * Options". Long names may have one dash or two; the table has two. Only
 * options with a value, and flags that a rule or the planner asks for.
 */
static const struct optshape linker_shapes[] = {
	{ "-o", J | N, FOR_MODE },
	{ "--output", E | N, FOR_MODE },
	{ "-l", J | N, FOR_LINK },
	{ "--library", E | N, FOR_LINK },
	{ "-L", J | N, FOR_LINK },
	{ "--library-path", E | N, FOR_LINK },
	{ "-z", J | N, FOR_LINK },
	{ "-u", J | N, FOR_LINK },
	{ "--undefined", E | N, FOR_LINK },
	{ "--undefined-glob", E | N, FOR_LINK },
	{ "--require-defined", E | N, FOR_LINK },
	{ "-e", J | N, FOR_LINK },
	{ "--entry", E | N, FOR_LINK },
	{ "-h", J | N, FOR_LINK },
	{ "--soname", E | N, FOR_LINK },
	{ "-m", J | N, FOR_LINK },
	{ "-O", J | N, FOR_LINK },
	{ "-R", J | N, FOR_LINK },
	{ "--just-symbols", E | N, FOR_LINK },
	{ "--rpath", E | N, FOR_LINK },
	{ "--rpath-link", E | N, FOR_LINK },
	{ "-T", J | N, FOR_LINK },
	{ "--script", E | N, FOR_LINK },
	{ "--default-script", E | N, FOR_LINK },
	{ "-dT", N, FOR_LINK },
	{ "--Ttext", E | N, FOR_LINK },
	{ "--Tdata", E | N, FOR_LINK },
	{ "--Tbss", E | N, FOR_LINK },
	{ "--Ttext-segment", E | N, FOR_LINK },
	{ "--Trodata-segment", E | N, FOR_LINK },
	{ "--section-start", E | N, FOR_LINK },
	{ "--image-base", E | N, FOR_LINK },
	{ "--defsym", E | N, FOR_LINK },
	{ "--wrap", E | N, FOR_LINK },
	{ "--dynamic-list", E | N, FOR_LINK },
	{ "--dynamic-list-data", F, FOR_LINK },
	{ "--version-script", E | N, FOR_LINK },
	{ "--exclude-libs", E | N, FOR_LINK },
	{ "--export-dynamic-symbol", E | N, FOR_LINK },
	{ "--export-dynamic-symbol-list", E | N, FOR_LINK },
	{ "--retain-symbols-file", E | N, FOR_LINK },
	{ "--symbol-ordering-file", E | N, FOR_LINK },
	{ "--dynamic-linker", E | N, FOR_LINK },
	{ "-I", J | N, FOR_LINK },
	{ "--Map", E | N, FOR_LINK },
	{ "-Map", E | N, FOR_LINK },
	{ "-y", J | N, FOR_LINK },
	{ "--trace-symbol", E | N, FOR_LINK },
	{ "-Y", J | N, FOR_LINK },
	{ "-f", J | N, FOR_LINK },
	{ "--auxiliary", E | N, FOR_LINK },
	{ "-F", J | N, FOR_LINK },
	{ "--filter", E | N, FOR_LINK },
	{ "--init", E | N, FOR_LINK },
	{ "--fini", E | N, FOR_LINK },
	{ "-b", J | N, FOR_LINK },
	{ "--format", E | N, FOR_LINK },
	{ "-A", J | N, FOR_LINK },
	{ "-c", J | N, FOR_LINK },
	{ "--mri-script", E | N, FOR_LINK },
	{ "-a", J | N, FOR_LINK },
	{ "-G", J | N, FOR_LINK },
	{ "--gpsize", E | N, FOR_LINK },
	{ "-P", N, FOR_LINK },
	{ "--audit", E | N, FOR_LINK },
	{ "--depaudit", E | N, FOR_LINK },
	{ "--sort-section", E | N, FOR_LINK },
	{ "--orphan-handling", E | N, FOR_LINK },
	{ "--oformat", E | N, FOR_LINK },
	{ "--unresolved-symbols", E | N, FOR_LINK },
	{ "--hash-style", E | N, FOR_LINK },
	{ "--sysroot", E | N, FOR_LINK },
	{ "--plugin", E | N, FOR_LINK },
	{ "-plugin", N, FOR_LINK },
	{ "--plugin-opt", E | N, FOR_LINK },
	{ "--mllvm", E | N, FOR_LINK },
	{ "--threads", F | E, FOR_LINK },
	{ "--dependency-file", E | N, FOR_LINK },
	{ "--build-id", F | E, FOR_LINK },
	{ "--error-limit", E | N, FOR_LINK },
	{ "--compress-debug-sections", E | N, FOR_LINK },
	{ "--chroot", E | N, FOR_LINK },
	{ "--reproduce", E | N, FOR_LINK },
	{ "--out-implib", E | N, FOR_LINK },
	{ "--output-def", E | N, FOR_LINK },
	{ "--subsystem", E | N, FOR_LINK },
	{ "--stack", E | N, FOR_LINK },
	{ "--heap", E | N, FOR_LINK },
	{ "--file-alignment", E | N, FOR_LINK },
	{ "--section-alignment", E | N, FOR_LINK },
	{ "--delayload", E | N, FOR_LINK },
	{ "--pdb", E | N, FOR_LINK },
	{ "--base-file", E | N, FOR_LINK },

	/* ld64's ld(1). Its names have one dash, and zig knows them so. Flags
	 * are those that would look like a short option and its value. */
	{ "-weak-l", J, FOR_LINK },
	{ "-needed-l", J, FOR_LINK },
	{ "-hidden-l", J, FOR_LINK },
	{ "-reexport-l", J, FOR_LINK },
	{ "-upward-l", J, FOR_LINK },
	{ "-undefined", N, FOR_LINK },
	{ "-exported_symbols_list", N, FOR_LINK },
	{ "-unexported_symbols_list", N, FOR_LINK },
	{ "-exported_symbol", N, FOR_LINK },
	{ "-unexported_symbol", N, FOR_LINK },
	{ "-reexported_symbols_list", N, FOR_LINK },
	{ "-install_name", N, FOR_LINK },
	{ "-dylib_install_name", N, FOR_LINK },
	{ "-current_version", N, FOR_LINK },
	{ "-dylib_current_version", N, FOR_LINK },
	{ "-compatibility_version", N, FOR_LINK },
	{ "-dylib_compatibility_version", N, FOR_LINK },
	{ "-framework", N, FOR_LINK },
	{ "-weak_framework", N, FOR_LINK },
	{ "-needed_framework", N, FOR_LINK },
	{ "-reexport_framework", N, FOR_LINK },
	{ "-upward_framework", N, FOR_LINK },
	{ "-lazy_framework", N, FOR_LINK },
	{ "-force_load", N, FOR_LINK },
	{ "-load_hidden", N, FOR_LINK },
	{ "-weak_library", N, FOR_LINK },
	{ "-needed_library", N, FOR_LINK },
	{ "-reexport_library", N, FOR_LINK },
	{ "-upward_library", N, FOR_LINK },
	{ "-lazy_library", N, FOR_LINK },
	{ "-headerpad", N, FOR_LINK },
	{ "-pagezero_size", N, FOR_LINK },
	{ "-stack_size", N, FOR_LINK },
	{ "-stack_addr", N, FOR_LINK },
	{ "-image_base", N, FOR_LINK },
	{ "-seg1addr", N, FOR_LINK },
	{ "-arch", N, FOR_LINK },
	{ "-syslibroot", N, FOR_LINK },
	{ "-macosx_version_min", N, FOR_LINK },
	{ "-macos_version_min", N, FOR_LINK },
	{ "-U", N, FOR_LINK },
	{ "-map", N, FOR_LINK },
	{ "-order_file", N, FOR_LINK },
	{ "-object_path_lto", N, FOR_LINK },
	{ "-oso_prefix", N, FOR_LINK },
	{ "-lto_library", N, FOR_LINK },
	{ "-cache_path_lto", N, FOR_LINK },
	{ "-bundle_loader", N, FOR_LINK },
	{ "-client_name", N, FOR_LINK },
	{ "-umbrella", N, FOR_LINK },
	{ "-sub_library", N, FOR_LINK },
	{ "-sub_umbrella", N, FOR_LINK },
	{ "-allowable_client", N, FOR_LINK },
	{ "-multiply_defined", N, FOR_LINK },
	{ "-alias_list", N, FOR_LINK },
	{ "-dependency_info", N, FOR_LINK },
	{ "-filelist", N, FOR_LINK },
	{ "-read_only_relocs", N, FOR_LINK },
	{ "-dylib_file", N, FOR_LINK },
	{ "-platform_version", N, FOR_LINK },
	{ "-sectcreate", N, FOR_LINK },
	{ "-segprot", N, FOR_LINK },
	{ "-sectalign", N, FOR_LINK },
	{ "-sectorder", N, FOR_LINK },
	{ "-add_empty_section", N, FOR_LINK },
	{ "-alias", N, FOR_LINK },
	{ "-segaddr", N, FOR_LINK },
	{ "-rename_section", N, FOR_LINK },
	{ "-rename_segment", N, FOR_LINK },
	{ "-all_load", F, FOR_LINK },
	{ "-noall_load", F, FOR_LINK },
	{ "-adhoc_codesign", F, FOR_LINK },
	{ "-application_extension", F, FOR_LINK },
	{ "-bind_at_load", F, FOR_LINK },
	{ "-bundle", F, FOR_LINK },
	{ "-headerpad_max_install_names", F, FOR_LINK },
	{ "-ObjC", F, FOR_LINK },
	{ "-flat_namespace", F, FOR_LINK },
	{ "-force_flat_namespace", F, FOR_LINK },
	{ "-fatal_warnings", F, FOR_LINK },
	{ "-fixup_chains", F, FOR_LINK },
	{ "-function_starts", F, FOR_LINK },
	{ "-export_dynamic", F, FOR_LINK },
	{ "-execute", F, FOR_LINK },
	{ "-ld_classic", F, FOR_LINK },
	{ "-ld_new", F, FOR_LINK },
	{ "-mark_dead_strippable_dylib", F, FOR_LINK },
	{ "-make_mergeable", F, FOR_LINK },
	{ "-encryptable", F, FOR_LINK },
	{ "--shared", F, FOR_LINK },
	{ "--static", F, FOR_LINK },
	{ "--pie", F, FOR_LINK },
	{ "--no-pie", F, FOR_LINK },
	{ "-r", F, FOR_LINK },
	{ "-s", F, FOR_LINK },
	{ "-S", F, FOR_LINK },
	{ "-E", F, FOR_LINK },
	{ "-t", F, FOR_LINK },
	{ "-v", F, FOR_LINK },
	{ "-V", F, FOR_LINK },
	{ "-M", F, FOR_LINK },
	{ "-n", F, FOR_LINK },
	{ "-N", F, FOR_LINK },
	{ "-q", F, FOR_LINK },
	{ "-x", F, FOR_LINK },
	{ "-X", F, FOR_LINK },
	{ "-(", F, FOR_LINK },
	{ "-)", F, FOR_LINK },
	{ "--export-dynamic", F, FOR_LINK },
	{ "--fatal-warnings", F, FOR_LINK },
	{ "--format=", J, FOR_LINK },
	{ "--fix-cortex-a8", F, FOR_LINK },
	{ "--fix-cortex-a53-843419", F, FOR_LINK },
	{ "--gc-sections", F, FOR_LINK },
	{ "--as-needed", F, FOR_LINK },
	{ "--allow-multiple-definition", F, FOR_LINK },
	{ "--allow-shlib-undefined", F, FOR_LINK },
	{ "--add-needed", F, FOR_LINK },

	/* Long names that with one dash would look like a short option and
	 * its value: -enable-new-dtags is no "-e nable-new-dtags". */
	{ "--eh-frame-hdr", F, FOR_LINK },
	{ "--enable-new-dtags", F, FOR_LINK },
	{ "--end-group", F, FOR_LINK },
	{ "--end-lib", F, FOR_LINK },
	{ "--emit-relocs", F, FOR_LINK },
	{ "--embedded-relocs", F, FOR_LINK },
	{ "--enable-linker-version", F, FOR_LINK },
	{ "--enable-non-contiguous-regions", F, FOR_LINK },
	{ "--enable-non-contiguous-regions-warnings", F, FOR_LINK },
	{ "--error-execstack", F, FOR_LINK },
	{ "--error-rwx-segments", F, FOR_LINK },
	{ "--error-unresolved-symbols", F, FOR_LINK },
	{ "--execute-only", F, FOR_LINK },
	{ "--exclude-all-symbols", F, FOR_LINK },
	{ "--export-all-symbols", F, FOR_LINK },
	{ "--enable-auto-import", F, FOR_LINK },
	{ "--enable-auto-image-base", F, FOR_LINK },
	{ "--enable-extra-pe-debug", F, FOR_LINK },
	{ "--enable-long-section-names", F, FOR_LINK },
	{ "--enable-reloc-section", F, FOR_LINK },
	{ "--enable-runtime-pseudo-reloc", F, FOR_LINK },
	{ "--enable-runtime-pseudo-reloc-v2", F, FOR_LINK },
	{ "--enable-stdcall-fixup", F, FOR_LINK },
	{ "--help", F, FOR_LINK },
	{ "--high-entropy-va", F, FOR_LINK },
	{ "--unique", F, FOR_LINK },
	{ "--undefined-version", F, FOR_LINK },
	{ "--ld-generated-unwind-info", F, FOR_LINK },
	{ "--long-plt", F, FOR_LINK },
	{ "--large-address-aware", F, FOR_LINK },
	{ "--merge-exidx-entries", F, FOR_LINK },
	{ "--error-handling-script", E | N, FOR_LINK },
	{ "--exclude-symbols", E | N, FOR_LINK },
	{ "--exclude-modules-for-implib", E | N, FOR_LINK },
	{ "--hash-size", E | N, FOR_LINK },
	{ "--max-cache-size", E | N, FOR_LINK },
	{ "--major-image-version", E | N, FOR_LINK },
	{ "--major-os-version", E | N, FOR_LINK },
	{ "--major-subsystem-version", E | N, FOR_LINK },
	{ "--minor-image-version", E | N, FOR_LINK },
	{ "--minor-os-version", E | N, FOR_LINK },
	{ "--minor-subsystem-version", E | N, FOR_LINK },
};
#undef F
#undef J
#undef N
#undef E
#undef LIST

/* Options with several values, and how many follow the first. */
static const struct {
	const char *name;
	unsigned more;
} more_values[] = {
	{ "-add_empty_section", 1 },
	{ "-alias", 1 },
	{ "-platform_version", 2 },
	{ "-rename_section", 3 },
	{ "-rename_segment", 1 },
	{ "-sectalign", 2 },
	{ "-sectcreate", 2 },
	{ "-sectorder", 2 },
	{ "-segaddr", 1 },
	{ "-segcreate", 2 },
	{ "-segprot", 2 },
};

static unsigned
values_after(const char *name)
{
	for (size_t i = 0; i < COUNT(more_values); i++)
		if (strcmp(more_values[i].name, name) == 0)
			return more_values[i].more;
	return 0;
}

/* How `text` fits row s: its form and glued value, or 0. */
static unsigned
fit(const struct optshape *s, const char *text, size_t len,
	const char **value)
{
	size_t n = strlen(s->name);

	if (n > len || memcmp(s->name, text, n) != 0)
		return 0;
	*value = text + n;
	/* "-Wp," is an empty list, not -W with "p," */
	if (s->shapes & SHAPE_LIST)
		return SHAPE_LIST;
	*value = NULL;
	if (n == len) {
		if (s->shapes & SHAPE_FLAG)
			return SHAPE_FLAG;
		return s->shapes & SHAPE_NEXT;
	}
	*value = text + n;
	if ((s->shapes & SHAPE_EQUALS) && text[n] == '=') {
		++*value;
		return SHAPE_EQUALS;
	}
	return s->shapes & SHAPE_JOINED;
}

static const struct optshape *
longest(const struct optshape *t, size_t n, const char *text, unsigned *form,
	const char **value)
{
	const struct optshape *best = NULL;
	size_t len = strlen(text), best_len = 0;

	for (size_t i = 0; i < n; i++) {
		const char *v;
		unsigned how;

		/* Nearly every row differs in its second byte. */
		if (t[i].name[1] != text[1] && text[1] != '\0')
			continue;
		how = fit(&t[i], text, len, &v);
		if (how == 0 || strlen(t[i].name) < best_len)
			continue;
		best = &t[i];
		best_len = strlen(t[i].name);
		*form = how;
		*value = v;
	}
	return best;
}

const struct optshape *
optshape_find(
	enum space space, const char *text, unsigned *form, const char **value)
{
	const struct optshape *s;

	*form = SHAPE_FLAG;
	*value = NULL;
	if (space == SPACE_DRIVER)
		return longest(driver_shapes, COUNT(driver_shapes), text, form,
			value);
	/*
	 * GNU ld takes a long name with one dash where that is not a known
	 * short option with a glued value: "-soname" is long, "-lfoo" short,
	 * and names that begin with 'o' need two (ld(1)). -undefined is ld64's,
	 * with another meaning.
	 */
	if (text[1] != '-' && text[1] != '\0' && text[2] != '\0' &&
		text[1] != 'o' && strcmp(text, "-undefined") != 0) {
		autofree char *two = xasprintf("-%s", text);
		const char *v;
		unsigned how;

		s = longest(linker_shapes, COUNT(linker_shapes), two, &how,
			&v);
		if (s != NULL) {
			*form = how;
			*value = v == NULL ? NULL : text + (v - two) - 1;
			return s;
		}
	}
	return longest(
		linker_shapes, COUNT(linker_shapes), text, form, value);
}

static struct word *
add_word(struct words *ws, enum space space, const char *name,
	const char *value)
{
	struct word *w;

	if (ws->n == ws->cap) {
		ws->cap = ws->cap ? ws->cap * 2 : 64;
		ws->v = xreallocarray(ws->v, ws->cap, sizeof *ws->v);
	}
	w = &ws->v[ws->n++];
	*w = (struct word){ .space = space,
		.name = xstrdup(name),
		.value = value != NULL ? xstrdup(value) : NULL,
		.form = value != NULL ? SHAPE_NEXT : SHAPE_FLAG };
	return w;
}

void
words_copy(struct words *ws, const struct word *from)
{
	struct word *w = add_word(ws, from->space, from->name, from->value);

	w->shape = from->shape;
	w->form = from->form;
	w->lang = from->lang;
	w->from = from->from;
}

void
words_clear(struct words *ws)
{
	for (size_t i = 0; i < ws->n; i++) {
		free(ws->v[i].name);
		free(ws->v[i].value);
	}
	free(ws->v);
	*ws = (struct words)WORDS_INIT;
}

struct parser {
	struct words *out;
	size_t open;        /* 1 + index of a word that waits for its value */
	unsigned more;      /* values that it waits for behind that one */
	const char *lang;   /* the -x in force */
	size_t at;
};

static void
add_option(struct parser *p, enum space space, const char *text)
{
	const char *value;
	unsigned form;
	const struct optshape *s = optshape_find(space, text, &form, &value);
	struct word *w = add_word(
		p->out, space, s != NULL ? s->name : text, value);

	w->shape = s;
	w->form = form;
	w->from = p->at;
	if (form == SHAPE_NEXT && s != NULL) {
		p->open = p->out->n;
		p->more = values_after(s->name);
	}
}

/* Gives the open word its value, or the next of its values. */
static void
fill_open(struct parser *p, const char *text)
{
	struct word *w = &p->out->v[p->open - 1];
	char *all = w->value == NULL ? xstrdup(text)
				     : xasprintf("%s%c%s", w->value, WORD_SEP,
					       text);

	free(w->value);
	w->value = all;
	if (p->more == 0)
		p->open = 0;
	else
		p->more--;
}

static void
add_input(struct parser *p, const char *text)
{
	struct word *w = add_word(p->out, SPACE_INPUT, text, NULL);

	w->lang = p->lang;
	w->from = p->at;
}

/* One word in the linker's own language, from -Wl, or -Xlinker. */
static void
add_linker(struct parser *p, const char *text)
{
	if (p->open > 0) {
		fill_open(p, text);
	} else if (text[0] == '-' && text[1] != '\0') {
		add_option(p, SPACE_LINKER, text);
	} else if (text[0] != '\0') {
		/* -Wl,lib.a: a file, as ld sees it (ziglang/zig#16813) */
		add_input(p, text);
		p->out->v[p->out->n - 1].form = SHAPE_LIST;
	}
}

static void
add_linker_list(struct parser *p, const char *list)
{
	autofree char *copy = xstrdup(list);
	char *rest = copy, *item;

	while ((item = strsep(&rest, ",")) != NULL)
		add_linker(p, item);
}

/* "-x none" and its value reset the language. */
static void
note_language(struct parser *p)
{
	const struct word *w = &p->out->v[p->out->n - 1];

	if (w->value == NULL || !word_is(w, SPACE_DRIVER, "-x"))
		return;
	p->lang = strcmp(w->value, "none") == 0 ? NULL : w->value;
}

static void
parse_driver(struct parser *p, const struct argvec *argv)
{
	for (p->at = 0; p->at < argv->n; p->at++) {
		const char *text = argv->v[p->at];
		const char *next = p->at + 1 < argv->n ? argv->v[p->at + 1]
						       : NULL;
		size_t linker_open = p->open;
		unsigned linker_more = p->more;

		if (strncmp(text, "-Wl,", 4) == 0) {
			add_linker_list(p, text + 4);
			continue;
		}
		if (strcmp(text, "-Xlinker") == 0 && next != NULL) {
			p->at++;
			add_linker(p, next);
			continue;
		}
		if (text[0] != '-' || text[1] == '\0') {
			add_input(p, text);
			continue;
		}
		p->open = 0;
		add_option(p, SPACE_DRIVER, text);
		while (p->open > 0 && p->at + 1 < argv->n)
			fill_open(p, argv->v[++p->at]);
		/* -Wl,-rpath … -Wl,/x: words in between change nothing. */
		p->open = linker_open;
		p->more = linker_more;
		note_language(p);
	}
}

void
words_parse(const struct argvec *argv, bool linker, struct words *out)
{
	struct parser p = { .out = out };

	if (!linker) {
		parse_driver(&p, argv);
		/* -x values are borrowed by inputs from their option words,
		 * whose strings stay where they are. */
		return;
	}
	for (p.at = 0; p.at < argv->n; p.at++)
		add_linker(&p, argv->v[p.at]);
}

char *
word_text(const struct word *w)
{
	const char *glue = "";
	char *text;

	if (w->value == NULL)
		return xstrdup(w->name);
	if (w->shape != NULL && (w->shape->shapes & SHAPE_EQUALS))
		glue = "=";
	else if (w->shape != NULL &&
		 !(w->shape->shapes & (SHAPE_JOINED | SHAPE_LIST)))
		glue = " ";
	text = xasprintf("%s%s%s", w->name, glue, w->value);
	for (char *p = text; (p = strchr(p, WORD_SEP)) != NULL;)
		*p = ' ';
	return text;
}

/* The values of one option, each a word of its own. */
static void
emit_values(const char *values, bool xlinker, struct argvec *out)
{
	for (size_t n;; values += n + 1) {
		n = strcspn(values, (char[]){ WORD_SEP, '\0' });
		if (xlinker)
			argvec_push(out, "-Xlinker");
		argvec_take(out, xstrndup(values, n));
		if (values[n] == '\0')
			return;
	}
}

static void
emit_wl(const char *a, const char *b, struct argvec *out)
{
	if (b != NULL && strchr(b, WORD_SEP) != NULL) {
		argvec_pushl(out, "-Xlinker", a, NULL);
		emit_values(b, true, out);
		return;
	}
	if (strchr(a, ',') == NULL && (b == NULL || strchr(b, ',') == NULL)) {
		argvec_pushf(
			out, "-Wl,%s%s%s", a, b ? "," : "", b ? b : "");
		return;
	}
	argvec_pushl(out, "-Xlinker", a, NULL);
	if (b != NULL)
		argvec_pushl(out, "-Xlinker", b, NULL);
}

void
word_emit(const struct word *w, bool linker, struct argvec *out)
{
	autofree char *one = NULL;

	if (w->space == SPACE_INPUT) {
		argvec_push(out, w->name);
		return;
	}
	if (w->value != NULL && w->form == SHAPE_NEXT) {
		if (w->space == SPACE_LINKER && !linker) {
			emit_wl(w->name, w->value, out);
		} else {
			argvec_push(out, w->name);
			emit_values(w->value, false, out);
		}
		return;
	}
	one = w->value == NULL
		      ? xstrdup(w->name)
		      : xasprintf("%s%s%s", w->name,
				w->form == SHAPE_EQUALS ? "=" : "", w->value);
	if (w->space == SPACE_LINKER && !linker)
		emit_wl(one, NULL, out);
	else
		argvec_push(out, one);
}

bool
word_is(const struct word *w, enum space space, const char *name)
{
	return w->space == space && strcmp(w->name, name) == 0;
}

const struct word *
words_unfinished(const struct words *ws)
{
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i].form == SHAPE_NEXT && ws->v[i].value == NULL)
			return &ws->v[i];
	return NULL;
}

const struct word *
words_last(const struct words *ws, enum space space, const char *name)
{
	for (size_t i = ws->n; i-- > 0;)
		if (word_is(&ws->v[i], space, name))
			return &ws->v[i];
	return NULL;
}
