#!/usr/bin/python3
# The broker with the keyrings of other desktops, where they are installed: KeePassXC and KWallet, as they really are.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# They are shown on a display of the test's own, and the person is xdotool.  Nothing here is needed to run Propus, and
# their packages pull in all of Qt, so a system without them skips.

import os
import shutil
import signal
import subprocess
import threading
import time

import dbus

from brokerkit import Broker, Upstream, fake_key
from keyringkit import SERVICE, KeyringSession, wait_until
from taptest import Skip, diag, main, test
from windowkit import Desktop, wait_for

GENERATE = "/v1beta/models/m:generateContent"
PASSWORD = "test"

# A database that shows its items to programs: KeePassXC keeps that in the database, not in its settings.
DATABASE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<KeePassFile>
  <Meta>
    <Generator>Propus tests</Generator>
    <DatabaseName>keys</DatabaseName>
    <CustomData>
      <Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{11111111-2222-3333-4444-555555555555}</Value></Item>
    </CustomData>
  </Meta>
  <Root><Group><UUID>ERERESIiMzNERFVVVVVVVQ==</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
"""
# ConfirmAccessItem=false: the question for each single key is another one than the one for the database.
SETTINGS = """[General]
ConfigVersion=2
UpdateCheckMessageShown=true
[FdoSecrets]
Enabled=true
ConfirmAccessItem=false
ConfirmDeleteItem=false
ShowNotification=false
UnlockBeforeSearch=true
[GUI]
CheckForUpdates=false
[Security]
LockDatabaseIdle=false
"""


def need(program):
    if shutil.which(program) is None:
        raise Skip("%s is not installed" % program)


class Provider:
    """A program that offers the Secret Service, on the desktop's display."""

    title = "KDE Wallet"

    def __init__(self, session, desktop, command, password=None):
        self.session, self.desktop = session, desktop
        env = dict(desktop.env, QT_QPA_PLATFORM="xcb", QT_LOGGING_RULES="*=false")
        with open(os.path.join(session.folder, "provider.log"), "ab") as log:
            self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=log, stderr=log)
        if password:
            self.process.stdin.write(password.encode() + b"\n")
            self.process.stdin.flush()
        wait_until(lambda: session.bus.name_has_owner(SERVICE), 20, "the keyring service")

    def question(self, timeout=10):
        """The window in which it asks."""
        def search():
            return next((w for w in self.desktop.windows()
                         if self.desktop.xdotool("getwindowname", w).startswith(self.title)), None)

        return wait_for(search, timeout, "a question")

    def answer(self, *keys, text=None):
        self.desktop.xdotool("windowfocus", "--sync", self.question())
        if text:
            self.desktop.xdotool("type", text)
        self.desktop.key(*keys)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """KeePassXC would ask whether it may; what it was told is in its file already."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        if self.session.bus_process is not None:
            wait_until(lambda: not self.session.bus.name_has_owner(SERVICE), what="the end of the keyring service")


class KeePassXC(Provider):
    title = "Unlock Database"

    def __init__(self, session, desktop, unlocked):
        self.database = os.path.join(session.folder, "keys.kdbx")
        if not os.path.exists(self.database):
            self.prepare(session)
        command = ["keepassxc", self.database]
        if unlocked:
            command.insert(1, "--pw-stdin")
        super().__init__(session, desktop, command, PASSWORD if unlocked else None)
        wait_until(lambda: self.is_locked() is (not unlocked), 20, "KeePassXC's database")

    def is_locked(self):
        """None while it has not yet opened its file."""
        service = self.session.bus.get_object(SERVICE, "/org/freedesktop/secrets", introspect=False)
        path = service.ReadAlias("default", dbus_interface="org.freedesktop.Secret.Service")
        if path == "/":
            return None
        try:
            collection = self.session.bus.get_object(SERVICE, path, introspect=False)
            return bool(collection.Get("org.freedesktop.Secret.Collection", "Locked",
                                       dbus_interface="org.freedesktop.DBus.Properties"))
        except dbus.DBusException:
            return None

    def prepare(self, session):
        folder = os.path.join(session.env["XDG_CONFIG_HOME"], "keepassxc")
        os.makedirs(folder)
        with open(os.path.join(folder, "keepassxc.ini"), "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        xml = os.path.join(session.folder, "keys.xml")
        with open(xml, "w", encoding="utf-8") as file:
            file.write(DATABASE)
        subprocess.run(["keepassxc-cli", "import", "-p", xml, self.database], input=(PASSWORD + "\n") * 2, text=True,
                       env=dict(session.env, QT_QPA_PLATFORM="offscreen"), check=True, capture_output=True)


def answer(conversation):
    conversation.reply(200, b"{}")


def start(session, api, **options):
    return Broker(api.url, lookup=True, variables=session.env, **options)


def keys_seen(api):
    return [request.headers["x-goog-api-key"] for request in api.requests]


def keyring_of(broker):
    return broker.control("GET", "status").json()["keyring"]


class Pending:
    """A request that waits for somebody."""

    def __init__(self, broker, method="POST", path=GENERATE, body=b"{}"):
        self.began = time.monotonic()
        self.reply = None
        self.thread = threading.Thread(target=self._run, args=(broker, method, path, body), daemon=True)
        self.thread.start()

    def _run(self, *arguments):
        broker, method, path, body = arguments
        self.reply = broker.request(method, path, body, {"Content-Type": "application/json"}, timeout=60)
        self.took = time.monotonic() - self.began

    def expect_waiting(self, broker, seconds):
        """It waits, and meanwhile the state is told at once, with how long it has waited."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = time.monotonic()
            seen = keyring_of(broker)
            assert time.monotonic() - before < 2, "the state took %g s" % (time.monotonic() - before)
            assert self.thread.is_alive(), "answered: %s" % (self.reply.body if self.reply else "nothing")
            time.sleep(0.3)
        assert seen["waitingMs"] >= (seconds - 1) * 1000, seen
        return seen

    def wait(self, timeout=40):
        self.thread.join(timeout)
        assert self.reply is not None, "no answer within %g s" % timeout
        return self.reply


