# propus-practice over a bare socket: framing, errors, key, pages, faults.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import socket
import subprocess
import time

from practicekit import Practice, program, text_of
from taptest import at_end, main, test

practice = Practice("--pace", "0")
at_end(practice.close)

STREAM = "streamGenerateContent?alt=sse"


def error_of(reply):
    return reply.json()["error"]


def reasons(error):
    return [detail.get("reason") for detail in error.get("details", []) if detail["@type"].endswith("ErrorInfo")]


@test("its first lines are a loopback URL and a key that opens nothing")
def lines():
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", practice.base_url), practice.base_url
    assert re.fullmatch(r"practice-[a-z0-9]{40}", practice.key)
    with Practice() as other:
        assert other.key != practice.key


@test("it listens on 127.0.0.1 alone")
def loopback():
    with open("/proc/net/tcp", encoding="ascii") as table:
        ports = [line.split()[1] for line in table if line.split()[3] == "0A"]
    mine = [address for address in ports if address.endswith(":%04X" % practice.port)]
    assert mine == ["0100007F:%04X" % practice.port], mine


@test("the key goes down the descriptor that --key-fd names, and not to standard output")
def key_fd():
    reader, writer = os.pipe()
    process = subprocess.Popen([program(), "--key-fd", str(writer)], stdout=subprocess.PIPE, pass_fds=[writer])
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        key = pipe.read()
    process.terminate()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    assert re.fullmatch(rb"practice-[a-z0-9]{40}", key), key
    assert rest.startswith(b"http://127.0.0.1:") and key not in rest and b"practice-" not in rest, rest


@test("a stream is CRLF-framed compact events in the API's field order")
def framing():
    reply = practice.ask("practice-tour", "hello")
    assert reply.status == 200 and reply.whole
    assert reply.headers["content-type"] == "text/event-stream"
    assert b"[DONE]" not in reply.body and b"event:" not in reply.body and b"id:" not in reply.body
    assert b"\n" not in reply.body.replace(b"\r\n", b"")
    events = reply.events()
    assert len(events) > 3
    for event in events:
        assert list(event) == ["candidates", "usageMetadata", "modelVersion", "responseId"], event
        assert event["modelVersion"] == "practice-tour" and event["responseId"] == events[0]["responseId"]
        assert list(event["candidates"][0])[0] == "content" and list(event["candidates"][0]["content"]) == ["role", "parts"]
    finishes = [event["candidates"][0].get("finishReason") for event in events]
    assert finishes == [None] * (len(events) - 1) + ["STOP"]


@test("usage is cumulative and the last part carries a signature")
def usage():
    events = practice.ask("practice-tour", "hello").events()
    totals = [event["usageMetadata"]["totalTokenCount"] for event in events]
    assert totals == sorted(totals) and totals[0] < totals[-1]
    last = events[-1]["usageMetadata"]
    assert last["totalTokenCount"] == last["promptTokenCount"] + last["candidatesTokenCount"]
    assert len(events[-1]["candidates"][0]["content"]["parts"][-1]["thoughtSignature"]) > 100


@test("events leave one by one, at the pace that was asked for")
def pace():
    begun = time.monotonic()
    reply = practice.ask("practice-brief", "hello practice:pace 30")
    took = time.monotonic() - begun
    count = len(reply.events())
    assert took >= 0.03 * (count - 1), (took, count)
    assert len(reply.chunks) >= count


@test("thoughts come first, and only when they are asked for")
def thoughts():
    config = {"thinkingConfig": {"includeThoughts": True}}
    events = practice.ask("practice-tour", "hello", config=config).events()
    assert "Reading the prompt" in text_of(events, thought=True)
    flags = [bool(part.get("thought")) for e in events for part in e["candidates"][0]["content"]["parts"]]
    assert flags == sorted(flags, reverse=True) and True in flags and False in flags
    assert events[-1]["usageMetadata"]["thoughtsTokenCount"] > 0
    assert text_of(practice.ask("practice-tour", "hello").events(), thought=True) == ""


@test("without alt=sse a stream is one JSON array, its errors too")
def array():
    objects = practice.ask("practice-tour", "hello", method="streamGenerateContent").json()
    assert isinstance(objects, list) and objects[-1]["candidates"][0]["finishReason"] == "STOP"
    streamed = text_of(practice.ask("practice-tour", "hello").events())
    assert text_of(objects) == streamed and streamed
    refused = practice.ask("practice-tour", "x practice:fault 429-day", method="streamGenerateContent")
    assert refused.status == 429 and refused.json()[0]["error"]["code"] == 429


