/* The rules as a whole: which row a word meets, and that none hides another. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/facts.h"
#include "shim/rules/rows.h"
#include "shim/rules/rules.h"
#include "shim/rules/user.h"

Suite *suite_rules(void);

static struct fail f;

static void
tear_down(void)
{
	fail_clear(&f);
	ck_assert_int_eq(rules_user(NULL, &f), 0);
}

static const struct {
	const char *pattern, *text;
	bool matches;
} patterns[] = {
	{ "-lgcc", "-lgcc", true },
	{ "-lgcc", "-lgcc_s", false },
	{ "-lgcc*", "-lgcc_s", true },
	{ "-lgcc*", "-lgcc", true },
	{ "*", "", true },
	{ "*", "anything", true },
	{ "", "", true },
	{ "", "a", false },
	{ "a*b", "ab", true },
	{ "a*b", "axxb", true },
	{ "a*b", "axxbc", false },
	{ "*crt*.o", "/x/crt1.o", true },
	{ "*crt*.o", "/x/crt1.obj", false },
	{ "a**b", "a-b", true },
};

START_TEST(patterns_match)
{
	ck_assert_int_eq(rule_match(patterns[_i].pattern, patterns[_i].text),
		patterns[_i].matches);
}
END_TEST

START_TEST(ids_are_unique_and_rows_are_whole)
{
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;) {
		ck_assert_ptr_nonnull(r->id);
		ck_assert(r->why != NULL && *r->why != '\0');
		ck_assert_msg(r->match != NULL || r->spaces == 0, "%s", r->id);
		ck_assert_msg(r->why[strlen(r->why) - 1] != '.', "%s", r->id);
		ck_assert_msg((r->action == RULE_CALL) == (r->fn != NULL),
			"%s", r->id);
		ck_assert_msg(r->action != RULE_REPLACE || r->with != NULL,
			"%s", r->id);
		for (const struct rule *o = r; (o = rule_next(o)) != NULL;) {
			ck_assert_str_ne(r->id, o->id);
			ck_assert_str_ne(rule_id(r, SPACE_LINKER),
				rule_id(o, SPACE_LINKER));
			ck_assert_str_ne(r->id, rule_id(o, SPACE_LINKER));
			ck_assert_str_ne(rule_id(r, SPACE_LINKER), o->id);
		}
	}
}
END_TEST

/* A call for which a table's condition does not hold passes by its rows. */
START_TEST(a_tables_condition_is_that_of_its_rows)
{
	static const struct rule_table *const tables[] = { &rows_elf,
		&rows_windows, &rows_apple };
	unsigned elf = WHEN_ELF | WHEN_GNU | WHEN_MUSL | WHEN_BSD;

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		for (size_t k = 0; k < tables[i]->n; k++)
			ck_assert_msg(tables[i]->rows[k].when &
					(i == 0 ? elf : tables[i]->when),
				"%s", tables[i]->rows[k].id);
}
END_TEST

/* Two rows that match the same word under the same conditions: the later one
 * could never be told from the first. */
START_TEST(no_row_hides_another)
{
	for (const struct rule *a = NULL; (a = rule_next(a)) != NULL;)
		for (const struct rule *b = a; (b = rule_next(b)) != NULL;)
			ck_assert_msg((a->spaces & b->spaces &
					      RULE_LOOKED_UP) == 0 ||
					      a->when != b->when ||
					      a->zig_from != b->zig_from ||
					      a->zig_below != b->zig_below ||
					      strcmp(a->match, b->match) != 0,
				"%s and %s", a->id, b->id);
}
END_TEST

START_TEST(conditions_have_names)
{
	unsigned bits;

	ck_assert_int_eq(rule_when_parse("link, gnu x86", &bits, &f), 0);
	ck_assert_uint_eq(bits, WHEN_LINK | WHEN_GNU | WHEN_X86);
	ck_assert_int_eq(rule_when_parse("", &bits, &f), 0);
	ck_assert_uint_eq(bits, 0);
	for (const struct rule *r = NULL; (r = rule_next(r)) != NULL;)
		for (unsigned bit = 1; bit != 0; bit <<= 1)
			if (r->when & bit)
				ck_assert_str_ne(rule_when_name(bit), "");
	ck_assert_int_eq(rule_when_parse("link tuesday", &bits, &f), -1);
	ck_assert_str_eq(f.what, "unknown condition 'tuesday'");
}
END_TEST

