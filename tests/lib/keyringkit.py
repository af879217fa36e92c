# A desktop session of a test's own: session bus, real gnome-keyring, and a prompter in the place of the person.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   from keyringkit import KeyringSession
#
#   with KeyringSession(keyring="unlocked") as session:
#       with session.prompter("cancel") as prompter:
#           session.lock()
#           subprocess.run([...], env=session.env)
#           assert prompter.questions == 1
#
# keyring is "unlocked" (an open default keyring "login"), "empty" (the service without any keyring), "none" (no
# service) or "no-bus".  The bus starts no service by itself, so nothing of the host is touched.

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from taptest import SLOWNESS

PASSWORD = "test"
SERVICE = "org.freedesktop.secrets"
SERVICE_PATH = "/org/freedesktop/secrets"
LOGIN = SERVICE_PATH + "/collection/login"
GUILT = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
SCHEMA = "io.github.propus.Propus.ApiKey"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def fake_key(seed="0123456789", kind="AQ."):
    """A key that is none, put together so that no file holds anything that looks like one."""
    return kind + "fake-" + (seed * 40)[:39 - len(kind) - 5]


def wait_until(check, timeout=10, what="it"):
    timeout *= SLOWNESS
    deadline = time.monotonic() + timeout
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("%s did not happen within %g s" % (what, timeout))
        time.sleep(0.01)


