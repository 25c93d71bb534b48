#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request copied as a program and run is the same request."""
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import main   # noqa: E402

BOUNDARY = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\x00\xff\'"\\\r\n--x--\r\n'
# %s: the address of the server that hears it again
REQUESTS = {
    'plain': b'GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: me\r\nAccept: */*\r\n\r\n',
    'nothing but Host': b'GET /a?b=c&d=%%20e HTTP/1.1\r\nHost: %s\r\n\r\n',
    'a browser': b'GET /path/to?q=1 HTTP/1.1\r\nHost: %s\r\nConnection: keep-alive\r\n'
                 b'sec-ch-ua: "Chromium";v="1", "Not?A_Brand";v="99"\r\n'
                 b'Upgrade-Insecure-Requests: 1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n'
                 b'Accept: text/html,*/*;q=0.8\r\nSec-Fetch-Site: none\r\nAccept-Encoding: gzip, deflate, br\r\n'
                 b'Accept-Language: zh-CN,zh;q=0.9\r\nCookie: a=1; b="2"\r\nIf-None-Match: "x", W/"y"\r\n\r\n',
    'quotes and dollars': b'GET /?q=$(id);!! HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nUser-Agent: x\r\n'
                          b'X-Odd: it\'s "so" $HOME `id` \\n \\x41 !! %%s {} \xe6\x99\xb4\xe7\xa9\xba \xe2\x80\xae\r\n\r\n',
    'a form': b'POST /form HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n'
              b'Content-Length: 23\r\n\r\nname=it\'s&say=%%22$x%%22!',
    'JSON with lines': b'PUT /api HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n'
                       b'Content-Type: application/json\r\nContent-Length: 36\r\n\r\n'
                       b'{"a": "\xe6\x99\xb4",\n\t"b": "\\u0041\'"}\r\n \xe2\x80\xa8 ',
    'a file': b'POST /up HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\nContent-Type: multipart/form-data; boundary=x\r\n'
              b'Content-Length: ' + str(len(BOUNDARY)).encode() + b'\r\n\r\n' + BOUNDARY.replace(b'%', b'%%'),
    'at sign': b'POST / HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\nContent-Type: text/plain\r\n'
               b'Content-Length: 12\r\n\r\n@/etc/passwd',
    'no type': b'POST / HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\nContent-Length: 3\r\n\r\nabc',
    'delete': b'DELETE /a%%20b HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
    'a range': b'GET /v HTTP/1.1\r\nHost: %s\r\nRange: bytes=100-199\r\nUser-Agent: x\r\nAccept: */*\r\nX-Empty:\r\n\r\n',
}
# What no library sends as it stands, but curl and a socket do
ODD = {
    'dots': b'GET /a/../b/./c HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
    'braces': b'GET /[a]{b,c}?x=[1-3] HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
    'star': b'OPTIONS * HTTP/1.1\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
    'old': b'GET / HTTP/1.0\r\nHost: %s\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
    'no space': b'GET / HTTP/1.1\r\nHost:%s\r\nUser-Agent:x\r\nACCEPT:  */*\r\n\r\n',
    'no names': b'GET / HTTP/1.0\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n',
}
# What only a socket sends
WRONG = {
    'bare LF': b'GET / HTTP/1.1\nHost: %s\n\n',
    'spaces': b'GET  /a b HTTP/1.1\r\nHost : %s\r\n folded\r\n\r\n',
    'bytes': bytes(range(256)) + b'\r\n\r\nHost: %s',
    'chunks': b'POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nA: b\r\n\r\n',
}


class Ear:
    """Hears one request, answers it, and closes."""

    def __init__(self):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.socket.settimeout(20)
        self.address = '127.0.0.1:%d' % self.socket.getsockname()[1]
        self.heard = b''
        self.thread = threading.Thread(target=self._hear, daemon=True)
        self.thread.start()

    def _is_whole(self):
        head, end, body = self.heard.partition(b'\r\n\r\n')
        length = re.search(rb'^Content-Length: *(\d+)', head, re.M | re.I)
        return end and len(body) >= int(length[1] if length else 0)

    def _hear(self):
        connection, _ = self.socket.accept()
        try:
            while True:
                connection.settimeout(0.05 if self._is_whole() else 2)     # perhaps there is more than it says
                self.heard += connection.recv(65536)
        except TimeoutError:
            pass
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello')
        connection.close()

    def end(self):
        self.thread.join(20)
        self.socket.close()
        return self.heard


def _copied(request, form, *options):
    return subprocess.run([os.environ['LANDLINE_COPY_AS'], form, *options], input=request, stdout=subprocess.PIPE,
                          check=True, timeout=20).stdout.decode()


