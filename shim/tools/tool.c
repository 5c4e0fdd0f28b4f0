#include "shim/tools/tool.h"

#include <stdio.h>
#include <string.h>

#include "common/optionhelp.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"

int
tool_not_needed(const struct call *call, const char *family, struct fail *f)
{
	fail_set(f, "target '%s' needs no %s", call->target->name,
		call->applet->name);
	return fail_hint(f, "%s is a tool of %s targets",
		call->applet->name, family);
}

char *
tool_of_llvm(const struct call *call, const char *tool)
{
	const struct machine *m = call->facts->machine;
	autofree char *llvm = xasprintf("llvm-%s", tool);
	char *found = m->on_path(llvm);

	if (found == NULL)
		found = m->on_path(tool);
	for (int v = 30; found == NULL && v >= 13; v--) {
		autofree char *versioned = xasprintf("%s-%d", tool, v);

		found = m->on_path(versioned);
	}
	return found;
}

static struct option_table
table_of(const struct tool *t, const char *hint)
{
	return (struct option_table){ .rows = t->rows,
		.syntax = t->syntax | OPTIONS_LAST | OPTIONS_HELP,
		.status = t->status,
		.hint = hint };
}

/* Those that zig has, after all, have no other that knows more. */
static char *
hint_of(const struct tool *t)
{
	return t->status == 0
		       ? xstrdup("")
		       : xasprintf("%s --help says what ours knows; "
				   "install llvm for its %s",
				 t->name, t->name);
}

char *
tool_help(const struct tool *t)
{
	autofree char *head = xasprintf("usage: %s [OPTION]...", t->name);
	struct option_row words[2] = { { .names = NULL } };
	char *text = NULL;
	size_t len = 0;
	FILE *out = xmemstream(&text, &len);

	for (const struct option_row *r = t->rows; !option_is_end(r); r++)
		if (r->names == NULL)
			words[0] = *r;
	options_usage(out, head, words);
	options_help(out, t->rows, 2, options_width(t->rows));
	fclose(out);
	return text;
}

int
tool_parse(const struct tool *t, const struct call *call, void *into,
	struct fail *f)
{
	autofree char *hint = hint_of(t);
	struct option_table table = table_of(t, hint);
	static char *none[] = { NULL };
	/* What is set points into the call's words. */
	int r = options_parse(&table, call->words.n > 0 ? call->words.v : none,
		into, f);

	if (r == OPTIONS_ASKED) {
		autofree char *text = tool_help(t);

		fputs(text, stdout);
		if (fflush(stdout) != 0)
			return fail_errno(f, "cannot write the help");
	}
	return r > 0 ? 1 : r;
}

int
tool_wrong(const struct tool *t, const char *what, const char *word,
	struct fail *f)
{
	autofree char *hint = hint_of(t);
	struct option_table table = table_of(t, hint);

	return options_wrong(&table, what, word, f);
}

int
tool_run(const struct tool *t, const struct call *call, struct fail *f)
{
	autofree void *into = xcalloc(1, t->size);
	int r = tool_parse(t, call, into, f);

	r = r == 0 ? t->run(into, call, f) : r > 0 ? 0 : r;
	if (r < 0 && f->status == 0)
		f->status = t->status;
	options_clear(t->rows, into);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail_errno(f, "cannot write what it says");
	return r;
}

void
tool_own(const struct tool *t, struct plan *p)
{
	p->tool = t;
	p->run = tool_run;
}
