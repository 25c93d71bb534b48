#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`landline serve` against the programs that people fetch with: curl, wget, aria2, lftp, ab and nc."""
import base64
import gzip
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, main, needs, run, until   # noqa: E402

ADDRESS = 'http://127.0.0.1:8000'
BIG = bytes(i * 7 % 251 for i in range(65521)) * 128    # 8 MiB; no two pieces of a segment's size are alike


def _serve(folder, **files):
    site = folder / 'site'
    site.mkdir()
    (site / 'index.html').write_text('<h1>Welcome back Home</h1>\n')
    (site / 'big.bin').write_bytes(BIG)
    for name, content in files.items():
        (site / name.replace('_', '.')).write_bytes(content)
    server = Landline('serve', str(site), '--json')
    server.wait('web.state', running=True)
    return server


def _fields(row, which='request'):
    head = base64.b64decode(row[which]).split(b'\r\n\r\n')[0].decode('latin-1')
    return {name.lower(): value for name, value in (line.split(': ', 1) for line in head.split('\r\n')[1:])}


def _answered(server, **fields):
    """All rows of answered requests whose fields are as given."""
    rows = [row for row in server.events('web.request') if row['finished'] and row['kind'] == 'exchange']
    return [row for row in rows if all(row[name] == value for name, value in fields.items())]


def _parts(server):
    """Where the parts of big.bin begin that were asked for; who needs no more of an answer cuts it off."""
    return {_fields(row).get('range', '').partition('-')[0] for row in server.events('web.request')
            if row['target'] == '/big.bin' and row['status'] in (200, 206)}


def _curl(*words, check=True):
    return run('curl', '-sS', *words, check=check).stdout


# --- curl ---

def curl_goes_on_where_it_was_broken_off(folder):
    with _serve(folder) as server:
        (folder / 'part').write_bytes(BIG[:3000000])
        _curl('-C', '-', '-o', folder / 'part', ADDRESS + '/big.bin')
        assert (folder / 'part').read_bytes() == BIG
        row = server.wait('web.request', finished=True, status=206)
        assert _fields(row)['range'] == 'bytes=3000000-'
        assert _fields(row, 'response')['content-range'] == f'bytes 3000000-{len(BIG) - 1}/{len(BIG)}'


def curl_gets_several_parts(folder):
    with _serve(folder, numbers_txt=b'0123456789'):
        got = _curl('-i', '-r', '0-1,4-5', ADDRESS + '/numbers.txt')
        boundary = re.search(r'Content-Type: multipart/byteranges; boundary="?([^"\n\r]+)', got)[1]
        parts = got.split('--' + boundary)
        assert 'Content-Range: bytes 0-1/10' in parts[1] and parts[1].endswith('\n\n01\n'), got
        assert 'Content-Range: bytes 4-5/10' in parts[2] and parts[2].endswith('\n\n45\n'), got
        assert parts[3].strip() == '--'


def curl_in_1_0_is_answered_and_closed(folder):
    with _serve(folder) as server:
        got = _curl('-0', '-i', ADDRESS + '/')
        assert got.startswith('HTTP/1.1 200 OK') and 'Connection: close' in got and 'Transfer-Encoding' not in got, got
        assert base64.b64decode(server.wait('web.request', finished=True)['request']).startswith(b'GET / HTTP/1.0\r\n')


def curl_uses_a_connection_again(folder):
    with _serve(folder) as server:
        urls = [ADDRESS + '/', ADDRESS + '/none', ADDRESS + '/big.bin', ADDRESS + '/']
        outputs = [word for _ in urls for word in ('-o', '/dev/null')]
        assert _curl(*outputs, '-w', '%{http_code} %{num_connects};', *urls) == '200 1;404 0;200 0;200 0;'
        until('all rows', lambda: len(_answered(server)) == 4)
        assert len({row['connection'] for row in server.events('web.request')}) == 1


