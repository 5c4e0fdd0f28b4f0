/* cargo zbuild explain: what became of the words of a call, and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/elf.h"
#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/applets.h"
#include "shim/call.h"
#include "shim/engine/choose.h"
#include "shim/facts.h"
#include "shim/gate/inputs.h"
#include "shim/plan/record.h"
#include "shim/root/root.h"
#include "shim/rules/user.h"
#include "shim/sysroot/layout.h"
#include "shim/sysroot/sysroot.h"
#include "shim/words/words.h"
#include "shim/zig/find.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "texts.h"
#include "wrapper/explain/causes.h"
#include "wrapper/options/cmd.h"

enum { COLUMN = 26, SYMBOLS_NAMED = 5 };

/* A call planned anew; nothing of it is run. */
struct subject {
	struct conf conf;
	struct call call;
	struct target target;
	struct zig zig;
	struct plan plan;
};

static void
subject_clear(struct subject *s)
{
	plan_clear(&s->plan);
	argvec_clear(&s->call.words);
	zig_clear(&s->zig);
	conf_clear(&s->conf);
}

static int
subject_plan(struct subject *s, struct fail *f)
{
	s->call.zig = &s->zig;
	s->call.facts = &facts_real;
	s->call.conf = &s->conf;
	s->call.strict = s->conf.strict == 1;
	return call_plan(&s->call, &s->plan, f);
}

static int
subject_start(struct subject *s, struct fail *f)
{
	*s = (struct subject){ .conf = CONF_INIT };
	return conf_load_here(&s->conf, f) != 0 || rules_user(&s->conf, f) != 0 ||
			       zig_look(&s->conf, &s->zig, f) != 0
		       ? -1
		       : 0;
}

/* explain -- CC WORDS: as if CC had been run. */
static int
from_words(struct subject *s, char **argv, struct fail *f)
{
	int skip;

	if (subject_start(s, f) != 0)
		return -1;
	s->call.name = argv[0];
	s->call.conf = &s->conf;
	if (call_identify(argv, &s->call, &s->target, &skip, f) != 0 ||
		call_words(argv + skip, &s->call, f) != 0)
		return -1;
	return subject_plan(s, f);
}

/* The last link: in its folder and with its variables. */
static int
from_record(struct subject *s, const struct record *r, struct fail *f)
{
	os_putenv(&r->env);
	if (chdir(r->cwd) != 0)
		return fail_errno(f, "cannot go to '%s', where the link ran",
			r->cwd);
	if (subject_start(s, f) != 0)
		return -1;
	s->call.name = r->name;
	s->call.applet = applet_find(r->applet);
	if (s->call.applet == NULL)
		return fail_set(f, "unknown tool '%s' on record", r->applet);
	if (triple_parse(r->target, &s->conf, &s->target, f) != 0)
		return -1;
	s->call.target = &s->target;
	argvec_pushv(&s->call.words, r->words.v);
	return subject_plan(s, f);
}

/* ---- the words ---- */

static const char *
verb(enum fired_action action)
{
	switch (action) {
	case FIRED_REPLACE:
		return "replaced by";
	case FIRED_DROP:
		return "dropped";
	case FIRED_NOTE:
		return "dropped, and something is lost";
	case FIRED_WARN:
		return "kept, with a warning";
	case FIRED_ADD:
		return "added";
	case FIRED_KEEP:
		break;
	}
	return "kept";
}

static void
print_fired(const struct fired *r)
{
	fshow(stdout, "%s%s%s\n%*s  rule %s: %s\n", verb(r->action),
		r->out != NULL ? " " : "", r->out != NULL ? r->out : "",
		COLUMN + 2, "", r->id, r->why);
}

static const struct fired *
fired_for(const struct plan *p, const char *text, bool *shown)
{
	for (size_t i = 0; i < p->nfired; i++)
		if (p->fired[i].in != NULL && strcmp(p->fired[i].in, text) == 0) {
			shown[i] = true;
			return &p->fired[i];
		}
	return NULL;
}

/* One word, the rule that took it, and the rules that took what came out. */
static void
print_word(const struct plan *p, const char *text, bool *shown)
{
	const struct fired *r = fired_for(p, text, shown);

	fshow(stdout, "  %-*s ", COLUMN - 1, text);
	if (strlen(text) >= COLUMN)
		fshow(stdout, "\n  %-*s ", COLUMN - 1, "");
	if (r == NULL) {
		puts("kept");
		return;
	}
	for (int depth = 0; r != NULL && depth < 8; depth++) {
		if (depth > 0)
			fshow(stdout, "  %-*s ", COLUMN - 1, "");
		print_fired(r);
		r = r->out != NULL && strcmp(r->out, text) != 0
			    ? fired_for(p, r->out, shown)
			    : NULL;
	}
}

