#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten GiB both ways with nc, byte for byte. Needs 11 GB where temporary files go (TMPDIR): what is received is
written out in full, though the source is sparse."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'tools'))
from landline import Landline, die_with_parent, main, program, run, until  # noqa: E402

PORT = 9998
SIZE = 10 << 30
TIMEOUT = 600


def _make_sparse(folder):
    path = folder / 'sparse'
    with open(path, 'wb') as file:
        file.truncate(SIZE)
        for place in range(0, SIZE, 997 << 20):
            file.seek(place)
            file.write(os.urandom(4096))
    return path


def _is_open():
    return any(line.split()[1].endswith(f':{PORT:04X}') and line.split()[3] == '0A'
               for line in Path('/proc/net/tcp').read_text().splitlines()[1:])


def landline_sends_ten_gib(folder):
    path = _make_sparse(folder)
    shell = subprocess.Popen(['sh', '-c', f'nc -l {PORT} | cmp - "$0"', path], stdin=subprocess.DEVNULL,
                             preexec_fn=die_with_parent)
    until('the port to be open', _is_open)
    run(program(), 'send', path, '127.0.0.1', timeout=TIMEOUT)
    assert shell.wait(60) == 0


def landline_receives_ten_gib(folder):
    free = shutil.disk_usage(folder).free
    assert free > SIZE + (1 << 30), f'{free >> 30} GiB are free in {folder}; set TMPDIR to where there are 11'
    path = _make_sparse(folder)
    with Landline('receive', '--json', '--accept', '--to', folder / 'to') as landline:
        landline.wait('files.receiver', listening=True)
        with open(path, 'rb') as source:
            subprocess.run(['nc', '-N', '127.0.0.1', str(PORT)], stdin=source, check=True, timeout=TIMEOUT)
        done = landline.wait('files.transfer', state=lambda state: state in ('done', 'failed'), timeout=TIMEOUT)
        assert done['state'] == 'done' and done['done'] == SIZE, done
        run('cmp', path, done['path'], timeout=TIMEOUT)


if __name__ == '__main__':
    main(globals())
