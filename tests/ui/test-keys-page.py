# The Keys page and the search for keys in files: a real window, a real keyring, a real broker.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With PROPUS_SCREENSHOTS=1 pictures of the pages are left in $PROPUS_BUILDDIR/screenshots, and the last test takes those of
# three keys and of five finds in every look: light, dark, narrow, large text, Chinese.

import contextlib
import gettext
import json
import os
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "broker"))

from askkit import PROPUS
from keyringdriver import Faulty
from keyringkit import KeyringSession, fake_key
from memorykit import child_named
from rawserver import RawServer, error_body, whole
from taptest import Skip, eventually, main, test
from windowkit import Desktop, GLib, wait_for

SCREENSHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
LEAKED = "Your API key was reported as leaked. Please use another API key."


def key_of(name):
    """A fake key with an end of its own."""
    return fake_key("keys-page-" + name + "-")[:-4] + (name * 4)[-4:]


WORK, PRIVATE, LAPTOP = key_of("work"), key_of("home"), key_of("lapt")
IDS = {"Work": "0" * 31 + "1", "Private": "0" * 31 + "2", "Laptop": "0" * 31 + "3"}


def answer(request, send):
    """Answers every key but one, which was found in public."""
    if request.headers["x-goog-api-key"] == LAPTOP:
        send(whole(error_body(403, "PERMISSION_DENIED", LEAKED), "application/json", "403 Forbidden"))
        return
    reply = {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "Yes."}]}}]}
    send(whole(json.dumps(reply).encode(), "application/json"))


class Keys:
    """A window whose Keys page is open."""

    def __init__(self, session, desktop, server, size=(640, 900), words=str, **env):
        self.session, self.desktop, self.server, self.words = session, desktop, server, words
        self.app = desktop.start([PROPUS], env=dict(env, GOOGLE_GEMINI_BASE_URL=server.url))
        self.app.find(name=words("New Chat"), role="button")
        self.app.place(0, 0, 900, 600)
        self.act("keys")
        self.window = wait_for(lambda: next((w for w in self.app.windows() if w.name != "Propus"), None), what="the window")
        self.title = self.window.name   # GTK's own word for preferences may be translated where ours is not
        self.app.place(20, 20, *size, title=self.title)

    def act(self, name):
        """An action of the application, by the same way as a menu of the desktop shell."""
        self.desktop.session_bus.call_sync("io.github.propus.Propus", "/io/github/propus/Propus", "org.gtk.Actions", "Activate",
                                           _activation(name), None, 0, 10000, None)

    def requests(self, key):
        return [r for r in self.server.requests if r.method == "POST" and r.headers.get("x-goog-api-key") == key]

    def row(self, name):
        return self.window.find(role="list item", name=name)

    def open(self, name):
        """Turns to the page of a key."""
        # Rows are made anew when the broker tells of keys.
        wait_for(lambda: (self.row(name).click(title=self.title), True), what="the row of %s" % name)
        return self.window.find(role="button", name=self.words("Back to Keys"))

    def back(self):
        self.window.find(role="button", name=self.words("Back to Keys")).press()
        self.app.wait_gone(role="button", name=self.words("Back to Keys"))

    def press(self, name, index=0):
        self.window.find(role="button", name=self.words(name), index=index).press_when_sensitive()

    def undo(self):
        """The button of the toast; GTK names it by its mnemonic and by its label."""
        return self.window.find(role="button", name=lambda name: name.endswith("Undo"))

    def says(self, text, timeout=20):
        self.window.wait(lambda: text in self.window.text(), timeout=timeout, what="“%s”" % text)

    def checked(self):
        """The names of the keys whose mark is set; none while the list changes."""
        try:
            return [node.name for node in self.window.find_all(name=lambda name: name.startswith("Use “"), state="checked")]
        except GLib.Error:
            return []

    def entry(self):
        broker = eventually(lambda: child_named(self.app.process.pid, "propus-broker"), what="the broker")
        pid = eventually(lambda: child_named(broker, "propus-key-entr"), what="propus-key-entry")
        return self.desktop.find_app(pid)

    def enter(self, key):
        """What a person does in the window for a key."""
        entry = self.entry()
        entry.find(name="API key").type_keys(key, title="Enter Key")
        entry.find(name="Save", role="button").press_when_sensitive()

    def keep(self, name, title=None):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SCREENSHOTS, exist_ok=True)
            time.sleep(0.5)
            self.app.screenshot(os.path.join(SCREENSHOTS, name + ".png"), title or self.title)


