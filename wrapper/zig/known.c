#include "wrapper/zig/known.h"

#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/pin.h"
#include "shim/zig/places.h"
#include "texts.h"

/* "HASH  ziglang-VERSION-py3-none-PLATFORM.whl", as sha256sum(1) has it. */
enum { HASH_LEN = 64 };

/* The line that holds `word` behind its first `skip` bytes. */
static bool
any_line(size_t skip, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text_wheels; *p != '\0';) {
		if (strncmp(p + skip, word, n) == 0)
			return true;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return false;
}

bool
zigknown_archive(const char *hex)
{
	return strlen(hex) == HASH_LEN && any_line(0, hex);
}

bool
zigknown_version(const char *version)
{
	autofree char *name = xasprintf("ziglang-%s-", version);

	return any_line(HASH_LEN + 2, name);
}

int
zigknown_note(const char *dir, const char *hex, struct fail *f)
{
	autofree char *path = path_join(dir, ZIGPLACES_NOTE);

	return path_write(path, hex, strlen(hex), 0644, f);
}

static char *
say_origin(const struct zig *z)
{
	char hex[65];

	if (!zigplaces_archive(z->path, hex))
		return xstrdup("not installed by zbuild");
	if (zigknown_archive(hex))
		return xstrdup("installed by zbuild, from a wheel whose hash "
			       "it ships");
	return xasprintf("installed by zbuild, from an archive with the "
			 "SHA-256 %s", hex);
}

char *
zigknown_say(const struct conf *conf, const struct zig *z)
{
	autofree char *origin = say_origin(z);

	if (conf->zig_pin == NULL)
		return xstrdup(origin);
	return xasprintf("%s; zbuild.ini wants %s%s", origin, conf->zig_pin,
		zigpin_met(conf->zig_pin, z) ? "" : ", ZBUILD_ZIG another");
}
