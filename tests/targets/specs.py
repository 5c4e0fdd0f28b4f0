"""Each row against rustc's own description of the target (`--print
target-spec-json`): the machine, byte order and word size, ABI, floating point,
features, relocation and code model, red zone, who has its std, and enums of what clang is told.
Usage: specs.py ZIG. What differs and may stands in EXPLAINED with the reason."""
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ZIG = sys.argv[1]
ENV = {**os.environ, "RUSTC_BOOTSTRAP": "1"}

# target (regular expression) | what | reason
EXPLAINED = [line.split(" | ") for line in """\
.*-linux-.*|.*bsd.* | relocation | a program that is no PIE may be asked for; clang's own default is PIE
riscv.*-linux-.*|riscv.*bsd.*|loongarch64-.*-linux-.* | code model | position-independent code is relative to the PC in any of them
i686-(pc|win7)-windows-.*|i686-unknown-uefi | relocation | code for COFF is the same in both
x86_64-pc-windows-.* | features | C does without cmpxchg16b and SSE 3, which Rust may use: every Windows since 8.1 needs them
riscv64a23-unknown-linux-gnu | features | clang names what the profile rva23u64 has one by one
thumbv7neon-unknown-linux-.* | machine | C is compiled in ARM mode (targets/linux-gnu.ini)
x86_64-unknown-none|.*86.*-unknown-uefi | features | clang refuses floating point where rustc computes it in software
hexagon-unknown-.* | features | the length of vectors, which without HVX there are none of
""".splitlines()]

# Features that are in the architecture's name, or a matter of Rust's side alone.
IMPLIED = re.compile(r"""v\d.*|thumb2|thumb-mode|mips\d+r\d|relax|crt-static|
    outline-atomics|forced-atomics|atomics-32|fpxx|nooddspreg|lahfsahf|
    secure-plt|strict-align""", re.X)


def spec(target):
    p = subprocess.run(["rustc", "-Zunstable-options", "--print",
                        "target-spec-json", "--target", target],
                       env=ENV, capture_output=True, text=True)
    return json.loads(p.stdout) if p.returncode == 0 else None


def clang(triple, words):
    p = subprocess.run([ZIG, "clang", "--target=" + triple, "-no-canonical-prefixes",
                        *words, "-v", "-dM", "-E", "-x", "c", "/dev/null"],
                       capture_output=True, text=True)
    line = [l for l in p.stderr.splitlines() if " -cc1 " in l]
    if not line:
        return None
    macros = dict(re.findall(r"^#define (\S+) ?(.*)$", p.stdout, re.M))
    return line[0].split(), macros


def after(cc1, word):
    return cc1[cc1.index(word) + 1] if word in cc1 else None


def features(cc1):
    got = {}
    for i, w in enumerate(cc1):
        if w == "-target-feature":
            got[cc1[i + 1][1:]] = cc1[i + 1][0]
    return got


def machine(triple):
    """armv7a and thumbv7a are armv7 and thumbv7 to LLVM."""
    arch = triple.split("-")[0]
    arch = re.sub(r"^(i\d86|x86)$", "x86", arch)
    return {"arm64": "aarch64", "armv7a": "armv7", "powerpc64le": "ppc64le",
            "thumbv7a": "thumbv7"}.get(arch, arch)


def differences(row, s):
    ours = clang(row["llvm"], (row["clang"] or "").split())
    if ours is None:
        return [("machine", "clang takes none of it")]
    cc1, macros = ours
    bad = []

    def same(what, mine, its):
        if mine != its:
            bad.append((what, f"{mine}, rustc {its}"))

    same("machine", machine(row["llvm"]), machine(s["llvm-target"]))
    same("word size", int(macros["__SIZEOF_POINTER__"]) * 8,
         int(s["target-pointer-width"]))
    big = macros["__BYTE_ORDER__"] == "__ORDER_BIG_ENDIAN__"
    same("byte order", "big" if big else "little",
         s.get("target-endian", "little"))
    if "llvm-abiname" in s:
        same("ABI", after(cc1, "-target-abi"), s["llvm-abiname"])
    if s["arch"] == "arm":  # soft-float with it
        same("float", after(cc1, "-mfloat-abi"), s.get("llvm-floatabi"))
    if s["arch"] in ("arm", "hexagon") and s.get("os", "none") != "linux":
        same("enums", "-fshort-enums" in cc1, s.get("c-enum-min-bits") == 8)
    if s["arch"] == "x86_64":
        same("red zone", "-disable-red-zone" in cc1,
             s.get("disable-redzone", False))
    model = next((w.split("=")[1] for w in cc1 if w.startswith("-mcmodel=")),
                 "small")
    same("code model", model, s.get("code-model", "small"))
    pic = s.get("relocation-model", "pic") == "pic"
    if s["arch"] not in ("wasm32", "avr", "bpf"):
        same("relocation", after(cc1, "-mrelocation-model"),
             "pic" if pic else "static")
    same("std", row["std_from"],
         "rustup" if s["metadata"]["tier"] < 3 else "source")
    has = features(cc1)
    for word in filter(None, s.get("features", "").split(",")):
        name = word[1:]
        if IMPLIED.fullmatch(name) or (s["arch"], name) == ("arm", "soft-float"):
            continue
        # What is not said is what the CPU has.
        if word[0] == "-" and has.get(name) == "+" or \
                word[0] == "+" and has.get(name) == "-":
            bad.append(("features", f"{has[name]}{name}, rustc {word}"))
        elif word[0] == "+" and name not in has:
            bad.append(("features", f"rustc {word}"))
    return bad


def main():
    rows = json.loads(subprocess.run(
        ["cargo-zbuild", "zbuild", "targets", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    rows = [x for x in rows if not x["refused"] and not x["own"] and not x["sdk"]]
    bad = n = 0
    with ThreadPoolExecutor(4) as pool:
        specs = list(pool.map(lambda x: spec(x["rust"]), rows))
        pairs = [(x, s) for x, s in zip(rows, specs) if s is not None]
        found = list(pool.map(lambda p: differences(*p), pairs))
    for (row, _), bads in zip(pairs, found):
        n += 1
        for what, text in bads:
            if not any(re.fullmatch(p, row["rust"]) and w == what
                       for p, w, _ in EXPLAINED):
                print(f"{row['rust']}: {what}: {text}")
                bad += 1
    print(n, "rows")
    return bad > 0 or n < 60


sys.exit(main())
