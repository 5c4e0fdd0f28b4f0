/* Arm's build attributes: which M profile an object is for. */
#include <check.h>
#include <elf.h>
#include <string.h>

#include "common/elf.h"
#include "tests/unit/elfmake.h"

/* An ELF file of nothing but one section, the attributes. */
struct file {
	Elf32_Ehdr head;
	Elf32_Shdr section;
	unsigned char attributes[64];
};

static void
make(struct file *m, const void *tags, size_t n)
{
	unsigned char *p = m->attributes;
	uint32_t file = 1 + 4 + (uint32_t)n, all = 4 + 6 + file;

	memset(m, 0, sizeof *m);
	memcpy(m->head.e_ident, "\177ELF\1\1\1", 7);
	m->head.e_type = ET_EXEC;
	m->head.e_machine = EM_ARM;
	m->head.e_entry = 0x41;
	m->head.e_shoff = offsetof(struct file, section);
	m->head.e_shnum = 1;
	m->head.e_shentsize = sizeof m->section;
	m->head.e_phentsize = sizeof(Elf32_Phdr);
	m->section.sh_type = 0x70000003;
	m->section.sh_offset = offsetof(struct file, attributes);
	m->section.sh_size = 1 + all;
	*p = 'A';
	memcpy(p + 1, &all, 4);
	memcpy(p + 5, "aeabi", 6);
	p[11] = 1;
	memcpy(p + 12, &file, 4);
	memcpy(p + 16, tags, n);
}

static int
arm_m(const struct file *m, size_t len)
{
	unsigned char *copy = guarded(m, len);
	struct fail f = FAIL_INIT;
	struct elf_info e;
	int r = -1;

	if (elf_parse(copy, len, 0, &e, &f) == 0) {
		ck_assert_uint_eq(e.entry, 0x41);
		r = e.arm_m;
		elf_clear(&e);
	}
	fail_clear(&f);
	guarded_free(copy, len);
	return r;
}

#define M_PROFILE "\7M"
#define A_PROFILE "\7A"
static const struct {
	const char *tags;
	size_t n;
	int want;
} kinds[] = {
	{ "\6\x0c" M_PROFILE, 4, 12 }, /* v6S-M */
	{ "\5"
	 "7E-M\0"
	 "\6\x0d" M_PROFILE,
		10, 13 }, /* a name before */
	{ "\x43"
	 "2.09\0"
	 "\6\x0b" M_PROFILE,
		10, 11 }, /* conformance */
	{ "\x20\1"
	 "x\0"
	 "\6\x11" M_PROFILE,
		8, 17 }, /* compatibility */
	{ M_PROFILE "\x22\1"
		   "\6\x0a", 6, 10 }, /* any order */
	{ "\6\x0a" A_PROFILE, 4, 0 }, /* no M profile */
	{ "\6\x0a", 2, 0 }, /* none at all */
	{ "\6", 1, 0 }, /* cut off */
	{ "\5"
	 "7E", 3, 0 }, /* text without end */
	{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10, 0 },
};

START_TEST(tags)
{
	struct file m = { 0 };

	make(&m, kinds[_i].tags, kinds[_i].n);
	ck_assert_int_eq(
		arm_m(&m, offsetof(struct file, attributes) + 16 + kinds[_i].n),
		kinds[_i].want);
}
END_TEST

/* Sizes that lie, and sections that are cut off, are none. */
START_TEST(damaged)
{
	struct file m = { 0 };
	uint32_t huge = 0xfffffff0;
	size_t len = offsetof(struct file, attributes) + 20;

	make(&m, "\6\x0c" M_PROFILE, 4);
	memcpy(m.attributes + 12, &huge, 4);
	ck_assert_int_eq(arm_m(&m, len), 0);
	make(&m, "\6\x0c" M_PROFILE, 4);
	m.attributes[5] = 'x';
	ck_assert_int_eq(arm_m(&m, len), 0);
	make(&m, "\6\x0c" M_PROFILE, 4);
	m.section.sh_size = 9;
	ck_assert_int_eq(arm_m(&m, len), 0);
	for (size_t n = sizeof m.head; n < len; n++) {
		make(&m, "\6\x0c" M_PROFILE, 4);
		ck_assert_int_le(arm_m(&m, n), 0);
	}
}
END_TEST

Suite *suite_elfarm(void);

Suite *
suite_elfarm(void)
{
	Suite *s = suite_create("elfarm");
	TCase *tc = tcase_create("elfarm");

	tcase_add_loop_test(tc, tags, 0, (int)(sizeof kinds / sizeof *kinds));
	tcase_add_test(tc, damaged);
	suite_add_tcase(s, tc);
	return s;
}