def add(broker, label):
    """Stores what the broker was given on its input."""
    return Pending(broker, path="/propus/v1/keys", body=b'{"from": "input", "store": true, "label": "%s"}' % label.encode())


def store_first(session, desktop, api, key):
    with KeePassXC(session, desktop, unlocked=True) as provider, start(session, api, input_data=key.encode()) as broker:
        wait_until(lambda: keyring_of(broker)["state"] == "unlocked", what="an unlocked keyring")
        assert keyring_of(broker)["provider"] == "KeePassXC", keyring_of(broker)
        reply = add(broker, "Kept in KeePassXC").wait()
        assert reply.status == 200, reply.body
        assert keyring_of(broker)["encrypted"], keyring_of(broker)
        assert Pending(broker).wait().status == 200
        assert keys_seen(api) == [key]
        # It writes its file a moment later.
        time.sleep(1)
        provider.close()


@test("case-31 KeePassXC locked: the request waits, nothing freezes; unlocked by the person it goes out once, with the key",
      timeout=120)
def keepassxc_unlocked():
    need("keepassxc")
    key = fake_key()
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, Upstream(answer) as api:
        store_first(session, desktop, api, key)
        with KeePassXC(session, desktop, unlocked=False) as provider, start(session, api) as broker:
            wait_until(lambda: keyring_of(broker)["state"] == "locked", what="a locked keyring")
            waiting = Pending(broker)
            provider.question()
            diag("while KeePassXC asks: %s" % waiting.expect_waiting(broker, 5))
            provider.answer("Return", text=PASSWORD)
            assert waiting.wait().status == 200, waiting.reply.body
            assert keys_seen(api) == [key, key]
            diag("unlocked: %s" % keyring_of(broker))


@test("case-31 KeePassXC locked and its question closed: said, nothing sent, the next request asks again", timeout=120)
def keepassxc_dismissed():
    need("keepassxc")
    key = fake_key()
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, Upstream(answer) as api:
        store_first(session, desktop, api, key)
        with KeePassXC(session, desktop, unlocked=False) as provider, start(session, api) as broker:
            waiting = Pending(broker)
            provider.answer("Escape")
            reply = waiting.wait()
            assert reply.propus_reason() == "KEYRING_DISMISSED", reply.body
            diag("closed: %s" % reply.json()["error"]["message"])
            assert keys_seen(api) == [key]
            time.sleep(2.5)   # within two seconds of a "no" nobody is asked again
            waiting = Pending(broker)
            provider.answer("Return", text=PASSWORD)
            assert waiting.wait().status == 200, waiting.reply.body
            assert keys_seen(api) == [key, key]


@test("case-31 KeePassXC that does not answer: told after 25 s, and Retry works", timeout=120)
def keepassxc_stuck():
    need("keepassxc")
    key = fake_key()
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, Upstream(answer) as api:
        store_first(session, desktop, api, key)
        with KeePassXC(session, desktop, unlocked=True) as provider, start(session, api) as broker:
            wait_until(lambda: keyring_of(broker)["state"] == "unlocked", what="an unlocked keyring")
            provider.process.send_signal(signal.SIGSTOP)
            waiting = Pending(broker)
            waiting.expect_waiting(broker, 22)
            reply = waiting.wait()
            assert reply.propus_reason() == "KEYRING_STUCK", reply.body
            assert 20 < waiting.took < 35, waiting.took
            diag("after %.1f s: %s" % (waiting.took, reply.json()["error"]["message"]))
            provider.process.send_signal(signal.SIGCONT)
            assert Pending(broker).wait().status == 200
            assert keys_seen(api) == [key, key]


@test("case-32 KWallet's wizard: while it is open nothing freezes; closed, nothing is saved and that is said", timeout=120)
def kwallet():
    need("kwalletd5")
    key = fake_key()
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop, Upstream(answer) as api:
        with Provider(session, desktop, ["kwalletd5"]) as provider, start(session, api, input_data=key.encode()) as broker:
            wait_until(lambda: keyring_of(broker)["state"] not in ("unknown", "unavailable"), what="a look at KWallet")
            diag("at first: %s" % keyring_of(broker))
            assert keyring_of(broker)["provider"] == "KWallet", keyring_of(broker)
            waiting = add(broker, "Not kept")
            provider.question()
            diag("while the wizard is open: %s" % waiting.expect_waiting(broker, 23))
            provider.answer("Escape")
            reply = waiting.wait()
            diag("closed: %s" % reply.json()["error"]["message"])
            assert reply.status != 200 and reply.propus_reason() == "KEYRING_NONE", reply.body
            assert "freedesktop" not in reply.json()["error"]["message"]
            # The broker is there for the next wish.
            assert Pending(broker).wait().propus_reason() == "KEY_MISSING"
            assert keys_seen(api) == []


main()
