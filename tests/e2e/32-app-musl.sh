#!/bin/bash
# The crate with every kind of C and C++ dependency, for x86_64-unknown-linux-musl.
. "$(dirname "$0")/../lib/app.sh"
app_suite x86_64-unknown-linux-musl
