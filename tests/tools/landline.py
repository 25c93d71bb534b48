# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests from outside share: Landline (and other people's programs) as real processes, their
events waited for with a deadline, and TAP for `meson test`.

A test file is a list of functions named after what they promise:

    from landline import Landline, main

    def a_datagram_is_heard(folder):
        with Landline('listen', '--json') as listener:
            listener.wait('chat.state', state='listening')
            ...

    if __name__ == '__main__':
        main(globals(), hosts=2)      # runs again inside a test LAN of two hosts

Inside, `host=1` puts a process on host h1 (10.77.0.1); without it, it runs where the test runs.
"""
import ctypes
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAN = HERE / 'lan'
OWN_NETWORK = HERE / 'own-network'
REFERENCE = HERE.parent / 'interop' / 'reference'
DEADLINE = 15    # seconds; for what should take one: a loaded machine must not fail a test


def program():
    """The program under test: meson names it; by hand it is the one in build/."""
    return os.environ.get('LANDLINE_PROGRAM') or str(HERE.parents[1] / 'build' / 'src' / 'landline')


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)   # PR_SET_PDEATHSIG: nothing outlives the test


class Process:
    """A program with its standard output read line by line as it comes."""

    def __init__(self, *command, host=None, root=False, home=None, env=None, stdin=subprocess.DEVNULL, cwd=None):
        """root: with root's powers over that host's network, whoever runs the tests (for tcpdump)."""
        command = [str(word) for word in command]
        if host is not None:
            command = [str(LAN), 'exec', str(host), *(['--root'] if root else []), *command]
        self.command = command
        environment = dict(os.environ, **(env or {}))
        if home:
            environment.update(HOME=str(home), XDG_CONFIG_HOME=f'{home}/.config', XDG_DATA_HOME=f'{home}/.local/share',
                               XDG_CACHE_HOME=f'{home}/.cache', XDG_STATE_HOME=f'{home}/.local/state')
        self.lines = []
        self.errors = tempfile.TemporaryFile(mode='w+', errors='replace')
        self._fresh = queue.Queue()
        self.process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=self.errors, cwd=cwd,
                                        env=environment, text=True, errors='replace', bufsize=1,
                                        start_new_session=True, preexec_fn=die_with_parent)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._fresh.put(line.rstrip('\n'))
        self._fresh.put(None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, how=signal.SIGTERM):
        """End it, and say how it ended."""
        if self.process.poll() is None:
            try:
                os.killpg(self.process.pid, how)
            except ProcessLookupError:
                pass
        try:
            return self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait(5)

    def interrupt(self, timeout=DEADLINE):
        """Ctrl+C, and its exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.ended(timeout)

    def ended(self, timeout=DEADLINE):
        """Wait until it ends; its exit status. What it printed last is read then."""
        status = self.process.wait(timeout)
        self._reader.join(timeout)
        return status

    def stderr(self):
        self.errors.seek(0)
        return self.errors.read()

    def _until(self, what, matches, timeout):
        end = time.monotonic() + timeout
        while True:
            try:
                line = self._fresh.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                line = None
                ended = False
            else:
                ended = line is None
            if line is None:
                if ended:
                    self._fresh.put(None)
                raise AssertionError(f'{"ended" if ended else "timed out"} waiting for {what} from {self.command[-4:]}\n'
                                     + '\n'.join(self.lines[-20:]) + '\n' + self.stderr()[-2000:])
            self.lines.append(line)
            found = matches(line)
            if found:
                return found

    def line(self, pattern, timeout=DEADLINE):
        """The next line that matches a regular expression (its match)."""
        return self._until(f'/{pattern}/', lambda line: re.search(pattern, line), timeout)

    def wait(self, event, timeout=DEADLINE, **fields):
        """The next event of that name whose fields are as given; a field may be a function that judges."""
        def matches(line):
            try:
                found = json.loads(line)
            except ValueError:
                return None
            if not isinstance(found, dict) or found.get('event') != event:
                return None
            for name, wanted in fields.items():
                value = found.get(name)
                if not (wanted(value) if callable(wanted) else value == wanted):
                    return None
            return found
        return self._until(f'{event} {fields or ""}', matches, timeout)

    def events(self, event):
        """All events of that name so far (also those not waited for)."""
        while True:
            try:
                line = self._fresh.get_nowait()
            except queue.Empty:
                break
            if line is None:
                self._fresh.put(None)
                break
            self.lines.append(line)
        found = []
        for line in self.lines:
            if line.startswith('{'):
                parsed = json.loads(line)
                if parsed.get('event') == event:
                    found.append(parsed)
        return found


