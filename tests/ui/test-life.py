# How the window ends: by a signal, with the session bus, by kill -9; what had arrived is there again.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import signal
import sqlite3
import time

from askkit import PROPUS
from keyringkit import KeyringSession
from taptest import eventually, main, test
from windowkit import Desktop

PROMPT = "practice:long 64"


def start(desktop):
    app = desktop.start([PROPUS, "--practice"])
    app.find(name="Message", role="text box")
    app.place(0, 0, 1000, 700)
    return app


def begin_stream(app):
    """Sends a prompt with a long answer and returns when some of it is on the screen."""
    app.find(name="Message", role="text box").set_text(PROMPT)
    app.find(name="Send", role="button").press_when_sensitive()
    answer = app.find(name="Gemini said", role="group", timeout=30)
    eventually(lambda: len(answer.text()) > 200, timeout=30, what="the first words")
    app.find(name="Stop", role="button")


def stored_text(session):
    """What the history holds of the answer."""
    path = os.path.join(session.env["XDG_DATA_HOME"], "propus", "history.db")
    with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return "".join(row[0] or "" for row in database.execute("SELECT text FROM segments ORDER BY id"))


def check_restart(desktop, session):
    """The next start shows the chat with what arrived."""
    app = start(desktop)
    eventually(lambda: any(PROMPT in item.name for item in app.find(name="Chats").find_all(role="list item")), what="the chat")
    if not app.find_all(name="Gemini said", role="group"):
        app.find(name="Chats").find(role="list item").click()
    answer = app.find(name="Gemini said", role="group")
    eventually(lambda: len(answer.text()) > 200, what="the words of before")
    app.find(name="Try Again", role="button")
    app.kill()


def end_in_mid_stream(how):
    with KeyringSession(keyring="none") as session, Desktop(env=session.env) as desktop:
        app = start(desktop)
        begin_stream(app)
        seen = len(app.find(name="Gemini said", role="group").text())
        began = time.monotonic()
        how(app, session)
        app.process.wait(timeout=10)
        took = time.monotonic() - began
        assert app.process.returncode == 0, "exit status %d" % app.process.returncode
        assert took < 2, "took %.1f s" % took
        assert len(stored_text(session)) > 200 and seen > 200
        return stored_text(session)


@test("case-103 SIGTERM in mid-stream: saved, exit 0, in less than two seconds")
def sigterm():
    end_in_mid_stream(lambda app, _: app.process.send_signal(signal.SIGTERM))


@test("case-103 the end of the session bus in mid-stream: saved, exit 0, in less than two seconds")
def bus_death():
    end_in_mid_stream(lambda _, session: session.stop_bus())


@test("what was typed into a new chat is there again after another one was opened, and after a restart")
def draft():
    with KeyringSession(keyring="none") as session, Desktop(env=session.env) as desktop:
        app = start(desktop)
        app.find(name="Message", role="text box").set_text("first")
        app.find(name="Send", role="button").press_when_sensitive()
        app.find(name="Retry", role="button", timeout=60)
        app.find(name="New Chat", role="button").press()
        time.sleep(0.5)
        app.find(name="Message", role="text box").set_text("half a thought")
        app.find(name="Chats").find(role="list item", name="half a thought")   # it pushes the other one down
        app.focus_window()
        app.find(name="Chats").find(role="list item", name=lambda name: "first" in name).click()
        eventually(lambda: "half" not in app.find(name="Message", role="text box").own_text(), what="the other chat")
        assert app.close() == 0
        app = start(desktop)
        eventually(lambda: len(app.find(name="Chats").find_all(role="list item")) == 2, what="both chats")
        app.focus_window()
        # It is listed as what was begun.
        app.find(name="Chats").find(role="list item", name="half a thought").click()
        eventually(lambda: "half a thought" in app.find(name="Message", role="text box").own_text(), what="the draft")
        app.find(name="Send", role="button").press_when_sensitive()
        app.find(name="Gemini said", role="group", timeout=30)
        app.kill()


@test("case-97 kill -9 in mid-stream: the history is sound, and the next start shows what arrived", timeout=120)
def killed():
    with KeyringSession(keyring="none") as session, Desktop(env=session.env) as desktop:
        app = start(desktop)
        begin_stream(app)
        time.sleep(1)
        app.process.kill()
        app.process.wait(timeout=10)
        assert len(stored_text(session)) > 200
        check_restart(desktop, session)


main()
