# `propus ask`, whole: the program, its broker, a raw socket for a server.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import signal
import socket
import subprocess
import time

from askkit import PROPUS, Home, fake_key
from rawserver import LAST_CHUNK, STREAM_HEAD, RawServer, chunk, error, event, stream, whole
from taptest import eventually, main, test

ANSWER = stream(event("Hel"), event("lo, 世界", finish="STOP", usage={"totalTokenCount": 7}))


def one_sentence(done):
    """What was said on standard error: one line that names the program."""
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("propus: "), done.stderr
    return lines[0]


@test("an answer is printed as text and ends with a newline")
def text():
    with Home() as home, RawServer(ANSWER) as server:
        done = home.ask(server.url, "Say", "hello")
        assert done.returncode == 0, done
        assert done.stdout.decode() == "Hello, 世界\n", done.stdout
        assert done.stderr == b"", done.stderr
        posted = [r for r in server.requests if r.method == "POST"][0]
        assert posted.path == "/v1beta/models/gemini-flash-latest:streamGenerateContent?alt=sse", posted.path
        assert posted.headers["x-goog-api-key"] == fake_key()
        assert json.loads(posted.body)["contents"][-1]["parts"][0]["text"] == "Say hello"


@test("the prompt is read from standard input, 1 MB of it too")
def standard_input():
    prompt = "word 語 " * 120_000
    with Home() as home, RawServer(ANSWER) as server:
        done = home.ask(server.url, stdin=prompt.encode())
        assert done.returncode == 0, done.stderr
        posted = [r for r in server.requests if r.method == "POST"][0]
        assert json.loads(posted.body)["contents"][0]["parts"][0]["text"] == prompt


@test("--json is one object, and says the same")
def as_json():
    with Home() as home, RawServer(ANSWER) as server:
        done, got = home.ask_json(server.url, "--model", "gemini-x", "hi")
        assert done.returncode == 0 and done.stderr == b"", done.stderr
        assert got["text"] == "Hello, 世界" and got["finishReason"] == "STOP" and got["error"] is None, got
        assert got["usage"] == {"totalTokenCount": 7} and got["model"] == "gemini-x", got
        assert [part["text"] for part in got["parts"]] == ["Hel", "lo, 世界"], got


@test("a locale that knows only ASCII changes neither the prompt nor the answer")
def ascii_locale():
    with Home(LC_ALL="C") as home, RawServer(ANSWER) as server:
        done, got = home.ask_json(server.url, "Grüße, 世界")
        assert done.returncode == 0 and got["text"] == "Hello, 世界", done
        posted = [r for r in server.requests if r.method == "POST"][0]
        assert json.loads(posted.body)["contents"][0]["parts"][0]["text"] == "Grüße, 世界"


@test("case-46 one's own key in the prompt: refused in one sentence, exit 1, and nothing leaves")
def own_key():
    key = fake_key("mine-0123456789abcdef")
    with Home() as home, RawServer(ANSWER) as server:
        done = home.ask(server.url, "Why is", key, "refused?", key=key)
        assert done.returncode == 1 and done.stdout == b"", done
        assert "own" in one_sentence(done) and key not in done.stderr.decode(), done.stderr
        done, got = home.ask_json(server.url, stdin=("a\n" * 400_000 + key[:20]).encode(), key=key)
        assert done.returncode == 1 and got["error"] and got["text"] == "", got
        assert not server.requests, [r.path for r in server.requests]
        assert home.ask(server.url, "Why is it refused?", key=key).returncode == 0
        assert [r for r in server.requests if r.method == "POST"]


@test("what looks like a token is sent, with a warning")
def looks_like_a_token():
    token = "gh" + "p_" + "q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr"
    with Home() as home, RawServer(ANSWER) as server:
        done = home.ask(server.url, "Is", token, "safe?")
        assert done.returncode == 0 and done.stdout.decode() == "Hello, 世界\n", done
        assert "GitHub" in one_sentence(done) and token not in done.stderr.decode(), done.stderr
        posted = [r for r in server.requests if r.method == "POST"]
        assert len(posted) == 1 and token.encode() in posted[0].body


@test("MAX_TOKENS is an answer, exit 0")
def max_tokens():
    with Home() as home, RawServer(stream(event("cut", finish="MAX_TOKENS"))) as server:
        assert home.ask(server.url, "hi").returncode == 0


@test("case-58 a blocked answer exits 1, keeps its part and says why")
def blocked():
    with Home() as home:
        for reason in ("SAFETY", "RECITATION", "OTHER", "NEVER_HEARD_OF"):
            with RawServer(stream(event("part"), event(finish=reason))) as server:
                done, got = home.ask_json(server.url, "hi")
                assert done.returncode == 1 and got["text"] == "part" and got["finishReason"] == reason, got
                one_sentence(done)


