#!/usr/bin/python3
"""draw.py TARGETS.json [BENCH.json]: the pictures of README.md, light and dark, in
this folder: what.txt drawn, bench.tsv as bars (its rows first brought up to what
BENCH.json has), and the targets of `cargo zbuild targets --json` as a matrix."""
import html
import json
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
THEMES = {
    "light": dict(text="#1f2328", dim="#59636e", line="#8c959f", user="#f6f8fa",
                  ours="#fff1d6", zig="#ddf4ff", edge="#d0d7de", us="#d97706",
                  zigcc="#0969da", peer="#8c959f", run="#2da44e", linked="#a6dbb3",
                  none="#eaeef2"),
    "dark": dict(text="#e6edf3", dim="#9198a1", line="#6e7681", user="#161b22",
                 ours="#3b2a0c", zig="#0c2d48", edge="#3d444d", us="#f0a33a",
                 zigcc="#4493f8", peer="#6e7681", run="#2ea043", linked="#1c5a2c",
                 none="#21262d"),
}


class Svg:
    def __init__(self, width, height, title):
        self.out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" '
            'font-family="system-ui,-apple-system,Segoe UI,sans-serif">',
            f"<title>{html.escape(title)}</title>"]

    def box(self, x, y, w, h, fill, edge="none", round_=3):
        self.out.append(f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" '
                        f'rx="{round_}" fill="{fill}" stroke="{edge}"/>')

    def text(self, x, y, text, fill, size=13, anchor="start", weight="normal"):
        self.out.append(f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" '
                        f'text-anchor="{anchor}" font-weight="{weight}">'
                        f"{html.escape(text)}</text>")

    def arrow(self, x, y, to_x, to_y, fill):
        self.out.append(
            f'<path d="M{x:g} {y:g}C{(x + to_x) / 2:g} {y:g} {(x + to_x) / 2:g} '
            f'{to_y:g} {to_x - 7:g} {to_y:g}" fill="none" stroke="{fill}" '
            f'stroke-width="1.5"/><path d="M{to_x:g} {to_y:g}l-8 -4v8z" '
            f'fill="{fill}"/>')

    def save(self, name):
        (HERE / name).write_text("\n".join(self.out) + "\n</svg>\n")


def what(theme, c):
    wide, high, step_x, step_y = 186, 86, 222, 56
    boxes, arrows = {}, []
    for line in (HERE / "what.txt").read_text().splitlines():
        if line.startswith("box "):
            head, *texts = line.split(" | ")
            _, name, column, row, kind = head.split()
            boxes[name] = (6 + int(column) * step_x, 6 + int(row) * step_y, kind, texts)
        elif line.startswith("arrow "):
            head, *label = line.split(" | ")
            arrows.append((*head.split()[1:], *label))
    svg = Svg(3 * step_x + wide + 12, 2 * step_y + high + 12,
              "A build calls cargo zbuild and zshim, which use zig and a sysroot; a "
              "program for the target comes out")
    for x, y, kind, texts in boxes.values():
        svg.box(x, y, wide, high, c[kind], c["edge"], 8)
        svg.text(x + wide / 2, y + 24, texts[0], c["text"], 15, "middle", "600")
        for i, line in enumerate(texts[1:]):
            svg.text(x + wide / 2, y + 43 + 16 * i, line, c["dim"], 12, "middle")
    for a, b, *label in arrows:
        x, y = boxes[a][0] + wide, boxes[a][1] + high / 2
        to_x, to_y = boxes[b][0], boxes[b][1] + high / 2
        svg.arrow(x + 2, y, to_x - 2, to_y, c["line"])
        for text in label:
            svg.text(boxes[b][0] + wide / 2, boxes[b][1] + high + 20, text, c["dim"],
                     12, "middle")
    svg.save(f"what-{theme}.svg")


# Cases and tools of make bench, as bench.tsv names them.
CASES = {
    "from nothing to a first C program": "from nothing to a first C program",
    "first link, caches cold: C program": "first link, nothing built yet",
    "compile of small.c": "compile a small C file",
    "small link": "link it",
    "libz-ng-sys, caches cold": "cargo build of libz-ng-sys, cold",
}
TOOLS = [("zshim/direct", "cargo-zbuild", "zbuild"), ("zig-cc",), ("cargo-zigbuild",)]


def rows():
    lines = (HERE / "bench.tsv").read_text().splitlines()
    return ([x for x in lines if x.startswith("#")],
            {x.split("\t")[0]: x.split("\t")[1:] for x in lines if x[:1] not in "#"})


