#!/usr/bin/python3
# The keyring as the broker uses it, against a real gnome-keyring: the cases of acceptance.md, section 5.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import resource
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from keyringdriver import ORIGIN, Driver, Faulty
from keyringkit import SCHEMA, KeyringSession, count_pieces, end, fake_key, wait_until
from taptest import main, test

GRACE = 2.2   # PROPUS_KEYRING_GRACE_MS and a little
KEY = fake_key("0123456789")
OTHER_KEY = fake_key("abcdefghij")
STANDARD_KEY = fake_key("0123456789", "AIza")


def with_key(session, key=KEY, id="one"):
    """A key that was stored before, as in a session of yesterday."""
    session.store(key, ORIGIN, id)


def secrets(session):
    return sorted(session.secret_of(path) for path in session.find(**{"xdg:schema": SCHEMA}))


def expect_key(reply, key=KEY):
    assert reply.ok and reply.words[0] == key, reply


def expect(reply, code):
    assert reply.kind == "error" and reply.code == code, reply
    assert "freedesktop" not in reply.words[1] and "/org/" not in reply.words[1], reply
    return reply


def assert_loop_ran(driver):
    """The main loop was never blocked. One that is waits as long as the daemon does, for seconds; a gap of up to 100 ms
    is what a person does not see, and a busy machine is allowed a little more."""
    gap = int(driver.ask("gap").words[0])
    assert gap < 500, "%d ms" % gap


@test("case-1 without a session bus the keyring is unavailable and the driver lives")
def no_bus():
    with KeyringSession("no-bus") as session, Driver(session) as driver:
        assert driver.state("probe") == "unavailable"
        expect(driver.lookup(), "unavailable")
        expect(driver.store(KEY), "unavailable")
        # It works as soon as there is one, without a restart.
        session.start_bus()
        session.start_daemon()
        assert driver.store(KEY).ok
        assert driver.state() == "unlocked"


@test("case-1 the end of the session bus does not end the process")
def bus_ends():
    with KeyringSession() as session, Driver(session) as driver:
        assert driver.state("probe") == "unlocked"
        end(session.daemon)
        session.stop_bus()
        wait_until(lambda: driver.state() == "unavailable", what="the news")
        expect(driver.lookup(), "unavailable")
        session.start_bus()
        session.start_daemon()
        expect(driver.lookup(), "missing")


@test("case-2 without a Secret Service it is unavailable, and works once one appears")
def no_service():
    with KeyringSession("none") as session, Driver(session) as driver:
        assert driver.state("probe") == "unavailable"
        expect(driver.lookup(), "unavailable")
        session.start_daemon()
        wait_until(lambda: driver.state() == "unlocked", what="the news of the service")
        expect(driver.lookup(), "missing")


@test("case-3 a key is stored, read back and survives a restart of everything")
def store():
    with KeyringSession() as session:
        with Driver(session) as driver:
            expect(driver.lookup(), "missing")
            reply = driver.store(KEY, "Mine")
            assert reply.ok, reply
            found = driver.lookup()
            assert found.words == [KEY, reply.words[0], "Mine"], found
            assert driver.ask("state").words[:4] == ["unlocked", "GNOME Keyring", "Login", "encrypted"]
        session.restart_daemon()
        with Driver(session) as driver:
            expect_key(driver.lookup())


@test("case-4 a look at a locked keyring asks nobody")
def warm_locked():
    with KeyringSession() as session, session.prompter("pw:test") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        assert driver.state("probe") == "locked"
        expect(driver.ask("list", None, "0"), "locked")
        assert prompter.questions == 0


@test("case-4 locking and unlocking elsewhere is noticed")
def noticed():
    with KeyringSession() as session, Driver(session) as driver:
        assert driver.state("probe") == "unlocked"
        session.lock()
        wait_until(lambda: driver.state() == "locked", what="the news")
        session.unlock()
        wait_until(lambda: driver.state() == "unlocked", what="the news")


@test("case-4 a lock that falls between the first look and the watch is noticed")
def noticed_late():
    with KeyringSession("none") as session, Faulty(session, "quiet"), Driver(session) as driver:
        assert driver.state("probe") == "unlocked"
        wait_until(lambda: driver.state() == "locked", what="a second look")


