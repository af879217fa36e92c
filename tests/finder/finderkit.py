# A home with keys in its files, and the finder by command line.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile

BUILD_DIR = os.environ.get("PROPUS_BUILDDIR", os.path.join(os.path.dirname(__file__), "..", "..", "_build"))
TOOL = os.path.join(BUILD_DIR, "tests", "finder", "finder-tool")

CHANGED, FILE, NOT_MOVABLE = 0, 1, 2


def fake_key(beginning="AQ."):
    """A key of the right shape that no search of the sources can find."""
    if beginning == "AI" + "za":
        return beginning + "Sy" + secrets.token_hex(17)[:33]
    return beginning + "fake-" + secrets.token_hex(16)


def hash_of(key):
    return hashlib.sha256(key.encode()).hexdigest()


class Find:
    def __init__(self, parts):
        self.file, line, self.program, self.kind, self.name, self.obstacle, self.hash = parts
        self.line = int(line)

    def __repr__(self):
        return "<%s:%d %s %s %s %s>" % (self.file, self.line, self.program, self.kind, self.name, self.obstacle)


class Skip:
    def __init__(self, parts):
        self.file, self.reason, self.detail = parts

    def __repr__(self):
        return "<%s %s %s>" % (self.file, self.reason, self.detail)


class Home:
    """A folder that the finder takes for the person's own."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="propus-finder-test-")
        os.chmod(self.path, 0o755)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def join(self, *names):
        return os.path.join(self.path, *names)

    def write(self, name, text, mode=0o644):
        path = self.join(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(path, mode)
        return path

    def read(self, name):
        with open(self.join(name), "rb") as file:
            return file.read()

    def database(self, name, statements):
        path = self.join(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        database = sqlite3.connect(path)
        for sql, values in statements:
            database.execute(sql, values)
        database.commit()
        database.close()
        return path

    @property
    def env(self):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("XDG_") and name not in ("ZDOTDIR", "LLM_USER_PATH", "HOME")}
        return dict(kept, HOME=self.path, LC_ALL="C.UTF-8")

    def run(self, *arguments, prefix=(), timeout=60, **env):
        done = subprocess.run([*prefix, TOOL, *arguments], env=dict(self.env, **env), capture_output=True, timeout=timeout,
                              check=False)
        assert done.returncode in (0, 1) and not done.stderr, done
        return [line.split("\t") for line in done.stdout.decode(errors="surrogateescape").splitlines()]

    def search(self, *folders, **options):
        """(finds, skips)"""
        lines = self.run("search", *folders, **options)
        return ([Find(parts[1:]) for parts in lines if parts[0] == "find"],
                [Skip(parts[1:]) for parts in lines if parts[0] == "skip"])

    def act(self, action, path, line, key, **options):
        """(target, before, after) of a change that went well, or the code and sentence of an error."""
        lines = self.run(action, path, str(line), key[-4:], **options)
        if lines[-1][0] == "error":
            return int(lines[-1][1]), lines[-1][2]
        return tuple(lines[0][1:])

    def move(self, path, line, key, **options):
        return self.act("move", path, line, key, **options)


def find_pieces(folder, key, length=16):
    """Files in which a piece of the key lies."""
    wanted = [key.encode()[i:i + length] for i in range(len(key) - length + 1)]
    found = []
    for where, _folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    data = file.read()
                if any(piece in data for piece in wanted):
                    found.append(path)
    return found
