#!/usr/bin/python3
# A Secret Service that does what no good one does; says "ready" when it owns the name.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   faulty-secrets.py MODE ORIGIN
#     plain     works, but knows no encryption
#     other     gives back another secret than was stored
#     lost      forgets what was stored
#     garbage   labels, attributes and times of wrong types
#     huge      a secret of 10 MB        bytes   a secret that is no text
#     lazy      a prompt that is never shown and never ends
#     quiet     locked since it was looked at for the first time, and tells nobody
#   and with one key of ORIGIN stored:
#     other-new gives back another secret than was stored since
#     denied    no secret is given              limits    it says that it has too much to do
#     silent    the call is never answered by it (NoReply)
#     session   the first secret is one of another session, and refused        no-session   … and says so
#     crash     ends itself instead of asking
#     read-only nothing can be written

import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

PATH = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
COLLECTION = "org.freedesktop.Secret.Collection"
ITEM = "org.freedesktop.Secret.Item"
PROPERTIES = "org.freedesktop.DBus.Properties"
MODE = sys.argv[1]
ORIGIN = sys.argv[2]
KEY = b"AQ." + b"stored-" + b"k" * 30


class NotSupported(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.NotSupported"


class Denied(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.AccessDenied"


class LimitsExceeded(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.LimitsExceeded"


class NoReply(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.NoReply"


class NoSession(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.Secret.Error.NoSession"


def fail_as_told(path):
    """What reading a secret ends with, and the session that its answer names."""
    global asked
    asked += 1
    if MODE == "denied":
        raise Denied("no")
    if MODE == "limits":
        raise LimitsExceeded("too much")
    if MODE == "silent":
        raise NoReply("no answer")
    if MODE == "no-session" and asked == 1:
        raise NoSession("the session does not exist")
    return dbus.ObjectPath(PATH + "/session/other") if MODE == "session" and asked == 1 else path


class Item(dbus.service.Object):
    def __init__(self, bus, number, properties, secret):
        self.path = "%s/collection/login/%d" % (PATH, number)
        self.attributes = properties[ITEM + ".Attributes"]
        self.label = properties[ITEM + ".Label"]
        self.secret = secret
        super().__init__(bus, self.path)

    @dbus.service.method(PROPERTIES, "s", "a{sv}")
    def GetAll(self, _interface):
        if MODE == "garbage":
            return {"Label": dbus.UInt32(7), "Attributes": dbus.Array(["x"], signature="s"), "Created": "yesterday",
                    "Modified": dbus.Int32(-1), "Locked": "no"}
        return {"Label": self.label, "Attributes": dbus.Dictionary(self.attributes, signature="ss"),
                "Created": dbus.UInt64(1), "Modified": dbus.UInt64(1), "Locked": dbus.Boolean(False)}

    @dbus.service.method(ITEM, "o", "(oayays)")
    def GetSecret(self, session):
        session = fail_as_told(session)
        value = self.secret
        if MODE == "other" or (MODE == "other-new" and self is not items[0]):
            value = b"AQ.other-" + b"z" * 30
        elif MODE == "huge":
            value = b"a" * 10_000_000
        elif MODE == "bytes":
            value = bytes(range(128, 168))
        return dbus.Struct((session, dbus.ByteArray(b""), dbus.ByteArray(value), "text/plain"), signature="oayays")

    @dbus.service.method(ITEM, "", "o")
    def Delete(self):
        if MODE == "read-only":
            raise Denied("no")
        items.remove(self)
        self.remove_from_connection()
        return dbus.ObjectPath("/")


class Collection(dbus.service.Object):
    def __init__(self, bus):
        super().__init__(bus, PATH + "/collection/login")
        self.bus = bus
        self.number = 0
        self.looks = 0

    @dbus.service.method(PROPERTIES, "s", "a{sv}")
    def GetAll(self, _interface):
        self.looks += 1
        locked = MODE in ("lazy", "crash") or (MODE == "quiet" and self.looks > 1)
        return {"Label": "Faulty", "Locked": dbus.Boolean(locked)}

    @dbus.service.method(COLLECTION, "a{sv}(oayays)b", "oo", byte_arrays=True)
    def CreateItem(self, properties, secret, _replace):
        if MODE == "read-only" and items:
            raise Denied("no")
        self.number += 1
        item = Item(self.bus, self.number, properties, bytes(secret[2]))
        if MODE != "lost":
            items.append(item)
        return dbus.ObjectPath(item.path), dbus.ObjectPath("/")


class Prompt(dbus.service.Object):
    @dbus.service.method("org.freedesktop.Secret.Prompt", "s", "")
    def Prompt(self, _window):
        if MODE == "crash":
            os._exit(1)


class Service(dbus.service.Object):
    @dbus.service.method(PROPERTIES, "s", "a{sv}")
    def GetAll(self, _interface):
        return {"Collections": dbus.Array([], signature="o")}

    @dbus.service.method(SERVICE, "sv", "vo")
    def OpenSession(self, algorithm, _input):
        if algorithm != "plain":
            raise NotSupported("only plain")
        return dbus.String("", variant_level=1), dbus.ObjectPath(PATH + "/session/1")

    @dbus.service.method(SERVICE, "s", "o")
    def ReadAlias(self, _name):
        return dbus.ObjectPath(PATH + "/collection/login")

    @dbus.service.method(SERVICE, "ao", "aoo")
    def Unlock(self, _objects):
        return dbus.Array([], signature="o"), dbus.ObjectPath(PATH + "/prompt/1" if MODE in ("lazy", "crash") else "/")

    @dbus.service.method(SERVICE, "a{ss}", "aoao")
    def SearchItems(self, attributes):
        found = [dbus.ObjectPath(item.path) for item in items
                 if MODE == "garbage" or all(item.attributes.get(name) == value for name, value in attributes.items())]
        return dbus.Array(found, signature="o"), dbus.Array([], signature="o")


items = []
asked = 0
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
connection = dbus.SessionBus()
parts = [Service(connection, PATH), Collection(connection), Prompt(connection, PATH + "/prompt/1")]
if MODE in ("garbage", "huge", "bytes"):
    parts[1].CreateItem({ITEM + ".Label": "x", ITEM + ".Attributes": {
        "xdg:schema": "io.github.propus.Propus.ApiKey", "id": "one",
        "origin": ORIGIN}}, ("/", b"", b"x", "text/plain"), False)
if MODE in ("other-new", "denied", "limits", "silent", "session", "no-session", "crash", "read-only"):
    parts[1].CreateItem({ITEM + ".Label": "Stored", ITEM + ".Attributes": {
        "xdg:schema": "io.github.propus.Propus.ApiKey", "id": "one",
        "origin": ORIGIN}}, ("/", b"", KEY, "text/plain"), False)
name = dbus.service.BusName("org.freedesktop.secrets", connection)
print("ready", flush=True)
GLib.MainLoop().run()
