# `propus ask --attach`: what is taken, how it travels, and what is refused.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import base64
import hashlib
import json
import os
import signal
import subprocess
import threading
import time
import urllib.request

from askkit import PROPUS, Home, fake_key
from brokerkit import SANITIZED
from practicekit import Practice
from rawserver import RawServer, event, stream
from taptest import eventually, main, test

ANSWER = stream(event("Seen.", finish="STOP"))
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
MEGABYTE = 1024 * 1024


def write(home, name, content):
    path = os.path.join(home.path, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def posted(server):
    return [request for request in server.requests if request.method == "POST"]


def parts(server):
    return json.loads(posted(server)[-1].body)["contents"][-1]["parts"]


@test("files go with the prompt, each as what it is, and the text comes last")
def inline():
    with Home() as home, RawServer(ANSWER) as server:
        picture = write(home, "a picture.png", PNG)
        source = write(home, "main.c", "int main (void) { return 0; }  /* 世界 */\n".encode())
        done = home.ask(server.url, "-a", picture, "--attach", source, "What is this?")
        assert done.returncode == 0 and done.stdout == b"Seen.\n", done
        got = parts(server)
        assert [list(part) for part in got] == [["inlineData"], ["inlineData"], ["text"]], got
        assert got[0]["inlineData"]["mimeType"] == "image/png"
        assert base64.b64decode(got[0]["inlineData"]["data"]) == PNG
        assert got[1]["inlineData"]["mimeType"] == "text/plain"
        assert base64.b64decode(got[1]["inlineData"]["data"]).endswith("世界 */\n".encode())
        assert got[2]["text"] == "What is this?"


def refusals(home):
    os.mkfifo(os.path.join(home.path, "pipe"))
    os.mkdir(os.path.join(home.path, "folder"))
    os.symlink("nowhere", os.path.join(home.path, "dangling"))
    write(home, "empty.txt", b"")
    write(home, "data.bin", bytes(range(256)) * 16)
    write(home, "tab\tbell\a.bin", bytes(range(256)))
    with open(os.path.join(home.path, "huge.txt"), "wb") as file:
        file.truncate(3 * 1024 * MEGABYTE)
    return {"pipe": "device or a pipe", "/dev/zero": "device or a pipe", "folder": "folder cannot",
            "dangling": "not there", "missing.txt": "not there", "empty.txt": "empty", "data.bin": "type",
            "tab\tbell\a.bin": "type", "huge.txt": "2 GB"}


@test("case-95 a FIFO, a device, a folder, nothing, too much: one sentence each, at once, and nothing is sent")
def refused():
    with Home() as home, RawServer(ANSWER) as server:
        good = write(home, "good.png", PNG)
        for name, words in refusals(home).items():
            done, got = home.ask_json(server.url, "-a", good, "-a", os.path.join(home.path, name), "hi", timeout=20)
            said = done.stderr.decode()
            assert done.returncode == 1 and words in said and len(said.splitlines()) == 1, (name, said)
            assert "\a" not in said and os.path.basename(name).split("\t")[0] in said, said
            assert got["error"] and got["text"] == "", got
        assert not server.requests


@test("case-95 a file that may not be read is refused")
def unreadable():
    with Home() as home, RawServer(ANSWER) as server:
        path = write(home, "secret.txt", b"words")
        os.chmod(path, 0)
        as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        if as_nobody:
            subprocess.run(["chown", "-R", "65534:65534", home.path], check=True)
            subprocess.run(["chown", "0:0", path], check=True)
            os.chmod(home.path, 0o755)
        done = subprocess.run(as_nobody + [PROPUS, "ask", "-a", path, "hi"], capture_output=True, timeout=60,
                              env=dict(home.env, GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY=fake_key()))
        assert done.returncode == 1 and b"cannot be read" in done.stderr, done
        assert not server.requests


@test("case-47 one's own key in an attached file: refused, and nothing leaves; a key of another: told")
def keys():
    own, other = fake_key("mine-0123456789abcdef"), "AI" + "za" + "Another-Fake-" * 2 + "Qwertzuio"
    with Home() as home, RawServer(ANSWER) as server:
        path = write(home, ".env", ("# notes\nGEMINI_API_KEY=%s\n" % own).encode())
        done = home.ask(server.url, "-a", path, "What is wrong here?", key=own)
        assert done.returncode == 1 and b"own" in done.stderr and own.encode() not in done.stderr, done
        assert not server.requests
        done = home.ask(server.url, "-a", path, "What is wrong here?", key=other)
        assert done.returncode == 0 and done.stderr.startswith(b"propus: ") and own.encode() not in done.stderr, done
        assert len(posted(server)) == 1


def files_of(practice):
    request = urllib.request.Request(practice.base_url + "/v1beta/files", headers={"x-goog-api-key": practice.key})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply).get("files", [])


