/* dlltool: GNU's options for an import library, in the words of LLVM's. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/rules/code.h"
#include "shim/tools/delaylib.h"
#include "shim/tools/tool.h"
#include "shim/tools/tools.h"

struct dlltool {
	struct plan *plan;
	struct step *step;
	bool has_machine, kill_at, makes;
	const char *def, *dll, *delaylib; /* borrowed from the call's words */
	struct argvec files;
};

/* "--as=VALUE". */
static char *
text_of(const struct option_use *use)
{
	autofree char *name = option_name(use->row);

	return use->values != NULL ? xasprintf("%s=%s", name, use->values[0])
				   : xstrdup(name);
}

/* LLVM's has it, under the short name if there is one. */
static int
pass(void *into, const struct option_use *use, struct fail *f)
{
	struct dlltool *d = into;
	const char *names = use->row->names;
	autofree char *name = xstrndup(names, strcspn(names, " "));

	(void)f;
	argvec_push(&d->step->argv, name);
	if (use->values != NULL)
		argvec_push(&d->step->argv, use->values[0]);
	d->has_machine |= strcmp(name, "-m") == 0;
	d->kill_at |= strcmp(name, "-k") == 0;
	d->makes |= strcmp(name, "-l") == 0 || strcmp(name, "-I") == 0;
	if (strcmp(name, "-d") == 0)
		d->def = use->values[0];
	if (strcmp(name, "-D") == 0)
		d->dll = use->values[0];
	return 0;
}

/* Nothing is lost; the row's help says why. */
static int
drop(void *into, const struct option_use *use, struct fail *f)
{
	struct dlltool *d = into;
	autofree char *text = text_of(use);

	(void)f;
	rule_fire_why(
		d->plan, CODE_DLLTOOL_OPTION, use->row->help, text, NULL);
	return 0;
}

/* The row's help says what to do. */
static int
refuse(void *into, const struct option_use *use, struct fail *f)
{
	autofree char *text = text_of(use);

	(void)into;
	fail_set(f, "'%s': zig's dlltool makes import libraries only", text);
	return fail_hint(f, "%s", use->row->help);
}

static int answer(void *into, const struct option_use *use, struct fail *f);

#define PASS .set = OPTION_CALL, .call = pass
#define DROP .set = OPTION_CALL, .call = drop
#define REFUSE .set = OPTION_CALL, .call = refuse

