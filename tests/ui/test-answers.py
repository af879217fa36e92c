# An answer in the real window: read with the eyes, the ears and the keyboard, copied, quoted, and as hostile as it can be.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With PROPUS_SCREENSHOTS=1 pictures of an answer with everything in it are left in $PROPUS_BUILDDIR/screenshots.

import gettext
import os
import socket
import threading
import time
import urllib.request

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from answerkit import Answers, AnswerWindow
from taptest import Skip, eventually, main, test
from windowkit import TEXT, Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
EVERYTHING = os.path.join(os.environ["PROPUS_SRCDIR"], "tests", "ui", "data", "everything.md")

PROSE = """# Heading

A *stressed* and a **strong** word, `code`, and [a link](https://example.org/page).

1. one
2. two

> quoted
"""
PROSE_MARKDOWN = PROSE.strip()
PROSE_TEXT = "Heading\nA stressed and a strong word, code, and a link.\n1. one\n2. two\nquoted"


def selected(node):
    if node.call(TEXT, "GetNSelections")[0] == 0:
        return ""
    start, end = node.call(TEXT, "GetSelection", GLib.Variant("(i)", (0,)))
    return node.call(TEXT, "GetText", GLib.Variant("(ii)", (start, end)))[0]


def clipboard_is(desktop, text):
    got = []

    def check():
        got[:] = [desktop.get_clipboard()]
        return got[0] == text

    try:
        wait_for(check, what="the clipboard")
    except AssertionError:
        raise AssertionError("on the clipboard: %r, expected: %r" % (got[0], text)) from None


def focus(window, node):
    """Gives a text object the focus with the pointer."""
    window.click_at(node, 3, 8)
    eventually(lambda: "focused" in node.states, what="the focus on the text")


def select(window, node, start, length):
    """Selects characters with the keyboard."""
    focus(window, node)
    assert node.call(TEXT, "SetCaretOffset", GLib.Variant("(i)", (start,)))[0]
    window.desktop.key(*["shift+Right"] * length)
    eventually(lambda: len(selected(node)) == length, what="the selection")


def escape(window, name):
    """Shuts a dialog.  There is no window manager that would give the keyboard back to the window."""
    window.desktop.key("Escape")
    window.app.wait_gone(name=name)
    window.app.focus_window()


def take(window, item):
    """Takes an item of the menu that is open."""
    window.app.find(role="menu item", name=item).press()


def has_item(window, item):
    return [node for node in window.app.find_all(role="menu item") if node.name == item]


