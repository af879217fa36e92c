# A real window whose answers are a test's own: Markdown in, pieces on the wire, widgets out.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   with Desktop() as desktop, Answers("# Title") as answers:
#       window = AnswerWindow(desktop, answers)
#       window.ask()
#       window.answer().text()
#
# Answers(...) takes one text an answer, the last again and again.  hold() makes the next ones stop after so many pieces
# until release().

import threading
import time

from askkit import PROPUS
from keyringkit import fake_key
from rawserver import LAST_CHUNK, STREAM_HEAD, RawServer, chunk, error, event
from windowkit import wait_for


class Answers:
    def __init__(self, *texts, piece=60, pause=0.0):
        self.texts = list(texts)
        self.piece, self.pause = piece, pause
        self._asked = 0
        self._hold = None
        self._failure = None
        self._gate = threading.Event()
        self._reached = threading.Event()
        self._server = RawServer(self._reply)

    def __enter__(self):
        self._server.__enter__()
        return self

    def __exit__(self, *error):
        self.release()
        self._server.__exit__(*error)

    @property
    def url(self):
        return self._server.url

    @property
    def requests(self):
        return self._server.requests

    def hold(self, after):
        """From now on an answer waits after so many pieces."""
        self._gate.clear()
        self._reached.clear()
        self._hold = after

    def wait_held(self, timeout=20):
        assert self._reached.wait(timeout), "no answer came so far"

    def release(self):
        self._hold = None
        self._gate.set()

    def fail(self, message):
        """From now on the service refuses, and says this."""
        self._failure = error(400, "INVALID_ARGUMENT", message)

    def _reply(self, request, send):
        if self._failure is not None:
            self._failure(request, send)
            return
        text = self.texts[min(self._asked, len(self.texts) - 1)]
        self._asked += 1
        pieces = [text[i:i + self.piece] for i in range(0, len(text), self.piece)]
        send(STREAM_HEAD)
        for index, piece in enumerate(pieces):
            if self._hold is not None and index == self._hold:
                self._reached.set()
                self._gate.wait(120)
            send(chunk(event(piece, finish="STOP" if index == len(pieces) - 1 else None)))
            if self.pause:
                time.sleep(self.pause)
        send(LAST_CHUNK)


class AnswerWindow:
    def __init__(self, desktop, answers, width=1000, height=900, words=str, stderr=None):
        self.desktop, self.words = desktop, words
        env = {"GOOGLE_GEMINI_BASE_URL": answers.url, "GEMINI_API_KEY": fake_key("answers")}
        self.app = desktop.start([PROPUS], env=env, stderr=stderr)
        self.app.find(name=words("New Chat"), role="button")
        self.app.place(0, 0, width, height)
        self.app.focus_window()
        self.message = self.app.find(name=words("Message"), role="text box")

    def send(self, text="Tell me"):
        """Asks, and does not wait for the answer."""
        self.message.set_text(text)
        self.app.find(role="button", name=self.words("Send")).press_when_sensitive()

    def ask(self, text="Tell me"):
        """Asks, waits until the answer is complete, and returns its row."""
        before = len(self.answers())
        self.send(text)
        wait_for(lambda: len(self.answers()) > before and "busy" not in self.answers()[-1].states
                 and self.answers()[-1].find_all(role="button", name=self.words("Copy Answer"), showing=False), what="the whole answer")
        return self.answers()[-1]

    def answers(self):
        return self.app.find_all(name=self.words("Gemini said"), showing=False)

    def answer(self):
        return wait_for(lambda: next(iter(self.answers()[-1:]), None), what="an answer")

    def row_text(self, name):
        return self.app.find_all(name=name, showing=False)[-1].text()

    def texts(self):
        """The text objects of the last answer, in reading order: runs of prose and code."""
        return [node for node in self.answer().walk() if node.role == "text box"]

    def scroll_to(self, node):
        """Turns the wheel until the node is well in sight."""
        left, top, width, height = self.app.geometry()
        for _step in range(300):
            _x, y, _width, own = node.extents()
            if 60 < y and y + min(own, 200) < height - 150:
                return
            self.desktop.xdotool("mousemove", left + width * 3 // 4, top + height // 3, "click", 4 if y <= 60 else 5)
            time.sleep(0.03)
        raise AssertionError("%r cannot be scrolled to" % node)

    def click_at(self, node, dx, dy, button=1):
        """Clicks at a place of the node, counted from its corner."""
        left, top = self.app.geometry()[:2]
        x, y = node.extents()[:2]
        self.desktop.xdotool("mousemove", "--sync", left + x + dx, top + y + dy, "click", button)

    def drag(self, node, start, end):
        """Drags with the primary button from one place of the node to another."""
        left, top = self.app.geometry()[:2]
        x, y = node.extents()[:2]
        self.desktop.xdotool("mousemove", "--sync", left + x + start[0], top + y + start[1], "mousedown", 1)
        self.desktop.xdotool("mousemove", "--sync", left + x + (start[0] + end[0]) // 2, top + y + (start[1] + end[1]) // 2)
        self.desktop.xdotool("mousemove", "--sync", left + x + end[0], top + y + end[1], "mouseup", 1)
