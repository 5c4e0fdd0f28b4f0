/* Rules of every target: its name decides what it is, and words that zig's
 * driver reads otherwise. */
#include "shim/plan/facts.h"
#include "shim/rules/listing.h"
#include "shim/rules/rows.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "targets/triple.h"

/* cc-rs, cmake and clang users say --target=; ours is in our name. */
static int
same_target(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const char *cc_rs = c->call->target->def->cc_rs;

	(void)out;
	if (w->value == NULL)
		return fail_set(f, "'%s' needs a value", w->name);
	if ((cc_rs == NULL || strcmp(w->value, cc_rs) != 0) &&
		!triple_same(w->value, c->call->target, c->call->conf)) {
		fail_set(f, "%s=%s: conflicts with target '%s'", "--target",
			w->value, c->call->target->name);
		return fail_hint(f, "run %s-%s instead", w->value,
			c->call->applet->name);
	}
	*action = FIRED_DROP;
	return 0;
}

/* Code that calls no C library, as a kernel's: clang has it for both sizes. */
static bool
is_freestanding(const struct rule_context *c)
{
	if ((c->when & WHEN_BARE) || c->mode->nostdlib)
		return true;
	for (size_t i = 0; i < c->words->n; i++) {
		const struct word *w = &c->words->v[i];

		if (word_is(w, SPACE_DRIVER, "-nostdinc") ||
			(word_is(w, SPACE_DRIVER, "-f") && w->value != NULL &&
				strcmp(w->value, "freestanding") == 0))
			return c->mode->phase != PHASE_LINK;
	}
	return false;
}

static int
same_bits(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *text = word_text(w);
	const struct target_def *d = c->call->target->def;
	bool x32 = strstr(d->rust, "x32") != NULL;
	bool both = d->arch == ARCH_X86_64 && strcmp(text, "-m32") == 0 &&
		    (c->when & WHEN_DIRECT);
	bool ok = strcmp(text, "-mx32") == 0
			  ? x32
			  : d->is64 == (strcmp(text, "-m64") == 0) && !x32;

	(void)out;
	if (!ok && both && is_freestanding(c))
		return 0;
	if (!ok) {
		fail_set(f, "%s: target '%s' has %d-bit pointers", text,
			c->call->target->name, d->is64 ? 64 : 32);
		return fail_hint(f, "the target decides: for 32-bit x86 use "
				    "i686-unknown-linux-gnu%s",
			both ? "; code without a C library may be either by "
			       "-ffreestanding or -nostdlib"
			     : "");
	}
	*action = FIRED_DROP;
	return 0;
}

static int
same_abi(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	if (w->value != NULL && cpu_check_abi(c->call->target, w->name,
					w->value, f) != 0)
		return -1;
	/* clang takes it; zig's driver does not; lp64 is GCC's name on AArch64 */
	*action = (c->when & WHEN_ZIGCC) || ((c->when & WHEN_AARCH64) &&
				w->value != NULL && strcmp(w->value, "lp64") == 0)
			  ? FIRED_DROP
			  : FIRED_KEEP;
	return 0;
}

/* -Wp,-MD,f is -MD -MF f; any other list is its words. */
static int
preprocessor_list(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autoargvec items = ARGVEC_INIT;

	(void)c;
	(void)f;
	argvec_split(&items, w->value != NULL ? w->value : "", ",");
	for (size_t i = 0; i < items.n; i++) {
		const char *item = items.v[i];
		bool dep = strcmp(item, "-MD") == 0 ||
			   strcmp(item, "-MMD") == 0;

		argvec_push(out, item);
		if (dep && i + 1 < items.n && items.v[i + 1][0] != '-')
			argvec_pushl(out, "-MF", items.v[++i], NULL);
	}
	*action = FIRED_REPLACE;
	return 0;
}

