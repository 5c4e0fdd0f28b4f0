#!/usr/bin/env python3
"""dist/package.py VERSION EPOCH ROOTS OUT: a wheel for each host of dist/hosts whose
installed tree is ROOTS/TRIPLE (as `make install` with PREFIX=/usr laid it out), the
SPDX list of what is in the artefacts, and SHA256SUMS over all of OUT.

The same bytes for the same input: times are EPOCH's, the order is the names'.
"""

import base64
import hashlib
import json
import os
import pathlib
import sys
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent

# Where a wheel's parts go: into the environment's bin, and its share.
SCRIPTS, DATA = "scripts", "data"
ALIAS = b"""#!/bin/sh
exec "${0%%/*}/%s" "$@"
"""

METADATA = """\
Metadata-Version: 2.1
Name: cargo-zbuild
Version: {version}
Summary: Zig as the cross toolchain for Cargo and for every C build
License: MIT OR Apache-2.0
Keywords: zig,cargo,cross,toolchain,glibc
Requires-Python: >=3.6
Requires-Dist: ziglang>=0.11
Description-Content-Type: text/markdown

{readme}"""

WHEEL = """\
Wheel-Version: 1.0
Generator: zbuild dist/package.py
Root-Is-Purelib: false
{tags}"""

# What the programs have linked in: name, version, licence, where from.
LINKED = [
    ("libmd", "1.1.0", "BSD-3-Clause AND BSD-2-Clause AND ISC AND Beerware",
     "https://www.hadrons.org/software/libmd/"),
    ("libbsd", "0.12.2", "BSD-3-Clause AND BSD-2-Clause AND ISC AND MIT",
     "https://libbsd.freedesktop.org/"),
    ("inih", "59", "BSD-3-Clause", "https://github.com/benhoyt/inih"),
    ("musl", "NOASSERTION", "MIT", "https://musl.libc.org/"),
]


def hosts():
    for line in (HERE / "hosts").read_text().splitlines():
        if line and not line.startswith("#"):
            triple, platforms, *_ = line.split()
            yield triple, platforms


def digest(data):
    return hashlib.sha256(data).hexdigest()


def record(name, data):
    sha = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return "%s,sha256=%s,%d\n" % (name, sha.rstrip(b"=").decode(), len(data))


def wheel_files(root, version, platforms, readme):
    """(name in the wheel, bytes, mode) of each file but RECORD."""
    name = "cargo_zbuild-" + version
    usr = root / "usr"
    for part, base in ((SCRIPTS, usr / "bin"), (DATA, usr)):
        for file in sorted(base.rglob("*")):
            within = file.relative_to(base)
            if not file.is_file() or (part == DATA and within.parts[0] == "bin"):
                continue
            data = file.read_bytes()
            if part == SCRIPTS and file.is_symlink():  # wheels have no links
                data = ALIAS % os.readlink(file).encode()
            mode = 0o755 if part == SCRIPTS else 0o644
            yield "%s.data/%s/%s" % (name, part, within), data, mode
    tags = "".join("Tag: py3-none-%s\n" % p for p in platforms.split("."))
    info = name + ".dist-info/"
    yield (info + "METADATA",
           METADATA.format(version=version, readme=readme).encode(), 0o644)
    yield info + "WHEEL", WHEEL.format(tags=tags).encode(), 0o644


def write_wheel(out, root, version, platforms, epoch, readme):
    path = out / ("cargo_zbuild-%s-py3-none-%s.whl" % (version, platforms))
    stamp = time.gmtime(max(epoch, 315532800))[:6]  # zip begins in 1980
    lines = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        def add(name, data, mode):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            z.writestr(entry, data)

        for name, data, mode in wheel_files(root, version, platforms, readme):
            add(name, data, mode)
            lines += record(name, data)
        lines += "cargo_zbuild-%s.dist-info/RECORD,,\n" % version
        add("cargo_zbuild-%s.dist-info/RECORD" % version, lines.encode(), 0o644)


def spdx(out, version, epoch):
    """SPDX 2.3: the artefacts, and what is linked into all of them."""
    def package(ident, name, number, licence, url, **more):
        return dict(SPDXID=ident, name=name, versionInfo=number,
                    licenseConcluded=licence, licenseDeclared=licence,
                    downloadLocation=url, copyrightText="NOASSERTION",
                    filesAnalyzed=False, **more)

    packages, relations = [], []
    for name, number, licence, url in LINKED:
        packages.append(package("SPDXRef-" + name, name, number, licence, url))
    for i, file in enumerate(sorted(out.iterdir())):
        ident = "SPDXRef-artefact-%d" % i
        packages.append(package(
            ident, "zbuild", version, "MIT OR Apache-2.0", "NOASSERTION",
            packageFileName=file.name,
            checksums=[dict(algorithm="SHA256",
                            checksumValue=digest(file.read_bytes()))]))
        relations.append(("SPDXRef-DOCUMENT", "DESCRIBES", ident))
        relations += [(ident, "STATIC_LINK", "SPDXRef-" + row[0])
                      for row in LINKED]
    text = json.dumps(dict(
        spdxVersion="SPDX-2.3", dataLicense="CC0-1.0", SPDXID="SPDXRef-DOCUMENT",
        name="zbuild-" + version,
        documentNamespace="https://spdx.org/spdxdocs/zbuild-%s-%s" % (
            version, digest(json.dumps(packages).encode())[:32]),
        creationInfo=dict(
            created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            creators=["Tool: zbuild-dist-package"]),
        packages=packages,
        relationships=[dict(spdxElementId=a, relationshipType=kind,
                            relatedSpdxElement=b) for a, kind, b in relations]),
        indent=1)
    (out / ("zbuild-%s.spdx.json" % version)).write_text(text + "\n")


def main():
    version, epoch = sys.argv[1], int(sys.argv[2])
    roots, out = pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    readme = (HERE / "wheel.md").read_text()
    for triple, platforms in hosts():
        if platforms != "-" and (roots / triple).is_dir():
            write_wheel(out, roots / triple, version, platforms, epoch, readme)
    spdx(out, version, epoch)
    names = sorted(f.name for f in out.iterdir() if f.name != "SHA256SUMS")
    (out / "SHA256SUMS").write_text("".join(
        "%s  %s\n" % (digest((out / n).read_bytes()), n) for n in names))


if __name__ == "__main__":
    os.umask(0o022)
    main()
