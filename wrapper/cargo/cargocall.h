/* The words of a cargo call, as far as zbuild must understand them. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "wrapper/cargo/cargoconfig.h"

struct cargocall {
	struct argvec words;     /* all of them, a subcommand made sure of */
	size_t sub;              /* the index of the subcommand */
	bool toolchain;          /* words.v[0] is "+toolchain" */
	bool quiet;
	bool help;               /* -h or --help: cargo prints, no build */
	struct argvec configs;   /* the values of --config */
	char *manifest;          /* --manifest-path */
	char *profile;           /* --profile, --release; or NULL */
	char *path;              /* --path of cargo install */
	char *sysroot;           /* --sysroot, which is ours, or NULL */
	bool locked;             /* --locked, --frozen or --offline */
};

#define CARGOCALL_INIT { .words = ARGVEC_INIT }

/* Takes the words apart; "build" is put in when no subcommand is there. */
void cargocall_parse(struct cargocall *c, int argc, char *const *argv);

/* Replaces an alias of cargo's configuration by its words, as cargo would
 * after us: a --target may hide there. */
int cargocall_expand(struct cargocall *c, const struct cargoconfig *config,
	struct fail *f);

/* What zbuild has to do for a subcommand. */
enum cargocall_kind {
	CARGOCALL_BUILDS,  /* one of cargo's own that compiles */
	CARGOCALL_OTHER,   /* unknown: may well compile */
	CARGOCALL_IDLE     /* never compiles: fmt, tree, clean … */
};

enum cargocall_kind cargocall_kind(const struct cargocall *c);

/* One of cargo's own that may link for the target: not check or doc. */
bool cargocall_links(const struct cargocall *c);

/* Takes an option of ours that cargo does not know out of the words, before
 * they are parsed; was it there? */
bool cargocall_take(struct argvec *words, const char *option);

/* Does cargo itself build std (-Zbuild-std)? */
bool cargocall_builds_std(const struct cargocall *c);

/* Will it start programs of the target: run, test, bench, nextest? */
bool cargocall_runs(const struct cargocall *c);

/* One --target, or metadata's --filter-platform: the word that holds it and
 * where its value starts there. */
struct cargocall_target {
	size_t word, offset;
	const char *option;
};

/* Those words in front of a "--"; returns how many, at most max. */
size_t cargocall_targets(const struct cargocall *c,
	struct cargocall_target *out, size_t max);

/* Does the subcommand build, or look at, what its --target says? */
bool cargocall_has_target(const struct cargocall *c);

/* Puts the --target words of these behind the subcommand; they beat all other
 * places that a target can stand in. */
void cargocall_say_targets(struct cargocall *c, const struct argvec *targets);

/* Is there a --target without a value, at the end or in front of a "--"? */
bool cargocall_target_alone(const struct cargocall *c);

/* The name of the profile that it builds with. */
const char *cargocall_profile(const struct cargocall *c);

const char *cargocall_sub(const struct cargocall *c);

void cargocall_clear(struct cargocall *c);
