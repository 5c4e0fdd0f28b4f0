/* cargo zbuild doctor: what is missing or odd here, and how to mend it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "shim/root/root.h"
#include "shim/zig/find.h"
#include "shim/zig/pin.h"
#include "targets/glibc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/build/libclang.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/cargobin.h"
#include "wrapper/cargo/linkdir.h"
#include "wrapper/cargo/rustc.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/doctor/finding.h"
#include "wrapper/doctor/parts.h"
#include "wrapper/options/cmd.h"
#include "wrapper/run/runner.h"
#include "wrapper/std/std.h"
#include "wrapper/zig/known.h"

struct doctor {
	struct argvec words; /* --target */
	bool json;
	struct findings found;
	struct conf conf;
	struct conf rows; /* what the targets point to */
	struct cargoconfig config;
	struct zig zig;
	bool have_zig, have_rustc;
	char *shim, *cargo; /* what cargo says of itself */
	struct rustc rustc;
	struct target *targets;
	size_t n;
};

static const char rust_fix[] =
	"curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";

static const char libclang_fix[] = "apt-get install libclang1-19";

static const struct option_row rows[] = {
	{ "--target -t", "T", OPTION_TARGET, OPTION_INTO(struct doctor, words),
		.help = "look at a target too, T.VERSION with a glibc floor "
			"(this machine's own if there is none)" },
	{ "--json", OPTION_INTO(struct doctor, json),
		.help = "one object for programs" },
	NO_MORE_OPTIONS
};

/* --- checks: one row and one function each ----------------------------------
 */

static void
check_config(struct doctor *d)
{
	struct fail f = FAIL_INIT;
	autofree char *names = NULL;

	if (workspace_conf(&d->conf, &f) != 0) {
		conf_clear(&d->conf);
		d->conf = (struct conf)CONF_INIT;
		finding_fail(&d->found, FINDING_MISSING, "zbuild's config", &f,
			f.hint != NULL ? NULL
				       : xstrdup("correct that line; "
						 "zbuild.ini(5) has the keys"));
		return;
	}
	names = argvec_join(&d->conf.files, " ");
	finding_add(&d->found, FINDING_OK, "zbuild's config",
		d->conf.files.n > 0 ? xstrdup(names) : xstrdup("none"), NULL);
}

static void
check_cargo_config(struct doctor *d)
{
	struct fail f = FAIL_INIT;
	autofree char *names = NULL;

	if (cargoconfig_load(&d->config, "", NULL, &f) != 0) {
		finding_fail(&d->found, FINDING_MISSING, "cargo's config", &f,
			f.hint != NULL ? NULL : xstrdup("correct that line"));
		return;
	}
	names = argvec_join(&d->config.files, " ");
	finding_add(&d->found, FINDING_OK, "cargo's config",
		d->config.files.n > 0 ? xstrdup(names) : xstrdup("none"), NULL);
}

static void
check_zig(struct doctor *d)
{
	autoargvec tried = ARGVEC_INIT;
	autofree char *who = NULL;
	struct fail f = FAIL_INIT;

	if (zig_search(&d->conf, &tried, &d->zig, &f) != 0) {
		finding_fail(&d->found, FINDING_MISSING, "zig", &f,
			f.hint == NULL ? xstrdup("cargo zbuild zig install")
				       : NULL);
		return;
	}
	d->have_zig = true;
	who = zigknown_say(&d->conf, &d->zig);
	finding_add(&d->found, zigpin_met(d->conf.zig_pin, &d->zig)
				       ? FINDING_OK
				       : FINDING_WARN, "zig",
		xasprintf("%s, %s (%s; %s)", d->zig.text, d->zig.path,
			d->zig.origin, who), NULL);
	if (d->zig.other_clang != NULL)
		finding_add(&d->found, FINDING_OK, "clang",
			xasprintf("%s, %s, in the place of zig's", d->zig.clang,
				d->zig.other_clang), NULL);
	if (d->zig.other_lld != NULL)
		finding_add(&d->found, FINDING_OK, "lld",
			xasprintf("%s, in the place of zig's",
				d->zig.other_lld), NULL);
}

