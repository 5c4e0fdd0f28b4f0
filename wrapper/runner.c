#include "wrapper/runner.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/triple.h"

/* Does this kernel start the target's programs? An x86_64 one runs 32-bit
 * programs too. */
static bool
same_machine(const struct target_def *d, const struct target_def *host)
{
	return host != NULL &&
	       (host->arch == d->arch ||
		       (host->arch == ARCH_X86_64 && d->arch == ARCH_X86));
}

/* Linux is the only kernel that qemu-user plays, and ours. */
static bool
is_linux(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC || d->libc == LIBC_MUSL;
}

static void
no_runner(struct runner *r, char *why, char *fix)
{
	free(r->why);
	free(r->fix);
	r->why = why;
	r->fix = fix;
}

/* Rust's musl programs are static; glibc's need their loader. */
static void
by_itself(const struct target_def *d, struct runner *r)
{
	if (d->libc == LIBC_MUSL || d->loader == NULL ||
		path_is_file(d->loader)) {
		r->kind = RUNNER_DIRECT;
		return;
	}
	no_runner(r, xasprintf("the loader '%s' is missing", d->loader),
		d->debian != NULL ? xasprintf("dpkg --add-architecture %s && "
					      "apt-get update && apt-get "
					      "install libc6:%s",
					    d->debian, d->debian)
				  : NULL);
}

static char *
find_qemu(const struct target_def *d)
{
	static const char *const endings[] = {"", "-static"};

	for (size_t i = 0; i < 2; i++) {
		autofree char *name =
			xasprintf("qemu-%s%s", d->qemu, endings[i]);
		autofree char *found = path_search(name, getenv("PATH"), 0, 0);

		if (found != NULL) {
			char *it = name;

			name = NULL;
			return it;
		}
	}
	return NULL;
}

/* The folder of Debian's cross packages with that machine's C library. */
static void
add_libc(const struct target_def *d, struct runner *r)
{
	autofree char *root =
		xasprintf("/usr/%s", d->gnu != NULL ? d->gnu : "");
	autofree char *lib = path_join(root, "lib");

	if (d->libc != LIBC_GLIBC || getenv("QEMU_LD_PREFIX") != NULL)
		return;
	if (d->gnu != NULL && path_is_dir(lib)) {
		argvec_pushl(&r->words, "-L", root, NULL);
		return;
	}
	if (d->loader != NULL && path_is_file(d->loader))
		return;
	no_runner(r, xasprintf("no C library of %s in '%s'", d->rust, root),
		d->debian != NULL
			? xasprintf("apt-get install libc6-%s-cross", d->debian)
			: NULL);
}

void
runner_find(const struct target_def *d, struct runner *out)
{
	const struct target_def *host = triple_find(triple_host(), NULL);
	autofree char *qemu = NULL;

	if (!is_linux(d)) {
		no_runner(out,
			xasprintf("%s programs do not run on Linux",
				libc_name(d->libc)),
			NULL);
		return;
	}
	if (same_machine(d, host)) {
		by_itself(d, out);
		if (out->kind == RUNNER_DIRECT || host->arch == d->arch)
			return;
	}
	if (d->qemu == NULL) {
		no_runner(out, xstrdup("no qemu plays this machine"), NULL);
		return;
	}
	qemu = find_qemu(d);
	if (qemu == NULL) {
		no_runner(out, xasprintf("'qemu-%s' is not on PATH", d->qemu),
			xstrdup("apt-get install qemu-user"));
		return;
	}
	no_runner(out, NULL, NULL);
	out->kind = RUNNER_EMULATOR;
	argvec_push(&out->words, qemu);
	add_libc(d, out);
}

void
runner_clear(struct runner *r)
{
	argvec_clear(&r->words);
	free(r->why);
	free(r->fix);
	*r = (struct runner)RUNNER_INIT;
}
