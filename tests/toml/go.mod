module zbuild/tests/toml

go 1.19

require github.com/toml-lang/toml-test/v2 v2.2.0
