# The history in trouble, seen in the real window: a full disk, a home that cannot be written, a damaged file, and
# programs that start at the same time.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import ctypes
import os
import sqlite3
import subprocess
import sys
import threading
import time

from askkit import PROPUS, fake_key
from rawserver import LAST_CHUNK, RawServer, STREAM_HEAD, chunk, event
from taptest import Skip, diag, eventually, main, test
from windowkit import Desktop, wait_for

FULL = "The disk is full, so chats are not being saved. Make room, and Propus goes on saving."
READ_ONLY = "The history cannot be written to, so chats are not being saved."
NOBODY = 65534
SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
LIBC = ctypes.CDLL(None, use_errno=True)


class SmallDisk:
    """A tmpfs of one megabyte, and a file that takes what is left of it."""

    def __init__(self, path, size="1m"):
        self.path, self.ballast = path, os.path.join(path, "ballast")
        os.makedirs(path, 0o700, exist_ok=True)
        if LIBC.mount(b"propus-test", path.encode(), b"tmpfs", 0, ("size=%s,mode=0700" % size).encode()) != 0:
            raise Skip("no tmpfs can be mounted here: " + os.strerror(ctypes.get_errno()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        LIBC.umount2(self.path.encode(), 2)

    def fill(self):
        with open(self.ballast, "ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while file.write(b"\0" * size):
                        pass
                except OSError:
                    pass

    def make_room(self):
        os.unlink(self.ballast)


class Window:
    def __init__(self, desktop, server=None, env=None):
        self.desktop = desktop
        if server is None:
            self.app = desktop.start([PROPUS, "--practice"], env=env)
        else:
            self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": fake_key()})
        self.message = self.app.find(name="Message", role="text box")

    def put(self, text):
        self.message.set_text(text)
        self.app.find(role="button", name="Send").press_when_sensitive()

    def ask(self, text):
        n = len(self.answers())
        self.put(text)
        wait_for(lambda: len(self.answers()) > n, what="an answer's row")
        self.app.find(role="button", name="Send")

    def answers(self):
        return self.app.find_all(name="Gemini said", showing=False)

    def chats(self):
        return [item.name for node in self.app.find_all(name="Chats", role="list") for item in node.find_all(role="list item")]

    def says(self, sentence):
        self.app.find(name=sentence, role="label")

    def is_quiet(self, sentence):
        self.app.wait_gone(name=sentence, role="label")

    def press(self, name):
        """A button of a message dialog has the mnemonic in its name."""
        self.app.find(role="button", test=lambda node: node.name in (name, "_%s %s" % (name, name))).press()

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        time.sleep(0.5)
        self.app.screenshot(os.path.join(SHOTS, "trouble-%s.png" % name))


def history(desktop):
    return os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "history.db")


def read(desktop, question):
    db = sqlite3.connect("file:%s?mode=ro" % history(desktop), uri=True)
    try:
        return [row[0] for row in db.execute(question)]
    finally:
        db.close()   # else the WAL stays when the window closes


def stored(desktop):
    """The texts of all messages, and that the history is sound."""
    assert read(desktop, "PRAGMA integrity_check") == ["ok"]
    return read(desktop, "SELECT coalesce (text, (SELECT group_concat (text, '') FROM "
                         "(SELECT text FROM segments WHERE id >> 20 = messages.id ORDER BY id))) FROM messages ORDER BY id")


@test("case-98 a disk that is full at the start: told, what is there can be read, and what is written meanwhile is saved later",
      timeout=180)
def full_at_start():
    with Desktop() as desktop, SmallDisk(desktop.env["XDG_DATA_HOME"]) as disk:
        window = Window(desktop)
        window.ask("before it was full")
        eventually(lambda: len(stored(desktop)) == 2, what="the first turn in the history")
        before = stored(desktop)
        assert window.app.close() == 0
        with open(history(desktop), "rb") as file:
            content = file.read()

        disk.fill()
        window = Window(desktop)
        window.says(FULL)
        wait_for(lambda: window.chats() == ["before it was full"], what="the chat of before")
        window.ask("while it is full")
        window.says(FULL)
        window.app.find(role="button", name="Try Again").press()
        time.sleep(1)
        window.says(FULL)
        with open(history(desktop), "rb") as file:
            assert file.read() == content

        disk.make_room()
        window.is_quiet(FULL)   # by itself
        eventually(lambda: len(stored(desktop)) == 4, what="both turns in the history")
        assert stored(desktop)[:2] == before and "while it is full" in stored(desktop)
        wait_for(lambda: len(window.chats()) == 2, what="both chats in the list")
        assert window.app.close() == 0


class Dictation:
    """Answers at once, but to "dictate" with numbered words until it is told to end: one paragraph, which is one node."""

    def __init__(self):
        self.over = threading.Event()
        self.said = ""

    def __call__(self, request, send):
        send(STREAM_HEAD)
        if b"dictate" in request.body:
            for number in range(100000):
                if self.over.wait(0.02):
                    break
                word = "w%05d " % number * 20
                send(chunk(event(word)))
                self.said += word
        send(chunk(event("The end.", finish="STOP")))
        send(LAST_CHUNK)


@test("case-98 a disk that fills up in mid-stream: the answer stays, it is told, and saved once there is room", timeout=180)
def full_in_mid_stream():
    dictation = Dictation()
    with Desktop() as desktop, SmallDisk(desktop.env["XDG_DATA_HOME"]) as disk, RawServer(dictation) as server:
        window = Window(desktop, server)
        window.ask("before it was full")
        eventually(lambda: len(stored(desktop)) == 2, what="the first turn in the history")
        before = stored(desktop)
        window.put("dictate")
        wait_for(lambda: len(dictation.said) > 5000, what="the beginning of an answer")
        disk.fill()
        window.app.find(name=FULL, role="label", timeout=60)
        said = dictation.said
        last = said.split()[-1]
        wait_for(lambda: last in window.answers()[-1].text(), what="what came last on the screen")
        dictation.over.set()
        window.app.find(role="button", name="Send")
        wait_for(lambda: "The end." in window.answers()[-1].text(), what="the whole answer")
        window.shot("full")
        assert stored(desktop)[:2] == before, "what was saved before is gone"
        kept = len(stored(desktop)[-1] or "")
        whole = dictation.said + "The end."
        diag("%d characters came, %d are saved so far" % (len(whole), kept))
        assert kept < len(whole)

        # Not without a word: it would be lost.
        window.app.focus_window()
        desktop.key("ctrl+q")
        window.says("Quit Without Saving?")
        window.press("Cancel")
        window.app.wait_gone(name="Quit Without Saving?")
        assert window.app.process.poll() is None
        window.app.find(role="button", name="Try Again").press()
        time.sleep(0.5)
        window.says(FULL)

        disk.make_room()
        window.is_quiet(FULL)   # by itself
        eventually(lambda: stored(desktop)[-1] == whole, what="the whole answer in the history")
        assert stored(desktop)[:2] == before
        assert "The end." in window.answers()[-1].text() and last in window.answers()[-1].text()
        assert window.app.close() == 0
        assert stored(desktop)[-1] == whole


@test("case-98 a disk that is full at an export: told, and neither the chat nor an older file is lost", timeout=120)
def full_at_export():
    with Desktop() as desktop, SmallDisk(os.path.join(desktop.folder, "stick"), "64k") as disk:
        window = Window(desktop)
        window.ask("practice:pace 0 practice:long 100")
        target = os.path.join(disk.path, "chats.json")
        with open(target, "w", encoding="utf-8") as file:
            file.write("an older export")
        before = stored(desktop)
        [node for node in window.app.find_all(name="Main Menu") if node.role in ("button", "toggle button")][-1].press()
        window.app.find(role="menu item", name="Export All Chats…").press()
        dialog = window.app.window("Export Chats")
        radio = wait_for(lambda: [node for node in dialog.walk() if node.role in ("radio button", "check box") and
                                  node.name.endswith("JSON")], what="the formats")[0]
        if "checked" not in radio.states:
            radio.click(title="Export Chats")
        wait_for(lambda: "checked" in radio.states, what="the choice")
        [node for node in dialog.find_all(role="button") if "Export…" in node.name][0].press()
        window.app.window("Save Export")
        window.app.focus_window("Save Export")
        desktop.key("ctrl+a")
        desktop.xdotool("type", "--delay", "15", target, timeout=60)
        time.sleep(0.7)
        desktop.key("Return")
        # Another program's question: whether the older file may be replaced.
        wait_for(lambda: [n for n in window.app.find_all(role="button") if "Replace" in n.name], what="the question")[0].press()
        window.shot("export")
        wait_for(lambda: "There is no room left on the disk." in "\n".join(w.text() for w in window.app.windows()),
                 what="the sentence")
        with open(target, encoding="utf-8") as file:
            assert file.read() == "an older export"
        assert os.listdir(disk.path) == ["chats.json"], os.listdir(disk.path)
        assert stored(desktop) == before


@test("case-101 two starts at once make one window", timeout=90)
def two_starts():
    with Desktop() as desktop:
        apps = [desktop.start([PROPUS, "--practice"]) for _ in range(2)]
        wait_for(lambda: any(app.process.poll() is not None for app in apps), what="one of them to end")
        ended, stays = sorted(apps, key=lambda app: app.process.poll() is None)
        assert ended.process.returncode == 0
        stays.find(name="Message", role="text box")
        before = desktop.windows(stays.pid)
        third = subprocess.run([PROPUS], env=desktop.env, timeout=20, check=False)
        time.sleep(0.5)
        assert third.returncode == 0 and desktop.windows(stays.pid) == before, (before, desktop.windows(stays.pid))
        assert stays.process.poll() is None and len(stays.windows()) == 1, stays.dump()


def write_until(desktop, window, words, sent):
    """Types a prompt and sends it; the keyboard is too early while a window is being made or an answer comes."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        desktop.xdotool("windowfocus", "--sync", window)
        desktop.key("ctrl+a")
        desktop.xdotool("type", "--window", window, words)
        desktop.key("Return")
        for _ in range(20):
            if sent():
                return
            time.sleep(0.1)
    raise AssertionError("%r could not be sent" % words)


@test("case-101 two starts without a session bus make two windows, and what both write is safe", timeout=180)
def two_without_bus():
    with Desktop() as desktop:
        # GTK's accessibility needs the bus: here the keyboard and the history have to do.
        env = dict(desktop.env, GTK_A11Y="none", DBUS_SESSION_BUS_ADDRESS="unix:path=" + os.path.join(desktop.folder, "nothing-here"))
        programs = [subprocess.Popen([PROPUS, "--practice"], env=env) for _ in range(2)]
        try:
            windows = [eventually(lambda: desktop.windows(program.pid), timeout=30, what="its window")[0] for program in programs]
            for number in range(3):
                for name, window in zip(("left", "right"), windows):
                    words = "%s %d" % (name, number)
                    write_until(desktop, window, words, lambda: os.path.exists(history(desktop)) and
                                read(desktop, "SELECT 1 FROM messages WHERE text = '%s'" % words))
            wait_for(lambda: read(desktop, "SELECT state FROM messages WHERE role = 'model'") == ["complete"] * 6, timeout=60,
                     what="six answers")
            assert [program.poll() for program in programs] == [None, None]
        finally:
            for program in programs:
                program.terminate()
        assert [program.wait(10) for program in programs] == [0, 0]
        assert read(desktop, "PRAGMA integrity_check") == ["ok"]
        prompts = read(desktop, "SELECT text FROM messages WHERE role = 'user' ORDER BY conversation_id, id")
        assert sorted(prompts) == ["left 0", "left 1", "left 2", "right 0", "right 1", "right 2"], prompts
        assert read(desktop, "SELECT state FROM messages WHERE role = 'model'") == ["complete"] * 6
        assert read(desktop, "SELECT count(*) FROM conversations") == [2]


@test("a damaged history is put aside, and that is said until it was read", timeout=90)
def damaged():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("soon damaged")
        assert window.app.close() == 0
        with open(history(desktop), "r+b") as file:
            file.write(b"x" * 100)
        window = Window(desktop)
        label = window.app.find(role="label", name=lambda name: name.startswith("The history was damaged."))
        assert "history.db.corrupt-" in label.name, label.name
        window.shot("damaged")
        window.app.find(role="alert").find(role="button", name="Close").press()
        window.app.wait_gone(role="label", name=lambda name: name.startswith("The history was damaged."))
        window.ask("a new beginning")
        eventually(lambda: "a new beginning" in stored(desktop), what="the new turn in a new history")


def as_nobody():
    """In a process without rights: a home of which nothing can be written, settings and caches included."""
    with Desktop() as desktop:
        home = desktop.env["HOME"]
        for folder, _folders, files in os.walk(home, topdown=False):
            for name in files:
                os.chmod(os.path.join(folder, name), 0o400)
            os.chmod(folder, 0o500)
        before = sorted(os.walk(home))
        try:
            window = Window(desktop, env={"GSETTINGS_BACKEND": "keyfile"})
            window.says(READ_ONLY)
            window.ask("can you hear me")
            assert "can you hear me" in window.app.find(name="You said", showing=False).text()
            window.says(READ_ONLY)
            assert window.app.close() == 0
            assert sorted(os.walk(home)) == before, "something was written"
        finally:
            for folder, _folders, _files in os.walk(home):
                os.chmod(folder, 0o700)


@test("case-105 a home that cannot be written: it runs, answers, and says that nothing is saved", timeout=90)
def read_only_home():
    if os.geteuid() != 0:
        as_nobody()
        return
    env = dict(os.environ, HOME="/nonexistent")
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
        env.pop(name, None)
    done = subprocess.run(["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups", sys.executable, __file__,
                           "case-105"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=80, check=False)
    diag(done.stdout.decode(errors="replace"))
    assert done.returncode == 0


if __name__ == "__main__":
    main()
