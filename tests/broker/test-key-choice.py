# Which key a request gets, with a real gnome-keyring.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import threading

from brokerkit import Broker, Upstream, fake_key
from keyringkit import KeyringSession
from taptest import eventually, main, test

GENERATE = "/v1beta/models/m:generateContent"
GOOGLE, GEMINI, STORED, SESSION = (fake_key() for _ in range(4))
BOTH = {"GOOGLE_API_KEY": GOOGLE, "GEMINI_API_KEY": GEMINI}


def echo(c):
    c.reply(200, b"{}")


def start(session, api, **options):
    variables = dict(session.env, GSETTINGS_BACKEND="keyfile")
    return Broker(api.url, lookup=True, variables=variables, **options)


def used(broker, api):
    """The key of a request, or the reason why there was none."""
    before = len(api.requests)
    reply = broker.request("POST", GENERATE, b"{}", timeout=60)
    if reply.status == 200:
        assert len(api.requests) == before + 1
        return api.requests[-1].headers["x-goog-api-key"]
    assert len(api.requests) == before, "a request without a key was sent"
    return reply.propus_reason()


def source(broker):
    return broker.control("GET", "status").json()["source"]


@test("choice no bus, no service, no keyring: the environment has its turn, the first variable wins")
def falls_through():
    for keyring in ("no-bus", "none", "empty"):
        with KeyringSession(keyring) as session, Upstream(echo) as api:
            with start(session, api) as broker:
                assert used(broker, api) == "KEY_MISSING", keyring
                assert source(broker) == "none"
            with start(session, api, environment={"GEMINI_API_KEY": GEMINI}) as broker:
                assert used(broker, api) == GEMINI
                assert source(broker) == "gemini-env"
            with start(session, api, environment=BOTH) as broker:
                assert used(broker, api) == GOOGLE
                status = broker.control("GET", "status").json()
                assert status["source"] == "google-env" and status["bothEnvironment"] is True
                assert status["key"] == {"id": None, "label": None, "lastFour": GOOGLE[-4:], "hint": "auth"}
            with start(session, api, environment={"GOOGLE_API_KEY": "  ", "GEMINI_API_KEY": GEMINI}) as broker:
                assert used(broker, api) == GEMINI, "a blank variable is none"
                assert broker.control("GET", "status").json()["bothEnvironment"] is False


@test("choice the key of the session, then the keyring's, then the environment's")
def order():
    with KeyringSession() as session, Upstream(echo) as api:
        with start(session, api, environment=BOTH) as broker:
            assert used(broker, api) == GOOGLE
        session.store(STORED, api.url, "one", "A label")
        with start(session, api, environment=BOTH) as broker:
            assert used(broker, api) == STORED
            status = broker.control("GET", "status").json()
            assert status["source"] == "keyring" and status["keyring"]["state"] == "unlocked"
            assert status["key"] == {"id": "one", "label": "A label", "lastFour": STORED[-4:], "hint": "auth"}, status
        with start(session, api, environment=BOTH, session_key=SESSION) as broker:
            assert used(broker, api) == SESSION
            assert broker.request("DELETE", "/propus/v1/keys/session").status == 200
            assert used(broker, api) == STORED


@test("choice a locked keyring whose question is dismissed never falls through")
def locked():
    with KeyringSession() as session, Upstream(echo) as api:
        session.store(STORED, api.url, "one")
        session.lock()
        with session.prompter("cancel") as prompter, start(session, api, environment=BOTH) as broker:
            status = broker.control("GET", "status").json()
            assert status["source"] == "keyring" and status["keyring"]["state"] == "locked", status
            assert prompter.questions == 0, "asking for the state asked the person"
            assert used(broker, api) == "KEYRING_DISMISSED"
            assert prompter.questions == 1
        assert session.daemon_is_alive()
        threading.Event().wait(2.2)   # a dismissal answers everybody who asks within 2 s
        with session.prompter("pw:test"), start(session, api, environment=BOTH) as broker:
            assert used(broker, api) == STORED


