#!/bin/bash
# What makes std, a root of packages and an install of zig may end at any moment:
# kill -9, a signal of the user's, a tool that is killed, a system call that fails.
# The next call works, and nothing of the ended one stays. Archives and toolchain
# are stand-ins on this disk. ZBUILD_TEST_KILLS (200, a tenth of it for each) and
# ZBUILD_TEST_FAULTS (24, a third) say how often; make torture has more.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/e2e/deps/repo.sh"
. "$top/tests/e2e/std/pretend.sh"

kills=$((${ZBUILD_TEST_KILLS:-200} / 10))
faults=$((${ZBUILD_TEST_FAULTS:-24} / 3))
RANDOM=${ZBUILD_TEST_SEED:-$$}
echo "seed: ZBUILD_TEST_SEED=${ZBUILD_TEST_SEED:-$$}"

sources
mkdir -p -m 700 "$work/cache"
mkdir -p "$work/slow" "$work/dead" "$work/lost"
repo_key "$work/key" && repo_make "$work/repo" && repo_index "$work/repo" "$work/key"
repo_conf "$work/apt.conf" \
    "deb [signed-by=$work/key/key.gpg] file:$work/repo stable main"
export APT_CONFIG=$work/apt.conf
python=$(python3 -c 'import sys; print(sys.executable)')
printf '#include <stdio.h>\nint main(void) { return puts("0.15.1") < 0; }\n' >zig.c
"${CC:-cc}" zig.c -o zig-fake &&
    python3 "$top/tests/zig/fake.py" wheel a.whl zig-fake 0.15.1
for tool in apt-get python3 unzip; do
    printf '#!/bin/sh\necho x >"%s"\nexec sleep 600\n' "$LOG.pid" >slow/$tool
    printf '#!/bin/sh\nkill -9 $$\n' >dead/$tool
    printf '#!/no/such/interpreter\n' >lost/$tool
