#include "wrapper/run/winedll.h"
#include <glob.h>
#include <stdlib.h>
#include "common/path.h"
#include "common/xalloc.h"

#include "common/str.h"

/* Below the folder that has bin, by distribution: Fedora and WineHQ; Debian;
 * those for whom lib is lib64. */
static const char *const places[] = { "lib*/wine", "lib/*/wine" };

/* Appends the files of that name which some wine here has. */
static void
find_dll(const char *loader, const char *machine, const char *dll,
	struct argvec *out)
{
	autofree char *real = realpath(loader, NULL);
	autofree char *bin = path_dir(real != NULL ? real : loader);
	autofree char *base = path_dir(bin);
	const char *bases[] = { base, "/usr" };

	for (size_t b = 0; b < 2; b++)
		for (size_t i = 0; i < COUNT(places); i++) {
			autofree char *pattern =
				xasprintf("%s/%s/%s-windows/%s", bases[b],
					places[i], machine, dll);
			glob_t g;

			if (glob(pattern, 0, NULL, &g) != 0)
				continue;
			for (size_t k = 0; k < g.gl_pathc; k++)
				argvec_push(out, g.gl_pathv[k]);
			globfree(&g);
		}
}

char *
wine_dll(const char *loader, const char *machine, const char *dll)
{
	autoargvec found = ARGVEC_INIT;

	find_dll(loader, machine, dll, &found);
	return found.n > 0 ? xstrdup(found.v[0]) : NULL;
}

char *
wine_loader(void)
{
	char *loader = path_find("wine");

	return loader != NULL ? loader
			      : path_find("wine64");
}

const char *
wine_machine(const struct target_def *d)
{
	return d->arch == ARCH_X86 ? "i386" : "x86_64";
}

bool
wine_has_machine(const char *loader, const struct target_def *d)
{
	autoargvec own = ARGVEC_INIT, any = ARGVEC_INIT;

	find_dll(loader, wine_machine(d), "ntdll.dll", &own);
	if (own.n > 0)
		return true;
	find_dll(loader, "*", "ntdll.dll", &any);
	return any.n == 0;
}
