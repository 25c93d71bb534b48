#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What browsers and tools really send, Landline can explain."""
import http.client
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import main, until   # noqa: E402

ENOUGH = 0.95
HINTS = ('Sec-CH-UA-Arch, Sec-CH-UA-Bitness, Sec-CH-UA-Full-Version, Sec-CH-UA-Full-Version-List, Sec-CH-UA-Model, '
         'Sec-CH-UA-Platform-Version, Sec-CH-UA-WoW64, Sec-CH-UA-Form-Factors, Sec-CH-Prefers-Color-Scheme, '
         'Sec-CH-Prefers-Reduced-Motion, Sec-CH-Prefers-Reduced-Transparency, Sec-CH-DPR, Sec-CH-Width, '
         'Sec-CH-Viewport-Width, Sec-CH-Device-Memory, Device-Memory, Downlink, ECT, RTT, DPR, Width, Viewport-Width')
PAGE = b'''<!DOCTYPE html><title>all</title><link rel=stylesheet href=a.css><link rel=prefetch href=later.html>
<script src=a.js></script><img src=a.png sizes=100vw srcset="a.png 100w"><iframe src=frame.html></iframe><video src=a.mp4 preload=auto></video>
<a id=ping href=next.html ping=/ping>next</a>
<form id=form method=post enctype=multipart/form-data action=form><input name=a value=b></form>
<script>
fetch('json', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest'}, body: '{}'});
fetch('cached', {cache: 'no-cache'}); fetch('cached', {cache: 'reload'});
fetch('part', {headers: {Range: 'bytes=0-1'}});
fetch('http://127.0.0.1:PORT/other', {method: 'PUT', headers: {'X-Requested-With': 'me'}, credentials: 'include'}).catch(() => 0);
new EventSource('events'); try { new WebSocket('ws://localhost:PORT/socket', 'chat'); } catch (error) {}
navigator.serviceWorker.register('worker.js').catch(() => 0);
navigator.sendBeacon('beacon', 'x');
</script>'''


class Site(BaseHTTPRequestHandler):
    """Answers so that a browser has a reason to send what it can send."""
    protocol_version = 'HTTP/1.1'
    seen = {}

    def _answer(self):
        Site.seen.setdefault(self.headers.get('User-Agent', 'none').split('/')[0], set()).update(name.lower() for name in self.headers.keys())
        self.rfile.read(int(self.headers.get('Content-Length') or 0))
        if self.headers.get('Transfer-Encoding') == 'chunked':
            while (size := int(self.rfile.readline(), 16)) > 0:
                self.rfile.read(size + 2)
            self.rfile.readline()
        kind, content = 'text/html', PAGE.replace(b'PORT', str(self.server.server_port).encode())
        name = self.path.strip('/')
        if name.endswith('.css'):
            kind, content = 'text/css', b'@font-face { font-family: x; src: url(a.woff) } body { font-family: x; background: url(b.png) }'
        elif name.endswith('.js'):
            kind, content = 'text/javascript', b'self.addEventListener && 0'
        elif name == 'events':
            kind, content = 'text/event-stream', b'id: 1\nretry: 50\ndata: x\n\n'
        elif name:
            content = b'<!DOCTYPE html><p>x'
        self.send_response(206 if self.headers.get('Range') else 200)
        if self.headers.get('Range'):
            self.send_header('Content-Range', f'bytes 0-{len(content) - 1}/{len(content)}')
        for field in (('Accept-CH', HINTS), ('Permissions-Policy', 'ch-ua-arch=*, ch-dpr=*, ch-device-memory=*'),
                      ('ETag', '"1"'), ('Last-Modified', 'Sun, 06 Nov 1994 08:49:37 GMT'), ('Set-Cookie', 'a=b'),
                      ('Access-Control-Allow-Origin', self.headers.get('Origin', '*')), ('Vary', '*'),
                      ('Access-Control-Allow-Methods', 'PUT'), ('Access-Control-Allow-Headers', 'X-Requested-With'),
                      ('Access-Control-Allow-Credentials', 'true'), ('Access-Control-Allow-Private-Network', 'true'),
                      ('Content-Type', kind), ('Content-Length', str(len(content)))):
            self.send_header(*field)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _answer

    def log_message(self, *_):
        pass


