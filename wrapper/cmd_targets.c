/* cargo zbuild targets: what can be built for, and what is there for it. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/alltargets.h"
#include "wrapper/cargoconfig.h"
#include "wrapper/cmd.h"
#include "wrapper/json.h"
#include "wrapper/runner.h"
#include "wrapper/rustc.h"
#include "wrapper/term.h"
#include "wrapper/workspace.h"

/* One target and what this machine has for it. */
struct line {
	const struct target_def *def;
	bool own; /* the user's, or changed by the user */
	int std;  /* 1, 0, or -1: no rustc to ask */
	struct runner runner;
};

static int
usage(struct fail *f, const char *what, const char *word)
{
	fail_status(f, EXIT_USAGE, "targets: %s '%s'", what, word);
	return fail_hint(f, "targets [--json]");
}

static int
parse(int argc, char **argv, bool *json, struct fail *f)
{
	static const struct option longs[] = {
		{"json", no_argument, NULL, 'j'},
		{NULL,   0,		  NULL, 0	 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "+:", longs, NULL)) != -1) {
		if (c != 'j')
			return usage(f, "unknown option", argv[optind - 1]);
		*json = true;
	}
	if (optind < argc)
		return usage(f, "unexpected word", argv[optind]);
	return 0;
}

static bool
is_own(const struct conf *conf, const struct target_def *def)
{
	for (size_t i = 0; i < conf->ntargets; i++)
		if (def == &conf->targets[i].def)
			return true;
	return false;
}

static const char *
runs(const struct runner *r)
{
	static const char *const names[] = {[RUNNER_NONE] = "no",
		[RUNNER_DIRECT] = "yes",
		[RUNNER_EMULATOR] = "emulator"};

	return names[r->kind];
}

static void
print_cell(enum term_style style, const char *text, int width)
{
	term_print(stdout, style, text);
	for (int i = (int)strlen(text); i < width; i++)
		putchar(' ');
}

static void
print_line(const struct line *l, int width)
{
	autofree char *floor = version_text(l->def->glibc_default);
	autofree char *min = version_text(l->def->glibc_min);
	bool glibc = l->def->libc == LIBC_GLIBC;

	printf("%-*s  %-7s  %-7s  %-7s  ", width, l->def->rust,
		libc_name(l->def->libc), glibc ? floor : "-",
		glibc ? min : "-");
	print_cell(l->std == 1 ? TERM_GOOD : TERM_PLAIN,
		l->std < 0 ? "?"
		: l->std   ? "yes"
			   : "no",
		4);
	if (l->runner.kind == RUNNER_EMULATOR)
		print_cell(l->runner.why != NULL ? TERM_WARN : TERM_GOOD,
			l->runner.words.v[0],
			l->runner.why != NULL || l->own ? 18 : 0);
	else
		print_cell(l->runner.kind == RUNNER_DIRECT ? TERM_GOOD
							   : TERM_PLAIN,
			runs(&l->runner), l->own ? 18 : 0);
	if (l->runner.kind == RUNNER_EMULATOR && l->runner.why != NULL)
		fputs("(static programs only)", stdout);
	fputs(l->own ? " [own]\n" : "\n", stdout);
}

static void
json_line(struct json *j, const struct line *l)
{
	const struct target_def *d = l->def;
	autofree char *floor = version_text(d->glibc_default);
	autofree char *min = version_text(d->glibc_min);
	bool glibc = d->libc == LIBC_GLIBC;

	json_object(j, NULL);
	json_string(j, "rust", d->rust);
	json_string(j, "zig", d->zig);
	json_string(j, "gnu", d->gnu);
	json_string(j, "libc", libc_name(d->libc));
	json_string(j, "glibc_default", glibc ? floor : NULL);
	json_string(j, "glibc_min", glibc ? min : NULL);
	if (l->std < 0)
		json_null(j, "std");
	else
		json_bool(j, "std", l->std == 1);
	json_string(j, "runs", runs(&l->runner));
	json_strings(j, "runner", l->runner.words.v);
	json_string(j, "runner_missing", l->runner.why);
	json_bool(j, "own", l->own);
	json_string(j, "refused", d->refuse);
	json_end(j);
}

/* In the text a target that we refuse is not on offer. */
static void
print_all(const struct line *lines, size_t n)
{
	autofree char *head = NULL;
	int width = 0;

	for (size_t i = 0; i < n; i++)
		if (lines[i].def->refuse == NULL &&
			(int)strlen(lines[i].def->rust) > width)
			width = (int)strlen(lines[i].def->rust);
	head = xasprintf("%-*s  %-7s  %-7s  %-7s  %-4s%s", width, "TARGET",
		"LIBC", "FLOOR", "LOWEST", "STD", "RUNS HERE");
	term_print(stdout, TERM_BOLD, head);
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		if (lines[i].def->refuse == NULL)
			print_line(&lines[i], width);
}

static void
json_all(const struct line *lines, size_t n, struct json *j)
{
	json_init(j, stdout);
	json_array(j, NULL);
	for (size_t i = 0; i < n; i++)
		json_line(j, &lines[i]);
	json_end(j);
}

/* Without rustc the table is still worth printing. */
static bool
ask_rustc(struct rustc *r)
{
	struct fail ignored = FAIL_INIT;
	struct cargoconfig config = CARGOCONFIG_INIT;
	bool there = cargoconfig_load(&config, "", NULL, &ignored) == 0 &&
		     rustc_open(&config, r, &ignored) == 0;

	if (!there)
		fprintf(stderr, "zbuild: warning: %s\n", ignored.what);
	fail_clear(&ignored);
	cargoconfig_clear(&config);
	return there;
}

static int
list(const struct conf *conf, bool json, struct fail *f)
{
	struct rustc rustc = RUSTC_INIT;
	bool have = ask_rustc(&rustc);
	struct alltargets all;
	struct line *lines;
	struct json j;
	int r = 0;

	alltargets_list(conf, &all);
	lines = xcalloc(all.n + 1, sizeof *lines);
	for (size_t i = 0; i < all.n; i++) {
		struct line *l = &lines[i];

		*l = (struct line){.def = all.v[i],
			.own = is_own(conf, all.v[i]),
			.std = -1};
		if (have)
			l->std = rustc_has_std(&rustc, l->def->rust);
		runner_find(l->def, &l->runner);
	}
	if (json) {
		json_all(lines, all.n, &j);
		if (json_done(&j) != 0)
			r = fail_errno(f, "cannot write the list");
	} else {
		print_all(lines, all.n);
	}
	for (size_t i = 0; i < all.n; i++)
		runner_clear(&lines[i].runner);
	free(lines);
	alltargets_clear(&all);
	rustc_clear(&rustc);
	return r;
}

int
cmd_targets(int argc, char **argv, struct fail *f)
{
	struct conf conf = CONF_INIT;
	bool json = false;
	int r;

	if (parse(argc, argv, &json, f) != 0)
		return -1;
	r = workspace_find(NULL, f);
	if (r == 0)
		r = conf_load(&conf, f);
	if (r == 0)
		r = list(&conf, json, f);
	conf_clear(&conf);
	return r;
}