static void
print_words(const struct subject *s)
{
	autofree bool *shown = xcalloc(s->plan.nfired + 1, sizeof *shown);
	scoped(words) ws = WORDS_INIT;
	size_t files = 0;

	puts("words:");
	words_parse(&s->call.words, s->call.applet->kind == APPLET_LD, &ws);
	for (size_t i = 0; i < ws.n; i++) {
		autoargvec one = ARGVEC_INIT;
		autofree char *text = NULL;

		word_emit(&ws.v[i], s->call.applet->kind == APPLET_LD, &one);
		text = quote_sh_words(argvec_exec(&one));
		if (ws.v[i].space == SPACE_INPUT &&
			fired_for(&s->plan, text, shown) == NULL)
			files++;
		else
			print_word(&s->plan, text, shown);
	}
	if (files > 0)
		fshow(stdout, "  %-*s kept\n", COLUMN - 1,
			files == 1 ? "1 file" : "the files");
	for (size_t i = 0; i < s->plan.nfired; i++) {
		if (shown[i])
			continue;
		fshow(stdout, "  %-*s ", COLUMN - 1,
			s->plan.fired[i].in != NULL ? s->plan.fired[i].in
						    : "(not said)");
		print_fired(&s->plan.fired[i]);
	}
}

/* ---- the files ---- */

