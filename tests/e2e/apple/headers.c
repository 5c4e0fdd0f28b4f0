/* The headers that zbuild has where zig has none and no SDK is set: sizes and
 * numbers of the ABI, and what is bound to which library. */
#include <CoreServices/CoreServices.h>
#include <arpa/nameser_compat.h>
#include <mach/mach.h>
#include <mach/mach_time.h>
#include <mach/mach_vm.h>
#include <os/log.h>
#include <resolv.h>
#include <sys/disk.h>
#include <sys/kern_control.h>
#include <sys/kern_event.h>
#include <sys/ptrace.h>
#include <sys/sys_domain.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <util.h>

#ifdef __cplusplus
#define _Static_assert static_assert
#endif
_Static_assert(sizeof(struct kev_vendor_code) == 204, "kev_vendor_code");
_Static_assert(sizeof(struct kern_event_msg) == 28, "kern_event_msg");
_Static_assert(sizeof(struct sockaddr_sys) == 32, "sockaddr_sys");
_Static_assert(sizeof(HEADER) == 12, "HEADER");
_Static_assert(sizeof(struct __res_state) == 552, "__res_state");
_Static_assert(sizeof(ns_msg) == 80, "ns_msg");
_Static_assert(sizeof(dk_provision_status_t) == 40, "dk_provision_status_t");
_Static_assert(DKIOCGETBLOCKCOUNT == 0x40086419, "DKIOCGETBLOCKCOUNT");
_Static_assert(SIOCGKEVVENDOR == 0xc0cc6504, "SIOCGKEVVENDOR");
_Static_assert(SYS_getentropy == 500 && SYS_pread == 153, "syscalls");

int main(int argc, char **argv)
{
	os_log_t log = os_log_create("org.example", "test");
	u_char answer[NS_PACKETSZ], *p = answer;
	mach_vm_address_t at = 0;
	unsigned n;
	int tty[2];
	ns_msg msg;

	os_log(log, "%d words, first %{public}s", argc, argv[0]);
	os_log_error(OS_LOG_DEFAULT, "none");
	NS_PUT32(argc, p);
	NS_GET16(n, p);
	if (res_query("example.org", ns_c_in, T_A, answer, (int)n) < 0 ||
		ns_initparse(answer, (int)n, &msg) != 0)
		return (int)_res.options;
	return openpty(&tty[0], &tty[1], NULL, NULL, NULL) + ns_msg_count(msg, ns_s_an) +
	       ptrace(PT_DENY_ATTACH, 0, 0, 0) +
	       mach_vm_allocate(mach_task_self(), &at, 4096, VM_FLAGS_ANYWHERE) +
	       (int)getxattr(argv[0], "a", NULL, 0, 0, XATTR_NOFOLLOW);
}
