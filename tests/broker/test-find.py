# Keys in files, through the broker, with a real gnome-keyring.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from brokerkit import SANITIZED, Broker, Upstream, fake_key, pieces_of
from keyringdriver import Faulty
from keyringkit import KeyringSession
from memorykit import find_in_files, find_in_memory
from taptest import Skip, eventually, main, test

COMMENT = r"# GEMINI_API_KEY is kept in the keyring by Propus since \d{4}-\d\d-\d\d: propus exec -- COMMAND\n"


def answer(c):
    c.reply(200, b"{}")


def start(session, api, **options):
    variables = dict(session.env, GSETTINGS_BACKEND="keyfile")
    return Broker(api.url, lookup=True, variables=variables, **options)


class File:
    """A file in the session's home with a key in it."""

    def __init__(self, session, key, name=".bashrc", text="alias a=b\nexport GEMINI_API_KEY=%s\n", mode=0o640):
        self.key = key
        self.home = session.env["HOME"]
        self.path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text % key)
        os.chmod(self.path, mode)
        self.before = self.look()

    def look(self):
        with open(self.path, "rb") as file:
            return file.read(), os.stat(self.path).st_mtime_ns, os.stat(self.path).st_mode, os.stat(self.path).st_ino

    def text(self):
        return self.look()[0].decode()

    def is_untouched(self):
        return self.look() == self.before and not [n for n in os.listdir(self.home) if n.startswith(".propus-")]

    def act(self, broker, action, line=2, timeout=30, **more):
        body = {"file": self.path, "line": line, "lastFour": self.key[-4:], **more}
        return without(self.key, broker.control("POST", "find/" + action, body, timeout=timeout))


def without(key, reply):
    """No piece of a key leaves the broker."""
    assert not any(piece in reply.body for piece in pieces_of(key, 6)), reply.body
    return reply


def stored_keys(broker):
    return broker.control("GET", "keys", timeout=30).json()["keys"]


@test("find says where keys lie, which of them the keyring has, and what was skipped; no key is in the answer")
def search():
    with KeyringSession() as session, Upstream(answer) as api:
        known, new = fake_key(), fake_key()
        session.store(known, api.url, "one", "A label")
        File(session, known)
        project = os.path.join(session.env["HOME"], "project")
        File(session, new, "project/.env", "GOOGLE_API_KEY='%s'\n")
        os.mkfifo(os.path.join(session.env["HOME"], ".zshrc"))
        with start(session, api) as broker:
            reply = without(new, without(known, broker.control("POST", "find", {"folders": [project]})))
            assert reply.status == 200, reply.body
            assert reply.json() == {
                "finds": [
                    {"file": session.env["HOME"] + "/.bashrc", "line": 2, "program": "Bash", "kind": "shell",
                     "name": "GEMINI_API_KEY", "lastFour": known[-4:], "hint": "auth", "movable": True, "stored": True},
                    {"file": project + "/.env", "line": 1, "program": ".env", "kind": "env", "name": "GOOGLE_API_KEY",
                     "lastFour": new[-4:], "hint": "auth", "movable": True, "stored": False}],
                "skipped": [{"file": session.env["HOME"] + "/.zshrc", "reason": "not-a-file", "detail": ""}]}, reply.json()
            assert len(broker.control("POST", "find").json()["finds"]) == 1
            for wrong in ({"folders": ["project"]}, {"folders": [3]}, {"folders": ["/x"] * 33}):
                assert broker.control("POST", "find", wrong).status == 400, wrong


@test("find asks nobody: with a locked keyring it answers, and does not know what is stored")
def search_locked():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("cancel") as prompter:
        key = fake_key()
        session.store(key, api.url, "one")
        session.lock()
        File(session, key)
        with start(session, api) as broker:
            found = broker.control("POST", "find").json()["finds"]
            assert [find["stored"] for find in found] == [False]
            assert prompter.questions == 0


