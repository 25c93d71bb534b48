#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in the real window, driven from outside: every way in, every way out, and who asks."""
import filecmp
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'tools'))
from landline import LAN, Process, die_with_parent, main, run, until   # noqa: E402
from window import Desktop, Window   # noqa: E402

HERE = Path(__file__).resolve().parent
PORT = 9998


def _nc(*arguments, source=os.devnull, target=os.devnull):
    """netcat on host 2, with its standard input and output in files, as a shell would."""
    with open(source, 'rb') as stdin, open(target, 'wb') as stdout:
        return subprocess.Popen([str(LAN), 'exec', '2', 'nc', *map(str, arguments)], stdin=stdin, stdout=stdout,
                                preexec_fn=die_with_parent)


def _until_open(host):
    until('the port to be open', lambda: f':{PORT} ' in run('ss', '-Hltn', host=host).stdout)


def _file(folder, name='picture.png', size=100_000):
    path = folder / name
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + os.urandom(size))
    return path


class _Clipboard:
    """Something of a certain type in the clipboard, as long as it is pasted from there."""

    def __init__(self, session, kind, content):
        self.session, self.kind, self.content = session, kind, content

    def __enter__(self):
        self.owner = subprocess.Popen(['xclip', '-quiet', '-selection', 'clipboard', '-t', self.kind, '-i'],
                                      env=self.session.env(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.owner.stdin.write(self.content)
        self.owner.stdin.close()
        self.session.wait_for('the clipboard', lambda: self.kind in self.session.run(
            'xclip', '-selection', 'clipboard', '-t', 'TARGETS', '-out', check=False, quiet=True))

    def __exit__(self, *_):
        self.owner.terminate()
        self.owner.wait()


def _uris(*paths):
    return '\r\n'.join(path.as_uri() for path in paths).encode() + b'\r\n'


def a_file_dropped_on_the_message_entry_is_a_file(folder):
    with Desktop() as (session, window):
        window.event('chat.state', '"listening"')
        entry = session.find('Message', role='text')
        assert session.drop([str(_file(folder))], 'Message', role='text')
        window.event('drop', '"count":1')
        window.event('dialog', '"shown"', 'To an Address')
        session.find('*picture.png*')
        assert not entry.text(), entry.text()


def copied_files_and_pictures_are_pasted(folder):
    picture = folder / 'shot.png'
    with Desktop() as (session, window):
        session.run('convert', '-size', '8x8', 'xc:red', picture)
        session.click('Message', role='text')       # from Chat too: copied files are files, not their paths
        with _Clipboard(session, 'text/uri-list', _uris(_file(folder, 'copied.png'))):
            session.key('ctrl+v')
            window.event('dialog', '"shown"', 'To an Address')
        session.find('*copied.png*')
        session.key('Escape')
        session.gone('Send', role='label', win='To an Address')
        with _Clipboard(session, 'image/png', picture.read_bytes()):
            session.key('ctrl+v')
            window.event('dialog', '"shown"', 'To an Address')
        session.find('*Pasted *.png*')


def chosen_files_are_sent(folder):
    source, target = _file(folder, 'chosen.png'), folder / 'arrived'
    with Desktop() as (session, window):
        session.key('ctrl+3')
        session.click('Choose Files…', role='label')
        session.window('Files to Send')
        session.type(str(source))                   # "/" opens the entry for a path
        session.key('Return')
        window.event('dialog', '"shown"', 'To an Address')
        nc = _nc('-l', PORT, target=target)
        _until_open(2)
        session.fill('Address, with*', '10.77.0.2', role='text')
        session.key('Return')
        window.event('files.transfer', '"role":"send"', '"state":"done"')
        assert nc.wait(15) == 0
        assert filecmp.cmp(source, target, shallow=False)


def a_file_dropped_on_web_serves_its_folder(folder):
    (folder / 'page.html').write_text('hello')
    with Desktop() as (session, window):
        session.key('ctrl+2')
        window.event('page', '"web"')
        assert session.drop([str(folder / 'page.html')], 'Landline', role='frame', at=(400, 300))
        window.event('web.state', re.escape(f'"folder":"{folder}"'))


def an_offer_and_a_fetch_with_nc(folder):
    source, target = _file(folder), folder / 'arrived'
    with Desktop() as (session, window):
        session.key('ctrl+3')
        assert session.drop([str(source)], 'Landline', role='frame', at=(400, 300))
        session.click('Offer here', role='label')
        session.click('Offer', role='label', win='To an Address')
        session.find('nc 10.77.0.1 9998 > picture.png')
        _until_open(1)
        assert _nc('10.77.0.1', PORT, target=target).wait(15) == 0
        window.event('files.transfer', '"role":"offer"', '"state":"done"')
        assert filecmp.cmp(source, target, shallow=False)

        nc = _nc('-lN', PORT, source=source)
        _until_open(2)
        session.click('More Ways to Send', role='push button')
        session.click('Fetch from an Address…')
        session.fill('Address, with*', '10.77.0.2', role='text')
        session.key('Return')
        done = window.event('files.transfer', '"role":"fetch"', '"state":"done"')
        assert nc.wait(15) == 0
        assert filecmp.cmp(source, re.search(r'"path":"([^"]+)"', done).group(1), shallow=False)


def _open_for_receiving(session, window):
    session.key('ctrl+3')
    session.click('Open for Receiving*', role='check box')
    window.event('files.receiver', '"listening":true')


def _session_bus_of(session):
    pid = next(line.split()[0] for line in run('ps', '-eo', 'pid=,args=').stdout.splitlines()
               if '--events' in line and line.split()[1].endswith('landline'))
    with open(f'/proc/{pid}/environ') as environment:
        return re.search('DBUS_SESSION_BUS_ADDRESS=([^\0]+)', environment.read()).group(1)


def who_looks_elsewhere_is_told_of_an_offer(folder):
    with Desktop() as (session, window):
        _open_for_receiving(session, window)
        session.key('ctrl+1')
        window.event('page', '"chat"')
        with Process(HERE / 'notification_daemon.py', _session_bus_of(session)) as notices:
            notices.line('ready')
            own = session.windows()[0]['id']
            session.xdo('windowminimize', own)
            with Process('nc', '10.77.0.1', PORT, host=2, stdin=subprocess.PIPE):
                window.event('files.transfer', '"asking"')
                notices.line('notice 10.77.0.2 wants to send you something')
                window.event('page', '"files"')      # the notice was clicked
                session.find('Accept', role='label')


def who_is_blocked_asks_no_more(folder):
    with Desktop() as (session, window):
        _open_for_receiving(session, window)
        with Process('nc', '10.77.0.1', PORT, host=2, stdin=subprocess.PIPE):
            window.event('files.transfer', '"asking"', '10.77.0.2')
            time.sleep(0.8)       # an answer counts after a moment
            session.click('Block', role='label')
            window.event('files.transfer', '"cancelled"')
        with Process('nc', '10.77.0.1', PORT, host=2, stdin=subprocess.PIPE) as again:
            again.ended()         # turned away
        session.gone('Accept', role='label')


def a_received_file_is_dragged_out_into_another_window(folder):
    source = _file(folder)
    with Desktop() as (session, window):
        _open_for_receiving(session, window)
        own = session.windows()[0]['id']
        session.xdo('windowsize', own, 722, 722, 'windowmove', own, -61, 0)
        nc = _nc('-N', '10.77.0.1', PORT, source=source)
        window.event('files.transfer', '"asking"')
        time.sleep(0.8)
        session.click('Accept', role='label')
        window.event('files.transfer', '"state":"done"')
        assert nc.wait(15) == 0
        row = session.find('Received *.png').centre()
        with Window(session, 2) as other:
            session.click('Be Visible', role='label')
            other.event('welcome', '"answered"')
            there, = (found for found in session.windows() if found['id'] != own and not found['popup'])
            session.xdo('windowsize', there['id'], 722, 722, 'windowmove', there['id'], 560, 0)
            time.sleep(0.5)
            session.pointer_drag(row, (950, 400), steps=20)
            other.event('drop', '"count":1')
            other.event('dialog', '"shown"', 'To an Address')
            session.find('*Received *.png*', win='To an Address')


if __name__ == '__main__':
    main(globals(), hosts=2, display=True)