@test("answers: what is selected across headings, paragraphs and lists is copied as text and as Markdown, quoted, and found")
def select_and_copy():
    with Desktop() as desktop, Answers(PROSE) as answers:
        window = AnswerWindow(desktop, answers)
        window.ask()
        text = window.texts()[0]
        x, y, width, height = text.extents()
        window.drag(text, (1, 6), (width - 2, height - 2))
        eventually(lambda: selected(text).startswith("Heading") and selected(text).endswith("quoted"), what="the whole selection")
        desktop.key("ctrl+c")
        clipboard_is(desktop, PROSE_TEXT)

        # The menu by the keyboard; it is about the same selection.
        desktop.key("Menu")
        window.app.find(role="menu item", name="Quote in Reply")
        take(window, "Copy as Markdown")
        clipboard_is(desktop, PROSE_MARKDOWN)
        eventually(lambda: "focused" in text.states, what="the focus back on the text")

        # And by the secondary button, which leaves the selection alone.
        window.click_at(text, 40, height // 2, button=3)
        take(window, "Copy")
        clipboard_is(desktop, PROSE_TEXT)
        assert selected(text).startswith("Heading")

        desktop.key("shift+F10")
        take(window, "Quote in Reply")
        eventually(lambda: "focused" in window.message.states, what="the focus in the composer")
        quotation = "".join("> %s\n" % line if line else ">\n" for line in PROSE_MARKDOWN.split("\n")) + "\n"
        assert window.message.own_text() == quotation, window.message.own_text()

        start = text.own_text().index("strong")
        select(window, text, start, len("strong"))
        assert selected(text) == "strong", selected(text)
        window.click_at(text, 40, height // 2, button=3)
        take(window, "Search in Chat")
        eventually(lambda: [n for n in window.app.find_all(name="Find in Chat", state="focused")], what="the focus in the find")
        eventually(lambda: window.app.find_all(name="1 of 1", role="label"), what="the place that was found")


@test("answers: the menu stays, and is about what was selected, while the answer streams on")
def menu_survives():
    text = "first words of it\n\n" + "more and more words come. " * 60
    with Desktop() as desktop, Answers(text, piece=20, pause=0.01) as answers:
        window = AnswerWindow(desktop, answers)
        answers.hold(after=10)
        window.send()
        answers.wait_held()
        prose = wait_for(lambda: next(iter(window.texts()), None), what="the text")
        eventually(lambda: "more and more" in prose.own_text(), what="the first words")
        select(window, prose, 0, len("first words"))
        window.click_at(prose, 30, 8, button=3)
        window.app.find(role="menu item", name="Copy as Markdown")
        answers.release()
        eventually(lambda: prose.own_text().endswith("words come."), timeout=30, what="the end of the answer")
        assert has_item(window, "Copy as Markdown"), window.app.dump()
        take(window, "Copy as Markdown")
        clipboard_is(desktop, "first words")


class Listener(threading.Thread):
    """Hears what a screen reader hears: every event on the accessibility bus."""

    def __init__(self, desktop):
        super().__init__(daemon=True)
        self._address = desktop.session_bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0,
                                                      10000, None).unpack()[0]
        self._ready = threading.Event()
        self.events = []
        self.start()
        assert self._ready.wait(20)

    def run(self):
        context = GLib.MainContext()
        context.push_thread_default()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        bus = Gio.DBusConnection.new_for_address_sync(self._address, flags, None, None)
        bus.signal_subscribe(None, "org.a11y.atspi.Event.Object", None, None, None, 0, self._heard)
        bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", None, None, 0, 10000, None)
        self._ready.set()
        GLib.MainLoop.new(context, False).run()

    def _heard(self, _bus, _sender, path, _interface, name, parameters):
        values = parameters.unpack()
        self.events.append((path, name, values[0], values[3]))

    def heard(self, name, kind):
        return [(path, value) for path, event, what, value in self.events if (event, what) == (name, kind)]


@test("answers: a screen reader hears the answer once, in sentences, when it is complete, and nothing of its pieces")
def spoken():
    sentences = ["This is sentence number %d of the answer." % i for i in range(60)]
    text = "# A title\n\n" + "\n\n".join(sentences) + "\n\n```python\na = 1\nb = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    with Desktop() as desktop, Answers(text, piece=20, pause=0.005) as answers:
        window = AnswerWindow(desktop, answers)
        window.message.click()
        eventually(lambda: "focused" in window.message.states, what="the focus on the message")
        listener = Listener(desktop)
        window.message.type("can the listener hear?")
        eventually(lambda: listener.heard("TextChanged", "insert"), what="an event for what is typed: the listener hears")
        answers.hold(after=60)
        window.send()
        answers.wait_held()
        row = window.answer()
        eventually(lambda: "busy" in row.states, what="the answer to be busy")
        eventually(lambda: any("sentence number 10" in t.own_text() for t in window.texts()), what="some of the answer")
        paths = {node.path for node in row.walk()}
        pieces = [value for path, value in listener.heard("TextChanged", "insert") if path in paths]
        assert not [value for path, value in listener.heard("PropertyChange", "accessible-description") if "sentence number" in value]

        answers.release()
        spoken_text = "A title.\n" + "\n".join(sentences) + "\nCode in Python, 2 lines.\nA table with 2 rows.\n"
        eventually(lambda: (window.message.path, spoken_text) in listener.heard("PropertyChange", "accessible-description"), timeout=30,
                   what="the answer to be spoken")
        eventually(lambda: "busy" not in row.states, what="the answer to be complete")
        eventually(lambda: window.message.description == "", what="the composer to have its own description again")
        assert "focused" in window.message.states

        paths = {node.path for node in row.walk()}
        pieces += [value for path, value in listener.heard("TextChanged", "insert") if path in paths]
        # A text object says once what it has when it shows up.
        assert len(pieces) <= 4, "%d pieces were told: %r" % (len(pieces), pieces[:10])

        # One object with all of it, and parts with roles.
        whole = [node for node in row.walk() if node.description == spoken_text]
        assert len(whole) == 1, row.dump()
        assert row.find(role="table", showing=False).name == "Table with 2 columns and 2 rows"
        cells = [node for node in row.walk() if node.call("org.a11y.atspi.Accessible", "GetRole")[0] == 56]
        assert [(node.name, node.description) for node in cells] == [("1", "a"), ("2", "b")], row.dump()
        assert [node.name for node in row.walk() if node.role == "text box"][1] == "Code: Python"


@test("answers: the caret goes through the text, tells what it comes to, and opens links; Tab goes from link to link and on to buttons")
def keyboard():
    text = "# Title\n\nFirst [one](https://one.example/) and [two](https://two.example/).\n\n- item\n\n```c\nint i;\n```\n"
    with Desktop() as desktop, Answers(text) as answers:
        window = AnswerWindow(desktop, answers)
        window.ask()
        prose = window.texts()[0]
        focus(window, prose)
        desktop.key("ctrl+Home")
        eventually(lambda: prose.description == "Heading level 1", what="the heading to be told of")
        desktop.key("Tab")
        eventually(lambda: selected(prose) == "one" and prose.description == "Link to one.example", what="the first link")
        desktop.key("Tab")
        eventually(lambda: selected(prose) == "two", what="the second link")
        desktop.key("shift+Tab")
        eventually(lambda: selected(prose) == "one", what="the first link again")
        desktop.key("Return")
        window.app.find(name="Open one.example?")
        escape(window, "Open one.example?")
        eventually(lambda: "focused" in prose.states, what="the focus back on the text")
        desktop.key("Down")
        eventually(lambda: prose.description == "List item", what="the item to be told of")
        names = []
        for _step in range(3):
            before = names[-1:] or ["Text"]
            desktop.key("Tab")
            eventually(lambda: [n.name for n in window.app.find_all(state="focused") if n.role != "window"] not in ([], before),
                       what="the focus to go on from %s" % before)
            names += [[n.name for n in window.app.find_all(state="focused") if n.role != "window"][0]]
        assert names == ["Wrap Lines", "Save Code As…", "Copy Code"], names


@test("answers: code is wrapped, copied and saved, a table is copied for a spreadsheet and as Markdown")
def blocks():
    code = "\n".join("line %d = %s" % (i, "'long words in it' + " * 12) for i in range(3))
    table = "| a | b |\n| :-- | --: |\n| **1** | 2 |"
    text = "```python\n%s\n```\n\n```mermaid\ngraph TD;\n```\n\n%s\n" % (code, table)
    with Desktop() as desktop, Answers(text, piece=200) as answers:
        window = AnswerWindow(desktop, answers)
        row = window.ask()
        view = window.texts()[0]
        flat = view.extents()[3]
        row.find(name="Wrap Lines", showing=False).press()
        eventually(lambda: view.extents()[3] > 2 * flat, what="the lines to be wrapped")
        assert view.own_text() == code
        assert row.find_all(name="Propus shows diagrams as text.")
        row.find(role="button", name="Copy Code", showing=False).press()
        clipboard_is(desktop, code)

        path = os.path.join(desktop.folder, "saved.py")
        row.find(role="button", name="Save Code As…", showing=False).press()
        window.app.window("Save Code")
        window.app.focus_window("Save Code")
        desktop.key("ctrl+a")
        desktop.xdotool("type", "--delay", "15", path, timeout=60)
        time.sleep(0.7)
        desktop.key("Return")
        eventually(lambda: os.path.exists(path), what="the file")
        window.app.find(name="The code was saved.")
        with open(path, encoding="utf-8") as file:
            assert file.read() == code + "\n"

        for item, expected in (("Copy for a Spreadsheet", "a\tb\n1\t2"), ("Copy as Markdown", table)):
            [node for node in row.walk() if node.name == "Copy Table"][-1].press()
            take(window, item)
            clipboard_is(desktop, expected)


@test("answers: the focus stays while text streams, also when what has it becomes something else")
def focus_stays():
    head = "words that stay\n\n```c\nint i;\n```\n\n| a | b |\n"
    text = head + "|---|---|\n| 1 | 2 |\n\nand the end\n"
    with Desktop() as desktop, Answers(text, piece=len(head)) as answers:
        window = AnswerWindow(desktop, answers)
        answers.hold(after=1)
        window.send()
        answers.wait_held()
        last = wait_for(lambda: next((t for t in window.texts() if "| a | b |" in t.own_text()), None), what="the row as a paragraph")
        eventually(lambda: last.extents()[3] > 5, what="the first piece to be seen before the next one comes")
        focus(window, last)
        answers.release()
        eventually(lambda: "and the end" in window.answer().text(), what="the end")
        eventually(lambda: [n for n in window.answer().walk() if "focused" in n.states], what="the focus in the answer")


def forms(address):
    """More than thirty ways in which Markdown and HTML ask for something from elsewhere."""
    wanted = ["![x](%s)", "![x](%s 'title')", "![x](<%s>)", "[![x](%s)](%s)", "![x][r]\n\n[r]: %s", "![y]\n\n[y]: %s", "![][z]\n\n[z]: %s",
              "<img src=%s>", "<IMG SRC='%s'/>", "<img srcset='%s 2x'>", "<picture><source srcset=%s></picture>",
              "<svg><image href='%s'/></svg>", "<iframe src=%s></iframe>", "<object data=%s>", "<embed src=%s>",
              "<link rel=stylesheet href=%s>", "<link rel=preload href=%s>", "<style>@import '%s'</style>", "<script src=%s></script>",
              "<video poster=%s></video>", "<audio src=%s></audio>", "<body background=%s>", "<table background=%s>",
              "<div style=\"background:url(%s)\">", "<base href=%s>", "<meta http-equiv=refresh content='0;url=%s'>",
              "<a ping=%s>x</a>", "<input type=image src=%s>", "- ![x](%s)", "> ![x](%s)", "| ![x](%s) |\n|---|\n| ![x](%s) |", "# ![x](%s)",
              "**![x](%s)**", "[x](%s)", "<%s>", "%s", "```html\n<img src=%s>\n```", "`![x](%s)`", "$\\includegraphics{%s}$"]
    return "\n\n".join(form.replace("%s", "%s/%d" % (address, index)) for index, form in enumerate(wanted))


class Canary(threading.Thread):
    """A server that counts who connects."""

    def __init__(self):
        super().__init__(daemon=True)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.connections = []
        self.start()

    def run(self):
        while True:
            connection, _address = self._listener.accept()
            with connection:
                self.connections.append(connection.recv(1000))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


@test("case-86 no form of a remote picture makes a connection, and each is a link or text")
def remote_pictures():
    canary = Canary()
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(canary.address + "/planted", timeout=20).close()
    eventually(lambda: len(canary.connections) == 1, what="the canary to see the planted one")
    text = forms(canary.address) + "\n\nThe end of the forms.\n"
    with Desktop() as desktop, Answers(text, piece=500) as answers:
        window = AnswerWindow(desktop, answers)
        row = window.ask()
        eventually(lambda: "The end of the forms." in row.text(), what="the whole answer")
        window.drag(window.texts()[-1], (2, 5), (200, 8))   # and with the pointer over it
        time.sleep(1.5)
        assert "[Picture: x — 127.0.0.1]" in row.text()
        assert "<script src=" in row.text()
        assert window.app.close() == 0
    assert len(canary.connections) == 1, canary.connections[1:]


@test("case-87 javascript:, file: and data: are no links")
def schemes():
    bad = ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x", "intent://x", "smb://x/y",
           "//evil.example", "https:evil.example", "ht\ttp://evil.example", "about:blank", "x-scheme-handler:y"]
    text = "start\n\n" + "\n\n".join("[words%d](%s)" % pair for pair in enumerate(bad)) + "\n\n<javascript:alert(1)>\n\n[good](https://ok.example/)\n"
    with Desktop() as desktop, Answers(text) as answers:
        window = AnswerWindow(desktop, answers)
        window.ask()
        prose = window.texts()[0]
        focus(window, prose)
        desktop.key("ctrl+Home", "Tab")
        eventually(lambda: selected(prose) == "good", what="the only link to be reached first")
        start = prose.own_text().index("words1")
        assert prose.call(TEXT, "SetCaretOffset", GLib.Variant("(i)", (start + 2,)))[0]
        desktop.key("Return")
        desktop.key("Menu")
        window.app.find(role="menu item", name="Copy")
        assert not has_item(window, "Copy Link") and not has_item(window, "Open Link…")
        assert not window.app.find_all(name=lambda name: name.startswith("Open "))


