/*
 * Times programs against each other: bench SPEC [JSON]
 *
 * SPEC has one item a line:
 *   case NAME | rounds N | dir FOLDER         a case and its setting
 *   fresh FILE        a C file that gets another last line before each run, so
 *                     that no tool answers from a cache
 *   cold yes          no untimed run before: what is measured is the first one
 *   tool NAME, then arg WORD, env KEY=VALUE …  one command of the case
 *   before SCRIPT     for sh, before each run of the tool, untimed
 *   value NUMBER      instead of a command: what something measured already
 *   unit WORD         of a case with values; else ms
 *   goal TOOL BASE MS     TOOL's median above BASE's, round by round, at most
 *   goal TOOL - MS        TOOL's median itself, at most
 *   ratio TOOL BASE X     TOOL's median by BASE's, round by round, at most
 * Each command runs once untimed and must succeed. Then every round runs all
 * commands of the case, each round beginning with another one, so that a busy
 * moment of the machine hits all of them. A process is timed from posix_spawn
 * to waitpid, its output thrown away. The processor's time (its own and that of
 * its children) is noted as well: on a busy machine it says more.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "common/argvec.h"
#include "common/xalloc.h"

enum { MAX_TOOLS = 8, MAX_CASES = 32, MAX_GOALS = 16, MAX_ROUNDS = 5000 };

struct tool {
	char *name, *before;
	struct argvec argv, env;
	double *ms, *cpu;       /* of each round */
	double value;           /* of one that is no command */
	bool given;
};

struct goal {
	char *tool, *base;      /* base NULL: the median itself */
	double most;
	bool ratio;
};

struct bench {
	char *name, *dir, *fresh, *unit;
	struct tool tools[MAX_TOOLS];
	struct goal goals[MAX_GOALS];
	int rounds, ntools, ngoals;
	bool cold;
};

extern char **environ;

static struct bench cases[MAX_CASES];
static int ncases;

static _Noreturn void
die(const char *what, const char *which)
{
	fprintf(stderr, "%s: %s: %s\n", getprogname(), what, which);
	exit(2);
}

static struct bench *
last_case(const char *line)
{
	if (ncases == 0)
		die("before any case", line);
	return &cases[ncases - 1];
}

static void
add_goal(struct bench *b, const char *text, bool ratio)
{
	struct goal *g;
	struct argvec w = ARGVEC_INIT;

	argvec_split(&w, text, " ");
	if (w.n != 3 || b->ngoals == MAX_GOALS)
		die("bad goal", text);
	g = &b->goals[b->ngoals++];
	g->tool = xstrdup(w.v[0]);
	g->base = strcmp(w.v[1], "-") == 0 ? NULL : xstrdup(w.v[1]);
	g->most = strtod(w.v[2], NULL);
	g->ratio = ratio;
	if (ratio && g->base == NULL)
		die("a ratio to what", text);
	argvec_clear(&w);
}

static void
read_item(const char *key, char *value)
{
	struct bench *b;

	if (strcmp(key, "case") == 0) {
		if (ncases == MAX_CASES)
			die("too many cases", value);
		cases[ncases++] = (struct bench){ .name = xstrdup(value),
			.rounds = 100 };
		return;
	}
	b = last_case(key);
	if (strcmp(key, "rounds") == 0) {
		b->rounds = (int)strtonum(value, 1, MAX_ROUNDS, NULL);
		if (b->rounds == 0)
			die("bad number of rounds", value);
	} else if (strcmp(key, "dir") == 0) {
		b->dir = xstrdup(value);
	} else if (strcmp(key, "fresh") == 0) {
		b->fresh = xstrdup(value);
	} else if (strcmp(key, "cold") == 0) {
		b->cold = true;
	} else if (strcmp(key, "unit") == 0) {
		b->unit = xstrdup(value);
	} else if (strcmp(key, "goal") == 0) {
		add_goal(b, value, false);
	} else if (strcmp(key, "ratio") == 0) {
		add_goal(b, value, true);
	} else if (strcmp(key, "tool") == 0 && b->ntools < MAX_TOOLS) {
		b->tools[b->ntools++].name = xstrdup(value);
	} else if (strcmp(key, "before") == 0 && b->ntools > 0) {
		b->tools[b->ntools - 1].before = xstrdup(value);
	} else if (strcmp(key, "value") == 0 && b->ntools > 0) {
		b->tools[b->ntools - 1].value = strtod(value, NULL);
		b->tools[b->ntools - 1].given = true;
	} else if (strcmp(key, "arg") == 0 && b->ntools > 0) {
		argvec_push(&b->tools[b->ntools - 1].argv, value);
	} else if (strcmp(key, "env") == 0 && b->ntools > 0) {
		argvec_push(&b->tools[b->ntools - 1].env, value);
	} else {
		die("bad item", key);
	}
}

