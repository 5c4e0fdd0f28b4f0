/* lipo: files of several machines in one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/outfile.h"
#include "common/xalloc.h"
#include "shim/macho/file.h"
#include "shim/tools/own.h"

enum action { NOTHING, CREATE, THIN, EXTRACT, REMOVE, REPLACE, ARCHS, INFO,
	VERIFY, DETAILED };

struct lipo {
	enum action action;
	const char *output;
	struct argvec archs;    /* of -thin, -extract, -remove, -verify_arch */
	struct argvec files;
	struct argvec named;    /* ARCH, FILE of -arch and -replace */
};

/* Everything that goes into the result. */
struct parts {
	struct machofile_part *v;
	size_t n;
};

static int
act(void *into, const struct option_use *use, struct fail *f)
{
	struct lipo *l = into;
	enum action action = (enum action)use->row->to;

	if (l->action != NOTHING && l->action != action)
		return fail_status(f, 1, "'%s': one thing at a time",
			use->name);
	l->action = action;
	argvec_pushv(action == REPLACE ? &l->named : &l->archs,
		(char *const *)use->values);
	return 0;
}

#define ACT(action) .set = OPTION_CALL, .call = act, .to = (action)

static const struct option_row rows[] = {
	{ NULL, "FILE", OPTION_FILE, OPTION_INTO(struct lipo, files) },
	{ "-create", ACT(CREATE), .help = "one file of all" },
	{ "-arch", "ARCH FILE", OPTION_INTO(struct lipo, named),
		.help = "of a file that is for this machine" },
	{ "-thin", "ARCH", ACT(THIN), .help = "this machine's part" },
	{ "-extract -extract_family", "ARCH", ACT(EXTRACT),
		.help = "a fat file of these machines" },
	{ "-remove", "ARCH", ACT(REMOVE), .help = "all parts but this one" },
	{ "-replace", "ARCH FILE", ACT(REPLACE),
		.help = "with another part for this machine" },
	{ "-output -o", "FILE", OPTION_FILE, OPTION_INTO(struct lipo, output),
		.help = "where that goes" },
	{ "-archs", ACT(ARCHS), .help = "print the machines" },
	{ "-info", ACT(INFO), .help = "and the file's name" },
	{ "-detailed_info", ACT(DETAILED), .help = "all about each part" },
	{ "-verify_arch", "ARCH...", OPTION_REST, ACT(VERIFY),
		.help = "exit with 1 if one is not there" },
	{ .names = NULL }
};

static int
check_archs(const struct lipo *l, struct fail *f)
{
	for (size_t i = 0; i < l->archs.n; i++) {
		uint32_t subtype;

		if (macho_arch_find(l->archs.v[i], &subtype) == 0)
			return fail_status(f, 1, "unknown architecture '%s'",
				l->archs.v[i]);
	}
	return 0;
}

/* --- parts ---------------------------------------------------------------- */

static bool
same_arch(const struct machofile_part *p, const char *arch)
{
	uint32_t subtype, type = macho_arch_find(arch, &subtype);

	return p->cputype == type && (p->cpusubtype & 0xffffff) == subtype;
}

static int
add_part(struct parts *all, const struct machofile_part *p, const char *path,
	struct fail *f)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].cputype == p->cputype &&
			(all->v[i].cpusubtype & 0xffffff) ==
				(p->cpusubtype & 0xffffff)) {
			char buf[32];

			return fail_status(f, 1, "'%s': another file has the "
						 "part for %s already", path,
				macho_arch_name(p->cputype, p->cpusubtype,
					buf));
		}
	all->v = xreallocarray(all->v, all->n + 1, sizeof *all->v);
	all->v[all->n++] = *p;
	return 0;
}

static struct machofile_part
part_of(const struct machofile *mf, size_t i)
{
	const struct macho_slice *s = &mf->slices[i];

	return (struct machofile_part){ machofile_slice(mf, i), s->len,
		s->cputype, s->cpusubtype,
		s->align > 0 ? s->align : machofile_align(s->cputype) };
}

static int
add_file(struct parts *all, const struct machofile *mf, struct fail *f)
{
	for (size_t i = 0; i < mf->n; i++) {
		struct machofile_part p = part_of(mf, i);

		if (add_part(all, &p, mf->path, f) != 0)
			return -1;
	}
	return 0;
}

