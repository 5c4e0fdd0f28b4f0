#include "wrapper/options/synopsis.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const struct {
	const char *word;
	enum synopsis_kind kind;
} kinds[] = {
	{"T",	      SYNOPSIS_TARGET },
	{"DIR",	SYNOPSIS_DIR    },
	{"FILE",	 SYNOPSIS_FILE   },
	{"FILE|URL", SYNOPSIS_FILE	  },
	{"COMMAND",  SYNOPSIS_COMMAND},
};

static void
set_kind(struct synopsis_item *item, const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].word, word) == 0) {
			item->kind = kinds[i].kind;
			return;
		}
	/* Placeholders are in capitals, words to type are not. */
	item->kind =
		islower((unsigned char)*word) ? SYNOPSIS_WORDS : SYNOPSIS_OTHER;
	if (item->kind == SYNOPSIS_WORDS)
		argvec_split(&item->words, word, "|");
}

/* The item of an option; for words without one, a new item. */
static struct synopsis_item *
item_for(struct synopsis *s, const char *option)
{
	for (size_t i = 0; option != NULL && i < s->n; i++)
		if (s->v[i].option != NULL &&
			strcmp(s->v[i].option, option) == 0)
			return &s->v[i];
	s->v = xreallocarray(s->v, s->n + 1, sizeof *s->v);
	s->v[s->n] = (struct synopsis_item){
		.option = option != NULL ? xstrdup(option) : NULL,
		.kind = SYNOPSIS_FLAG,
	};
	return &s->v[s->n++];
}

void
synopsis_read(const char *text, struct synopsis *out)
{
	struct synopsis_item *open = NULL; /* waits for its value */
	autoargvec tokens = ARGVEC_INIT;

	*out = (struct synopsis){NULL, 0};
	argvec_split(&tokens, text, " ");
	for (size_t i = 0; i < tokens.n; i++) {
		char *word = tokens.v[i] + (*tokens.v[i] == '[');
		bool closed = strchr(word, ']') != NULL;

		/* "V]...", "FILE..." */
		word[strcspn(word, "]")] = '\0';
		if (strstr(word, "...") != NULL)
			*strstr(word, "...") = '\0';
		if (*word == '\0' || strcmp(word, "|") == 0 ||
			strcmp(word, "--") == 0) {
			open = NULL;
		} else if (strncmp(word, "--", 2) == 0) {
			open = item_for(out, word);
		} else if (open != NULL) {
			if (open->kind == SYNOPSIS_FLAG)
				set_kind(open, word);
			open = NULL;
		} else {
			set_kind(item_for(out, NULL), word);
		}
		/* "[--json] FILE": the file is no value of --json. */
		if (closed)
			open = NULL;
	}
}

void
synopsis_clear(struct synopsis *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].option);
		argvec_clear(&s->v[i].words);
	}
	free(s->v);
	*s = (struct synopsis){NULL, 0};
}
