#include "wrapper/cargo/setupfile.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "wrapper/text/tomledit.h"

static const char first_line[] =
	"# Made by `cargo zbuild setup`, which writes it anew: changes here "
	"are lost.";
static const char targets_line[] = "# zbuild targets:";
static const char undo_line[] = "# zbuild undo:";
static const char sum_line[] = "\n# zbuild sum: ";

static const struct {
	const char *word;
	size_t at;
} flags[] = {
	{ "made-config", offsetof(struct setupfile_record, made_config) },
	{ "made-folder", offsetof(struct setupfile_record, made_dir)   },
	{ "was-string",  offsetof(struct setupfile_record, was_string) },
};
enum { NFLAGS = COUNT(flags) };

static bool *
flag(const struct setupfile_record *r, size_t i)
{
	return (bool *)((char *)r + flags[i].at);
}

bool
setupfile_ours(const char *text)
{
	return strncmp(text, first_line, strlen(first_line)) == 0;
}

/* The words behind a line's beginning; false if there is no such line. */
static bool
line_words(const char *text, const char *begin, struct argvec *out)
{
	for (const char *p = text; p != NULL; p = strchr(p, '\n')) {
		autofree char *line = NULL;

		p += *p == '\n';
		if (strncmp(p, begin, strlen(begin)) != 0)
			continue;
		p += strlen(begin);
		line = xstrndup(p, strcspn(p, "\r\n"));
		argvec_split(out, line, " ");
		return true;
	}
	return false;
}

bool
setupfile_read(const char *text, struct setupfile_record *r)
{
	autoargvec undo = ARGVEC_INIT;
	const char *block = tomledit_find_block(text);

	if (!setupfile_ours(text) && block == NULL)
		return false;
	if (block != NULL)
		text = block;
	line_words(text, targets_line, &r->targets);
	line_words(text, undo_line, &undo);
	for (size_t i = 0; i < NFLAGS; i++)
		*flag(r, i) = argvec_has(&undo, flags[i].word);
	return true;
}

void
setupfile_write(const struct setupfile_record *r, struct argvec *lines)
{
	autofree char *targets = argvec_join(&r->targets, " "), *undo = NULL;
	autoargvec words = ARGVEC_INIT;

	for (size_t i = 0; i < NFLAGS; i++)
		if (*flag(r, i))
			argvec_push(&words, flags[i].word);
	argvec_pushf(lines, "%s %s", targets_line, targets);
	if (words.n == 0)
		return;
	undo = argvec_join(&words, " ");
	argvec_pushf(lines, "%s %s", undo_line, undo);
}

void
setupfile_head(struct argvec *lines)
{
	argvec_push(lines, first_line);
	argvec_push(lines,
		"# `cargo zbuild setup --remove` takes it out again. The "
		"paths are those of");
	argvec_push(lines, "# this machine: keep it out of version control.");
}

/* Of what stands in front of it, FNV-1a. */
static char *
sum_of(const char *text, size_t n)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return xasprintf("%s%016llx\n", sum_line, (unsigned long long)hash);
}

char *
setupfile_sealed(const char *text)
{
	autofree char *sum = sum_of(text, strlen(text));

	return xasprintf("%s%s", text, sum);
}

bool
setupfile_changed(const char *text)
{
	const char *at = strstr(text, sum_line);
	autofree char *sum = NULL;

	if (at == NULL)
		return false;
	sum = sum_of(text, (size_t)(at - text));
	return strcmp(at, sum) != 0;
}

void
setupfile_blank(char *text)
{
	if (!setupfile_ours(text)) {
		tomledit_blank_blocks(text);
		return;
	}
	for (; *text != '\0'; text++)
		if (*text != '\n' && *text != '\r')
			*text = ' ';
}

void
setupfile_clear(struct setupfile_record *r)
{
	argvec_clear(&r->targets);
}
