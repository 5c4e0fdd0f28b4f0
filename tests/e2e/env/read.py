"""read.py FORMAT FILE EXEC [BEFORE]: does FILE, an output of `cargo zbuild env`,
say what EXEC (the output of `env -0` under `cargo zbuild exec`) has, when BEFORE
was there? Each format is read by the rules of its reader, written down here a
second time. `clangd` is compared with the output for `flags`."""
import json
import os
import re
import sys


def pwsh(text, before):
    """`${env:NAME} = 'STRING'` with PowerShell's quotes (about_Quoting_Rules:
    five characters are single quotes, two of them are one)."""
    quotes = "'\u2018\u2019\u201a\u201b"
    env, at = dict(before), 0

    def string(at):
        assert text[at] in quotes, text[at:at + 40]
        at, out = at + 1, []
        while True:
            if text[at] in quotes:
                if at + 1 == len(text) or text[at + 1] not in quotes:
                    return "".join(out), at + 1
                at += 1
            out.append(text[at])
            at += 1

    while at < len(text):
        if text[at] == "#":
            at = text.index("\n", at) + 1
            continue
        name = re.compile(r"\$\{env:([^{}`]+)\} = ").match(text, at)
        assert name, text[at:at + 60]
        at = name.end()
        if text.startswith("$null", at):
            env.pop(name[1], None)
            at += len("$null")
        else:
            env[name[1]], at = string(at)
            rest = " + [IO.Path]::PathSeparator + ${env:PATH}"
            if text.startswith(rest, at):
                env[name[1]] += ":" + before["PATH"]
                at += len(rest)
        assert text[at] == "\n", text[at:at + 40]
        at += 1
    return env


def github(text, before):
    """As the runner's file commands read it: NAME=VALUE, or NAME<<END with
    lines up to END."""
    env, lines = dict(before), text.split("\n")
    assert lines.pop() == ""
    while lines:
        line = lines.pop(0)
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            env[line[:equals]] = line[equals + 1:]
            continue
        assert heredoc > 0, line
        end, value = line[heredoc + 2:], []
        while lines[0] != end:
            value.append(lines.pop(0))
        lines.pop(0)
        env[line[:heredoc]] = "\n".join(value)
    return env


def as_json(text, before):
    said = json.loads(text)
    env = dict(before)
    env.update(said["set"])
    for key in said["unset"]:
        env.pop(key, None)
    env["PATH"] = ":".join(said["path"] + [before["PATH"]])
    return env


def cargo(text, want):
    import tomllib
    said = tomllib.loads(text)
    links = want["PATH"].split(":")[0]
    target = said["target"]["aarch64-unknown-linux-gnu"]
    assert target["linker"] == want["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER"]
    assert target["runner"] == want["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER"]
    assert "CC" not in said["env"]
    assert "CC_aarch64_unknown_linux_gnu" in said["env"]
    for key, value in said["env"].items():
        if not key.startswith("ZBUILD_"):
            full = os.path.join(links, want[key])
            assert value in (want[key], full), (key, value)


def script(text, got):
    """What a build script got from the real cargo is what the file says, and
    the compiler in it is there."""
    import tomllib
    said = tomllib.loads(text)
    for key, value in said["env"].items():
        assert got.get(key) == value, (key, got.get(key), value)
    target = said["target"]["aarch64-unknown-linux-gnu"]
    assert got["RUSTC_LINKER"] == target["linker"]
    assert os.access(got["CC_aarch64_unknown_linux_gnu"], os.X_OK)
    nasty = got["BINDGEN_EXTRA_CLANG_ARGS_aarch64_unknown_linux_gnu"]
    assert "\n" in nasty and "$C" in nasty and "\\\\" in nasty, nasty


def clangd(text, flags):
    words = [json.loads(w) for w in re.findall(r'^    - (".*")$', text, re.M)]
    assert len(words) > 10
    assert [re.sub("[\r\n]", " ", w) for w in words] == flags.split("\n")[:-1]


def compare(got, want):
    ignored = {"_", "SHLVL", "PWD", "OLDPWD", "LOGNAME", "USER"}
    for key in sorted(set(got) | set(want)):
        if key not in ignored and got.get(key) != want.get(key):
            sys.exit(f"{key} is {got.get(key)!r}, not {want.get(key)!r}")


def variables(file):
    with open(file, encoding="utf-8", newline="") as f:
        return dict(v.split("=", 1) for v in f.read().split("\0") if v)


def main():
    kind, file, other = sys.argv[1:4]
    with open(file, encoding="utf-8", newline="") as f:
        text = f.read()
    if kind == "clangd":
        with open(other, encoding="utf-8") as f:
            return clangd(text, f.read())
    if kind == "script":
        return script(text, variables(other))
    if kind == "cargo":
        return cargo(text, variables(other))
    read = {"pwsh": pwsh, "github": github, "json": as_json}[kind]
    return compare(read(text, variables(sys.argv[4])), variables(other))


main()