def _activation(name):
    return GLib.Variant("(sava{sv})", (name, [], {}))


def three_keys(session, server):
    for label, key in (("Work", WORK), ("Private", PRIVATE), ("Laptop", LAPTOP)):
        session.store(key, server.url, IDS[label], label=label)


def test_key(keys, name):
    keys.open(name)
    keys.press("Test")


@contextlib.contextmanager
def at_home(session):
    """With ~/.config where most people have it."""
    with session:
        session.env["XDG_CONFIG_HOME"] = os.path.join(session.env["HOME"], ".config")
        os.makedirs(session.env["XDG_CONFIG_HOME"], exist_ok=True)
        yield session


def find_files(session):
    """Five keys in files: three that can be moved, two that belong to other programs; and a file that nobody can read through.
    Returns the keys by their place."""
    home, config = session.env["HOME"], session.env["XDG_CONFIG_HOME"]
    keys = {name: key_of(name) for name in ("bash", "zsh1", "envf", "llmk", "chat")}
    files = {
        os.path.join(home, ".bashrc"): "# Aliases\nalias ll='ls -l'\nexport GEMINI_API_KEY=%s\n" % keys["bash"],
        os.path.join(home, ".zshrc"): "setopt autocd\nexport GOOGLE_API_KEY='%s'\n" % keys["zsh1"],
        os.path.join(home, ".gemini", ".env"): "GEMINI_API_KEY=%s\n" % keys["envf"],
        os.path.join(config, "io.datasette.llm", "keys.json"): json.dumps({"gemini": keys["llmk"]}),
        os.path.join(config, "aichat", "config.yaml"): "clients:\n- type: gemini\n  api_key: %s\n" % keys["chat"],
    }
    for path, text in files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    os.mkfifo(os.path.join(home, ".profile"))   # neither a file nor anything that ends
    return keys


class Finds:
    """The window that looks for keys in files."""

    def __init__(self, keys, size=(640, 760)):
        self.keys, self.app = keys, keys.app
        keys.act("find-keys")
        self.title = keys.words("Find Keys in Files")
        self.window = self.app.window(self.title)
        self.app.place(700, 20, *size, title=self.title)

    def says(self, text):
        self.window.wait(lambda: text in self.window.text(), timeout=20, what="“%s”" % text)

    def row(self, place):
        return self.window.find(role="list item", name=place)


@test("three keys, one in use: the list says which, of which kind and how each ends; a click chooses another", timeout=120)
def use():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        for name, key in (("Work", WORK), ("Private", PRIVATE), ("Laptop", LAPTOP)):
            assert "…" + key[-4:] in keys.row(name).text() and "Authorization key" in keys.row(name).text(), keys.row(name).text()
        before = keys.checked()
        assert len(before) == 1, before
        wanted = next(name for name in ("Work", "Private") if before != ["Use “%s”" % name])
        keys.window.find(name="Use “%s”" % wanted).click(title="Preferences")
        eventually(lambda: keys.checked() == ["Use “%s”" % wanted], what="the mark at " + wanted)
        eventually(lambda: "In use" in keys.row(wanted).text(), what="the word")
        keys.app.find(name="Message", role="text box").set_text("Which key?")
        keys.app.find(name="Send", role="button").press_when_sensitive()
        eventually(lambda: keys.requests({"Work": WORK, "Private": PRIVATE}[wanted]), what="a request with the chosen key")
        assert not keys.requests(LAPTOP)
        for key in (WORK, PRIVATE, LAPTOP):
            assert key not in keys.app.dump(), "a key is in the window"


