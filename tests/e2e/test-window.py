#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, driven from outside, on hosts of a LAN: what a person does in the first minute."""
import filecmp
import os
import re
import sys
import time

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools')
sys.path.insert(0, TOOLS)
from landline import REFERENCE, Process, main, run   # noqa: E402
from window import Desktop   # noqa: E402


def _is_off(session, name):
    """Wait until a switch is off: what a screen reader is told of it follows the words around it."""
    session.wait_for(f'{name} off', lambda: 'checked' not in session.find(name, role='check box').states())


def two_hosts_chat(folder):
    with Desktop() as (session, window):
        window.event('chat.state', '"listening"')
        with Process(REFERENCE / 'udp_receiver.py', host=2) as receiver:
            receiver.line('receiving')
            session.fill('Message', 'hello 大家好')
            session.key('Return')
            window.event('chat.said', '10.77.0.255:9999')
            receiver.line(r"10\.77\.0\.1', \d+\) hello 大家好$")
        run(sys.executable, '-c', 'import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);'
            's.setsockopt(socket.SOL_SOCKET,socket.SO_BROADCAST,1);s.sendto("来呀".encode(),("10.77.0.255",9999))', host=2)
        window.event('chat.heard', '来呀', '10.77.0.2')
        session.find('*来呀*')


def a_page_request_is_shown_byte_for_byte(folder):
    with Desktop() as (session, window):
        session.key('ctrl+2')
        window.event('page', '"web"')
        session.click('Start', role='label')
        window.event('web.state', '"running":true', '10.77.0.1:8000')
        got = run('curl', '-s', 'http://10.77.0.1:8000/', host=2).stdout
        assert 'Welcome back Home' in got and '这是一个测试' in got, got
        window.event('web.request', '"finished":true', '"status":200', '"client":"10.77.0.2"')
        session.click('*GET /*')
        session.find('*Host: 10.77.0.1:8000*')


def a_port_that_cannot_be_opened_is_explained(folder):
    with Process(REFERENCE / 'http_dump_server.py', host=1) as holder, Desktop() as (session, window):
        holder.line('serving')
        session.key('ctrl+2')
        window.event('page', '"web"')
        session.click('Web Page Runs', role='check box')
        session.find('Port 8000 is used by python3 (http_dump_server.py).')
        _is_off(session, 'Web Page Runs')
        assert 'Welcome' in run('curl', '-s', 'http://10.77.0.1:8000/', host=2).stdout   # still the other's
        session.click('Use Port 8001', role='label')
        window.event('web.state', '"running":true', '10.77.0.1:8001')
        assert 'Welcome back Home' in run('curl', '-s', 'http://10.77.0.1:8001/', host=2).stdout
        session.click('Web Page Runs', role='check box')
        window.event('web.state', '"running":false')
        assert run('curl', '-s', 'http://10.77.0.1:8001/', host=2, check=False).returncode == 7   # refused


def a_port_of_the_system_and_a_closed_folder_are_explained(folder):
    closed = folder / 'closed'
    closed.mkdir(mode=0o000)
    with Desktop(powerless=True) as (session, window):
        session.key('ctrl+2')
        window.event('page', '"web"')
        session.click('Port', role='spin button', at=(15, 17))
        session.key('ctrl+a')
        session.type('80')
        session.click('Web Page Runs', role='check box')
        session.find('Port 80 is reserved for the system. Choose one above 1023.')
        _is_off(session, 'Web Page Runs')
        assert session.drop([str(closed)], 'Landline', role='frame', at=(400, 300))
        session.find('The folder*closed* cannot be read. Choose another, or change its permissions.')
        _is_off(session, 'Web Page Runs')


def _press_until(session, key, name, **where):
    """Press a key until the focus is in the thing so named, as one who has no mouse does."""
    for _ in range(30):
        found = [node for node in session.matches(name, **where) if node.focused_inside()]
        if found:
            return found[0]
        session.key(key)
        time.sleep(0.1)
    raise AssertionError(f'{key} never leads to {name}')