@test("case-88 a lying link shows where it leads before anything is opened, and is flagged")
def lying_link():
    text = "[https://bank.example.com](https://evil.example/login) and [https://аpple.com](https://аpple.com/)\n"
    with Desktop() as desktop, Answers(text) as answers:
        window = AnswerWindow(desktop, answers)
        window.ask()
        prose = window.texts()[0]
        window.click_at(prose, 30, 10)
        window.app.find(name="Open evil.example?")
        window.app.find(name=lambda name: "names another place than the one it leads to" in name and "https://evil.example/login" in name)
        escape(window, "Open evil.example?")
        start = prose.own_text().index("аpple")
        assert prose.call(TEXT, "SetCaretOffset", GLib.Variant("(i)", (start,)))[0]
        desktop.key("Return")
        window.app.find(name="Open xn--pple-43d.com?")


HOSTILE = "</span><a href=\"file:///etc/passwd\">x</a>&<b> %s &amp;"


@test("case-89 markup in the text, the title, the model's name and an error is shown as it is")
def markup():
    with Desktop() as desktop, Answers("Text: " + HOSTILE.replace("&amp;", "&amp;amp;") + "\n") as answers:
        log = open(os.path.join(desktop.folder, "stderr"), "w+", encoding="utf-8")
        window = AnswerWindow(desktop, answers, stderr=log)
        row = window.ask(HOSTILE)
        assert "Text: " + HOSTILE in row.text(), row.text()
        assert HOSTILE in window.row_text("You said")
        eventually(lambda: any("</span><a href=" in item.name for item in window.app.find(name="Chats").walk()), what="the title of the chat")
        answers.fail("<b>No</b> & <a href='file:///x'>way</a> %s")
        window.send("again")
        eventually(lambda: window.answer().find_all(role="alert"), what="the failure")
        window.answer().find(role="button", name="GtkExpander").press()
        eventually(lambda: "<b>No</b> & <a href='file:///x'>way</a> %s" in window.answer().text(), what="the error as it is")
        log.seek(0)
        trouble = [line for line in log if "markup" in line.lower() or "CRITICAL" in line]
        assert not trouble, trouble


