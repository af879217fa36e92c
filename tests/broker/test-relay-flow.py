# Streams through the broker: back-pressure, cuts and cancelling, both ways.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import gzip
import http.client
import socket
import threading
import time

from brokerkit import SANITIZED, Broker, Upstream, fake_key, rss_kb
from taptest import diag, eventually, main, test

GENERATE = "/v1beta/models/m:streamGenerateContent?alt=sse"
MEGABYTE = 1024 * 1024


@test("flow 300 MB up in little memory while the server reads slowly", timeout=120)
def upload():
    size = 300 * MEGABYTE
    seen = [0]

    def slow(c):
        head = c.read_head()
        assert b"content-length: %d" % size in head.lower(), head
        seen[0] = len(c.buffer)
        while seen[0] < size:
            data = c.sock.recv(MEGABYTE)
            if not data:
                return
            seen[0] += len(data)
            if seen[0] < 20 * MEGABYTE:
                time.sleep(0.01)
        c.reply(200, b"{}")
        c.sock.close()

    with Upstream(slow, raw=True, receive_buffer=65536) as api, Broker(api.url, session_key=fake_key()) as broker:
        broker.request("GET", "/nothing")
        before = rss_kb(broker.pid)
        sock = broker.connect(60)
        sock.sendall(b"POST /upload/v1beta/files HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
        block = b"AQ.AAAA%41" * (MEGABYTE // 10) + b"x" * (MEGABYTE % 10)
        sent = peak = ahead = 0
        while sent < size:
            sock.sendall(block)
            sent += len(block)
            ahead = max(ahead, sent - seen[0])
            peak = max(peak, rss_kb(broker.pid))
        assert sock.recv(4096).startswith(b"HTTP/1.1 200")
        diag("memory +%d kB, at most %d kB ahead of the server" % (peak - before, ahead // 1024))
        assert seen[0] == size
        assert SANITIZED or peak - before < 30 * 1024
        assert ahead < 8 * MEGABYTE


@test("flow a slow reader slows the server down", timeout=60)
def download():
    sent = [0]

    def endless(c):
        c.begin_chunked(200, [("Content-Type", "text/event-stream")])
        while True:
            c.chunk(b"x" * 65536)
            sent[0] += 65536

    with Upstream(endless) as api, Broker(api.url, session_key=fake_key()) as broker:
        connection, response = broker.open("POST", GENERATE, b"{}")
        assert response.status == 200
        before = rss_kb(broker.pid)
        eventually(lambda: sent[0] > 0)
        last = -1
        while last != sent[0]:
            last = sent[0]
            time.sleep(0.5)
        diag("the server sent %d kB that nobody read; memory +%d kB" % (last // 1024, rss_kb(broker.pid) - before))
        assert last < 16 * MEGABYTE
        assert rss_kb(broker.pid) - before < 8 * 1024
        assert len(response.read(last + 20 * MEGABYTE)) == last + 20 * MEGABYTE
        connection.close()


@test("flow pieces come down as they come, without waiting for more")
def pieces():
    go = [threading.Event() for _ in range(5)]

    def handler(c):
        c.begin_chunked(200, [("Content-Type", "text/event-stream")])
        for number, event in enumerate(go):
            event.wait(10)
            c.chunk(b'data: {"n":%d}\r\n\r\n' % number)
        c.end_chunked()

    with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
        connection, response = broker.open("POST", GENERATE, b"{}")
        for number, event in enumerate(go):
            event.set()
            expected = b'data: {"n":%d}\r\n\r\n' % number
            assert response.read(len(expected)) == expected
        assert response.read() == b""
        connection.close()


@test("case-55 an answer that is cut off is cut off for the client too")
def cuts():
    event = b'data: {"a":1}\r\n\r\n'

    def short_length(c):
        c.reply(200, event, length=len(event) + 10)
        c.sock.close()

    def reset_in_chunks(c):
        c.begin_chunked()
        c.chunk(event)
        time.sleep(0.3)
        c.reset()

    def inside_chunk(c):
        c.begin_chunked()
        c.chunk(event)
        c.send(b"100\r\nabc")
        time.sleep(0.2)
        c.sock.close()

    def half_gzip(c):
        data = gzip.compress(event * 1000)
        c.reply(200, data[:len(data) // 2], [("Content-Encoding", "gzip")])

    def broken_gzip(c):
        c.reply(200, gzip.compress(event)[:10] + b"\xff" * 50, [("Content-Encoding", "gzip")])

    for handler in (short_length, reset_in_chunks, inside_chunk, half_gzip, broken_gzip):
        with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
            reply = broker.request("POST", GENERATE, b"{}")
            assert reply.status == 200, (handler.__name__, reply.status, reply.body)
            assert reply.cut, (handler.__name__, reply.body)
            if handler not in (half_gzip, broken_gzip):
                assert reply.body.startswith(event), (handler.__name__, reply.body)
            sock = broker.connect()
            sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" % GENERATE.encode())
            data = b""
            while piece := sock.recv(4096):
                data += piece
            assert not data.endswith(b"0\r\n\r\n"), (handler.__name__, data)


@test("case-55 the beginning of a key at the cut is passed on")
def cut_in_key():
    key = fake_key()

    def handler(c):
        c.begin_chunked()
        c.chunk(b"text " + key[:12].encode())
        time.sleep(0.2)
        c.reset()

    with Upstream(handler) as api, Broker(api.url, session_key=key) as broker:
        reply = broker.request("POST", GENERATE, b"{}")
        assert reply.cut and reply.body.startswith(b"text " + key[:12].encode()), reply.body


def gone_within(c, seconds):
    """Whether the other side closes in time, however much it still sends."""
    c.sock.settimeout(seconds)
    try:
        while c.sock.recv(65536):
            pass
    except (ConnectionResetError, BrokenPipeError):
        return True
    except socket.timeout:
        return False
    return True


@test("flow a client that goes away takes its request with it", timeout=60)
def cancelled():
    outcome = {}

    def waiting(c):
        c.read_request()
        outcome["waiting"] = gone_within(c, 5)

    def streaming(c):
        c.read_request()
        c.begin_chunked()
        c.chunk(b"data: 1\r\n\r\n")
        outcome["streaming"] = gone_within(c, 5)

    def uploading(c):
        c.read_head()
        start = time.monotonic()
        outcome["uploading"] = gone_within(c, 5)
        outcome["upload-time"] = time.monotonic() - start

    with Upstream(waiting, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
        sock = broker.connect()
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" % GENERATE.encode())
        eventually(lambda: api.requests)
        sock.close()
        eventually(lambda: "waiting" in outcome, 8)
        assert outcome["waiting"]
        assert broker.process.poll() is None

    with Upstream(streaming, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
        connection, response = broker.open("POST", GENERATE, b"{}")
        assert response.read(11) == b"data: 1\r\n\r\n"
        response.close()
        connection.close()
        eventually(lambda: "streaming" in outcome, 8)
        assert outcome["streaming"]

    with Upstream(uploading, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
        sock = broker.connect()
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{}" % GENERATE.encode())
        eventually(lambda: api.connections)
        time.sleep(0.2)
        sock.close()
        eventually(lambda: "uploading" in outcome, 8)
        assert outcome["uploading"]


@test("flow a chunked upload that breaks off is not ended cleanly", timeout=60)
def broken_upload():
    received = []

    def handler(c):
        data = c.read_head() + b"\r\n\r\n" + c.buffer
        try:
            while piece := c.sock.recv(65536):
                data += piece
        except OSError:
            pass
        received.append(data)

    for round_ in range(20):
        with Upstream(handler, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
            sock = broker.connect()
            sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" % GENERATE.encode())
            eventually(lambda: api.connections)
            time.sleep(0.01 * round_)
            sock.close()
            eventually(lambda: len(received) > round_, 8)
            assert not received[round_].endswith(b"0\r\n\r\n"), received[round_]


@test("flow many requests at once", timeout=60)
def many():
    def handler(c):
        time.sleep(0.3)
        c.reply(200, c.request.body)

    results = []
    with Upstream(handler) as api, Broker(api.url, session_key=fake_key()) as broker:
        def one(number):
            body = b"%d" % number * 1000
            reply = broker.request("POST", GENERATE, body, timeout=40)
            results.append(reply.status == 200 and reply.body == body)

        threads = [threading.Thread(target=one, args=(n,)) for n in range(300)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == 300 and all(results), results.count(False)
        assert broker.stop() == 0


@test("flow a server that hangs up while the body goes up is told, the client is not left hanging")
def early_close():
    def handler(c):
        c.read_head()
        c.sock.close()

    with Upstream(handler, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
        reply = broker.request("POST", GENERATE, b"x" * (5 * MEGABYTE))
        assert reply.status == 503 and reply.propus_reason() == "OFFLINE", reply.body


@test("flow an address where nothing answers is given up after 20 s", timeout=60)
def black_hole():
    # A listener whose queue is full drops what comes, as a firewall does.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(3):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(listener.getsockname())
        waiting.append(sock)
    time.sleep(0.2)
    with Broker("http://127.0.0.1:%d" % listener.getsockname()[1], session_key=fake_key()) as broker:
        start = time.monotonic()
        reply = broker.request("POST", GENERATE, b"{}", timeout=40)
        took = time.monotonic() - start
        assert reply.status == 504 and reply.propus_reason() == "TIMEOUT", reply.body
        assert 19 < took < 25, took


@test("flow a server that takes the connection and says nothing is the client's to wait for", timeout=60)
def silent():
    def handler(c):
        c.read_request()
        time.sleep(22)
        c.reply(200, b"late")

    with Upstream(handler, raw=True) as api, Broker(api.url, session_key=fake_key()) as broker:
        reply = broker.request("POST", GENERATE, b"{}", timeout=40)
        assert reply.status == 200 and reply.body == b"late"


@test("flow one connection carries one request, and says so")
def one_request():
    with Upstream(lambda c: c.reply(200, b"{}")) as api, Broker(api.url, session_key=fake_key()) as broker:
        connection, response = broker.open("GET", "/v1beta/models")
        assert response.headers["Connection"] == "close" and response.read() == b"{}"
        assert isinstance(connection, http.client.HTTPConnection)
        connection.close()


main()
