#include "wrapper/run/binary.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/elf.h"
#include "common/xalloc.h"
#include "targets/table.h"
#include "targets/triple.h"

/* Enough for the headers, and for the imports of a wasm module. */
enum { HEAD = 1 << 20 };

struct head {
	unsigned char *at;
	size_t n;
};

static unsigned
le16(const struct head *h, size_t at)
{
	return at + 2 <= h->n ? h->at[at] | (unsigned)h->at[at + 1] << 8 : 0;
}

static uint32_t
le32(const struct head *h, size_t at)
{
	return le16(h, at) | (uint32_t)le16(h, at + 2) << 16;
}

static int
read_head(const char *file, struct head *h, struct fail *f)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0) {
		int err = errno;

		fail_errno(f, "cannot run '%s'", file);
		f->status = err == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
		return -1;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail_status(f, EXIT_CANNOT_RUN,
			"cannot run '%s': not a file", file);
	}
	h->at = xreallocarray(NULL, HEAD, 1);
	for (; h->n < HEAD; h->n += (size_t)n) {
		n = read(fd, h->at + h->n, HEAD - h->n);
		if (n <= 0)
			break;
	}
	close(fd);
	return n < 0 ? fail_errno(f, "cannot read '%s'", file) : 0;
}

static int
refuse(struct fail *f, const char *file, const char *why)
{
	return fail_status(
		f, EXIT_CANNOT_RUN, "cannot run '%s': %s", file, why);
}

/* ---- ELF ---- */

/* Loaders of other systems. */
static const struct {
	const char *interp, *why;
} foreign[] = {
	{ "/libexec/ld-elf.so.1",
		"a FreeBSD program; no emulator plays that kernel on Linux" },
	{ "/libexec/ld.elf_so",
		"a NetBSD program; no emulator plays that kernel on Linux" },
	{ "/usr/libexec/ld.elf_so",
		"a NetBSD program; no emulator plays that kernel on Linux" },
	{ "/usr/libexec/ld.so",
		"an OpenBSD program; no emulator plays that kernel on Linux" },
	{ "/system/bin/linker",
		"an Android program; it needs a device or Android's emulator" },
	{ "/system/bin/linker64",
		"an Android program; it needs a device or Android's emulator" },
};

static bool
is_linux(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC || d->libc == LIBC_MUSL;
}

/* RAM of RISC-V boards begins where no Linux program for them does. */
static bool
is_bare_riscv(const struct elf_info *e)
{
	return e->machine == EM_RISCV && e->interp == NULL &&
	       e->entry >= 0x80000000;
}

static bool
elf_fits(const struct target_def *d, const struct elf_info *e)
{
	return is_linux(d) && e->arm_m == 0 && !is_bare_riscv(e) &&
	       d->elf_machine == e->machine && d->is64 == e->is64 &&
	       d->big_endian == e->big_endian;
}

/* Programs for no operating system are static, as some of Linux are: where both
 * have the machine, Linux's it is, except for Arm's microcontrollers, which say
 * what they are. */
static int
bare_score(const struct target_def *d, const struct elf_info *e)
{
	static const struct {
		int arch;
		const char *target;
	} cores[] = {
		{ 11, "thumbv6m-none-eabi" },
		{ 12, "thumbv6m-none-eabi" },
		{ 10, "thumbv7m-none-eabi" },
		{ 13, "thumbv7em-none-eabihf" },
		{ 16, "thumbv8m.base-none-eabi" },
		{ 17, "thumbv8m.main-none-eabihf" },
	};

	if (d->libc != LIBC_NONE || d->elf_machine == 0 || e->interp != NULL ||
		d->elf_machine != e->machine || d->is64 != e->is64)
		return 0;
	for (size_t i = 0; i < COUNT(cores); i++)
		if (e->arm_m == cores[i].arch &&
			strcmp(d->rust, cores[i].target) == 0)
			return 5;
	return d->qemu_system != NULL && e->arm_m == 0 ? 1 : 0;
}

/* How well a row suits: its own loader, then the C library by the loader's
 * name; for a static program musl, which needs nothing installed. */
static int
elf_score(const struct target_def *d, const struct elf_info *e)
{
	bool musl = e->interp != NULL && strstr(e->interp, "ld-musl") != NULL;

	if (!elf_fits(d, e))
		return bare_score(d, e);
	if (e->interp != NULL && d->loader != NULL &&
		strcmp(e->interp, d->loader) == 0)
		return d->refuse == NULL ? 5 : 4;
	if (e->interp == NULL)
		return d->libc == LIBC_MUSL ? 3 : 2;
	return (d->libc == LIBC_MUSL) == musl ? 3 : 2;
}

