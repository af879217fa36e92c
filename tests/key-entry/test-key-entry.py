#!/usr/bin/python3
# The window for a key: real keys, a real clipboard, a real accessibility bus.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import random
import string
import subprocess
import time

from brokerkit import SANITIZED, locked_ranges, search_memory
from keyringkit import count_pieces, end, fake_key
from taptest import Skip, eventually, main, test
from windowkit import Desktop, wait_for

PROGRAM = os.path.join(os.environ["PROPUS_BUILDDIR"], "src", "key-entry", "propus-key-entry")
ORIGIN = "https://generativelanguage.googleapis.com"
KEY = fake_key("0123456789")
SCREENSHOTS = os.environ.get("PROPUS_TEST_SCREENSHOTS")


class Entry:
    """A running propus-key-entry and the pipe that it writes to."""

    def __init__(self, desktop, *options, env=None, title="Enter Key"):
        self.desktop = desktop
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            [PROGRAM, "--fd=%d" % writer, "--origin=" + ORIGIN, *options], env={**desktop.env, **(env or {})},
            pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        os.close(writer)
        self.pipe = os.fdopen(reader, "rb")
        try:
            self.app = desktop.find_app(self.process.pid)
            self.window = self.app.window(title)
            self.app.focus_window()
            # GTK tells nobody on which part of an entry the focus is.
            time.sleep(0.3)
        except BaseException:
            self.close()
            raise

    def entry(self):
        return self.app.find(role="text box", name="API key")

    def press(self, name):
        self.app.find(role="button", name=name).press_when_sensitive()

    def texts(self):
        """Everything that the tree shows."""
        return "\n".join([node.name for node in self.window.walk()] + [node.text() for node in self.window.walk()
                                                                       if "org.a11y.atspi.Text" in node.interfaces])

    def result(self, timeout=10):
        """What arrived and the exit status, once the program ended."""
        status = self.process.wait(timeout)
        self.output = self.process.stdout.read()
        return self.pipe.read(), status

    def close(self):
        end(self.process)
        self.pipe.close()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()



@test("a typed key arrives, without a line break, and the program ends")
def typed():
    with Desktop() as desktop, Entry(desktop) as entry:
        desktop.xdotool("type", "--delay", "5", KEY)
        desktop.key("Return")
        assert entry.result() == (KEY.encode(), 0)
        assert count_pieces(entry.output, KEY) == 0


@test("a pasted key arrives trimmed, by the button and by Ctrl+V")
def pasted():
    with Desktop() as desktop:
        for way in ("button", "keys"):
            desktop.set_clipboard("  " + KEY + "\n")
            with Entry(desktop) as entry:
                if way == "button":
                    entry.press("Paste")
                else:
                    desktop.key("ctrl+v")
                entry.app.find(name="Key pasted")
                entry.press("Save")
                assert entry.result() == (KEY.encode(), 0), way


@test("Enter saves what was pasted, Discard forgets it")
def discard():
    with Desktop() as desktop:
        desktop.set_clipboard(KEY)
        with Entry(desktop) as entry:
            entry.press("Paste")
            entry.press("Discard")
            wait_for(lambda: not entry.app.find(role="button", name="Save").sensitive, what="Save to be grey")
            entry.press("Paste")
            wait_for(lambda: entry.app.find(role="button", name="Save").sensitive, what="Save to be offered")
            time.sleep(0.3)
            desktop.key("Return")
            assert entry.result() == (KEY.encode(), 0)


@test("Escape, Cancel and closing give no key")
def closed():
    with Desktop() as desktop:
        for way in ("Escape", "Cancel", "close"):
            with Entry(desktop) as entry:
                desktop.xdotool("type", KEY)
                if way == "Escape":
                    desktop.key("Escape")
                elif way == "Cancel":
                    entry.press("Cancel")
                else:
                    desktop.xdotool("windowclose", entry.app.x_window())
                data, status = entry.result()
                assert data == b"" and status != 0, (way, status)
                assert way == "close" or status == 1, (way, status)


@test("case-28 a typed text that is no key is refused, and not shown")
def refused():
    with Desktop() as desktop, Entry(desktop) as entry:
        assert not entry.app.find(role="button", name="Save").sensitive
        desktop.xdotool("type", "shortshort")
        desktop.key("Return")
        entry.app.find(name="This is too short for an API key.")
        desktop.key("ctrl+a")
        desktop.xdotool("type", KEY[:20] + "!" + KEY[20:])
        wait_for(lambda: not [n for n in entry.window.walk() if n.name.startswith("This is too short") and n.showing],
                 what="the old sentence to go")
        desktop.key("Return")
        sentence = entry.app.find(test=lambda node: node.name.startswith("An API key has only"))
        assert KEY[:8] not in sentence.name
        assert entry.process.poll() is None
        desktop.key("Escape")
        assert entry.result() == (b"", 1)


