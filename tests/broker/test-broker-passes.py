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


@test("passes models and parts of the API that a pass is not for are refused, each with a sentence")
def allow_lists():
    with one() as (_home, api, broker):
        made = create(broker, models=["gemini-2.5-flash", "imagen-*", "embed-1"])
        method = "/v1beta/models/%s:%s"
        good = [method % ("gemini-2.5-flash", "generateContent"), method % ("imagen-4", "predict"), "/v1/files",
                method % ("embed-1", "embedContent"), "/v1beta/tunedModels/gemini-2.5-flash:generateContent"]
        bad = [method % ("gemini-2.5-flash-lite", "generateContent"), method % ("gemini-2.5", "generateContent"),
               method % ("Imagen-4", "predict"), "/v1beta/openai/chat/completions", "/v1beta/interactions",
               "/v1beta/batches", "/v1beta/cachedContents", "/v1beta/models/gemini-2.5-flash/models/x:generateContent",
               "/upload/v1beta/models/gemini-2.5-flash:generateContent", "/v1beta/models/x:generateContent:embedContent",
               "/v1beta/tunedModels", "/v1beta/models/gemini-2.5-flash:generateContent/x"]
        for path in good:
            assert ask(made, path).status == 200, path
        assert ask(made, "/v1beta/models", "GET").status == ask(made, "/v1beta/openai/models", "GET").status == 200
        before = len(api.requests)
        for path in bad:
            reply = ask(made, path)
            assert reply.status == 403 and reply.reason() == "NOT_ALLOWED" and "Notebook" in reply.error()["message"], (
                path, reply.data)
        assert len(api.requests) == before
        assert "gemini-2.5-flash-lite" in ask(made, bad[0]).error()["message"]

        parts = {"generate": [GENERATE, STREAM, "/v1beta/models/m:countTokens", "/v1beta/interactions", "/v1beta/batches/1"],
                 "embed": ["/v1beta/models/m:embedContent", "/v1beta/models/m:batchEmbedContents"],
                 "files": ["/v1beta/files", "/upload/v1beta/files", "/download/v1beta/files/1:download",
                           "/v1beta/fileSearchStores/1"],
                 "caches": ["/v1beta/cachedContents"],
                 "media": ["/v1beta/models/m:predict", "/v1beta/models/m:predictLongRunning", "/v1beta/operations/1",
                           "/v1beta/models/veo/operations/1", "/v1beta/generatedFiles/1"],
                 "openai": ["/v1beta/openai/chat/completions"]}
        for part in parts:
            change(broker, made, models=[], paths=[part])
            assert ask(made, "/v1beta/models", "GET").status == 200
            for other, paths in parts.items():
                for path in paths:
                    reply = ask(made, path)
                    assert reply.status == (200 if other == part else 403), (part, path, reply.data)
            assert ask(made, "/v1beta/models/m:newVerb").status == 403, part
        change(broker, made, paths=[])
        assert ask(made, "/v1beta/models/m:newVerb").status == 200


@test("passes limits a day in requests, tokens and money stop the next request, and say which, how much, and how to raise it")
def limits():
    with one() as (_home, api, broker):
        made = create(broker, limits={"requests": 2})
        assert ask(made).status == ask(made).status == 200
        reply = ask(made)
        assert reply.status == 429 and reply.error()["status"] == "RESOURCE_EXHAUSTED", reply.data
        found = reply.metadata()
        assert reply.reason() == "SPEND_LIMIT" and (found["limit"], found["spent"], found["unit"], found["window"]) == (
            "2", "2", "requests", "day") and found["pass"] == made["id"] and found["program"] == "Notebook", found
        message = reply.error()["message"]
        assert "Notebook" in message and "2 of 2" in message and "Preferences" in message, message
        eventually(lambda: listed(broker)[0]["today"]["tokens"] == 1800)
        now, = listed(broker)
        assert now["state"] == "spent" and len(api.requests) == 2, now
        assert ask(made, "/v1beta/models", "GET").status == 200   # which costs nothing

        change(broker, made, limits={"requests": None, "tokens": 2000})
        reply = ask(made)
        found = reply.metadata()
        assert (found["limit"], found["spent"], found["unit"]) == ("2000", "1800", "tokens"), reply.data
        assert "1800 of 2000 tokens" in reply.error()["message"].replace(",", ""), reply.data
        change(broker, made, limits={"tokens": None, "money": 1900})   # an answer is 930 millionths of a dollar
        reply = ask(made)
        assert reply.metadata()["unit"] == "USD" and reply.metadata()["spent"] == "0.001860", reply.data

        # another pass, and the person, are not touched by it
        other = create(broker, "Another")
        assert ask(other).status == 200
        assert broker.request("POST", GENERATE, BODY, {"Content-Type": "application/json"}).status == 200
        assert change(broker, made, limits={"money": 5000})["limits"] == {"requests": None, "tokens": None, "money": 5000}
        assert ask(made).status == 200 and len(api.requests) == 6