@test("Test says what it costs, asks a model with that key, and shows in the row what came of it; a refusal has its sentence "
      "and the page that mends it, in the list, too", timeout=120)
def tests():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        keys.open("Work")
        keys.says("costs a few tokens")
        assert not keys.requests(WORK), "asked before the test was wanted"
        keys.press("Test")
        keys.says("The key works: gemini-flash-latest answered.")
        assert len(keys.requests(WORK)) == 1 and "enerateContent" in keys.requests(WORK)[0].path
        keys.keep("key-works")
        keys.back()
        eventually(lambda: "Last worked: Just now" in keys.row("Work").text(), what="the time")

        test_key(keys, "Laptop")
        keys.says("found in public")
        keys.says("check your usage")
        keys.window.find(role="button", name="Open AI Studio")
        keys.keep("key-refused")
        keys.back()
        eventually(lambda: "found in public" in keys.row("Laptop").text(), what="the refusal in the list")
        keys.row("Laptop").find(role="button", name="Open AI Studio")
        keys.row("Laptop").find(role="button", name="Replace Key…")
        keys.keep("keys-three-one-refused")


@test("a key is renamed in place, and the keyring shows the new name", timeout=120)
def rename():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        keys.open("Work")
        entry = keys.window.find(role="text box", name="Name")
        keys.app.focus_window("Preferences")
        entry.click(title="Preferences")
        desktop.key("ctrl+a")
        desktop.xdotool("type", "--delay", "15", "Office & <home>")
        desktop.key("Return")
        keys.back()
        keys.row("Office & <home>")
        path = session.find(id=IDS["Work"])[0]
        label = session.bus.get_object("org.freedesktop.secrets", path, introspect=False).Get(
            "org.freedesktop.Secret.Item", "Label", dbus_interface="org.freedesktop.DBus.Properties")
        assert str(label) == "Office & <home>", label


@test("Remove asks nothing and can be undone: the key comes back with its name", timeout=120)
def remove():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        keys.open("Private")
        keys.press("Remove")
        eventually(lambda: not session.find(id=IDS["Private"]), what="the end of the item")
        keys.app.wait_gone(role="list item", name="Private")
        keys.undo().press()
        keys.row("Private")
        paths = session.find(id=IDS["Private"])
        assert len(paths) == 1 and session.secret_of(paths[0]) == PRIVATE
        assert len(session.find(origin=server.url)) == 3


@test("a key that was removed is gone for good when the window is closed", timeout=120)
def removed_for_good():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        keys.open("Private")
        keys.press("Remove")
        keys.undo()
        keys.window.find(role="button", name=lambda name: name.startswith("Close")).press()
        eventually(lambda: all(window.name != "Preferences" for window in keys.app.windows()), what="the end of the window")
        keys.act("keys")
        keys.window = keys.app.window("Preferences")
        keys.row("Work")
        assert not keys.window.find_all(role="button", name=lambda name: name.endswith("Undo"))
        assert not session.find(id=IDS["Private"]) and len(session.find(origin=server.url)) == 2


@test("a key is added through propus-key-entry and becomes the one in use; replacing keeps the name", timeout=180)
def add_and_replace():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        keys = Keys(session, desktop, server)
        keys.says("No key")
        keys.press("Enter Key…")
        keys.enter(WORK)
        eventually(lambda: len(session.find(origin=server.url)) == 1, what="the stored key")
        eventually(lambda: len(keys.checked()) == 1 and "…" + WORK[-4:] in keys.window.text(), what="the key in the list")
        name = keys.checked()[0].removeprefix("Use “").removesuffix("”")
        keys.open(name)
        keys.press("Replace…")
        keys.enter(PRIVATE)
        eventually(lambda: session.secrets(origin=server.url) == [PRIVATE], what="the other key")
        eventually(lambda: "…" + PRIVATE[-4:] in keys.row(name).text(), what="the same name with the other key")


