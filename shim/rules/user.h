/* The user's own rules. */
#pragma once

#include "common/fail.h"
#include "targets/conf.h"

/* Checks and takes the user's rules; called once before rule_for. */
int rules_user(const struct conf *conf, struct fail *f);
