# A key in the prompt: held back in the window and in `propus ask`, before anything leaves.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import gettext
import json
import os
import secrets
import subprocess
import time

from askkit import PROPUS
from keyringkit import KeyringSession, fake_key
from memorykit import find_in_files
from rawserver import RawServer, event, stream
from taptest import eventually, main, test
from windowkit import Desktop

ANSWER = stream(event("The answer. ", finish="STOP"))
OWN_KEY = fake_key("my-own-key-0123456789abcdef")
TOKEN = "gh" + "p_" + "q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aEr"
OTHER_KEY = "AI" + "za" + "q7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aE"
OWN_SENTENCE = "This message holds one of your own API keys."
TOKEN_SENTENCE = "This message holds something that looks like a GitHub token."
PICTURES = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")


def open_window(desktop, server, width=1000, words=str, **env):
    app = desktop.start([PROPUS], env=dict(env, GOOGLE_GEMINI_BASE_URL=server.url))
    app.find(name=words("New Chat"), role="button")
    app.place(0, 0, width, 700)
    app.focus_window()
    return app


def message(app):
    return app.find(name="Message", role="text box")


def send(app, text):
    message(app).set_text(text)
    app.find(name="Send", role="button").press_when_sensitive()


def bar(app, sentence):
    return app.find(name=sentence, role="alert")


def press(app, name):
    app.find(name=name, role="button").press_when_sensitive()


def prompts(server):
    """What was sent, newest last."""
    return [json.loads(r.body)["contents"][-1]["parts"][0]["text"] for r in server.requests if r.method == "POST"]


def nothing_leaves(server, secret):
    time.sleep(0.5)
    assert prompts(server) == [], "sent: %s" % prompts(server)
    assert not any(secret.encode() in r.body or secret in r.path for r in server.requests)


def has_focus(app, name):
    eventually(lambda: "focused" in app.find(name=name, role="button").states, what="the focus on " + name)


def picture(app, name):
    os.makedirs(PICTURES, exist_ok=True)
    time.sleep(0.4)
    app.screenshot(os.path.join(PICTURES, name + ".png"))


@test("case-46 one's own key typed in the prompt is held back with a warning, and nothing leaves", timeout=120)
def own_key():
    text = "Why is my key %s refused?" % OWN_KEY
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, text)
        bar(app, OWN_SENTENCE)
        has_focus(app, "Redact")
        assert message(app).text() == text
        assert not app.find_all(name="Send Anyway", role="button"), "one's own key may be sent anyway"
        assert not app.find_all(name="Gemini said", role="group")
        nothing_leaves(server, OWN_KEY)

        # The key that sends, as often as one likes: nothing goes either.
        message(app).click()
        for _ in range(3):
            desktop.key("ctrl+Return")
            has_focus(app, "Redact")
            message(app).click()
        nothing_leaves(server, OWN_KEY)

        # Without a warning the same way lets things pass: the test sees what is sent.
        message(app).set_text("Why is it refused?")
        app.wait_gone(name=OWN_SENTENCE, role="alert")
        press(app, "Send")
        eventually(lambda: prompts(server) == ["Why is it refused?"], what="the prompt without a key")


@test("Redact takes the key out, one step back brings it again, and it is held back again")
def redact():
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, "a %s b %s c" % (OWN_KEY, TOKEN))
        bar(app, OWN_SENTENCE)
        press(app, "Redact")
        app.wait_gone(name=OWN_SENTENCE, role="alert")
        eventually(lambda: message(app).text() == "a [redacted] b [redacted] c", what="the redacted text")
        eventually(lambda: "focused" in message(app).states, what="the focus in the text")
        nothing_leaves(server, OWN_KEY)

        desktop.key("ctrl+z")
        eventually(lambda: OWN_KEY in message(app).text() and TOKEN in message(app).text(), what="the step back")
        desktop.key("ctrl+Return")
        bar(app, OWN_SENTENCE)
        nothing_leaves(server, OWN_KEY)

        desktop.key("Return")   # on Redact
        eventually(lambda: message(app).text() == "a [redacted] b [redacted] c", what="the redacted text")
        desktop.key("ctrl+Return")
        eventually(lambda: prompts(server) == ["a [redacted] b [redacted] c"], what="the redacted prompt")
        eventually(lambda: message(app).text() == "", what="an empty composer")
        desktop.key("ctrl+z")
        time.sleep(0.3)
        assert message(app).text() == "", "a step back brings back what was sent"


