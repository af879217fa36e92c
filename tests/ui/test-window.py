# The real window from outside: chats, answers and what can be done with them, against the practice endpoint.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import signal
import subprocess
import time

from askkit import PROPUS
from taptest import diag, eventually, main, test
from windowkit import Desktop

FAULTS = ("400", "401", "403", "404", "429-minute", "429-day", "500", "503", "html", "empty", "cut", "unfinished",
          "error-mid-stream", "blocked-prompt", "safety")


class Window:
    def __init__(self, desktop, *arguments):
        self.desktop = desktop
        self.app = desktop.start([PROPUS, "--practice", *arguments])
        self.message = self.app.find(name="Message")

    def button(self, name):
        return self.app.find(role="button", name=name)

    def send(self, text):
        before = len(self.answers())
        self.message.set_text(text)
        self.button("Send").press_when_sensitive()
        eventually(lambda: len(self.answers()) > before, what="an answer's row")
        return self.answers()[-1]

    def ask(self, text):
        """Sends and waits for the end; returns the answer."""
        self.send(text)
        self.button("Send")
        return self.answers()[-1]

    def answers(self):
        return self.app.find_all(name="Gemini said", showing=False)

    def chats(self):
        return [item.name for item in self.app.find(name="Chats").find_all(role="list item")]


@test("window: names and states before and after a prompt")
def names():
    with Desktop() as desktop:
        window = Window(desktop)
        send = window.button("Send")
        assert not send.sensitive, "an empty prompt can be sent"
        window.message.set_text(" \n\t ")
        time.sleep(0.3)
        assert not send.sensitive, "a blank prompt can be sent"
        window.message.set_text("Hello")
        eventually(lambda: send.sensitive, what="Send to become sensitive")
        assert window.app.find(name="Chats", role="list")
        assert window.button("New Chat")
        eventually(lambda: window.button("Model").description != "", what="the model's name")
        answer = window.ask("Hello")
        assert answer.role == "group", answer.role
        assert "practice" in answer.text(), answer.text()
        assert window.message.own_text() == "", "the prompt is still in the composer"
        assert window.chats() == ["Hello"], window.chats()


@test("window: Enter sends, Shift+Enter makes a line, the focus stays, Esc stops")
def keys():
    with Desktop() as desktop:
        window = Window(desktop)
        window.message.type_keys("first")
        desktop.key("shift+Return")
        desktop.xdotool("type", "second")
        eventually(lambda: window.message.own_text() == "first\nsecond", what="two lines")
        assert window.answers() == []
        desktop.key("Return")
        eventually(lambda: window.answers(), what="an answer")
        said = window.app.find(name="You said").text()
        assert said == "first\nsecond", said
        window.button("Send")
        desktop.xdotool("type", "practice:fault slow")
        desktop.key("Return")
        window.button("Stop")
        desktop.xdotool("type", "next")
        eventually(lambda: window.message.own_text() == "next", what="typing while an answer comes")
        desktop.key("Escape")
        window.button("Send")
        assert "You stopped this answer." in window.answers()[-1].text(), window.answers()[-1].text()
        assert window.message.own_text() == "next"


@test("window: Stop keeps what arrived, Try Again brings the rest")
def stop():
    with Desktop() as desktop:
        window = Window(desktop)
        answer = window.send("practice:long 400")
        eventually(lambda: len(answer.text()) > 400, what="the beginning of an answer")
        window.button("Stop").press()
        window.button("Send")
        kept = window.answers()[-1].text()
        assert len(kept) > 400, kept
        assert "You stopped this answer." in kept
        window.answers()[-1].find(role="button", name="Try Again").press()
        window.button("Stop")
        assert len(window.answers()) == 1, "the stopped answer is still there"
        window.button("Stop").press()
        window.button("Send")


@test("window: Copy Answer gives the Markdown")
def copy():
    with Desktop() as desktop:
        window = Window(desktop)
        answer = window.ask("a table, please")
        answer.find(name="Copy Answer").press()
        eventually(lambda: "| Castor |" in desktop.get_clipboard(), what="the answer on the clipboard")