/* -a, -adhln=x.lst: GNU as' listing. Other words of the list stay. */
static int
assembler_listing(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autoargvec items = ARGVEC_INIT, kept = ARGVEC_INIT;
	autofree char *rest = NULL;

	(void)f;
	argvec_split(&items, w->value != NULL ? w->value : "", ",");
	for (size_t i = 0; i < items.n; i++)
		if (listing_item(items.v[i]) == NULL)
			argvec_push(&kept, items.v[i]);
	if (kept.n == items.n)
		return 0;
	rest = argvec_join(&kept, ",");
	if (kept.n > 0)
		argvec_pushf(out, "-Wa,%s", rest);
	*action = listing_possible(c) ? FIRED_DROP : FIRED_NOTE;
	return 0;
}

static int
clang_cpu(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	bool march = words_last(c->words, SPACE_DRIVER, "-march=") != NULL;
	/* of which clang says for MIPS that it is unused */
	bool unused = (c->when & WHEN_MIPS) && strcmp(w->name, "-mtune=") == 0;
	int r = unused ? 1 : cpu_clang_word(c->call->target, w, march, out, f);

	*action = r <= 0	? FIRED_KEEP
		  : out->n == 0 ? FIRED_DROP
				: FIRED_REPLACE;
	return r < 0 ? -1 : 0;
}

/* Runtimes of LLVM's are found and linked by the direct engine. */
static int
needs_runtime(const struct rule_context *c, const struct word *w, struct fail *f)
{
	enum libc_kind libc = c->call->target->def->libc;
	autofree char *text = word_text(w);

	if (libc != LIBC_GLIBC && libc != LIBC_MUSL) {
		fail_set(f, "'%s': nobody brings its runtime for %s", text,
			c->call->target->def->rust);
		return fail_hint(f, "LLVM's runtimes are for Linux; "
				    "-fsanitize=undefined works here, too");
	}
	if (c->when & WHEN_DIRECT)
		return 0;
	fail_set(f, "'%s': zig cc has no runtime library for it", text);
	return fail_hint(f, "the direct engine links rustc's or Debian's: "
			    "leave ZBUILD_ENGINE out");
}

static int
sanitizer(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct mode *m = c->mode;

	if (m->phase == PHASE_LINK && m->sanitizers != 0 &&
		needs_runtime(c, w, f) != 0)
		return -1;
	if (m->phase == PHASE_LINK && (m->sanitizers & SANITIZE_OTHER)) {
		fail_set(f, "'-fsanitize=%s': neither zig nor rustc has a "
			    "runtime library for it", w->value);
		return fail_hint(f, "address, hwaddress, leak, memory, realtime, "
				    "thread and undefined work");
	}
	/* its runtime's part for C++ is of another C++ library */
	if (w->value == NULL || !m->sanitize_undefined ||
		!(c->when & WHEN_DIRECT) ||
		strcmp(w->value, "undefined") == 0)
		return 0;
	argvec_pushf(out, "-fsanitize=%s", w->value);
	argvec_push(out, "-fno-sanitize=vptr");
	*action = FIRED_REPLACE;
	return 0;
}

static int
old_sanitizer(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	if (sanitizer(c, w, out, action, f) != 0)
		return -1;
	if (!c->mode->sanitize || c->mode->sanitize_trap ||
		c->mode->phase != PHASE_LINK)
		return 0;
	fail_set(f, "'-fsanitize=%s': zig %s has no runtime library for it",
		w->value, c->call->zig->text);
	return fail_hint(f, "zig has one since 0.14; or add "
			    "-fsanitize-trap=undefined to every call");
}

static int
coverage(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)action;
	return needs_runtime(c, w, f);
}

/* The tool that makes a profile must be as new as the compiler that reads it;
 * clang only says that there is none. */
static int
profile_use(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct machine *m = c->call->facts->machine;
	const char *value = w->value != NULL ? w->value : "";
	bool raw = ends_with(value, ".profraw");
	autofree char *text = word_text(w), *file = NULL;
	int llvm = atoi(c->call->zig->clang);

	(void)out;
	(void)action;
	file = *value != '\0' && !m->is_dir(value)
		       ? xstrdup(value)
		       : path_join(*value != '\0' ? value : ".",
				 "default.profdata");
	if (c->mode->phase == PHASE_PREPROCESS || (!raw && m->exists(file)))
		return 0;
	fail_set(f, raw ? "'%s': '%s' is what a program wrote, and not merged yet"
			: "'%s': no profile '%s'", text, file);
	return fail_hint(f, "`llvm-profdata-%d merge -o FILE.profdata "
			    "FILES.profraw` makes one (Debian's llvm-%d, or "
			    "rustup's llvm-tools)", llvm, llvm);
}

