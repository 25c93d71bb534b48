#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of README.md, line by line: what it says to type is typed on another host, and what it says of Landline
is what Landline does. The hosts have the addresses that README uses."""
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, Process, main, run, until   # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
HERE, THERE = 7, 2                # Landline's host, 192.168.1.7, and the other side's
PICTURE = b'\x89PNG\r\n\x1a\n' + os.urandom(300_000)


def _rows(name):
    """What is typed there and which ./run command stands for it, of every row of the table."""
    rows = []
    for line in (ROOT / name).read_text().splitlines():
        cells = [cell.replace('\\|', '|') for cell in re.split(r'(?<!\\)\|', line)]
        if len(cells) == 5 and cells[2].strip() not in ('', '---'):
            typed, ours = re.search('`(.+?)`', cells[2]), re.search(r'`\./run (.+?)`', cells[3])
            rows.append((typed and typed.group(1), ours and ours.group(1)))
    return rows


def _typed(beginning):
    """The command of the table that begins so, and Landline's, as words."""
    (typed, ours), = [row for row in _rows('README.md') if (row[0] or '').startswith(beginning)]
    return typed, (ours or '').replace('HOST', f'192.168.1.{THERE}').split()


def _there(command, folder):
    return Process('sh', '-c', command, host=THERE, cwd=folder)


def _open_there(port, kind='-t'):
    return f':{port} ' in run('ss', '-H', '-l', '-n', kind, host=THERE).stdout


def both_languages_say_the_same(folder):
    english, chinese = _rows('README.md'), _rows('README.zh_CN.md')
    assert len(english) > 10 and [typed for typed, _ in english] == [typed for typed, _ in chinese]
    for ours in zip(english, chinese):
        assert [bool(row[1]) for row in ours] in ([True, True], [False, False]), ours
    for name, other in (('README.md', 'README.zh_CN.md'), ('README.zh_CN.md', 'README.md')):
        text = (ROOT / name).read_text()
        assert f']({other})' in text.splitlines()[0]
        for link in re.findall(r'\]\(([^)]+)\)', text):
            assert (ROOT / link).exists(), f'{name} links to {link}'


def what_nc_says_is_shown(folder):
    typed, ours = _typed('echo')
    with Landline(*ours, '--json', host=HERE) as landline:
        landline.wait('chat.state', state='listening')
        run('sh', '-c', typed, host=THERE)
        heard = landline.wait('chat.heard', text=lambda text: text.strip() == 'hello')
        assert heard['from'] == f'192.168.1.{THERE}', heard


def socat_prints_what_is_said(folder):
    typed, ours = _typed('socat')
    with _there(typed, folder) as socat:
        until('the port to be open', lambda: _open_there(9999, '-u'))
        with Landline(*ours, host=HERE) as landline:
            assert landline.ended() == 0, landline.stderr()
        # it prints no line's end, as there is none in the datagram
        socat.stop()
        socat.line('^hello$')


def curl_and_a_raw_socket_get_the_page(folder):
    (folder / 'index.html').write_text('<h1>Welcome back Home</h1>')
    curl, _ = _typed('curl http')
    raw, _ = _typed('printf')
    with Landline('serve', folder, '--json', host=HERE) as landline:
        landline.wait('web.state', running=True)
        for command, version in ((curl, b'HTTP/1.1\r\n'), (raw, b'HTTP/1.0\r\n')):
            assert 'Welcome back Home' in run('sh', '-c', command, host=THERE).stdout
            landline.wait('web.request', finished=True, status=200, client=f'192.168.1.{THERE}')


def curl_puts_a_file_into_the_folder(folder):
    typed, ours = _typed('curl -T')
    (folder / 'photo.png').write_bytes(PICTURE)
    (folder / 'FOLDER').mkdir()
    with Landline(*ours, '--json', host=HERE, cwd=folder) as landline:
        landline.wait('web.state', running=True)
        run('sh', '-c', f'cd "{folder}" && {typed}', host=THERE)
        landline.wait('web.request', finished=True, status=201, method='PUT')
    assert (folder / 'FOLDER' / 'photo.png').read_bytes() == PICTURE


def nc_waits_and_gets_the_file(folder):
    typed, ours = _typed('nc -l 9998 >')
    (folder / 'here').mkdir()
    (folder / 'here' / 'photo.png').write_bytes(PICTURE)
    with _there(typed, folder) as nc:
        until('the port to be open', lambda: _open_there(9998))
        with Landline(*ours, host=HERE, cwd=folder / 'here') as landline:
            assert landline.ended() == 0, landline.stderr()
        assert nc.ended() == 0
    assert (folder / 'photo.png').read_bytes() == PICTURE


def nc_sends_and_it_is_saved(folder):
    typed, ours = _typed('nc -N')
    (folder / 'photo.png').write_bytes(PICTURE)
    with Landline(*ours, '--json', '--accept', '--to', folder / 'to', host=HERE) as landline:
        landline.wait('files.receiver', listening=True)
        with _there(typed, folder) as nc:
            done = landline.wait('files.transfer', state='done')
            assert nc.ended() == 0
    assert Path(done['path']).read_bytes() == PICTURE and done['path'].endswith('.png')


def nc_fetches_what_is_offered(folder):
    typed, ours = _typed('nc 192')
    (folder / 'here').mkdir()
    (folder / 'here' / 'photo.png').write_bytes(PICTURE)
    with Landline(*ours, '--json', host=HERE, cwd=folder / 'here') as landline:
        landline.wait('files.transfer', state='waiting')
        until('the offer', lambda: ':9998 ' in run('ss', '-H', '-l', '-n', '-t', host=HERE).stdout)
        with _there(typed, folder) as nc:
            assert nc.ended() == 0
        assert landline.ended() == 0
    assert (folder / 'photo.png').read_bytes() == PICTURE


def what_nc_offers_is_fetched(folder):
    typed, ours = _typed('nc -lN')
    (folder / 'photo.png').write_bytes(PICTURE)
    with _there(typed, folder) as nc:
        until('the port to be open', lambda: _open_there(9998))
        with Landline(*ours, '--to', folder / 'to', host=HERE) as landline:
            assert landline.ended() == 0, landline.stderr()
        assert nc.ended() == 0
    arrived, = (folder / 'to').iterdir()
    assert arrived.read_bytes() == PICTURE


if __name__ == '__main__':
    main(globals(), hosts=HERE, lan=('--net', '192.168.1'))