class Stream:
    """A handler that sends one piece, says so, and waits until it may end."""

    def __init__(self):
        self.begun = threading.Event()
        self.end = threading.Event()
        self.gone = threading.Event()

    def __call__(self, c):
        if "stream" not in c.request.line:
            answer(c)
            return
        c.begin_chunked(headers=[("Content-Type", "text/event-stream")])
        c.chunk(b"data: {}\n\n")
        self.begun.set()
        try:
            while not self.end.wait(0.02):
                c.chunk(b": still there\n\n")
            c.chunk(b"data: {\"usageMetadata\":{\"promptTokenCount\":1,\"totalTokenCount\":1}}\n\n")
            c.end_chunked()
        except OSError:
            self.gone.set()


def begin_stream(made, stream):
    sock = socket.create_connection(("127.0.0.1", port_of(made)), 30)
    sock.sendall(head(made, STREAM) + BODY)
    assert stream.begun.wait(20)
    got = b""
    while b"data: {}" not in got:
        got += sock.recv(4096)
    return sock, got


def ended_cleanly(sock, got):
    """Whether the stream came to its last chunk."""
    data = got + read_all(sock)
    sock.close()
    return data.endswith(b"\r\n0\r\n\r\n")


@test("passes one that is paused lets nobody in, and who is under way runs to the end")
def paused():
    stream = Stream()
    with one(stream) as (_home, api, broker):
        made = create(broker)
        sock, got = begin_stream(made, stream)
        assert listed(broker)[0]["underway"] == 1
        assert change(broker, made, paused=True)["state"] == "paused"
        reply = ask(made)
        assert reply.status == 403 and reply.reason() == "NOT_ALLOWED" and "paused" in reply.error()["message"], reply.data
        assert ask(made, token="propus-" + "1" * 64).status == 401   # which says nothing to who has no token
        stream.end.set()
        assert ended_cleanly(sock, got) and len(api.requests) == 1
        assert change(broker, made, paused=False)["state"] == "open"
        assert ask(made).status == 200


@test("passes revoking one, a new token, and expiry break off what is under way")
def cut_off():
    for deed in ("revoke", "renew", "expire", "clock"):
        stream = Stream()
        with one(stream) as (_home, api, broker):
            made = create(broker)
            sock, got = begin_stream(made, stream)
            if deed == "revoke":
                assert broker.control("DELETE", "passes/" + made["id"]).status == 200
            elif deed == "renew":
                made = broker.control("POST", "passes/%s/token" % made["id"]).json()
            elif deed == "expire":
                assert change(broker, made, expires=1)["state"] == "expired"
            else:
                assert change(broker, made, expires=int(time.time()) + 2)["state"] == "open"
            assert not ended_cleanly(sock, got), deed
            assert stream.gone.wait(20), "the API still sends: " + deed
            if deed == "revoke":
                assert is_closed(made)
            elif deed == "renew":
                assert ask(made).status == 200
            else:
                reply = ask(made)
                assert reply.status == 403 and "expired" in reply.error()["message"], reply.data
                assert listed(broker)[0]["state"] == "expired" and len(api.requests) == 1
                change(broker, made, expires=None)
                assert ask(made).status == 200
            eventually(lambda: not any(row["open"] for row in broker.control("GET", "usage/rows").json()["rows"]))
            assert broker.control("GET", "usage/rows").json()["rows"][0]["estimated"] == 1, deed


