# Drives a real window from outside: a virtual display, a private session, AT-SPI over plain D-Bus.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   with Desktop() as desktop:
#       app = desktop.start([program, "--practice"])
#       app.find(name="Message").type("hello")
#       app.find(role="button", name="Send").press()
#       answer = app.find(role="group", name="Gemini said")
#       answer.wait(lambda: "practice" in answer.text())
#       desktop.screenshot("/tmp/window.png")
#
# Desktop() makes everything that a program may touch: HOME, the XDG folders, a session bus that starts nothing by
# itself, Xvfb and the accessibility bus.  Desktop(env=…) uses a session that is there already (keyringkit's) and adds
# the display and the accessibility bus to it.
#
# The tree is read through org.a11y.atspi on the bus and not through libatspi, which keeps one connection and one cache
# for the life of the process: several sessions in one test would see each other's leftovers.
#
# No method waits without a deadline.  find() waits; find_all() looks once.

import os
import shutil
import signal
import subprocess
import tempfile
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from taptest import SLOWNESS  # noqa: E402

CALL_TIMEOUT_MS = 10000
PATIENCE = float(os.environ.get("PROPUS_TEST_PATIENCE", "20"))

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
TEXT = "org.a11y.atspi.Text"
EDITABLE = "org.a11y.atspi.EditableText"
COMPONENT = "org.a11y.atspi.Component"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"

# Bits of the AT-SPI state set that tests ask for.
STATES = {
    "active": 1, "checked": 4, "editable": 7, "enabled": 8, "expandable": 9, "expanded": 10, "focusable": 11, "focused": 12,
    "modal": 16, "pressed": 20, "selected": 23, "sensitive": 24, "showing": 25, "visible": 30, "busy": 3, "invalid": 36,
}

# Role numbers by the names that tests use.  GTK's own role names are translated, and change from version to version.
ROLES = {
    2: "alert", 7: "check box", 8: "check menu item", 16: "dialog", 23: "window", 27: "image", 29: "label", 31: "list",
    32: "list item", 33: "menu", 34: "menu bar", 35: "menu item", 39: "group", 98: "group", 40: "text box", 61: "text box",
    79: "text box", 42: "progress bar", 43: "button", 44: "radio button", 48: "scroll bar", 50: "separator", 55: "table", 56: "cell", 57: "column header",
    62: "toggle button", 69: "window", 75: "application", 83: "heading", 88: "link", 90: "table row",
}

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# What a person has set up must not reach a test.
UNWANTED = (
    "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "AT_SPI_BUS_ADDRESS", "GTK_A11Y", "GTK_THEME", "GDK_SCALE", "GDK_DPI_SCALE",
    "GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE",
    "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
)


class NotFound(AssertionError):
    """What was looked for did not show up in time."""


def wait_for(check, timeout=PATIENCE, what="something", interval=0.05):
    """Waits until check() gives something true and returns that; errors of the tree in motion are taken for "not yet"."""
    timeout *= SLOWNESS
    deadline = time.monotonic() + timeout
    trouble = None
    while True:
        try:
            value = check()
            trouble = None
            if value:
                return value
        except GLib.Error as error:
            trouble = error
        if time.monotonic() >= deadline:
            raise NotFound("waited %g s in vain for %s%s" % (timeout, what, " (%s)" % trouble if trouble else ""))
        time.sleep(interval)


def _connect(address):
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


def _call(bus, name, path, interface, method, arguments=None, timeout_ms=CALL_TIMEOUT_MS):
    reply = bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, timeout_ms, None)
    return reply.unpack()


