# `propus exec`, whole: the program, its broker, what runs beside it, a terminal.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys

from askkit import PROPUS, Home, fake_key
from brokerkit import Upstream
from brokerkit import fake_key as random_key
from canarykit import Trap
from keyringkit import KeyringSession
from taptest import eventually, main, test

GET = ("import os,urllib.request as u; r=u.Request(os.environ['GOOGLE_GEMINI_BASE_URL']+'/v1beta/models',"
       "headers={'x-goog-api-key':os.environ['GEMINI_API_KEY']});")
ASK = GET + "print(u.urlopen(r).status,flush=True)"


def answer(conversation):
    conversation.reply(200, b"{}")


@contextlib.contextmanager
def place(key=None):
    with Home() as home, Upstream(answer) as api:
        home.env.update(GOOGLE_GEMINI_BASE_URL=api.url, GEMINI_API_KEY=key or fake_key("exec"))
        yield home, api


def start(home, *argv, **more):
    return subprocess.Popen([PROPUS, "exec", "--", *argv], env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **more)


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def refused(address):
    """Whether nobody listens there."""
    host, port = address.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), 5).close()
    except ConnectionRefusedError:
        return True
    return False


@test("the program gets the API and never the key: environment, arguments and memory hold it 0 times", timeout=60)
def no_key():
    key = random_key()
    trap = Trap(key)
    with place(key) as (home, api):
        program = start(home, sys.executable, "-c", ASK + ";input()")
        assert program.stdout.readline() == b"200\n", program.stderr.read()
        assert api.requests[0].headers["x-goog-api-key"] == key
        child = next(pid for pid in children(program.pid) if b"urllib" in open("/proc/%d/cmdline" % pid, "rb").read())
        assert not trap.find_in_proc(child) and not trap.find_in_memory(child)
        assert not trap.find_in_proc(program.pid)
        program.communicate(b"\n")
        assert program.returncode == 0
        # The search finds one that is there.
        held = subprocess.Popen([sys.executable, "-c", "import os;a=os.environ['PLANTED'];print(1,flush=True);input()"],
                                env=dict(home.env, PLANTED=key), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        held.stdout.readline()
        assert trap.find_in_memory(held.pid) and trap.find_in_proc(held.pid) == ["environ"]
        held.communicate(b"\n")


@test("variables that lead past Propus are taken out, and the file mask is the caller's")
def environment():
    with place() as (home, _api):
        done = home.run("exec", "--", "sh", "-c", "umask; env", GOOGLE_API_KEY=fake_key("other"),
                        GOOGLE_GENAI_USE_VERTEXAI="true", https_proxy="http://proxy.example:1")
        lines = done.stdout.decode().splitlines()
        names = {line.split("=")[0]: line.partition("=")[2] for line in lines}
        assert done.returncode == 0 and "GOOGLE_API_KEY" not in names and "GOOGLE_GENAI_USE_VERTEXAI" not in names, lines
        assert names["GEMINI_API_KEY"].startswith("propus-") and len(names["GEMINI_API_KEY"]) == 7 + 64
        assert names["no_proxy"].startswith("127.0.0.1") and int(lines[0], 8) != 0o077, lines


@test("the exit status is the program's")
def exit_status():
    with place() as (home, _api):
        for wanted, argv in ((0, ["true"]), (7, ["sh", "-c", "exit 7"]), (143, ["sh", "-c", "kill -TERM $$"]),
                             (137, ["sh", "-c", "kill -KILL $$"]), (127, ["/no/such/program"]), (126, ["/etc/passwd"])):
            assert home.run("exec", "--", *argv).returncode == wanted, argv


@test("standard input and output are the program's own")
def streams():
    with place() as (home, _api):
        data = os.urandom(300_000)
        done = home.run("exec", "--", "cat", stdin=data)
        assert done.returncode == 0 and done.stdout == data and done.stderr == b""


@test("signals that are sent to Propus reach the program")
def signals():
    with place() as (home, _api):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1):
            # Short sleeps: a signal that comes just before a long one begins is not seen by Python until it is over.
            program = start(home, sys.executable, "-c", "import signal,sys,time\n"
                            "signal.signal(%d,lambda *_: sys.exit(9));print(1,flush=True)\n"
                            "for _ in range(600): time.sleep(.1)" % number)
            program.stdout.readline()
            program.send_signal(number)
            program.communicate(timeout=30)
            assert program.returncode == 9, (number, program.returncode)


