#include "targets/target.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"

static const char *const libc_names[] = {
	[LIBC_NONE] = "none",
	[LIBC_GLIBC] = "gnu",
	[LIBC_MUSL] = "musl",
	[LIBC_MINGW] = "mingw",
	[LIBC_MSVC] = "msvc",
	[LIBC_DARWIN] = "darwin",
	[LIBC_FREEBSD] = "freebsd",
	[LIBC_NETBSD] = "netbsd",
	[LIBC_OPENBSD] = "openbsd",
	[LIBC_WASI] = "wasi",
	[LIBC_BIONIC] = "bionic",
	[LIBC_OHOS] = "ohos",
	[LIBC_EMSCRIPTEN] = "emscripten",
};

static const char *const arch_names[] = {
	[ARCH_X86_64] = "x86_64",
	[ARCH_X86] = "x86",
	[ARCH_AARCH64] = "aarch64",
	[ARCH_ARM] = "arm",
	[ARCH_RISCV64] = "riscv64",
	[ARCH_RISCV32] = "riscv32",
	[ARCH_PPC64] = "powerpc64",
	[ARCH_PPC] = "powerpc",
	[ARCH_S390X] = "s390x",
	[ARCH_LOONGARCH64] = "loongarch64",
	[ARCH_MIPS] = "mips",
	[ARCH_MIPS64] = "mips64",
	[ARCH_THUMB] = "thumb",
	[ARCH_WASM32] = "wasm32",
	[ARCH_LOONGARCH32] = "loongarch32",
	[ARCH_SPARC] = "sparc",
	[ARCH_SPARC64] = "sparc64",
	[ARCH_HEXAGON] = "hexagon",
	[ARCH_AVR] = "avr",
	[ARCH_MSP430] = "msp430",
	[ARCH_BPF] = "bpf",
};

#define FIELD(f) #f, offsetof(struct target_def, f)

const struct target_key target_keys[] = {
	{ "zig",              FIELD(zig),              KEY_WORD    },
	{ "gnu",              FIELD(gnu),              KEY_WORD    },
	{ "llvm",             FIELD(llvm),             KEY_WORD    },
	{ "aliases",          FIELD(aliases),          KEY_TEXT    },
	{ "cc_rs",            FIELD(cc_rs),            KEY_WORD    },
	{ "debian",           FIELD(debian),           KEY_WORD    },
	{ "multiarch",        FIELD(multiarch),        KEY_WORD    },
	{ "cpu",              FIELD(cpu),              KEY_WORD    },
	{ "cpu_source",       FIELD(cpu_source),       KEY_TEXT    },
	{ "clang",            FIELD(clang),            KEY_TEXT    },
	{ "loader",           FIELD(loader),           KEY_WORD    },
	{ "qemu",             FIELD(qemu),             KEY_WORD    },
	{ "qemu_system",      FIELD(qemu_system),      KEY_TEXT    },
	{ "goos",             FIELD(goos),             KEY_WORD    },
	{ "goarch",           FIELD(goarch),           KEY_WORD    },
	{ "goarm",            FIELD(goarm),            KEY_WORD    },
	{ "cmake_system",     FIELD(cmake_system),     KEY_WORD    },
	{ "cmake_processor",  FIELD(cmake_processor),  KEY_WORD    },
	{ "meson_system",     FIELD(meson_system),     KEY_WORD    },
	{ "meson_cpu_family", FIELD(meson_cpu_family), KEY_WORD    },
	{ "meson_cpu",        FIELD(meson_cpu),        KEY_WORD    },
	{ "tested",           FIELD(tested),           KEY_WORD    },
	{ "std",              FIELD(std),              KEY_WORD    },
	{ "refuse",           FIELD(refuse),           KEY_TEXT    },
	{ "glibc_min",        FIELD(glibc_min),        KEY_VERSION },
	{ "glibc",            FIELD(glibc_default),    KEY_VERSION },
	{ "macos",            FIELD(macos),            KEY_VERSION },
	{ "libc",             FIELD(libc),             KEY_LIBC    },
	{ "arch",             FIELD(arch),             KEY_ARCH    },
	{ "machine",          FIELD(elf_machine),      KEY_MACHINE },
	{ "bits",             FIELD(is64),             KEY_BITS    },
	{ "endian",           FIELD(big_endian),       KEY_ENDIAN  },
};
const size_t target_keys_n = COUNT(target_keys);

_Static_assert(COUNT(target_keys) <= 8 * sizeof(unsigned),
	"one bit of `said` for each key");

const char *
libc_name(enum libc_kind k)
{
	return (size_t)k < COUNT(libc_names) ? libc_names[k] : "unknown";
}

