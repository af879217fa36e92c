# More than one process on one history: killed ones, two at once, one without rights.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import concurrent.futures
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time

tool = sys.argv.pop(1)

from taptest import Skip, at_end, main, test  # noqa: E402

READ_ONLY = 2
folder = tempfile.mkdtemp(prefix="propus-processes-")
at_end(lambda: shutil.rmtree(folder, ignore_errors=True))


def run(*arguments, uid=None):
    environment = dict(os.environ)
    if uid is not None:
        environment["STORE_TOOL_UID"] = str(uid)
    done = subprocess.run([tool, *arguments], env=environment, stdout=subprocess.PIPE, timeout=60, text=True)
    assert done.returncode in (0, 1), done
    return done.stdout.splitlines()


def check_integrity(path):
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def stream_and_kill(path, seconds):
    """What came with its times, what was acknowledged, and the last sign of life."""
    process = subprocess.Popen([tool, "stream", path], stdout=subprocess.PIPE, text=True)
    first = process.stdout.readline()   # how long a start takes is not the matter
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    output = first + process.communicate()[0]
    assert process.returncode == -signal.SIGKILL
    came, stored, last = [], 0, 0
    for line in output.splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        word, length, at = line.split()
        last = int(at)
        if word == "came":
            came.append((int(length), last))
        else:
            stored = int(length)
    return came, stored, last


def kill_once(i):
    """Microseconds of text that were lost."""
    path = os.path.join(folder, "killed-%d" % i, "history.db")
    came, stored, last = stream_and_kill(path, random.uniform(0.05, 1.5))
    database = sqlite3.connect(path)
    text = "".join(row[0] or "" for row in database.execute("SELECT text FROM segments ORDER BY id"))
    database.close()
    check_integrity(path)
    expected = "".join("chunk %d of an answer; " % n for n in range(len(came) + 10))
    assert expected.startswith(text), "the text is not what was sent"
    assert len(text) >= stored, "acknowledged and lost: %d of %d" % (len(text), stored)
    lost = [at for length, at in came if length > len(text)]

    lines = run("dump", path)
    assert lines[0] == "open ok", lines[0]
    if came and "message interrupted " + text not in lines:
        raise AssertionError(lines[:3])
    # What was cut off is found from now on.
    database = sqlite3.connect(path)
    found = "".join(row[0] for row in database.execute("SELECT folded FROM message_text"))
    database.close()
    assert found == text, (found[-40:], text[-40:])
    shutil.rmtree(os.path.dirname(path))
    return last - lost[0] if lost else 0


@test("case-97 kill -9 at 100 moments of a stream: 100 sound histories, and at most 250 ms lost of each", timeout=240)
def killed():
    # Two at a time: they mostly sleep.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        lost = list(pool.map(kill_once, range(100)))
    print("# at most %.0f ms were lost, in %d of %d cases some" % (max(lost) / 1000, sum(x > 0 for x in lost), len(lost)))
    assert len(lost) == 100
    assert 0 < max(lost) <= 250_000, max(lost)


@test("case-101 two processes write 1000 rows each", timeout=120)
def two_writers():
    path = os.path.join(folder, "two", "history.db")
    writers = [subprocess.Popen([tool, "write", path, name, "1000"], stdout=subprocess.PIPE, text=True)
               for name in ("left", "right")]
    for writer in writers:
        assert writer.communicate(timeout=100)[0] == "wrote 1000\n"
    check_integrity(path)
    lines = run("dump", path)
    for name in ("left", "right"):
        at = lines.index("conversation " + name)
        assert lines[at + 1:at + 1001] == ["message complete %s %d" % (name, i) for i in range(1, 1001)]


@test("case-101 eight processes begin one history at the same time")
def begin_together():
    for i in range(5):
        path = os.path.join(folder, "together-%d" % i, "history.db")
        openers = [subprocess.Popen([tool, "open", path], stdout=subprocess.PIPE, text=True) for _ in range(8)]
        for opener in openers:
            assert opener.communicate(timeout=60)[0] == "open ok\nwritable 1\n"
        check_integrity(path)


@test("case-99 of eight processes that find a damaged history one moves it aside")
def damaged_together():
    for i in range(4):
        path = os.path.join(folder, "damaged-%d" % i, "history.db")
        run("write", path, "old", "100")
        with open(path, "r+b") as file:
            file.write(b"x" * 100)
        openers = [subprocess.Popen([tool, "open", path], stdout=subprocess.PIPE, text=True) for _ in range(8)]
        outputs = [opener.communicate(timeout=60)[0] for opener in openers]
        assert all(output.startswith("open ok\nwritable 1\n") for output in outputs), outputs
        assert sum("aside " in output for output in outputs) == 1, outputs
        names = os.listdir(os.path.dirname(path))
        assert sum(".corrupt-" in name for name in names) == 1, names
        check_integrity(path)


