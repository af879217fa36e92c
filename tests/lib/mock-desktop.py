# A desktop's background portal and its notifications, as far as a program can tell.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   mock-desktop.py FILE [allow|deny|silent|none]
#
# Serves org.freedesktop.Notifications and, unless "none", org.freedesktop.portal.Background version 2 on the session bus.
# Each call is appended to FILE as a line of JSON: [interface, method, arguments].  "READY" is printed when both names are
# there.  A real portal needs a compositor, which Xvfb has not.

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""

PORTAL = """<node><interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="o" direction="out"/></method>
  <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
  <property name="version" type="u" access="read"/>
</interface></node>"""

log, answer = sys.argv[1], (sys.argv[2:] or ["allow"])[0]
bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
loop = GLib.MainLoop()


def note(interface, method, parameters):
    with open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps([interface, method, parameters.unpack()]) + "\n")


def notifications(_bus, _sender, _path, interface, method, parameters, invocation):
    note(interface, method, parameters)
    if method == "Notify":
        invocation.return_value(GLib.Variant("(u)", (7,)))
    elif method == "GetCapabilities":
        invocation.return_value(GLib.Variant("(as)", (["actions", "body"],)))
    else:
        invocation.return_value(None)


def portal(_bus, sender, _path, interface, method, parameters, invocation):
    note(interface, method, parameters)
    if method == "SetStatus":
        invocation.return_value(None)
        return
    token = parameters.unpack()[1]["handle_token"]
    path = "/org/freedesktop/portal/desktop/request/%s/%s" % (sender[1:].replace(".", "_"), token)
    invocation.return_value(GLib.Variant("(o)", (path,)))
    if answer != "silent":
        results = {"background": GLib.Variant("b", answer == "allow"), "autostart": GLib.Variant("b", False)}
        bus.emit_signal(sender, path, "org.freedesktop.portal.Request", "Response",
                        GLib.Variant("(ua{sv})", (0 if answer == "allow" else 1, results)))


def serve(name, path, xml, method_cb):
    info = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
    bus.register_object(path, info, method_cb, lambda *_args: GLib.Variant("u", 2), None)
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                  GLib.Variant("(su)", (name, 0)), None, Gio.DBusCallFlags.NONE, -1, None)


serve("org.freedesktop.Notifications", "/org/freedesktop/Notifications", NOTIFICATIONS, notifications)
if answer != "none":
    serve("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", PORTAL, portal)
print("READY", flush=True)
loop.run()
