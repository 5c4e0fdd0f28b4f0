#!/usr/bin/env python3
"""A second reader of Mach-O files, for the tests: shares nothing with ours.

macho.py COMMAND FILE [WORD...], status 1 when something is wrong:
  show       header, libraries, rpaths, version, UUID: one fact a line
  symbols    external symbols: "D name" defined, "U name" undefined
  exports    names in dyld's trie
  binds      "library name" for each symbol that dyld binds
  signature  recomputes each page's hash; prints flags and identifier
  unwind RE  functions that match: each must have an entry in __unwind_info
  personality  the symbol that each personality pointer leads to
  section SEG SECT  its bytes
"""
import hashlib
import re
import struct
import sys


class Image:
    def __init__(self, data):
        self.d = data
        (magic, self.cpu, self.sub, self.type, self.ncmds, self.cmdsize,
         self.flags, _) = struct.unpack_from("<8I", data)
        assert magic == 0xfeedfacf, "no 64-bit Mach-O"
        self.cmds, self.segs, self.sects = [], [], []
        self.libs, self.tabs = [], {}
        off = 32
        for _ in range(self.ncmds):
            cmd, size = struct.unpack_from("<2I", data, off)
            self.cmds.append((cmd, off, size))
            if cmd == 0x19:
                self.segment(off)
            if cmd & 0x7fffffff in (0xc, 0x18, 0x1f, 0x20, 0x23):
                self.libs.append(self.string(off))
            self.tabs.setdefault(cmd & 0x7fffffff, off)
            off += size
        assert off == 32 + self.cmdsize, "sizeofcmds"
        assert off <= min([s[4] for s in self.sects if s[4]] or [off])

    def u32(self, off, n=1):
        v = struct.unpack_from("<%dI" % n, self.d, off)
        return v[0] if n == 1 else v

    def string(self, off):
        at = off + self.u32(off + 8)
        return self.d[at:self.d.index(b"\0", at)].decode()

    def segment(self, off):
        name = self.d[off + 8:off + 24].rstrip(b"\0").decode()
        addr, vmsize, fileoff, filesize = struct.unpack_from("<4Q", self.d,
                                                             off + 24)
        assert fileoff + filesize <= len(self.d), name
        self.segs.append((name, addr, vmsize, fileoff, filesize))
        for i in range(self.u32(off + 64)):
            at = off + 72 + 80 * i
            sect = self.d[at:at + 16].rstrip(b"\0").decode()
            seg = self.d[at + 16:at + 32].rstrip(b"\0").decode()
            saddr, size = struct.unpack_from("<2Q", self.d, at + 32)
            foff = self.u32(at + 48)
            self.sects.append((seg, sect, saddr, size, foff))

    def section(self, seg, sect):
        for s in self.sects:
            if s[0] == seg and s[1] == sect:
                return s
        return None

    def file_offset(self, addr):
        for _, a, _, off, size in self.segs:
            if a <= addr < a + size:
                return off + addr - a
        raise ValueError("%#x is nowhere" % addr)

    def symbols(self):
        off = self.tabs.get(2)
        if off is None:
            return []
        symoff, n, stroff, _ = self.u32(off + 8, 4)
        out = []
        for i in range(n):
            strx, typ, sect, desc, value = struct.unpack_from(
                "<IBBHQ", self.d, symoff + 16 * i)
            at = stroff + strx
            name = self.d[at:self.d.index(b"\0", at)].decode(errors="replace")
            out.append((name, typ, sect, desc, value))
        return out


def uleb(d, at):
    v = shift = 0
    while True:
        b = d[at]
        at += 1
        v |= (b & 0x7f) << shift
        shift += 7
        if b < 0x80:
            return v, at


def sleb(d, at):
    v = shift = 0
    while True:
        b = d[at]
        at += 1
        v |= (b & 0x7f) << shift
        shift += 7
        if b < 0x80:
            return v - (1 << shift) if b & 0x40 else v, at


def exports(im):
    if 0x33 in im.tabs:
        off, size = im.u32(im.tabs[0x33] + 8, 2)
    elif 0x22 in im.tabs:
        off, size = im.u32(im.tabs[0x22] + 40, 2)
    else:
        return []
    d, out = im.d[off:off + size], []

    def walk(at, prefix):
        size, at = uleb(d, at)
        if size:
            out.append(prefix.decode())
        at += size
        n = d[at]
        at += 1
        for _ in range(n):
            end = d.index(b"\0", at)
            child, nxt = uleb(d, end + 1)
            walk(child, prefix + d[at:end])
            at = nxt
    if size:
        walk(0, b"")
    return sorted(out)


