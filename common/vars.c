#include "common/vars.h"

#include <string.h>

extern char **environ;

void
vars_own(struct argvec *out)
{
	argvec_pushv(out, environ);
}

static bool
is_named(const char *word, const char *name, size_t n)
{
	return strncmp(word, name, n) == 0 && word[n] == '=';
}

const char *
vars_get(const struct argvec *vars, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < vars->n; i++)
		if (is_named(vars->v[i], name, n))
			return vars->v[i] + n + 1;
	return NULL;
}

void
vars_apply(struct argvec *vars, const struct argvec *changes)
{
	for (size_t i = 0; changes != NULL && i < changes->n; i++) {
		const char *word = changes->v[i];
		size_t n = strcspn(word, "=");

		for (size_t k = vars->n; k-- > 0;)
			if (is_named(vars->v[k], word, n))
				argvec_remove(vars, k);
		if (word[n] == '=')
			argvec_push(vars, word);
	}
}
