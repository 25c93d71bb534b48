#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control that can be seen has a name, as a screen reader reads it, on every page, in every menu and dialog."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
import drive   # noqa: E402
from landline import REFERENCE, Process, main, run   # noqa: E402
from window import Window   # noqa: E402

CONTROLS = {'push button', 'toggle button', 'check box', 'radio button', 'text', 'entry', 'password text', 'spin button',
            'combo box', 'switch', 'slider', 'list', 'list box', 'table', 'tree table', 'menu item', 'check menu item',
            'radio menu item', 'link', 'dialog', 'alert', 'page tab', 'editbar', 'document text'}
INNER = {('list', 'GtkListBox'), ('list', 'GtkColumnListView')}   # of a group or a table, which have the name
TYPE_NAME = re.compile(r'(Gtk|Adw|Lan)[A-Z]\w*$')   # what GTK says where nobody gave a name


def _nameless(session):
    """Controls on the screen without a name, and how many have one."""
    nameless, named = [], 0
    for node in session.nodes():
        if node.role not in CONTROLS or (node.role, node.name) in INNER or not node.on_screen():
            continue
        if not node.name.strip() or TYPE_NAME.match(node.name):
            parents = [f'{parent.role} {parent.name!r}' for parent in node.parents()]
            nameless.append(f'{node.role} {node.name!r} in {" / ".join(parents[:4])}')
        else:
            named += 1
    return nameless, named


def _check(session, where, at_least=1):
    end = time.monotonic() + 5
    while True:   # what opens is not there at once
        nameless, named = _nameless(session)
        if not nameless and named >= at_least or time.monotonic() > end:
            break
        time.sleep(0.1)
    assert not nameless, f'{where}:\n' + '\n'.join(nameless)
    assert named >= at_least, f'{where}: {named} controls'


def _popups(session):
    return [window for window in session.windows() if window['popup']]


def _menu(session, name, where):
    session.click(name)
    _check(session, where, 4)
    session.key('Escape')
    session.xdo('mousemove', 1270, 790)   # a tooltip is a popup, too
    session.wait_for(f'{where} to close', lambda: not _popups(session))   # the next click would only do that


def _dialog(session, window, menu, item, title):
    session.click(menu)
    session.click(item)
    window.event('dialog', '"shown"', f'"title":"{title}"')
    _check(session, title, 5)
    session.key('Escape')
    window.event('dialog', '"closed"', f'"title":"{title}"')


def _leave(session, title):
    """Back to the main window, which has the keyboard only when the other is gone."""
    session.key('Escape')
    session.window_gone(title)
    session.activate(session.window('Landline'))


def welcome_and_what_the_header_opens(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        window.event('welcome', '"state":"shown"')
        _check(session, 'Welcome', 3)
        session.key('alt+h')
        window.event('welcome', '"answered"')
        _check(session, 'hidden', 8)
        _menu(session, 'Main Menu', 'main menu')
        _menu(session, 'This Network', 'network')
        session.key('ctrl+comma')
        session.window('Preferences')
        _check(session, 'Preferences', 10)
        _leave(session, 'Preferences')
        # these two are the toolkit's own
        session.key('ctrl+question')
        session.window('Keyboard Shortcuts')
        _leave(session, 'Keyboard Shortcuts')
        session.key('F10')
        session.click('About Landline')
        session.find('The Landline developers')


def chat(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        window.event('welcome', '"state":"shown"')
        session.key('alt+v')
        window.event('chat.state', '"listening"')
        with Process(REFERENCE / 'udp_sender.py', '10.77.0.255', host=2):
            window.event('chat.heard')
        session.fill('Message', 'https://example.org and more')
        session.key('Return')
        window.event('chat.said')
        _check(session, 'chat', 8)
        _menu(session, 'More Ways to Send', 'the composer\'s menu')
        _dialog(session, window, 'More Ways to Send', 'Repeat a Message…', 'Repeat a Message')
        _dialog(session, window, 'More Ways to Send', 'Another Address…', 'Send to an Address')


def web(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        window.event('welcome', '"state":"shown"')
        session.key('alt+v')
        window.event('welcome', '"answered"')
        session.key('ctrl+2')
        window.event('page', '"web"')
        _check(session, 'web, stopped', 8)
        session.click('Start', role='label')
        window.event('web.state', '"running":true')
        run('curl', '-s', '-o', '/dev/null', 'http://10.77.0.1:8000/', host=2)
        window.event('web.request', '"finished":true')
        _check(session, 'web, running', 10)
        _menu(session, 'Page Menu', 'the web page\'s menu')
        _dialog(session, window, 'Page Menu', 'QR Code and All Addresses', 'Open on Another Device')
        _dialog(session, window, 'Page Menu', 'Change the Port…', 'Change the Port')
        _dialog(session, window, 'Page Menu', 'Site Options…', 'Site Options')
        session.click('Page Menu')
        session.click('Rules…')
        window.event('dialog', '"shown"', '"title":"Rules"')
        session.click('429 Too Many Requests')
        _check(session, 'Rules', 10)
        session.click('New Rule')
        window.event('dialog', '"shown"', '"title":"New Rule"')
        _check(session, 'New Rule', 8)
        session.key('Escape')
        window.event('dialog', '"closed"', '"title":"New Rule"')
        session.activate(session.window('Rules'))
        session.key('Escape')
        window.event('dialog', '"closed"', '"title":"Rules"')
        session.click('*GET /*')
        session.find('*Host: 10.77.0.1:8000*')
        _check(session, 'an exchange', 12)


def files(folder):
    source = folder / 'source.txt'
    source.write_text('text')
    session = drive.Session()
    with Window(session, 1, source) as window:
        window.event('welcome', '"state":"shown"')
        session.key('alt+v')
        window.event('page', '"files"')
        session.window('To an Address')
        _check(session, 'send', 5)
        session.key('Escape')
        window.event('dialog', '"closed"')
        _menu(session, 'More Ways to Send', 'the menu of ways to send')
        session.click('Open for Receiving*', role='check box')
        window.event('files.receiver', '"listening":true')
        with Process(REFERENCE / 'file_sender.py', 'connect', source, '10.77.0.1', 9998, host=2):
            window.event('files.transfer', '"asking"')
            _check(session, 'a file is offered', 8)


if __name__ == '__main__':
    main(globals(), hosts=2, display=True)