/* One of them is enough for the start of the profile. */
static bool
is_first_gprof(const struct words *ws, const struct word *w)
{
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i].space == SPACE_DRIVER &&
			word_in("-p -pg", ws->v[i].name))
			return ws->v[i].from == w->from;
	return true;
}

/*
 * -pg of a link. Clang would take gcrt1.o for the start file, which no zig has
 * and which a root has for the newest glibc only; what it holds beside Scrt1.o's
 * is a file of ours (PLAN_GMON), and clang's driver does not see the word.
 */
static int
gprof(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	static const struct {
		unsigned when;
		const char *why, *hint;
	} none[] = {
		{ WHEN_GNU, "zig cc has no start file that writes gmon.out",
			"the direct engine has: leave ZBUILD_ENGINE out" },
		{ WHEN_MUSL, "musl has no mcount, and nothing writes gmon.out",
			"a -gnu target has it; perf needs no words" },
		{ WHEN_MINGW, "zig's mingw-w64 has neither gcrt2.o nor libgmon",
			"a -gnu target of Linux has them" },
		{ WHEN_DARWIN, "macOS has no gprof any more",
			"Instruments and sample(1) need no words" },
		{ WHEN_BSD, "zig has no gcrt1.o of it",
			"a -gnu target of Linux needs none" },
		{ WHEN_WASM, "WASI has no clock that interrupts",
			"the runtime's own profiler needs no words" },
	};
	const struct mode *m = c->mode;

	if (m->nostdlib || m->nostartfiles || m->relocatable)
		return 0;
	for (size_t i = 0; i < COUNT(none); i++)
		if ((c->when & none[i].when) &&
			(i > 0 || !(c->when & WHEN_DIRECT))) {
			fail_set(f, "'%s': %s", w->name, none[i].why);
			return fail_hint(f, "%s", none[i].hint);
		}
	if (!(c->when & WHEN_GNU))
		return 0;
	if (m->sources > 0)
		argvec_pushl(out, "-Xclang", "-pg", "-fno-omit-frame-pointer",
			NULL);
	if (!m->shared && is_first_gprof(c->words, w))
		argvec_push(out, PLAN_GMON);
	*action = FIRED_REPLACE;
	return 0;
}

/* ROOT/usr/lib/llvm-14, the newest with a libomp (Debian's libomp-14-dev). */
static char *
openmp_folder(const struct machine *m, const struct root *root)
{
	autofree char *base = path_join(root->dir, "usr/lib");
	autoargvec names = ARGVEC_INIT;
	char *best = NULL;
	int newest = 0;

	m->list(base, &names);
	for (size_t i = 0; i < names.n; i++) {
		int llvm = strncmp(names.v[i], "llvm-", 5) == 0
				   ? atoi(names.v[i] + 5)
				   : 0;
		autofree char *file = xasprintf("%s/%s/lib/libomp.so", base,
			names.v[i]);

		if (llvm <= newest || !m->exists(file))
			continue;
		newest = llvm;
		free(best);
		best = path_join(base, names.v[i]);
	}
	return best;
}

/* The root's: its omp.h for who compiles, its folder for who links. */
static int
openmp(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct machine *m = c->call->facts->machine;
	autofree char *dir = NULL, *clang = NULL, *text = word_text(w);
	autoargvec versions = ARGVEC_INIT;

	(void)f;
	if (c->root == NULL || c->root->dir == NULL ||
		(dir = openmp_folder(m, c->root)) == NULL)
		return 0;
	argvec_push(out, text);
	clang = path_join(dir, "lib/clang");
	m->list(clang, &versions);
	for (size_t i = 0; i < versions.n && (c->when & WHEN_COMPILE); i++)
		argvec_pushf(out, "-idirafter%s/%s/include", clang, versions.v[i]);
	if (c->when & WHEN_LINK)
		argvec_pushf(out, "-L%s/lib", dir);
	*action = FIRED_REPLACE;
	return 0;
}