@test("case-5 a lookup in a locked keyring waits for the person and gets the key")
def unlocks():
    with KeyringSession() as session, session.prompter("500@pw:test") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        wanted = driver.send("lookup", ORIGIN, None)
        prompter.wait_question()
        words = driver.ask("state").words
        assert words[0] == "locked" and words[5] == "busy", words
        expect_key(driver.wait(wanted))
        assert prompter.questions == 1
        assert driver.ask("state").words[4:] == ["0", "idle"]


@test("case-6 a dismissal leaves all as it was, and a later wish asks again")
def dismissed():
    with KeyringSession() as session, session.prompter("cancel", "pw:test") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        expect(driver.lookup(), "dismissed")
        assert prompter.questions == 1
        expect(driver.lookup(), "dismissed")
        assert prompter.questions == 1, "asked again in the same moment"
        time.sleep(GRACE)
        expect_key(driver.lookup())
        assert prompter.questions == 2
        assert secrets(session) == [KEY]


@test("case-7 a cold locked keyring is locked, and not without a key")
def cold_locked():
    with KeyringSession() as session:
        with_key(session)
        session.restart_daemon(unlock=False)
        assert session.find(**{"xdg:schema": SCHEMA, "id": "one"}) == [], "the trap is gone: a search finds the item"
        with Driver(session) as driver:
            assert driver.state("probe") == "locked"
            expect(driver.lookup(), "locked")
            with session.prompter("pw:test"):
                expect_key(driver.lookup())


@test("case-8 locked and nobody who could ask: told within a second")
def no_prompter():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        session.lock()
        started = time.monotonic()
        expect(driver.lookup(), "locked")
        assert time.monotonic() - started < 1
        # It was nobody's "no": a prompter that comes is asked at once.
        with session.prompter("pw:test"):
            expect_key(driver.lookup())


@test("case-9 a wrong password and then the right one")
def wrong_password():
    with KeyringSession() as session, session.prompter("pw:wrong", "pw:test"), Driver(session) as driver:
        with_key(session)
        session.lock()
        expect_key(driver.lookup())


@test("case-10 a prompt left open blocks nothing, and its late answer counts")
def late_answer():
    with KeyringSession() as session, session.prompter("hang") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        driver.ask("gap")
        wanted = driver.send("lookup", ORIGIN, None)
        prompter.wait_question()
        time.sleep(3)
        words = driver.ask("state", timeout=0.5).words
        assert words[0] == "locked" and 3000 <= int(words[4]) < 6000, words
        assert driver.state("probe") == "locked"
        assert_loop_ran(driver)
        prompter.answer("pw:test")
        expect_key(driver.wait(wanted))


@test("case-11 quitting with a prompt open is quick and leaves the daemon alive")
def quit_in_prompt():
    with KeyringSession() as session, session.prompter("hang") as prompter:
        with_key(session)
        session.lock()
        driver = Driver(session)
        driver.send("lookup", ORIGIN, None)
        prompter.wait_question()
        started = time.monotonic()
        driver.send("quit")
        driver.process.wait(2)
        assert time.monotonic() - started < 2
        driver.close()
        time.sleep(0.5)
        assert session.daemon_is_alive()
        prompter.answer("cancel")
        with Driver(session) as driver:
            state = driver.state("probe")
            assert state in ("locked", "unlocked"), state
        assert session.daemon_is_alive()


@test("case-12 a killed client leaves the daemon alive and the lock free")
def killed_in_prompt():
    with KeyringSession() as session:
        with_key(session)
        session.lock()
        with session.prompter("hang") as prompter:
            driver = Driver(session)
            driver.send("lookup", ORIGIN, None)
            prompter.wait_question()
            driver.process.kill()
            driver.process.wait()
            driver.close()
        with session.prompter("pw:test"), Driver(session) as driver:
            expect_key(driver.lookup())
        assert session.daemon_is_alive()


def at_once(session, drivers, prompter):
    wanted = [(driver, driver.send("lookup", ORIGIN, None)) for driver in drivers]
    replies = [driver.wait(tag, timeout=20) for driver, tag in wanted]
    assert prompter.questions == 1, "%d questions" % prompter.questions
    assert session.daemon_is_alive()
    return replies