class Desktop:
    """A display, a session bus and an accessibility bus; ends what it started and what start() started."""

    def __init__(self, env=None, size=(1400, 1000), dark=False, high_contrast=False, text_scale=1.0, language=None):
        self._processes = []
        self._apps = []
        self._own_folder = tempfile.mkdtemp(prefix="propus-desktop-")
        self.size = size
        self.folder = self._own_folder
        try:
            self.env = self._make_env() if env is None else dict(env)
            self._start_display()
            self._set_look(dark, high_contrast, text_scale, language)
            if env is None:
                self._start_bus()
            self._start_accessibility()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    # --- making the session ---

    def _make_env(self):
        env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        folders = {"HOME": "home", "XDG_CONFIG_HOME": "home/.config", "XDG_DATA_HOME": "home/.local/share",
                   "XDG_CACHE_HOME": "home/.cache", "XDG_STATE_HOME": "home/.local/state", "XDG_RUNTIME_DIR": "run", "TMPDIR": "tmp"}
        for name, folder in folders.items():
            env[name] = os.path.join(self.folder, folder)
            os.makedirs(env[name], 0o700, exist_ok=True)
        env["GSETTINGS_BACKEND"] = "memory"
        env["GIO_USE_VFS"] = "local"
        env.setdefault("LC_ALL", "C.UTF-8")
        return env

    def _spawn(self, command, **options):
        process = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, **options)
        self._processes.append(process)
        return process

    def _start_display(self):
        reader, writer = os.pipe()
        with open(os.path.join(self.folder, "xvfb.log"), "wb") as log:
            self._spawn(["Xvfb", "-displayfd", str(writer), "-screen", "0", "%dx%dx24" % self.size, "-nolisten", "tcp", "-noreset"],
                        pass_fds=[writer], stdout=log, stderr=log)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start: see xvfb.log")
        self.env["DISPLAY"] = ":" + number
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "GTK_A11Y", "AT_SPI_BUS_ADDRESS"):
            self.env.pop(name, None)
        self.env["GDK_BACKEND"] = "x11"
        self.env.setdefault("GSK_RENDERER", "cairo")
        self.env.setdefault("GDK_DEBUG", "gl-disable")

    def _set_look(self, dark, high_contrast, text_scale, language):
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        if high_contrast:
            self.env["ADW_DEBUG_HIGH_CONTRAST"] = "1"
        if language:
            self.env["LANGUAGE"] = language
        lines = ["[Settings]", "gtk-enable-animations=false", "gtk-cursor-blink=false",
                 # The size and not the resolution: GTK takes that from the X server's settings alone.
                 "gtk-font-name=Cantarell %g" % (11 * text_scale),
                 "gtk-xft-antialias=1", "gtk-xft-hinting=1", "gtk-xft-hintstyle=hintslight", "gtk-xft-rgba=none",
                 "gtk-xft-dpi=%d" % (96 * 1024)]
        config = os.path.join(self.env.get("XDG_CONFIG_HOME") or os.path.join(self.env["HOME"], ".config"), "gtk-4.0")
        os.makedirs(config, exist_ok=True)
        with open(os.path.join(config, "settings.ini"), "w", encoding="utf-8") as settings:
            settings.write("\n".join(lines) + "\n")

    def _start_bus(self):
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG % self.folder)
        bus = self._spawn(["dbus-daemon", "--config-file=" + config, "--nofork", "--print-address=1"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        if not self.env["DBUS_SESSION_BUS_ADDRESS"]:
            raise RuntimeError("dbus-daemon did not start")

    def _start_accessibility(self):
        launcher = next((path for path in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi-bus-launcher",
                                           "/usr/lib/at-spi2-core/at-spi-bus-launcher") if os.path.exists(path)), None)
        if launcher is None:
            raise RuntimeError("at-spi-bus-launcher is not installed (at-spi2-core)")
        self._spawn([launcher, "--launch-immediately"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.session_bus = _connect(self.env["DBUS_SESSION_BUS_ADDRESS"])

        def get_address():
            return _call(self.session_bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0]

        self.accessibility_address = wait_for(get_address, what="the accessibility bus")
        self.accessibility_bus = _connect(self.accessibility_address)

    # --- programs ---

    def start(self, command, env=None, stdout=None, stderr=None, cwd=None):
        """Starts a program in this session and returns an App; its first window is waited for by find()."""
        process = subprocess.Popen(command, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                   cwd=cwd)
        app = App(self, process)
        self._apps.append(app)
        return app

    def find_app(self, pid=None, timeout=PATIENCE):
        """The application of another process (propus-key-entry, gcr-prompter) that shows up on the accessibility bus."""
        app = App(self, None, pid)
        wait_for(app.root, timeout, "an application with pid %s" % pid)
        return app

    def roots(self):
        """The applications that are there now."""
        registry = Node(self.accessibility_bus, "org.a11y.atspi.Registry", ROOT)
        return registry.children()

    # --- the display ---

    def xdotool(self, *arguments, timeout=PATIENCE):
        done = subprocess.run(["xdotool", *[str(a) for a in arguments]], env=self.env, capture_output=True, text=True,
                              timeout=timeout, check=False)
        return done.stdout.strip()

    def windows(self, pid=None):
        """X ids of the visible windows, those of one process if @pid is given."""
        words = ["search", "--onlyvisible"] + (["--all", "--pid", pid] if pid else []) + ["--name", ""]
        return [int(word) for word in self.xdotool(*words).split()]

    def key(self, *keys):
        """Presses key combinations as xdotool names them: "Return", "ctrl+n"."""
        self.xdotool("key", "--clearmodifiers", *keys)

    def screenshot(self, path, area=None):
        """Saves the display, or (x, y, width, height) of it."""
        command = ["scrot", "--overwrite", "--silent"]
        if area:
            command += ["--autoselect", "%d,%d,%d,%d" % tuple(area)]
        subprocess.run(command + [path], env=self.env, check=True, timeout=PATIENCE)
        return path

    def set_clipboard(self, text):
        """Puts text on the clipboard; xclip stays and serves it."""
        process = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard"], env=self.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process.stdin.write(text.encode())
        process.stdin.close()
        self._processes.append(process)

    def get_clipboard(self):
        done = subprocess.run(["xclip", "-selection", "clipboard", "-out"], env=self.env, capture_output=True, timeout=PATIENCE,
                              check=False)
        return done.stdout.decode(errors="replace")

    # --- the end ---

    def close(self):
        for app in self._apps:
            app.close()
        for bus in ("accessibility_bus", "session_bus"):
            if getattr(self, bus, None) is not None and not getattr(self, bus).is_closed():
                getattr(self, bus).close_sync(None)
        for process in reversed(self._processes):
            _end(process)
        self._processes = []
        shutil.rmtree(self._own_folder, ignore_errors=True)


def _end(process, grace=5):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()


class App:
    """A running program and its tree."""

    def __init__(self, desktop, process, pid=None):
        self.desktop = desktop
        self.process = process
        self.pid = process.pid if process else pid
        self._bus_name = None

    def root(self):
        """The application's node, or None while there is none."""
        if self._bus_name is None:
            if self.process is not None and self.process.poll() is not None:
                raise NotFound("the program ended with %d" % self.process.returncode)
            bus = self.desktop.accessibility_bus
            for node in self.desktop.roots():
                pid = _call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                            "GetConnectionUnixProcessID", GLib.Variant("(s)", (node.bus_name,)))[0]
                if pid == self.pid:
                    self._bus_name = node.bus_name
                    break
            else:
                return None
        return Node(self.desktop.accessibility_bus, self._bus_name, ROOT, self)

    def windows(self):
        root = self.root()
        return root.children() if root else []

    def window(self, title=None, timeout=PATIENCE):
        """The window with this title; without one, the first."""
        return wait_for(lambda: next((w for w in self.windows() if title is None or w.name == title), None), timeout,
                        "a window %s of process %s" % (title or "", self.pid))

    def find_all(self, **what):
        return [node for window in self.windows() for node in window.find_all(**what)]

    def find(self, timeout=PATIENCE, index=0, **what):
        """Waits for a node; see Node.find_all() for what can be asked for."""
        try:
            return wait_for(lambda: _pick(self.find_all(**what), index), timeout, "a node %s" % what)
        except NotFound as error:
            raise NotFound("%s\n%s" % (error, self.dump())) from None

    def wait_gone(self, timeout=PATIENCE, **what):
        wait_for(lambda: not self.find_all(**what), timeout, "no node %s" % what)

    def dump(self):
        """The tree as text, for diagnostics."""
        try:
            return "\n".join(window.dump() for window in self.windows())
        except GLib.Error as error:
            return "(the tree cannot be read: %s)" % error

    def x_window(self, title=None, timeout=PATIENCE):
        """The X id of the window with this title; without one, of the oldest (menus and dialogs come later)."""
        def search():
            found = sorted(self.desktop.windows(self.pid))
            if title is not None:
                found = [window for window in found if self.desktop.xdotool("getwindowname", window) == title]
            return next(iter(found), None)

        return wait_for(search, timeout, "an X window %s of process %s" % (title or "", self.pid))

    def focus_window(self, title=None):
        """There is no window manager, so the keyboard goes where we send it."""
        self.desktop.xdotool("windowfocus", "--sync", self.x_window(title))

    def _outer(self, title):
        words = dict(line.split("=", 1) for line in
                     self.desktop.xdotool("getwindowgeometry", "--shell", self.x_window(title)).splitlines() if "=" in line)
        return tuple(int(words[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def frame(self, title=None):
        """Width of the border that GTK draws around a window where there is no compositor."""
        return (self._outer(title)[2] - self.window(title).extents()[2]) // 2

    def place(self, x=0, y=0, width=None, height=None, title=None):
        """Moves a window and gives what is inside its frame a size; waits until it has it."""
        window = self.x_window(title)
        self.desktop.xdotool("windowmove", "--sync", window, x, y)
        if width:
            frame = self.frame(title)
            self.desktop.xdotool("windowsize", window, width + 2 * frame, height + 2 * frame)
            wait_for(lambda: self.window(title).extents()[2:] == (width, height), 5,
                     "the window to have %dx%d" % (width, height))
        return window

    def geometry(self, title=None):
        """(x, y, width, height) on the display of what is inside a window's frame."""
        x, y, width, height = self._outer(title)
        frame = self.frame(title)
        return x + frame, y + frame, width - 2 * frame, height - 2 * frame

    def screenshot(self, path, title=None):
        """Saves a window."""
        return self.desktop.screenshot(path, self.geometry(title))

    def close(self, grace=10):
        """Asks the program to end; returns its exit status."""
        if self.process is None:
            return None
        _end(self.process, grace)
        return self.process.returncode

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()


def _pick(found, index):
    return found[index] if -len(found) <= index < len(found) else None


class Node:
    """An accessible object.  Names and roles are read afresh at each look."""

    def __init__(self, bus, bus_name, path, app=None):
        self._bus = bus
        self._app = app
        self.bus_name = bus_name
        self.path = path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.bus_name, self.path) == (other.bus_name, other.path)

    def __hash__(self):
        return hash((self.bus_name, self.path))

    def __repr__(self):
        return "<%s %r>" % (self.role, self.name)

    def call(self, interface, method, arguments=None):
        return _call(self._bus, self.bus_name, self.path, interface, method, arguments)

    def _property(self, interface, name):
        return self.call(PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))[0]

    # --- what it is ---

    @property
    def name(self):
        return self._property(ACCESSIBLE, "Name")

    @property
    def description(self):
        return self._property(ACCESSIBLE, "Description")

    @property
    def role(self):
        number = self.call(ACCESSIBLE, "GetRole")[0]
        return ROLES.get(number) or self.call(ACCESSIBLE, "GetRoleName")[0]

    @property
    def interfaces(self):
        return self.call(ACCESSIBLE, "GetInterfaces")[0]

    @property
    def states(self):
        words = self.call(ACCESSIBLE, "GetState")[0]
        bits = words[0] | (words[1] << 32 if len(words) > 1 else 0)
        return {name for name, bit in STATES.items() if bits >> bit & 1}

    @property
    def showing(self):
        """Visible and of some size.  GTK 4.8 says "showing" of windows alone, and leaves hidden widgets out of the tree;
        a page of a stack that was shown once stays in it."""
        if "visible" not in self.states:
            return False
        width, height = self.extents()[2:]
        return width > 0 and height > 0

    @property
    def sensitive(self):
        return "sensitive" in self.states

    @property
    def attributes(self):
        return self.call(ACCESSIBLE, "GetAttributes")[0]

    def extents(self):
        """(x, y, width, height) in the window."""
        return self.call(COMPONENT, "GetExtents", GLib.Variant("(u)", (1,)))[0]

    # --- what is in it ---

    def children(self):
        return [Node(self._bus, name, path, self._app) for name, path in self.call(ACCESSIBLE, "GetChildren")[0]
                if not path.endswith("/null")]

    def walk(self):
        """This node and all below it, in reading order.  A node that goes away meanwhile is left out."""
        yield self
        try:
            children = self.children()
        except GLib.Error:
            return
        for child in children:
            yield from child.walk()

    def find_all(self, name=None, role=None, state=None, test=None, showing=True):
        """Nodes below with this name (a text, or a function that judges it), role name, state and test(node)."""
        found = []
        for node in self.walk():
            try:
                if role is not None and node.role != role:
                    continue
                if callable(name) and not name(node.name):
                    continue
                if name is not None and not callable(name) and node.name != name:
                    continue
                if state is not None and state not in node.states:
                    continue
                if showing and not node.showing:
                    continue
                if test is not None and not test(node):
                    continue
            except GLib.Error:
                continue
            found.append(node)
        return found

    def find(self, timeout=PATIENCE, index=0, **what):
        return wait_for(lambda: _pick(self.find_all(**what), index), timeout, "a node %s in %r" % (what, self))

    def dump(self, depth=0):
        lines = []
        try:
            flags = "" if self.showing else " (hidden)"
            text = self.own_text()
            lines.append("%s%s %r%s%s" % ("  " * depth, self.role, self.name, flags, " text=%r" % text[:80] if text else ""))
            for child in self.children():
                lines.append(child.dump(depth + 1))
        except GLib.Error as error:
            lines.append("%s(gone: %s)" % ("  " * depth, error.message))
        return "\n".join(lines)

    # --- its text ---

    def own_text(self):
        """The text of this node alone; "" when it has none."""
        if TEXT not in self.interfaces:
            return ""
        return self.call(TEXT, "GetText", GLib.Variant("(ii)", (0, -1)))[0]

    def text(self):
        """All text at and below this node, in reading order, a line each; a label's name stands in for its text."""
        lines = []
        for node in self.walk():
            try:
                if not node.showing:
                    continue
                line = node.own_text() or (node.name if node.role in ("label", "cell", "column header") else "")
            except GLib.Error:
                continue
            if line and (not lines or lines[-1] != line):
                lines.append(line)
        return "\n".join(lines)

    # --- what can be done with it ---

    def wait(self, check, timeout=PATIENCE, what=None):
        """Waits until check() is true; says what the node looked like if it never is."""
        try:
            return wait_for(check, timeout, what or "a condition")
        except NotFound as error:
            raise NotFound("%s\n%s" % (error, self.dump())) from None

    def press(self):
        """Activates a button, a row, a link: its first action."""
        if ACTION not in self.interfaces:
            raise NotFound("%r has no action" % self)
        if not self.call(ACTION, "DoAction", GLib.Variant("(i)", (0,)))[0]:
            raise NotFound("%r refused its action" % self)

    def press_when_sensitive(self, timeout=PATIENCE):
        wait_for(lambda: self.sensitive, timeout, "%r to become sensitive" % self)
        self.press()

    def click(self, button=1, title=None):
        """Clicks in its middle with the pointer, as a person does; that gives it the focus too."""
        x, y, width, height = self.extents()
        left, top = self._app.geometry(title)[:2]
        self._app.desktop.xdotool("mousemove", "--sync", left + x + width // 2, top + y + height // 2, "click", button)

    def type(self, text):
        """Inserts text at the end."""
        length = self._property(TEXT, "CharacterCount")
        arguments = GLib.Variant("(isi)", (length, text, len(text.encode())))
        if not self.call(EDITABLE, "InsertText", arguments)[0]:
            raise NotFound("%r refused the text" % self)

    def set_text(self, text):
        if not self.call(EDITABLE, "SetTextContents", GLib.Variant("(s)", (text,)))[0]:
            raise NotFound("%r refused the text" % self)

    def type_keys(self, text, title=None):
        """Clicks into it and types with the keyboard, key by key; title: of its window, when there are several."""
        self._app.focus_window(title)
        self.click(title=title)
        self._app.desktop.xdotool("type", "--delay", "15", text, timeout=60)