@test("find waits only moments for a keyring that hangs")
def search_stuck():
    with KeyringSession() as session, Upstream(answer) as api:
        key = fake_key()
        session.store(key, api.url, "one")
        File(session, key)
        with start(session, api) as broker:
            assert broker.control("POST", "find").json()["finds"][0]["stored"] is True
            session.pause_daemon()
            try:
                before = time.monotonic()
                found = broker.control("POST", "find", timeout=30).json()["finds"]
                assert [find["stored"] for find in found] == [False] and time.monotonic() - before < 8
            finally:
                session.resume_daemon()
            assert eventually(lambda: broker.control("POST", "find").json()["finds"][0]["stored"], 20)


@test("find works without a keyring, and in practice")
def search_without():
    for keyring, options in (("no-bus", {}), ("none", {}), ("unlocked", {"lookup": False})):
        with KeyringSession(keyring) as session, Upstream(answer) as api:
            file = File(session, fake_key())
            settings = {"lookup": True, "variables": session.env, **options}
            with Broker(api.url, **settings) as broker:
                assert len(broker.control("POST", "find").json()["finds"]) == 1, keyring
                reply = file.act(broker, "move")
                wanted = "NOT_ALLOWED" if options else "KEYRING_UNAVAILABLE"
                assert reply.propus_reason() == wanted, (keyring, reply.body)
                assert file.is_untouched()


@test("while a large folder is searched the broker answers everything else at once")
def search_aside():
    with KeyringSession() as session, Upstream(answer) as api:
        home = session.env["HOME"]
        for i in range(60):
            folder = os.path.join(home, "p", str(i))
            os.makedirs(folder)
            for j in range(200):
                with open(os.path.join(folder, ".env.%d" % j), "w", encoding="utf-8") as file:
                    file.write("A=1\n" * 200)
        with start(session, api) as broker:
            replies = []
            thread = threading.Thread(target=lambda: replies.append(
                broker.control("POST", "find", {"folders": [os.path.join(home, "p")]}, timeout=60)))
            began = time.monotonic()
            thread.start()
            slowest = 0
            while thread.is_alive():
                before = time.monotonic()
                assert broker.control("GET", "status").status == 200
                slowest = max(slowest, time.monotonic() - before)
            # Whoever waited for the search would have waited for most of it.
            took = time.monotonic() - began
            assert replies[0].status == 200 and slowest < took / 4, (slowest, took)


@test("a move shows the change, stores the key, and only then takes it out of the file")
def move():
    with KeyringSession() as session, Upstream(answer) as api:
        key = fake_key()
        file = File(session, key)
        assert find_in_files(session.env["HOME"], key), "the search does not find what is there"
        with start(session, api) as broker:
            shown = file.act(broker, "preview").json()
            assert shown["file"] == file.path and shown["target"] is None and shown["line"] == 2
            assert shown["before"] == "export GEMINI_API_KEY=…" + key[-4:]
            assert re.fullmatch(COMMENT, shown["after"] + "\n"), shown
            assert file.is_untouched() and stored_keys(broker) == []

            reply = file.act(broker, "move", label="From my shell").json()
            assert reply["label"] == "From my shell" and reply["id"], reply
            assert re.fullmatch("alias a=b\n" + COMMENT, file.text()), file.text()
            assert os.stat(file.path).st_mode == file.before[2]
            assert [(k["id"], k["label"], k["lastFour"], k["inUse"]) for k in stored_keys(broker)] == [
                (reply["id"], "From my shell", key[-4:], True)]
            assert session.secret_of(session.find(id=reply["id"])[0]) == key

            assert broker.control("POST", "find").json()["finds"] == []
            assert file.act(broker, "move").propus_reason() == "FIND_CHANGED"
            assert find_in_files(session.env["HOME"], key) == []
            assert broker.request("POST", "/v1beta/models/m:generateContent", b"{}").status == 200
            assert api.requests[-1].headers["x-goog-api-key"] == key