def curl_closes_if_it_wants_to(folder):
    with _serve(folder):
        got = _curl('-i', '-H', 'Connection: close', ADDRESS + '/', '-o', '/dev/null', '-w', '%{num_connects}',
                    '--next', '-sS', '-w', '%{num_connects}', '-o', '/dev/null', ADDRESS + '/')
        assert got == '11', got


def curl_that_waits_for_leave_does_not_send_in_vain(folder):
    with _serve(folder) as server:
        got = _curl('-o', '/dev/null', '-w', '%{http_code} %{size_upload}', '-H', 'Expect: 100-continue', '-X', 'PATCH',
                    '--data-binary', f'@{folder}/site/big.bin', ADDRESS + '/big.bin')
        assert got == '405 0', got
        assert server.wait('web.request', finished=True)['request_size'] < 1000


def curl_undoes_compression(folder):
    text = b'<p>Welcome back Home</p>\n' * 4000
    with _serve(folder, page_html=text, page_html_gz=gzip.compress(text)) as server:
        got = run('curl', '-sS', '--compressed', ADDRESS + '/page.html', '-w', '%{size_download}').stdout
        assert got.startswith(text.decode()) and int(got[len(text):]) < 1000, got[-100:]
        fields = _fields(server.wait('web.request', finished=True), 'response')
        assert fields['content-encoding'] == 'gzip' and 'accept-encoding' in fields['vary'].lower(), fields
        assert _curl('-H', 'Accept-Encoding: identity', ADDRESS + '/page.html') == text.decode()


def curl_asks_whether_it_changed(folder):
    with _serve(folder):
        tag, copy = folder / 'tag', folder / 'copy'
        assert _curl('--etag-save', tag, '-o', copy, '-R', '-w', '%{http_code}', ADDRESS + '/big.bin') == '200'
        assert _curl('--etag-compare', tag, '-o', '/dev/null', '-w', '%{http_code}', ADDRESS + '/big.bin') == '304'
        assert _curl('-z', copy, '-o', '/dev/null', '-w', '%{http_code}', ADDRESS + '/big.bin') == '304'
        assert _curl('-z', 'Sat, 01 Jan 2000 00:00:00 GMT', '-o', '/dev/null', '-w', '%{http_code}',
                     ADDRESS + '/big.bin') == '200'


def curl_learns_what_is_allowed(folder):
    with _serve(folder):
        for words, status in ((('-X', 'OPTIONS', '--request-target', '*'), 204), (('-X', 'OPTIONS'), 204),
                              (('-X', 'TRACE'), 405), (('-X', 'PATCH'), 405)):
            got = _curl('-i', *words, ADDRESS + '/')
            assert got.startswith(f'HTTP/1.1 {status} ') and re.search('^Allow: .*GET, HEAD', got, re.M), (words, got)
        assert _curl('-i', '-X', 'BREW', ADDRESS + '/').startswith('HTTP/1.1 501 ')
        head = _curl('-I', ADDRESS + '/big.bin')
        assert f'Content-Length: {len(BIG)}' in head and 'Accept-Ranges: bytes' in head and 'ETag: "' in head, head
        # through a proxy that is none: CONNECT
        assert run('curl', '-sS', '-p', '-x', ADDRESS, 'http://localhost:8000/', check=False).returncode == 56


def nc_gets_pipelined_answers_in_order(folder):
    with _serve(folder, a_txt=b'Anfang', b_txt=b'Ende'):
        asked = ''.join(f'{method} /{name} HTTP/1.1\r\nHost: a\r\n\r\n'
                        for method, name in (('GET', 'a.txt'), ('HEAD', 'a.txt'), ('GET', 'none'), ('GET', 'b.txt')))
        got = run('nc', '-N', '127.0.0.1', '8000', input=asked).stdout
        assert re.findall(r'HTTP/1\.1 (\d\d\d) ', got) == ['200', '200', '404', '200'], got
        assert got.index('Anfang') < got.index('Sorry, not found') < got.index('Ende') and got.count('Anfang') == 1


