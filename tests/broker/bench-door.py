# What the door for programs costs: time to the first byte beside the same server without it, in one run, and memory with
# 200 answers at once. Its throughput is measured by bench-relay.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import asyncio
import multiprocessing
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

from brokerkit import SANITIZED, fake_key
from doorkit import Door
from taptest import Skip, at_end, diag, main, test

FIRST_BYTE_MS = 2.0     # more, at most
AT_ONCE = 200
STREAMS = 1000
HTTP_KB = 12 << 10      # private memory with so many at once, at most
TLS_KB = 24 << 10
AUTHORITIES_KB = 4 << 10  # for those of the system, 144 of them in Debian 12, as the library keeps them
FLAT_KB = 2048          # what later ones may take more than the first did
GENERATE = "/v1beta/models/m:streamGenerateContent?alt=sse"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

DIR = tempfile.mkdtemp(prefix="propus-bench-")
at_end(lambda: shutil.rmtree(DIR))


def chunk(size):
    event = b"data: " + b"abcdefghij" * ((size - 10) // 10) + b"\r\n\r\n"
    return b"%x\r\n%s\r\n" % (len(event), event), len(event)


# --- servers, each a process of its own ---

def serve_one_event(listener):
    """One connection after the other: one event."""
    piece, _length = chunk(1000)
    while True:
        sock, _address = listener.accept()
        with sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = b""
            while b"\r\n\r\n" not in request:
                request += sock.recv(65536)
            sock.sendall(HEAD + piece + b"0\r\n\r\n")


def serve_at_once(listener, context, most):
    """Answers begin at once, and go on when there are as many open as there are to be."""
    piece, _length = chunk(1000)
    state = {"open": 0, "begun": 0, "all": None}

    async def serve(reader, writer):
        state["open"] += 1
        most.value = max(most.value, state["open"])
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + piece)
            state["all"] = state["all"] or asyncio.Event()
            everybody = state["all"]
            state["begun"] += 1
            if state["begun"] == AT_ONCE:
                state.update(begun=0, all=None)
                everybody.set()
            await everybody.wait()
            for _ in range(20):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        finally:
            state["open"] -= 1
            writer.close()

    async def run():
        server = await asyncio.start_server(serve, sock=listener, ssl=context)
        await server.serve_forever()

    asyncio.run(run())


