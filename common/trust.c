#include "common/trust.h"

#include <unistd.h>

bool
trust_others_write(const struct stat *st)
{
	if (st->st_mode & S_IWOTH)
		return true;
	return (st->st_mode & S_IWGRP) != 0 && st->st_gid != 0 &&
	       (st->st_gid != getegid() || st->st_gid != geteuid());
}

bool
trust_owner(const struct stat *st)
{
	return st->st_uid == geteuid() || st->st_uid == 0;
}

bool
trust_ours(const struct stat *st)
{
	return trust_owner(st) && !trust_others_write(st);
}
