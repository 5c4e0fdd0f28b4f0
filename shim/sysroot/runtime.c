#include "shim/sysroot/runtime.h"

#include <elf.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/ar.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/elf/edit.h"

/*
 * A function belongs to the first part that matches its name, so that the narrow
 * patterns come first. A program may get a part and the whole, and so a variable
 * twice: a part with variables is left out, but for those whose every function
 * is in the part (the linker takes all of them from one member) or that may be
 * there twice. Nothing refers to unwind entries, so a part has none.
 */
struct part {
	const char *name;       /* NULL: only in the whole */
	const char *patterns;
	bool variables;
};

/* Names: libgcc's (GCC's internals manual, "The GCC low-level runtime library"),
 * those of the ARM run-time ABI, and C's. */
static const struct part compiler_rt[] = {
	{ "memory", "mem* bcmp strlen __aeabi_mem*", false },
	{ NULL, "__*ei __*ei[0-9] __float*ei[a-z]f", false },
	{ "quad", "__*tf* __*tc3 __*kf*", false },
	{ "x87", "__*xf* __*xc3", false },
	{ "half", "__*hf* __*bf* __*hc3 __gnu_[fh]2* __aeabi_*2h*", false },
	{ "float", "__*[sd]f* __*[sd]c3 __aeabi_[fd]* __aeabi_c[fd]* "
		   "__aeabi_*2[fd]*", false },
	{ "integer", "__*[sdt]i[0-9] __*[sdt]i __aeabi_*", false },
	/* whether the CPU has LSE, found out at the start */
	{ "outline", "__aarch64_*", true },
	/* spinlocks for objects of any size */
	{ "atomic", "__atomic_* __sync_*", true },
	{ "checks", "__chk_fail __*_chk", false },
	{ "cache", "__clear_cache", false },
	{ "round", "ceil* __ceil* floor* __floor* round* __round* trunc* "
		   "__trunc*", false },
	{ "least", "fabs* __fabs* fmin* __fmin* fmax* __fmax*", false },
	{ "root", "fma fma[a-z] __fma* fmod* __fmod* sqrt* __sqrt*", false },
	{ "exponent", "exp* __exp* log* __log*", false },
	{ "angle", "sin* __sin* cos* __cos* tan* __tan*", false },
};

static const struct part zigc[] = {
	{ NULL, "strtok rand srand *rand48 seed48 lcong48", false },
	/* a C++ comparator may throw, and a part has no unwind entries */
	{ NULL, "qsort* bsearch", false },
	/* its free lists; strdup calls malloc without a symbol */
	{ "malloc", "*alloc reallocarray free memalign posix_memalign "
		    "malloc_usable_size strdup strndup wcsdup", true },
	{ "string", "str* __str* mem* __mem* stp* __stp* bcopy bzero "
		    "explicit_bzero ffs* index rindex swab ato*", false },
	{ "wide", "wcs* wcp* wmem*", false },
	{ "ctype", "is* __is* to* __to*", false },
	/* printf calls frexpl */
	{ "number", "copysign* finite* frexp* nan*", false },
	{ "math", "acos* asin* atan* cbrt* cosh* exp10* fdim* hypot* log1p* "
		  "lrint* lround* modf* pow10* rint* tanh*", false },
	{ "calls", "*", false },
};

enum { MOST_PARTS = 20 };
static const struct {
	const char *name;
	const struct part *parts;
	size_t n;
} runtimes[] = {
	[RUNTIME_COMPILER_RT] = { "compiler_rt", compiler_rt,
		COUNT(compiler_rt) },
	[RUNTIME_ZIGC] = { "zigc", zigc, COUNT(zigc) },
};
_Static_assert(COUNT(compiler_rt) <= MOST_PARTS &&
		       COUNT(zigc) <= MOST_PARTS,
	"more parts than MOST_PARTS");

static bool
matches(const char *patterns, const char *name)
{
	autoargvec list = ARGVEC_INIT;

	argvec_split(&list, patterns, " ");
	for (size_t i = 0; i < list.n; i++)
		if (fnmatch(list.v[i], name, 0) == 0)
			return true;
	return false;
}

/* The one ELF object of an archive; false if it has none, or several. */
static bool
only_object(const char *data, size_t len, struct ar_member *out, struct fail *f)
{
	struct ar_member m;
	struct ar in;
	size_t n = 0;
	int more = ar_open(&in, data, len, f) == 0 ? 1 : -1;

	while (more == 1 && (more = ar_next(&in, &m, f)) == 1) {
		if (!m.external && m.len > 4 &&
			memcmp(m.mem, "\177ELF", 4) == 0 && n++ == 0)
			*out = m;
		free(m.name);
		out->name = NULL;
	}
	return more == 0 && n == 1;
}

