"""Makes archives of a fake zig.  fake.py KIND OUT ZIG VERSION

KIND: wheel, tar.xz, tar.gz, or a damaged or hostile relative of these.
ZIG is the program that becomes `zig`.
"""
import base64
import hashlib
import io
import sys
import tarfile
import zipfile

kind, out, zig, version = sys.argv[1:]
program = open(zig, "rb").read()
std = b"// the fake zig's std\n" * 500
info = f"ziglang-{version}.dist-info"
files = {
    "ziglang/__init__.py": b"",
    "ziglang/zig": program,
    "ziglang/lib/std/std.zig": std,
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: ziglang\n"
                        f"Version: {version}\n".encode(),
    f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: fake\n"
                     b"Root-Is-Purelib: true\nTag: py3-none-any\n",
}


def digest(data):
    d = hashlib.sha256(data).digest()
    return "sha256=" + base64.urlsafe_b64encode(d).rstrip(b"=").decode()


def record():
    lines = [f"{n},{digest(d)},{len(d)}" for n, d in files.items()]
    return "\n".join(lines + [f"{info}/RECORD,,"]) + "\n"


def wheel():
    text = record()
    if kind == "wheel-lie":
        files["ziglang/lib/std/std.zig"] = std.replace(b"fake", b"evil", 1)
    if kind == "wheel-extra":
        files["ziglang/extra"] = b"not in RECORD"
    if kind == "wheel-traversal":
        files["ziglang/../../../evil"] = b"evil"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100755 << 16
            z.writestr(entry, data)
        if kind != "wheel-no-record":
            z.writestr(f"{info}/RECORD", text)
        if kind == "wheel-symlink":
            entry = zipfile.ZipInfo("ziglang/link")
            entry.external_attr = 0o120777 << 16
            z.writestr(entry, "/etc/passwd")


def tar():
    top = f"zig-x86_64-linux-{version}"
    with tarfile.open(out, "w:" + kind.split(".")[1].split("-")[0]) as t:
        def add(name, data, **more):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mode = 0o755
            for key, value in more.items():
                setattr(entry, key, value)
            t.addfile(entry, io.BytesIO(data))
        add(f"{top}/zig", program)
        add(f"{top}/lib/std/std.zig", std)
        if kind.endswith("-traversal"):
            add(f"{top}/../../../evil", b"evil")
        if kind.endswith("-symlink"):
            add(f"{top}/link", b"", type=tarfile.SYMTYPE,
                linkname="/etc/passwd")
        if kind.endswith("-fifo"):
            add(f"{top}/fifo", b"", type=tarfile.FIFOTYPE)


if kind.startswith("wheel"):
    wheel()
else:
    tar()