static int
look_elf(const char *file, struct binary *out, struct fail *f)
{
	struct elf_info e = { 0 };
	int best = 0;

	if (elf_read(file, 0, &e, f) != 0) {
		f->status = EXIT_CANNOT_RUN;
		return -1;
	}
	out->machine =
		xstrdup(elf_machine_name(e.machine, e.is64, e.big_endian));
	out->interp = e.interp != NULL ? xstrdup(e.interp) : NULL;
	out->is_static = e.interp == NULL;
	for (size_t i = 0; i < target_table_n; i++) {
		const struct target_def *d = target_row(i);
		int score = 2 * elf_score(d, &e);

		/* of equals the one that an emulator plays */
		if (score > 0 && d->qemu != NULL)
			score++;
		if (score > best) {
			best = score;
			out->def = d;
		}
	}
	elf_clear(&e);
	for (size_t i = 0; i < COUNT(foreign); i++)
		if (out->interp != NULL &&
			strcmp(out->interp, foreign[i].interp) == 0)
			return refuse(f, file, foreign[i].why);
	return out->def != NULL ? 0
				: fail_status(f, EXIT_CANNOT_RUN,
					  "cannot run '%s': no target has the "
					  "machine %s",
					  file, out->machine);
}

/* ---- the others ---- */

static const struct {
	unsigned machine;
	const char *name, *target, *firmware;
} pe_machines[] = {
	{ 0x8664, "Windows x86_64", "x86_64-pc-windows-gnu",
		"x86_64-unknown-uefi" },
	{ 0x014c, "Windows i686", "i686-pc-windows-gnu", "i686-unknown-uefi" },
	{ 0xaa64, "Windows aarch64", "aarch64-pc-windows-gnullvm",
		"aarch64-unknown-uefi" },
};

static int
look_pe(const char *file, const struct head *h, struct binary *out,
	struct fail *f)
{
	uint32_t at = le32(h, 0x3c);
	unsigned subsystem = le16(h, at + 24 + 68);
	bool efi = subsystem >= 10 && subsystem <= 13;

	if (le32(h, at) != 0x4550)
		return refuse(f, file, "a DOS program");
	for (size_t i = 0; i < COUNT(pe_machines); i++)
		if (le16(h, at + 4) == pe_machines[i].machine) {
			out->def = triple_find(efi ? pe_machines[i].firmware
						   : pe_machines[i].target,
				NULL);
			out->machine = xstrdup(
				efi ? "UEFI" : pe_machines[i].name);
		}
	return out->def != NULL
		       ? 0
		       : refuse(f, file,
				 "a Windows program for a machine that no "
				 "target has");
}

static int
look_wasm(const char *file, const struct head *h, struct binary *out,
	struct fail *f)
{
	static const char wasi[] = "wasi_snapshot_preview1";
	bool is_wasi = memmem(h->at, h->n, wasi, strlen(wasi)) != NULL;
	bool component = le32(h, 4) != 1;

	out->machine = xstrdup(component ? "WASI component"
			       : is_wasi ? "WASI" : "wasm32");
	out->def = triple_find(component ? "wasm32-wasip2"
			       : is_wasi ? "wasm32-wasip1"
					 : "wasm32-unknown-unknown", NULL);
	return out->def != NULL ? 0 : refuse(f, file, "a WebAssembly module");
}

static bool
is_macho(uint32_t magic)
{
	return magic == 0xfeedface || magic == 0xfeedfacf ||
	       magic == 0xcefaedfe || magic == 0xcffaedfe ||
	       magic == 0xbebafeca;
}

int
binary_look(const char *file, struct binary *out, struct fail *f)
{
	struct head h = { NULL, 0 };
	int r = read_head(file, &h, f);

	if (r != 0)
		;
	else if (h.n >= 4 && memcmp(h.at, "\177ELF", 4) == 0)
		r = look_elf(file, out, f);
	else if (h.n >= 64 && memcmp(h.at, "MZ", 2) == 0)
		r = look_pe(file, &h, out, f);
	else if (h.n >= 8 && memcmp(h.at, "\0asm", 4) == 0)
		r = look_wasm(file, &h, out, f);
	else if (h.n >= 4 && is_macho(le32(&h, 0)))
		r = refuse(f, file,
			"a macOS program; no emulator plays that kernel on "
			"Linux, so copy it to a Mac");
	else if (h.n < 2 || memcmp(h.at, "#!", 2) != 0)
		r = refuse(f, file, "no kind of program that is known here");
	free(h.at);
	return r;
}

bool
binary_is_of(const struct binary *b, const struct target_def *d)
{
	const struct target_def *own = b->def;

	if (own == NULL)
		return true;
	if (own->elf_machine != 0 || d->elf_machine != 0)
		return own->elf_machine == d->elf_machine &&
		       own->is64 == d->is64 && own->big_endian == d->big_endian;
	return own->arch == d->arch && own->libc == d->libc &&
	       target_is_component(own) == target_is_component(d);
}

void
binary_clear(struct binary *b)
{
	free(b->machine);
	free(b->interp);
	*b = (struct binary)BINARY_INIT;
}

bool
binary_is_elf_of(const struct target_def *def, const char *file)
{
	unsigned char h[20];
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, h, sizeof h) : -1;
	struct stat st;
	bool regular = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	unsigned machine;

	if (fd >= 0)
		close(fd);
	if (!regular || n != (ssize_t)sizeof h ||
		memcmp(h, ELFMAG, SELFMAG) != 0)
		return false;
	machine = h[EI_DATA] == ELFDATA2MSB ? h[18] * 256u + h[19]
					    : h[19] * 256u + h[18];
	return machine == def->elf_machine &&
	       (h[EI_CLASS] == ELFCLASS64) == def->is64 &&
	       (h[EI_DATA] == ELFDATA2MSB) == def->big_endian;
}