@test("case-59 a blocked prompt is explained, exit 1")
def blocked_prompt():
    reply = b'data: {"promptFeedback": {"blockReason": "SAFETY"}}\r\n\r\n'
    with Home() as home, RawServer(stream(reply)) as server:
        done, got = home.ask_json(server.url, "hi")
        assert done.returncode == 1 and got["blockReason"] == "SAFETY" and got["text"] == "", got
        assert "policies" in one_sentence(done)


@test("case-55 a stream that is cut keeps its part and exits 1")
def cut():
    def no_last_chunk(_request, send):
        send(STREAM_HEAD + chunk(event("first half")))

    def short(_request, send):
        send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n" + event("first half"))

    def bad_size(_request, send):
        send(STREAM_HEAD + chunk(event("first half")) + b"ZZZ\r\n")

    with Home() as home:
        for reply in (no_last_chunk, short, bad_size):
            with RawServer(reply) as server:
                done, got = home.ask_json(server.url, "hi")
                assert done.returncode == 1 and got["text"] == "first half" and got["error"], got
                one_sentence(done)


@test("case-64 every refusal is a sentence and exit 1; the technical text is in --json only")
def refusals():
    table = [(400, "INVALID_ARGUMENT"), (401, "UNAUTHENTICATED"), (403, "PERMISSION_DENIED"), (404, "NOT_FOUND"),
             (413, "FAILED_PRECONDITION"), (429, "RESOURCE_EXHAUSTED"), (499, "CANCELLED"), (500, "INTERNAL"),
             (503, "UNAVAILABLE"), (504, "DEADLINE_EXCEEDED"), (511, ""), (999, "STRANGE")]
    with Home() as home:
        for code, status in table:
            with RawServer(error(code, status, "technical words")) as server:
                done, got = home.ask_json(server.url, "hi")
                assert done.returncode == 1, (code, done)
                assert got["error"]["code"] == code, (code, got)
                assert got["error"]["message"] == "technical words", (code, got)
                assert "technical" not in one_sentence(done), code
                asked = [r for r in server.requests if r.method == "POST"]
                assert len(asked) == 1 or code == 429, "asked %d times after %d" % (len(asked), code)


@test("case-60 a page of HTML is not an answer")
def html():
    with Home() as home, RawServer(lambda _r, send: send(whole(b"<html>Log in</html>", "text/html"))) as server:
        done, got = home.ask_json(server.url, "hi")
        assert done.returncode == 1 and got["text"] == "", got
        assert "<html>" not in one_sentence(done)


@test("case-61 an empty body is an empty answer")
def empty():
    with Home() as home, RawServer(lambda _r, send: send(whole(b"", "text/event-stream"))) as server:
        done = home.ask(server.url, "hi")
        assert done.returncode == 1 and "empty" in one_sentence(done)


@test("case-63 an error inside the stream, bare or as an event, keeps what came before it")
def error_in_stream():
    body = json.dumps({"error": {"code": 503, "message": "gone", "status": "UNAVAILABLE"}}, indent=1).encode()
    with Home() as home:
        for failure in (b"data: " + json.dumps(json.loads(body)).encode() + b"\r\n\r\n", body, b"[" + body + b"]"):
            with RawServer(stream(event("before"), failure)) as server:
                done, got = home.ask_json(server.url, "hi")
                assert done.returncode == 1 and got["text"] == "before", got
                assert got["error"]["status"] == "UNAVAILABLE", got


@test("case-45 an option that looks like a key, or is unknown, exits 2 and is not repeated")
def options():
    with Home() as home:
        for word in ("--key=" + fake_key(), "--api-key=" + fake_key(), "--" + fake_key()):
            for command in (("ask", word, "hi"), ("key", "list", word), (word,)):
                done = home.run(*command)
                assert done.returncode == 2, (command, done)
                assert fake_key().encode() not in done.stdout + done.stderr, command
                assert done.stderr.startswith(b"propus: "), done.stderr


@test("bad usage exits 2: an empty prompt, a model that can be none; --json says so as an object")
def usage():
    with Home() as home:
        for arguments in (("",), ("  \n",), ("--model", "../x", "hi"), ("--model", "m?key=1", "hi")):
            done = home.run("ask", *arguments)
            assert done.returncode == 2 and done.stdout == b"", (arguments, done)
            done = home.run("ask", "--json", *arguments)
            assert done.returncode == 2 and json.loads(done.stdout)["error"]["message"], (arguments, done)


@test("case-1 without a session bus and without a key: exit 3, and the sentence names the state")
def no_key():
    with Home() as home, RawServer(ANSWER) as server:
        done = home.run("ask", "--json", "hi", GOOGLE_GEMINI_BASE_URL=server.url)
        assert done.returncode == 3, done
        assert "key" in one_sentence(done).lower()
        assert json.loads(done.stdout)["error"], done.stdout
        assert server.requests == []


