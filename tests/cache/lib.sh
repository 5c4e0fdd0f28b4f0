# Sourced by the suites of the cache: folders of a given age, processes that use
# them, and what went.

# new_cache NAME: the cache from now on. What is tested is our part of it.
new_cache()
{
    rm -rf "$work/$1"
    mkdir -m 700 "$work/$1"
    export ZBUILD_CACHE_DIR=$work/$1
}

# aged WHEN PATH…: as if last used then (UTC: elsewhere a day may have 23 hours)
aged()
{
    local when=$1
    shift
    TZ=UTC find "$@" -exec touch -h -d "$when" {} +
}

# What nobody writes to: who reads from it waits until he is killed.
mkfifo "$work/never"
# until_it_runs PID: waits until this `bash -c` is no longer the shell that
# started it, and so has the words and the environment it was given.
until_it_runs()
{
    while [ -e "/proc/$1/cmdline" ]; do
        ! grep -qaz '^read -r' "/proc/$1/cmdline" || return 0
        sleep 0.05
    done
}

# gone_and_there NAME GONE… -- THERE…
gone_and_there()
{
    local name=$1 want=gone bad= path
    shift
    for path; do
        if [ "$path" = -- ]; then
            want=there
        elif [ -e "$path" ] || [ -L "$path" ]; then
            [ $want = there ] || bad="$bad $path is there;"
        else
            [ $want = gone ] || bad="$bad $path is gone;"
        fi
    done
    if [ -z "$bad" ]; then ok "$name"; else
        not_ok "$name" "$bad" "$(cat "$log")"; fi
}
