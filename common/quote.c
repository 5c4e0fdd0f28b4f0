#include "common/quote.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const char blanks[] = " \t\n\r\f\v";

char *
quote_sh(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789@%_-+=:,./";
	char *out, *o;

	if (*word != '\0' && word[strspn(word, plain)] == '\0')
		return xstrdup(word);
	o = out = xmalloc(strlen(word) * 4 + 3);
	*o++ = '\'';
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			o = stpcpy(o, "'\\''");
		else
			*o++ = *word;
	}
	*o++ = '\'';
	*o = '\0';
	return out;
}

char *
quote_sh_words(char *const *words)
{
	autoargvec a = ARGVEC_INIT;

	for (; words != NULL && *words != NULL; words++)
		argvec_take(&a, quote_sh(*words));
	return argvec_join(&a, " ");
}

char *
quote_gnu(const char *word)
{
	char *out, *o;

	if (*word == '\0')
		return xstrdup("\"\"");
	o = out = xmalloc(strlen(word) * 2 + 1);
	for (; *word != '\0'; word++) {
		if (strchr(" \t\n\r\f\v\\'\"", *word) != NULL)
			*o++ = '\\';
		*o++ = *word;
	}
	*o = '\0';
	return out;
}

void
quote_parse_gnu(const char *s, struct argvec *out)
{
	char *buf = xmalloc(strlen(s) + 1);

	while (*(s += strspn(s, blanks)) != '\0') {
		char quote = '\0', *o = buf;

		for (; *s != '\0'; s++) {
			if (quote == '\0' && strchr(blanks, *s) != NULL)
				break;
			if (*s == '\\' && s[1] != '\0')
				*o++ = *++s;
			else if (quote != '\0' && *s == quote)
				quote = '\0';
			else if (quote == '\0' && (*s == '\'' || *s == '"'))
				quote = *s;
			else
				*o++ = *s;
		}
		*o = '\0';
		argvec_push(out, buf);
	}
	free(buf);
}

/* A backslash before the end of a line joins the next one to it. */
static const char *
skip_blanks_sh(const char *s)
{
	while ((*s != '\0' && strchr(blanks, *s) != NULL) ||
		strncmp(s, "\\\n", 2) == 0)
		s += *s == '\\' ? 2 : 1;
	return s;
}

int
quote_parse_sh(const char *s, struct argvec *out, struct fail *f)
{
	autofree char *buf = xmalloc(strlen(s) + 1);

	while (*(s = skip_blanks_sh(s)) != '\0') {
		const char *word = s;
		char quote = '\0', *o = buf;

		for (; *s != '\0'; s++) {
			if (quote == '\0' && strchr(blanks, *s) != NULL)
				break;
			if (quote != '\'' && *s == '\\' && s[1] == '\n') {
				s++;
			} else if (quote != '\'' && *s == '\\' &&
				s[1] != '\0') {
				if (quote == '"' &&
					strchr("\\\"$`", s[1]) == NULL)
					*o++ = *s;
				*o++ = *++s;
			} else if (quote != '\0' && *s == quote)
				quote = '\0';
			else if (quote == '\0' && (*s == '\'' || *s == '"'))
				quote = *s;
			else
				*o++ = *s;
		}
		if (quote != '\0')
			return fail_set(f, "unclosed %c in '%s'", quote, word);
		*o = '\0';
		argvec_push(out, buf);
	}
	return 0;
}
