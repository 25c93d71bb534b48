#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads by other people's programs, large ones, and what is left where a client, the server or the disk gives up."""
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Process, main, until   # noqa: E402

PORT = 8000
SITE = f'http://127.0.0.1:{PORT}'
READ, UPLOAD, REPLACE, DELETE = 1, 2, 4, 8
ALL = READ | UPLOAD | REPLACE | DELETE
MEGABYTE = 1_000_000


def _is_open():
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', PORT)) == 0


class _Server(Process):
    def __init__(self, folder, rights=ALL, *before, https=False, weighed=False):
        """weighed: the address sanitizer keeps less of what was freed than it otherwise does."""
        env = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=8'} if weighed else None
        super().__init__(*before, os.environ['LANDLINE_SERVER'], folder, PORT, rights, *(['https'] if https else []),
                         env=env)
        until('the port to be open', _is_open)

    def peak(self):
        """The most memory it has had, in MB."""
        with open(f'/proc/{self.process.pid}/status') as status:
            return int(re.search(r'VmHWM:\s+(\d+) kB', status.read())[1]) / 1000


def _curl(*arguments):
    done = subprocess.run(['curl', '-sS', '-w', '\n%{http_code}', *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    body, _, status = done.stdout.rpartition('\n')
    return int(status), body


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def _site(folder):
    site = folder / 'site'
    site.mkdir()
    return site


def curl_puts_replaces_and_deletes(folder):
    site = _site(folder)
    file = folder / 'a b 你好.bin'
    file.write_bytes(os.urandom(3 * MEGABYTE))
    with _Server(site):
        assert _curl('-T', file, f'{SITE}/')[0] == 201       # the name is curl's doing
        assert (site / file.name).read_bytes() == file.read_bytes()
        file.write_bytes(b'other')
        assert _curl('-T', file, f'{SITE}/')[0] == 204
        assert (site / file.name).read_bytes() == b'other'
        assert _curl('-T', file, '-H', 'If-None-Match: *', f'{SITE}/')[0] == 412
        assert _curl('-X', 'MKCOL', f'{SITE}/new/')[0] == 201
        assert _curl('-T', file, f'{SITE}/new/')[0] == 201
        assert _curl('-X', 'DELETE', f'{SITE}/new/')[0] == 409
        for name in ('a%20b%20%E4%BD%A0%E5%A5%BD.bin', ''):
            assert _curl('-X', 'DELETE', f'{SITE}/new/{name}')[0] == 204
        assert _curl('-X', 'DELETE', f'{SITE}/new/')[0] == 404
        assert not (site / 'new').exists()


def curl_puts_in_chunks_and_waits_for_leave(folder):
    site = _site(folder)
    content = os.urandom(5 * MEGABYTE)
    with _Server(site):
        done = subprocess.run(['curl', '-sSv', '-T', '-', '-H', 'Expect: 100-continue', f'{SITE}/chunked'], input=content,
                              stderr=subprocess.PIPE, stdout=subprocess.PIPE, check=True, timeout=60)
        assert b'Transfer-Encoding: chunked' in done.stderr and b'< HTTP/1.1 100 Continue' in done.stderr
        assert b'< HTTP/1.1 201 Created' in done.stderr
        assert (site / 'chunked').read_bytes() == content
        done = subprocess.run(['curl', '-sSv', '-T', '-', '-H', 'Expect: 100-continue', f'{SITE}/nowhere/chunked'],
                              input=content, stderr=subprocess.PIPE, stdout=subprocess.PIPE, check=True, timeout=60)
        assert b'100 Continue' not in done.stderr and b'< HTTP/1.1 409 Conflict' in done.stderr    # before a byte of it


def curl_sends_forms(folder):
    site = _site(folder)
    names = ['one.txt', 'two "quoted".txt', 'three;x=y.txt', '四.txt']
    for name in names:
        (folder / name).write_text(name)
    (folder / 'names').write_text('')
    with _Server(site):
        files = []
        for name in names:
            quoted = name.replace('\\', '\\\\').replace('"', '\\"')
            files += ['-F', f'file=@"{folder}/{quoted}"']
        assert _curl(*files, f'{SITE}/')[0] == 303
        assert _names(site) == sorted(names)
        for name in names:
            assert (site / name).read_text() == name
        status, body = _curl('-F', f'file=@{folder}/one.txt', '-F', 'folder=new', '-F', 'delete=%E5%9B%9B.txt',
                             '-H', 'Accept: application/json', f'{SITE}/')
        results = json.loads(body)
        assert status == 200 and [result.get('path') for result in results['results']] == \
            ['/one%20%281%29.txt', '/new/', None], body
        assert _curl('-F', 'replace=1', '-F', f'file=@{folder}/names;filename=one.txt', f'{SITE}/')[0] == 303
        assert (site / 'one.txt').read_text() == ''
        assert _curl('-d', 'folder=%E6%96%B0', f'{SITE}/new/')[0] == 303
        assert _names(site / 'new') == ['新']
        assert _curl('-F', f'file=@{folder}/one.txt;encoder=base64', f'{SITE}/')[0] == 400


def wget_and_python_put_too(folder):
    site = _site(folder)
    (folder / 'file').write_bytes(b'x' * MEGABYTE)
    with _Server(site):
        subprocess.run(['wget', '-q', '-O', '/dev/null', '--method=PUT', f'--body-file={folder}/file', f'{SITE}/wget'],
                       check=True, timeout=60)
        with urllib.request.urlopen(urllib.request.Request(f'{SITE}/python', (folder / 'file').read_bytes(),
                                                           method='PUT')) as answer:
            assert answer.status == 201 and answer.headers['Location'] == '/python'
        connection = http.client.HTTPConnection('127.0.0.1', PORT, timeout=30)
        for name in 'abc':    # one connection for all
            connection.request('PUT', f'/{name}', iter([b'x', b'y' * 70000]), encode_chunked=True,
                               headers={'Transfer-Encoding': 'chunked'})
            answer = connection.getresponse()
            assert answer.status == 201 and answer.read() == b''
        assert (site / 'wget').read_bytes() == (site / 'python').read_bytes() == (folder / 'file').read_bytes()
        assert (site / 'c').stat().st_size == 70001


def a_right_that_is_missing_is_named(folder):
    site = _site(folder)
    (site / 'there').write_text('old')
    with _Server(site, READ):
        assert _curl('-T', __file__, f'{SITE}/new')[0] == 405
    with _Server(site, READ | UPLOAD):
        status, body = _curl('-T', __file__, f'{SITE}/there')
        assert status == 403 and 'may not replace' in body, body
        status, body = _curl('-X', 'DELETE', f'{SITE}/there')
        assert status == 403 and 'may not delete' in body, body
        status, body = _curl('-T', __file__, '-H', 'Origin: http://evil.example', f'{SITE}/new')
        assert status == 403 and 'elsewhere' in body, body
    assert _names(site) == ['there'] and (site / 'there').read_text() == 'old'


def _large_bytes(folder):
    """A gigabyte where there is room for it."""
    return 1_000_000_000 if shutil.disk_usage(folder).free > 5_000_000_000 else 100_000_000


def a_gigabyte_arrives_in_little_memory(folder):
    site = _site(folder)
    size = _large_bytes(folder)
    piece = os.urandom(MEGABYTE)
    digest = hashlib.sha256()
    with open(folder / 'large', 'wb') as file:
        for number in range(size // MEGABYTE):
            file.write(number.to_bytes(8, 'big') + piece[8:])
            digest.update(number.to_bytes(8, 'big') + piece[8:])
    with _Server(site) as server:
        before = server.peak()
        assert _curl('-T', folder / 'large', f'{SITE}/put')[0] == 201
        assert _curl('-F', f'file=@{folder}/large;filename=form', f'{SITE}/')[0] == 303
        assert server.peak() - before < 24, (before, server.peak())
    for name in 'put', 'form':
        with open(site / name, 'rb') as file:
            got = hashlib.sha256()
            while part := file.read(1 << 20):
                got.update(part)
        assert got.digest() == digest.digest(), name


def _half(name, more=b''):
    """A client that has sent a half of its file."""
    client = socket.create_connection(('127.0.0.1', PORT))
    client.sendall(b'PUT /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000\r\n%s\r\n' % (name, more))
    client.sendall(b'x' * 5_000_000)
    return client


def a_killed_server_leaves_nothing(folder):
    site = _site(folder)
    with _Server(site) as server:
        clients = [_half(name) for name in (b'one', b'two')]
        time.sleep(0.3)
        server.stop(signal.SIGKILL)
        for client in clients:
            client.close()
    assert not list(site.iterdir()), list(site.iterdir())


def a_killed_client_leaves_nothing(folder):
    site = _site(folder)
    with open(folder / 'file', 'wb') as file:
        file.truncate(2_000_000_000)
    with _Server(site) as server:
        with Process('curl', '-s', '--limit-rate', '10M', '-T', folder / 'file', f'{SITE}/file') as client:
            until('it to be under way', lambda: _deleted_bytes(server) > MEGABYTE)
            client.stop(signal.SIGKILL)
        until('the rest to be gone', lambda: _deleted_bytes(server) == 0)
        assert not list(site.iterdir())


def _deleted_bytes(server):
    """Of files the server has open and that have no name."""
    total = 0
    for fd in os.scandir(f'/proc/{server.process.pid}/fd'):
        try:
            if '/#' in os.readlink(fd.path) and '(deleted)' in os.readlink(fd.path):
                total += os.stat(fd.path).st_size
        except FileNotFoundError:
            pass
    return total


def _server_on_small_disk(folder, size):
    """In a mount namespace of its own a tmpfs of so many bytes is the folder; its path from outside."""
    site = folder / 'small'
    site.mkdir()
    server = _Server(site, ALL, 'unshare', *([] if os.geteuid() == 0 else ['--user', '--map-root-user']), '--mount', 'sh', '-c',
                     f'mount -t tmpfs -o size={size} none "$1" && exec "$0" "$@"')
    return server, f'/proc/{server.process.pid}/root{site}'


def a_full_disk_is_said_and_leaves_nothing(folder):
    server, site = _server_on_small_disk(folder, '160m')
    with server:
        # announced: refused before it is sent; 64 MiB are for others
        with open(folder / 'file', 'wb') as file:
            file.truncate(120_000_000)
        done = subprocess.run(['curl', '-sSv', '-T', folder / 'file', '-H', 'Expect: 100-continue', f'{SITE}/announced'],
                              stderr=subprocess.PIPE, stdout=subprocess.PIPE, check=True, timeout=60)
        assert b'100 Continue' not in done.stderr and b'507 Insufficient Storage' in done.stderr, done.stderr
        assert b'not enough room' in done.stdout

        # in chunks: when it comes to that
        with open(folder / 'file', 'rb') as file:
            done = subprocess.run(['curl', '-sS', '-T', '-', '-w', '%{http_code}', f'{SITE}/chunked'], stdin=file,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        assert b'507' in done.stdout, done
        assert os.listdir(site) == []

        # and when somebody else fills it
        client = socket.create_connection(('127.0.0.1', PORT))
        client.sendall(b'PUT /chunked HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n')
        client.sendall(b'f4240\r\n' + b'x' * MEGABYTE + b'\r\n')
        time.sleep(0.3)
        try:
            with open(f'{site}/other', 'wb') as other:
                while True:
                    other.write(b'x' * MEGABYTE)
        except OSError:
            pass
        client.sendall((b'f4240\r\n' + b'x' * MEGABYTE + b'\r\n') * 2)
        client.settimeout(15)
        assert b'HTTP/1.1 507 ' in client.recv(65536)
        client.close()
        assert os.listdir(site) == ['other']


def encrypted_uploads_wait_for_the_disk_too(folder):
    site = _site(folder)
    (folder / 'file').write_bytes(os.urandom(60 * MEGABYTE))
    with _Server(site, ALL, https=True, weighed=True) as server:
        secure = SITE.replace('http', 'https')
        assert _curl('-k', '-T', folder / 'file', '-H', f'Origin: {secure}', f'{secure}/put')[0] == 201
        assert _curl('-k', '-T', folder / 'file', '-H', f'Origin: {SITE}', f'{secure}/other')[0] == 403
        assert _curl('-k', '-F', f'file=@{folder}/file;filename=form', f'{secure}/')[0] == 303
        assert server.peak() < 100, server.peak()
    assert (site / 'put').read_bytes() == (site / 'form').read_bytes() == (folder / 'file').read_bytes()
    assert _names(site) == ['form', 'put']


def many_at_once_are_all_whole(folder):
    site = _site(folder)
    files = []
    for number in range(40):
        files.append(folder / f'{number}.bin')
        files[-1].write_bytes(os.urandom(1_500_000 + number))
    with _Server(site):
        subprocess.run(['curl', '-sS', '--no-progress-meter', '--fail-early', '-Z', '--parallel-max', '20',
                        *(word for file in files for word in ('-T', str(file), f'{SITE}/'))],
                       check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert len(list(site.iterdir())) == 40
    for file in files:
        assert (site / file.name).read_bytes() == file.read_bytes()


if __name__ == '__main__':
    for name in ('curl', 'wget'):
        if not shutil.which(name):
            sys.exit(f'{name} is needed: apt install {name}')
    main(globals())
