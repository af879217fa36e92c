#!/usr/bin/python3
# logind and the screen savers, as far as Propus listens to them, on one bus; says "ready" and then what happens to it.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   Commands, a line each:   lock  hint  other (another user's session is locked)  sleep  wake  gnome  freedesktop
#   It says: "inhibited WHAT MODE" and, when the descriptor is closed, "released".

import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

LOGIN = "org.freedesktop.login1"
SESSION = LOGIN + ".Session"
PROPERTIES = "org.freedesktop.DBus.Properties"


def say(text):
    print(text, flush=True)


class Manager(dbus.service.Object):
    @dbus.service.method(LOGIN + ".Manager", "ssss", "h")
    def Inhibit(self, what, _who, _why, mode):
        read_end, write_end = os.pipe()
        GLib.io_add_watch(read_end, GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, self.released, read_end)
        say("inhibited %s %s" % (what, mode))
        answer = dbus.types.UnixFd(write_end)
        os.close(write_end)
        return answer

    def released(self, _channel, _condition, fd):
        os.close(fd)
        say("released")
        return False

    @dbus.service.signal(LOGIN + ".Manager", "b")
    def PrepareForSleep(self, begins):
        pass


class Session(dbus.service.Object):
    def __init__(self, bus, path, user):
        super().__init__(bus, path)
        self.user = user

    @dbus.service.method(PROPERTIES, "ss", "v")
    def Get(self, _interface, _name):
        return dbus.Struct((dbus.UInt32(self.user), dbus.ObjectPath("/org/freedesktop/login1/user/_0")),
                           signature="uo", variant_level=1)

    @dbus.service.signal(SESSION, "")
    def Lock(self):
        pass

    @dbus.service.signal(PROPERTIES, "sa{sv}as")
    def PropertiesChanged(self, interface, changed, invalidated):
        pass


class GnomeSaver(dbus.service.Object):
    @dbus.service.signal("org.gnome.ScreenSaver", "b")
    def ActiveChanged(self, active):
        pass


class FreedesktopSaver(dbus.service.Object):
    @dbus.service.signal("org.freedesktop.ScreenSaver", "b")
    def ActiveChanged(self, active):
        pass


def command(_channel, _condition):
    word = sys.stdin.readline().strip()
    hint = {"LockedHint": dbus.Boolean(True)}
    if word == "lock":
        session.Lock()
    elif word == "hint":
        session.PropertiesChanged(SESSION, hint, dbus.Array([], signature="s"))
    elif word == "other":
        other.Lock()
        other.PropertiesChanged(SESSION, hint, dbus.Array([], signature="s"))
    elif word in ("sleep", "wake"):
        manager.PrepareForSleep(word == "sleep")
    elif word == "gnome":
        gnome.ActiveChanged(True)
    elif word == "freedesktop":
        freedesktop.ActiveChanged(True)
    elif word == "off":
        gnome.ActiveChanged(False)
        freedesktop.ActiveChanged(False)
    else:
        loop.quit()
        return False
    say("done " + word)
    return True


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
manager = Manager(bus, "/org/freedesktop/login1")
session = Session(bus, "/org/freedesktop/login1/session/_31", os.getuid())
other = Session(bus, "/org/freedesktop/login1/session/_32", os.getuid() + 1)
gnome = GnomeSaver(bus, "/org/gnome/ScreenSaver")
freedesktop = FreedesktopSaver(bus, "/org/freedesktop/ScreenSaver")
names = [dbus.service.BusName(name, bus) for name in (LOGIN, "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver")]
loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, command)
say("ready")
loop.run()
