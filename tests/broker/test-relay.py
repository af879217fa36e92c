# What the broker does to a request and to its reply, seen from both ends as bytes.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import base64
import gzip
import json
import socket
import threading
import urllib.parse
import zlib

from brokerkit import SANITIZED, Broker, Upstream, fake_key
from taptest import main, test

GENERATE = "/v1beta/models/gemini-flash-latest:generateContent"


def echo(c):
    c.reply(200, b'{"ok":true}', [("Content-Type", "application/json")])


@test("relay the header is added and the caller's credentials are dropped")
def credentials():
    key = fake_key()
    caller = "caller-" + fake_key()
    with Upstream(echo) as api, Broker(api.url, session_key=key) as broker:
        reply = broker.request("POST", GENERATE + "?alt=sse&key=%s&access_token=%s" % (caller, caller), b'{"a":1}', {
            "x-goog-api-key": caller, "Authorization": "Bearer " + caller, "Cookie": "a=" + caller,
            "Proxy-Authorization": "Basic " + caller, "Content-Type": "application/json", "X-Server-Timeout": "9",
            "Accept-Encoding": "gzip", "Connection": "x-hop", "X-Hop": "1",
        })
        assert reply.status == 200, reply.body
        request, = api.requests
        assert request.line == "POST %s?alt=sse HTTP/1.1" % GENERATE, request.line
        assert caller.encode() not in request.head, request.head
        assert request.head.lower().count(b"x-goog-api-key") == 1
        assert request.headers["x-goog-api-key"] == key
        assert request.headers["accept-encoding"] == "identity"
        assert request.headers["x-server-timeout"] == "9"
        assert request.headers["content-length"] == "7"
        assert "x-hop" not in request.headers and "cookie" not in request.headers
        assert request.body == b'{"a":1}'


@test("relay status, headers and bodies pass through as they are")
def through():
    bodies = {400: b'{"error":{"code":400}}', 429: b"x" * 70000, 503: b"<html>", 999: b"\xff\xfe\0", 204: b"", 200: b""}

    def handler(c):
        status = int(c.request.line.split("/")[-2].split()[0])
        c.reply(status, bodies[status], [("Content-Type", "text/x"), ("Retry-After", "7"), ("Set-Cookie", "a=b")])

    with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
        for status, body in bodies.items():
            reply = broker.request("GET", "/v1beta/%d" % status)
            assert reply.status == status and reply.body == body, (status, reply.status, reply.body[:80])
            assert reply.headers["Retry-After"] == "7" and reply.headers["Set-Cookie"] is None
            if status != 204:
                assert reply.headers["Content-Length"] == str(len(body)), reply.headers
        head = broker.request("HEAD", "/v1beta/429")
        assert head.status == 429 and head.body == b""


@test("relay methods and paths that are not the API's are refused, nothing is sent")
def not_allowed():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        for method, path in [("GET", "/"), ("GET", "/v2/x"), ("OPTIONS", "/v1beta/models"), ("GET", "/v1beta/../x"),
                             ("GET", "/v1beta/%2e%2e/x"), ("GET", "/propus/v1/nothing"), ("POST", "/propus/v1/status")]:
            reply = broker.request(method, path)
            assert reply.status in (400, 403), (method, path, reply.status)
            if reply.status == 403:
                assert reply.propus_reason() == "NOT_ALLOWED", reply.body
        assert api.connections == 0


@test("relay what is no HTTP is answered without a crash")
def garbage():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        for data in [b"\0\0\0\0\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n", b"GET /v1beta/x HTTP/1.1\r\n\r\n",
                     b"POST /v1beta/x HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                     b"POST /v1beta/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zip\r\n\r\n",
                     b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"A" * 200000, b""]:
            sock = broker.connect()
            try:
                sock.sendall(data)
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass
            except OSError:
                pass
            sock.close()
        assert broker.request("GET", "/v1beta/models").status == 200
        assert len(api.requests) == 1
        status = broker.stop()
        assert status == 0 or SANITIZED, status   # libsoup 3.2 itself leaks the path of a refused request


@test("relay a body without a length is passed on in chunks")
def chunked_upload():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        reply = broker.request("POST", GENERATE, iter([b"one", b"two" * 9000]), {"Transfer-Encoding": "chunked"},
                               chunked=True)
        assert reply.status == 200
        assert api.requests[0].body == b"one" + b"two" * 9000


@test("relay Expect: 100-continue is answered before the body")
def expect():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        sock = broker.connect()
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n" % GENERATE.encode())
        assert sock.recv(4096).startswith(b"HTTP/1.1 100")
        sock.sendall(b"hello")
        data = b""
        while piece := sock.recv(4096):
            data += piece
        assert data.startswith(b"HTTP/1.1 200") and api.requests[0].body == b"hello"


