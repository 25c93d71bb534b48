#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`landline serve` against slowhttptest: clients that never come to an end are cut, and the others served meanwhile."""
import contextlib
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, Process, main, needs, run   # noqa: E402

ADDRESS = 'http://127.0.0.1:8000'
CONNECTIONS = 100

# How; what the row of a cut one says (a function judges); and after how many seconds all are cut: the deadlines of
# src/http/limits.h, and some for a busy machine.
MODES = {
    'heads that dribble': (['-H', '-i', '2', '-x', '20', '-u', ADDRESS + '/'],
                           {'kind': 'incomplete', 'status': 408}, 45),
    # of a request that is refused at once, so that its body is not waited for either
    'bodies that dribble': (['-B', '-i', '2', '-x', '8', '-s', '100000', '-t', 'PATCH', '-u', ADDRESS + '/big.bin'],
                            {'kind': 'incomplete', 'method': 'PATCH', 'status': 405}, 20),
    'answers that are not read': (['-X', '-n', '5', '-z', '16', '-w', '1', '-y', '16', '-k', '1', '-u', ADDRESS + '/big.bin'],
                                  {'problem': lambda words: 'read nothing of the answer' in (words or '')}, 75),
}


def _count_cut(server, fields):
    def is_cut(row):
        return row['finished'] and all(wanted(row[name]) if callable(wanted) else row[name] == wanted
                                       for name, wanted in fields.items())
    return sum(map(is_cut, server.events('web.request')))


def the_slow_are_cut_and_the_others_served(folder):
    needs('slowhttptest')
    (folder / 'index.html').write_text('<h1>Welcome back Home</h1>\n')
    (folder / 'big.bin').write_bytes(bytes(20000000))
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Landline('serve', str(folder), '--json'))
        server.wait('web.state', running=True)
        begun = time.monotonic()
        for words, _, _ in MODES.values():
            stack.enter_context(Process('slowhttptest', '-c', CONNECTIONS, '-r', CONNECTIONS, '-l', '150', '-p', '3', *words))
        under_way = dict(MODES)
        while under_way:
            asked = time.monotonic()
            got = run('curl', '-sS', '-m', '10', ADDRESS + '/').stdout
            assert 'Welcome back Home' in got and time.monotonic() - asked < 3, time.monotonic() - asked
            for mode, (_, fields, seconds) in list(under_way.items()):
                n_cut, passed = _count_cut(server, fields), time.monotonic() - begun
                assert passed < seconds, f'{mode}: {n_cut} of {CONNECTIONS} cut after {passed:.0f} s'
                if n_cut == CONNECTIONS:
                    print(f'# {mode}: all cut after {passed:.0f} s')
                    del under_way[mode]
            time.sleep(0.5)


if __name__ == '__main__':
    main(globals())
