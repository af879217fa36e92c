# Chats into files and back through the dialogs: all formats, a report of what was left out, files that are refused.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import sys
import time

from askkit import PROPUS
from taptest import eventually, main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
# Made here, so that no file holds anything that looks like a key.
SECRET = "AI" + "zaq7RtB2mX9vKc4ZpL0wYd6HnGs8FjT3uQ5aE"


def chat(title, *texts, **more):
    messages = [{"id": i + 1, **({"parent": i} if i else {}), "role": "model" if i % 2 else "user", "state": "complete",
                 "created": 1795380000000000 + i, "parts": [{"text": text}]} for i, text in enumerate(texts)]
    return {"title": title, "title_origin": "user", "created": 1795380000000000, "updated": 1795380000000000 + len(title), **more,
            "head": len(texts), "messages": messages}


class Window:
    def __init__(self, desktop, *chats):
        self.desktop = desktop
        self.app = desktop.start([PROPUS, "--practice"])
        self.app.find(name="Message")
        if chats:
            self.bring(self.write("chats.json", json.dumps({"format": "propus-chats", "version": 1, "chats": list(chats), "attachments": []})))
            heading = "1 chat was imported." if len(chats) == 1 else "%d chats were imported." % len(chats)
            self.app.find(name=heading)
            self.answer("Done")
            self.app.wait_gone(name=heading)

    def answer(self, name):
        """Presses a button of a message dialog, whose name has the mnemonic in it."""
        found = lambda: [node for node in self.app.find_all(role="button") if node.name == "_%s %s" % (name, name)]
        wait_for(found, what="a button %r" % name)[0].press()

    @staticmethod
    def press(dialog, name):
        next(node for node in dialog.find_all(role="button") if node.name in (name, "_%s %s" % (name, name))).press()

    def path(self, name):
        return os.path.join(self.desktop.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def main_menu(self, item):
        [node for node in self.app.find_all(name="Main Menu") if node.role in ("button", "toggle button")][-1].press()
        self.app.find(role="menu item", name=item).press()

    def type_path(self, title, path):
        """Types into the file chooser with the keyboard, as a person who knows where it is."""
        self.app.window(title)
        self.app.focus_window(title)
        self.desktop.key("ctrl+a")
        self.desktop.xdotool("type", "--delay", "15", path, timeout=60)
        time.sleep(0.7)
        self.desktop.key("Return")

    def bring(self, path):
        self.main_menu("Import Chats…")
        self.type_path("Import Chats", path)

    def chats(self):
        return [item.name for item in self.app.find(name="Chats").find_all(role="list item")]

    def row_menu(self, title, item):
        row = next(node for node in self.app.find(name="Chats").find_all(role="list item") if title in node.name)
        [node for node in row.walk() if node.name == "Chat Menu"][-1].press()
        self.app.find(role="menu item", name=item).press()

    def dialog(self):
        self.app.find(name="Replace What Looks Like a Key", role="check box")
        return self.app.window("Export Chats")

    def export(self, format_name, name, *switches):
        dialog = self.dialog()
        radio = [node for node in dialog.walk() if node.role in ("radio button", "check box") and node.name.endswith(format_name)][0]
        if "checked" not in radio.states:
            radio.click(title="Export Chats")
            wait_for(lambda: "checked" in radio.states, what="the choice")
        for switch in switches:
            [node for node in dialog.find_all(name=switch) if node.role == "check box"][0].click(title="Export Chats")
        self.press(dialog, "Export…")
        self.type_path("Save Export", self.path(name))

    def says(self, text):
        wait_for(lambda: text in "\n".join(window.text() for window in self.app.windows()), what="%r on the screen" % text)

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        time.sleep(0.6)
        self.desktop.screenshot(os.path.join(SHOTS, "files-%s.png" % name))


@test("files: all chats go into JSON and come back from it, byte for byte", timeout=120)
def round_trip():
    with Desktop() as desktop:
        window = Window(desktop, chat("Why is the sky blue?", "Why?", "Because of **Rayleigh**."), chat("海森堡的不確定性", "什麼是不確定性？", "位置與動量。"))
        eventually(lambda: len(window.chats()) == 2, what="two chats in the list")
        window.main_menu("Export All Chats…")
        window.export("JSON", "first.json")
        window.says("2 chats were exported.")
        first = window.read("first.json")
        assert "海森堡的不確定性" in first and "Because of **Rayleigh**." in first
        assert os.stat(window.path("first.json")).st_mode & 0o077 == 0
    with Desktop() as desktop:
        window = Window(desktop)
        window.bring(window.write("first.json", first))
        window.app.find(name="2 chats were imported.")
        window.answer("Done")
        eventually(lambda: len(window.chats()) == 2, what="two chats in the list")
        window.main_menu("Export All Chats…")
        window.export("JSON", "second.json")
        window.says("2 chats were exported.")
        assert window.read("second.json") == first


@test("files: case-48 what looks like a key is in none of three exports", timeout=120)
def secrets():
    with Desktop() as desktop:
        window = Window(desktop, chat("Keys", "mine is %s, keep it" % SECRET, "I keep " + SECRET))
        for format_name, name in (("Markdown", "a.md"), ("JSON", "a.json"), ("HTML", "a.html")):
            window.row_menu("Keys", "Export…")
            window.export(format_name, name)
            eventually(lambda: os.path.exists(window.path(name)), what="the file")
            text = window.read(name)
            assert SECRET not in text and "keep it" in text and "redacted" in text, text
        # It is there when the person wants it so: the search above can find it.
        window.row_menu("Keys", "Export…")
        window.export("Markdown", "b.md", "Replace What Looks Like a Key")
        eventually(lambda: os.path.exists(window.path("b.md")), what="the file")
        assert SECRET in window.read("b.md")


@test("files: what is no export, cut off, or hostile is refused with a sentence, and nothing is imported", timeout=120)
def refused():
    good = json.dumps({"format": "propus-chats", "version": 1, "chats": [chat("x", "a", "b")], "attachments": []})
    with Desktop() as desktop:
        window = Window(desktop)
        for name, text in (("recipe.json", "eggs and flour"), ("cut.json", good[:-40]), ("deep.json", "[" * 5000 + "]" * 5000),
                           ("newer.json", good.replace('"version": 1', '"version": 99'))):
            window.bring(window.write(name, text))
            window.app.find(name="The Chats Could Not Be Imported")
            labels = [label.name for label in window.app.find_all(role="label")]
            assert any(label.endswith(".") and label.count(" ") > 2 for label in labels), labels
            if name == "recipe.json":
                window.shot("refused")
            window.answer("Close")
            window.app.wait_gone(name="The Chats Could Not Be Imported")
        assert not window.app.find_all(name="Chats") or not window.chats()


def picture(look, width, **options):
    with Desktop(**options) as desktop:
        window = Window(desktop, chat("Why is the sky blue?", "Why?", "Because."))
        missing = chat("A plan", "See the files", "I see.")
        missing["messages"][0]["attachments"] = [{"name": "plan-%d.pdf" % i, "mime": "application/pdf", "sha256": "%064d" % i, "size": 7}
                                                 for i in range(3)]
        window.main_menu("Export All Chats…")
        dialog = window.dialog()
        if width < 400:
            window.app.place(0, 0, width, 700, title="Export Chats")
            window.app.place(0, 0, width, 800, title="Propus")
        window.shot("export-%s" % look)
        [node for node in dialog.walk() if node.role in ("radio button", "check box") and node.name.endswith("JSON")][0].click(title="Export Chats")
        window.shot("export-json-%s" % look)
        window.press(dialog, "Cancel")
        if width < 400:
            return
        window.bring(window.write("missing.json", json.dumps({"format": "propus-chats", "version": 1, "chats": [missing],
                                                              "attachments": []})))
        window.app.find(name="1 chat was imported.")
        window.says("3 items were left out.")
        window.says("plan-1.pdf")
        window.shot("report-%s" % look)


@test("files: what was left out is listed, light", timeout=90)
def light():
    picture("light", 900)


@test("files: what was left out is listed, dark", timeout=90)
def dark():
    picture("dark", 900, dark=True)


@test("files: how chats are exported is asked in 360 pixels", timeout=90)
def narrow():
    picture("360", 360)


if __name__ == "__main__":
    sys.exit(main())
