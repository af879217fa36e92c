# What was used and how much may be, in the real window: a limit that is reached, raised, and gone past for a day.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import csv
import datetime
import json
import os
import sqlite3
import time

from gi.repository import GLib

from askkit import PROPUS, fake_key
from rawserver import RawServer, whole
from taptest import main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")


def answer(request, send):
    reply = {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "Yes."}]}}],
             "usageMetadata": {"promptTokenCount": 500, "candidatesTokenCount": 400, "totalTokenCount": 900},
             "modelVersion": "gemini-2.5-flash"}
    if "stream" in request.path:
        send(whole(b"data: " + json.dumps(reply).encode() + b"\r\n\r\n", "text/event-stream"))
    else:
        send(whole(json.dumps(reply).encode(), "application/json"))


class Window:
    def __init__(self, desktop, server, words=str):
        self.desktop, self.words = desktop, words
        self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": fake_key()})
        self.message = self.app.find(name=words("Message"), role="text box")
        self.preferences = None

    def send(self, text):
        self.message.set_text(text)
        self.app.find(role="button", name=self.words("Send")).press_when_sensitive()

    def answers(self):
        return len([node for node in self.app.find_all(role="label", showing=False) if node.name == "Yes."])

    def act(self, name):
        self.desktop.session_bus.call_sync("io.github.propus.Propus", "/io/github/propus/Propus", "org.gtk.Actions", "Activate",
                                           GLib.Variant("(sava{sv})", (name, [], {})), None, 0, 10000, None)

    def usage(self):
        """The Usage page, in front."""
        self.preferences = self.app.window("Preferences")
        self.app.place(20, 20, 640, 900, title="Preferences")
        return self.preferences

    def limit(self, name, amount, index):
        """0: the one that asks, 1: the one that stops."""
        spin = self.preferences.find(role="spin button", name=self.words(name), index=index, showing=False)
        spin.call("org.freedesktop.DBus.Properties", "Set",
                  GLib.Variant("(ssv)", ("org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", amount))))

    def says(self, text):
        wait_for(lambda: text in self.app.root().text(), what="“%s”" % text)

    def has(self, text):
        self.preferences.wait(lambda: text in self.preferences.text(), what="“%s”" % text)

    def limits(self):
        path = os.path.join(self.desktop.env["XDG_DATA_HOME"], "propus", "usage.db")
        db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        try:
            return dict(db.execute("SELECT period || '-' || unit, coalesce (hard, 0) || '/' || coalesce (soft, 0) "
                                   "FROM spend_limit"))
        finally:
            db.close()

    def count_settled(self):
        path = os.path.join(self.desktop.env["XDG_DATA_HOME"], "propus", "usage.db")
        if not os.path.exists(path):
            return 0
        db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        try:
            return db.execute("SELECT count (*) FROM request WHERE process IS NULL").fetchone()[0]
        except sqlite3.OperationalError:   # it is being made
            return 0
        finally:
            db.close()

    def chart(self):
        found = [node for node in self.preferences.walk() if node.name.startswith("Usage of the last 30 days")]
        return found[0] if found else None

    def shot(self, name, title=None):
        if os.environ.get("PROPUS_SCREENSHOTS"):
            os.makedirs(SHOTS, exist_ok=True)
            time.sleep(0.7)
            self.app.screenshot(os.path.join(SHOTS, "usage-%s.png" % name), title)


@test("usage a limit of 1,000 tokens stops the next message, says why and how much, and can be raised")
def limited():
    with RawServer(answer) as server, Desktop() as desktop:
        window = Window(desktop, server)
        window.app.place(0, 0, 900, 700)
        window.act("usage")
        window.usage()
        window.has("Nothing yet")
        window.preferences.find(role="button", name="Close").press()
        window.app.wait_gone(role="spin button")
        window.send("one")
        wait_for(lambda: any("Yes." in node.text() for node in window.app.find_all(name="Gemini said", showing=False)),
                 what="the first answer")
        row = window.app.find(name="Gemini said", showing=False)
        [node for node in row.walk() if node.name == "Answer Menu"][-1].press()
        window.app.find(role="menu item", name="Details").press()
        wait_for(lambda: [n for n in window.app.find_all(role="label") if n.name == "about US$0.001150"], what="the price")
        assert [n for n in window.app.find_all(role="label") if n.name == "Estimated cost"]
        window.shot("details")
        desktop.key("Escape")
        window.app.wait_gone(role="label", name="Estimated cost")

        window.act("usage")
        window.usage()
        window.has("This Month by Model")
        window.has("900 tokens, less than US$0.01")
        window.shot("page", "Preferences")
        window.limit("Tokens a day", 1000, 1)
        wait_for(lambda: window.limits() == {"day-tokens": "1000/0"}, what="the limit")
        window.shot("page", "Preferences")
        window.preferences.find(role="button", name="Close").press()

        sent = len([r for r in server.requests if r.method == "POST"])
        window.send("two")
        window.app.find(role="button", name="Change Limits")
        texts = [node.name for node in window.app.find_all(role="label") if "tokens are used today" in node.name]
        assert texts and "of 1" in texts[0] and "Preferences" in texts[0], texts
        assert len([r for r in server.requests if r.method == "POST"]) == sent
        window.shot("card")

        window.app.find(role="button", name="Change Limits").press()
        window.usage()
        window.limit("Tokens a day", 0, 1)
        wait_for(lambda: window.limits() == {}, what="no limit")
        window.limit("Tokens a day", 10, 0)
        wait_for(lambda: window.limits() == {"day-tokens": "0/10"}, what="the limit that asks")
        window.preferences.find(role="button", name="Close").press()
        window.app.find(role="button", name="Try Again").press()
        window.app.find(role="button", name="Go On for Today").press()
        wait_for(lambda: len([r for r in server.requests if r.method == "POST"]) > sent, what="the second message")
        window.app.wait_gone(role="button", name="Go On for Today")


