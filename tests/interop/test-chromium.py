#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser, driven as a person drives it, opens what Landline serves."""
import base64
import os
import sys
import wave

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from browser import ADDRESS, chromium   # noqa: E402
from landline import Landline, main, until   # noqa: E402

from selenium.webdriver.common.by import By   # noqa: E402


def _header(row, name):
    head = base64.b64decode(row['request']).split(b'\r\n\r\n')[0].decode('latin-1')
    return dict(line.split(': ', 1) for line in head.split('\r\n')[1:]).get(name)


def a_site_is_shown_and_its_requests_are_rows(folder):
    site = folder / 'site'
    (site / '第二页').mkdir(parents=True)
    (site / 'index.html').write_text('<!DOCTYPE html><meta charset="utf-8"><title>Home</title>'
                                     '<link rel="stylesheet" href="style.css"><h1>Welcome back Home</h1><p>这是一个测试'
                                     '<p><a href="第二页/?x=1#y">next</a> <a href="nowhere">nowhere</a>')
    (site / 'style.css').write_text('h1 { color: rgb(1, 2, 3) }')
    (site / '第二页' / 'index.html').write_text('<!DOCTYPE html><meta charset="utf-8"><title>第二页</title>')
    with Landline('serve', site, '--json') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        assert browser.title == 'Home' and '这是一个测试' in browser.find_element(By.TAG_NAME, 'body').text
        # a style sheet of another type would not be applied: X-Content-Type-Options is nosniff
        assert browser.find_element(By.TAG_NAME, 'h1').value_of_css_property('color') == 'rgba(1, 2, 3, 1)'
        page = server.wait('web.request', finished=True, target='/', status=200)
        assert _header(page, 'Sec-Fetch-Dest') == 'document', page
        server.wait('web.request', finished=True, target='/style.css', status=200)

        browser.find_element(By.LINK_TEXT, 'next').click()
        until('the second page', lambda: browser.title == '第二页')
        row = server.wait('web.request', finished=True, status=200, target='/%E7%AC%AC%E4%BA%8C%E9%A1%B5/?x=1')
        assert _header(row, 'Referer') == ADDRESS + '/', row

        browser.back()
        browser.find_element(By.LINK_TEXT, 'nowhere').click()
        until('the 404 page', lambda: 'Sorry, not found' in browser.page_source)
        server.wait('web.request', finished=True, target='/nowhere', status=404)

        # what changed is seen at the next visit, what did not is not sent again
        (site / 'index.html').write_text('<!DOCTYPE html><title>Changed</title><link rel="stylesheet" href="style.css">')
        browser.get(ADDRESS)
        assert browser.title == 'Changed'
        row = server.wait('web.request', finished=True, target='/style.css', status=304)
        assert _header(row, 'If-None-Match'), row


def _names(browser):
    return [element.text for element in browser.find_elements(By.CSS_SELECTOR, 'tbody bdi')]


def a_folder_is_sorted_paged_and_searched_without_javascript(folder):
    site = folder / 'site'
    (site / '文件夹').mkdir(parents=True)
    for number in range(1, 2101):
        (site / f'photo {number}.jpg').touch()
    (site / 'largest').write_bytes(bytes(5000))
    with Landline('serve', site, '--json') as server, chromium(folder, script=False) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        assert _names(browser)[:3] == ['文件夹', 'largest', 'photo 1.jpg']
        assert '1 folder · 2101 files' in browser.find_element(By.TAG_NAME, 'caption').text
        assert browser.find_element(By.CSS_SELECTOR, 'th.name').get_attribute('aria-sort') == 'ascending'

        browser.find_element(By.LINK_TEXT, 'Next').click()
        until('the second page', lambda: 'Page 2 of 3' in browser.page_source)
        assert _names(browser)[0] == 'photo 999.jpg' and len(_names(browser)) == 1000
        browser.find_element(By.LINK_TEXT, 'Last').click()
        until('the last page', lambda: 'Page 3 of 3' in browser.page_source)
        assert _names(browser)[-1] == 'photo 2100.jpg'

        browser.find_element(By.LINK_TEXT, 'Size').click()
        until('another order', lambda: browser.current_url.endswith('/?sort=size&order=desc'))
        assert _names(browser)[:2] == ['文件夹', 'largest']
        assert browser.find_element(By.CSS_SELECTOR, 'th.size').get_attribute('aria-sort') == 'descending'
        browser.find_element(By.PARTIAL_LINK_TEXT, 'Size').click()
        until('the order turned round', lambda: browser.current_url.endswith('/?sort=size&order=asc'))
        assert _names(browser)[1] == 'photo 1.jpg'

        browser.find_element(By.NAME, 'q').send_keys('Photo 210')
        browser.find_element(By.CSS_SELECTOR, '[role=search] button').click()
        until('what was found', lambda: _names(browser) == ['photo 210.jpg', 'photo 2100.jpg'])
        browser.find_element(By.LINK_TEXT, 'Show all').click()
        until('all of them', lambda: len(_names(browser)) == 1000)

        browser.find_element(By.PARTIAL_LINK_TEXT, '文件夹').click()
        until('the folder', lambda: 'This folder is empty.' in browser.page_source)
        browser.find_element(By.PARTIAL_LINK_TEXT, 'One folder up').click()
        until('the first page', lambda: 'Page 1 of 3' in browser.page_source)