def _status(*arguments):
    return run('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', 10, *arguments, host=2, check=False).stdout


def _serve(session, window, site=None):
    session.key('ctrl+2')
    window.event('page', '"web"')
    if site is None:
        session.click('Start', role='label')
    else:
        assert session.drop([str(site)], 'Landline', role='frame', at=(400, 300))
    window.event('web.state', '"running":true', '10.77.0.1:8000')


def visitors_upload_once_they_may(folder):
    """By keyboard alone."""
    site, film = folder / 'site', folder / 'film.bin'
    site.mkdir()
    film.write_bytes(os.urandom(3_000_000))
    with Desktop() as (session, window):
        _serve(session, window, site)
        assert _status('-T', film, 'http://10.77.0.1:8000/') == '405'

        _press_until(session, 'Tab', 'Page Menu')
        session.key('space')
        _press_until(session, 'Down', 'Site Options…')
        session.key('Return')
        window.event('dialog', '"shown"', '"title":"Site Options"')
        session.activate(session.window('Site Options'))
        _press_until(session, 'Down', 'Upload')
        session.key('Return')
        session.find('Visitors can read and upload; they cannot replace or delete.')
        assert _status('-T', film, 'http://10.77.0.1:8000/') == '201'
        assert filecmp.cmp(film, site / 'film.bin', shallow=False)
        session.key('Escape')
        window.event('dialog', '"closed"', '"title":"Site Options"')
        session.find('*Visitors can read and upload; they cannot replace or delete.')


def a_rule_answers_the_next_request_only(folder):
    with Desktop() as (session, window):
        _serve(session, window)
        session.click('Page Menu')
        session.click('Rules…')
        window.event('dialog', '"shown"', '"title":"Rules"')
        session.click('503 Service Unavailable')
        session.find('1 rule on', role='push button')
        assert _status('http://10.77.0.1:8000/') == '503'
        assert _status('http://10.77.0.1:8000/') == '200'
        session.find('*switch it on again*')
        session.key('Escape')
        window.event('dialog', '"closed"', '"title":"Rules"')
        assert not session.matches('1 rule on')
        session.click('*GET /*', index=0)
        session.find('*503 Service Unavailable*')   # why: the view names the rule


def rules_are_moved_and_removed_by_keyboard(folder):
    with Desktop() as (session, window):
        _serve(session, window)
        session.click('Page Menu')
        session.click('Rules…')
        window.event('dialog', '"shown"', '"title":"Rules"')
        session.click('The Next Request Only', role='label')   # off: they stay
        session.click('404 Not Found')
        session.click('503 Service Unavailable')
        session.find('2 rules on', role='push button')
        assert _status('http://10.77.0.1:8000/') == '503'   # the newest
        _press_until(session, 'Tab', '*→ 503*')
        session.key('alt+Down')
        session.wait_for('404 to decide', lambda: _status('http://10.77.0.1:8000/') == '404')
        session.key('Delete')   # the same one: it keeps the focus
        session.find('1 rule on', role='push button')
        assert _status('http://10.77.0.1:8000/') == '404'
        session.key('Delete')
        session.find('No rules')
        assert _status('http://10.77.0.1:8000/') == '200'


