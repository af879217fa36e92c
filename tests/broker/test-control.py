# The broker's own paths.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import threading

from brokerkit import Broker, Upstream, fake_key, pieces_of
from keyringkit import SCHEMA, KeyringSession
from taptest import main, test

GENERATE = "/v1beta/models/m:generateContent"
ONE, TWO, SESSION = (fake_key() for _ in range(3))


def answer(c):
    """An API that knows one good key."""
    key = c.request.headers["x-goog-api-key"]
    if key in (ONE, SESSION):
        body = {"candidates": [{"content": {"parts": [{"text": "hidden", "thought": True}, {"text": "OK"}]}}]}
        c.reply(200, json.dumps(body).encode())
    else:
        body = {"error": {"code": 400, "message": "API key not valid: " + key, "status": "INVALID_ARGUMENT", "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}]}}
        c.reply(400, json.dumps(body).encode())


def start(session, api, **options):
    return Broker(api.url, lookup=True, variables=dict(session.env, GSETTINGS_BACKEND="keyfile"), **options)


def without_keys(reply):
    for key in (ONE, TWO, SESSION):
        for piece in pieces_of(key, 8):
            assert piece not in reply.body, reply.body
    return reply.json()


@test("control a key is read from the input, stored, listed, tried, renamed, chosen, removed")
def life():
    with KeyringSession() as session, Upstream(answer) as api:
        with start(session, api, input_data=b"  " + ONE.encode() + b" \n") as broker:
            assert without_keys(broker.control("GET", "keys")) == {"keys": []}
            added = without_keys(broker.control("POST", "keys", {"from": "input", "label": "First"}))
            assert added["label"] == "First" and added["lastFour"] == ONE[-4:] and added["hint"] == "auth"
            path, = session.find(**{"xdg:schema": SCHEMA})
            assert session.secret_of(path) == ONE
            again = broker.control("POST", "keys", {"from": "input"})
            assert again.status == 400, "the input can be read once"

            session.store(TWO, api.url, "second", "Second")
            session.store(TWO, "https://example.com", "third", "Elsewhere")
            listed = without_keys(broker.control("GET", "keys"))["keys"]
            assert {key["label"]: key["inUse"] for key in listed} == {"First": True, "Second": False, "Elsewhere": False}
            assert {key["lastFour"] for key in listed} == {ONE[-4:], TWO[-4:]}
            assert all(key["created"] > 1600000000 and key["modified"] >= key["created"] for key in listed), listed

            tried = without_keys(broker.control("POST", "keys/%s/test" % added["id"], {}))
            assert tried == {"model": "gemini-flash-latest", "text": "OK"}, tried
            assert api.requests[-1].line.startswith("POST /v1beta/models/gemini-flash-latest:generateContent ")
            tried = broker.control("POST", "keys/second/test", {"model": "models/gemini-x"})
            error = without_keys(tried)["error"]
            assert tried.status == 400 and error["details"][0]["reason"] == "API_KEY_INVALID", tried.body
            assert api.requests[-1].line.startswith("POST /v1beta/models/gemini-x:generateContent ")
            assert broker.control("POST", "keys/nothing/test", {}).status == 404
            assert broker.control("POST", "keys/second/test", {"model": "a/../b"}).status == 400

            assert broker.control("PATCH", "keys/second", {"label": "Zweiter"}).status == 200
            assert broker.control("PATCH", "keys/second", {"label": "a\nb"}).status == 400
            assert broker.control("POST", "keys/second/use").status == 200
            assert broker.control("POST", "keys/third/use").status == 404, "a key of another origin"
            listed = without_keys(broker.control("GET", "keys"))["keys"]
            assert {key["label"] for key in listed if key["inUse"]} == {"Zweiter"}
            broker.request("POST", GENERATE, b"{}")
            assert api.requests[-1].headers["x-goog-api-key"] == TWO

            assert broker.control("DELETE", "keys/second").json() == {}
            broker.request("POST", GENERATE, b"{}")
            assert api.requests[-1].headers["x-goog-api-key"] == ONE
            assert broker.control("DELETE", "keys/second").status == 200, "what is gone is gone"
            assert len(session.find(**{"xdg:schema": SCHEMA})) == 2


@test("control a key for this session only is not stored")
def session_only():
    for keyring in ("unlocked", "no-bus"):
        with KeyringSession(keyring) as session, Upstream(answer) as api:
            with start(session, api, input_data=SESSION.encode()) as broker:
                added = without_keys(broker.control("POST", "keys", {"from": "input", "store": False}))
                assert added["id"] is None and added["lastFour"] == SESSION[-4:], added
                assert broker.request("POST", GENERATE, b"{}").status == 200
                assert without_keys(broker.control("POST", "keys/session/test"))["text"] == "OK"
                assert broker.control("GET", "status").json()["source"] == "session"
                assert broker.control("DELETE", "keys/session").status == 200
                assert broker.control("GET", "status").json()["source"] == "none"
            if keyring == "unlocked":
                assert session.find(**{"xdg:schema": SCHEMA}) == []


@test("control what cannot be a key is refused before the keyring is asked")
def malformed():
    with KeyringSession() as session, Upstream(answer) as api:
        for data in (b"", b" \n ", b"short\n", ONE.encode() + b"\n" + ONE.encode(), b"a" * 300, b"a" * 20000,
                     ONE.encode()[:20] + b"\0" + ONE.encode()[20:], "ключ-который-не-ключ-совсем".encode()):
            with start(session, api, input_data=data) as broker, session.record() as record:
                reply = broker.control("POST", "keys", {"from": "input"})
                assert reply.status == 400 and reply.propus_reason() == "KEY_MALFORMED", (data, reply.body)
                without_keys(reply)
                assert record is not None
        assert session.find(**{"xdg:schema": SCHEMA}) == []


@test("control without a keyring a key cannot be stored, and that is said")
def no_keyring():
    with KeyringSession("no-bus") as session, Upstream(answer) as api:
        with start(session, api, input_data=ONE.encode()) as broker:
            reply = broker.control("POST", "keys", {"from": "input"})
            assert reply.status == 503 and reply.propus_reason() == "KEYRING_UNAVAILABLE", reply.body
            assert "No keyring is running" in reply.json()["error"]["message"], reply.body
            assert broker.control("GET", "keys").propus_reason() == "KEYRING_UNAVAILABLE"
            assert broker.control("POST", "unlock").propus_reason() == "KEYRING_UNAVAILABLE"
            assert broker.control("GET", "status").json()["keyring"]["state"] == "unavailable"


@test("control unlock asks the person once, a dismissal is told")
def unlock():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(ONE, api.url, "one")
        session.lock()
        with start(session, api) as broker:
            with session.prompter("cancel") as prompter:
                assert broker.control("POST", "unlock").propus_reason() == "KEYRING_DISMISSED"
                assert prompter.questions == 1
            threading.Event().wait(2.2)
            with session.prompter("pw:test"):
                assert broker.control("POST", "unlock").json() == {}
            assert broker.control("GET", "status").json()["keyring"]["state"] == "unlocked"


@test("control scan finds known keys and their pieces, and skips what is locked")
def scan():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(ONE, api.url, "one")
        session.store(TWO, "https://example.com", "two")
        with start(session, api, environment={"GEMINI_API_KEY": SESSION}) as broker:
            text = "äa " + ONE + " b " + TWO[5:25] + " c " + SESSION[:15] + " d " + SESSION[3:19]
            found = without_keys(broker.request("POST", "/propus/v1/scan", text.encode(), {"Content-Type": "text/plain"}))
            data = text.encode()
            assert [data[r["start"]:r["end"]].decode() for r in found["ranges"]] == [ONE, TWO[5:25], SESSION[3:19]], found
            assert found["skipped"] == 0
            assert broker.request("POST", "/propus/v1/scan", b"").json() == {"ranges": [], "skipped": 0}
            big = broker.request("POST", "/propus/v1/scan", b"a" * (2 * 1024 * 1024))
            assert big.status == 400
            session.lock()
            with session.prompter("cancel") as prompter:
                found = broker.request("POST", "/propus/v1/scan", text.encode()).json()
                assert found["skipped"] > 0 and prompter.questions == 0, found
                assert len(found["ranges"]) == 1, found


@test("control what is no JSON or no path is refused")
def bad_requests():
    with KeyringSession("no-bus") as session, Upstream(answer) as api, start(session, api) as broker:
        for method, path, body in [("POST", "keys", b"{"), ("POST", "keys", b"[]"), ("POST", "keys", b"{}"),
                                   ("POST", "keys", b"[" * 100000), ("POST", "keys", b'{"from":"input"}'),
                                   ("PUT", "keys", b"{}"), ("GET", "keys/", None), ("DELETE", "keys/..", None),
                                   ("GET", "", None), ("GET", "status/x", None)]:
            reply = broker.request(method, "/propus/v1/" + path, body)
            assert reply.status in (400, 403), (method, path, reply.status)
        assert api.connections == 0


main()
