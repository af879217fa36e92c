# A broker with a door for programs.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   with Upstream(...) as api, Door(api.url, key) as door:
#       assert status(door.ask("/v1beta/models")) == 200

import secrets
import socket

from brokerkit import Broker, pipe_with

PATH = "/v1beta/models/m:generateContent"


class Door(Broker):
    """A broker with a door, and the door's token."""

    def __init__(self, url, key, **more):
        self.token = "propus-" + secrets.token_hex(32)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(300)
        self.port = listener.getsockname()[1]
        token_fd = pipe_with(self.token.encode())
        fd = listener.detach()
        super().__init__(url, session_key=key, hand_on=(fd, token_fd), options=[
            "--loopback-fd=%d" % fd, "--token-fd=%d" % token_fd, "--program=test"], **more)

    def raw(self, data, timeout=20, end=False):
        """Send bytes, read to the end; b'' for a connection that was just closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as sock:
            try:
                sock.sendall(data)
                if end:
                    sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            got = b""
            while True:
                try:
                    more = sock.recv(65536)
                except ConnectionResetError:
                    return got
                if not more:
                    return got
                got += more

    def ask(self, path=PATH, method="GET", token=True, host=None, headers=(), body=b"", **more):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + (host or "127.0.0.1:%d" % self.port)]
        if token:
            lines.append("x-goog-api-key: " + (self.token if token is True else token))
        lines += headers
        return self.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body, **more)


def status(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else 0