/* arm64 comes last, where old systems do not look (cctools' order). */
static int
part_order(const void *a, const void *b)
{
	const struct machofile_part *x = a, *y = b;

	if (x->cputype == y->cputype)
		return x->cpusubtype < y->cpusubtype ? -1
						     : x->cpusubtype > y->cpusubtype;
	if (x->cputype == MACHO_ARM64 || y->cputype == MACHO_ARM64)
		return x->cputype == MACHO_ARM64 ? 1 : -1;
	return x->align != y->align ? (int)x->align - (int)y->align
				    : (x->cputype < y->cputype ? -1 : 1);
}

static int
write_parts(const struct lipo *l, struct parts *all, bool fat,
	const struct stat *like, struct fail *f)
{
	autofree uint8_t *out = NULL;
	size_t len = 0;
	int r = 0;

	if (l->output == NULL)
		return fail_status(f, 1, "no -output FILE");
	if (all->n == 0)
		return fail_status(f, 1, "nothing would be left");
	qsort(all->v, all->n, sizeof *all->v, part_order);
	if (fat)
		r = machofile_join(all->v, all->n, &out, &len, f);
	if (r == 0)
		r = outfile_put(l->output, fat ? out : all->v[0].p,
			fat ? len : all->v[0].len, like, false, f);
	return r;
}

/* --- what it does --------------------------------------------------------- */

static int
create(const struct lipo *l, struct fail *f)
{
	size_t n = l->files.n + l->named.n / 2, opened = 0;
	autofree struct machofile *mf = xcalloc(n + 1, sizeof *mf);
	struct parts all = { NULL, 0 };
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		bool named = i >= l->files.n;
		size_t k = named ? 2 * (i - l->files.n) : i;
		const char *path = named ? l->named.v[k + 1] : l->files.v[k];

		r = machofile_open(&mf[i], path, f);
		if (r != 0)
			break;
		opened++;
		r = add_file(&all, &mf[i], f);
		if (r == 0 && named &&
			(mf[i].n != 1 ||
				!same_arch(&all.v[all.n - 1], l->named.v[k])))
			r = fail_status(f, 1, "'%s' is not for %s", path,
				l->named.v[k]);
	}
	if (r == 0 && n == 0)
		r = fail_status(f, 1, "-create: no input files");
	if (r == 0)
		r = write_parts(l, &all, true, &mf[0].st, f);
	for (size_t i = 0; i < opened; i++)
		machofile_clear(&mf[i]);
	free(all.v);
	return r;
}

static bool
wanted(const struct lipo *l, const struct machofile_part *p)
{
	bool listed = false;

	for (size_t i = 0; i < l->archs.n; i++)
		listed |= same_arch(p, l->archs.v[i]);
	return l->action == REMOVE ? !listed : listed;
}

/* -thin, -extract and -remove. */
static int
choose(const struct lipo *l, const struct machofile *mf, struct fail *f)
{
	struct parts all = { NULL, 0 };
	bool found = false;
	int r = 0;

	if (l->action == THIN && !mf->fat)
		return fail_status(f, 1, "'%s' is no fat file", mf->path);
	for (size_t k = 0; k < l->archs.n && r == 0; k++) {
		found = false;
		for (size_t i = 0; i < mf->n; i++) {
			struct machofile_part p = part_of(mf, i);

			found |= same_arch(&p, l->archs.v[k]);
		}
		if (!found)
			r = fail_status(f, 1, "'%s' has no part for %s",
				mf->path, l->archs.v[k]);
	}
	for (size_t i = 0; i < mf->n && r == 0; i++) {
		struct machofile_part p = part_of(mf, i);

		if (wanted(l, &p))
			r = add_part(&all, &p, mf->path, f);
	}
	if (r == 0)
		r = write_parts(l, &all, l->action != THIN, &mf->st, f);
	free(all.v);
	return r;
}

