#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints every request and always answers with the same page: as a lecture on HTTP writes it.

Wrong on purpose, as such programs are: lines end in LF alone, and the Content-Encoding is not true."""
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

ANSWER = '''HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Content-Encoding: gzip
Connection: close

<h1>Welcome back Home</h1>
<p>这是一个测试</p>
'''

server = socket(AF_INET, SOCK_STREAM)
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
server.bind(('0.0.0.0', 8000))
server.listen(3)
print('serving on port 8000', flush=True)

while True:
    client, address = server.accept()
    print('Connect from', address, flush=True)
    print(client.recv(4096).decode('utf-8', 'replace'), flush=True)
    client.sendall(ANSWER.encode('utf-8'))
    client.close()
