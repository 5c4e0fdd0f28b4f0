#!/bin/bash
# README.md and docs/ as a reader sees them: every link leads somewhere, every
# picture is there and drawn of today's data; a browser, where there is one, shows
# each page whole (the PNGs stay in $BUILD/pages).
. "$(dirname "$0")/../lib/suite.sh"
cd "$top" || exit 1
python=$(PATH=/usr/bin:/bin command -v python3)

# Links and pictures; headings as GitHub names them.
try 'links and pictures lead somewhere' "$python" - README.md ARCHITECTURE.md docs/*.md <<'PY'
import pathlib, re, sys

def text_of(path):
    return re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)

def anchors(path):
    for head in re.findall(r"^#+ (.*)$", text_of(path), re.M):
        yield re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")

bad, n = [], 0
for name in sys.argv[1:]:
    page = pathlib.Path(name)
    text = text_of(page)
    for link in re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text):
        to, _, part = (link[0] or link[1]).partition("#")
        if re.match("https?:", to):
            continue
        n += 1
        file = page if not to else page.parent / to
        if not file.exists():
            bad.append("%s: %s is not there" % (name, to))
        elif part and part not in anchors(file):
            bad.append("%s: %s has no #%s" % (name, to, part))
print("\n".join(bad) or "%d links" % n)
sys.exit(bool(bad) or n < 40)
PY
mkdir "$work/pictures"
cp docs/pictures/*.{py,txt,tsv} "$work/pictures"
RUSTC=/nonexistent cargo-zbuild targets --json 2>/dev/null >"$work/targets.json"
try 'pictures are drawn' "$python" "$work/pictures/draw.py" "$work/targets.json"
# (The matrix is as old as the table below it: check-targets makes both.)
stale=$(cd docs/pictures && for f in what-*.svg bench-*.svg; do cmp -s "$f" "$work/pictures/$f" || echo "$f"; done)
equal "they are of today's what.txt and bench.tsv (make docs)" "$stale" ''
equal 'each is there in light and dark' "$(cd docs/pictures && ls *-light.svg | wc -l)" \
    "$(cd docs/pictures && ls *-dark.svg | wc -l)"

browser=$(command -v chromium chromium-browser google-chrome | head -n 1)
if [ -z "$browser" ] || ! "$python" -c 'import markdown' 2>/dev/null; then
    skip 'README and docs in a browser' \
        'no chromium or no python3-markdown (tests/deps.sh dist brings them)'
    finish
fi
pages=$BUILD/pages
mkdir -p "$pages"
"$python" - "$pages" README.md docs/README.md docs/compared.md docs/ci.md <<'PY'
import markdown, pathlib, sys
STYLE = """<meta charset=utf-8><style>body{max-width:860px;margin:24px auto;
font:15px/1.5 system-ui,sans-serif;color:#1f2328}pre{background:#f6f8fa;padding:12px;
overflow:auto}code{font-size:13px}td,th{border:1px solid #d0d7de;padding:4px 9px}
table{border-collapse:collapse}img{max-width:100%}</style>"""
# A picture that does not load says so in the title, which --dump-dom prints.
SCRIPT = """<script>addEventListener("load",()=>{document.title="broken:"+
[...document.images].filter(i=>!i.naturalWidth).map(i=>i.src)+":of "+
document.images.length})</script>"""
out = pathlib.Path(sys.argv[1])
for name in sys.argv[2:]:
    page = pathlib.Path(name).resolve()
    body = markdown.markdown(page.read_text(), extensions=["tables", "fenced_code",
                                                           "md_in_html"])
    (out / (name.replace("/", "-") + ".html")).write_text(
        "<base href='%s/'>" % page.parent.as_uri() + STYLE + body + SCRIPT)
PY
shown()
{
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/user" \
        --allow-file-access-from-files --hide-scrollbars --virtual-time-budget=5000 \
        "$@" 2>/dev/null
}
for page in "$pages"/*.html; do
    name=$(basename "$page" .html)
    hear shown --dump-dom "file://$page"
    says "$name in a browser: no picture is missing" '<title>broken::of [0-9]+</title>'
    case $name in
    README.md) says "$name: its pictures are shown" '<title>broken::of 3</title>' ;;
    esac
    hear shown --window-size=940,3000 --screenshot="$pages/$name.png" "file://$page"
    try "$name as a PNG" test "$(stat -c %s "$pages/$name.png" 2>/dev/null || echo 0)" -gt 20000
done
finish
