# A locked keyring, a window and three `propus ask`: one question, one answer for all.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import subprocess
import time

from askkit import PROPUS
from keyringkit import KeyringSession, fake_key
from rawserver import RawServer, event, stream
from taptest import SLOWNESS, eventually, main, test
from windowkit import Desktop

ANSWER = stream(event("Unlocked. ", finish="STOP"))
LABEL = "Kept before"


def open_window(desktop, server):
    app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": server.url})
    app.find(name="New Chat", role="button")
    app.place(0, 0, 1000, 700)
    return app


def send(app, text):
    app.find(name="Message", role="text box").set_text(text)
    app.find(name="Send", role="button").press_when_sensitive()


def locked_session(session, server):
    session.store(fake_key("locked-0123456789abcdef"), server.url, "00112233445566778899aabbccddeeff", label=LABEL)
    session.lock()


@test("case-13 a window and three propus ask on a locked keyring, one dismissal: the same sentence for all four, "
      "and the keyring is alive", timeout=120)
def one_dismissal():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        daemon = session.daemon.pid
        app = open_window(desktop, server)
        with session.prompter("hang") as prompter:
            send(app, "from the window")
            prompter.wait_question()
            asks = [subprocess.Popen([PROPUS, "ask", "hi"], env=dict(session.env, GOOGLE_GEMINI_BASE_URL=server.url),
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
            eventually(lambda: all(ask.poll() is None for ask in asks), what="three that wait")
            time.sleep(1)
            prompter.answer("cancel")
            said = [ask.communicate(timeout=30) for ask in asks]
            assert prompter.questions == 1, "%d questions" % prompter.questions
        sentences = {error.decode().removeprefix("propus: ").strip() for _, error in said}
        assert len(sentences) == 1, sentences
        sentence = sentences.pop()
        assert "locked" in sentence, sentence
        assert [ask.returncode for ask in asks] == [3, 3, 3]
        eventually(lambda: sentence in app.find(name="Gemini said", role="group").text(), what="the same sentence in the window")
        assert session.daemon.poll() is None and session.daemon.pid == daemon, "the keyring's daemon ended"
        assert not [r for r in server.requests if r.method == "POST"], "something was sent"


@test("case-4 no question at start; the window says that the keyring is locked")
def no_question_at_start():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        with session.prompter("cancel") as prompter:
            app = open_window(desktop, server)
            app.find(test=lambda node: "locked" in node.text().lower(), timeout=20)
            assert prompter.questions == 0, "asked at start"


@test("case-5 sent while locked, unlocked by the person: the request goes out once, with the key")
def unlocked():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        app = open_window(desktop, server)
        with session.prompter("pw:test") as prompter:
            send(app, "please")
            app.find(name="Gemini said", role="group").wait(
                lambda: "Unlocked." in app.find(name="Gemini said", role="group").text(), what="the answer")
            assert prompter.questions == 1
        asked = [r for r in server.requests if r.method == "POST"]
        assert len(asked) == 1 and asked[0].headers["x-goog-api-key"] == fake_key("locked-0123456789abcdef")


@test("case-6 sent while locked, dismissed: the prompt is kept, the next one asks again", timeout=120)
def dismissed():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        app = open_window(desktop, server)
        with session.prompter("cancel", "pw:test") as prompter:
            send(app, "keep my words")
            app.find(name="Gemini said", role="group").wait(
                lambda: "stayed locked" in app.find(name="Gemini said", role="group").text(), what="the sentence")
            assert "keep my words" in app.find(name="You said", role="group").text()
            time.sleep(3)
            app.find(name="Unlock…", role="button").press_when_sensitive()
            eventually(lambda: "Unlocked." in app.find(name="Gemini said", role="group").text(), timeout=20, what="the answer")
            assert prompter.questions == 2, prompter.questions
        assert len(session.find(origin=server.url)) == 1, "the stored key was touched"


@test("case-9 a wrong password and then the right one: asked again, and the request goes out once")
def wrong_password():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        app = open_window(desktop, server)
        with session.prompter("pw:wrong", "pw:test") as prompter:
            send(app, "please")
            eventually(lambda: "Unlocked." in app.find(name="Gemini said", role="group").text(), timeout=20, what="the answer")
            assert prompter.questions == 2, prompter.questions
        assert len([r for r in server.requests if r.method == "POST"]) == 1


@test("case-17 a keyring that never answers: said at 20 s, Stop works all the while, nothing is stored and nothing sent", timeout=120)
def never_answers():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        session.unlock()
        app = open_window(desktop, server)
        # A first answer shows that it works, and opens the broker's way to the keyring.
        send(app, "before")
        eventually(lambda: "Unlocked." in app.find(name="Gemini said", role="group").text(), what="the answer")
        session.pause_daemon()
        began = time.monotonic()
        send(app, "are you there")

        def answer():
            return app.find(index=-1, name="Gemini said", role="group").text()

        eventually(lambda: "Still waiting for your keyring" in answer(), timeout=30, what="the sentence")
        took = time.monotonic() - began
        assert took > 19, "said after %.1f s" % took
        # Nothing froze: the window takes what is written, and stops at once.
        app.find(name="Message", role="text box").set_text("next")
        assert app.find(name="Message", role="text box").own_text() == "next"
        began = time.monotonic()
        app.find(name="Stop", role="button").press_when_sensitive()
        app.wait_gone(name="Stop", role="button", timeout=2)
        assert time.monotonic() - began < 2 * SLOWNESS
        assert len([r for r in server.requests if r.method == "POST"]) == 1
        session.resume_daemon()
        assert len(session.find(origin=server.url)) == 1, "something was stored"
        app.find(name="Send", role="button").press_when_sensitive()
        eventually(lambda: len([r for r in server.requests if r.method == "POST"]) == 2, timeout=30, what="the next request")


@test("case-12 Stop and closing the window while the question is open leave the keyring alive", timeout=120)
def stop_while_asked():
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(ANSWER) as server:
        locked_session(session, server)
        daemon = session.daemon.pid
        app = open_window(desktop, server)
        with session.prompter("hang") as prompter:
            send(app, "never mind")
            prompter.wait_question()
            app.find(name="Stop", role="button").press_when_sensitive()
            app.wait_gone(name="Stop", role="button", timeout=2)
            send(app, "again")
            time.sleep(1)
            began = time.monotonic()
            assert app.close() == 0
            assert time.monotonic() - began < 2, "quitting took too long (case 11)"
            prompter.answer("cancel")
            time.sleep(1)
            assert session.daemon.poll() is None and session.daemon.pid == daemon


main()
