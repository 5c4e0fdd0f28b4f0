#include "shim/sysroot/prepare.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/progress.h"
#include "common/system.h"
#include "common/trace.h"
#include "common/xalloc.h"

/* What a marker stands for: the same zig, its cache, target and variant. */
static char *
ready_key(
	const struct zig *z, const struct target *t, const char *variant)
{
	const char *cache = getenv("ZIG_GLOBAL_CACHE_DIR");
	const char *cpu = t->def != NULL ? t->def->cpu : NULL;
	autofree char *all = xasprintf("%s\n%s\n%s\n%s\n%s\n%s\n%s",
		z->path, z->identity, z->text, t->zig,
		cpu != NULL ? cpu : "", variant,
		cache != NULL ? cache : "");
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256_Data((const uint8_t *)all, strlen(all), hex);
	return xstrndup(hex, 32);
}

void
prepare_notice_start(const struct target *t, const char *what, size_t cpu)
{
	size_t cores = system_cores();
	autofree char *time = cpu == 0 ? NULL
				       : xasprintf(", about %zu s", (cpu + cores - 1) / cores);

	progress_start("preparing %s: %s (once%s)", t->name, what,
		time != NULL ? time : "");
}

void
prepare_notice_stop(void)
{
	progress_stop();
}

static bool
is_ready(const char *dir, const char *key)
{
	autofree char *marker = path_join(dir, key);

	return access(marker, F_OK) == 0;
}

bool
prepare_is_done(const struct zig *z, const struct target *t, const char *variant)
{
	autofree char *key = ready_key(z, t, variant);
	autofree char *ready = NULL;

	return os_cache_find("ready", &ready, FAIL_IGNORED) == 0 &&
	       is_ready(ready, key);
}

int
prepare_begin(const struct zig *z, const struct target *t,
	const char *variant, int *lock_fd, struct fail *f)
{
	autofree char *key = ready_key(z, t, variant);
	autofree char *ready = NULL, *locks = NULL, *lock = NULL;
	autofail why = FAIL_INIT;

	*lock_fd = -1;
	if (os_cache_find("ready", &ready, f) != 0)
		return -1;
	if (is_ready(ready, key))
		return 0;
	if (os_cache_sub("locks", &locks, f) != 0)
		return -1;
	lock = path_join(locks, key);
	*lock_fd = lock_take(lock, &why);
	if (*lock_fd < 0) {
		trace_line("preparing %s without a lock: %s", t->name,
			why.what);
		return 0;
	}
	if (is_ready(ready, key)) {
		lock_drop(*lock_fd);
		*lock_fd = -1;
		return 0;
	}
	trace_line("first link of %s (%s): %s", t->name, variant, lock);
	prepare_notice_start(t, "zig builds its libc and runtime", 0);
	return 0;
}

void
prepare_end(int lock_fd, bool ok, const struct zig *z,
	const struct target *t, const char *variant)
{
	autofree char *key = NULL, *dir = NULL, *marker = NULL, *text = NULL;
	autofail why = FAIL_INIT;

	if (lock_fd < 0)
		return;
	prepare_notice_stop();
	if (ok) {
		key = ready_key(z, t, variant);
		text = xasprintf("zig %s %s %s\n", z->text, t->zig, variant);
		if (os_cache_sub("ready", &dir, &why) == 0) {
			marker = path_join(dir, key);
			path_write(marker, text, strlen(text), 0600, &why);
		}
		if (why.what != NULL)
			trace_line("cannot note that %s is ready: %s",
				t->name, why.what);
	}
	lock_drop(lock_fd);
}
