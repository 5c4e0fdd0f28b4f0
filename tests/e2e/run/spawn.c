/* What a program does that qemu-user alone cannot: it runs itself, by its own
 * name, by /proc/self/exe, by a shell, and by a thread. The first word says
 * what else it is to do. */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char self[4096];

static int
wait_for(pid_t pid)
{
	int ws = 0;

	waitpid(pid, &ws, 0);
	return WIFEXITED(ws) ? WEXITSTATUS(ws) : 200 + WTERMSIG(ws);
}

static int
exec_child(const char *file, const char *name, const char *word)
{
	pid_t pid = fork();

	if (pid == 0) {
		execl(file, name, "child", word, (char *)NULL);
		_exit(99);
	}
	return wait_for(pid);
}

static void *
spawn_child(void *arg)
{
	char *argv[] = {"spawned", "child", "six", NULL};
	pid_t pid;

	(void)arg;
	if (posix_spawn(&pid, self, NULL, NULL, argv, environ) != 0)
		return (void *)98L;
	return (void *)(long)wait_for(pid);
}

static int
other(int argc, char **argv)
{
	if (strcmp(argv[1], "child") == 0) {
		if (argc < 3)
			return 97;
		printf("%s: child %s\n", argv[0], argv[2]);
		return (int)strlen(argv[2]);
	}
	if (strcmp(argv[1], "abort") == 0)
		abort();
	if (strcmp(argv[1], "sleep") == 0) {
		/* Its child runs a program of its own: emulated, too. */
		if (fork() == 0)
			execl("/proc/self/exe", argv[0], "nap", (char *)NULL);
		puts("asleep");
		fflush(stdout);
		sleep(600);
	}
	if (strcmp(argv[1], "cat") == 0) {
		int c, lines = 0;

		while ((c = getchar()) != EOF) {
			lines += c == '\n';
			putchar(c);
		}
		return lines;
	}
	if (strcmp(argv[1], "nap") == 0)
		sleep(600);
	return 96;
}

int
main(int argc, char **argv)
{
	char line[5000];
	pthread_t thread;
	void *status;
	ssize_t n;

	if (argc > 1)
		return other(argc, argv);
	setvbuf(stdout, NULL, _IONBF, 0);
	n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = '\0';
	printf("name %d\n", exec_child(self, "called", "two words"));
	printf("proc %d\n", exec_child("/proc/self/exe", "proc", "abc"));
	snprintf(line, sizeof line, "'%s' child 'by shell'; echo shell $?",
		self);
	if (system(line) != 0)
		return 95;
	pthread_create(&thread, NULL, spawn_child, NULL);
	pthread_join(thread, &status);
	printf("thread %ld\n", (long)status);
	execl(self, "last", "child", "in my place", (char *)NULL);
	return 94;
}
