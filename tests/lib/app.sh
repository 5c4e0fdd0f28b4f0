# Sourced by the suites of tests/e2e/app, one for each target: app_suite TARGET
# builds it, runs it, reads the ELF, and asks `verify` too.
. "$(dirname "${BASH_SOURCE[0]}")/e2e.sh"

app_says='app: 8 of 8 work'

app_profile()
{
    local t=$1 profile=$2 flags=(--locked) file said
    [ "$profile" = debug ] || flags+=(--release)
    try "$t $profile: build" zbuild_cargo "$t" build "${flags[@]}" || return
    file=$(zbuild_out "$t")/$profile/app
    try_says "$t $profile: every library works" "$app_says" \
        run_as "$t" "$file" --selftest
    if said=$(elf_program "$file" "$t"); then
        ok "$t $profile: ELF"
    else
        not_ok "$t $profile: ELF" "$said"
    fi
    case $t in
    *-gnu.*)
        try "$t $profile: verify agrees" \
            cargo zbuild verify "$file" --max-glibc "${t##*-gnu.}"
        refuses "$t $profile: verify refuses a lower floor" 1 'GLIBC_2\.' \
            cargo zbuild verify "$file" --max-glibc 2.3
        ;;
    *) try "$t $profile: verify reads it" cargo zbuild verify "$file" ;;
    esac
}

app_suite()
{
    cd "$top/tests/e2e/app" || exit 1
    app_profile "$1" release
    # (Each takes minutes. Debug is tested for one target, and for all by check-builds.)
    case $1 in
    x86_64-unknown-linux-gnu*) app_profile "$1" debug ;;
    *) ! every || app_profile "$1" debug ;;
    esac
    cd "$top" || exit 1
    finish
}
