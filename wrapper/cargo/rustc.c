#include "wrapper/cargo/rustc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sha256.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "targets/triple.h"

static int
says(const char *program, const struct argvec *env, const char *word,
	const char *word2, char **out, struct fail *f)
{
	scoped(child_output) so = { 0 }, se = { 0 };
	autofree char *name = xasprintf("'%s %s'", program, word);
	autoargvec argv = ARGVEC_INIT;
	int status, r;

	argvec_pushl(&argv, program, word, NULL);
	if (word2 != NULL)
		argvec_push(&argv, word2);
	r = child_run(program, &argv, env, &so, &se, &status, f);
	if (r == 0)
		r = ending_fail(name, status, se.text, true, f);
	if (r != 0)
		return r;
	while (so.len > 0 && strchr("\r\n", so.text[so.len - 1]) != NULL)
		so.len--;
	*out = xstrndup(so.text, so.len);
	return 0;
}

int
rustc_tool_says(const char *program, const char *word, const char *word2,
	char **out, struct fail *f)
{
	return says(program, NULL, word, word2, out, f);
}

static int
found_rustc(const char *name, char **out, struct fail *f)
{
	*out = path_find(name);
	if (*out != NULL)
		return 0;
	fail_status(f, EXIT_NOT_FOUND,
		"cannot find rustc: no folder of PATH has it");
	return fail_hint(f, "install Rust from https://rustup.rs or your "
			    "distribution");
}

static int
find_rustc(const struct cargoconfig *config, char **out, struct fail *f)
{
	static const char *const names[] = { "RUSTC", "CARGO_BUILD_RUSTC" };
	struct toml *node =
		config != NULL ? cargoconfig_get(config, "build", "rustc", NULL)
			       : NULL;

	for (size_t i = 0; i < 2; i++) {
		const char *v = getenv(names[i]);

		if (v != NULL && *v != '\0')
			return found_rustc(v, out, f);
	}
	if (node == NULL || node->kind != TOML_STRING)
		return found_rustc("rustc", out, f);
	return cargoconfig_program(config, node, f) == 0
		       ? found_rustc(node->text, out, f)
		       : -1;
}

/* <RUSTUP_HOME>/toolchains/NAME. rustup may keep its home anywhere, so that
 * the folder's name and the files beside it decide. */
static char *
toolchain_of(const char *sysroot)
{
	autofree char *dir = path_dir(sysroot), *home = path_dir(dir);
	autofree char *settings = path_join(home, "settings.toml");

	if (strcmp(path_base(dir), "toolchains") != 0 ||
		!path_is_file(settings))
		return NULL;
	return xstrdup(path_base(sysroot));
}

/* rustup's stand-in takes the toolchain from there. */
static void
push_toolchain(const struct cargoconfig *config, struct argvec *env)
{
	if (config != NULL && config->toolchain != NULL)
		argvec_pushf(env, "RUSTUP_TOOLCHAIN=%s", config->toolchain);
}

int
rustc_cfg(const struct cargoconfig *config, const char *target,
	struct argvec *out, struct fail *f)
{
	scoped(child_output) so = { 0 }, se = { .also_ours = true };
	autofree char *rustc = NULL;
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	int status, r;

	if (find_rustc(config, &rustc, f) != 0)
		return -1;
	push_toolchain(config, &env);
	argvec_pushl(
		&argv, rustc, "--print", "cfg", "--target", target, NULL);
	r = child_run(rustc, &argv, &env, &so, &se, &status, f);
	if (r == 0)
		r = ending_fail("'rustc --print cfg'", status, se.text, true, f);
	if (r == 0 && so.text != NULL)
		argvec_split(out, so.text, "\n");
	return r;
}

int
rustc_open(const struct cargoconfig *config, struct rustc *out, struct fail *f)
{
	/* it may have been tried in vain before */
	rustc_clear(out);
	push_toolchain(config, &out->env);
	if (find_rustc(config, &out->path, f) != 0 ||
		says(out->path, &out->env, "--print", "sysroot", &out->sysroot,
		    f) != 0)
		return -1;
	if (out->sysroot[0] != '/')
		return fail_set(
			f, "'%s --print sysroot' prints no path", out->path);
	out->toolchain = toolchain_of(out->sysroot);
	return 0;
}

int
rustc_version(const struct rustc *r, char **out, struct fail *f)
{
	return says(r->path, &r->env, "--version", NULL, out, f);
}

/* `rustc --print target-libdir`, by the layout that it has had since 2015, so
 * that a hundred targets do not take a hundred processes. */
bool
rustc_has_std(const struct rustc *r, const char *target)
{
	autofree char *dir =
		xasprintf("%s/lib/rustlib/%s/lib", r->sysroot, target);

	return path_is_dir(dir);
}

char *
rustc_src(const struct rustc *r)
{
	return path_join(r->sysroot, "lib/rustlib/src/rust");
}

bool
rustc_has_src(const struct rustc *r)
{
	autofree char *src = rustc_src(r);
	autofree char *file = path_join(src, "library/std/Cargo.toml");

	return path_is_file(file);
}

char *
rustc_tool(const struct rustc *r, const char *name)
{
	autofree char *bin = path_join(r->sysroot, "bin");
	autofree char *path = path_join(bin, name);

	return access(path, X_OK) == 0 ? xstrdup(path) : NULL;
}