static int
replace(const struct lipo *l, const struct machofile *mf, struct fail *f)
{
	struct parts all = { NULL, 0 };
	size_t n = l->named.n / 2, opened = 0;
	autofree struct machofile *with = xcalloc(n + 1, sizeof *with);
	int r = add_file(&all, mf, f);

	for (size_t k = 0; k < n && r == 0; k++) {
		const char *arch = l->named.v[2 * k];
		size_t i = 0;

		r = machofile_open(&with[k], l->named.v[2 * k + 1], f);
		if (r != 0)
			break;
		opened++;
		while (i < all.n && !same_arch(&all.v[i], arch))
			i++;
		if (i == all.n)
			r = fail_status(f, 1, "'%s' has no part for %s",
				mf->path, arch);
		else if (with[k].n != 1 ||
			 with[k].slices[0].cputype != all.v[i].cputype)
			r = fail_status(f, 1, "'%s' is not for %s",
				with[k].path, arch);
		else
			all.v[i] = part_of(&with[k], 0);
	}
	if (r == 0)
		r = write_parts(l, &all, true, &mf->st, f);
	for (size_t k = 0; k < opened; k++)
		machofile_clear(&with[k]);
	free(all.v);
	return r;
}

static void
print_archs(const struct machofile *mf)
{
	char buf[32];

	for (size_t i = 0; i < mf->n; i++)
		printf("%s%s", i > 0 ? " " : "",
			macho_arch_name(mf->slices[i].cputype,
				mf->slices[i].cpusubtype, buf));
}

static void
print_info(const struct machofile *mf)
{
	if (mf->fat)
		printf("Architectures in the fat file: %s are: ", mf->path);
	else
		printf("Non-fat file: %s is architecture: ", mf->path);
	print_archs(mf);
	puts(mf->fat ? " " : "");
}

static void
print_details(const struct machofile *mf)
{
	char buf[32];

	if (!mf->fat) {
		print_info(mf);
		return;
	}
	printf("Fat header in: %s\nfat_magic 0xcafebabe\nnfat_arch %zu\n",
		mf->path, mf->n);
	for (size_t i = 0; i < mf->n; i++) {
		const struct macho_slice *s = &mf->slices[i];

		printf("architecture %s\n    offset %zu\n    size %zu\n"
		       "    align 2^%u (%u)\n",
			macho_arch_name(s->cputype, s->cpusubtype, buf),
			s->off, s->len, s->align, 1u << s->align);
	}
}

/* Status 1 when one of the architectures is missing; says nothing. */
static int
verify(const struct lipo *l, const struct machofile *mf)
{
	for (size_t k = 0; k < l->archs.n; k++) {
		bool found = false;

		for (size_t i = 0; i < mf->n; i++) {
			struct machofile_part p = part_of(mf, i);

			found |= same_arch(&p, l->archs.v[k]);
		}
		if (!found)
			return 1;
	}
	return 0;
}

static int
on_file(const struct lipo *l, const char *path, struct fail *f)
{
	struct machofile mf;
	int r = 0;

	if (machofile_open(&mf, path, f) != 0)
		return -1;
	switch (l->action) {
	case THIN:
	case EXTRACT:
	case REMOVE:
		r = choose(l, &mf, f);
		break;
	case REPLACE:
		r = replace(l, &mf, f);
		break;
	case VERIFY:
		r = verify(l, &mf);
		break;
	case ARCHS:
		print_archs(&mf);
		puts("");
		break;
	case INFO:
		print_info(&mf);
		break;
	default:
		print_details(&mf);
		break;
	}
	machofile_clear(&mf);
	return r;
}

static int
do_action(const struct lipo *l, struct fail *f)
{
	bool many = l->action == INFO || l->action == DETAILED;
	int r = check_archs(l, f);

	if (r == 0 && l->action == CREATE)
		return create(l, f);
	if (r == 0 && l->action == NOTHING)
		return tool_wrong(&own_lipo, "nothing to do", NULL, f);
	if (r == 0 && (l->files.n == 0 || (l->files.n > 1 && !many)))
		return fail_set(f, "one input file is wanted, not %zu",
			l->files.n);
	for (size_t i = 0; i < l->files.n && r == 0; i++)
		r = on_file(l, l->files.v[i], f);
	return r;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct lipo *l = into;
	int r = do_action(l, f);

	(void)call;
	argvec_clear(&l->archs);
	return r;
}

const struct tool own_lipo = { "lipo", rows, OPTIONS_TWO_DASHES, 1, run,
	sizeof(struct lipo) };
