"""docs/crates-table.md from what run.sh wrote: table.py LIST RESULTS"""
import sys

CELLS = ["x86_64-unknown-linux-gnu.2.17", "aarch64-unknown-linux-gnu.2.17",
         "x86_64-unknown-linux-musl", "armv7-unknown-linux-gnueabihf.2.17",
         "x86_64-pc-windows-gnu", "aarch64-apple-darwin"]
SHORT = ["x86_64 2.17", "aarch64 2.17", "musl", "armv7 2.17", "windows",
         "Apple (link)"]
HEAD = """# Crates that compile C, C++ or assembler

Made by `make check-crates` from real builds: not to be edited. Each crate stands
for a way to build: a program that calls it (`tests/crates/src/bin`) was built by
`cargo zbuild build --target T`, run (on the processor, under qemu or wine) and its
answer compared. **+** is a pass, with Apple's targets: it links, without an SDK.
A letter leads to the reason below, **·** was not run. Behind a stroke, where it was
run, stands what plain cargo with Debian 12's cross compilers (for musl `musl-gcc`)
made of the same program; it builds for this distribution's glibc, 2.36, and for
Apple Debian has no compiler.

"""


def letter(i):
    return (chr(96 + i // 26) if i >= 26 else "") + chr(97 + i % 26)


def read(path):
    with open(path) as f:
        return [line.rstrip("\n") for line in f if not line.startswith("#")]


def versions():
    found, name = {}, ""
    for line in read("Cargo.lock"):
        key, _, value = line.partition(" = ")
        if key == "name":
            name = value.strip('"')
        elif key == "version":
            found.setdefault(name, value.strip('"').split("+")[0])
    return found


def main(listed, results):
    got = {tuple(x[:2]): x[2:] for x in (l.split("\t") for l in read(results))}
    notes, with_, version = [], set(), versions()
    sums = [[[0, 0], [0, 0]] for _ in CELLS]  # passed, tried: ours, plain cargo's

    def mark(crate, cell):
        result = got.get((crate, cell))
        if not result:
            return "·"
        with_.add(result[2])
        if result[0] in ("pass", "linked"):
            return "+"
        if result[0] not in notes:
            notes.append(result[0])
        return letter(notes.index(result[0]))

    out = ["| crate | builds by | " + " | ".join(SHORT) + " |",
           "|---" * (len(CELLS) + 2) + "|"]
    crates = [[w.strip() for w in line.split("|")] for line in read(listed)]
    for crate, way, *_ in sorted(crates):
        marks = []
        for i, cell in enumerate(CELLS):
            ours = mark(crate, cell)
            theirs = mark(crate, "plain-" + cell.replace(".2.17", ""))
            for s, m in zip(sums[i], (ours, theirs)):
                s[0] += m == "+"
                s[1] += m != "·"
            marks.append(ours if theirs == "·" else f"{ours} / {theirs}")
        name = {"luajit": "mlua", "lua54": "mlua"}.get(crate, crate)
        title = crate if name == crate else f"{name} ({crate})"
        out.append(f"| {title} {version.get(name, '')} | {way} | " +
                   " | ".join(marks) + " |")
    out.append(f"| **{len(crates)}** | | " + " | ".join(
        " / ".join(f"**{n} of {m}**" for n, m in s if m) for s in sums) + " |")
    print(HEAD + "\n".join(out) + "\n")
    for i, note in enumerate(notes):
        print(f"- {letter(i)}: `{note}`")
    print("\nWith " + "; ".join(sorted(with_)) + ".")


main(*sys.argv[1:])
