# What a long history costs in the window's memory, beside an empty window: a chat of 5,000 turns, a search through
# 100,000 turns, a list of 10,000 chats.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import subprocess
import sys
import time

from askkit import PROPUS
from taptest import diag, main, test
from windowkit import Desktop, wait_for

BENCH_STORE = sys.argv.pop(1)
# Of what is in memory, with the libraries (RSS), as a system monitor counts it.
BOUNDS = {"long-chat": 1.6, "many-turns": 2.2, "many-chats": 1.6}


def settled_kb(pid):
    """What is in memory, and what of it is the program's own data, in kB, when it has stopped to change."""
    def look():
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            sizes = {words[0]: int(words[1]) for words in map(str.split, file) if words[0].endswith(":")}
        return sizes["Rss:"], sizes["Anonymous:"]

    values = [look()]
    for _ in range(40):
        time.sleep(0.25)
        values.append(look())
        last = [value[0] for value in values[-6:]]
        if len(values) > 8 and max(last) - min(last) < 300:
            break
    return values[-1]


def plant(desktop, kind):
    folder = os.path.join(desktop.env["XDG_DATA_HOME"], "propus")
    os.makedirs(folder, 0o700)
    # The file is moved there, so it has to be made on the same file system.
    subprocess.run([BENCH_STORE, "--write", kind, os.path.join(folder, "history.db")], env=desktop.env, check=True, timeout=280)


def start(desktop):
    # As it is used: what the test environment adds to find errors fills memory.
    env = {"G_DEBUG": "", "MALLOC_CHECK_": "0", "MALLOC_PERTURB_": "0"}
    app = desktop.start([PROPUS, "--practice"], env=env)
    app.find(name="Message", role="text box")
    app.place(0, 0, 1000, 700)
    return app


def nothing(_app):
    pass


def open_long_chat(app):
    rows = wait_for(lambda: app.find(name="Chats", role="list").find_all(role="list item"), what="the chats")
    app.focus_window()
    rows[-1].click()   # the older one
    wait_for(lambda: app.find_all(name="Gemini said", showing=False), what="the end of the chat")


def search(app):
    app.focus_window()
    app.desktop.key("ctrl+k")
    app.find(name="Search Chats").set_text("丁")
    wait_for(lambda: app.find(name="Search Results", role="list").find_all(role="list item"), timeout=60, what="what was found")


def look_at_list(app):
    wait_for(lambda: len(app.find(name="Chats", role="list").find_all(role="list item")) > 10, what="the chats")


def measure(kind, do):
    with Desktop() as desktop:
        if kind is not None:
            plant(desktop, kind)
        app = start(desktop)
        do(app)
        sizes = settled_kb(app.pid)
        assert app.close() == 0
        return sizes


@test("memory of a long history beside an empty window", timeout=900)
def memory():
    empty = measure(None, nothing)
    rows = (("a chat of 5,000 turns, its end shown", "long-chat", open_long_chat),
            ("a search through 100,000 turns, its results shown", "many-turns", search),
            ("a list of 10,000 chats", "many-chats", look_at_list))
    worse = []
    for what, kind, do in rows:
        full = measure(kind, do)
        ratio = full[0] / empty[0]
        diag("%s: %.1f MB beside %.1f MB, %.2f × (at most %.2f ×); of data %.1f MB beside %.1f MB"
             % (what, full[0] / 1024, empty[0] / 1024, ratio, BOUNDS[kind], full[1] / 1024, empty[1] / 1024))
        if ratio > BOUNDS[kind]:
            worse.append(what)
    assert not worse, worse


if __name__ == "__main__":
    main()
