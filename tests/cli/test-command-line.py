#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what it prints where, what it understands, how it ends."""
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'tools'))
from landline import Landline, die_with_parent, main, program, run, until   # noqa: E402

COMMANDS = {'say': 'TEXT', 'listen': '', 'serve': 'FOLDER', 'send': 'FILE… HOST[:PORT]', 'offer': 'FILE', 'receive': '',
            'fetch': 'HOST[:PORT]'}
CHINESE = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN')
CONTROLS = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')


class _Terminal:
    """Landline at a terminal of a given width; what it shows is read as it comes."""

    def __init__(self, *arguments, columns=80, stdout=None):
        self.controller, terminal = pty.openpty()
        ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        self.process = subprocess.Popen([program(), *map(str, arguments)], stdin=terminal, stdout=stdout or terminal,
                                        stderr=terminal, preexec_fn=self._take_terminal)
        os.close(terminal)
        self.shown = b''

    @staticmethod
    def _take_terminal():
        os.setsid()
        ioctl(0, termios.TIOCSCTTY, 0)
        die_with_parent()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.controller)

    def read(self):
        while select.select([self.controller], [], [], 0.05)[0]:
            try:
                piece = os.read(self.controller, 65536)
            except OSError:   # all who had it open are gone
                break
            if not piece:
                break
            self.shown += piece
        return self.shown.decode(errors='surrogateescape')

    def wait_for(self, text):
        return until(f'{text!r} on the terminal', lambda: text in self.read() and self.shown.decode())

    def type(self, keys):
        os.write(self.controller, keys.encode())

    def ended(self):
        until('the end', lambda: (self.read(), self.process.poll())[1] is not None)
        return self.process.returncode


def _listener(port=9998):
    server = socket.create_server(('127.0.0.1', port))
    server.settimeout(15)
    return server


def _read_all(connection):
    """Until the other side has ended; then end too, so that it knows that all was taken."""
    got = b''
    while piece := connection.recv(1 << 20):
        got += piece
    connection.close()
    return got


def _connect(port=9998):
    def attempt():
        try:
            return socket.create_connection(('127.0.0.1', port), 5)
        except ConnectionRefusedError:
            return None
    return until(f'port {port}', attempt)


def _refused(*arguments, words, env=None):
    done = run(program(), *arguments, check=False, env=env)
    assert done.returncode == 2, (arguments, done.returncode, done.stderr)
    assert done.stdout == '' and done.stderr.startswith('landline'), done
    for word in words:
        assert word in done.stderr, (arguments, done.stderr)
    assert len(done.stderr.splitlines()) <= 2, done.stderr


def each_command_explains_itself(folder):
    everything = run(program(), '--help').stdout if _has_window() else run(program(), check=False).stdout
    for command, usage in COMMANDS.items():
        done = run(program(), command, '--help')
        assert f'landline {command} [' in done.stdout and usage in done.stdout, done.stdout
        assert f'\n  landline {command}' in done.stdout[done.stdout.index('Examples:'):], done.stdout
        assert 'Exit status: 0 done, 1 failed or cancelled, 2 not understood.' in done.stdout
        assert done.stderr == '' and f'\n  {command} ' in everything
        chinese = run(program(), command, '--help', env=CHINESE).stdout
        assert '例子:' in chinese and '退出状态' in chinese, chinese
        assert not re.search('TEXT|FOLDER|FILE|HOST|PORT|SECONDS', chinese), chinese


def _has_window():
    return 'gtk' in run('ldd', program()).stdout


