#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window does to the network: nothing before it is asked, and to no network that it does not know.
Judged by what is on the wire of its host and which ports are open there."""
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
import drive   # noqa: E402
from landline import LAN, Process, main, program, run, until   # noqa: E402
from window import Window   # noqa: E402

# what leaves the card, but for what the kernel says of itself (neighbour discovery, group membership)
CAPTURE = ('tcpdump', '-i', 'eth0', '-n', '-l', '--immediate-mode', '-Z', 'root', '-Q', 'out',
           'not (ip6[6] == 58 or ip6[6] == 0)')
QUIET_S = 3


class _Wire:
    def __init__(self, host):
        self.capture = Process(*CAPTURE, host=host, root=True)
        until('tcpdump', lambda: 'listening on' in self.capture.stderr())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.capture.stop()

    def packets(self):
        self.capture.events('any')   # reads what has come
        return list(self.capture.lines)

    def is_quiet(self):
        time.sleep(QUIET_S)
        assert not self.packets(), self.packets()


def _open_ports(host, beyond=False):
    """Ports that are open on a host, beyond loopback or at all."""
    found = set()
    for line in run('ss', '-H', '-l', '-n', '-t', '-u', '-w', host=host).stdout.splitlines():
        address, port = line.split()[4].rsplit(':', 1)
        if not beyond or not re.match(r'127\.|\[::1\]', address):
            found.add(int(port))
    return found


def _gateway(host, gateway):
    """The default route, with the gateway's hardware address known, as after the first packet through it."""
    run(LAN, 'ip', host, 'route', 'replace', 'default', 'via', gateway)
    run(LAN, 'exec', host, '--root', 'ping', '-c', '1', '-W', '2', gateway)


def _move(host, address, gateway):
    """To another network: nothing stays but the card."""
    run(LAN, 'ip', host, 'addr', 'flush', 'dev', 'eth0', 'scope', 'global')
    run(LAN, 'ip', host, 'neigh', 'flush', 'dev', 'eth0')
    run(LAN, 'ip', host, 'addr', 'add', address + '/24', 'broadcast', '+', 'dev', 'eth0')
    _gateway(host, gateway)


def _be_visible(session, window):
    window.event('welcome', '"state":"shown"')
    session.click('Be Visible', role='label')
    window.event('welcome', '"answered"')


def _everything_listens(session, window):
    """Chat, the web page and receiving, all on."""
    window.event('chat.state', '"listening"')
    session.key('ctrl+2')
    session.click('Start', role='label')
    window.event('web.state', '"running":true')
    session.key('ctrl+3')
    session.click('Open for Receiving*', role='check box')
    window.event('files.receiver', '"listening":true')
    until('three ports', lambda: _open_ports(1, beyond=True) == {8000, 9998, 9999})


def nothing_goes_out_and_nothing_is_open_until_welcome_is_answered(folder):
    present = folder / 'present.txt'
    present.write_text('not yet')
    session = drive.Session()
    with _Wire(1) as wire, Window(session, 1, present) as window:
        window.event('welcome', '"state":"shown"')
        session.find('Be Visible', role='label')
        for keys in ('ctrl+1', 'ctrl+2', 'ctrl+3', 'ctrl+o', 'ctrl+comma', 'F10', 'Escape'):
            session.key(keys)
        wire.is_quiet()
        assert _open_ports(1) == set(), _open_ports(1)
        assert len(session.windows()) == 1, session.windows()

        session.click('Stay Hidden', role='label')
        window.event('welcome', '"answered"')
        window.event('page', '"files"')   # now the file that was named is asked about
        session.find('present.txt')
        wire.is_quiet()
        assert _open_ports(1) == set(), _open_ports(1)


def be_visible_opens_the_chat_and_sends_nothing_by_itself(folder):
    session = drive.Session()
    with _Wire(1) as wire, Window(session, 1) as window:
        _be_visible(session, window)
        window.event('chat.state', '"listening"')
        assert _open_ports(1) == {9999}, _open_ports(1)
        session.fill('Message', 'only when I say so')
        wire.is_quiet()
        session.key('Return')
        window.event('chat.said', '10.77.0.255:9999')
        until('the datagram on the wire', lambda: any('10.77.0.255.9999' in line for line in wire.packets()))


