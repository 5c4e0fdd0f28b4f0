#!/bin/bash
# toml-test's files for TOML 1.1, all that cargo 1.95 reads and refuses, through
# our reader. `make deps` fetches them.
. "$(dirname "$0")/../lib/suite.sh"

[ -f "$cache/toml-test/files-toml-1.1.0" ] || {
    not_ok 'toml-test' "not in $cache: make deps fetches it"
    exit 1
}
exec python3 -I "$top/tests/toml/compare.py" "$BUILD/tests/toml-tests" \
    "$cache/toml-test"
