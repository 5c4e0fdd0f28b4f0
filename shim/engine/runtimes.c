#include "shim/engine/runtimes.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "shim/root/root.h"
#include "shim/rules/code.h"

/* One runtime: the word that asks, LLVM's name, and which releases of LLVM have the same ABI. */
struct runtime {
	const char *word, *name;
	int abi_from, abi_to;    /* 0: only the compiler's own */
	bool profile;
};

/* As clang links them, the first that is asked for; LeakSanitizer is in those
 * for addresses. Where no version is told, code of one LLVM may not call
 * another's. */
static const struct {
	unsigned sanitizer;
	struct runtime runtime;
} sanitizers[] = {
	/* __asan_version_mismatch_check_v8: asan_init_version.h */
	{ SANITIZE_ADDRESS, { "-fsanitize=address", "asan", 7, 99, false } },
	{ SANITIZE_HWADDRESS, { "-fsanitize=hwaddress", "hwasan", 0, 0, false } },
	{ SANITIZE_THREAD, { "-fsanitize=thread", "tsan", 0, 0, false } },
	{ SANITIZE_MEMORY, { "-fsanitize=memory", "msan", 0, 0, false } },
	/* code is compiled as ever */
	{ SANITIZE_LEAK, { "-fsanitize=leak", "lsan", 7, 99, false } },
	{ SANITIZE_REALTIME, { "-fsanitize=realtime", "rtsan", 0, 0, false } },
	{ SANITIZE_TYPE, { "-fsanitize=type", "tysan", 0, 0, false } },
};

/* INSTR_PROF_RAW_VERSION 10: InstrProfData.inc */
static const struct runtime profile = { NULL, "profile", 19, 22, true };

struct found {
	char *file;
	char *from;              /* whose it is, for messages */
	int llvm;
};

static void
found_clear(struct found *x)
{
	free(x->file);
	free(x->from);
}

bool
runtimes_suit(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC || d->libc == LIBC_MUSL;
}

static bool
abi_suits(const struct runtime *r, int theirs, int ours)
{
	return theirs == ours || (r->abi_from <= theirs && theirs <= r->abi_to &&
					 r->abi_from <= ours && ours <= r->abi_to);
}

/* compiler-rt's name of a machine, which Debian's files have at their end. */
static const char *
machine_name(const struct target_def *d)
{
	switch (d->arch) {
	case ARCH_X86:
		return "i386";
	case ARCH_ARM:
		return ends_with(d->llvm, "hf") ? "armhf" : "arm";
	case ARCH_PPC64:
		return d->big_endian ? "powerpc64" : "powerpc64le";
	default:
		return arch_name(d->arch);
	}
}

/* A file of dir, "librustc-" and "_rt.asan.a" around what changes, or NULL. */
static char *
file_like(const struct machine *m, const char *dir, const char *start,
	const char *end)
{
	autoargvec names = ARGVEC_INIT;

	m->list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (starts_with(names.v[i], start) && ends_with(names.v[i], end))
			return path_join(dir, names.v[i]);
	return NULL;
}

