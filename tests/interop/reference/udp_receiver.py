#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receives UDP broadcasts on port 9999 and prints them, until Ctrl+C: as a lecture on UDP writes it.

Landline must talk to this program as it is: no SO_REUSEADDR, at most 1024 bytes a datagram."""
from socket import AF_INET, SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET, socket

receiver = socket(AF_INET, SOCK_DGRAM)
receiver.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
receiver.bind(('0.0.0.0', 9999))
print('receiving on port 9999', flush=True)

while True:
    try:
        data, address = receiver.recvfrom(1024)
        print('from', address, data.decode('utf-8'), flush=True)
    except KeyboardInterrupt:
        break
    except Exception as error:
        print('error', error, flush=True)
