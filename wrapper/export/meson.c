/* env --format meson: a cross file. */
#include <string.h>

#include "common/machine.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/export/export.h"

/* Meson's names of the tools, ours, and the variables that beat them. */
static const struct {
	const char *binary, *variable, *tool;
} binaries[] = {
	{ "c", "CC", "gcc" },
	{ "cpp", "CXX", "g++" },
	{ "ar", "AR", "ar" },
	{ "ranlib", "RANLIB", "ranlib" },
	{ "strip", "STRIP", "strip" },
	{ "nm", "NM", "nm" },
	{ "objcopy", "OBJCOPY", "objcopy" },
	{ "windres", "WINDRES", "windres" },
	{ "pkg-config", "PKG_CONFIG", "pkg-config" },
	/* its name before 1.3 */
	{ "pkgconfig", "PKG_CONFIG", "pkg-config" },
};
enum { NBINARIES = COUNT(binaries) };

/* A quote that Meson can read must have something behind it; nothing can stand
 * for a line break. */
static bool
can_say(const char *text)
{
	const char *p = text;

	if (strpbrk(text, "\r\n") != NULL)
		return false;
	while ((p = strchr(p, '\'')) != NULL) {
		p += strspn(p, "'");
		if (*p == '\0' || *p == '\\')
			return false;
	}
	return true;
}

/*
 * In a machine file a backslash stands for itself in '…' and for two in
 * '''…''', so that no string can have both a quote and a backslash: pieces that
 * are added up can.
 */
static void
put_quoted(const char *text, FILE *out)
{
	putc('\'', out);
	while (*text != '\0') {
		size_t n = strcspn(text, "'");

		fwrite(text, 1, n, out);
		text += n;
		if (*text == '\0')
			break;
		n = strspn(text, "'") + 1;
		fprintf(out, "' + '''%.*s''' + '", (int)n, text);
		text += n;
	}
	putc('\'', out);
}

static void
put_list(const char *key, const struct argvec *words, FILE *out)
{
	for (size_t i = 0; i < words->n; i++)
		if (!can_say(words->v[i])) {
			fprintf(out, "# Meson cannot read this %s: ", key);
			export_line(words->v[i], out);
			putc('\n', out);
			return;
		}
	fprintf(out, "%s = [", key);
	for (size_t i = 0; i < words->n; i++) {
		fputs(i > 0 ? ", " : "", out);
		put_quoted(words->v[i], out);
	}
	fputs("]\n", out);
}

static void
put_binaries(const struct buildenv *b, FILE *out)
{
	const struct targetfacts *of = b->facts.of;

	fputs("[binaries]\n", out);
	for (size_t i = 0; i < NBINARIES; i++) {
		autofree char *path = xasprintf(
			"%s/%s-%s", of->dir, of->prefix, binaries[i].tool);
		autoargvec words = ARGVEC_INIT;

		export_words(b, binaries[i].variable, &words);
		if (words.n == 0 && path_is_file(path))
			argvec_push(&words, path);
		if (words.n > 0)
			put_list(binaries[i].binary, &words, out);
	}
	if (of->needs_wrapper && of->emulator.n > 0)
		put_list("exe_wrapper", &of->emulator, out);
}

static void
put_machine(const struct target_def *d, FILE *out)
{
	fprintf(out,
		"\n[host_machine]\n"
		"system = '%s'\ncpu_family = '%s'\ncpu = '%s'\n"
		"endian = '%s'\n",
		d->meson_system != NULL ? d->meson_system : "none",
		d->meson_cpu_family != NULL ? d->meson_cpu_family
					    : arch_name(d->arch),
		d->meson_cpu != NULL ? d->meson_cpu : arch_name(d->arch),
		d->big_endian ? "big" : "little");
}

/* Meson sets pkg-config's variables itself. */
static void
put_root(const struct buildenv *b, const struct target_def *d, FILE *out)
{
	const struct root *root = &b->facts.of->root;
	autoargvec dirs = ARGVEC_INIT;

	if (root->dir == NULL || !can_say(root->dir))
		return;
	fputs("sys_root = ", out);
	put_quoted(root->dir, out);
	putc('\n', out);
	root_pkgconfig(&machine_real, root, d, &dirs);
	put_list("pkg_config_libdir", &dirs, out);
}

void
export_meson(const struct buildenv *b, const struct target *t, FILE *out)
{
	const char *keys[NBINARIES + 1] = { NULL };

	for (size_t i = 0; i < NBINARIES; i++)
		keys[i] = binaries[i].variable;
	fprintf(out, "# %s\n", t->name);
	export_kept_of(b, keys, out);
	put_binaries(b, out);
	fprintf(out, "\n[properties]\nneeds_exe_wrapper = %s\n",
		b->facts.of->needs_wrapper ? "true" : "false");
	put_root(b, t->def, out);
	put_machine(t->def, out);
}
