# Files that go with a message, in the real window: chosen, pasted, taken away, sent, refused, and there again later.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import argparse
import base64
import json
import os
import sqlite3
import struct
import subprocess
import time
import urllib.request
import zlib

from askkit import PROPUS, fake_key
from practicekit import Practice
from rawserver import RawServer, event, stream
from taptest import main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
ANSWER = stream(event("A picture and a note.", finish="STOP"))


def png(width=64, height=48):
    """A picture with a gradient, made here."""
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in (4 * x % 256, 5 * y % 256, 128)) for y in range(height))

    def piece(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            piece(b"IDAT", zlib.compress(rows)) + piece(b"IEND", b""))


class Window:
    def __init__(self, desktop, server, words=str, key=None):
        self.desktop, self.words = desktop, words
        self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": key or fake_key()})
        self.message = self.app.find(name=words("Message"), role="text box")

    def write(self, name, content):
        path = os.path.join(self.desktop.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def choose(self, *paths):
        """Through the chooser, with the keyboard."""
        for path in paths:
            self.app.find(role="button", name="Attach").press()
            self.app.window("Attach Files")
            self.app.focus_window("Attach Files")
            self.desktop.key("ctrl+a")
            self.desktop.xdotool("type", "--delay", "15", path, timeout=60)
            time.sleep(0.7)
            self.desktop.key("Return")
            wait_for(lambda: not [w for w in self.app.windows() if w.name == "Attach Files"], what="the chooser gone")

    def paste(self, content, kind):
        process = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-target", kind], env=self.desktop.env,
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.desktop._processes.append(process)
        process.stdin.write(content)
        process.stdin.close()
        wait_for(lambda: kind.encode() in subprocess.run(["xclip", "-selection", "clipboard", "-target", "TARGETS", "-out"],
                                                         env=self.desktop.env, capture_output=True, timeout=30).stdout,
                 what="the clipboard")
        self.app.focus_window()
        self.message.click()
        self.desktop.key("ctrl+v")

    def chips(self):
        return [node.name[len("Remove "):] for node in self.app.find_all(role="button") if node.name.startswith("Remove ")]

    def send(self, text=None):
        if text is not None:
            self.message.set_text(text)
        self.app.find(role="button", name="Send").press_when_sensitive()

    def says(self, text):
        wait_for(lambda: text in self.app.root().text(), what="“%s”" % text)

    def shot(self, name):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SHOTS, exist_ok=True)
            time.sleep(0.8)
            self.app.screenshot(os.path.join(SHOTS, "attach-%s.png" % name))


def posted(server):
    return [json.loads(request.body) for request in server.requests if request.method == "POST"]


def has_answer(window, count):
    wait_for(lambda: len([n for n in window.app.find_all(name="Gemini said", showing=False) if "note." in n.text()]) == count,
             what="%d answers" % count)


@test("attachments are chosen, taken away, sent with the prompt, shown with it, and there again in the next start", timeout=180)
def journey():
    with RawServer(ANSWER) as server, Desktop() as desktop:
        window = Window(desktop, server)
        window.app.place(0, 0, 900, 700)
        picture = window.write("holiday.png", png())
        note = window.write("notes on the long way home, with a long name.txt", "Grüße 世界\n".encode())
        other = window.write("other.csv", b"a,b\n1,2\n")
        window.choose(picture, note, other)
        wait_for(lambda: len(window.chips()) == 3, what="three chips")
        window.shot("chosen")
        window.app.find(role="button", name="Remove other.csv").press()
        wait_for(lambda: len(window.chips()) == 2, what="two chips")
        window.send("What are these?")
        has_answer(window, 1)
        parts = posted(server)[-1]["contents"][-1]["parts"]
        assert base64.b64decode(parts[0]["inlineData"]["data"]) == png(), parts[0]["inlineData"]["mimeType"]
        assert parts[1]["inlineData"]["mimeType"] == "text/plain" and parts[2]["text"] == "What are these?", parts
        assert not window.chips()
        window.shot("sent")

        # What was attached is kept: the files themselves are not needed any more.
        os.unlink(picture)
        os.unlink(note)
        window.send("And now?")
        has_answer(window, 2)
        contents = posted(server)[-1]["contents"]
        assert [len(content["parts"]) for content in contents] == [3, 1, 1], contents
        assert base64.b64decode(contents[0]["parts"][0]["inlineData"]["data"]) == png()
        window.app.close()

        again = Window(desktop, server)
        wait_for(lambda: again.app.find(name="Chats").find_all(role="list item"), what="the chat")[0].click()
        again.says("holiday.png")
        again.send("Once more?")
        has_answer(again, 3)
        assert base64.b64decode(posted(server)[-1]["contents"][0]["parts"][0]["inlineData"]["data"]) == png()


