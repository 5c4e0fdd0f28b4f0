#include <stdio.h>
#include <string.h>
#include <yaml.h>
#include <zlib.h>

int twice(const char *number);

int
main(int argc, char **argv)
{
	unsigned char packed[256], plain[64];
	uLongf n = sizeof packed, m = sizeof plain;
	char text[64];

	snprintf(text, sizeof text, "%d", twice(argc > 1 ? argv[1] : "1"));
	if (compress(packed, &n, (const Bytef *)text, strlen(text) + 1) ||
		uncompress(plain, &m, packed, n) ||
		strcmp(yaml_get_version_string(), "0.2.5") != 0)
		return 1;
	printf("answer: %s\n", (const char *)plain);
	return 0;
}