@test("generateContent is the whole answer at once, under each version of the API")
def unary():
    for version in ("v1beta", "v1", "v1alpha"):
        reply = practice.ask("practice-tour", "hello", method="generateContent", version=version)
        assert reply.status == 200 and reply.headers["content-type"].startswith("application/json")
        assert "not from Gemini" in text_of([reply.json()])
    assert practice.ask("practice-tour", "hello", version="v2").status == 404


@test("every construct of Markdown is in the answers, in both languages")
def markdown():
    english = text_of(practice.ask("practice-tour", "Tell me about stars").events())
    chinese = text_of(practice.ask("practice-tour", "告訴我恆星的事").events())
    constructs = [r"^## ", r"^### ", r"^1\. ", r"^   - ", r"^     - ", r"^- \[x\] ", r"^- \[ \] ", r"^\|:-+\|:-+:\|:-+\|-+:\|$",
                  r"^```python$", r"^```sh$", r"^> ", r"^> > ", r"\*\*\S", r"(^|[^*])\*[^*\s]", r"~~\S", r"`[^`]+`", r"\]\(https://",
                  r"<https://", r"^---$", r"[\u4e00-\u9fff]{8}"]
    for name, text in (("English", english), ("Chinese", chinese)):
        for construct in constructs:
            assert re.search(construct, text, re.MULTILINE), (name, construct)
    assert "not from Gemini" in english and "> Tell me about stars" in english
    assert "不是 Gemini" in chinese and "> 告訴我恆星的事" in chinese and "Python" in chinese


@test("an answer fits the question and counts the turns")
def turns():
    only_table = text_of(practice.ask("practice-tour", "a table please").events())
    assert "| Castor |" in only_table and "```" not in only_table
    body = {"contents": [{"parts": [{"text": "one"}]}, {"role": "model", "parts": [{"text": "first"}]},
                         {"role": "user", "parts": [{"text": "two"}]}]}
    text = text_of([practice.call("/v1beta/models/practice-brief:generateContent", body).json()])
    assert "Prompt number 2" in text and "> two" in text and "> one" not in text


@test("practice:long gives that many kilobytes")
def long():
    for kilobytes in (3, 64):
        text = text_of(practice.ask("practice-tour", "practice:long %d" % kilobytes).events())
        assert kilobytes * 1000 - 4 < len(text.encode()) <= kilobytes * 1000, len(text.encode())
    text = text_of(practice.ask("practice-tour", "中文 practice:long 5 practice:chunk 7").events())
    assert 4996 < len(text.encode()) <= 5000 and "\ufffd" not in text


