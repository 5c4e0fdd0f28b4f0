/* Prints a fuzzer's dictionary, made from the tables. */
#include <stdio.h>
#include <string.h>

#include "common/argvec.h"
#include "shim/applets.h"
#include "shim/rules/rules.h"
#include "targets/table.h"

static void
entry(const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	putchar('"');
	for (; *text != '\0'; text++)
		if (*text == '"' || *text == '\\' || *text < ' ' ||
			*text > '~')
			printf("\\x%02x", (unsigned char)*text);
		else
			putchar(*text);
	puts("\"");
}

static void
entries(const char *words)
{
	autoargvec all = ARGVEC_INIT;

	argvec_split(&all, words, " ");
	for (size_t i = 0; i < all.n; i++)
		entry(all.v[i]);
}

int
main(void)
{
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;) {
		entry(r->id);
		if (r->spaces & RULE_TWO_IDS)
			entry(rule_id(r, SPACE_LINKER));
		if (r->spaces == 0)
			continue;
		entry(r->match);
		if (r->with != NULL)
			entries(r->with);
	}
	for (size_t i = 0; i < applets_n; i++)
		entries(applets[i].names);
	for (size_t i = 0; i < target_table_n; i++) {
		entry(target_row(i)->rust);
		entry(target_row(i)->gnu);
		entry(target_row(i)->cpu);
	}
	for (size_t i = 0; i < target_keys_n; i++)
		entry(target_keys[i].name);
	entries("[zbuild] [target [rule match scope when action with why "
		"replace drop note refuse keep driver linker input zig engine "
		"gate strict inherit cflags cxxflags cppflags ldflags "
		"-Wl, -Xlinker -x -o -c -S -E @ .2.17");
	entry("\n");
	return fflush(stdout) == 0 ? 0 : 1;
}
