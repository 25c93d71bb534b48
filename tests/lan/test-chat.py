#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chat between hosts of a LAN, with the unmodified reference programs as the other side."""
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import LAN, REFERENCE, Landline, Process, main, run, until   # noqa: E402

GREETING = '来呀,带你去看晴空万里'


def what_landline_says_the_reference_receiver_prints(folder):
    with Process(REFERENCE / 'udp_receiver.py', host=2) as receiver:
        receiver.line('receiving')
        said = run(_program(), 'say', '--json', 'hello 大家好', host=1)
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
        run(_program(), 'say', 'from one', host=1)
        assert two.wait('chat.heard', text='from one')['from'] == '10.77.0.1'
        run(_program(), 'say', 'from two', host=2)
        assert one.wait('chat.heard', text='from two')['from'] == '10.77.0.2'


def a_port_held_by_the_reference_receiver_is_named_and_comes_back(folder):
    with Process(REFERENCE / 'udp_receiver.py', host=1) as receiver:
        receiver.line('receiving')
        with Landline('listen', '--json', host=1) as listener:
            held = listener.wait('chat.state', state='port-held')
            assert 'python3' in held['problem'] and '9999' in held['problem'], held
            receiver.stop()
            listener.wait('chat.state', state='listening')
            run(_program(), 'say', 'again', host=2)
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


def an_interface_that_goes_and_comes_back_is_followed(folder):
    with Landline('listen', '--json', host=1) as listener:
        listener.wait('chat.state', state='listening')
        run(LAN, 'link', 1, 'down')
        run(LAN, 'link', 1, 'up')
        run(LAN, 'unplug', 1)
        run(LAN, 'plug', 1)
        until('the LAN', lambda: run(_program(), 'say', 'back', host=2).returncode == 0)
        listener.wait('chat.heard', text='back')
    run(LAN, 'addr', 1, '10.77.0.99')
    said = run(_program(), 'say', '--json', 'moved', host=1)
    assert '10.77.0.255' in said.stdout
    run(LAN, 'addr', 1, '10.77.0.1')


def with_the_interface_down_only_loopback_is_left(folder):
    run(LAN, 'link', 3, 'down')
    said = run(_program(), 'say', '--json', 'alone', host=3)
    assert '127.255.255.255' in said.stdout, said.stdout
    run(LAN, 'link', 3, 'up')


def _send(host, data):
    run(sys.executable, '-c', 'import socket,sys; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);'
        's.setsockopt(socket.SOL_SOCKET,socket.SO_BROADCAST,1);'
        's.sendto(bytes.fromhex(sys.stdin.read()),("10.77.0.255",9999))', host=host, input=data.hex())


def _program():
    from landline import program
    return program()


if __name__ == '__main__':
    main(globals(), hosts=3)
