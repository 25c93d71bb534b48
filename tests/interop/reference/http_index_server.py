#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers with index.html of this folder if it opens, else with 404: as a lecture on HTTP writes it.

There is no Content-Length: the end of the connection ends the body."""
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

server = socket(AF_INET, SOCK_STREAM)
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
server.bind(('0.0.0.0', 9999))
server.listen(3)
print('serving on port 9999', flush=True)

while True:
    client, address = server.accept()
    for line in client.recv(4096).decode('utf-8', 'replace').splitlines():
        print(line, flush=True)
    try:
        with open('index.html', 'rb') as page:
            body = page.read()
        client.sendall(b'HTTP/1.1 200 OK\r\n\r\n' + body)
    except OSError:
        client.sendall(b'HTTP/1.1 404 NOT FOUND\r\n\r\nSorry not found')
    client.close()
