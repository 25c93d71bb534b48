#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chat in the real window, by keyboard and pointer, with the unmodified reference programs on its own host and on
another."""
import os
import sys

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools')
sys.path.insert(0, TOOLS)
import drive   # noqa: E402
from landline import REFERENCE, Process, main, program, run   # noqa: E402
from window import Window   # noqa: E402


def _begin(session, window, state='listening'):
    window.event('welcome', '"state":"shown"')
    session.click('Be Visible', role='label')
    window.event('welcome', '"answered"')
    window.event('chat.state', f'"{state}"')


def the_receiver_first_then_landline(folder):
    session = drive.Session()
    with Process(REFERENCE / 'udp_receiver.py', host=1) as receiver:
        receiver.line('receiving')
        with Window(session, 1) as window:
            _begin(session, window, 'port-held')
            session.find('Port 9999 is used by python3 (udp_receiver.py). You can send; hearing resumes when it is free.')
            session.fill('Message', '大家好')
            session.key('Return')
            receiver.line(r"10\.77\.0\.1', \d+\) 大家好$")
            receiver.stop()
            window.event('chat.state', '"listening"')
            session.gone('Port 9999 is used by*')
            run(program(), 'say', 'hearing again', host=2)
            session.find('*hearing again*')


def landline_first_then_the_receiver(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        _begin(session, window)
        with Process(REFERENCE / 'udp_receiver.py', host=1) as early:
            assert early.ended() != 0 and 'in use' in early.stderr()
        session.click('Listen', role='check box')
        window.event('chat.state', '"off"')
        with Process(REFERENCE / 'udp_receiver.py', host=1) as receiver:
            receiver.line('receiving')
            session.fill('Message', 'sending goes on')
            session.key('Return')
            receiver.line('sending goes on')
            session.click('Listen', role='check box')
            window.event('chat.state', '"port-held"', 'udp_receiver.py')
        window.event('chat.state', '"listening"')


def everything_by_keyboard(folder):
    session = drive.Session()
    with Window(session, 1) as window, Process(REFERENCE / 'udp_receiver.py', host=2) as receiver:
        receiver.line('receiving')
        window.event('welcome', '"state":"shown"')
        session.key('Tab', 'Tab', 'Return')   # from the name over Stay Hidden to Be Visible
        window.event('chat.state', '"listening"')
        session.type('first line')
        session.key('shift+Return')
        session.type('second line')
        session.key('Return')
        window.event('chat.said', r'first line\\nsecond line')
        receiver.line('first line')
        receiver.line('^second line')
        session.find('*left by eth0 to 10.77.0.255:9999*')
        session.key('Return')   # nothing is written: nothing is sent
        session.type('x')
        session.key('Return')
        window.event('chat.said', '"text":"x"')


def a_beacon_is_started_and_stopped(folder):
    session = drive.Session()
    with Window(session, 1) as window, Process(REFERENCE / 'udp_receiver.py', host=2) as receiver:
        receiver.line('receiving')
        _begin(session, window)
        session.fill('Message', '来呀,带你去看晴空万里')
        session.click('More Ways to Send')
        session.click('Repeat a Message*')
        session.click('Start', role='label')
        window.event('chat.repeat', '"repeating":true')
        for _ in range(2):   # two seconds from one to the next
            receiver.line('来呀,带你去看晴空万里$')
        session.click('Stop Repeating')
        window.event('chat.repeat', '"repeating":false')


def what_came_back_is_not_shown_again(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        _begin(session, window)
        session.fill('Message', 'only once')
        session.key('Return')
        window.event('chat.said', 'only once')
        run(program(), 'say', 'from this computer', host=1)
        window.event('chat.heard', 'from this computer', '"own_host":true')
        session.find('this computer')
        assert len([node for node in session.nodes() if node.role == 'label' and node.name == 'only once']) == 1


if __name__ == '__main__':
    main(globals(), hosts=2, display=True)
