#include "shim/sysroot/macos.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/maker.h"
#include "texts.h"

#define INCLUDE "/include"

/* A text that changes needs another SYSROOT_MAGIC. */
static const struct text_file headers[] = {
	{ "CoreServices/CoreServices.h", text_apple_CoreServices_CoreServices_h },
	{ "arpa/nameser.h", text_apple_arpa_nameser_h },
	{ "arpa/nameser_compat.h", text_apple_arpa_nameser_compat_h },
	{ "mach/mach_vm.h", text_apple_mach_mach_vm_h },
	{ "os/log.h", text_apple_os_log_h },
	{ "resolv.h", text_apple_resolv_h },
	{ "sys/disk.h", text_apple_sys_disk_h },
	{ "sys/kern_event.h", text_apple_sys_kern_event_h },
	{ "sys/ptrace.h", text_apple_sys_ptrace_h },
	{ "sys/sys_domain.h", text_apple_sys_sys_domain_h },
	{ "sys/syscall.h", text_apple_sys_syscall_h },
	{ "sys/xattr.h", text_apple_sys_xattr_h },
	{ "util.h", text_apple_util_h },
};

int
macos_headers_path(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	autofree char *base = NULL;

	if (maker_base(z, &base, f) != 0)
		return -1;
	/* (a folder of a zbuild that had fewer is another one) */
	*out = xasprintf("%s/headers%zu-%s" INCLUDE, base, COUNT(headers),
		t->def->rust);
	return 0;
}

static int
fill(const struct maker *m)
{
	for (size_t i = 0; i < COUNT(headers); i++) {
		autofree char *name =
			xasprintf("." INCLUDE "/%s", headers[i].name);
		autofree char *path = path_join(m->dir, name);
		autofree char *folder = path_dir(path);

		if (path_mkdirs(folder, m->f) != 0 ||
			maker_write(m, name, headers[i].text) != 0)
			return -1;
	}
	return 0;
}

int
macos_headers_make(const struct zig *z, const struct target *t,
	const char *dir, struct fail *f)
{
	autofree char *whole = path_dir(dir);

	return maker_once(z, t, whole, fill, f) == 0
		       ? 0
		       : fail_context(f, "cannot lay out macOS' headers");
}