@contextmanager
def _site():
    Site.seen = {}
    server = ThreadingHTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _explained():
    """All is explained, or nearly: it is printed who sent what."""
    names = sorted(set.union(*Site.seen.values()))
    done = subprocess.run([os.environ['LANDLINE_EXPLAIN_FIELDS']], input='\n'.join(names), stdout=subprocess.PIPE,
                          text=True, check=True)
    missing = done.stdout.split()
    for who, sent in Site.seen.items():
        print(f'# {who}: {", ".join(sorted(sent))}')
    print(f'# {len(names) - len(missing)} of {len(names)} explained; not: {", ".join(missing) or "none"}')
    assert len(missing) <= len(names) * (1 - ENOUGH), missing
    return set(names)


def what_tools_send_is_explained(folder):
    upload = folder / 'upload.txt'
    upload.write_text('x' * 2_000_000)
    (folder / 'tag').write_text('"1"')
    with _site() as port:
        url = f'http://127.0.0.1:{port}/x'
        for arguments in ((), ('--compressed', '-r', '0-9'), ('-u', 'a:b', '-b', 'c=d', '-e', 'http://x/'), ('-F', f'a=@{upload}'),
                          ('-d', 'a=b'), ('--json', '{}'), ('-T', upload), ('-T', upload, '-H', 'Transfer-Encoding: chunked'),
                          ('-z', '2024-01-01'), ('--http2',), ('-x', f'127.0.0.1:{port}'), ('-I',), ('--tr-encoding',),
                          ('--etag-compare', folder / 'tag')):
            subprocess.run(['curl', '-sS', '-m', '10', '-o', '/dev/null', *arguments, url], check=True)
        # how it likes the answers is of no interest here
        for arguments in ((), ('--post-data=a=b',), ('--header=Accept-Language: zh', '--referer=http://x/', '--compression=auto'),
                          ('--http-user=a', '--http-password=b', '--auth-no-challenge'), ('--no-cache', '--start-pos=2')):
            subprocess.run(['wget', '-q', '-T', '10', '-t', '1', '-O', folder / 'out', *arguments, url], check=False)
        (folder / 'x').write_text('old')
        subprocess.run(['wget', '-q', '-T', '10', '-t', '1', '-N', '-P', folder, url], check=False)
        subprocess.run(['wget', '-q', '-T', '10', '-t', '1', '-c', '-P', folder, url], check=False)

        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
        connection.request('POST', '/x', b'a=b', {'Accept': '*/*'})
        connection.getresponse().read()
        connection.request('PUT', '/x', iter([b'a', b'b']), encode_chunked=True, headers={'Connection': 'close'})
        connection.getresponse().read()
        urllib.request.urlopen(url, b'a=b', timeout=10).read()
        # what the requests library adds by itself
        urllib.request.urlopen(urllib.request.Request(url, headers={
            'User-Agent': 'python-requests/2.28', 'Accept-Encoding': 'gzip, deflate', 'Accept': '*/*',
            'Connection': 'keep-alive'}), timeout=10).read()
    names = _explained()
    assert {'user-agent', 'range', 'authorization', 'transfer-encoding', 'if-modified-since', 'pragma'} <= names, names


def what_a_browser_sends_is_explained(folder):
    options = webdriver.ChromeOptions()
    for argument in ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage',
                     '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
                     f'--user-data-dir={folder}/profile'):
        options.add_argument(argument)
    options.binary_location = shutil.which('chromium')
    browser = webdriver.Chrome(options=options, service=Service(shutil.which('chromedriver')))
    try:
        with _site() as port:
            browser.get(f'http://localhost:{port}/')
            browser.refresh()      # with the hints it was asked for
            browser.execute_script('document.getElementById("form").submit()')
            until('hints', lambda: any('sec-ch-ua-arch' in seen for seen in Site.seen.values()))
            browser.get(f'http://localhost:{port}/')
            browser.execute_script('document.getElementById("ping").click()')
            until('a ping', lambda: any('ping-to' in seen for seen in Site.seen.values()))
    finally:
        browser.quit()
    names = _explained()
    assert {'sec-fetch-dest', 'sec-ch-ua', 'upgrade-insecure-requests', 'origin', 'if-none-match', 'range',
            'access-control-request-method', 'sec-websocket-key'} <= names, names


if __name__ == '__main__':
    main(globals())
