/* arpa/nameser.h: DNS messages, and the parser of libresolv. Facts from RFC 1035,
 * IANA's DNS parameters and libresolv-91; zbuild's own text, for builds without
 * an SDK. */
#ifndef _ARPA_NAMESER_H_
#define _ARPA_NAMESER_H_

#include <sys/types.h>

#define __NAMESER 20090302
#define NS_PACKETSZ 512
#define NS_MAXDNAME 1025
#define NS_MAXMSG 65535
#define NS_MAXCDNAME 255
#define NS_MAXLABEL 63
#define NS_MAXLABELS 128
#define NS_HFIXEDSZ 12
#define NS_QFIXEDSZ 4
#define NS_RRFIXEDSZ 10
#define NS_INT32SZ 4
#define NS_INT16SZ 2
#define NS_INT8SZ 1
#define NS_INADDRSZ 4
#define NS_IN6ADDRSZ 16
#define NS_CMPRSFLGS 0xc0
#define NS_DEFAULTPORT 53

typedef enum {
	ns_s_qd = 0, ns_s_zn = 0, ns_s_an = 1, ns_s_pr = 1, ns_s_ns = 2,
	ns_s_ud = 2, ns_s_ar = 3, ns_s_max = 4
} ns_sect;

typedef enum {
	ns_f_qr, ns_f_opcode, ns_f_aa, ns_f_tc, ns_f_rd, ns_f_ra, ns_f_z,
	ns_f_ad, ns_f_cd, ns_f_rcode, ns_f_max
} ns_flag;

typedef enum {
	ns_o_query = 0, ns_o_iquery = 1, ns_o_status = 2, ns_o_notify = 4,
	ns_o_update = 5, ns_o_max = 6
} ns_opcode;

typedef enum {
	ns_r_noerror, ns_r_formerr, ns_r_servfail, ns_r_nxdomain, ns_r_notimpl,
	ns_r_refused, ns_r_yxdomain, ns_r_yxrrset, ns_r_nxrrset, ns_r_notauth,
	ns_r_notzone, ns_r_max = 11, ns_r_badvers = 16, ns_r_badsig = 16,
	ns_r_badkey = 17, ns_r_badtime = 18
} ns_rcode;

typedef enum {
	ns_c_invalid = 0, ns_c_in = 1, ns_c_2 = 2, ns_c_chaos = 3, ns_c_hs = 4,
	ns_c_none = 254, ns_c_any = 255, ns_c_max = 65536
} ns_class;

typedef enum {
	ns_t_invalid = 0, ns_t_a = 1, ns_t_ns = 2, ns_t_md = 3, ns_t_mf = 4,
	ns_t_cname = 5, ns_t_soa = 6, ns_t_mb = 7, ns_t_mg = 8, ns_t_mr = 9,
	ns_t_null = 10, ns_t_wks = 11, ns_t_ptr = 12, ns_t_hinfo = 13,
	ns_t_minfo = 14, ns_t_mx = 15, ns_t_txt = 16, ns_t_rp = 17,
	ns_t_afsdb = 18, ns_t_x25 = 19, ns_t_isdn = 20, ns_t_rt = 21,
	ns_t_nsap = 22, ns_t_nsap_ptr = 23, ns_t_sig = 24, ns_t_key = 25,
	ns_t_px = 26, ns_t_gpos = 27, ns_t_aaaa = 28, ns_t_loc = 29,
	ns_t_nxt = 30, ns_t_eid = 31, ns_t_nimloc = 32, ns_t_srv = 33,
	ns_t_atma = 34, ns_t_naptr = 35, ns_t_kx = 36, ns_t_cert = 37,
	ns_t_a6 = 38, ns_t_dname = 39, ns_t_sink = 40, ns_t_opt = 41,
	ns_t_apl = 42, ns_t_ds = 43, ns_t_sshfp = 44, ns_t_ipseckey = 45,
	ns_t_rrsig = 46, ns_t_nsec = 47, ns_t_dnskey = 48, ns_t_dhcid = 49,
	ns_t_nsec3 = 50, ns_t_nsec3param = 51, ns_t_hip = 55, ns_t_spf = 99,
	ns_t_tkey = 249, ns_t_tsig = 250, ns_t_ixfr = 251, ns_t_axfr = 252,
	ns_t_mailb = 253, ns_t_maila = 254, ns_t_any = 255, ns_t_zxfr = 256,
	ns_t_dlv = 32769, ns_t_max = 65536
} ns_type;