@test("a key for this session comes first, is in no keyring and is forgotten on request", timeout=120)
def session_key():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        session.store(WORK, server.url, IDS["Work"], label="Work")
        keys = Keys(session, desktop, server)
        keys.row("Work")
        keys.press("Enter Key for This Session…")
        keys.enter(PRIVATE)
        eventually(lambda: keys.checked() == ["Use “For this session”"], what="the mark")
        assert "…" + PRIVATE[-4:] in keys.row("For this session").text()
        assert session.secrets(origin=server.url) == [WORK]
        switch = keys.window.find(role="check box", name="Forget it when the screen locks")
        assert "checked" not in switch.states
        keys.open("For this session")
        keys.press("Remove")
        keys.app.wait_gone(role="list item", name="For this session")
        eventually(lambda: keys.checked() == ["Use “Work”"], what="the mark")


@test("a key for this session that was forgotten at the lock of the screen is told, and Undo says where a key is kept", timeout=120)
def forgotten():
    with KeyringSession() as session, RawServer(answer) as server:
        session.env["DBUS_SYSTEM_BUS_ADDRESS"] = session.env["DBUS_SESSION_BUS_ADDRESS"]
        session.env["GSETTINGS_BACKEND"] = "keyfile"   # the broker reads what the window writes
        session.store(WORK, server.url, IDS["Work"], label="Work")
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "broker", "mock-login.py")
        with Desktop(env=session.env) as desktop, subprocess.Popen(
                [sys.executable, program], env=session.env, text=True, bufsize=1, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE) as login:
            assert login.stdout.readline() == "ready\n"
            keys = Keys(session, desktop, server)
            keys.press("Enter Key for This Session…")
            keys.enter(PRIVATE)
            keys.open("For this session")
            keys.press("Remove")
            keys.undo().press()
            keys.says("The key is in use for this session.")
            assert "in your keyring again" not in keys.window.text()
            keys.window.find(role="check box", name="Forget it when the screen locks").click(title=keys.title)
            assert login.stdout.readline() == "inhibited sleep delay\n"
            login.stdin.write("lock\n")
            assert login.stdout.readline() == "done lock\n"
            eventually(lambda: (keys.act("refresh-keys"), "the screen was locked" in keys.window.text())[1], what="the reason")
            keys.app.find(role="button", name="Key forgotten, enter it again")
            keys.row("Work")
            assert keys.checked() == [], "no other key takes its place"
            login.stdin.write("end\n")


@test("keys of the environment stand in the order in which they are taken; one moves into the keyring by one click and is told "
      "from its file", timeout=120)
def environment():
    google, gemini = key_of("goog"), key_of("gemi")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        keys = Keys(session, desktop, server, GOOGLE_API_KEY=google, GEMINI_API_KEY=gemini)
        rows = [node.name for node in keys.window.find_all(role="list item") if node.name.endswith("_API_KEY")]
        assert rows == ["GOOGLE_API_KEY", "GEMINI_API_KEY"], rows
        keys.says("GOOGLE_API_KEY comes before GEMINI_API_KEY")
        assert keys.checked() == ["Use “GOOGLE_API_KEY”"], keys.checked()
        keys.row("GEMINI_API_KEY").find(role="button", name="Move to Keyring").press_when_sensitive()
        eventually(lambda: session.secrets(origin=server.url) == [gemini], what="the stored key")
        said = keys.app.find(role="label", name=lambda name: "~/.bashrc" in name).name
        assert "GEMINI_API_KEY" in said and "log in again" in said, said
        keys.app.find(role="button", name=lambda name: name.endswith("Find Keys in Files")).press()
        keys.app.window("Find Keys in Files")
        eventually(lambda: keys.checked() == ["Use “Gemini key from GEMINI_API_KEY”"], what="the stored key in use")
        eventually(lambda: "also in your keyring" in keys.row("GEMINI_API_KEY").text(), what="the note at the variable")
        assert len(keys.window.find_all(role="button", name="Move to Keyring")) == 1


