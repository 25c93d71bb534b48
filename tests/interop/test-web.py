#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`landline serve` against curl and raw sockets."""
import base64
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, main, run   # noqa: E402

PAGE = '<h1>Welcome back Home</h1>\n<p>这是一个测试</p>\n'


def _serve(folder, *words):
    (folder / 'index.html').write_text(PAGE)
    (folder / '.secret').write_text('hidden')
    (folder / 'a b.txt').write_text('with a space')
    (folder / 'inside').mkdir()
    (folder / 'inside' / 'picture.png').write_bytes(b'\x89PNG\r\n\x1a\n')
    os.symlink('/etc/passwd', folder / 'out')
    os.symlink('a b.txt', folder / 'in')
    server = Landline('serve', str(folder), '--json', *words)
    server.wait('web.state', running=True)
    return server


def _raw(data, timeout=5):
    with socket.create_connection(('127.0.0.1', 8000), timeout) as connection:
        connection.sendall(data)
        answer = b''
        while True:
            piece = connection.recv(65536)
            if not piece:
                return answer
            answer += piece


def curl_gets_the_page_and_the_row_is_exact(folder):
    with _serve(folder) as server:
        got = run('curl', '-s', '-i', 'http://127.0.0.1:8000/').stdout
        assert got.startswith('HTTP/1.1 200 OK') and 'Cache-Control: no-cache' in got and PAGE in got, got
        row = server.wait('web.request', finished=True, kind='exchange')
        assert (row['method'], row['target'], row['status'], row['client']) == ('GET', '/', 200, '127.0.0.1')
        sent = base64.b64decode(row['request'])
        assert sent.startswith(b'GET / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nUser-Agent: curl/') and sent.endswith(b'\r\n\r\n')


