#include "wrapper/files/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/xalloc.h"

enum { CHUNK = 1 << 16 };

int
hash_file(const char *path, uint8_t out[SHA256_DIGEST_LENGTH],
	struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	uint8_t buf[CHUNK];
	SHA2_CTX ctx;
	ssize_t n;

	if (fd < 0)
		return fail_errno(f, "cannot open '%s'", path);
	SHA256Init(&ctx);
	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n > 0)
			SHA256Update(&ctx, buf, (size_t)n);
		else if (errno != EINTR)
			break;
	}
	if (n < 0)
		fail_errno(f, "cannot read '%s'", path);
	close(fd);
	SHA256Final(out, &ctx);
	return n < 0 ? -1 : 0;
}

int
hash_file_hex(const char *path, char hex[65], struct fail *f)
{
	/* A user may well name a symlink. */
	autofree char *real = realpath(path, NULL);
	uint8_t d[SHA256_DIGEST_LENGTH] = { 0 };

	if (real == NULL)
		return fail_errno(f, "cannot open '%s'", path);
	if (hash_file(real, d, f) != 0)
		return -1;
	for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++)
		snprintf(hex + 2 * i, 3, "%02x", d[i]);
	return 0;
}
