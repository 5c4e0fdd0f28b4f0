#include "wrapper/run/firmware.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "texts.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/files/filetree.h"

/* By the distributions' names: Debian, Fedora, Arch. That with variables has no
 * shell. */
static const struct {
	enum arch arch;
	const char *path, *package, *variables;
} files[] = {
	{ ARCH_X86_64, "/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf", NULL },
	{ ARCH_X86_64, "/usr/share/OVMF/OVMF_CODE.fd", "ovmf", NULL },
	{ ARCH_X86_64, "/usr/share/edk2/ovmf/OVMF_CODE.fd", "ovmf", NULL },
	{ ARCH_X86_64, "/usr/share/edk2/x64/OVMF_CODE.4m.fd", "ovmf", NULL },
	{ ARCH_X86, "/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd", "ovmf-ia32",
		"/usr/share/OVMF/OVMF32_VARS_4M.fd" },
	{ ARCH_X86, "/usr/share/edk2/ovmf-ia32/OVMF_CODE.fd", "ovmf-ia32",
		"/usr/share/edk2/ovmf-ia32/OVMF_VARS.fd" },
	{ ARCH_X86, "/usr/share/edk2/ia32/OVMF_CODE.4m.fd", "ovmf-ia32",
		"/usr/share/edk2/ia32/OVMF_VARS.4m.fd" },
	{ ARCH_AARCH64, "/usr/share/AAVMF/AAVMF_CODE.fd", "qemu-efi-aarch64", NULL },
	{ ARCH_AARCH64, "/usr/share/edk2/aarch64/QEMU_EFI-pflash.raw",
		"qemu-efi-aarch64", NULL },
};

/* The first row whose file is there, and the last package of the machine's. */
static size_t
find_row(const struct target_def *d, const char **package)
{
	size_t i;

	for (i = 0; i < COUNT(files); i++) {
		if (files[i].arch != d->arch)
			continue;
		*package = files[i].package;
		if (path_is_file(files[i].path))
			break;
	}
	return i;
}

int
firmware_words(const struct target_def *d, struct argvec *words,
	const char **package)
{
	size_t i = find_row(d, package);

	if (i == COUNT(files))
		return -1;
	argvec_push(words, "-drive");
	argvec_pushf(words,
		"if=pflash,format=raw,unit=0,readonly=on,file=%s", files[i].path);
	if (files[i].variables != NULL)
		argvec_pushl(words, "-drive",
			"if=pflash,format=raw,unit=1,file=vars.fd", NULL);
	if (strstr(files[i].path, "secboot") != NULL)
		argvec_pushl(words, "-global",
			"driver=cfi.pflash01,property=secure,value=on", NULL);
	/* the folder that firmware_run starts it in */
	argvec_pushl(words, "-drive", "format=raw,file=fat:rw:.", "-nic",
		"none", "-serial", "file:/dev/stdout", NULL);
	return 0;
}

/* ---- what the shell is told ---- */

static const char begin[] = "zbuild-begin", end[] = "zbuild-end 0x";

/* A word of the UEFI shell: ^ takes the next character as it is. */
static void
put_word(FILE *out, const char *word)
{
	fputs(" \"", out);
	for (; *word != '\0'; word++) {
		if (strchr("\"%^", *word) != NULL)
			fputc('^', out);
		fputc(*word, out);
	}
	fputc('"', out);
}

static int
write_script(const char *dir, char **args, struct fail *f)
{
	autofree char *path = path_join(dir, "startup.nsh"), *text = NULL;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	fprintf(out, "@echo -off\r\necho %s\r\nfs0:\\app.efi", begin);
	for (; *args != NULL; args++)
		put_word(out, *args);
	fputs("\r\necho zbuild-end %lasterror%\r\nreset -s\r\n", out);
	fclose(out);
	return path_write(path, text, strlen(text), 0600, f);
}

/* ---- without a shell ---- */

/* The words behind the program's name as the shell has them, in UTF-16. */
static int
write_words(const char *dir, char **args, struct fail *f)
{
	autofree char *path = path_join(dir, "app.txt"), *text = NULL;
	autofree char *wide = NULL;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	fputs("app.efi", out);
	for (; *args != NULL; args++)
		put_word(out, *args);
	fclose(out);
	wide = xcalloc(2, len);
	for (size_t i = 0; i < len; i++)
		wide[2 * i] = text[i];
	return path_write(path, wide, 2 * len, 0600, f);
}