def _sent_again(request, form, run):
    ear = Ear()
    request = request.replace(b'%%', b'%').replace(b'%s', ear.address.encode(), 1)
    program = _copied(request, form)
    if b'Host' not in request or b'Host : ' in request or request.startswith(b'\0'):
        name, port = ear.address.split(':')     # it knows no address
        program = program.replace("('localhost', 80)", f"('{name}', {port})").replace('localhost', ear.address)
    assert form != 'curl' or program.count('\n') == 1, program
    done = subprocess.run([*run, program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, text=True)
    heard = ear.end()
    assert done.returncode == 0 and 'hello' in done.stdout, f'{program}\n{done.stdout}'
    return request, heard, program


def _assert_same(name, request, heard, program):
    assert heard == request, f'{name}:\n{request!r}\nwas sent as\n{heard!r}\nby\n{program}'


def _parts(request):
    """What a library keeps: the request line, fields without order, spelling and space, and the body."""
    head, _, body = request.partition(b'\r\n\r\n')
    line, *fields = head.split(b'\r\n')
    return line, {name.lower(): value.strip() for name, _, value in (field.partition(b':') for field in fields)}, body


def curl_sends_the_same_bytes(folder):
    for name, request in {**REQUESTS, **ODD}.items():
        _assert_same(name, *_sent_again(request, 'curl', ['bash', '-c']))


def a_socket_sends_the_same_bytes(folder):
    for name, request in {**REQUESTS, **ODD, **WRONG}.items():
        _assert_same(name, *_sent_again(request, 'socket', ['/usr/bin/python3', '-c']))


def requests_sends_the_same_parts(folder):
    """Fields in another order and spelling; an Accept-Encoding and a User-Agent where there was none."""
    python = os.environ.get('LANDLINE_PYTHON_WITH_REQUESTS', sys.executable)
    if subprocess.run([python, '-c', 'import requests'], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print('# left out: the requests library is not installed')
        return
    for name, request in REQUESTS.items():
        request, heard, program = _sent_again(request, 'requests', [python, '-c'])
        line, fields, body = _parts(request)
        heard_line, heard_fields, heard_body = _parts(heard)
        for own in (b'accept-encoding', b'user-agent', b'connection'):
            if own not in fields:
                heard_fields.pop(own, None)
        if request.startswith(b'DELETE'):
            heard_fields.pop(b'content-length', None)
        # it writes addresses in its own way
        assert line == heard_line, f'{name}: {line} {heard_line}'
        assert fields == heard_fields and body == heard_body, f'{name}:\n{fields}\n{heard_fields}\n{heard_body}\n{program}'


def fetch_sends_the_same_parts(folder):
    """Without the fields that a browser writes itself."""
    if not shutil.which('node'):
        print('# left out: node is not installed')
        return
    for name, request in REQUESTS.items():
        request, heard, program = _sent_again(request, 'fetch', ['node', '-e'])
        line, fields, body = _parts(request)
        heard_line, heard_fields, heard_body = _parts(heard)
        for own in list(fields):
            if re.match(rb'(connection|cookie|host|content-length|user-agent|accept-encoding|(sec|proxy)-.*|upgrade-in.*)$', own):
                fields.pop(own)
        for field, value in fields.items():
            assert heard_fields.get(field) == value, f'{name}: {field} {value} {heard_fields}\n{program}'
        assert body == heard_body, f'{name}:\n{body}\n{heard_body}\n{program}'
        assert line == heard_line, f'{name}: {line} {heard_line}'


def secrets_are_left_out_unless_asked_for(folder):
    request = (b'POST /?token=abcxyz HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abcxyz\r\nCookie: a=abcxyz\r\n'
               b'Content-Type: application/json\r\nContent-Length: 22\r\n\r\n{"password": "abcxyz"}')
    for form in ('curl', 'requests', 'socket', 'fetch'):
        assert 'abcxyz' in _copied(request, form), form
        masked = _copied(request, form, 'masked')
        assert 'abcxyz' not in masked and '******' in masked, masked


def what_is_hostile_stays_one_literal(folder):
    """Nothing in a request runs when it is pasted: not in a shell, nor in an interpreter."""
    hostile = (b"';touch pwned;'", b'$(touch pwned)', b'`touch pwned`', b'\\\';touch pwned;',
               b"'+require('fs').writeFileSync('pwned','')+'", b"'+open('pwned','w').name+'", b'${touch pwned}', b'"; touch pwned; "', b'\x1b[2J', b"*/ 1 //'")
    for text in hostile:
        request = (b'POST /' + text + b'?' + text + b' HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-A: ' + text +
                   b'\r\nContent-Length: %d\r\n\r\n' % len(text) + text)
        for form, run in (('curl', ['bash', '-c']), ('socket', ['/usr/bin/python3', '-c']), ('fetch', ['node', '-e'])):
            if not shutil.which(run[0]):
                continue
            program = _copied(request, form)
            subprocess.run([*run, program], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30,
                           check=False)
            assert not (folder / 'pwned').exists(), program
            assert '\x1b' not in program


if __name__ == '__main__':
    main(globals())
