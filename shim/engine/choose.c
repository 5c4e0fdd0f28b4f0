#include "shim/engine/choose.h"

#include <stdlib.h>
#include <string.h>

#include "shim/plan/facts.h"
#include "shim/sysroot/sysroot.h"

int
engine_choose(const struct call *call, enum engine *out, const char **why,
	struct fail *f)
{
	static const char *const names[] = { "auto", "direct", "zig-cc" };
	const char *set = call->facts->machine->env("ZBUILD_ENGINE");
	const char *reason;
	bool can = sysroot_supported(call->target, &reason);
	size_t n = 0;

	if (set == NULL || *set == '\0')
		set = call->conf != NULL ? call->conf->engine : NULL;
	while (set != NULL && n < 3 && strcmp(set, names[n]) != 0)
		n++;
	if (n == 3) {
		fail_set(f, "unknown engine '%s'", set);
		return fail_hint(f, "ZBUILD_ENGINE is auto, direct or zig-cc");
	}
	if (n == 1 && !can) {
		fail_set(f, "the direct engine cannot do target '%s': %s",
			call->target->name, reason);
		return fail_hint(f, "unset ZBUILD_ENGINE");
	}
	*out = n == 2 || !can ? ENGINE_ZIGCC : ENGINE_DIRECT;
	if (why != NULL)
		*why = n == 2 ? "ZBUILD_ENGINE" : reason;
	return 0;
}

bool
engine_is_direct(const struct call *call)
{
	enum engine engine = ENGINE_ZIGCC;

	engine_choose(call, &engine, NULL, FAIL_IGNORED);
	return engine == ENGINE_DIRECT;
}
