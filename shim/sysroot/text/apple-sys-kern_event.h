/* sys/kern_event.h: sockets of AF_SYSTEM that tell events. Facts from xnu-11417's
 * bsd/sys/kern_event.h; zbuild's own text, for builds without an SDK. */
#ifndef SYS_KERN_EVENT_H
#define SYS_KERN_EVENT_H

#include <sys/ioccom.h>
#include <sys/types.h>

#define KEV_SNDSPACE 4096
#define KEV_RECVSPACE 32768
#define KEV_ANY_VENDOR 0
#define KEV_ANY_CLASS 0
#define KEV_ANY_SUBCLASS 0
#define KEV_VENDOR_APPLE 1
#define KEV_NETWORK_CLASS 1
#define KEV_IOKIT_CLASS 2
#define KEV_SYSTEM_CLASS 3
#define KEV_APPLESHARE_CLASS 4
#define KEV_FIREWALL_CLASS 5
#define KEV_IEEE80211_CLASS 6
#define KEV_NKE_CLASS 7
#define KEV_NKE_ALF_SUBCLASS 1
#define KEV_NKE_ALF_STATE_CHANGED 1

struct kern_event_msg {
	u_int32_t total_size, vendor_code, kev_class, kev_subclass, id,
		event_code, event_data[1];
};
#define KEV_MSG_HEADER_SIZE 24

struct kev_request {
	u_int32_t vendor_code, kev_class, kev_subclass;
};

#define KEV_VENDOR_CODE_MAX_STR_LEN 200
struct kev_vendor_code {
	u_int32_t vendor_code;
	char vendor_string[KEV_VENDOR_CODE_MAX_STR_LEN];
};

#define SIOCGKEVID _IOR('e', 1, u_int32_t)
#define SIOCSKEVFILT _IOW('e', 2, struct kev_request)
#define SIOCGKEVFILT _IOR('e', 3, struct kev_request)
#define SIOCGKEVVENDOR _IOWR('e', 4, struct kev_vendor_code)
#endif
