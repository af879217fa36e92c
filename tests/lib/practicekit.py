# Starts propus-practice for a test and talks to it over a bare socket.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   with Practice("--pace", "0") as practice:
#       reply = practice.ask("practice-tour", "hello")
#       reply.status, reply.headers, reply.body, reply.events()

import json
import os
import signal
import socket
import subprocess


def program():
    """The path of the built propus-practice."""
    return os.path.join(os.environ["PROPUS_BUILDDIR"], "src", "practice", "propus-practice")


class Reply:
    """An HTTP reply, taken apart by hand so that nothing is mended on the way."""

    def __init__(self, raw):
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.raw = raw
        self.status = int(lines[0].split(" ")[1]) if raw else 0
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.chunks = None
        self.whole = True
        if self.headers.get("transfer-encoding") == "chunked":
            self.chunks, self.whole = _chunks(rest)
            self.body = b"".join(self.chunks)
        else:
            self.body = rest

    def json(self):
        return json.loads(self.body)

    def events(self):
        """The objects of a stream framed as the real service frames it."""
        assert self.body.endswith(b"\r\n\r\n"), self.body[-80:]
        found = []
        for block in self.body[:-4].split(b"\r\n\r\n"):
            assert block.startswith(b"data: ") and b"\n" not in block and b"\r" not in block, block[:200]
            found.append(json.loads(block[len(b"data: "):]))
        return found


def _chunks(rest):
    chunks = []
    while True:
        size, separator, rest = rest.partition(b"\r\n")
        if not separator or not size:
            return chunks, False
        length = int(size, 16)
        if length == 0:
            return chunks, True
        chunks.append(rest[:length])
        if len(rest) < length + 2:
            return chunks, False
        rest = rest[length + 2:]


class Practice:
    """A running propus-practice; end it with close() or `with`."""

    def __init__(self, *options):
        self.process = subprocess.Popen([program(), *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.base_url = self.process.stdout.readline().strip()
        self.key = self.process.stdout.readline().strip() if "--key-fd" not in options else None
        self.port = int(self.base_url.rpartition(":")[2])

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        # Ended before it had its handler, or by it; a sanitizer's finding has another status.
        assert self.process.returncode in (0, -signal.SIGTERM), "propus-practice ended with %d" % self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def send(self, method, path, body=None, headers=(), timeout=20):
        """Sends one request and reads until the server ends the connection."""
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        head = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1:%d" % self.port, "Connection: close"]
        head += ["%s: %s" % pair for pair in headers]
        if body is not None:
            head += ["Content-Type: application/json", "Content-Length: %d" % len(data)]
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + data)
            raw = b""
            try:
                while True:
                    block = connection.recv(65536)
                    if not block:
                        break
                    raw += block
            except (socket.timeout, ConnectionResetError):
                pass
        return Reply(raw)

    def call(self, path, body=None, key=None, **more):
        """The same with this run's key: GET without a body, POST with one."""
        headers = [("x-goog-api-key", self.key if key is None else key)]
        return self.send("GET" if body is None else "POST", path, body, headers, **more)

    def ask(self, model, prompt, method="streamGenerateContent?alt=sse", version="v1beta", config=None, **more):
        body = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
        if config:
            body["generationConfig"] = config
        return self.call("/%s/models/%s:%s" % (version, model, method), body, **more)


def text_of(objects, thought=False):
    """The text (or the thoughts) of response objects."""
    parts = [part for o in objects for c in o.get("candidates", []) for part in c["content"].get("parts", [])]
    return "".join(part.get("text", "") for part in parts if bool(part.get("thought")) == thought)
