"""What toml-tests prints of toml-test's files is what they shall mean."""
import collections
import json
import math
import os
import re
import subprocess
import sys

program, folder = sys.argv[1:]


def number(text):
    return float(text.replace('_', ''))


def whole(text):
    text = text.replace('_', '')
    return int(text, 0) if text[:2] in ('0x', '0o', '0b') else int(text, 10)


def moment(text):
    """One spelling of a date and time: T, Z, seconds, no zeros at the end."""
    m = re.fullmatch(r'(\d+-\d+-\d+)?[tT ]?(?:(\d+:\d+)(?::(\d+)(\.\d+)?)?)?'
                     r'([zZ]|[+-]\d+:\d+)?', text)
    date, minute, second, rest, offset = m.groups()
    return (date, minute, minute and int(second or 0),
            float(rest or 0), offset and offset.upper())


def same_value(got, want):
    kind, value = want['type'], want['value']
    if kind == 'string':
        return got == {'string': value}
    if not isinstance(got, dict) or list(got) != ['other']:
        return False
    text = got['other']
    if kind == 'bool':
        return text == value
    if kind == 'integer':
        return whole(text) == whole(value)
    if kind == 'float':
        return number(text) == number(value) or (
            math.isnan(number(text)) and math.isnan(number(value)))
    return moment(text) == moment(value)


def is_value(want):
    return set(want) == {'type', 'value'} and isinstance(want['type'], str)


def same(got, want):
    if isinstance(want, list):
        return isinstance(got, list) and len(got) == len(want) and all(
            map(same, got, want))
    if is_value(want):
        return same_value(got, want)
    return isinstance(got, dict) and got.keys() == want.keys() and all(
        same(got[k], want[k]) for k in want)


def right(name, got):
    if name.startswith('invalid/'):
        return got is None
    with open(os.path.join(folder, name[:-4] + 'json'), encoding='utf8') as f:
        return got is not None and same(got, json.load(f))


with open(os.path.join(folder, 'files-toml-1.1.0'), encoding='utf8') as f:
    names = [n for n in f.read().split() if n.endswith('.toml')]
run = subprocess.run([program] + names, cwd=folder, encoding='utf8',
                     errors='replace', stdout=subprocess.PIPE,
                     stderr=subprocess.DEVNULL)
lines = run.stdout.split('\n')[:-1]
good, bad = collections.Counter(), []
for name, line in zip(names, lines):
    if right(name, json.loads(line)):
        good[os.path.dirname(name)] += 1
    else:
        print(line)
        print('not ok -', name)
        bad.append(name)
for where, n in sorted(good.items()):
    print(f'ok - {n} files of {where}')
if len(lines) != len(names):
    print(f'{len(lines)} answers to {len(names)} files, '
          f'status {run.returncode}')
    print('not ok - an answer to each file')
    bad.append('')
sys.exit(1 if bad else 0)