def rested(pid):
    """Whether the process has begun anew: that shows in its first argument."""
    with open("/proc/%d/cmdline" % pid, "rb") as file:
        return file.read().startswith(b"propus-broker\0")


@test("passes port and token outlive a broker that ends, one that dies, and one that rests")
def port_kept():
    with Home() as home, Upstream(answer) as api:
        with home.broker(api) as broker:
            made = create(broker)
            assert ask(made).status == 200
            used_at = eventually(lambda: listed(broker)[0]["lastUsed"])
        assert is_closed(made)
        with home.broker(api) as broker:
            assert eventually(lambda: not is_closed(made)) and ask(made).status == 200
            assert listed(broker)[0]["lastUsed"] >= used_at
        broker = home.broker(api)
        eventually(lambda: not is_closed(made))
        waiting = socket.create_connection(("127.0.0.1", port_of(made)))
        kill(broker)
        waiting.close()
        with home.broker(api) as broker:   # which finds the port at once
            eventually(lambda: not is_closed(made))
            assert ask(made).status == 200 and listed(broker)[0]["state"] == "open"

        # while a broker rests, again and again, nobody is refused
        with home.broker(api, rest_ms=50) as broker:
            eventually(lambda: not is_closed(made))
            for _ in range(20):
                assert ask(made).status == 200
                time.sleep(0.06)
            eventually(lambda: rested(broker.pid))
            assert listed(broker)[0]["state"] == "open" and ask(made, token="propus-" + "0" * 64).status == 401


@test("passes being asked for them does not keep the broker from resting")
def quiet():
    with one(rest_ms=300) as (_home, _api, broker):
        made = create(broker)
        assert ask(made).status == 200
        eventually(lambda: listed(broker) and rested(broker.pid))
        assert listed(broker)[0]["state"] == "open" and ask(made).status == 200


@test("passes a port that somebody else has is told, and tried again when one looks")
def taken():
    with Home() as home, Upstream(answer) as api:
        with home.broker(api) as broker:
            made = create(broker)
        with socket.socket() as squatter:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", port_of(made)))
            squatter.listen()
            with home.broker(api) as broker:
                now, = listed(broker)
                assert now["state"] == "port-taken" and now["baseUrl"] == made["baseUrl"], now
                assert listed(broker)[0]["state"] == "port-taken"
                squatter.close()
                assert listed(broker)[0]["state"] == "open"
                assert ask(made).status == 200


@test("passes brokers that nobody asks for passes leave their ports alone")
def not_theirs():
    with Home() as home, Upstream(answer) as api:
        with home.broker(api) as broker:
            made = create(broker)
        with home.broker(api, options=()) as broker:
            wait_for_socket(broker)
            assert broker.request("POST", GENERATE, BODY, {"Content-Type": "application/json"}).status == 200
            assert is_closed(made)
            assert listed(broker)[0]["state"] == "open" and ask(made).status == 200   # now it was asked


def files_with(folder, needle):
    found = []
    for place, _folders, names in os.walk(folder):
        for name in names:
            if not os.path.isfile(os.path.join(place, name)):   # the socket
                continue
            with open(os.path.join(place, name), "rb") as file:
                if needle in file.read():
                    found.append(name)
    return found


@test("passes the token is in no file and in no log")
def token_nowhere():
    with one() as (home, _api, broker):
        made = create(broker)
        renewed = broker.control("POST", "passes/%s/token" % made["id"]).json()
        assert ask(renewed).status == 200 and ask(made).status == 401
        planted = os.path.join(home.data, "propus", "planted")
        for token in (made["token"], renewed["token"]):
            for part in (token, token[7:], token[7:39]):
                with open(planted, "w", encoding="ascii") as file:
                    file.write("x" + part)
                assert files_with(home.dir, part.encode()) == ["planted"]
                os.unlink(planted)
                assert not files_with(home.dir, part.encode()) and not files_with(broker.dir, part.encode())
                assert part.encode() not in broker.output()
        assert files_with(home.dir, made["id"].encode()) and broker.output()