/* A plug-in leaves the runtime to the program, as clang has it; GCC's is a
 * shared library, so that its users may ask for all symbols. */
static int
plugin_defs(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)w;
	(void)out;
	(void)f;
	if (c->mode->sanitizers != 0)
		*action = FIRED_NOTE;
	return 0;
}

/* A script is looked for in the current folder, then along -L (ld(1), -T). */
static int
linker_script(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct machine *m = c->call->facts->machine;
	const struct words *ws = c->words;

	(void)f;
	if (w->value == NULL)
		return 0;
	*action = FIRED_REPLACE;
	for (size_t i = 0; i < ws->n && !m->exists(w->value); i++) {
		const char *dir = ws->v[i].value;
		autofree char *path = NULL;

		if (dir == NULL || !word_is(&ws->v[i], SPACE_DRIVER, "-L"))
			continue;
		path = path_join(dir, w->value);
		if (m->exists(path)) {
			argvec_pushf(out, "-Wl,-T,%s", path);
			return 0;
		}
	}
	argvec_pushf(out, "-Wl,-T,%s", w->value);
	return 0;
}

/* A CPU flag, an optimisation or a warning in a call that only links. */
static int
compile_only(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)c;
	(void)out;
	(void)f;
	if (w->shape != NULL && w->shape->purpose == FOR_COMPILE)
		*action = FIRED_DROP;
	return 0;
}

/* Where nothing is linked, as for GCC: clang calls it unused. */
static int
no_link(const struct rule_context *c, const struct word *w, struct argvec *out,
	enum fired_action *action, struct fail *f)
{
	(void)w;
	(void)out;
	(void)f;
	if (!(c->when & WHEN_LINK))
		*action = FIRED_DROP;
	return 0;
}

/* mold's folder, and wild's: GCC looks for an `ld` there. */
static int
linker_folder(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	autofree char *ld = w->value != NULL ? path_join(w->value, "ld") : NULL;
	autofree char *dir = ld != NULL ? path_dir(ld) : NULL;

	(void)f;
	if (ld == NULL || !word_in("mold wild", path_base(dir)) ||
		!c->call->facts->machine->is_file(ld))
		return 0;
	argvec_pushf(out, "-fuse-ld=%s", ld);
	*action = FIRED_REPLACE;
	return 0;
}

/* Rust's crate unwind names a library only if it is told which. */
static int
hexagon_unwind(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)f;
	if (c->call->target->def->arch == ARCH_HEXAGON) {
		*action = FIRED_REPLACE;
		argvec_pushl(out, w->name, "-lunwind", NULL);
	}
	return 0;
}

