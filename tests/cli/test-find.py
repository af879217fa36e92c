# `propus key find`, whole: the program, its broker, a real keyring, a terminal.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pty
import re
import select
import shlex
import subprocess
import time

from askkit import PROPUS
from keyringkit import KeyringSession
from memorykit import find_in_files
from taptest import main, test

COMMENT = r"# GEMINI_API_KEY is kept in the keyring by Propus since \d{4}-\d\d-\d\d: propus exec -- COMMAND"


def make_key():
    return "AQ." + "fake-" + os.urandom(16).hex()


class Person:
    """A home with a keyring, and somebody who types."""

    def __init__(self, keyring="unlocked"):
        self.session = KeyringSession(keyring)

    def __enter__(self):
        self.session.__enter__()
        self.home = self.session.env["HOME"]
        return self

    def __exit__(self, *rest):
        self.session.__exit__(*rest)

    def write(self, name, text):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def read(self, name):
        with open(os.path.join(self.home, name), encoding="utf-8") as file:
            return file.read()

    def run(self, *arguments):
        """(exit status, standard output, standard error)"""
        done = subprocess.run([PROPUS, "key", "find", *arguments], env=self.session.env, capture_output=True, timeout=60,
                              cwd=self.home, check=False, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def type(self, answer, *arguments):
        """(exit status, everything on the terminal) of a run that is asked and given an answer."""
        leader, follower = pty.openpty()
        process = subprocess.Popen([PROPUS, "key", "find", *arguments], env=self.session.env, stdin=follower, stdout=follower,
                                   stderr=follower, cwd=self.home, start_new_session=True)
        os.close(follower)
        seen, typed, deadline = b"", False, time.monotonic() + 40
        while time.monotonic() < deadline:
            ready = select.select([leader], [], [], 0.2)[0]
            try:
                data = os.read(leader, 65536) if ready else b""
            except OSError:
                break
            seen += data
            if b"[y/N]" in seen and not typed:
                os.write(leader, answer)
                typed = True
        status = process.wait(10)
        os.close(leader)
        return status, seen.decode(errors="replace")


@test("nothing found is 0, keys found is 1, wrong options are 2")
def statuses():
    with Person() as person:
        status, out, err = person.run()
        assert status == 0 and out == "" and "No key was found" in err, (status, out, err)
        person.write(".bashrc", "export GEMINI_API_KEY=%s\n" % make_key())
        assert person.run()[0] == 1
        for wrong in (("--unknown",), ("--move",), ("--move", "no-line"), ("--move", "file:0"), ("--move", "file:x"),
                      ("--move", "/a:1", "/b")):
            status, out, err = person.run(*wrong)
            assert status == 2 and out == "" and len(err.strip().splitlines()) == 1, (wrong, status, out, err)
        status, out, _err = person.run("--help")
        assert status == 0 and "exit status" in out and "--move" in out


@test("each find is a line, with what to do below it; what was skipped has its reason; no key is printed")
def listing():
    with Person() as person:
        keys = [make_key() for _ in range(3)]
        person.session.store(keys[0], "https://generativelanguage.googleapis.com", "one")
        person.write(".bashrc", "a\nexport GEMINI_API_KEY=%s\n" % keys[0])
        person.write("project/.env", "GOOGLE_API_KEY=%s\n" % keys[1])
        config = person.session.env["XDG_CONFIG_HOME"]
        os.makedirs(config + "/io.datasette.llm")
        with open(config + "/io.datasette.llm/keys.json", "w", encoding="utf-8") as file:
            file.write('{"gemini": "%s"}' % keys[2])
        os.mkfifo(os.path.join(person.home, ".zshrc"))
        status, out, err = person.run("project")
        assert status == 1
        bash, llm, env = (block.splitlines() for block in re.split(r"\n(?! )", out.strip()))
        assert bash[0] == "%s/.bashrc:2\tBash\tGEMINI_API_KEY\t…%s" % (person.home, keys[0][-4:]), bash
        assert "already" in bash[1] and "move" in bash[2] and bash[3].strip() == "propus key find --move %s/.bashrc:2" % person.home
        assert llm[0] == "%s/io.datasette.llm/keys.json:1\tLLM\tgemini\t…%s" % (config, keys[2][-4:]), llm
        assert "LLM keeps its keys" in llm[1] and len(llm) == 2, llm
        assert env[0].startswith("%s/project/.env:1\t" % person.home), env
        person.write("my $(project)'s/.env", "GOOGLE_API_KEY=%s\n" % keys[1])
        status, out, _err = person.run("my $(project)'s")
        line = next(line for line in out.splitlines() if "--move" in line and "my" in line)
        assert shlex.split(line)[-1] == "%s/my $(project)'s/.env:1" % person.home, line
        assert "%s/.zshrc: This is no ordinary file." % person.home in err and "aistudio.google.com" in err, err
        for key in keys:
            assert not any(key[i:i + 6] in out + err for i in range(len(key) - 5))


@test("a move is shown, asked for, and done after a yes; other answers change nothing")
def move():
    with Person() as person:
        key = make_key()
        path = person.write(".bashrc", "a\nexport GEMINI_API_KEY=%s\n" % key)
        before = person.read(".bashrc")
        assert find_in_files(person.home, key) == [path]
        for answer in (b"n\n", b"\n", b"\x04"):
            status, seen = person.type(answer, "--move", path + ":2")
            assert status == 1 and "Nothing was changed." in seen, (answer, seen)
            assert person.read(".bashrc") == before
        assert "- export GEMINI_API_KEY=…" + key[-4:] in seen and re.search(r"\+ " + COMMENT, seen), seen
        assert key[:-4] not in seen
        status, _out, err = person.run("--move", path + ":2")
        assert status == 1 and "--yes" in err and person.read(".bashrc") == before
        status, seen = person.type(b"y\n", "--move", ".bashrc:2", "--label", "Shell key")
        assert status == 0 and "Shell key" in seen and "aistudio.google.com" in seen, seen
        assert re.fullmatch("a\n" + COMMENT + "\n", person.read(".bashrc"))
        assert find_in_files(person.home, key) == []
        item = person.session.find(origin="https://generativelanguage.googleapis.com")[0]
        assert person.session.secret_of(item) == key


@test("--yes moves without asking, through a link, out of a .env file of a folder that was not named")
def yes():
    with Person() as person:
        key = make_key()
        person.write("dotfiles/env", "A=1\r\nGEMINI_API_KEY='%s'\r\n" % key)
        os.mkdir(os.path.join(person.home, "project"))
        os.symlink("../dotfiles/env", os.path.join(person.home, "project/.env"))
        status, out, err = person.run("--move", "project/.env:2", "--yes")
        assert status == 0, (out, err)
        assert "dotfiles/env" in out and os.path.islink(os.path.join(person.home, "project/.env"))
        assert find_in_files(person.home, key) == []


@test("what cannot be moved says why, and is left alone")
def refused():
    with Person() as person:
        key = make_key()
        path = person.write(".bashrc", "[ -t 0 ] && export GEMINI_API_KEY=%s\n" % key)
        before = person.read(".bashrc")
        status, out, err = person.run("--move", path + ":1", "--yes")
        assert status == 1 and "text editor" in err and out == "", (status, out, err)
        assert person.run("--move", path + ":9", "--yes")[0] == 1
        os.chmod(path, 0o444)
        person.write(".zshrc", "export GEMINI_API_KEY=%s\n" % key)
        os.chmod(os.path.join(person.home, ".zshrc"), 0o444)
        status, _out, err = person.run("--move", ".zshrc:1", "--yes")
        assert status == 1 and "write-protected" in err, err
        assert person.read(".bashrc") == before and key in person.read(".zshrc")


@test("without a keyring a move fails and the file is as it was")
def no_keyring():
    with Person("none") as person:
        key = make_key()
        path = person.write(".bashrc", "export GEMINI_API_KEY=%s\n" % key)
        status, _out, err = person.run("--move", path + ":1", "--yes")
        assert status == 1 and "keyring" in err.lower(), err
        assert person.read(".bashrc") == "export GEMINI_API_KEY=%s\n" % key


@test("a path cannot drive the terminal")
def terminal():
    with Person() as person:
        person.write("x\x1b]0;title\x07/.env", "GEMINI_API_KEY=%s\n" % make_key())
        status, out, err = person.run(person.home)
        assert status == 1 and "GEMINI_API_KEY" in out and "\x1b" not in out + err and "\x07" not in out + err, out


main()
