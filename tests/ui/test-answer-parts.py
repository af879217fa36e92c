# Everything in an answer that is not text, in the real window: pictures, sounds, files, code that ran, sources, usage.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import subprocess
import time

from askkit import PROPUS
from brokerkit import SANITIZED
from taptest import eventually, main, test
from windowkit import Desktop, wait_for

# Settings live in a file, so that the next start knows which chat was open.
KEPT = {"GSETTINGS_BACKEND": "keyfile"}
PACE = " practice:pace 1"


class Window:
    def __init__(self, desktop, env=None):
        self.desktop = desktop
        self.app = desktop.start([PROPUS, "--practice"], env=env)
        self.message = self.app.find(name="Message")

    def answers(self):
        return self.app.find_all(name="Gemini said", showing=False)

    def start(self, text):
        before = len(self.answers())
        self.message.set_text(text)
        self.app.find(role="button", name="Send").press_when_sensitive()
        return wait_for(lambda: self.answers()[before] if len(self.answers()) > before else None, what="an answer's row")

    def ask(self, text):
        row = self.start(text)
        self.finished(row)
        return row

    def finished(self, row):
        wait_for(lambda: row.find_all(name="Copy Answer", showing=False) and "busy" not in row.states, 60, "the end of the answer")

    def memory(self):
        with open("/proc/%d/status" % self.app.pid, encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def in_order(row):
    """What a reader meets, from top to bottom: texts, and names of what is no text."""
    found = []
    for node in row.walk():
        if node.role in ("text box", "image", "label", "group", "button") and (node.own_text() if node.role == "text box" else node.name):
            found.append(node.own_text() if node.role == "text box" else node.name)
    return found


def assert_follow(found, *expected):
    at = 0
    for words in expected:
        while at < len(found) and words not in found[at]:
            at += 1
        assert at < len(found), (words, found)


@test("answers: text, pictures, sounds, files and code stand in their order, and do so after a restart")
def parts():
    with Desktop() as desktop:
        expected = ("A picture", "Picture, 640 × 400", "behind the picture", "Sound", "stars.csv",
                    "Code that Gemini ran", "sum(primes)", "Result", "The sum is 28.", "is 28", "The code failed", "ZeroDivisionError")
        window = Window(desktop, KEPT)
        row = window.ask("a picture, speech, a spreadsheet, and calculate" + PACE)
        assert_follow(in_order(row), *expected)
        picture = row.find(name="Picture, 640 × 400", showing=False)
        picture.wait(lambda: "busy" not in picture.states, what="the picture to be decoded")

        row.find(role="button", name="Copy Picture", showing=False).press()
        eventually(lambda: read_clipboard(desktop, "image/png").startswith(b"\x89PNG\r\n\x1a\n"), what="the picture on the clipboard")

        row.find(role="button", name="Enlarge", showing=False).press()
        large = window.app.window("Picture")
        large.find(name="Picture, 640 × 400")
        window.app.focus_window("Picture")
        desktop.key("Escape")
        wait_for(lambda: not [w for w in window.app.windows() if w.name == "Picture"], what="Escape to close the larger view")
        assert window.app.close() == 0

        again = Window(desktop, KEPT)
        row = wait_for(lambda: again.answers()[0] if again.answers() else None, what="the answer after a restart")
        again.finished(row)
        eventually(lambda: row.find_all(name="stars.csv", showing=False), what="its parts")
        assert_follow(in_order(row), *expected)


def read_clipboard(desktop, target):
    done = subprocess.run(["xclip", "-selection", "clipboard", "-target", target, "-out"], env=desktop.env, capture_output=True,
                          timeout=20, check=False)
    return done.stdout


@test("answers: a part is saved where the person wants it")
def save():
    with Desktop() as desktop:
        window = Window(desktop)
        row = window.ask("a spreadsheet" + PACE)
        row.find(role="button", name="Save As…", showing=False).press()
        window.app.window("Save As")
        target = os.path.join(desktop.folder, "saved.csv")
        window.app.focus_window("Save As")
        desktop.key("ctrl+a")
        desktop.xdotool("type", "--delay", "15", target, timeout=60)
        time.sleep(0.7)
        desktop.key("Return")
        eventually(lambda: os.path.exists(target) and os.path.getsize(target) > 0, what="the file")
        with open(target, "rb") as file:
            assert file.read().startswith(b"star,magnitude\n")


@test("answers: case-85 and case-93: what is damaged, unknown or too large is named and does nothing")
def odd():
    with Desktop() as desktop:
        window = Window(desktop)
        window.ask("hello" + PACE)
        before = window.memory()
        for name, words in (("bomb", "too many pixels"), ("svg", "does not draw pictures of this kind"), ("empty", "does not draw"),
                            ("base64", "it is damaged"), ("mime", "File.bin"), ("unknown", "cannot show"),
                            ("call", "erase_disk")):
            row = window.ask("practice:odd " + name + PACE)
            assert_follow(in_order(row), words, "Text goes on behind it.")
        row = window.ask("practice:odd truncated" + PACE)
        eventually(lambda: "damaged" in row.text(), what="a word about the picture that breaks off")
        assert row.find_all(name="bashrc.png", showing=False), row.dump()
        grown = window.memory() - before
        assert SANITIZED or grown < 100 * 1024, "%d kB" % grown


@test("answers: case-83: counts that make no sense have no line")
def counts():
    with Desktop() as desktop:
        window = Window(desktop)
        row = window.ask("practice:odd counts" + PACE)
        details(window, row)
        labels = [node.name for node in window.app.find_all(role="label")]
        assert "Tokens for thinking" in labels and "12" in labels, labels
        assert "Tokens in" not in labels and "Tokens out" not in labels and "Tokens in all" not in labels, labels

        row = window.ask("hello" + PACE)
        desktop.key("Escape")
        details(window, row, -1)
        labels = [node.name for node in window.app.find_all(role="label")]
        for name in ("Model", "Tokens in", "Tokens out", "Tokens in all", "First words after", "Time in all", "Ended"):
            assert name in labels, (name, labels)


def details(window, row, index=0):
    button = [node for node in row.walk() if node.name == "Answer Menu"][-1]
    button.press()
    window.app.find(role="menu item", name="Details").press()
    eventually(lambda: [n for n in window.app.find_all(role="label") if n.name == "About This Answer"], what="the details")


@test("answers: case-84: of eight candidates with odd indexes the first is shown")
def candidates():
    with Desktop() as desktop:
        window = Window(desktop)
        row = window.ask("practice:odd candidates" + PACE)
        assert "practice endpoint" in row.text() and "Nobody asked" not in row.text(), row.text()


@test("answers: sources have numbers in the text and a list below, and every way out shows its host first")
def sources():
    with Desktop() as desktop:
        window = Window(desktop)
        row = window.ask("sources and a web page" + PACE)
        text = row.text()
        for words in ("Eta Geminorum.[1]", "3.9.[2][3]", "8.2 years.[2]"):
            assert words in text, (words, text)
        for words in ("example.org was read.", "no-such-host.example could not be read.", "news.example.com is behind a paywall."):
            assert words in text, (words, text)
        assert "chip" not in text and "<style>" not in text, text

        row.find(role="button", name="Copy Answer", showing=False).press()
        eventually(lambda: "Eta Geminorum" in desktop.get_clipboard(), what="the answer on the clipboard")
        assert "[1]" not in desktop.get_clipboard()

        row.find(role="button", name="Source 3: 例え.example, xn--r8jz45g.example", showing=False).press()
        window.app.find(role="label", name="Open xn--r8jz45g.example?")
        row.find(role="button", name="Search Google for how far away is Propus", showing=False).press()
        window.app.find(role="label", name="Open www.google.com?")


@test("answers: thinking shows its time and its last headline, stays open while it goes on, and says how long it took")
def thinking():
    with Desktop() as desktop:
        window = Window(desktop)
        row = window.start("hello practice:pace %d practice:chunk 60" % (1500 if SANITIZED else 300))
        section = row.find(name="Thinking…", showing=False)
        eventually(lambda: any(node.name.startswith("Thinking… ") for node in row.find_all(role="label")), what="the running time")
        assert "expanded" not in section.states
        section.press()
        section.wait(lambda: "expanded" in section.states, what="the thoughts to open")
        eventually(lambda: [n for n in row.find_all(role="label") if n.name in ("Reading the prompt", "Choosing an answer")],
                   what="a headline")
        eventually(lambda: row.find_all(test=lambda node: node.name.startswith("Thought for ")), what="how long it took")
        done = row.find(test=lambda node: node.name.startswith("Thought for ") and node.role != "label")
        assert "expanded" in done.states
        assert not row.find_all(role="label", name="Reading the prompt")


if __name__ == "__main__":
    main()
