#include "shim/elf/change.h"

#include <elf.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/outfile.h"
#include "common/str.h"
#include "common/xalloc.h"

bool
change_listed(const struct argvec *patterns, const char *name)
{
	bool yes = false;

	for (size_t i = 0; i < patterns->n; i++) {
		const char *p = patterns->v[i];

		if (p[0] == '!' && fnmatch(p + 1, name, 0) == 0)
			return false;
		if (fnmatch(p, name, 0) == 0)
			yes = true;
	}
	return yes;
}

bool
change_symbol(const struct changes *c, const struct argvec *names,
	const char *name)
{
	return c->wildcard ? change_listed(names, name)
			   : argvec_has(names, name);
}

int
change_number(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 0);
	return *text == '\0' || *end != '\0' || errno != 0 ? -1 : 0;
}

/* What stands behind NAME and one of `seps`, if NAME is this one (or a pattern
 * of it); the separator goes to *sep. */
static const char *
value_for(const char *word, const char *seps, bool pattern, const char *name,
	char *sep)
{
	size_t n = strcspn(word, seps);
	autofree char *left = xstrndup(word, n);

	if (word[n] == '\0' || (strcmp(left, name) != 0 &&
				       !(pattern && fnmatch(left, name, 0) == 0)))
		return NULL;
	*sep = word[n];
	return word + n + 1;
}

const char *
change_value(const struct argvec *words, bool pattern, const char *name)
{
	char sep;
	const char *found = NULL;

	for (size_t i = 0; i < words->n; i++) {
		const char *v = value_for(
			words->v[i], "=", pattern, name, &sep);

		found = v != NULL ? v : found;
	}
	return found;
}

static int
move_address(const struct argvec *words, const char *section, uint64_t *at,
	struct fail *f)
{
	for (size_t i = 0; i < words->n; i++) {
		char sep = '=';
		const char *v = value_for(
			words->v[i], "=+-", true, section, &sep);
		uint64_t n;

		if (v == NULL)
			continue;
		if (change_number(v, &n) != 0)
			return fail_set(f, "'%s' is no address: '%s'", v,
				words->v[i]);
		*at = sep == '=' ? n : sep == '+' ? *at + n : *at - n;
	}
	return 0;
}

int
change_address(const struct changes *c, const char *section, bool load,
	uint64_t *at, struct fail *f)
{
	return move_address(&c->address, section, at, f) == 0
		       ? move_address(load ? &c->lma : &c->vma, section, at, f)
		       : -1;
}

/* --- sections ------------------------------------------------------------------ */

static void
own_data(struct edit_section *s, const void *data, size_t n)
{
	free(s->own);
	s->data = s->own = xcalloc(n > 0 ? n : 1, 1);
	if (data != NULL)
		memcpy(s->own, data, n);
	s->size = n;
}

/* GNU's words for what a section is, in ELF's. */
static int
set_flags(struct edit_section *s, const char *text, struct fail *f)
{
	static const char known[] = "alloc load noload readonly debug code data "
				    "rom exclude share contents merge strings "
				    "large";
	autoargvec words = ARGVEC_INIT;
	uint64_t flags = SHF_WRITE;

	argvec_split(&words, text, ",");
	for (size_t i = 0; i < words.n; i++) {
		autofree char *w = str_lower(words.v[i]);

		if (!word_in(known, w)) {
			fail_set(f, "unknown section flag '%s'", words.v[i]);
			return fail_hint(f, "GNU's are: %s", known);
		}
		if (word_in("alloc", w))
			flags |= SHF_ALLOC;
		else if (word_in("readonly rom", w))
			flags &= ~(uint64_t)SHF_WRITE;
		else if (word_in("code", w))
			flags |= SHF_EXECINSTR;
		else if (word_in("merge", w))
			flags |= SHF_MERGE;
		else if (word_in("strings", w))
			flags |= SHF_STRINGS;
		else if (word_in("exclude", w))
			flags |= SHF_EXCLUDE;
		else if (word_in("contents load", w) && s->type == SHT_NOBITS)
			own_data(s, NULL, s->size);
	}
	s->flags = flags | (s->flags & (SHF_GROUP | SHF_INFO_LINK |
					       SHF_LINK_ORDER | SHF_TLS |
					       SHF_COMPRESSED));
	if (s->own != NULL && s->type == SHT_NOBITS)
		s->type = SHT_PROGBITS;
	return 0;
}

