/* What names and numbers in ELF files mean: glibc versions and machines. */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "common/elf.h"
#include "common/str.h"

bool
elf_glibc_lib(const char *lib)
{
	static const char *const stems[] = { "libc.so.", "libm.so.",
		"libpthread.so.", "libdl.so.", "librt.so.", "libutil.so.",
		"libresolv.so.", "libnsl.so.", "libanl.so.", "libcrypt.so.",
		"libmvec.so.", "libthread_db.so.", "libBrokenLocale.so.",
		"libnss_", "libc_malloc_debug.so.", "ld-linux", "ld64.so.",
		"ld.so." };

	for (size_t i = 0; i < COUNT(stems); i++)
		if (strncmp(lib, stems[i], strlen(stems[i])) == 0)
			return true;
	return false;
}

struct version
elf_glibc_version(const char *name)
{
	/* Markers without a number. glibc's NEWS: DT_RELR came with 2.36; the
	 * others were made for 2.42 (bugs 33129, 33212, 33221) and carried
	 * back by distributions, which a floor cannot count on. */
	static const struct {
		const char *name;
		struct version v;
	} markers[] = {
		{ "GLIBC_ABI_DT_RELR", { 2, 36, 0 } },
		{ "GLIBC_ABI_GNU_TLS", { 2, 42, 0 } },
		{ "GLIBC_ABI_GNU2_TLS", { 2, 42, 0 } },
		{ "GLIBC_ABI_DT_X86_64_PLT", { 2, 42, 0 } },
	};
	struct version v = { 0, 0, 0 };

	for (size_t i = 0; i < COUNT(markers); i++)
		if (strcmp(name, markers[i].name) == 0)
			return markers[i].v;
	if (strncmp(name, "GLIBC_", 6) != 0 || !version_parse(name + 6, &v))
		return (struct version){ 0, 0, 0 };
	return v;
}

bool
elf_above(const char *lib, const char *version, struct version max)
{
	struct version v = elf_glibc_version(version);

	if (strncmp(version, "GLIBC_", 6) != 0 || !elf_glibc_lib(lib))
		return false;
	return version_none(v) || version_cmp(v, max) > 0;
}

struct version
elf_glibc(const struct elf_info *e, bool *private_need)
{
	struct version max = { 0, 0, 0 };
	bool private = false;

	for (size_t i = 0; i < e->nneeds; i++) {
		const struct elf_need *n = &e->needs[i];
		struct version v;

		if (n->weak || strncmp(n->version, "GLIBC_", 6) != 0 ||
			!elf_glibc_lib(n->lib))
			continue;
		v = elf_glibc_version(n->version);
		private = private || version_none(v);
		max = version_cmp(v, max) > 0 ? v : max;
	}
	if (private_need != NULL)
		*private_need = private;
	return max;
}

/* Rows with the same machine: 32 and 64 bits, little and big endian. */
static const struct {
	uint16_t machine;
	const char *le32, *be32, *le64, *be64;
} machines[] = {
	{ EM_X86_64, "x32", NULL, "x86_64", NULL },
	{ EM_386, "i386", NULL, NULL, NULL },
	{ EM_AARCH64, "aarch64_ilp32", NULL, "aarch64", "aarch64_be" },
	{ EM_ARM, "arm", "armeb", NULL, NULL },
	{ EM_RISCV, "riscv32", NULL, "riscv64", NULL },
	{ EM_PPC64, NULL, NULL, "powerpc64le", "powerpc64" },
	{ EM_PPC, "powerpcle", "powerpc", NULL, NULL },
	{ EM_S390, NULL, "s390", NULL, "s390x" },
	{ EM_LOONGARCH, "loongarch32", NULL, "loongarch64", NULL },
	{ EM_MIPS, "mipsel", "mips", "mips64el", "mips64" },
	{ EM_SPARC, NULL, "sparc", NULL, NULL },
	{ EM_SPARCV9, NULL, NULL, NULL, "sparc64" },
	{ EM_68K, NULL, "m68k", NULL, NULL },
	{ EM_SH, "sh4", "sh4eb", NULL, NULL },
	{ EM_ALPHA, NULL, NULL, "alpha", NULL },
	{ EM_FAKE_ALPHA, NULL, NULL, "alpha", NULL },
	{ EM_IA_64, NULL, NULL, "ia64", NULL },
	{ EM_PARISC, NULL, "hppa", NULL, "hppa64" },
	{ EM_CSKY, "csky", NULL, NULL, NULL },
	{ EM_XTENSA, "xtensa", NULL, NULL, NULL },
	{ EM_AVR, "avr", NULL, NULL, NULL },
	{ EM_MSP430, "msp430", NULL, NULL, NULL },
	{ EM_BPF, NULL, NULL, "bpfel", "bpfeb" },
	{ 164, "hexagon", NULL, NULL, NULL },
};

const char *
elf_machine_name(uint16_t machine, bool is64, bool big_endian)
{
	static char other[32];
	const char *name = NULL;

	for (size_t i = 0; i < COUNT(machines); i++) {
		if (machines[i].machine != machine)
			continue;
		if (is64)
			name = big_endian ? machines[i].be64
					  : machines[i].le64;
		else
			name = big_endian ? machines[i].be32
					  : machines[i].le32;
	}
	if (name != NULL)
		return name;
	snprintf(other, sizeof other, "machine %u", (unsigned)machine);
	return other;
}
