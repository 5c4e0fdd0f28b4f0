#!/bin/bash
# A program built and run by plain cargo after `cargo zbuild setup`. (What setup
# writes: tests/people/setup.sh.)
. "$(dirname "$0")/../lib/e2e.sh"

host=x86_64-unknown-linux-gnu
new_crate "$work/plain"
cd "$work/plain" || exit 1
cargo-zbuild setup --target $host.2.17 >/dev/null 2>&1 || not_ok 'setup'
try 'after setup: plain cargo builds' cargo build -q --target $host
try_says 'after setup: and runs' hello cargo run -q --target $host
try 'after setup: with the floor' \
    cargo-zbuild verify --max-glibc 2.17 target/$host/debug/plain
finish