typedef struct {
	const u_char *_msg, *_eom;
	u_int16_t _id, _flags, _counts[ns_s_max];
	const u_char *_sections[ns_s_max];
	ns_sect _sect;
	int _rrnum;
	const u_char *_msg_ptr;
} ns_msg;

typedef struct {
	char name[NS_MAXDNAME];
	u_int16_t type, rr_class;
	u_int32_t ttl;
	u_int16_t rdlength;
	const u_char *rdata;
} ns_rr;

#define ns_msg_id(m) ((m)._id + 0)
#define ns_msg_base(m) ((m)._msg + 0)
#define ns_msg_end(m) ((m)._eom + 0)
#define ns_msg_size(m) ((m)._eom - (m)._msg)
#define ns_msg_count(m, section) ((m)._counts[section] + 0)
#define ns_rr_name(rr) ((rr).name[0] != '\0' ? (rr).name : ".")
#define ns_rr_type(rr) ((ns_type)(rr).type)
#define ns_rr_class(rr) ((ns_class)(rr).rr_class)
#define ns_rr_ttl(rr) ((rr).ttl + 0)
#define ns_rr_rdlen(rr) ((rr).rdlength + 0)
#define ns_rr_rdata(rr) ((rr).rdata + 0)

#define __NS_BYTE(p, i, shift) ((u_int32_t)((const u_char *)(p))[i] << (shift))
#define NS_GET16(s, p) \
	do { \
		(s) = (u_int16_t)(__NS_BYTE(p, 0, 8) | __NS_BYTE(p, 1, 0)); \
		(p) += 2; \
	} while (0)
#define NS_GET32(l, p) \
	do { \
		(l) = __NS_BYTE(p, 0, 24) | __NS_BYTE(p, 1, 16) | \
			__NS_BYTE(p, 2, 8) | __NS_BYTE(p, 3, 0); \
		(p) += 4; \
	} while (0)
#define NS_PUT16(s, p) \
	do { \
		u_int32_t ns_put = (u_int32_t)(s); \
		*(p)++ = (u_char)(ns_put >> 8); \
		*(p)++ = (u_char)ns_put; \
	} while (0)
#define NS_PUT32(l, p) \
	do { \
		u_int32_t ns_put32 = (u_int32_t)(l); \
		NS_PUT16(ns_put32 >> 16, p); \
		NS_PUT16(ns_put32, p); \
	} while (0)

/* The library's names begin with res_9_. */
#define __RES_9(name) __asm("_res_9_" #name)

__BEGIN_DECLS
int ns_msg_getflag(ns_msg, int) __RES_9(ns_msg_getflag);
u_int ns_get16(const u_char *) __RES_9(ns_get16);
u_long ns_get32(const u_char *) __RES_9(ns_get32);
void ns_put16(u_int, u_char *) __RES_9(ns_put16);
void ns_put32(u_long, u_char *) __RES_9(ns_put32);
int ns_initparse(const u_char *, int, ns_msg *) __RES_9(ns_initparse);
int ns_skiprr(const u_char *, const u_char *, ns_sect, int) __RES_9(ns_skiprr);
int ns_parserr(ns_msg *, ns_sect, int, ns_rr *) __RES_9(ns_parserr);
int ns_sprintrr(const ns_msg *, const ns_rr *, const char *, const char *,
	char *, size_t) __RES_9(ns_sprintrr);
int ns_format_ttl(u_long, char *, size_t) __RES_9(ns_format_ttl);
int ns_parse_ttl(const char *, u_long *) __RES_9(ns_parse_ttl);
int ns_name_ntop(const u_char *, char *, size_t) __RES_9(ns_name_ntop);
int ns_name_pton(const char *, u_char *, size_t) __RES_9(ns_name_pton);
int ns_name_unpack(const u_char *, const u_char *, const u_char *, u_char *,
	size_t) __RES_9(ns_name_unpack);
int ns_name_pack(const u_char *, u_char *, int, const u_char **,
	const u_char **) __RES_9(ns_name_pack);
int ns_name_uncompress(const u_char *, const u_char *, const u_char *, char *,
	size_t) __RES_9(ns_name_uncompress);
int ns_name_compress(const char *, u_char *, size_t, const u_char **,
	const u_char **) __RES_9(ns_name_compress);
int ns_name_skip(const u_char **, const u_char *) __RES_9(ns_name_skip);
int ns_samedomain(const char *, const char *) __RES_9(ns_samedomain);
int ns_samename(const char *, const char *) __RES_9(ns_samename);
int ns_makecanon(const char *, char *, size_t) __RES_9(ns_makecanon);
__END_DECLS

#ifdef BIND_8_COMPAT
#include <arpa/nameser_compat.h>
#endif
#endif