static void
check_shim(struct doctor *d)
{
	struct fail f = FAIL_INIT;
	autofree char *said = NULL;

	if (linkdir_shim(&d->shim, &f) != 0 ||
		rustc_tool_says(d->shim, "--version", NULL, &said, &f) != 0) {
		finding_fail(&d->found, FINDING_MISSING, "zshim", &f,
			xstrdup("install zshim beside cargo-zbuild (make "
				"install does)"));
		return;
	}
	if (strncmp(said, "zshim ", 6) != 0 ||
		strcmp(said + 6, zbuild_version) != 0)
		finding_add(&d->found, FINDING_MISSING, "zshim",
			xasprintf("%s says '%s', this is cargo-zbuild %s",
				d->shim, said, zbuild_version),
			xstrdup("install both from the same sources"));
	else
		finding_add(&d->found, FINDING_OK, "zshim",
			xasprintf("%s, %s", zbuild_version, d->shim), NULL);
}

/* Does cargo start this cargo-zbuild, or one of its folder (a wheel has `zbuild`
 * as a file of its own)? */
static void
check_self(struct doctor *d)
{
	autofree char *self = os_self(), *own = path_dir(self);
	autofree char *beside = path_join(own, "cargo-zbuild");
	autofree char *found = cargobin_external("cargo-zbuild");
	autofree char *real = found != NULL ? realpath(found, NULL) : NULL;
	autofree char *says = NULL;

	if (real == NULL) {
		autofree char *q = quote_sh(own);

		finding_add(&d->found, FINDING_WARN, "cargo zbuild",
			xasprintf("%s is in no folder of PATH, so `cargo "
				  "zbuild` does not find it",
				self),
			xasprintf("PATH=%s:$PATH", q));
	} else if (strcmp(real, self) == 0 || strcmp(real, beside) == 0) {
		finding_add(&d->found, FINDING_OK, "cargo zbuild",
			xasprintf("%s, %s", zbuild_version, self), NULL);
	} else if (rustc_tool_says(found, "--version", NULL, &says,
			   FAIL_IGNORED) == 0 &&
		   starts_with(says, "cargo-zbuild " ZBUILD_VERSION)) {
		finding_add(&d->found, FINDING_WARN, "cargo zbuild",
			xasprintf("this is %s, but %s comes first on PATH",
				self, found),
			xstrdup("remove one of them"));
	} else {
		finding_add(&d->found, FINDING_WARN, "cargo zbuild",
			xasprintf("this is %s, but cargo starts %s, which is "
				  "another program of that name",
				self, found),
			xstrdup("`zbuild` in place of `cargo zbuild`, or "
				"`cargo uninstall cargo-zbuild`"));
	}
}

static void
check_cargo(struct doctor *d)
{
	struct fail f = FAIL_INIT;
	autofree char *cargo = NULL, *said = NULL;

	if (cargobin_find(getenv("CARGO"), &cargo, &f) != 0 ||
		rustc_tool_says(cargo, "--version", NULL, &said, &f) != 0)
		finding_fail(&d->found, FINDING_MISSING, "cargo", &f,
			xstrdup(rust_fix));
	else {
		finding_add(&d->found, FINDING_OK, "cargo",
			xasprintf("%s, %s", said, cargo), NULL);
		d->cargo = xstrdup(said);
	}
}

/* "cargo 1.95.0 (…)": the release, 1.95. */
static struct version
release_of(const char *said)
{
	unsigned short major, minor;

	if (sscanf(said, "%*s %hu.%hu", &major, &minor) != 2)
		return (struct version){ 0 };
	return (struct version){ major, minor, 0 };
}

/* A distribution's cargo before rustup's on PATH, or the reverse. */
static void
check_pair(struct doctor *d, const char *rustc)
{
	struct version a, b = release_of(rustc);

	if (d->cargo == NULL)
		return;
	a = release_of(d->cargo);
	if (a.major == b.major && a.minor == b.minor)
		return;
	finding_add(&d->found, FINDING_WARN, "cargo and rustc",
		xasprintf("'%s' and '%s' are of two releases", d->cargo,
			rustc),
		xstrdup("put the folder of one toolchain first on PATH"));
}

