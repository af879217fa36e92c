# A full day with a key in a minute, and then: is a piece of it anywhere?
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real programs, a real keyring, cores allowed, every debug output on, settings kept in files.  The key is random, so a
# piece of it that is found is a leak.  Before the day is judged every kind of place is shown to be searched: something
# planted in it is found by the same search.
#
# Later work has its place in Day.run(): exports and attachments (issue 5).

import json
import os
import secrets
import signal
import subprocess
import time

import dbus

from askkit import PROPUS
from brokerkit import SANITIZED
from canarykit import Trap, forms_of
from keyringkit import SCHEMA, KeyringSession
from memorykit import child_named
from rawserver import RawServer, error, event, stream, whole
from taptest import diag, eventually, main, test
from windowkit import Desktop
from gi.repository import GLib

REST_S = 60
LABEL = "Canary"
ACTIONS_PATH = "/io/github/propus/Propus"
# They end the window, or ask the person for something that has no end of its own.
NOT_PRESSED = ("quit", "open-page", "open-url")


def new_secret(what):
    return "AQ." + "fake-" + what + "-" + secrets.token_hex(16)


class Server:
    """What plays the API: answers, refuses with the key in its text, and can leave an answer open."""

    def __init__(self):
        self.open = False

    def __call__(self, request, send):
        # The earlier turns of the chat are in the request, too.
        prompt = json.dumps(json.loads(request.body)["contents"][-1])
        if "repeat my key" in prompt:
            key = request.headers["x-goog-api-key"]
            error(400, "INVALID_ARGUMENT", "API key not valid: %s. In the address: ?key=%s." % (key, key.replace(".", "%2E")),
                  [{"@type": "type.googleapis.com/google.rpc.DebugInfo", "detail": "key " + key}])(request, send)
        elif "never finish" in prompt:
            self.open = True
            stream(event("It begins. "), event(" "), pause=8)(request, send)
        elif request.path.endswith(":generateContent"):
            reply = {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "The answer."}]}}]}
            send(whole(json.dumps(reply).encode()))
        else:
            stream(event("The answer. ", finish="STOP", usage={"totalTokenCount": 3}))(request, send)


def why_no_memory():
    """Why the memory of other processes is left out, or None; everything else is searched all the same."""
    if SANITIZED:
        return "a sanitizer's memory is not what it would be"
    return "that needs root" if os.getuid() != 0 else None


def variant(signature, *values):
    return GLib.Variant(signature, values)