@test("passes what cannot be one is refused with a sentence, and nothing is written")
def hostile():
    with one() as (_home, _api, broker):
        wrong = [{}, {"name": ""}, {"name": "  "}, {"name": 7}, {"name": None}, {"name": "a\nb"}, {"name": "x" * 101},
                 {"name": "propus"}, {"name": ["a"]}, {"name": "a", "key": 7}, {"name": "a", "key": "../x"},
                 {"name": "a", "key": "k" * 65}, {"name": "a", "models": "all"}, {"name": "a", "models": [7]},
                 {"name": "a", "models": ["a b"]}, {"name": "a", "models": ["a*b"]}, {"name": "a", "models": [""]},
                 {"name": "a", "models": ["m%d" % n for n in range(65)]}, {"name": "a", "models": None},
                 {"name": "a", "paths": ["all"]}, {"name": "a", "paths": {}}, {"name": "a", "paths": [None]},
                 {"name": "a", "limits": 7}, {"name": "a", "limits": {"tokens": -1}}, {"name": "a", "limits": {"tokens": 1.5}},
                 {"name": "a", "limits": {"money": "7"}}, {"name": "a", "limits": {"requests": 10 ** 16}},
                 {"name": "a", "expires": "never"}, {"name": "a", "expires": -1}, {"name": "a", "expires": 10 ** 14},
                 {"name": "a", "paused": 1}, {"name": "a", "paused": None}]
        for members in wrong:
            reply = broker.control("POST", "passes", members)
            assert reply.status == 400 and len(reply.json()["error"]["message"]) > 10, (members, reply.body)
        for data in (b"[]", b"7", b"{", b'{"name":"a"', b"\xff", b"[" * 100000, b'{"name":"a","limits":' + b'{"a":' * 5000):
            assert broker.request("POST", "/propus/v1/passes", data).status == 400, data[:40]
        assert listed(broker) == []

        made = create(broker, "\u540d\u5b57" * 50)
        other = create(broker, "Another")
        assert "another pass" in broker.control("POST", "passes", {"name": "Another"}).json()["error"]["message"]
        assert "another pass" in change(broker, made, 400, name=" Another ")["error"]["message"]
        assert change(broker, other, name="Another", id="x", port=1, digest="", token="x", state="open")["id"] == other["id"]
        assert change(broker, made, 400, name="fine", paused="yes")
        assert {p["id"]: p["name"] for p in listed(broker)} == {p["id"]: p["name"] for p in (made, other)}
        for id in ("x", "", "a" * 12, "..", "%2e", "' OR 1=1"):
            assert broker.control("DELETE", "passes/" + id.replace(" ", "%20")).status in (400, 403, 404), id
        assert ask(other).status == 200 and len(listed(broker)) == 2


@test("passes another user's connection is closed, token or not", timeout=60)
def other_user():
    if os.geteuid() != 0:
        raise Skip("only root can be somebody else")
    script = ("import socket,sys; s=socket.create_connection(('127.0.0.1',%d)); s.sendall(sys.argv[1].encode());"
              "sys.stdout.write(repr(s.recv(99)))")
    with one() as (_home, api, broker):
        made = create(broker)
        done = subprocess.run(["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c",
                               script % port_of(made), head(made, "/v1beta/models", "GET", length=None).decode()],
                              capture_output=True, check=False, cwd="/")
        assert done.stdout == b"b''" or b"ConnectionResetError" in done.stderr or b"BrokenPipe" in done.stderr, done
        assert not api.requests and ask(made, "/v1beta/models", "GET").status == 200


@test("passes the stored key of a pass is the one that the API sees, and others have theirs", timeout=60)
def own_key():
    first, second, mine = (fake_key() for _ in range(3))
    with KeyringSession() as session, Upstream(answer) as api:
        session.store(first, api.url, "one", "One")
        session.store(second, api.url, "two", "Two")
        variables = dict(session.env, GSETTINGS_BACKEND="memory")
        with Broker(api.url, lookup=True, variables=variables, options=["--passes"], session_key=mine) as broker:
            made = create(broker, key="one")
            plain = create(broker, "Plain")
            for _ in range(2):
                for door, key in ((made, first), (plain, mine)):
                    assert ask(door).status == 200 and api.requests[-1].headers["x-goog-api-key"] == key
                assert broker.request("POST", GENERATE, BODY).status == 200
                assert api.requests[-1].headers["x-goog-api-key"] == mine
            assert change(broker, made, key="two")["key"] == "two"
            assert ask(made).status == 200 and api.requests[-1].headers["x-goog-api-key"] == second
            rows = broker.control("GET", "usage/rows").json()["rows"]
            assert [row["key"] for row in rows if row["program"] == "Notebook"] == ["one", "one", "two"], rows

            before = len(api.requests)
            assert broker.control("DELETE", "keys/two").status == 200
            reply = ask(made)
            assert reply.status == 401 and reply.reason() == "KEY_MISSING" and len(api.requests) == before, reply.data
            status = broker.control("GET", "status").json()
            assert status["source"] == "session" and ask(plain).status == 200, status
            assert change(broker, made, key=None)["key"] is None
            assert ask(made).status == 200 and api.requests[-1].headers["x-goog-api-key"] == mine