START_TEST(a_users_rule_comes_first)
{
	char id[] = "mine", match[] = "-lgcc_s", scope[] = "driver";
	char action[] = "drop", where[] = "x.ini:1";
	struct conf_rule rule = { .id = id,
		.match = match,
		.scope = scope,
		.action = action,
		.where = where };
	struct conf conf = { .rules = &rule, .nrules = 1 };
	struct zig zig = { .version = { 0, 17, 1 } };
	struct call call = { .zig = &zig, .facts = &facts_real };
	struct rule_context c = { .call = &call, .when = ~0u };

	ck_assert_str_eq(rule_for(&c, "-lgcc_s", SPACE_DRIVER)->id,
		"lib-gcc-s");
	ck_assert_int_eq(rules_user(&conf, &f), 0);
	ck_assert_str_eq(rule_for(&c, "-lgcc_s", SPACE_DRIVER)->id, "mine");
	ck_assert_str_eq(rule_for(&c, "-lgcc_eh", SPACE_DRIVER)->id,
		"lib-gcc-eh");
	ck_assert_int_eq(rules_user(NULL, &f), 0);
	ck_assert_str_eq(rule_for(&c, "-lgcc_s", SPACE_DRIVER)->id,
		"lib-gcc-s");
}
END_TEST

START_TEST(zig_versions_decide)
{
	struct zig zig = { .version = { 0, 15, 2 } };
	struct call call = { .zig = &zig, .facts = &facts_real };
	struct rule_context c = { .call = &call,
		.when = WHEN_ZIGCC | WHEN_LINK | WHEN_GNU | WHEN_ELF };

	ck_assert_str_eq(rule_for(&c, "-lgcc", SPACE_DRIVER)->id,
		"lib-gcc-old");
	zig.version = (struct version){ 0, 16, 0 };
	ck_assert_str_eq(rule_for(&c, "-lgcc", SPACE_DRIVER)->id, "lib-gcc");
}
END_TEST

/* One row for both, called by a name for each. */
START_TEST(a_row_for_driver_and_linker_has_two_ids)
{
	struct zig zig = { .version = { 0, 17, 1 } };
	struct call call = { .zig = &zig, .facts = &facts_real };
	struct rule_context c = { .call = &call,
		.when = WHEN_ZIGCC | WHEN_LINK | WHEN_DARWIN };
	const struct rule *r = rule_for(&c, "-arch arm64", SPACE_DRIVER);

	ck_assert_ptr_eq(r, rule_for(&c, "-arch arm64", SPACE_LINKER));
	ck_assert_str_eq(rule_id(r, SPACE_DRIVER), "mac-arch");
	ck_assert_str_eq(rule_id(r, SPACE_LINKER), "mac-ld-arch");
	ck_assert_ptr_null(rule_for(&c, "-arch arm64", SPACE_INPUT));
}
END_TEST

/* Of "-lgcc_s*" among Apple's rows and "-lgcc_s" among all targets'. */
START_TEST(the_longest_of_all_tables_counts)
{
	struct zig zig = { .version = { 0, 17, 1 } };
	struct call call = { .zig = &zig, .facts = &facts_real };
	struct rule_context c = { .call = &call,
		.when = WHEN_ZIGCC | WHEN_LINK | WHEN_DARWIN };

	ck_assert_str_eq(rule_for(&c, "-lgcc_s", SPACE_DRIVER)->id,
		"lib-gcc-s");
	ck_assert_str_eq(rule_for(&c, "-lgcc_s.1", SPACE_DRIVER)->id,
		"mac-lib-gcc-s");
}
END_TEST

/* "--eh-frame-hdr" once found the rule of "-e*". */
static const char *const no_rule[] = { "--eh-frame-hdr", "--end-group",
	"--hash-style=gnu", "--enable-new-dtags", "--emit-relocs",
	"--undefined-version", "--as-needed", "--entry=x" };

START_TEST(long_names_are_no_short_options)
{
	struct zig zig = { .version = { 0, 17, 1 } };
	struct call call = { .zig = &zig, .facts = &facts_real };
	struct rule_context c = { .call = &call,
		.when = WHEN_ZIGCC | WHEN_LINK | WHEN_GNU | WHEN_ELF };

	ck_assert_ptr_null(rule_for(&c, no_rule[_i], SPACE_LINKER));
}
END_TEST

Suite *
suite_rules(void)
{
	Suite *s = suite_create("rules");
	TCase *c = tcase_create("rules");

	tcase_add_checked_fixture(c, NULL, tear_down);
	tcase_add_loop_test(c, patterns_match, 0, COUNT(patterns));
	tcase_add_test(c, ids_are_unique_and_rows_are_whole);
	tcase_add_test(c, a_tables_condition_is_that_of_its_rows);
	tcase_add_test(c, no_row_hides_another);
	tcase_add_test(c, conditions_have_names);
	tcase_add_test(c, a_users_rule_comes_first);
	tcase_add_test(c, zig_versions_decide);
	tcase_add_test(c, a_row_for_driver_and_linker_has_two_ids);
	tcase_add_test(c, the_longest_of_all_tables_counts);
	tcase_add_loop_test(c, long_names_are_no_short_options, 0,
		COUNT(no_rule));
	suite_add_tcase(s, c);
	return s;
}