@test("case-28 a key in the environment that can be none is refused, not sent and not repeated")
def bad_environment_key():
    with Home() as home, RawServer(ANSWER) as server:
        for bad in ("tiny-0", "with space " + fake_key(), fake_key() + "\nX", "é" * 40, "x" * 10_000):
            done = home.ask(server.url, "hi", key=bad)
            assert done.returncode == 3, (bad[:20], done)
            assert bad.encode() not in done.stderr and server.requests == [], done.stderr


@test("case-27 white space around a key in the environment is trimmed")
def trimmed():
    with Home() as home, RawServer(ANSWER) as server:
        done = home.ask(server.url, "hi", key="  %s\r\n" % fake_key())
        assert done.returncode == 0, done
        assert server.requests[-1].headers["x-goog-api-key"] == fake_key()


@test("GOOGLE_API_KEY wins over GEMINI_API_KEY")
def both_variables():
    with Home() as home, RawServer(ANSWER) as server:
        home.ask(server.url, "hi", GOOGLE_API_KEY=fake_key("google"))
        assert server.requests[-1].headers["x-goog-api-key"] == fake_key("google")


@test("case-39 a base URL off loopback must be https: refused before anything is sent")
def base_url():
    with Home() as home:
        for url in ("http://example.com", "http://127.0.0.1.evil.example", "ftp://127.0.0.1", "https://u:p@127.0.0.1"):
            done = home.ask(url, "hi")
            assert done.returncode == 1, (url, done)
            assert "https" in one_sentence(done), done.stderr


@test("case-68 a server that takes no connection: an error within the deadline for connecting", timeout=60)
def black_hole():
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    address = listener.getsockname()
    waiting = []
    for _ in range(8):
        # Once the queue is full the kernel drops what knocks, as a black hole does.
        knock = socket.socket()
        knock.setblocking(False)
        knock.connect_ex(address)
        waiting.append(knock)
    with Home() as home:
        began = time.monotonic()
        done, got = home.ask_json("http://127.0.0.1:%d" % address[1], "hi")
        took = time.monotonic() - began
    assert done.returncode == 1 and got["error"]["status"] == "DEADLINE_EXCEEDED", got
    assert 5 < took < 22, "took %.1f s" % took
    one_sentence(done)


@test("case-44 a key of the environment is in no process's environ")
def environ():
    key = fake_key("environ")

    def slow(_request, send):
        send(STREAM_HEAD + chunk(event("wait")))
        time.sleep(3)
        send(chunk(event("ed", finish="STOP")) + LAST_CHUNK)

    with Home() as home, RawServer(slow) as server:
        env = dict(home.env, GEMINI_API_KEY=key, GOOGLE_GEMINI_BASE_URL=server.url, PLANTED="P" + key)
        process = subprocess.Popen([PROPUS, "ask", "hi"], env=env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        time.sleep(1.5)
        family = [process.pid] + children(process.pid)
        assert len(family) == 2, "no broker among %s" % family
        for pid in family:
            seen = open("/proc/%d/environ" % pid, "rb").read()
            assert ("PLANTED=P" + key).encode() in seen, "the search finds nothing in %d" % pid
            assert ("GEMINI_API_KEY=" + key).encode() not in seen, pid
            assert seen.count(key.encode()) == 1, pid
            assert key.encode() not in open("/proc/%d/cmdline" % pid, "rb").read()
        assert process.communicate(timeout=20)[0] == b"waited\n"


def children(pid):
    return [int(p) for p in open("/proc/%d/task/%d/children" % (pid, pid)).read().split()]


def is_running(pid):
    """Whether the process is there; one that nobody has waited for yet has ended all the same."""
    try:
        return open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@test("Ctrl+C stops at once, keeps what arrived and leaves no broker behind")
def interrupt():
    def forever(_request, send):
        send(STREAM_HEAD + chunk(event("part")))
        time.sleep(30)

    with Home() as home, RawServer(forever) as server:
        env = dict(home.env, GEMINI_API_KEY=fake_key(), GOOGLE_GEMINI_BASE_URL=server.url)
        process = subprocess.Popen([PROPUS, "ask", "hi"], env=env, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        assert os.read(process.stdout.fileno(), 100) == b"part"
        brokers = children(process.pid)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=5)
        assert time.monotonic() - began < 2
        assert process.returncode == 1 and b"Stopped" in said, said
        assert brokers
        eventually(lambda: not any(is_running(pid) for pid in brokers), timeout=5, what="the broker to end")
        assert os.listdir(os.path.join(home.path, "run", "propus")) in ([], ["keyring.lock"])


@test("the answer of a model cannot drive the terminal")
def terminal():
    reply = stream(event("a\x1b]0;title\x07b\x9bc\tü\n", finish="STOP"))
    with Home() as home, RawServer(reply) as server:
        env = dict(home.env, GEMINI_API_KEY=fake_key(), GOOGLE_GEMINI_BASE_URL=server.url)
        seen = subprocess.run(["script", "-qec", PROPUS + " ask hi", "/dev/null"], env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=30).stdout.decode()
        assert "a]0;titlebc\tü" in seen and "\x1b" not in seen, repr(seen)


main()
