"""hostile.py POOL VICTIM: packages that no dpkg-deb builds, whose members lead to VICTIM."""
import io
import sys
import tarfile

pool, victim = sys.argv[1:]
up = "../" * 20 + victim
R, L, S = tarfile.REGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE
KINDS = {
    "dots": [(up + "/dots", R, "", {})],
    "hard": [("./x", L, up + "/hard", {})],
    "pax": [("./x", R, "", {"path": up + "/pax"})],
    "through": [("./usr", S, victim, {}), ("./usr/through", R, "", {})],
}


def tar(entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for name, kind, link, pax, *data in entries:
            data = data[0].encode() if data else b"x" * (kind == R)
            i = tarfile.TarInfo(name)
            i.type, i.linkname, i.pax_headers, i.size = kind, link, pax, len(data)
            t.addfile(i, io.BytesIO(data))
    return out.getvalue()


for kind, entries in KINDS.items():
    name = f"liba{kind}-dev"
    control = (f"Package: {name}\nVersion: 1\nArchitecture: arm64\n"
               "Maintainer: x <x@x>\nDescription: x\n")
    with open(f"{pool}/{name}_1_arm64.deb", "wb") as f:
        f.write(b"!<arch>\n")
        for member, data in (("debian-binary", b"2.0\n"),
                             ("control.tar", tar([("./control", R, "", {}, control)])),
                             ("data.tar", tar(entries))):
            f.write(f"{member:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode())
            f.write(data + b"\n" * (len(data) % 2))
