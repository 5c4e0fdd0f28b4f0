#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int
main(void)
{
	unsigned char sum[32], packed[200], back[200];
	unsigned long n = sizeof packed, m = sizeof back;
	const char *text = "packed and unpacked by the target's";
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());

	if (ctx == NULL || compress(packed, &n, (const unsigned char *)text,
				   strlen(text)) != Z_OK ||
		uncompress(back, &m, packed, n) != Z_OK ||
		memcmp(back, text, m) != 0)
		return 1;
	SHA256((const unsigned char *)"abc", 3, sum);
	printf("zlib %s, OpenSSL %u, %02x%02x%02x%02x, %lu bytes\n",
		zlibVersion(), OPENSSL_version_major(), sum[0], sum[1], sum[2],
		sum[3], m);
	SSL_CTX_free(ctx);
	return 0;
}
