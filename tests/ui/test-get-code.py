# The chat as a program, in the real window.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import re
import shutil
import subprocess
import tempfile
import time

from askkit import PROPUS, fake_key
from practicekit import Practice
from rawserver import RawServer, whole
from taptest import Skip, main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
DIALOG = "Get Code"


def answer(request, send):
    reply = {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [
        {"text": "Yes \"indeed\".", "thoughtSignature": "c2lnbmF0dXJl"}]}}]}
    if "stream" in request.path:
        send(whole(b"data: " + json.dumps(reply).encode() + b"\r\n\r\n", "text/event-stream"))
    else:
        send(whole(json.dumps(reply).encode(), "application/json"))


class Window:
    def __init__(self, desktop, server, words=str):
        self.desktop, self.words, self.key = desktop, words, fake_key()
        self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": self.key,
                                                "GSETTINGS_BACKEND": "keyfile"})
        self.message = self.app.find(name=words("Message"), role="text box")
        self.dialog = None

    def send(self, text):
        self.message.set_text(text)
        self.app.find(role="button", name=self.words("Send")).press_when_sensitive()
        wait_for(lambda: "indeed" in self.app.root().text(), what="the answer")

    def open(self):
        self.app.focus_window(None)
        self.desktop.key("ctrl+shift+c")
        self.dialog = self.app.window(self.words(DIALOG))
        return self.dialog

    def close(self):
        self.dialog.find(role="button", name=self.words("Close")).press()
        wait_for(lambda: not [w for w in self.app.windows() if w.name == self.words(DIALOG)], what="no dialog")

    def code(self):
        return self.dialog.find(name=self.words("Code"), role="text box").own_text()

    def choose(self, steps):
        """So many languages further down."""
        self.app.focus_window(self.words(DIALOG))
        self.dialog.find(name=self.words("Programming Language"), role="combo box").find(name="GtkToggleButton").press()
        wait_for(lambda: self.dialog.find_all(role="label", name="curl"), what="the list of languages")
        self.desktop.key(*["Down"] * steps, "Return")

    def has(self, pattern):
        wait_for(lambda: re.search(pattern, self.code()), what=pattern)

    def copied(self):
        """What the button copies: all of it."""
        self.dialog.find(role="button", name=self.words("Copy Code")).press_when_sensitive()
        wait_for(lambda: self.desktop.get_clipboard() == self.code(), what="the code on the clipboard")
        return self.code()

    def shot(self, name):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SHOTS, exist_ok=True)
            time.sleep(0.7)
            self.app.screenshot(os.path.join(SHOTS, "get-code-%s.png" % name), self.words(DIALOG))


@test("the chat is a program, without the key; its language is remembered")
def languages():
    with Desktop() as desktop, RawServer(answer) as server:
        window = Window(desktop, server)
        window.send("Is it \"so\"?")
        window.message.set_text("And ${then}?")
        window.open()
        window.has(r"from google import genai")
        code = window.code()
        assert "Is it \\\"so\\\"?" in code and "Yes \\\"indeed\\\"." in code and "And ${then}?" in code, code
        assert code.index("Is it") < code.index("indeed") < code.index("And $")
        assert "b64decode(\"c2lnbmF0dXJl\")" in code
        assert "generate_content_stream" in code
        assert "propus exec -- python3 chat.py" in window.dialog.text() and "pip install google-genai" in window.dialog.text()
        assert window.copied() == code
        window.shot("python")
        window.dialog.find(name="Stream the Answer", role="check box").press()
        window.has(r"generate_content\(")
        window.dialog.find(name="Stream the Answer", role="check box").press()
        for word in ("@google/genai", "package main", "public class Chat", "libsoup/soup.h", "curl --silent"):
            window.choose(1)
            window.has(re.escape(word))
            assert window.key not in window.copied()
        window.shot("curl")
        run_curl(window.copied())
        window.close()

        # Without a draft: the chat up to its last prompt, in the language that was chosen last.
        window.message.set_text("")
        window.open()
        window.has(r"curl --silent")
        code = window.code()
        assert "Is it" in code and "indeed" not in code and "then" not in code, code
        window.close()


def run_curl(code):
    """It asks propus-practice, as it is."""
    if not shutil.which("curl"):
        raise Skip("curl is not here")
    with tempfile.TemporaryDirectory() as folder, Practice("--pace", "0") as practice:
        with open(os.path.join(folder, "chat.sh"), "w", encoding="utf-8") as file:
            file.write(code)
        # The model of the chat is not one that the practice endpoint has.
        text = re.sub(r"/v1beta/models/[^:]+:", "/v1beta/models/practice-tour:", code)
        ran = subprocess.run(["bash", "-c", text], stdout=subprocess.PIPE, check=True, timeout=60,
                             env=dict(os.environ, GEMINI_API_KEY=practice.key, GOOGLE_GEMINI_BASE_URL=practice.base_url))
        assert b"candidates" in ran.stdout


@test("a draft with a key in it is told, an empty chat has no program")
def leak():
    with Desktop() as desktop, RawServer(answer) as server:
        window = Window(desktop, server)
        window.app.focus_window(None)
        desktop.key("ctrl+shift+c")
        wait_for(lambda: "Write a message first." in window.app.root().text(), what="the reason")
        window.message.set_text("my key is %s, right?" % window.key)
        window.open()
        window.has("my key is")
        wait_for(lambda: "has an API key of yours in it" in window.dialog.text(), what="the warning")
        window.shot("leak")
        window.app.focus_window(DIALOG)
        desktop.key("Escape")
        window.app.wait_gone(name=DIALOG)
        window.message.set_text("nothing of that kind")
        window.open()
        window.has("nothing of that kind")
        window.copied()
        assert "has an API key" not in window.dialog.text()


@test("pictures of the dialog")
def pictures():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        raise Skip("PROPUS_SCREENSHOTS is not set")
    for name, look in (("dark", {"dark": True}), ("narrow", {}), ("large", {"text_scale": 1.5})):
        with Desktop(**look) as desktop, RawServer(answer) as server:
            window = Window(desktop, server)
            window.message.set_text("Why is the sky blue?\nIn one sentence.")
            window.open()
            window.has("sky")
            window.choose(4)
            window.has("libsoup")
            if name == "narrow":
                window.app.place(20, 20, 360, 640, title=DIALOG)
            window.shot(name)


main()