@test("relay what comes compressed without being asked for is unpacked")
def compressed():
    plain = json.dumps({"text": "täxt" * 5000}).encode()
    forms = {"gzip": gzip.compress(plain), "deflate": zlib.compress(plain)}

    def handler(c):
        name = c.request.line.split()[1].split("/")[-1]
        c.reply(200, forms.get(name, plain), [("Content-Encoding", name)])

    with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
        for name in forms:
            reply = broker.request("GET", "/v1beta/" + name)
            assert reply.status == 200 and reply.body == plain, (name, reply.status)
            assert reply.headers["Content-Encoding"] is None
        for name in ["br", "x-unknown", "gzip, gzip"]:
            reply = broker.request("GET", "/v1beta/" + urllib.parse.quote(name).split("%")[0])
        reply = broker.request("GET", "/v1beta/br")
        assert reply.status == 502 and reply.propus_reason() == "PROTOCOL", reply.body


@test("case-36 redirects to another host are not followed, the key goes nowhere")
def redirects():
    with Upstream(echo) as elsewhere:
        def handler(c):
            status = int(c.request.line.split()[1].split("/")[-1])
            c.reply(status, b"", [("Location", "http://localhost:%d/v1beta/stolen" % elsewhere.port)])

        with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
            for status in (301, 302, 303, 307, 308, 300, 305):
                for method in ("GET", "POST"):
                    reply = broker.request(method, "/v1beta/%d" % status, b"{}" if method == "POST" else None)
                    assert reply.status == 502 and reply.propus_reason() == "REDIRECT", (status, method, reply.body)
                    assert "localhost" in reply.json()["error"]["message"]
                    assert reply.json()["error"]["details"][0]["metadata"]["host"] == "localhost"
            assert len(api.requests) == 14
        assert elsewhere.connections == 0
        # The same server does count one that comes.
        socket.create_connection(("127.0.0.1", elsewhere.port)).close()
        for _ in range(50):
            if elsewhere.connections:
                break
            threading.Event().wait(0.05)
        assert elsewhere.connections == 1


@test("case-37 a redirect to the same host is refused too")
def redirect_home():
    def handler(c):
        c.reply(302, b"", [("Location", "/v1beta/elsewhere")])

    with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
        reply = broker.request("GET", "/v1beta/models")
        assert reply.propus_reason() == "REDIRECT"
        assert len(api.requests) == 1


@test("case-39 plain http off this computer and other bad addresses are refused at send")
def base_urls():
    table = ["http://example.com", "http://127.0.0.1.evil.com", "http://10.0.0.1", "https://user:p@example.com",
             "https://example.com/?key=x", "https://example.com/#x", "ftp://example.com", "nonsense", ""]
    sentences = set()
    for url in table:
        with Broker(url, session_key=fake_key()) as broker:
            for method, body in [("GET", None), ("POST", b"{}" * 50000)]:
                reply = broker.request(method, "/v1beta/models", body)
                assert reply.status == 400 and reply.propus_reason() == "BASE_URL", (url, reply.body)
                sentences.add(reply.json()["error"]["message"])
    assert len(sentences) == 6, sentences


@test("case-41 a key echoed in an error is masked: whole, encoded, split at every place", timeout=100)
def echoed():
    key = fake_key()
    encoded = "".join("%%%02X" % byte for byte in key.encode())
    for name, shape in (("whole", key), ("percent-encoded", encoded), ("half", key[:20] + encoded[60:])):
        body = ('{"error":{"message":"API key not valid: %s."}}' % shape).encode()
        hidden = body.replace(shape.encode(), b"*" * len(shape))

        def handler(c):
            cut = int(c.request.line.split()[1].split("/")[-1])
            c.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            c.begin_chunked(400)
            c.chunk(body[:cut])
            if cut % 8 == 0:
                threading.Event().wait(0.004)
            c.chunk(body[cut:])
            c.end_chunked()

        with Upstream(handler) as api, Broker(api.url, session_key=key) as broker:
            for cut in range(1, len(body)):
                reply = broker.request("GET", "/v1beta/%d" % cut)
                assert reply.status == 400 and reply.body == hidden, (name, cut, reply.body)
            assert len(api.requests) == len(body) - 1 and api.requests[0].headers["x-goog-api-key"] == key


@test("case-41 a key in a reply with a length stays that long; a beginning of one passes")
def lengths():
    key = fake_key()

    def handler(c):
        c.reply(400, b"<%s>%s" % (key.encode(), key[:-1].encode()))

    with Upstream(handler) as api, Broker(api.url, session_key=key) as broker:
        reply = broker.request("GET", "/v1beta/x")
        assert reply.body == b"<%s>%s" % (b"*" * len(key), key[:-1].encode()), reply.body
        assert not reply.cut