static void
check_rustc(struct doctor *d)
{
	struct fail f = FAIL_INIT;
	autofree char *said = NULL;

	if (rustc_open(d->config.root != NULL ? &d->config : NULL, &d->rustc,
		    &f) != 0 ||
		rustc_version(&d->rustc, &said, &f) != 0) {
		finding_fail(&d->found, FINDING_MISSING, "rustc", &f,
			f.hint == NULL || f.status == EXIT_NOT_FOUND
				? xstrdup(rust_fix)
				: NULL);
		return;
	}
	d->have_rustc = true;
	check_pair(d, said);
	finding_add(&d->found, FINDING_OK, "rustc",
		d->rustc.toolchain != NULL
			? xasprintf("%s, rustup's %s", said, d->rustc.toolchain)
			: xasprintf("%s, not by rustup, %s", said,
				  d->rustc.sysroot),
		NULL);
}

/* Two C libraries may be on one machine. */
static void
check_host(struct doctor *d)
{
	autofree char *rustcs = d->have_rustc && host_in_doubt()
					? rustc_host(&d->rustc)
					: NULL;

	if (rustcs != NULL)
		host_set(rustcs);
	finding_add(&d->found, FINDING_OK, "this machine",
		xasprintf("%s, by %s", host_triple(),
			rustcs != NULL ? "rustc's word"
			: getenv(HOST_VARIABLE) != NULL
				? "$" HOST_VARIABLE
				: "its programs' loader"),
		NULL);
	if (host_is_mac())
		finding_add(&d->found, FINDING_WARN, "macOS",
			xstrdup("zbuild was built for macOS and has not yet "
				"been run on one by us"),
			xstrdup("tell us what works and what does not"));
}

/* Build scripts and proc macros are this machine's programs: rustc links them
 * with its cc. */
static void
check_host_cc(struct doctor *d)
{
	autofree char *cc = path_find("cc");

	if (cc != NULL)
		finding_add(&d->found, FINDING_OK, "host's cc",
			xasprintf("%s, for build scripts and proc macros", cc),
			NULL);
	else
		finding_add(&d->found, FINDING_MISSING, "host's cc",
			xstrdup("no 'cc' on PATH: rustc links build scripts "
				"and proc macros with it"),
			xstrdup(host_install("apt-get install gcc libc6-dev")));
}

/* bindgen's, which reads zig's headers. No fault: few crates need one. */
static void
check_libclang(struct doctor *d)
{
	scoped(libclang) taken = { NULL, 0 }, newest = { NULL, 0 };
	autofree char *chosen = NULL;
	autoargvec vars = ARGVEC_INIT;
	unsigned needed;

	if (!d->have_zig || host_is_mac())
		return;
	vars_own(&vars);
	needed = zig_clang_needed(&d->zig);
	libclang_find("", needed, &vars, &taken, &newest);
	chosen = libclang_choose("", &d->zig, &vars);
	if (taken.path == NULL)
		finding_add(&d->found, FINDING_OK, "libclang",
			xstrdup("none; only bindgen needs one"),
			xstrdup(libclang_fix));
	else if (taken.major == 0 || taken.major >= needed)
		finding_add(&d->found, FINDING_OK, "libclang",
			xasprintf("%s, for bindgen", taken.path), NULL);
	else if (chosen != NULL)
		finding_add(&d->found, FINDING_OK, "libclang",
			xasprintf("bindgen gets %s, %u, in place of %s, which is "
				  "too old for zig's C++ headers",
				newest.path, newest.major, taken.path),
			NULL);
	else
		finding_add(&d->found, FINDING_WARN, "libclang",
			xasprintf("bindgen takes %s, %u: for the C++ headers of "
				  "zig %s it must be %u or newer",
				taken.path, taken.major, d->zig.text, needed),
			vars_get(&vars, "LIBCLANG_PATH") != NULL
				? xasprintf("%s, and unset LIBCLANG_PATH",
					  libclang_fix)
				: xstrdup(libclang_fix));
}

