# An HTTP/1.1 server on loopback that sends exactly the bytes that a test gives it.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import socket
import threading
import time


class Request:
    """What arrived: method, path, headers (lower-case names) and body."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body


class RawServer:
    """with RawServer(reply) as server: ... server.url ... server.requests

    reply(request, send) writes the whole answer with send(bytes) and may sleep; the connection is closed when it
    returns.  GET requests for the model list are answered by the server itself unless lists=False.
    """

    def __init__(self, reply, lists=True):
        self.reply, self.lists = reply, lists
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                request = self._read(connection.makefile("rb"))
                if request is None:
                    return
                self.requests.append(request)
                if request.method == "GET" and self.lists:
                    connection.sendall(whole(json.dumps(MODELS).encode(), "application/json"))
                else:
                    self.reply(request, connection.sendall)
            except (BrokenPipeError, ConnectionResetError):
                pass

    @staticmethod
    def _read(stream):
        line = stream.readline().decode("latin-1").split()
        if len(line) < 2:
            return None
        headers = {}
        while True:
            header = stream.readline().decode("latin-1").strip()
            if not header:
                break
            name, _, value = header.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(stream.readline().split(b";")[0], 16):
                body += stream.read(size)
                stream.readline()
            stream.readline()
        else:
            body = stream.read(int(headers.get("content-length", 0)))
        return Request(line[0], line[1], headers, body)


MODELS = {"models": [{"name": "models/gemini-flash-latest", "displayName": "Flash",
                      "supportedGenerationMethods": ["generateContent", "countTokens"]}]}


def whole(body, content_type="application/json; charset=UTF-8", status="200 OK", extra=""):
    """A complete reply with a length."""
    head = "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
    return (head % (status, content_type, len(body), extra)).encode() + body


STREAM_HEAD = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Disposition: attachment\r\n"
               b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")


def chunk(data):
    """One chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"


def event(text=None, finish=None, usage=None, **more):
    """One event of streamGenerateContent, in the API's framing."""
    candidate = {"index": 0}
    if text is not None:
        candidate["content"] = {"parts": [{"text": text}], "role": "model"}
    if finish:
        candidate["finishReason"] = finish
    reply = {"candidates": [candidate]}
    if usage:
        reply["usageMetadata"] = usage
    reply.update(more)
    return b"data: " + json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode() + b"\r\n\r\n"


def stream(*events, pause=0):
    """A reply function that streams these events and ends the body properly."""

    def reply(_request, send):
        send(STREAM_HEAD)
        for data in events:
            send(chunk(data))
            time.sleep(pause)
        send(LAST_CHUNK)

    return reply


def error_body(code, status, message, details=()):
    return json.dumps({"error": {"code": code, "message": message, "status": status,
                                 "details": list(details)}}, indent=2).encode()


def error(code, status, message, details=(), content_type="text/event-stream"):
    """A reply function that refuses with the API's own error shape."""
    body = error_body(code, status, message, details)
    return lambda _request, send: send(whole(body, content_type, "%d Refused" % code))