static const struct rule rows[] = {
	/* The target, the CPU and the ABI are the name's business. */
	{ "own-target", D, "--target=*", 0, 0, 0, RULE_CALL, NULL, same_target, "the name we were run by decides the target" },
	{ "own-target-2", D, "-target *", 0, 0, 0, RULE_CALL, NULL, same_target, "the name we were run by decides the target" },
	{ "own-bits-32", D, "-m32", 0, 0, 0, RULE_CALL, NULL, same_bits, "zig ignores -m32 (zig#17891); the target decides the word size" },
	{ "own-bits-64", D, "-m64", 0, 0, 0, RULE_CALL, NULL, same_bits, "the target decides the word size" },
	{ "own-bits-x32", D, "-mx32", 0, 0, 0, RULE_CALL, NULL, same_bits, "the target decides the word size" },
	{ "own-float-abi", D, "-mfloat-abi=*", 0, 0, 0, RULE_CALL, NULL, same_abi, "the ABI is part of the target" },
	{ "own-abi", D, "-mabi=*", 0, 0, 0, RULE_CALL, NULL, same_abi, "the ABI is part of the target" },
	{ "cpu-march", D, "-march=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "goes to zig inside -mcpu (zig#9988, #4911, zb#147)" },
	{ "cpu-mcpu", D, "-mcpu=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "goes to zig in zig's spelling" },
	{ "cpu-mtune", D, "-mtune=*", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig takes -mtune for the instruction set (zig#9442); tuning changes no result" },
	{ "cpu-mfpu", D, "-mfpu=*", ZC | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "goes to zig inside -mcpu" },
	{ "clang-march", D, "-march=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mcpu", D, "-mcpu=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mtune", D, "-mtune=*", DI, 0, 0, RULE_CALL, NULL, clang_cpu, "GCC's name for what clang calls otherwise" },
	{ "clang-mfpu-auto", D, "-mfpu=auto", DI | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "the CPU's own FPU, as clang has it" },

	/* Words of the driver that zig reads otherwise. */
	{ "wp-list", D, "-Wp,*", ZC, 0, 0, RULE_CALL, NULL, preprocessor_list, "zig knows -Wp,-MD and its kin only (aws-lc-rs#993, zig#9948)" },
	{ "as-listing", D, "-Wa,*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, assembler_listing, "clang's assembler writes no listing; with -c of one C or C++ source the code is written there as assembler text, else `objdump -dS` of the object shows it" },
	{ "target-help", D, "--target-help", 0, 0, 0, RULE_REPLACE, "--help", NULL, "clang has one list of options" },
	{ "help-class", D, "--help=*", 0, 0, 0, RULE_REPLACE, "--help", NULL, "clang has one list of options; -Q --help=target and =optimizers are answered" },
	{ "driver-u", D, "-u*", ZC, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig takes the word after -u for a file (hcc#242)" },
	{ "driver-e", D, "-e*", ZC, 0, 0, RULE_REPLACE, "-Wl,--entry=%v", NULL, "zig knows -e only with a blank (zb#378)" },
	{ "driver-z", D, "-z*", ZC, 0, 0, RULE_REPLACE, "-Wl,-z,%v", NULL, "one spelling for the rules of -z" },
	{ "driver-script", D, "-T*", ZC, 0, 0, RULE_CALL, NULL, linker_script, "zig does not look for linker scripts along -L (zig#23111)" },
	{ "driver-cpp", D, "-no-integrated-cpp", ZC, 0, 0, RULE_DROP, NULL, NULL, "changes no result; with more than 64 kB of words zig's driver loses the compiler by it" },
	{ "driver-symbolic", D, "-symbolic", ZC, 0, 0, RULE_REPLACE, "-Wl,-Bsymbolic", NULL, "refused by zig" },
	{ "driver-export-dynamic", D, "-export-dynamic", 0, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "libtool's word; GCC reads it as -e xport-dynamic" },
	{ "driver-nopie", D, "-nopie", 0, 0, 0, RULE_REPLACE, "-no-pie", NULL, "clang's old spelling" },
	{ "driver-rpath", D, "-rpath *", ZC, 0, 0, RULE_REPLACE, "-Wl,-rpath,%v", NULL, "one spelling for rpath" },
	{ "driver-static-libgcc", D, "-static-libgcc", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's runtime is always linked statically" },
	{ "driver-static-libstdc++", D, "-static-libstdc++", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's libc++ is always linked statically" },
	{ "driver-shared-libgcc", D, "-shared-libgcc", ZC, 0, 0, RULE_DROP, NULL, NULL, "zig's runtime is always linked statically" },
	{ "use-lld", D, "-fuse-ld=lld", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig links with lld" },
	{ "use-ld", D, "-fuse-ld=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver links with lld whatever is asked (zig#18357)" },
	{ "split-dwarf", D, "-gsplit-dwarf*", ZC | WHEN_COMPILE, 0, 0, RULE_NOTE, "-g", NULL, "zig leaves the .dwo file in its cache (zig#11858); the debug information stays in the object" },
	{ "sanitize-old", D, "-fsanitize=*", DI | WHEN_LINK, 0, 1400, RULE_CALL, NULL, old_sanitizer, "zig has a runtime for it since 0.14 (lib/ubsan_rt.zig)" },
	{ "sanitizer", D, "-fsanitize=*", 0, 0, 0, RULE_CALL, NULL, sanitizer, "its runtime must be there; -fsanitize=vptr needs one for zig's libc++" },
	{ "coverage", D, "--coverage", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "coverage-2", D, "-coverage", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "coverage-arcs", D, "-fprofile-arcs", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "profile-generate", D, "-fprofile-generate*", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "profile-cs", D, "-fcs-profile-generate*", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "profile-instr", D, "-fprofile-instr-generate*", WHEN_LINK, 0, 0, RULE_CALL, NULL, coverage, "its runtime must be there" },
	{ "sanitize-undefined", D, "-fsanitize=undefined", DI, 1400, 0, RULE_REPLACE, "-fsanitize=undefined -fno-sanitize=vptr,function", NULL, "zig's runtime has no handlers for these two checks (lib/ubsan_rt.zig); zig leaves them out, too" },
	{ "sanitize-defs", L, "--no-undefined", DI | WHEN_SHARED | WHEN_ELF, 0, 0, RULE_CALL, NULL, plugin_defs, "the sanitizer's functions are the program's" },
	{ "sanitize-z-defs", L, "-zdefs", DI | WHEN_SHARED | WHEN_ELF, 0, 0, RULE_CALL, NULL, plugin_defs, "the sanitizer's functions are the program's" },
	{ "profile-use", D, "-fprofile-use=*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, profile_use, "what it names must be there, and merged" },
	{ "gprof", D, "-pg", WHEN_LINK, 0, 0, RULE_CALL, NULL, gprof, "clang wants a gcrt1.o; what it has beside Scrt1.o is added" },
	{ "gprof-2", D, "-p", 0, 0, 0, RULE_REPLACE, "-pg", NULL, "GCC's -p is -pg where there is no prof" },
	{ "openmp", D, "-fopenmp", DI, 0, 0, RULE_CALL, NULL, openmp, "zig ships no OpenMP runtime (zig#24253); the root's libomp-dev has one" },
	{ "openmp-name", D, "-fopenmp=libomp", DI, 0, 0, RULE_CALL, NULL, openmp, "zig ships no OpenMP runtime (zig#24253); the root's libomp-dev has one" },
	{ "compress-debug", D, "-gz", DI, 0, 0, RULE_REPLACE, "-gz=zlib", NULL, "GCC tells the linker, too; clang only when it has a value" },
	{ "direct-ld-path", D, "--ld-path=*", DI | WHEN_LINK, 0, 0, RULE_REPLACE, "-fuse-ld=%v", NULL, "one spelling for another linker" },
	{ "zig-ld-path", D, "--ld-path=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver links with lld whatever is asked (zig#18357)" },
	{ "direct-use-lld", D, "-fuse-ld=lld", DI, 0, 0, RULE_DROP, NULL, NULL, "lld is what we link with" },
	{ "pe-use-mold", D, "-fuse-ld=mold", DI | WHEN_LINK | WHEN_MINGW, 0, 0, RULE_REFUSE, NULL, NULL, "mold makes no PE files; leave it out to link with zig's lld" },
	{ "pe-use-wild", D, "-fuse-ld=wild", DI | WHEN_LINK | WHEN_MINGW, 0, 0, RULE_REFUSE, NULL, NULL, "wild makes no PE files; leave it out to link with zig's lld" },
	{ "pe-use-ld", D, "-fuse-ld=*", DI | WHEN_LINK | WHEN_MINGW, 0, 0, RULE_NOTE, NULL, NULL, "zig's lld makes the PE files whatever is asked" },
	{ "musl-use-gold", D, "-fuse-ld=gold", DI | WHEN_LINK | WHEN_MUSL, 0, 0, RULE_REFUSE, NULL, NULL, "GNU gold looks for absolute names of musl's linker scripts on this machine; take bfd or mold, or leave it out" },
	{ "wasm-use-wasm-ld", D, "-fuse-ld=wasm-ld", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_DROP, NULL, NULL, "it is what we link with" },
	{ "wasm-use-ld", D, "-fuse-ld=*", DI | WHEN_LINK | WHEN_WASM, 0, 0, RULE_REFUSE, NULL, NULL, "no linker but zig's makes wasm files; leave it out" },
	{ "no-link-use-ld", D, "-fuse-ld=*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, no_link, "nothing is linked" },
	{ "no-link-ld-path", D, "--ld-path=*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, no_link, "nothing is linked" },
	{ "direct-rust-lld", D, "-B*/gcc-ld", DI | WHEN_LINK, 0, 0, RULE_DROP, NULL, NULL, "rustc's own lld, which it names since 1.90; zig's is what we link with" },
	{ "direct-ld-folder", D, "-B*", DI | WHEN_LINK, 0, 0, RULE_CALL, NULL, linker_folder, "one spelling for another linker" },
	{ "link-compile-only", D, "*", ZL, 0, 0, RULE_CALL, NULL, compile_only, "means nothing to the linker, and zig builds its runtime anew for each such set" },

	/* Folders of headers and libraries that do not belong in front. */
	{ "host-include", D, "-I/usr/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-isystem", D, "-isystem/usr/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-local-include", D, "-I/usr/local/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "host-local-isystem", D, "-isystem/usr/local/include*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_host_headers, "headers of this machine, not of the target (GCC: -Wpoison-system-directories)" },
	{ "root-include", D, "-I*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_root_headers, "the root's headers are read behind zig's own, whose libc stays" },
	{ "root-isystem", D, "-isystem*", WHEN_COMPILE, 0, 0, RULE_CALL, NULL, rule_root_headers, "the root's headers are read behind zig's own, whose libc stays" },
	{ "root-library", D, "-L*", WHEN_LINK, 0, 0, RULE_CALL, NULL, rule_root_library, "the root's libraries are searched behind zig's own, whose libc stays" },

	/* Libraries under GCC's names. */
	{ "lib-gcc-s", D, "-lgcc_s", ZL, 0, 0, RULE_REPLACE, "-lunwind", NULL, "zig ships libunwind, not libgcc (zig#10050)" },
	{ "lib-gcc", D, "-lgcc", ZL, 1600, 0, RULE_REPLACE, "-lcompiler_rt", NULL, "since 0.16 zig leaves compiler_rt out with -nodefaultlibs (zb#439)" },
	{ "lib-gcc-old", D, "-lgcc", ZL, 0, 1600, RULE_DROP, NULL, NULL, "zig always links its compiler_rt" },
	{ "lib-atomic", D, "-latomic", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig's compiler_rt has the __atomic functions (openssl#20490)" },
	{ "lib-stdc++", D, "-lstdc++", ZL, 0, 0, RULE_REPLACE, "-lc++", NULL, "zig ships libc++ (zig#9832)" },
	{ "lib-supc++", D, "-lsupc++", ZL, 0, 0, RULE_REPLACE, "-lc++abi", NULL, "zig ships libc++abi" },
	{ "lib-stdc++fs", D, "-lstdc++fs", ZL, 0, 0, RULE_DROP, NULL, NULL, "libc++ has std::filesystem inside" },
	{ "lib-c++", D, "-lc++", DI | WHEN_LINK, 0, 0, RULE_REPLACE, "-lstdc++", NULL, "in a static link -lc++ is libc++ alone; this name brings what it stands on" },
	{ "hexagon-unwind", I, "*libunwind-*.rlib", ZL | WHEN_MUSL, 0, 0, RULE_CALL, NULL, hexagon_unwind, "there std asks for no unwinder (library/unwind/src/lib.rs); zig ships libunwind" },
	{ "arm-builtins", I, "*libcompiler_builtins-*.rlib", ZL | WHEN_ARM, 0, 0, RULE_DROP, NULL, NULL, "zig's compiler_rt has the same __aeabi functions (zb, zig.rs)" },
};

const struct rule_table rows_common = { rows, COUNT(rows), 0 };
