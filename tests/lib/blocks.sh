# Sourced by the suites that run what the pages say.

# run_blocks NAME PAGE DIR [VAR=VALUE…]: every ```sh block of the page, in order
# and in one shell that starts in DIR and stops at the first error. What they
# print is in $work/log/NAME.said.
run_blocks()
{
    local name=$1 page=$2 dir=$3 script=$work/log/$1.blocks
    local said=$work/log/$1.said n i
    shift 3
    [ -f "$page" ] || { not_ok "$name: there is a page" "$page"; return; }
    {
        printf 'set -e\ncd %q\n' "$dir"
        awk '/^```sh$/ { on = 1; n++; next }
            on && /^```$/ { on = 0; printf "echo \"block %d fine\"\n", n; next }
            on { print }' "$page"
    } >"$script"
    n=$(grep -c '^echo "block [0-9]* fine"$' "$script")
    [ "$n" -gt 0 ] || not_ok "$name: has commands"
    env "$@" bash "$script" >"$said" 2>&1 </dev/null
    for i in $(seq "$n"); do
        if grep -qx "block $i fine" "$said"; then
            ok "$name: block $i"
        else
            not_ok "$name: block $i" "$(tail -n 25 "$said")"
            break
        fi
    done
}
