#include "targets/host.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "targets/triple.h"

#if defined(__APPLE__) && defined(__aarch64__)
#define HOST(libc) "aarch64-apple-darwin"
#elif defined(__APPLE__)
#define HOST(libc) "x86_64-apple-darwin"
#elif defined(__x86_64__) && defined(__ILP32__)
#define HOST(libc) "x86_64-unknown-linux-" libc "x32"
#elif defined(__x86_64__)
#define HOST(libc) "x86_64-unknown-linux-" libc
#elif defined(__i386__)
#define HOST(libc) "i686-unknown-linux-" libc
#elif defined(__aarch64__)
#define HOST(libc) "aarch64-unknown-linux-" libc
#elif defined(__arm__) && __ARM_ARCH >= 7 && defined(__ARM_PCS_VFP)
#define HOST(libc) "armv7-unknown-linux-" libc "eabihf"
#elif defined(__arm__) && defined(__ARM_PCS_VFP)
#define HOST(libc) "arm-unknown-linux-" libc "eabihf"
#elif defined(__arm__)
#define HOST(libc) "arm-unknown-linux-" libc "eabi"
#elif defined(__riscv) && __riscv_xlen == 64
#define HOST(libc) "riscv64gc-unknown-linux-" libc
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define HOST(libc) "powerpc64le-unknown-linux-" libc
#elif defined(__s390x__)
#define HOST(libc) "s390x-unknown-linux-" libc
#elif defined(__loongarch64)
#define HOST(libc) "loongarch64-unknown-linux-" libc
#else
/* cppcheck-suppress preprocessorErrorDirective */
#error "add this machine's Rust triple"
#endif

#if defined(__GLIBC__)
#define COMPILED HOST("gnu")
#else
#define COMPILED HOST("musl")
#endif

static const char *const hosts[] = { HOST("gnu"), HOST("musl") };
static const char *known;

static const char *
loader_of(const char *triple)
{
	const struct target_def *d = triple_find(triple, NULL);

	return d != NULL ? d->loader : NULL;
}

static bool
have_loader(const char *triple)
{
	const char *loader = loader_of(triple);

	return loader != NULL && access(loader, F_OK) == 0;
}

/* What stands in a program's PT_INTERP is in its first few hundred bytes: the
 * segment follows the headers. */
const char *
host_by_loader(const char *program)
{
	char head[2048];
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;

	if (fd >= 0)
		close(fd);
	for (size_t i = 0; n > 0 && i < COUNT(hosts); i++) {
		const char *loader = loader_of(hosts[i]);

		if (loader != NULL &&
			memmem(head, (size_t)n, loader, strlen(loader) + 1))
			return hosts[i];
	}
	return NULL;
}

const char *
host_triple(void)
{
	if (known == NULL) {
		const char *set = getenv(HOST_VARIABLE);

		known = set != NULL && *set != '\0' ? set : host_by_loader("/bin/sh");
	}
	for (size_t i = 0; known == NULL && i < COUNT(hosts); i++)
		if (have_loader(hosts[i]))
			known = hosts[i];
	if (known == NULL)
		known = COMPILED;
	return known;
}

bool
host_in_doubt(void)
{
	return getenv(HOST_VARIABLE) == NULL &&
	       have_loader(hosts[0]) == have_loader(hosts[1]);
}

void
host_set(const char *triple)
{
	static char *copy;

	free(copy);
	known = copy = xstrdup(triple);
}

bool
host_is_mac(void)
{
	const struct target_def *d = triple_find(host_triple(), NULL);

	return d != NULL && d->libc == LIBC_DARWIN;
}

const char *
host_install(const char *debian)
{
	static const struct {
		const char *debian, *mac;
	} rows[] = {
		{ "apt-get install gcc", "xcode-select --install" },
		{ "apt-get install qemu-system", "brew install qemu" },
		{ "apt-get install nodejs", "brew install node" },
		{ "apt-get install wine", "brew install --cask wine-stable" },
		{ "dpkg --add-architecture i386",
			"brew install --cask wine-stable" },
	};

	for (size_t i = 0; host_is_mac() && i < COUNT(rows); i++)
		if (starts_with(debian, rows[i].debian))
			return rows[i].mac;
	return debian;
}