@test("case-28 a clipboard without a key is refused")
def bad_clipboard():
    with Desktop() as desktop, Entry(desktop) as entry:
        entry.press("Paste")
        entry.app.find(name="There is no text on the clipboard.")
        for text, start in ((KEY[:20] + "\n" + KEY[20:], "An API key has only"), ("a" * 5000, "This is too long"),
                            ("two words", "An API key has only"), ("   ", "There is no text")):
            desktop.set_clipboard(text)
            entry.press("Paste")
            entry.app.find(test=lambda node, start=start: node.name.startswith(start))
            assert not entry.app.find(role="button", name="Save").sensitive
        desktop.key("Escape")
        assert entry.result() == (b"", 1)


class Listener:
    """What programs say on the accessibility bus."""

    def __init__(self, desktop):
        address = subprocess.run(
            ["gdbus", "call", "--session", "-d", "org.a11y.Bus", "-o", "/org/a11y/bus", "-m", "org.a11y.Bus.GetAddress"],
            env=desktop.env, capture_output=True, text=True, check=True).stdout.split("'")[1]
        self.path = os.path.join(desktop.folder, "a11y.log")
        with open(self.path, "wb") as file:
            self.process = subprocess.Popen(["dbus-monitor", "--address", address], stdout=file,
                                            stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.getsize(self.path) > 0, what="the listener")

    def stop(self):
        """The whole log, and the text that entries said they got, put together."""
        time.sleep(0.5)
        end(self.process)
        with open(self.path, encoding="utf-8", errors="replace") as file:
            log = file.read()
        said = []
        for message in log.split("\nsignal ")[1:]:
            if "member=TextChanged" in message and 'string "insert' in message:
                said += [line.split('string "', 1)[1].rsplit('"', 1)[0] for line in message.splitlines()
                         if "variant" in line and 'string "' in line]
        return log, "".join(said)


@test("case-50 pasting says no character of the key on the accessibility bus; typing does")
def accessibility_bus():
    key = fake_key("".join(random.choices(string.ascii_letters, k=40)))   # no piece of it is said for another reason
    with Desktop() as desktop:
        desktop.set_clipboard(key)
        for way in ("button", "ctrl+v"):
            with Entry(desktop) as entry:
                listener = Listener(desktop)
                if way == "button":
                    entry.press("Paste")
                else:
                    desktop.key("ctrl+v")
                entry.app.find(name="Key pasted")
                assert key[8:16] not in entry.texts()
                entry.press("Save")
                assert entry.result() == (key.encode(), 0)
                log, said = listener.stop()
                assert "StateChanged" in log or "PropertyChange" in log, "nothing was heard"
                assert count_pieces(log.encode(), key, 5) == 0, way
                assert said == "", said
        # The same search hears what is typed.
        with Entry(desktop) as entry:
            listener = Listener(desktop)
            desktop.xdotool("type", "--delay", "5", key)
            wait_for(lambda: entry.app.find(role="button", name="Save").sensitive, what="the typing")
            time.sleep(0.3)
            _log, said = listener.stop()
            assert key in said, said


def find_in_memory(pid, key):
    """For each copy of a key, whether the memory that it is in is locked."""
    ranges = locked_ranges(pid)
    return [any(start <= address < end_ for start, end_ in ranges) for address in search_memory(pid, [key.encode()])]


@test("a key that was pasted or typed is in memory once, where it is locked")
def memory():
    if SANITIZED:
        raise Skip("a sanitizer's memory is not what it would be")
    key = fake_key("".join(random.choices(string.ascii_letters, k=40)))
    with Desktop() as desktop:
        desktop.set_clipboard(key)
        with Entry(desktop) as entry:
            pid = entry.process.pid
            try:
                assert find_in_memory(pid, key) == []
            except PermissionError as error:
                raise Skip("the memory of another process cannot be read") from error
            entry.press("Paste")
            entry.app.find(name="Key pasted")
            time.sleep(0.3)
            assert find_in_memory(pid, key) == [True]
            entry.press("Discard")
            wait_for(lambda: find_in_memory(pid, key) == [], what="the key to be wiped")
        with Entry(desktop) as entry:
            desktop.xdotool("type", "--delay", "5", key)
            wait_for(lambda: entry.app.find(role="button", name="Save").sensitive, what="the typing")
            time.sleep(0.3)
            assert find_in_memory(entry.process.pid, key) == [True]


@test("case-43 no core of this process can hold a key")
def no_core():
    with Desktop() as desktop, Entry(desktop) as entry:
        with open("/proc/%d/limits" % entry.process.pid, encoding="utf-8") as file:
            line = next(line for line in file if line.startswith("Max core file size"))
        assert line.split()[4:6] == ["0", "0"], line
        with open("/proc/%d/coredump_filter" % entry.process.pid, encoding="utf-8") as file:
            assert int(file.read(), 16) == 0


@test("case-49 the clipboard stays what it was")
def clipboard():
    with Desktop() as desktop:
        desktop.set_clipboard("something else")
        with Entry(desktop) as entry:
            desktop.xdotool("type", KEY)
            desktop.key("ctrl+a")
            desktop.key("ctrl+c")
            desktop.key("ctrl+x")
            time.sleep(0.3)
            assert desktop.get_clipboard() == "something else"
            desktop.key("Return")
            assert entry.result() == (KEY.encode(), 0)


