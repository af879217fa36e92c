# The broker as a process: who may talk to it, what it leaves behind, how it ends and begins anew.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from brokerkit import PROGRAM, SANITIZED, Broker, Upstream, fake_key, locked_ranges, mappings, pieces_of, search_memory, wait_for_socket
from taptest import Skip, eventually, main, test

GENERATE = "/v1beta/models/m:generateContent"
NOBODY = 65534


def echo(c):
    c.reply(400, b'{"error":{"message":"%s"}}' % c.request.headers["x-goog-api-key"].encode())


def need_root():
    if os.getuid() != 0:
        raise Skip("only root may look into the broker's memory")
    if SANITIZED:
        raise Skip("a sanitizer keeps freed memory and catches crashes")


@test("process another process of the same user is refused")
def peer():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        wait_for_socket(broker)
        code = ("import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                "s.sendall(b'GET /v1beta/models HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'); print(len(s.recv(100)))")
        child = subprocess.run([sys.executable, "-c", code, broker.socket_path], capture_output=True, text=True)
        assert child.stdout.strip() in ("", "0"), child.stdout
        assert child.returncode == 0 or "BrokenPipe" in child.stderr or "ConnectionReset" in child.stderr, child.stderr
        assert api.connections == 0
        # A connection that a child inherited was made by the parent; the parent itself is served.
        assert broker.request("GET", "/v1beta/models").status == 400
        assert api.connections == 1


@test("process it ends with its lifeline and on SIGTERM, also in mid-request")
def ends():
    def never(c):
        time.sleep(30)

    with Upstream(never) as api:
        broker = Broker(api.url, session_key=fake_key())
        wait_for_socket(broker)
        sock = broker.connect()
        sock.sendall(b"GET /v1beta/models HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: api.requests)
        start = time.monotonic()
        assert broker.stop() == 0
        assert time.monotonic() - start < 2

        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            broker = Broker(api.url, session_key=fake_key())
            wait_for_socket(broker)
            os.kill(broker.pid, name)
            assert broker.process.wait(5) == 0
            broker.stop()


@test("case-45 an option that is not known is refused and not repeated")
def unknown_options():
    key = fake_key()
    for argument in ("--key=" + key, "--" + key, key, "--socket-fd=" + key, "--socket-fd=77", "--rest-ms=-1", "--help"):
        done = subprocess.run([PROGRAM, "--lifeline-fd=0", argument], capture_output=True, stdin=subprocess.PIPE)
        assert done.returncode == 2, (argument, done.returncode)
        output = done.stdout + done.stderr
        assert output and not any(piece in output for piece in pieces_of(key, 8)), output
    assert subprocess.run([PROGRAM], capture_output=True).returncode == 2


@test("case-44 a key is neither in environ nor in cmdline")
def environ():
    key, google = fake_key(), fake_key()
    with Upstream(echo) as api:
        with Broker(api.url, session_key=key, environment={"GOOGLE_API_KEY": google}) as broker:
            broker.request("POST", GENERATE, b"{}")
            for name in ("environ", "cmdline"):
                with open("/proc/%d/%s" % (broker.pid, name), "rb") as file:
                    data = file.read()
                assert data, name
                for piece in pieces_of(key) + pieces_of(google):
                    assert piece not in data, name
        # The same search does find what is there.
        with Broker(api.url, session_key=key, variables={"PLANTED": key}) as broker:
            wait_for_socket(broker)
            with open("/proc/%d/environ" % broker.pid, "rb") as file:
                assert pieces_of(key)[0] in file.read()


@test("case-30 variables that lead keys or secrets elsewhere are ignored")
def refused_variables():
    dir_ = tempfile.mkdtemp()
    try:
        refused = {
            "SECRET_BACKEND": "file", "SECRET_FILE_TEST_PATH": dir_ + "/keyring", "SECRET_FILE_TEST_PASSWORD": "x",
            "SECRET_SERVICE_BUS_NAME": ":1.99", "SSLKEYLOGFILE": dir_ + "/tls",
        }
        for backend in ("file", "bogus"):
            refused["SECRET_BACKEND"] = backend
            variables = dict(refused, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
            with Upstream(echo) as api:
                with Broker(api.url, lookup=True, environment={"GEMINI_API_KEY": fake_key()}, variables=variables) as broker:
                    assert broker.request("POST", GENERATE, b"{}", timeout=40).status == 400
                    assert len(api.requests) == 1
        assert os.listdir(dir_) == []
    finally:
        shutil.rmtree(dir_)


def crash_helper():
    """Run as nobody, in a folder of its own with cores allowed: use the key, then crash in mid-request."""
    key, number = sys.stdin.readline().strip(), int(sys.argv[2])

    def wait(c):
        if len(api.requests) > 3:
            time.sleep(30)
        echo(c)

    with Upstream(wait) as api:
        broker = Broker(api.url, session_key=key, cwd=".")
        for _ in range(3):
            assert broker.request("POST", GENERATE, b"{}").status == 400
        sock = broker.connect()
        sock.sendall(b"GET /v1beta/models HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: len(api.requests) == 4)
        os.kill(broker.pid, number)
        status = broker.process.wait(10)
        broker.stop()
        print("crashed" if status == -number else status)


if sys.argv[1:2] == ["crash-helper"]:
    crash_helper()
    sys.exit(0)


@test("case-43 a crash leaves no core that holds a key")
def cores():
    need_root()
    with open("/proc/sys/kernel/core_pattern") as file:
        pattern = file.read().strip()
    if pattern.startswith("|") or "/" in pattern:
        raise Skip("cores go to %s" % pattern)
    key = fake_key()
    # Anybody may come as far as the program: it is run by a user without rights.
    for path in (os.path.dirname(PROGRAM), tempfile.gettempdir()):
        if subprocess.run(["setpriv", "--reuid", str(NOBODY), "--clear-groups", "test", "-x", path]).returncode != 0:
            raise Skip("user %d cannot reach %s" % (NOBODY, path))

    def make_dir():
        dir_ = tempfile.mkdtemp()
        os.chown(dir_, NOBODY, -1)
        os.chmod(dir_, 0o700)
        return dir_

    def holds(paths):
        for path in paths:
            with open(path, "rb") as file:
                data = file.read()
            if any(piece in data for piece in pieces_of(key)):
                return True
        return False

    # Planted: a program that does dump, with the key in its memory, run in the same way.
    dir_ = make_dir()
    code = "import os,signal,sys; k=bytes.fromhex(sys.argv[1]); os.kill(os.getpid(), signal.SIGABRT)"
    subprocess.run(["setpriv", "--reuid", str(NOBODY), "--clear-groups", "sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh",
                    "/usr/bin/python3", "-c", code, key.encode().hex()], cwd=dir_)
    planted = [os.path.join(dir_, name) for name in os.listdir(dir_)]
    try:
        if not planted:
            raise Skip("this system writes no cores at all")
        assert holds(planted), "the search does not find a planted key"
    finally:
        shutil.rmtree(dir_)

    for number in (signal.SIGSEGV, signal.SIGABRT):
        dir_ = make_dir()
        try:
            done = subprocess.run(["setpriv", "--reuid", str(NOBODY), "--clear-groups", "sh", "-c",
                                   "ulimit -c unlimited; exec \"$@\"", "sh", "/usr/bin/python3", "-B",
                                   os.path.abspath(__file__), "crash-helper", str(int(number))],
                                  cwd=dir_, input=key + "\n", capture_output=True, text=True, timeout=60)
            assert done.stdout == "crashed\n", done
            found = [os.path.join(dir_, name) for name in os.listdir(dir_)]
            assert not holds(found), found
        finally:
            shutil.rmtree(dir_)


@test("case-43 limits and the filter for cores are set, and the process is not dumpable")
def guard():
    with Upstream(echo) as api, Broker(api.url, session_key=fake_key()) as broker:
        wait_for_socket(broker)
        with open("/proc/%d/limits" % broker.pid) as file:
            line, = [line for line in file if line.startswith("Max core file size")]
        assert line.split()[4:6] == ["0", "0"], line
        with open("/proc/%d/coredump_filter" % broker.pid) as file:
            assert int(file.read(), 16) == 0
        with open("/proc/%d/status" % broker.pid) as file:
            umask, = [line.split()[1] for line in file if line.startswith("Umask")]
        assert umask == "0077"
        if os.getuid() == 0 and not os.path.exists("/.flatpak-info"):
            assert os.stat("/proc/%d/mem" % broker.pid).st_uid == 0


def outside_locked(pid, key):
    ranges = locked_ranges(pid)
    return [hit for hit in search_memory(pid, pieces_of(key))
            if not any(start <= hit < end for start, end in ranges)]


def life(pid):
    """Changes with exec: where the program lies in memory."""
    return mappings(pid)[0][0]


class Slow:
    """An API that answers when it may."""

    def __init__(self):
        self.may = threading.Event()
        self.may.set()

    def __call__(self, c):
        self.may.wait(20)
        echo(c)


def search_in_request(broker, slow, key):
    """Looks for the key while it is on its way: the search must find it. Tells in which life that was."""
    slow.may.clear()
    sock = broker.connect()
    sock.sendall(b"GET /v1beta/models HTTP/1.1\r\nHost: a\r\n\r\n")
    found = eventually(lambda: outside_locked(broker.pid, key), 5, "the key in a request's memory", 0.02)
    assert found
    then = life(broker.pid)
    slow.may.set()
    while sock.recv(4096):
        pass
    return then


@test("rest after a pause the process begins anew, with the keys and with clean memory", timeout=60)
def rest():
    need_root()
    key, google, gemini = fake_key(), fake_key(), fake_key()
    slow = Slow()
    with Upstream(slow) as api:
        with Broker(api.url, session_key=key, rest_ms=700,
                    environment={"GOOGLE_API_KEY": google, "GEMINI_API_KEY": gemini}) as broker:
            for _ in range(3):
                for _ in range(10):
                    assert broker.request("POST", GENERATE, b"{}" * 1000).status == 400
                first = search_in_request(broker, slow, key)
                eventually(lambda: life(broker.pid) != first, 10, "a new life")
                wait_for_socket(broker)
                assert broker.process.poll() is None
                for one in (key, google, gemini):
                    assert not outside_locked(broker.pid, one)
                    assert search_memory(broker.pid, [one.encode()]), "a key was not handed over"

                # The next life serves as the first did.
                reply = broker.request("POST", GENERATE, b"{}")
                assert reply.status == 400 and b"***" in reply.body
                assert api.requests[-1].headers["x-goog-api-key"] == key
                status = broker.control("GET", "status").json()
                assert status["source"] == "session" and status["bothEnvironment"]
            assert broker.request("DELETE", "/propus/v1/keys/session").status == 200


@test("rest a key of the environment is there after it, asking for the state does not put it off", timeout=60)
def rest_environment():
    need_root()
    gemini = fake_key()
    variables = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    slow = Slow()
    with Upstream(slow) as api:
        with Broker(api.url, lookup=True, rest_ms=400, environment={"GEMINI_API_KEY": gemini}, variables=variables) as broker:
            for _ in range(3):
                assert broker.request("POST", GENERATE, b"{}").status == 400
                assert api.requests[-1].headers["x-goog-api-key"] == gemini
                first = search_in_request(broker, slow, gemini)

                def begun_anew():
                    broker.control("GET", "status")
                    return life(broker.pid) != first

                eventually(begun_anew, 10)
                assert not outside_locked(broker.pid, gemini)
            assert broker.control("GET", "status").json()["source"] == "gemini-env"


@test("rest does not come while a request is open or while nothing was done", timeout=60)
def no_rest():
    need_root()
    key = fake_key()

    def slow(c):
        time.sleep(1.5)
        c.reply(200, b"late")

    with Upstream(slow) as api, Broker(api.url, session_key=key, rest_ms=200) as broker:
        wait_for_socket(broker)
        first = life(broker.pid)
        time.sleep(0.6)
        assert life(broker.pid) == first, "a key that was not used is no reason"
        reply = broker.request("GET", "/v1beta/models")
        assert reply.status == 200 and reply.body == b"late"
        eventually(lambda: life(broker.pid) != first, 10)
        sock = broker.connect()
        sock.sendall(b"POST /v1beta/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        time.sleep(1)
        sock.sendall(b"cd")
        assert sock.recv(100).startswith(b"HTTP/1.1 200")
        assert api.requests[-1].body == b"abcd"


@test("rest requests that come at that moment are all answered", timeout=90)
def rest_race():
    key = fake_key()
    with Upstream(lambda c: c.reply(200, b"{}")) as api, Broker(api.url, session_key=key, rest_ms=1) as broker:
        wait_for_socket(broker)
        for number in range(300):
            reply = broker.request("POST", GENERATE, b"{}")
            assert reply.status == 200, (number, reply.status)
            time.sleep(0.002 * (number % 5))
        assert len(api.requests) == 300


@test("rest even before it, what libsoup has freed holds no key")
def freed():
    need_root()
    key = fake_key()
    slow = Slow()
    with Upstream(slow) as api, Broker(api.url, session_key=key) as broker:
        for _ in range(50):
            broker.request("POST", GENERATE, b"{}")
        assert search_in_request(broker, slow, key)
        first = life(broker.pid)
        left = eventually(lambda: [outside_locked(broker.pid, key)], 5)[0]
        assert len(left) <= 6 * (len(key) - 15), len(left)
        assert life(broker.pid) == first


main()
