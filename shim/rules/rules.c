#include "shim/rules/rules.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/rules/listed.h"

/* A platform's rows stand before those of every target: of two that say the
 * same of a word the first counts. */
static const struct rule_table *const tables[] = { &rows_elf, &rows_windows,
	&rows_apple, &rows_bare, &rows_common, &rows_linker, &rows_listed,
	&rows_off };

/* The last two are listed_rule's: no word is compared with their rows. */
enum { TABLES = COUNT(tables), SEARCHED = TABLES - 2 };

/* Table i of all; NULL behind the last. */
static const struct rule_table *
table_at(size_t i)
{
	return i < TABLES ? tables[i] : i == TABLES ? &rows_code : NULL;
}

const struct rule *
rule_next(const struct rule *r)
{
	const struct rule_table *t;
	size_t i = 0;

	if (r == NULL)
		return tables[0]->rows;
	for (t = table_at(i); r < t->rows || r >= t->rows + t->n;)
		t = table_at(++i);
	if (++r < t->rows + t->n)
		return r;
	return (t = table_at(++i)) != NULL ? t->rows : NULL;
}

/* How exact a pattern is: its literal bytes, and one more without a `*`. */
static size_t
weight(const char *pattern)
{
	size_t n = 0, stars = 0;

	for (; *pattern != '\0'; pattern++) {
		n += *pattern != '*';
		stars += *pattern == '*';
	}
	return 2 * n + (stars == 0) + 1;
}

bool
rule_suits_zig(const struct rule *r, const struct zig *z)
{
	unsigned zig = z != NULL ? z->version.major * 10000u +
					   z->version.minor * 100u +
					   z->version.patch
				 : 9999;

	return zig >= r->zig_from && (r->zig_below == 0 || zig < r->zig_below);
}

static bool
holds(const struct rule *r, const struct rule_context *c)
{
	return (r->when & c->when) == r->when && rule_suits_zig(r, c->call->zig);
}

struct match {
	const struct rule *rule;
	size_t weight;
};

static void
search(const struct rule_table *t, const struct rule_context *c,
	const char *text, enum space space, struct match *best)
{
	if ((t->when & c->when) != t->when)
		return;
	for (size_t i = 0; i < t->n; i++) {
		const struct rule *r = &t->rows[i];

		if ((r->spaces & 1u << space) == 0 ||
			(r->match[0] != '*' && r->match[1] != '*' &&
				r->match[1] != text[1]) ||
			!rule_match(r->match, text) || !holds(r, c) ||
			rule_off(rule_id(r, space)))
			continue;
		if (weight(r->match) > best->weight)
			*best = (struct match){ r, weight(r->match) };
	}
}

static const struct rule *
lookup(const struct rule_context *c, const char *text, enum space space)
{
	struct rule_table user = rows_user();
	struct match best = { NULL, 0 };

	search(&user, c, text, space, &best);
	if (best.rule != NULL)
		return best.rule;
	for (size_t i = 0; i < SEARCHED; i++)
		search(tables[i], c, text, space, &best);
	if (best.rule == NULL)
		best.rule = listed_rule(space, text, c->when);
	return best.rule != NULL && !rule_off(best.rule->id) ? best.rule : NULL;
}

/* Is it the pattern of a long name, not of "-e" with its value? */
static bool
is_long(const char *match)
{
	return match[0] == '-' && match[1] != '\0' && match[1] != '*' &&
	       match[2] != '\0' && match[2] != '*';
}

const struct rule *
rule_for(const struct rule_context *c, const char *text, enum space space)
{
	const struct rule *r = lookup(c, text, space);
	autofree char *two = NULL;

	/* A linker takes "-stats" and "--stats" alike; but "--eh-frame-hdr"
	 * is no "-e h-frame-hdr". */
	if (r != NULL || space != SPACE_LINKER || strlen(text) < 3)
		return r;
	if (text[1] == '-') {
		r = lookup(c, text + 1, space);
		return r != NULL && is_long(r->match) ? r : NULL;
	}
	two = xasprintf("-%s", text);
	return lookup(c, two, space);
}

void
rule_context_init(struct rule_context *c, const struct call *call,
	const struct words *words, const struct mode *mode, unsigned engine,
	unsigned step)
{
	static const unsigned libc_bits[] = {
		[LIBC_NONE] = WHEN_BARE,
		[LIBC_GLIBC] = WHEN_GNU | WHEN_ELF,
		[LIBC_MUSL] = WHEN_MUSL | WHEN_ELF,
		[LIBC_MINGW] = WHEN_MINGW,
		[LIBC_DARWIN] = WHEN_DARWIN,
		[LIBC_FREEBSD] = WHEN_ELF | WHEN_BSD,
		[LIBC_NETBSD] = WHEN_ELF | WHEN_BSD,
		[LIBC_OPENBSD] = WHEN_ELF | WHEN_BSD,
		[LIBC_BIONIC] = WHEN_ELF,
	};
	static const unsigned arch_bits[] = {
		[ARCH_X86_64] = WHEN_X86,
		[ARCH_X86] = WHEN_X86,
		[ARCH_AARCH64] = WHEN_AARCH64,
		[ARCH_ARM] = WHEN_ARM,
		[ARCH_THUMB] = WHEN_ARM,
		[ARCH_RISCV64] = WHEN_RISCV,
		[ARCH_RISCV32] = WHEN_RISCV,
		[ARCH_WASM32] = WHEN_WASM,
		[ARCH_PPC] = WHEN_PPC,
		[ARCH_PPC64] = WHEN_PPC,
		[ARCH_MIPS] = WHEN_MIPS,
		[ARCH_MIPS64] = WHEN_MIPS,
		[ARCH_S390X] = WHEN_S390,
	};
	const struct target_def *d = call->target->def;
	size_t nlibc = COUNT(libc_bits);
	size_t narch = COUNT(arch_bits);

	*c = (struct rule_context){ call, words, mode, engine | step, NULL };
	if ((size_t)d->libc < nlibc)
		c->when |= libc_bits[d->libc];
	/* lld-link's words */
	if (target_is_uefi(d))
		c->when |= WHEN_MINGW;
	if ((size_t)d->arch < narch)
		c->when |= arch_bits[d->arch];
	if (step & WHEN_LINK)
		c->when |= mode->shared ? WHEN_SHARED : WHEN_EXE;
}