# --- Others ---

def wget_goes_on_where_it_was_broken_off(folder):
    needs('wget')
    with _serve(folder) as server:
        (folder / 'big.bin').write_bytes(BIG[:5000000])
        run('wget', '-nv', '-c', ADDRESS + '/big.bin', cwd=folder)
        assert (folder / 'big.bin').read_bytes() == BIG
        assert _fields(server.wait('web.request', finished=True, status=206))['range'] == 'bytes=5000000-'
        # what is whole already is not sent again
        run('wget', '-nv', '-c', ADDRESS + '/big.bin', cwd=folder)
        server.wait('web.request', finished=True, status=416)
        assert (folder / 'big.bin').read_bytes() == BIG


def wget_takes_a_folder_along(folder):
    needs('wget')
    with _serve(folder):
        inside = folder / 'site' / '文件 夹' / 'deep'
        inside.mkdir(parents=True)
        for name in ('a b.txt', '100%.txt', 'a?b#c.txt', '你好.txt'):
            (inside / name).write_text(name)
        run('wget', '-nv', '-r', '-np', '--restrict-file-names=nocontrol', ADDRESS + '/%E6%96%87%E4%BB%B6%20%E5%A4%B9/',
            cwd=folder)
        got = sorted(path.read_text() for path in (folder / '127.0.0.1:8000').rglob('*.txt'))
        assert got == sorted(('a b.txt', '100%.txt', 'a?b#c.txt', '你好.txt')), got


def wget_sees_what_is_newer(folder):
    needs('wget')
    with _serve(folder) as server:
        for status in (200, 304):
            run('wget', '-nv', '-N', ADDRESS + '/big.bin', cwd=folder)
            server.wait('web.request', finished=True, status=status)


def aria2_fetches_by_eight_connections(folder):
    needs('aria2c')
    with _serve(folder) as server:
        run('aria2c', '--no-conf', '-q', '-x8', '-s8', '-k1M', '--file-allocation=none', '-d', folder, ADDRESS + '/big.bin')
        assert (folder / 'big.bin').read_bytes() == BIG
        until('its parts', lambda: len(_parts(server)) >= 7)
        assert len({row['connection'] for row in server.events('web.request')}) >= 7


def _lftp(folder, commands):
    run('lftp', '-e', f'set cmd:fail-exit yes; {commands}; exit', env=dict(os.environ, HOME=str(folder)))


def lftp_fetches_by_eight_connections(folder):
    needs('lftp')
    with _serve(folder) as server:
        _lftp(folder, f'pget -n 8 -O {folder} {ADDRESS}/big.bin')
        assert (folder / 'big.bin').read_bytes() == BIG
        until('its parts', lambda: len(_parts(server)) >= 7)


def lftp_lists_and_mirrors(folder):
    needs('lftp')
    with _serve(folder):
        inside = folder / 'site' / 'inside'
        inside.mkdir()
        for name in ('a b.txt', '你好.txt'):
            (inside / name).write_text(name)
        _lftp(folder, f'mirror {ADDRESS}/inside {folder}/copy')
        assert sorted(path.read_text() for path in (folder / 'copy').iterdir()) == ['a b.txt', '你好.txt']


def ab_keeps_its_connections(folder):
    needs('ab')
    with _serve(folder) as server:
        for words, kept in ((['-k'], 1000), ([], 0)):
            got = run('ab', '-q', *words, '-c', '8', '-n', '1000', ADDRESS + '/').stdout
            assert re.search(r'Complete requests: +1000\n', got) and re.search(r'Failed requests: +0\n', got), got
            assert 'Non-2xx' not in got and (int((re.search(r'Keep-Alive requests: +(\d+)', got) or [0, 0])[1]) == kept), got
        until('all rows', lambda: len(_answered(server, status=200)) == 2000)


if __name__ == '__main__':
    main(globals())
