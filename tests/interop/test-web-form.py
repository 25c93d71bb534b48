#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What visitors do with the page of a folder in a browser: upload, make a folder, delete; with JavaScript and without."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from browser import ADDRESS, chromium   # noqa: E402
from landline import Landline, main, until   # noqa: E402

from selenium.webdriver.common.by import By   # noqa: E402

RIGHTS = ('--upload', '--replace', '--delete')
ODD = os.fsdecode(b'\xff odd "&amp;\n.txt')
LARGE = 64 * 1024 * 1024


def _site(folder):
    site = folder / 'site'
    (site / 'inner').mkdir(parents=True)
    (site / 'old.txt').write_text('old')
    (site / ODD).write_text('odd')
    (folder / 'out').mkdir()
    (folder / 'out' / 'old.txt').write_text('new')
    (folder / 'out' / '第三.txt').write_text('third')
    with open(folder / 'out' / 'large.bin', 'wb') as file:
        file.truncate(LARGE)
    return site


def _choose(browser, folder, *names):
    browser.find_element(By.NAME, 'file').send_keys('\n'.join(str(folder / 'out' / name) for name in names))


def _press(browser, selector):
    browser.find_element(By.CSS_SELECTOR, selector).click()


def _texts(browser, selector):
    # by its own script engine, as the elements are replaced meanwhile
    return browser.execute_script('return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)', selector)


def _delete(browser, name):
    row = next(row for row in browser.find_elements(By.CSS_SELECTOR, 'tbody tr')
               if row.find_elements(By.TAG_NAME, 'bdi') and row.find_element(By.TAG_NAME, 'bdi').text == name)
    button = row.find_element(By.NAME, 'delete')
    assert not button.is_displayed()     # one press deletes nothing
    row.find_element(By.TAG_NAME, 'summary').click()
    button.click()


def files_arrive_with_progress(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        # what was said while they were under way
        browser.execute_script('''
            window.said = [];
            new MutationObserver(() => said.push([...document.querySelectorAll('.transfers li')].map(
              row => row.querySelector('output').textContent + ' ' + (row.querySelector('progress')?.value ?? ''))))
              .observe(document.querySelector('.transfers'), { subtree: true, childList: true, attributes: true });''')
        _choose(browser, folder, 'large.bin', 'old.txt', '第三.txt')
        _press(browser, '#upload button')
        until('all of them', lambda: _texts(browser, '.transfers output') == ['Arrived'] * 3, timeout=60)
        said = browser.execute_script('return window.said')
        assert any(0 < int(row.split(' %')[0]) < 100 for rows in said for row in rows if ' %' in row), said
        assert any(rows[-1].startswith('Waiting') for rows in said), said

        # what was there keeps its name, and the list is the one of now
        assert (site / 'old.txt').read_text() == 'old' and (site / 'old (1).txt').read_text() == 'new'
        assert (site / '第三.txt').read_text() == 'third' and (site / 'large.bin').stat().st_size == LARGE
        until('the list', lambda: {'old (1).txt', '第三.txt', 'large.bin'} < set(_texts(browser, 'tbody bdi')))
        assert _texts(browser, '.transfers bdi') == ['large.bin', 'old (1).txt', '第三.txt']

        # replaced only when that is asked for
        _press(browser, '[name=replace]')
        _choose(browser, folder, 'old.txt')
        _press(browser, '#upload button')
        until('the new one', lambda: (site / 'old.txt').read_text() == 'new')


def a_file_under_way_can_be_cancelled(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        browser.execute_cdp_cmd('Network.enable', {})
        browser.execute_cdp_cmd('Network.emulateNetworkConditions',
                                {'offline': False, 'latency': 0, 'downloadThroughput': -1, 'uploadThroughput': 1024 * 1024})
        _choose(browser, folder, 'large.bin', '第三.txt')
        _press(browser, '#upload button')
        _press(browser, '.transfers li:first-child button')
        until('the other one', lambda: _texts(browser, '.transfers output') == ['Cancelled', 'Arrived'], timeout=60)
        until('nothing to be left of it', lambda: set(os.listdir(site)) == {'inner', 'old.txt', '第三.txt', ODD})


def what_is_refused_says_why(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', '--upload', '--upload-limit', '1M') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        _choose(browser, folder, 'large.bin', '第三.txt')
        _press(browser, '#upload button')
        # the one after it is sent all the same
        until('both', lambda: _texts(browser, '.transfers output.done') == ['Arrived'], timeout=60)
        assert 'too large' in _texts(browser, '.transfers output.failed')[0], _texts(browser, '.transfers output')
        assert not (site / 'large.bin').exists()


def a_dropped_file_arrives(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS + '/inner/')
        browser.execute_script('''
            const carried = new DataTransfer();
            carried.items.add(new File(['dropped'], 'dropped 50%.txt'));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));''')
        until('the file', lambda: _texts(browser, '.transfers output') == ['Arrived'])
        assert (site / 'inner' / 'dropped 50%.txt').read_text() == 'dropped'


def all_of_it_works_without_javascript(folder):
    site = _site(folder)
    with Landline('serve', site, '--json', *RIGHTS) as server, chromium(folder, script=False) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        _choose(browser, folder, 'old.txt', '第三.txt')
        _press(browser, '#upload button')
        until('two files more', lambda: len(browser.find_elements(By.CSS_SELECTOR, 'tbody tr')) == 5)
        assert (site / 'old (1).txt').read_text() == 'new' and (site / '第三.txt').read_text() == 'third'

        browser.find_element(By.NAME, 'folder').send_keys('新 folder')
        _press(browser, '.upload form:nth-of-type(2) button')
        until('the folder', lambda: browser.find_elements(By.PARTIAL_LINK_TEXT, '新 folder'))
        assert (site / '新 folder').is_dir() and browser.current_url == ADDRESS + '/'

        for name, path in (('old.txt', site / 'old.txt'), ('新 folder', site / '新 folder'),
                           ('\\xff odd "&amp;\\x0a.txt', site / ODD)):
            assert path.exists()
            _delete(browser, name)
            until(f'{name} to go', lambda: not path.exists())
            until('the page', lambda: browser.find_elements(By.CSS_SELECTOR, 'tbody tr'))


def what_visitors_may_not_do_is_not_offered(folder):
    site = _site(folder)
    with Landline('serve', site, '--json') as server, chromium(folder) as browser:
        server.wait('web.state', running=True)
        browser.get(ADDRESS)
        assert browser.find_elements(By.CSS_SELECTOR, 'tbody tr')
        assert not browser.find_elements(By.CSS_SELECTOR, 'form, button, script, input')
        assert 'they cannot upload, replace or delete' in browser.find_element(By.TAG_NAME, 'footer').text


if __name__ == '__main__':
    main(globals())
