#include "shim/plan/applet.h"

#include <string.h>

bool
applet_has_name(const struct applet *a, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = a->names; *p != '\0';) {
		size_t len = strcspn(p, " ");

		if (len == n && memcmp(p, name, n) == 0)
			return true;
		p += len + strspn(p + len, " ");
	}
	return false;
}
