# Passes of programs in the real window: made, used over real HTTP, paused, renewed, revoked; and staying for them.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With PROPUS_SCREENSHOTS=1 pictures are left in $PROPUS_BUILDDIR/screenshots, and the last test takes those of every look.

import contextlib
import gettext
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from gi.repository import GLib

from askkit import PROPUS, fake_key
from keyringkit import KeyringSession
from memorykit import child_named
from rawserver import RawServer, whole
from taptest import Skip, main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
KEY, OTHER = fake_key("passes-one"), fake_key("passes-two")
IDS = {KEY: "0" * 31 + "1", OTHER: "0" * 31 + "2"}
GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"
ASK = json.dumps({"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}).encode()


def answer(request, send):
    reply = {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "Yes."}]}}],
             "usageMetadata": {"promptTokenCount": 500, "candidatesTokenCount": 400, "totalTokenCount": 900},
             "modelVersion": "gemini-2.5-flash"}
    send(whole(json.dumps(reply).encode(), "application/json"))


def ask(url, token, path=GENERATE):
    """What a program gets: (status, JSON)."""
    request = urllib.request.Request(url + path, ASK, {"Content-Type": "application/json", "x-goog-api-key": token})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"{}")


def reaches(url, token):
    """Whether a program gets an answer; False also where nobody listens."""
    try:
        return ask(url, token)[0] == 200
    except OSError:
        return False


def called(label):
    """A button with this label; GTK names one with a mnemonic by the mnemonic and the label."""
    return lambda name: name == label or name.replace("_", "").endswith(label.replace("_", ""))


