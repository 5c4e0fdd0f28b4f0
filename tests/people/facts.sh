#!/bin/bash
# cargo zbuild info and targets.
. "$(dirname "$0")/../lib/fake.sh"
cd "$work" || exit 1

# --- info ---------------------------------------------------------------------

try "info" cargo-zbuild zbuild info x86_64-unknown-linux-gnu.2.17
says "info: name" '^Name +x86_64-unknown-linux-gnu\.2\.17$'
says "info: zig's name" '^Zig +x86_64-linux-gnu\.2\.17$'
says "info: Debian" '^Debian +amd64$'
says "info: Go" '^GOARCH +amd64$'
says "info: floor as given" '^glibc floor +2\.17 \(as given\)$'
says "info: loader" '^Loader +/lib64/ld-linux-x86-64\.so\.2$'
says "info: runs here" '^Runs here +by itself$'
says "info: engine" "^Engine +(direct|zig-cc)"
says "info: tools" '^Names +x86_64-unknown-linux-gnu\.2\.17-TOOL'
silent "info: no colours in a pipe" $'\033'
try "info: GNU spelling" cargo-zbuild info aarch64-linux-gnu
says "info: default floor" '^glibc floor +2\.17 \(default\)$'
says "info: Rust's name" '^Rust +aarch64-unknown-linux-gnu$'
try "info: musl" cargo-zbuild info riscv64gc-unknown-linux-musl
says "info: CPU" '^CPU +generic_rv64\+m\+a\+f\+d\+c'
silent "info: musl has no floor" 'floor'

ask cargo-zbuild info --json armv7-unknown-linux-gnueabihf.2.28
check "info --json" json 'd["rust"] == "armv7-unknown-linux-gnueabihf"'
check "info --json: floor" json 'd["glibc"] == "2.28" and d["glibc_given"] is True'
check "info --json: names" json \
    'd["goarm"] == "7" and d["debian"] == "armhf" and d["meson_cpu_family"] == "arm"'
check "info --json: machine" json 'd["bits"] == 32 and d["endian"] == "little"'
check "info --json: tools" json '"arm-linux-gnueabihf-gcc" in d["tools"]'
ask cargo-zbuild info --json x86_64-unknown-linux-musl
check "info --json: nulls" json 'd["glibc"] is None and d["glibc_given"] is None'

ask cargo-zbuild info --json aarch64-unknown-linux-gnu
check "info: zig's floors" json \
    'd["glibc_lowest"] == "2.17" and d["zig_version"] and
     tuple(map(int, d["glibc_highest"].split("."))) >= (2, 38)'
ask cargo-zbuild info --json aarch64-unknown-linux-gnu.2.99
check "info: a floor that zig has not" json '"2.99" in d["zig_unsuited"]'

ZBUILD_ZIG=/nonexistent hear cargo-zbuild info $host
try "info without zig" \
    env ZBUILD_ZIG=/nonexistent cargo-zbuild info $host
says "info without zig says so" "^zig +missing: .*/nonexistent"
says "info without zig: the rest is there" '^Debian +amd64$'
try "info without rustc" env PATH=/nonexistent "$bin/cargo-zbuild" info $host
says "info without rustc says so" "^Rust's std +cannot find rustc"

refuses "info: no target" 2 'no target' cargo-zbuild info
refuses "info: unknown target" 2 'unknown target|x86_65' \
    cargo-zbuild info x86_65-linux-gnu
refuses "info: two targets" 2 'more than one' cargo-zbuild info a b
refuses "info: unknown option" 2 'unknown option' cargo-zbuild info --xml $host

mkdir -p "$XDG_CONFIG_HOME/zbuild"
cat >"$XDG_CONFIG_HOME/zbuild/config.ini" <<'END'
[target x86_64-unknown-linux-gnu]
glibc = 2.28
END
try "info: the user's own row" cargo-zbuild info $host
says "info: the user's floor" '^glibc floor +2\.28 \(default\)$'
says "info: where it was changed" '^Changed by +.*config\.ini:1'
ask cargo-zbuild targets --json
check "targets: the user's own row" json \
    '[x for x in d if x["own"]][0]["glibc_default"] == "2.28"'
rm "$XDG_CONFIG_HOME/zbuild/config.ini"

# --- targets ------------------------------------------------------------------

try "targets" cargo-zbuild zbuild targets
says "targets: head" '^TARGET +ENGINE +FLOOR +STD +RUNS HERE +TESTED$'
says "targets: host" '^x86_64-unknown-linux-gnu +direct +2\.17 +(yes|no|\?) +yes +run$'
says "targets: musl" '^aarch64-unknown-linux-musl +direct +- '
says "targets: a BSD" '^x86_64-unknown-netbsd +direct +- .* linked$'
says "targets: the other engine" '^aarch64-apple-darwin +zig-cc '
silent "targets: refused ones are not on offer" 'vxworks'
silent "targets: fits a terminal" '.{81}'
equal "targets: by family" "$(grep -iE '^[a-z, ]{3,20}$' "$log")" 'Linux, glibc
Linux, musl
Windows
macOS
BSD
WebAssembly
No operating system
Others'
check "targets: each target once" \
    test -z "$(grep -o '^[a-z][^ ]*' "$log" | sort | uniq -d)"
