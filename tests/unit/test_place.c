/* common/place: a folder beside its final place, whole or not at all. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/path.h"
#include "common/place.h"
#include "common/xalloc.h"
#include "tests/unit/fixture.h"

static void
put(const char *dir, const char *name, const char *text)
{
	autofree char *path = path_join(dir, name);

	ck_assert_int_eq(path_write(path, text, strlen(text), 0600, &f), 0);
}

static void
holds(const char *name, const char *text)
{
	autofree char *path = path_join(top, name), *got = NULL;

	ck_assert_int_eq(path_read(path, 100, &got, NULL, &f), 0);
	ck_assert_str_eq(got, text);
}

/* The names in top, with blanks between them. */
static char *
listed(void)
{
	autoargvec names = ARGVEC_INIT;

	ck_assert_int_eq(path_names(top, &names, &f), 0);
	return argvec_join(&names, " ");
}

static void
only(const char *names)
{
	autofree char *got = listed();

	ck_assert_str_eq(got, names);
}

START_TEST(made_and_settled)
{
	char *to = at("done");
	mode_t mask = umask(0);
	struct place p;
	struct stat st;

	ck_assert_int_eq(place_open(&p, top, "tmp.done.", &f), 0);
	umask(mask);
	ck_assert_int_eq(lstat(p.dir, &st), 0);
	ck_assert(S_ISDIR(st.st_mode));
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_uint_eq(strlen(path_base(p.dir)), strlen("tmp.done.") + 6);
	put(p.dir, "x", "new");
	ck_assert_int_eq(place_settle(&p, p.dir, to, &f), 0);
	place_close(&p, &f);
	place_close(&p, &f);
	only("done");
	holds("done/x", "new");
}
END_TEST

/* What was there goes: a folder, a file, a link; what a link names stays. */
START_TEST(settled_over_something)
{
	static const char *const kinds[] = { "folder", "file", "link" };

	for (size_t i = 0; i < 3; i++) {
		char *to = at("done");
		char *kept = at("kept");
		struct place p;

		ck_assert_int_eq(path_remove(to, &f), 0);
		ck_assert_int_eq(path_mkdirs(kept, &f), 0);
		put(kept, "y", "kept");
		if (i == 0) {
			ck_assert_int_eq(path_mkdirs(to, &f), 0);
			put(to, "old", "old");
		} else if (i == 1) {
			put(top, "done", "old");
		} else {
			ck_assert_int_eq(symlink("kept", to), 0);
		}
		ck_assert_int_eq(place_open(&p, top, "tmp.", &f), 0);
		put(p.dir, "x", kinds[i]);
		ck_assert_int_eq(place_settle(&p, p.dir, to, &f), 0);
		place_close(&p, &f);
		only("done kept");
		holds("done/x", kinds[i]);
		holds("kept/y", "kept");
		put(top, "done/old", "");
	}
}
END_TEST