/* The value of "NAME: value" among the lines of -vV. */
static char *
verbose_value(const struct argvec *lines, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < lines->n; i++)
		if (strncmp(lines->v[i], name, n) == 0 &&
			strncmp(lines->v[i] + n, ": ", 2) == 0)
			return xstrdup(lines->v[i] + n + 2);
	return NULL;
}

/* What rustup installed names its host in a file beside std: that spares the
 * 20 ms of a call. */
static char *
host_of_manifest(const struct rustc *r)
{
	static const char start[] = "manifest-rustc-";
	autofree char *dir = path_join(r->sysroot, "lib/rustlib");
	autoargvec names = ARGVEC_INIT;

	path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++)
		if (starts_with(names.v[i], start) &&
			triple_find(names.v[i] + strlen(start), NULL) != NULL)
			return xstrdup(names.v[i] + strlen(start));
	return NULL;
}

char *
rustc_host(const struct rustc *r)
{
	autofree char *text = NULL;
	autoargvec lines = ARGVEC_INIT;
	char *host = r->sysroot != NULL ? host_of_manifest(r) : NULL;

	if (host != NULL)
		return host;
	if (says(r->path, &r->env, "-vV", NULL, &text, FAIL_IGNORED) != 0)
		return NULL;
	argvec_split(&lines, text, "\r\n");
	return verbose_value(&lines, "host");
}

int
rustc_identify(struct rustc *r, struct fail *f)
{
	autofree char *text = NULL, *real = rustc_tool(r, "rustc"), *id = NULL;
	char hex[SHA256_DIGEST_STRING_LENGTH];
	autoargvec lines = ARGVEC_INIT;
	SHA256_CTX c;

	if (r->key != NULL)
		return 0;
	if (says(r->path, &r->env, "-vV", NULL, &text, f) != 0)
		return -1;
	argvec_split(&lines, text, "\r\n");
	r->release = verbose_value(&lines, "release");
	r->commit = verbose_value(&lines, "commit-hash");
	if (r->release == NULL)
		return fail_set(f, "'%s -vV' prints no release", r->path);
	if (r->commit != NULL &&
		strspn(r->commit, "0123456789abcdef") != strlen(r->commit)) {
		free(r->commit);
		r->commit = NULL;
	}
	id = os_identity(real != NULL ? real : r->path);
	SHA256_Init(&c);
	SHA256_Update(&c, (const uint8_t *)text, strlen(text));
	SHA256_Update(&c, (const uint8_t *)r->sysroot, strlen(r->sysroot));
	if (id != NULL)
		SHA256_Update(&c, (const uint8_t *)id, strlen(id));
	SHA256_End(&c, hex);
	hex[12] = '\0';
	r->key = xasprintf("%s-%s", r->release, hex);
	return 0;
}

bool
rustc_links_statically(const struct rustc *r, const char *target)
{
	autofree char *word = xasprintf("--target=%s", target), *text = NULL;

	if (says(r->path, &r->env, "--print=cfg", word, &text, FAIL_IGNORED) != 0)
		return true;
	return strstr(text, "target_feature=\"crt-static\"") != NULL;
}

/* "    cortex-a53 - what is special about it", below a line that ends in ':'. */
char *
rustc_cpus(const struct rustc *r, const char *target)
{
	autofree char *word = xasprintf("--target=%s", target), *text = NULL;
	autoargvec lines = ARGVEC_INIT, names = ARGVEC_INIT;

	if (says(r->path, &r->env, "--print=target-cpus", word, &text,
		    FAIL_IGNORED) != 0)
		return NULL;
	argvec_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *name = lines.v[i] + strspn(lines.v[i], " ");

		if (name > lines.v[i] && *name != '\0')
			argvec_take(&names,
				xstrndup(name, strcspn(name, " ")));
	}
	return names.n > 0 ? argvec_join(&names, "\n") : NULL;
}

/* LLVM ignores a CPU that it does not know, with a line on stderr. */
bool
rustc_takes_cpu(const struct rustc *r, const char *target, const char *cpu)
{
	scoped(child_output) so = { 0 }, se = { 0 };
	autoargvec argv = ARGVEC_INIT;
	bool refused;
	int status;

	argvec_pushl(&argv, r->path, "--print=cfg", NULL);
	argvec_pushf(&argv, "--target=%s", target);
	argvec_pushf(&argv, "-Ctarget-cpu=%s", cpu);
	refused = child_run(r->path, &argv, &r->env, &so, &se, &status,
			  FAIL_IGNORED) == 0 &&
		  strstr(se.text, "is not a recognized processor") != NULL;
	return !refused;
}

char *
rustc_std_fix(const struct rustc *r, const char *target)
{
	if (r->toolchain != NULL)
		return xasprintf("rustup target add --toolchain %s %s",
			r->toolchain, target);
	if (rustc_has_src(r))
		return xasprintf("cargo zbuild std %s", target);
	return xasprintf("install Rust by https://rustup.rs and run rustup "
			 "target add %s",
		target);
}

void
rustc_clear(struct rustc *r)
{
	free(r->path);
	free(r->sysroot);
	free(r->toolchain);
	free(r->release);
	free(r->commit);
	free(r->key);
	argvec_clear(&r->env);
	*r = (struct rustc)RUSTC_INIT;
}