def read_until(fd, word, timeout=30):
    got = b""
    while word not in got:
        ready, _, _ = select.select([fd], [], [], timeout)
        assert ready, got
        got += os.read(fd, 4096)
    return got


@test("on a terminal Ctrl+C is the program's, which goes on and has its broker still; Ctrl+Z stops both and fg goes on")
def terminal():
    with place() as (home, _api):
        script = os.path.join(home.path, "child.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write("import signal\n" + GET + "\ndef f(*_): print('caught',u.urlopen(r).status,flush=True)\n"
                       "signal.signal(signal.SIGINT,f)\nprint('re'+'ady',flush=True)\n"
                       "while input()!='end': print('li'+'ne',flush=True)\nraise SystemExit(5)")
        pid, fd = pty.fork()
        if pid == 0:   # a shell with job control, as a person has
            os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], dict(home.env, PS1="$ "))
        os.write(fd, ("%s exec -- %s %s\n" % (PROPUS, sys.executable, script)).encode())
        read_until(fd, b"ready")
        os.write(fd, b"\x03")
        read_until(fd, b"caught 200")
        os.write(fd, b"\x1a")
        read_until(fd, b"Stopped")
        os.write(fd, b"fg\n")
        read_until(fd, b"child.py")
        os.write(fd, b"x\n")
        read_until(fd, b"line")
        os.write(fd, b"end\n")
        read_until(fd, b"$ ")
        os.write(fd, b"echo status=$?\n")
        read_until(fd, b"status=5")
        os.write(fd, b"exit\n")
        with contextlib.suppress(OSError):
            while os.read(fd, 4096):
                pass
        os.waitpid(pid, 0)
        os.close(fd)


@test("what the program leaves behind finds the port closed; so does all of it after SIGKILL")
def outlives():
    with place() as (home, _api):
        done = home.run("exec", "--", "sh", "-c", "sleep 5 >/dev/null 2>&1 & echo $GOOGLE_GEMINI_BASE_URL")
        address = done.stdout.decode().strip()
        assert done.returncode == 0
        eventually(lambda: refused(address))
        program = start(home, "sh", "-c", "echo $GOOGLE_GEMINI_BASE_URL; exec sleep 5")
        address = program.stdout.readline().decode().strip()
        assert not refused(address)
        program.kill()
        program.wait()
        eventually(lambda: refused(address))
        program.communicate()


@test("two at once have a port and a token each, and no use for the other's")
def two():
    with place() as (home, _api):
        say = "echo $GOOGLE_GEMINI_BASE_URL $GEMINI_API_KEY; read x"
        runs = [start(home, "sh", "-c", say) for _ in range(2)]
        (url_a, token_a), (url_b, token_b) = [run.stdout.readline().decode().split() for run in runs]
        assert url_a != url_b and token_a != token_b
        for url, token, wanted in ((url_a, token_a, "200"), (url_a, token_b, "401"), (url_b, token_b, "200")):
            done = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "x-goog-api-key: " + token,
                                   url + "/v1beta/models"], capture_output=True, check=False)
            assert done.stdout.decode() == wanted, (done, wanted)
        for run in runs:
            run.communicate(b"\n")


@test("no key: exit 3 with a sentence, and nothing is run")
def none():
    with Home() as home:
        done = home.run("exec", "--", "echo", "ran")
        assert done.returncode == 3 and done.stdout == b"" and b"key" in done.stderr, done


@test("an option that looks like a key is refused and not repeated; the program's own are its business")
def key_option():
    with place() as (home, _api):
        for option in ("--key=SECRET123", "--key", "--api-key=SECRET123", "--keySECRET123"):
            done = home.run("exec", option, "SECRET123", "--", "echo", "ran")
            assert done.returncode == 2 and done.stdout == b"" and b"SECRET123" not in done.stderr, done
        assert home.run("exec", "--", "echo", "--key=x").stdout == b"--key=x\n"
        assert home.run("exec").returncode == 2
        assert b"GOOGLE_GEMINI_BASE_URL" in home.run("exec", "--help").stdout