def what_is_not_understood_is_told_with_the_remedy(folder):
    (folder / 'file').write_text('x')
    _refused('say', words=['missing', 'landline say TEXT', 'See “landline say --help”'])
    _refused('serve', words=['missing', 'landline serve FOLDER'])
    _refused('send', 'file', words=['missing', 'landline send FILE… HOST[:PORT]'])
    _refused('offer', words=['missing', 'landline offer FILE'])
    _refused('fetch', words=['missing', 'landline fetch HOST[:PORT]'])
    _refused('listen', 'extra', words=['“extra” is too much', '“landline listen”'])
    _refused('receive', 'extra', words=['“extra” is too much', '“landline receive”'])
    _refused('offer', 'one', 'two', words=['“two” is too much'])
    _refused('fetch', 'one', 'two', words=['“two” is too much'])
    _refused('listen', '--nonsense', words=['--nonsense', 'See “landline listen --help”'])
    for command in (['listen'], ['serve', folder], ['offer', folder / 'file'], ['receive']):
        for port in ('0', '65536', '-1'):
            _refused(*command, '--port', port, words=['from 1 to 65535'])
        _refused(*command, '--port', 'x', words=['x'])
    for pace in ('0', '0.09', '-1', '1e9', 'inf'):
        _refused('say', '--repeat', pace, 'hello', words=['0.1 to 3600'])
    _refused('say', '', words=['nothing to say'])
    _refused('say', os.fsdecode(b'\xff\xfe'), words=['not UTF-8'])
    _refused('say', '--to', '192.168.1', 'x', words=['192.168.1', 'is not an address'])
    _refused('send', folder / 'file', '300.1.1.1', words=['“300.1.1.1” is not an address'])
    _refused('fetch', 'host:99999', words=['is not an address'])
    _refused('say', env=CHINESE, words=['缺少参数', 'landline say 文字', '请看'])


def what_a_folder_cannot_be_served_with_is_told(folder):
    os.chdir(folder)
    _refused('serve', '.', '--replace', words=['--upload'])
    _refused('serve', '.', '--upload-limit', 'much', words=['K, M, G or T'])
    _refused('serve', '.', '--upload-limit', '5MB', words=['K, M, G or T'])
    _refused('serve', '.', '--user', 'ana', words=['NAME:PASSWORD', '--password-file'])
    _refused('serve', '.', '--user', 'ana:x', '--password-file', 'file', words=['one password'])
    _refused('serve', '.', '--password-file', 'file', words=['--user'])
    _refused('serve', '.', '--allow', '10.0.0/8', words=['10.0.0/8', '192.168.1.0/24'])
    _refused('serve', '.', '--header', 'no colon', words=['no colon', 'NAME: VALUE'])
    _refused('serve', '.', '--header', 'Date: now', words=['Date'])
    _refused('serve', '.', '--echo-path', 'echo', words=['/'])
    Path('rules').write_text('[{"path": 5}]')
    _refused('serve', '.', '--rules', 'rules', words=['rules: Rule 1, “path”'])
    assert 'nowhere' in run(program(), 'serve', '.', '--rules', 'nowhere', check=False).stderr


def a_word_that_is_no_command_is_told_too(folder):
    os.chdir(folder)
    Path('serve').write_text('x')
    _refused('serve', words=['missing'])            # the command, not the file
    _refused('nonsense', words=['nonsense', '--help'])
    _refused('./missing', words=['./missing'])


