#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless Chromium opens a served folder."""
import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, main, run   # noqa: E402


def chromium_shows_the_page_and_its_requests_are_rows(folder):
    (folder / 'index.html').write_text('<!DOCTYPE html><meta charset="utf-8"><title>t</title>'
                                       '<link rel="stylesheet" href="style.css"><h1>Welcome back Home</h1><p>这是一个测试')
    (folder / 'style.css').write_text('h1 { color: green }')
    with Landline('serve', folder, '--json') as server:
        server.wait('web.state', running=True)
        shown = run('chromium', '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
                    '--disable-background-networking', '--disable-component-update', '--disable-sync',
                    f'--user-data-dir={folder}/profile', '--dump-dom', 'http://127.0.0.1:8000/').stdout
        assert 'Welcome back Home' in shown and '这是一个测试' in shown, shown
        page = server.wait('web.request', finished=True, target='/', status=200)
        assert b'Sec-Fetch-Dest: document\r\n' in base64.b64decode(page['request'])
        server.wait('web.request', finished=True, target='/style.css', status=200)


if __name__ == '__main__':
    main(globals())
