#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chat between hosts of a LAN, with the unmodified reference programs as the other side. Hosts 1, 2 and 4 have a
second card, in a network of its own."""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import LAN, REFERENCE, Landline, Process, main, program, run, until   # noqa: E402

GREETING = '来呀,带你去看晴空万里'


def what_landline_says_the_reference_receiver_prints(folder):
    with Process(REFERENCE / 'udp_receiver.py', host=2) as receiver:
        receiver.line('receiving')
        said = run(program(), 'say', '--json', 'hello 大家好', host=1)
        assert '10.77.0.255:9999' in said.stdout, said.stdout
        receiver.line(r"from \('10\.77\.0\.1', \d+\) hello 大家好$")


def what_the_reference_sender_sends_landline_hears(folder):
    with Landline('listen', '--json', host=1) as listener:
        listener.wait('chat.state', state='listening')
        with Process(REFERENCE / 'udp_sender.py', '10.77.0.255', host=2):
            heard = listener.wait('chat.heard', text=GREETING)
            assert heard['from'] == '10.77.0.2' and heard['cast'] == 'broadcast' and heard['utf8'] is True
            listener.wait('chat.heard', text=GREETING)   # and the next one, two seconds later, is another


def two_landlines_hear_each_other(folder):
    with Landline('listen', '--json', host=1) as one, Landline('listen', '--json', host=2) as two:
        one.wait('chat.state', state='listening')
        two.wait('chat.state', state='listening')
        run(program(), 'say', 'from one', host=1)
        assert two.wait('chat.heard', text='from one')['from'] == '10.77.0.1'
        run(program(), 'say', 'from two', host=2)
        assert one.wait('chat.heard', text='from two')['from'] == '10.77.0.2'


def a_port_held_by_the_reference_receiver_is_named_and_comes_back(folder):
    with Process(REFERENCE / 'udp_receiver.py', host=1) as receiver:
        receiver.line('receiving')
        with Landline('listen', '--json', host=1) as listener:
            held = listener.wait('chat.state', state='port-held')
            assert 'python3' in held['problem'] and '9999' in held['problem'], held
            receiver.stop()
            listener.wait('chat.state', state='listening')
            run(program(), 'say', 'again', host=2)
            listener.wait('chat.heard', text='again')


def what_is_hostile_is_shown_safely(folder):
    with Landline('listen', '--json', host=1) as listener:
        listener.wait('chat.state', state='listening')
        for data, text in ((b'', ''), (b'a\0b', 'a\\x00b'), (b'\xff\xfe', '\\xff\\xfe'), (b'\x1b[2J', '\\x1b[2J'),
                           ('\u202egnp.exe'.encode(), '<U+202E>gnp.exe'), (b'x' * 65507, None)):
            _send(2, data)
            heard = listener.wait('chat.heard', **({} if text is None else {'text': text}))
            assert heard['bytes'] == len(data), heard
        _send(2, b'still here')
        listener.wait('chat.heard', text='still here')


def _said(beacon, *routes):
    """The beacon's next message that left by exactly these routes."""
    return beacon.wait('chat.said', route=lambda route: sorted(re.findall(r'by (\S+) to (\S+):9999', route)) == sorted(routes))


def an_interface_that_goes_and_comes_back_is_followed(folder):
    with Landline('listen', '--json', host=3) as listener, \
            Landline('say', '--json', '--repeat', '0.2', 'beacon', host=3) as beacon:
        listener.wait('chat.state', state='listening')
        _said(beacon, ('eth0', '10.77.0.255'))
        run(LAN, 'link', 3, 'down')
        _said(beacon, ('lo', '127.255.255.255'))
        run(LAN, 'link', 3, 'up')
        _said(beacon, ('eth0', '10.77.0.255'))
        run(program(), 'say', 'back', host=2)
        listener.wait('chat.heard', text='back')


def a_pulled_cable_is_followed(folder):
    with Landline('listen', '--json', host=3) as listener, \
            Landline('say', '--json', '--repeat', '0.2', 'beacon', host=3) as beacon:
        listener.wait('chat.state', state='listening')
        _said(beacon, ('eth0', '10.77.0.255'))
        run(LAN, 'unplug', 3)
        _said(beacon, ('lo', '127.255.255.255'))
        run(LAN, 'plug', 3)
        _said(beacon, ('eth0', '10.77.0.255'))
        run(program(), 'say', 'plugged', host=2)
        listener.wait('chat.heard', text='plugged')


