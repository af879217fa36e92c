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


def make_saver(name):
    """A screen saver of the desktop NAME, on the bus."""
    interface = "org.%s.ScreenSaver" % name

    class Saver(dbus.service.Object):
        @dbus.service.signal(interface, "b")
        def ActiveChanged(self, active):
            pass

    return Saver(dbus.service.BusName(interface, bus), "/" + interface.replace(".", "/"))


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
    elif word in savers:
        savers[word].ActiveChanged(True)
    elif word == "off":
        for saver in savers.values():
            saver.ActiveChanged(False)
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
savers = {name: make_saver(name) for name in ("freedesktop", "gnome", "cinnamon", "mate", "xfce")}
login = dbus.service.BusName(LOGIN, bus)
loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, command)
say("ready")
loop.run()
