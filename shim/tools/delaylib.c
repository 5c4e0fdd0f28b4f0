#include "shim/tools/delaylib.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/plan/facts.h"
#include "texts.h"

/* What a .def file says. */
struct exports {
	char *dll;
	struct argvec names, ordinals; /* of DLL's; "" or "12" beside each */
};

static void
exports_clear(struct exports *e)
{
	free(e->dll);
	argvec_clear(&e->names);
	argvec_clear(&e->ordinals);
}

/* "name", "name = internal", "@ 12", NONAME, DATA, PRIVATE. */
static int
add_export(struct exports *e, const struct argvec *words, struct fail *f)
{
	const char *ordinal = "";
	bool noname = false;

	if (strchr(words->v[0], '\\') != NULL)
		return fail_set(f, "'%s': no function's name", words->v[0]);
	for (size_t i = 1; i < words->n; i++) {
		const char *w = words->v[i];

		if (strcmp(w, "PRIVATE") == 0)
			return 0;
		if (strcmp(w, "DATA") == 0 || strcmp(w, "CONSTANT") == 0)
			return fail_set(f, "'%s': only functions are loaded by "
					   "their first call", words->v[0]);
		noname |= strcmp(w, "NONAME") == 0;
		if (*w == '@')
			ordinal = w[1] != '\0'	     ? w + 1
				  : i + 1 < words->n ? words->v[i + 1]
						     : "";
	}
	if (strlen(ordinal) > 5 || ordinal[strspn(ordinal, "0123456789")] != '\0')
		return fail_set(f, "'%s': '@%s' is no ordinal", words->v[0], ordinal);
	argvec_push(&e->names, words->v[0]);
	argvec_push(&e->ordinals, noname ? ordinal : "");
	return 0;
}

static int
read_line(struct exports *e, char *line, bool *exports, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;

	line[strcspn(line, ";\r")] = '\0';
	for (char *p = line; *p != '\0'; p++)
		if (*p == '"' || *p == '\t' || *p == '=')
			*p = ' ';
	argvec_split(&words, line, " ");
	if (words.n == 0)
		return 0;
	if (strcmp(words.v[0], "LIBRARY") == 0 || strcmp(words.v[0], "NAME") == 0) {
		if (words.n > 1 && e->dll == NULL)
			e->dll = xasprintf("%s%s", words.v[1],
				strchr(words.v[1], '.') != NULL ? "" : ".dll");
		return 0;
	}
	if (strcmp(words.v[0], "EXPORTS") == 0) {
		*exports = true;
		argvec_remove(&words, 0);
	}
	return *exports && words.n > 0 ? add_export(e, &words, f) : 0;
}

/* One macro of text/delaylib_*.s for each name. */
static void
tables_write(FILE *out, const struct exports *e, bool kill_at)
{
	static const char *const parts[] = { "address", "name", "call" };

	for (size_t pass = 0; pass < COUNT(parts); pass++) {
		fprintf(out, "\tdelay_%s_table\n", parts[pass]);
		for (size_t i = 0; i < e->names.n; i++) {
			const char *name = e->names.v[i];
			const char *number = e->ordinals.v[i];
			size_t n = kill_at ? strcspn(name + 1, "@") + 1
					   : strlen(name);

			fprintf(out, "\tdelay_%s \"%s\", \"%.*s\", %s\n",
				parts[pass], name, (int)n, name,
				*number != '\0' ? number : "-1");
		}
	}
}

char *
delaylib_assembler(char *def, const char *dll, bool kill_at, const char *macros,
	struct fail *f)
{
	scoped(exports) e = { NULL, ARGVEC_INIT, ARGVEC_INIT };
	bool exports = false;
	char *text;
	size_t len;
	FILE *out;

	for (char *line; (line = strsep(&def, "\n")) != NULL;)
		if (read_line(&e, line, &exports, f) != 0)
			return NULL;
	if (dll == NULL && e.dll == NULL) {
		fail_set(f, "it names no DLL: -D NAME does");
		return NULL;
	}
	if (dll == NULL)
		dll = e.dll;
	if (strchr(dll, '\\') != NULL || strchr(dll, '"') != NULL) {
		fail_set(f, "'%s' is no DLL's name", dll);
		return NULL;
	}
	out = xmemstream(&text, &len);
	fprintf(out, "%s\tdelay_dll \"%s\"\n", macros, dll);
	tables_write(out, &e, kill_at);
	fclose(out);
	return text;
}

int
delaylib_plan(const struct call *call, const char *def, const char *dll,
	bool kill_at, const char *lib, struct plan *p, struct fail *f)
{
	const struct target_def *d = call->target->def;
	autofree char *text = NULL;
	char *source;
	size_t len;
	const char *macros = d->arch == ARCH_X86_64 ? text_delaylib_x86_64_s
			     : d->arch == ARCH_X86  ? text_delaylib_i386_s
						    : NULL;
	struct step *s;

	if (macros == NULL) {
		fail_set(f, "--output-delaylib: zbuild has no such stubs for %s",
			d->rust);
		return fail_hint(f, "link with -Wl,--delayload=DLL instead");
	}
	if (call->facts->machine->read(def, 1u << 26, &text, &len, f) != 0)
		return -1;
	source = delaylib_assembler(text, dll, kill_at, macros, f);
	if (source == NULL)
		return fail_context(f, "'%s'", def);
	p->wants_tmp = true;
	plan_file(p, PLAN_TMP "/delay.s", source);
	s = plan_tool(p, call->zig, "clang");
	argvec_pushl(&s->argv, "--no-default-config", "-target", d->llvm, "-c",
		PLAN_TMP "/delay.s", "-o", PLAN_TMP "/delay.o", NULL);
	s = plan_step(p, call->zig->path);
	argvec_pushl(&s->argv, "ar", "rcsD", lib, PLAN_TMP "/delay.o", NULL);
	s->head = 2;
	return 0;
}