@test("attachments a picture and a long text that are pasted become files, and a file without words can be sent", timeout=120)
def pasted():
    with RawServer(ANSWER) as server, Desktop() as desktop:
        window = Window(desktop, server)
        window.app.place(0, 0, 900, 700)
        window.paste(png(), "image/png")
        wait_for(lambda: len(window.chips()) == 1 and window.chips()[0].endswith(".png"), what="the picture")
        text = "long words 長い " * 1000
        window.paste(text.encode(), "UTF8_STRING")
        window.app.find(role="button", name="Attach as File").press()
        wait_for(lambda: "Pasted text.txt" in window.chips(), what="the text")
        assert window.message.own_text() == "", window.message.own_text()[:50]
        window.shot("pasted")
        window.send()
        has_answer(window, 1)
        parts = posted(server)[-1]["contents"][-1]["parts"]
        assert [list(part) for part in parts] == [["inlineData"], ["inlineData"]], parts
        assert base64.b64decode(parts[1]["inlineData"]["data"]).decode() == text
        window.paste("short words".encode(), "UTF8_STRING")
        wait_for(lambda: window.message.own_text() == "short words", what="the pasted words")


@test("case-95 a folder, an empty file and an unknown type: said by name, and nothing is attached", timeout=120)
def refused():
    with RawServer(ANSWER) as server, Desktop() as desktop:
        window = Window(desktop, server)
        window.app.place(0, 0, 900, 700)
        empty = window.write("empty.txt", b"")
        odd = window.write("odd.bin", bytes(range(256)) * 8)
        folder = os.path.join(desktop.folder, "folder")
        os.mkdir(folder)
        for path, name, words in ((empty, "empty.txt", "empty"), (odd, "odd.bin", "type"), (folder, "folder", "folder cannot")):
            window.paste(("file://%s\r\n" % path).encode(), "text/uri-list")
            window.says("“%s”" % name)
            window.says(words)
            assert not window.chips()
        window.shot("refused")
        window.app.find(role="button", name="Close").press()
        assert not posted(server)


@test("case-47 a file with one's own key is not attached; one with another key is, with a warning", timeout=120)
def keys():
    own, other = fake_key("mine-0123456789abcdef"), "AI" + "za" + "Another-Fake-" * 2 + "Qwertzuio"
    with RawServer(ANSWER) as server, Desktop() as desktop:
        window = Window(desktop, server, key=own)
        window.app.place(0, 0, 900, 700)
        mine = window.write("mine.env", ("GEMINI_API_KEY=%s\n" % own).encode())
        theirs = window.write("theirs.env", ("GEMINI_API_KEY=%s\n" % other).encode())
        window.paste(("file://%s\r\nfile://%s\r\n" % (mine, theirs)).encode(), "text/uri-list")
        window.says("one of your own API keys")
        wait_for(lambda: window.chips() == ["theirs.env"], what="the other file")
        warnings = [node.name for node in window.app.find_all(role="image") if "key" in node.name or "Key" in node.name]
        assert warnings and other not in warnings[0], window.app.dump()
        window.shot("keys")
        assert not posted(server)


def files_of(practice):
    request = urllib.request.Request(practice.base_url + "/v1beta/files", headers={"x-goog-api-key": practice.key})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply).get("files", [])


@test("attachments a large file is uploaded once, and again when Google has it no more", timeout=240)
def uploaded():
    with Practice("--pace", "0") as practice, Desktop() as desktop:
        server = argparse.Namespace(url=practice.base_url)
        window = Window(desktop, server, key=practice.key)
        window.app.place(0, 0, 900, 700)
        large = window.write("large.txt", b"word " * (5 * 1024 * 1024))
        window.paste(("file://%s\r\n" % large).encode(), "text/uri-list")
        window.says("uploaded first")
        window.shot("large")
        window.send("What is it?")
        done = lambda count: len([node for node in window.app.find_all(name="Gemini said", showing=False)
                                  if [n for n in node.walk() if n.name == "Answer Menu"]]) == count
        wait_for(lambda: done(1), timeout=120, what="the answer")
        first = files_of(practice)
        assert [file["displayName"] for file in first] == ["large.txt"], first
        window.send("And now?")
        wait_for(lambda: done(2), what="the second answer")
        assert files_of(practice) == first

        request = urllib.request.Request(practice.base_url + "/v1beta/" + first[0]["name"], method="DELETE",
                                         headers={"x-goog-api-key": practice.key})
        urllib.request.urlopen(request, timeout=30).close()
        window.send("And once more?")
        wait_for(lambda: done(3), timeout=120, what="the third answer")
        again = files_of(practice)
        assert len(again) == 1 and again[0]["name"] != first[0]["name"] and again[0]["sha256Hash"] == first[0]["sha256Hash"]


@test("attachments Stop in the middle of an upload stops, and is no failure", timeout=120)
def stopped():
    with RawServer(lambda request, send: time.sleep(60)) as server, Desktop() as desktop:
        window = Window(desktop, server)
        window.app.place(0, 0, 900, 700)
        large = window.write("large.txt", b"word " * (4 * 1024 * 1024))
        window.paste(("file://%s\r\n" % large).encode(), "text/uri-list")
        window.says("uploaded first")
        window.send("What is it?")
        window.says("Uploading large.txt")
        wait_for(lambda: [r for r in server.requests if r.path.startswith("/upload/")], what="the upload")
        window.app.find(role="button", name="Stop").press()
        window.app.find(role="button", name="Send")

        def states():
            path = os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "history.db")
            db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
            try:
                return [row[0] for row in db.execute("SELECT state FROM messages WHERE role = 'model'")]
            finally:
                db.close()
        wait_for(lambda: states() == ["stopped"], what="the stopped answer in the history")


main()