_homes = []


def _home():
    """Of a person who never saw Landline; one for all of a test file's, gone after it."""
    if not _homes:
        _homes.append(tempfile.TemporaryDirectory(prefix='landline-home-'))
        os.chmod(_homes[0].name, 0o777)   # whoever a host's programs run as
    return _homes[0].name


class Landline(Process):
    def __init__(self, *arguments, **how):
        how.setdefault('home', _home())
        super().__init__(program(), *arguments, **how)


def run(*command, host=None, timeout=60, check=True, **how):
    """Run to the end; the CompletedProcess with text output."""
    command = [str(word) for word in command]
    if host is not None:
        command = [str(LAN), 'exec', str(host), *command]
    how.setdefault('stdin', subprocess.DEVNULL)
    if 'input' in how:
        del how['stdin']
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          errors='replace', timeout=timeout, preexec_fn=die_with_parent, **how)
    if check and done.returncode:
        raise AssertionError(f'{command}: exit status {done.returncode}\n{done.stdout}{done.stderr}')
    return done


class Missing(Exception):
    """What a test needs and this system lacks: it is skipped."""


def needs(*programs):
    for name in programs:
        if not shutil.which(name):
            raise Missing(f'{name} is not installed')


def until(what, check, timeout=DEADLINE):
    """Wait until check() is true and return that."""
    end = time.monotonic() + timeout
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f'timed out waiting for {what}')
        time.sleep(0.02)


def enter(hosts=0, lan=(), display=False):
    """Run this very file again where it may make noise: in a test LAN, or on a loopback of its own."""
    if os.environ.get('LANDLINE_TEST_INSIDE'):
        return
    os.environ['LANDLINE_TEST_INSIDE'] = '1'
    command = [sys.executable, '-B', *sys.argv]
    if display:
        command = [str(HERE / 'drive.py'), 'with', '--', *command]
    if hosts:
        os.execv(str(LAN), [str(LAN), 'run', str(hosts), *lan, '--', *command])
    os.execv(OWN_NETWORK, [OWN_NETWORK, *command])


def _on_a_display(test):
    """Run this file again for one test, on a display of its own."""
    done = subprocess.run([str(HERE / 'drive.py'), 'with', '--', sys.executable, '-B', sys.argv[0], test.__name__],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace')
    if done.returncode:
        raise AssertionError('\n'.join(line.lstrip('# ') for line in done.stdout.splitlines()[1:]))


def main(names, hosts=0, lan=(), display=False):
    """Run every test of a file (its public functions, in order) and print TAP. With a display, each test has
    one of its own, and a process: libatspi belongs to one bus for a process's life."""
    enter(hosts, lan)
    module = names['__name__']
    tests = [value for name, value in names.items()
             if callable(value) and getattr(value, '__module__', None) == module
             and not name.startswith('_') and not isinstance(value, type)
             and 'folder' in value.__code__.co_varnames[:value.__code__.co_argcount]]
    wanted = sys.argv[1:]
    tests = [test for test in tests if not wanted or test.__name__ in wanted]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix='landline-test-') as folder:
            try:
                if display and not os.environ.get('DRIVE_DIR'):
                    _on_a_display(test)
                else:
                    test(Path(folder))
                print(f'ok {number} - {test.__name__}', flush=True)
            except Missing as missing:
                print(f'ok {number} - {test.__name__} # SKIP {missing}', flush=True)
            except Exception:
                failed += 1
                for line in traceback.format_exc().splitlines():
                    print('# ' + line)
                print(f'not ok {number} - {test.__name__}', flush=True)
    sys.exit(1 if failed else 0)
