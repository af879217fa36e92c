#!/usr/bin/python3
# The key for this session only, and when it is forgotten: against a logind and screen savers that only play (mock-login.py).
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import queue
import subprocess
import sys
import threading
import time

from brokerkit import SANITIZED, Broker, Upstream, fake_key, pieces_of, search_memory
from keyringkit import KeyringSession, end, wait_until
from taptest import Skip, main, test

GENERATE = "/v1beta/models/m:generateContent"
STORED, SESSION, ENVIRONMENT_KEY = (fake_key() for _ in range(3))


class Login:
    def __init__(self, session):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mock-login.py")
        self.process = subprocess.Popen([sys.executable, program], env=session.env, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        self.expect("ready")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def expect(self, line, timeout=10):
        said = self.lines.get(timeout=timeout)
        assert said == line, (said, line)

    def is_silent(self):
        return self.lines.empty()

    def do(self, word, *then):
        self.process.stdin.write(word + "\n")
        expected = {"done " + word, *then}
        while expected:
            expected.remove(self.lines.get(timeout=10))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
        self.thread.join(5)
        self.process.stdin.close()
        self.process.stdout.close()


def answer(conversation):
    conversation.reply(200, b"{}")


def set_up(session, when):
    folder = os.path.join(session.env["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(folder)
    with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
        file.write("[io/github/propus/Propus]\nforget-session-key='%s'\n" % when)
    session.env["GSETTINGS_BACKEND"] = "keyfile"
    session.env["DBUS_SYSTEM_BUS_ADDRESS"] = session.env["DBUS_SESSION_BUS_ADDRESS"]


def start(session, api, **options):
    return Broker(api.url, lookup=True, variables=session.env, session_key=SESSION, **options)


def generate(broker):
    return broker.request("POST", GENERATE, b"{}", timeout=30)


def keys_seen(api):
    return [request.headers["x-goog-api-key"] for request in api.requests]


def status(broker):
    return broker.control("GET", "status").json()


@test("session key at lock or sleep it is forgotten, in words, and no other key takes its place")
def forgotten():
    for word, sentence, cause in (("lock", "screen was locked", "locked"), ("hint", "screen was locked", "locked"),
                                  ("gnome", "screen was locked", "locked"),
                                  ("freedesktop", "screen was locked", "locked"),
                                  ("cinnamon", "screen was locked", "locked"), ("mate", "screen was locked", "locked"),
                                  ("xfce", "screen was locked", "locked"), ("sleep", "asleep", "asleep")):
        with KeyringSession() as session, Upstream(answer) as api:
            set_up(session, "lock")
            session.store(STORED, api.url, "one")
            with Login(session) as login, \
                    start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
                login.expect("inhibited sleep delay")
                assert generate(broker).status == 200 and keys_seen(api) == [SESSION]
                told = status(broker)
                assert told["source"] == "session" and told["forgotten"] is None, told
                assert told["session"]["lastFour"] == SESSION[-4:] and told["session"]["lastSuccess"] > 1e9, told
                login.do(word, "released")
                wait_until(lambda: status(broker)["session"] is None, what="the end of the key")
                told = status(broker)
                assert (told["source"], told["forgotten"]) == ("none", cause), told
                reply = generate(broker)
                assert reply.propus_reason() == "KEY_LOST" and sentence in reply.json()["error"]["message"], reply.body
                assert keys_seen(api) == [SESSION], word
                # The person decides: the stored one.
                assert broker.control("POST", "keys/one/use", {}).status == 200
                assert generate(broker).status == 200 and keys_seen(api) == [SESSION, STORED]
                assert status(broker)["forgotten"] is None


@test("session key it is gone from the memory before the computer sleeps")
def memory():
    if SANITIZED or os.geteuid() != 0:
        raise Skip("the memory cannot be searched here")
    with KeyringSession() as session, Upstream(answer) as api:
        set_up(session, "lock")
        with Login(session) as login, start(session, api) as broker:
            login.expect("inhibited sleep delay")
            assert generate(broker).status == 200
            assert search_memory(broker.pid, pieces_of(SESSION)), "the search finds nothing at all"
            login.do("sleep", "released")   # "released" lets the computer sleep
            assert not search_memory(broker.pid, pieces_of(SESSION))
            # It began anew, and remembers why it has no key.
            reply = generate(broker)
            assert reply.propus_reason() == "KEY_LOST" and "asleep" in reply.json()["error"]["message"], reply.body


@test("session key it stays when that is what was chosen, and at what is no lock of this user")
def stays():
    with KeyringSession() as session, Upstream(answer) as api:
        set_up(session, "end")
        with Login(session) as login, start(session, api) as broker:
            for word in ("lock", "hint", "sleep", "wake", "gnome"):
                login.do(word)
            assert generate(broker).status == 200 and login.is_silent()
    with KeyringSession() as session, Upstream(answer) as api:
        set_up(session, "lock")
        with Login(session) as login, start(session, api) as broker:
            login.expect("inhibited sleep delay")
            for word in ("other", "wake", "off"):
                login.do(word)
            time.sleep(0.5)
            assert generate(broker).status == 200 and keys_seen(api) == [SESSION]
            # The same watch does hear what counts.
            login.do("lock", "released")
            wait_until(lambda: status(broker)["session"] is None, what="the end of the key")


@test("session key what became of it is known after the broker began anew, and of another key nothing")
def outcome():
    says = [200]

    def refuse(conversation):
        conversation.reply(says[0], b'{"error":{"code":403,"message":"Your \\"API key\\" was reported as leaked. \xc3\xa4",'
                                    b'"status":"PERMISSION_DENIED"}}')

    with Upstream(refuse) as api, Broker(api.url, session_key=SESSION, rest_ms=300) as broker:
        assert generate(broker).status == 200
        says[0] = 403
        assert generate(broker).status == 403
        before = status(broker)["session"]
        assert before["lastSuccess"] > 1e9 and before["lastRefusal"]["message"].endswith("ä"), before
        life = open("/proc/%d/stat" % broker.pid, encoding="ascii").read().split()[26]   # where its code begins
        wait_until(lambda: open("/proc/%d/stat" % broker.pid, encoding="ascii").read().split()[26] != life, 10,
                   "another life")
        assert status(broker)["session"] == before
        assert broker.control("DELETE", "keys/session").status == 200
        assert status(broker)["session"] is None


@test("session key no bus is no obstacle")
def no_bus():
    with KeyringSession("no-bus") as session, Upstream(answer) as api:
        set_up(session, "lock")
        with start(session, api) as broker:
            assert generate(broker).status == 200
            assert status(broker)["source"] == "session"


@test("session key it can be removed and put back")
def undo():
    with KeyringSession() as session, Upstream(answer) as api, start(session, api) as broker:
        assert broker.control("DELETE", "keys/session?undo=1").status == 200
        assert status(broker)["source"] == "none" and generate(broker).propus_reason() == "KEY_MISSING"
        assert broker.control("POST", "keys/session/restore", {}).json() == {}
        assert generate(broker).status == 200 and keys_seen(api) == [SESSION]


@test("session key one that was removed cannot be put back after lock or sleep, and is gone from the memory")
def undo_and_leave():
    for word in ("lock", "sleep"):
        with KeyringSession() as session, Upstream(answer) as api:
            set_up(session, "lock")
            with Login(session) as login, start(session, api) as broker:
                login.expect("inhibited sleep delay")
                assert broker.control("DELETE", "keys/session?undo=1").status == 200
                login.do(word, "released")
                wait_until(lambda: broker.control("POST", "keys/session/restore", {}).status == 404, what="the end of the key")
                assert status(broker)["forgotten"] is None, "nobody misses a key that was removed"
                if not SANITIZED and os.geteuid() == 0:
                    assert not search_memory(broker.pid, pieces_of(SESSION))


main()
