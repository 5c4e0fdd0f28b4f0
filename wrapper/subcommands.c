/* Our own subcommands; and the one that tells shells about them, which must
 * know the list. */
#include "wrapper/subcommands.h"

#include "common/version.h"
#include "common/xalloc.h"
#include "targets/conf.h"
#include "texts.h"
#include "wrapper/cargo/alltargets.h"
#include "wrapper/options/complete.h"

struct options {
	const char *shell;
};

static const struct option_row rows[] = {
	{ NULL, "SHELL", OPTION_REQUIRED, OPTION_INTO(struct options, shell),
		.choices = COMPLETE_SHELLS },
	NO_MORE_OPTIONS
};

/* Each target's name, and with its default floor, to show that one may be
 * given. */
static void
target_words(struct argvec *out)
{
	struct conf conf = CONF_INIT;
	struct alltargets all;

	/* A broken file of the user's must not break the shell's start. */
	if (conf_load(&conf, NULL, FAIL_IGNORED) != 0) {
		conf_clear(&conf);
		conf = (struct conf)CONF_INIT;
	}
	alltargets_list(&conf, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct target_def *d = all.v[i];
		autofree char *floor = version_text(d->glibc_default);

		if (d->refuse != NULL)
			continue;
		argvec_push(out, d->rust);
		if (d->libc == LIBC_GLIBC)
			argvec_pushf(out, "%s.%s", d->rust, floor);
	}
	alltargets_clear(&all);
	conf_clear(&conf);
}

static int
completions_run(void *options, struct fail *f)
{
	const struct options *o = options;
	autoargvec targets = ARGVEC_INIT;
	struct complete c = { subcommands, &targets };

	target_words(&targets);
	complete_print(&c, o->shell, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail_errno(f, "cannot write the completions");
	return 0;
}

const struct subcommand cmd_completions = { "completions",
	"print the completions of a shell",
	rows, sizeof(struct options), completions_run,
	.notes = text_completions_help };

const struct subcommand *const subcommands[] = {
	&cmd_cache,
	&cmd_completions,
	&cmd_deps,
	&cmd_doctor,
	&cmd_env,
	&cmd_exec,
	&cmd_explain,
	&cmd_info,
	&cmd_link,
	&cmd_run_binary,
	&cmd_runtime,
	&cmd_setup,
	&cmd_std,
	&cmd_sysroot,
	&cmd_targets,
	&cmd_trust,
	&cmd_verify,
	&cmd_warm,
	&cmd_zig,
	NULL,
};