@test("case-13 five lookups at once ask once, and a dismissal answers them all")
def five_dismissed():
    with KeyringSession() as session, session.prompter("300@cancel") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        replies = at_once(session, [driver] * 5, prompter)
        for reply in replies:
            expect(reply, "dismissed")
        assert len({reply.words[1] for reply in replies}) == 1


@test("case-13 five lookups at once ask once, and an unlock answers them all")
def five_unlocked():
    with KeyringSession() as session, session.prompter("300@pw:test") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        replies = at_once(session, [driver] * 5, prompter)
        assert [reply.words[0] for reply in replies] == [KEY] * 5


@test("case-13 four processes at once ask once, dismissed and unlocked")
def four_processes():
    for answer, check in (("300@cancel", lambda reply: expect(reply, "dismissed")),
                          ("300@pw:test", lambda reply: reply.words[0] == KEY or 1 / 0)):
        with KeyringSession() as session, session.prompter(answer) as prompter:
            with_key(session)
            session.lock()
            drivers = [Driver(session) for _ in range(4)]
            try:
                for reply in at_once(session, drivers, prompter):
                    check(reply)
            finally:
                for driver in drivers:
                    driver.close()


@test("case-14 a daemon that restarted is used as if nothing had been")
def restarted():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        expect_key(driver.lookup())
        session.restart_daemon()
        expect_key(driver.lookup())
        assert driver.store(OTHER_KEY).ok


@test("case-15 a daemon that is gone is told, and works again when it returns")
def gone():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        expect_key(driver.lookup())
        session.stop_daemon()
        wait_until(lambda: driver.state() == "unavailable", what="the news")
        expect(driver.lookup(), "unavailable")
        session.start_daemon()
        expect_key(driver.lookup())


@test("case-15 a daemon that dies while it asks is told")
def dies_in_prompt():
    with KeyringSession() as session, session.prompter("hang") as prompter, Driver(session) as driver:
        with_key(session)
        session.lock()
        wanted = driver.send("lookup", ORIGIN, None)
        prompter.wait_question()
        session.daemon.kill()
        expect(driver.wait(wanted), "failed")
        expect(driver.lookup(), "unavailable")


@test("case-16 a daemon that sleeps for a while blocks no main loop")
def sleeps():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        expect_key(driver.lookup())
        driver.ask("gap")
        session.pause_daemon()
        wanted = driver.send("lookup", ORIGIN, None)
        time.sleep(5)
        assert driver.pending(wanted)
        assert driver.ask("state", timeout=0.5).words[5] == "busy"
        session.resume_daemon()
        expect_key(driver.wait(wanted))
        assert_loop_ran(driver)


@test("case-17 a daemon that never answers is stuck after 25 s, for everybody who waits")
def stuck():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        expect_key(driver.lookup())
        session.pause_daemon()
        started = time.monotonic()
        wanted = [driver.send("lookup", ORIGIN, None) for _ in range(3)]
        wanted.append(driver.send("store", ORIGIN, None, None, OTHER_KEY.encode().hex()))
        for tag in wanted:
            expect(driver.wait(tag, timeout=35), "stuck")
        assert 20 < time.monotonic() - started < 35
        assert driver.state() == "stuck"
        session.resume_daemon()
        expect_key(driver.lookup())
        assert driver.state() == "unlocked"
        assert secrets(session) == [KEY]


@test("case-18 the first key makes a keyring when the person gives a password")
def creates():
    with KeyringSession("empty") as session, session.prompter("pw:new") as prompter, Driver(session) as driver:
        assert driver.state("probe") == "no-collection"
        expect(driver.lookup(), "no-collection")
        assert driver.ask("list", None, "1").ok
        assert driver.ask("remove", "nothing").ok
        assert prompter.questions == 0
        assert driver.store(KEY).ok
        assert prompter.questions >= 1
        expect_key(driver.lookup())
        assert driver.state() == "unlocked"


@test("case-19 no keyring made: not saved, said in words")
def not_created():
    with KeyringSession("empty") as session, Driver(session) as driver:
        expect(driver.store(KEY), "not-created")
        with session.prompter("cancel") as prompter:
            expect(driver.store(KEY), "not-created")
            assert prompter.questions == 1
        assert driver.state("probe") == "no-collection"


