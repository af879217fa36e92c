# A broker under test, with this process as its parent, and servers that play the API.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   key = fake_key()
#   with Upstream(lambda c: c.reply(200, b"{}")) as api, Broker(api.url, session_key=key) as broker:
#       reply = broker.request("GET", "/v1beta/models")
#
# The servers are plain sockets: what is on the wire is what the test says, byte by byte.

import http.client
import json
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

BUILD_DIR = os.environ.get("PROPUS_BUILDDIR", os.path.join(os.path.dirname(__file__), "..", "..", "_build"))
PROGRAM = os.path.join(BUILD_DIR, "src", "broker", "propus-broker")




def _is_sanitized():
    try:
        with open(PROGRAM, "rb") as program:
            return b"__asan_init" in program.read()
    except FileNotFoundError:
        return False


SANITIZED = _is_sanitized()   # memory is not what it would be then: no test of it makes sense


def fake_key():
    """A key of the right shape that no search of the sources can find."""
    return "AQ." + "fake-" + secrets.token_urlsafe(30).replace("_", "x")


def pieces_of(key, length=16):
    """Every piece of the key that a search has to look for."""
    data = key.encode()
    return [data[i:i + length] for i in range(len(data) - length + 1)]


def pipe_with(data):
    """A pipe that holds data and then ends; its read end."""
    read_end, write_end = os.pipe()
    os.write(write_end, data)
    os.close(write_end)
    return read_end


class Reply:
    def __init__(self, response, body, cut):
        self.status = response.status
        self.reason = response.reason
        self.headers = response.headers
        self.body = body
        self.cut = cut

    def json(self):
        return json.loads(self.body)

    def propus_reason(self):
        """The reason of the broker's own failure, None for any other reply."""
        for detail in self.json().get("error", {}).get("details", []):
            if detail.get("domain") == "propus":
                return detail["reason"]
        return None


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("propus.localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Broker:
    """propus-broker as a child. Without an argument that says otherwise it looks nothing up."""

    def __init__(self, base_url, session_key=None, environment=None, lookup=False, rest_ms=None, options=(),
                 variables=None, input_data=None, program=None, prefix=(), stderr=None, cwd=None, hand_on=()):
        self.dir = tempfile.mkdtemp(prefix="propus-broker-test-")
        self.socket_path = os.path.join(self.dir, "socket")
        self.stderr_path = os.path.join(self.dir, "stderr")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.socket_path)
        listener.listen(512)
        lifeline, self.lifeline = os.pipe()
        handed = [listener.fileno(), lifeline, *hand_on]
        argv = list(prefix) + [
            program or PROGRAM,
            "--socket-fd=%d" % listener.fileno(),
            "--lifeline-fd=%d" % lifeline,
            "--base-url=" + base_url,
        ]
        if not lookup:
            argv.append("--no-lookup")
        if rest_ms is not None:
            argv.append("--rest-ms=%d" % rest_ms)
        if session_key is not None:
            handed.append(pipe_with(session_key.encode() + b"\n"))
            argv.append("--session-key-fd=%d" % handed[-1])
        if environment is not None:
            entries = b"".join(b"%s=%s\0" % (n.encode(), v.encode()) for n, v in environment.items())
            handed.append(pipe_with(entries))
            argv.append("--environment-fd=%d" % handed[-1])
        if input_data is not None:
            handed.append(pipe_with(input_data))
            argv.append("--input-fd=%d" % handed[-1])
        argv += options

        env = dict(os.environ, XDG_DATA_HOME=os.path.join(self.dir, "data"))   # not the person's own
        env.update(variables or {})
        with open(self.stderr_path, "wb") as out:
            self.process = subprocess.Popen(argv, pass_fds=handed, env=env, stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=stderr or out, cwd=cwd)
        for fd in handed[1:]:
            os.close(fd)
        listener.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """A broker that ends otherwise than it should is a failure of the test, a leak of memory included."""
        if self.lifeline is None:
            return   # the test stopped it and has looked for itself
        status = self.stop()
        if kind is None and status != 0:
            raise AssertionError("the broker ended with %s: %s" % (status, self.last_output.decode(errors="replace")))

    @property
    def pid(self):
        return self.process.pid

    def output(self):
        with open(self.stderr_path, "rb") as file:
            return file.read()

    def stop(self, timeout=10):
        """Close the lifeline; the broker has to end by itself."""
        if self.lifeline is not None:
            os.close(self.lifeline)
            self.lifeline = None
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the broker did not end with its lifeline")
        finally:
            self.last_output = self.output()[-4000:]
            shutil.rmtree(self.dir, ignore_errors=True)
        return status

    def connect(self, timeout=20):
        """A raw connection."""
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(timeout)
        sock.connect(self.socket_path)
        return sock

    def open(self, method, path, body=None, headers=None, timeout=20, chunked=False):
        """Send a request; return (connection, response) with the body unread."""
        connection = UnixConnection(self.socket_path, timeout)
        connection.request(method, path, body=body, headers=headers or {}, encode_chunked=chunked)
        return connection, connection.getresponse()

    def request(self, method, path, body=None, headers=None, timeout=20, chunked=False):
        """Send a request and read the whole reply."""
        connection, response = self.open(method, path, body, headers, timeout, chunked)
        cut = False
        try:
            data = response.read()
        except http.client.IncompleteRead as error:
            data, cut = error.partial, True
        except ConnectionResetError:
            data, cut = b"", True
        connection.close()
        return Reply(response, data, cut)

    def control(self, method, path, body=None, timeout=20):
        data = None if body is None else json.dumps(body)
        return self.request(method, "/propus/v1/" + path, data, timeout=timeout)


