#include "common/option.h"

#include <string.h>

#include "common/xalloc.h"

bool
option_is_end(const struct option_row *row)
{
	return row->names == NULL && row->value == NULL;
}

char *
option_name(const struct option_row *row)
{
	const char *s = row->names != NULL ? row->names : row->value;

	/* "-K --keep-symbol" is --keep-symbol */
	if (row->names != NULL && strstr(s, "--") != NULL)
		s = strstr(s, "--");
	return xstrndup(s, strcspn(s, " "));
}
