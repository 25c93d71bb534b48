#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows notices on a desktop (org.freedesktop.Notifications 1.2): prints each, and clicks it.

notification_daemon.py BUS_ADDRESS"""
import sys

from gi.repository import Gio, GLib

XML = '''<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s"/><arg type="u"/><arg type="s"/><arg type="s"/><arg type="s"/><arg type="as"/>
<arg type="a{sv}"/><arg type="i"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>'''
PATH, NUMBER = '/org/freedesktop/Notifications', 7


def call(bus, sender, path, interface, method, arguments, invocation):
    def click():
        bus.emit_signal(None, path, interface, 'ActionInvoked', GLib.Variant('(us)', (NUMBER, 'default')))

    if method == 'GetCapabilities':
        invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
    elif method == 'GetServerInformation':
        invocation.return_value(GLib.Variant('(ssss)', ('daemon', 'Landline', '1', '1.2')))
    elif method == 'Notify':
        print('notice', arguments[3], '|', arguments[4], flush=True)
        invocation.return_value(GLib.Variant('(u)', (NUMBER,)))
        GLib.timeout_add(500, click)    # 500 ms: a person reads it first; None ends the timeout
    else:
        invocation.return_value(None)


flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
connection = Gio.DBusConnection.new_for_address_sync(sys.argv[1], flags, None, None)
connection.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], call, None, None)
Gio.bus_own_name_on_connection(connection, 'org.freedesktop.Notifications', 0, lambda *_: print('ready', flush=True), None)
GLib.MainLoop().run()
