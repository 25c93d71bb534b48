# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium, driven as a person drives it; for the tests in tests/interop."""
import shutil
import sys
from contextlib import contextmanager

if not shutil.which('chromium'):    # Ubuntu has none that is a package
    print('1..0 # SKIP there is no Chromium here')
    sys.exit()

from selenium import webdriver                              # noqa: E402
from selenium.webdriver.chrome.service import Service       # noqa: E402

ADDRESS = 'http://127.0.0.1:8000'
QUIET = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync')


@contextmanager
def chromium(folder, script=True, arguments=()):
    """script: whether JavaScript may run; arguments: more of Chromium's."""
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, f'--user-data-dir={folder}/profile', *arguments):
        options.add_argument(argument)
    if not script:
        options.add_experimental_option('prefs', {'profile.managed_default_content_settings.javascript': 2})
    options.binary_location = shutil.which('chromium')
    # the driver is named, else selenium looks for one on the Internet
    browser = webdriver.Chrome(options=options, service=Service(shutil.which('chromedriver')))
    browser.set_page_load_timeout(60)
    try:
        yield browser
    finally:
        browser.quit()
