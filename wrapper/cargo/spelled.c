#include "wrapper/cargo/spelled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/text/jsonread.h"

/* The target of rustc's that spelling names, with or without a version, and
 * that no row has; NULL. Freed by the caller. */
static char *
newer(const char *spelling, const struct conf *conf)
{
	scoped(rustc) rustc = RUSTC_INIT;
	autofree char *text = NULL;
	autoargvec names = ARGVEC_INIT;

	if (rustc_open(NULL, &rustc, FAIL_IGNORED) != 0 ||
		rustc_tool_says(rustc.path, "--print=target-list", NULL, &text,
			FAIL_IGNORED) != 0)
		return NULL;
	argvec_split(&names, text, "\n");
	for (size_t i = 0; i < names.n; i++) {
		size_t n = strlen(names.v[i]);

		if (strncmp(spelling, names.v[i], n) == 0 &&
			(spelling[n] == '\0' || spelling[n] == '.') &&
			triple_find(names.v[i], conf) == NULL)
			return xstrdup(names.v[i]);
	}
	return NULL;
}

/* How to go on without a row. */
static int
hint_section(struct fail *f, const char *name)
{
	return fail_hint(f, "describe it in a zbuild.ini: a section [target %s] "
		"with inherit = the nearest one of `cargo zbuild targets`, "
		"and the keys that differ (zbuild.ini(5))", name);
}

/* --- a file that describes a target to rustc ------------------------------ */

/* A real one has 1 kB. */
enum { SPEC_MAX = 1 << 20 };

static const char suffix[] = ".json";

bool
spelled_is_spec(const char *spelling, const char *name)
{
	const char *base = path_base(spelling);
	size_t n = strlen(base), s = strlen(suffix);

	if (n <= s || strcmp(base + n - s, suffix) != 0)
		return false;
	return name == NULL || (strlen(name) == n - s &&
				       strncmp(base, name, n - s) == 0);
}

/* A member of the file; "" if it is not there. */
static const char *
spec_says(const struct argvec *texts, const char *key)
{
	for (size_t i = 0; i + 1 < texts->n; i += 2)
		if (strcmp(texts->v[i], key) == 0)
			return texts->v[i + 1];
	return "";
}

static bool
has_feature(const char *features, const char *name)
{
	autoargvec words = ARGVEC_INIT;

	argvec_split(&words, features, ", ");
	return argvec_has(&words, name);
}

/* A bare RISC-V's letters, which its triple does not have. */
static char *
riscv_triple(const char *llvm, const char *features)
{
	static const char letters[] = "mafdc";
	char isa[8];
	size_t n = 0;

	isa[n++] = has_feature(features, "+e") ? 'e' : 'i';
	for (const char *l = letters; *l != '\0'; l++) {
		char feature[] = { '+', *l, '\0' };

		if (has_feature(features, feature))
			isa[n++] = *l;
	}
	isa[n] = '\0';
	return xasprintf("%s%s-unknown-none-elf", llvm,
		strcmp(isa, "imafdc") == 0 ? "gc" : isa);
}

/* The name of ours; llvm-target alone does not tell soft floats, LLVM's Windows
 * and UEFI, which is a Windows there. */
static char *
spec_triple(const struct argvec *texts)
{
	const char *llvm = spec_says(texts, "llvm-target");
	const char *abi = spec_says(texts, "abi");
	autofree char *more = NULL;

	if (strchr(llvm, '-') == NULL)
		return starts_with(llvm, "riscv")
			       ? riscv_triple(llvm, spec_says(texts, "features"))
			       : xasprintf("%s-unknown-none", llvm);
	if (strcmp(spec_says(texts, "os"), "uefi") == 0)
		more = xasprintf("%.*s-unknown-uefi", (int)strcspn(llvm, "-"),
			llvm);
	else if (strcmp(abi, "softfloat") == 0)
		more = xasprintf("%s-softfloat", llvm);
	else if (strcmp(abi, "llvm") == 0)
		more = xasprintf("%sllvm", llvm);
	return xstrdup(more != NULL && triple_find(more, NULL) != NULL ? more
									: llvm);
}

