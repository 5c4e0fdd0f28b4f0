#!/bin/bash
# What people meet first: setup, info, targets, doctor, completions.
cd "$(dirname "$0")" || exit 1
bad=0
for suite in setup facts doctor completions explain manual; do
    bash ./$suite.sh || bad=1
done
exit $bad