@test("case-49 a key that was pasted goes onto the clipboard by no key and by no button")
def clipboard_after_paste():
    with Desktop() as desktop, Entry(desktop) as entry:
        desktop.set_clipboard(KEY)
        eventually(lambda: count_pieces(desktop.get_clipboard().encode(), KEY), what="a search that finds the key")
        entry.press("Paste")
        entry.app.find(name="Key pasted")
        desktop.set_clipboard("something else")
        wait_for(lambda: desktop.get_clipboard() == "something else", what="another clipboard")
        for keys in (["ctrl+a", "ctrl+c"], ["ctrl+a", "ctrl+x"], ["ctrl+Insert"], ["shift+Delete"], ["Tab", "ctrl+c"]):
            desktop.key(*keys)
            time.sleep(0.2)
            assert desktop.get_clipboard() == "something else", keys
        for button in ("Discard", "Paste"):
            entry.press(button)
            time.sleep(0.2)
            assert desktop.get_clipboard() == "something else", button
        for selection in ("clipboard", "primary"):
            done = subprocess.run(["xclip", "-selection", selection, "-out"], env=desktop.env, capture_output=True, timeout=20)
            assert count_pieces(done.stdout, KEY) == 0, selection


@test("case-45 a wrong command line is not repeated")
def usage():
    with Desktop() as desktop:
        for options in (["--key=" + KEY], ["--fd=1", "--origin=" + ORIGIN], ["--origin=" + ORIGIN], ["--fd=%s" % KEY],
                        ["--fd=99", "--origin=" + ORIGIN], ["--origin=" + ORIGIN, "--fd=3", KEY]):
            done = subprocess.run([PROGRAM, *options], env=desktop.env, capture_output=True, check=False, timeout=20)
            assert done.returncode == 2, options
            assert count_pieces(done.stdout + done.stderr, KEY) == 0


@test("when the reader is gone it says so and gives no key")
def no_reader():
    with Desktop() as desktop, Entry(desktop) as entry:
        desktop.set_clipboard(KEY)
        entry.pipe.close()
        entry.press("Paste")
        entry.press("Save")
        entry.app.find(test=lambda node: node.name.startswith("The key could not be handed over"))
        desktop.key("Escape")
        assert entry.process.wait(10) == 1


@test("the environment opens no inspector and no log of the key")
def environment():
    with Desktop() as desktop:
        talkative = {"GTK_DEBUG": "interactive,actions,text", "G_MESSAGES_DEBUG": "all", "G_DBUS_DEBUG": "all"}
        with Entry(desktop, env=talkative) as entry:
            assert [window.name for window in entry.app.windows()] == ["Enter Key"]
            desktop.xdotool("type", KEY)
            desktop.key("Return")
            assert entry.result() == (KEY.encode(), 0)
            assert count_pieces(entry.output, KEY) == 0


@test("it says where the key is kept and for whom")
def place():
    with Desktop() as desktop:
        host = "generativelanguage.googleapis.com"
        for options, part in (((), "in your keyring"), (("--provider=KeePassXC",), "in KeePassXC"),
                              (("--session",), "until Propus is closed"), (("--replace",), "takes the place")):
            with Entry(desktop, *options) as entry:
                label = entry.app.find(test=lambda node: host in node.name)
                assert part in label.name, label.name


@test("it is on top of the window that it is told, and survives one that is gone")
def transient():
    with Desktop() as desktop:
        with Entry(desktop) as parent:
            id = parent.app.x_window()
            with Entry(desktop, "--parent=x11:%x" % id) as entry:
                shown = subprocess.run(["xprop", "-id", str(entry.app.x_window()), "WM_TRANSIENT_FOR"], env=desktop.env,
                                       capture_output=True, text=True, check=False).stdout
                assert "0x%x" % id in shown, shown
        for handle in ("x11:%x" % id, "x11:nonsense", "wayland:abc", ""):
            with Entry(desktop, "--parent=" + handle) as entry:
                desktop.key("Escape")
                assert entry.result() == (b"", 1), handle


@test("light, dark, large text and a long language fit")
def looks():
    for name, options in (("light", {}), ("dark", {"dark": True}), ("large", {}), ("chinese", {"language": "zh_TW"})):
        with Desktop(**options) as desktop:
            if name == "large":
                with open(os.path.join(desktop.env["XDG_CONFIG_HOME"], "gtk-4.0", "settings.ini"), "w",
                          encoding="utf-8") as file:
                    file.write("[Settings]\ngtk-font-name=Cantarell 17\ngtk-enable-animations=false\n")
            with Entry(desktop, title=None if name == "chinese" else "Enter Key") as entry:
                assert (entry.window.name == "Enter Key") == (name != "chinese"), entry.window.name
                desktop.xdotool("type", "short")
                desktop.key("Return")
                entry.app.find(name="This is too short for an API key.") if name != "chinese" else time.sleep(0.5)
                _x, _y, width, height = entry.app.geometry()
                assert width < 700 and height < 700, (width, height)
                if SCREENSHOTS:
                    entry.app.screenshot(os.path.join(SCREENSHOTS, "key-entry-%s.png" % name))


main()