@test("passes there are none in practice, and none that cannot be written down")
def not_kept():
    with Home() as home, Upstream(answer) as api:
        with Broker(api.url, session_key=fake_key(), options=["--passes"]) as broker:
            for method, path in (("GET", "passes"), ("POST", "passes"), ("DELETE", "passes/abc")):
                reply = broker.control(method, path, {"name": "a"} if method == "POST" else None)
                assert reply.status == 503 and reply.propus_reason() == "USAGE_UNRECORDED", reply.body
        os.makedirs(home.db)
        with home.broker(api) as broker:
            for method in ("GET", "POST"):
                reply = broker.control(method, "passes", {"name": "a"} if method == "POST" else None)
                assert reply.status == 503 and reply.propus_reason() == "USAGE_UNRECORDED", reply.body
            os.rmdir(home.db)
            assert ask(create(broker)).status == 200


class Run:
    """The door of one run of `propus exec --limit`, for one broker after the other, or for several at once."""

    def __init__(self, home, api, name, *limits):
        self.home, self.api = home, api
        self.options = ["--program=test", "--run=" + name, *limits]

    @contextlib.contextmanager
    def broker(self):
        token = "propus-" + os.urandom(32).hex()
        read_end, write_end = os.pipe()
        os.write(write_end, token.encode())
        os.close(write_end)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(100)
            made = {"token": token, "baseUrl": "http://127.0.0.1:%d" % listener.getsockname()[1]}
            fds = (listener.fileno(), read_end)
            original = subprocess.Popen   # Broker hands on only what it made itself
            subprocess.Popen = lambda argv, pass_fds=(), **more: original(argv, pass_fds=[*pass_fds, *fds], **more)
            try:
                broker = self.home.broker(self.api, [*self.options, "--loopback-fd=%d" % fds[0], "--token-fd=%d" % fds[1]])
            finally:
                subprocess.Popen = original
            os.close(read_end)
        with broker:
            yield broker, made


@test("passes the limit of a run holds over a broker that dies, and for no other run")
def run_limit():
    with Home() as home, Upstream(answer) as api:
        run = Run(home, api, "0123456789abcdef", "--limit-requests=3")
        with run.broker() as (broker, made):
            assert ask(made).status == ask(made).status == 200
            kill(broker)
        with run.broker() as (_broker, made):
            assert ask(made).status == 200
            reply = ask(made)
            assert reply.status == 429 and reply.metadata()["window"] == "run", reply.data
            assert "--limit" in reply.error()["message"] and "3 of 3" in reply.error()["message"], reply.data
        with Run(home, api, "another", "--limit-tokens=100000", "--limit-money=1000000").broker() as (_broker, made):
            assert ask(made).status == 200 and len(api.requests) == 4


@test("passes three brokers with 40 requests each do not pass a holder's limit together", timeout=60)
def together():
    def handler(c):
        c.reply(200, b'{"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":90,"totalTokenCount":100}}')

    with Home() as home, Upstream(handler) as api, contextlib.ExitStack() as stack:
        run = Run(home, api, "together", "--limit-requests=25", "--limit-tokens=1000000")
        doors = [stack.enter_context(run.broker())[1] for _ in range(3)]
        statuses = []

        def worker(made):
            statuses.extend(ask(made, timeout=60).status for _ in range(10))

        threads = [threading.Thread(target=worker, args=(made,)) for made in doors for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200] * 25 + [429] * 95, statuses
        assert len(api.requests) == 25


main()