class Server:
    def __init__(self, target, *arguments):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=2 * AT_ONCE)
        self.port = self.listener.getsockname()[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.process = multiprocessing.Process(target=target, args=(self.listener, *arguments), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.join()
        self.listener.close()


# --- the first byte ---

def first_byte_ms(port, token):
    request = "GET /v1beta/models HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-goog-api-key: %s\r\n\r\n" % (port, token)
    with socket.create_connection(("127.0.0.1", port), 60) as sock:
        began = time.perf_counter()
        sock.sendall(request.encode())
        got = b""
        while b"data: " not in got:
            got += sock.recv(65536)
        taken = time.perf_counter() - began
        while sock.recv(65536):
            pass
    assert got.startswith(b"HTTP/1.1 200"), got
    return taken * 1000


@test("the first byte through the door comes at most 2 ms later than without it", timeout=300)
def first_byte():
    with Server(serve_one_event) as server, Door(server.url, fake_key()) as door:
        direct, through = [], []
        for _ in range(300):
            direct.append(first_byte_ms(server.port, "none"))
            through.append(first_byte_ms(door.port, door.token))
        direct.sort()
        through.sort()
        middle, best = through[150] - direct[150], through[0] - direct[0]
        diag("first byte: direct %.2f ms, through the door %.2f ms, %.2f ms more in the middle of 300 pairs (best %.2f), bound %.1f ms"
             % (direct[150], through[150], middle, best, FIRST_BYTE_MS))
        assert middle <= FIRST_BYTE_MS


# --- memory ---

def private_kb(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        sizes = {words[0]: int(words[1]) for words in map(str.split, file) if words[0].endswith(":")}
    return sizes["Private_Clean:"] + sizes["Private_Dirty:"]


async def one_stream(door):
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(("POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-goog-api-key: %s\r\nContent-Length: 2\r\n\r\n{}"
                  % (GENERATE, door.port, door.token)).encode())
    got = b""
    while data := await reader.read(65536):
        got += data
    writer.close()
    assert got.startswith(b"HTTP/1.1 200") and got.endswith(b"\r\n0\r\n\r\n") and got.count(b"data: ") == 21, got[:300]


async def round_of_streams(door):
    """So many at once; the most private memory meanwhile."""
    most, over = 0, asyncio.Event()

    async def watch():
        nonlocal most
        while not over.is_set():
            most = max(most, private_kb(door.pid))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*[one_stream(door) for _ in range(AT_ONCE)])
    over.set()
    await watching
    return most


def measure_memory(name, url, server, most, bound, **more):
    # Another broker shares the libraries' files, as the program that started it does in real life.
    with server, Door(url, fake_key(), lookup=True, **more) as door, Door(url, fake_key(), lookup=True) as other:
        assert other.control("PUT", "usage/limits", {}).status == 200   # it has looked into the ledger, as a window has
        reply = door.control("PUT", "usage/limits", {"runaway": 0, "inFlight": 0})
        assert reply.status == 200, reply.body
        idle = private_kb(door.pid)
        rounds = [asyncio.run(round_of_streams(door)) for _ in range(STREAMS // AT_ONCE)]
        diag("%s: private memory %.1f MB before, at most %s MB in rounds of %d streams, bound %.1f MB; %d open at once at the server"
             % (name, idle / 1024, ", ".join("%.1f" % (kb / 1024) for kb in rounds), AT_ONCE, bound / 1024, most.value))
        assert most.value == AT_ONCE, most.value
        assert max(rounds[1:]) <= rounds[0] + FLAT_KB, rounds
        assert max(rounds) <= bound, rounds


@test("memory over loopback http: 1,000 answers, 200 at once", timeout=300)
def memory_http():
    if SANITIZED:
        raise Skip("a sanitizer's memory is not what it would be")
    most = multiprocessing.Value("i", 0)
    server = Server(serve_at_once, None, most)
    measure_memory("http", server.url, server, most, HTTP_KB)


def make_authority():
    """An authority of the test's own, the same together with the system's authorities, and a server's certificate."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=DIR, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Bench")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    with open(os.path.join(DIR, "ext"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "server.pem", "-days", "30", "-extfile", "ext")
    with open(os.path.join(DIR, "all.pem"), "wb") as out:
        for path in (os.path.join(DIR, "ca.pem"), "/etc/ssl/certs/ca-certificates.crt"):
            with open(path, "rb") as file:
                out.write(file.read())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(DIR, "server.pem"), os.path.join(DIR, "server.key"))
    return context


@test("memory over verified TLS: 1,000 answers, 200 at once", timeout=300)
def memory_tls():
    if SANITIZED:
        raise Skip("a sanitizer's memory is not what it would be")
    context = make_authority()
    for name, file, bound in (("TLS, one authority", "ca.pem", TLS_KB),
                              ("TLS, the system's authorities, too", "all.pem", TLS_KB + AUTHORITIES_KB)):
        trusting = ["unshare", *([] if os.getuid() == 0 else ["--user", "--map-root-user"]), "--mount", "sh", "-c",
                    "mount --bind \"$0\" /etc/ssl/certs/ca-certificates.crt && exec \"$@\"", os.path.join(DIR, file)]
        if subprocess.run(trusting + ["true"], capture_output=True, check=False).returncode != 0:
            raise Skip("a private mount is not possible here")
        most = multiprocessing.Value("i", 0)
        server = Server(serve_at_once, context, most)
        measure_memory(name, "https://localhost:%d" % server.port, server, most, bound, prefix=trusting)


main()