try "targets: a family is sorted" sort -c \
    <<<"$(sed -n '/^Linux, glibc$/,/^Linux, musl$/p' "$log" | grep '^[a-z]')"
hear cargo-zbuild targets riscv MUSL
equal "targets WORD: those with all the words" \
    "$(grep -o '^riscv[^ ]*\|^[a-z0-9_]*-[a-z0-9_-]*' "$log" | sort -u | xargs)" \
    'riscv32gc-unknown-linux-musl riscv64gc-unknown-linux-musl'
hear cargo-zbuild targets illumos
says "targets WORD: why there is none" '^x86_64-unknown-illumos$'
says "targets WORD: the reason below it" '^ +.*no libc of Solaris'
silent "targets WORD: fits a terminal" '.{81}'
silent "targets WORD: no head of an empty table" '^TARGET'
refuses "targets WORD: nothing has it" 125 'no target has that' \
    cargo-zbuild targets nosuchthing
ask cargo-zbuild targets --run --json
check "targets --run" json 'len(d) > 0 and all(x["runs"] != "no" for x in d)'
hear cargo-zbuild targets --names
says "targets --names: what others call it" '^    zig s390x-linux-gnu  GNU s390x-linux-gnu  Debian s390x  Go linux/s390x$'
says "targets --names: no blank ends, no blank lines" '^    CMake Linux/s390x$'
silent "targets --names: fits a terminal" '.{81}'
ask cargo-zbuild targets --json
check "targets --json" json 'len(d) > 20 and all(x["rust"] and x["libc"] for x in d)'
check "targets --json: names, engine, how far it is tested" json \
    '[x for x in d if x["rust"] == "armv7-unknown-linux-gnueabihf"
        and x["zig"] == "arm-linux-gnueabihf" and x["debian"] == "armhf"
        and x["go"] == "linux/arm/7" and x["cmake_processor"] == "armv7l"
        and x["engine"] == "direct" and x["tested"] == "run"]'
check "targets --json: refused ones say why" json \
    'all(x["refused"] for x in d if "vxworks" in x["rust"])'
check "targets --json: and nothing else: no runner is missing" json \
    'not [x for x in d if x["refused"] and x["runner_missing"]]'
if command -v rustc >/dev/null; then
    # A later rustc may have later targets: of those it is said.
    cat >"$work/known.py" <<'PY'
import json, subprocess, sys
known = {x["rust"] for x in json.load(open(sys.argv[1]))}
names = subprocess.check_output(["rustc", "--print", "target-list"], text=True)
minor = subprocess.check_output(["rustc", "--version"], text=True).split(".")[1]
missing = set(names.split()) - known
for t in sorted(missing):
    said = subprocess.run(["cargo-zbuild", "zbuild", "info", t], text=True,
                          capture_output=True).stderr
    if int(minor) <= 95 or f"'{t}' is newer than this zbuild" not in said:
        sys.exit(f"{t}: {said}")
PY
    cargo-zbuild targets --json >"$work/all.json"
    try "targets: all that rustc knows" python3 "$work/known.py" "$work/all.json"
    # What rustc says of a target of ours, as a file, leads to its row, or to one
    # of the same machine where the file does not tell them apart.
    cat >"$work/specs.py" <<'PY'
import json, os, re, subprocess, sys
like = {"i686-win7-windows-gnu": "i686-pc-windows-gnu",
    "x86_64-win7-windows-gnu": "x86_64-pc-windows-gnu",
    "aarch64v8r-unknown-none": "aarch64-unknown-none",
    "aarch64v8r-unknown-none-softfloat": "aarch64-unknown-none-softfloat",
    "mipsel-mti-none-elf": "mipsel-unknown-none",
    "riscv64a23-unknown-linux-gnu": "riscv64gc-unknown-linux-gnu",
    "thumbv7neon-unknown-linux-gnueabihf": "armv7-unknown-linux-gnueabihf",
    "thumbv7neon-unknown-linux-musleabihf": "armv7-unknown-linux-musleabihf",
    "wasm32v1-none": "wasm32-unknown-unknown",
    "x86_64-unknown-linux-gnuasan": "x86_64-unknown-linux-gnu"}
# LLVM's name says another system, or none at all.
untold = {"mips-mti-none-elf", "s390x-unknown-none-softfloat",
    "x86_64-unknown-linux-none"}
env = dict(os.environ, RUSTC_BOOTSTRAP="1")
asked = 0
for row in json.load(open(sys.argv[1])):
    t = row["rust"]
    spec = subprocess.run(["rustc", "-Zunstable-options", "--print",
        "target-spec-json", "--target", t], env=env, capture_output=True)
    if row.get("refused") or row["sdk"] or spec.returncode != 0:
        continue
    asked += 1
    file = sys.argv[2] + "/my-board.json"
    open(file, "wb").write(spec.stdout)
    r = subprocess.run(["cargo-zbuild", "info", "--json", file], text=True,
                       capture_output=True)
    got = json.loads(r.stdout)["rust"] if r.returncode == 0 else ""
    want = "" if t in untold else like.get(t, t)
    if "nuttx" in t:
        got = want if "-none" in got else got
    if got != want:
        sys.exit(f"{t}: {got} {r.stderr}")
