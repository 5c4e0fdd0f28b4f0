/* The user's own rules. */
#pragma once

#include "common/fail.h"
#include "targets/conf.h"

/* Checks and takes the user's rules; called once before rule_for. */
int rules_user(const struct conf *conf, struct fail *f);

struct rule;

/* The file of a rule that came with a folder, NULL for another's. */
const char *rule_guest(const struct rule *r);