def end(process, timeout=5):
    """End a process that the test started."""
    if process is None or process.poll() is not None:
        return
    try:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Prompter:
    """The person: see mock-prompter.c for the answers."""

    def __init__(self, session, answers):
        program = os.path.join(os.environ["PROPUS_BUILDDIR"], "tests", "lib", "mock-prompter")
        program = os.environ.get("PROPUS_MOCK_PROMPTER", program)
        self.lines = []
        self.process = subprocess.Popen([program, *answers], env=session.env, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        wait_until(lambda: "ready" in self.lines, what="the prompter")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.strip())

    @property
    def questions(self):
        """How many windows a person would have seen (a wrong password asks once more in the same one)."""
        return self.lines.count("question")

    def wait_question(self, count=1, timeout=10):
        wait_until(lambda: self.questions >= count, timeout, "question %d" % count)

    def answer(self, text):
        """End a question that hangs."""
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def close(self):
        end(self.process)
        self.thread.join(5)
        self.process.stdin.close()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class KeyringSession:
    def __init__(self, keyring="unlocked"):
        self.keyring = keyring
        self.folder = None
        self.bus_process = None
        self.daemon = None
        self._bus = None

    # --- life -----------------------------------------------------------------------------------------------

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="propus-session-")
        names = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config",
                 "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state", "TMPDIR": "tmp"}
        kept = {name: value for name, value in os.environ.items()
                if name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL",
                                "SSH_AUTH_SOCK", "XDG_CURRENT_DESKTOP", "GOOGLE_API_KEY", "GEMINI_API_KEY",
                                "SECRET_BACKEND", "SECRET_SERVICE_BUS_NAME", "AT_SPI_BUS_ADDRESS")}
        self.env = dict(kept, GIO_USE_VFS="local", GSETTINGS_BACKEND="memory", LC_ALL="C.UTF-8")
        for variable, name in names.items():
            path = os.path.join(self.folder, name)
            os.mkdir(path, 0o700)
            self.env[variable] = path
        # Whatever the host offers must not be found by an address that is guessed.
        self.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + self.bus_path
        try:
            if self.keyring != "no-bus":
                self.start_bus()
            if self.keyring in ("unlocked", "empty"):
                self.start_daemon(unlock=self.keyring == "unlocked")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._bus is not None:
            self._bus.close()
            self._bus = None
        end(self.daemon)
        end(self.bus_process)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def bus_path(self):
        return os.path.join(self.folder, "run", "bus")

    def start_bus(self):
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG % self.bus_path)
        self.bus_process = subprocess.Popen(["dbus-daemon", "--nofork", "--config-file=" + config, "--print-address=1"],
                                            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # The address is printed when somebody listens; the socket's file is there a moment before.
        with self.bus_process.stdout as pipe:
            assert pipe.readline(), "the session bus did not start"

    def stop_bus(self):
        if self._bus is not None:
            self._bus.close()
            self._bus = None
        end(self.bus_process)
        self.bus_process = None

    @property
    def bus(self):
        """A connection of the test's own (python3-dbus)."""
        if self._bus is None:
            import dbus
            import dbus.bus
            self._bus = dbus.bus.BusConnection(self.env["DBUS_SESSION_BUS_ADDRESS"])
        return self._bus

    # --- the service ----------------------------------------------------------------------------------------

    def start_daemon(self, unlock=True):
        """Start gnome-keyring; unlock=False leaves what is stored locked and unseen ("cold")."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if unlock:
            command.append("--unlock")
        # What makes our own warnings fatal must not end a program that is not ours.
        env = {name: value for name, value in self.env.items() if name not in ("G_DEBUG", "MALLOC_CHECK_")}
        self.daemon = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        if unlock:
            self.daemon.stdin.write(PASSWORD.encode())
        self.daemon.stdin.close()
        wait_until(lambda: self.bus.name_has_owner(SERVICE), what="the keyring service")

    def stop_daemon(self):
        end(self.daemon)
        if self.bus_process is not None:
            wait_until(lambda: not self.bus.name_has_owner(SERVICE), what="the end of the keyring service")
        self.daemon = None

    def restart_daemon(self, unlock=True):
        self.stop_daemon()
        self.start_daemon(unlock)

    def pause_daemon(self):
        self.daemon.send_signal(signal.SIGSTOP)

    def resume_daemon(self):
        self.daemon.send_signal(signal.SIGCONT)

    def daemon_is_alive(self):
        return self.daemon.poll() is None

    @property
    def service(self):
        return self.bus.get_object(SERVICE, SERVICE_PATH, introspect=False)

    def lock(self):
        """Lock the default keyring while the service runs ("warm")."""
        import dbus
        self.service.Lock(dbus.Array([dbus.ObjectPath(LOGIN)], signature="o"),
                          dbus_interface="org.freedesktop.Secret.Service")

    def _secret(self, text):
        import dbus
        _, session = self.service.OpenSession("plain", dbus.String("", variant_level=1),
                                              dbus_interface="org.freedesktop.Secret.Service")
        return dbus.Struct((session, dbus.ByteArray(b""), dbus.ByteArray(text.encode()), "text/plain"),
                           signature="oayays")

    def unlock(self, password=PASSWORD):
        """Unlock the default keyring behind everybody's back, without a prompt."""
        import dbus
        self.service.UnlockWithMasterPassword(dbus.ObjectPath(LOGIN), self._secret(password), dbus_interface=GUILT)

    def is_locked(self):
        collection = self.bus.get_object(SERVICE, LOGIN, introspect=False)
        return bool(collection.Get("org.freedesktop.Secret.Collection", "Locked",
                                   dbus_interface="org.freedesktop.DBus.Properties"))

    def store(self, key, origin, id, label="A key", schema=SCHEMA, **attributes):
        """Store an item as another program would."""
        import dbus
        collection = self.bus.get_object(SERVICE, LOGIN, introspect=False)
        wanted = dict(attributes, id=id, origin=origin)
        wanted["xdg:schema"] = schema
        properties = dbus.Dictionary({
            "org.freedesktop.Secret.Item.Label": dbus.String(label, variant_level=1),
            "org.freedesktop.Secret.Item.Attributes": dbus.Dictionary(wanted, signature="ss", variant_level=1),
        }, signature="sv")
        collection.CreateItem(properties, self._secret(key), False,
                              dbus_interface="org.freedesktop.Secret.Collection")

    def find(self, **attributes):
        """The paths of all items with these attributes."""
        import dbus
        unlocked, locked = self.service.SearchItems(dbus.Dictionary(attributes, signature="ss"),
                                                    dbus_interface="org.freedesktop.Secret.Service")
        return [str(path) for path in unlocked] + [str(path) for path in locked]

    def secret_of(self, path):
        secret = self._secret("")
        item = self.bus.get_object(SERVICE, path, introspect=False)
        return bytes(bytearray(item.GetSecret(secret[0], dbus_interface="org.freedesktop.Secret.Item")[2])).decode()

    def secrets(self, **attributes):
        """The keys of all items with these attributes; None while one of them is on its way out."""
        import dbus
        try:
            return [self.secret_of(path) for path in self.find(**attributes)]
        except dbus.exceptions.DBusException as error:
            if error.get_dbus_name() != "org.freedesktop.DBus.Error.UnknownMethod":   # "Object does not exist at path …"
                raise
            return None

    def prompter(self, *answers):
        return Prompter(self, answers)

    # --- what travels ---------------------------------------------------------------------------------------

    def record(self):
        return BusRecord(self)


class BusRecord:
    """Everything that travels on the session bus, as bytes."""

    def __init__(self, session):
        self.session = session

    def __enter__(self):
        self.path = os.path.join(self.session.folder, "bus.pcap")
        self.file = open(self.path, "wb")
        self.process = subprocess.Popen(["dbus-monitor", "--session", "--pcap"], env=self.session.env,
                                        stdout=self.file, stderr=subprocess.DEVNULL)
        wait_until(lambda: os.path.getsize(self.path) > 24, what="the recording")
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Everything that travelled until now; the recording ends."""
        if self.process is not None:
            time.sleep(0.3)
            end(self.process)
            self.file.close()
            self.process = None
        with open(self.path, "rb") as file:
            return file.read()


def pieces(key, length=16):
    """Every piece of a key that a search must look for."""
    data = key.encode() if isinstance(key, str) else key
    return [data[i:i + length] for i in range(max(1, len(data) - length + 1))]


def count_pieces(haystack, key, length=16):
    return sum(len(re.findall(re.escape(piece), haystack)) for piece in pieces(key, length))