def a_changed_address_is_followed(folder):
    with Landline('listen', '--json', host=3) as listener, \
            Landline('say', '--json', '--repeat', '0.2', 'beacon', host=3) as beacon:
        listener.wait('chat.state', state='listening')
        _said(beacon, ('eth0', '10.77.0.255'))
        run(LAN, 'addr', 3, '172.16.5.3/20')
        _said(beacon, ('eth0', '172.16.15.255'))
        # our own are known as ours under the new address too
        listener.wait('chat.heard', **{'from': '172.16.5.3', 'text': 'beacon', 'own_host': True})
        # an address given by hand, without naming the broadcast address
        run(LAN, 'ip', 3, '-4', 'addr', 'flush', 'dev', 'eth0')
        run(LAN, 'ip', 3, 'addr', 'add', '10.77.0.3/24', 'dev', 'eth0')
        _said(beacon, ('eth0', '10.77.0.255'))


def a_card_that_is_put_in_and_pulled_out_is_followed(folder):
    with Landline('say', '--json', '--repeat', '0.2', 'beacon', host=3) as beacon:
        _said(beacon, ('eth0', '10.77.0.255'))
        run(LAN, 'ip', 3, 'link', 'add', 'usb0', 'type', 'veth', 'peer', 'name', 'far')
        run(LAN, 'ip', 3, 'addr', 'add', '10.79.0.3/24', 'dev', 'usb0')
        run(LAN, 'ip', 3, 'link', 'set', 'usb0', 'up')
        run(LAN, 'ip', 3, 'link', 'set', 'far', 'up')
        _said(beacon, ('eth0', '10.77.0.255'), ('usb0', '10.79.0.255'))
        run(LAN, 'ip', 3, 'link', 'del', 'usb0')
        _said(beacon, ('eth0', '10.77.0.255'))


def with_two_cards_both_networks_hear(folder):
    with Landline('listen', '--json', host=3) as first, Landline('listen', '--json', host=4) as second:
        first.wait('chat.state', state='listening')
        second.wait('chat.state', state='listening')
        run(LAN, 'link', 4, 'down', 'eth0')   # host 4 is on the second network alone
        said = run(program(), 'say', '--json', 'both', host=1).stdout
        assert 'eth0 to 10.77.0.255:9999' in said and 'eth1 to 10.78.0.255:9999' in said, said
        assert first.wait('chat.heard', text='both')['from'] == '10.77.0.1'
        assert second.wait('chat.heard', text='both')['from'] == '10.78.0.1'
        run(program(), 'say', '--interface', 'eth1', 'one', host=1)
        run(program(), 'say', '--to', '10.77.0.255', 'the other', host=1)
        assert second.wait('chat.heard', text=lambda text: True)['text'] == 'one'
        assert first.wait('chat.heard', text=lambda text: True)['text'] == 'the other'
    run(LAN, 'link', 4, 'up', 'eth0')


def the_same_by_two_cards_is_heard_once(folder):
    with Landline('listen', '--json', host=2) as listener:
        listener.wait('chat.state', state='listening')
        # from a host with two cards to one with two cards: its two datagrams are one message
        run(program(), 'say', 'twice', host=1)
        # one socket, the same address, by two ways
        run(sys.executable, '-c', TWO_WAYS, host=1)
        run(program(), 'say', 'end', host=3)
        listener.wait('chat.heard', text='end')
        heard = [event['text'] for event in listener.events('chat.heard')]
        assert heard == ['twice', 'two ways', 'end'], heard


def a_written_address_that_everyone_does_not_hear_is_warned_about(folder):
    run(LAN, 'addr', 3, '10.77.0.3/16')
    said = run(program(), 'say', '--to', '10.77.0.255', 'trap', host=3)
    assert '10.77.255.255' in said.stderr and '10.77.0.255:9999' in said.stdout, said
    said = run(program(), 'say', '--to', '10.77.255.255', 'right', host=3)
    assert said.stderr == '', said.stderr
    for address, words in (('10.77.0.1', 'at most one computer'), ('255.255.255.255', 'one network at most'),
                           ('224.0.0.167', 'multicast'), ('127.0.0.1', 'this computer')):
        said = run(program(), 'say', '--to', address, 'odd', host=3, check=False)
        # what has no route is not sent, and says so instead
        assert said.returncode or (words in said.stderr and '10.77.255.255' in said.stderr), said
    said = run(program(), 'say', '--to', '10.77.0.300', 'no address', host=3, check=False)
    assert said.returncode != 0 and '10.77.0.300' in said.stderr, said
    said = run(program(), 'say', '--interface', 'wlan9', 'no card', host=3, check=False)
    assert said.returncode != 0 and said.stderr.count('wlan9') == 1, said
    run(LAN, 'addr', 3, '10.77.0.3')