/* "-u NAME" for each function, with those of its part; what is not weak would be
 * defined twice. */
static int
sort_symbols(const struct ar_member *object, const struct part *parts, size_t n,
	struct argvec *roots, struct fail *f)
{
	scoped(elfedit) e = { .nsec = 0 };
	int r = elfedit_open(&e, object->mem, object->len, f);

	for (uint32_t i = 0; r == 0 && i < e.nsym; i++) {
		const struct edit_symbol *s = &e.sym[i];
		unsigned binding = s->info >> 4;
		size_t part = 0;

		if (binding == STB_LOCAL || s->reserved)
			continue;
		while (part < n && !matches(parts[part].patterns, s->name))
			part++;
		if (binding != STB_WEAK)
			r = fail_set(f, "its '%s' is not weak", s->name);
		else if (part < n)
			argvec_pushl(&roots[part], "-u", s->name, NULL);
	}
	return r;
}

static int
has_variables(const char *path, bool *has, struct fail *f)
{
	scoped(elfedit) e = { .nsec = 0 };
	autofree char *data = NULL;
	size_t len;
	int r;

	*has = false;
	if (path_read(path, 1u << 30, &data, &len, f) != 0)
		return -1;
	r = elfedit_open(&e, data, len, f);
	for (uint32_t i = 0; r == 0 && i < e.nsec; i++)
		*has = *has || ((e.sec[i].flags & SHF_ALLOC) != 0 &&
				       (e.sec[i].flags & SHF_WRITE) != 0 &&
				       e.sec[i].size > 0);
	return r;
}

/* Adds what it links to the archive's members. */
static int
link_part(const struct maker *m, const char *whole, const struct part *part,
	const struct argvec *roots, struct argvec *members)
{
	autofree char *out = xasprintf("%s/rt-%s.o", m->tmp, part->name);
	autoargvec argv = ARGVEC_INIT;
	bool variables;

	zig_tool(m->zig, "ld.lld", &argv);
	argvec_pushl(&argv, "-r", "--gc-sections", "-o", out, whole, NULL);
	argvec_pushv(&argv, roots->v);
	if (maker_run(m, &argv) != 0 ||
		has_variables(out, &variables, m->f) != 0)
		return -1;
	if (variables && !part->variables)
		trace_line("%s: it has variables, so it is no part", out);
	else
		argvec_push(members, out);
	return 0;
}

static int
make_archive(const struct maker *m, enum runtime which,
	const struct ar_member *object, const struct argvec *roots,
	const char *archive)
{
	autofree char *whole = xasprintf(
		"%s/%s.o", m->tmp, runtimes[which].name);
	autoargvec argv = ARGVEC_INIT;

	if (path_write(whole, object->mem, object->len, 0644, m->f) != 0)
		return -1;
	argvec_pushl(&argv, m->zig->path, "ar", "qcsD", archive, NULL);
	for (size_t i = 0; i < runtimes[which].n; i++)
		if (runtimes[which].parts[i].name != NULL && roots[i].n > 0 &&
			link_part(m, whole, &runtimes[which].parts[i], &roots[i],
				&argv) != 0)
			return -1;
	argvec_push(&argv, whole);
	return maker_run(m, &argv);
}

int
runtime_split(const struct maker *m, enum runtime which, const char *path)
{
	autofree char *archive = xasprintf(
		"%s/%s.a", m->tmp, runtimes[which].name);
	struct argvec roots[MOST_PARTS] = { ARGVEC_INIT };
	struct ar_member object = { NULL, NULL, 0, false };
	autofree char *data = NULL;
	size_t len;
	int r;

	if (path_read(path, 1u << 30, &data, &len, m->f) != 0)
		return -1;
	if (!only_object(data, len, &object, m->f)) {
		fail_clear(m->f);
		return 0;
	}
	r = sort_symbols(&object, runtimes[which].parts, runtimes[which].n,
		roots, m->f);
	if (r == 0)
		r = make_archive(m, which, &object, roots, archive);
	for (size_t i = 0; i < MOST_PARTS; i++)
		argvec_clear(&roots[i]);
	if (r == 0)
		return maker_copy_file(archive, path, m->f);
	trace_line("'%s' stays whole: %s", path, m->f->what);
	fail_clear(m->f);
	return 0;
}