assert asked > 100, asked
PY
    try "targets: rustc's own descriptions lead to them" \
        python3 "$work/specs.py" "$work/all.json" "$work"
    printf '#!/bin/sh\ncase $* in *target-list*) echo x86_64-unknown-linux-gnu
echo riscv128-unknown-linux-gnu;; *) echo /;; esac\n' >"$work/newer"
    chmod +x "$work/newer"
    for call in "info" "env --target" "link --dir $work/d --target" \
        "build --target" "std" "runtime"; do
        refuses "$call: a target newer than this zbuild" 2 \
            "'riscv128-unknown-linux-gnu' is newer than this zbuild" \
            env RUSTC="$work/newer" cargo-zbuild zbuild $call \
            riscv128-unknown-linux-gnu
        says "$call: and how to describe it" \
            '\[target riscv128-unknown-linux-gnu\] with inherit'
    done
    refuses "with a floor" 2 'newer than this zbuild' env RUSTC="$work/newer" \
        cargo-zbuild info riscv128-unknown-linux-gnu.2.40
    libdir=$(rustc --print target-libdir)
    check "targets --json: std as rustc says" json "[x for x in d if
        x['rust'] == '$host'][0]['std'] == $(
        [ -d "$libdir" ] && echo True || echo False)"
    mkdir -p "$work/sys/lib/rustlib/s390x-unknown-linux-gnu/lib"
    printf '#!/bin/sh\necho x >>%q\necho %q\n' "$work/calls" "$work/sys" \
        >"$work/rustc"
    chmod +x "$work/rustc"
    RUSTC=$work/rustc ask cargo-zbuild targets --json
    check "targets: std of this rustc only" json \
        '[x["rust"] for x in d if x["std"]] == ["s390x-unknown-linux-gnu"]'
    # its sysroot, and its release for a std of ours; not one for each target
    try "targets: two calls of rustc" test "$(wc -l <"$work/calls")" = 2
else
    skip "targets --json: std as rustc says" "no rustc on PATH"
fi
PATH=/nonexistent hear "$bin/cargo-zbuild" targets
says "targets without rustc says so" 'cannot find rustc'
says "targets without rustc or qemu" '^aarch64-unknown-linux-gnu .* \? +no'
mkdir "$work/qemu"
printf '#!/bin/sh\n' >"$work/qemu/qemu-riscv64-static"
chmod +x "$work/qemu/qemu-riscv64-static"
PATH=$work/qemu hear "$bin/cargo-zbuild" targets
says "targets: an emulator by its other name" \
    '^riscv64gc-unknown-linux-musl .* qemu-riscv64-static +run$'
cp "$work/qemu/qemu-riscv64-static" "$work/qemu/qemu-loongarch64-static"
PATH=$work/qemu hear "$bin/cargo-zbuild" targets
says "targets: a long name of one is cut" \
    '^loongarch64-unknown-linux-gnu .* qemu-loongarch64[*] +linked$'
silent "targets: and fits a terminal" '.{81}'
refuses "targets: full disk" 125 'cannot write' \
    sh -c 'cargo-zbuild targets --json >/dev/full'

# Which day's C and which day's Rust: one text at the end of a line means both.
tab=$'\t'
cells="${tab}pass${tab}pass${tab}pass${tab}pass${tab}pass${tab}pass"
c_only="${tab}pass${tab}not tried${tab}not tried${tab}not tried${tab}not tried${tab}pass"
cat >results.tsv <<END
aarch64-unknown-linux-gnu${cells}${tab}Monday
x86_64-unknown-linux-gnu${cells}${tab}Monday${tab}Tuesday
x86_64-unknown-linux-musl${c_only}${tab}Monday
END
try "table of targets" python3 "$top/tests/targets/table.py" results.tsv
says "table of targets: one day" '^\| aarch64-unknown-linux-gnu .* a \| a \|$'
says "table of targets: Rust on another day" '^\| x86_64-unknown-linux-gnu .* a \| b \|$'
says "table of targets: Rust not tried" '^\| x86_64-unknown-linux-musl .* a \|  \|$'
says "table of targets: what a letter is" '^- b: Tuesday$'

if command -v script >/dev/null; then
    TERM=xterm hear script -qec 'cargo-zbuild info aarch64-linux-gnu' \
        /dev/null </dev/null
    says "colours on a terminal" $'\033\\[1mName'
    TERM=xterm NO_COLOR=1 hear script -qec \
        'cargo-zbuild info aarch64-linux-gnu' /dev/null </dev/null
    silent "NO_COLOR" $'\033'
    TERM=dumb hear script -qec 'cargo-zbuild info aarch64-linux-gnu' \
        /dev/null </dev/null
    silent "a dumb terminal" $'\033'
else
    skip "colours on a terminal" "no script(1)"
fi

finish