/* The line of a whole name, which the sysroot is. */
static char *
name_line(const char *text)
{
	while (*text != '/' && *text != '\0') {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return xstrndup(text, strcspn(text, "\r\n"));
}

char *
runtimes_rustc(const struct machine *m, const char *name, char **rustc)
{
	autofree char *answer = NULL;

	*rustc = name != NULL && *name != '\0' ? m->on_path(name) : NULL;
	if (*rustc != NULL)
		answer = m->ask(*rustc, "--print=sysroot");
	return answer != NULL ? name_line(answer) : NULL;
}

/* That of the rustc in force: $RUSTC, else the one on PATH. */
static void
find_rusts(const struct call *c, const struct runtime *r, struct found *out)
{
	const struct machine *m = c->facts->machine;
	const char *set = m->env("RUSTC"), *llvm;
	const char *rust = c->target->def->rust;
	autofree char *rustc = NULL, *version = NULL, *dir = NULL, *end = NULL;
	autofree char *root = runtimes_rustc(
		m, set != NULL && *set != '\0' ? set : "rustc", &rustc);

	if (root == NULL)
		return;
	/* that of gnuasan is gnu's */
	dir = xasprintf("%s/lib/rustlib/%.*s/lib", root,
		(int)strlen(rust) - (target_is_asan(c->target->def) ? 4 : 0),
		rust);
	end = xasprintf("_rt.%s.a", r->name);
	out->file = r->profile ? file_like(m, dir, "libprofiler_builtins-", ".rlib")
			       : file_like(m, dir, "librustc-", end);
	version = m->ask(rustc, "-vV");
	llvm = version != NULL ? strstr(version, "LLVM version: ") : NULL;
	if (llvm != NULL)
		out->llvm = atoi(llvm + strlen("LLVM version: "));
	out->from = xstrdup("rustc's");
}

/* ROOT/usr/lib/llvm-22/lib/clang/22/lib/linux; the compiler's own LLVM, else
 * the newest. */
static void
find_roots(const struct call *c, const struct runtime *r,
	const struct root *root, int ours, struct found *out)
{
	const struct machine *m = c->facts->machine;
	autofree char *base = NULL;
	autoargvec names = ARGVEC_INIT;

	if (root == NULL || root->dir == NULL)
		return;
	base = path_join(root->dir, "usr/lib");
	m->list(base, &names);
	for (size_t i = 0; i < names.n; i++) {
		int llvm = starts_with(names.v[i], "llvm-")
				   ? atoi(names.v[i] + strlen("llvm-"))
				   : 0;
		char *file;

		if (llvm <= out->llvm || out->llvm == ours)
			continue;
		file = xasprintf("%s/%s/lib/clang/%d/lib/linux/"
				 "libclang_rt.%s-%s.a", base, names.v[i], llvm,
			r->name, machine_name(c->target->def));
		if (!m->is_file(file)) {
			free(file);
			continue;
		}
		found_clear(out);
		*out = (struct found){ file, xstrdup("the root's"), llvm };
	}
}

/* The first whose ABI is the compiler's; else one with another stays in out. */
static bool
find(const struct call *c, const struct runtime *r, const struct root *root,
	int ours, struct found *out)
{
	struct found other = { 0 };

	find_roots(c, r, root, ours, out);
	if (out->file != NULL && abi_suits(r, out->llvm, ours))
		return true;
	find_rusts(c, r, &other);
	if (other.file == NULL) {
		found_clear(&other);
		return false;
	}
	found_clear(out);
	*out = other;
	return abi_suits(r, out->llvm, ours);
}

static int
none_suits(const struct call *c, const struct runtime *r, const char *word,
	const struct found *x, int ours, struct fail *f)
{
	const struct target_def *d = c->target->def;

	if (x->file != NULL)
		fail_set(f, "'%s': '%s' is of LLVM %d, which is not known to go "
			"with code of zig's clang %s", word, x->file, x->llvm,
			c->zig->clang);
	else
		fail_set(f, "'%s': neither rustc nor the root has the runtime "
			"for %s (%s)", word, d->rust, r->name);
	if (d->debian == NULL)
		return fail_hint(f, "`rustup target add %s` brings it where "
				    "Rust has one (LLVM %d)", d->rust, ours);
	return fail_hint(f, "`rustup target add %s` brings it where Rust has "
			    "one; Debian's: `cargo zbuild deps add --target %s "
			    "libclang-rt-%d-dev`", d->rust, d->rust, ours);
}

/* Is such a file among the words already? */
static bool
is_named(const struct words *ws, const struct runtime *r)
{
	autofree char *clang = xasprintf("libclang_rt.%s", r->name);
	autofree char *rust = xasprintf("_rt.%s.a", r->name);

	for (size_t i = 0; i < ws->n; i++) {
		const char *name = path_base(ws->v[i].name);

		if (starts_with(name, clang) ||
			(r->profile ? starts_with(name, "libprofiler_builtins-")
				    : ends_with(name, rust)))
			return true;
	}
	return false;
}

static void
push_whole(struct argvec *argv, const char *file)
{
	argvec_pushf(argv, "-Wl,--whole-archive,%s,--no-whole-archive", file);
}

/* LLVM's own come in pieces: "_static" and, for C++, "_cxx" beside it. */
static void
push_beside(const struct call *c, const struct found *x,
	const struct runtime *r, const char *part, struct argvec *argv)
{
	autofree char *dir = path_dir(x->file);
	autofree char *file = xasprintf("%s/libclang_rt.%s_%s-%s.a", dir,
		r->name, part, machine_name(c->target->def));

	if (c->facts->machine->is_file(file))
		push_whole(argv, file);
}

static void
push_sanitizer(const struct call *c, const struct found *x,
	const struct runtime *r, bool shared, struct argvec *argv)
{
	/* Rust's for musl wants a name that musl has no second of */
	if (c->target->def->libc == LIBC_MUSL && strcmp(r->name, "msan") == 0)
		argvec_push(argv, "-Wl,--defsym="
				  "_ZN11__sanitizer18struct_rlimit64_szE="
				  "_ZN11__sanitizer16struct_rlimit_szE");
	push_beside(c, x, r, "static", argv);
	/* a plug-in calls the program's */
	if (shared)
		return;
	push_whole(argv, x->file);
	if (c->applet->kind == APPLET_CXX)
		push_beside(c, x, r, "cxx", argv);
	argvec_push(argv, "-Wl,--export-dynamic");
}

/* Clang names that of its own folder, so it gets one with nothing else. */
static int
push_profile(const struct call *c, const struct found *x, struct plan *p,
	struct argvec *argv, struct fail *f)
{
	autofree char *sub = xasprintf("runtimes/%s-%d", c->target->def->rust,
		x->llvm);
	autofree char *dir = NULL, *link = NULL;

	if (c->facts->machine->cache(sub, &dir, f) != 0)
		return -1;
	link = xasprintf("%s/lib/linux/libclang_rt.profile-%s.a", dir,
		machine_name(c->target->def));
	plan_renew(p, link, x->file);
	argvec_pushf(argv, "-resource-dir=%s", dir);
	return 0;
}

static int
link_one(const struct call *c, const struct words *ws, const struct mode *mode,
	const struct runtime *r, const char *word, struct plan *p,
	struct argvec *argv, struct fail *f)
{
	int ours = atoi(c->zig->clang), rc = 0;
	struct found x = { 0 };

	if (is_named(ws, r))
		return 0;
	if (!find(c, r, p->root, ours, &x)) {
		rc = none_suits(c, r, word, &x, ours, f);
	} else {
		rule_fire(p, CODE_RUNTIME, word, x.from);
		if (x.llvm != ours)
			rule_fire(p, CODE_RUNTIME_OTHER, word, NULL);
		if (r->profile)
			rc = push_profile(c, &x, p, argv, f);
		else
			push_sanitizer(c, &x, r, mode->shared, argv);
	}
	found_clear(&x);
	return rc;
}

int
runtimes_link(const struct call *call, const struct words *ws,
	const struct mode *mode, struct plan *p, struct argvec *argv,
	struct fail *f)
{
	if (mode->relocatable || mode->nostdlib)
		return 0;
	if (mode->sanitizers != 0)
		argvec_push(argv, "-fno-sanitize-link-runtime");
	for (size_t i = 0; i < COUNT(sanitizers); i++) {
		if (!(mode->sanitizers & sanitizers[i].sanitizer))
			continue;
		if (link_one(call, ws, mode, &sanitizers[i].runtime,
			    sanitizers[i].runtime.word, p, argv, f) != 0)
			return -1;
		break;
	}
	return mode->profile ? link_one(call, ws, mode, &profile,
				       mode->profile, p, argv, f)
			     : 0;
}
