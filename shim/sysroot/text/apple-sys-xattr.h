/* sys/xattr.h: extended attributes. Facts from xnu-11417's bsd/sys/xattr.h and
 * getxattr(2); zbuild's own text, for builds without an SDK. */
#ifndef _SYS_XATTR_H_
#define _SYS_XATTR_H_

#include <sys/types.h>

#define XATTR_NOFOLLOW 0x1
#define XATTR_CREATE 0x2
#define XATTR_REPLACE 0x4
#define XATTR_NOSECURITY 0x8
#define XATTR_NODEFAULT 0x10
#define XATTR_SHOWCOMPRESSION 0x20
#define XATTR_NOFOLLOW_ANY 0x40
#define XATTR_MAXNAMELEN 127
#define XATTR_FINDERINFO_NAME "com.apple.FinderInfo"
#define XATTR_RESOURCEFORK_NAME "com.apple.ResourceFork"

__BEGIN_DECLS
ssize_t getxattr(const char *, const char *, void *, size_t, u_int32_t, int);
ssize_t fgetxattr(int, const char *, void *, size_t, u_int32_t, int);
int setxattr(const char *, const char *, const void *, size_t, u_int32_t, int);
int fsetxattr(int, const char *, const void *, size_t, u_int32_t, int);
int removexattr(const char *, const char *, int);
int fremovexattr(int, const char *, int);
ssize_t listxattr(const char *, char *, size_t, int);
ssize_t flistxattr(int, char *, size_t, int);
__END_DECLS
#endif
