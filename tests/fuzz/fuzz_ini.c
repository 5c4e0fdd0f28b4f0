/* Any bytes as a user's .ini file, and its rules and targets in use. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/rules/user.h"
#include "targets/conf.h"
#include "targets/triple.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64];

static void
remove_file(void)
{
	unlink(path);
}

/* What was read works: each target by its name, each rule as compiled. */
static void
use(const struct conf *c)
{
	struct fail f = FAIL_INIT;
	struct target t;

	for (size_t i = 0; i < c->ntargets; i++) {
		const struct target_def *d = &c->targets[i].def;

		if (conf_target(c, d) == NULL || d->rust == NULL ||
			d->zig == NULL)
			abort();
		if (triple_parse(d->rust, c, &t, &f) != 0 && f.what == NULL)
			abort();
		fail_clear(&f);
	}
	if (rules_user(c, &f) != 0 && f.what == NULL)
		abort();
	fail_clear(&f);
	rules_user(NULL, &f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf c = CONF_INIT;
	struct fail f = FAIL_INIT;

	if (*path == '\0') {
		snprintf(path, sizeof path, "/tmp/zbuild-fuzz-%d.ini",
			(int)getpid());
		atexit(remove_file);
	}
	if (path_write(path, data, size, 0600, &f) != 0)
		abort();
	if (conf_read(&c, path, &f) == 0)
		use(&c);
	else if (f.what == NULL || strncmp(f.what, path, strlen(path)) != 0)
		abort();
	fail_clear(&f);
	conf_clear(&c);
	return 0;
}
