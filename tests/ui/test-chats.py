# The list of chats from outside: days, names, pins, folders, the archive, several at once, and the search.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import sqlite3
import time

from gi.repository import GLib

from askkit import PROPUS
from taptest import eventually, main, test
from windowkit import Desktop, NotFound, wait_for

PICTURES = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
DAY_US = 24 * 60 * 60 * 1000 * 1000
PROMPTS = ["Tables for beginners", "Was ist Rekursion?", "寫一首關於秋天的詩", "Plan a party", "Résumé writing"]


class Window:
    def __init__(self, desktop):
        self.desktop = desktop
        self.app = desktop.start([PROPUS, "--practice"])
        self.app.find(name="Message")

    def chats(self):
        try:
            return [item.name for item in self.app.find(name="Chats", role="list").find_all(role="list item")]
        except GLib.GError:
            return None   # a row went while it was looked at

    def chat(self, name):
        return self.app.find(name="Chats", role="list").find(role="list item", name=name)

    def expect(self, *names):
        eventually(lambda: self.chats() == list(names), what="the chats %r, not %r" % (names, self.chats()))

    def ask(self, text):
        self.app.find(role="button", name="New Chat").press()
        eventually(lambda: not self.app.find_all(name="Gemini said"), what="an empty chat")
        self.app.find(name="Message").set_text(text)
        self.app.find(role="button", name="Send").press_when_sensitive()
        eventually(lambda: self.app.find_all(name="Gemini said"), what="an answer")
        self.app.find(role="button", name="Send")
        eventually(lambda: text in self.chats(), what="the chat in the list")

    def choose(self, *path):
        """Items of the open menu, one in the other."""
        for label in path:
            self.app.find(test=lambda node: node.role in ("menu item", "radio menu item", "button")
                          and node.name == label).press()
            time.sleep(0.5)

    def close_menu(self):
        """One whose item was activated from outside stays open."""
        if self.app.find_all(role="menu"):
            self.desktop.key("Escape")
            eventually(lambda: not self.app.find_all(role="menu"), what="a closed menu")

    def menu(self, chat, *path):
        self.close_menu()
        self.chat(chat).find(name="Chat Menu", showing=False).click()
        time.sleep(0.5)
        self.choose(*path)

    def view(self, label):
        self.close_menu()
        button = self.app.find(test=lambda node: node.description == "Folders and Archive")
        for _ in range(3):   # this may meet a menu or a dialog that is about to go
            button.find(index=-1, role="button").press()
            try:
                wait_for(lambda: self.app.find_all(role="menu item", name=label), timeout=6, what=label)
                break
            except NotFound:
                self.close_menu()
        self.choose(label)

    def name_folder(self, name):
        self.app.find(name="Name of the folder").set_text(name)
        self.desktop.key("Return")
        self.app.wait_gone(name="Name of the folder")
        time.sleep(0.5)   # until the dialog has let go of the window

    def undo(self):
        self.app.find(role="button", test=lambda node: node.name.endswith("Undo")).press()

    def picture(self, name):
        os.makedirs(PICTURES, exist_ok=True)
        self.desktop.screenshot(os.path.join(PICTURES, name + ".png"))

    def close(self):
        assert self.app.close() == 0


def history(desktop):
    return os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "history.db")


def write_chats(desktop, ages=()):
    """The prompts as chats of their own, the first ones ages[i] days old."""
    window = Window(desktop)
    for prompt in PROMPTS:
        window.ask(prompt)
    window.close()
    with sqlite3.connect(history(desktop)) as database:
        for age, title in zip(ages, PROMPTS):
            database.execute("UPDATE conversations SET updated = updated - ? WHERE title = ?", (age * DAY_US, title))
    database.close()
    return Window(desktop)


@test("chats stand under their days, newest first, and pinned ones on top", timeout=180)
def days():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop, (100, 20, 3, 1))
        window.expect(*reversed(PROMPTS))
        names = [node.name for node in window.app.find(name="Chats", role="list").walk()]
        for before, after in (("Today", "Résumé writing"), ("Yesterday", "Plan a party"),
                              ("Previous 7 Days", "寫一首關於秋天的詩"), ("Previous 30 Days", "Was ist Rekursion?")):
            assert names.index(before) < len(names) - 1 - names[::-1].index(after), (before, names)
        window.picture("chats")

        window.chat("Tables for beginners").click()
        window.menu("Tables for beginners", "Pin")
        window.expect("Tables for beginners", *reversed(PROMPTS[1:]))
        window.app.find(name="Pinned")
        window.menu("Tables for beginners", "Unpin")
        window.expect(*reversed(PROMPTS))


@test("a chat is renamed in its row; Escape leaves its name alone", timeout=180)
def rename():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop)
        window.chat("Plan a party").click()
        eventually(lambda: window.app.find_all(name="Gemini said"), what="the chat")
        window.chat("Plan a party").click()   # the first click leads to the composer
        desktop.key("F2")
        window.app.find(name="Name of the chat").set_text("Nothing")
        desktop.key("Escape")
        window.expect(*reversed(PROMPTS))
        desktop.key("F2")
        window.app.find(name="Name of the chat").set_text("A big <b>party</b>")
        window.picture("chats-rename")
        desktop.key("Return")
        expected = [name.replace("Plan a party", "A big <b>party</b>") for name in reversed(PROMPTS)]
        window.expect(*expected)
        window.close()
        window = Window(desktop)
        window.expect(*expected)


