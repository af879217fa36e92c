#!/usr/bin/python3
# A keyring in trouble, as a program sees it through the broker: each kind told apart, and no other key used instead.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from brokerkit import Broker, Upstream, fake_key
from keyringdriver import Faulty
from keyringkit import SCHEMA, KeyringSession, wait_until
from taptest import Skip, main, test

GENERATE = "/v1beta/models/m:generateContent"
STORED = "AQ." + "stored-" + "k" * 30
KEY, OTHER_KEY, ENVIRONMENT_KEY = (fake_key() for _ in range(3))


def answer(conversation):
    conversation.reply(200, b"{}")


def start(session, api, **options):
    return Broker(api.url, lookup=True, variables=dict(session.env, GSETTINGS_BACKEND="keyfile"), **options)


def generate(broker):
    return broker.request("POST", GENERATE, b"{}", {"Content-Type": "application/json"}, timeout=40)


def keys_seen(api):
    return [request.headers["x-goog-api-key"] for request in api.requests]


def keyring(broker):
    return broker.control("GET", "status").json()["keyring"]


def message(reply):
    text = reply.json()["error"]["message"]
    assert "freedesktop" not in text and "/org/" not in text and "DBus" not in text, text
    return text


@test("a keyring that breaks while it is asked has failed: no key of the environment takes its place")
def breaks():
    for mode in ("denied", "limits", "silent", "crash"):
        with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, mode, api.url), \
                start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
            reply = generate(broker)
            assert reply.propus_reason() == "KEYRING_FAILED", (mode, reply.body)
            message(reply)
            assert keys_seen(api) == [], mode
            if mode != "crash":   # the status looks, finds it open and lists it: that works
                continue
            # Now there is none, and that is something else.
            wait_until(lambda: keyring(broker)["state"] == "unavailable", what="the news")
            assert generate(broker).status == 200 and keys_seen(api) == [ENVIRONMENT_KEY]


@test("a session that the service does not know is made anew, once")
def fresh_session():
    for mode in ("session", "no-session"):
        with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, mode, api.url), \
                start(session, api) as broker:
            assert generate(broker).status == 200, mode
            assert keys_seen(api) == [STORED], mode


@test("a keyring that cannot be written is told, stays told while it is read, and keeps what it has")
def read_only():
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "read-only", api.url), \
            start(session, api, input_data=KEY.encode()) as broker:
        reply = broker.control("POST", "keys", {"from": "input", "plain": True})
        assert reply.propus_reason() == "KEYRING_READ_ONLY", reply.body
        message(reply)
        assert generate(broker).status == 200 and keys_seen(api) == [STORED]
        assert keyring(broker)["trouble"] == "KEYRING_READ_ONLY", keyring(broker)
        assert broker.control("DELETE", "keys/one").propus_reason() == "KEYRING_READ_ONLY"


def read_only_folder():
    """Run in a mount namespace of its own: gnome-keyring with a folder that cannot be written."""
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(STORED, api.url, "one")
        folder = os.path.join(session.env["XDG_DATA_HOME"], "keyrings")
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        try:
            with start(session, api, input_data=KEY.encode()) as broker:
                for reply in (broker.control("POST", "keys", {"from": "input"}), broker.control("DELETE", "keys/one"),
                              broker.control("PATCH", "keys/one", {"label": "Other"})):
                    assert reply.propus_reason() == "KEYRING_READ_ONLY", reply.body
                    message(reply)
                assert generate(broker).status == 200 and keys_seen(api) == [STORED]
                assert keyring(broker)["trouble"] == "KEYRING_READ_ONLY"
        finally:
            subprocess.run(["umount", folder], check=True)
    print("read-only", flush=True)


