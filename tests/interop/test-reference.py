#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of a few lines, as lecture notes write them, with Landline as the other side of each."""
import filecmp
import os
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import REFERENCE, Landline, Process, main, program, run, until   # noqa: E402


def _file(folder):
    path = folder / 'source.bin'
    path.write_bytes(os.urandom(1_000_003))
    return path


def the_receiver_and_the_sender_of_datagrams(folder):
    with Landline('listen', '--json') as listener:
        listener.wait('chat.state', state='listening')
        with Process(REFERENCE / 'udp_sender.py', '127.255.255.255'):
            listener.wait('chat.heard', text='来呀,带你去看晴空万里')
    with Process(REFERENCE / 'udp_receiver.py') as receiver:
        receiver.line('receiving')
        run(program(), 'say', '大家好')
        receiver.line('大家好')


def landline_sends_to_a_receiver_that_listens(folder):
    source, target = _file(folder), folder / 'target'
    with Process(REFERENCE / 'file_receiver.py', 'listen', target, 9998) as receiver:
        receiver.line('waiting')
        run(program(), 'send', source, '127.0.0.1')
        receiver.ended()
    assert filecmp.cmp(source, target, shallow=False)


def landline_offers_to_a_receiver_that_connects(folder):
    source, target = _file(folder), folder / 'target'
    with Landline('offer', source, '--json') as offer:
        offer.wait('files.transfer', state='waiting')
        until('the offer', lambda: run(REFERENCE / 'file_receiver.py', 'connect', target, '127.0.0.1', 9998,
                                       check=False).returncode == 0)
        assert offer.ended() == 0
    assert filecmp.cmp(source, target, shallow=False)


def landline_receives_from_a_sender_that_connects(folder):
    source = _file(folder)
    with Landline('receive', '--accept', '--json', '--to', folder / 'in') as receiver:
        receiver.wait('files.receiver', listening=True)
        run(REFERENCE / 'file_sender.py', 'connect', source, '127.0.0.1', 9998)
        done = receiver.wait('files.transfer', state='done')
    assert filecmp.cmp(source, done['path'], shallow=False)


def landline_fetches_from_a_sender_that_listens(folder):
    source = _file(folder)
    with Process(REFERENCE / 'file_sender.py', 'listen', source, 9998) as sender:
        sender.line('waiting')
        with Landline('fetch', '127.0.0.1', '--json', '--to', folder / 'in') as fetch:
            done = fetch.wait('files.transfer', state='done')
    assert filecmp.cmp(source, done['path'], shallow=False)


def _answer(port):
    """What a server answers to a plain request, until it closes."""
    with socket.create_connection(('127.0.0.1', port), 10) as connection:
        connection.sendall(b'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
        answer = b''
        while piece := connection.recv(65536):
            answer += piece
        return answer


def _read(answer):
    """The same as Landline's parser reads it: its parts by name, what it finds wrong, and the framing."""
    done = subprocess.run([os.environ['LANDLINE_READ_ANSWER']], input=answer, stdout=subprocess.PIPE, check=True)
    lines = done.stdout.decode().splitlines()
    parts = {}
    for line in lines:
        if line.startswith('part '):
            name, offset, length = line[5:].rsplit(' ', 2)
            parts.setdefault(name, []).append(answer[int(offset):int(offset) + int(length)])
    return parts, [line for line in lines if line.startswith('diagnosis ')], lines[-1]


def the_answer_of_the_dump_server_is_read(folder):
    with Process(REFERENCE / 'http_dump_server.py') as server:
        server.line('serving')
        answer = _answer(8000)
        server.line(r"^Connect from \('127\.0\.0\.1', \d+\)$")
        server.line('^GET / HTTP/1.1$')
    parts, diagnoses, framing = _read(answer)
    assert parts['Status code'] == [b'200'] and parts['Reason phrase'] == [b'OK'], parts
    assert parts['Header name'] == [b'Content-Type', b'Content-Encoding', b'Connection'], parts
    assert parts['Header value'][1] == b'gzip' and set(parts['Line end']) == {b'\n'} and parts['Empty line'] == [b'\n'], parts
    assert parts['Body'] == ['<h1>Welcome back Home</h1>\n<p>这是一个测试</p>\n'.encode()], parts
    assert len(diagnoses) == 5 and all('LF alone' in line for line in diagnoses), diagnoses
    assert framing == 'framing status 0 chunked 0 length -1 keep-alive 0', framing


def the_answers_of_the_index_server_are_read(folder):
    (folder / 'index.html').write_text('<h1>Welcome back Home')
    with Process(REFERENCE / 'http_index_server.py', cwd=folder) as server:
        server.line('serving')
        found, diagnoses, framing = _read(_answer(9999))
        assert found['Status code'] == [b'200'] and found['Body'] == [b'<h1>Welcome back Home'], found
        assert not diagnoses and framing == 'framing status 0 chunked 0 length -1 keep-alive 0', (diagnoses, framing)
        (folder / 'index.html').unlink()
        missing, diagnoses, framing = _read(_answer(9999))
        assert missing['Reason phrase'] == [b'NOT FOUND'] and missing['Body'] == [b'Sorry not found'], missing


def the_console_prints_what_the_dump_server_prints(folder):
    def printed(process, ready):
        process.line(ready)
        run('curl', '-s', '-o', '/dev/null', '--compressed', '-H', 'X-Name: 张三', 'http://127.0.0.1:8000/page?q=1', check=False)
        process.line('^Connect from .*127.0.0.1')
        process.line('^$')
        return process.lines[next(i for i, line in enumerate(process.lines) if line.startswith('Connect from')) + 1:]

    with Process(REFERENCE / 'http_dump_server.py') as server:
        reference = printed(server, 'serving')
    with Landline('serve', folder) as server:
        ours = printed(server, 'Serving')
        assert reference == ours and ours[0] == 'GET /page?q=1 HTTP/1.1' and 'X-Name: 张三' in ours, (reference, ours)
        server.line('^→ GET /page.q=1 · 404 Not Found · ')


def the_console_prints_a_request_before_its_answer_is_over(folder):
    (folder / 'big').write_bytes(bytes(50_000_000))
    with Landline('serve', folder) as server:
        server.line('Serving')
        with socket.create_connection(('127.0.0.1', 8000), 10) as slow:
            slow.sendall(b'GET /big HTTP/1.1\r\nHost: a\r\n\r\n')
            server.line('^GET /big HTTP/1.1$')
            run('curl', '-s', '-o', '/dev/null', 'http://127.0.0.1:8000/other')
            server.line('^→ GET /other · 404 ')
        server.line('^→ GET /big · 200 OK · ')
        server.line('^Broken off by the client')


if __name__ == '__main__':
    main(globals())