@test("choice a client that goes away while the keyring asks leaves question and daemon alone")
def gone_in_question():
    with KeyringSession() as session, Upstream(echo) as api:
        session.store(STORED, api.url, "one")
        session.lock()
        with session.prompter("hang", "pw:test") as prompter, start(session, api, rest_ms=100) as broker:
            pid = broker.pid
            sock = broker.connect()
            sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" % GENERATE.encode())
            prompter.wait_question()
            sock.close()
            threading.Event().wait(0.5)
            assert broker.process.poll() is None and session.daemon_is_alive()
            assert api.connections == 0
            status = broker.control("GET", "status").json()
            assert status["keyring"]["waitingMs"] > 0, status
            prompter.answer("pw:test")
            assert used(broker, api) == STORED
            assert broker.pid == pid and session.daemon_is_alive()


@test("case-38 a key that was added for another origin is not sent to this one")
def origin():
    with KeyringSession() as session, Upstream(echo) as api, Upstream(echo) as other:
        session.store(STORED, other.url, "one")
        with start(session, api) as broker:
            assert used(broker, api) == "KEY_ORIGIN"
            assert api.connections == 0
        with start(session, other) as broker:
            assert used(broker, other) == STORED
        # A chosen id of another origin's key changes nothing.
        with start(session, api, environment={"GEMINI_API_KEY": GEMINI}) as broker:
            assert used(broker, api) == GEMINI


@test("choice a malformed variable is named, never shown")
def malformed():
    bad = GOOGLE[:30] + " \n" + GOOGLE[30:]
    with KeyringSession("no-bus") as session, Upstream(echo) as api:
        for value in (bad, "xyzzy", "x" * 300):
            with start(session, api, environment={"GOOGLE_API_KEY": value, "GEMINI_API_KEY": GEMINI}) as broker:
                reply = broker.request("POST", GENERATE, b"{}")
                assert reply.propus_reason() == "KEY_MALFORMED", reply.body
                message = reply.json()["error"]["message"]
                assert "GOOGLE_API_KEY" in message and value not in message and GOOGLE[:16] not in message, message
        assert api.connections == 0


@test("choice the environment's keys went with an earlier broker: KEY_LOST, but only if they are needed")
def lost():
    with KeyringSession() as session, Upstream(echo) as api:
        with start(session, api, options=["--environment-lost"]) as broker:
            assert used(broker, api) == "KEY_LOST"
            assert broker.control("GET", "status").json()["environmentLost"] is True
        session.store(STORED, api.url, "one")
        with start(session, api, options=["--environment-lost"]) as broker:
            assert used(broker, api) == STORED


@test("choice without lookup neither keyring nor environment are asked")
def practice():
    with KeyringSession() as session, Upstream(echo) as api:
        session.store(STORED, api.url, "one")
        with Broker(api.url, lookup=False, variables=session.env, environment=BOTH) as broker:
            assert used(broker, api) == "KEY_MISSING"
        with Broker(api.url, lookup=False, variables=session.env, session_key=SESSION) as broker:
            assert used(broker, api) == SESSION
            reply = broker.control("POST", "keys", {"from": "entry"})
            assert reply.propus_reason() == "NOT_ALLOWED", reply.body


@test("choice rest keeps the chosen key and the daemon's peace")
def rest():
    with KeyringSession() as session, Upstream(echo) as api:
        session.store(STORED, api.url, "one")
        session.store(GOOGLE, api.url, "two")
        with start(session, api, rest_ms=200) as broker:
            assert broker.request("POST", "/propus/v1/keys/one/use").status == 200
            for _ in range(4):
                assert used(broker, api) == STORED
                threading.Event().wait(0.5)
            assert broker.request("POST", "/propus/v1/keys/two/use").status == 200
            assert used(broker, api) == GOOGLE
            eventually(session.daemon_is_alive)


main()