@test("what only looks like a token warns, and Send Anyway sends it")
def send_anyway():
    text = "Is %s safe?" % TOKEN
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, text)
        bar(app, TOKEN_SENTENCE)
        nothing_leaves(server, TOKEN)
        press(app, "Send Anyway")
        eventually(lambda: prompts(server) == [text], what="the prompt")
        eventually(lambda: message(app).text() == "", what="an empty composer")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")


@test("Send Anyway is for what was shown: a key that was typed since then is held back")
def send_anyway_after_editing():
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, TOKEN)
        bar(app, TOKEN_SENTENCE)
        anyway = app.find(name="Send Anyway", role="button")
        message(app).type(" and " + OWN_KEY)
        anyway.press()
        bar(app, OWN_SENTENCE)
        nothing_leaves(server, OWN_KEY)


@test("Escape and Cancel close the bar and leave the text; the bar goes with what it is about")
def closing():
    text = "token: " + TOKEN
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, text)
        bar(app, TOKEN_SENTENCE)
        has_focus(app, "Redact")
        desktop.key("Escape")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")
        eventually(lambda: "focused" in message(app).states, what="the focus in the text")
        assert message(app).text() == text

        desktop.key("ctrl+Return")
        bar(app, TOKEN_SENTENCE)
        press(app, "Cancel")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")

        # Two things, one of them taken out by hand: the bar says what is left, and then goes.
        send(app, TOKEN + " " + OTHER_KEY)
        bar(app, "This message holds 2 things that look like keys or tokens.")
        message(app).click()
        desktop.key("ctrl+End", "ctrl+shift+Left", "BackSpace")
        eventually(lambda: OTHER_KEY not in message(app).text(), what="an edit")
        bar(app, TOKEN_SENTENCE)
        message(app).set_text("nothing")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")
        nothing_leaves(server, TOKEN)


@test("another chat, and the bar of this one is gone; its text is kept and held back again")
def other_chat():
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, "first")
        eventually(lambda: prompts(server) == ["first"], what="the first prompt")
        app.wait_gone(name="Stop", role="button")
        send(app, "key " + TOKEN)
        bar(app, TOKEN_SENTENCE)
        press(app, "New Chat")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")
        assert message(app).text() == ""
        assert prompts(server) == ["first"]


@test("a long text with invisible places to break its words is marked and redacted where the key stands")
def long_words():
    filler = "x" * 1700
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        send(app, "語 %s %s/%s." % (filler, TOKEN, filler))
        bar(app, TOKEN_SENTENCE)
        press(app, "Redact")
        app.wait_gone(name=TOKEN_SENTENCE, role="alert")
        press(app, "Send")
        eventually(lambda: prompts(server) == ["語 %s [redacted]/%s." % (filler, filler)], what="the redacted prompt")


@test("a locked keyring is not asked; what looks like a key is found, and the bar says what was not compared", timeout=120)
def locked():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        session.store(OWN_KEY, server.url, "00112233445566778899aabbccddeeff")
        session.lock()
        app = open_window(desktop, server)
        with session.prompter("cancel") as prompter:
            send(app, "Whose is %s?" % OTHER_KEY)
            found = bar(app, "This message holds something that looks like a Gemini API key.")
            found.find(name="Keys in your locked keyring could not be compared.", role="label")
            assert prompter.questions == 0, "asked for the sake of the check"
            nothing_leaves(server, OTHER_KEY)


@test("an unlocked keyring: every key in it is one's own, not only the one in use")
def every_key():
    other = fake_key("another-key-of-mine-89abcdef")
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        session.store(OWN_KEY, server.url, "00112233445566778899aabbccddeeff")
        session.store(other, server.url, "ffeeddccbbaa99887766554433221100")
        app = open_window(desktop, server)
        for key in (OWN_KEY, other):
            send(app, "key " + key)
            bar(app, OWN_SENTENCE)
            press(app, "Cancel")
            app.wait_gone(name=OWN_SENTENCE, role="alert")
        nothing_leaves(server, "fake")


@test("one's own key sent anyway while the keyring was locked: the relay refuses it, and the message can be edited",
      timeout=120)
