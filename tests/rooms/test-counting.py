# build-aux/count-tests: what it counts, and what it refuses to pass over.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from taptest import main, test

ROOT = os.environ.get("PROPUS_SRCDIR") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def write_log(stack, entries):
    log = stack.enter_context(tempfile.NamedTemporaryFile("w", suffix=".json"))
    for entry in entries:
        log.write(json.dumps(entry) + "\n")
    log.flush()
    return log.name


def run(*arguments):
    command = [sys.executable, os.path.join(ROOT, "build-aux", "count-tests"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def count(entries, status=0, *options, again=None, again_status=0):
    with ExitStack() as stack:
        arguments = [write_log(stack, entries), str(status), *options]
        if again is not None:
            arguments += ["--again", write_log(stack, again), str(again_status)]
        done = run(*arguments)
    lines = done.stdout.splitlines()
    return lines[-1], done.returncode, lines[:-1]


def to_repeat(entries):
    with ExitStack() as stack:
        return run(write_log(stack, entries), "--to-repeat").stdout.split()


def entry(stdout, result="OK", name="unit"):
    return {"name": name, "result": result, "stdout": stdout}


def numbers():
    with open(os.path.join(ROOT, "tests", "cases.txt"), encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


@test("every TAP line is a case")
def tap_lines():
    last, code, _ = count([entry("TAP version 13\n1..3\nok 1 /a/b\nok 2 - c\n# ok 9 no\nok 3 /d # TODO later\n"), entry("", name="plain")])
    assert (last, code) == ("4 passed, 0 failed", 0), last


@test("a failure is counted and named")
def failure():
    last, code, lines = count([entry("1..2\nok 1 - a\n# why it failed\nnot ok 2 - b\n", "FAIL")], 1)
    assert (last, code) == ("1 passed, 1 failed", 1) and "failed: unit: b" in lines and "    # why it failed" in lines


@test("a program that dies after its cases passed is a failure")
def death():
    for result in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT"):
        last, code, lines = count([entry("1..2\nok 1 - a\n", result)], 1)
        assert (last, code) == ("1 passed, 1 failed", 1), (result, last)
        assert any(result in line for line in lines)


@test("a skip is counted and named with its reason")
def skip():
    last, code, lines = count([entry("1..2\nok 1 - a\nok 2 - b # SKIP no sound card\n")])
    assert (last, code) == ("1 passed, 0 failed, 1 skipped", 0)
    assert "skipped: unit: b (no sound card)" in lines, lines


@test("no test at all is a failure")
def nothing():
    assert count([])[:2] == ("0 passed, 1 failed", 1)
    assert count([entry("1..0 # SKIP\n", "SKIP")])[1] == 1
    assert count([], 3)[:2] == ("0 passed, 1 failed", 1)


@test("a second try takes the place of the first, and says what went wrong in it")
def second_try():
    first = [entry("1..2\nok 1 - a\n# too late\nnot ok 2 - b\n", "FAIL"), entry("1..1\nok 1 - c\n", name="other")]
    last, code, lines = count(first, 1, again=[entry("1..2\nok 1 - a\nok 2 - b\n")])
    assert (last, code) == ("3 passed, 0 failed", 0), last
    assert "passed at the second try only: unit: b" in lines and "    # too late" in lines, lines
    last, code, lines = count(first, 1, again=[entry("1..2\nok 1 - a\nnot ok 2 - b\n", "FAIL")], again_status=1)
    assert (last, code) == ("2 passed, 1 failed", 1) and "failed: unit: b" in lines, lines
    assert not any("second try" in line for line in lines)
    assert count(first, 1, again=[], again_status=1)[:2] == ("2 passed, 1 failed", 1), "a second try that ran nothing hid a failure"


@test("a second try is for a few programs, and for those that failed")
def worth_repeating():
    bad = [entry("", "FAIL", "propus:ui / ui-%d" % number) for number in range(4)]
    good = [entry("ok 1 - a\n", name="propus:ui / good"), entry("1..0 # SKIP\n", "SKIP", "propus:ui / skipped")]
    assert to_repeat(good + bad[:3]) == ["ui-0", "ui-1", "ui-2"]
    assert to_repeat(good + bad) == []
    assert to_repeat(good) == []


@test("in a full run a numbered case without a passing test is a failure")
def cases():
    everything = "".join("ok %d /x/case-%d/y\n" % (i, number) for i, number in enumerate(numbers(), 1))
    assert count([entry(everything)], 0, "--all")[1] == 0
    last, code, lines = count([entry(everything.replace("/case-41/", "/case-4100/"))], 0, "--all")
    assert code == 1 and last.endswith(" 1 failed") and any("case 41:" in line for line in lines)
    last, code, lines = count([entry(everything.replace("/case-41/y", "/case-41/y # SKIP why"))], 0, "--all")
    assert code == 1 and any("case 41:" in line for line in lines)


main()