done
chmod +x slow/* dead/* lost/*

# --- the three ------------------------------------------------------------------

# $FAULTY is put before the program.
printf '#!/bin/sh\ncd "%s/p" && exec $FAULTY "%s/bin/cargo-zbuild" zbuild ${0##*_} "$@"\n' \
    "$work" "$BUILD" >run
chmod +x run
ln -s run run_std; ln -s run run_deps; ln -s run run_zig
run() { "${it[@]}"; }
cold() { rm -rf "$work/cache" p; mkdir -m 700 "$work/cache"
    mkdir p; printf '[deps]\n%s = libmore-dev\n' $A >p/zbuild.ini; }
made() { (cd "$work" && find cache p -printf '%P\n' | grep -v '\.tmp[.-]\|^found\|\.lock$\|^records\|^locks' | sort); }

# ends: the call after it works, and what is there is what always is
ends()
{
    run >again 2>&1 && [ "$(made)" = "$(cat "$work/want.$kind")" ] && return
    tail -c 300 again
    made | diff - "$work/want.$kind" | head -5
    return 1
}

# choose KIND: $it is its command
choose()
{
    kind=$1
    case $kind in
    std) it=("$work/run_std" $A) ;;
    deps) it=("$work/run_deps" sync) ;;
    zig) it=("$work/run_zig" install --from "$work/a.whl") ;;
    esac
}

for kind in ${ONLY:-std deps zig}; do
    choose $kind
    cold
    before=$(date +%s%N)
    try "$kind is made" run
    took=$((($(date +%s%N) - before) / 1000000 + 20))
    made >"$work/want.$kind"
    if [ $kind = deps ]; then
        # killed with all in the store, before the downloads went
        rm -rf cache/deps/roots/*
        mkdir -p cache/deps/arm64/fetch && echo x >cache/deps/arm64/fetch/x.deb
        # ... and while it wrote its settings
        echo x >cache/deps/arm64/apt.conf.a0B1c2
        try "$kind: downloads and a half file of a killed call go" ends
    fi
    bad=0
    for ((i = 0; i < kills; i++)); do
        [ $((i % 4)) = 3 ] || cold
        setsid "${it[@]}" >/dev/null 2>&1 &
        pid=$!
        t=$((RANDOM % took))
        sleep $((t / 1000)).$(printf %03d $((t % 1000)))
        # all of them, or only us: what we started ends with us
        if [ $((i % 2)) = 0 ]; then kill -9 -- -$pid; else
            pkill -9 -s $pid -x cargo-zbuild || kill -9 -- -$pid; fi 2>/dev/null
        wait $pid 2>/dev/null
        ends || bad=$((bad + 1))
    done
    equal "$kind: killed $kills times, the next call works" $bad 0

    cold
    for i in $(seq 10); do (run >"out.$i" 2>&1 || echo bad >>"$work/bad") & done
    for i in $(jobs -p); do wait "$i"; done
    if [ ! -e bad ] && ends; then ok "$kind: ten first calls at once"; else
        not_ok "$kind: ten first calls at once" "$(tail -n 2 out.*)"; fi
    rm -f bad

    # --- signals and causes
    for signal in INT TERM HUP; do for whom in group us; do
        cold
        rm -f "$LOG.pid"
        MOOD=sleep PATH=$work/slow:$PATH try_says "$kind: SIG$signal to $whom" \
            "ended $((128 + $(kill -l $signal)))" \
            "$python" "$top/tests/lib/signalled.py" SIG$signal $whom "$LOG.pid" \
            "${it[@]}"
        says '... is told as that' 'interrupted$'
        try '... and the next call works' ends
    done; done
    cold
    MOOD=killed PATH=$work/dead:$PATH refuses "$kind: a tool is killed" 125 \
        'killed by signal 9' run
    # (the program itself, or one that it starts)
    case $kind in deps) want=125 ;; *) want=126 ;; esac
    [ $kind = std ] || PATH=$work/lost:$PATH refuses "$kind: no interpreter" \
        $want "its interpreter '/no/such/interpreter' is missing" run
    try '... and the next call works' ends
    cold
    case $kind in std) small=4k ;; *) small=20k ;; esac
    if mount -t tmpfs -o size=$small,mode=700 tmpfs "$work/cache" 2>/dev/null
    then
        refuses "$kind: a full disk" 125 'No space left|enough free space' run
        umount "$work/cache"
        try '... and the next call works' ends
    else skip "$kind: a full disk" "no right to mount"; fi
done

# --- calls that fail -------------------------------------------------------------

# (close: strace leaves the descriptor open then, as no kernel does)
calls=(openat write rename mkdir read link symlink unlink pipe2)
errors=(ENOSPC EIO ENFILE EDQUOT EMFILE EINTR)
strace -qq -o /dev/null true 2>/dev/null || faults=0
for kind in ${ONLY:-std deps zig}; do
    choose $kind
    bad=0
    for ((i = 0; i < faults; i++)); do
        call=${calls[RANDOM % ${#calls[@]}]} error=${errors[RANDOM % ${#errors[@]}]}
        n=$((RANDOM % 60 + 1))
        # (the downloads stay)
        [ $((i % 8)) != 0 ] || { call=unlink error=EIO n=$((i / 8 % 4 + 3)); }
        cold
        FAULTY="strace -qq -o /dev/null -e trace=$call -e inject=$call:error=$error:when=$n" \
            "${it[@]}" >said 2>&1
        status=$?
        if [ $status -ge 126 ] || { [ $status != 0 ] && [ ! -s said ]; } || ! ends
        then
            echo "$kind: $call $error $n: status $status: $(tail -c 300 said)"
            bad=$((bad + 1))
        fi
    done
    if [ $faults = 0 ]; then skip "$kind: calls that fail" "no strace that may trace"
    else equal "$kind: $faults calls that fail, the next works" $bad 0; fi
done
finish