static void
check_std(struct doctor *d, const struct target *t, const char *about)
{
	autofree char *overlay = NULL;

	if (!d->have_rustc)
		return;
	/* A rustc that does not say its release has none of ours. */
	if (std_find(&d->rustc, t->def, &overlay, FAIL_IGNORED) != 0)
		finding_add(&d->found, FINDING_MISSING, about,
			xstrdup("Rust's standard library is not there"),
			rustc_std_fix(&d->rustc, t->def->rust));
	else
		finding_add(&d->found, FINDING_OK, about,
			overlay == NULL
				? xstrdup("Rust's standard library is there")
				: xasprintf("Rust's standard library was built "
					    "into '%s'",
					overlay),
			NULL);
}

static void
check_floor(struct doctor *d, const struct target *t, const char *about)
{
	struct glibc_lists *lists;
	struct fail f = FAIL_INIT;
	int r;

	if (!d->have_zig)
		return;
	r = zig_suits(&d->zig, t, &f);
	if (r == 0 && t->def->libc == LIBC_GLIBC &&
		(r = glibc_open(d->zig.lib, &lists, &f)) == 0) {
		r = glibc_check(lists, t, &f);
		glibc_free(lists);
	}
	if (r != 0)
		finding_fail(&d->found, FINDING_MISSING, about, &f, NULL);
	else if (t->def->libc == LIBC_GLIBC) {
		autofree char *floor = version_text(t->glibc);

		finding_add(&d->found, FINDING_OK, about,
			xasprintf("glibc floor %s%s", floor,
				t->glibc_given ? "" : " (the default)"),
			NULL);
	}
}

/* What makes the root of [deps]; where one is named, f's hint has to do. */
static char *
root_fix(struct doctor *d, const struct target *t)
{
	scoped(root) named = ROOT_INIT;
	autofail f = FAIL_INIT;
	char *fix = NULL;
	bool none;

	if (root_named(&machine_real, &d->conf, t->def, &named, &none, &f) == 0 &&
		named.dir == NULL)
		fix = aptrun_there(&f) == 0
			      ? xasprintf("cargo zbuild deps sync --target %s",
					t->def->rust)
			      : xstrdup(f.hint);
	return fix;
}

/* Packages of [deps], or a root file system that is named. */
static void
check_root(struct doctor *d, const struct target *t, const char *about)
{
	scoped(root) root = ROOT_INIT;
	struct fail f = FAIL_INIT;

	if (root_find(&machine_real, &d->conf, t->def, &root, &f) != 0)
		finding_fail(&d->found, FINDING_MISSING, about, &f,
			root_fix(d, t));
	else if (root.dir != NULL)
		finding_add(&d->found, FINDING_OK, about,
			xasprintf("links with the libraries in %s (%s)",
				root.dir, root.from),
			NULL);
}

/* Frameworks link by stubs of ours; their headers are in an SDK only. */
static void
check_sdk(struct doctor *d, const struct target *t, const char *about)
{
	const char *sdk = getenv("SDKROOT");

	if (!target_is_macos(t->def))
		return;
	if (sdk == NULL || sdk[0] != '/' || sdk[1] == '\0')
		finding_add(&d->found, FINDING_OK, about,
			xstrdup("no SDK: SDKROOT names none, and only the "
				"headers of frameworks need one"),
			NULL);
	else if (path_is_dir(sdk))
		finding_add(&d->found, FINDING_OK, about,
			xasprintf("the SDK is %s (SDKROOT)", sdk), NULL);
	else
		finding_add(&d->found, FINDING_MISSING, about,
			xasprintf("the SDK '%s' (SDKROOT) is no folder", sdk),
			xstrdup("SDKROOT=/path/of/MacOSX.sdk, or unset "
				"SDKROOT"));
}