@test("a key that the keyring has already is not stored twice, and the chosen key stays chosen")
def move_known():
    with KeyringSession() as session, Upstream(answer) as api:
        key, chosen, new = fake_key(), fake_key(), fake_key()
        session.store(key, api.url, "known", "Known before")
        session.store(chosen, api.url, "chosen")
        session.store(fake_key(), "https://other.example", "other")
        file = File(session, key)
        other = File(session, new, ".zshrc")
        with start(session, api) as broker:
            assert broker.control("POST", "keys/chosen/use", {}).status == 200
            assert file.act(broker, "move", label="Another label").json() == {"id": "known", "label": "Known before"}
            assert other.act(broker, "move").status == 200
            listed = {k["id"]: k["inUse"] for k in stored_keys(broker)}
            assert len(listed) == 4 and [id for id, used in listed.items() if used] == ["chosen"], listed
        assert find_in_files(session.env["HOME"], key) == [] == find_in_files(session.env["HOME"], new)


@test("a locked keyring is unlocked for a move; when that is dismissed the file is untouched")
def move_locked():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("cancel", "pw:test") as prompter:
        session.store(fake_key(), api.url, "one")
        session.lock()
        file = File(session, fake_key())
        with start(session, api) as broker:
            assert file.act(broker, "move").propus_reason() == "KEYRING_DISMISSED"
            assert file.is_untouched() and prompter.questions == 1
            time.sleep(2.2)
            assert file.act(broker, "move").status == 200
            assert re.fullmatch("alias a=b\n" + COMMENT, file.text()) and prompter.questions == 2


@test("a locked keyring with nobody to ask: the file is untouched")
def move_nobody():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(fake_key(), api.url, "one")
        session.lock()
        file = File(session, fake_key())
        with start(session, api) as broker:
            assert file.act(broker, "move").propus_reason() == "KEYRING_LOCKED"
            assert file.is_untouched()


@test("a keyring that dies in the middle leaves the file untouched")
def move_dies():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("hang") as prompter:
        session.store(fake_key(), api.url, "one")
        session.lock()
        file = File(session, fake_key())
        with start(session, api) as broker:
            replies = []
            thread = threading.Thread(target=lambda: replies.append(file.act(broker, "move")))
            thread.start()
            prompter.wait_question()
            session.stop_daemon()
            thread.join(30)
            assert replies and replies[0].status >= 400 and replies[0].propus_reason().startswith("KEYRING_"), replies[0].body
            assert file.is_untouched()


@test("a keyring that takes secrets only in plain text, or takes none: told, and the file is untouched")
def move_plain():
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "plain", api.url), \
            start(session, api) as broker:
        file = File(session, fake_key())
        assert file.act(broker, "move").propus_reason() == "KEYRING_PLAIN" and file.is_untouched()
        assert file.act(broker, "move", plain=True).status == 200
        assert re.fullmatch("alias a=b\n" + COMMENT, file.text())
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "read-only", api.url), \
            start(session, api) as broker:
        file = File(session, fake_key())
        reply = file.act(broker, "move", plain=True)
        assert reply.propus_reason() in ("KEYRING_READ_ONLY", "KEYRING_FAILED") and file.is_untouched(), reply.body


@test("a keyring that gives back something else than was stored: the file is untouched")
def move_read_back():
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "other-new", api.url), \
            start(session, api) as broker:
        file = File(session, fake_key())
        reply = file.act(broker, "move", plain=True)
        assert reply.propus_reason() == "KEYRING_FAILED" and file.is_untouched(), reply.body