const char *
target_cargo(const struct target *t)
{
	return t->spec[0] != '\0' ? t->spec : t->def->rust;
}

bool
arch_is_x86(enum arch a)
{
	return a == ARCH_X86 || a == ARCH_X86_64;
}

bool
libc_is_bsd(enum libc_kind k)
{
	return k == LIBC_FREEBSD || k == LIBC_NETBSD || k == LIBC_OPENBSD;
}

bool
target_is_macos(const struct target_def *d)
{
	return d->libc == LIBC_DARWIN && strstr(d->zig, "-macos") != NULL;
}

bool
target_is_asan(const struct target_def *d)
{
	return strstr(d->rust, "-gnuasan") != NULL;
}

bool
target_is_win7(const struct target_def *d)
{
	return strstr(d->zig, "-windows.win7") != NULL;
}

bool
target_is_uefi(const struct target_def *d)
{
	return d->libc == LIBC_NONE && d->elf_machine == 0 &&
	       (d->arch == ARCH_X86_64 || d->arch == ARCH_X86 ||
		       d->arch == ARCH_AARCH64);
}

bool
target_is_component(const struct target_def *d)
{
	return d->libc == LIBC_WASI && strstr(d->llvm, "-wasip1") == NULL;
}

bool
target_is_coff(const struct target_def *d)
{
	return d->libc == LIBC_MINGW || target_is_uefi(d);
}

const char *
arch_name(enum arch a)
{
	return (size_t)a < COUNT(arch_names) ? arch_names[a] : "unknown";
}

bool
target_key_is_text(const struct target_key *key)
{
	return key->kind == KEY_WORD || key->kind == KEY_TEXT;
}

const struct target_key *
target_key(const char *name)
{
	for (size_t i = 0; i < target_keys_n; i++)
		if (strcmp(target_keys[i].name, name) == 0)
			return &target_keys[i];
	return NULL;
}

/* The index of value in names, -1 if it is none of them. */
static int
name_index(const char *const *names, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], value) == 0)
			return (int)i;
	return -1;
}

bool
target_is_name(const char *s)
{
	return s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-")] == '\0' &&
	       *s != '.' && *s != '-';
}

static int
set_word(const char **field, const struct target_key *key, const char *value,
	struct fail *f)
{
	for (const char *p = value; *p != '\0'; p++) {
		if (isgraph((unsigned char)*p) ||
			(key->kind == KEY_TEXT && *p == ' '))
			continue;
		return fail_set(f, "%s: '%s' has a blank or a byte that is "
			"no printable ASCII", key->name, value);
	}
	/* They become parts of paths and of other programs' files: only these two
	 * are paths. */
	if (key->kind == KEY_WORD && strcmp(key->name, "loader") != 0 &&
		strcmp(key->name, "qemu") != 0 && !target_is_name(value))
		return fail_set(f, "%s: '%s' has more than letters, digits "
			"and ._+-", key->name, value);
	if (key->kind == KEY_WORD && strlen(value) > 95)
		return fail_set(f, "%s: '%s' is longer than 95 bytes",
			key->name, value);
	*field = *value != '\0' ? value : NULL;
	return 0;
}

static int
set_version(struct version *field, const struct target_key *key,
	const char *value, struct fail *f)
{
	struct version v = { 0, 0, 0 };

	if (*value != '\0' && (value[strspn(value, "0123456789.")] != '\0' ||
				      !version_parse(value, &v)))
		return fail_set(f, "%s: '%s' is no version like 2.17",
			key->name, value);
	*field = v;
	return 0;
}

/* One of exactly two words. */
static int
set_bool(bool *field, const struct target_key *key, const char *no,
	const char *yes, const char *value, struct fail *f)
{
	bool set = strcmp(value, yes) == 0;

	if (!set && strcmp(value, no) != 0)
		return fail_set(f, "%s: '%s' is neither %s nor %s", key->name,
			value, no, yes);
	*field = set;
	return 0;
}

static int
set_machine(unsigned short *field, const struct target_key *key,
	const char *value, struct fail *f)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (!isdigit((unsigned char)*value) || *end != '\0' || n > 65535)
		return fail_set(f, "%s: '%s' is no ELF machine number",
			key->name, value);
	*field = (unsigned short)n;
	return 0;
}

static int
set_libc(enum libc_kind *field, const struct target_key *key,
	const char *value, struct fail *f)
{
	int i = name_index(libc_names, COUNT(libc_names), value);

	if (i < 0)
		return fail_set(f, "%s: unknown C library '%s'", key->name,
			value);
	*field = (enum libc_kind)i;
	return 0;
}