static void
read_spec(const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (in == NULL)
		die(strerror(errno), path);
	while (getline(&line, &size, in) >= 0) {
		char *value;

		line[strcspn(line, "\n")] = '\0';
		if (*line == '\0')
			continue;
		value = strchr(line, ' ');
		if (value == NULL)
			die("item without value", line);
		*value++ = '\0';
		read_item(line, value);
	}
	free(line);
	fclose(in);
}

static double
cpu_of_children(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* Runs a command to its end; milliseconds, or -1 if it failed. */
static double
run(struct tool *t, bool quiet, double *cpu)
{
	posix_spawn_file_actions_t fa;
	struct timespec a, b;
	int status, err;
	pid_t pid;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 1, "/dev/null", O_WRONLY, 0);
	if (quiet)
		posix_spawn_file_actions_addopen(&fa, 2, "/dev/null",
			O_WRONLY, 0);
	*cpu = cpu_of_children();
	clock_gettime(CLOCK_MONOTONIC, &a);
	err = posix_spawn(&pid, t->argv.v[0], &fa, NULL, t->argv.v, t->env.v);
	if (err != 0)
		die(strerror(err), t->argv.v[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid", strerror(errno));
	clock_gettime(CLOCK_MONOTONIC, &b);
	*cpu = cpu_of_children() - *cpu;
	posix_spawn_file_actions_destroy(&fa);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return -1;
	return (double)(b.tv_sec - a.tv_sec) * 1e3 +
	       (double)(b.tv_nsec - a.tv_nsec) / 1e6;
}

/* Puts "// <number>" behind the file's own text; a number never comes back,
 * not in a later run either. */
static void
freshen(const char *file)
{
	static long long number;
	static const char *last;
	static off_t own;
	int fd = open(file, O_WRONLY);

	if (fd < 0)
		die(strerror(errno), file);
	if (number == 0)
		number = (long long)time(NULL) * 1000000;
	if (last != file)
		own = lseek(fd, 0, SEEK_END);
	last = file;
	if (ftruncate(fd, own) != 0 || lseek(fd, own, SEEK_SET) != own ||
		dprintf(fd, "// %lld\n", number++) < 0 || close(fd) != 0)
		die(strerror(errno), file);
}

/* The r-th round of a tool; false if it failed. */
static bool
run_once(const struct bench *b, struct tool *t, int r, bool quiet)
{
	if (t->given) {
		t->ms[r] = t->cpu[r] = t->value;
		return true;
	}
	if (b->fresh != NULL)
		freshen(b->fresh);
	if (t->before != NULL && system(t->before) != 0)
		die(t->name, t->before);
	t->ms[r] = run(t, quiet, &t->cpu[r]);
	return t->ms[r] >= 0;
}

/* Our environment behind a tool's own words; of those the last of a name counts.
 * Programs differ in which of two they take. */
static void
complete_env(struct argvec *own)
{
	struct argvec all = ARGVEC_INIT;

	argvec_pushv(&all, environ);
	argvec_pushv(&all, argvec_exec(own));
	for (size_t i = 0; i < all.n; i++) {
		size_t n = strcspn(all.v[i], "=") + 1;

		for (size_t k = i; k-- > 0;)
			if (strncmp(all.v[k], all.v[i], n) == 0) {
				argvec_remove(&all, k);
				i--;
			}
	}
	argvec_clear(own);
	*own = all;
}

static void
measure(struct bench *b)
{
	if (b->dir != NULL && chdir(b->dir) != 0)
		die(strerror(errno), b->dir);
	for (int i = 0; i < b->ntools; i++) {
		complete_env(&b->tools[i].env);
		b->tools[i].ms = xcalloc((size_t)b->rounds, sizeof(double));
		b->tools[i].cpu = xcalloc((size_t)b->rounds, sizeof(double));
		if (!b->cold && !run_once(b, &b->tools[i], 0, false))
			die(b->name, b->tools[i].name);
	}
	for (int r = 0; r < b->rounds; r++)
		for (int k = 0; k < b->ntools; k++) {
			struct tool *t = &b->tools[(r + k) % b->ntools];

			if (!run_once(b, t, r, !b->cold))
				die(b->name, t->name);
		}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The q-th part (0.5: the median) of n values, which stay as they are. */
static double
quantile(const double *v, int n, double q)
{
	double *copy = xcalloc((size_t)n, sizeof *copy), answer;
	double at = q * (n - 1);
	int low = (int)at;

	memcpy(copy, v, (size_t)n * sizeof *copy);
	qsort(copy, (size_t)n, sizeof *copy, compare);
	answer = copy[low];
	if (low + 1 < n)
		answer += (at - low) * (copy[low + 1] - copy[low]);
	free(copy);
	return answer;
}

/* The median of what t takes more than base in the same round. */
static double
difference(const struct bench *b, const struct tool *t,
	const struct tool *base)
{
	double *d = xcalloc((size_t)b->rounds, sizeof *d), answer;

	for (int r = 0; r < b->rounds; r++)
		d[r] = t->ms[r] - base->ms[r];
	answer = quantile(d, b->rounds, 0.5);
	free(d);
	return answer;
}

/* The median of what t takes by what base takes in the same round. */
static double
ratio(const struct bench *b, const struct tool *t, const struct tool *base)
{
	double *d = xcalloc((size_t)b->rounds, sizeof *d), answer;

	for (int r = 0; r < b->rounds; r++)
		d[r] = base->ms[r] > 0 ? t->ms[r] / base->ms[r] : 0;
	answer = quantile(d, b->rounds, 0.5);
	free(d);
	return answer;
}

static const struct tool *
tool_find(const struct bench *b, const char *name)
{
	for (int i = 0; i < b->ntools; i++)
		if (strcmp(b->tools[i].name, name) == 0)
			return &b->tools[i];
	die("goal about an unknown tool", name);
}

static double
goal_value(const struct bench *b, const struct goal *g)
{
	const struct tool *t = tool_find(b, g->tool);

	if (g->base == NULL)
		return quantile(t->ms, b->rounds, 0.5);
	return g->ratio ? ratio(b, t, tool_find(b, g->base))
			: difference(b, t, tool_find(b, g->base));
}

static const char *
unit_of(const struct bench *b)
{
	return b->unit != NULL ? b->unit : "ms";
}

static void
print_tool(const struct bench *b, const struct tool *t)
{
	double m = quantile(t->ms, b->rounds, 0.5);

	if (t->given)
		printf("  %-24s %9.2f %s\n", t->name, m, unit_of(b));
	else
		printf("  %-24s %9.2f ms  (%.2f-%.2f)  x%.2f  %+.2f ms  "
		       "cpu %.1f ms\n",
			t->name, m, quantile(t->ms, b->rounds, 0.1),
			quantile(t->ms, b->rounds, 0.9),
			ratio(b, t, &b->tools[0]),
			difference(b, t, &b->tools[0]),
			quantile(t->cpu, b->rounds, 0.5));
}

/* False if it is missed. */
static bool
print_goal(const struct bench *b, const struct goal *g)
{
	double v = goal_value(b, g);
	const char *verdict = v > g->most ? "MISSED" : "reached";

	if (g->ratio)
		printf("  goal: %s at most %.3g x %s: %.3f, %s\n", g->tool,
			g->most, g->base, v, verdict);
	else
		printf("  goal: %s%s%s at most %.2f %s: %.2f %s, %s\n",
			g->tool, g->base != NULL ? " above " : "",
			g->base != NULL ? g->base : "", g->most, unit_of(b), v,
			unit_of(b), verdict);
	return v <= g->most;
}

/* The table; ratios are to the first tool. The number of goals missed. */
static int
print_case(const struct bench *b)
{
	int missed = 0;

	printf("%s (%d %s)\n", b->name, b->rounds,
		b->rounds == 1 ? "round" : "rounds");
	for (int i = 0; i < b->ntools; i++)
		print_tool(b, &b->tools[i]);
	for (int i = 0; i < b->ngoals; i++)
		missed += !print_goal(b, &b->goals[i]);
	fflush(stdout);
	return missed;
}

static void
write_numbers(FILE *out, const char *name, const double *v, int n)
{
	fprintf(out, ", \"%s\": [", name);
	for (int i = 0; i < n; i++)
		fprintf(out, "%s%.3f", i > 0 ? ", " : "", v[i]);
	fputs("]", out);
}

static void
write_tool(FILE *out, const struct bench *b, const struct tool *t)
{
	fprintf(out, "{\"name\": \"%s\", \"p10\": %.3f, "
		"\"median\": %.3f, \"p90\": %.3f",
		t->name, quantile(t->ms, b->rounds, 0.1),
		quantile(t->ms, b->rounds, 0.5),
		quantile(t->ms, b->rounds, 0.9));
	write_numbers(out, "runs", t->ms, b->rounds);
	if (!t->given)
		write_numbers(out, "cpu", t->cpu, b->rounds);
	fputs("}", out);
}

static void
write_goal(FILE *out, const struct bench *b, const struct goal *g)
{
	fprintf(out, "{\"tool\": \"%s\", \"%s\": \"%s\", "
		"\"most\": %.3f, \"is\": %.3f}",
		g->tool, g->ratio ? "by" : "above",
		g->base != NULL ? g->base : "", g->most, goal_value(b, g));
}

static void
write_json(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		die(strerror(errno), path);
	fputs("{\"cases\": [", out);
	for (int c = 0; c < ncases; c++) {
		const struct bench *b = &cases[c];

		fprintf(out, "%s\n  {\"name\": \"%s\", \"unit\": \"%s\", "
			"\"rounds\": %d, \"tools\": [", c > 0 ? "," : "",
			b->name, unit_of(b), b->rounds);
		for (int i = 0; i < b->ntools; i++) {
			fputs(i > 0 ? ",\n    " : "\n    ", out);
			write_tool(out, b, &b->tools[i]);
		}
		fputs("],\n    \"goals\": [", out);
		for (int i = 0; i < b->ngoals; i++) {
			fputs(i > 0 ? ", " : "", out);
			write_goal(out, b, &b->goals[i]);
		}
		fputs("]}", out);
	}
	fputs("\n]}\n", out);
	if (fclose(out) != 0)
		die(strerror(errno), path);
}

int
main(int argc, char **argv)
{
	int missed = 0;

	setprogname(argv[0]);
	if (argc < 2) {
		fprintf(stderr, "usage: bench SPEC [JSON]\n");
		return 2;
	}
	read_spec(argv[1]);
	for (int c = 0; c < ncases; c++) {
		measure(&cases[c]);
		missed += print_case(&cases[c]);
	}
	if (argc > 2)
		write_json(argv[2]);
	return missed != 0;
}
