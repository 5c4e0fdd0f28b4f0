#include "shim/engine/arkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

/* "rcs" or "-rcs": are these ar's letters, with one that changes an archive? */
static bool
are_letters(const char *word)
{
	return word[strspn(word, "abcdDfhilLmMNopPqrsStTuUvVxX")] == '\0' &&
	       strpbrk(word, "dmqrs") != NULL;
}

/* ar LETTERS [MEMBER] ARCHIVE …, ranlib ARCHIVE; long options anywhere. */
static const char *
archive_of(const struct argvec *argv)
{
	const char *tool = argv->n > 1 ? argv->v[1] : "";
	const char *letters = strcmp(tool, "ranlib") == 0 ? "s" : NULL;
	size_t skip = 0;

	if (letters == NULL && strcmp(tool, "ar") != 0)
		return NULL;
	for (size_t i = 2; i < argv->n; i++) {
		const char *word = argv->v[i];

		if (strncmp(word, "--", 2) == 0 || *word == '@')
			continue;
		if (letters == NULL) {
			letters = word + (*word == '-');
			if (!are_letters(letters))
				return NULL;
			skip = strpbrk(letters, "abiN") != NULL;
		} else if (*word != '-' && skip-- == 0) {
			return word;
		}
	}
	return NULL;
}

bool
arkeep_wants(const struct argvec *argv)
{
	return archive_of(argv) != NULL;
}

void
arkeep_begin(const struct argvec *argv, struct arkeep *k)
{
	struct stat st;

	k->archive = archive_of(argv);
	if (k->archive == NULL || lstat(k->archive, &st) != 0)
		return;
	k->kept = xasprintf("%s.%ld.kept", k->archive, (long)getpid());
	/* a link, a device, or a file system without hard links: as ar leaves it */
	if (!S_ISREG(st.st_mode) || link(k->archive, k->kept) != 0) {
		free(k->kept);
		*k = (struct arkeep)ARKEEP_INIT;
	}
}

/* (A second name of the same file: rename changes nothing, nor does unlink.) */
void
arkeep_end(struct arkeep *k, bool good)
{
	struct stat st;

	if (k->kept != NULL) {
		/* when that cannot be, the user has both */
		if (good || rename(k->kept, k->archive) == 0)
			unlink(k->kept);
	} else if (!good && k->archive != NULL &&
		   lstat(k->archive, &st) == 0 && S_ISREG(st.st_mode)) {
		unlink(k->archive);
	}
	free(k->kept);
}
