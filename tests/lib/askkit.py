# Runs `propus ask` and `propus key` in a private HOME, without D-Bus or display unless a test gives them.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import subprocess
import tempfile

PROPUS = os.path.join(os.environ["PROPUS_BUILDDIR"], "src", "propus")


def fake_key(kind="test"):
    """A visibly fake key with the shape of an authorization key, made at run time."""
    return "AQ." + "fake-" + kind + "-not-a-key-" + "0123456789"


class Home:
    """A private HOME with every XDG folder; `env` is what a program in it is started with."""

    def __init__(self, **more):
        self.folder = tempfile.TemporaryDirectory(prefix="propus-test-")
        self.path = self.folder.name
        run = os.path.join(self.path, "run")
        os.mkdir(run, 0o700)
        dropped = ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "DBUS_SESSION_BUS_ADDRESS",
                   "DISPLAY", "WAYLAND_DISPLAY")
        self.env = {name: value for name, value in os.environ.items() if name not in dropped}
        self.env.update(HOME=self.path, XDG_RUNTIME_DIR=run, XDG_DATA_HOME=self.path + "/data",
                        XDG_CONFIG_HOME=self.path + "/config", XDG_CACHE_HOME=self.path + "/cache",
                        XDG_STATE_HOME=self.path + "/state", LC_ALL="C.UTF-8", GSETTINGS_BACKEND="memory")
        self.env.update(more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def run(self, *args, stdin=b"", timeout=60, **env):
        """Runs propus with these arguments to its end; CompletedProcess with bytes."""
        return subprocess.run([PROPUS, *args], input=stdin, env=dict(self.env, **env),
                              capture_output=True, timeout=timeout)

    def ask(self, url, *args, key=None, timeout=60, stdin=b"", **env):
        """`propus ask` against `url` with a fake key in the environment."""
        return self.run("ask", *args, stdin=stdin, timeout=timeout, GOOGLE_GEMINI_BASE_URL=url,
                        GEMINI_API_KEY=key or fake_key(), **env)

    def ask_json(self, url, *args, **more):
        """The same with --json: (CompletedProcess, the one object)."""
        done = self.ask(url, "--json", *args, **more)
        return done, json.loads(done.stdout)
