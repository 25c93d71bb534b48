#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files over plain TCP with programs that know nothing of Landline: netcat, and a sender and receiver as
lecture notes write them. All four roles, byte for byte."""
import os
import pty
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'tools'))
from landline import REFERENCE, Landline, Process, die_with_parent, main, program, run, until  # noqa: E402

PORT = 9998
FILES = {
    'text.txt': '来呀,带你去看晴空万里\nhello\r\n'.encode() * 100,
    'picture.png': b'\x89PNG\r\n\x1a\n' + random.Random(2).randbytes(3_000_001),
    'empty': b'',
    'one byte': b'\0',
    'a <b>&amp;\u202egnp.exe': random.Random(3).randbytes(70_000),
}


def _make_files(folder):
    paths = []
    for name, content in FILES.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _is_open(port=PORT):
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(f':{port:04X}') and fields[3] == '0A':
                return True
    return False


class _Program(subprocess.Popen):
    def __exit__(self, *why):
        self.kill()
        super().__exit__(*why)


def _start(*command, source=None, target=None):
    """A foreign program with its standard input and output in files, as a shell would."""
    with open(source or os.devnull, 'rb') as stdin, open(target or os.devnull, 'wb') as stdout:
        return _Program([str(word) for word in command], stdin=stdin, stdout=stdout, preexec_fn=die_with_parent)


def _listening(*command, **files):
    until('the port to be free', lambda: not _is_open())
    process = _start(*command, **files)
    until('the port to be open', _is_open)
    return process


def _receiver(to, *options):
    receiver = Landline('receive', '--json', '--accept', '--to', to, *options)
    receiver.wait('files.receiver', listening=True, port=PORT)
    return receiver


def landline_sends_and_nc_listens(folder):
    for path in _make_files(folder):
        out = folder / 'out'
        nc = _listening('nc', '-l', PORT, target=out)
        sent = run(program(), 'send', path, f'127.0.0.1:{PORT}')
        assert nc.wait(10) == 0
        assert out.read_bytes() == path.read_bytes(), path.name
        assert 'sent' in sent.stderr, sent.stderr


def nc_sends_and_landline_receives(folder):
    to = folder / 'to'
    with _receiver(to) as landline:
        for path in _make_files(folder):
            assert _start('nc', '-N', '127.0.0.1', PORT, source=path).wait(10) == 0
            done = landline.wait('files.transfer', state='done', role='receive')
            assert Path(done['path']).read_bytes() == path.read_bytes(), path.name
            assert done['done'] == len(path.read_bytes()) and done['size'] == -1
            assert done['name'].startswith('Received 20'), done
    assert len(list(to.iterdir())) == len(FILES)     # nothing replaced, nothing half-named
    assert sum(path.suffix == '.png' for path in to.iterdir()) == 1
    assert sum(path.suffix == '.txt' for path in to.iterdir()) == 1


def landline_offers_and_nc_connects(folder):
    for path in _make_files(folder):
        out = folder / 'out'
        until('the port to be free', lambda: not _is_open())
        with Landline('offer', '--json', path) as landline:
            until('the port to be open', _is_open)
            assert _start('nc', '127.0.0.1', PORT, target=out).wait(10) == 0
            assert landline.wait('files.transfer', state='done')['done'] == len(path.read_bytes())
            assert landline.ended() == 0
        assert out.read_bytes() == path.read_bytes(), path.name


def nc_offers_and_landline_fetches(folder):
    for path in _make_files(folder):
        nc = _listening('nc', '-lN', PORT, source=path)
        fetched = run(program(), 'fetch', f'127.0.0.1:{PORT}', '--to', folder / 'to')
        assert nc.wait(10) == 0
        assert Path(fetched.stdout.strip()).read_bytes() == path.read_bytes(), path.name
        assert 'this form cannot tell whether that was all' in fetched.stderr
    assert len(list((folder / 'to').iterdir())) == len(FILES)


def the_lecture_programs_in_both_roles(folder):
    sender, receiver = (f'{REFERENCE}/file_{name}.py' for name in ('sender', 'receiver'))
    path = _make_files(folder)[1]
    out = folder / 'out'

    lecture = _listening(sys.executable, receiver, 'listen', out, PORT)
    run(program(), 'send', path, '127.0.0.1')
    assert lecture.wait(10) == 0 and out.read_bytes() == path.read_bytes()

    lecture = _listening(sys.executable, sender, 'listen', path, PORT)
    fetched = run(program(), 'fetch', '127.0.0.1', '--to', folder / 'to')
    assert lecture.wait(10) == 0 and Path(fetched.stdout.strip()).read_bytes() == path.read_bytes()

    until('the port to be free', lambda: not _is_open())
    with Landline('offer', path) as landline:
        until('the port to be open', _is_open)
        run(sys.executable, receiver, 'connect', out, '127.0.0.1', PORT)
        assert landline.ended() == 0 and out.read_bytes() == path.read_bytes()

    with _receiver(folder / 'to') as landline:
        run(sys.executable, sender, 'connect', path, '127.0.0.1', PORT)
        done = landline.wait('files.transfer', state='done')
        assert Path(done['path']).read_bytes() == path.read_bytes()


def several_files_go_one_connection_each(folder):
    paths = _make_files(folder)
    with _receiver(folder / 'to') as landline:
        run(program(), 'send', *paths, '[::1]' if os.path.exists('/proc/net/if_inet6') else '127.0.0.1')
        done = [landline.wait('files.transfer', state='done') for _ in paths]
        assert sorted(Path(one['path']).read_bytes() for one in done) == sorted(FILES.values())


def several_files_go_to_nc_in_a_loop(folder):
    paths = _make_files(folder)
    loop = _listening('sh', '-c', f'for n in 1 2 3 4 5; do nc -l {PORT} > "$0/out$n"; done', folder)
    run(program(), 'send', *paths, '127.0.0.1')
    assert loop.wait(10) == 0
    assert [(folder / f'out{n}').read_bytes() for n in range(1, 6)] == list(FILES.values())


def more_than_four_gib_go_through(folder):
    path = folder / 'sparse'
    with open(path, 'wb') as file:
        for place in (0, (1 << 31) - 1, (1 << 32) - 2, (1 << 32) + 5):
            file.seek(place)
            file.write(b'mark')
    shell = _listening('sh', '-c', f'nc -l {PORT} | cmp - "$0"', path)
    run(program(), 'send', path, '127.0.0.1', timeout=120)
    assert shell.wait(60) == 0


def without_a_yes_nothing_is_taken(folder):
    with Landline('receive', '--json', '--to', folder / 'to') as landline:
        landline.wait('files.receiver', listening=True)
        with Process('nc', '127.0.0.1', PORT, stdin=subprocess.PIPE) as nc:
            landline.wait('files.transfer', state='asking', peer=lambda peer: peer.startswith('127.0.0.1:'))
            landline.wait('files.transfer', state='cancelled')
            nc.ended()
    assert not (folder / 'to').exists() or not list((folder / 'to').iterdir())


def a_person_at_a_terminal_is_asked(folder):
    for answer, expected in (('n', 0), ('y', 1)):
        controller, terminal = pty.openpty()
        until('the port to be free', lambda: not _is_open())
        landline = subprocess.Popen([program(), 'receive', '--to', str(folder / 'to')], stdin=terminal,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=die_with_parent)
        until('the port to be open', _is_open)
        source = folder / 'source'
        source.write_text('hello')
        nc = _start('nc', '-N', '127.0.0.1', PORT, source=source)
        question = b''
        while b'[y/N]' not in question:
            question += os.read(landline.stderr.fileno(), 1000)
        assert b'127.0.0.1' in question
        os.write(controller, answer.encode() + b'\n')
        nc.wait(10)
        if expected:
            until('the file', lambda: list((folder / 'to').glob('Received*')))
        landline.send_signal(signal.SIGINT)
        assert landline.wait(10) == 0
        os.close(controller)
        os.close(terminal)
        found = list((folder / 'to').iterdir()) if (folder / 'to').exists() else []
        assert len(found) == expected, found


def a_reset_is_not_a_finished_file(folder):
    import socket
    import struct
    with _receiver(folder / 'to') as landline:
        with socket.create_connection(('127.0.0.1', PORT)) as peer:
            peer.sendall(b'x' * 100_000)
            landline.wait('files.transfer', state='running', done=100_000)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        assert 'reset' in landline.wait('files.transfer', state='failed')['error']
    assert not list((folder / 'to').iterdir())


def ending_the_program_leaves_nothing(folder):
    with _receiver(folder / 'to') as landline, \
            Process('nc', '127.0.0.1', PORT, stdin=subprocess.PIPE) as nc:
        nc.process.stdin.write('x' * 100_000)
        nc.process.stdin.flush()
        landline.wait('files.transfer', state='running', done=lambda done: done > 0)
        assert landline.interrupt() == 0
        assert not list((folder / 'to').iterdir())


def killing_the_program_leaves_nothing(folder):
    to = folder / 'to'
    with _receiver(to) as landline, Process('nc', '127.0.0.1', PORT, stdin=subprocess.PIPE) as nc:
        nc.process.stdin.write('x' * 100_000)
        nc.process.stdin.flush()
        landline.wait('files.transfer', state='running', done=lambda done: done > 0)
        landline.stop(signal.SIGKILL)
    assert not list(to.iterdir())


def what_was_left_half_there_is_swept_at_the_next_start(folder):
    left = folder / 'to' / '.landline-0011223344556677.part'    # on a file system that wants a name from the beginning
    left.parent.mkdir()
    left.write_text('x')
    os.utime(left, (left.stat().st_mtime - 120,) * 2)     # as if it had been two minutes ago
    with _receiver(left.parent):
        until('the folder to be swept', lambda: not left.exists())


def ctrl_c_ends_all_that_waits_too(folder):
    paths = [folder / name for name in 'abc']
    for path in paths:
        path.write_bytes(b'x' * 40_000_000)
    with Process('nc', '-lk', PORT) as nc:
        until('the port to be open', _is_open)
        nc.process.send_signal(signal.SIGSTOP)
        with Landline('send', '--json', *paths, '127.0.0.1') as landline:
            landline.wait('files.transfer', state='running', done=lambda done: done > 0)
            assert landline.interrupt() == 1
            cancelled = [event['name'] for event in landline.events('files.transfer') if event['state'] == 'cancelled']
            assert sorted(cancelled) == ['a', 'b', 'c'], cancelled
        nc.process.send_signal(signal.SIGCONT)


def ctrl_c_cancels_and_says_so(folder):
    path = folder / 'large'
    path.write_bytes(b'x' * 40_000_000)
    with Process('nc', '-l', PORT) as nc:
        until('the port to be open', _is_open)
        nc.process.send_signal(signal.SIGSTOP)
        with Landline('send', '--json', path, '127.0.0.1') as landline:
            landline.wait('files.transfer', state='running', done=lambda done: done > 0)
            assert landline.interrupt() == 1
            landline.wait('files.transfer', state='cancelled')
        nc.process.send_signal(signal.SIGCONT)


def failures_say_why(folder):
    def failing(*command, words, status=1):
        done = run(*command, check=False)
        assert done.returncode == status, done
        assert words in done.stderr, done.stderr
        assert 'Traceback' not in done.stderr and 'CRITICAL' not in done.stderr and 'WARNING' not in done.stderr

    folder.chmod(0o755)
    path = folder / 'file'
    path.write_text('hello')
    secret = folder / 'secret'
    secret.write_text('hello')
    secret.chmod(0)
    locked = folder / 'locked'
    locked.mkdir(mode=0o555)
    # permissions are not for root
    nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] if os.geteuid() == 0 else []
    until('the port to be free', lambda: not _is_open())

    failing(program(), 'send', path, '127.0.0.1', words='nothing listens')
    failing(program(), 'fetch', '127.0.0.1', words='nothing listens')
    failing(program(), 'send', path, 'nobody.invalid', words='No device is called')
    failing(program(), 'send', path, '192.0.2.1', words='cannot be reached')
    failing(program(), 'send', path, '192.168.1', words='is not an address', status=2)
    failing(program(), 'send', folder, '127.0.0.1', words='is a folder')
    failing(program(), 'send', folder / 'missing', '127.0.0.1', words='not there')
    failing(program(), 'offer', folder, words='is a folder')
    failing(*nobody, program(), 'send', secret, '127.0.0.1', words='may not be read')
    nc = _listening('nc', '-lN', PORT, source=path)
    failing(*nobody, program(), 'fetch', '127.0.0.1', '--to', locked, words='may not be put')
    nc.wait(10)
    nc = _listening('nc', '-lN', PORT, source=path)
    failing(program(), 'fetch', '127.0.0.1', '--to', path / 'inside', words='no folder')
    nc.wait(10)
    with _listening('nc', '-l', PORT):
        failing(program(), 'offer', path, words='used by nc')
        failing(program(), 'receive', words=f'Port {PORT} is used by nc')


def a_full_disk_leaves_nothing(folder):
    small = folder / 'small'
    small.mkdir()
    source = folder / 'source'
    source.write_bytes(b'x' * 90_000_000)
    inner = 'mount -t tmpfs -o "$3" tmpfs "$1" && "$2" fetch 127.0.0.1 --to "$1"; status=$?; ls -A "$1"; exit $status'
    user = [] if os.geteuid() == 0 else ['--user', '--map-root-user']
    # more than the floor that is left free, less than the file and the floor together; no room for one more file
    for options, words in (('size=140m', 'nearly full'), ('size=140m,nr_inodes=1', 'disk is full')):
        nc = _listening('nc', '-lN', PORT, source=source)
        done = run('unshare', *user, '--mount', 'sh', '-c', inner, 'sh', small, program(), options, check=False)
        nc.wait(10)
        assert done.returncode == 1, done
        assert words in done.stderr, done.stderr
        assert done.stdout == '', done.stdout


def a_disk_that_does_not_tell_its_room_is_written_to(folder):
    there = folder / 'there'
    there.mkdir()
    source = folder / 'source'
    source.write_text('hello')
    inner = 'mount -t ramfs ramfs "$1" && "$2" fetch 127.0.0.1 --to "$1" && cat "$1"/*'
    user = [] if os.geteuid() == 0 else ['--user', '--map-root-user']
    nc = _listening('nc', '-lN', PORT, source=source)
    done = run('unshare', *user, '--mount', 'sh', '-c', inner, 'sh', there, program())
    nc.wait(10)
    assert done.stdout.endswith('hello'), done


if __name__ == '__main__':
    if not shutil.which('nc'):
        sys.exit('netcat-openbsd is needed: apt install netcat-openbsd')
    main(globals())
