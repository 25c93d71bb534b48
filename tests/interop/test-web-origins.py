#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages from elsewhere that a visitor's browser runs: none of them changes anything here, and they may read only where
that was chosen."""
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from browser import ADDRESS, chromium   # noqa: E402
from landline import Landline, main   # noqa: E402

RIGHTS = ('--upload', '--replace', '--delete')
ELSEWHERE = 'http://127.0.0.1:8001'

# A form that a browser sends for any page, and what a script can send without asking first.
PAGE = b'''<!DOCTYPE html><title>elsewhere</title>
<form method=post enctype=multipart/form-data action=http://127.0.0.1:8000/><input name=folder value=evil></form>'''

ASK = '''
const [address, options, done] = arguments;
if (options.form) {
  options.body = new FormData();
  options.body.append('file', new Blob(['evil']), 'evil.txt');
}
fetch(address, options).then(answer => done(answer.type == 'opaque' ? 'opaque' : answer.status), () => done('refused'));
'''


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


def _site(folder):
    site = folder / 'site'
    site.mkdir()
    (site / 'there.txt').write_text('old')
    return site


def _is_untouched(site):
    return [path.name for path in site.iterdir()] == ['there.txt'] and (site / 'there.txt').read_text() == 'old'


def pages_from_elsewhere_change_nothing(folder):
    site = _site(folder)
    other = ThreadingHTTPServer(('127.0.0.1', 8001), _Elsewhere)
    Thread(target=other.serve_forever, daemon=True).start()
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ELSEWHERE)
        for options in ({'method': 'POST', 'mode': 'no-cors', 'form': True},
                        {'method': 'POST', 'mode': 'no-cors', 'body': 'delete=there.txt',
                         'headers': {'Content-Type': 'application/x-www-form-urlencoded'}}):
            assert browser.execute_async_script(ASK, f'{ADDRESS}/', options) == 'opaque'    # it was sent
            server.wait('web.request', status=403)
        for method in ('PUT', 'DELETE'):
            asked = browser.execute_async_script(ASK, f'{ADDRESS}/there.txt', {'method': method})
            assert asked == 'refused', asked
        browser.execute_script('document.forms[0].submit()')
        server.wait('web.request', method='POST', status=403)
        assert _is_untouched(site)
    other.shutdown()
    other.server_close()


def a_name_from_elsewhere_that_leads_here_changes_nothing(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, \
            chromium(folder, arguments=['--host-resolver-rules=MAP evil.example 127.0.0.1']) as browser:
        server.wait('web.state', running=True)
        browser.get('http://evil.example:8000/')
        for method, name in (('PUT', 'new.txt'), ('PUT', 'there.txt'), ('DELETE', 'there.txt')):
            assert browser.execute_async_script(ASK, f'/{name}', {'method': method}) == 403
        assert browser.execute_async_script(ASK, '/', {'method': 'POST', 'form': True}) == 403
        assert _is_untouched(site)


def the_own_page_may(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        for address in (ADDRESS, 'http://localhost:8000'):
            browser.get(address)
            assert browser.execute_async_script(ASK, '/new.txt', {'method': 'PUT', 'body': 'new'}) == 201
            assert (site / 'new.txt').read_text() == 'new'
            assert browser.execute_async_script(ASK, '/', {'method': 'POST', 'form': True}) == 200   # after 303
            assert browser.execute_async_script(ASK, '/new.txt', {'method': 'DELETE'}) == 204
            assert browser.execute_async_script(ASK, '/evil.txt', {'method': 'DELETE'}) == 204
        assert _is_untouched(site)


READ = '''
const [address, options, done] = arguments;
fetch(address, options).then(async answer => done([answer.status, await answer.text(), answer.headers.get('X-Own')]),
                             () => done('refused'));
'''


def pages_from_elsewhere_may_read_where_that_was_chosen(folder):
    site = _site(folder)
    (folder / 'rules').write_text('[{"path": "/broken", "status": 503, "text": "later"}]')
    asked = (({}, [200, 'old', '1']), ({'headers': {'Range': 'bytes=1-'}}, [206, 'ld', '1']),
             ({'headers': {'Authorization': 'Basic YW5hOnNlY3JldA==', 'X-Any': 'x'}}, [200, 'old', '1']))
    other = ThreadingHTTPServer(('127.0.0.1', 8001), _Elsewhere)
    Thread(target=other.serve_forever, daemon=True).start()
    with chromium(folder) as browser:
        browser.get(ELSEWHERE)
        with Landline('serve', site, '--header', 'X-Own: 1') as server:
            server.line('^Serving ')
            for options, _ in asked:
                assert browser.execute_async_script(READ, f'{ADDRESS}/there.txt', options) == 'refused', options
        with Landline('serve', site, '--header', 'X-Own: 1', '--cors', '--upload', '--rules', folder / 'rules') as server:
            server.line('^Serving ')
            for options, wanted in asked:
                got = browser.execute_async_script(READ, f'{ADDRESS}/there.txt', options)
                assert got == wanted, (options, got)
            assert browser.execute_async_script(READ, f'{ADDRESS}/broken', {}) == [503, 'later', '1']
            assert browser.execute_async_script(READ, f'{ADDRESS}/nothing', {})[0] == 404
        with Landline('serve', site, '--header', 'X-Own: 1', '--cors', '--user', 'ana:secret') as server:
            server.line('^Serving ')
            assert browser.execute_async_script(READ, f'{ADDRESS}/there.txt', {})[0] == 401
            assert browser.execute_async_script(READ, f'{ADDRESS}/there.txt', asked[2][0]) == [200, 'old', '1']
    assert _is_untouched(site)
    other.shutdown()
    other.server_close()


if __name__ == '__main__':
    main(globals())