def who_shares_the_port_hears_beside_landline(folder):
    with Landline('listen', '--json', host=1) as one, Landline('listen', '--json', host=1) as two:
        one.wait('chat.state', state='listening')
        two.wait('chat.state', state='listening')
        run(program(), 'say', 'to both', host=2)
        one.wait('chat.heard', text='to both')
        two.wait('chat.heard', text='to both')


def ctrl_c_ends_listening_with_a_count(folder):
    with Landline('listen', host=1) as listener:
        until('listening', lambda: 'Listening on port 9999' in listener.stderr())
        _send(2, b'one\n12:00:00  10.77.0.9  forged')
        listener.line(r'^\d\d:\d\d:\d\d  10\.77\.0\.2  one$')
        listener.line(r'^ +12:00:00  10\.77\.0\.9  forged$')
        _send(2, b'')
        listener.line(r'10\.77\.0\.2  \(empty datagram\)$')
        assert listener.interrupt() == 0
        assert '2 messages heard' in listener.stderr(), listener.stderr()


def a_firewall_is_named_until_somebody_is_heard_through_it(folder):
    etc = folder / 'etc'
    shutil.copytree('/etc', etc, symlinks=True, ignore=lambda path, names: [
        name for name in names if not os.access(os.path.join(path, name), os.R_OK)])
    (etc / 'ufw').mkdir(exist_ok=True)
    (etc / 'ufw' / 'ufw.conf').write_text('ENABLED=yes\n')
    with Process(LAN, 'exec', 1, '--root', 'unshare', '--mount', 'sh', '-c',
                 f'mount --bind {etc} /etc && exec {program()} listen --json') as listener:
        assert listener.wait('chat.firewall', name='ufw')['command'] == 'sudo ufw allow 9999/udp'
        until('the sentence', lambda: 'sudo ufw allow 9999/udp' in listener.stderr())
        run(program(), 'say', 'through', host=2)
        listener.wait('chat.firewall', name=None)


def a_storm_of_forged_senders_folds(folder):
    with Landline('listen', '--json', host=1) as listener:
        listener.wait('chat.state', state='listening')
        run(LAN, 'exec', 2, '--root', sys.executable, '-c', FORGER)
        listener.wait('chat.fold', **{'from': None, 'count': lambda count: count > 1000})
        assert len(listener.events('chat.heard')) <= 200
        assert len({event['from'] for event in listener.events('chat.fold')}) <= 17


# 5,000 datagrams, each from another address: a raw socket writes the IP header itself.
FORGER = '''
import socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for i in range(5000):
    payload = b"forged %d" % i
    udp = struct.pack("!HHHH", 5000, 9999, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), i, 0, 64, 17, 0,
                     bytes([10, 77, 1 + i // 250, 1 + i % 250]), bytes([10, 77, 0, 255]))
    s.sendto(ip + udp, ("10.77.0.255", 0))
    if i % 50 == 0:
        time.sleep(0.005)
'''


def _send(host, data):
    run(sys.executable, '-c', 'import socket,sys; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);'
        's.setsockopt(socket.SOL_SOCKET,socket.SO_BROADCAST,1);'
        's.sendto(bytes.fromhex(sys.stdin.read()),("10.77.0.255",9999))', host=host, input=data.hex())


# One socket, one source address, the same datagram by each card: IP_PKTINFO (8) names both.
TWO_WAYS = '''
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.bind(("0.0.0.0", 9000))
for card in "eth0", "eth1":
    where = struct.pack("=I4s4x", socket.if_nametoindex(card), socket.inet_aton("10.77.0.1"))
    s.sendmsg([b"two ways"], [(socket.IPPROTO_IP, 8, where)], 0, ("255.255.255.255", 9999))
'''


if __name__ == '__main__':
    main(globals(), hosts=4, lan=('--second', '1,2,4'))
