#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`landline serve` against undici, the HTTP client of Node.js: many requests under way on one connection at once."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from landline import Landline, main, run   # noqa: E402

N_FILES = 40

CLIENT = '''
const { Client } = require(process.argv[2]);
const client = new Client(process.argv[3], { pipelining: 10 });
const ask = async (options) => {
  const { statusCode, headers, body } = await client.request(options);
  return { statusCode, headers, text: await body.text() };
};
(async () => {
  const told = {};
  told.files = await Promise.all(Array.from({ length: Number(process.argv[4]) },
    (_, i) => ask({ path: `/${i}.txt`, method: 'GET' })));
  const etag = told.files[0].headers.etag;
  told.unchanged = await ask({ path: '/0.txt', method: 'GET', headers: { 'if-none-match': etag } });
  told.part = await ask({ path: '/1.txt', method: 'GET', headers: { range: 'bytes=2-5' } });
  told.missing = await ask({ path: '/none', method: 'GET' });
  told.refused = await ask({ path: '/0.txt', method: 'POST', body: 'x'.repeat(100000) });
  told.head = await ask({ path: '/3.txt', method: 'HEAD' });    // undici takes a new connection after that
  told.after = await ask({ path: '/2.txt', method: 'GET' });
  console.log(JSON.stringify(told));
  await client.close();
})();
'''


def many_requests_on_one_connection_are_answered_in_order(folder):
    undici = os.environ.get('LANDLINE_UNDICI')
    assert undici, './check --interop fetches undici and runs this'
    site = folder / 'site'
    site.mkdir()
    for i in range(N_FILES):
        (site / f'{i}.txt').write_text(f'{i} ' * (1 + i * 200))
    (folder / 'client.js').write_text(CLIENT)
    with Landline('serve', str(site), '--json') as server:
        server.wait('web.state', running=True)
        told = json.loads(run('node', folder / 'client.js', undici, 'http://127.0.0.1:8000',
                              N_FILES).stdout)
        for i, answer in enumerate(told['files']):
            assert answer['statusCode'] == 200, (i, answer)
            assert answer['text'] == f'{i} ' * (1 + i * 200), i
        assert told['unchanged']['statusCode'] == 304 and told['unchanged']['text'] == ''
        assert told['part']['statusCode'] == 206 and told['part']['text'] == ('1 ' * 201)[2:6]
        assert told['missing']['statusCode'] == 404 and 'Sorry, not found' in told['missing']['text']
        assert told['refused']['statusCode'] == 405 and 'GET' in told['refused']['headers']['allow']
        assert told['head']['text'] == '' and int(told['head']['headers']['content-length']) == 2 * 601
        assert told['after']['text'] == '2 ' * 401

        rows = [server.wait('web.request', finished=True) for _ in range(N_FILES + 6)]
        assert [row['target'] for row in rows[:N_FILES]] == [f'/{i}.txt' for i in range(N_FILES)]
    assert {row['connection'] for row in rows[:N_FILES]} == {1}, 'all on one connection'


if __name__ == '__main__':
    main(globals())