def binds(im):
    """address -> (library, name), of all three tables."""
    out = {}
    if 0x22 not in im.tabs:
        return out
    at = im.tabs[0x22]
    for k in (16, 24, 32):
        off, size = im.u32(at + k, 2)
        bind_table(im, off, off + size, out)
    return out


def bind_table(im, at, end, out):
    d, lib, name, seg, pos = im.d, 0, "", 0, 0

    def put():
        where = im.libs[lib - 1] if lib > 0 else {
            0: "self", -1: "main", -2: "flat"}.get(lib, str(lib))
        out[im.segs[seg][1] + pos] = (where, name)
    while at < end:
        op, imm = d[at] & 0xf0, d[at] & 0xf
        at += 1
        if op == 0x10:
            lib = imm
        elif op == 0x20:
            lib, at = uleb(d, at)
        elif op == 0x30:
            lib = imm - 16 if imm else 0
        elif op == 0x40:
            e = d.index(b"\0", at)
            name, at = d[at:e].decode(), e + 1
        elif op == 0x60:
            _, at = sleb(d, at)
        elif op == 0x70:
            seg = imm
            pos, at = uleb(d, at)
        elif op == 0x80:
            n, at = uleb(d, at)
            pos = (pos + n) & (1 << 64) - 1
        elif op == 0x90:
            put()
            pos += 8
        elif op == 0xa0:
            put()
            n, at = uleb(d, at)
            pos = (pos + 8 + n) & (1 << 64) - 1
        elif op == 0xb0:
            put()
            pos += 8 + 8 * imm
        elif op == 0xc0:
            n, at = uleb(d, at)
            skip, at = uleb(d, at)
            for _ in range(n):
                put()
                pos += 8 + skip