HIDDEN = "a\u202eb\u2066c\u2069d\U000e0041e\u200bf\u00adg\x1b[31mh"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@test("case-92 what hides or turns text is a mark in code, and what is copied is what is shown; emoji stay whole")
def hidden_characters():
    text = "Prose %s %s end.\n\n```py\n%s %s\n\n```\n" % (HIDDEN, FAMILY, HIDDEN, FAMILY)
    with Desktop() as desktop, Answers(text) as answers:
        window = AnswerWindow(desktop, answers)
        row = window.ask()
        prose, code = window.texts()
        shown = "a[U+202E]b[U+2066]c[U+2069]d[U+E0041]e[U+200B]f[U+00AD]g[31mh %s\n" % FAMILY
        assert code.own_text() == shown, ascii(code.own_text())
        assert row.find_all(name=lambda name: name.startswith("This code had characters that cannot be seen"))
        row.find(role="button", name="Copy Code", showing=False).press()
        clipboard_is(desktop, shown)
        assert "\u202e" not in prose.own_text() and "\U000e0041" not in prose.own_text() and "\x1b" not in prose.own_text()
        assert FAMILY in prose.own_text()
        focus(window, prose)
        desktop.key("ctrl+a", "ctrl+c")
        clipboard_is(desktop, prose.own_text())


def picture(name, width, **look):
    words = str
    if look.get("language"):
        words = gettext.translation("propus", os.path.join(os.environ["PROPUS_BUILDDIR"], "po"), [look["language"]]).gettext
    with open(EVERYTHING, encoding="utf-8") as file:
        text = file.read()
    with Desktop(size=(1400, 3400), **look) as desktop, Answers(text, piece=400) as answers:
        window = AnswerWindow(desktop, answers, width=width, height=1000, words=words)
        window.ask()
        window.app.place(0, 0, width, 3300)
        time.sleep(1)
        os.makedirs(SHOTS, exist_ok=True)
        window.app.screenshot(os.path.join(SHOTS, "answer-%s.png" % name))


@test("answers: pictures of an answer with everything in it", timeout=240)
def pictures():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        raise Skip("wanted with PROPUS_SCREENSHOTS=1 only")
    picture("light", 900)
    picture("dark", 900, dark=True)
    picture("narrow", 360)
    picture("zh_TW", 900, language="zh_TW")
    picture("large", 900, text_scale=1.5)
    picture("contrast", 900, high_contrast=True)


main()