/* Building needs no runner: only tests and `cargo run` do. */
static void
check_runner(struct doctor *d, const struct target *t, const char *about)
{
	scoped(runner) r = RUNNER_INIT;
	autofree char *words = NULL;

	runner_find(t->def, NULL, &r);
	words = r.words.n > 0 ? quote_sh_words(r.words.v) : NULL;
	if (r.kind != RUNNER_NONE && r.why == NULL)
		finding_add(&d->found, FINDING_OK, about,
			r.kind == RUNNER_DIRECT
				? xstrdup("its programs run by themselves")
				: xasprintf("its programs run by %s", words),
			NULL);
	else
		finding_add(&d->found,
			/* Nothing that one could install: no fault. */
			r.fix != NULL ? FINDING_WARN : FINDING_OK, about,
			xasprintf("its programs do not run here%s: %s",
				r.kind == RUNNER_NONE ? ""
						      : ", static ones apart",
				r.why),
			r.fix != NULL ? xstrdup(r.fix) : NULL);
}

static void
check_targets(struct doctor *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct target *t = &d->targets[i];

		check_floor(d, t, t->name);
		check_std(d, t, t->name);
		check_root(d, t, t->name);
		check_sdk(d, t, t->name);
		check_runner(d, t, t->name);
	}
}

static void
check_setup(struct doctor *d)
{
	doctor_setup(&d->rows, d->have_rustc ? &d->rustc : NULL, &d->found);
}

static void
check_cross(struct doctor *d)
{
	doctor_cross(&d->found);
}

static void
check_cache(struct doctor *d)
{
	doctor_cache(&d->found);
}

static void
check_path(struct doctor *d)
{
	doctor_path(&d->conf, d->shim, &d->found);
}

static void
check_environment(struct doctor *d)
{
	doctor_environment(&d->found);
}

/* In this order: later ones use what earlier ones found. */
static void (*const checks[])(struct doctor *) = {
	check_config,
	check_cargo_config,
	check_self,
	check_shim,
	check_zig,
	check_cargo,
	check_rustc,
	check_host,
	check_host_cc,
	check_libclang,
	check_targets,
	check_setup,
	check_cross,
	check_cache,
	check_path,
	check_environment,
};

/* The targets must be known before anything is looked at: a wrong name is
 * wrong usage and not a finding. A broken file is one, later. */
static int
read_targets(struct doctor *d, struct fail *f)
{
	int r = 0;

	if (workspace_conf(&d->rows, FAIL_IGNORED) != 0) {
		conf_clear(&d->rows);
		d->rows = (struct conf)CONF_INIT;
	}
	if (d->words.n == 0)
		argvec_push(&d->words, host_triple());
	d->targets = xcalloc(d->words.n, sizeof *d->targets);
	for (size_t i = 0; r == 0 && i < d->words.n; i++)
		r = triple_parse(
			d->words.v[i], &d->rows, &d->targets[d->n++], f);
	if (r != 0)
		f->status = EXIT_USAGE;
	return r;
}

static int
examine(struct doctor *d, struct fail *f)
{
	if (read_targets(d, f) != 0)
		return -1;
	for (size_t i = 0; i < COUNT(checks); i++)
		checks[i](d);
	if (findings_print(&d->found, d->json, f) != 0)
		return -1;
	return findings_missing(&d->found) ? 1 : 0;
}

static int
doctor_run(void *options, struct fail *f)
{
	struct doctor *d = options;
	int r;

	d->conf = d->rows = (struct conf)CONF_INIT;
	d->config = (struct cargoconfig)CARGOCONFIG_INIT;
	r = examine(d, f);
	findings_clear(&d->found);
	conf_clear(&d->conf);
	conf_clear(&d->rows);
	cargoconfig_clear(&d->config);
	if (d->have_zig)
		zig_clear(&d->zig);
	rustc_clear(&d->rustc);
	free(d->shim);
	free(d->cargo);
	free(d->targets);
	return r;
}

const struct subcommand cmd_doctor = { "doctor",
	"look for what is missing, and say how to fix it",
	rows, sizeof(struct doctor), doctor_run,
	.notes = "Exits with 1 if something is missing. A warning is no "
		 "failure.\n" };