@test("a turn that runs in another process is not marked as interrupted")
def running_elsewhere():
    path = os.path.join(folder, "running", "history.db")
    process = subprocess.Popen([tool, "stream", path], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if line.startswith("stored"):
            break
    assert any(line.startswith("message interrupted chunk 0") for line in run("dump", path))
    database = sqlite3.connect(path)
    assert database.execute("SELECT state, writer > 0 FROM messages").fetchall() == [("streaming", 1)]
    database.close()
    assert process.poll() is None
    process.kill()
    process.communicate()


def strangers_folder(name, mode):
    if os.geteuid() != 0:
        raise Skip("needs root, to become somebody without rights")
    base = os.path.join(folder, name)
    path = os.path.join(base, "history.db")
    run("write", path, "mine", "3")
    os.chmod(folder, 0o755)
    os.chmod(base, mode)
    os.chmod(path, 0o644)
    return base, path


EXPECTED = ["conversation mine"] + ["message complete mine %d" % i for i in (1, 2, 3)]


def check_readable(lines):
    assert lines[0].startswith("open error %d " % READ_ONLY), lines
    assert lines[1] == "writable 0", lines
    assert lines[2:] == EXPECTED, lines


@test("a read-only folder: the history is read, and said to be read-only")
def read_only_folder():
    base, path = strangers_folder("read-only", 0o555)
    before = open(path, "rb").read()
    check_readable(run("dump", path, uid=65534))
    assert open(path, "rb").read() == before
    assert run("write", path, "theirs", "1", uid=65534)[0].startswith("error %d " % READ_ONLY)


@test("a read-only history of version 1 is read, and not changed")
def read_only_old():
    base, path = strangers_folder("read-only-old", 0o755)
    for name in os.listdir(base):
        os.unlink(os.path.join(base, name))
    database = sqlite3.connect(path)
    with open(os.path.join(os.environ["PROPUS_SRCDIR"], "tests", "store", "schema-v1.sql")) as file:
        database.executescript(file.read())
    database.close()
    os.chmod(base, 0o555)
    os.chmod(path, 0o444)
    before = open(path, "rb").read()
    lines = run("dump", path, uid=65534)
    assert lines[0].startswith("open error %d " % READ_ONLY), lines
    assert "message complete How high is Säntis?" in lines, lines
    assert "message interrupted 39" in lines, lines
    assert open(path, "rb").read() == before
    assert os.listdir(base) == ["history.db"], os.listdir(base)


@test("a read-only file in a folder that can be written")
def read_only_file():
    base, path = strangers_folder("read-only-file", 0o777)
    os.chmod(path, 0o444)
    check_readable(run("dump", path, uid=65534))


@test("a file of one's own in a folder that cannot be written")
def own_file():
    base, path = strangers_folder("own-file", 0o555)
    for name in os.listdir(base):
        os.chown(os.path.join(base, name), 65534, 65534)
    check_readable(run("dump", path, uid=65534))


@test("no history, and no right to make one: empty, and said to be read-only")
def nothing_there():
    base, path = strangers_folder("nothing", 0o555)
    lines = run("dump", os.path.join(base, "sub", "history.db"), uid=65534)
    assert lines[0].startswith("open error %d " % READ_ONLY), lines
    assert lines[1:] == ["writable 0"], lines


@test("what one process changes another is told soon")
def told():
    path = os.path.join(folder, "told", "history.db")
    run("write", path, "first", "1")
    watcher = subprocess.Popen([tool, "watch", path], stdout=subprocess.PIPE, text=True)
    assert watcher.stdout.readline() == "open ok\n"
    assert watcher.stdout.readline() == "writable 1\n"
    delays = []
    for i in range(5):
        time.sleep(0.5)
        run("write", path, "more", "1")
        begin = time.monotonic()
        heard = set()
        while i + 2 not in heard:
            line = watcher.stdout.readline()
            assert line.startswith("changed "), line
            heard.add(int(line.split()[1]))
        delays.append(time.monotonic() - begin)
    watcher.kill()
    watcher.communicate()
    print("# told after at most %.0f ms" % (max(delays) * 1000))
    assert max(delays) < 2, delays


@test("an import that is killed leaves nothing behind")
def killed_import():
    met = 0
    for i in range(5):
        path = os.path.join(folder, "import-%d" % i, "history.db")
        run("write", path, "before", "2")
        process = subprocess.Popen([tool, "import", path, "3000"], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "open ok\n"
        time.sleep(0.1 + 0.1 * i)
        process.kill()
        if "imported" in process.communicate()[0]:
            continue
        database = sqlite3.connect(path)
        met += database.execute("SELECT count(*) > 1 FROM conversations").fetchone()[0]
        database.close()
        assert run("dump", path)[2:] == ["conversation before", "message complete before 1", "message complete before 2"]
        run("purge", path)
        check_integrity(path)
        database = sqlite3.connect(path)
        assert database.execute("SELECT count(*) FROM conversations").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM message_text").fetchone() == (2,)
        database.close()
    assert met > 0, "no import was met half-way"


@test("a history that another process holds for 30 s: nothing is lost, and it goes on by itself", timeout=120)
def held():
    path = os.path.join(folder, "held", "history.db")
    run("write", path, "first", "1")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    writer = subprocess.Popen([tool, "insist", path, "later", "1"], stdout=subprocess.PIPE, text=True)
    time.sleep(30)
    holder.execute("COMMIT")
    lines = writer.communicate(timeout=60)[0].splitlines()
    took = time.monotonic() - begin
    holder.close()
    assert lines[-1] == "wrote 1", lines
    assert len(lines) > 2 and all(line.startswith("error 3 ") for line in lines[:-1]), lines
    assert 30 <= took < 45, took
    assert "message complete later 1" in run("dump", path)


@test("case-106 under umask 000 all files are private")
def modes():
    path = os.path.join(folder, "modes", "data", "history.db")
    process = subprocess.Popen([tool, "stream", path], stdout=subprocess.PIPE, text=True,
                               preexec_fn=lambda: os.umask(0))
    for line in process.stdout:
        if line.startswith("stored"):
            break
    names = os.listdir(os.path.dirname(path))
    found = {name: stat.S_IMODE(os.stat(os.path.join(os.path.dirname(path), name)).st_mode) for name in names}
    process.kill()
    process.communicate()
    assert set(found) == {"history.db", "history.db-wal", "history.db-shm", "history.db.lock"}, found
    assert set(found.values()) == {0o600}, found
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700


main()