@test("a gnome-keyring whose folder cannot be written is told as read-only, too")
def real_read_only():
    if subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise Skip("no mount namespace can be made here")
    done = subprocess.run(["unshare", "-m", sys.executable, __file__, "read-only-folder"], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.stdout == "read-only\n", done


@test("case-18 the first key makes a keyring and is used")
def creates():
    with KeyringSession("empty") as session, Upstream(answer) as api, session.prompter("pw:new") as prompter, \
            start(session, api, input_data=KEY.encode()) as broker:
        assert keyring(broker)["state"] == "no-collection"
        assert broker.control("POST", "keys", {"from": "input"}).status == 200
        assert prompter.questions >= 1
        assert generate(broker).status == 200 and keys_seen(api) == [KEY]
        assert keyring(broker)["state"] == "unlocked" and keyring(broker)["trouble"] is None


@test("case-19 no keyring was made: not saved, in words, with a reason of its own")
def not_created():
    with KeyringSession("empty") as session, Upstream(answer) as api, session.prompter("cancel") as prompter, \
            start(session, api, input_data=KEY.encode()) as broker:
        reply = broker.control("POST", "keys", {"from": "input"})
        assert reply.propus_reason() == "KEYRING_NONE", reply.body
        assert "not saved" in message(reply)
        assert prompter.questions == 1
        assert keyring(broker)["trouble"] == "KEYRING_NONE" and keyring(broker)["state"] == "no-collection"


@test("case-20 of two items that claim to be the same key the newest is used, told and kept")
def copies():
    with KeyringSession() as session, Upstream(answer) as api, start(session, api) as broker:
        session.store(KEY, api.url, "one", "Old")
        time.sleep(1.1)   # the service counts in seconds
        session.store(OTHER_KEY, api.url, "one", "New", note="another")
        session.store(KEY, api.url, "two", "Older alone")
        assert broker.control("POST", "keys/one/use").status == 200
        assert generate(broker).status == 200 and keys_seen(api) == [OTHER_KEY]
        listed = {key["id"]: key for key in broker.control("GET", "keys").json()["keys"]}
        assert set(listed) == {"one", "two"}, listed
        one = listed["one"]
        assert (one["copies"], one["label"], one["inUse"], one["lastFour"]) == (2, "New", True, OTHER_KEY[-4:]), one
        assert listed["two"]["copies"] == 1 and not listed["two"]["inUse"]
        assert broker.control("POST", "keys/one/tidy", {}).json() == {"removed": 1}
        assert session.secrets(**{"xdg:schema": SCHEMA, "id": "one"}) == [OTHER_KEY]
        assert len(session.find(**{"xdg:schema": SCHEMA, "id": "two"})) == 1
        assert broker.control("POST", "keys/one/tidy", {}).json() == {"removed": 0}
        assert generate(broker).status == 200 and keys_seen(api)[-1] == OTHER_KEY


@test("case-22 removing from a keyring that stays locked: still stored, and said so")
def remove_locked():
    with KeyringSession() as session, Upstream(answer) as api, start(session, api) as broker:
        session.store(KEY, api.url, "one")
        session.lock()
        for path in ("keys/one", "keys/one?undo=1"):
            with session.prompter("cancel"):
                reply = broker.control("DELETE", path)
                assert reply.status >= 400 and "still" in message(reply), reply.body
            time.sleep(2.2)
        session.unlock()
        assert len(session.find(**{"xdg:schema": SCHEMA})) == 1
        assert broker.control("POST", "keys/one/restore", {}).status == 404


@test("case-23 removing what is not there is no failure")
def remove_nothing():
    with KeyringSession() as session, Upstream(answer) as api, start(session, api) as broker:
        for path in ("keys/nothing", "keys/nothing?undo=1"):
            assert broker.control("DELETE", path).status == 200
        assert broker.control("POST", "keys/nothing/restore", {}).status == 404
        assert broker.control("POST", "keys/nothing/forget", {}).json() == {}


@test("case-24 a key that is read back differently is not saved, and the old one is used on")
def read_back():
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "other-new", api.url), \
            start(session, api, input_data=KEY.encode()) as broker:
        assert generate(broker).status == 200 and keys_seen(api) == [STORED]
        reply = broker.control("POST", "keys", {"from": "input", "replace": "one", "plain": True})
        assert reply.propus_reason() == "KEYRING_FAILED" and "not saved" in message(reply), reply.body
        assert generate(broker).status == 200 and keys_seen(api) == [STORED, STORED]


@test("case-25 a keyring without encryption on the way: asked before anything is stored; no is no, yes is yes")
def plain():
    with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, "plain", api.url), \
            start(session, api, input_data=KEY.encode(), environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
        with session.record() as record:
            for body in ({"from": "input"}, {"from": "entry"}, {"from": "gemini-env"}):
                reply = broker.control("POST", "keys", body)
                assert reply.propus_reason() == "KEYRING_PLAIN", reply.body
                message(reply)
            seen = record.stop()
        assert b"OpenSession" in seen and b"CreateItem" not in seen
        assert broker.control("GET", "keys").json() == {"keys": []}
        assert keyring(broker)["encrypted"] is False
        # The input was not read for nothing.
        assert broker.control("POST", "keys", {"from": "input", "plain": True}).status == 200
        assert generate(broker).status == 200 and keys_seen(api) == [KEY]


@test("case-26 what a broken service gives is an unusable key or none, told as such")
def garbage():
    for mode, reason in (("garbage", "KEY_MISSING"), ("huge", "KEY_MALFORMED"), ("bytes", "KEY_MALFORMED")):
        with KeyringSession("none") as session, Upstream(answer) as api, Faulty(session, mode, api.url), \
                start(session, api) as broker:
            reply = generate(broker)
            assert reply.propus_reason() == reason, (mode, reply.body)
            message(reply)
            assert broker.control("GET", "keys").status == 200
            assert keys_seen(api) == []


if sys.argv[1:] == ["read-only-folder"]:
    read_only_folder()
else:
    main()