static const char *
origin(const struct subject *s, const char *path)
{
	const char *root =
		s->plan.sysroot != NULL ? s->plan.sysroot->dir : NULL;

	if (root != NULL && strncmp(path, root, strlen(root)) == 0)
		return "  (zig's, from the target's sysroot)";
	if (s->plan.root != NULL && s->plan.root->dir != NULL &&
		strncmp(path, s->plan.root->dir,
			strlen(s->plan.root->dir)) == 0)
		return "  (of the target's root)";
	if (strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/lib", 4) == 0)
		return "  (this machine's)";
	return "";
}

/* The file of a -l in a sysroot that is yet to be made, or NULL. */
static char *
will_be(const struct sysroot *s, const struct target *t, const char *word)
{
	static const char *const ends[] = { "so", "a" };

	for (size_t i = 0; s != NULL && !s->made && i < 2; i++) {
		autofree char *name = xasprintf(
			"lib%s.%s", word + strlen("-l"), ends[i]);

		if (layout_has(t, name))
			return xasprintf("%s/lib/%s", s->dir, name);
	}
	return NULL;
}

static void
print_inputs(const struct subject *s, struct inputs *in)
{
	autoargvec more = ARGVEC_INIT;

	if (s->plan.sysroot != NULL)
		argvec_pushf(&more, "%s/lib", s->plan.sysroot->dir);
	inputs_resolve(&s->plan.inputs, &more, in);
	if (in->n == 0)
		return;
	puts("files of the link:");
	for (size_t i = 0; i < in->n; i++) {
		struct input *one = &in->v[i];

		if (one->path == NULL)
			one->path = will_be(s->plan.sysroot, &s->target,
				one->word);
		if (one->path == NULL)
			fshow(stdout, "  %-*s %s\n", COLUMN - 1, one->word,
				s->plan.sysroot != NULL
					? "in no folder that is searched"
					: "left to zig");
		else if (strcmp(one->path, one->word) == 0)
			fshow(stdout, "  %s%s\n", one->word,
				path_is_file(one->path) ? ""
							: "  (gone by now)");
		else
			fshow(stdout, "  %-*s %s%s\n", COLUMN - 1, one->word,
				one->path, origin(s, one->path));
	}
}

/* ---- the glibc ---- */

/* Who set the floor; freed by the caller. */
static char *
floor_source(const struct subject *s)
{
	const struct conf_target *ct = conf_target(&s->conf, s->target.def);
	const struct target_def *ours = triple_find(s->target.def->rust, NULL);

	if (s->target.glibc_given)
		return xstrdup("from the target's name");
	if (ct != NULL && (ours == NULL ||
		version_cmp(ct->def.glibc_default, ours->glibc_default) != 0))
		return xasprintf("from [target] in %s", ct->where);
	return xstrdup("the target's default: its name has no version");
}

static void
print_need(const struct elf_info *e, const struct inputs *in,
	const char *output)
{
	struct version most = elf_glibc(e, NULL);
	autofree char *need = version_text(most);
	size_t named = 0;

	if (version_none(most)) {
		fshow(stdout, "  '%s' needs no version of glibc\n", output);
		return;
	}
	fshow(stdout, "  '%s' needs glibc %s, because of\n", output, need);
	for (size_t i = 0; i < e->nsymbols && named < SYMBOLS_NAMED; i++) {
		const struct elf_symbol *y = &e->symbols[i];

		if (y->version == NULL || y->lib == NULL ||
			version_cmp(elf_glibc_version(y->version), most) != 0)
			continue;
		autofree char *by = inputs_wanting(in, y->name);

		fshow(stdout, "    %s@%s%s%s\n", y->name, y->version,
			by != NULL ? " wanted by " : "",
			by != NULL ? by : "");
		named++;
	}
}

static void
print_glibc(const struct subject *s, const struct inputs *in)
{
	const char *output = s->plan.output;
	autofree char *floor = version_text(s->target.glibc);
	autofree char *source = floor_source(s);
	struct elf_info e;

	if (s->target.def->libc != LIBC_GLIBC)
		return;
	puts("glibc:");
	fshow(stdout, "  the floor is %s, %s\n", floor, source);
	if (output == NULL || elf_kind(output) != ELF_KIND_ELF)
		return;
	if (elf_read(output, ELF_SYMBOLS, &e, FAIL_IGNORED) == 0) {
		print_need(&e, in, output);
		elf_clear(&e);
	}
}

/* ---- all of it ---- */

static void
print_engine(const struct subject *s)
{
	enum engine engine;
	const char *why = NULL;

	if (s->plan.engine == NULL)
		return;
	if (engine_choose(&s->call, &engine, &why, FAIL_IGNORED) != 0)
		why = NULL;
	fshow(stdout, "engine:  %s%s%s%s\n", s->plan.engine,
		why != NULL ? " (" : "", why != NULL ? why : "",
		why != NULL ? ")" : "");
}

static void
print_runs(const struct plan *p)
{
	if (p->run != NULL)
		puts("runs:\n  nothing: a tool of zshim's own does it");
	if (p->nsteps == 0)
		return;
	puts("runs:");
	for (size_t i = 0; i < p->nsteps; i++) {
		autofree char *line =
			quote_sh_words(argvec_exec(&p->steps[i].argv));

		fshow(stdout, "  %s\n", line);
	}
}

static void
print_subject(const struct subject *s)
{
	scoped(inputs) in = INPUTS_INIT;

	fshow(stdout, "tool:    %s\ntarget:  %s\nzig:     %s (%s)\n",
		s->call.applet->name, s->target.name, s->zig.path,
		s->zig.text);
	if (s->zig.other_clang != NULL)
		fshow(stdout, "clang:   %s (%s)\n", s->zig.other_clang,
			s->zig.clang);
	if (s->zig.other_lld != NULL)
		fshow(stdout, "lld:     %s\n", s->zig.other_lld);
	print_engine(s);
	if (s->plan.answer != NULL) {
		fshow(stdout, "answered by zshim itself:\n%s", s->plan.answer);
		return;
	}
	print_words(s);
	print_inputs(s, &in);
	print_runs(&s->plan);
	print_glibc(s, &in);
}

static int
explain_call(char **argv, struct fail *f)
{
	struct subject s;
	int r = from_words(&s, argv, f);

	if (r == 0)
		print_subject(&s);
	subject_clear(&s);
	return r;
}

static int
explain_last(struct fail *f)
{
	scoped(record) rec = RECORD_INIT;
	struct subject s = { .conf = CONF_INIT };
	int r = record_read(false, &rec, f);

	if (r == 0)
		r = from_record(&s, &rec, f);
	if (r == 0) {
		fshow(stdout, "the last link, in %s: %s\n", rec.cwd,
			rec.status == 0 ? "it succeeded" : "it failed");
		print_subject(&s);
		if (rec.status != 0)
			puts("it failed: see cargo zbuild explain --failure");
	}
	subject_clear(&s);
	return r;
}

/* ---- failures ---- */

struct options {
	bool failure;
	const char *target;
	const char *file;       /* of messages */
	struct argvec words;    /* of a call */
};

static int
read_log(const char *file, char **out, struct fail *f)
{
	enum { LOG_MAX = 256 << 20 };
	bool in = strcmp(file, "-") == 0;
	char *data = NULL, buffer[1 << 16];
	size_t len = 0, n;
	FILE *from = in ? stdin : fopen(file, "re");
	FILE *to = from != NULL ? open_memstream(&data, &len) : NULL;
	int r = 0;

	if (to == NULL) {
		r = fail_errno(f, "cannot read '%s'", file);
		goto out;
	}
	while (len < LOG_MAX &&
		(n = fread(buffer, 1, sizeof buffer, from)) > 0) {
		fwrite(buffer, 1, n, to);
		fflush(to);
	}
	if (ferror(from))
		r = fail_errno(f, "cannot read '%s'", file);
	fclose(to);
	*out = data;
out:
	if (from != NULL && !in)
		fclose(from);
	return r;
}

static void
print_cause(const struct cause *c)
{
	if (c->line != NULL)
		fshow(stdout, "said:    %s\n", c->line);
	fshow(stdout, "cause:   %s\n", c->cause);
	if (c->fix != NULL)
		fshow(stdout, "fix:     %s\n", c->fix);
	if (c->source != NULL)
		fshow(stdout, "see:     %s\n", c->source);
	putchar('\n');
}

/* 0 when a cause was found, 1 when not. */
static int
print_causes(const char *text, const struct target *t, const struct zig *zig)
{
	scoped(causes) c = CAUSES_INIT;
	autoargvec lines = ARGVEC_INIT;
	int found;

	causes_find(text, t, zig != NULL ? zig->lib : NULL, &c);
	error_lines(text, 3, &lines);
	for (size_t i = 0; i < lines.n; i++)
		fshow(stdout, "%s%s\n", i == 0 ? "failed:  " : "         ",
			lines.v[i]);
	putchar('\n');
	for (size_t i = 0; i < c.n; i++)
		print_cause(&c.v[i]);
	found = c.n > 0;
	if (!found)
		puts("No known cause. `cargo zbuild explain` shows how the "
		     "last link was made,\nZBUILD_TRACE=1 every call, and "
		     "`cargo zbuild doctor` looks at this machine.");
	return found ? 0 : 1;
}

static int
explain_text(const char *text, const char *target, struct fail *f)
{
	scoped(conf) conf = CONF_INIT;
	struct target t;
	struct zig zig;
	int r = -1;

	if (conf_load_here(&conf, f) == 0 &&
		triple_parse(target != NULL ? target : host_triple(), &conf,
			&t, f) == 0) {
		/* Without zig there are fewer hints. */
		bool have = zig_look(&conf, &zig, FAIL_IGNORED) == 0;

		r = print_causes(text, &t, have ? &zig : NULL);
		if (have)
			zig_clear(&zig);
	}
	return r;
}

static int
explain_failure(const struct options *o, const char *file, struct fail *f)
{
	scoped(record) rec = RECORD_INIT;
	autofree char *text = NULL;
	int r;

	if (file != NULL)
		return read_log(file, &text, f) != 0
			       ? -1
			       : explain_text(text, o->target, f);
	r = record_read(true, &rec, f);
	if (r == 0) {
		fshow(stdout, "the last link that failed: %s, in %s\n", rec.target,
			rec.cwd);
		r = explain_text(rec.said,
			o->target != NULL ? o->target : rec.target, f);
	} else {
		fail_hint(f, "give it what the build said: cargo zbuild build "
			     "2>&1 | cargo zbuild explain --failure -");
	}
	return r;
}

static const struct option_row rows[] = {
	{ "--failure", OPTION_INTO(struct options, failure),
		.help = "the likely cause of the last link that failed, or of "
			"what FILE (- is standard input) holds of a build's "
			"messages; exits with 1 if none is known" },
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct options, file) },
	{ "--target -t", "T", OPTION_TARGET,
		OPTION_INTO(struct options, target),
		.help = "the target that those messages are about" },
	{ NULL, "COMMAND", OPTION_COMMAND | OPTION_DASHES,
		OPTION_INTO(struct options, words),
		.help = "explain this call instead; it is not run" },
	NO_MORE_OPTIONS
};

static int
explain_run(void *options, struct fail *f)
{
	struct options *o = options;

	if (o->target != NULL && !o->failure)
		return subcommand_wrong(&cmd_explain, "only with --failure:",
			"--target", f);
	if (o->file != NULL && !o->failure)
		return subcommand_wrong(
			&cmd_explain, "unexpected word", o->file, f);
	if (o->failure)
		return explain_failure(o, o->file, f);
	return o->words.n == 0 ? explain_last(f)
			       : explain_call(argvec_exec(&o->words), f);
}

const struct subcommand cmd_explain = { "explain",
	"say what became of a call's words, or why a build failed",
	rows, sizeof(struct options), explain_run, .notes = text_explain_help };
