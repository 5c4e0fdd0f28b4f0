/* A small file as projects have hundreds of. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	char *key, *value;
};

static int
split(char *line, struct pair *out)
{
	char *eq = strchr(line, '=');

	if (eq == NULL)
		return -1;
	*eq++ = '\0';
	eq[strcspn(eq, "\r\n")] = '\0';
	*out = (struct pair){ line, eq };
	return 0;
}

int
print_pairs(FILE *in)
{
	char line[512];
	struct pair p;
	int n = 0;

	while (fgets(line, sizeof line, in) != NULL)
		if (split(line, &p) == 0)
			n += printf("%s is %s\n", p.key, p.value) > 0;
	if (ferror(in))
		fprintf(stderr, "cannot read: %s\n", strerror(errno));
	return n;
}