@test("a variable that holds no key is told so, in the list and at the foot of the side bar", timeout=120)
def malformed():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        keys = Keys(session, desktop, server, GEMINI_API_KEY="too short")
        eventually(lambda: "cannot be a key" in keys.row("GEMINI_API_KEY").text(), what="the sentence")
        assert not keys.row("GEMINI_API_KEY").find_all(role="button", name="Move to Keyring")
        keys.app.find(role="button", name="GEMINI_API_KEY holds no usable key")


@test("case-4 a locked keyring is not asked by this page; Unlock shows the keys", timeout=120)
def locked():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        session.lock()
        with session.prompter("pw:test") as prompter:
            keys = Keys(session, desktop, server)
            keys.says("Your keyring is locked")
            keys.says("GNOME Keyring")
            keys.keep("keys-locked")
            time.sleep(1)
            assert prompter.questions == 0, "asked by opening a page"
            keys.press("Unlock…")
            keys.row("Work")
            assert prompter.questions == 1 and len(keys.checked()) == 1


@test("case-20 several copies of a key are told, and Tidy Up leaves the one in use", timeout=120)
def copies():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        session.store(PRIVATE, server.url, IDS["Work"], label="Work")
        time.sleep(1.1)   # the keyring counts in seconds, and the newest one is used
        session.store(WORK, server.url, IDS["Work"], label="Work", copy="second")
        keys = Keys(session, desktop, server)
        keys.says("2 copies of “Work”")
        keys.press("Tidy Up")
        eventually(lambda: session.secrets(id=IDS["Work"]) == [WORK], what="one copy")
        keys.app.wait_gone(role="button", name="Tidy Up")


@test("case-25 a keyring that does not encrypt what is sent to it: asked before anything is stored; no, for this session, and yes",
      timeout=180)
def plain():
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, RawServer(answer) as server, \
            Faulty(session, "plain", server.url):
        keys = Keys(session, desktop, server, GEMINI_API_KEY=WORK)
        keys.says("Not encrypted")

        def move(response):
            keys.row("GEMINI_API_KEY").find(role="button", name="Move to Keyring").press_when_sensitive()
            keys.app.find(role="label", name="Store the Key Without Encryption?")
            keys.keep("keys-plain", "Preferences")
            keys.app.find(role="button", name=lambda name: name.endswith(response)).press()
            keys.app.wait_gone(role="label", name="Store the Key Without Encryption?")

        move("Cancel")
        time.sleep(1)
        assert keys.checked() == ["Use “GEMINI_API_KEY”"], keys.checked()
        move("Use for This Session")
        eventually(lambda: keys.checked() == ["Use “For this session”"], what="the key of this session")
        move("Store Anyway")
        keys.app.find(role="label", name="The Key Is in Your Keyring")
        eventually(lambda: "also in your keyring" in keys.row("GEMINI_API_KEY").text(), what="the stored key")


@test("a keyring that cannot be written says so where the key should have gone, and stays told", timeout=120)
def read_only():
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, RawServer(answer) as server, \
            Faulty(session, "read-only", server.url):
        keys = Keys(session, desktop, server, GEMINI_API_KEY=WORK)
        keys.row("GEMINI_API_KEY").find(role="button", name="Move to Keyring").press_when_sensitive()
        keys.app.find(role="button", name=lambda name: name.endswith("Store Anyway")).press()   # it is plain, too
        keys.says("Your keyring is read-only")
        keys.row("Stored")
        keys.act("refresh-keys")
        time.sleep(1)
        keys.says("Your keyring is read-only")


@test("case-6 an unlock that is dismissed is told apart from a lock that nobody was asked about", timeout=120)
def dismissed():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        session.lock()
        with session.prompter("cancel", "pw:test") as prompter:
            keys = Keys(session, desktop, server)
            keys.app.find(role="button", name="Keyring locked")
            keys.press("Unlock…")
            prompter.wait_question()
            keys.app.find(role="button", name="Keyring stayed locked")
            time.sleep(3)
            keys.press("Unlock…")
            keys.row("Work")


