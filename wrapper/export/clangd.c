/* env --format clangd and flags: what a clang of one's own must be told. */
#include "wrapper/export/export.h"

/* YAML's double-quoted style, and JSON's. */
static void
put_quoted(const char *text, FILE *out)
{
	putc('"', out);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

void
export_clangd(const struct buildenv *b, const struct target *t, FILE *out)
{
	autoargvec words = ARGVEC_INIT;

	export_clang_words(b, t, &words);
	fprintf(out, "# %s\nCompileFlags:\n  Add:\n", t->name);
	for (size_t i = 0; i < words.n; i++) {
		fputs("    - ", out);
		put_quoted(words.v[i], out);
		putc('\n', out);
	}
}

/* compile_flags.txt has a word on each line, and neither quotes nor
 * comments. */
void
export_flags(const struct buildenv *b, const struct target *t, FILE *out)
{
	autoargvec words = ARGVEC_INIT;

	export_clang_words(b, t, &words);
	for (size_t i = 0; i < words.n; i++) {
		export_line(words.v[i], out);
		putc('\n', out);
	}
}