@test("--use picks a stored key for this run only", timeout=60)
def use():
    with KeyringSession(keyring="unlocked") as session, Home() as home, Upstream(answer) as api:
        home.env.update(session.env, GOOGLE_GEMINI_BASE_URL=api.url)
        first, second = fake_key("first-0123456789"), fake_key("second-0123456789")
        for label, key in (("One", first), ("Two", second)):
            done = home.run("key", "add", "--label", label, stdin=key.encode())
            assert done.returncode == 0, done
        for option, key in (([], second), (["--use", "One"], first), ([], second)):
            done = home.run("exec", *option, "--", sys.executable, "-c", ASK)
            assert done.stdout == b"200\n" and api.requests[-1].headers["x-goog-api-key"] == key, (option, done)
        done = home.run("exec", "--use", "Three", "--", "echo", "ran")
        assert done.returncode == 3 and done.stdout == b"", done


SPEND = ("import json,os,urllib.error,urllib.request as u\n"
         "def go():\n"
         " r=u.Request(os.environ['GOOGLE_GEMINI_BASE_URL']+'/v1beta/models/gemini-2.5-flash:generateContent',b'{}',\n"
         "  {'x-goog-api-key':os.environ['GEMINI_API_KEY'],'Content-Type':'application/json'})\n"
         " try: return u.urlopen(r).status\n"
         " except urllib.error.HTTPError as e:\n"
         "  error=json.load(e)['error']; d=error['details'][0]\n"
         "  return [e.code,error['status'],d['reason'],d['metadata']['unit'],d['metadata']['spent'],error['message']]\n"
         "print(json.dumps([go() for _ in range(%d)]))")


def costs(conversation):
    conversation.reply(200, b'{"usageMetadata":{"promptTokenCount":600,"candidatesTokenCount":300,"totalTokenCount":900}}')


def limited(home, count, *limits):
    options = [word for limit in limits for word in ("--limit", limit)]
    done = home.run("exec", *options, "--", sys.executable, "-c", SPEND % count)
    assert done.returncode == 0, done
    return json.loads(done.stdout)


@test("--limit stops the run at so many requests, tokens or dollars, and says so in the API's own shape", timeout=60)
def limits():
    with Home() as home, Upstream(costs) as api:
        home.env.update(GOOGLE_GEMINI_BASE_URL=api.url, GEMINI_API_KEY=fake_key("exec"))
        first, second, third = limited(home, 3, "2requests", "1M tokens", "9usd")
        assert first == second == 200 and third[:5] == [429, "RESOURCE_EXHAUSTED", "SPEND_LIMIT", "requests", "2"], third
        assert "2 of 2 requests" in third[5] and "--limit" in third[5] and len(api.requests) == 2, third

        # a run is a run: what an earlier one spent does not count
        first, second = limited(home, 2, "1.1k")
        assert first == 200 and second[:5] == [429, "RESOURCE_EXHAUSTED", "SPEND_LIMIT", "tokens", "900"], second
        assert "900 of 1100 tokens" in second[5].replace(",", ""), second
        first, second = limited(home, 2, "0.0015usd")   # 600 × 0.30 + 300 × 2.50 millionths
        assert first == 200 and second[2:5] == ["SPEND_LIMIT", "USD", "0.000930"], (first, second)
        assert limited(home, 2) == [200, 200]


@test("--limit with an amount that is not understood is a usage error that says what is")
def bad_limit():
    with place() as (home, api):
        for amount in ("", "50", "0requests", "-1requests", "1.5requests", "50 apples", "1,50usd", "1.5kusd", "usd", "1e3tokens",
                       "0.0000001usd", "99999999999999999999tokens", "k", "1.k", "50requestss", "1 k k"):
            done = home.run("exec", "--limit", amount, "--", "echo", "ran")
            assert done.returncode == 2 and done.stdout == b"", (amount, done)
            assert b"50requests" in done.stderr and b"200k" in done.stderr and b"1.50usd" in done.stderr, done
        for amount in ("1request", "1 Token", "2M", "2m tokens", "1.5K", "0.000001USD", "3usd"):
            assert home.run("exec", "--limit", amount, "--", "true").returncode == 0, amount
        assert b"AMOUNT" in home.run("exec", "--help").stdout and not api.requests


main()