@test("case-17 a keyring that does not answer is waited for; after 20 seconds the page and the key line say so", timeout=120)
def slow():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        other = next(name for name in ("Work", "Private") if keys.checked() != ["Use “%s”" % name])
        keys.row(other)
        session.pause_daemon()
        keys.window.find(name="Use “%s”" % other).click(title="Preferences")
        time.sleep(10)
        assert "Still waiting" not in keys.window.text()
        keys.says("Still waiting for your keyring", timeout=30)
        keys.app.find(role="button", name=lambda name: name.startswith("Still waiting for your keyring"))
        session.resume_daemon()
        eventually(lambda: keys.checked() == ["Use “%s”" % other], timeout=30, what="the mark")
        assert session.daemon_is_alive()


@test("a keyring that ends in the middle of a session is told; when it is back, so are the keys", timeout=120)
def died():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        three_keys(session, server)
        keys = Keys(session, desktop, server)
        keys.row("Work")
        session.stop_daemon()
        keys.act("refresh-keys")
        keys.says("Your keyring has stopped")
        keys.app.find(role="button", name="Keyring has stopped")
        keys.app.wait_gone(role="list item", name="Work")
        session.start_daemon()
        keys.act("refresh-keys")
        keys.row("Work")


@test("without a keyring the page says what to install, and a key can be kept for this session", timeout=120)
def no_keyring():
    with KeyringSession(keyring="none") as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        keys = Keys(session, desktop, server)
        keys.says("No keyring is running on this desktop")
        keys.says("Install GNOME Keyring")
        keys.keep("keys-no-keyring")
        assert not keys.window.find_all(role="button", name="Enter Key…")
        keys.press("Enter Key for This Session…")
        keys.enter(WORK)
        keys.row("For this session")


@test("five keys in files are found and told apart; one is moved: the change is shown first, the file keeps all else", timeout=180)
def find_and_move():
    with at_home(KeyringSession()) as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        found = find_files(session)
        bashrc = os.path.join(session.env["HOME"], ".bashrc")
        os.chmod(bashrc, 0o640)
        keys = Keys(session, desktop, server)
        finds = Finds(keys)
        finds.says("5 Keys in Files")
        for place, program in (("~/.bashrc:3", "Bash"), ("~/.zshrc:2", "Zsh"), ("~/.gemini/.env:1", "Gemini CLI")):
            row = finds.row(place)
            assert program in row.text(), row.text()
            row.find(role="button", name="Move to Keyring…")
        assert "••••" + found["bash"][-4:] in finds.row("~/.bashrc:3").text()
        finds.says("1 file was not looked at")
        finds.row("~/.config/io.datasette.llm/keys.json:1").click(title="Find Keys in Files")
        finds.says("LLM keeps its keys in this file")
        assert len(finds.window.find_all(role="button", name="Move to Keyring…")) == 3
        keys.keep("find-five", "Find Keys in Files")
        for key in found.values():
            assert key not in finds.window.dump(), "a key is in the window"

        finds.row("~/.bashrc:3").find(role="button", name="Move to Keyring…").press()
        finds.says("What Changes")
        keys.app.focus_window(finds.title)
        desktop.key("Escape")
        keys.app.wait_gone(role="label", name="What Changes")
        finds.row("~/.bashrc:3").find(role="button", name="Move to Keyring…").press()
        finds.says("What Changes")
        finds.says("export GEMINI_API_KEY=")
        finds.says("SSD")
        assert not session.find(origin=server.url), "stored before it was wanted"
        with open(bashrc, encoding="utf-8") as file:
            before = file.read()
        assert found["bash"] in before, "changed before it was wanted"
        keys.keep("find-change", "Find Keys in Files")
        finds.window.find(role="button", name="Move to Keyring").press_when_sensitive()
        eventually(lambda: session.secrets(origin=server.url) == [found["bash"]], what="the key")
        finds.says("4 Keys in Files")
        with open(bashrc, encoding="utf-8") as file:
            after = file.read()
        assert found["bash"] not in after and after.startswith("# Aliases\nalias ll='ls -l'\n#"), after
        assert stat.S_IMODE(os.stat(bashrc).st_mode) == 0o640
        keys.row("Gemini key from Bash")


