#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the window comes: a second start, another profile, files on the command line, D-Bus, signals."""
import configparser
import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
import drive   # noqa: E402
from landline import LAN, Process, main, program, run, until   # noqa: E402
from window import Window   # noqa: E402

APP_ID = 'io.github.landline_app.Landline'
PATH = '/io/github/landline_app/Landline'


def _active(session):
    """The title of the window that has the focus."""
    focused = list(session.root_prop('_NET_ACTIVE_WINDOW') or [])[:1]
    return next((window['title'] for window in session.windows() if [window['id']] == focused), None)


def _setting(home, name, profile=None):
    """What a keyfile holds: a profile's own settings, or the ordinary ones."""
    keyfile = configparser.RawConfigParser()
    keyfile.read(f'{home}/.config/glib-2.0/settings/keyfile')
    return keyfile.get('io/github/landline_app/Landline' + (f'/profiles/{profile}' if profile else ''), name, fallback=None)


def a_second_start_raises_the_window_and_another_profile_is_another(folder):
    session = drive.Session()
    with Window(session, 1, own_bus=False) as first:
        first.event('welcome', '"state":"shown"')
        with Window(session, 1, '--profile', 'work', own_bus=False, home=first.home) as second:
            second.event('welcome', '"state":"shown"')   # its own settings: it was never answered there
            until('the newer window on top', lambda: _active(session) == 'Landline (work)')

            again = run('env', *first.environment, program(), host=1, env=session.env())
            assert again.returncode == 0 and not again.stdout, again
            until('the first window on top', lambda: _active(session) == 'Landline')
            again = run('env', *first.environment, program(), '--profile', 'work', host=1, env=session.env())
            until('the second window on top', lambda: _active(session) == 'Landline (work)')
            assert len([window for window in session.windows() if not window['popup']]) == 2

            # both at once, neither in the way of the other
            for window, title in ((first, 'Landline'), (second, 'Landline (work)')):
                session.activate(session.window(title))
                session.key('alt+v')
                window.event('chat.state', '"listening"')
                session.key('ctrl+2')
                window.event('page', '"web"')
                session.click('Start', role='label', win=title)
                window.event('web.state', '"running":true')
                session.key('ctrl+3')
                window.event('page', '"files"')
                session.click('Open for Receiving*', role='check box', win=title)
                window.event('files.receiver', '"listening":true')
            assert _setting(first.home, 'web-port') is None
            assert _setting(first.home, 'web-port', 'work') == '8001'
            assert _setting(first.home, 'files-port', 'work') == '10000'


def a_profile_is_named_by_letters_digits_and_underscores(folder):
    for name in ('', '.', '..', '../x', 'a b', 'a/b', 'a-b', 'ü', 'a\nb', 'x' * 33, '$(id)'):
        refused = run(program(), '--profile', name, check=False)
        assert refused.returncode == 2 and 'letters, digits' in refused.stderr, (name, refused)


def what_cannot_be_understood_is_said_before_anything_starts(folder):
    for words, said in ((['nonsense'], 'neither a command nor a file'), (['--nonsense'], '--nonsense'),
                        (['--events', 'listen'], 'is a command'), ([folder / 'gone'], 'neither a command nor a file')):
        refused = run(program(), *words, check=False)
        assert refused.returncode == 2 and said in refused.stderr, refused
    assert re.fullmatch(r'landline \d+\.\d+\.\d+\n', run(program(), '--version').stdout)
    assert run(program(), '--profile', 'work', '--version').stdout == run(program(), '--version').stdout
    shown = run(program(), '--help').stdout
    for word in ('--profile', 'say', 'listen', 'serve', 'send', 'offer', 'receive', 'fetch'):
        assert word in shown, shown


def files_of_a_second_start_come_to_the_first_window(folder):
    (folder / 'serve').write_text('a file that is called as a command is')
    session = drive.Session()
    with Window(session, 1, own_bus=False) as window:
        window.event('welcome', '"state":"shown"')
        session.click('Stay Hidden', role='label')
        window.event('welcome', '"answered"')
        run('env', *window.environment, program(), './serve', host=1, env=session.env(), cwd=folder)
        window.event('page', '"files"')
        session.find('*serve*', win='To an Address')


def d_bus_starts_it_and_only_a_window_makes_it_listen(folder):
    session = drive.Session()
    build = os.path.dirname(os.path.dirname(program()))
    service = open(f'{build}/data/{APP_ID}.service').read()
    assert f'Name={APP_ID}\n' in service
    (folder / 'services').mkdir()
    (folder / 'services' / f'{APP_ID}.service').write_text(
        re.sub(r'^Exec=\S*/landline\b', f'Exec={program()}', service, flags=re.M))
    bus, listen = folder / 'bus', f'unix:path={folder}/bus'
    (folder / 'bus.conf').write_text(drive.BUS_CONF.format(listen=listen,
                                                           services=f'<servicedir>{folder}/services</servicedir>'))
    home = {'HOME': str(folder), 'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': f'{folder}/.config',
            'GSETTINGS_SCHEMA_DIR': f'{build}/data', 'DBUS_SESSION_BUS_ADDRESS': listen}
    os.makedirs(f'{folder}/.config/glib-2.0/settings')
    with open(f'{folder}/.config/glib-2.0/settings/keyfile', 'w') as keyfile:
        keyfile.write("[io/github/landline_app/Landline]\nwelcome-answered=true\n"
                      "visible-networks=['gateway:02:00:00:00:00:fe']\n")
    run(LAN, 'ip', 1, 'neigh', 'replace', '10.77.0.254', 'lladdr', '02:00:00:00:00:fe', 'dev', 'eth0', 'nud', 'permanent')
    run(LAN, 'ip', 1, 'route', 'replace', 'default', 'via', '10.77.0.254')

    def call(path, method, *words):
        return run('gdbus', 'call', '--address', listen, '--dest', method.rsplit('.', 1)[0] if 'DBus' in method else APP_ID,
                   '--object-path', path, '--method', method, *words).stdout

    def ports():
        return run('ss', '-H', '-l', '-n', '-t', '-u', host=1).stdout

    with Process('dbus-daemon', '--config-file', folder / 'bus.conf', '--nofork', host=1, env={**session.env(), **home}):
        until('the bus', lambda: drive.listens(str(bus)))
        call('/org/freedesktop/DBus', 'org.freedesktop.DBus.StartServiceByName', APP_ID, '0')
        until('the service', lambda: 'true' in call('/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', APP_ID))
        assert not session.windows() and not ports(), ports()

        call(PATH, 'org.freedesktop.Application.Activate', '{}')
        session.window('Landline')
        until('the chat to listen', lambda: ':9999' in ports())

        call(PATH, 'org.freedesktop.Application.ActivateAction', 'preferences', '[]', '{}')
        session.window('Preferences')
        call(PATH, 'org.freedesktop.Application.ActivateAction', 'quit', '[]', '{}')
        until('the end', lambda: not session.windows() and not ports())


def a_signal_ends_it_in_order(folder):
    session = drive.Session()
    for number in (signal.SIGTERM, signal.SIGINT):
        with Window(session, 1) as window:
            window.event('welcome', '"state":"shown"')
            pid = session.windows()[-1]['pid']
            session.click('Be Visible', role='label')
            window.event('chat.state', '"listening"')
            os.kill(pid, number)
            until('the window to go', lambda: not session.windows())
            assert 'CRITICAL' not in session.log(window.key, 'err'), session.log(window.key, 'err')


if __name__ == '__main__':
    main(globals(), hosts=1, display=True)