static int
set_arch(enum arch *field, const struct target_key *key, const char *value,
	struct fail *f)
{
	int i = name_index(arch_names, COUNT(arch_names), value);

	if (i < 0)
		return fail_set(f, "%s: unknown architecture '%s'", key->name,
			value);
	*field = (enum arch)i;
	return 0;
}

static int
set_field(void *at, const struct target_key *key, const char *value,
	struct fail *f)
{
	switch (key->kind) {
	case KEY_WORD:
	case KEY_TEXT:
		return set_word(at, key, value, f);
	case KEY_VERSION:
		return set_version(at, key, value, f);
	case KEY_LIBC:
		return set_libc(at, key, value, f);
	case KEY_ARCH:
		return set_arch(at, key, value, f);
	case KEY_MACHINE:
		return set_machine(at, key, value, f);
	case KEY_BITS:
		return set_bool(at, key, "32", "64", value, f);
	case KEY_ENDIAN:
		return set_bool(at, key, "little", "big", value, f);
	}
	return fail_set(f, "%s: a key of no kind", key->name);
}

int
target_set(struct target_def *def, const struct target_key *key,
	const char *value, unsigned *said, struct fail *f)
{
	if (set_field((char *)def + key->at, key, value, f) != 0)
		return -1;
	*said |= 1u << (key - target_keys);
	return 0;
}

/* What a row must say, by kind of row. */
static const char need_any[] = "zig gnu llvm libc arch bits endian";
static const char need_elf[] = "machine loader";
static const char need_glibc[] = "glibc_min glibc";
static const char need_darwin[] = "macos";

/* Is a key set to something? KEY_LIBC and the like cannot be empty. */
static bool
has_value(const struct target_def *def, const struct target_key *key)
{
	const char *at = (const char *)def + key->at;
	const char *s;
	struct version v;

	switch (key->kind) {
	case KEY_WORD:
	case KEY_TEXT:
		memcpy(&s, at, sizeof s);
		return s != NULL;
	case KEY_VERSION:
		memcpy(&v, at, sizeof v);
		return !version_none(v);
	default:
		return true;
	}
}

static int
check_needs(const struct target_def *def, unsigned said, const char *names,
	struct fail *f)
{
	for (size_t n; *names != '\0'; names += n + (names[n] == ' ')) {
		char name[32];
		const struct target_key *key;

		n = strcspn(names, " ");
		memcpy(name, names, n);
		name[n] = '\0';
		key = target_key(name);
		if (key == NULL || (said >> (key - target_keys) & 1) == 0 ||
			!has_value(def, key))
			return fail_set(f, "target '%s': the key %s is missing",
				def->rust, name);
	}
	return 0;
}

static int
check_glibc(const struct target_def *def, struct fail *f)
{
	if (def->libc != LIBC_GLIBC) {
		if (version_none(def->glibc_min) &&
			version_none(def->glibc_default))
			return 0;
		return fail_set(f, "target '%s': a glibc version, but libc is "
			"%s", def->rust, libc_name(def->libc));
	}
	if (version_cmp(def->glibc_default, def->glibc_min) < 0)
		return fail_set(f, "target '%s': glibc %u.%u is below the "
			"architecture's first, %u.%u", def->rust,
			def->glibc_default.major, def->glibc_default.minor,
			def->glibc_min.major, def->glibc_min.minor);
	return 0;
}

int
target_check(const struct target_def *def, unsigned said, struct fail *f)
{
	if (def->refuse != NULL)
		return 0;
	if (check_needs(def, said, need_any, f) != 0)
		return -1;
	if ((def->libc == LIBC_GLIBC || def->libc == LIBC_MUSL ||
		    libc_is_bsd(def->libc)) &&
		check_needs(def, said, need_elf, f) != 0)
		return -1;
	if (def->libc == LIBC_GLIBC &&
		check_needs(def, said, need_glibc, f) != 0)
		return -1;
	if (def->libc == LIBC_DARWIN &&
		check_needs(def, said, need_darwin, f) != 0)
		return -1;
	if (def->tested != NULL && strcmp(def->tested, "run") != 0 &&
		strcmp(def->tested, "linked") != 0 &&
		strcmp(def->tested, "compiled") != 0)
		return fail_set(f, "target '%s': tested is run, linked or "
			"compiled", def->rust);
	if (def->cpu != NULL && def->cpu_source == NULL)
		return fail_set(f, "target '%s': a cpu without cpu_source",
			def->rust);
	return check_glibc(def, f);
}

unsigned
target_said(const struct target_def *def)
{
	unsigned said = 0;

	for (size_t i = 0; i < target_keys_n; i++)
		if (has_value(def, &target_keys[i]))
			said |= 1u << i;
	return said;
}
