/* The built-in targets as a whole: what must hold for every row. */
#include <check.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/xalloc.h"
#include "targets/table.h"
#include "targets/triple.h"

static bool
has_glibc(const struct target_def *def)
{
	return def->refuse == NULL && def->libc == LIBC_GLIBC;
}

/* Every name that must lead to this row and no other. */
static void
spellings(const struct target_def *def, struct argvec *out)
{
	argvec_push(out, def->rust);
	if (def->gnu != NULL)
		argvec_push(out, def->gnu);
	if (def->llvm != NULL)
		argvec_push(out, def->llvm);
	if (def->aliases != NULL)
		argvec_split(out, def->aliases, " ");
}

START_TEST(sorted_and_unique)
{
	ck_assert_uint_gt(target_table_n, 40);
	for (size_t i = 1; i < target_table_n; i++)
		ck_assert_msg(strcmp(target_row(i - 1)->rust,
				      target_row(i)->rust) < 0,
			"%s is not before %s", target_row(i - 1)->rust,
			target_row(i)->rust);
}
END_TEST

START_TEST(rows_are_complete)
{
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *def = target_row(i);
		struct fail f = FAIL_INIT;

		ck_assert_msg(target_check(def, target_said(def), &f) == 0,
			"%s", f.what);
		if (def->refuse != NULL)
			continue;
		ck_assert_msg(def->cpu != NULL, "%s: no cpu", def->rust);
		ck_assert_msg(def->cmake_processor != NULL &&
				def->meson_cpu_family != NULL &&
				def->meson_cpu != NULL,
			"%s: names are missing", def->rust);
		/* Go needs an operating system, makes no components, and of
		 * Apple's phones and the like knows iOS */
		ck_assert_msg((def->goos != NULL) ==
				(def->libc != LIBC_NONE &&
					!target_is_component(def) &&
					(def->libc != LIBC_DARWIN ||
						target_is_macos(def) ||
						strstr(def->zig, "-ios"))),
			"%s: goos", def->rust);
		ck_assert_msg((def->glibc_min.major == 2) == has_glibc(def),
			"%s: glibc_min", def->rust);
	}
}
END_TEST

/* EM_*, word size and byte order against the machine's name. */
static bool
is_elf(const struct target_def *def)
{
	return def->libc != LIBC_MINGW && def->libc != LIBC_MSVC &&
	       def->libc != LIBC_DARWIN &&
	       strstr(def->rust, "-uefi") == NULL;
}

START_TEST(machines_are_right)
{
	static const struct {
		const char *prefix;
		unsigned machine;
		bool is64, big;
	} want[] = {
		{ "x86_64-unknown-linux-gnux32", EM_X86_64,      false, false },
		{ "x86_64-",                     EM_X86_64,      true,  false },
		{ "i686-",                       EM_386,         false, false },
		{ "i586-",                       EM_386,         false, false },
		{ "aarch64-",                    EM_AARCH64,     true,  false },
		{ "aarch64_be-",                 EM_AARCH64,     true,  true  },
		{ "armeb",                       EM_ARM,         false, true  },
		{ "arm",                         EM_ARM,         false, false },
		{ "thumb",                       EM_ARM,         false, false },
		{ "aarch64v8r-",                 EM_AARCH64,     true,  false },
		{ "loongarch32-",                EM_LOONGARCH,   false, false },
		{ "mipsisa32r6-",                EM_MIPS,        false, true  },
		{ "mipsisa32r6el-",              EM_MIPS,        false, false },
		{ "mipsisa64r6-",                EM_MIPS,        true,  true  },
		{ "mipsisa64r6el-",              EM_MIPS,        true,  false },
		{ "sparc-",                      EM_SPARC,       false, true  },
		{ "sparc64-",                    EM_SPARCV9,     true,  true  },
		{ "hexagon-",                    164,            false, false },
		{ "avr-",                        EM_AVR,         false, false },
		{ "msp430-",                     105,            false, false },
		{ "bpfel-",                      EM_BPF,         true,  false },
		{ "bpfeb-",                      EM_BPF,         true,  true  },
		{ "riscv64",                     EM_RISCV,       true,  false },
		{ "riscv32",                     EM_RISCV,       false, false },
		{ "powerpc64le-",                EM_PPC64,       true,  false },
		{ "powerpc64-",                  EM_PPC64,       true,  true  },
		{ "powerpc-",                    EM_PPC,         false, true  },
		{ "s390x-",                      EM_S390,        true,  true  },
		{ "loongarch64-",                EM_LOONGARCH,   true,  false },
		{ "mips-",                       EM_MIPS,        false, true  },
		{ "mipsel-",                     EM_MIPS,        false, false },
		{ "mips64-",                     EM_MIPS,        true,  true  },
		{ "mips64el-",                   EM_MIPS,        true,  false },
		{ "wasm32",                      0,              false, false },
		{ "wasm64",                      0,              true,  false },
	};

	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *def = target_row(i);
		bool right = def->refuse != NULL;

		for (size_t j = 0; !right && j < sizeof want / sizeof *want;
			j++) {
			if (strncmp(def->rust, want[j].prefix,
				    strlen(want[j].prefix)) != 0)
				continue;
			right = def->elf_machine == (is_elf(def)
					? want[j].machine : 0) &&
				def->is64 == want[j].is64 &&
				def->big_endian == want[j].big;
			break;
		}
		ck_assert_msg(right, "%s: machine %u, 64-bit %d, big %d",
			def->rust, def->elf_machine, def->is64,
			def->big_endian);
	}
}
END_TEST

