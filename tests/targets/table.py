"""The rows of `cargo zbuild targets --json` with what came of each in
tests/targets/results.tsv: docs/target-table.md, or, with README, that file with the
table between its two marks made anew. Usage: table.py RESULTS [README]"""
import json
import subprocess
import sys

COLUMNS = ["C", "C++", "Rust bin", "cdylib", "staticlib", "run"]

HEAD = """# Targets

Made by `make check-targets` from real builds: not to be edited. **+** is a pass;
a number leads to the reason below; **-** was not tried yet. C and C++ programs
are linked; *run* means that all programs that were built ran and printed what
they should. Rust's standard library is *rustup*'s, or built once from its *source*
by `cargo zbuild std` or cargo's -Zbuild-std; *core* and alloc are all of it where there
is no operating system. The letters lead to what C and C++, and Rust, were tried with, and
when.

"""


def rows():
    text = subprocess.run(["cargo-zbuild", "zbuild", "targets", "--json"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True).stdout
    return [x for x in json.loads(text) if not x["own"]]


def results(path):
    with open(path) as f:
        lines = [line.rstrip("\n").split("\t") for line in f]
    return {line[0]: line[1:] for line in lines}


def std(x):
    has_all = x["libc"] != "none" or x["rust"] == "wasm32-unknown-unknown"
    return x["std_from"] + ("" if has_all else ", core")


def letter(i):
    return "abcdefghijklmnopqrstuvwxyz"[i % 26] * (i // 26 + 1)


def both(cells, on):
    """What C and Rust were tried with: once in the line if it was one day."""
    c, rust = (on + [""] * 2)[:2]
    tried = set(cells[2:5]) - {"not tried", "no_std only"}
    return c, (rust or c) if tried else ""


def readme(got, path):
    with open(path) as f:
        text = f.read()
    begin, end = "<!-- target table -->\n", "<!-- end of target table -->"
    head, rest = text.split(begin)
    tail = rest.split(end)[1]
    out = ["| target | " + " | ".join(COLUMNS) + " |",
           "|---" * (len(COLUMNS) + 1) + "|"]
    for x in rows():
        if not x["refused"] and not x["sdk"]:
            cells = got.get(x["rust"], ["not tried"] * 6)[:len(COLUMNS)]
            marks = [{"pass": "+", "not tried": ""}.get(c, "-") for c in cells]
            out.append(f"| {x['rust']} | " + " | ".join(marks) + " |")
    print(head + begin + "\n".join(out) + "\n" + end + tail, end="")


def page(got):
    notes, tried, out = [], [], []
    offered = [x for x in rows() if not x["refused"] and not x["sdk"]]
    out.append("| target | engine | floor | std | " + " | ".join(COLUMNS) +
               " | C with | Rust with |")
    out.append("|---" * (len(COLUMNS) + 6) + "|")
    for x in offered:
        cells = got.get(x["rust"], ["not tried"] * len(COLUMNS))
        cells, on = cells[:len(COLUMNS)], cells[len(COLUMNS):]
        marks = []
        for c in cells:
            if c == "pass":
                marks.append("+")
            elif c == "not tried":
                marks.append("-")
            else:
                if c not in notes:
                    notes.append(c)
                marks.append(str(notes.index(c) + 1))
        for with_ in both(cells, on):
            if with_ and with_ not in tried:
                tried.append(with_)
            marks.append(letter(tried.index(with_)) if with_ else "")
        out.append(f"| {x['rust']} | {x['engine']} | "
                   f"{x['glibc_default'] or ''} | {std(x)} | " +
                   " | ".join(marks) + " |")
    print(HEAD + "\n".join(out) + "\n")
    for i, note in enumerate(notes, 1):
        print(f"{i}. `{note}`")
    print()
    for i, with_ in enumerate(tried):
        print(f"- {letter(i)}: {with_}")
    print("\n## With your SDK\n\nTried with stand-ins of the documented layouts, "
          "none with the vendor's own (docs/sdks.md).\n")
    for x in rows():
        if x["sdk"]:
            print(f"- {x['rust']}: {' or '.join(x['sdk'].split())}")
    print("\n## Not offered\n")
    for x in rows():
        if x["refused"]:
            print(f"- {x['rust']}: {x['refused']}")


if len(sys.argv) > 2:
    readme(results(sys.argv[1]), sys.argv[2])
else:
    page(results(sys.argv[1]))
