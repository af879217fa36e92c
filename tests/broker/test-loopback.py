# The broker's door for programs: what it lets in, and what it does not, byte by byte.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import random
import socket
import subprocess
import threading

from brokerkit import SANITIZED, Upstream, fake_key, rss_kb
from doorkit import Door, status
from taptest import Skip, eventually, main, test

PATH = "/v1beta/models/m:generateContent"
ROOT = os.geteuid() == 0


def answer(conversation):
    conversation.reply(200, b'{"fine": true}')


@test("a program with the token gets the API, with the key and without the token")
def admitted():
    key = fake_key()
    with Upstream(answer) as api, Door(api.url, key) as door:
        assert status(door.ask()) == 200
        bearer = door.ask(token=None, headers=["Authorization: Bearer " + door.token])
        assert status(bearer) == 200 and key.encode() not in bearer
        assert status(door.ask(host="localhost:%d" % door.port)) == 200
        assert status(door.ask(method="POST", headers=["Content-Length: 2"], body=b"{}")) == 200
        for request in api.requests:
            assert request.headers["x-goog-api-key"] == key and door.token.encode() not in request.head, request.head
        assert len(api.requests) == 4


@test("everything else is refused in the API's own shape and never reaches it")
def refused():
    key = fake_key()
    with Upstream(answer) as api, Door(api.url, key) as door:
        length = "Content-Length: 2"
        cases = [
            (401, dict(token=None)), (401, dict(token="propus-" + "0" * 64)), (401, dict(token=door.token[:-1])),
            (401, dict(token=None, headers=["Authorization: Basic " + door.token])),
            (401, dict(headers=["Authorization: Bearer wrong"])),
            (403, dict(path=PATH + "?key=" + door.token)), (403, dict(path=PATH + "?%6bey=x")),
            (403, dict(path=PATH + "?alt=sse&access_token=x")),
            (403, dict(host="evil.example:%d" % door.port)), (403, dict(host="127.0.0.1")),
            (403, dict(host="127.0.0.1:1")), (403, dict(host="[::1]:%d" % door.port)),
            (403, dict(headers=["Origin: https://evil.example"])), (403, dict(headers=["origin: null"])),
            (403, dict(path="/propus/v1/status")), (403, dict(path="/propus/v1/keys")),
            (403, dict(path="/v1beta/../propus/v1/keys")), (403, dict(path="/v1beta/models/%2e%2e/x")),
            (403, dict(path="/v1beta/models%2fm")), (403, dict(path="/v1beta/models/..")),
            (403, dict(path="//v1beta/models")), (403, dict(path="/v1beta/models\\x")),
            (403, dict(path="/v1alpha/auth_tokens")), (403, dict(path="/ws/x")), (403, dict(path="/")),
            (400, dict(path="http://generativelanguage.googleapis.com/v1beta/models")),
            (400, dict(method="POST", headers=[length, length], body=b"{}")),
            (400, dict(method="POST", headers=[length, "Transfer-Encoding: chunked"], body=b"0\r\n\r\n")),
            (400, dict(method="POST", headers=["Transfer-Encoding: gzip, chunked"], body=b"0\r\n\r\n")),
            (400, dict(method="POST", headers=["Content-Length: -1"])),
            (400, dict(method="POST", headers=["Content-Length: +2"], body=b"{}")),
            (400, dict(headers=["X: a\rGET / HTTP/1.1"])), (400, dict(headers=["X: a\nY: b"])),
            (400, dict(headers=["X : a"])), (400, dict(headers=[" folded"])), (400, dict(headers=["X: a\0b"])),
            (400, dict(headers=["Host: 127.0.0.1:%d" % door.port])),
            (413, dict(method="POST", headers=["Content-Length: %d" % (3 << 30)])),
            (431, dict(headers=["X-%d: a" % n for n in range(2000)])), (431, dict(headers=["X: " + "a" * 40000])),
        ]
        for wanted, what in cases:
            reply = door.ask(**what)
            assert status(reply) == wanted, (what, reply[:300])
            assert b'"domain":"propus"' in reply and door.token.encode() not in reply, reply
        assert status(door.raw(("GET %s HTTP/1.0\r\n\r\n" % PATH).encode())) == 400
        assert not api.requests and door.token.encode() not in door.output()
        assert status(door.ask(headers=["X-%d: a" % n for n in range(10000)])) in (0, 431)
        assert status(door.ask()) == 200


@test("another user's connection is closed, token or not", timeout=60)
def other_user():
    if not ROOT:
        raise Skip("only root can be somebody else")
    script = ("import socket,sys; s=socket.create_connection(('127.0.0.1',%d)); s.sendall(sys.argv[1].encode());"
              "sys.stdout.write(repr(s.recv(99)))")
    with Upstream(answer) as api, Door(api.url, fake_key()) as door:
        request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-goog-api-key: %s\r\n\r\n" % (PATH, door.port, door.token)
        done = subprocess.run(["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3",
                               "-c", script % door.port, request], capture_output=True, check=False, cwd="/")
        assert done.stdout == b"b''" or b"ConnectionResetError" in done.stderr or b"BrokenPipe" in done.stderr, done
        assert not api.requests and status(door.ask()) == 200


