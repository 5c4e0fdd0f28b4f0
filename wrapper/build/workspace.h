/* The zbuild.ini of a cargo workspace. */
#pragma once

#include "common/fail.h"
#include "targets/conf.h"

/*
 * What $ZBUILD_WORKSPACE_CONFIG says, if it is set; else the zbuild.ini beside the
 * Cargo.toml of the workspace that manifest (NULL: the current folder) belongs
 * to, and outside of a workspace the nearest one. *ini is NULL if there is
 * none, and freed by the caller. Cargo is asked only if a folder above has
 * such a file at all.
 */
int workspace_find(const char *manifest, char **ini, struct fail *f);

/* conf_load with what that finds for the current folder. */
int workspace_conf(struct conf *conf, struct fail *f);
