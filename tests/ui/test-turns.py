# Turns in the real window: versions, branches, deleting with undo, going on, finding, temporary chats, and answers that
# go on without a window.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from askkit import PROPUS, fake_key  # noqa: E402
from rawserver import STREAM_HEAD, RawServer, chunk, event  # noqa: E402
from taptest import diag, eventually, main, test  # noqa: E402
from windowkit import Desktop, wait_for  # noqa: E402

# Settings live in a file, so that the next start knows which chat was open.
KEPT = {"GSETTINGS_BACKEND": "keyfile"}
ROUNDS = int(os.environ.get("PROPUS_KILL_ROUNDS", "4"))
# The benchmark is strict; among other tests the machine may be busy, and a second is what case 97 itself allows.
LOST = 0.25 if "PROPUS_KILL_ROUNDS" in os.environ else 1.0
SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
 <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
  <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
  <arg type="i" direction="in"/><arg type="u" direction="out"/></method>
 <method name="CloseNotification"><arg type="u" direction="in"/></method>
 <method name="GetCapabilities"><arg type="as" direction="out"/></method>
 <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
  <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
 <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Notifications(threading.Thread):
    """The desktop's notification service, in a thread of its own."""

    def __init__(self, desktop):
        super().__init__(daemon=True)
        self._address = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        self._ready = threading.Event()
        self.shown = []
        self.start()
        assert self._ready.wait(10)

    def run(self):
        context = GLib.MainContext()
        context.push_thread_default()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        bus = Gio.DBusConnection.new_for_address_sync(self._address, flags, None, None)
        info = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0]
        bus.register_object("/org/freedesktop/Notifications", info, self._called, None, None)
        bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                      GLib.Variant("(su)", ("org.freedesktop.Notifications", 0)), None, 0, 5000, None)
        self._ready.set()
        GLib.MainLoop.new(context, False).run()

    def _called(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        values = arguments.unpack()
        if method == "Notify":
            self.shown.append({"title": values[3], "body": values[4], "actions": values[5]})
            invocation.return_value(GLib.Variant("(u)", (len(self.shown),)))
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["actions", "body"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("test", "test", "1", "1.2")))
        else:
            invocation.return_value(None)