@test("case-20 of several keys the chosen one counts, else the newest")
def several():
    with KeyringSession() as session, Driver(session) as driver:
        first = driver.store(KEY, "First").words[0]
        second = driver.store(OTHER_KEY, "Second").words[0]
        assert driver.lookup().words == [OTHER_KEY, second, "Second"]
        assert driver.lookup(first).words == [KEY, first, "First"]
        expect_key(driver.lookup("gone"), OTHER_KEY)
        listed = driver.ask("list", ORIGIN, "1").words
        assert [line.split("|")[0] for line in listed] == [second, first], listed
        assert driver.ask("rename", first, "Neu").ok
        assert driver.lookup(first).words[2] == "Neu"
        expect(driver.ask("rename", "gone", "x"), "missing")


@test("case-21 keys of other programs and other origins are never touched")
def others():
    with KeyringSession() as session, Driver(session) as driver:
        session.store("a" * 30, ORIGIN, "one", schema="org.example.Other")
        session.store("b" * 30, "https://example.org", "two")
        expect(driver.lookup(), "missing")
        expect(driver.lookup("two"), "missing")
        id = driver.store(KEY).words[0]
        expect_key(driver.lookup("two"))
        assert driver.store(OTHER_KEY, None, id).ok
        assert driver.ask("remove", "one").ok
        assert len(session.find(**{"xdg:schema": "org.example.Other"})) == 1
        assert secrets(session) == sorted(["b" * 30, OTHER_KEY])


@test("case-22 removing in a locked keyring that stays locked: still stored")
def remove_locked():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        session.lock()
        expect(driver.ask("remove", "one"), "still-there")
        with session.prompter("cancel", "pw:test"):
            expect(driver.ask("remove", "one"), "still-there")
            time.sleep(GRACE)
            assert driver.ask("remove", "one").ok
        assert secrets(session) == []


@test("case-23 removing what is not there is no failure")
def remove_nothing():
    with KeyringSession() as session, Driver(session) as driver:
        with_key(session)
        assert driver.ask("remove", "other").ok
        assert secrets(session) == [KEY]


@test("case-24 a key that is read back differently is not saved, and the old one stays")
def read_back():
    for mode in ("other", "lost"):
        with KeyringSession("none") as session, Faulty(session, mode), Driver(session) as driver:
            old = driver.ask("list", ORIGIN, "1").words
            expect(driver.store(KEY), "read-back")
            assert driver.ask("list", ORIGIN, "1").words == old


@test("case-24 a replaced key is gone only when the new one is safe")
def replace():
    with KeyringSession() as session, session.prompter("cancel"), Driver(session) as driver:
        first = driver.store(KEY, "Mine").words[0]
        second = driver.store(OTHER_KEY, None, first)
        assert second.ok and second.words[0] != first
        assert driver.lookup(first).words == [OTHER_KEY, second.words[0], "Mine"]
        assert secrets(session) == [OTHER_KEY]
        session.lock()
        expect(driver.store(KEY, None, second.words[0]), "dismissed")
        session.unlock()
        assert secrets(session) == [OTHER_KEY]


@test("case-25 a service without encryption is told")
def plain():
    with KeyringSession("none") as session, Faulty(session, "plain"), Driver(session) as driver:
        words = driver.ask("probe").words
        assert words[0] == "unlocked" and words[3] == "plain", words
        assert driver.store(KEY).ok
        expect_key(driver.lookup())


@test("case-26 garbage of the service is an unusable key or none")
def garbage():
    for mode, code in (("garbage", "missing"), ("huge", "unusable"), ("bytes", "unusable")):
        with KeyringSession("none") as session, Faulty(session, mode), Driver(session) as driver:
            expect(driver.lookup(), code)
            assert driver.process.poll() is None


@test("case-27 white space around a key is dropped")
def trimmed():
    with KeyringSession() as session, Driver(session) as driver:
        assert driver.store(" \t" + KEY + " \r\n").ok
        expect_key(driver.lookup())