@test("case-42 a key in headers and in the reason phrase is masked")
def headers():
    key = fake_key()

    def handler(c):
        c.reply(403, b"", [("WWW-Authenticate", 'Bearer realm="%s"' % key), ("X-%s" % key, "name"),
                           ("X-Encoded", urllib.parse.quote(key, safe="").replace("-", "%2D"))],
                reason="Consumer api_key:%s suspended" % key)

    with Upstream(handler) as api, Broker(api.url, session_key=key) as broker:
        sock = broker.connect()
        sock.sendall(b"GET /v1beta/x HTTP/1.1\r\nHost: a\r\n\r\n")
        data = b""
        while piece := sock.recv(4096):
            data += piece
        assert data.startswith(b"HTTP/1.1 403 Consumer api_key:***"), data
        assert b'realm="***' in data and b"fake" not in data, data
        assert b"X-Encoded: ***" in data, data


@test("relay a body, an address or a header that holds a key does not reach the server's program")
def body_holds_key():
    key = fake_key()
    other = fake_key()
    with Upstream(echo) as api, Broker(api.url, session_key=key) as broker:
        cases = [
            dict(body=b'{"text":"%s"}' % key.encode()),
            dict(body=key.encode()),
            dict(body=b"x" * 100000 + key.encode() + b"y" * 100000),
            dict(body=b"".join(b"%%%02x" % byte for byte in key.encode())),
            dict(body=b'{"text":"%s"}' % b"".join(b"\\u%04X" % byte for byte in key.encode())),
            dict(body=b'{"text":"%s"}' % key.encode().replace(b"-", b"\\u002d").replace(b".", b"\\u002e")),
            *(dict(body=b'{"inlineData":{"data":"%s"}}' % base64.b64encode(b"KEY="[:n] + key.encode() + b"\n")) for n in range(4)),
            dict(path=GENERATE + "?x=" + key),
            dict(path="/v1beta/models/" + key),
            dict(headers={"X-Note": "my key is " + key}),
        ]
        for case in cases:
            reply = broker.request("POST", case.get("path", GENERATE), case.get("body", b"{}"), case.get("headers"))
            assert reply.status == 400 and reply.propus_reason() == "BODY_HOLDS_KEY", (list(case), reply.body)
        pieces = iter([b"x" * 50000, key[:10].encode(), key[10:].encode(), b"z" * 10])
        reply = broker.request("POST", GENERATE, pieces, {"Transfer-Encoding": "chunked"}, chunked=True)
        assert reply.propus_reason() == "BODY_HOLDS_KEY"

        threading.Event().wait(0.3)
        for request in api.requests:
            assert not request.complete, "a body with a key arrived whole"
        # Another key is not ours to judge, and half a key is none.
        assert broker.request("POST", GENERATE, other.encode()).status == 200
        assert broker.request("POST", GENERATE, key[:-1].encode()).status == 200
        assert api.requests[-1].complete


@test("case-35 with every debug output on the key is printed nowhere")
def debug_output():
    key = fake_key()

    def handler(c):
        c.reply(400, b'{"error":{"message":"%s"}}' % key.encode(), [("X-Echo", key)])

    noisy = {"G_MESSAGES_DEBUG": "all", "GIO_DEBUG": "all", "GTK_DEBUG": "all", "SOUP_DEBUG": "9", "LIBSECRET_DEBUG": "all"}
    with Upstream(handler) as api, Broker(api.url, session_key=key, variables=noisy) as broker:
        broker.request("POST", GENERATE + "?key=" + fake_key(), b"x")
        broker.request("POST", GENERATE, key.encode())
        broker.request("GET", "/v1beta/nothing")
        broker.control("GET", "status")
        output = broker.output()
        assert len(api.requests) >= 2
        assert b"v1beta" in output, "the search has nothing to search in: %r" % output[:200]
        for start in range(len(key) - 15):
            assert key[start:start + 16].encode() not in output


@test("relay failures of the network come in the API's shape")
def failures():
    def silent_close(c):
        c.sock.close()

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    free = "http://127.0.0.1:%d" % listener.getsockname()[1]
    listener.close()
    with Broker(free, session_key=fake_key()) as broker:
        reply = broker.request("GET", "/v1beta/models")
        assert (reply.status, reply.propus_reason()) == (503, "OFFLINE"), reply.body
    with Broker("https://name.that.does.not.exist.invalid", session_key=fake_key()) as broker:
        reply = broker.request("GET", "/v1beta/models", timeout=40)
        assert (reply.status, reply.propus_reason()) == (503, "DNS"), reply.body
    for answer in (b"no http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: strange\r\n\r\n",
                   b"HTTP/1.1 200 OK\r\nX: " + b"a" * 90000 + b"\r\nContent-Length: 0\r\n\r\n"):
        with Upstream(lambda c, a=answer: (c.send(a), c.sock.close())) as api:
            with Broker(api.url, session_key=fake_key()) as broker:
                reply = broker.request("GET", "/v1beta/models")
                assert reply.status in (502, 503) and reply.propus_reason() in ("PROTOCOL", "OFFLINE"), reply.body
    with Upstream(silent_close) as api, Broker(api.url, session_key=fake_key()) as broker:
        reply = broker.request("GET", "/v1beta/models")
        assert (reply.status, reply.propus_reason()) == (503, "OFFLINE"), reply.body


main()