@test(".env files of a folder are searched once the person picks it, and no longer when it is taken out again", timeout=120)
def find_folder():
    with at_home(KeyringSession()) as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        project = os.path.join(session.env["HOME"], "project")
        os.makedirs(os.path.join(project, "web"))
        with open(os.path.join(project, "web", ".env"), "w", encoding="utf-8") as file:
            file.write("PORT=80\nGEMINI_API_KEY=%s\n" % key_of("proj"))
        keys = Keys(session, desktop, server)
        finds = Finds(keys)
        finds.says("No Keys Found")
        finds.window.find(role="button", name="Add Folder…").press()
        keys.app.window("Choose Folders")
        keys.app.focus_window("Choose Folders")
        desktop.xdotool("type", "--delay", "15", project)
        time.sleep(1)
        desktop.key("Return")
        finds.says("~/project/web/.env:2")
        finds.says("1 Key in a File")
        finds.row("~/project").find(role="button").press()
        finds.says("No Keys Found")


@test("nothing found is said in a friendly way", timeout=120)
def find_nothing():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        keys = Keys(session, desktop, server)
        finds = Finds(keys)
        finds.says("No Keys Found")
        keys.keep("find-nothing", "Find Keys in Files")


@test("a file that changed between the search and the move is left alone, and the reason is said", timeout=120)
def find_changed():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        find_files(session)
        keys = Keys(session, desktop, server)
        finds = Finds(keys)
        finds.row("~/.zshrc:2").find(role="button", name="Move to Keyring…").press()
        finds.says("export GOOGLE_API_KEY=")
        zshrc = os.path.join(session.env["HOME"], ".zshrc")
        with open(zshrc, "w", encoding="utf-8") as file:
            file.write("setopt autocd\n")
        finds.window.find(role="button", name="Move to Keyring").press_when_sensitive()
        finds.says("no longer holds that key")
        assert not session.find(origin=server.url)
        with open(zshrc, encoding="utf-8") as file:
            assert file.read() == "setopt autocd\n"


LOOKS = {
    "light": {}, "dark": {"dark": True}, "narrow": {"width": 360}, "large": {"large": True}, "zh_TW": {"language": "zh_TW"},
}


def take_looks(name, dark=False, width=640, large=False, language=None):
    """Three keys, one refused, and five finds, as they look."""
    mo = os.path.join(os.environ["PROPUS_BUILDDIR"], "po")
    words = gettext.translation("propus", mo, [language], fallback=True) if language else gettext.NullTranslations()
    with at_home(KeyringSession()) as session, RawServer(answer) as server:
        with Desktop(env=session.env, dark=dark, language=language, size=(1400, 1400)) as desktop:
            if large:
                with open(os.path.join(desktop.env["XDG_CONFIG_HOME"], "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as file:
                    file.write("[Settings]\ngtk-font-name=Cantarell 16\ngtk-enable-animations=false\n")
            three_keys(session, server)
            find_files(session)
            keys = Keys(session, desktop, server, size=(width, 1000), words=words.gettext)
            for label, sign in (("Work", "gemini-flash-latest"), ("Laptop", words.gettext("Open AI Studio"))):
                test_key(keys, label)
                keys.says(sign)
                keys.keep("look-key-%s-%s" % (label.lower(), name))
                keys.back()
            keys.keep("look-keys-" + name)
            finds = Finds(keys, size=(width, 760))
            finds.says("~/.bashrc:3")
            keys.keep("look-find-" + name, finds.title)
            finds.row("~/.bashrc:3").find(role="button", name=words.gettext("Move to Keyring…")).press()
            finds.says("export GEMINI_API_KEY=")
            keys.keep("look-change-" + name, finds.title)


@test("pictures of three keys and of five finds in every look", timeout=400)
def looks():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        raise Skip("wanted with PROPUS_SCREENSHOTS=1 only")
    for name in os.environ.get("PROPUS_LOOKS", " ".join(LOOKS)).split():
        take_looks(name, **LOOKS[name])


main()
