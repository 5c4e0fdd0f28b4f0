"""docs/deps-table.md from what run.sh wrote: table.py LIST RESULTS CRATES"""
import sys

TARGETS = ["aarch64-unknown-linux-gnu", "armv7-unknown-linux-gnueabihf"]
HEAD = """# Debian's libraries, linked with and run

Made by `make check-deps` from real builds: not to be edited. Each package was added
by `cargo zbuild deps add` for arm64 and for armhf; a program that calls it was
compiled and linked with the words of the target's pkg-config, and once more by CMake
(by the package that CMake or the library has for it, else by pkg-config), and run
under qemu. **+** is a pass, **-** means that the library has no .pc file, **·** was
not run, and a letter leads to the reason below. "with" is how many packages the
library brings along for arm64. Debian 12, floor 2.36; C++ with `cxx = libstdc++`.

"""


def read(path):
    with open(path) as f:
        return [line.rstrip("\n") for line in f if not line.startswith("#")]


CRATES = """
## Crates that look for them

Each with Debian's library for arm64: built by `cargo zbuild build`, a function of the
library's called by a program that needs the shared one, run under qemu (libssh2-sys
wants LIBSSH2_SYS_USE_PKG_CONFIG=1).

"""


def crates(path):
    rows = [line.split("\t") for line in read(path)]
    print(CRATES + "| crate | version | |\n|---|---|---|")
    for name, came, version in rows:
        print("| %s | %s | %s |" % (name, version, "+" if came == "pass" else came))


def main(listed, results, sample):
    got = {tuple(x[:2]): x[2:] for x in (l.split("\t") for l in read(results))}
    notes = []

    def mark(result):
        if result in ("pass", "-", "·"):
            return "+" if result == "pass" else result
        if result not in notes:
            notes.append(result)
        return chr(97 + notes.index(result))

    out, whole = [], 0
    for row in read(listed):
        name, packages, _, cmake, lang = row.split("|")[:5]
        cells, added = [], "·"
        for t in TARGETS:
            pkg, by_cmake, count = got.get((name, t), ["·", "·", "·"])[:3]
            cells += [mark(pkg), mark(by_cmake)]
            if t == TARGETS[0]:
                added = count
        whole += set(cells) <= {"+", "-"}
        by = "`find_package(%s)`" % cmake.split(",")[0] if cmake else "pkg-config"
        out.append("| %s | %s | %s |" % (packages, by, " | ".join(cells + [added])))
    print(HEAD + "| package | CMake by | arm64 | by CMake | armhf | by CMake | with |\n"
          + "|---" * 7 + "|\n" + "\n".join(out))
    print("\n%d of %d pass everywhere." % (whole, len(out)))
    for i, note in enumerate(notes):
        print("\n%s. %s" % (chr(97 + i), note))
    crates(sample)


main(*sys.argv[1:])
