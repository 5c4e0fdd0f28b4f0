/* cargo-zbuild: `cargo zbuild SUBCOMMAND …`. */
#include <bsd/stdlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fill.h"
#include "common/nearest.h"
#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "shim/zig/zig.h"
#include "texts.h"
#include "wrapper/build/cargo.h"
#include "wrapper/build/zigbuild.h"
#include "wrapper/subcommands.h"
#include "wrapper/text/json.h"

static const struct subcommand *
find(const char *name)
{
	for (size_t i = 0; subcommands[i] != NULL; i++)
		if (strcmp(subcommands[i]->name, name) == 0)
			return subcommands[i];
	return NULL;
}

/* A page of docs/ by its name or the file's; `targets` is a subcommand, too. */
static const char *
find_page(const char *word)
{
	const char *base = path_base(word);
	int n = (int)strcspn(base, ".");

	if (base[n] != '\0' && strcmp(base + n, ".md") != 0)
		return NULL;
	for (const struct text_page *p = text_pages; p->name != NULL; p++)
		if ((int)strlen(p->name) == n && strncmp(p->name, base, n) == 0)
			return p->text;
	return NULL;
}

/* Their names, in lines. */
static void
list_pages(struct argvec *out)
{
	size_t column = 0;

	for (const struct text_page *p = text_pages; p->name != NULL; p++) {
		bool wrap = column + strlen(p->name) > 74;

		argvec_pushf(out, "%s%s", column == 0 ? "  "
					  : wrap      ? "\n  "
						      : " ", p->name);
		column = (column == 0 || wrap ? 2 : column + 1) +
			 strlen(p->name);
	}
}

static int
print_help(void)
{
	autoargvec lines = ARGVEC_INIT, names = ARGVEC_INIT;
	autofree char *list = NULL, *text = NULL, *pages = NULL;

	for (size_t i = 0; subcommands[i] != NULL; i++)
		argvec_pushf(&lines, "  %-12s %s\n", subcommands[i]->name,
			subcommands[i]->purpose);
	list = argvec_join(&lines, "");
	list_pages(&names);
	pages = argvec_join(&names, "");
	text = text_fill(text_zbuild_help, "@SUBCOMMANDS@", list, "@PAGES@",
		pages, NULL);
	fputs(text, stdout);
	return 0;
}

static int
print_version(bool json)
{
	autofree char *oldest = version_text(zig_oldest);
	struct json j;

	if (!json) {
		printf("cargo-zbuild %s, with zig %s to " ZIG_DEFAULT_VERSION
		       "\n", zbuild_version, oldest);
		return 0;
	}
	json_init(&j, stdout);
	json_object(&j, NULL);
	json_string(&j, "version", ZBUILD_VERSION);
	json_string(&j, "commit", zbuild_commit);
	json_string(&j, "zig_oldest", oldest);
	json_string(&j, "zig_newest", ZIG_DEFAULT_VERSION);
	json_end(&j);
	return json_done(&j);
}

/* `help NAME`: ours, a page, or cargo's own help. */
static int
help(int argc, char **argv, struct fail *f)
{
	const struct subcommand *cmd = argc > 1 ? find(argv[1]) : NULL;
	const char *page = argc > 1 ? find_page(argv[1]) : NULL;

	if (cmd != NULL && page != NULL)
		printf("(`cargo zbuild help %s.md` is the page about it.)\n\n",
			argv[1]);
	if (cmd != NULL)
		return subcommand_help(cmd, stdout);
	if (page != NULL)
		return fputs(page, stdout) < 0 ? fail_errno(f, "cannot write")
					       : 0;
	return argc > 1 ? cargo_call(argc, argv, NULL, f) : print_help();
}

/* One of ours misspelled? Cargo knows nothing of them, so its own advice would
 * lead astray. Short names are too near to cargo's (init, info; test, trust). */
static void
advise(const char *word)
{
	enum { LONG = 5, NEAR = 2 };
	autofree char *external = xasprintf("cargo-%s", word), *found = NULL;

	for (size_t i = 0; subcommands[i] != NULL; i++) {
		const char *name = subcommands[i]->name;
		size_t n = strlen(name);

		if (n < LONG || nearest_distance(word, name) >
					(n > LONG ? NEAR : 1u))
			continue;
		found = path_find(external);
		if (found == NULL)
			fshow(stderr,
				"zbuild: `%s` goes to cargo; ours is `cargo "
				"zbuild %s`\n",
				word, name);
		return;
	}
}

static int
dispatch(int argc, char **argv, struct fail *f)
{
	const char *first = argc > 0 ? argv[0] : "";
	const struct subcommand *cmd = find(first);

	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		return print_help();
	if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
		return print_version(argc > 1 &&
				     strcmp(argv[1], "--json") == 0);
	if (strcmp(first, "help") == 0)
		return help(argc, argv, f);
	if (cmd == NULL) {
		advise(first);
		return cargo_call(argc, argv, NULL, f);
	}
	return subcommand_run(cmd, argv + 1, f);
}

int
main(int argc, char **argv)
{
	autofail f = FAIL_INIT;
	const char *name = os_exec_name(argv);
	bool zigbuild = zigbuild_is_name(name);
	int skip = 1, n, r;

	os_open_streams();
	setprogname(zigbuild ? "cargo-zigbuild" : "cargo-zbuild");
	/* Cargo repeats the name: `cargo zbuild x` runs
	 * `cargo-zbuild zbuild x`. */
	if (!zigbuild && argc > 1 && strcmp(argv[1], "zbuild") == 0)
		skip = 2;
	n = argc > skip ? argc - skip : 0;
	r = trace_open(&f);
	if (r == 0)
		r = zigbuild ? zigbuild_run(name, n, argv + argc - n, &f)
			     : dispatch(n, argv + argc - n, &f);
	if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		r = fail_errno(&f, "cannot write");
	if (r >= 0)
		return r;
	return fail_print(&f);
}
