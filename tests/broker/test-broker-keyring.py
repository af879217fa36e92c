#!/usr/bin/python3
# The keyring as a program sees it: through a running broker, to the API and to the window for a key.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import threading
import time

from brokerkit import Broker, Upstream, fake_key
from keyringkit import KeyringSession, count_pieces
from taptest import main, test
from windowkit import Desktop, wait_for

GENERATE = "/v1beta/models/m:generateContent"
KEY, OTHER_KEY, ENVIRONMENT_KEY = (fake_key() for _ in range(3))


def answer(conversation):
    conversation.reply(200, b"{}")


def start(session, api, env=None, **options):
    return Broker(api.url, lookup=True, variables=dict(env or session.env), **options)


def generate(broker, timeout=40):
    return broker.request("POST", GENERATE, b"{}", {"Content-Type": "application/json"}, timeout=timeout)


def keys_seen(api):
    return [request.headers["x-goog-api-key"] for request in api.requests]


def state(broker):
    return broker.control("GET", "status").json()["keyring"]


def wait_state(broker, wanted):
    wait_for(lambda: state(broker)["state"] == wanted, 10, "the state " + wanted)


def at_once(broker, count):
    """Replies to requests that were sent together."""
    replies = [None] * count

    def send(index):
        replies[index] = generate(broker)

    threads = [threading.Thread(target=send, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert None not in replies, "a request hangs"
    return replies


@test("case-4 a broker that starts asks nobody and tells what there is")
def at_start():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("pw:test") as prompter:
        session.store(KEY, api.url, "one")
        session.lock()
        with start(session, api) as broker:
            wait_state(broker, "locked")
            seen = state(broker)
            assert seen["provider"] == "GNOME Keyring" and seen["encrypted"] is True, seen
            assert prompter.questions == 0


@test("case-5 a request waits for the person and goes out once, with the key")
def unlocks():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("500@pw:test") as prompter:
        session.store(KEY, api.url, "one")
        session.lock()
        with start(session, api) as broker:
            assert generate(broker).status == 200
            assert keys_seen(api) == [KEY] and prompter.questions == 1


@test("case-6 a dismissal sends nothing, whatever the environment holds")
def dismissed():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("cancel", "pw:test") as prompter:
        session.store(KEY, api.url, "one")
        session.lock()
        with start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
            assert generate(broker).propus_reason() == "KEYRING_DISMISSED"
            time.sleep(2.2)
            assert keys_seen(api) == []
            assert generate(broker).status == 200
            assert keys_seen(api) == [KEY] and prompter.questions == 2


@test("case-8 locked and nobody to ask: told at once, and the environment is not used instead")
def no_prompter():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(KEY, api.url, "one")
        session.lock()
        with start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
            started = time.monotonic()
            assert generate(broker).propus_reason() == "KEYRING_LOCKED"
            assert time.monotonic() - started < 1.5
            assert keys_seen(api) == []


@test("case-10 while a prompt is open the state is told at once, with how long it waits")
def status_in_prompt():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("hang") as prompter:
        session.store(KEY, api.url, "one")
        session.lock()
        with start(session, api) as broker:
            replies = []
            thread = threading.Thread(target=lambda: replies.append(generate(broker)))
            thread.start()
            prompter.wait_question()
            time.sleep(1.5)
            for _ in range(10):
                before = time.monotonic()
                seen = state(broker)
                assert time.monotonic() - before < 0.2
            assert seen["waitingMs"] >= 1500, seen
            prompter.answer("pw:test")
            thread.join(20)
            assert replies[0].status == 200 and keys_seen(api) == [KEY]
            assert state(broker)["waitingMs"] == 0


@test("case-11 a broker that ends with a prompt open is gone at once and leaves the daemon alive")
def ends_in_prompt():
    with KeyringSession() as session, Upstream(answer) as api, session.prompter("hang") as prompter:
        session.store(KEY, api.url, "one")
        session.lock()
        broker = start(session, api)
        thread = threading.Thread(target=lambda: swallow(broker))
        thread.start()
        prompter.wait_question()
        before = time.monotonic()
        broker.stop()
        assert time.monotonic() - before < 2
        thread.join(10)
        prompter.answer("pw:test")
        time.sleep(0.5)
        assert session.daemon_is_alive()


def swallow(broker):
    try:
        generate(broker)
    except OSError:
        pass
    except Exception as error:   # http.client's own, when the connection ends
        assert "closed" in str(error) or "Remote" in type(error).__name__, error


@test("case-13 five requests at once ask once; dismissed or unlocked, all five end alike")
def five():
    for how, check in (("300@cancel", lambda r: r.propus_reason() == "KEYRING_DISMISSED"),
                       ("300@pw:test", lambda r: r.status == 200)):
        with KeyringSession() as session, Upstream(answer) as api, session.prompter(how) as prompter:
            session.store(KEY, api.url, "one")
            session.lock()
            with start(session, api) as broker:
                replies = at_once(broker, 5)
                assert all(check(reply) for reply in replies), [reply.body for reply in replies]
                assert prompter.questions == 1
                assert session.daemon_is_alive()
                assert keys_seen(api) == ([KEY] * 5 if "pw" in how else [])


@test("case-14 case-15 a daemon that restarts is found again, one that is gone is told")
def restarts():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(KEY, api.url, "one")
        with start(session, api) as broker:
            assert generate(broker).status == 200
            session.restart_daemon()
            assert generate(broker).status == 200
            session.stop_daemon()
            wait_state(broker, "unavailable")
            reply = generate(broker)
            assert reply.propus_reason() == "KEYRING_UNAVAILABLE" and "has stopped" in reply.json()["error"]["message"], reply.body
            session.start_daemon()
            assert generate(broker).status == 200
            assert keys_seen(api) == [KEY] * 3


@test("case-15 when the keyring's daemon is gone no key of the environment takes the place of the one in it, nor after a rest")
def gone_with_environment():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(KEY, api.url, "one")
        with start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}, rest_ms=700) as broker:
            assert generate(broker).status == 200
            session.stop_daemon()
            wait_state(broker, "unavailable")
            for _ in range(2):
                told = broker.control("GET", "status").json()
                assert told["source"] == "none" and told["keyring"]["stopped"] is True, told
                assert generate(broker).propus_reason() == "KEYRING_UNAVAILABLE"
                time.sleep(2)   # it began anew meanwhile
                generate(broker)
            session.start_daemon()
            assert generate(broker).status == 200
            assert broker.control("GET", "status").json()["keyring"]["stopped"] is False
            assert keys_seen(api) == [KEY] * 2