/* Does what the file says besides contradict the row? */
static bool
spec_fits(const struct argvec *texts, const struct target_def *d)
{
	const char *os = spec_says(texts, "os"), *env = spec_says(texts, "env");

	if (*os == '\0' || strcmp(os, "none") == 0)
		return d->libc == LIBC_NONE;
	if (strcmp(os, "linux") != 0)
		return true;
	return starts_with(env, "musl") ? d->libc == LIBC_MUSL
	       : starts_with(env, "gnu") ? d->libc == LIBC_GLIBC
					 : d->libc != LIBC_NONE;
}

/* What was given is no description of a target. */
static int
no_spec(struct fail *f)
{
	f->status = EXIT_USAGE;
	return fail_hint(f, "such a file is what `RUSTC_BOOTSTRAP=1 rustc "
			    "-Zunstable-options --print target-spec-json "
			    "--target T` prints, with changes");
}

static int
no_row(const char *file, const char *name, const struct argvec *texts,
	struct fail *f)
{
	fail_status(f, EXIT_USAGE,
		"target '%s': zbuild has no row for its machine (llvm-target "
		"\"%s\", os \"%s\", env \"%s\", abi \"%s\")", file,
		spec_says(texts, "llvm-target"), spec_says(texts, "os"),
		spec_says(texts, "env"), spec_says(texts, "abi"));
	return hint_section(f, name);
}

static int
spec_target(const char *file, const struct conf *conf, struct target *out,
	struct fail *f)
{
	const char *base = path_base(file);
	autofree char *name = xasprintf(
		"%.*s", (int)(strlen(base) - strlen(suffix)), base);
	autofree char *text = NULL, *triple = NULL;
	autoargvec texts = ARGVEC_INIT;
	bool own = false;
	const char *cpu;

	if (path_read_text(file, SPEC_MAX, &text, f) != 0) {
		f->status = EXIT_USAGE;
		return -1;
	}
	if (jsonread_texts(text, file, &texts, f) != 0)
		return no_spec(f);
	for (size_t i = 0; i < conf->ntargets; i++)
		own = own || strcmp(conf->targets[i].def.rust, name) == 0;
	if (!own && *spec_says(&texts, "llvm-target") == '\0') {
		fail_set(f, "target '%s' is no description of a target: it has "
			"no \"llvm-target\"", file);
		return no_spec(f);
	}
	triple = own ? xstrdup(name) : spec_triple(&texts);
	if (triple_parse(triple, conf, out, own ? f : FAIL_IGNORED) != 0)
		return own ? -1 : no_row(file, name, &texts, f);
	if (!own && !spec_fits(&texts, out->def))
		return no_row(file, name, &texts, f);
	if (strlen(name) >= sizeof out->spec)
		return fail_status(f, EXIT_USAGE,
			"target '%s' has too long a name", file);
	snprintf(out->spec, sizeof out->spec, "%s", name);
	cpu = spec_says(&texts, "cpu");
	if (!own && strcmp(cpu, "generic") != 0 && strlen(cpu) < sizeof out->spec_cpu)
		snprintf(out->spec_cpu, sizeof out->spec_cpu, "%s", cpu);
	return 0;
}

int
spelled_target(const char *spelling, const struct conf *conf,
	struct target *out, struct fail *f)
{
	autofree char *name = NULL;

	if (spelled_is_spec(spelling, NULL))
		return spec_target(spelling, conf, out, f);
	if (triple_parse(spelling, conf, out, f) == 0)
		return 0;
	f->status = EXIT_USAGE;
	name = newer(spelling, conf);
	if (name == NULL)
		return -1;
	fail_status(f, EXIT_USAGE, "target '%s' is newer than this zbuild: "
		"rustc knows it, zbuild has no row for it", name);
	return hint_section(f, name);
}
