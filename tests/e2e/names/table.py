"""table.py TARGET WORK PROGRAMS [NAME...]: each of these names as a folder and as the files
in it, through all that a build does. Prints a test a name."""
import os
import subprocess
import sys
import tomllib

NAMES = sys.argv[4:] or ['a b', 'job%2Fbranch', '100%', '%s%n%d', 'c:d', 'back\\slash', 'star*',
         'q?x', 'new\nline', 'tab\tx', 'cr\rx', 'esc\x1b[31mred', 'bell\a',
         'del\x7fx', '-dash', '--help', '@file', '@', "'single'", '"double"',
         '`tick`', '$HOME', '${x}', '$(id)', 'a;b', 'a&b', 'a|b', '<in>',
         '(par)', '[br]', '{br}', '#hash', '~tilde', '!bang', '=eq', 'a,b',
         'ünï', '日本', b'\xff\xfe'.decode('utf8', 'surrogateescape'),
         '..dots', 'trail ', 'trail.', 'n' * 200]

target, work, programs = sys.argv[1:4]
rust = target.rsplit('.', 2)[0]
said = []


def run(what, *argv, cwd=None, want=0, ours=True):
    r = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if want is not None and r.returncode != want or r.returncode > 127:
        said.append('%s: status %d: %r' % (what, r.returncode, r.stdout[-300:]))
    elif ours and any(c in r.stdout for c in b'\x1b\a\x7f\r'):
        said.append('%s: raw: %r' % (what, r.stdout[:300]))
    return r.stdout


def tool(name, *words, **how):
    run(name, '%s/%s-%s' % (work, target, name), *words, **how)


def zbuild(*words, **how):
    return run(words[0], programs + '/cargo-zbuild', 'zbuild', *words, **how)


# A crate in the folder: what setup writes is what it takes away; packages come
# and go. What people read shows what a terminal would obey.
def project(name, d):
    base = d + '/' + name
    cc = '%s/%s-cc' % (work, target)
    os.mkdir(d + '/src')
    for file, text in [('src/main.rs', 'fn main() {}\n'), ('Cargo.toml',
                       '[package]\nname = "p"\nversion = "0.1.0"\n')]:
        with open(d + '/' + file, 'w') as f:
            f.write(text)
    before = set(os.listdir(d))
    if '\udcff' in name or '\x7f' in name:  # cargo does not print these
        return zbuild('setup', '--target', rust, cwd=d, want=125)
    zbuild('setup', '--target', rust, cwd=d)
    with open(d + '/.cargo/zbuild.toml', 'rb') as f:
        tomllib.load(f)
    zbuild('info', rust, cwd=d)
    zbuild('doctor', rust, cwd=d, want=None)
    zbuild('setup', '--remove', cwd=d)
    if set(os.listdir(d)) - {'.cargo'} != before:
        said.append('left: %r' % (set(os.listdir(d)) - before))
    zbuild('deps', 'add', '--target', 'aarch64-unknown-linux-gnu', 'libmore-dev',
           cwd=d)
    root = zbuild('deps', 'list', '--path', cwd=d).strip()
    if not os.path.exists(root + b'/usr/include/more.h'):
        said.append('no package in %r' % root)
    zbuild('deps', 'remove', '--target', 'aarch64-unknown-linux-gnu',
           'libmore-dev', cwd=d)
    zbuild('explain', '--', cc, '-c', base + '.c', base + '.x')
    tool('cc', '-fuse-ld=' + name, base + '.o', '-o', base + '.w', want=None)


def build(name, d):
    base = d + '/' + name
    with open(base + '.c', 'w') as f:
        f.write('int main(void) { return 0; }\n')
    tool('cc', '-c', base + '.c', '-o', base + '.o')
    tool('cc', base + '.o', '-L' + d, '-o', base + '.x')
    run('the program', base + '.x')
    tool('cc', '-g', '-MMD', './' + name + '.c', '-o', './' + name + '.y', cwd=d)
    tool('ar', 'rcs', base + '.a', base + '.o')
    tool('cc', base + '.a', '-o', base + '.z')
    tool('cc', '-shared', base + '.o', '-Xlinker', '-soname', '-Xlinker', name,
         '-o', base + '.so')
    tool('strip', base + '.x')
    run('the stripped program', base + '.x')
    run('verify', programs + '/cargo-zbuild', 'zbuild', 'verify', base + '.x')
    run('verify of nothing', programs + '/cargo-zbuild', 'zbuild', 'verify', d,
        want=125)
    project(name, d)
    run('exec', programs + '/cargo-zbuild', 'zbuild', 'exec', '--target', target,
        '--', base + '.x')


for name in NAMES:
    said.clear()
    d = work + '/' + name
    os.mkdir(d)
    try:
        build(name, d)
    except OSError as e:
        said.append(str(e))
    for line in said:
        print(line)
    print(('not ok' if said else 'ok') + ' - ' + ascii(name)[1:-1][:40])
