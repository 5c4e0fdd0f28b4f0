/*
 * cargo zbuild setup: cargo's own configuration, so that plain `cargo build
 * --target T` and rust-analyzer use the shim. What to set is generated into
 * .cargo/zbuild.toml, which one line of .cargo/config.toml includes; cargo
 * before 1.94 cannot include, so there it goes into marked blocks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/build/buildenv.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/cargo/setupfile.h"
#include "wrapper/cargo/spelled.h"
#include "wrapper/files/filechange.h"
#include "wrapper/options/cmd.h"
#include "wrapper/setup/ask.h"
#include "wrapper/setup/dir.h"
#include "wrapper/setup/lines.h"
#include "wrapper/std/std.h"
#include "wrapper/text/toml.h"
#include "wrapper/text/tomledit.h"

enum { MAX_TARGETS = 512 };

/* `include` is stable since Cargo 1.94. */
static const struct version first_with_include = { 1, 94, 0 };

struct setup {
	struct argvec words; /* targets of the command line */
	bool print, remove;
	bool asked;		/* the targets were answers */
	char *dir; /* the folder that holds .cargo */
	char *dot_cargo;
	struct filechange config, own; /* config.toml, zbuild.toml */
	char *base;		       /* config.toml as the user has it */
	struct setupfile_record record;
	struct target targets[MAX_TARGETS];
	size_t n;
	struct argvec specs; /* the files that describe some of them */
	struct buildenv build;
	bool blocks;	     /* cargo is too old to include */
	struct argvec notes; /* what the user should know */
};

static const struct option_row rows[] = {
	{ "--target -t", "T", OPTION_TARGET, OPTION_INTO(struct setup, words),
		.help = "a target more, T.VERSION with a glibc floor; without "
			"any it asks on a terminal, and else writes those "
			"that are set up anew" },
	{ "--print", OPTION_INTO(struct setup, print),
		.help = "show what would be written, and write nothing" },
	{ "--remove", OPTION_INTO(struct setup, remove),
		.help = "take it out again, with --target only that target" },
	NO_MORE_OPTIONS
};

/* --- targets -------------------------------------------------------------- */

static size_t
find_target(const struct setup *s, const char *rust)
{
	size_t i = 0;

	while (i < s->n && strcmp(target_cargo(&s->targets[i]), rust) != 0)
		i++;
	return i;
}

/* The ones that are set up already stay, with the floor that was said last. */
static int
choose_targets(struct setup *s, struct fail *f)
{
	autoargvec all = ARGVEC_INIT;

	argvec_pushv(&all, s->record.targets.v);
	argvec_pushv(&all, s->words.v);
	for (size_t i = 0; i < all.n; i++) {
		struct target t;
		size_t at;

		if (spelled_target(all.v[i], &s->build.facts.conf, &t,
			f) != 0)
			return -1;
		at = find_target(s, target_cargo(&t));
		if (at == MAX_TARGETS)
			return fail_status(f, EXIT_USAGE,
				"setup: more than %d targets", MAX_TARGETS);
		if (t.spec[0] != '\0')
			argvec_take(&s->specs, path_absolute(all.v[i]));
		s->targets[at] = t;
		s->n += at == s->n;
	}
	return 0;
}

/* --remove --target T: what is left of the targets. */
static int
drop_targets(struct setup *s, struct fail *f)
{
	for (size_t i = 0; i < s->words.n; i++) {
		struct target t;
		size_t at;

		if (spelled_target(s->words.v[i], &s->build.facts.conf, &t,
			f) != 0)
			return -1;
		at = find_target(s, target_cargo(&t));
		if (at == s->n) {
			fshow(stderr, "zbuild: '%s' is not set up\n",
				s->words.v[i]);
			continue;
		}
		s->n--;
		memmove(&s->targets[at], &s->targets[at + 1],
			(s->n - at) * sizeof *s->targets);
	}
	return 0;
}

static void
record_targets(struct setup *s)
{
	argvec_clear(&s->record.targets);
	for (size_t i = 0; i < s->n; i++) {
		const struct target *t = &s->targets[i];
		const char *said = t->name;

		for (size_t k = 0; t->spec[0] != '\0' && k < s->specs.n; k++)
			if (spelled_is_spec(s->specs.v[k], t->spec))
				said = s->specs.v[k];
		argvec_push(&s->record.targets, said);
	}
}

