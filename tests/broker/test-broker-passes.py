# Passes, for programs that outlive one run: real brokers before a real server, and the bytes that programs send.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

from brokerkit import Broker, Upstream, fake_key, wait_for_socket
from keyringkit import KeyringSession
from taptest import Skip, eventually, main, test

MODEL = "gemini-2.5-flash"
GENERATE = "/v1beta/models/%s:generateContent" % MODEL
STREAM = "/v1beta/models/%s:streamGenerateContent?alt=sse" % MODEL
BODY = b'{"contents":[{"parts":[{"text":"hi"}]}]}'


def answer(c):
    """A list without costs, an answer of 900 tokens for everything else."""
    usage = {"promptTokenCount": 600, "candidatesTokenCount": 300, "totalTokenCount": 900}
    text = json.dumps({"candidates": [{"content": {"parts": [{"text": "hello"}]}}], "usageMetadata": usage,
                       "modelVersion": MODEL})
    c.reply(200, b"{}" if c.request.line.startswith("GET") else text.encode(), [("Content-Type", "application/json")])


class Home:
    """One person's folders, for several brokers."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="propus-passes-test-")
        self.data = os.path.join(self.dir, "data")
        self.db = os.path.join(self.data, "propus", "usage.db")
        self.key = fake_key()

    def broker(self, api, options=("--passes",), **more):
        """One that looks things up, in a session without a bus: the key is the environment's."""
        variables = {"XDG_DATA_HOME": self.data, "XDG_CONFIG_HOME": os.path.join(self.dir, "config"),
                     "XDG_RUNTIME_DIR": self.dir, "GSETTINGS_BACKEND": "memory", "G_MESSAGES_DEBUG": "all",
                     "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + os.path.join(self.dir, "no-bus")}
        return Broker(api.url, lookup=True, environment={"GEMINI_API_KEY": self.key}, variables=variables,
                      options=list(options), **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)


@contextlib.contextmanager
def one(handler=answer, **more):
    with Home() as home, Upstream(handler) as api, home.broker(api, **more) as broker:
        yield home, api, broker


def create(broker, name="Notebook", **members):
    reply = broker.control("POST", "passes", dict(members, name=name))
    assert reply.status == 200, reply.body
    return reply.json()


def change(broker, made, status=200, **members):
    reply = broker.control("PATCH", "passes/" + made["id"], members)
    assert reply.status == status, reply.body
    return reply.json()


def listed(broker):
    reply = broker.control("GET", "passes")
    assert reply.status == 200, reply.body
    return reply.json()["passes"]


def port_of(made):
    return int(made["baseUrl"].rsplit(":", 1)[1])


def head(made, path=GENERATE, method="POST", token=None, length=len(BODY)):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1:%d" % port_of(made)]
    lines.append("x-goog-api-key: " + (token or made["token"]))
    if length is not None:
        lines.append("Content-Length: %d" % length)
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class Answer:
    def __init__(self, data):
        self.data = data
        self.status = int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else 0
        self.body = data.partition(b"\r\n\r\n")[2]

    def error(self):
        return json.loads(self.body)["error"]

    def reason(self):
        return self.error()["details"][0]["reason"]

    def metadata(self):
        return self.error()["details"][0]["metadata"]


def read_all(sock):
    got = b""
    while True:
        try:
            more = sock.recv(65536)
        except ConnectionResetError:
            return got
        if not more:
            return got
        got += more


def ask(made, path=GENERATE, method="POST", token=None, body=BODY, timeout=30):
    with socket.create_connection(("127.0.0.1", port_of(made)), timeout) as sock:
        sock.sendall(head(made, path, method, token, len(body) if method != "GET" else None))
        if method != "GET":
            with contextlib.suppress(OSError):
                sock.sendall(body)
        return Answer(read_all(sock))


def is_closed(made):
    """Whether nobody listens at its port."""
    try:
        socket.create_connection(("127.0.0.1", port_of(made)), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def kill(broker):
    """A broker that dies, as by a crash."""
    os.kill(broker.pid, signal.SIGKILL)
    broker.process.wait(20)
    os.close(broker.lifeline)
    broker.lifeline = None
    shutil.rmtree(broker.dir, ignore_errors=True)


@test("passes a program with a pass's token gets the API, with the key and without the token")
def used():
    with one() as (home, api, broker):
        before = time.time()
        made = create(broker, "  My notebook ", models=["models/gemini-2.5-*"], paths=["generate", "files"],
                      limits={"tokens": 100000, "money": None}, expires=int(before) + 3600)
        token = made.pop("token")
        assert token.startswith("propus-") and len(token) == 7 + 64 and len(made["id"]) == 12 and made["id"].isalnum(), made
        assert (made["name"], made["key"], made["paused"], made["state"]) == ("My notebook", None, False, "open"), made
        assert made["models"] == ["gemini-2.5-*"] and made["paths"] == ["generate", "files"], made
        assert made["limits"] == {"requests": None, "tokens": 100000, "money": None}, made
        assert before - 2 <= made["created"] <= time.time() + 2 and made["lastUsed"] is None, made
        none = {"requests": 0, "tokens": 0, "cost": 0}
        assert made["today"] == made["month"] == none and made["underway"] == 0, made
        assert listed(broker) == [made]

        reply = ask(made, token=token)
        assert reply.status == 200 and b"hello" in reply.body, reply.data
        request, = api.requests
        assert request.headers["x-goog-api-key"] == home.key and token.encode() not in request.head, request.head
        now = eventually(lambda: [p for p in listed(broker) if p["today"]["tokens"] == 900 and p["underway"] == 0])[0]
        assert now["today"]["requests"] == 1 and now["today"]["cost"] > 0 and now["month"] == now["today"], now
        assert before * 1000 - 2000 <= now["lastUsed"] <= time.time() * 1000 + 2000, now
        row, = broker.control("GET", "usage/rows").json()["rows"]
        assert row["program"] == "My notebook" and row["key"] == "gemini-env", row
        with contextlib.closing(sqlite3.connect(home.db)) as db:
            assert db.execute("SELECT holder FROM request").fetchall() == [(made["id"],)]


@test("passes a wrong token, none, and an old one are refused and never reach the API")
def wrong_token():
    with one() as (_home, api, broker):
        made = create(broker)
        other = create(broker, "Another")
        for token in ("propus-" + "0" * 64, made["token"][:-1], made["token"].upper(), other["token"], "x"):
            reply = ask(made, token=token)
            assert reply.status == 401 and reply.error()["status"] == "UNAUTHENTICATED", reply.data
        renewed = broker.control("POST", "passes/%s/token" % made["id"]).json()
        assert renewed["token"] != made["token"] and renewed["baseUrl"] == made["baseUrl"]
        assert ask(made).status == 401 and not api.requests
        assert ask(renewed).status == 200 and len(api.requests) == 1


@test("passes a revoked one is gone, its port closed, its rows keep its name")
def revoked():
    with one() as (_home, api, broker):
        made = create(broker)
        assert ask(made).status == 200
        reply = broker.control("DELETE", "passes/" + made["id"])
        assert reply.status == 200 and reply.json() == {}, reply.body
        assert is_closed(made) and listed(broker) == []
        for method, path in (("DELETE", ""), ("PATCH", ""), ("POST", "/token")):
            reply = broker.control(method, "passes/%s%s" % (made["id"], path), {} if method == "PATCH" else None)
            assert reply.status == 404 and "no such pass" in reply.json()["error"]["message"], reply.body
        assert [row["program"] for row in broker.control("GET", "usage/rows").json()["rows"]] == ["Notebook"]
        assert create(broker)["name"] == "Notebook" and len(api.requests) == 1


main()