@test("case-17 a daemon that never answers: told as stuck, the state answers all the while")
def stuck():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(KEY, api.url, "one")
        with start(session, api, environment={"GEMINI_API_KEY": ENVIRONMENT_KEY}) as broker:
            assert generate(broker).status == 200
            session.pause_daemon()
            replies = []
            thread = threading.Thread(target=lambda: replies.append(generate(broker)))
            thread.start()
            time.sleep(0.5)
            while thread.is_alive():
                before = time.monotonic()
                state(broker)
                took = time.monotonic() - before
                assert took < 0.3 or not thread.is_alive(), "%g s" % took
                time.sleep(0.2)
            assert replies[0].propus_reason() == "KEYRING_STUCK"
            assert keys_seen(api) == [KEY]
            session.resume_daemon()
            assert generate(broker).status == 200


@test("a key that was stored just now is the one in use, also while the keyring is busy with the next request")
def known_at_once():
    with KeyringSession() as session, Upstream(answer) as api, start(session, api, input_data=KEY.encode()) as broker:
        assert broker.control("GET", "status").json()["source"] == "none"
        added = broker.control("POST", "keys", {"from": "input", "store": True, "label": "New"})
        assert added.status == 200, added.body
        session.pause_daemon()
        thread = threading.Thread(target=generate, args=(broker,))
        thread.start()
        wait_for(lambda: state(broker)["waitingMs"] > 0, what="a request that waits")
        seen = broker.control("GET", "status").json()
        session.resume_daemon()
        thread.join(30)
        assert seen["source"] == "keyring" and seen["key"]["label"] == "New" and seen["key"]["lastFour"] == KEY[-4:], seen
        assert keys_seen(api) == [KEY]


def window_of(desktop):
    """The window for a key that the broker opened."""
    for root in wait_for(desktop.roots, what="an application"):
        for window in root.children():
            if window.name == "Enter Key":
                return window
    return None


@test("case-51 a key pasted into the window is stored, used and shown on no bus")
def window():
    with KeyringSession() as session, Upstream(answer) as api, Desktop(env=session.env) as desktop:
        desktop.set_clipboard(KEY)
        with session.record() as record, start(session, api, env=desktop.env) as broker:
            wait_state(broker, "unlocked")
            replies = []
            thread = threading.Thread(target=lambda: replies.append(
                broker.control("POST", "keys", {"from": "entry", "store": True, "label": "Pasted"}, timeout=60)))
            thread.start()
            entry = wait_for(lambda: window_of(desktop), what="the window for a key")
            entry.find(test=lambda node: "kept in GNOME Keyring" in node.name and "127.0.0.1" in node.name)
            entry.find(role="button", name="Paste").press()
            entry.find(role="button", name="Save").press_when_sensitive()
            thread.join(30)
            added = replies[0].json()
            assert added["label"] == "Pasted" and added["lastFour"] == KEY[-4:], added
            assert generate(broker).status == 200 and keys_seen(api) == [KEY]
            seen = record.stop()
            assert b"Pasted" in seen and count_pieces(seen, KEY) == 0
            assert count_pieces(broker.output() + json.dumps(added).encode(), KEY) == 0


@test("a replaced key keeps its name, and the new one is used")
def replaced():
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(KEY, api.url, "one", label="Mine")
        with start(session, api, input_data=OTHER_KEY.encode()) as broker:
            added = broker.control("POST", "keys", {"from": "input", "store": True, "replace": "one"}).json()
            assert added["label"] == "Mine" and added["id"] != "one", added
            listed = broker.control("GET", "keys").json()["keys"]
            assert [(key["id"], key["label"], key["inUse"]) for key in listed] == [(added["id"], "Mine", True)], listed
            assert generate(broker).status == 200 and keys_seen(api) == [OTHER_KEY]


@test("a window for a key that is closed is told, and nothing is stored")
def window_closed():
    with KeyringSession() as session, Upstream(answer) as api, Desktop(env=session.env) as desktop:
        with start(session, api, env=desktop.env) as broker:
            replies = []
            thread = threading.Thread(target=lambda: replies.append(
                broker.control("POST", "keys", {"from": "entry", "store": False}, timeout=60)))
            thread.start()
            entry = wait_for(lambda: window_of(desktop), what="the window for a key")
            entry.find(test=lambda node: "until Propus is closed" in node.name)
            entry.find(role="button", name="Cancel").press()
            thread.join(30)
            assert replies[0].status >= 400, replies[0].body
            assert broker.control("GET", "keys").json() == {"keys": []}


main()
