#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a folder is served, as the options of `landline serve` say, against curl; from a network that may ask and from
one that may not."""
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, main, run, until   # noqa: E402

URL = 'http://127.0.0.1:8000/'
LINE = re.compile(r'^(\S+) - (\S+) \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "([^"]*)" (\d+) (\d+) "([^"]*)" "([^"]*)"$')


def _serve(folder, *words, host=None):
    site = folder / 'site'
    site.mkdir(exist_ok=True)
    folder.chmod(0o755)
    (site / 'index.html').write_text('<h1>hello</h1>')
    (site / 'text.txt').write_text('0123456789')
    server = Landline('serve', site, *words, host=host)
    server.line('^Serving ')
    return server


def _curl(*words, host=None, check=True):
    return run('curl', '-s', '-i', *words, host=host, check=check).stdout


def _status(answer):
    """The final one."""
    return int(re.findall(r'^HTTP/1.1 (\d+)', answer, re.M)[-1])


def the_first_line_says_what_visitors_may_do(folder):
    with _serve(folder) as server:
        assert server.lines[0] == 'Visitors can read; they cannot upload, replace or delete.', server.lines
    with _serve(folder, '--upload', '--delete') as server:
        assert server.lines[0] == 'Visitors can read, upload and delete; they cannot replace.', server.lines


def each_right_is_one_option(folder):
    new, old = URL + 'new.txt', URL + 'text.txt'
    (folder / 'up').write_text('uploaded')
    for words, wanted in (((), (405, 405, 405)), (('--upload',), (201, 409, 403)), (('--upload', '--replace'), (201, 204, 403)),
                          (('--delete',), (403, 403, 204)), (('--upload', '--replace', '--delete'), (201, 204, 204))):
        with _serve(folder, *words):
            got = [_status(_curl('-T', folder / 'up', new)), _status(_curl('-T', folder / 'up', old)),
                   _status(_curl('-X', 'DELETE', old))]
            assert all(a == b or (b >= 400 and a >= 400) for a, b in zip(got, wanted)), (words, got, wanted)
            assert (folder / 'site' / 'new.txt').exists() == (wanted[0] == 201), words
            assert (folder / 'site' / 'text.txt').exists() == (wanted[2] != 204), words
        (folder / 'site' / 'new.txt').unlink(missing_ok=True)


def an_upload_may_be_so_large(folder):
    (folder / 'large').write_bytes(bytes(2000))
    (folder / 'small').write_bytes(bytes(1000))
    with _serve(folder, '--upload', '--upload-limit', '1k'):
        assert _status(_curl('-T', folder / 'large', URL)) == 413
        assert _status(_curl('-T', folder / 'small', URL)) == 201


def a_password_lets_in_who_knows_it(folder):
    (folder / 'secret').write_text('pässwörd\nanother line\n')
    for words in (('--user', 'ana:pässwörd'), ('--user', 'ana', '--password-file', folder / 'secret')):
        with _serve(folder, *words) as server:
            got = _curl(URL)
            assert _status(got) == 401 and 'WWW-Authenticate: Basic realm="Landline", charset="UTF-8"' in got, got
            assert _status(_curl('-u', 'ana:wrong', URL)) == 401
            assert _status(_curl('-u', 'ana:pässwörd', URL)) == 200
            assert _status(_curl('-X', 'PUT', '-d', 'x', URL + 'new')) == 401
            assert 'pässwörd' not in server.stderr()


def only_some_networks_may_ask(folder):
    with _serve(folder, '--allow', '10.77.0.2/32', '--allow', 'fd00::/8', host=1):
        assert _status(_curl('http://10.77.0.1:8000/', host=2)) == 200
        assert _status(_curl(URL, host=1)) == 200
    with _serve(folder, '--allow', '10.78.0.0/16', host=1):
        got = _curl('http://10.77.0.1:8000/', host=2)
        assert _status(got) == 403 and 'hello' not in got, got
        assert _status(_curl(URL, host=1)) == 200


def scripts_from_elsewhere_may_read(folder):
    preflight = ('-X', 'OPTIONS', '-H', 'Origin: http://elsewhere', '-H', 'Access-Control-Request-Method: GET',
                 '-H', 'Access-Control-Request-Headers: range')
    with _serve(folder):
        assert 'Access-Control' not in _curl('-H', 'Origin: http://elsewhere', URL)
    with _serve(folder, '--cors'):
        got = _curl('-H', 'Origin: http://elsewhere', '-r', '0-3', URL + 'text.txt')
        assert _status(got) == 206 and 'Access-Control-Allow-Origin: *\n' in got, got
        got = _curl(*preflight, URL)
        assert _status(got) == 204 and 'Access-Control-Allow-Headers: range\n' in got, got


def every_answer_has_own_lines(folder):
    with _serve(folder, '--header', 'X-One: 1', '--header', 'Cache-Control: max-age=5'):
        for path in ('', 'nothing', 'text.txt', 'text.txt'):
            got = _curl(URL + path)
            assert 'X-One: 1\n' in got and got.count('Cache-Control: ') == 1, got


def what_is_sent_comes_back(folder):
    with _serve(folder, '--echo', '--trace'):
        got = _curl('-d', 'a=1', URL + 'echo')
        assert got.endswith('\n\na=1') and 'Content-Type: application/x-www-form-urlencoded\n' in got, got
        got = _curl('-A', 'me', URL + 'echo?x')
        assert got.endswith('\n\nGET /echo?x HTTP/1.1\nHost: 127.0.0.1:8000\nUser-Agent: me\nAccept: */*\n\n'), got
        got = _curl('-X', 'TRACE', '-A', 'me', '-b', 'secret=1', '-u', 'ana:secret', URL)
        assert got.endswith('\n\nTRACE / HTTP/1.1\nHost: 127.0.0.1:8000\nUser-Agent: me\nAccept: */*\n\n'), got
    with _serve(folder, '--echo-path', '/mirror'):
        assert _status(_curl(URL + 'echo')) == 404
        assert _curl('-X', 'PATCH', '-d', 'x', URL + 'mirror').endswith('\n\nx')


def rules_decide_and_are_read_again(folder):
    rules = folder / 'rules.json'
    rules.write_text(json.dumps([
        {'path': '/once', 'once': True, 'status': 503, 'headers': ['Retry-After: 7'], 'text': 'later'},
        {'path': '/text.txt', 'method': 'GET', 'action': 'cut', 'cut_after': 4},
        {'path': '/drop', 'action': 'drop'}, {'path': '/', 'action': 'pass', 'delay_ms': 400}]))
    with _serve(folder, '--rules', rules) as server:
        got = _curl(URL + 'once')
        assert _status(got) == 503 and 'Retry-After: 7\n' in got and got.endswith('later'), got
        assert _status(_curl(URL + 'once')) == 404
        done = run('curl', '-s', URL + 'text.txt', check=False)
        assert done.returncode == 18 and done.stdout == '0123', done          # "partial file"
        assert run('curl', '-s', URL + 'drop', check=False).returncode == 52  # "empty reply"
        begun = time.monotonic()
        assert _status(_curl(URL)) == 200 and time.monotonic() - begun >= 0.4
        server.line('A rule of this site decided: GET /text.txt → cut after')

        rules.write_text('[{"path": 5}]')
        until('the mistake to be told', lambda: 'Rule 1, “path”' in server.stderr())
        assert run('curl', '-s', URL + 'drop', check=False).returncode == 52
        rules.write_text('[{"status": 418}]')
        until('the rules to be others', lambda: '1 rule is in force.' in server.stderr())
        assert _status(_curl(URL + 'drop')) == 418


def the_rules_of_the_manual_are_rules(folder):
    text = (Path(__file__).resolve().parents[2] / 'doc' / 'rules.md').read_text()
    (folder / 'rules').write_text('\n'.join(line for line in text.splitlines() if line.startswith('    ')))
    with _serve(folder, '--rules', folder / 'rules'):
        got = _curl('-d', 'x', URL + 'api/x')
        assert _status(got) == 503 and 'Retry-After: 5\n' in got and got.endswith('Later.'), got
        assert _status(_curl(URL + 'login')) == 401 and _status(_curl(URL + 'login')) == 404


def delays_keep_nobody_else_waiting(folder):
    rules = folder / 'rules.json'
    rules.write_text('[{"path": "/text.txt", "action": "pass", "delay_ms": 3000}]')
    with _serve(folder, '--rules', rules):
        begun = time.monotonic()
        waiting = [subprocess.Popen(['curl', '-s', '-o', '/dev/null', URL + 'text.txt']) for _ in range(50)]
        for _ in range(20):
            assert _status(_curl(URL)) == 200
        assert time.monotonic() - begun < 3
        for process in waiting:
            assert process.wait(15) == 0
        assert time.monotonic() - begun >= 3


def each_request_is_a_line(folder):
    log = folder / 'access.log'
    server = _serve(folder, '--access-log', log)
    _curl('-A', 'a "b" \\c', '-e', 'http://from/', '-u', 'ana:secret', URL + 'text.txt?q="')
    _curl('-I', URL)
    until('two lines', lambda: log.exists() and log.read_text().count('\n') == 2)
    assert log.stat().st_mode & 0o777 == 0o600
    first, second = (LINE.match(line) for line in log.read_text().splitlines())
    assert first.groups()[:2] == ('127.0.0.1', 'ana') and first.groups()[3:] == (
        'GET /text.txt?q=\\x22 HTTP/1.1', '200', '10', 'http://from/', 'a \\x22b\\x22 \\x5Cc'), first.groups()
    assert second.groups()[3:7] == ('HEAD / HTTP/1.1', '200', '0', '-'), second.groups()

    log.rename(folder / 'access.log.1')
    _curl(URL)
    until('a new file', lambda: log.exists() and log.read_text().count('\n') == 1)
    _curl(URL + 'last')
    assert server.interrupt() == 0
    assert 'GET /last ' in log.read_text()          # nothing is lost at the end
    assert (folder / 'access.log.1').read_text().count('\n') == 2

    with _serve(folder, '--access-log', folder / 'nowhere' / 'log') as server:
        assert _status(_curl(URL)) == 200
        until('the trouble to be told', lambda: 'nowhere' in server.stderr())
        _curl(URL)
        time.sleep(0.3)
        assert server.stderr().count('nowhere') == 1, server.stderr()


if __name__ == '__main__':
    main(globals(), hosts=2)
