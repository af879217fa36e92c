#!/usr/bin/python3
# What becomes of a key: its successes and refusals, where they are written, keys of the environment, removal and its undo.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import sqlite3
import stat
import time

from brokerkit import SANITIZED, Broker, Upstream, fake_key, pieces_of, search_memory
from keyringkit import SCHEMA, KeyringSession, wait_until
from taptest import Skip, eventually, main, test

GENERATE = "/v1beta/models/m:generateContent"
STREAM = "/v1beta/models/m:streamGenerateContent?alt=sse"
ONE, TWO, GOOGLE, GEMINI = (fake_key() for _ in range(4))
BODY = b'{"contents":[]}'


def error(code, name, message, reason=None):
    body = {"error": {"code": code, "message": message, "status": name}}
    if reason:
        body["error"]["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason,
                                     "domain": "googleapis.com", "metadata": {"service": "generativelanguage"}}]
    return code, json.dumps(body).encode()


# gemini-api.md 2.4: what the API says of a key. @@ stands for the key.
REFUSALS = {
    "malformed": error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key. @@", "API_KEY_INVALID"),
    "expired": error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", "API_KEY_INVALID"),
    "expired, in words only": error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
    "no key": error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without identity)."),
    "type": error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.",
                  "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
    "leaked": error(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
    "suspended": error(403, "PERMISSION_DENIED", "Consumer 'api_key:@@' has been suspended.", "CONSUMER_SUSPENDED"),
    "disabled": error(403, "PERMISSION_DENIED", "It is disabled.", "SERVICE_DISABLED"),
    "service": error(403, "PERMISSION_DENIED", "Requests are blocked.", "API_KEY_SERVICE_BLOCKED"),
    "address": error(403, "PERMISSION_DENIED", "Not from there.", "API_KEY_IP_ADDRESS_BLOCKED"),
    "referrer": error(403, "PERMISSION_DENIED", "Not from there.", "API_KEY_HTTP_REFERRER_BLOCKED"),
    "in an array": (400, b"[" + error(400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID")[1] + b"]"),
    "bare": (401, b"no"),
    "other shape": (401, b'{"error":{"code":"authentication","message":"Bad key"}}'),
}
OTHERS = {
    "request": error(400, "INVALID_ARGUMENT", "Invalid value at 'contents'."),
    "region": error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    "model": error(404, "NOT_FOUND", "models/m is not found."),
    "tuned": error(403, "PERMISSION_DENIED", "You do not have permission to access tuned model m."),
    "quota": error(429, "RESOURCE_EXHAUSTED", "Quota exceeded."),
    "overload": error(503, "UNAVAILABLE", "The model is overloaded."),
    "page": (403, b"<html>Forbidden</html>"),
}


class Api:
    """Answers what it is told to."""

    def __init__(self):
        self.next = (200, b"{}")

    def __call__(self, conversation):
        key = conversation.request.headers["x-goog-api-key"]
        code, body = self.next
        conversation.reply(code, body.replace(b"@@", key.encode()))


def start(session, api, **options):
    return Broker(api.url, lookup=True, variables=dict(session.env, GSETTINGS_BACKEND="keyfile"), **options)


def generate(broker, path=GENERATE):
    return broker.request("POST", path, BODY, timeout=30)


def listed(broker, id="one"):
    return {key["id"]: key for key in broker.control("GET", "keys").json()["keys"]}[id]


def environment(broker):
    return {entry["id"]: entry for entry in broker.control("GET", "status").json()["environment"]}


def database(session):
    return os.path.join(session.env["XDG_DATA_HOME"], "propus", "usage.db")


def files_hold(session, *keys):
    """How many files below the data folder hold 8 bytes of a key in a row."""
    found = 0
    for folder, _, names in os.walk(session.env["XDG_DATA_HOME"]):
        if os.path.basename(folder) == "keyrings":
            continue
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            found += any(piece in data for key in keys for piece in pieces_of(key, 8))
    return found


@test("outcome each refusal of a key is remembered with its meaning, nothing else is", timeout=60)
def refusals():
    says = Api()
    with KeyringSession() as session, Upstream(says) as api, start(session, api) as broker:
        session.store(ONE, api.url, "one")
        assert generate(broker).status == 200
        assert listed(broker)["lastRefusal"] is None and listed(broker)["lastSuccess"] >= time.time() - 5
        for name, said in OTHERS.items():
            says.next = said
            assert generate(broker).status == said[0]
            assert listed(broker)["lastRefusal"] is None, name
        for name, said in REFUSALS.items():
            # A different refusal first, so that each is seen to replace the one before.
            says.next = error(403, "PERMISSION_DENIED", "x", "API_KEY_ANDROID_APP_BLOCKED")
            generate(broker)
            says.next = said
            before = int(time.time())
            reply = generate(broker, STREAM)
            assert reply.status == said[0]
            refusal = listed(broker)["lastRefusal"]
            assert refusal["code"] == said[0] and refusal["at"] >= before, (name, refusal)
            told = json.loads(said[1]) if said[1] != b"no" else {"error": {"code": 401, "message": ""}}
            told = (told[0] if isinstance(told, list) else told)["error"]
            wanted = told["details"][0]["reason"] if "details" in told else None
            assert refusal["reason"] == wanted, (name, refusal)
            assert refusal["message"].startswith(told["message"].split("@@")[0]), (name, refusal)
            for piece in pieces_of(ONE, 8):
                assert piece.decode() not in json.dumps(refusal), name
        assert listed(broker)["lastSuccess"] > 0, "a refusal does not take the success away"


@test("outcome testing a key counts, listing models does not, and each key has its own")
def tested():
    says = Api()
    with KeyringSession() as session, Upstream(says) as api, \
            start(session, api, environment={"GEMINI_API_KEY": GEMINI, "GOOGLE_API_KEY": GOOGLE}) as broker:
        session.store(ONE, api.url, "one")
        session.store(TWO, api.url, "two")
        assert broker.request("GET", "/v1beta/models").status == 200
        assert broker.request("POST", "/v1beta/models/m:countTokens", BODY).status == 200
        assert all(listed(broker, id)["lastSuccess"] == 0 for id in ("one", "two"))
        assert broker.control("POST", "keys/two/test", {}).status == 200
        assert listed(broker, "two")["lastSuccess"] > 0 and listed(broker, "one")["lastSuccess"] == 0
        says.next = REFUSALS["suspended"]
        for id in ("one", "google-env"):
            reply = broker.control("POST", "keys/%s/test" % id, {})
            assert reply.status == 403, reply.body
            for key in (ONE, GOOGLE):
                assert key.encode() not in reply.body
        assert listed(broker, "one")["lastRefusal"]["reason"] == "CONSUMER_SUSPENDED"
        assert listed(broker, "two")["lastRefusal"] is None
        env = environment(broker)
        assert env["google-env"]["lastRefusal"]["reason"] == "CONSUMER_SUSPENDED", env
        assert env["gemini-env"]["lastRefusal"] is None and env["gemini-env"]["lastFour"] == GEMINI[-4:], env
        assert env["gemini-env"]["variable"] == "GEMINI_API_KEY"


@test("outcome it is known after a restart and by other brokers, in a file for nobody else, without any of a key")
def remembered():
    says = Api()
    with KeyringSession() as session, Upstream(says) as api:
        session.store(ONE, api.url, "one")
        os.umask(0)
        try:
            with start(session, api) as broker, start(session, api, environment={"GEMINI_API_KEY": GEMINI}) as other:
                assert listed(other)["lastSuccess"] == 0
                assert generate(broker).status == 200
                says.next = REFUSALS["suspended"]
                assert generate(broker).status == 403
                # It is written down beside the reply, not before it.
                eventually(lambda: (listed(other)["lastRefusal"] or {}).get("reason") == "CONSUMER_SUSPENDED", what="the refusal")
                assert other.control("POST", "keys/gemini-env/test", {}).status == 403
                seen = listed(broker)
        finally:
            os.umask(0o022)
        path = database(session)
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
        with start(session, api) as broker:
            assert listed(broker) == seen
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert {row[0] for row in connection.execute("SELECT id FROM key_outcome")} == {"one", "gemini-env"}
        connection.close()
        assert files_hold(session, ONE, GEMINI) == 0
        with open(os.path.join(session.env["XDG_DATA_HOME"], "planted"), "w", encoding="ascii") as file:
            file.write("x" + ONE[4:20])
        assert files_hold(session, ONE, GEMINI) == 1, "the search finds nothing at all"


@test("outcome a removed key's goes with it")
def removed_outcome():
    says = Api()
    with KeyringSession() as session, Upstream(says) as api, start(session, api) as broker:
        session.store(ONE, api.url, "one")
        assert generate(broker).status == 200
        assert broker.control("DELETE", "keys/one").status == 200
        session.store(ONE, api.url, "one")
        assert listed(broker)["lastSuccess"] == 0


@test("outcome a file that cannot be made, is busy or is garbage fails nothing and slows nothing")
def no_file():
    says = Api()

    def in_the_way(session):
        with open(os.path.join(session.env["XDG_DATA_HOME"], "propus"), "w", encoding="ascii") as file:
            file.write("a file, no folder")

    def garbage(session):
        os.mkdir(os.path.dirname(database(session)))
        with open(database(session), "wb") as file:
            file.write(os.urandom(4096))

    def busy(session):
        os.mkdir(os.path.dirname(database(session)))
        connection = sqlite3.connect(database(session), isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        return connection

    def newer(session):
        os.mkdir(os.path.dirname(database(session)))
        connection = sqlite3.connect(database(session))
        connection.execute("PRAGMA user_version = 99")
        connection.close()

    for spoil in (in_the_way, garbage, busy, newer):
        with KeyringSession() as session, Upstream(says) as api:
            session.store(ONE, api.url, "one")
            spoiled = spoil(session)
            with start(session, api) as broker:
                assert generate(broker).status == 200
                before = time.monotonic()
                for _ in range(5):
                    assert generate(broker).status == 200
                assert time.monotonic() - before < 0.5, spoil
                # What this broker saw it knows all the same.
                assert listed(broker)["lastSuccess"] > 0, spoil
                assert broker.control("GET", "status").status == 200
            if spoiled:
                spoiled.close()


@test("outcome practice writes nothing, but knows its key's")
def practice():
    says = Api()
    with KeyringSession("no-bus") as session, Upstream(says) as api, \
            Broker(api.url, variables=session.env, session_key=ONE) as broker:
        assert generate(broker).status == 200
        says.next = REFUSALS["leaked"]
        assert broker.control("POST", "keys/session/test", {}).status == 403
        told = broker.control("GET", "status").json()["session"]
        assert told["lastSuccess"] > 0 and "leaked" in told["lastRefusal"]["message"], told
        assert os.listdir(session.env["XDG_DATA_HOME"]) == []


@test("environment a key of it is stored, named and used from then on")
def from_environment():
    with KeyringSession() as session, Upstream(Api()) as api, \
            start(session, api, environment={"GEMINI_API_KEY": GEMINI, "GOOGLE_API_KEY": "no key at all"}) as broker:
        assert set(environment(broker)) == {"gemini-env"}
        reply = broker.control("POST", "keys", {"from": "google-env"})
        assert reply.status == 404, reply.body
        added = broker.control("POST", "keys", {"from": "gemini-env", "label": "Moved"}).json()
        assert added["label"] == "Moved" and added["lastFour"] == GEMINI[-4:] and added["id"], added
        assert session.secrets(**{"xdg:schema": SCHEMA}) == [GEMINI]
        assert broker.control("GET", "status").json()["source"] == "keyring"
        assert generate(broker).status == 200
        assert listed(broker, added["id"])["lastSuccess"] > 0
        assert environment(broker)["gemini-env"]["lastSuccess"] == 0
        session_only = broker.control("POST", "keys", {"from": "gemini-env", "store": False}).json()
        assert session_only["id"] is None
        assert broker.control("GET", "status").json()["source"] == "session"


@test("undo a removed key comes back as it was: id, name, choice and outcome")
def undo():
    with KeyringSession() as session, Upstream(Api()) as api, start(session, api) as broker:
        session.store(ONE, api.url, "one", "Work")
        session.store(TWO, api.url, "two", "Private")
        assert broker.control("POST", "keys/one/use", {}).status == 200
        assert generate(broker).status == 200
        before = listed(broker)
        assert before["inUse"] and before["lastSuccess"] > 0
        assert broker.control("DELETE", "keys/one?undo=1").status == 200
        assert session.find(**{"xdg:schema": SCHEMA, "id": "one"}) == []
        assert listed(broker, "two")["inUse"]
        # It is still a key that must not be sent.
        assert broker.request("POST", GENERATE, b'{"text":"' + ONE.encode() + b'"}').propus_reason() == "BODY_HOLDS_KEY"
        assert broker.control("POST", "keys/one/restore", {}).json() == {}
        after = listed(broker)
        for name in ("id", "label", "origin", "lastFour", "inUse", "lastSuccess", "copies"):
            assert after[name] == before[name], (before, after)
        assert generate(broker).status == 200 and api.requests[-1].headers["x-goog-api-key"] == ONE
        assert broker.control("POST", "keys/one/restore", {}).status == 404, "once"


@test("undo a key that is forgotten leaves the memory, and its outcome the file")
def forget():
    with KeyringSession() as session, Upstream(Api()) as api, start(session, api, rest_ms=300) as broker:
        session.store(ONE, api.url, "one")
        assert generate(broker).status == 200
        assert broker.control("DELETE", "keys/one?undo=1").status == 200
        time.sleep(1)
        # The broker does not begin anew as long as there is something to put back.
        assert broker.control("POST", "keys/one/restore", {}).status == 200
        assert broker.control("DELETE", "keys/one?undo=1").status == 200
        if not SANITIZED and os.geteuid() == 0:
            assert search_memory(broker.pid, [ONE.encode()]), "the search finds nothing at all"
        assert broker.control("POST", "keys/one/forget", {}).json() == {}
        assert broker.control("POST", "keys/one/restore", {}).status == 404
        session.store(ONE, "https://example.com", "one")
        assert listed(broker)["lastSuccess"] == 0
        if SANITIZED or os.geteuid() != 0:
            raise Skip("the memory cannot be searched here")
        session.lock()   # nothing can be read again
        wait_until(lambda: not search_memory(broker.pid, pieces_of(ONE)), 10, "clean memory")


@test("undo ends by itself", timeout=60)
def over():
    with KeyringSession() as session, Upstream(Api()) as api, start(session, api) as broker:
        session.store(ONE, api.url, "one")
        assert broker.control("DELETE", "keys/one?undo=1").status == 200
        time.sleep(31)
        assert broker.control("POST", "keys/one/restore", {}).status == 404


@test("body every stored key that lies open is looked for, whole, wherever the request's key is from")
def bodies():
    elsewhere = "https://example.com"
    for options in ({}, {"session_key": GOOGLE}, {"environment": {"GEMINI_API_KEY": GEMINI}}):
        with KeyringSession() as session, Upstream(Api()) as api, start(session, api, **options) as broker:
            if "environment" not in options:
                session.store(ONE, api.url, "one")
            session.store(TWO, elsewhere, "two")
            keys = {TWO, GOOGLE if "session_key" in options else GEMINI if "environment" in options else ONE}
            for key in keys:
                data = b"a" * 70000 + key.encode() + b"z" * 70000
                for chunked in (False, True):
                    body = iter([data[:70003], data[70003:]]) if chunked else data
                    reply = broker.request("POST", GENERATE, body, chunked=chunked)
                    assert reply.status == 400 and reply.propus_reason() == "BODY_HOLDS_KEY", (options, reply.body)
                    assert key not in reply.json()["error"]["message"]
                assert broker.request("POST", GENERATE, b"a" + key[:-1].encode()).status == 200, "a part is no key"
            assert all(key.encode() not in (request.body or b"") for request in api.requests for key in keys)
            # What would need a prompt is left out, and nobody is asked for it.
            if "session_key" in options:
                session.lock()
                with session.prompter("cancel") as prompter:
                    before = time.monotonic()
                    assert broker.request("POST", GENERATE, TWO.encode()).status == 200
                    assert time.monotonic() - before < 0.9 and prompter.questions == 0


@test("body a keyring that does not answer holds a request up for a second at most")
def slow_keyring():
    with KeyringSession() as session, Upstream(Api()) as api, start(session, api, session_key=GOOGLE) as broker:
        session.store(TWO, api.url, "two")
        assert generate(broker).status == 200
        session.pause_daemon()
        before = time.monotonic()
        assert generate(broker).status == 200
        assert time.monotonic() - before < 2
        session.resume_daemon()


main()
