# Saved prompts in the real window: the picker in the composer, and the dialog.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import time

from askkit import PROPUS
from taptest import Skip, main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
DIALOG = "Saved Prompts"


class Window:
    def __init__(self, desktop, prompts=None, words=str):
        self.desktop, self.words = desktop, words
        self.folder = os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "prompts")
        if prompts is not None:
            os.makedirs(self.folder)
            for name, text in prompts.items():
                with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
        self.app = desktop.start([PROPUS, "--practice"])
        self.message = self.app.find(name=words("Message"), role="text box")
        wait_for(lambda: "focused" in self.message.states, what="the message to have the caret")

    def keys(self, *keys):
        self.app.focus_window(None)
        self.desktop.key(*keys)

    def type(self, text):
        """The caret is in the message from the first moment on."""
        self.app.focus_window(None)
        self.desktop.xdotool("type", "--delay", "15", text, timeout=60)

    def text(self):
        return self.message.own_text()

    def says(self, text):
        wait_for(lambda: self.text() == text, what="the message to be %r" % text)

    def shown(self):
        """Titles in the picker; None when it is closed."""
        lists = self.app.find_all(role="list", name=self.words(DIALOG))
        return [row.children()[0].children()[0].name for row in lists[0].find_all(role="list item")] if lists else None

    def open(self):
        self.keys("ctrl+shift+p")
        return self.app.window(self.words(DIALOG))

    def files(self):
        contents = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".md"):
                with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                    contents.append(file.read())
        return contents

    def shot(self, name, title=None):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SHOTS, exist_ok=True)
            time.sleep(0.7)
            if title is None:
                self.desktop.screenshot(os.path.join(SHOTS, "prompts-%s.png" % name))
            else:
                self.app.screenshot(os.path.join(SHOTS, "prompts-%s.png" % name), title)


PROMPTS = {
    "a.md": "---\ntitle: Translate\n---\nTranslate into {{language}}, for {{reader}}.\n",
    "b.md": "---\ntitle: Summarize\n---\nSum it up.\n",
    "Zeal.md": "no head, only words about translation\n",
}


@test("a slash brings the prompts up; Tab takes one and goes through its variables")
def picker():
    with Desktop() as desktop:
        window = Window(desktop, PROMPTS)
        window.type("/")
        wait_for(lambda: window.shown() == ["Summarize", "Translate", "Zeal"], what="all prompts")
        window.type("tran")
        wait_for(lambda: window.shown() == ["Translate", "Zeal"], what="those with “tran”")
        window.keys("Down", "Up", "Tab")
        window.says("Translate into {{language}}, for {{reader}}.")
        wait_for(lambda: window.shown() is None, what="no picker")
        desktop.xdotool("type", "--delay", "15", "French")
        window.says("Translate into French, for {{reader}}.")
        window.keys("Tab")
        desktop.xdotool("type", "--delay", "15", "children")
        window.says("Translate into French, for children.")


@test("Escape leaves the text alone, what is no prompt is no search, Enter takes")
def escape():
    with Desktop() as desktop:
        window = Window(desktop, PROMPTS)
        window.type("/sum")
        wait_for(lambda: window.shown() == ["Summarize"], what="the one")
        window.keys("Escape")
        wait_for(lambda: window.shown() is None, what="no picker")
        window.says("/sum")
        window.message.set_text("")
        window.type("/etc/fstab")
        window.says("/etc/fstab")
        assert window.shown() is None
        window.message.set_text("")
        window.type("a /sum")
        window.says("a /sum")
        assert window.shown() is None
        window.message.set_text("")
        window.type("/sum")
        wait_for(lambda: window.shown() == ["Summarize"], what="the one again")
        window.keys("Return")
        window.says("Sum it up.")
        assert not window.app.find_all(name="You said", showing=False)


@test("the first start has prompts; one is added, changed, deleted and brought back")
def dialog():
    with Desktop() as desktop:
        window = Window(desktop)
        dialog = window.open()
        dialog.find(role="label", name="Translate")
        window.shot("list", DIALOG)
        wait_for(lambda: len(window.files()) == 11, what="their files")
        n = len(window.files())

        dialog.find(role="button", name="New Prompt").press()
        dialog.find(role="text box", name="Prompt").set_text("My {{own}} words\nin two lines")
        dialog.find(role="text box", name="Title").set_text("My own")
        window.shot("edit", DIALOG)
        dialog.find(role="button", name="Save and Go Back").press()
        dialog.find(role="label", name="My own")
        wait_for(lambda: "---\ntitle: My own\n---\nMy {{own}} words\nin two lines\n" in window.files(), what="its file")

        dialog.find(role="button", name="Delete “My own”").press()
        wait_for(lambda: len(window.files()) == n, what="its file to be gone")
        dialog.find(role="button", name=lambda name: "Undo" in name).press()
        dialog.find(role="label", name="My own")
        wait_for(lambda: len(window.files()) == n + 1, what="its file again")


@test("a message is kept as a prompt, and closing keeps it, too")
def keep():
    with Desktop() as desktop:
        window = Window(desktop, {})
        window.message.set_text("Words that I need {{often}}")
        window.keys("ctrl+shift+s")
        dialog = window.app.window(DIALOG)
        wait_for(lambda: dialog.find(role="text box", name="Prompt").own_text() == "Words that I need {{often}}", what="the words")
        dialog.find(role="button", name="Close").press()
        wait_for(lambda: window.files() == ["---\ntitle: Words that I need {{often}}\n---\nWords that I need {{often}}\n"],
                 what="the file")
        assert window.text() == "Words that I need {{often}}"


@test("pictures of the prompts")
def pictures():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        raise Skip("PROPUS_SCREENSHOTS is not set")
    for name, look in (("light", {}), ("dark", {"dark": True}), ("large", {"text_scale": 1.5})):
        with Desktop(**look) as desktop:
            window = Window(desktop)
            window.type("/")
            wait_for(lambda: window.shown(), what="prompts")
            window.shot("picker-" + name)
    with Desktop() as desktop:
        window = Window(desktop)
        window.open()
        window.app.place(20, 20, 360, 640, title=DIALOG)
        window.shot("narrow", DIALOG)


main()