class Day:
    def __init__(self, session, desktop, api, server):
        self.session, self.desktop, self.api, self.server = session, desktop, api, server
        self.key = new_secret("typed")       # entered by hand
        self.found = new_secret("found")     # lay in a file
        self.planted = "planted in a prompt " + secrets.token_hex(16)   # nothing that looks like a key
        self.home = session.env["HOME"]
        self.work = os.path.join(session.folder, "cwd")
        self.logs = os.path.join(session.folder, "logs")
        self.traps = {}
        for path in (self.work, self.logs):
            os.mkdir(path, 0o700)
        self.env = dict(desktop.env, GOOGLE_GEMINI_BASE_URL=server.url, GSETTINGS_BACKEND="keyfile",
                        G_MESSAGES_DEBUG="all", GTK_DEBUG="actions", GIO_DEBUG="all", LIBSECRET_DEBUG="all")
        # What lies in each process's memory from its start: planted.
        self.env["PLANTED"] = self.planted
        # A warning must not be what ends a program here.
        self.env["G_DEBUG"] = "gc-friendly"

    def trap(self, secret):
        return self.traps.setdefault(secret, Trap(secret))

    # --- the programs ---

    def log(self, name):
        return open(os.path.join(self.logs, name), "ab")

    def start_window(self):
        with self.log("window.log") as log:
            # The children inherit what may be written and where: every process of the run logs there.
            self.app = self.desktop.start(["/bin/sh", "-c", "ulimit -c unlimited; exec \"$0\"", PROPUS], env=self.env,
                                          stdout=log, stderr=log, cwd=self.work)
        self.app.find(name="New Chat", role="button")
        self.app.place(0, 0, 1000, 700)
        self.app.focus_window()
        self.pid = self.app.process.pid

    def broker(self):
        return eventually(lambda: child_named(self.pid, "propus-broker"), what="the broker")

    def press(self, name, app=None):
        (app or self.app).find(name=name, role="button").press_when_sensitive()

    def cli(self, *words, status=0):
        with self.log("cli.log") as log:
            done = subprocess.run(["/bin/sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh", PROPUS, *words], cwd=self.work,
                                  env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, timeout=60)
            log.write(done.stdout)
        assert done.returncode == status, "propus %s: %d, %r" % (" ".join(words), done.returncode, done.stdout)
        return done.stdout.decode()

    def act(self, name, *target):
        self.desktop.session_bus.call_sync("io.github.propus.Propus", ACTIONS_PATH, "org.gtk.Actions", "Activate",
                                           variant("(sava{sv})", name, list(target), {}), None, 0, 10000, None)

    # --- what a person does ---

    def enter_key(self):
        self.press("Enter Key…")
        broker = self.broker()
        pid = eventually(lambda: child_named(broker, "propus-key-entr"), what="propus-key-entry")
        entry = self.desktop.find_app(pid)
        entry.find(name="API key").type_keys(self.key, title="Enter Key")
        self.press("Save", entry)
        eventually(lambda: self.session.find(origin=self.server.url), what="the stored key")

    def send(self, text, wait=True):
        before = len(self.app.find_all(name="Gemini said", role="group"))
        self.app.find(name="Message", role="text box").set_text(text)
        self.press("Send")
        eventually(lambda: len(self.app.find_all(name="Gemini said", role="group")) > before, timeout=20, what="an answer")
        if wait:
            self.app.wait_gone(name="Stop", role="button")

    def key_page(self, label):
        """Opens the page of a key; labels are what "propus key list" shows."""
        self.act("keys")
        window = self.app.window("Preferences")
        self.app.place(20, 20, 640, 900, title="Preferences")
        window.find(role="list item", name=label).click(title="Preferences")
        window.find(role="button", name="Back to Keys")
        return window

    def close_key_page(self):
        window = self.app.window("Preferences")
        for button in window.find_all(role="button", name="Back to Keys"):
            try:
                button.press()
            except GLib.Error:
                pass   # the page of a key that is removed goes by itself
        self.app.wait_gone(role="button", name="Back to Keys")
        window.find(role="button", name="Close").press()
        eventually(lambda: len(self.app.windows()) == 1, what="the end of the Keys page")
        self.app.focus_window()

    def label(self):
        """The label of the key in use."""
        return next(line for line in self.cli("key", "list").splitlines() if line.startswith("* "))[2:].split("\t")[0]

    def test_key(self):
        window = self.key_page(self.label())
        before = len(self.asked())
        window.find(role="button", name="Test").press_when_sensitive()
        eventually(lambda: len(self.asked()) > before, what="the test's request")
        time.sleep(1)
        self.close_key_page()
        self.cli("key", "test", self.label())
        assert len(self.asked()) == before + 2

    def find_and_move(self):
        """A key in a shell file and in a project's .env: moved from there into the keyring."""
        label = self.label()
        project = os.path.join(self.home, "project")
        os.mkdir(project)
        places = {os.path.join(self.home, ".bashrc"): "export GEMINI_API_KEY='%s'\nalias l=ls\n",
                  os.path.join(project, ".env"): "NAME=x\nGOOGLE_API_KEY=%s\n"}
        for path, text in places.items():
            with open(path, "w", encoding="utf-8") as file:
                file.write(text % self.found)
        assert sorted(self.trap(self.found).find_in_files(self.home)) == sorted(places), "the search finds no key in a file"
        said = self.cli("key", "find", project, status=1)
        assert all(path in said for path in places), said
        for place in (os.path.join(self.home, ".bashrc") + ":1", os.path.join(project, ".env") + ":2"):
            self.cli("key", "find", "--move", place, "--yes", "--label", "Found in a file")
        stored = self.stored()
        assert self.found in stored and self.key in stored, "%d stored" % len(stored)
        # What was moved is in use now; the day goes on with the other.
        self.cli("key", "use", label)

    def press_every_action(self):
        """Case 49: whatever can be pressed, the clipboard gets no key by it."""
        for path in (ACTIONS_PATH, ACTIONS_PATH + "/window/1"):
            described = self.desktop.session_bus.call_sync("io.github.propus.Propus", path, "org.gtk.Actions", "DescribeAll",
                                                           None, None, 0, 10000, None).unpack()[0]
            for name, (enabled, parameter, _state) in sorted(described.items()):
                if not enabled or parameter or name in NOT_PRESSED or "remove" in name or "delete" in name:
                    continue
                self.desktop.session_bus.call_sync("io.github.propus.Propus", path, "org.gtk.Actions", "Activate",
                                                   variant("(sava{sv})", name, [], {}), None, 0, 10000, None)
                time.sleep(0.3)
                self.pressed.append(name)
                self.check_clipboard("after the action " + name)
                self.dismiss()
        self.act("leave-practice")
        # The window's own actions are on no bus; these keys call them.
        self.app.focus_window()
        for keys in ("F9", "F9", "ctrl+l", "ctrl+m", "Escape", "ctrl+n"):
            self.desktop.key(keys)
            time.sleep(0.3)
            self.pressed.append(keys)
            self.check_clipboard("after " + keys)

    def dismiss(self):
        """Closes whatever an action opened."""
        broker = child_named(self.pid, "propus-broker")
        entry = broker and child_named(broker, "propus-key-entr")
        if entry:
            self.desktop.find_app(entry)
            os.kill(entry, signal.SIGTERM)
        for window in self.desktop.windows(self.pid):
            if self.desktop.xdotool("getwindowname", window) != self.main_title:
                self.desktop.xdotool("windowfocus", window)
                self.desktop.key("Escape")

    def copy_everything(self):
        """Select all and copy in the message box, and the copy buttons of the answers."""
        self.app.focus_window()
        self.app.find(name="Message", role="text box").click()
        for keys in ("ctrl+a", "ctrl+c", "ctrl+x"):
            self.desktop.key(keys)
            time.sleep(0.2)
            self.check_clipboard("after " + keys)
        for button in self.app.find_all(role="button", name=lambda name: name.startswith("Copy")):
            button.press()
            time.sleep(0.2)
            self.check_clipboard("after a copy button")
            self.pressed.append(button.name)

    # --- what goes wrong ---

    def crash_broker(self, number):
        self.api.open = False
        self.send("%s never finish" % self.planted, wait=False)
        eventually(lambda: self.api.open, what="a request under way")
        broker = self.broker()
        os.kill(broker, number)
        eventually(lambda: child_named(self.pid, "propus-broker") != broker, what="the end of the broker")
        self.app.wait_gone(name="Stop", role="button")
        self.send("after the crash of the broker")
        assert self.asked()[-1].headers["x-goog-api-key"] == self.key

    def crash_window(self):
        broker = self.broker()
        os.kill(self.pid, signal.SIGABRT)
        self.app.process.wait(60)
        assert self.app.process.returncode == -signal.SIGABRT
        eventually(lambda: not os.path.exists("/proc/%d" % broker), what="the end of the broker")
        self.start_window()
        self.send("after the crash of the window")
        assert self.asked()[-1].headers["x-goog-api-key"] == self.key

    # --- a program that is lent the API ---

    PROGRAM = """
import json, os, sys, urllib.error, urllib.request
def ask(text):
    body = json.dumps({'contents': [{'parts': [{'text': text}]}]}).encode()
    request = urllib.request.Request(os.environ['GOOGLE_GEMINI_BASE_URL'] + '/v1beta/models/gemini-flash-latest:generateContent',
                                     body, {'x-goog-api-key': os.environ['GEMINI_API_KEY'], 'Content-Type': 'application/json'})
    try:
        return urllib.request.urlopen(request).read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
kept = [ask('repeat my key'), ask('hello')]   # last what works: a key that is refused has a larger row
print('asked', json.dumps(kept), flush=True)
if sys.argv[1] == 'crash':
    os.abort()
sys.stdin.read()
"""

    def exec_program(self, how):
        """Runs it until it has asked; the process and what it said."""
        with self.log("exec.log") as log:
            program = subprocess.Popen(["/bin/sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh", PROPUS, "exec", "--",
                                        "/usr/bin/python3", "-c", self.PROGRAM, how], cwd=self.work, env=self.env,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        said = next((line for line in program.stdout if line.startswith(b"asked ")), b"")
        with self.log("exec.log") as log:
            log.write(said)
        assert b"The answer." in said and b"API key not valid" in said and not self.trap(self.key).is_in(said), said
        assert [r.headers["x-goog-api-key"] for r in self.asked()[-2:]] == [self.key] * 2
        return program

    def lend_to_program(self):
        """One program that crashes, and one that stays for the rest of the day: it, its broker and what is beside it."""
        crashed = self.exec_program("crash")
        assert crashed.wait(60) == -signal.SIGABRT
        crashed.stdin.close()
        crashed.stdout.close()
        self.program = self.exec_program("stay")
        broker = eventually(lambda: self.broker_with("--program=python3"), what="the program's broker")
        with open("/proc/%d/status" % broker, encoding="ascii") as file:
            beside = next(int(line.split()[1]) for line in file if line.startswith("PPid:"))
        self.programs = {"the program": self.program.pid, "its broker": broker, "what is beside it": beside}

    def broker_with(self, option):
        """The only broker before this day's server with this option in its command line, or None."""
        wanted = {b"--base-url=" + self.server.url.encode(), option.encode()}
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % name, "rb") as file:
                    if wanted <= set(file.read().split(b"\0")):
                        found.append(int(name))
            except OSError:
                pass
        return found[0] if len(found) == 1 else None

    def end_program(self):
        self.program.communicate(b"")
        assert self.program.returncode == 0
        for pid in self.programs.values():
            eventually(lambda: not os.path.exists("/proc/%d" % pid) or pid == self.program.pid, what="the end of what it had")

    def remove_with_undo(self):
        """Removed, put back by Undo, and removed for good."""
        label = self.label()
        for last in (False, True):
            window = self.key_page(label)
            window.find(role="button", name="Remove").press_when_sensitive()
            eventually(lambda: self.key not in self.stored(), what="the removal")
            if not last:
                window.find(role="button", name=lambda name: name.endswith("Undo")).press_when_sensitive()
                eventually(lambda: self.key in self.stored(), what="the key that was put back")
            self.close_key_page()

    def stored(self):
        """The keys in the keyring; one may go between the look and the reading."""
        keys = []
        for path in self.session.find(**{"xdg:schema": SCHEMA}):
            try:
                keys.append(self.session.secret_of(path))
            except dbus.DBusException:
                pass
        return keys

    def asked(self):
        return [r for r in self.server.requests if r.method == "POST"]

    # --- the search ---

    def check_clipboard(self, when):
        for name in ("clipboard", "primary"):
            for secret in (self.key, self.found):
                assert not self.trap(secret).is_in(self.selection(name)), "the key is on the %s %s" % (name, when)

    def selection(self, name):
        done = subprocess.run(["xclip", "-selection", name, "-out"], env=self.desktop.env, capture_output=True, timeout=20)
        return done.stdout

    def search(self, secret, processes):
        """Where the secret is: a list of (kind of place, what)."""
        trap = self.trap(secret)
        hits = [(self.kind_of(path), path) for path in trap.find_in_files(self.session.folder, *self.core_folders())]
        for name in ("clipboard", "primary"):
            if trap.is_in(self.selection(name)):
                hits.append((name, "the selection"))
        for kind, pid in processes.items():
            hits += [("memory of " + kind, hit) for hit in trap.find_in_memory(pid)]
            hits += [("process of " + kind, hit) for hit in trap.find_in_proc(pid) + trap.find_in_open_files(pid)]
        return hits

    def core_folders(self):
        """Where this machine puts cores that do not lie in the working folder."""
        with open("/proc/sys/kernel/core_pattern", encoding="utf-8") as file:
            pattern = file.read().strip()
        folder = os.path.dirname(pattern)
        return [folder] if pattern.startswith("/") and folder not in ("/", "/tmp") else []

    def kind_of(self, path):
        names = {self.logs: "log", self.work: "core", self.session.env["XDG_RUNTIME_DIR"]: "runtime folder"}
        for folder, kind in names.items():
            if path.startswith(folder + "/"):
                return kind
        base = os.path.basename(path)
        for start, kind in (("history.db-", base), ("history.db", "database"), ("recently-used", "recent files"), ("keyfile", "settings")):
            if base.startswith(start):
                return kind
        return "thumbnails" if "/thumbnails/" in path else "files"

    def plant(self, processes):
        """Puts something where a key could have been left, in each kind of place; the kinds."""
        env = self.session.env
        texts = {"files": os.path.join(self.home, "notes"), "log": os.path.join(self.logs, "planted.log"),
                 "runtime folder": os.path.join(env["XDG_RUNTIME_DIR"], "planted"),
                 "recent files": os.path.join(env["XDG_DATA_HOME"], "recently-used.xbel"),
                 "thumbnails": os.path.join(env["XDG_CACHE_HOME"], "thumbnails", "normal", "planted.png"),
                 "settings": os.path.join(env["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile-planted")}
        self.planted_files = []
        for path in texts.values():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            assert not os.path.exists(path), path
            with open(path, "w", encoding="utf-8") as file:
                file.write("a line with %s in it\n" % self.planted[5:21])
            self.planted_files.append(path)
        for form in forms_of(self.planted):
            path = os.path.join(self.home, "form-" + form.name.replace(" ", "-"))
            with open(path, "wb") as file:
                file.write(b"x" + form.data + b"x")
            self.planted_files.append(path)
        core = self.plant_core()
        self.desktop.set_clipboard(self.planted)
        primary = subprocess.Popen(["xclip", "-quiet", "-selection", "primary"], env=self.desktop.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        primary.stdin.write(self.planted.encode())
        primary.stdin.close()
        time.sleep(0.5)
        kinds = set(texts) | {"clipboard", "primary", "database"} | {"memory of " + kind for kind in processes}
        return kinds | ({"core"} if core else set()), primary

    def plant_core(self):
        """A program that crashes where the window does leaves a core that is searched."""
        code = "import os, sys; text = sys.stdin.read(); os.abort()"
        folder = os.path.join(self.work, "planted")
        os.mkdir(folder)
        subprocess.run(["/bin/sh", "-c", "ulimit -c unlimited; exec /usr/bin/python3 -c \"$0\"", code], input=self.planted.encode(),
                       cwd=folder, env=self.env, stderr=subprocess.DEVNULL, timeout=60)
        files = [os.path.join(folder, name) for name in os.listdir(folder)]
        self.planted_files += files
        return bool(files)

    def unplant(self, primary):
        for path in self.planted_files:
            os.unlink(path)
        primary.kill()
        primary.wait()
        self.desktop.set_clipboard("something else")


def check_planted(day, processes):
    """Every kind of place and every form is searched: what was planted is found there, and a find is a failure."""
    kinds, primary = day.plant(processes)
    hits = day.search(day.planted, processes)
    missed = kinds - {kind for kind, _what in hits}
    assert not missed, "the search finds nothing in: %s" % ", ".join(sorted(missed))
    paths = {what for _kind, what in hits}
    assert not [path for path in day.planted_files if path not in paths], "not every form is found"
    diag("planted and found: %s; %d forms" % (", ".join(sorted(kinds)), len(forms_of("x" * 32))))
    if "core" not in kinds:
        diag("this machine leaves no core in the working folder (core_pattern)")
    for kind in kinds:
        try:
            expect_none([hit for hit in hits if hit[0] == kind])
        except AssertionError:
            continue
        raise AssertionError("a find in %s would have passed" % kind)
    day.unplant(primary)


def expect_none(hits):
    assert not hits, "\n".join("%s: %s" % hit for hit in hits)


@test("case-35 case-49 case-54 the canary: after a full day with crashes no piece of the key is in a file, a log, a core, "
      "the database, the settings, the clipboard, or the memory of the window, of the rested broker, of a program that is lent "
      "the API, and of what serves it", timeout=600)
def canary():
    api = Server()
    with KeyringSession() as session, Desktop(env=session.env) as desktop, RawServer(api) as server:
        day = Day(session, desktop, api, server)
        day.pressed = []
        desktop.set_clipboard("something else")
        day.start_window()
        day.main_title = desktop.xdotool("getwindowname", day.app.x_window())
        day.enter_key()
        day.send("%s prompt" % day.planted)
        day.test_key()
        day.send("repeat my key")
        said = day.app.find(index=-1, name="Gemini said", role="group").text()
        assert said and not day.trap(day.key).is_in(said.encode()), said
        day.find_and_move()
        day.copy_everything()
        day.press_every_action()
        assert day.app.close() == 0
        day.start_window()
        day.crash_broker(signal.SIGSEGV)
        day.crash_broker(signal.SIGKILL)
        day.crash_window()
        day.lend_to_program()
        # Its place for later: an attachment, an export (issue 5).
        day.check_clipboard("at the end")

        broker = day.broker()
        if why_no_memory() is None:
            time.sleep(REST_S + 5)
        assert day.broker() == broker, "the broker began anew as another process"
        processes = {"the window": day.pid, "the broker": broker, **day.programs} if why_no_memory() is None else {}
        if not processes:
            diag("the memory was not searched: %s" % why_no_memory())
        check_planted(day, processes)
        expect_none(day.search(day.key, processes))
        expect_none(day.search(day.found, processes))

        day.remove_with_undo()
        time.sleep(20)
        processes.pop("the broker", None)
        expect_none(day.search(day.key, processes))
        assert not any(day.trap(secret).is_in(r.path.encode()) for r in server.requests for secret in (day.key, day.found))
        used = [r for r in day.asked() if r.headers["x-goog-api-key"] == day.key]
        assert len(used) >= 6, len(used)
        day.end_program()
        diag("%d requests with the key; pressed %s" % (len(used), ", ".join(day.pressed)))
        cores = [os.path.join(path, name) for path, _, names in os.walk(day.work) for name in names]
        diag("cores that were searched: %s" % ", ".join("%s, %d kB" % (os.path.basename(c), os.path.getsize(c) // 1024) for c in cores))
        day.app.kill()


main()
