/* Rules that code applies by itself: no word is looked up for them. */
#pragma once

#include "shim/plan/plan.h"
#include "shim/rules/rule.h"

/* Each has a row in code.c. */
enum code_rule {
	CODE_CPU,
	CODE_NO_DEBUG,
	CODE_NO_PROTECTOR,
	CODE_NO_NDEBUG,
	CODE_DATE_TIME,
	CODE_NO_UBSAN,
	CODE_NO_UBSAN_TRAP,
	CODE_BUILD_ID,
	CODE_RPATH_ONE_DASH,
	CODE_CXX_RPATH,
	CODE_STATIC_MAP,
	CODE_RUNTIME,
	CODE_RUNTIME_OTHER,
	CODE_UNUSED_INPUT,
	CODE_MAC_STUB,
	CODE_MAC_XARCH,
	CODE_MINGW_LIBRARY,
	CODE_MINGW_RUST_EXPORTS,
	CODE_MINGW_COMPILE_ONLY,
	CODE_MINGW_LINK_ONLY,
	CODE_WASI_START,
	CODE_WASI_LIBRARIES,
	CODE_LD_FLAVOR,
	CODE_LD_BUILTINS,
	CODE_LD_SCRIPT,
	CODE_ROOT_SCRIPT,
	CODE_OWN_BINUTIL,
	CODE_DLLTOOL_OPTION,
	CODE_WINDRES_TARGET,
	CODE_WINDRES_PREPROCESSOR,
	CODE_WINDRES_NAMES
};

/* The row of a rule that code applies. */
const struct rule *rule_of_code(enum code_rule id);

/* Records that code applies its rule: `in` goes, `out` comes; either may be
 * NULL. False if it is switched off, and must not be applied. */
bool rule_fire(struct plan *p, enum code_rule id, const char *in,
	const char *out);

/* The same with a reason that says more of this word than the row's. */
bool rule_fire_why(struct plan *p, enum code_rule id, const char *why,
	const char *in, const char *out);
