#include "wrapper/run/oldglibc.h"

#include <stdlib.h>

#include "common/argvec.h"
#include "common/os.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/debroot.h"
#include "wrapper/deps/mirror.h"
#include "wrapper/run/runtime.h"

/* libgcc's package had other names; libstdc++6 brings it. */
static void
wanted(struct argvec *names)
{
	argvec_pushl(names, "libc6", "libstdc++6", NULL);
}

static int
take(const struct target_def *d, const char *release, const char *uri,
	char *dir, struct oldglibc *out, struct fail *f)
{
	out->dir = dir;
	out->version = runtime_glibc(d, dir);
	out->from = xasprintf("%s of %s", release, uri);
	return out->version != NULL
		       ? 0
		       : fail_set(f, "the packages of %s have no glibc",
				 release);
}

/* Releases that this mirror has but that lack the architecture are passed. */
static int
fetch(const struct target_def *d, const struct mirror *m, const char *temp,
	struct oldglibc *out, struct fail *f)
{
	autoargvec releases = ARGVEC_INIT, names = ARGVEC_INIT;

	mirror_releases(m, &releases);
	wanted(&names);
	for (size_t i = 0; i < releases.n; i++) {
		const char *release = releases.v[i];
		autofree char *source = mirror_source(m, release, NULL);
		autofail why = FAIL_INIT;
		char *dir = debroot_known(d, release, &names);

		if (dir == NULL) {
			autofree char *text = mirror_release(m, release, temp);

			if (text == NULL)
				continue;
		}
		if (dir != NULL || debroot_of_release(d, release, source,
					   &names, &dir, &why) == 0)
			return take(d, release, m->uri, dir, out, f);
		trace_line("glibc of %s: %s", release, why.what);
		if (why.status > 128)
			return fail_move(f, &why);
	}
	return fail_set(f, "'%s' has no libc6 for %s", m->uri, d->rust);
}

int
oldglibc_get(const struct target_def *d, struct oldglibc *out, struct fail *f)
{
	scoped(mirror) m = { NULL, NULL };
	autofree char *temp = NULL;
	int r;

	if (!runtime_offered(d))
		return fail_set(f, "there are no packages of a glibc for '%s'",
			d->rust);
	if (aptrun_there(f) != 0 || mirror_find(&m, f) != 0 ||
		os_temp_dir(&temp, f) != 0)
		return -1;
	r = fetch(d, &m, temp, out, f);
	path_remove(temp, FAIL_IGNORED);
	return r;
}

void
oldglibc_clear(struct oldglibc *o)
{
	free(o->dir);
	free(o->version);
	free(o->from);
	*o = (struct oldglibc)OLDGLIBC_INIT;
}
