#!/bin/bash
# The crate with every kind of C and C++ dependency, for x86_64-unknown-linux-gnu.2.17.
. "$(dirname "$0")/../lib/app.sh"
app_suite x86_64-unknown-linux-gnu.2.17
