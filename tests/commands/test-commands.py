#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./run and ./check on machines that lack things. What a machine has is what its PATH holds: a folder of links to
the few programs wanted, and of small programs that stand in for apt and sudo."""
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import main   # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
# what every system has; no package manager, no compiler, no pkg-config
BASE = ('bash sh cat cut cp dirname readlink env find getent grep id locale ls mkdir mktemp printf rm rmdir sed setpriv sleep '
        'sort tail tr unshare true uname cksum touch').split()
NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] if os.geteuid() == 0 else []


def _plain_environment():
    """This machine's, but for what ./check and a session put there."""
    wanted = {key: value for key, value in os.environ.items()
              if not key.startswith(('LANDLINE_', 'SUDO_', 'XDG_')) and key not in ('DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
    return {**wanted, 'LC_ALL': 'C.UTF-8'}


class Machine:
    """A PATH in a folder, with programs that note how they were called in `calls`."""

    def __init__(self, folder, *programs, **stand_ins):
        folder.chmod(0o755)
        self.bin, self.calls, self.home = folder / 'bin', folder / 'calls', folder / 'home'
        for made in (self.bin, self.home):
            made.mkdir()
        # a checkout that anybody can read: this one may lie in root's home
        self.checkout = folder / 'checkout'
        self.checkout.mkdir()
        for part in ('run', 'check'):
            shutil.copy(ROOT / part, self.checkout)
        for part in ('build-aux', 'tests/tools'):
            shutil.copytree(ROOT / part, self.checkout / part)
        self.calls.touch()
        if NOBODY:
            shutil.chown(self.calls, 65534)
            shutil.chown(self.home, 65534)
        for name in (*BASE, *programs):
            (self.bin / name).symlink_to(shutil.which(name, path='/usr/bin:/bin:/usr/sbin:/sbin'))
        for name, body in stand_ins.items():
            path = self.bin / name.replace('_', '-')
            path.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >>{self.calls}\n{body}\n')
            path.chmod(0o755)

    def __call__(self, command, *arguments, **environment):
        """Run ./run or ./check as somebody who is not root; its CompletedProcess."""
        return subprocess.run([*NOBODY, self.checkout / command, *arguments], stdin=subprocess.DEVNULL, text=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={'PATH': str(self.bin), 'HOME': str(self.home), 'LANG': 'C.UTF-8', **environment})

    def called(self, words):
        return [line for line in self.calls.read_text().splitlines() if words in line]


def _debian(folder, gtk, lists=True, **stand_ins):
    """A Debian with nothing installed, whose GTK is of that version; without lists, only after `apt-get update`."""
    known = 'true' if lists else f'grep -q update {folder}/calls'
    return Machine(folder, 'dpkg', **{
        'apt_get': 'true',
        'apt_cache': f'{known} || exit 0\ncase $2 in libgtk-4-dev) v={gtk} ;; libadwaita-1-dev) v=1.2.2 ;; *) v=9:9.9 ;; esac\n'
                     'printf "%s:\\n  Candidate: %s\\n" "$2" "$v"',
        'dpkg_query': 'exit 1',
        **stand_ins})


def help_speaks_the_persons_language(folder):
    machine = Machine(folder)
    for command in ('run', 'check'):
        assert 'Usage: ./' in machine(command, '--help').stdout
        assert '用法:./' in machine(command, '--help', LANG='zh_CN.UTF-8').stdout
        assert '用法:./' in machine(command, '--help', LANGUAGE='zh_CN:en').stdout


def another_system_is_told_the_names_that_are_missing(folder):
    machine = Machine(folder)
    for command, test_needs in (('run', ()), ('check', ('cmocka>=1.1', 'Xvfb'))):
        said = machine(command)
        assert said.returncode == 1
        assert all(name in said.stderr for name in ('gtk4>=4.8', 'libadwaita-1>=1.2', 'gio-2.0>=2.74', *test_needs)), said.stderr
    said = machine('run', '--no-window', '--version')
    assert said.returncode == 1 and 'gio-2.0' in said.stderr and 'gtk4' not in said.stderr, said.stderr


def an_old_gtk_is_told_before_anything_is_installed(folder):
    folder.chmod(0o755)
    for name, lists in (('lists', True), ('bare', False)):
        (folder / name).mkdir()
        machine = _debian(folder / name, '4.6.9+ds-0ubuntu0.22.04.2', lists, sudo='[ "$1" != -n ] || exit 0\nexec "$@"')
        said = machine('run')
        assert said.returncode == 1 and 'gtk4 4.6.9' in said.stderr and '4.8' in said.stderr, said.stderr
        assert 'Flatpak' in said.stderr and '--no-window' in said.stderr, said.stderr
        assert not machine.called(' install '), machine.calls.read_text()


def what_will_be_installed_is_said(folder):
    machine = _debian(folder, '4.8.3', sudo='[ "$1" != -n ] || exit 1\n[ "$1" != -v ] || exit 1')
    said = machine('run')
    assert said.returncode == 1 and 'libgtk-4-dev' in said.stderr and 'sudo asks' in said.stderr, said.stderr
    assert 'fonts-noto-cjk' not in said.stderr
    assert not machine.called('apt-get'), machine.calls.read_text()
    said = machine('run', LANG='zh_CN.UTF-8')
    assert '缺少以下软件包' in said.stderr and 'fonts-noto-cjk' in said.stderr, said.stderr


def with_a_sudo_that_asks_nothing_it_installs(folder):
    machine = _debian(folder, '4.8.3', sudo='[ "$1" != -n ] || exit 0\nexec "$@"')
    said = machine('run')
    assert 'Installing' in said.stderr, said.stderr
    install, = machine.called(' install ')[-1:]
    assert 'libgtk-4-dev' in install and 'meson' in install and '--no-remove' in install, install


def what_a_release_has_not_got_is_told_and_left_out(folder):
    machine = _debian(folder, '4.8.3', sudo='[ "$1" != -n ] || exit 0\nexec "$@"')
    cache = machine.bin / 'apt-cache'
    cache.write_text(cache.read_text().replace('case $2 in', 'case $2 in xfwm4) exit 0 ;;'))
    said = machine('check')
    assert 'left out: xfwm4' in said.stderr, said.stderr
    install, = machine.called(' install ')[-1:]
    assert 'xclip' in install and 'xfwm4' not in install, install


def without_sudo_it_says_what_root_would_type(folder):
    said = _debian(folder, '4.8.3')('run')
    assert said.returncode == 1, said
    assert 'no sudo' in said.stderr and 'apt-get install' in said.stderr and 'libgtk-4-dev' in said.stderr, said.stderr


def every_package_is_told_what_it_is_for(folder):
    purposes = (ROOT / 'CONTRIBUTING.md').read_text()
    text = (ROOT / 'build-aux' / 'setup.sh').read_text() + (ROOT / 'check').read_text()
    lists = re.findall(r'^(?:\w+_needs|\w+_packages)=\((.*?)\)$', text, re.M | re.S)
    packages = {word for words in lists for word in re.findall(r"(?:^|(?<=[\s']))[a-z][\w.-]+(?=$|[\s'])", words)}
    packages -= {'cc', 'ninja', 'msgfmt', 'glib-compile-schemas', 'update-desktop-database'}    # programs of theirs
    assert len(lists) == 4 and len(packages) > 40, packages
    assert not [package for package in packages if not re.search(rf'(?<![\w-]){re.escape(package)}(?![\w-])', purposes)]


def where_no_network_of_its_own_can_be_made_check_fails_and_names_the_remedy(folder):
    (folder / 'bin').mkdir()
    fake = folder / 'bin' / 'unshare'
    fake.write_text('#!/bin/sh\nexit 1\n')
    fake.chmod(0o755)
    said = subprocess.run([ROOT / 'check', 'text'], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**_plain_environment(), 'PATH': f'{folder}/bin:{os.environ["PATH"]}'})
    assert said.returncode == 1 and 'unprivileged_userns_clone' in said.stderr, said.stderr
    assert said.stdout == '0 passed, 1 failed\n', said.stdout


def it_starts_at_once_the_second_time_and_leaves_the_menu_as_it_was(folder):
    source, home = folder / 'source', folder / 'home'
    folder.chmod(0o755)
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns('build*-*', 'build', '.git', '__pycache__'))
    shutil.copytree(ROOT / 'build-aux', source / 'build-aux')
    home.mkdir()
    if NOBODY:
        for path in (source, home, *source.rglob('*')):
            shutil.chown(path, 65534, 65534)

    def run(*arguments):
        return subprocess.run([*NOBODY, source / 'run', *arguments], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**_plain_environment(), 'HOME': str(home)})

    first = run('--version')
    assert first.returncode == 0 and first.stdout.startswith('landline '), first.stderr
    program = source / 'build-run' / 'src' / 'landline'
    built, start = program.stat().st_mtime_ns, time.monotonic()
    assert run('--version').stdout == first.stdout
    assert time.monotonic() - start < 3, time.monotonic() - start
    assert program.stat().st_mtime_ns == built
    no_display = run()
    assert no_display.returncode == 1 and 'xvfb-run' in no_display.stderr and f'{source}/run serve' in no_display.stderr, no_display

    before = sorted(home.rglob('*'))
    done = run('--install')
    assert done.returncode == 0, done.stderr
    share = home / '.local' / 'share'
    for name in ('applications/io.github.landline_app.Landline.desktop', 'dbus-1/services/io.github.landline_app.Landline.service',
                 'icons/hicolor/scalable/apps/io.github.landline_app.Landline.svg', 'glib-2.0/schemas/gschemas.compiled'):
        assert (share / name).exists(), name
    launcher = (share / 'applications' / 'io.github.landline_app.Landline.desktop').read_text()
    assert f'Exec={home}/.local/bin/landline' in launcher, launcher
    assert subprocess.run([home / '.local' / 'bin' / 'landline', '--version'], stdout=subprocess.PIPE, text=True).stdout == first.stdout
    for installations in (0, 2):    # the one above; then one over another
        for _ in range(installations):
            assert run('--install').returncode == 0
        done = run('--uninstall')
        assert done.returncode == 0, done.stderr
        assert sorted(home.rglob('*')) == before, set(home.rglob('*')) ^ set(before)
    again = run('--uninstall')
    assert again.returncode == 1 and 'not installed' in again.stderr, again.stderr


if __name__ == '__main__':
    main(globals())
