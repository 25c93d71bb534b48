#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of a few lines, as lecture notes write them, with Landline as the other side of each."""
import filecmp
import os
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


if __name__ == '__main__':
    main(globals())