START_TEST(spellings_lead_home)
{
	static const char *const vendors[] = { "unknown", "pc", "none" };

	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *def = target_row(i);
		autoargvec names = ARGVEC_INIT;

		spellings(def, &names);
		for (size_t j = 0; j < names.n; j++) {
			const struct target_def *found =
				triple_find(names.v[j], NULL);

			/* bare RISC-V targets differ in the CPU only, gnuasan
			 * in the words */
			ck_assert_msg(found == def || (found != NULL &&
				(def->libc == LIBC_NONE ||
					target_is_asan(def)) &&
				strcmp(names.v[j], def->llvm) == 0 &&
				strcmp(names.v[j], found->llvm) == 0),
				"'%s' of %s", names.v[j], def->rust);
		}
		/* riscv64-unknown-elf has a vendor already */
		for (size_t j = 0; def->gnu != NULL &&
			strstr(def->gnu, "-unknown-") == NULL && j < 3; j++) {
			size_t arch = strcspn(def->gnu, "-");
			autofree char *s = xasprintf("%.*s-%s%s", (int)arch,
				def->gnu, vendors[j], def->gnu + arch);
			const struct target_def *found = triple_find(s, NULL);

			/* A Rust name is exact, whatever it looks like. */
			ck_assert_msg(found == def || (found != NULL &&
				strcmp(found->rust, s) == 0), "'%s'", s);
		}
		if (def->zig != NULL)
			ck_assert_str_eq(triple_find(def->zig, NULL)->zig,
				def->zig);
	}
}
END_TEST

/* Whatever comes, the answer is a target or a reason. */
static void
must_answer(const char *s)
{
	struct target t = { .def = NULL };
	struct fail f = FAIL_INIT;

	if (triple_parse(s, NULL, &t, &f) == 0) {
		ck_assert_msg(t.def != NULL && t.def->refuse == NULL, "%s", s);
		ck_assert_msg(strncmp(t.name, t.def->rust,
				      strlen(t.def->rust)) == 0, "%s", s);
		ck_assert_msg(strncmp(t.zig, t.def->zig,
				      strlen(t.def->zig)) == 0, "%s", s);
		ck_assert_msg(version_none(t.glibc) !=
				(t.def->libc == LIBC_GLIBC), "%s", s);
		ck_assert_msg(triple_same(s, &t, NULL), "%s", s);
		ck_assert_ptr_null(f.what);
	} else {
		ck_assert_msg(f.what != NULL && *f.what != '\0', "%s", s);
		ck_assert_msg(t.def == NULL, "%s: touched", s);
	}
	fail_clear(&f);
}

START_TEST(prefixes_are_safe)
{
	for (size_t i = 0; i < target_table_n; i++) {
		autoargvec names = ARGVEC_INIT;

		spellings(target_row(i), &names);
		for (size_t j = 0; j < names.n; j++) {
			char s[128];

			snprintf(s, sizeof s, "%s.2.17.1", names.v[j]);
			for (size_t n = strlen(s) + 1; n-- > 0;) {
				s[n] = '\0';
				must_answer(s);
			}
		}
	}
}
END_TEST

/* Spellings with a few bytes changed, doubled or left out. */
START_TEST(changed_spellings_are_safe)
{
	static const char bytes[] = "-.0129_abgnu \t\xff/%";
	unsigned seed = 20261122;

	for (int round = 0; round < 1000; round++) {
		const struct target_def *def =
			target_row((unsigned)rand_r(&seed) %
				target_table_n);
		char s[160];
		int changes = 1 + rand_r(&seed) % 3;

		snprintf(s, sizeof s, "%s%s", def->rust,
			rand_r(&seed) % 2 ? ".2.28" : "");
		for (int c = 0; c < changes; c++) {
			size_t n = strlen(s), at = (size_t)rand_r(&seed) % n;

			switch (rand_r(&seed) % 3) {
			case 0:
				s[at] = bytes[(size_t)rand_r(&seed) %
					(sizeof bytes - 1)];
				break;
			case 1:
				memmove(s + at + 1, s + at, n - at + 1);
				break;
			default:
				if (n > 1)
					memmove(s + at, s + at + 1, n - at);
			}
		}
		must_answer(s);
	}
}
END_TEST

START_TEST(every_glibc_row_takes_its_versions)
{
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *def = target_row(i);
		struct fail f = FAIL_INIT;
		struct target t;
		char s[128];

		if (!has_glibc(def))
			continue;
		ck_assert_int_eq(triple_parse(def->rust, NULL, &t, &f), 0);
		ck_assert(!t.glibc_given);
		ck_assert_int_eq(version_cmp(t.glibc, def->glibc_default), 0);
		snprintf(s, sizeof s, "%s.%u.%u.%u", def->rust,
			def->glibc_min.major, def->glibc_min.minor,
			def->glibc_min.patch);
		ck_assert_msg(triple_parse(s, NULL, &t, &f) == 0, "%s", s);
		ck_assert(t.glibc_given);
		snprintf(s, sizeof s, "%s.%u.%u", def->rust,
			def->glibc_min.major, def->glibc_min.minor - 1u);
		ck_assert_msg(triple_parse(s, NULL, &t, &f) == -1, "%s", s);
		fail_clear(&f);
	}
}
END_TEST

Suite *suite_table(void);

Suite *
suite_table(void)
{
	Suite *s = suite_create("table");
	TCase *tc = tcase_create("table");

	tcase_add_test(tc, sorted_and_unique);
	tcase_add_test(tc, rows_are_complete);
	tcase_add_test(tc, machines_are_right);
	tcase_add_test(tc, spellings_lead_home);
	tcase_add_test(tc, prefixes_are_safe);
	tcase_add_test(tc, changed_spellings_are_safe);
	tcase_add_test(tc, every_glibc_row_takes_its_versions);
	/* Suggestions are slow under a sanitizer on a busy machine. */
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}