@test("folders are made, filled, renamed and deleted, and the archive is out of the way", timeout=240)
def folders():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop)
        window.chat("Plan a party").click()
        window.menu("Plan a party", "Move to Folder", "New Folder…")
        window.name_folder("Fun_and games")
        window.view("Fun_and games")
        window.expect("Plan a party")
        window.picture("chats-folder")
        window.view("Rename This Folder…")
        window.name_folder("Leisure")
        window.app.find(name="Leisure")
        window.view("Delete This Folder")
        window.expect(*reversed(PROMPTS))
        window.undo()
        window.view("Leisure")
        window.expect("Plan a party")
        window.view("All Chats")

        window.menu("Was ist Rekursion?", "Archive")
        window.expect(*[name for name in reversed(PROMPTS) if name != "Was ist Rekursion?"])
        window.view("Archive")
        window.expect("Was ist Rekursion?")
        window.undo()
        window.view("All Chats")
        window.expect(*reversed(PROMPTS))


@test("several chats are deleted at once, and all come back", timeout=180)
def several():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop)
        window.chat("Plan a party").click()
        window.menu("Plan a party", "Select Chats")
        window.chat("Tables for beginners").click()
        window.chat("Résumé writing").click()
        window.app.find(name="3 chats")
        window.picture("chats-select")
        window.app.find(role="button", name="Delete").press()
        window.expect("寫一首關於秋天的詩", "Was ist Rekursion?")
        window.undo()
        window.expect(*reversed(PROMPTS))


@test("the search finds words, parts, accents and one Chinese character, and opens the place", timeout=240)
def search():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop)
        desktop.key("ctrl+k")
        entry = window.app.find(name="Search Chats")

        def found():
            lists = window.app.find_all(name="Search Results", role="list")
            return [item.name for item in lists[0].find_all(role="list item")] if lists else []

        for text, title in (("resume", "Résumé writing"), ("秋", "寫一首關於秋天的詩"), ("秋天", "寫一首關於秋天的詩"),
                            ("rEkUrS", "Was ist Rekursion?"), ('part"', None), ("NEAR(", None)):
            entry.set_text(text)
            if title is None:
                window.app.find(name="Nothing Found")
            else:
                eventually(lambda: found() and all(name.startswith(title) for name in found()), what="%s by %s" % (title, text))
        entry.set_text("practice endpoint")
        eventually(lambda: len(found()) >= 4, what="a place in each chat whose answer is in English")
        window.picture("search")

        entry.set_text("秋")
        eventually(lambda: found() and found()[0].startswith("寫"), what="the poem")
        window.app.find(name="Search Results", role="list").find(role="list item").click()
        eventually(lambda: window.app.find_all(name="Gemini said"), what="the chat of the place")
        entry.set_text("")
        window.expect(*reversed(PROMPTS))
        window.close()


@test("the search is limited to a time, a model, chats with an attachment and chats that are not archived", timeout=180)
def filters():
    with Desktop(size=(1100, 800)) as desktop:
        window = write_chats(desktop)
        window.close()
        # What they differ in; the answers of practice are all alike.
        with sqlite3.connect(history(desktop)) as database:
            key = "conversation_id = (SELECT id FROM conversations WHERE title = ?)"
            database.execute("UPDATE messages SET created = created - ? WHERE " + key, (60 * DAY_US, "Tables for beginners"))
            database.execute("UPDATE messages SET model = 'practice-tour' WHERE role = 'model' AND " + key, ("Plan a party",))
            database.execute("INSERT INTO attachments (message_id, position, hash, mime, name, size) SELECT min (id), 0, ?, "
                             "'text/plain', 'a.txt', 3 FROM messages WHERE " + key, ("0" * 64, "Résumé writing"))
            database.execute("UPDATE conversations SET archived = 1 WHERE title = ?", ("Was ist Rekursion?",))
        database.close()
        window = Window(desktop)
        window.app.focus_window()
        desktop.key("ctrl+k")
        window.app.find(name="Search Chats").set_text("practice endpoint")

        def found():
            lists = window.app.find_all(name="Search Results", role="list")
            return {item.name.split(":")[0] for item in lists[0].find_all(role="list item")} if lists else set()

        def expect(*titles):
            eventually(lambda: found() == set(titles), what="%r, not %r" % (set(titles), found()))

        english = {"Tables for beginners", "Plan a party", "Résumé writing"}
        german = "Was ist Rekursion?"
        eventually(lambda: found() >= english | {german}, what="a place in each chat whose answer is in English: %r" % found())

        def limit(position, *keys):
            """With the keyboard, which goes through time, model, attachment, archive."""
            button = window.app.find(name="Limit the Search", test=lambda node: node.role in ("button", "toggle button"))
            button.find(index=-1, role="button").press()
            window.app.find(name="With an attachment", role="check box")
            time.sleep(0.3)
            desktop.key(*["Tab"] * position, *keys)
            time.sleep(0.3)
            window.picture("search-limit-%d" % position)
            desktop.key("Escape")
            window.app.wait_gone(name="With an attachment", role="check box")

        limit(2, "space")
        expect("Résumé writing")
        limit(2, "space")
        limit(3, "space")
        expect(*english)
        limit(0, "space", "Down", "Down", "Return")
        expect("Plan a party", "Résumé writing")
        limit(1, "space", "Down", "Down", "Return")   # any, Flash, Tour
        expect("Plan a party")


if __name__ == "__main__":
    main()