/* --- texts ---------------------------------------------------------------- */

static char *
join_lines(const struct argvec *lines)
{
	autofree char *text = argvec_join(lines, "\n");

	return xasprintf("%s\n", text);
}

static void
print_note(struct setup *s, char *note)
{
	argvec_take(&s->notes, note);
}

static char *
generated(const struct setup *s)
{
	autoargvec lines = ARGVEC_INIT;
	autofree char *text = NULL;

	setupfile_head(&lines);
	setupfile_write(&s->record, &lines);
	for (size_t i = 0; i < s->n; i++) {
		autofree char *key = tomledit_key(target_cargo(&s->targets[i]));

		argvec_pushf(&lines, "\n[target.%s]", key);
		setuplines_target(&s->build, &s->targets[i], &lines);
	}
	argvec_push(&lines, "\n[env]");
	setuplines_env(&s->build, &lines);
	text = join_lines(&lines);
	return setupfile_sealed(text);
}

/* The text with one more block; takes the old text. */
static int
add_block(char **text, char *const *path, const struct argvec *lines,
	struct fail *f)
{
	char *next;

	if (tomledit_block(*text, path, lines, &next, f) != 0)
		return -1;
	free(*text);
	*text = next;
	return 0;
}

static int
with_blocks(const struct setup *s, char **out, struct fail *f)
{
	char env[] = "env", target[] = "target";
	char *env_path[] = { env, NULL };
	autofree char *text = xstrdup(s->base);
	autoargvec lines = ARGVEC_INIT;

	setupfile_write(&s->record, &lines);
	setuplines_env(&s->build, &lines);
	if (add_block(&text, env_path, &lines, f) != 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		autofree char *rust = xstrdup(target_cargo(&s->targets[i]));
		char *path[] = { target, rust, NULL };
		autoargvec some = ARGVEC_INIT;

		setuplines_target(&s->build, &s->targets[i], &some);
		if (some.n > 0 && add_block(&text, path, &some, f) != 0)
			return -1;
	}
	*out = text;
	text = NULL;
	return 0;
}

/* config.toml without anything of ours. */
static int
strip(const char *text, bool was_string, char **out, struct fail *f)
{
	autofree char *unblocked = NULL;

	if (tomledit_unblock(text, &unblocked, f) != 0)
		return -1;
	return tomledit_exclude(unblocked, SETUPFILE_NAME, was_string, out, f);
}

static int
same_text(const char *a, const char *b, struct fail *f)
{
	return strcmp(a, b) == 0
		       ? 0
		       : fail_set(f,
				 "the change could not be taken back exactly");
}

/* A new text must be good TOML, and taking it back must give the old one. */
static int
check_change(const struct setup *s, const char *text, struct fail *f)
{
	autofree char *back = NULL;
	struct toml *root;

	if (toml_parse(text, s->config.path, &root, f) != 0)
		return -1;
	toml_free(root);
	if (strip(text, s->record.was_string, &back, f) != 0)
		return -1;
	return same_text(back, s->base, f);
}

/* What config.toml becomes: s->config.want. */
static int
change_config(struct setup *s, struct fail *f)
{
	autofree char *text = NULL;

	/* A line that is there already stays where somebody put it. */
	if (!s->blocks && s->config.have != NULL &&
		tomledit_find_block(s->config.have) == NULL &&
		tomledit_includes(s->config.have, SETUPFILE_NAME)) {
		s->config.want = xstrdup(s->config.have);
		return 0;
	}
	if (s->blocks) {
		if (with_blocks(s, &text, f) != 0)
			return -1;
	} else {
		bool string;

		if (tomledit_include(
			    s->base, SETUPFILE_NAME, &string, &text, f) != 0)
			return -1;
		s->record.was_string = string;
	}
	if (check_change(s, text, f) != 0)
		return -1;
	s->config.want = text;
	text = NULL;
	return 0;
}

/* --- steps ---------------------------------------------------------------- */

