#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of NetworkManager as tells which network this is, on the system bus that DBUS_SYSTEM_BUS_ADDRESS names.

Each line on the standard input is the list of active connections: `UUID NAME TYPE`, separated by commas."""
import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib   # noqa: E402
import sys   # noqa: E402

NAME, PATH = 'org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager'
XML = f"""<node>
  <interface name="{NAME}"><property name="ActiveConnections" type="ao" access="read"/></interface>
  <interface name="{NAME}.Connection.Active">
    <property name="Uuid" type="s" access="read"/><property name="Id" type="s" access="read"/>
    <property name="Type" type="s" access="read"/>
  </interface>
</node>"""


class Manager:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
        self.manager, self.active = Gio.DBusNodeInfo.new_for_xml(XML).interfaces
        self.connections = {}
        self.count = 0
        self.bus.register_object(PATH, self.manager, None, lambda *_: self.paths(), None)

    def paths(self):
        return GLib.Variant('ao', list(self.connections))

    def tell(self, line):
        for number in self.connections.values():
            self.bus.unregister_object(number)
        self.connections = {}
        for words in filter(None, line.split(',')):
            uuid, name, kind = words.split()
            table = {'Uuid': uuid, 'Id': name, 'Type': kind}
            self.count += 1
            path = f'{PATH}/ActiveConnection/{self.count}'
            self.connections[path] = self.bus.register_object(
                path, self.active, None, lambda *call, table=table: GLib.Variant('s', table[call[4]]), None)
        self.bus.emit_signal(None, PATH, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', GLib.Variant(
            '(sa{sv}as)', (NAME, {'ActiveConnections': self.paths()}, [])))

    def read(self, *_):
        line = sys.stdin.readline()
        if not line:
            return False
        self.tell(line.strip())
        print('told', flush=True)
        return True


manager = Manager()
Gio.bus_own_name_on_connection(manager.bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
GLib.io_add_watch(0, GLib.IOCondition.IN | GLib.IOCondition.HUP, manager.read)
GLib.MainLoop().run()