@test("what is wrong with the file is said before the keyring is asked")
def file_first():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("cancel") as prompter:
        session.store(fake_key(), api.url, "one")
        session.lock()
        key = fake_key()
        file = File(session, key, mode=0o444)
        with start(session, api) as broker:
            for action in ("preview", "move"):
                reply = file.act(broker, action)
                assert reply.propus_reason() == "FIND_FILE" and "write-protected" in reply.json()["error"]["message"], reply.body
                assert file.act(broker, action, line=1).propus_reason() == "FIND_CHANGED"
                body = {"file": "/etc/hostname", "line": 1, "lastFour": "abcd"}
                assert broker.control("POST", "find/" + action, body).propus_reason() == "FIND_FILE"
                for wrong in ({}, {"file": file.path}, {"file": file.path, "line": 0, "lastFour": "abcd"},
                              {"file": file.path, "line": 2, "lastFour": "ab"}, {"file": 3, "line": 2, "lastFour": "abcd"}):
                    assert broker.control("POST", "find/" + action, wrong).status == 400, wrong
            assert file.is_untouched() and prompter.questions == 0


@test("a file that changes while the keyring asks is left alone, and it is said that the keyring has the key")
def changes_meanwhile():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("hang") as prompter:
        session.store(fake_key(), api.url, "one")
        session.lock()
        key = fake_key()
        file = File(session, key)
        with start(session, api) as broker:
            replies = []
            thread = threading.Thread(target=lambda: replies.append(file.act(broker, "move")))
            thread.start()
            prompter.wait_question()
            with open(file.path, "a", encoding="utf-8") as opened:
                opened.write("alias c=d\n")
            file.before = file.look()
            time.sleep(1)   # the question is on the screen before it waits for an answer
            prompter.answer("pw:test")
            thread.join(30)
            assert replies[0].propus_reason() == "FIND_CHANGED", replies[0].body
            assert "in the keyring now" in replies[0].json()["error"]["message"]
            assert file.is_untouched()
            assert key[-4:] in [k["lastFour"] for k in stored_keys(broker)]
            # Nothing is lost: after a new search the move ends well, without a second item.
            assert file.act(broker, "move").status == 200
            assert len(stored_keys(broker)) == 2


@test("after a search and a move the broker has no key left when it rests")
def memory():
    if SANITIZED:
        raise Skip("memory is not what it would be")
    with KeyringSession() as session, Upstream(answer) as api:
        key, unmoved = fake_key(), fake_key()
        file = File(session, key)
        File(session, unmoved, ".zshrc")
        with start(session, api, rest_ms=1500) as broker:
            assert broker.control("POST", "find").status == 200
            # While it is awake: what a search found is wiped with its answer.
            assert find_in_memory(broker.pid, unmoved) == []
            assert file.act(broker, "move").status == 200
            session_bus = session.env["DBUS_SESSION_BUS_ADDRESS"]
            assert find_in_memory(broker.pid, session_bus), "the search does not find what is there"
            eventually(lambda: find_in_memory(broker.pid, key) == [], 20, "the key to be gone")
            assert json.loads(broker.control("GET", "status").body)["source"] in ("keyring", "none")


def layout(pid):
    """Where the program lies: elsewhere after it began anew."""
    with open("/proc/%d/maps" % pid, encoding="utf-8") as file:
        return file.readline()


@test("after a search, a look at a change and a scan the broker begins anew, though there is no keyring")
def memory_without_keyring():
    if SANITIZED:
        raise Skip("the program lies where it lay")
    with KeyringSession("none") as session, Upstream(answer) as api:
        file = File(session, fake_key())
        for deed in (lambda broker: broker.control("POST", "find").status,
                     lambda broker: file.act(broker, "preview").status,
                     lambda broker: broker.request("POST", "/propus/v1/scan", file.key.encode()).status):
            with start(session, api, rest_ms=800) as broker:
                broker.control("GET", "status")
                before = layout(broker.pid)
                time.sleep(1.5)
                assert layout(broker.pid) == before, "it does not begin anew for nothing"
                assert deed(broker) == 200
                eventually(lambda: layout(broker.pid) != before, 10, "the new beginning")


main()