@test("case-28 what can be no key is refused before the keyring hears of it")
def refused():
    half = len(KEY) // 2
    wrong = {
        "newline": (KEY[:half] + "\n" + KEY[half:], "characters"),
        "space": (KEY[:half] + " " + KEY[half:], "characters"),
        "tab": (KEY[:half] + "\t" + KEY[half:], "characters"),
        "NUL": (KEY[:half].encode() + b"\0" + KEY[half:].encode(), "characters"),
        "emoji": (KEY[:half] + "\N{KEY}" + KEY[half:], "characters"),
        "latin-1": (KEY.encode() + b"\xe4", "characters"),
        "10 KB": ("a" * 10240, "long"),
        "257": ("a" * 257, "long"),
        "19": ("a" * 19, "short"),
        "empty": ("", "empty"),
        "blank": (" \n\t ", "empty"),
    }
    with KeyringSession() as session, Driver(session) as driver:
        for name, (value, problem) in wrong.items():
            reply = driver.store(value)
            assert reply.kind == "refused" and reply.words[0] == problem, (name, reply)
            assert KEY[:half] not in reply.words[1]
        assert secrets(session) == []
        for value in ("a" * 20, "a" * 256):
            assert driver.store(value).ok


@test("case-29 known and unknown forms of keys are accepted, with a hint")
def forms():
    with KeyringSession() as session, Driver(session) as driver:
        for key, hint in ((STANDARD_KEY, "standard"), (KEY, "auth"), ("x" * 16 + "last-four-wxyz", "unknown")):
            assert driver.ask("hint", key.encode().hex()).words == [hint, key[-4:]]
            assert driver.store(key).ok


@test("case-30 what the environment says of libsecret is ignored")
def environment():
    with KeyringSession() as session:
        with_key(session)
        for variables in ({"SECRET_BACKEND": "bogus"}, {"SECRET_SERVICE_BUS_NAME": ":1.99"},
                          {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PATH": session.folder + "/k",
                           "SECRET_FILE_TEST_PASSWORD": "x"}):
            with Driver(session, **variables) as driver:
                expect_key(driver.lookup())
                assert not os.path.exists(session.folder + "/k")


@test("case-32 a prompt that never ends blocks no status")
def never_ends():
    with KeyringSession("none") as session, Faulty(session, "lazy"), Driver(session) as driver:
        wanted = driver.send("lookup", ORIGIN, None)
        time.sleep(1)
        assert driver.pending(wanted)
        assert driver.ask("state", timeout=0.5).words[5] == "busy"
        assert driver.state("probe") == "locked"
        expect(driver.ask("list", None, "0"), "locked")


@test("case-34 without lockable memory it works, and says nothing with a key")
def no_memlock():
    soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    with KeyringSession() as session:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, hard))
        try:
            driver = Driver(session)
        finally:
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (soft, hard))
        with driver:
            assert driver.store(KEY).ok
            expect_key(driver.lookup())
        assert count_pieces("".join(driver.errors).encode(), KEY) == 0


@test("case-51 no piece of a key travels in clear on the session bus")
def bus_traffic():
    label = "A label that is seen"
    with KeyringSession() as session, Driver(session) as driver:
        with session.record() as record:
            id = driver.store(KEY, label).words[0]
            expect_key(driver.lookup())
            assert driver.store(OTHER_KEY, None, id).ok
            assert driver.ask("list", None, "1").ok
            assert driver.ask("remove", id).ok
            seen = record.stop()
        assert label.encode() in seen, "nothing was recorded"
        assert count_pieces(seen, KEY) == 0 and count_pieces(seen, OTHER_KEY) == 0
    # The search finds a key that does travel in clear.
    with KeyringSession("none") as session, Faulty(session, "plain"), Driver(session) as driver:
        with session.record() as record:
            assert driver.store(KEY).ok
            assert count_pieces(record.stop(), KEY) > 0


@test("the debug log of every library says no key")
def logs():
    with KeyringSession() as session, Driver(session, G_MESSAGES_DEBUG="all", G_DBUS_DEBUG="call,signal") as driver:
        assert driver.store(KEY).ok
        # GDBus prints its calls on standard output, where this test's replies are; the lookup's has the key.
        text = "".join(driver.errors + driver.noise).encode()
    assert b"CreateItem" in text, "nothing was said"
    assert count_pieces(text, KEY) == 0


main()