static int
open_files(struct setup *s, struct fail *f)
{
	s->dot_cargo = path_join(s->dir, ".cargo");
	if (filechange_open(&s->config, setupdir_config(s->dot_cargo), f) !=
			0 ||
		filechange_open(&s->own,
			path_join(s->dot_cargo, SETUPFILE_NAME), f) != 0)
		return -1;
	if (s->own.have != NULL && !setupfile_ours(s->own.have)) {
		fail_set(f, "'%s' is there and was not made by setup",
			s->own.path);
		return fail_hint(f, "move it away");
	}
	if ((s->own.have == NULL || !setupfile_read(s->own.have, &s->record)) &&
		(s->config.have == NULL ||
			!setupfile_read(s->config.have, &s->record))) {
		s->record.made_config = s->config.have == NULL;
		s->record.made_dir = !path_is_dir(s->dot_cargo);
	}
	return 0;
}

static int
read_base(struct setup *s, struct fail *f)
{
	const char *text = s->config.have != NULL ? s->config.have : "";
	struct toml *root;

	if (toml_parse(text, s->config.path, &root, f) != 0) {
		fail_context(f, "cannot change a file with an error");
		return fail_hint(f, "cargo refuses it too: correct it first");
	}
	toml_free(root);
	if (strip(text, s->record.was_string, &s->base, f) == 0)
		return 0;
	/* Somebody put the line in by hand, in a form of their own. */
	if (tomledit_find_block(text) == NULL &&
		tomledit_includes(text, SETUPFILE_NAME)) {
		fail_clear(f);
		s->base = xstrdup(text);
		if (s->remove)
			print_note(s, xasprintf("'%s' still includes '%s': "
						"take that out by hand",
					      s->config.path, SETUPFILE_NAME));
		return 0;
	}
	return fail_context(f, "cannot change '%s' safely", s->config.path);
}

static int
ask_version(struct setup *s, struct fail *f)
{
	autofree char *cargo = NULL, *said = NULL;
	autoargvec words = ARGVEC_INIT;
	struct version v;

	if (cargobin_find(getenv("CARGO"), &cargo, f) != 0 ||
		rustc_tool_says(cargo, "--version", NULL, &said, f) != 0)
		return -1;
	argvec_split(&words, said, " ");
	if (words.n < 2 || !version_parse(words.v[1], &v))
		return fail_set(
			f, "cannot read the version of cargo: '%s'", said);
	s->blocks = version_cmp(v, first_with_include) < 0;
	return 0;
}

/*
 * Cargo merges lists but lets a string win over another, and refuses a list
 * and a string: our linker would be lost beside a string of the user's.
 */
static int
check_rustflags(const struct setup *s, struct fail *f)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *rust = target_cargo(&s->targets[i]);
		autoargvec lines = ARGVEC_INIT;
		struct toml *node = cargoconfig_get(
			&s->build.facts.config, "target", rust, "rustflags", NULL);

		setuplines_target(&s->build, &s->targets[i], &lines);
		for (size_t k = 0; node != NULL && k < lines.n; k++) {
			if (strncmp(lines.v[k], "rustflags", 9) != 0 ||
				node->kind != TOML_STRING)
				continue;
			fail_set(f,
				"%s: rustflags of '%s' is a string, which "
				"cargo cannot join with the linker's flag",
				node->where, rust);
			return fail_hint(f, "write it as a list: "
					    "rustflags = [\"FLAG\", ...]");
		}
	}
	return 0;
}

static void
note_missing_std(struct setup *s)
{
	scoped(rustc) rustc = RUSTC_INIT;

	if (rustc_open(&s->build.facts.config, &rustc, FAIL_IGNORED) == 0)
		for (size_t i = 0; i < s->n; i++) {
			const char *rust = target_cargo(&s->targets[i]);
			autofree char *fix = rustc_std_fix(&rustc, rust);

			if (s->targets[i].spec[0] == '\0' &&
				!std_there(&rustc, s->targets[i].def))
				print_note(s, xasprintf("Rust's std for %s is "
							"missing: %s",
						      rust, fix));
		}
}

static void
note_kept(struct setup *s)
{
	for (size_t i = 0; i < s->build.env.n; i++) {
		const struct envvar *v = &s->build.env.v[i];

		if (v->kept != NULL)
			print_note(s, xasprintf("%s stays as you set it (%s)",
					      v->key, v->kept));
	}
	for (size_t i = 0; i < s->build.warnings.n; i++)
		print_note(s, xstrdup(s->build.warnings.v[i]));
}

/* RUSTFLAGS in the shell makes cargo pass over ours, of this machine's own
 * triple. */