def signature(im):
    at = im.tabs.get(0x1d)
    assert at is not None, "no signature"
    off, size = im.u32(at + 8, 2)
    assert off + size <= len(im.d), "the signature is cut off"
    s = im.d[off:off + size]
    magic, length, count = struct.unpack_from(">3I", s)
    assert magic == 0xfade0cc0 and length <= size
    slots = dict(struct.unpack_from(">2I", s, 12 + 8 * i)
                 for i in range(count))
    cd = s[slots[0]:]
    (magic, length, version, flags, hashoff, identoff, special, n,
     limit) = struct.unpack_from(">9I", cd)
    assert magic == 0xfade0c02 and version >= 0x20400
    hsize, htype, _, bits = struct.unpack_from("4B", cd, 36)
    assert (hsize, htype) == (32, 2), "no SHA-256"
    assert limit == off, "it does not cover all that is before it"
    page = 1 << bits
    assert n == -(-limit // page)
    for i in range(n):
        want = cd[hashoff + 32 * i:hashoff + 32 * i + 32]
        got = hashlib.sha256(im.d[i * page:min((i + 1) * page, limit)])
        assert got.digest() == want, "page %d" % i
    base, seglimit, segflags = struct.unpack_from(">3Q", cd, 64)
    text = [g for g in im.segs if g[0] == "__TEXT"][0]
    assert (base, seglimit) == (text[3], text[4]), "execSeg"
    assert segflags == (1 if im.type == 2 else 0), "execSegFlags"
    linkedit = [g for g in im.segs if g[0] == "__LINKEDIT"][0]
    assert linkedit[3] + linkedit[4] == len(im.d), "__LINKEDIT's end"
    ident = cd[identoff:cd.index(b"\0", identoff)].decode()
    return "%#x %s" % (flags, ident)


def unwind_table(im):
    """[(function address, encoding)] in order, and the personalities."""
    s = im.section("__TEXT", "__unwind_info")
    assert s is not None, "no __unwind_info"
    base = [g[1] for g in im.segs if g[0] == "__TEXT"][0]
    o = s[4]
    ver, cenc, nenc, pers, npers, idx, nidx = im.u32(o, 7)
    assert ver == 1
    common = [im.u32(o + cenc + 4 * i) for i in range(nenc)]
    out = []
    for i in range(nidx - 1):
        func, page, _ = im.u32(o + idx + 12 * i, 3)
        kind = im.u32(o + page)
        first, n, encs, nencs = struct.unpack_from("<4H", im.d, o + page + 4)
        for k in range(n):
            if kind == 2:
                f, e = im.u32(o + page + first + 8 * k, 2)
            else:
                w = im.u32(o + page + first + 4 * k)
                f, e = func + (w & 0xffffff), w >> 24
                e = common[e] if e < nenc else im.u32(
                    o + page + encs + 4 * (e - nenc))
            out.append((base + f, e))
    return out, [base + im.u32(o + pers + 4 * i) for i in range(npers)]


def unwind(im, pattern):
    import bisect
    table, _ = unwind_table(im)
    starts = [a for a, _ in table]
    assert starts == sorted(starts), "the entries are not in order"
    text = im.section("__TEXT", "__text")
    eh = im.section("__TEXT", "__eh_frame")
    dwarf = 4 if im.cpu == 0x01000007 else 3
    bad = n = frames = 0
    for name, typ, _, _, value in im.symbols():
        if typ & 0xe0 or typ & 0xe != 0xe or not re.search(pattern, name):
            continue
        if not text[2] <= value < text[2] + text[3]:
            continue
        i = bisect.bisect_right(starts, value) - 1
        start, enc = table[i] if i >= 0 else (0, 0)
        n += 1
        if enc == 0:
            bad += 1
            print("no entry: %s" % name)
        elif enc >> 24 & 0xf == dwarf:
            # the entry is an offset of the function's FDE in __eh_frame
            at = eh[4] + (enc & 0xffffff)
            pc = struct.unpack_from("<q", im.d, at + 8)[0]
            pc += eh[2] + (enc & 0xffffff) + 8
            frames += 1
            if im.u32(at) == 0 or im.u32(at + 4) == 0 or pc != start:
                bad += 1
                print("wrong FDE: %s" % name)
    print("%d functions, %d by __eh_frame, %d without an entry" % (
        n, frames, bad))
    assert n > 0 and bad == 0


def personality(im):
    bound = binds(im)
    names = {v: n for n, t, _, _, v in im.symbols()
             if t & 0xe == 0xe and not t & 0xe0}
    for addr in unwind_table(im)[1]:
        if addr in bound:
            print("%s %s" % bound[addr])
        else:
            p = struct.unpack_from("<Q", im.d, im.file_offset(addr))[0]
            print("own %s" % names.get(p, "?"))


def show(im):
    print("cpu %#x type %d flags %#x" % (im.cpu, im.type, im.flags))
    for lib in im.libs:
        print("library %s" % lib)
    for cmd, off, _ in im.cmds:
        if cmd == 0xd:
            cur, compat = im.u32(off + 16, 2)
            print("id %s %d.%d.%d %d.%d.%d" % (
                im.string(off), cur >> 16, cur >> 8 & 255, cur & 255,
                compat >> 16, compat >> 8 & 255, compat & 255))
        elif cmd == 0x8000001c:
            print("rpath %s" % im.string(off))
        elif cmd & 0x7fffffff == 0x18:
            print("weak %s" % im.string(off))
        elif cmd == 0x32:
            plat, minos, _ = im.u32(off + 8, 3)
            print("platform %d min %d.%d" % (plat, minos >> 16,
                                             minos >> 8 & 255))
        elif cmd == 0x24:
            v = im.u32(off + 8)
            print("platform 1 min %d.%d" % (v >> 16, v >> 8 & 255))


def slices(data):
    if data[:4] != b"\xca\xfe\xba\xbe":
        return [data]
    n = struct.unpack_from(">I", data, 4)[0]
    out = []
    for i in range(n):
        _, _, off, size, bits = struct.unpack_from(">5I", data, 8 + 20 * i)
        assert off % (1 << bits) == 0 and off + size <= len(data)
        out.append(data[off:off + size])
    return out


def main():
    cmd, path, words = sys.argv[1], sys.argv[2], sys.argv[3:]
    with open(path, "rb") as f:
        data = f.read()
    for part in slices(data):
        im = Image(part)
        if cmd == "show":
            show(im)
        elif cmd == "symbols":
            for name, typ, _, _, _ in im.symbols():
                if typ & 1 and not typ & 0xe0:
                    print("%s %s" % ("D" if typ & 0xe else "U", name))
        elif cmd == "exports":
            print("\n".join(exports(im)))
        elif cmd == "binds":
            for lib, name in sorted(set(binds(im).values())):
                print(lib, name)
        elif cmd == "signature":
            print(signature(im))
        elif cmd == "unwind":
            unwind(im, words[0])
        elif cmd == "personality":
            personality(im)
        elif cmd == "section":
            s = im.section(words[0], words[1])
            assert s is not None, "no such section"
            sys.stdout.buffer.write(im.d[s[4]:s[4] + s[3]])


main()
