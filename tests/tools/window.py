# SPDX-License-Identifier: GPL-3.0-or-later
"""Landline's real window on a host of the test LAN, driven from outside and followed by its events."""
import itertools
import os
import re
import sys
import tempfile

import drive
from landline import LAN, program

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_numbers = itertools.count(1)


class Window:
    """Landline on one host, with a home and a session bus of its own, as on another computer.

    session is the drive.Session that it is shown on, env what it gets in its environment besides; home is that
    of a person who was here before, without own_bus it is on the session's; powerless takes root's powers away
    where the test has them."""

    def __init__(self, session, host, *arguments, env=None, home=None, own_bus=True, powerless=False):
        build = os.path.dirname(os.path.dirname(program()))
        self.session, self.host = session, host
        self.key = f'h{host}-{next(_numbers)}'   # the driver remembers by key what it has read
        self.home = home or tempfile.mkdtemp(prefix='home-', dir=session.dir)   # of one who never saw Landline
        environment = {
            'HOME': self.home, 'XDG_CONFIG_HOME': f'{self.home}/.config', 'XDG_DATA_HOME': f'{self.home}/.local/share',
            'XDG_CACHE_HOME': f'{self.home}/.cache', 'XDG_STATE_HOME': f'{self.home}/.local/state',
            'GSETTINGS_BACKEND': 'keyfile', 'GSETTINGS_SCHEMA_DIR': f'{build}/data',
            'LANDLINE_STARTER_DIR': f'{SOURCE}/data/starter', 'LANDLINE_LOCALE_DIR': f'{build}/po',
            'G_DEBUG': 'fatal-warnings', **(env or {})}
        self.environment = [f'{name}={value}' for name, value in environment.items()]
        drop = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] if powerless and os.geteuid() == 0 else []
        session.app([str(LAN), 'exec', str(host), *drop, 'env', *self.environment, program(), '--events', *map(str, arguments)],
                    key=self.key, own_bus=own_bus)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def event(self, name, *patterns, timeout=15):
        """Wait for an event whose line holds all patterns."""
        regex = rf'"event":"{re.escape(name)}"' + ''.join(f'(?=.*{pattern})' for pattern in patterns)
        return self.session.expect(regex, key=self.key, timeout=timeout)

    def close(self):
        self.session.stop(self.key)


_sessions = []


def _session():
    """The display, bus and window manager that this file runs in; libatspi allows one a process."""
    if not _sessions:
        _sessions.append(drive.Session())
    return _sessions[0]


class Desktop:
    """One window at a time on the display, so that names are plain."""

    def __init__(self, *arguments, host=1, visible=True, powerless=False):
        self.session = _session()
        self.window = Window(self.session, host, *arguments, powerless=powerless)
        try:
            self.window.event('welcome', '"state":"shown"')
            if visible:
                self.session.click('Be Visible', role='label')
                self.window.event('welcome', '"answered"')
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise

    def __enter__(self):
        return self.session, self.window

    def __exit__(self, kind, *_):
        if kind is not None and os.environ.get('LANDLINE_SHOTS'):
            self.session.shot(os.path.join(os.environ['LANDLINE_SHOTS'], 'failed.png'))
        self.window.close()