static int
read_file(const char *path, struct edit_section *s, struct fail *f)
{
	struct span in;

	if (span_map(path, &in, f) != 0)
		return -1;
	own_data(s, in.p, in.n);
	span_unmap(&in);
	return 0;
}

static int
update_section(struct edit_section *s, const char *path, bool flat,
	struct fail *f)
{
	uint64_t had = s->size;

	if (s->type == SHT_NOBITS && (flat || !s->placed))
		s->type = SHT_PROGBITS;
	if (s->type == SHT_NOBITS)
		return fail_set(f, "section '%s' has no bytes in the file",
			s->name);
	if (read_file(path, s, f) != 0)
		return -1;
	if (!flat && s->placed && s->size > had) {
		fail_set(f, "section '%s' has room for %llu bytes, '%s' has "
			    "%llu", s->name, (unsigned long long)had, path,
			(unsigned long long)s->size);
		return fail_hint(f, "what is loaded stays where it is: leave "
				    "the room in the source or linker script");
	}
	return 0;
}

static int
dump_section(const struct edit_section *s, const char *path, struct fail *f)
{
	struct stat plain = { .st_mode = S_IFREG | 0644 };

	if (s->data == NULL)
		return fail_set(f, "section '%s' has no bytes in the file",
			s->name);
	return outfile_put(path, s->data, s->size, &plain, false, f);
}

static void
name_section(struct elfedit *e, struct edit_section *s, char *name)
{
	argvec_take(&e->texts, name);
	s->name = name;
	s->name_at = UINT32_MAX;
}

/* NEW,FLAGS; relocations follow the section that they are for. */
static int
rename_section(struct elfedit *e, uint32_t i, const char *to, struct fail *f)
{
	size_t n = strcspn(to, ",");
	autofree char *name = xstrndup(to, n);

	for (uint32_t k = 1; k < e->nsec; k++) {
		struct edit_section *r = &e->sec[k];

		if (elfedit_is_reloc(e, r) && r->info == i)
			name_section(e, r, xasprintf("%s%s",
				r->type == SHT_RELA ? ".rela" : ".rel", name));
	}
	name_section(e, &e->sec[i], xstrdup(name));
	return to[n] == ',' ? set_flags(&e->sec[i], to + n + 1, f) : 0;
}

static int
move_section(struct edit_section *s, const struct changes *c, struct fail *f)
{
	uint64_t at = s->addr;

	if (change_address(c, s->name, false, &at, f) != 0)
		return -1;
	if (s->placed && at != s->addr) {
		fail_set(f, "section '%s' of a program cannot move", s->name);
		return fail_hint(f, "say its address to the linker; of a flat "
				    "image, ihex or srec it can be changed "
				    "here");
	}
	s->addr = at;
	return 0;
}

/* All that is said of a section that was there. */
static int
change_section(struct elfedit *e, const struct changes *c, uint32_t i,
	bool flat, struct fail *f)
{
	struct edit_section *s = &e->sec[i];
	const char *flags = change_value(&c->flags, true, s->name);
	const char *update = change_value(&c->update, false, s->name);
	const char *dump = change_value(&c->dump, false, s->name);
	const char *align = change_value(&c->align, true, s->name);
	const char *name = change_value(&c->rename, false, s->name);

	if ((dump != NULL && dump_section(s, dump, f) != 0) ||
		(update != NULL && update_section(s, update, flat, f) != 0) ||
		(flags != NULL && set_flags(s, flags, f) != 0) ||
		(!flat && move_section(s, c, f) != 0))
		return -1;
	if (align != NULL && (change_number(align, &s->align) != 0 ||
				     (s->align & (s->align - 1)) != 0))
		return fail_set(f, "'%s' is no alignment", align);
	return name != NULL ? rename_section(e, i, name, f) : 0;
}

