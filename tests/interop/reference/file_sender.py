#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a file over TCP: as a lecture on sockets writes it.

file_sender.py connect FILE HOST PORT    connects and sends
file_sender.py listen FILE PORT          waits for somebody and sends"""
import sys
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

connection = socket(AF_INET, SOCK_STREAM)
if sys.argv[1] == 'connect':
    connection.connect((sys.argv[3], int(sys.argv[4])))
else:
    server = connection
    server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    server.bind(('0.0.0.0', int(sys.argv[3])))
    server.listen(3)
    print('waiting', flush=True)
    connection, address = server.accept()

with open(sys.argv[2], 'rb') as file:
    while data := file.read(1024):
        connection.sendall(data)
connection.close()