def a_site_is_encrypted_and_asks_for_a_password(folder):
    with Desktop() as (session, window):
        _serve(session, window)
        session.click('Page Menu')
        session.click('Encrypted (HTTPS)')
        window.event('web.state', '"running":true', 'https://10.77.0.1:8000')
        assert _status('-k', 'https://10.77.0.1:8000/') == '200'
        shown = run('bash', '-c', 'openssl s_client -connect 10.77.0.1:8000 </dev/null 2>/dev/null'
                    '| openssl x509 -noout -fingerprint -sha256', host=2).stdout.split('=')[1].strip().replace(':', '')
        session.click('Page Menu')
        session.click('QR Code and All Addresses')
        window.event('dialog', '"shown"', 'Open on Another Device')
        session.find('*' + ' '.join(shown[i:i + 4] for i in range(0, 64, 4)) + '*')
        session.key('Escape')
        window.event('dialog', '"closed"', 'Open on Another Device')

        session.click('Page Menu')
        session.click('Site Options…')
        window.event('dialog', '"shown"', '"title":"Site Options"')
        session.scroll('Read', 5, role='check box')
        session.fill('User Name', 'ana', role='text')
        session.key('Return')
        session.fill('Password', 'open sesame', role='text')
        session.key('Return')
        session.find('*A password is asked for.*')
        assert _status('-k', 'https://10.77.0.1:8000/') == '401'
        assert _status('-k', '-u', 'ana:open sesame', 'https://10.77.0.1:8000/') == '200'


def an_upload_is_watched_while_it_arrives(folder):
    site, film = folder / 'site', folder / 'film.bin'
    site.mkdir()
    film.write_bytes(bytes(4_000_000))
    with Desktop() as (session, window):
        _serve(session, window, site)
        session.click('Page Menu')
        session.click('Site Options…')
        window.event('dialog', '"shown"', '"title":"Site Options"')
        session.click('Upload', role='check box')
        session.find('Visitors can read and upload; they cannot replace or delete.')
        session.key('Escape')
        window.event('dialog', '"closed"', '"title":"Site Options"')
        with Process('curl', '-s', '--limit-rate', '1M', '-T', film, 'http://10.77.0.1:8000/', host=2) as upload:
            session.find('*of 4.0\u00a0MB received*')
            assert upload.ended() == 0
        session.find('201 Created')


def a_dropped_file_arrives(folder):
    source, target = folder / 'dropped 文件.bin', folder / 'arrived.bin'
    source.write_bytes(os.urandom(3_000_001))
    with Desktop() as (session, window):
        session.key('ctrl+3')
        window.event('page', '"files"')
        with Process(REFERENCE / 'file_receiver.py', 'listen', target, 9998, host=2) as receiver:
            receiver.line('waiting')
            assert session.drop([str(source)], 'Landline', role='frame', at=(400, 300))
            session.fill('Address, with*', '10.77.0.2', role='text')
            session.click('Send', role='label', win='To an Address')
            window.event('files.transfer', '"done"')
            receiver.ended()
        assert filecmp.cmp(source, target, shallow=False)


def a_file_that_is_sent_here_asks_first(folder):
    source = folder / 'source.png'
    source.write_bytes(b'\x89PNG\r\n\x1a\n' + os.urandom(100_000))
    with Desktop() as (session, window):
        session.key('ctrl+3')
        session.click('Open for Receiving*', role='check box')
        window.event('files.receiver', '"listening":true')
        with Process(REFERENCE / 'file_sender.py', 'connect', source, '10.77.0.1', 9998, host=2) as sender:
            window.event('files.transfer', '"asking"', '10.77.0.2')
            session.click('Accept', role='label')
            done = window.event('files.transfer', '"state":"done"')
            sender.ended()
        path = re.search(r'"path":"([^"]+)"', done).group(1)
        assert path.endswith('.png') and filecmp.cmp(source, path, shallow=False), path


def files_on_the_command_line_wait_for_welcome_and_are_asked_about(folder):
    (folder / 'serve').write_text('a file that is called as a command is')
    with Desktop(str(folder / 'serve'), str(folder), visible=False) as (session, window):
        session.click('Be Visible', role='label')
        window.event('welcome', '"answered"')
        window.event('brought', '"count":2')
        window.event('files.transfer', '"failed"', 'is a folder')
        window.event('dialog', '"shown"', 'To an Address')


if __name__ == '__main__':
    main(globals(), hosts=2, display=True)