def nothing_outside_the_folder_is_served(folder):
    with _serve(folder):
        for target in ('/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd',
                       '/inside/../../etc/passwd', '/out', '/.secret', '/%2esecret', '/in%00', '/etc/passwd',
                       '/%5c..%5c..%5cetc%5cpasswd', '/..;/etc/passwd', '/inside/%2e%2e/%2e%2e/etc/passwd'):
            answer = _raw(f'GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
            assert answer.split(b' ')[1] in (b'400', b'403', b'404'), (target, answer[:60])
            assert b'root:' not in answer and b'hidden' not in answer, target
        assert b'with a space' in _raw(b'GET /in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        assert b'with a space' in _raw(b'GET /a%20b.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')


def files_have_their_types_and_missing_ones_a_friendly_page(folder):
    with _serve(folder):
        for target, kind in (('/', 'text/html; charset=utf-8'), ('/a%20b.txt', 'text/plain; charset=utf-8'),
                             ('/inside/picture.png', 'image/png')):
            got = run('curl', '-s', '-o', '/dev/null', '-w', '%{content_type}', 'http://127.0.0.1:8000' + target).stdout
            assert got == kind, (target, got)
        got = run('curl', '-s', '-w', '%{http_code}', 'http://127.0.0.1:8000/nope').stdout
        assert 'Sorry, not found' in got and got.endswith('404'), got
        got = run('curl', '-s', '-L', '-w', '%{num_redirects}', 'http://127.0.0.1:8000/inside').stdout
        assert 'picture.png' in got and got.endswith('1'), got


def https_is_served_and_who_came_without_is_sent_there(folder):
    with _serve(folder, '--https') as server:
        got = run('curl', '-s', '-k', '-i', 'https://127.0.0.1:8000/').stdout
        assert got.startswith('HTTP/1.1 200 OK') and PAGE in got, got
        row = server.wait('web.request', finished=True, kind='exchange', status=200)
        assert base64.b64decode(row['request']).startswith(b'GET / HTTP/1.1\r\n')
        got = run('curl', '-s', '-k', '-L', '-w', '%{url_effective}', 'http://127.0.0.1:8000/a%20b.txt?x=1').stdout
        assert got == 'with a spacehttps://127.0.0.1:8000/a%20b.txt?x=1', got
        assert run('curl', '-s', 'https://127.0.0.1:8000/', check=False).returncode == 60    # nobody vouches for it
        assert 'trust' in server.wait('web.request', kind='handshake')['problem']


def a_certificate_can_be_given(folder):
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext',
        'subjectAltName=IP:127.0.0.1', '-keyout', str(folder / '.key.pem'), '-out', str(folder / '.certificate.pem'))
    with _serve(folder, '--certificate', str(folder / '.certificate.pem'), '--key', str(folder / '.key.pem')):
        got = run('curl', '-s', '--cacert', str(folder / '.certificate.pem'), 'https://127.0.0.1:8000/').stdout
        assert got == PAGE, got


def a_byte_at_a_time_is_served(folder):
    with _serve(folder), socket.create_connection(('127.0.0.1', 8000), 5) as connection:
        for byte in b'GET / HTTP/1.1\r\nHost: x\r\n\r\n':
            connection.sendall(bytes([byte]))
            time.sleep(0.002)
        assert connection.recv(65536).startswith(b'HTTP/1.1 200 OK')


def pipelined_requests_are_answered_in_order(folder):
    with _serve(folder):
        answer = _raw(b'GET /nope HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        assert answer.index(b'404 Not Found') < answer.index(b'200 OK')


def what_is_no_http_is_a_row_that_says_so(folder):
    with _serve(folder) as server:
        assert _raw(b'GET / HTTP/1.1\r\n\r\n').startswith(b'HTTP/1.1 400')
        row = server.wait('web.request', finished=True, kind='malformed')
        assert 'Host' in row['problem'] and row['status'] == 400
        assert _raw(b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03').startswith(b'HTTP/1.1 400')
        assert 'http://' in server.wait('web.request', kind='tls', finished=True)['problem']
        socket.create_connection(('127.0.0.1', 8000), 5).close()
        server.wait('web.request', kind='silent')


def smuggling_is_refused_and_the_connection_closed(folder):
    with _serve(folder):
        for head in (b'Content-Length: 3\r\nTransfer-Encoding: chunked', b'Content-Length: 3\r\nContent-Length: 4',
                     b'Content-Length: +3', b'Transfer-Encoding: xchunked', b'Content-Length : 3'):
            answer = _raw(b'POST / HTTP/1.1\r\nHost: x\r\n' + head + b'\r\n\r\nabcGET / HTTP/1.1\r\nHost: x\r\n\r\n')
            assert answer.split(b' ')[1] in (b'400', b'501') and answer.count(b'HTTP/1.1 ') == 1, (head, answer[:80])


def ranges_and_conditions_are_honoured(folder):
    with _serve(folder):
        (folder / 'numbers').write_bytes(b'0123456789')
        url = 'http://127.0.0.1:8000/numbers'
        for asked, got in (('0-3', '0123'), ('4-', '456789'), ('-2', '89'), ('8-99', '89')):
            assert run('curl', '-s', '-r', asked, url).stdout == got, asked
        assert run('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-r', '50-', url).stdout == '416'
        tag = next(line for line in run('curl', '-s', '-i', url).stdout.splitlines() if line.startswith('ETag')).split(' ')[1]
        assert run('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', f'If-None-Match: {tag}', url).stdout == '304'


def stopping_closes_at_once_and_starting_again_works_at_once(folder):
    server = _serve(folder)
    connection = socket.create_connection(('127.0.0.1', 8000), 5)
    connection.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    assert connection.recv(65536)
    assert server.interrupt() == 0
    assert connection.recv(65536) == b''
    with Landline('serve', str(folder), '--json') as again:
        again.wait('web.state', running=True)


def a_taken_port_is_named_and_the_next_free_one_offered(folder):
    holder = socket.create_server(('0.0.0.0', 8000))
    with Landline('serve', str(folder), '--json') as server:
        assert server.ended() == 1
        errors = server.stderr()
        assert '8001' in errors and 'python3' in errors, errors
    holder.close()


if __name__ == '__main__':
    main(globals())
