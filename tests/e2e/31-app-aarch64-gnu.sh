#!/bin/bash
# The crate with every kind of C and C++ dependency, for aarch64-unknown-linux-gnu.2.17.
. "$(dirname "$0")/../lib/app.sh"
app_suite aarch64-unknown-linux-gnu.2.17