static void
note_rustflags(struct setup *s, const char *set)
{
	for (size_t i = 0; set != NULL && i < s->n; i++)
		if (strcmp(s->targets[i].def->rust, host_triple()) == 0)
			print_note(s, xasprintf("%s is set in your "
						"environment: as long as it "
						"is, cargo ignores the linker "
						"of %s (cargo "
						"zbuild does not)",
					      set, s->targets[i].def->rust));
}

static const char *
rustflags_set(void)
{
	return getenv("CARGO_ENCODED_RUSTFLAGS") != NULL
		       ? "CARGO_ENCODED_RUSTFLAGS"
	       : getenv("RUSTFLAGS") != NULL ? "RUSTFLAGS"
					     : NULL;
}

/* Everything that is to be set, in s->build.env. */
static int
prepare(struct setup *s, struct fail *f)
{
	struct buildfacts *facts = &s->build.facts;
	const char *set = rustflags_set();

	if (s->n == 0)
		return subcommand_wrong(
			&cmd_setup, "no target given", NULL, f);
	if (buildfacts_tools(facts, f) != 0)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (buildfacts_check(facts, &s->targets[i], f) != 0)
			return -1;
	setuplines_forget(s->targets, s->n, &facts->vars);
	if (buildenv_fill(&s->build, s->targets, s->n, false, RUSTSTD_FIND,
		    f) != 0)
		return -1;
	if (check_rustflags(s, f) != 0 || ask_version(s, f) != 0)
		return -1;
	note_missing_std(s);
	note_kept(s);
	note_rustflags(s, set);
	return 0;
}

static int
print_all(const struct setup *s, struct fail *f)
{
	filechange_print(&s->own);
	filechange_print(&s->config);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail_errno(f, "cannot write");
	return 0;
}

/* cargo's own folder; like the project's others, not private. */
static int
make_dot_cargo(const struct setup *s, struct fail *f)
{
	if (mkdir(s->dot_cargo, 0777) != 0 && errno != EEXIST)
		return fail_errno(f, "cannot create folder '%s'", s->dot_cargo);
	return 0;
}

/* The generated file first: cargo must never find the line without it. */
static int
write_all(struct setup *s, struct fail *f)
{
	bool made = !path_is_dir(s->dot_cargo);

	if (make_dot_cargo(s, f) != 0)
		return -1;
	if (s->own.want != NULL && filechange_apply(&s->own, f) != 0)
		goto fail;
	if (filechange_apply(&s->config, f) != 0) {
		filechange_undo(&s->own);
		goto fail;
	}
	if (s->own.want == NULL && filechange_apply(&s->own, f) != 0)
		return -1;
	if (!filechange_differs(&s->own) && !filechange_differs(&s->config))
		fputs("zbuild: set up already, nothing to do\n", stderr);
	return 0;
fail:
	if (made)
		rmdir(s->dot_cargo);
	return -1;
}

/* The generated file is written all the same, so that the line is all that is
 * left to do. */
static int
by_hand(struct setup *s, struct fail *f)
{
	autofree char *line = tomledit_include_line(SETUPFILE_NAME);

	fail_context(f, "cannot change '%s' safely", s->config.path);
	if (s->blocks) {
		autofree char *own = NULL;

		free(s->own.want);
		s->own.want = generated(s);
		own = s->own.want;
		s->own.want = NULL;
		printf("%s", own);
		return fail_hint(f, "put the printed settings into it by "
				    "hand");
	}
	if (!s->print) {
		autofail other = FAIL_INIT;

		if (make_dot_cargo(s, &other) != 0 ||
			filechange_apply(&s->own, &other) != 0)
			return fail_move(f, &other);
	}
	return fail_hint(f, "let it include '%s' by hand, at its top: %s",
		SETUPFILE_NAME, line);
}

/* Whoever answered questions sees what comes of it first. */
static bool
confirmed(const struct setup *s)
{
	const struct filechange *const files[] = { &s->own, &s->config };
	bool any = false;

	for (size_t i = 0; i < 2; i++) {
		if (!filechange_differs(files[i]))
			continue;
		any = true;
		fshow(stderr, "  %s %s\n",
			files[i]->have != NULL ? "change" : "write",
			files[i]->path);
	}
	return !any || setupask_yes("Shall I? (--print shows the contents)");
}