static int
add_section(struct elfedit *e, const char *word, struct fail *f)
{
	size_t n = strcspn(word, "=");
	char *name = xstrndup(word, n);

	argvec_take(&e->texts, name);
	if (word[n] == '\0')
		return fail_set(f, "'%s' is no NAME=FILE", word);
	elfedit_append(e, name, SHT_PROGBITS, 1, NULL, 0);
	return read_file(word + n + 1, &e->sec[e->nsec - 1], f);
}

/* A word about a section that is not there changes nothing, and GNU's says so
 * of these. */
static int
check_there(const struct elfedit *e, const struct argvec *words,
	struct fail *f)
{
	char sep;

	for (size_t i = 0; i < words->n; i++) {
		bool there = false;

		for (uint32_t k = 1; k < e->nsec && !there; k++)
			there = value_for(words->v[i], "=", false,
					e->sec[k].name, &sep) != NULL;
		if (!there)
			return fail_set(f, "it has no section of '%s'",
				words->v[i]);
	}
	return 0;
}

int
change_sections(
	struct elfedit *e, const struct changes *c, bool flat, struct fail *f)
{
	for (size_t i = 0; i < c->add.n; i++)
		if (add_section(e, c->add.v[i], f) != 0)
			return -1;
	if (check_there(e, &c->update, f) != 0 ||
		check_there(e, &c->dump, f) != 0)
		return -1;
	for (uint32_t i = 1; i < e->nsec; i++)
		if (change_section(e, c, i, flat, f) != 0)
			return -1;
	return 0;
}

/* --- symbols ------------------------------------------------------------------- */

void
change_names(struct elfedit *e, const struct changes *c)
{
	for (uint32_t i = 1; i < e->nsym; i++) {
		struct edit_symbol *y = &e->sym[i];
		const char *to = change_value(&c->redefine, false, y->name);
		bool prefix = c->prefix != NULL && *y->name != '\0' &&
			      ELF64_ST_TYPE(y->info) != STT_FILE &&
			      ELF64_ST_TYPE(y->info) != STT_SECTION;
		char *name;

		if (to == NULL && !prefix)
			continue;
		name = xasprintf("%s%s", prefix ? c->prefix : "",
			to != NULL ? to : y->name);
		argvec_take(&e->texts, name);
		y->name = name;
		y->name_at = UINT32_MAX;
	}
}

static unsigned
binding_of(const struct edit_symbol *y, const struct changes *c)
{
	unsigned bind = ELF64_ST_BIND(y->info), see = y->other & 3u;
	bool undefined = y->reserved && y->section == SHN_UNDEF;
	bool common = y->reserved && y->section == SHN_COMMON;

	if (bind == STB_LOCAL)
		return !undefined && ELF64_ST_TYPE(y->info) != STT_SECTION &&
				       ELF64_ST_TYPE(y->info) != STT_FILE &&
				       change_symbol(c, &c->globalize, y->name)
			       ? STB_GLOBAL
			       : bind;
	if (!undefined && !common &&
		(change_symbol(c, &c->localize, y->name) ||
			(c->only_global.n > 0 &&
				!change_symbol(c, &c->only_global, y->name)) ||
			(c->localize_hidden &&
				(see == STV_HIDDEN || see == STV_INTERNAL))))
		return STB_LOCAL;
	return c->weaken_all || change_symbol(c, &c->weaken, y->name)
		       ? STB_WEAK
		       : bind;
}

void
change_binding(struct elfedit *e, const struct changes *c)
{
	for (uint32_t i = 1; i < e->nsym; i++) {
		struct edit_symbol *y = &e->sym[i];
		unsigned bind = binding_of(y, c);

		if (bind == STB_LOCAL && ELF64_ST_BIND(y->info) != STB_LOCAL)
			y->other &= (uint8_t)~3u;
		y->info = (uint8_t)ELF64_ST_INFO(
			bind, ELF64_ST_TYPE(y->info));
	}
}