@test("window: chats are renamed, deleted with undo, and there after a restart with their draft")
def chats():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("The first chat")
        window.button("New Chat").press()
        eventually(lambda: window.answers() == [], what="an empty chat")
        window.ask("The second chat")
        assert window.chats() == ["The second chat", "The first chat"], window.chats()

        window.app.find(name="Chats").find(role="list item", name="The second chat").click()
        desktop.key("F2")
        entry = window.app.find(name="Name of the chat")
        entry.set_text("Renamed")
        desktop.key("Return")
        eventually(lambda: window.chats() == ["Renamed", "The first chat"], what="the new name")

        window.app.find(name="Chats").find(role="list item", name="Renamed").click()
        desktop.key("Delete")
        eventually(lambda: window.chats() == ["The first chat"], what="one chat")
        window.app.find(role="button", test=lambda node: node.name.endswith("Undo")).press()
        eventually(lambda: window.chats() == ["Renamed", "The first chat"], what="both chats again")
        eventually(lambda: window.answers(), what="its answer again")

        window.message.set_text("a draft")
        time.sleep(1.5)
        assert window.app.close() == 0

        again = Window(desktop)
        eventually(lambda: again.chats() == ["Renamed", "The first chat"], what="the chats after a restart")
        again.app.find(name="Chats").find(role="list item", name="Renamed").click()
        eventually(lambda: again.message.own_text() == "a draft", what="the draft")
        eventually(lambda: len(again.answers()) == 1, what="the answer")
        assert "practice" in again.answers()[0].text()


@test("case-64 every fault is a sentence and a button in the conversation", timeout=240)
def faults():
    with Desktop() as desktop:
        window = Window(desktop)
        for fault in FAULTS:
            answer = window.ask("practice:fault " + fault)
            alert = answer.find(role="alert")
            diag("%s: %s" % (fault, alert.name))
            assert alert.name.endswith("."), (fault, alert.name)
            assert alert.find_all(role="button"), (fault, answer.dump())


@test("window: a prompt of 1 MB is sent and shown by its beginning")
def huge():
    with Desktop() as desktop:
        window = Window(desktop)
        prompt = "x" * 100000 + "\n" + "Seven words in each of the lines.\n" * 28000
        answer = window.ask(prompt)
        assert "practice" in answer.text()
        card = window.app.find(name="You said")
        assert len(card.text()) < 20000, len(card.text())
        card.find(name="Show All").press()
        eventually(lambda: len(card.text().replace("\u2060\u200b", "")) > 1000000, what="all of the prompt")


@test("window: at 360 pixels the side bar folds away, and F9 shows it")
def narrow():
    with Desktop() as desktop:
        window = Window(desktop)
        side_bar = window.app.find(name="Sidebar")
        eventually(lambda: side_bar.states & {"pressed", "checked"}, what="the side bar")
        window.app.place(0, 0, 360, 640)
        eventually(lambda: not side_bar.states & {"pressed", "checked"}, what="no side bar")
        window.app.focus_window()
        desktop.key("F9")
        eventually(lambda: side_bar.states & {"pressed", "checked"}, what="the side bar again")


@test("window: at 360 pixels, without animations, a click on a chat in the side bar opens it")
def narrow_chats():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("the first chat")
        window.app.focus_window()
        desktop.key("ctrl+n")
        eventually(lambda: not window.answers(), what="an empty chat")
        side_bar = window.app.find(name="Sidebar")
        window.app.place(0, 0, 360, 640)
        eventually(lambda: not side_bar.states & {"pressed", "checked"}, what="no side bar")
        window.app.focus_window()
        desktop.key("F9")
        row = window.app.find(name="Chats").find(role="list item", name="the first chat")
        eventually(lambda: row.extents()[0] >= 0, what="the row in sight")
        row.click()
        eventually(lambda: window.answers(), what="the chat")
        eventually(lambda: not side_bar.states & {"pressed", "checked"}, what="the side bar out of the way")


@test("window: SIGTERM while an answer streams ends it cleanly; what arrived is there again")
def sigterm():
    with Desktop() as desktop:
        window = Window(desktop)
        answer = window.send("practice:long 400")
        eventually(lambda: len(answer.text()) > 400, what="the beginning of an answer")
        start = time.monotonic()
        window.app.process.send_signal(signal.SIGTERM)
        assert window.app.process.wait(10) == 0
        assert time.monotonic() - start < 3, "it took %.1f s to end" % (time.monotonic() - start)
        again = Window(desktop)
        again.app.find(name="Chats").find(role="list item").click()
        eventually(lambda: again.answers() and len(again.answers()[0].text()) > 400, what="what had arrived")


@test("case-1 window: without a session bus it opens all the same")
def no_bus():
    with Desktop() as desktop:
        env = {name: value for name, value in desktop.env.items()
               if name not in ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")}
        env["GTK_A11Y"] = "none"   # its bus is still named on the display's root window
        env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + os.path.join(desktop.folder, "nothing-here")
        process = subprocess.Popen([PROPUS, "--practice"], env=env)
        try:
            eventually(lambda: desktop.windows(process.pid), timeout=20, what="a window")
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(10)
        assert process.returncode == 0, process.returncode


main()
