#include "wrapper/text/term.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"

static bool
coloured(FILE *out)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0 && isatty(fileno(out));
}

void
term_print(FILE *out, enum term_style style, const char *text)
{
	static const char *const codes[] = {
		[TERM_PLAIN] = "",
		[TERM_BOLD] = "1",
		[TERM_GOOD] = "32",
		[TERM_WARN] = "33",
		[TERM_BAD] = "31",
	};

	bool plain = style == TERM_PLAIN || !coloured(out);

	if (!plain)
		fprintf(out, "\033[%sm", codes[style]);
	fshow(out, "%s", text);
	if (!plain)
		fputs("\033[0m", out);
}