def update(path):
    head, table = rows()
    for case in json.loads(pathlib.Path(path).read_text()):
        if case["name"] in CASES:
            cells = table[CASES[case["name"]]]
            for i, names in enumerate(TOOLS):
                for tool in case["tools"]:
                    if tool["tool"] in names:
                        cells[i] = "%.3g" % statistics.median(tool["ms"])
                        cells[i] = "%d" % float(cells[i])
    (HERE / "bench.tsv").write_text("\n".join(
        head + ["\t".join([k] + v) for k, v in table.items()]) + "\n")


def seconds(ms):
    return "%d ms" % ms if ms < 1000 else "%.3g s" % (ms / 1000)


def bench(theme, c):
    names = [("zbuild", "us"), ("zig cc", "zigcc"), ("cargo-zigbuild", "peer")]
    left, wide, bar = 250, 500, 15
    table = {k: v for k, v in rows()[1].items() if v[0] != "-"}
    high = sum(20 + bar * sum(x != "-" for x in v) for v in table.values())
    svg = Svg(left + wide + 90, high + 44, "Times of zbuild, zig cc and cargo-zigbuild")
    y = 10
    for i, (name, colour) in enumerate(names):
        svg.box(left + i * 130, y, 12, 12, c[colour])
        svg.text(left + i * 130 + 18, y + 11, name, c["text"], 13)
    y += 32
    for label, cells in table.items():
        got = [(n, float(v)) for n, v in zip(names, cells) if v != "-"]
        most = max(v for _, v in got)
        svg.text(left - 14, y + bar * len(got) / 2 + 4, label, c["text"], 13, "end")
        for (_, colour), value in got:
            svg.box(left, y, max(2, value / most * wide), bar - 3, c[colour])
            svg.text(left + max(2, value / most * wide) + 6, y + 10, seconds(value),
                     c["text"] if colour == "us" else c["dim"], 12)
            y += bar
        y += 20
    svg.save(f"bench-{theme}.svg")


FAMILIES = [("gnu", "glibc"), ("musl", "musl"), ("mingw", "Windows"),
            ("darwin", "macOS"), ("freebsd", "FreeBSD"), ("netbsd", "NetBSD"),
            ("openbsd", "OpenBSD"), ("wasi", "wasm"), ("none", "bare")]


def matrix(theme, c, path):
    cells, archs = {}, []
    for x in json.loads(pathlib.Path(path).read_text()):
        if x["refused"] or x["own"]:
            continue
        arch, libc = x["rust"].split("-")[0], x["libc"]
        if arch.startswith("wasm"):
            libc = "wasi"
        if arch not in archs:
            archs.append(arch)
        rank = {"run": 3, "linked": 2}.get(x["tested"], 1)
        cells[arch, libc] = max(rank, cells.get((arch, libc), 0))
    archs.sort(key=lambda a: (-sum(k[0] == a for k in cells), a))
    families = [f for f in FAMILIES if any(k[1] == f[0] for k in cells)]
    columns = 2
    per = -(-len(archs) // columns)
    left, step, high = 118, 39, 17
    wide = left + step * len(families) + 24
    svg = Svg(wide * columns, per * high + 84, "Which machine and system zbuild builds "
              "for, and what was run")
    for column in range(columns):
        x0 = column * wide
        for i, (_, name) in enumerate(families):
            x = x0 + left + step * i + step / 2
            svg.out.append(f'<text transform="translate({x:g} 46) rotate(-38)" '
                           f'fill="{c["text"]}" font-size="11">{name}</text>')
        for j, arch in enumerate(archs[column * per:(column + 1) * per]):
            y = 54 + j * high
            svg.text(x0 + left - 8, y + 11, arch, c["text"], 12, "end")
            for i, (libc, _) in enumerate(families):
                rank = cells.get((arch, libc), 0)
                svg.box(x0 + left + step * i, y, step - 4, high - 4,
                        c[("none", "linked", "linked", "run")[rank]])
    y = per * high + 64
    for i, (colour, label) in enumerate((("run", "built, and its programs ran"),
                                         ("linked", "built and looked at"),
                                         ("none", "no such target"))):
        svg.box(10 + 230 * i, y, 14, 12, c[colour])
        svg.text(30 + 230 * i, y + 11, label, c["dim"], 12)
    svg.save(f"targets-{theme}.svg")


if len(sys.argv) > 2:
    update(sys.argv[2])
for name, colours in THEMES.items():
    what(name, colours)
    bench(name, colours)
    matrix(name, colours, sys.argv[1])