class Window:
    def __init__(self, desktop, env=None, arguments=("--practice",)):
        self.desktop = desktop
        self.app = desktop.start([PROPUS, *arguments], env=env)
        self.message = self.app.find(name="Message")

    def button(self, name, **what):
        return self.app.find(role="button", name=name, **what)

    def put(self, text):
        self.message.set_text(text)
        self.button("Send").press_when_sensitive()

    def ask(self, text):
        before = [node for node in self.answers()]
        self.put(text)
        eventually(lambda: self.answers() and self.answers() != before, what="an answer's row")
        self.button("Send")
        return self.answers()[-1]

    def answers(self):
        return self.app.find_all(name="Gemini said", showing=False)

    def prompts(self):
        return [" ".join(node.text().split()) for node in self.app.find_all(name="You said", showing=False)]

    def row(self, name, index=-1):
        return self.app.find(name=name, index=index, showing=False)

    def spoken(self, row):
        """The whole answer as a screen reader has it; only what is near the reader has widgets."""
        return "\n".join(node.description for node in row.walk() if node.description)

    def menu(self, row, item):
        """Opens the menu of a row and takes an item of it."""
        kind = "Message Menu" if row.name == "You said" else "Answer Menu"
        button = row.find(name=kind, index=-1, showing=False)   # the one in the menu button
        self.reveal(button)
        button.press()
        self.app.find(role="menu item", name=item).press()

    def reveal(self, node):
        """Scrolls the conversation until the node is in sight."""
        left, top, width, _height = self.app.geometry()
        for _step in range(200):
            y = node.extents()[1]
            if 160 < y < 625:
                return
            self.desktop.xdotool("mousemove", left + width * 2 // 3, top + 330, "click", 4 if y <= 160 else 5)
            time.sleep(0.05)
        raise AssertionError("%r cannot be scrolled to" % node)

    def chats(self):
        return [item.name for item in self.app.find(name="Chats").find_all(role="list item")]

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        time.sleep(0.5)
        self.desktop.screenshot(os.path.join(SHOTS, "turns-%s.png" % name))


def prompt_is(window, index, text):
    return lambda: len(window.prompts()) > index and window.prompts()[index].startswith(text)


@test("turns: an edited prompt is another version; both stay and are switched between, also after a restart")
def edit():
    with Desktop() as desktop:
        window = Window(desktop, KEPT)
        window.ask("first words")
        window.ask("and then")
        window.row("You said", 0).find(role="button", name="Edit", showing=False).press()
        eventually(lambda: window.message.own_text() == "first words", what="the old words in the composer")
        window.app.find(name="Stop Editing")
        window.shot("editing")
        window.put("other words")
        eventually(prompt_is(window, 0, "other words"), what="the new prompt")
        window.button("Send")
        assert len(window.prompts()) == 1, window.prompts()
        assert window.message.own_text() == ""
        assert "2/2" in window.row("You said", 0).text() or window.row("You said", 0).find_all(name="Version 2 of 2", showing=False)

        window.row("You said", 0).find(role="button", name="Previous Version").press()
        eventually(prompt_is(window, 0, "first words"), what="the old prompt")
        eventually(lambda: len(window.prompts()) == 2 and window.prompts()[1].startswith("and then"), what="what followed it")
        window.shot("versions")
        window.row("You said", 0).find(role="button", name="Next Version").press()
        eventually(prompt_is(window, 0, "other words"), what="the new prompt again")
        time.sleep(0.5)
        assert window.app.close() == 0

        again = Window(desktop, KEPT)
        eventually(prompt_is(again, 0, "other words"), what="the version that was shown last")
        again.row("You said", 0).find(role="button", name="Previous Version").press()
        eventually(lambda: len(again.prompts()) == 2, what="the other branch after a restart")


@test("turns: Esc ends editing, and the draft comes back")
def edit_given_up():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("something")
        window.message.set_text("a half-written thought")
        window.row("You said", 0).find(role="button", name="Edit", showing=False).press()
        eventually(lambda: window.message.own_text() == "something", what="the old words")
        window.app.focus_window()
        desktop.key("Escape")
        eventually(lambda: window.message.own_text() == "a half-written thought", what="the draft")
        assert not window.app.find_all(name="Stop Editing")


@test("turns: regenerating keeps the old answer")
def regenerate():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("tell me")
        window.row("Gemini said").find(role="button", name="Retry").press()
        wait_for(lambda: window.row("Gemini said").find_all(role="button", name="Previous Version"), what="a second version")
        window.button("Send")
        assert len(window.answers()) == 1
        previous = window.row("Gemini said").find(role="button", name="Previous Version")
        assert previous.sensitive
        previous.press()
        wait_for(lambda: [node for node in window.row("Gemini said").find_all(role="button", name="Previous Version")
                          if not node.sensitive], what="the first version")
        assert window.row("Gemini said").find(role="button", name="Next Version").sensitive


@test("turns: a branch is a chat of its own")
def branch():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("the root")
        window.ask("the twig")
        window.menu(window.row("Gemini said", 0), "Branch in New Chat")
        eventually(lambda: len(window.chats()) == 2, what="two chats")
        eventually(lambda: len(window.prompts()) == 1, what="what the branch holds")
        window.ask("another twig")
        assert len(window.prompts()) == 2, window.prompts()
        window.app.find(name="Chats").find(role="list item", index=1).click()
        eventually(lambda: len(window.prompts()) == 2 and window.prompts()[1].startswith("the twig"), what="the chat it came from")


@test("turns: a turn is deleted and brought back")
def delete():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("one")
        window.ask("two")
        window.ask("three")
        window.menu(window.row("You said", 1), "Delete Turn")
        eventually(lambda: len(window.prompts()) == 2, what="two turns")
        assert [p.split()[0] for p in window.prompts()] == ["one", "three"], window.prompts()
        assert len(window.answers()) == 2
        window.shot("deleted")
        window.app.find(role="button", test=lambda node: node.name.endswith("Undo")).press()
        eventually(lambda: [p.split()[0] for p in window.prompts()] == ["one", "two", "three"], what="all three turns")
        assert len(window.answers()) == 3


@test("turns: copied as Markdown and as plain text")
def copy():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("show me a table, a list and code")
        window.menu(window.row("Gemini said"), "Copy as Markdown")
        eventually(lambda: "```" in desktop.get_clipboard(), what="Markdown on the clipboard")
        window.menu(window.row("Gemini said"), "Copy as Plain Text")
        eventually(lambda: desktop.get_clipboard() and "```" not in desktop.get_clipboard(), what="plain text")
        assert "**" not in desktop.get_clipboard(), desktop.get_clipboard()


@test("turns: a stopped answer goes on in the same place, also one that met the greatest length")
def go_on():
    with Desktop() as desktop:
        window = Window(desktop)
        window.put("practice:long 400")
        answer = window.app.find(name="Gemini said", showing=False)
        eventually(lambda: len(answer.text()) > 400, what="the beginning of an answer")
        window.button("Stop").press()
        window.button("Send")
        kept = answer.text()
        beginning = eventually(lambda: window.spoken(answer), what="the words that were kept")[:200]
        window.shot("stopped")
        answer.find(role="button", name="Continue").press()
        eventually(lambda: len(answer.text()) > len(kept) + 200 or "You stopped" not in answer.text(), what="more of the answer")
        window.button("Send", timeout=60)
        assert len(window.answers()) == 1
        assert window.spoken(window.answers()[0]).startswith(beginning), "the beginning is gone"

        answer = window.ask("practice:fault max-tokens")
        before = len(answer.text())
        answer.find(role="button", name="Continue").press()
        eventually(lambda: window.button("Send") and len(window.answers()[-1].text()) > before, what="the rest")


@test("turns: Ctrl+F finds in prompts and answers, goes round, and leads there")
def find():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("the quick brown fox")
        window.ask("nothing of interest")
        window.ask("a FOX again")
        time.sleep(0.5)
        window.app.focus_window()
        desktop.key("ctrl+f")
        entry = window.app.find(name="Find in Chat")
        desktop.xdotool("type", "fox")
        count = eventually(lambda: window.app.find_all(role="label", name=lambda name: " of " in name and name[0].isdigit()), what="a count")
        total = int(count[0].name.split()[-1])
        assert total >= 2, count[0].name
        window.shot("find")
        first = count[0].name
        desktop.key("Return")
        eventually(lambda: count[0].name != first, what="the next place")
        assert count[0].name.startswith("1 of"), count[0].name
        desktop.key("shift+F3")
        eventually(lambda: count[0].name == first, what="the place before")
        entry.set_text("no such words here")
        eventually(lambda: window.app.find_all(role="label", name="Not found"), what="that there is nothing")
        desktop.key("Escape")
        eventually(lambda: not window.app.find_all(name="Find in Chat"), what="the bar to shut")


def grep(folder, needle):
    found = []
    for path, _folders, files in os.walk(folder):
        for name in files:
            try:
                with open(os.path.join(path, name), "rb") as file:
                    if needle in file.read():
                        found.append(os.path.join(path, name))
            except OSError:
                pass
    return found


@test("turns: of a temporary chat nothing is on the disk, neither words nor drafts")
def temporary():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("ordinaryword is kept")
        time.sleep(1)
        assert grep(desktop.folder, b"ordinaryword"), "the search does not find what is there"
        window.app.focus_window()
        desktop.key("ctrl+shift+n")
        eventually(lambda: window.prompts() == [], what="an empty chat")
        window.ask("secretword one")
        window.row("You said", 0).find(role="button", name="Edit", showing=False).press()
        eventually(lambda: window.message.own_text() == "secretword one", what="the old words")
        window.put("secretword two")
        eventually(prompt_is(window, 0, "secretword two"), what="the edited prompt")
        window.button("Send")
        window.shot("temporary")
        window.row("You said", 0).find(role="button", name="Previous Version").press()
        eventually(prompt_is(window, 0, "secretword one"), what="the first version")
        window.menu(window.row("You said", 0), "Delete Turn")
        eventually(lambda: window.prompts() and window.prompts()[0].startswith("secretword two"), what="the other version")
        window.message.set_text("secretword draft")
        time.sleep(2)
        assert window.chats() == ["ordinaryword is kept"], window.chats()
        assert window.app.find_all(name="Temporary: nothing is kept")
        assert not grep(desktop.folder, b"secretword"), grep(desktop.folder, b"secretword")
        assert window.app.close() == 0
        assert not grep(desktop.folder, b"secretword")


@test("turns: a closed window's answer goes on, is announced, and the program ends; the next start shows it")
def background():
    with Desktop() as desktop:
        told = Notifications(desktop)
        window = Window(desktop, KEPT)
        answer = None
        window.put("practice:long 20")
        answer = window.app.find(name="Gemini said", showing=False)
        eventually(lambda: len(answer.text()) > 200, what="the beginning of an answer")
        window.app.focus_window()
        desktop.key("ctrl+w")
        eventually(lambda: not desktop.windows(window.app.pid), what="the window to go")
        time.sleep(0.3)
        assert window.app.process.poll() is None, "the program ended with the window"
        assert window.app.process.wait(90) == 0
        assert told.shown and told.shown[-1]["title"].startswith("practice:long 20"), told.shown
        assert "Show" in told.shown[-1]["actions"], told.shown
        again = Window(desktop, KEPT)
        eventually(lambda: again.answers() and len(again.spoken(again.answers()[0])) > 1500, what="the whole answer")
        assert "ended before" not in again.answers()[0].text()


@test("turns: opening again shows the answer that runs in the background")
def back_again():
    with Desktop() as desktop:
        window = Window(desktop)
        window.put("practice:long 2000")
        answer = window.app.find(name="Gemini said", showing=False)
        eventually(lambda: len(answer.text()) > 200, what="the beginning of an answer")
        window.app.focus_window()
        desktop.key("ctrl+w")
        eventually(lambda: not desktop.windows(window.app.pid), what="the window to go")
        second = subprocess.run([PROPUS], env=desktop.env, timeout=20, check=False)
        assert second.returncode == 0
        eventually(lambda: desktop.windows(window.app.pid), what="the window to come back")
        window.button("Stop").press()
        window.button("Send")
        assert len(answer.text()) > 400


@test("turns: Quit asks while an answer comes, and only then")
def quit_asks():
    with Desktop() as desktop:
        window = Window(desktop)
        window.put("practice:long 2000")
        window.button("Stop")
        window.app.focus_window()
        desktop.key("ctrl+q")
        ends_in = lambda words: window.app.find(role="button", test=lambda node: node.name.endswith(words))  # noqa: E731
        ends_in("Keep Running in Background")
        window.shot("quit")
        ends_in("Cancel").press()
        eventually(lambda: len(window.app.windows()) == 1, what="the question to go")
        assert window.app.process.poll() is None
        window.button("Stop").press()
        window.button("Send")
        desktop.key("ctrl+q")
        assert window.app.process.wait(10) == 0


def plant(desktop, turns):
    """A history with a chat of so many turns, as an older Propus wrote it: the next start makes of it what it needs."""
    folder = os.path.join(desktop.env["XDG_DATA_HOME"], "propus")
    now = int(time.time() * 1000000)
    os.makedirs(folder, 0o700)
    db = sqlite3.connect(os.path.join(folder, "history.db"))
    with open(os.path.join(os.environ["PROPUS_SRCDIR"], "tests", "store", "schema-v1.sql"), encoding="utf-8") as schema:
        db.executescript(schema.read())
    chat = db.execute("INSERT INTO conversations (title, draft, created, updated) VALUES ('A long one', '', ?, ?)", (now, now)).lastrowid
    add = "INSERT INTO messages (conversation_id, role, state, created, thinking_us, text) VALUES (?, ?, 'complete', ?, 0, ?)"
    for number in range(1, turns + 1):
        db.execute(add, (chat, "user", now, "question %d, needle%dx" % (number, number)))
        answer = db.execute(add, (chat, "model", now, None)).lastrowid
        text = "answer %d" % number
        db.execute("INSERT INTO segments VALUES (?, 1, ?, 0, ?, ?, NULL)",
                   (answer << 20, len(text), '\x1e{"text":"%s"}\n' % text, text))
    db.commit()
    db.close()


@test("turns: of a chat of 5,000 turns the end is shown; scrolling, finding and sending bring the rest")
def long_chat():
    with Desktop() as desktop:
        plant(desktop, 5000)
        window = Window(desktop, KEPT)
        window.app.find(name="Chats").find(role="list item", name="A long one").click()
        eventually(lambda: window.prompts() and window.prompts()[-1].startswith("question 5000"), what="the end of the chat")
        assert len(window.prompts()) <= 60, "%d prompts have rows" % len(window.prompts())
        first = window.prompts()[0]
        left, top, width, _height = window.app.geometry()
        for _step in range(120):
            desktop.xdotool("mousemove", left + width * 2 // 3, top + 330, "click", 4)
        wait_for(lambda: window.prompts()[0] != first, what="earlier turns")

        window.app.focus_window()
        desktop.key("ctrl+f")
        time.sleep(0.5)
        desktop.xdotool("type", "needle17x")
        wait_for(lambda: [p for p in window.prompts() if p.startswith("question 17,")], what="the 17th turn")
        time.sleep(0.5)
        shown = [node for node in window.app.find_all(name="You said") if node.text().startswith("question 17,")][0]
        assert 90 < shown.extents()[1] < 620, shown.extents()
        window.shot("found-far-away")
        desktop.key("Escape")

        window.put("what now")
        wait_for(lambda: window.prompts() and window.prompts()[-1].startswith("what now"), what="the new turn")
        window.button("Send", timeout=60)
        # It had all that was said before.
        wait_for(lambda: "Prompt number 5001" in window.answers()[-1].text(), what="an answer that knows the whole chat")


@test("turns: what another process adds to the open chat is shown soon")
def two_processes():
    with Desktop() as desktop:
        window = Window(desktop, KEPT)
        window.ask("here first")
        time.sleep(1)
        env = {name: value for name, value in desktop.env.items() if name != "AT_SPI_BUS_ADDRESS"}
        env.update(KEPT, GTK_A11Y="none", DBUS_SESSION_BUS_ADDRESS="unix:path=" + os.path.join(desktop.folder, "nothing-here"))
        other = subprocess.Popen([PROPUS, "--practice"], env=env)
        try:
            xid = eventually(lambda: desktop.windows(other.pid), timeout=20, what="the other window")[0]
            time.sleep(3)
            desktop.xdotool("windowfocus", "--sync", xid)
            desktop.xdotool("type", "from elsewhere")
            desktop.key("Return")
            wait_for(lambda: [p for p in window.prompts() if p.startswith("from elsewhere")], what="the other's prompt")
            wait_for(lambda: [node for node in window.answers() if "Prompt number 2" in node.text()], timeout=40, what="its answer")
        finally:
            other.terminate()
            other.wait(10)
        window.ask("here again")
        assert [p.split()[0] + p.split()[1] for p in window.prompts()] == ["herefirst", "fromelsewhere", "hereagain"], window.prompts()


@test("turns: what a message offers, dark, narrow and in Chinese")
def looks():
    for name, options in (("dark", {"dark": True}), ("narrow", {}), ("zh", {"language": "zh_TW"})):
        with Desktop(**options) as desktop:
            if name == "zh":
                desktop.env["LC_ALL"] = "C.UTF-8"
            app = desktop.start([PROPUS, "--practice"])
            message = app.find(role="text box", state="editable")
            if name == "narrow":
                desktop.xdotool("windowsize", "--sync", app.x_window(), 360, 640)
                time.sleep(0.5)
            app.focus_window()
            for text in ("practice:fault max-tokens a quote", "a quote of quotes"):
                message.click()
                desktop.xdotool("type", text)
                desktop.key("Return")
                time.sleep(4)
            desktop.key("ctrl+f")
            time.sleep(0.5)
            desktop.xdotool("type", "quote")
            time.sleep(1)
            os.makedirs(SHOTS, exist_ok=True)
            app.screenshot(os.path.join(SHOTS, "turns-look-%s.png" % name))
            desktop.key("Escape")
            time.sleep(0.5)
            x, y, width, height = app.geometry()
            desktop.xdotool("mousemove", x + width * 3 // 4, y + height // 2, "click", 3)
            time.sleep(1)
            desktop.screenshot(os.path.join(SHOTS, "turns-menu-%s.png" % name))
            assert app.process.poll() is None


@test("case-104 an unsent text is there after kill -9, in a chat that was never sent, too")
def unsent():
    with Desktop() as desktop:
        for text in ("words that were never sent", "more of them"):
            window = Window(desktop, KEPT)
            window.message.set_text(text)
            time.sleep(2)
            window.app.process.kill()
            window.app.process.wait(10)
            again = Window(desktop, KEPT)
            eventually(lambda: again.message.own_text() == text, what="the draft")
            assert again.app.close() == 0


class Dictation:
    """Streams numbered words, one every few milliseconds, and notes when each went out."""

    def __init__(self):
        self.sent = []   # (length of the text with it, monotonic time)

    def __call__(self, _request, send):
        self.sent = sent = []
        send(STREAM_HEAD)
        length = 0
        for number in range(4000):
            word = "w%05d " % number
            length += len(word)
            sent.append((length, time.monotonic()))
            send(chunk(event(word)))
            time.sleep(0.01)


def stored_text(desktop):
    """What the history holds of the newest answer; the history is sound."""
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "history.db"), uri=True)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return "".join(row[0] or "" for row in db.execute(
            "SELECT text FROM segments WHERE id >> 20 = (SELECT max (id) FROM messages) ORDER BY id"))
    finally:
        db.close()


def kill_in_mid_stream(window, dictation, number):
    """Seconds of text that were lost: how long before the kill the first word went out that is not in the history."""
    dictation.sent = []
    window.put("dictate %d" % number)
    wait_for(lambda: [answer for answer in window.answers() if "w0000" in answer.text()], what="the beginning of an answer")
    time.sleep(random.uniform(0, 0.8))
    window.app.process.kill()
    at = time.monotonic()
    window.app.process.wait(10)
    sent = list(dictation.sent)
    kept = stored_text(window.desktop)
    assert kept == "".join("w%05d " % word for word in range(len(sent)))[:len(kept)], "the text is not what was sent"
    missing = [when for length, when in sent if length > len(kept) and when <= at]
    return at - missing[0] if missing else 0.0


def kill_rounds(rounds, lost):
    """A window that is killed so many times and always opens again; a new chat for each, in one history."""
    dictation = Dictation()
    with Desktop() as desktop, RawServer(dictation) as server:
        start = {**KEPT, "GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": fake_key()}
        window = Window(desktop, start, ())
        for number in range(rounds):
            if number > 0:
                window.app.focus_window()
                desktop.key("ctrl+n")
                wait_for(lambda: not window.answers(), what="an empty chat")
            lost.append(kill_in_mid_stream(window, dictation, number))
            window = Window(desktop, start, ())
            wait_for(lambda: window.answers() and "ended before" in window.answers()[-1].text(), what="the interrupted turn")
            answer = window.answers()[-1]
            assert answer.find_all(role="button", name="Continue") and answer.find_all(role="button", name="Try Again"), answer.dump()
        window.shot("interrupted")
        assert window.app.close() == 0


@test("case-97 kill -9 of the window in mid-stream, %d times: it opens again, and what had arrived is there" % ROUNDS,
      timeout=60 + 20 * ROUNDS)
def killed():
    lost = []
    for first in range(0, ROUNDS, 20):   # the side bar does not grow without end
        kill_rounds(min(20, ROUNDS - first), lost)
    lost.sort()
    diag("killed and opened again: %d of %d; lost: %.0f ms at most, %.0f ms in the middle; allowed: %.0f ms"
         % (len(lost), ROUNDS, lost[-1] * 1000, lost[len(lost) // 2] * 1000, LOST * 1000))
    assert len(lost) == ROUNDS and 0 < lost[-1] <= LOST, lost


if __name__ == "__main__":
    main()