def refused_by_the_relay():
    text = "Why is %s refused?" % OWN_KEY
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        session.store(OWN_KEY, server.url, "00112233445566778899aabbccddeeff")
        session.lock()
        app = open_window(desktop, server)
        with session.prompter("pw:test"):
            send(app, text)
            bar(app, "This message holds something that looks like a Gemini API key.")
            press(app, "Send Anyway")
            app.find(role="alert", test=lambda node: "your own API keys, so it was not sent" in node.name)
        assert app.find_all(test=lambda node: node.role == "label" and OWN_KEY in node.text()), "the prompt is not kept"
        picture(app, "leak-refused")
        press(app, "Edit Message")
        eventually(lambda: message(app).text() == text, what="the words in the composer")
        press(app, "Send")
        bar(app, OWN_SENTENCE)
        press(app, "Redact")
        press(app, "Send")
        eventually(lambda: prompts(server) == ["Why is [redacted] refused?"], what="the redacted prompt")
        assert not any(OWN_KEY.encode() in r.body for r in server.requests)


@test("a key that is being typed lies in no file: drafts are kept without it")
def drafts():
    key = "AI" + "za" + secrets.token_hex(18)[:35]
    plant = "planted-in-a-draft-" + secrets.token_hex(8)
    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        message(app).set_text("%s and %s" % (plant, key))
        eventually(lambda: find_in_files(desktop.folder, plant), what="the draft in a file")
        time.sleep(1)
        assert not find_in_files(desktop.folder, key), find_in_files(desktop.folder, key)
        assert key in message(app).text(), "what is being typed was changed"


@test("case-49 the bar, Redact, a step back, Escape and Send Anyway put nothing on the clipboard, nor where the middle "
      "button takes it from")
def clipboard():
    def holds(secret):
        got = [subprocess.run(["xclip", "-selection", name, "-out"], env=desktop.env, capture_output=True, timeout=20,
                              check=False).stdout for name in ("clipboard", "primary")]
        return any(secret.encode()[i:i + 16] in text for text in got for i in range(len(secret) - 15))

    with Desktop() as desktop, RawServer(ANSWER) as server:
        app = open_window(desktop, server, GEMINI_API_KEY=OWN_KEY)
        desktop.set_clipboard("key " + OWN_KEY)
        eventually(lambda: holds(OWN_KEY), what="the search finds what is on the clipboard")
        desktop.set_clipboard("something else")
        eventually(lambda: not holds(OWN_KEY), what="another text on the clipboard")
        send(app, "%s and %s" % (OWN_KEY, TOKEN))
        bar(app, OWN_SENTENCE)
        has_focus(app, "Redact")
        assert not holds(OWN_KEY) and not holds(TOKEN), "after the bar"
        for keys in ("Escape", "ctrl+Return", "Return", "ctrl+z", "ctrl+Return"):   # the second Return is on Redact
            desktop.key(keys)
            time.sleep(0.5)
            assert not holds(OWN_KEY) and not holds(TOKEN), "after " + keys
        bar(app, OWN_SENTENCE)
        send(app, TOKEN)
        bar(app, TOKEN_SENTENCE)
        press(app, "Send Anyway")
        eventually(lambda: prompts(server) == [TOKEN], what="the prompt")
        assert not holds(TOKEN), "after Send Anyway"


@test("pictures of the bar: light, dark, narrow, Chinese", timeout=200)
def pictures():
    own = "curl fails with 403. This is what I run:\n\ncurl -H 'x-goog-api-key: %s' https://example.org\n\nWhat is wrong?" % OWN_KEY
    token = "Clone with %s and then look at the tests, please." % TOKEN
    mo = os.path.join(os.environ["PROPUS_BUILDDIR"], "po")
    for look, options in (("light", {}), ("dark", {"dark": True}), ("zh_TW", {"language": "zh_TW"})):
        words = gettext.translation("propus", mo, [look], fallback=True).gettext
        with Desktop(**options) as desktop, RawServer(ANSWER) as server:
            app = open_window(desktop, server, words=words, GEMINI_API_KEY=OWN_KEY)
            for text, sentence, name in ((own, words(OWN_SENTENCE), "own"), (token, None, "token")):
                app.find(name=words("Message"), role="text box").set_text(text)
                app.find(name=words("Send"), role="button").press_when_sensitive()
                said = app.find(name=sentence, role="alert") if sentence else app.find(name=lambda n: "GitHub" in n, role="alert")
                assert said.name != OWN_SENTENCE or look != "zh_TW", "not translated"
                picture(app, "leak-bar-%s-%s" % (name, look))
            app.place(0, 0, 360, 640)
            picture(app, "leak-bar-narrow-" + look)


main()
