# The window never holds the key, whichever way the key comes: typed, pasted, from the environment, from the keyring.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A real window, a real keyring, a real broker; after ten prompts everything that the window is and leaves behind is
# searched for every 16-byte piece of the key.  Each search first finds a planted text in the same place.

import os
import secrets
import time

from askkit import PROPUS
from brokerkit import SANITIZED
from keyringkit import KeyringSession, fake_key
from memorykit import child_named, find_in_files, find_in_memory, find_in_proc
from rawserver import RawServer, error, event, stream
from taptest import Skip, eventually, main, test
from windowkit import Desktop

PROMPTS = 10
REST_S = 60
PLANT = "planted-in-a-prompt-" + "qwertzuiop"
PLANT_ARGUMENT = "planted-argument-" + "yxcvbnm-0123456789"


def answer(request, send):
    """Answers; the third prompt is refused by a server that repeats the key, as Google's does."""
    if b"prompt number 3" in request.body:
        key = request.headers["x-goog-api-key"]
        error(400, "INVALID_ARGUMENT", "API key not valid: %s." % key,
              [{"@type": "type.googleapis.com/google.rpc.DebugInfo", "detail": "key " + key}])(request, send)
    else:
        stream(event("The answer. ", finish="STOP", usage={"totalTokenCount": 3}))(request, send)


def new_key(way):
    """A fake key that nothing else in memory can hold a piece of: digits in a row stand in every other library."""
    return fake_key("fake-%s-" % way + secrets.token_hex(16))


class Journey:
    """One window in a session of its own, and the server that it asks."""

    def __init__(self, session, desktop, server, **env):
        self.session, self.desktop, self.server = session, desktop, server
        # argv[0] may be any text: the place where a planted argument is found.
        self.app = desktop.start(["/bin/bash", "-c", 'exec -a "$1" "$2"', "sh", PLANT_ARGUMENT, PROPUS],
                                 env=dict(env, GOOGLE_GEMINI_BASE_URL=server.url, PLANTED=PLANT))
        self.app.find(name="New Chat", role="button")
        self.app.place(0, 0, 1000, 700)
        self.app.focus_window()
        self.pid = self.app.process.pid

    def broker(self):
        return eventually(lambda: child_named(self.pid, "propus-broker"), what="the broker")

    def send(self, text):
        before = len(self.app.find_all(name="Gemini said", role="group"))
        self.app.find(name="Message", role="text box").set_text(text)
        self.app.find(name="Send", role="button").press_when_sensitive()
        eventually(lambda: len(self.app.find_all(name="Gemini said", role="group")) > before, timeout=20, what="an answer")
        self.app.wait_gone(name="Stop", role="button")

    def send_all(self):
        for number in range(1, PROMPTS + 1):
            self.send("%s prompt number %d" % (PLANT, number))

    def entry(self):
        """The window of propus-key-entry, when it is there."""
        broker = self.broker()
        pid = eventually(lambda: child_named(broker, "propus-key-entr"), what="propus-key-entry")
        return self.desktop.find_app(pid)

    def search(self, key):
        """Fails if the window or a file below HOME holds a piece of the key."""
        time.sleep(1)
        assert find_in_memory(self.pid, PLANT), "the search of memory finds nothing"
        assert find_in_proc(self.pid, "environ", PLANT), "the search of the environment finds nothing"
        assert find_in_proc(self.pid, "cmdline", PLANT_ARGUMENT), "the search of the arguments finds nothing"
        assert find_in_files(self.session.folder, PLANT), "the search of the files finds nothing"

        hits = find_in_memory(self.pid, key)
        assert not hits, "in the window's memory: %s" % hits
        assert not find_in_proc(self.pid, "environ", key)
        assert not find_in_proc(self.pid, "cmdline", key)
        hits = find_in_files(self.session.folder, key)
        assert not hits, "in files: %s" % hits
        # What the server saw proves that it was this key that was in use all the time.
        asked = [r for r in self.server.requests if r.method == "POST"]
        assert len(asked) >= PROMPTS and all(r.headers["x-goog-api-key"] == key for r in asked[-PROMPTS:])
        assert not any(key in r.path for r in self.server.requests)


def need_root():
    if SANITIZED:
        raise Skip("a sanitizer's memory is not what it would be")
    if os.getuid() != 0:
        raise Skip("reading another process's memory needs root")


def press(app, name):
    app.find(name=name, role="button").press_when_sensitive()


@test("the key typed into propus-key-entry is nowhere in the window", timeout=240)
def typed():
    need_root()
    key = new_key("typed")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        journey = Journey(session, desktop, server)
        press(journey.app, "Enter Key…")
        entry = journey.entry()
        entry.find(name="API key").type_keys(key, title="Enter Key")
        press(entry, "Save")
        eventually(lambda: session.find(origin=server.url), what="the stored key")
        journey.send_all()
        journey.search(key)
        journey.app.kill()


@test("the key pasted is nowhere in the window, nor is the one that it replaces", timeout=240)
def pasted():
    need_root()
    key = new_key("pasted")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        journey = Journey(session, desktop, server)
        desktop.set_clipboard(key)
        press(journey.app, "Enter Key…")
        entry = journey.entry()
        press(entry, "Paste")
        press(entry, "Save")
        eventually(lambda: session.find(origin=server.url), what="the stored key")
        desktop.set_clipboard("something else")
        journey.send_all()
        journey.search(key)
        journey.app.kill()


@test("the key from the keyring is nowhere in the window, and after rest nowhere in the broker but in libsecret's memory",
      timeout=300)
def from_keyring():
    need_root()
    key = new_key("stored")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        session.store(key, server.url, "0123456789abcdef0123456789abcdef", label="From before")
        journey = Journey(session, desktop, server)
        journey.send_all()
        journey.search(key)
        broker = journey.broker()
        time.sleep(REST_S + 5)
        assert journey.broker() == broker, "the broker began anew as another process"
        assert find_in_memory(broker, "--base-url=" + server.url), "the search finds nothing in the broker"
        hits = find_in_memory(broker, key, outside_locked=True)
        assert not hits, "in the rested broker: %s" % hits
        journey.send("after the rest")
        assert server.requests[-1].headers["x-goog-api-key"] == key
        journey.app.kill()


@test("the key from the environment is nowhere in the window, and after rest nowhere in the broker but in libsecret's memory",
      timeout=300)
def from_environment():
    need_root()
    key = new_key("environ")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(answer) as server:
        journey = Journey(session, desktop, server, GEMINI_API_KEY=key)
        journey.send_all()
        journey.search(key)
        broker = journey.broker()
        assert find_in_memory(broker, key), "the search finds nothing in a broker that has the key"
        time.sleep(REST_S + 5)
        assert journey.broker() == broker
        assert find_in_memory(broker, key), "the key of the environment was not handed over"
        hits = find_in_memory(broker, key, outside_locked=True)
        assert not hits, "in the rested broker: %s" % hits
        journey.send("after the rest")
        assert server.requests[-1].headers["x-goog-api-key"] == key
        journey.app.kill()


main()