@test("an upload goes on at the broker's own address, and nowhere else")
def upload():
    where = {}

    def begin(conversation):
        conversation.reply(200, b"{}", [("X-Goog-Upload-URL", where["url"])])

    with Upstream(begin) as api, Door(api.url, fake_key(), variables={"G_MESSAGES_DEBUG": "all"}) as door:
        rest = "/upload/v1beta/files?upload_id=worth-a-key&upload_protocol=resumable"
        where["url"] = api.url + rest
        reply = door.ask("/upload/v1beta/files", "POST", headers=["Content-Length: 2"], body=b"{}")
        assert ("http://127.0.0.1:%d%s" % (door.port, rest)).encode() in reply, reply
        assert status(door.ask(rest, "POST", headers=["Content-Length: 3"], body=b"abc")) == 200
        assert api.requests[-1].line.split()[1] == rest and api.requests[-1].body == b"abc"
        for bad in ("https://evil.example" + rest, api.url + "/elsewhere?upload_id=worth-a-key", "nonsense"):
            where["url"] = bad
            reply = door.ask("/upload/v1beta/files", "POST", headers=["Content-Length: 2"], body=b"{}")
            assert status(reply) == 502 and b"worth-a-key" not in reply, reply
        assert b"worth-a-key" not in door.output()


def rested(pid):
    """Whether the process has begun anew: that shows in its first argument."""
    with open("/proc/%d/cmdline" % pid, "rb") as file:
        return file.read().startswith(b"propus-broker\0")


@test("port and token outlive a rest")
def rest():
    with Upstream(answer) as api, Door(api.url, fake_key(), rest_ms=200) as door:
        assert status(door.ask()) == 200
        eventually(lambda: rested(door.pid))
        assert status(door.ask()) == 200 and status(door.ask(token="propus-" + "0" * 64)) == 401


def ended(sock):
    try:
        return sock.recv(10) == b""
    except ConnectionResetError:
        return True


@test("slow and silent clients keep nobody out")
def slow():
    with Upstream(answer) as api, Door(api.url, fake_key()) as door:
        silent = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(100)]
        for sock in silent[:50]:
            sock.sendall(b"GET /v1beta/models HTTP/1.1\r\nHost:")
        assert status(door.ask()) == 200
        for sock in silent:
            sock.settimeout(30)
        assert ended(silent[0]) and ended(silent[-1])
        for sock in silent:
            sock.close()


@test("with 256 connections open the next one waits for its turn, and gets it")
def cap():
    end = threading.Semaphore(0)

    def hold(conversation):
        assert end.acquire(timeout=100)
        conversation.reply(200, b"{}")

    with Upstream(hold) as api, Door(api.url, fake_key()) as door:
        request = "GET /v1beta/models HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-goog-api-key: %s\r\n\r\n" % (door.port, door.token)

        def begin():
            sock = socket.create_connection(("127.0.0.1", door.port), 100)
            sock.sendall(request.encode())
            return sock

        held = [begin() for _ in range(256)]
        eventually(lambda: len(api.requests) == 256, timeout=60, what="256 requests at the API")
        late = begin()
        assert door.control("GET", "status").status == 200   # the broker has been round since then, and is well
        assert len(api.requests) == 256
        end.release()
        eventually(lambda: len(api.requests) == 257, timeout=60, what="the one that waited")
        end.release(256)
        for sock in (late, *held):
            assert status(sock.recv(65536)) == 200
            sock.close()
        end.release()
        assert status(door.ask("/v1beta/models")) == 200


def hostile(rng, door):
    """One request that must not get through: a good one with at least one thing wrong."""
    good = ["GET", PATH, "HTTP/1.1"]
    headers = [b"Host: 127.0.0.1:%d" % door.port, b"x-goog-api-key: " + door.token.encode()]
    kind = rng.randrange(9)
    if kind == 0:
        return rng.randbytes(rng.randrange(1, 300)) + b"\r\n\r\n"
    if kind == 1:
        headers[1] = b"x-goog-api-key: " + bytes(rng.choice(b"propus-0123456789abcdef") for _ in range(rng.randrange(0, 80)))
    elif kind == 2:
        headers[0] = b"Host: " + rng.choice([b"evil.example", b"127.0.0.1", b"localhost", b"0:%d" % door.port, b""])
    elif kind == 3:
        headers.append(b"Origin: " + rng.choice([b"null", b"http://127.0.0.1:%d" % door.port, b""]))
    elif kind == 4:
        good[1] = rng.choice(["/propus/v1/keys", "/v1beta/%2e%2e/x", "/v1beta//models", "/v1beta/models/../x", "/ws/a",
                              "/v1beta/models/%" + "%02x" % rng.randrange(256), "/v2/models", PATH + "?key=" + door.token])
    elif kind == 5:
        headers += [b"Content-Length: %d" % rng.randrange(9), b"Transfer-Encoding: chunked"]
    elif kind == 6:
        headers.append(b"X: a" + bytes([rng.choice(b"\r\n\0\x01\x7f")]) + b"b")
    elif kind == 7:
        good[2] = rng.choice(["HTTP/1.0", "HTTP/2", "HTTP/1.1 ", "http/0.9", ""])
    else:
        headers.append(rng.choice([b" fold", b"X :y", b":y", b"nothing", b"Content-Length: 0x1", b"Transfer-Encoding: x"]))
    rng.shuffle(headers)
    return " ".join(good).encode() + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n"


@test("ten thousand hostile requests: none reaches the API, and the broker goes on", timeout=110)
def ten_thousand():
    seed = int(os.environ.get("PROPUS_TEST_SEED", "20261128"))
    rng = random.Random(seed)
    through = []
    with Upstream(answer) as api, Door(api.url, fake_key()) as door:
        requests = [hostile(rng, door) for _ in range(10_000)]
        assert status(door.ask()) == 200 and len(api.requests) == 1
        before = rss_kb(door.pid)

        def work(part):
            for request in part:
                if status(door.raw(request, end=True)) == 200:
                    through.append(request)

        threads = [threading.Thread(target=work, args=(requests[n::8],)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not through and len(api.requests) == 1, (seed, through[:3])
        assert status(door.ask()) == 200 and door.process.poll() is None
        assert SANITIZED or rss_kb(door.pid) < before + 16_000, (before, rss_kb(door.pid))


main()
