#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the sources and keeps the walls: who may include whom, what a file may be named after, that every
string can be translated and is."""
import re
import subprocess
import sys
sys.dont_write_bytecode = True
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / 'src'

# A room may include itself and what stands here. Dependencies run one way.
MAY_INCLUDE = {
    'base': set(),
    'http': {'base'},
    'chat': {'base'},
    'files': {'base'},
    'web': {'base', 'http'},
    'node': {'base', 'http', 'chat', 'files', 'web'},
    'cli': {'base', 'http', 'chat', 'files', 'web', 'node'},
    'widgets': {'base', 'http', 'chat', 'files', 'web', 'node'},
}


def _sources():
    return sorted(path for path in SRC.rglob('*.[ch]'))


def rooms_include_only_what_lies_below_them():
    for path in _sources():
        room = path.relative_to(SRC).parts[0]
        if room == 'main.c':
            continue
        for included in re.findall(r'^#include "([a-z]+)/', path.read_text(), re.M):
            assert included == room or included in MAY_INCLUDE[room], f'{path.relative_to(ROOT)} includes {included}/'


def the_core_knows_no_toolkit():
    for path in _sources():
        if path.relative_to(SRC).parts[0] not in ('widgets', 'main.c'):
            assert not re.search(r'#include <(gtk|adwaita|gdk)', path.read_text()), path


def every_event_is_described():
    """doc/events.md holds every event that is emitted, with its fields, and no other."""
    emitted, described = {}, {}
    for path in _sources():
        for event, rest in re.findall(r'lan_events_emit \("([a-z.]+)",(.*?)NULL\);', path.read_text(), re.S):
            emitted.setdefault(event, set()).update(re.findall(r'"([a-z0-9_]+)",\s*"[sbi]"', rest))
    for line in (ROOT / 'doc' / 'events.md').read_text().splitlines():
        cells = line.split(' | ')
        if line.startswith('| `'):
            fields = re.sub(r'\([^)]*\)', '', cells[2])
            described[cells[0].strip('| `')] = set(re.findall(r'`([a-z0-9_]+)`', fields))
    assert emitted and emitted == described, sorted(set(map(str, emitted.items())) ^ set(map(str, described.items())))


def files_stay_small_enough_to_say_one_thing():
    for path in _sources():
        assert len(path.read_text().splitlines()) <= 900, f'{path.relative_to(ROOT)} has over 900 lines'


def every_file_names_its_licence():
    for path in _sources():
        assert 'SPDX-License-Identifier: GPL-3.0-or-later' in path.read_text()[:200], path


def every_string_can_be_translated():
    listed = set((ROOT / 'po' / 'POTFILES.in').read_text().split())
    for path in _sources():
        if re.search(r'(?<![A-Za-z_])(_|N_|C_|NC_|ngettext|g_dngettext) ?\("', path.read_text()):
            assert str(path.relative_to(ROOT)) in listed, f'{path.relative_to(ROOT)} is not in po/POTFILES.in'
    for path in sorted((ROOT / 'ui').glob('*.ui')):
        if 'translatable="yes"' in path.read_text():
            assert str(path.relative_to(ROOT)) in listed, f'{path.relative_to(ROOT)} is not in po/POTFILES.in'
    for name in listed:
        assert (ROOT / name).exists(), f'po/POTFILES.in names {name}, which is not there'


def chinese_is_complete():
    done = subprocess.run(['msgfmt', '--check-format', '--statistics', '-o', '/dev/null', ROOT / 'po' / 'zh_CN.po'],
                          stderr=subprocess.PIPE, text=True, env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin'})
    assert done.returncode == 0 and 'untranslated' not in done.stderr and 'fuzzy' not in done.stderr, done.stderr
    # and nothing was added to the sources since
    pot = subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
                          '--keyword=ngettext:1,2', '-f', ROOT / 'po' / 'POTFILES.in', '-D', ROOT, '-o', '-'],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                         env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/bin:/bin'}, check=True)
    missing = subprocess.run(['msgmerge', '--no-fuzzy-matching', '-q', ROOT / 'po' / 'zh_CN.po', '/dev/stdin', '-o', '-'],
                             input=pot.stdout, stdout=subprocess.PIPE, text=True, check=True)
    counted = subprocess.run(['msgattrib', '--untranslated', '--no-obsolete'], input=missing.stdout,
                             stdout=subprocess.PIPE, text=True, check=True).stdout
    assert not re.findall(r'^msgid "(.+)"$', counted, re.M), counted


def main():
    tests = [value for name, value in globals().items() if callable(value) and not name.startswith('_')
             and getattr(value, '__module__', None) == __name__ and name != 'main']
    print(f'1..{len(tests)}')
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} - {test.__name__}')
        except AssertionError as error:
            failed += 1
            for line in str(error).splitlines()[:60]:
                print('# ' + line)
            print(f'not ok {number} - {test.__name__}')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
