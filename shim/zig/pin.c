#include "shim/zig/pin.h"

#include <string.h>

#include "common/xalloc.h"
#include "shim/zig/places.h"

char *
zigpin_version(const char *pin)
{
	return xstrndup(pin, strcspn(pin, " \t"));
}

bool
zigpin_met(const char *pin, const struct zig *z)
{
	autofree char *version = pin != NULL ? zigpin_version(pin) : NULL;
	char hex[65];

	if (pin == NULL)
		return true;
	if (strcmp(version, z->text) != 0)
		return false;
	return strstr(pin, "sha256:") == NULL ||
	       (zigplaces_archive(z->path, hex) && strstr(pin, hex) != NULL);
}
