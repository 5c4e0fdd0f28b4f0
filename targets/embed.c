/*
 * Texts that belong in files (completions, snippets, sources that a sysroot is
 * compiled from) become strings of the programs: embed FILE writes
 * `const char text_NAME[]` and its length on stdout; embed --header FILE…
 * declares them all; embed --pages FILE… is a table of pages by their names.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "wrapper/commands/text/zbuild.bash" is text_zbuild_bash. */
static void
print_name(const char *path)
{
	const char *base = strrchr(path, '/');

	fputs("text_", stdout);
	for (base = base != NULL ? base + 1 : path; *base != '\0'; base++)
		putchar(isalnum((unsigned char)*base) ? *base : '_');
}

static void
print_header(char **files)
{
	puts("/* Made by targets/embed.c: the files in text/ folders. */");
	puts("#pragma once\n#include <stddef.h>\n");
	for (; *files != NULL; files++) {
		printf("extern const char ");
		print_name(*files);
		printf("[];      /* %s */\nextern const size_t ", *files);
		print_name(*files);
		puts("_len;");
	}
	puts("\nstruct text_page {\n\tconst char *name, *text;\n};\n\n"
	     "extern const struct text_page text_pages[];");
}

/* "docs/ci.md" is the page "ci". */
static void
print_pages(char **files)
{
	puts("/* Made by targets/embed.c. */\n#include \"texts.h\"\n\n"
	     "const struct text_page text_pages[] = {");
	for (; *files != NULL; files++) {
		const char *base = strrchr(*files, '/');

		base = base != NULL ? base + 1 : *files;
		printf("\t{ \"%.*s\", ", (int)strcspn(base, "."), base);
		print_name(*files);
		puts(" },");
	}
	puts("\t{ 0, 0 }\n};");
}

static void
print_text(const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t n = 0;
	int c;

	if (in == NULL)
		err(1, "cannot open '%s'", path);
	printf("/* Made by targets/embed.c from %s. */\n", path);
	printf("#include \"texts.h\"\n\nconst char ");
	print_name(path);
	fputs("[] = {", stdout);
	for (; (c = getc(in)) != EOF; n++)
		printf("%s%d,", n % 16 == 0 ? "\n" : "", c);
	if (ferror(in))
		err(1, "cannot read '%s'", path);
	fclose(in);
	printf("\n0 };\nconst size_t ");
	print_name(path);
	printf("_len = %zu;\n", n);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--header") == 0)
		print_header(argv + 2);
	else if (argc > 1 && strcmp(argv[1], "--pages") == 0)
		print_pages(argv + 2);
	else if (argc == 2)
		print_text(argv[1]);
	else
		errx(2, "usage: embed [--header | --pages] FILE...");
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "cannot write");
	return 0;
}
