/* JSON as it is written. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "wrapper/text/json.h"

static char *text;
static size_t len;
static struct json j;

static void
start(void)
{
	FILE *out = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(out);
	json_init(&j, out);
}

static void
expect(const char *want)
{
	ck_assert_int_eq(json_done(&j), 0);
	fclose(j.out);
	ck_assert_str_eq(text, want);
	free(text);
	text = NULL;
}

START_TEST(empty_containers)
{
	start();
	json_object(&j, NULL);
	json_array(&j, "a");
	json_end(&j);
	json_object(&j, "o");
	json_end(&j);
	json_end(&j);
	expect("{\n\t\"a\": [],\n\t\"o\": {}\n}\n");
}
END_TEST

START_TEST(every_kind)
{
	char x[] = "x", yz[] = "y z", *words[] = { x, yz, NULL };

	start();
	json_object(&j, NULL);
	json_string(&j, "s", "v");
	json_string(&j, "n", NULL);
	json_bool(&j, "t", true);
	json_bool(&j, "f", false);
	json_int(&j, "i", -9223372036854775807LL - 1);
	json_strings(&j, "w", words);
	json_strings(&j, "none", NULL);
	json_end(&j);
	expect("{\n\t\"s\": \"v\",\n\t\"n\": null,\n\t\"t\": true,\n"
	       "\t\"f\": false,\n\t\"i\": -9223372036854775808,\n"
	       "\t\"w\": [\n\t\t\"x\",\n\t\t\"y z\"\n\t],\n"
	       "\t\"none\": []\n}\n");
}
END_TEST

START_TEST(nesting_remembers_the_kind)
{
	start();
	json_array(&j, NULL);
	json_object(&j, NULL);
	json_array(&j, "a");
	json_int(&j, NULL, 1);
	json_end(&j);
	json_end(&j);
	json_object(&j, NULL);
	json_end(&j);
	json_end(&j);
	expect("[\n\t{\n\t\t\"a\": [\n\t\t\t1\n\t\t]\n\t},\n\t{}\n]\n");
}
END_TEST

START_TEST(escapes)
{
	start();
	json_string(&j, NULL, "q\" b\\ n\n r\r t\t b\b f\f e\x1b d\x7f /");
	expect("\"q\\\" b\\\\ n\\n r\\r t\\t b\\b f\\f e\\u001b d\\u007f "
	       "/\"\n");
}
END_TEST

START_TEST(key_is_escaped)
{
	start();
	json_object(&j, NULL);
	json_int(&j, "a\"b", 1);
	json_end(&j);
	expect("{\n\t\"a\\\"b\": 1\n}\n");
}
END_TEST

START_TEST(good_utf8_stays)
{
	start();
	json_string(&j, NULL, "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
	expect("\"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\"\n");
}
END_TEST

/* overlong '/', lone continuation, surrogate, beyond U+10FFFF, cut off */
START_TEST(bad_utf8_is_replaced)
{
	start();
	json_string(&j, NULL, "\xc0\xaf");
	expect("\"\\ufffd\\ufffd\"\n");
	start();
	json_string(&j, NULL, "a\x80z");
	expect("\"a\\ufffdz\"\n");
	start();
	json_string(&j, NULL, "\xed\xa0\x80");
	expect("\"\\ufffd\\ufffd\\ufffd\"\n");
	start();
	json_string(&j, NULL, "\xf4\x90\x80\x80");
	expect("\"\\ufffd\\ufffd\\ufffd\\ufffd\"\n");
	start();
	json_string(&j, NULL, "\xe2\x82");
	expect("\"\\ufffd\\ufffd\"\n");
	start();
	json_string(&j, NULL, "\xe0\x80\x80");
	expect("\"\\ufffd\\ufffd\\ufffd\"\n");
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
	FILE *full = fopen("/dev/full", "w");

	if (full == NULL)
		return;
	json_init(&j, full);
	json_string(&j, NULL, "v");
	ck_assert_int_eq(json_done(&j), -1);
	fclose(full);
}
END_TEST

Suite *suite_json(void);

Suite *
suite_json(void)
{
	Suite *s = suite_create("json");
	TCase *tc = tcase_create("json");

	tcase_add_test(tc, empty_containers);
	tcase_add_test(tc, every_kind);
	tcase_add_test(tc, nesting_remembers_the_kind);
	tcase_add_test(tc, escapes);
	tcase_add_test(tc, key_is_escaped);
	tcase_add_test(tc, good_utf8_stays);
	tcase_add_test(tc, bad_utf8_is_replaced);
	tcase_add_test(tc, a_full_disk_is_noticed);
	suite_add_tcase(s, tc);
	return s;
}
