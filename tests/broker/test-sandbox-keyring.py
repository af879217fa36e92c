# The file that libsecret keeps keys in inside a sandbox, cut off as by a full disk.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sandbox is a root folder of its own with /.flatpak-info in it; the file is made by libsecret itself.

import os
import shutil
import subprocess
import tempfile

from gi.repository import GLib

from askkit import PROPUS
from brokerkit import Broker, Upstream, fake_key
from keyringkit import KeyringSession
from taptest import Skip, at_end, diag, main, test
from windowkit import Desktop

DIR = tempfile.mkdtemp(prefix="propus-sandbox-")
at_end(lambda: shutil.rmtree(DIR))

# The root folder as it is, and one file more.
SCRIPT = """
mount -t tmpfs tmpfs "$0" || exit
for path in /*; do
  if [ -L "$path" ]; then cp -P "$path" "$0/"
  elif [ -d "$path" ]; then mkdir "$0$path" && mount --rbind "$path" "$0$path"
  fi
done
: > "$0/.flatpak-info"
exec chroot "$0" "$@"
"""
SANDBOX = ["unshare", *([] if os.getuid() == 0 else ["--user", "--map-root-user"]), "--mount", "sh", "-c", SCRIPT,
           os.path.join(DIR, "root")]


def need_sandbox():
    os.makedirs(os.path.join(DIR, "root"), exist_ok=True)
    done = subprocess.run(SANDBOX + ["test", "-e", "/.flatpak-info"], capture_output=True)
    if done.returncode != 0:
        raise Skip("a root folder of one's own is not possible here")
    if shutil.which("secret-tool") is None:
        raise Skip("secret-tool is not installed")
    assert not os.path.exists("/.flatpak-info")


def libsecret(path, *words, text=None):
    """What secret-tool does with the file; returns its exit status and what it says."""
    env = dict(os.environ, SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=path, SECRET_FILE_TEST_PASSWORD="x")
    done = subprocess.run(["secret-tool", *words], input=text, env=env, capture_output=True, timeout=30)
    return done.returncode, done.stdout + done.stderr


class Home:
    def __init__(self, content):
        self.data = tempfile.mkdtemp(dir=DIR)
        self.keyrings = os.path.join(self.data, "keyrings")
        self.path = os.path.join(self.keyrings, "default.keyring")
        os.mkdir(self.keyrings)
        if content is not None:
            with open(self.path, "wb") as file:
                file.write(content)

    def files(self):
        return {name: open(os.path.join(self.keyrings, name), "rb").read() for name in sorted(os.listdir(self.keyrings))}

    def broker(self, api, prefix=SANDBOX):
        variables = {"XDG_DATA_HOME": self.data, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        return Broker(api.url, lookup=True, environment={"GEMINI_API_KEY": fake_key()}, variables=variables, prefix=prefix)


def run(home, prefix=SANDBOX):
    """A broker that starts, answers and is used; (movedAside, what it said)."""
    with Upstream(lambda c: c.reply(200, b"{}")) as api, home.broker(api, prefix) as broker:
        moved = broker.control("GET", "status").json()["keyring"]["movedAside"]
        assert broker.request("POST", "/v1beta/models/m:generateContent", b"{}").status == 200
        return moved, broker.output().decode()


def whole_keyring():
    path = os.path.join(DIR, "made-by-libsecret")
    if not os.path.exists(path):
        status, said = libsecret(path, "store", "--label=A label", "name", "value", text=b"no-key")
        assert status == 0, said
    with open(path, "rb") as file:
        return file.read()


@test("case-33 a sandbox's keyring that was cut off: the broker starts, the file is moved aside, and that is said")
def cut_off():
    need_sandbox()
    whole = whole_keyring()
    cut = os.path.join(DIR, "cut-off")
    aborted = 0
    for length in (0, 10, 17, 18, 30, 60, len(whole) // 2, len(whole) - 10, len(whole) - 1):
        with open(cut, "wb") as file:
            file.write(whole[:length])
        status, _said = libsecret(cut, "lookup", "name", "value")
        aborted += status == -6
        home = Home(whole[:length])
        moved, said = run(home)
        assert home.files() == {"default.keyring.broken": whole[:length]}, (length, list(home.files()))
        assert moved == home.path + ".broken", moved
        assert said.count(moved) == 1, said
        # It is told as long as the file lies there, and said once.
        moved, said = run(home)
        assert moved == home.path + ".broken" and moved not in said, (moved, said)
        # A second one overwrites nothing.
        with open(home.path, "wb") as file:
            file.write(b"again")
        moved, said = run(home)
        assert moved == home.path + ".broken-1" and moved in said
        assert home.files() == {"default.keyring.broken": whole[:length], "default.keyring.broken-1": b"again"}
    assert aborted, "libsecret itself comes through; then this is not needed any more"
    diag("libsecret aborts on %d of 9 such files; said: %s" % (aborted, said.strip()))


@test("case-33 a keyring that is whole stays, and outside a sandbox nothing is touched")
def untouched():
    need_sandbox()
    whole = whole_keyring()
    for content, prefix in ((whole, SANDBOX), (None, SANDBOX), (whole[:60], ())):
        home = Home(content)
        before = home.files()
        moved, said = run(home, prefix)
        assert home.files() == before
        assert moved is None and "broken" not in said, (moved, said)


@test("case-33 the window says it on its Keys page")
def window():
    need_sandbox()
    home = Home(whole_keyring()[:60])
    with KeyringSession("none") as session, Desktop(env=session.env) as desktop:
        app = desktop.start(SANDBOX + [PROPUS], env={"XDG_DATA_HOME": home.data})
        app.find(name="Enter Key…", role="button")
        desktop.session_bus.call_sync("io.github.propus.Propus", "/io/github/propus/Propus", "org.gtk.Actions", "Activate",
                                      GLib.Variant("(sava{sv})", ("keys", [], {})), None, 0, 10000, None)
        app.window("Preferences").find(name=lambda name: "damaged" in name and home.path + ".broken" in name)
        app.close()


main()
