# build-aux/count-tests: what it counts, and what it refuses to pass over.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import subprocess
import sys
import tempfile

from taptest import main, test

ROOT = os.environ.get("PROPUS_SRCDIR") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def count(entries, status=0, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        for entry in entries:
            log.write(json.dumps(entry) + "\n")
        log.flush()
        done = subprocess.run([sys.executable, os.path.join(ROOT, "build-aux", "count-tests"), log.name, str(status), *options],
                              capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    return lines[-1], done.returncode, lines[:-1]


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


@test("in a full run a numbered case without a passing test is a failure")
def cases():
    everything = "".join("ok %d /x/case-%d/y\n" % (i, number) for i, number in enumerate(numbers(), 1))
    assert count([entry(everything)], 0, "--all")[1] == 0
    last, code, lines = count([entry(everything.replace("/case-41/", "/case-4100/"))], 0, "--all")
    assert code == 1 and last.endswith(" 1 failed") and any("case 41:" in line for line in lines)
    last, code, lines = count([entry(everything.replace("/case-41/y", "/case-41/y # SKIP why"))], 0, "--all")
    assert code == 1 and any("case 41:" in line for line in lines)


main()