static int
install(struct setup *s, struct fail *f)
{
	int r;

	if (prepare(s, f) != 0)
		return -1;
	record_targets(s);
	r = change_config(s, f);
	if (!s->blocks)
		s->own.want = generated(s);
	if (r == 0 && filechange_differs(&s->config))
		r = filechange_allowed(&s->config, f);
	if (r != 0)
		return by_hand(s, f);
	if (s->asked && !confirmed(s)) {
		fputs("zbuild: nothing was written\n", stderr);
		return 0;
	}
	return s->print ? print_all(s, f) : write_all(s, f);
}

/* The generated file goes, unless somebody wrote something else into it. */
static int
drop_own(const struct setup *s, struct fail *f)
{
	autofree char *mine = xasprintf("%s.changed", s->own.path);

	if (s->own.have == NULL || !setupfile_changed(s->own.have))
		return filechange_apply(&s->own, f);
	if (rename(s->own.path, mine) != 0)
		return fail_errno(f, "cannot rename '%s'", s->own.path);
	fshow(stderr, "zbuild: %s was changed by hand: it is kept as %s\n",
		s->own.path, mine);
	return 0;
}

/* Takes everything out; what setup made and nobody filled goes away. */
static int
uninstall(struct setup *s, struct fail *f)
{
	s->own.want = NULL;
	if (s->config.have != NULL &&
		!(s->record.made_config && *s->base == '\0'))
		s->config.want = xstrdup(s->base);
	if (filechange_differs(&s->config) &&
		filechange_allowed(&s->config, f) != 0)
		return fail_context(f, "cannot change '%s'", s->config.path);
	if (s->print)
		return print_all(s, f);
	if (filechange_apply(&s->config, f) != 0 || drop_own(s, f) != 0)
		return -1;
	if (s->record.made_dir && rmdir(s->dot_cargo) == 0)
		fshow(stderr, "zbuild: removed %s\n", s->dot_cargo);
	return 0;
}

static int
remove_some(struct setup *s, struct fail *f)
{
	if (setupdir_find_made(&s->dir, f) != 0)
		return -1;
	if (s->dir == NULL) {
		fputs("zbuild: nothing is set up here\n", stderr);
		return 0;
	}
	if (open_files(s, f) != 0 || read_base(s, f) != 0)
		return -1;
	if (s->words.n == 0)
		return uninstall(s, f);
	{
		struct argvec drop = s->words;
		int r;

		argvec_init(&s->words);
		r = buildfacts_open(&s->build.facts, s->dir, NULL, NULL, f);
		if (r == 0)
			r = choose_targets(s, f);
		s->words = drop;
		if (r != 0 || drop_targets(s, f) != 0)
			return -1;
	}
	return s->n == 0 ? uninstall(s, f) : install(s, f);
}

static int
add_some(struct setup *s, struct fail *f)
{
	if (setupdir_find(&s->dir, f) != 0 || open_files(s, f) != 0 ||
		read_base(s, f) != 0 ||
		buildfacts_open(&s->build.facts, s->dir, NULL, NULL, f) != 0)
		return -1;
	/* Flags are for scripts: who gives one is asked nothing. */
	if (s->words.n == 0 && !s->print && setupask_possible()) {
		s->asked = true;
		if (setupask_targets(s->dir, &s->build.facts.conf,
			    &s->record.targets, &s->words, f) != 0)
			return -1;
		argvec_clear(&s->record.targets);
	}
	return choose_targets(s, f) != 0 ? -1 : install(s, f);
}

static int
setup_run(void *options, struct fail *f)
{
	struct setup *s = options;
	int r;

	s->build = (struct buildenv)BUILDENV_INIT;
	r = s->remove ? remove_some(s, f) : add_some(s, f);
	for (size_t i = 0; r == 0 && i < s->notes.n; i++)
		fshow(stderr, "zbuild: note: %s\n", s->notes.v[i]);
	argvec_clear(&s->notes);
	argvec_clear(&s->specs);
	free(s->dir);
	free(s->dot_cargo);
	free(s->base);
	filechange_clear(&s->config);
	filechange_clear(&s->own);
	setupfile_clear(&s->record);
	buildenv_clear(&s->build);
	return r;
}

const struct subcommand cmd_setup = { "setup",
	"write cargo's configuration so that plain cargo uses the shim",
	rows, sizeof(struct setup), setup_run, .notes = text_setup_help };