def who_is_hidden_serves_this_computer_alone(folder):
    session = drive.Session()
    with Window(session, 1) as window:
        window.event('welcome', '"state":"shown"')
        session.click('Stay Hidden', role='label')
        window.event('welcome', '"answered"')
        session.key('ctrl+2')
        session.click('Start', role='label')
        window.event('web.state', '"running":true')
        session.key('ctrl+3')
        session.click('Open for Receiving*', role='check box')
        window.event('files.receiver', '"open":true')
        assert _open_ports(1, beyond=True) == set(), _open_ports(1, beyond=True)
        assert run('curl', '-s', '-m', '2', 'http://10.77.0.1:8000/', host=2, check=False).returncode != 0


def an_unknown_network_pauses_what_listens_and_one_click_resumes(folder):
    _gateway(1, '10.77.0.2')
    for host in (3, 4):
        run(LAN, 'ip', host, 'addr', 'add', f'10.99.0.{host}/24', 'dev', 'eth0')
    session = drive.Session()
    with Window(session, 1) as window:
        _be_visible(session, window)
        _everything_listens(session, window)

        _move(1, '10.99.0.1', '10.99.0.3')
        window.event('network', '"state":"new"')
        until('all to be closed', lambda: not _open_ports(1, beyond=True))
        session.find('This network is new*')
        session.click('Become Visible', role='label')
        until('all to be open', lambda: _open_ports(1, beyond=True) == {8000, 9998, 9999})

        # a third one: the same addresses as the second, behind another gateway
        _move(1, '10.99.0.1', '10.99.0.4')
        until('all to be closed', lambda: not _open_ports(1, beyond=True))
        session.find('This network is new*')

        # and home again, where nothing has to be said
        _move(1, '10.77.0.1', '10.77.0.2')
        until('all to be open', lambda: _open_ports(1, beyond=True) == {8000, 9998, 9999})


def what_was_decided_is_remembered_for_each_network(folder):
    _gateway(1, '10.77.0.2')
    session = drive.Session()
    window = Window(session, 1)
    _be_visible(session, window)
    window.event('chat.state', '"listening"')
    window.close()

    again = Window(session, 1, home=window.home)
    again.event('network', '"state":"visible"')
    again.event('chat.state', '"listening"')
    session.key('ctrl+1')
    session.click('This Network')
    session.click('Visible', role='check box')
    again.event('network', '"state":"hidden"')
    assert not _open_ports(1)
    again.close()

    third = Window(session, 1, home=window.home)
    third.event('notice', 'hidden')
    time.sleep(1)
    assert not _open_ports(1)
    third.close()


def networks_are_told_apart_as_network_manager_does(folder):
    bus = folder / 'system-bus'
    address = {'DBUS_SYSTEM_BUS_ADDRESS': f'unix:path={bus}'}
    (folder / 'bus.conf').write_text(drive.BUS_CONF.format(listen=f'unix:path={bus}', services=''))
    session = drive.Session()
    with Process('dbus-daemon', '--config-file', folder / 'bus.conf', '--nofork'):
        until('the bus', bus.exists)
        with Process(sys.executable, os.path.join(HERE, 'network_manager.py'), env=address,
                     stdin=subprocess.PIPE) as manager:
            def tell(line):
                manager.process.stdin.write(line + '\n')
                manager.process.stdin.flush()
                manager.line('told')

            tell('1111 Home 802-11-wireless, 2222 tunnel vpn')
            with Window(session, 1, env=address) as window:
                _be_visible(session, window)
                window.event('network', '"name":"Home"', '"visible"')
                window.event('chat.state', '"listening"')

                tell('3333 Café 802-11-wireless, 2222 tunnel vpn')
                window.event('network', '"name":"Café"', '"new"')
                until('the chat to be closed', lambda: not _open_ports(1))
                session.find('This network is new: Café*')

                tell('1111 Home 802-11-wireless')
                window.event('network', '"name":"Home"', '"visible"')
                until('the chat to be open', lambda: _open_ports(1) == {9999})

                # a cable is as good as the gateway behind it
                tell('4444 Wired 802-3-ethernet')
                window.event('network', '"name":"Wired"', '"new"')
                session.click('Become Visible', role='label')
                window.event('network', '"name":"Wired"', '"visible"')
                _gateway(1, '10.77.0.2')
                tell('1111 Home 802-11-wireless')
                window.event('network', '"name":"Home"')
                tell('4444 Wired 802-3-ethernet')
                window.event('network', '"name":"Wired"', '"visible"')
                _gateway(1, '10.77.0.3')
                window.event('network', '"name":"Wired"', '"new"')


if __name__ == '__main__':
    main(globals(), hosts=4, display=True)