/* Compiles what starts the program in the shell's place. */
static int
make_starter(const char *dir, const struct target_def *d, struct fail *f)
{
	autofree char *source = path_join(dir, "start.c"), *shim = NULL;
	autofree char *boot = path_join(dir, "EFI/BOOT");
	autofree char *program = path_join(boot, "BOOTIA32.EFI");
	autofree char *target = xasprintf("--target=%s", d->rust);
	scoped(child_output) err = { 0 };
	autoargvec words = ARGVEC_INIT;
	int status;

	if (linkdir_shim(&shim, f) != 0 || path_mkdirs(boot, f) != 0 ||
		path_write(source, text_efistart_c, strlen(text_efistart_c),
			0600, f) != 0)
		return -1;
	argvec_pushl(&words, shim, "cc", target, "-O1", source, "-o", program,
		NULL);
	if (child_run(shim, &words, NULL, NULL, &err, &status, f) != 0)
		return -1;
	return status == 0 ? 0 : ending_fail("zshim cc", status, err.text, true, f);
}

static int
do_without_shell(const char *dir, const struct target_def *d,
	const char *variables, char **args, struct fail *f)
{
	autofree char *copy = path_join(dir, "vars.fd");

	return filetree_copy_file(variables, copy, f) != 0 ||
			       chmod(copy, 0600) != 0 ||
			       write_words(dir, args, f) != 0
		       ? -1
		       : make_starter(dir, d, f);
}

/* ---- what it says ---- */

struct talk {
	bool begun, ended;
	unsigned long long error;
};

static void
each_line(void *data, const char *line)
{
	struct talk *t = data;
	size_t n = strcspn(line, "\r");
	const char *last = strstr(line, end);

	if (!t->begun) {
		t->begun = strstr(line, begin) != NULL;
		return;
	}
	if (t->ended)
		return;
	if (last != NULL) {
		t->ended = true;
		t->error = strtoull(last + strlen(end), NULL, 16);
		n = (size_t)(last - line);
	}
	if (n > 0 || last == NULL)
		printf("%.*s%s", (int)n, line, last != NULL ? "" : "\n");
	fflush(stdout);
}

static int
status_of(const struct talk *t, int qemu, const char *said, struct fail *f)
{
	if (qemu != 0)
		return ending_fail("qemu", qemu, said, true, f);
	if (!t->begun)
		return fail_set(f, "the firmware did not come to the program");
	/* one that turns the machine off does not come back */
	if (!t->ended || t->error == 0)
		return 0;
	return (t->error & 0x7f) != 0 ? (int)(t->error & 0x7f) : 1;
}

static int
run_in(const char *dir, const struct target_def *d, const struct argvec *qemu,
	const char *file, char **args, struct fail *f)
{
	const char *package;
	size_t row = find_row(d, &package);
	const char *variables =
		row < COUNT(files) ? files[row].variables : NULL;
	autofree char *app = path_join(dir, "app.efi");
	autofree char *program = path_find(qemu->v[0]);
	struct talk talk = { 0 };
	scoped(child_output) out = { .each = each_line, .data = &talk };
	scoped(child_output) err = { 0 };
	autoargvec words = ARGVEC_INIT;
	struct child c = { .program = program, .argv = &words, .dir = dir,
		.flags = CHILD_NO_INPUT | CHILD_DIES };
	int status;

	if (program == NULL)
		return fail_status(
			f, EXIT_NOT_FOUND, "cannot find '%s'", qemu->v[0]);
	if (filetree_copy_file(file, app, f) != 0 ||
		(variables != NULL
				? do_without_shell(dir, d, variables, args, f)
				: write_script(dir, args, f)) != 0)
		return -1;
	argvec_pushv(&words, qemu->v);
	trace_words("run", NULL, words.v);
	status = child_talk(&c, &out, &err, f);
	return status < 0 ? -1 : status_of(&talk, status, err.text, f);
}

int
firmware_run(const struct target_def *d, const struct argvec *qemu,
	const char *file, char **args, struct fail *f)
{
	autofree char *dir = NULL, *whole = realpath(file, NULL);
	int status;

	if (whole == NULL || os_temp_dir(&dir, f) != 0)
		return whole != NULL ? -1 : fail_errno(f, "no '%s'", file);
	status = run_in(dir, d, qemu, whole, args, f);
	return path_remove(dir, f) != 0 ? -1 : status;
}