def no_display_is_needed(folder):
    bare = {name: value for name, value in os.environ.items()
            if name not in ('DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'HOME')}
    assert '127.255.255.255:9999' in run(program(), 'say', 'hello', env=bare).stdout
    assert run(program(), 'listen', '--help', env=bare).returncode == 0
    if _has_window():
        done = run(program(), env=bare, check=False)
        assert done.returncode == 1 and 'no display' in done.stderr and 'xvfb-run' in done.stderr, done


def endless_commands_end_well_with_each_signal(folder):
    for arguments in (['listen'], ['serve', folder], ['receive', '--to', folder / 'to'], ['say', '--repeat', '2', 'hello']):
        for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with Landline(*arguments, '--json') as landline:
                landline.line('"event"')
                assert landline.stop(how) == 0, (arguments, how, landline.stderr())


def listening_ends_with_a_count(folder):
    with Landline('listen') as landline:
        until('the port', lambda: 'Listening on port 9999' in landline.stderr())
        for text in ('one', 'two'):
            run(program(), 'say', text)
            landline.line(rf'^\d\d:\d\d:\d\d  127\.0\.0\.1  {text}$')
        assert landline.interrupt() == 0
        assert landline.stderr().endswith('\n2 messages heard\n'), landline.stderr()


def without_a_reader_it_ends(folder):
    for arguments in (['listen'], ['listen', '--json'], ['serve', folder], ['say', '--repeat', '2', 'hello'], ['receive']):
        reader, writer = os.pipe()
        process = subprocess.Popen([program(), *map(str, arguments)], stdout=writer, stderr=subprocess.DEVNULL,
                                   preexec_fn=die_with_parent)
        os.close(writer)
        time.sleep(0.2)
        assert process.poll() is None, arguments
        os.close(reader)
        assert process.wait(10) == 0, arguments


def a_transfer_does_not_need_a_reader(folder):
    (folder / 'file').write_bytes(b'x' * 10_000_000)
    with _listener() as server:
        reader, writer = os.pipe()
        process = subprocess.Popen([program(), 'send', str(folder / 'file'), '127.0.0.1'], stdout=writer,
                                   stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        os.close(writer)
        os.close(reader)
        assert len(_read_all(server.accept()[0])) == 10_000_000 and process.wait(10) == 0


def closed_standard_descriptors_are_not_reused(folder):
    """What is printed must not go out by the first socket, which would get their number."""
    (folder / 'index.html').write_text('page')
    server = subprocess.Popen(['sh', '-c', 'exec "$0" serve "$1" <&- >&- 2>&-', program(), str(folder)],
                              preexec_fn=die_with_parent)
    try:
        for _ in range(3):
            with _connect(8000) as connection:
                connection.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
                answer = _read_all(connection)
                assert answer.startswith(b'HTTP/1.1 200 OK') and answer.endswith(b'\r\n\r\npage'), answer
                assert b'Connect from' not in answer
    finally:
        server.terminate()
        assert server.wait(10) == 0


def ctrl_c_cancels_the_file_and_those_that_wait(folder):
    paths = [folder / name for name in ('one', 'two', 'three')]
    for path in paths:
        path.write_bytes(b'x' * 40_000_000)
    with _listener() as server, Landline('send', *paths, '127.0.0.1', '--json') as landline:
        connection = server.accept()[0]
        landline.wait('files.transfer', state='running', done=lambda done: done > 0)
        assert landline.interrupt() == 1
        landline.wait('files.transfer', name='one', state='cancelled')   # the last to end
        ends = {event['name']: event['state'] for event in landline.events('files.transfer')}
        assert ends == {'one': 'cancelled', 'two': 'cancelled', 'three': 'cancelled'}, ends
        connection.close()
        server.settimeout(0.2)
        try:
            server.accept()
            raise AssertionError('the next file was sent')
        except TimeoutError:
            pass


def progress_is_one_line_that_fits_the_terminal(folder):
    path = folder / ('很长的名字' * 4 + '.bin')
    path.write_bytes(b'x' * 8_000_000)
    with _listener() as server, _Terminal('send', path, '127.0.0.1', columns=40) as terminal:
        connection = server.accept()[0]
        for _ in range(40):
            connection.recv(100_000)
            time.sleep(0.02)
        _read_all(connection)
        assert terminal.ended() == 0, terminal.shown
        text = terminal.read()
    parts = text.split('\r\x1b[K')
    assert len(parts) > 4, text
    for part in parts[:-1]:
        assert '\n' not in part and _width(part) < 40, part
    assert parts[-1].endswith('8,000,000 bytes sent\r\n') or parts[-1].endswith('8000000 bytes sent\r\n'), parts[-1]


def _width(text):
    return sum(2 if ord(character) >= 0x2e80 else 1 for character in text)


def where_there_is_no_terminal_progress_is_plain(folder):
    path = folder / 'file'
    path.write_bytes(b'x' * 3_000_000)
    with _listener() as server:
        process = subprocess.Popen([program(), 'send', str(path), '127.0.0.1'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=die_with_parent)
        connection = server.accept()[0]
        time.sleep(0.5)
        _read_all(connection)
        out, errors = process.communicate(timeout=20)
        assert out == b'' and re.fullmatch(rb'file: [\d,]+ bytes sent\n', errors), errors


def hostile_names_do_not_reach_the_terminal(folder):
    for name in (b'\x1b]0;owned\x07\x1b[2J', b'two\nlines\r', '\u202egnp.exe'.encode(), b'\xff\xfe', b'\x9b31m'):
        path = os.path.join(os.fsencode(folder), name)
        with open(path, 'wb') as file:
            file.write(b'hello')
        with _listener() as server:
            process = subprocess.Popen([program(), 'send', path, '127.0.0.1'], stderr=subprocess.PIPE,
                                       preexec_fn=die_with_parent)
            _read_all(server.accept()[0])
            errors = process.communicate(timeout=20)[1].decode()
            assert process.returncode == 0 and errors.count('\n') == 1 and not CONTROLS.search(errors), errors
        done = subprocess.run([program(), 'send', path + b'missing', '127.0.0.1'], stderr=subprocess.PIPE)
        assert done.returncode == 1 and not CONTROLS.search(done.stderr.decode()), done.stderr


def what_was_typed_does_not_either(folder):
    """From a history or a script: names of folders, and words that are no arguments."""
    hostile = folder / '\x1b]0;owned\x07\x9b2J\u202e'
    hostile.mkdir()
    for arguments in (['serve', hostile, 'extra'], ['listen', hostile], ['serve', hostile / 'missing'], ['offer', hostile],
                      ['send', hostile / 'missing', '127.0.0.1']):
        done = run(program(), *arguments, check=False)
        assert done.returncode and not CONTROLS.search(done.stdout + done.stderr), done
    with Landline('serve', hostile) as landline:
        assert not CONTROLS.search(landline.line('Serving').string)
    with _listener() as server, _Terminal('fetch', '127.0.0.1', '--to', hostile, columns=500) as terminal:
        server.accept()[0].close()
        assert terminal.ended() == 0
        text = terminal.read().replace('\r\x1b[K', '')
        assert 'Received' in text and not CONTROLS.search(text.replace('\r\n', '\n')), text


def what_strangers_send_does_not_reach_the_terminal(folder):
    hostile = b'\x1b]0;owned\x07 \x1b[2J \x9b \xc2\x9b \xe2\x80\xae \x00 \xff'
    with Landline('listen') as landline:
        until('the port', lambda: 'Listening' in landline.stderr())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(hostile + b' end', ('127.0.0.1', 9999))
        line = landline.line('end').string
        assert '\\x1b]0;owned\\x07' in line and not CONTROLS.search(line), line
    with Landline('serve', folder) as landline:
        landline.line('Serving')
        with _connect(8000) as connection:
            connection.sendall(b'GET /' + hostile + b' HTTP/1.1\r\nHost: ' + hostile + b'\r\n\r\n')
            _read_all(connection)
        landline.line('Connect from 127.0.0.1')
        landline.line(r'GET /\\x1b')
        landline.line('→ .* 400')
        assert not any(CONTROLS.search(line) for line in landline.lines), landline.lines


def requests_are_printed_as_the_reference_programs_do(folder):
    (folder / 'index.html').write_text('page')
    with Landline('serve', folder) as landline:
        landline.line(rf'^Serving {re.escape(str(folder))} at http://127\.0\.0\.1:8000')
        run('curl', '-s', '-A', 'a browser', 'http://127.0.0.1:8000/')
        landline.line('^→ GET / · 200 OK')
        at = landline.lines.index('Connect from 127.0.0.1')
        assert landline.lines[at:at + 7] == ['Connect from 127.0.0.1', 'GET / HTTP/1.1', 'Host: 127.0.0.1:8000',
                                             'User-Agent: a browser', 'Accept: */*', '', ''], landline.lines


def every_line_of_json_is_json(folder):
    hostile = os.path.join(os.fsencode(folder), b'\xff"\\\n\x1b\xe2\x80\xae')
    with open(hostile, 'wb') as file:
        file.write(b'hello')
    os.mkdir(hostile + b'.folder')

    def start(*arguments):
        return subprocess.Popen([program(), *arguments, '--json'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                preexec_fn=die_with_parent)

    def last(process, **fields):
        """Read to the end, or to an event with these fields, which ends it; every line is looked at strictly."""
        event = None
        for line in process.stdout:
            assert line.endswith(b'\n'), line
            event = json.loads(line.decode('utf-8'))
            assert isinstance(event['time'], float) and event['event'], event
            if fields and all(event.get(name) == value for name, value in fields.items()):
                process.terminate()
        process.wait(10)
        return event

    with _listener() as server:
        process = start('send', hostile, '127.0.0.1')
        _read_all(server.accept()[0])
        assert last(process)['state'] == 'done'

    process = start('receive', '--accept', '--to', hostile + b'.folder')
    with _connect() as connection:
        connection.sendall(b'hello')
    assert last(process, state='done')

    process = start('serve', hostile + b'.folder')
    with _connect(8000) as connection:
        connection.sendall(b'GET /\xff"\\\x1b HTTP/1.1\r\n\r\n')
        _read_all(connection)
    assert last(process, status=400)

    event = last(start('send', hostile + b'missing', '127.0.0.1'))
    assert event['state'] == 'failed' and event['error']
    for arguments in (['serve', hostile + b'.nowhere'], ['fetch', b'\xff'], ['say', b'\xff']):
        event = last(start(*arguments))
        assert event['event'] == 'failed' and event['problem'], event


def paths_are_printed_as_they_are(folder):
    """A script goes on with `path=$(landline fetch …)`: every byte counts, in every locale."""
    to = os.path.join(os.fsencode(folder), '到\udcff'.encode('utf-8', 'surrogateescape'))
    with _listener() as server:
        process = subprocess.Popen([program(), 'fetch', '127.0.0.1', '--to', to], stdout=subprocess.PIPE,
                                   env=dict(os.environ, LC_ALL='C'), stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        connection = server.accept()[0]
        connection.sendall(b'hello')
        connection.close()
        path = process.communicate(timeout=20)[0]
        assert process.returncode == 0 and path.startswith(to + b'/Received') and path.endswith(b'\n'), path
        with open(path[:-1], 'rb') as file:
            assert file.read() == b'hello'


def a_question_goes_when_who_sends_does_not_wait(folder):
    with _Terminal('receive', '--to', folder / 'to') as terminal:
        impatient = _connect()
        terminal.wait_for('Accept? [y/N]')
        impatient.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        impatient.close()
        until('the end of the question', lambda: re.search(r'Accept\? \[y/N\] \r\x1b\[K[^\r\n]+\r\n', terminal.read()))
        time.sleep(0.2)
        assert terminal.read().count('Accept?') == 1, terminal.shown
        terminal.type('y\n')   # too late: nobody is there, and the next one is not meant
        terminal.shown = b''
        with _connect() as patient:
            patient.sendall(b'hello')
            patient.shutdown(socket.SHUT_WR)
            terminal.wait_for('Accept? [y/N]')
            time.sleep(0.2)
            assert not (folder / 'to').exists() or not os.listdir(folder / 'to')
            terminal.type('y\n')
            until('the file', lambda: list((folder / 'to').glob('Received*')))
        terminal.wait_for('5 bytes')
        terminal.type('\x03')
        assert terminal.ended() == 0


def two_who_send_at_once_are_asked_about_one_after_the_other(folder):
    with _Terminal('receive', '--to', folder / 'to') as terminal:
        with _connect() as one, _connect() as two:
            for number, connection in enumerate((one, two)):
                connection.sendall(b'hello %d' % number)
                connection.shutdown(socket.SHUT_WR)
            terminal.wait_for('Accept? [y/N]')
            time.sleep(0.2)
            assert terminal.read().count('Accept?') == 1, terminal.shown
            terminal.type('n\n')
            until('the second question', lambda: terminal.read().count('Accept?') == 2)
            terminal.type('y\n')
            until('the file', lambda: list((folder / 'to').glob('Received*')))
            assert [path.read_bytes() for path in (folder / 'to').iterdir()] == [b'hello 1']


if __name__ == '__main__':
    main(globals())