def digest_of(file):
    return base64.b64decode(file["sha256Hash"]).decode()


@test("more than 15 MB in all: the largest is uploaded first, the rest goes with the prompt")
def largest():
    with Home() as home, Practice("--pace", "0") as practice:
        large = write(home, "large.txt", os.urandom(9 * MEGABYTE).hex().encode()[:14 * MEGABYTE])
        small = write(home, "small.txt", b"a" * 2 * MEGABYTE)
        done = home.ask(practice.base_url, "-a", small, "-a", large, "Which one?", key=practice.key)
        assert done.returncode == 0 and done.stderr == b"", done
        files = files_of(practice)
        assert [file["displayName"] for file in files] == ["large.txt"], files
        with open(large, "rb") as file:
            assert digest_of(files[0]) == hashlib.sha256(file.read()).hexdigest()


@test("a video is asked for until Google has looked at it")
def processing():
    with Home() as home, Practice("--pace", "0") as practice:
        header = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
        video = write(home, "film.mp4", header + os.urandom(16 * MEGABYTE))
        done = home.ask(practice.base_url, "-a", video, "What happens?", key=practice.key)
        assert done.returncode == 0, done
        assert [file["state"] for file in files_of(practice)] == ["ACTIVE"]


class Watch(threading.Thread):
    """The most private memory that propus, its broker and the endpoint took while it ran, in bytes above the start."""

    def __init__(self, pids):
        super().__init__(daemon=True)
        self.pids = pids
        self.first, self.most = {}, {}
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            for name, pid in self.pids().items():
                memory = private(pid)
                if memory:
                    self.first.setdefault(name, memory)
                    self.most[name] = max(self.most.get(name, 0), memory)

    def grown(self):
        self.over.set()
        self.join()
        return {name: self.most[name] - self.first[name] for name in self.most}


def private(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Private_"))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
            return [int(word) for word in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


@test("an upload of 300 MB over three broken connections arrives whole, and no process takes 64 MB for it", timeout=240)
def broken():
    size = 300 * MEGABYTE
    with Home() as home, Practice("--pace", "0", "--break-uploads", "3") as practice:
        path = os.path.join(home.path, "large.txt")
        digest = hashlib.sha256()
        with open(path, "wb") as file:
            for _ in range(size // MEGABYTE):
                piece = os.urandom(MEGABYTE // 2).hex().encode()
                digest.update(piece)
                file.write(piece)
        ask = subprocess.Popen([PROPUS, "ask", "-a", path, "What is it about?"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=dict(home.env, GOOGLE_GEMINI_BASE_URL=practice.base_url,
                                                                GEMINI_API_KEY=practice.key))
        watch = Watch(lambda: dict({"propus": ask.pid, "practice": practice.process.pid},
                                   **{"broker": child for child in children(ask.pid)}))
        watch.start()
        out, err = ask.communicate(timeout=200)
        grown = watch.grown()
        print("# grown by, in MB:", {name: round(number / MEGABYTE, 1) for name, number in grown.items()})
        assert ask.returncode == 0 and out, (out, err)
        files = files_of(practice)
        assert len(files) == 1 and int(files[0]["sizeBytes"]) == size and digest_of(files[0]) == digest.hexdigest(), files
        assert set(grown) == {"propus", "practice", "broker"}, grown
        assert SANITIZED or all(number < 64 * MEGABYTE for number in grown.values()), grown


@test("Ctrl+C in the middle of an upload ends it at once")
def interrupted():
    with Home() as home, RawServer(lambda request, send: time.sleep(60)) as server:
        path = os.path.join(home.path, "large.txt")
        with open(path, "wb") as file:
            file.write(b"word " * (4 * MEGABYTE))
        ask = subprocess.Popen([PROPUS, "ask", "-a", path, "hi"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=dict(home.env, GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY=fake_key()))
        eventually(lambda: server.requests)
        started = time.monotonic()
        ask.send_signal(signal.SIGINT)
        out, err = ask.communicate(timeout=30)
        assert ask.returncode == 1 and b"Stopped" in err and time.monotonic() - started < 20, (out, err)


main()