@test("maxOutputTokens cuts the answer and says so")
def max_tokens():
    event = practice.ask("practice-tour", "hello", config={"maxOutputTokens": 5}).events()[-1]
    assert event["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert event["usageMetadata"]["candidatesTokenCount"] == 5


@test("models come in pages and one by one")
def pages():
    names, token = [], ""
    while True:
        page = practice.call("/v1beta/models?pageSize=2&pageToken=" + token).json()
        assert len(page["models"]) <= 2
        names += [model["name"] for model in page["models"]]
        token = page.get("nextPageToken")
        if not token:
            break
    assert "models/gemini-flash-latest" in names and len(names) == len(set(names)) >= 5
    everything = practice.call("/v1beta/models").json()
    assert [model["name"] for model in everything["models"]] == names and "nextPageToken" not in everything
    for model in everything["models"]:
        assert "ractice" in model["displayName"], model
        assert practice.call("/v1beta/" + model["name"]).json() == model
    assert practice.call("/v1beta/models?pageToken=nonsense").status == 400


@test("countTokens counts contents or a whole request, never both")
def count():
    contents = [{"parts": [{"text": "one two three four"}]}]
    path = "/v1beta/models/practice-tour:countTokens"
    plain = practice.call(path, {"contents": contents})
    whole = practice.call(path, {"generateContentRequest": {"model": "models/practice-tour", "contents": contents}})
    assert plain.json() == whole.json() and plain.json()["totalTokens"] == 5
    assert practice.call(path, {"contents": contents, "generateContentRequest": {"contents": contents}}).status == 400
    assert practice.call(path, {}).status == 400


@test("a wrong key, no key, an unknown model and a bad body get the API's own errors")
def refusals():
    wrong = practice.ask("practice-tour", "hello", key="practice-" + "0" * 40)
    assert wrong.status == 400 and error_of(wrong)["status"] == "INVALID_ARGUMENT"
    assert reasons(error_of(wrong)) == ["API_KEY_INVALID"]
    # The real service labels an error on this path as a stream although it is plain JSON.
    assert wrong.headers["content-type"] == "text/event-stream" and wrong.body.startswith(b"{\n")
    none = practice.send("GET", "/v1beta/models")
    assert none.status == 403 and error_of(none)["status"] == "PERMISSION_DENIED"
    unknown = practice.ask("gemini-0", "hello")
    assert unknown.status == 404 and "models/gemini-0 is not found" in error_of(unknown)["message"]
    assert practice.ask("practice-embedding", "hello").status == 404
    assert practice.call("/v1beta/models/gemini-0").status == 404
    path = "/v1beta/models/practice-tour:" + STREAM
    for body in (b"", b"nonsense", b"[]", b"[" * 100000, {"contents": []}, {"contents": [{"parts": []}], "colour": "red"}):
        reply = practice.call(path, body)
        assert reply.status == 400 and error_of(reply)["status"] == "INVALID_ARGUMENT", body
    assert practice.call("/v1beta/cachedContents").status == 404


@test("the faults with a status have the API's details")
def fault_statuses():
    expected = {"400": (400, "INVALID_ARGUMENT"), "401": (401, "UNAUTHENTICATED"), "403": (403, "PERMISSION_DENIED"),
                "404": (404, "NOT_FOUND"), "429-minute": (429, "RESOURCE_EXHAUSTED"), "429-day": (429, "RESOURCE_EXHAUSTED"),
                "500": (500, "INTERNAL"), "503": (503, "UNAVAILABLE")}
    for name, (code, status) in expected.items():
        reply = practice.ask("practice-tour", "x practice:fault " + name)
        assert (reply.status, error_of(reply)["code"], error_of(reply)["status"]) == (code, code, status), name
    for name, word in (("429-minute", "PerMinute"), ("429-day", "PerDay")):
        details = error_of(practice.ask("practice-tour", "x practice:fault " + name))["details"]
        quota = [d for d in details if d["@type"].endswith("QuotaFailure")][0]
        assert word in quota["violations"][0]["quotaId"]
        assert [d for d in details if d["@type"].endswith("RetryInfo")][0]["retryDelay"].endswith("s")
    echoed = practice.ask("practice-tour", "x practice:fault echo-key")
    assert echoed.status == 400 and practice.key.encode() in echoed.body


@test("the faults on the way break the stream as they say")
def fault_streams():
    html = practice.ask("practice-tour", "x practice:fault html")
    assert html.status == 200 and html.headers["content-type"].startswith("text/html") and b"<html>" in html.body
    empty = practice.ask("practice-tour", "x practice:fault empty")
    assert empty.status == 200 and empty.whole and empty.body == b""
    cut = practice.ask("practice-tour", "x practice:fault cut")
    assert cut.status == 200 and not cut.whole and b"data: " in cut.body and not cut.body.endswith(b"\n")
    unfinished = practice.ask("practice-tour", "x practice:fault unfinished")
    assert unfinished.whole and text_of(unfinished.events()) and b"finishReason" not in unfinished.body
    bare = practice.ask("practice-tour", "x practice:fault error-mid-stream")
    assert bare.whole and b'\r\n\r\n{\n  "error"' in bare.body
    inside = practice.ask("practice-tour", "x practice:fault error-mid-event").events()
    assert inside[-1]["error"]["code"] == 503 and text_of(inside[:-1])


@test("blocked, unsafe and cut short answers finish with their reasons")
def fault_reasons():
    blocked = practice.ask("practice-tour", "x practice:fault blocked-prompt").events()
    assert len(blocked) == 1 and "candidates" not in blocked[0] and blocked[0]["promptFeedback"]["blockReason"]
    for name, reason in (("safety", "SAFETY"), ("max-tokens", "MAX_TOKENS")):
        events = practice.ask("practice-tour", "x practice:fault " + name).events()
        assert events[-1]["candidates"][0]["finishReason"] == reason and text_of(events)


@test("stall and silent keep the connection and say nothing more")
def fault_silence():
    stalled = practice.ask("practice-tour", "x practice:fault stall", timeout=1)
    assert stalled.status == 200 and not stalled.whole and stalled.body.endswith(b"\r\n\r\n")
    silent = practice.ask("practice-tour", "x practice:fault silent", timeout=1)
    assert silent.status == 0 and silent.raw == b""


@test("a fault of the command line holds for every prompt, and an unknown one is refused")
def fault_option():
    with Practice("--fault", "503") as faulty:
        assert faulty.ask("practice-tour", "hello").status == 503
        assert faulty.call("/v1beta/models").status == 200
        assert faulty.ask("practice-tour", "practice:fault 404").status == 404
    refused = subprocess.run([program(), "--fault", "nonsense"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2 and "error-mid-stream" in refused.stderr and refused.stdout == ""


@test("callers that go away in the middle do no harm")
def gone():
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", practice.port)) as connection:
            body = b'{"contents":[{"parts":[{"text":"practice:long 500 practice:pace 1"}]}]}'
            connection.sendall(b"POST /v1beta/models/practice-tour:%s HTTP/1.1\r\nHost: x\r\nx-goog-api-key: %s\r\n"
                               b"Content-Length: %d\r\n\r\n%s" % (STREAM.encode(), practice.key.encode(), len(body), body))
            connection.recv(100)
    assert practice.ask("practice-tour", "hello").status == 200
    assert practice.process.poll() is None


def upload(path, body=b"", key=None, **headers):
    """A step of an upload; the names stand for those of X-Goog-Upload-…."""
    named = [("X-Goog-Upload-" + name.replace("_", "-"), value) for name, value in headers.items()]
    return practice.send("POST", path, body, [("x-goog-api-key", key or practice.key)] + named)


def start_upload(size, mime="text/plain", name="files/first-1"):
    body = {"file": {"displayName": "first", "name": name}}
    return upload("/upload/v1beta/files", body, Protocol="resumable", Command="start",
                  Header_Content_Length=str(size), Header_Content_Type=mime)


@test("a file is taken in pieces, found, listed and deleted, as the Files API does it")
def files():
    content = b"a" * 262144 + b"rest"
    begun = start_upload(len(content))
    assert begun.status == 200 and begun.headers["x-goog-upload-url"].startswith(practice.base_url + "/upload/"), begun.raw
    path = begun.headers["x-goog-upload-url"][len(practice.base_url):]
    assert upload(path, content[:262144], Command="upload", Offset="0").headers["x-goog-upload-status"] == "active"
    assert upload(path, content[:10], Command="upload", Offset="0").status == 400
    assert upload(path, Command="query").headers["x-goog-upload-size-received"] == "262144"
    assert practice.call("/v1beta/files/first-1").status == 403
    done = upload(path, content[262144:], Command="upload, finalize", Offset="262144")
    assert done.headers["x-goog-upload-status"] == "final" and done.json()["file"]["state"] == "ACTIVE", done.raw
    assert practice.call("/v1beta/files/first-1").json()["sizeBytes"] == str(len(content))
    assert [file["name"] for file in practice.call("/v1beta/files").json()["files"]] == ["files/first-1"]
    uri = done.json()["file"]["uri"]
    body = {"contents": [{"parts": [{"fileData": {"fileUri": uri}}, {"text": "hello"}]}]}
    assert practice.call("/v1beta/models/practice-tour:generateContent", body).status == 200
    headers = [("x-goog-api-key", practice.key)]
    assert practice.send("DELETE", "/v1beta/files/first-1", headers=headers).json() == {}
    assert practice.call("/v1beta/files").json() == {}
    assert practice.call("/v1beta/models/practice-tour:generateContent", body).status == 403


@test("uploads that make no sense are refused")
def bad_uploads():
    assert start_upload(0).status == 400
    assert start_upload(3 * 1024 ** 3).status == 400
    assert start_upload(5, name="files/../x").status == 400
    assert start_upload(5, name="files/second-1").status == 200
    assert start_upload(5, name="files/second-1").status == 409
    assert upload("/upload/v1beta/files?upload_id=none", b"x", Command="upload", Offset="0").status == 404
    assert upload("/upload/v1beta/files", {}, key="wrong", Command="start").status == 400


main()