def a_list_fits_every_width_in_light_and_dark(folder):
    site = folder / 'site'
    site.mkdir()
    (site / ('a name without a break ' + 'x' * 200)).touch()
    (site / 'שלום.txt').write_bytes(bytes(123456))
    with Landline('serve', site, '--json') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        grounds = set()
        for width in (320, 360, 800, 1100):
            for scheme in ('light', 'dark'):
                browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                        {'width': width, 'height': 700, 'deviceScaleFactor': 1, 'mobile': width < 500})
                browser.execute_cdp_cmd('Emulation.setEmulatedMedia',
                                        {'features': [{'name': 'prefers-color-scheme', 'value': scheme}]})
                browser.get(ADDRESS)
                assert browser.execute_script('return document.documentElement.scrollWidth') == width
                grounds.add((scheme, browser.find_element(By.TAG_NAME, 'body').value_of_css_property('background-color')))
        assert len(grounds) == 2 and len({ground for _, ground in grounds}) == 2, grounds
        # the policy that goes with the page lets its own style in, and complains about nothing
        complaints = [entry for entry in browser.get_log('browser') if 'favicon' not in entry['message']]
        assert not complaints, complaints


def _sound(path, seconds):
    """Silence, but for a click at each second: 172 KiB a second."""
    with wave.open(str(path), 'wb') as sound:
        sound.setparams((2, 2, 44100, 0, 'NONE', ''))
        sound.writeframes((b'\xff\x3f' * 8 + bytes(44100 * 4 - 16)) * seconds)


def one_connection_serves_many_requests(folder):
    site = folder / 'site'
    site.mkdir()
    (site / 'index.html').write_text('<!DOCTYPE html><title>Home</title>')
    with Landline('serve', site, '--json') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        # one after the other: at once, a browser opens up to six
        browser.execute_async_script('''const done = arguments[0];
            (async () => { for (let i = 0; i < 20; i++) await fetch('/?' + i, { cache: 'no-store' }); done(); })()''')
        server.wait('web.request', finished=True, target='/?19', status=200)
        rows = [row for row in server.events('web.request') if row['finished'] and row['target'].startswith('/?')]
        assert len(rows) == 20 and len({row['connection'] for row in rows}) <= 2, rows


def a_recording_is_played_from_anywhere(folder):
    """Films are fetched in the same way; a recording can be made without an encoder."""
    site = folder / 'site'
    site.mkdir()
    _sound(site / 'sound.wav', 300)    # 50 MiB: more than a browser takes in advance
    (site / 'index.html').write_text('<!DOCTYPE html><title>Home</title><audio src="sound.wav" preload="metadata" muted>')
    with Landline('serve', site, '--json') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        audio = browser.find_element(By.TAG_NAME, 'audio')
        until('its length', lambda: browser.execute_script('return arguments[0].duration', audio) == 300)
        assert browser.execute_script('return arguments[0].seekable.end(0)', audio) == 300
        for place in (250, 100):
            browser.execute_script('arguments[0].currentTime = arguments[1]', audio, place)
            until('the place', lambda: browser.execute_script(
                'return !arguments[0].seeking && arguments[0].readyState >= 3 && arguments[0].currentTime', audio) == place)

        def starts():
            rows = [row for row in server.events('web.request') if row['target'] == '/sound.wav']
            # a part it has already is asked after, and not sent again
            assert all(row['status'] in (0, 206, 304) for row in rows), rows
            return {int(_header(row, 'Range')[6:].partition('-')[0]) for row in rows}

        # a request that goes on has its row a moment after the browser has what it wants
        until('its beginning', lambda: 0 in starts())
        until('a later part', lambda: any(start > 200 * 176400 for start in starts()))


if __name__ == '__main__':
    main(globals())
