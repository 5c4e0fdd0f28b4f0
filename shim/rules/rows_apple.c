/* Rules of Apple's targets: what clang and ld64 take and zig's driver does not.
 * Those marked "done by zbuild" are done to the linked file
 * (shim/engine/apple.c). */
#include "shim/rules/rows.h"

#include <string.h>

#define MC (WHEN_ZIGCC | WHEN_DARWIN)
#define MA (WHEN_ZIGCC | WHEN_LINK | WHEN_DARWIN)

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
	(void)f;
	if (words_last(c->words, SPACE_DRIVER, "-all_load") != NULL ||
		words_last(c->words, SPACE_LINKER, "-all_load") != NULL) {
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

static const struct rule rows[] = {
	{ IDS("mac-arch", "mac-ld-arch"), DL, "-arch *", WHEN_DARWIN, 0, 0, RULE_CALL, NULL, same_arch, "the name we were run by decides the target" },
	{ "mac-lto", D, "-flto*", MC, 0, 0, RULE_NOTE, NULL, NULL, "zig's Mach-O linker has no LTO: the program is the same, optimised file by file" },
	{ "mac-version-min", D, "-mmacosx-version-min=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-version-min-2", D, "-mmacos-version-min=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-version-min-3", D, "-mtargetos=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "apple-version-min", D, "-m*-version-min=*", WHEN_DARWIN, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target if it is of the target's system" },
	{ "apple-ld-version-min", L, "-*_version_min *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target if it is of the target's system" },
	{ "mac-platform-version", L, "-platform_version *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-ld-version-min", L, "-macosx_version_min *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-ld-version-min-2", L, "-macos_version_min *", MA, 0, 0, RULE_DROP, NULL, NULL, "goes into zig's -target" },
	{ "mac-isysroot", D, "-isysroot*", MC, 0, 0, RULE_DROP, NULL, NULL, "becomes -isystem, -iframework, -L and -F of its folders" },
	{ "mac-sysroot", D, "--sysroot=*", MC, 0, 0, RULE_DROP, NULL, NULL, "becomes -isystem, -iframework, -L and -F of its folders" },
	{ "mac-syslibroot", L, "-syslibroot *", MA, 0, 0, RULE_DROP, NULL, NULL, "becomes -L and -F of its folders" },
	{ "mac-lib-gcc-s", D, "-lgcc_s*", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ "mac-lib-gcc-eh", D, "-lgcc_eh", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ "mac-lib-unwind", D, "-lunwind", MA, 0, 0, RULE_DROP, NULL, NULL, "libSystem has the unwinder" },
	{ IDS("mac-bundle", "mac-ld-bundle"), DL, "-bundle", MA, 0, 0, RULE_REPLACE, "-dynamiclib", NULL, "zig makes no bundles (MH_BUNDLE); done by zbuild: the library becomes one" },
	{ "mac-ld-dylib", L, "-dylib", MA, 0, 0, RULE_REPLACE, "-dynamiclib", NULL, "refused by zig inside -Wl" },
	{ IDS("mac-bundle-loader", "mac-ld-bundle-loader"), DL, "-bundle_loader *", MA, 0, 0, RULE_NOTE, "-Wl,-undefined,dynamic_lookup", NULL, "zig's linker has none: the program's symbols are looked up in every library when it is loaded" },
	{ IDS("mac-all-load", "mac-ld-all-load"), DL, "-all_load", MA, 0, 0, RULE_DROP, NULL, NULL, "unknown to zig; every archive of the call gets -force_load instead" },
	{ "mac-load-archive", I, "*.a", MA, 0, 0, RULE_CALL, NULL, force_load, "-all_load, which zig does not know" },
	{ IDS("mac-noall-load", "mac-ld-noall-load"), DL, "-noall_load", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-force-load", D, "-force_load *", MA, 0, 0, RULE_REPLACE, "-Wl,-force_load,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-ld-objc", L, "-ObjC", MA, 0, 0, RULE_REPLACE, "-ObjC", NULL, "zig reads it as -O inside -Wl" },
	{ "mac-load-hidden", L, "-load_hidden *", MA, 0, 0, RULE_NOTE, "%v", NULL, "zig refuses it: the archive's symbols may be exported" },
	{ "mac-hidden-l", L, "-hidden-l*", MA, 0, 0, RULE_NOTE, "-l%v", NULL, "zig refuses it: the library's symbols may be exported" },
	{ "mac-needed-l", L, "-needed-l*", MA, 0, 0, RULE_REPLACE, "-l%v", NULL, "zig keeps every library that is named" },
	{ "mac-upward-l", L, "-upward-l*", MA, 0, 0, RULE_REPLACE, "-l%v", NULL, "only the order of initialisers differs" },
	{ "mac-needed-library", L, "-needed_library *", MA, 0, 0, RULE_REPLACE, "%v", NULL, "zig keeps every library that is named" },
	{ IDS("mac-driver-weak-library", "mac-weak-library"), DL, "-weak_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker knows -weak-lNAME and -weak_framework NAME only" },
	{ "mac-needed-framework", D, "-needed_framework *", MA, 0, 0, RULE_REPLACE, "-Wl,-needed_framework,%v", NULL, "unknown to zig outside -Wl" },
	{ "mac-weak-framework", D, "-weak_framework *", MA, 0, 0, RULE_REPLACE, "-Wl,-weak_framework,%v", NULL, "one spelling" },
	{ "mac-framework", L, "-framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "one spelling" },
	{ "mac-upward-framework", L, "-upward_framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "only the order of initialisers differs" },
	{ "mac-lazy-framework", L, "-lazy_framework *", MA, 0, 0, RULE_REPLACE, "-framework %v", NULL, "loaded at once instead; ld64 itself does so since macOS 12" },
	{ "mac-framework-path", L, "-F*", MA, 0, 0, RULE_REPLACE, "-F%v", NULL, "refused by zig inside -Wl" },
	{ IDS("mac-driver-reexport-library", "mac-reexport-library"), DL, "-reexport_library *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ "mac-reexport-l", L, "-reexport-l*", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
	{ IDS("mac-driver-reexport-framework", "mac-reexport-framework"), DL, "-reexport_framework *", MA, 0, 0, RULE_REFUSE, NULL, NULL, "zig's linker cannot re-export a library" },
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
	{ IDS("mac-strip", "mac-ld-strip"), DL, "-s", MA, 0, 0, RULE_DROP, NULL, NULL, "ignored by zig; done by zbuild" },
	{ "mac-ld-strip-debug", L, "-S", MA, 0, 0, RULE_DROP, NULL, NULL, "done by zbuild" },
	{ "mac-ld-strip-local", L, "-x", MA, 0, 0, RULE_DROP, NULL, NULL, "done by zbuild" },
	{ "mac-dead-strip", D, "-dead_strip", MA, 0, 0, RULE_REPLACE, "-Wl,-dead_strip", NULL, "ignored by zig outside -Wl" },
	{ "mac-dead-strip-dylibs", D, "-dead_strip_dylibs", MA, 0, 0, RULE_REPLACE, "-Wl,-dead_strip_dylibs", NULL, "ignored by zig outside -Wl" },
	{ "mac-headerpad-max", D, "-headerpad_max_install_names", MA, 0, 0, RULE_REPLACE, "-Wl,-headerpad_max_install_names", NULL, "ignored by zig outside -Wl" },
	{ "mac-headerpad", D, "-headerpad *", MA, 0, 0, RULE_REPLACE, "-Wl,-headerpad,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-pagezero", D, "-pagezero_size *", MA, 0, 0, RULE_REPLACE, "-Wl,-pagezero_size,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-install-name", D, "-install_name *", MA, 0, 0, RULE_REPLACE, "-Wl,-install_name,%v", NULL, "one spelling" },
	{ "mac-dylib-install-name", L, "-dylib_install_name *", MA, 0, 0, RULE_REPLACE, "-Wl,-install_name,%v", NULL, "ld64's other name for it" },
	{ IDS("mac-current-version", "mac-ld-current-version"), DL, "-current_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers, inside -Wl" },
	{ "mac-dylib-current-version", L, "-dylib_current_version *", MA, 0, 0, RULE_REPLACE, "-Wl,-current_version,%v", NULL, "ld64's other name for it" },
	{ IDS("mac-compatibility-version", "mac-ld-compatibility-version"), DL, "-compatibility_version *", MA, 0, 0, RULE_CALL, NULL, dylib_version, "zig wants three numbers, inside -Wl" },
	{ "mac-dylib-compatibility-version", L, "-dylib_compatibility_version *", MA, 0, 0, RULE_REPLACE, "-Wl,-compatibility_version,%v", NULL, "ld64's other name for it" },
	{ IDS("mac-sectcreate", "mac-ld-sectcreate"), DL, "-sectcreate *", MA, 0, 0, RULE_DROP, NULL, NULL, "unknown to zig; done by zbuild: an object with that section" },

	/* Undefined symbols and name spaces. */
	{ "mac-undefined", D, "-undefined *", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,%v", NULL, "ignored by zig outside -Wl" },
	{ "mac-undefined-lookup", L, "-undefined dynamic_lookup", MA, 0, 0, RULE_KEEP, NULL, NULL, "ld64's option, not GNU ld's of that name" },
	{ "mac-undefined-error", L, "-undefined error", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ "mac-undefined-suppress", L, "-undefined suppress", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,dynamic_lookup", NULL, "what it means with two-level namespaces; zig knows no other" },
	{ "mac-undefined-warning", L, "-undefined warning", MA, 0, 0, RULE_REPLACE, "-Wl,-undefined,dynamic_lookup", NULL, "zig knows no warning" },
	{ "mac-undefined-one", L, "-U *", MA, 0, 0, RULE_NOTE, "-Wl,-undefined,dynamic_lookup", NULL, "zig cannot do it for one symbol: every undefined one is looked up when it is loaded" },
	{ IDS("mac-flat", "mac-ld-flat"), DL, "-flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig's linker has none: symbols stay bound to the library that they were found in" },
	{ IDS("mac-force-flat", "mac-ld-force-flat"), DL, "-force_flat_namespace", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig's linker has none: symbols stay bound to the library that they were found in" },
	{ IDS("mac-twolevel", "mac-ld-twolevel"), DL, "-twolevel_namespace", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
	{ IDS("mac-multiply-defined", "mac-ld-multiply-defined"), DL, "-multiply_defined *", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },
	{ IDS("mac-single-module", "mac-ld-single-module"), DL, "-single_module", MA, 0, 0, RULE_DROP, NULL, NULL, "ld64 itself ignores it" },

	/* Words without which the result is as good. */
	{ "mac-no-pie", D, "-no-pie", MA, 0, 0, RULE_CALL, NULL, no_pie, "zig makes position-independent programs only; macOS moves them about" },
	{ "mac-ld-no-pie", L, "-no_pie", MA, 0, 0, RULE_CALL, NULL, no_pie, "zig makes position-independent programs only; macOS moves them about" },
	{ IDS("mac-driver-dynamic", "mac-dynamic"), DL, "-dynamic", MA, 0, 0, RULE_DROP, NULL, NULL, "the default" },
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
	{ IDS("mac-driver-bind-at-load", "mac-bind-at-load"), DL, "-bind_at_load", MA, 0, 0, RULE_NOTE, NULL, NULL, "zig's linker has none: functions are bound when they are first called" },
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

const struct rule_table rows_apple = { rows, COUNT(rows), WHEN_DARWIN };