/* A folder that cannot be put there: the old one is as it was. */
START_TEST(settling_fails)
{
	autofree char *to = path_join(top, "done"), *none = NULL;
	struct place p;

	ck_assert_int_eq(path_mkdirs(to, &f), 0);
	put(to, "x", "old");
	ck_assert_int_eq(place_open(&p, top, "tmp.", &f), 0);
	none = path_join(p.dir, "none");
	ck_assert_int_eq(place_settle(&p, none, to, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot put '"));
	place_close(&p, &f);
	only("done");
	holds("done/x", "old");
}
END_TEST

START_TEST(no_folder_for_it)
{
	char *up = at("file/none");
	struct sigaction before, after;
	struct place p;

	put_text("file", "");
	sigaction(SIGTERM, NULL, &before);
	ck_assert_int_eq(place_open(&p, up, "tmp.", &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot create folder '"));
	place_close(&p, &f);
	/* the guard is gone, too */
	sigaction(SIGTERM, NULL, &after);
	ck_assert(before.sa_handler == after.sa_handler);
}
END_TEST

/* Starts a process that opens a place and tells so by its name. */
static pid_t
maker(const char *start, int said[2])
{
	pid_t pid;

	ck_assert_int_eq(pipe(said), 0);
	pid = fork();
	if (pid == 0) {
		struct place p;

		if (place_open(&p, top, start, &f) != 0)
			_exit(1);
		put(p.dir, "half", "half");
		if (dprintf(said[1], "%s", path_base(p.dir)) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	close(said[1]);
	return pid;
}

/* What a killed process left goes with the next one; what a living one works
 * on, and what only begins alike, stays. */
START_TEST(stale_goes)
{
	char dead[33] = "", alive[33] = "";
	int said[2], ws;
	pid_t victim = maker("tmp.a.", said), other;
	autofree char *gone = NULL, *there = NULL, *longer = NULL;
	char *to = at("done");
	struct place p;

	ck_assert_int_gt(read(said[0], dead, 32), 0);
	close(said[0]);
	other = maker("tmp.a.", said);
	ck_assert_int_gt(read(said[0], alive, 32), 0);
	close(said[0]);
	gone = path_join(top, dead);
	there = path_join(top, alive);
	/* both live: nothing was taken from the first by the second */
	ck_assert(path_is_dir(gone));
	kill(victim, SIGKILL);
	waitpid(victim, &ws, 0);
	longer = path_join(top, "tmp.a.b.abcdef");
	ck_assert_int_eq(path_mkdirs(longer, &f), 0);
	ck_assert_int_eq(place_open(&p, top, "tmp.a.", &f), 0);
	ck_assert(!path_is_dir(gone));
	ck_assert(path_is_dir(there));
	ck_assert(path_is_dir(longer));
	ck_assert_int_eq(place_settle(&p, p.dir, to, &f), 0);
	place_close(&p, &f);
	/* TERM waits for it to take its folder away; then it is gone as well */
	kill(other, SIGKILL);
	waitpid(other, &ws, 0);
	ck_assert_int_eq(place_open(&p, top, "tmp.a.", &f), 0);
	ck_assert(!path_is_dir(there));
	place_close(&p, &f);
	only("done tmp.a.b.abcdef");
}
END_TEST

/* A signal: nothing is settled, and nothing stays behind. */
START_TEST(interrupted)
{
	char *to = at("done");
	struct place p;

	ck_assert_int_eq(place_open(&p, top, "tmp.", &f), 0);
	kill(getpid(), SIGTERM);
	ck_assert_int_eq(place_settle(&p, p.dir, to, &f), -1);
	ck_assert_int_eq(f.status, 128 + SIGTERM);
	ck_assert_str_eq(f.what, "interrupted");
	place_close(&p, &f);
	only("");
}
END_TEST

/* Many at once, each of which clears up before it makes its own: nobody loses
 * what it works on. */
START_TEST(parallel)
{
	enum { MANY = 8, ROUNDS = 40 };
	pid_t pids[MANY];

	for (int i = 0; i < MANY; i++)
		if ((pids[i] = fork()) == 0) {
			autofree char *name = xasprintf("done-%d", i);
			char *to = at(name);

			for (int k = 0; k < ROUNDS; k++) {
				struct place p;

				if (place_open(&p, top, "tmp.", &f) != 0)
					_exit(1);
				put(p.dir, "x", name);
				if (place_settle(&p, p.dir, to, &f) != 0)
					_exit(2);
				place_close(&p, &f);
			}
			_exit(0);
		}
	for (int i = 0; i < MANY; i++) {
		int ws = -1;

		ck_assert_int_eq(waitpid(pids[i], &ws, 0), pids[i]);
		ck_assert_int_eq(ws, 0);
	}
	only("done-0 done-1 done-2 done-3 done-4 done-5 done-6 done-7");
	holds("done-7/x", "done-7");
}
END_TEST

Suite *suite_place(void);

Suite *
suite_place(void)
{
	Suite *s = suite_create("place");
	TCase *t = tcase_create("place");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, made_and_settled);
	tcase_add_test(t, settled_over_something);
	tcase_add_test(t, settling_fails);
	tcase_add_test(t, no_folder_for_it);
	tcase_add_test(t, stale_goes);
	tcase_add_test(t, interrupted);
	tcase_add_test(t, parallel);
	suite_add_tcase(s, t);
	return s;
}
