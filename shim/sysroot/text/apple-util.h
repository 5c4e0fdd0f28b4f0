/* util.h: pseudo terminals and logins. Facts from openpty(3) and libutil's part
 * of libSystem; zbuild's own text, for builds without an SDK. */
#ifndef _UTIL_H_
#define _UTIL_H_

#include <pwd.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>

#define OPENDEV_PART 0x01
#define OPENDEV_DRCT 0x02
#define OPENDEV_BLCK 0x04
#define FPARSELN_UNESCESC 0x01
#define FPARSELN_UNESCCONT 0x02
#define FPARSELN_UNESCCOMM 0x04
#define FPARSELN_UNESCREST 0x08
#define FPARSELN_UNESCALL 0x0f

struct utmp;

__BEGIN_DECLS
int openpty(int *, int *, char *, struct termios *, struct winsize *);
pid_t forkpty(int *, char *, struct termios *, struct winsize *);
int login_tty(int);
void login(struct utmp *);
int logout(const char *);
void logwtmp(const char *, const char *, const char *);
int opendev(char *, int, int, char **);
char *fparseln(FILE *, size_t *, size_t *, const char[3], int);
__END_DECLS
#endif
