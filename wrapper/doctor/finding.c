#include "wrapper/doctor/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/text/json.h"
#include "wrapper/text/term.h"

static const struct {
	const char *name;
	enum term_style style;
} statuses[] = {
	[FINDING_OK] = { "ok", TERM_GOOD },
	[FINDING_WARN] = { "warn", TERM_WARN },
	[FINDING_MISSING] = { "missing", TERM_BAD },
};

void
finding_add(struct findings *fs, enum finding_status status, const char *about,
	char *text, char *fix)
{
	fs->v = xreallocarray(fs->v, fs->n + 1, sizeof *fs->v);
	fs->v[fs->n++] = (struct finding){ status, xstrdup(about), text, fix };
}

void
finding_fail(struct findings *fs, enum finding_status status, const char *about,
	struct fail *f, char *fix)
{
	if (fix == NULL && f->hint != NULL)
		fix = xstrdup(f->hint);
	finding_add(fs, status, about,
		xstrdup(f->what != NULL ? f->what : "failed"), fix);
	fail_clear(f);
}

bool
findings_missing(const struct findings *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		if (fs->v[i].status == FINDING_MISSING)
			return true;
	return false;
}

/* A text of several lines, the later ones below the first. */
static void
print_lines(const char *text, int indent)
{
	autofree char *seen = str_visible(text);

	for (const char *p = seen; *p != '\0'; p++) {
		putchar(*p);
		if (*p == '\n')
			printf("%*s", indent, "");
	}
	putchar('\n');
}

static void
print_text(const struct findings *fs)
{
	int width = 0;

	for (size_t i = 0; i < fs->n; i++)
		if ((int)strlen(fs->v[i].about) > width)
			width = (int)strlen(fs->v[i].about);
	for (size_t i = 0; i < fs->n; i++) {
		const struct finding *g = &fs->v[i];
		const char *name = statuses[g->status].name;

		term_print(stdout, statuses[g->status].style, name);
		printf("%*s%-*s  ", 9 - (int)strlen(name), "", width, g->about);
		print_lines(g->text, width + 11);
		if (g->fix != NULL) {
			printf("%*sfix: ", width + 11, "");
			print_lines(g->fix, width + 16);
		}
	}
}

static int
print_json(const struct findings *fs, struct fail *f)
{
	struct json j;

	json_init(&j, stdout);
	json_object(&j, NULL);
	json_bool(&j, "ok", !findings_missing(fs));
	json_array(&j, "findings");
	for (size_t i = 0; i < fs->n; i++) {
		json_object(&j, NULL);
		json_string(&j, "status", statuses[fs->v[i].status].name);
		json_string(&j, "about", fs->v[i].about);
		json_string(&j, "text", fs->v[i].text);
		json_string(&j, "fix", fs->v[i].fix);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return json_done(&j) != 0 ? fail_errno(f, "cannot write") : 0;
}

int
findings_print(const struct findings *fs, bool json, struct fail *f)
{
	if (json)
		return print_json(fs, f);
	print_text(fs);
	return 0;
}

void
findings_clear(struct findings *fs)
{
	for (size_t i = 0; i < fs->n; i++) {
		free(fs->v[i].about);
		free(fs->v[i].text);
		free(fs->v[i].fix);
	}
	free(fs->v);
	*fs = (struct findings){ NULL, 0 };
}
