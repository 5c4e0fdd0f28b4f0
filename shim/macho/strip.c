#include "shim/macho/strip.h"

#include <fnmatch.h>
#include <string.h>

#include "shim/macho/sections.h"

struct stripping {
	enum machostrip how;
	bool program;
};

static enum machoedit_fate
strip_fate(void *ctx, const struct macho_symbol *s, bool indirect)
{
	const struct stripping *c = ctx;
	bool defined = (s->type & N_TYPE) != N_UNDF &&
		       (s->type & N_TYPE) != N_PBUD;

	if (indirect)
		return FATE_KEEP;
	if ((s->type & N_STAB) != 0)
		return FATE_DROP;
	/* its section has gone */
	if ((s->type & N_TYPE) == N_SECT && s->sect == 0)
		return FATE_DROP;
	if (c->how == MACHOSTRIP_DEBUG || !defined)
		return FATE_KEEP;
	if ((s->type & N_EXT) == 0)
		return FATE_DROP;
	if (c->how == MACHOSTRIP_LOCAL || !c->program)
		return FATE_KEEP;
	/* crt1's __mh_execute_header: dyld and _dyld_* look for it */
	return (s->desc & N_REFERENCED_DYNAMICALLY) != 0 ||
			       strcmp(s->name, "__mh_execute_header") == 0
		       ? FATE_KEEP
		       : FATE_DROP;
}

static bool
program_export(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "__mh_execute_header") == 0;
}

int
machostrip_image(struct machoedit *e, enum machostrip how, struct fail *f)
{
	struct stripping c = { how, e->filetype == MH_EXECUTE };

	if (how == MACHOSTRIP_NONE)
		return 0;
	if (machosections_drop(e, "__DWARF", f) != 0 ||
		machoedit_symbols(e, strip_fate, &c, f) != 0)
		return -1;
	if (how == MACHOSTRIP_ALL && c.program)
		return machoedit_exports(e, program_export, NULL, f);
	return 0;
}

struct lists {
	const struct argvec *exported, *unexported;
};

static bool
listed(const struct argvec *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], name) == 0 ||
			(strpbrk(list->v[i], "*?[") != NULL &&
				fnmatch(list->v[i], name, 0) == 0))
			return true;
	return false;
}

static bool
stays_exported(void *ctx, const char *name)
{
	const struct lists *l = ctx;

	if (strcmp(name, "__mh_execute_header") == 0)
		return true;
	if (l->exported != NULL && !listed(l->exported, name))
		return false;
	return l->unexported == NULL || !listed(l->unexported, name);
}

static enum machoedit_fate
export_fate(void *ctx, const struct macho_symbol *s, bool indirect)
{
	(void)indirect;
	if ((s->type & N_STAB) != 0 || (s->type & N_EXT) == 0 ||
		(s->type & N_TYPE) == N_UNDF || (s->type & N_TYPE) == N_PBUD)
		return FATE_KEEP;
	return stays_exported(ctx, s->name) ? FATE_KEEP : FATE_LOCAL;
}

int
machostrip_exports(struct machoedit *e, const struct argvec *exported,
	const struct argvec *unexported, struct fail *f)
{
	struct lists l = { exported, unexported };

	if (exported == NULL && unexported == NULL)
		return 0;
	if (machoedit_symbols(e, export_fate, &l, f) != 0)
		return -1;
	return machoedit_exports(e, stays_exported, &l, f);
}
