/*
 * TOML files as our reader has them: toml-tests FILE… prints a line for each,
 * its tree as JSON, where a string is {"string": TEXT} and what has no quotes
 * {"other": TEXT}; or null, and on stderr why. tests/toml/run.sh compares.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/text/toml.h"

enum { MAX_FILE = 1 << 20 };

static void
put_string(const char *s)
{
	putchar('"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (strncmp(s, TOML_NUL, strlen(TOML_NUL)) == 0) {
			fputs("\\u0000", stdout);
			s += strlen(TOML_NUL) - 1;
		} else if (c < ' ' || c == '"' || c == '\\') {
			printf("\\u%04x", c);
		} else {
			putchar(c);
		}
	}
	putchar('"');
}

static void
put(const struct toml *t)
{
	bool table = t->kind == TOML_TABLE;

	if (t->text != NULL) {
		fputs(t->kind == TOML_STRING ? "{\"string\": " : "{\"other\": ",
			stdout);
		put_string(t->text);
		putchar('}');
		return;
	}
	putchar(table ? '{' : '[');
	for (size_t i = 0; i < t->n; i++) {
		if (i > 0)
			putchar(',');
		if (table) {
			put_string(t->items[i]->key);
			putchar(':');
		}
		put(t->items[i]);
	}
	putchar(table ? '}' : ']');
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		autofree char *text = NULL;
		struct fail f = FAIL_INIT;
		struct toml *t = NULL;

		if (path_read_text(argv[i], MAX_FILE, &text, &f) == 0 &&
			toml_parse(text, argv[i], &t, &f) == 0) {
			put(t);
			toml_free(t);
		} else {
			fputs("null", stdout);
			fprintf(stderr, "%s\n", f.what);
		}
		putchar('\n');
		fail_clear(&f);
	}
	return 0;
}
