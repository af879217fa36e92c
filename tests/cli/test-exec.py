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
import threading

from askkit import PROPUS, Home, fake_key
from brokerkit import Upstream
from brokerkit import fake_key as random_key
from canarykit import Trap, descriptors
from keyringkit import KeyringSession
from taptest import Skip, eventually, main, test

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


def broker_of(api):
    """The pid of the broker that is before this server, or None."""
    wanted = b"--base-url=" + api.url.encode()
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/cmdline" % name, "rb") as file:
                if name.isdigit() and wanted in file.read().split(b"\0"):
                    return int(name)
        except OSError:
            pass
    return None


def refused(address):
    """Whether nobody listens there."""
    host, port = address.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), 5).close()
    except ConnectionRefusedError:
        return True
    return False


@test("the program gets the API and never the key: environment, arguments, memory and open files hold it 0 times", timeout=60)
def no_key():
    key = random_key()
    trap = Trap(key)
    with place(key) as (home, api):
        keep = os.path.join(home.path, "open-file")
        ask = "f=open(%r,'w+');" % keep + ASK + ";input()"
        program = start(home, sys.executable, "-c", ask)
        assert program.stdout.readline() == b"200\n", program.stderr.read()
        assert api.requests[0].headers["x-goog-api-key"] == key
        pid = program.pid   # the program has taken Propus's place
        assert not trap.find_in_proc(pid) and not trap.find_in_memory(pid) and not trap.find_in_open_files(pid)
        # Nothing of Propus is open in it: no socket, no lifeline, no pipe.
        broker = broker_of(api)
        theirs = {path for number, path in descriptors(broker).items() if number > 2 and path[:5] in ("socke", "pipe:")}
        own = {path for number, path in descriptors(pid).items() if number > 2}
        assert theirs and own == {keep}, (theirs, own)
        program.communicate(b"\n")
        assert program.returncode == 0
        # The search finds one that is there.
        held = subprocess.Popen([sys.executable, "-c", "import os,sys;a=os.environ['PLANTED'];f=open(sys.argv[1],'w+');f.write(a);"
                                 "f.flush();print(1,flush=True);input()", keep], env=dict(home.env, PLANTED=key),
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        held.stdout.readline()
        assert trap.find_in_memory(held.pid) and trap.find_in_proc(held.pid) == ["environ"]
        assert trap.find_in_open_files(held.pid) == [keep]
        held.communicate(b"\n")


@test("curl, whole, streamed, refused and in the middle of an answer: it gets what it would get, and never has the key")
def curl():
    key, go_on = random_key(), threading.Event()
    trap = Trap(key)
    echo = json.dumps({"error": {"code": 404, "message": "no such model for %s" % key, "status": "NOT_FOUND"}}).encode()

    def api(conversation):
        path = conversation.request.line.split()[1]
        if ":streamGenerateContent" in path:
            conversation.begin_chunked(headers=[("Content-Type", "text/event-stream")])
            conversation.chunk(b"data: {}\r\n\r\n")
            go_on.wait(30)
            conversation.chunk(b"data: {\"end\":1}\r\n\r\n")
            conversation.end_chunked()
        elif "none" in path:
            conversation.reply(404, echo)
        else:
            conversation.reply(200, b"{\"whole\":1}")

    ask = ("curl -sN -H \"x-goog-api-key: $GEMINI_API_KEY\" -H 'Content-Type: application/json' -d '{}' "
           "\"$GOOGLE_GEMINI_BASE_URL/v1beta/models/%s\"")
    with Home() as home, Upstream(api) as server:
        home.env.update(GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY=key)
        script = "; ".join(("%s; echo" % (ask % what)) for what in ("gemini-x:generateContent", "none:generateContent"))
        program = start(home, "sh", "-c", script + "; exec " + ask % "gemini-x:streamGenerateContent")
        assert json.loads(program.stdout.readline()) == {"whole": 1}
        refused = json.loads(program.stdout.readline())["error"]
        assert refused["code"] == 404 and "no such model" in refused["message"] and not trap.is_in(str(refused).encode())
        assert program.stdout.readline() == b"data: {}\r\n"
        with open("/proc/%d/comm" % program.pid, encoding="ascii") as file:
            assert file.read() == "curl\n"
        assert trap.find_in_proc(program.pid) + trap.find_in_memory(program.pid) + trap.find_in_open_files(program.pid) == []
        assert [request.headers["x-goog-api-key"] for request in server.requests] == [key] * 3
        go_on.set()
        assert b'data: {"end":1}' in program.communicate()[0] and program.returncode == 0


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
        for wanted, argv in ((0, ["true"]), (7, ["sh", "-c", "exit 7"]), (-signal.SIGTERM, ["sh", "-c", "kill -TERM $$"]),
                             (-signal.SIGKILL, ["sh", "-c", "kill -KILL $$"]), (127, ["/no/such/program"]), (126, ["/etc/passwd"])):
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


@test("a signal to the whole group reaches the program once, and it has no child that it did not start")
def group():
    with place() as (home, _api):
        program = start(home, sys.executable, "-c", "import os,signal,sys,time\n"
                        "seen=0\n"
                        "def f(*_):\n global seen; seen+=1; print(seen,flush=True)\n"
                        "signal.signal(signal.SIGINT,f);signal.signal(signal.SIGTERM,lambda *_: sys.exit(seen))\n"
                        "try: os.wait()\n"
                        "except ChildProcessError: print('alone',flush=True)\n"
                        "while True: time.sleep(.05)", start_new_session=True)
        assert program.stdout.readline() == b"alone\n", program.stderr.read()
        for count in range(1, 6):
            os.killpg(program.pid, signal.SIGINT)
            assert program.stdout.readline() == b"%d\n" % count
        os.killpg(program.pid, signal.SIGTERM)
        program.communicate(timeout=30)
        assert program.returncode == 5


@test("a broker that is killed is replaced, and the program does not notice; a key that went with it is told of", timeout=60)
def replaced():
    ask = GET + ("\nwhile input()!='end':\n try: print(u.urlopen(r).status,flush=True)\n"
                 " except __import__('urllib.error').error.HTTPError as e: print(b'KEY_LOST' in e.read(),flush=True)")
    with KeyringSession(keyring="unlocked") as session, place() as (home, api):
        home.env.update(session.env, GOOGLE_GEMINI_BASE_URL=api.url)
        for wanted in (b"True\n", b"200\n"):   # of the environment, then of the keyring
            program = start(home, sys.executable, "-c", ask)
            for turn, answered in enumerate((b"200\n", wanted)):
                program.stdin.write(b"x\n")
                program.stdin.flush()
                assert program.stdout.readline() == answered, program.stderr.read()
                if turn == 0:
                    os.kill(broker_of(api), signal.SIGKILL)
            if wanted == b"200\n":   # twice in a row: the next one comes after a while, and the request waits for it
                killed = None
                for _ in range(2):
                    killed = eventually(lambda: broker_of(api) not in (None, killed) and broker_of(api), what="the next broker")
                    os.kill(killed, signal.SIGKILL)
                program.stdin.write(b"x\n")
                program.stdin.flush()
                assert program.stdout.readline() == b"200\n", program.stderr.read()
            program.communicate(b"end\n")
            eventually(lambda: broker_of(api) is None, what="the broker's end")
            done = home.run("key", "add", "--label", "One", stdin=fake_key("stored-0123456789").encode())
            assert done.returncode == 0, done


@test("two at once have a port and a token each, and no use for the other's")
def two():
    with place() as (home, _api):
        say = "echo $GOOGLE_GEMINI_BASE_URL $GEMINI_API_KEY; read x"
        runs = [start(home, "sh", "-c", say) for _ in range(2)]
        (url_a, token_a), (url_b, token_b) = [run.stdout.readline().decode().split() for run in runs]
        assert url_a != url_b and token_a != token_b
        for url, token, wanted in ((url_a, token_a, "200"), (url_a, token_b, "401"), (url_b, token_a, "401"),
                                   (url_b, token_b, "200")):
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
        done = home.run("exec", "echo", "--key=SECRET123")   # without the two dashes it could be either's
        assert done.returncode == 2 and done.stdout == b"" and b"SECRET123" not in done.stderr, done
        assert home.run("exec", "--", "echo", "--key=x").stdout == b"--key=x\n"
        assert home.run("exec").returncode == 2
        assert b"GOOGLE_GEMINI_BASE_URL" in home.run("exec", "--help").stdout


@test("a dismissed keyring: exit 3 with a sentence, and nothing is run", timeout=60)
def dismissed():
    if not os.path.exists(os.path.join(os.environ["PROPUS_BUILDDIR"], "tests", "lib", "mock-prompter")):
        raise Skip("gcr's library is not here to play the person")
    with KeyringSession(keyring="unlocked") as session, Home() as home, Upstream(answer) as api:
        home.env.update(session.env, GOOGLE_GEMINI_BASE_URL=api.url)
        assert home.run("key", "add", "--label", "One", stdin=fake_key("locked-0123456789").encode()).returncode == 0
        with session.prompter("cancel") as prompter:
            session.lock()
            done = home.run("exec", "--", "echo", "ran")
            assert done.returncode == 3 and done.stdout == b"" and b"keyring" in done.stderr, done
            assert prompter.questions == 1 and not api.requests


@test("no port and no descriptor left: a sentence and exit 1, and nothing is run")
def exhausted():
    taken = ("import fcntl,socket,struct,subprocess,sys\n"
             "s=socket.socket();fcntl.ioctl(s,0x8914,struct.pack('16sH22x',b'lo',0x49))\n"   # SIOCSIFFLAGS: up
             "open('/proc/sys/net/ipv4/ip_local_port_range','w').write('40000 40000')\n"
             "l=socket.create_server(('127.0.0.1',0))\n"
             "sys.exit(subprocess.run(sys.argv[1:]).returncode)")
    apart = ["unshare", *([] if os.getuid() == 0 else ["--user", "--map-root-user"]), "--net"]
    with place() as (home, _api):
        # With fewer not even the libraries can be loaded; with more there is enough for all.
        for number in range(5, 16):
            done = subprocess.run(["prlimit", "--nofile=%d" % number, PROPUS, "exec", "--", "echo", "ran"], env=home.env,
                                  capture_output=True, timeout=60, check=False)
            assert done.returncode == 0 or (done.returncode in (1, 127) and done.stderr and not done.stdout), (number, done)
        if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode != 0:
            raise Skip("a network of its own is not possible here")
        done = subprocess.run([*apart, sys.executable, "-c", taken, PROPUS, "exec", "--", "echo", "ran"], env=home.env,
                              capture_output=True, timeout=60, check=False)
        assert done.returncode == 1 and done.stdout == b"" and b"No port could be opened" in done.stderr, done


@test("what cannot be written down is refused, with a sentence that says so")
def unwritable():
    with place() as (home, api):
        os.makedirs(os.path.join(home.env["XDG_DATA_HOME"], "propus", "usage.db"))
        done = home.run("exec", "--", "sh", "-c", "curl -s -H \"x-goog-api-key: $GEMINI_API_KEY\" -d '{}' "
                        "$GOOGLE_GEMINI_BASE_URL/v1beta/models/m:generateContent")
        assert b"USAGE_UNRECORDED" in done.stdout and b"cannot be written down" in done.stdout, done
        assert not api.requests


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
