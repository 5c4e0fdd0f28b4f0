#include "shim/facts.h"

#include "shim/cpu/list.h"
#include "shim/sysroot/macos.h"
#include "shim/sysroot/open.h"

const struct facts facts_real = {
	.machine = &machine_real,
	.sysroot = sysroot_describe,
	.sysroot_dir = sysroot_path,
	.macos_headers = macos_headers_path,
	.cpus = cpulist_read,
	.takes_cpu = cpulist_driver_takes,
};
