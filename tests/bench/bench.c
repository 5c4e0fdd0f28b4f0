/*
 * Times programs against each other: bench SPEC [JSON]
 *
 * SPEC has one item a line:
 *   case NAME | rounds N | dir FOLDER         a case and its setting
 *   fresh FILE        a C file that gets another last line before each run, so
 *                     that no tool answers from a cache
 *   tool NAME, then arg WORD, env KEY=VALUE …  one command of the case
 *   goal TOOL BASE MS     TOOL's median above BASE's, round by round, at most
 *   goal TOOL - MS        TOOL's median itself, at most
 * Each command runs once untimed and must succeed. Then every round runs all
 * commands of the case, each round beginning with another one, so that a busy
 * moment of the machine hits all of them. A process is timed from posix_spawn
 * to waitpid, its output thrown away.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "common/argvec.h"
#include "common/xalloc.h"

enum { MAX_TOOLS = 8, MAX_CASES = 16, MAX_GOALS = 16, MAX_ROUNDS = 5000 };

struct tool {
	char *name;
	struct argvec argv, env;
	double *ms;
};

struct goal {
	char *tool, *base;      /* base NULL: the median itself */
	double ms;
};

struct bench {
	char *name, *dir, *fresh;
	struct tool tools[MAX_TOOLS];
	struct goal goals[MAX_GOALS];
	int rounds, ntools, ngoals;
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
add_goal(struct bench *b, const char *text)
{
	struct goal *g;
	struct argvec w = ARGVEC_INIT;

	argvec_split(&w, text, " ");
	if (w.n != 3 || b->ngoals == MAX_GOALS)
		die("bad goal", text);
	g = &b->goals[b->ngoals++];
	g->tool = xstrdup(w.v[0]);
	g->base = strcmp(w.v[1], "-") == 0 ? NULL : xstrdup(w.v[1]);
	g->ms = strtod(w.v[2], NULL);
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
	} else if (strcmp(key, "goal") == 0) {
		add_goal(b, value);
	} else if (strcmp(key, "tool") == 0 && b->ntools < MAX_TOOLS) {
		b->tools[b->ntools++].name = xstrdup(value);
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

/* Runs a command to its end; milliseconds, or -1 if it failed. */
static double
run(struct tool *t, bool quiet)
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
	clock_gettime(CLOCK_MONOTONIC, &a);
	err = posix_spawn(&pid, t->argv.v[0], &fa, NULL, t->argv.v, t->env.v);
	if (err != 0)
		die(strerror(err), t->argv.v[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid", strerror(errno));
	clock_gettime(CLOCK_MONOTONIC, &b);
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
	static off_t own = -1;
	int fd = open(file, O_WRONLY);

	if (fd < 0)
		die(strerror(errno), file);
	if (own < 0) {
		own = lseek(fd, 0, SEEK_END);
		number = (long long)time(NULL) * 1000000;
	}
	if (ftruncate(fd, own) != 0 || lseek(fd, own, SEEK_SET) != own ||
		dprintf(fd, "// %lld\n", number++) < 0 || close(fd) != 0)
		die(strerror(errno), file);
}

static double
run_once(const struct bench *b, struct tool *t, bool quiet)
{
	if (b->fresh != NULL)
		freshen(b->fresh);
	return run(t, quiet);
}

static void
measure(struct bench *b)
{
	if (b->dir != NULL && chdir(b->dir) != 0)
		die(strerror(errno), b->dir);
	for (int i = 0; i < b->ntools; i++) {
		argvec_pushv(&b->tools[i].env, environ);
		b->tools[i].ms = xcalloc((size_t)b->rounds, sizeof(double));
		if (run_once(b, &b->tools[i], false) < 0)
			die(b->name, b->tools[i].name);
	}
	for (int r = 0; r < b->rounds; r++)
		for (int k = 0; k < b->ntools; k++) {
			struct tool *t = &b->tools[(r + k) % b->ntools];

			if ((t->ms[r] = run_once(b, t, true)) < 0)
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
	return difference(b, t, tool_find(b, g->base));
}

/* The table; ratios are to the first tool. The number of goals missed. */
static int
print_case(const struct bench *b)
{
	const struct tool *first = &b->tools[0];
	double base = quantile(first->ms, b->rounds, 0.5);
	int missed = 0;

	printf("%s (%d rounds)\n", b->name, b->rounds);
	for (int i = 0; i < b->ntools; i++) {
		const struct tool *t = &b->tools[i];
		double m = quantile(t->ms, b->rounds, 0.5);

		printf("  %-24s %9.2f ms  (%.2f-%.2f)  x%.2f  %+.2f ms\n",
			t->name, m, quantile(t->ms, b->rounds, 0.1),
			quantile(t->ms, b->rounds, 0.9), m / base,
			difference(b, t, first));
	}
	for (int i = 0; i < b->ngoals; i++) {
		const struct goal *g = &b->goals[i];
		double v = goal_value(b, g);

		missed += v > g->ms;
		printf("  goal: %s%s%s at most %.2f ms: %.2f ms, %s\n", g->tool,
			g->base != NULL ? " above " : "",
			g->base != NULL ? g->base : "", g->ms, v,
			v > g->ms ? "MISSED" : "reached");
	}
	fflush(stdout);
	return missed;
}

static void
write_json(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		die(strerror(errno), path);
	fputs("{\"unit\": \"ms\", \"cases\": [", out);
	for (int c = 0; c < ncases; c++) {
		const struct bench *b = &cases[c];

		fprintf(out, "%s\n  {\"name\": \"%s\", \"rounds\": %d, "
			"\"tools\": [", c > 0 ? "," : "", b->name, b->rounds);
		for (int i = 0; i < b->ntools; i++)
			fprintf(out, "%s\n    {\"name\": \"%s\", \"p10\": %.3f, "
				"\"median\": %.3f, \"p90\": %.3f}",
				i > 0 ? "," : "", b->tools[i].name,
				quantile(b->tools[i].ms, b->rounds, 0.1),
				quantile(b->tools[i].ms, b->rounds, 0.5),
				quantile(b->tools[i].ms, b->rounds, 0.9));
		fputs("],\n    \"goals\": [", out);
		for (int i = 0; i < b->ngoals; i++) {
			const struct goal *g = &b->goals[i];

			fprintf(out, "%s{\"tool\": \"%s\", \"above\": \"%s\", "
				"\"most\": %.3f, \"is\": %.3f}",
				i > 0 ? ", " : "", g->tool,
				g->base != NULL ? g->base : "", g->ms,
				goal_value(b, g));
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
