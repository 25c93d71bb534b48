#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges, conditions and compressed copies as nginx judges them: both serve the same folder and are asked the same.
Where they differ, it is written down why."""
import os
import re
import shutil
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, Process, main, until   # noqa: E402

NGINX = shutil.which('nginx', path=os.environ.get('PATH', '') + ':/usr/sbin')
OURS, THEIRS = 8000, 8080
TEXT = b'0123456789abcdefghij'
WHEN = 784111777    # Sun, 06 Nov 1994 08:49:37 GMT
BEFORE, SAME, AFTER = ('Sun, 06 Nov 1994 08:49:%d GMT' % second for second in (36, 37, 38))

# if_modified_since before: as RFC 9110 section 13.1.3 has it; nginx wants the very same date otherwise.
CONFIGURATION = '''
daemon off; master_process off; pid {prefix}/pid; error_log stderr crit;
events {{ worker_connections 64; }}
http {{
  access_log off; etag on; if_modified_since before; default_type text/plain;
  client_body_temp_path {prefix}/a; proxy_temp_path {prefix}/b; fastcgi_temp_path {prefix}/c;
  uwsgi_temp_path {prefix}/d; scgi_temp_path {prefix}/e;
  gzip_static on; gzip_vary on;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
'''

INVALID = 'what is no range is ignored or refused, as one likes (RFC 9110 section 14.2): it is the file they wanted'
LARGE = 'a number larger than the file is no error (section 14.1.2)'
LIST = 'a list may have empty elements and tabs (section 5.6.1.2, 5.6.3)'
SPACE = 'there is no white space inside a range (section 14.1.1)'
EMPTY = 'no byte of an empty file is there (section 14.1.2)'
HEAD = 'only GET has ranges (section 14.2)'
MATCH_FIRST = 'If-Unmodified-Since is not asked where there is If-Match (section 13.1.4)'
NONE_FIRST = 'If-Modified-Since is not asked where there is If-None-Match (section 13.1.3)'
NO_DATE = 'what is no date does not count (section 13.1.4)'
LISTS_ADD_UP = 'a list over two fields is one list (section 5.3)'

# What is asked, {tag} and {date} being each server's own; and where they differ: our status, theirs, and why.
CASES = {
    # one range
    'Range: bytes=0-0': None,
    'Range: bytes=0-9': None,
    'Range: bytes=5-5': None,
    'Range: bytes=10-': None,
    'Range: bytes=0-': None,
    'Range: bytes=19-': None,
    'Range: bytes=19-19': None,
    'Range: bytes=18-20': None,
    'Range: bytes=15-99': None,
    'Range: bytes=0000000000005-0006': None,
    'Range: BYTES=1-2': None,
    'Range: bytes=-1': None,
    'Range: bytes=-19': None,
    'Range: bytes=-20': None,
    'Range: bytes=-21': None,
    'Range: bytes=15-9223372036854775807': None,
    'Range: bytes=15-9223372036854775808': (206, 416, LARGE),
    'Range: bytes=15-99999999999999999999999999999': (206, 416, LARGE),
    'Range: bytes=-99999999999999999999999999999': (206, 416, LARGE),
    # not there
    'Range: bytes=20-': None,
    'Range: bytes=20-20': None,
    'Range: bytes=99-199': None,
    'Range: bytes=-0': None,
    'Range: bytes=18446744073709551616-': None,
    'Range: bytes=20-,30-40,-0': None,
    # several
    'Range: bytes=0-1,3-4': None,
    'Range: bytes=0-1, 3-4': None,
    'Range: bytes=0-1 ,3-4': None,
    'Range: bytes=0-0,-1': None,
    'Range: bytes=-1,0-0': None,
    'Range: bytes=15-,0-4': None,
    'Range: bytes=0-4,2-6': None,
    'Range: bytes=0-0,0-0,0-0': None,
    'Range: bytes=0-9,10-19': None,
    'Range: bytes=0-1,20-30': None,
    'Range: bytes=20-30,0-1': None,
    'Range: bytes=-0,0-1': None,
    'Range: bytes=30-,0-1,40-50,3-4': None,
    'Range: bytes= 0-1': None,
    'Range: bytes=0-1\t,\t3-4': (206, 416, LIST),
    'Range: bytes=0-1,,3-4': (206, 416, LIST),
    'Range: bytes=,0-1': (206, 416, LIST),
    'Range: bytes=0-1,': (206, 416, LIST),
    # more than the file
    'Range: bytes=0-,0-': None,
    'Range: bytes=0-,0-0': None,
    'Range: bytes=0-9,10-19,0-0': None,
    'Range: bytes=-20,-1': None,
    # none
    'Range: bytes=5-4': (200, 416, INVALID),
    'Range: bytes=0-1,5-4': (200, 206, INVALID),
    'Range: bytes=-': (200, 416, INVALID),
    'Range: bytes=--1': (200, 416, INVALID),
    'Range: bytes=a-b': (200, 416, INVALID),
    'Range: bytes=1': (200, 416, INVALID),
    'Range: bytes=1-2-3': (200, 416, INVALID),
    'Range: bytes=+1-2': (200, 416, INVALID),
    'Range: bytes=0x1-2': (200, 416, INVALID),
    'Range: bytes=1-2,x': (200, 416, INVALID),
    'Range: bytes=*': (200, 416, INVALID),
    'Range: bytes=,': (200, 416, INVALID),
    'Range: bytes=0 - 1': (200, 206, SPACE),
    'Range: bytes=': None,
    'Range: bytes': None,
    'Range: bytes =0-1': None,
    'Range: lines=0-1': None,
    'Range: 0-1': None,
    # If-Range
    'Range: bytes=0-1|If-Range: {tag}': None,
    'Range: bytes=0-1|If-Range: W/{tag}': None,
    'Range: bytes=0-1|If-Range: "other"': None,
    'Range: bytes=0-1|If-Range: {date}': None,
    f'Range: bytes=0-1|If-Range: {BEFORE}': None,
    f'Range: bytes=0-1|If-Range: {AFTER}': None,
    'Range: bytes=0-1|If-Range: yesterday': None,
    'Range: bytes=0-1,3-4|If-Range: {tag}': None,
    'Range: bytes=0-1,3-4|If-Range: "other"': None,
    'Range: bytes=99-|If-Range: {tag}': None,
    'Range: bytes=99-|If-Range: "other"': None,
    'If-Range: {tag}': None,
    'If-Range: "other"': None,
    # If-None-Match
    'If-None-Match: {tag}': None,
    'If-None-Match: W/{tag}': None,
    'If-None-Match: *': None,
    'If-None-Match: "other"': None,
    'If-None-Match: "a", {tag}': None,
    'If-None-Match: {tag}, "a"': None,
    'If-None-Match: "a",W/{tag} , "b"': None,
    'If-None-Match: "a", "b"': None,
    'If-None-Match: other': None,
    'If-None-Match: "a,b", {tag}': None,
    'If-None-Match: "a"|If-None-Match: {tag}': (304, 400, LISTS_ADD_UP),
    'If-None-Match: {tag}|Range: bytes=0-1': None,
    'If-None-Match: "other"|Range: bytes=0-1': None,
    'If-None-Match: "other"|Range: bytes=99-': None,
    'If-None-Match: {tag}|Range: bytes=99-': None,
    # If-Modified-Since
    'If-Modified-Since: {date}': None,
    f'If-Modified-Since: {BEFORE}': None,
    f'If-Modified-Since: {AFTER}': None,
    'If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT': None,
    'If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT': None,
    'If-Modified-Since: Sun Nov  6 08:49:37 1994': None,
    'If-Modified-Since: yesterday': None,
    'If-Modified-Since: {date}|Range: bytes=0-1': None,
    'If-None-Match: {tag}|If-Modified-Since: {date}': None,
    'If-None-Match: "other"|If-Modified-Since: {date}': None,
    f'If-None-Match: {{tag}}|If-Modified-Since: {BEFORE}': (304, 200, NONE_FIRST),
    f'If-None-Match: "other"|If-Modified-Since: {BEFORE}': None,
    # If-Match
    'If-Match: {tag}': None,
    'If-Match: *': None,
    'If-Match: "other"': None,
    'If-Match: W/{tag}': None,
    'If-Match: "a", {tag}': None,
    'If-Match: W/{tag}, {tag}': None,
    'If-Match: "a", "b"': None,
    'If-Match: other': None,
    'If-Match: {tag}|Range: bytes=0-1': None,
    'If-Match: "other"|Range: bytes=0-1': None,
    'If-Match: "other"|Range: bytes=99-': None,
    'If-Match: "other"|If-None-Match: {tag}': None,
    'If-Match: {tag}|If-None-Match: {tag}': None,
    'If-Match: {tag}|If-None-Match: "other"': None,
    # If-Unmodified-Since
    'If-Unmodified-Since: {date}': None,
    f'If-Unmodified-Since: {BEFORE}': None,
    f'If-Unmodified-Since: {AFTER}': None,
    'If-Unmodified-Since: yesterday': (200, 412, NO_DATE),
    f'If-Unmodified-Since: {BEFORE}|Range: bytes=0-1': None,
    f'If-Unmodified-Since: {AFTER}|Range: bytes=0-1': None,
    f'If-Match: {{tag}}|If-Unmodified-Since: {BEFORE}': (200, 412, MATCH_FIRST),
    f'If-Match: "other"|If-Unmodified-Since: {AFTER}': None,
    f'If-Unmodified-Since: {BEFORE}|If-None-Match: {{tag}}': None,
    'If-Unmodified-Since: {date}|If-Modified-Since: {date}': None,
    'If-Unmodified-Since: {date}|If-None-Match: {tag}': None,
    'If-Match: {tag}|If-Unmodified-Since: {date}|If-None-Match: "other"|If-Modified-Since: {date}|Range: bytes=2-3|'
    'If-Range: {tag}': None,
    # nothing at all
    'Accept: */*': None,
}

# The same for HEAD, for a file of no bytes, and where there is no file.
HEAD_CASES = {
    'Accept: */*': None,
    'If-None-Match: {tag}': None,
    'If-None-Match: "other"': None,
    'If-Modified-Since: {date}': None,
    'If-Match: "other"': None,
    'If-Match: {tag}': None,
    f'If-Unmodified-Since: {BEFORE}': None,
    'Range: bytes=0-1': (200, 206, HEAD),
    'Range: bytes=99-': (200, 416, HEAD),
    'Range: bytes=0-1|If-Range: "other"': None,
}
EMPTY_CASES = {
    'Accept: */*': None,
    'If-None-Match: {tag}': None,
    'If-Match: {tag}': None,
    'Range: bytes=-1': None,
    'Range: bytes=1-': None,
    'Range: bytes=1-2': None,
    'Range: bytes=0-': (416, 200, EMPTY),
    'Range: bytes=0-0': (416, 200, EMPTY),
    'Range: bytes=-0': (416, 200, EMPTY),
}
MISSING_CASES = {
    'If-Match: "a"': None,
    'If-Match: *': None,
    'If-None-Match: *': None,
    f'If-Unmodified-Since: {BEFORE}': None,
    f'If-Modified-Since: {AFTER}': None,
    'Range: bytes=0-1': None,
}

ANY = '"*" is any coding (section 12.5.3)'
PREFERRED = 'who would rather have none gets none (section 12.5.3)'

# What is liked, of a file with a copy in gzip: whether we send it, whether nginx does, and why not alike. nginx has no
# ranges of a copy.
CODING_CASES = {
    'Accept: */*': None,
    'Accept-Encoding: gzip': None,
    'Accept-Encoding: GZIP': None,
    'Accept-Encoding: gzip, deflate': None,
    'Accept-Encoding: deflate, gzip;q=1.0, compress;q=0.5': None,
    'Accept-Encoding: gzip;q=0.5': None,
    'Accept-Encoding: gzip; q=0.5': None,
    'Accept-Encoding: gzip;q=1.000': None,
    'Accept-Encoding: gzip;q=0.001': None,
    'Accept-Encoding: gzip;q=0': None,
    'Accept-Encoding: gzip;q=0.0': None,
    'Accept-Encoding: gzip;q=0.000': None,
    'Accept-Encoding: identity': None,
    'Accept-Encoding: deflate': None,
    'Accept-Encoding: gzipped': None,
    'Accept-Encoding: xgzip': None,
    'Accept-Encoding: gzip;q=2': None,
    'Accept-Encoding: gzip;q=0.0001': None,
    'Accept-Encoding: gzip;q=': None,
    'Accept-Encoding: gzip;q=a': None,
    'Accept-Encoding: *': (True, False, ANY),
    'Accept-Encoding: gzip;q=0.5, identity': (False, True, PREFERRED),
    'Accept-Encoding: gzip, identity;q=0': None,
    'Accept-Encoding: gzip;q=0, *': None,
    'Accept-Encoding: identity;q=1, *;q=0': None,
    'Accept-Encoding: gzip|If-None-Match: *': None,
    'Accept-Encoding: gzip|If-None-Match: "other"': None,
    f'Accept-Encoding: gzip|If-Modified-Since: {AFTER}': None,
    f'Accept-Encoding: gzip|If-Unmodified-Since: {BEFORE}': None,
}


class _Answer:
    def __init__(self, port, method, target, fields=()):
        with socket.create_connection(('127.0.0.1', port), 10) as connection:
            lines = ''.join(line + '\r\n' for line in (f'{method} {target} HTTP/1.1', 'Host: a', 'Connection: close', *fields))
            connection.sendall(lines.encode('latin-1') + b'\r\n')
            got = b''
            while piece := connection.recv(65536):
                got += piece
        head, _, self.body = got.partition(b'\r\n\r\n')
        first, *rest = head.decode('latin-1').split('\r\n')
        self.status = int(first.split(' ')[1])
        self.fields = {line.partition(':')[0].lower(): line.partition(':')[2].strip() for line in rest}
        if method == 'GET' and 'content-length' in self.fields:
            assert int(self.fields['content-length']) == len(self.body), got

    def parts(self):
        """What several ranges brought, whatever the line between them."""
        boundary = re.fullmatch(r'multipart/byteranges; boundary=(\S+)', self.fields['content-type'])[1].encode()
        first, *parts, last = (b'\r\n' + self.body).replace(b'\r\n\r\n--' + boundary, b'\r\n--' + boundary, 1) \
            .split(b'\r\n--' + boundary)
        assert first == b'' and last == b'--\r\n', self.body
        found = []
        for part in parts:
            head, _, content = part.partition(b'\r\n\r\n')
            fields = dict(line.split(': ', 1) for line in head.decode().strip().split('\r\n'))
            assert set(fields) == {'Content-Type', 'Content-Range'}, fields
            found.append((fields['Content-Range'], content))
        return found

    def judged(self):
        """What both have to say alike."""
        names = ('content-range', 'last-modified')
        said = {name: self.fields.get(name) for name in names}
        said['etag'] = 'etag' in self.fields
        if self.status in (200, 206):
            said['accept-ranges'] = self.fields.get('accept-ranges') if self.status == 200 else None
            several = self.status == 206 and 'content-range' not in self.fields and self.body
            said['content'] = self.parts() if several else (self.fields['content-length'], self.body)
        elif self.status == 304:
            assert self.body == b'', self.body
        elif self.status != 416:
            said = {}
        else:
            said = {'content-range': said['content-range']}
        return self.status, said


def _serve(folder):
    site = folder / 'site'
    site.mkdir()
    for name, content in ('text.txt', TEXT), ('empty.txt', b''), ('packed.txt', TEXT), ('packed.txt.gz', b'as if it were gzip'):
        (site / name).write_bytes(content)
        os.utime(site / name, (WHEN, WHEN))
    configuration = folder / 'nginx.conf'
    configuration.write_text(CONFIGURATION.format(prefix=folder, port=THEIRS, root=site))
    ours = Landline('serve', str(site), '--json')
    theirs = Process(NGINX, '-e', 'stderr', '-p', folder, '-c', configuration)
    ours.wait('web.state', running=True)

    def listens():
        try:
            socket.create_connection(('127.0.0.1', THEIRS), 1).close()
        except OSError:
            assert theirs.process.poll() is None, theirs.stderr()
            return False
        return True

    until('nginx', listens)
    return ours, theirs


def _compare(folder, method, target, cases):
    ours, theirs = _serve(folder)
    wrong = []
    with ours, theirs:
        first = {port: _Answer(port, 'GET', target) for port in (OURS, THEIRS)}
        for case, difference in cases.items():
            answers = []
            for port in (OURS, THEIRS):
                known = first[port].fields
                fields = case.format(tag=known.get('etag'), date=known.get('last-modified')).split('|')
                answers.append(_Answer(port, method, target, fields).judged())
            found = (answers[0][0], answers[1][0])
            if difference is None and answers[0] != answers[1]:
                wrong.append(f'{method} {case}: we say {answers[0]}, nginx {answers[1]}')
            elif difference is not None and found != difference[:2]:
                wrong.append(f'{method} {case}: {found}, not as written down: {difference}')
    assert not wrong, '\n' + '\n'.join(wrong)


def get_is_answered_as_nginx_does(folder):
    assert len(CASES) >= 80
    _compare(folder, 'GET', '/text.txt', CASES)


def head_is_answered_as_nginx_does(folder):
    _compare(folder, 'HEAD', '/text.txt', HEAD_CASES)


def of_a_file_of_no_bytes_too(folder):
    _compare(folder, 'GET', '/empty.txt', EMPTY_CASES)


def what_is_not_there_has_no_conditions(folder):
    _compare(folder, 'GET', '/nothing.txt', MISSING_CASES)


def a_compressed_copy_is_sent_as_nginx_does(folder):
    ours, theirs = _serve(folder)
    wrong = []
    with ours, theirs:
        for case, difference in CODING_CASES.items():
            answers = [_Answer(port, 'GET', '/packed.txt', case.split('|')) for port in (OURS, THEIRS)]
            found = tuple(answer.fields.get('content-encoding') == 'gzip' for answer in answers)
            said = [(answer.status, answer.fields.get('content-encoding'), answer.body if answer.status == 200 else b'')
                    for answer in answers]
            if difference is None and said[0] != said[1]:
                wrong.append(f'{case}: we say {said[0]}, nginx {said[1]}')
            elif difference is not None and found != difference[:2]:
                wrong.append(f'{case}: {found}, not as written down: {difference}')
            if answers[0].status in (200, 206, 304):
                assert answers[0].fields['vary'] == 'Accept-Encoding', case
    assert not wrong, '\n' + '\n'.join(wrong)


if __name__ == '__main__':
    if NGINX is None:
        print('1..0 # SKIP no nginx here; it is not installed for this, as its package starts a server')
        sys.exit(0)
    main(globals())