def fill_ledger(desktop):
    """Twenty requests on each of the last days, by three keys, one of which is no more; returns {day: tokens}."""
    path = os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "usage.db")
    db = sqlite3.connect(path)
    sums = {}
    columns = [name for _n, name, *_rest in db.execute("PRAGMA table_info (request)")]
    old = dict(zip(columns, db.execute("SELECT * FROM request").fetchone()))
    for back in range(1, 30, 2):
        then = datetime.datetime.now() - datetime.timedelta(days=back)
        tokens = 1000 * (30 - back)
        for key, share in (("gemini-env", 0.7), ("7f3a-gone", 0.3)):
            row = dict(old, id=None, at=int(then.timestamp() * 1000), day=int(then.strftime("%Y%m%d")), key=key,
                       total=int(tokens * share), prompt=int(tokens * share), cost=tokens)
            db.execute("INSERT INTO request (%s) VALUES (%s)" % (", ".join(row), ", ".join("?" * len(row))), list(row.values()))
        sums[then.date()] = int(tokens * 0.7) + int(tokens * 0.3)
    # this month, whatever day it is
    row = dict(old, id=None, key="7f3a-gone", program='=1+1 "quoted", and\na line')
    db.execute("INSERT INTO request (%s) VALUES (%s)" % (", ".join(row), ", ".join("?" * len(row))), list(row.values()))
    db.commit()
    db.close()
    return sums


def look(name, **how):
    with RawServer(answer) as server, Desktop(**how) as desktop:
        window = Window(desktop, server, how.pop("words", str))
        window.send("one")
        wait_for(lambda: window.count_settled() >= 1, what="a row in the ledger")
        sums = fill_ledger(desktop)
        window.act("usage")
        window.usage()
        chart = window.preferences.wait(lambda: window.chart(), what="the chart")
        table = chart.description
        for day, tokens in sums.items():
            line = [line for line in table.split("\n") if line.startswith("%d %s:" % (day.day, day.strftime("%B")))]
            assert len(line) == 1 and "%d token" % tokens in line[0].replace(",", ""), (day, tokens, table)
        assert len(table.split("\n")) == len(sums) + 1 and "Today: " in table, table
        assert "Today: " in chart.name, chart.name
        window.has("Key that cannot be looked up")   # there is no keyring here
        window.has("GEMINI_API_KEY")
        window.shot(name, "Preferences")
        yield window


def ledger(desktop):
    """All requests that are in the file, as the columns of an export, without what only the window knows."""
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(desktop.env["XDG_DATA_HOME"], "propus", "usage.db"), uri=True)
    try:
        return [[str(value if value is not None else "") for value in row] for row in db.execute(
            "SELECT at / 1000, program, key, model, version, kind, status, prompt, cached, candidates, thoughts, tool, total, "
            "cost, prices, estimated FROM request ORDER BY id")]
    finally:
        db.close()


def read_export(path):
    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:4] == ["time", "program", "key", "key_id"] and len(head) == 17, head
    for row in rows:
        row[0] = str(int(datetime.datetime.fromisoformat(row[0]).timestamp()))
        assert row[1][0] not in "=+-@", row
        row[1] = row[1][1:] if row[1].startswith("'=") else row[1]
        row[14] = str(round(float(row[14]) * 1e6)) if row[14] else ""
        assert row[2] == ("GEMINI_API_KEY" if row[3] == "gemini-env" else "Key that cannot be looked up"), row
    return [row[:2] + row[3:] for row in rows]


@test("usage an export has every request, as a spreadsheet can read it")
def export():
    for window in look("export"):
        path = os.path.join(window.desktop.folder, "usage.csv")
        window.preferences.find(role="button", name="Export as CSV…").press()
        window.app.window("Save Requests")
        window.app.focus_window("Save Requests")
        window.desktop.key("ctrl+a")
        window.desktop.xdotool("type", "--delay", "15", path, timeout=60)
        time.sleep(0.7)
        window.desktop.key("Return")
        wait_for(lambda: os.path.exists(path), what="the file")
        expected = ledger(window.desktop)
        window.has("%d requests were saved." % len(expected))
        assert read_export(path) == expected, (read_export(path)[:2], expected[:2])
        assert os.stat(path).st_mode & 0o077 == 0


@test("usage the chart has every day's numbers, and keys have names")
def chart():
    for _ in look("chart"):
        pass


main()