/* GNU dlltool's manual page (binutils 2.44). */
static const struct option_row rows[] = {
	{ "-d --input-def", "FILE", PASS, .help = "the names, a .def file" },
	{ "-D --dllname", "NAME", PASS, .help = "of the DLL" },
	{ "-l --output-lib", "FILE", PASS, .help = "the import library" },
	{ "-m --machine", "MACHINE", PASS, .help = "the target's, if not said" },
	{ "-k --kill-at", PASS, .help = "no @N in the DLL's names" },
	{ "-I --identify", "FILE", PASS,
		.help = "print the DLL of an import library" },
	{ "--identify-strict", PASS, .help = "fail if there are several" },
	{ "--no-leading-underscore", PASS, .help = "in front of names" },
	{ "-t --temp-prefix", "NAME", DROP, .help = "no temp files are written" },
	{ "-f --as-flags", "FLAGS", DROP, .help = "no assembler is run" },
	{ "-S --as", "PROGRAM", DROP, .help = "no assembler is run" },
	{ "-n --nodelete", DROP, .help = "no temp files are written" },
	{ "-v --verbose", DROP, .help = "says what dlltool does" },
	{ "-x --no-idata4", DROP, .help = "import entries are in the short form" },
	{ "-c --no-idata5", DROP, .help = "import entries are in the short form" },
	{ "-a --add-indirect", DROP, .help = "names of exports are found as they are" },
	{ "--deterministic-libraries", DROP, .help = "always so" },
	{ "--non-deterministic-libraries", DROP, .help = "always deterministic" },
	{ "--use-nul-prefixed-import-tables", DROP, .help = "import entries are in the short form" },
	{ "-C --compat-implib", DROP, .help = "import entries are in the short form" },
	{ "-y --output-delaylib", "FILE", OPTION_INTO(struct dlltool, delaylib), .help = "one whose DLL the first call loads" },
	{ "-e --output-exp", "FILE", OPTION_HIDDEN, REFUSE, .help = "the compiler's -shared exports by itself" },
	{ "-z --output-def", "FILE", OPTION_HIDDEN, REFUSE, .help = "link the DLL with -Wl,--output-def=FILE" },
	{ "-b --base-file", "FILE", OPTION_HIDDEN, REFUSE, .help = "the linker writes relocations by itself" },
	{ "-U --add-underscore", .is = OPTION_HIDDEN, REFUSE, .help = "write the names into the .def file" },
	{ "--add-stdcall-underscore", .is = OPTION_HIDDEN, REFUSE, .help = "write the names into the .def file" },
	{ "-A --add-stdcall-alias", .is = OPTION_HIDDEN, REFUSE, .help = "write both names into the .def file" },
	{ "-p --ext-prefix-alias", "PREFIX", OPTION_HIDDEN, REFUSE, .help = "write both names into the .def file" },
	{ "--leading-underscore", .is = OPTION_HIDDEN, REFUSE, .help = "write the names into the .def file" },
	{ "-V --version", .set = OPTION_CALL, .call = answer, .help = "print it" },
	{ "-h --help", .set = OPTION_CALL, .call = answer, .help = "print this" },
	{ NULL, "FILE", OPTION_HIDDEN, OPTION_INTO(struct dlltool, files) },
	{ .names = NULL }
};

static const struct tool tool = { "dlltool", rows, OPTIONS_GNU, 0, NULL,
	0 };

/* libtool looks for one of the options. */
static int
answer(void *into, const struct option_use *use, struct fail *f)
{
	static const char version[] =
		"dlltool: zbuild, zig's LLVM; GNU dlltool's options for "
		"import libraries: zshim(1)\n";
	struct dlltool *d = into;
	autofree char *help = tool_help(&tool);

	(void)f;
	free(d->plan->answer);
	d->plan->answer = strcmp(use->row->names, "-h --help") == 0
				  ? xasprintf("%s%s", version, help)
				  : xstrdup(version);
	return 0;
}

static const char *
machine(const struct target_def *d)
{
	switch (d->arch) {
	case ARCH_X86:
		return "i386";
	case ARCH_AARCH64:
		return "arm64";
	default:
		return "i386:x86-64";
	}
}

int
tool_dlltool(const struct call *call, struct plan *p, struct fail *f)
{
	struct dlltool d = { .plan = p };
	int r;

	if (call->target->def->libc != LIBC_MINGW)
		return tool_not_needed(call, "windows", f);
	d.step = plan_step(p, call->zig->path);
	argvec_push(&d.step->argv, "dlltool");
	d.step->head = 2;
	d.step->gnu_quotes = true;
	r = tool_parse(&tool, call, &d, f);
	if (r == 0 && d.files.n > 0) {
		fail_set(f, "'%s': zig's dlltool reads .def files only",
			d.files.v[0]);
		r = fail_hint(f, "link the DLL with -Wl,--out-implib=FILE");
	}
	if (!d.has_machine)
		argvec_pushl(&d.step->argv, "-m", machine(call->target->def),
			NULL);
	if (r == 0 && d.delaylib != NULL) {
		/* nothing else was asked for */
		if (!d.makes) {
			free(d.step->program);
			argvec_clear(&d.step->argv);
			p->nsteps--;
		}
		if (d.def == NULL)
			r = fail_set(f, "--output-delaylib: of which .def file? "
					"-d FILE");
		else
			r = delaylib_plan(call, d.def, d.dll, d.kill_at,
				d.delaylib, p, f);
	}
	options_clear(rows, &d);
	return r;
}