class MockDesktop:
    """What mock-desktop.py serves and has seen."""

    def __init__(self, desktop, how="allow"):
        self.log = os.path.join(desktop.folder, "desktop.log")
        script = os.path.join(os.environ["PROPUS_SRCDIR"], "tests", "lib", "mock-desktop.py")
        self.process = subprocess.Popen([sys.executable, script, self.log, how], env=desktop.env, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"READY\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def calls(self, method):
        """The arguments of each call."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return [line[2] for line in map(json.loads, file.read().splitlines()) if line[1] == method]


class Programs:
    """A window whose Programs page is open."""

    def __init__(self, desktop, server, size=(640, 900), words=str, **env):
        self.desktop, self.server, self.words, self.size = desktop, server, words, size
        self.env = dict(env, GOOGLE_GEMINI_BASE_URL=server.url)
        self.app = desktop.start([PROPUS], env=self.env)
        self.app.find(name=words("New Chat"), role="button")
        self.app.place(0, 0, 900, 700)
        self.show()

    def act(self, name):
        self.desktop.session_bus.call_sync("io.github.propus.Propus", "/io/github/propus/Propus", "org.gtk.Actions", "Activate",
                                           GLib.Variant("(sava{sv})", (name, [], {})), None, 0, 10000, None)

    def show(self):
        self.act("programs")
        self.window = wait_for(lambda: next((w for w in self.app.windows() if w.name != "Propus"), None), what="Preferences")
        self.title = self.window.name
        self.app.place(20, 20, *self.size, title=self.title)

    def button(self, name, **more):
        return self.app.find(role="button", name=self.words(name), **more)

    def says(self, text, node=None):
        node = node or self.window
        node.wait(lambda: self.words(text) in node.text(), what="“%s”" % self.words(text))

    def make(self, name, check=None):
        """A new pass: (address, token)."""
        self.button("New Pass…").press()
        dialog = self.app.window(self.words("New Pass"))
        dialog.find(role="text box", name=self.words("Name")).set_text(name)
        if check is not None:
            check(dialog)
        dialog.find(role="button", name=called(self.words("C_reate"))).press_when_sensitive()
        return self.take()

    def take(self):
        """What the window with the token shows; it is closed then."""
        window = self.app.window(self.words("Pass"))
        address = window.find(role="label", name=lambda text: text.startswith("http://127.0.0.1:") and "\n" not in text).name
        lines = window.find(role="label", name=lambda text: text.startswith("export GOOGLE_GEMINI_BASE_URL=")).name.split("\n")
        token = lines[1].split("'")[1]
        assert lines[0].split("'")[1] == address and lines[2] == "unset GOOGLE_API_KEY", lines
        window.find(role="label", name=token)
        self.keep("token", self.words("Pass"))
        window.find(role="button", name=called(self.words("_Done"))).press()
        wait_for(lambda: self.words("Pass") not in [w.name for w in self.app.windows()], what="the end of the window")
        return address, token

    def row(self, name):
        return self.window.find(role="list item", name=name)

    def open(self, name):
        wait_for(lambda: (self.row(name).click(title=self.title), True), what="the row of %s" % name)
        return self.button("Back to Programs")

    def back(self):
        self.button("Back to Programs").press()
        self.app.wait_gone(role="button", name=self.words("Back to Programs"))

    def switch(self, title):
        """Turns the switch of the row with this title."""
        self.row(self.words(title)).click(title=self.title)

    def close(self):
        """Closes both windows as a person does."""
        self.leave()
        self.app.focus_window("Propus")
        self.desktop.key("ctrl+w")

    def leave(self):
        """Closes Preferences."""
        self.window.find(role="button", name=self.words("Close")).press()
        wait_for(lambda: self.title not in [window.name for window in self.app.windows()], what="the end of Preferences")

    def gone(self):
        wait_for(lambda: not self.desktop.windows(self.app.pid), what="no window")

    def ended(self):
        wait_for(lambda: self.app.process.poll() is not None, what="the end of the program")
        assert self.app.process.returncode == 0, self.app.process.returncode

    def keep(self, name, title=None):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SHOTS, exist_ok=True)
            time.sleep(0.7)
            self.app.screenshot(os.path.join(SHOTS, "passes-%s.png" % name), title or self.title)


@contextlib.contextmanager
def programs(keyring=True, mock=None, **more):
    """A window whose Programs page is open, with its mock desktop."""
    with contextlib.ExitStack() as stack:
        session = stack.enter_context(KeyringSession())
        desktop = stack.enter_context(Desktop(env=session.env))
        server = stack.enter_context(RawServer(answer))
        for number, key in enumerate((KEY, OTHER) if keyring else (), 1):
            session.store(key, server.url, IDS[key], label="Key %d" % number)
        mocked = stack.enter_context(MockDesktop(desktop, mock)) if mock else None
        yield Programs(desktop, server, **more), mocked


@test("a pass is made, a program uses it, it is paused, gets another token, is limited and revoked", timeout=180)
def life():
    with programs() as (page, _mock):
        page.says("Lend Your Key to a Program")
        page.keep("empty")
        address, token = page.make("Notebook")
        page.row("Notebook")
        page.says("Not used yet")
        page.window.find(role="image", name="Ready")

        status, reply = ask(address, token)
        assert status == 200 and reply["candidates"], (status, reply)
        used = [r for r in page.server.requests if r.method == "POST"]
        assert len(used) == 1 and used[0].headers["x-goog-api-key"] in (KEY, OTHER), used
        page.row("Notebook").wait(lambda: "1 request today" in page.row("Notebook").text(), what="the use in the list")
        page.keep("list")

        page.open("Notebook")
        page.says("1 request, 900 tokens, less than US$0.01")
        page.keep("page")
        page.switch("Pause")
        page.says("This pass is paused")
        wait_for(lambda: ask(address, token)[0] == 403, what="the refusal")
        assert "paused" in json.dumps(ask(address, token)[1]), ask(address, token)
        page.switch("Pause")
        wait_for(lambda: ask(address, token)[0] == 200, what="the answer")

        page.button("New Token…").press()
        page.app.find(role="button", name=called("Make New Token")).press()
        again, other = page.take()
        assert again == address and other != token
        assert ask(address, token)[0] == 401 and ask(address, other)[0] == 200

        spin = page.window.find(role="spin button", name="Requests a day", showing=False)
        spin.call("org.freedesktop.DBus.Properties", "Set",
                  GLib.Variant("(ssv)", ("org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", 2))))
        page.says("A limit for today is reached")
        status, reply = ask(address, other)
        assert status == 429 and "SPEND_LIMIT" in json.dumps(reply), (status, reply)

        page.button("Revoke…").press()
        page.app.find(role="button", name=called("Revoke")).press()
        page.says("Lend Your Key to a Program")
        assert not reaches(address, other)


@test("what a person says of a pass holds: its models, its end, its key; a name is taken once", timeout=180)
def terms():
    with programs() as (page, _mock):
        address, token = page.make("Editor")
        page.open("Editor")
        page.window.find(role="text box", name="Models, separated by commas").type_keys("gemini-3*", title=page.title)
        page.desktop.key("Return")
        wait_for(lambda: ask(address, token)[0] == 403, what="the refusal of another model")
        assert ask(address, token, "/v1beta/models/gemini-3-pro:generateContent")[0] == 200
        page.back()

        page.button("New Pass…").press()
        dialog = page.app.window("New Pass")
        create = dialog.find(role="button", name=called("Create"))
        assert not create.sensitive, "a pass without a name"
        dialog.find(role="text box", name="Name").set_text("Editor")
        create.press_when_sensitive()
        page.says("There is another pass with this name.", dialog)
        page.keep("name-taken", "New Pass")
        dialog.find(role="button", name=called("Cancel")).press()
        page.app.wait_gone(role="button", name=called("Create"))
        page.row("Editor")


@test("the token is on the clipboard with a mark that keeps it out of histories", timeout=120)
def clipboard():
    with programs() as (page, _mock):
        page.button("New Pass…").press()
        dialog = page.app.window("New Pass")
        dialog.find(role="text box", name="Name").set_text("Clip")
        dialog.find(role="button", name=called("Create")).press_when_sensitive()
        window = page.app.window("Pass")
        lines = window.find(role="label", name=lambda text: text.startswith("export ")).name
        window.find(role="button", name="Copy Token").press()
        token = wait_for(page.desktop.get_clipboard, what="the token")
        assert token == lines.split("\n")[1].split("'")[1] and len(token) > 20
        kinds = subprocess.run(["xclip", "-selection", "clipboard", "-out", "-target", "TARGETS"],
                               env=page.desktop.env, capture_output=True, timeout=20, check=True).stdout.split()
        assert b"x-kde-passwordManagerHint" in kinds, kinds
        window.find(role="button", name="Copy Lines").press()
        wait_for(lambda: page.desktop.get_clipboard() == lines, what="the lines")
        window.find(role="button", name="Copy Address").press()
        wait_for(lambda: page.desktop.get_clipboard() == lines.split("'")[1], what="the address")


@test("with a pass the application stays when its window is closed, says so once, and asks the desktop; its broker lives; "
      "activating brings the window, turning it off ends it", timeout=240)
def stays():
    with programs(mock="allow") as (page, mock):
        address, token = page.make("Notebook")
        asked = wait_for(lambda: mock.calls("RequestBackground"), what="the question to the desktop")
        assert len(asked) == 1 and asked[0][0].startswith("x11:"), asked
        options = asked[0][1]
        assert options["autostart"] is False and "pass" in options["reason"] and options["handle_token"], options

        page.close()
        page.gone()
        told = wait_for(lambda: mock.calls("Notify"), what="the notification")
        assert len(told) == 1 and told[0][3] == "Propus Is Still Running" and {"Open", "Quit"} <= set(told[0][5]), told
        wait_for(lambda: mock.calls("SetStatus") == [[{"message": "1 program may use your key"}]], what="the status")
        assert page.app.process.poll() is None and ask(address, token)[0] == 200

        broker = child_named(page.app.process.pid, "propus-broker")
        os.kill(broker, 9)
        wait_for(lambda: reaches(address, token), what="an answer by another broker")
        assert child_named(page.app.process.pid, "propus-broker") not in (None, broker)

        page.desktop.start([PROPUS], env=page.env).process.wait(60)
        wait_for(lambda: page.desktop.windows(page.app.pid), what="the window")
        wait_for(lambda: mock.calls("CloseNotification"), what="the end of the notification")
        page.show()
        page.switch("Stay when the window is closed")
        page.close()
        page.ended()
        assert not reaches(address, token), "a pass outlives its application"
        assert len(mock.calls("RequestBackground")) == 1 and len(mock.calls("Notify")) == 1


@test("a pass works again after the next start, with the same address and token; quitting ends it, and so does its last end "
      "without a window", timeout=240)
def again():
    with programs() as (page, _mock):
        address, token = page.make("Notebook")
        page.leave()
        page.app.focus_window("Propus")
        page.desktop.key("ctrl+q")
        page.ended()
        assert not reaches(address, token)

        second = Programs(page.desktop, page.server)
        second.row("Notebook")
        wait_for(lambda: reaches(address, token), what="the pass of the last time")
        second.close()
        second.gone()
        assert reaches(address, token)
        second.act("quit")
        second.ended()


@test("a desktop that does not allow it is believed, and the page says so", timeout=180)
def denied():
    with programs(mock="deny") as (page, mock):
        page.make("Notebook")
        page.says("Your desktop does not allow Propus to run in the background.")
        page.keep("denied")
        page.close()
        page.ended()
        assert not mock.calls("Notify")


@test("while one practises the page says that passes need a real key", timeout=90)
def practice():
    with programs() as (page, _mock):
        page.act("use-practice")
        page.says("Passes lend a real key")
        assert not page.window.find_all(role="button", name="New Pass…")
        page.keep("practice")
        page.act("leave-practice")
        page.says("Lend Your Key to a Program")


LOOKS = {
    "light": {}, "dark": {"dark": True}, "narrow": {"size": (360, 640)}, "large": {"text_scale": 1.5},
    "chinese": {"language": "zh_TW"},
}


def pictures(look, language=None, size=(640, 900), **more):
    words = gettext.translation("propus", os.path.join(os.environ["PROPUS_BUILDDIR"], "po"), [language]).gettext \
        if language else str
    with KeyringSession() as session, Desktop(env=session.env, language=language, **more) as desktop, RawServer(answer) as server:
        session.store(KEY, server.url, IDS[KEY], label="Work")
        page = Programs(desktop, server, size, words)
        page.keep(look + "-empty")
        page.button("New Pass…").press()
        dialog = page.app.window(words("New Pass"))
        title = words("New Pass")
        if size[0] < 400:
            page.app.place(20, 20, *size, title=title)
        dialog.find(role="text box", name=words("Name")).set_text("Notebook")
        page.keep(look + "-new", title)
        dialog.find(name=called(words("_More Options"))).click(title=title)
        time.sleep(0.5)
        page.keep(look + "-new-more", title)
        dialog.find(role="button", name=called(words("C_reate"))).press_when_sensitive()
        window = page.app.window(words("Pass"))
        if size[0] < 400:
            page.app.place(20, 20, *size, title=words("Pass"))
        page.keep(look + "-token", words("Pass"))
        lines = window.find(role="label", name=lambda text: text.startswith("export ")).name
        window.find(role="button", name=called(words("_Done"))).press()
        wait_for(lambda: words("Pass") not in [w.name for w in page.app.windows()], what="the end of the window")
        ask(lines.split("'")[1], lines.split("'")[3])
        time.sleep(2.5)
        page.keep(look + "-list")
        page.open("Notebook")
        page.window.find(role="list item", name=words("Kinds of requests"), showing=False)
        page.keep(look + "-page")
        page.switch("Pause")
        time.sleep(1)
        page.keep(look + "-paused")


@test("pictures of every look", timeout=600)
def looks():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        raise Skip("PROPUS_SCREENSHOTS is not set")
    wanted = os.environ["PROPUS_SCREENSHOTS"].split(",")
    for look, more in LOOKS.items():
        if wanted != ["1"] and look not in wanted:
            continue
        pictures(look, **more)


main()
