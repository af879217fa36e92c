# Drives keyring-driver, a small program around PropusKeyring.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import queue
import subprocess
import threading
import time

from keyringkit import end

ORIGIN = "https://generativelanguage.googleapis.com"
DRIVER = os.environ.get("PROPUS_KEYRING_DRIVER") or os.path.join(
    os.environ["PROPUS_BUILDDIR"], "tests", "broker", "keyring-driver")


class Faulty:
    """A Secret Service with a fault (faulty-secrets.py) in the session's place of gnome-keyring."""

    def __init__(self, session, mode, origin=ORIGIN):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "faulty-secrets.py")
        self.process = subprocess.Popen(["/usr/bin/python3", program, mode, origin], env=session.env, text=True,
                                        stdout=subprocess.PIPE)

    def __enter__(self):
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_):
        end(self.process)
        self.process.stdout.close()


class Reply:
    def __init__(self, words):
        self.kind = words[0]
        self.words = words[1:]

    @property
    def ok(self):
        return self.kind == "ok"

    @property
    def code(self):
        return self.words[0] if not self.ok else None

    def __repr__(self):
        return "%s %r" % (self.kind, self.words)


class Driver:
    """One process with a keyring; commands may overlap."""

    def __init__(self, session, **environment):
        env = {name: value for name, value in dict(session.env, **environment).items() if value is not None}
        self.process = subprocess.Popen([DRIVER], env=env, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.replies = {}
        self.changes = []
        self.errors = []
        self.noise = []   # what libraries print on standard output
        self.number = 0
        self.threads = [threading.Thread(target=self._read, daemon=True),
                        threading.Thread(target=self._read_errors, daemon=True)]
        for thread in self.threads:
            thread.start()

    def _read(self):
        for line in self.process.stdout:
            tag, *words = line.rstrip("\n").split("\t")
            if tag == "*":
                self.changes.append(words[-1])
            elif tag not in self.replies:
                self.noise.append(line)
            else:
                self.replies[tag].put(Reply(words))

    def _read_errors(self):
        self.errors.extend(self.process.stderr)

    def send(self, *words):
        """Send a command and return what to wait for."""
        self.number += 1
        tag = "t%d" % self.number
        self.replies[tag] = queue.Queue()
        self.process.stdin.write("\t".join([tag, *("-" if word is None else word for word in words)]) + "\n")
        self.process.stdin.flush()
        return tag

    def wait(self, tag, timeout=15):
        deadline = time.monotonic() + timeout
        while True:
            try:
                return self.replies[tag].get(timeout=0.2)
            except queue.Empty:
                if self.process.poll() is not None and self.replies[tag].empty():
                    raise AssertionError("the driver ended with %d: %s" % (
                        self.process.returncode, "".join(self.errors[-20:]))) from None
                if time.monotonic() > deadline:
                    raise AssertionError("no reply within %g s" % timeout) from None

    def ask(self, *words, timeout=15):
        return self.wait(self.send(*words), timeout)

    def pending(self, tag):
        return self.replies[tag].empty()

    def state(self, command="state"):
        return self.ask(command).words[0]

    def lookup(self, id=None, origin=ORIGIN, **options):
        return self.ask("lookup", origin, id, **options)

    def store(self, key, label=None, replace=None, origin=ORIGIN, **options):
        data = key if isinstance(key, bytes) else key.encode()
        return self.ask("store", origin, label, replace, data.hex(), **options)

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                end(self.process)
        for thread in self.threads:
            thread.join(5)
        self.process.stdout.close()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        self.close()
        # 0, or ended by the test: anything else is a crash or what a sanitizer found.
        if error is None and self.process.returncode not in (0, -9, -15):
            raise AssertionError("the driver ended with %d: %s" % (
                self.process.returncode, "".join(self.errors[-20:])))
