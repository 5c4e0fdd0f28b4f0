/* Rules of targets without an operating system, and of wasm. */
#include "shim/rules/rows.h"

static const struct rule rows[] = {
	/* wasm-ld reads no linker scripts, so these are archives by name. */
	{ "wasm-lib-stdc++", D, "-lstdc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "zig ships libc++" },
	{ "wasm-lib-c++", D, "-lc++", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REPLACE, "-lc++ -lc++abi", NULL, "what libc++ stands on: there are no linker scripts to bring it" },
	{ "bare-specs", D, "-specs*", WHEN_BARE, 0, 0, RULE_REFUSE, NULL, NULL, "it chooses a C library (newlib's nosys, nano), and this target has none; leave it out, and name yours by -isystem, -L and -l" },
	{ "bare-specs-2", D, "--specs=*", WHEN_BARE, 0, 0, RULE_REFUSE, NULL, NULL, "it chooses a C library (newlib's nosys, nano), and this target has none; leave it out, and name yours by -isystem, -L and -l" },
};

const struct rule_table rows_bare = { rows, COUNT(rows), 0 };
