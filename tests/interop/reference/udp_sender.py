#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a text to a broadcast address on port 9999 every two seconds: as a lecture on UDP writes it.

udp_sender.py BROADCAST_ADDRESS"""
import sys
import time
from socket import AF_INET, SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET, socket

sender = socket(AF_INET, SOCK_DGRAM)
sender.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)

while True:
    sender.sendto('来呀,带你去看晴空万里'.encode('utf-8'), (sys.argv[1], 9999))
    time.sleep(2)