class Conversation:
    """One connection to an Upstream."""

    def __init__(self, sock, server):
        self.sock = sock
        self.server = server
        self.buffer = b""

    def _fill(self):
        data = self.sock.recv(65536)
        if not data:
            raise EOFError("the connection ended inside the request")
        self.buffer += data

    def read_head(self):
        """The request line and the headers, as bytes."""
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        return head

    def read_request(self):
        head = self.read_head()
        lines = head.split(b"\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(b":", 1)
            headers[name.strip().lower().decode()] = value.strip().decode()
        request = Request(lines[0].decode(), headers, head)
        self.server.requests.append(request)
        if headers.get("transfer-encoding", "") == "chunked":
            request.body = self.read_chunked()
        else:
            request.body = self.read_exactly(int(headers.get("content-length", "0")))
        request.complete = True
        return request

    def read_exactly(self, length):
        while len(self.buffer) < length:
            self._fill()
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def read_line(self):
        while b"\r\n" not in self.buffer:
            self._fill()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def read_chunked(self):
        body = b""
        while True:
            size = int(self.read_line(), 16)
            if size == 0:
                self.read_line()
                return body
            body += self.read_exactly(size)
            self.read_line()

    def send(self, data):
        self.sock.sendall(data)

    def reply(self, status=200, body=b"", headers=(), reason="OK", length=None):
        head = "HTTP/1.1 %d %s\r\n" % (status, reason)
        for name, value in headers:
            head += "%s: %s\r\n" % (name, value)
        head += "Content-Length: %d\r\n\r\n" % (len(body) if length is None else length)
        self.send(head.encode() + body)

    def begin_chunked(self, status=200, headers=()):
        head = "HTTP/1.1 %d OK\r\nTransfer-Encoding: chunked\r\n" % status
        for name, value in headers:
            head += "%s: %s\r\n" % (name, value)
        self.send(head.encode() + b"\r\n")

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def end_chunked(self):
        self.send(b"0\r\n\r\n")

    def reset(self):
        """Close with a RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.sock.close()


class Request:
    def __init__(self, line, headers, head):
        self.line = line
        self.headers = headers
        self.head = head
        self.body = None
        self.complete = False


class Upstream:
    """A server on loopback. The handler is given a Conversation whose request was read into .request, or not read
    when raw is true. `connections` counts what was accepted, `requests` holds what arrived."""

    def __init__(self, handler, raw=False, tls=None, host="127.0.0.1", receive_buffer=None):
        self.handler = handler
        self.raw = raw
        self.tls = tls
        self.requests = []
        self.connections = 0
        self.application_bytes = 0
        self.errors = []
        self.listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if receive_buffer:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.listener.bind((host, 0))
        self.listener.listen(300)
        self.port = self.listener.getsockname()[1]
        self.url = "%s://%s:%d" % ("https" if tls else "http", "[%s]" % host if ":" in host else host, self.port)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                sock, _address = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.settimeout(60)
        try:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            conversation = Conversation(sock, self)
            if self.raw:
                self.handler(conversation)
            else:
                while True:
                    conversation.request = conversation.read_request()
                    self.handler(conversation)
        except (EOFError, OSError, ssl.SSLError) as error:
            self.errors.append(error)
        finally:
            sock.close()


def rss_kb(pid):
    """Resident anonymous memory."""
    with open("/proc/%d/status" % pid) as file:
        for line in file:
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    return 0


def mappings(pid):
    """[(start, end, permissions, name)] of a process."""
    found = []
    with open("/proc/%d/maps" % pid) as file:
        for line in file:
            fields = line.split(None, 5)
            start, end = (int(x, 16) for x in fields[0].split("-"))
            found.append((start, end, fields[1], fields[5].strip() if len(fields) > 5 else ""))
    return found


def locked_ranges(pid):
    """Mappings that are locked into memory: libsecret's, and the broker's own room for keys."""
    locked = []
    current = None
    with open("/proc/%d/smaps" % pid) as file:
        for line in file:
            head = line.split(None, 1)[0]
            if "-" in head and not head.endswith(":"):
                current = tuple(int(x, 16) for x in head.split("-"))
            elif line.startswith("VmFlags:") and " lo" in line:
                locked.append(current)
    return locked


def search_memory(pid, needles):
    """Addresses at which a process holds one of the needles. Needs to be root: the broker is not dumpable."""
    hits = []
    with open("/proc/%d/mem" % pid, "rb", buffering=0) as memory:
        for start, end, permissions, name in mappings(pid):
            if "r" not in permissions or name in ("[vvar]", "[vsyscall]"):
                continue
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            for needle in needles:
                at = data.find(needle)
                while at >= 0:
                    hits.append(start + at)
                    at = data.find(needle, at + 1)
    return hits


def wait_for_socket(broker, timeout=10):
    """Until the broker answers."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return broker.control("GET", "status")
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
