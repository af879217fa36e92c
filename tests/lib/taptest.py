# A very small test runner that speaks TAP, for the tests written in Python.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   from taptest import Skip, main, test
#
#   @test("case-41 a key echoed in an error is masked")
#   def masked():
#       assert ...
#
#   main()
#
# A function that returns has passed; one that raises has failed, and what it
# raised is printed as a diagnostic; one that raises Skip was not run, and
# says why.  Arguments on the command line pick tests by a part of their name;
# --list only names them.

import asyncio
import inspect
import os
import signal
import sys
import time
import traceback

DEFAULT_TIMEOUT = 120

# How many times longer than on a quiet machine, without sanitizers, things may take.  Only waits that end in a failure
# are made longer by it; nobody waits for this long otherwise.
SLOWNESS = float(os.environ.get("PROPUS_TEST_SLOWNESS", "1"))

_tests = []
_cleanups = []


class Skip(Exception):
    """Raised by a test that cannot run here; the text says why."""


class _Late(BaseException):
    """Raised inside a test whose time is up (no `except Exception` eats it)."""


def test(name, timeout=DEFAULT_TIMEOUT):
    """Register the decorated function (plain or async) as a test."""
    if "#" in name or "\n" in name:
        raise ValueError("a TAP name has neither # nor a line break: %r" % name)

    def register(function):
        _tests.append((name, function, timeout))
        return function

    return register


def at_end(function):
    """Register a function that runs once after the last test, last one first."""
    _cleanups.append(function)
    return function


def eventually(check, timeout=10, what=None, interval=0.05):
    """Wait until check() gives something true, and return that.

    An error of GLib's is taken for "not yet": windowkit reads a tree whose objects come and go.
    """
    timeout *= SLOWNESS
    deadline = time.monotonic() + timeout
    while True:
        trouble = None
        try:
            value = check()
        except Exception as error:
            if not type(error).__module__.startswith("gi."):
                raise
            value, trouble = None, error
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(
                "waited %g s in vain for %s" % (timeout, what or inspect.getsource(check).strip())
            ) from trouble
        time.sleep(interval)


def diag(text):
    """Print a TAP diagnostic."""
    for line in str(text).splitlines() or [""]:
        print("# " + line, flush=True)


def _alarm(_signal, _frame):
    raise _Late()


def _run(function, timeout):
    signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, timeout * SLOWNESS)
    try:
        if inspect.iscoroutinefunction(function):
            asyncio.run(function())
        else:
            function()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _clean():
    good = True
    for function in reversed(_cleanups):
        try:
            function()
        except Exception:
            good = False
            diag("while cleaning up:")
            diag(traceback.format_exc())
    return good


def main():
    """Run the registered tests and leave the process."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    chosen = [t for t in _tests if not words or any(word in t[0] for word in words)]
    if "--list" in sys.argv[1:]:
        for name, _function, _timeout in chosen:
            print(name)
        sys.exit(0)

    failed = 0
    print("1..%d" % len(chosen), flush=True)
    for number, (name, function, timeout) in enumerate(chosen, 1):
        try:
            _run(function, timeout)
            print("ok %d - %s" % (number, name), flush=True)
        except Skip as skip:
            print("ok %d - %s # SKIP %s" % (number, name, str(skip).replace("\n", " ")), flush=True)
        except _Late:
            failed += 1
            diag("not done after %g s" % (timeout * SLOWNESS))
            diag(traceback.format_exc())
            print("not ok %d - %s" % (number, name), flush=True)
        except Exception:
            failed += 1
            diag(traceback.format_exc())
            print("not ok %d - %s" % (number, name), flush=True)
    clean = _clean()
    if not chosen:
        diag("no test has such a name")
    sys.stdout.flush()
    sys.exit(0 if clean and not failed and chosen else 1)
