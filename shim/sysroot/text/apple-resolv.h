/* resolv.h: the resolver in -lresolv. Facts from libresolv-91 and resolver(3);
 * zbuild's own text, for builds without an SDK. */
#ifndef _RESOLV_H_
#define _RESOLV_H_

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/param.h>
#include <sys/socket.h>

#define __RES 20090302
#define _PATH_RESCONF "/etc/resolv.conf"
#define MAXNS 3
#define MAXDFLSRCH 3
#define MAXDNSRCH 6
#define LOCALDOMAINPARTS 2
#define RES_TIMEOUT 5
#define MAXRESOLVSORT 10
#define RES_MAXNDOTS 15
#define RES_MAXRETRANS 30
#define RES_MAXRETRY 5
#define RES_DFLRETRY 2

#define RES_INIT 0x00000001
#define RES_DEBUG 0x00000002
#define RES_AAONLY 0x00000004
#define RES_USEVC 0x00000008
#define RES_PRIMARY 0x00000010
#define RES_IGNTC 0x00000020
#define RES_RECURSE 0x00000040
#define RES_DEFNAMES 0x00000080
#define RES_STAYOPEN 0x00000100
#define RES_DNSRCH 0x00000200
#define RES_NOALIASES 0x00001000
#define RES_USE_INET6 0x00002000
#define RES_ROTATE 0x00004000
#define RES_NOCHECKNAME 0x00008000
#define RES_KEEPTSIG 0x00010000
#define RES_BLAST 0x00020000
#define RES_NOTLDQUERY 0x00100000
#define RES_USE_DNSSEC 0x00200000
#define RES_USE_EDNS0 0x40000000
#define RES_NO_NIBBLE2 0x80000000
#define RES_DEFAULT \
	(RES_RECURSE | RES_DEFNAMES | RES_DNSRCH | RES_NO_NIBBLE2)

typedef enum {
	res_goahead, res_nextns, res_modified, res_done, res_error
} res_sendhookact;
typedef res_sendhookact (*res_send_qhook)(struct sockaddr *const *,
	const u_char **, int *, u_char *, int, int *);
typedef res_sendhookact (*res_send_rhook)(const struct sockaddr *,
	const u_char *, int, u_char *, int, int *);

struct __res_state {
	int retrans, retry;
	u_long options;
	int nscount;
	struct sockaddr_in nsaddr_list[MAXNS];
	u_short id;
	char *dnsrch[MAXDNSRCH + 1], defdname[256];
	u_long pfcode;
	unsigned ndots : 4, nsort : 4;
	char unused[3];
	struct {
		struct in_addr addr;
		u_int32_t mask;
	} sort_list[MAXRESOLVSORT];
	res_send_qhook qhook;
	res_send_rhook rhook;
	int res_h_errno, _vcsock;
	u_int _flags, _pad;
	union {
		char pad[72 - 4 * sizeof(int) - 3 * sizeof(void *)];
		struct {
			u_int16_t nscount, nstimes[MAXNS];
			int nssocks[MAXNS];
			struct __res_state_ext *ext;
		} _ext;
	} _u;
	u_char *_rnd;
};
#define nsaddr nsaddr_list[0]
typedef struct __res_state *res_state;

union res_sockaddr_union {
	struct sockaddr_in sin;
	struct sockaddr_in6 sin6;
	int32_t __align32;
	char __space[128];
};

__BEGIN_DECLS
struct __res_state *__res_state(void) __asm("___res_9_state");
#define _res (*__res_state())
int res_init(void) __RES_9(init);
void res_close(void) __RES_9(close);
int res_query(const char *, int, int, u_char *, int) __RES_9(query);
int res_search(const char *, int, int, u_char *, int) __RES_9(search);
int res_querydomain(const char *, const char *, int, int, u_char *, int)
	__RES_9(querydomain);
int res_mkquery(int, const char *, int, int, const u_char *, int,
	const u_char *, u_char *, int) __RES_9(mkquery);
int res_send(const u_char *, int, u_char *, int) __RES_9(send);
int res_ninit(res_state) __RES_9(ninit);
void res_nclose(res_state) __RES_9(nclose);
void res_ndestroy(res_state) __RES_9(ndestroy);
int res_nquery(res_state, const char *, int, int, u_char *, int)
	__RES_9(nquery);
int res_nsearch(res_state, const char *, int, int, u_char *, int)
	__RES_9(nsearch);
int res_nquerydomain(res_state, const char *, const char *, int, int, u_char *,
	int) __RES_9(nquerydomain);
int res_nmkquery(res_state, int, const char *, int, int, const u_char *, int,
	const u_char *, u_char *, int) __RES_9(nmkquery);
int res_nsend(res_state, const u_char *, int, u_char *, int) __RES_9(nsend);
void res_setservers(res_state, const union res_sockaddr_union *, int)
	__RES_9(setservers);
int res_getservers(res_state, union res_sockaddr_union *, int)
	__RES_9(getservers);
int res_hnok(const char *) __RES_9(hnok);
int res_dnok(const char *) __RES_9(dnok);
u_int res_randomid(void) __RES_9(randomid);
int dn_comp(const char *, u_char *, int, u_char **, u_char **)
	__RES_9(dn_comp);
int dn_expand(const u_char *, const u_char *, const u_char *, char *, int)
	__RES_9(dn_expand);
int dn_skipname(const u_char *, const u_char *) __RES_9(dn_skipname);
int b64_ntop(u_char const *, size_t, char *, size_t) __RES_9(b64_ntop);
int b64_pton(char const *, u_char *, size_t) __RES_9(b64_pton);
const char *p_class(int) __RES_9(p_class);
const char *p_type(int) __RES_9(p_type);
const char *p_rcode(int) __RES_9(p_rcode);
__END_DECLS
#endif
