#include "wrapper/run/firmware.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "wrapper/files/filetree.h"

/* By the distributions' names: Debian, Fedora, Arch. */
static const struct {
	enum arch arch;
	const char *path, *package;
} files[] = {
	{ ARCH_X86_64, "/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf" },
	{ ARCH_X86_64, "/usr/share/OVMF/OVMF_CODE.fd", "ovmf" },
	{ ARCH_X86_64, "/usr/share/edk2/ovmf/OVMF_CODE.fd", "ovmf" },
	{ ARCH_X86_64, "/usr/share/edk2/x64/OVMF_CODE.4m.fd", "ovmf" },
	{ ARCH_X86, "/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd", "ovmf-ia32" },
	{ ARCH_X86, "/usr/share/edk2/ovmf-ia32/OVMF_CODE.fd", "ovmf-ia32" },
	{ ARCH_X86, "/usr/share/edk2/ia32/OVMF_CODE.4m.fd", "ovmf-ia32" },
	{ ARCH_AARCH64, "/usr/share/AAVMF/AAVMF_CODE.fd", "qemu-efi-aarch64" },
	{ ARCH_AARCH64, "/usr/share/edk2/aarch64/QEMU_EFI-pflash.raw",
		"qemu-efi-aarch64" },
};

const char *
firmware_file(const struct target_def *d, const char **package)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		if (files[i].arch != d->arch)
			continue;
		*package = files[i].package;
		if (path_is_file(files[i].path))
			return files[i].path;
	}
	return NULL;
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
run_in(const char *dir, const struct argvec *qemu, const char *file,
	char **args, struct fail *f)
{
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
		write_script(dir, args, f) != 0)
		return -1;
	argvec_pushv(&words, qemu->v);
	trace_words("run", NULL, words.v);
	status = child_talk(&c, &out, &err, f);
	return status < 0 ? -1 : status_of(&talk, status, err.text, f);
}

int
firmware_run(const struct argvec *qemu, const char *file, char **args,
	struct fail *f)
{
	autofree char *dir = NULL, *whole = realpath(file, NULL);
	int status;

	if (whole == NULL || os_temp_dir(&dir, f) != 0)
		return whole != NULL ? -1 : fail_errno(f, "no '%s'", file);
	status = run_in(dir, qemu, whole, args, f);
	return path_remove(dir, f) != 0 ? -1 : status;
}
