#include "shim/gate/win7.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/sys/endian.h>

#include "common/argvec.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/coff/file.h"
#include "texts.h"

enum {
	NAMED_MAX = 3,           /* functions that a message names */

	/* Microsoft's "PE Format": the import directory, its entries */
	DIRECTORY_32 = 96 + 8,
	DIRECTORY_64 = 112 + 8,
	ENTRY = 20,
	ENTRY_NAME = 12,
	ENTRY_THUNKS = 16
};

struct imports {
	struct coff c;
	struct argvec lacking;
};

/* ---- what Windows 7 has ---- */

/* The functions of a DLL that came later, up to the next DLL's; or NULL. */
static const char *
list_of(const char *dll, size_t *len)
{
	autofree char *start = xasprintf("\n%s ", dll);
	const char *at = strstr(text_windows8_txt, start), *end;

	if (at == NULL)
		return NULL;
	at += strlen(start) - 1;
	for (end = at; (end = strchr(end, '\n')) != NULL && end[1] == ' ';)
		end++;
	*len = end != NULL ? (size_t)(end - at) : strlen(at);
	return at;
}

static bool
lacks(const char *dll, const char *name)
{
	size_t len, n = strlen(name);
	const char *list = list_of(dll, &len), *at = list;

	while (at != NULL && (at = strstr(at, name)) != NULL &&
		(size_t)(at - list) < len) {
		if (at[-1] == ' ' && strchr(" \n", at[n]) != NULL)
			return true;
		at += n;
	}
	return false;
}

/* Names of DLLs that are none. The UCRT's came to Windows 7 with an update. */
static bool
is_later_set(const char *dll)
{
	return starts_with(dll, "ext-ms-") ||
	       (starts_with(dll, "api-ms-win-") &&
		       !starts_with(dll, "api-ms-win-crt-"));
}

/* ---- what the file imports ---- */

/* What is there when it runs, and how many bytes follow; NULL: nothing. */
static const unsigned char *
at_address(const struct coff *c, uint32_t rva, size_t *left)
{
	for (uint32_t i = 0; i < c->nsections; i++) {
		const unsigned char *s = coff_section(c, i);
		uint32_t start = le32dec(s + 12), size = le32dec(s + 16);

		if (rva >= start && rva - start < size) {
			*left = size - (rva - start);
			return c->p + le32dec(s + 20) + (rva - start);
		}
	}
	return NULL;
}

static char *
text_at(const struct coff *c, uint32_t rva)
{
	size_t left;
	const unsigned char *p = at_address(c, rva, &left);

	return p != NULL ? xstrndup((const char *)p, left) : xstrdup("");
}

static void
each_function(struct imports *in, const char *dll, uint32_t thunks)
{
	size_t size = in->c.is64 ? 8 : 4, left;
	const unsigned char *p = at_address(&in->c, thunks, &left);

	for (; p != NULL && left >= size; p += size, left -= size) {
		uint64_t v = in->c.is64 ? le64dec(p) : le32dec(p);
		autofree char *name = NULL;

		if (v == 0)
			return;
		if (v >> (8 * size - 1) != 0)
			continue;           /* by number */
		name = text_at(&in->c, (uint32_t)v + 2);
		if (is_later_set(dll) || lacks(dll, name))
			argvec_pushf(&in->lacking, "'%s' of %s", name, dll);
	}
}

static void
each_dll(struct imports *in)
{
	size_t at = in->c.header + COFF_HEADER +
		    (in->c.is64 ? DIRECTORY_64 : DIRECTORY_32);
	size_t left;
	const unsigned char *p = at + 8 <= in->c.sections
		? at_address(&in->c, le32dec(in->c.p + at), &left) : NULL;

	for (; p != NULL && left >= ENTRY; p += ENTRY, left -= ENTRY) {
		uint32_t name = le32dec(p + ENTRY_NAME);
		autofree char *as = text_at(&in->c, name);
		autofree char *dll = str_lower(as);

		if (name == 0)
			return;
		each_function(in, dll, le32dec(p + ENTRY_THUNKS));
	}
}

static int
explain(const char *output, struct argvec *lacking, struct fail *f)
{
	autoargvec named = ARGVEC_INIT;
	autofree char *list = NULL;

	for (size_t i = 0; i < lacking->n && i < NAMED_MAX; i++)
		argvec_push(&named, lacking->v[i]);
	list = argvec_named(&named, lacking->n);
	fail_set(f, "'%s' does not start on Windows 7, which lacks %s", output,
		list);
	return fail_hint(f, "ask for it by GetProcAddress, or build that input "
			    "for Windows 7 (_WIN32_WINNT=0x0601); "
			    "ZBUILD_GLIBC_GATE=warn lets it pass");
}

int
win7_check(const char *output, struct fail *f)
{
	struct imports in = { .lacking = ARGVEC_INIT };
	autofree char *data = NULL;
	size_t len;
	int r = 0;

	if (path_read(output, 1u << 30, &data, &len, f) != 0)
		return -1;
	if (!coff_is(data, len))
		return 0;
	if (coff_open(&in.c, data, len, f) != 0)
		return fail_context(f, "its imports cannot be checked");
	if (in.c.image)
		each_dll(&in);
	if (in.lacking.n > 0)
		r = explain(output, &in.lacking, f);
	argvec_clear(&in.lacking);
	return r;
}
