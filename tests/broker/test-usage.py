# What requests cost: written down, held against limits, in real brokers before a real server.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import datetime
import http.client
import json
import os
import shutil
import signal
import sqlite3
import stat
import tempfile
import threading
import time

from brokerkit import Broker, Upstream, fake_key, pieces_of, wait_for_socket
from taptest import main, test

MODEL = "gemini-2.5-flash"
GENERATE = "/v1beta/models/%s:generateContent" % MODEL
STREAM = "/v1beta/models/%s:streamGenerateContent?alt=sse" % MODEL
PRICE_IN, PRICE_OUT = 0.30, 2.50   # millionths of a dollar for a token, as in propus-price-table.c


def usage(prompt, candidates, **more):
    counts = dict(promptTokenCount=prompt, candidatesTokenCount=candidates, **more)
    counts["totalTokenCount"] = prompt + candidates + more.get("thoughtsTokenCount", 0)
    return counts


def answer(counts, text="hello", version=MODEL):
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}],
            "usageMetadata": counts, "modelVersion": version}


def unary(counts, **more):
    body = json.dumps(answer(counts, **more)).encode()
    return lambda c: c.reply(200, body, [("Content-Type", "application/json")])


class Home:
    """One person's folders, for several brokers."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="propus-usage-test-")
        self.data = os.path.join(self.dir, "data")
        self.config = os.path.join(self.dir, "config")
        self.db = os.path.join(self.data, "propus", "usage.db")
        os.makedirs(os.path.join(self.config, "propus"))
        self.key = fake_key()

    def broker(self, api):
        """One that looks things up, in a session without a bus: the key is the environment's."""
        variables = {"XDG_DATA_HOME": self.data, "XDG_CONFIG_HOME": self.config, "XDG_RUNTIME_DIR": self.dir,
                     "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + os.path.join(self.dir, "no-bus"),
                     "GSETTINGS_BACKEND": "memory"}
        return Broker(api.url, lookup=True, environment={"GEMINI_API_KEY": self.key}, variables=variables)

    def write_prices(self, text):
        with open(os.path.join(self.config, "propus", "prices.json"), "w") as file:
            file.write(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)


@contextlib.contextmanager
def one(handler):
    with Home() as home, Upstream(handler) as api, home.broker(api) as broker:
        yield home, api, broker


def ask(broker, path=GENERATE, body=b'{"contents":[{"parts":[{"text":"hi"}]}]}', **more):
    return broker.request("POST", path, body, {"Content-Type": "application/json"}, **more)


def rows(broker):
    reply = broker.control("GET", "usage/rows")
    assert reply.status == 200, reply.body
    return reply.json()["rows"]


def settled(broker, count, timeout=20):
    """The rows, when so many are there and none of them is open."""
    deadline = time.monotonic() + timeout
    while True:
        found = rows(broker)
        if len(found) == count and not any(row["open"] for row in found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def limit(broker, window="day", unit="tokens", **amounts):
    reply = broker.control("PUT", "usage/limits", {"limits": [dict(window=window, unit=unit, **amounts)]})
    assert reply.status == 200, reply.body
    return reply.json()


def metadata(reply):
    return [d for d in reply.json()["error"]["details"] if d.get("domain") == "propus"][0]["metadata"]


@test("usage a request is written down with its tokens and its price")
def written():
    counts = usage(1000, 200, thoughtsTokenCount=300, cachedContentTokenCount=100)
    with one(unary(counts)) as (home, _api, broker):
        before = time.time() * 1000
        assert ask(broker).status == 200
        row, = settled(broker, 1)
        assert before - 2000 < row["at"] < time.time() * 1000 + 2000
        assert (row["program"], row["key"], row["model"], row["kind"], row["status"]) == (
            "propus", "gemini-env", MODEL, "generate", 200), row
        assert (row["prompt"], row["cached"], row["candidates"], row["thoughts"], row["total"]) == (
            1000, 100, 200, 300, 1500), row
        assert row["cost"] == round(1000 * PRICE_IN + 500 * PRICE_OUT) and row["prices"] and row["estimated"] == 0, row
        assert stat.S_IMODE(os.stat(home.db).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(os.path.dirname(home.db)).st_mode) == 0o700

        # what costs nothing is not there
        assert broker.request("GET", "/v1beta/models").status == 200
        assert ask(broker, "/v1beta/models/%s:countTokens" % MODEL).status == 200
        assert len(settled(broker, 1)) == 1


@test("usage the test of a key is counted as the person's own, and stopped by a limit")
def key_tests():
    asked = []

    def handler(c):
        asked.append(c)
        unary(usage(9, 2))(c)

    with one(handler) as (_home, _api, broker):
        assert broker.control("POST", "keys/gemini-env/test", {}).status == 200
        row, = settled(broker, 1)
        assert (row["program"], row["key"], row["model"], row["version"], row["kind"], row["status"]) == (
            "propus", "gemini-env", "gemini-flash-latest", MODEL, "generate", 200), row
        assert (row["prompt"], row["candidates"], row["total"], row["estimated"]) == (9, 2, 11, 0), row
        assert row["cost"] == round(9 * PRICE_IN + 2 * PRICE_OUT), row

        limit(broker, hard=11)
        refused = broker.control("POST", "keys/gemini-env/test", {})
        assert refused.status == 429 and metadata(refused)["spent"] == "11", refused.body
        assert len(asked) == 1 and len(settled(broker, 1)) == 1


@test("usage the last usageMetadata of a stream counts")
def last_counts():
    def handler(c):
        c.begin_chunked(headers=[("Content-Type", "text/event-stream")])
        for tokens in (1, 5, 77):
            event = b"data: " + json.dumps(answer(usage(10, tokens), text='"usageMetadata":{"x":1}')).encode() + b"\r\n\r\n"
            for i in range(0, len(event), 7):
                c.chunk(event[i:i + 7])
        c.end_chunked()

    with one(handler) as (_home, _api, broker):
        assert ask(broker, STREAM).body.count(b"data: ") == 3
        row, = settled(broker, 1)
        assert (row["kind"], row["prompt"], row["candidates"], row["total"], row["estimated"]) == (
            "stream", 10, 77, 87, 0), row


@test("usage a stream that is cut keeps its estimate")
def cut():
    read = threading.Event()

    def handler(c):
        c.begin_chunked()
        c.chunk(b"data: " + json.dumps(answer(usage(3, 2))).encode() + b"\n\n")
        read.wait(30)
        c.reset()

    with one(handler) as (_home, _api, broker):
        connection, response = broker.open("POST", STREAM, b"{}")
        assert response.read(6) == b"data: "
        read.set()
        try:
            response.read()
            raise AssertionError("the end looked clean")
        except (http.client.IncompleteRead, ConnectionResetError):
            connection.close()
        row, = settled(broker, 1)
        assert row["estimated"] == 1 and row["total"] > 500 and row["cost"] > 1000, row


@test("usage an answer that the client did not wait for keeps its estimate")
def abandoned():
    begun = threading.Event()
    end = threading.Event()

    def handler(c):
        c.begin_chunked()
        c.chunk(b"data: {}\n\n")
        begun.set()
        end.wait(30)

    with one(handler) as (_home, _api, broker):
        connection, response = broker.open("POST", STREAM, b"{}")
        assert begun.wait(20)
        response.read(5)
        connection.sock.close() if connection.sock else None
        response.close()
        connection.close()
        row, = settled(broker, 1)
        assert row["estimated"] == 1 and row["total"] > 500, row
        end.set()


@test("usage what the API refuses costs nothing")
def refused():
    with one(lambda c: c.reply(503, b'{"error":{"code":503,"message":"busy"}}')) as (_home, _api, broker):
        assert ask(broker).status == 503
        row, = settled(broker, 1)
        assert (row["status"], row["total"], row["cost"], row["estimated"]) == (503, 0, 0, 0), row


@test("usage a broker that is killed leaves its estimate behind")
def killed():
    asked = threading.Event()
    hang = threading.Event()

    def handler(c):
        if not asked.is_set():
            asked.set()
            hang.wait(30)
        else:
            unary(usage(1, 1))(c)

    with Home() as home, Upstream(handler) as api:
        victim = home.broker(api)
        connection = victim.connect()
        connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" % GENERATE.encode())
        assert asked.wait(20)
        os.kill(victim.pid, signal.SIGKILL)
        victim.process.wait(20)
        os.close(victim.lifeline)
        shutil.rmtree(victim.dir, ignore_errors=True)
        hang.set()
        with home.broker(api) as broker:
            row, = rows(broker)
            assert row["open"] == 1, row
            assert ask(broker).status == 200   # the next request finds that nobody is left to settle it
            first, second = settled(broker, 2)
            assert first["estimated"] == 1 and first["total"] > 500 and second["estimated"] == 0, (first, second)


@test("usage a limit stops the next request, and says why and how much")
def limited():
    with one(unary(usage(600, 300))) as (_home, api, broker):
        limit(broker, hard=1000)
        assert ask(broker).status == 200
        settled(broker, 1)
        reply = ask(broker)
        assert reply.status == 429 and reply.json()["error"]["status"] == "RESOURCE_EXHAUSTED", reply.body
        assert reply.propus_reason() == "SPEND_LIMIT", reply.body
        found = metadata(reply)
        assert (found["limit"], found["spent"], found["unit"], found["window"]) == ("1000", "900", "tokens", "day"), found
        tomorrow = datetime.date.today() + datetime.timedelta(days=1)
        assert found["resets"].startswith(tomorrow.isoformat() + "T00:00:00"), found
        message = reply.json()["error"]["message"]
        assert "900 of 1000 tokens" in message.replace(",", "") and "Preferences" in message, message
        assert len(api.requests) == 1 and len(rows(broker)) == 1

        limit(broker, hard=None)
        assert ask(broker).status == 200


@test("usage a limit in money and for a month, and a soft one that asks")
def other_limits():
    with one(unary(usage(1000, 1000))) as (_home, api, broker):   # 2,800 millionths of a dollar
        limit(broker, window="month", unit="money", hard=5000)
        assert ask(broker).status == 200
        settled(broker, 1)
        reply = ask(broker)
        assert reply.propus_reason() == "SPEND_LIMIT", reply.body
        found = metadata(reply)
        assert (found["limit"], found["spent"], found["unit"], found["window"]) == (
            "0.005000", "0.002800", "USD", "month"), found

        limit(broker, window="month", unit="money", soft=3000, hard=9000)
        assert ask(broker).propus_reason() == "SPEND_LIMIT_SOFT"
        assert broker.control("POST", "usage/acknowledge", {}).status == 200
        assert ask(broker).status == 200
        assert len(api.requests) == 2

        for wrong in ({"limits": [{"window": "year", "unit": "tokens", "hard": 1}]}, {"runaway": -1}, {"limits": 7},
                      {"limits": [{"window": "day", "unit": "tokens", "hard": "many"}]}):
            assert broker.control("PUT", "usage/limits", wrong).status == 400, wrong


@test("usage what an answer cost is told by the prices of its day, and not at all where they are not known")
def estimated():
    with one(unary(usage(10, 10))) as (_home, api, broker):
        def estimate(model, day="2026-11-28", **more):
            reply = broker.control("POST", "usage/estimate", {"model": model, "day": day, "usage": usage(500, 400, **more)})
            assert reply.status == 200, reply.body
            return reply.json()["cost"]

        assert estimate("gemini-2.5-flash") == 1150
        assert estimate("gemini-3.8-flash") == 1875 and estimate("gemini-3.8-flash", day="2027-03-01") == 3750
        assert estimate("gemini-none-9") is None
        for wrong in ({}, {"model": "gemini-2.5-flash"}, {"model": "gemini-2.5-flash", "usage": 7},
                      {"model": "gemini-2.5-flash", "usage": usage(1, 1), "day": "yesterday"}):
            assert broker.control("POST", "usage/estimate", wrong).status == 400, wrong
        assert not api.requests


@test("usage three brokers with 50 requests each do not pass a limit together")
def together():
    body = b" " * 400   # which is taken for 100 tokens

    with Home() as home, Upstream(unary(usage(100, 412))) as api, contextlib.ExitStack() as stack:
        brokers = [stack.enter_context(home.broker(api)) for _ in range(3)]
        limit(brokers[0], hard=40 * 512)
        statuses = []

        def worker(broker):
            try:
                statuses.append(ask(broker, body=body, timeout=60).status)
            except OSError as error:
                statuses.append(error)

        threads = [threading.Thread(target=worker, args=(broker,)) for broker in brokers for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) == {200, 429} and len(statuses) == 150, statuses
        found = settled(brokers[0], statuses.count(200))
        spent = sum(row["total"] for row in found)
        # no answer took more than what was reserved for it, so the limit is not passed by a single token
        assert 30 <= statuses.count(200) and spent <= 40 * 512, (spent, statuses.count(200))
        assert len(api.requests) == statuses.count(200)


@test("usage a loop that runs away is stopped until somebody says that it may go on")
def runaway():
    with one(unary(usage(1, 1))) as (_home, api, broker):
        assert broker.control("GET", "usage/limits").json()["runaway"] == 200
        statuses = [ask(broker).status for _ in range(205)]
        assert statuses == [200] * 200 + [429] * 5, statuses
        reply = ask(broker)
        assert reply.propus_reason() == "RUNAWAY" and metadata(reply)["limit"] == "200", reply.body
        assert len(api.requests) == 200
        assert broker.control("POST", "usage/acknowledge", {"program": "propus"}).status == 200
        time.sleep(0.01)   # the ledger counts from this millisecond on
        assert ask(broker).status == 200
        assert broker.control("PUT", "usage/limits", {"runaway": 1}).status == 200
        assert ask(broker).propus_reason() == "RUNAWAY"
        assert broker.control("PUT", "usage/limits", {"runaway": 0}).status == 200
        assert ask(broker).status == 200


@test("usage a ledger that cannot be written does not stop the person, and is told")
def unwritable():
    with Home() as home, Upstream(unary(usage(1, 1))) as api:
        os.makedirs(home.db)
        with home.broker(api) as broker:
            assert wait_for_socket(broker).json()["usage"]["trouble"] is None
            assert ask(broker).status == 200
            assert home.db in broker.control("GET", "status").json()["usage"]["trouble"]
            reply = broker.control("GET", "usage")
            assert reply.status == 503 and reply.propus_reason() == "USAGE_UNRECORDED", reply.body
            os.rmdir(home.db)
            assert ask(broker).status == 200   # after which it is found that it can be written again
            deadline = time.monotonic() + 20
            while broker.control("GET", "status").json()["usage"]["trouble"]:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert ask(broker).status == 200
            assert len(settled(broker, 1)) == 1


@test("usage a model without a known price counts in tokens, and an alias by what answered")
def unknown():
    with one(unary(usage(10, 10), version="gemini-none-9")) as (_home, _api, broker):
        assert ask(broker, "/v1beta/models/gemini-none-latest:generateContent").status == 200
        row, = settled(broker, 1)
        assert row["cost"] is None and row["prices"] is None and row["total"] == 20, row
        total = broker.control("GET", "usage?by=model").json()["total"]
        assert (total["unpriced"], total["cost"], total["total"]) == (1, 0, 20), total
    with one(unary(usage(10, 10), version="gemini-2.5-flash")) as (_home, _api, broker):
        assert ask(broker, "/v1beta/models/gemini-flash-latest:generateContent").status == 200
        row, = settled(broker, 1)
        assert (row["model"], row["version"], row["cost"]) == ("gemini-flash-latest", "gemini-2.5-flash", 28), row


@test("usage a person's own prices are used, and wrong ones are told and not used")
def own_prices():
    with Home() as home, Upstream(unary(usage(10, 10))) as api, home.broker(api) as broker:
        home.write_prices(json.dumps({"date": "2026-11-01", "models": [{"model": MODEL, "input": 7, "output": 9}]}))
        assert ask(broker).status == 200
        assert settled(broker, 1)[0]["cost"] == 160
        state = broker.control("GET", "status").json()["usage"]["prices"]
        assert state["edited"] and state["date"] == "2026-11-01" and state["error"] is None, state

        for wrong in ("{", "[]", '{"date":"2026-11-01","models":[{"model":"x","input":-1,"output":1}]}',
                      '{"models":[]}', '{"date":"2026-13-01","models":[]}',
                      '{"date":"2026-11-01","models":[{"model":"x","input":1e999,"output":1}]}'):
            home.write_prices(wrong)
            state = broker.control("GET", "usage").json()["state"]["prices"]
            assert not state["edited"] and "prices.json" in state["error"], (wrong, state)
        assert ask(broker).status == 200
        row = settled(broker, 2)[1]
        assert row["cost"] == 28 and row["prices"] != "2026-11-01", row


@test("usage the prices of today are told with their date, a person's own in the place of those that came along")
def listed_prices():
    with Home() as home, Upstream(unary(usage(1, 1))) as api, home.broker(api) as broker:
        reply = broker.control("GET", "prices").json()
        prices = {price["model"]: price for price in reply["prices"]}
        assert (prices[MODEL]["input"], prices[MODEL]["output"]) == (PRICE_IN, PRICE_OUT), prices[MODEL]
        assert prices["gemini-2.5-pro"]["inputLong"] == 2.5 and len(prices) == len(reply["prices"]) > 5, reply
        came = reply["state"]["prices"]
        assert datetime.date.fromisoformat(came["date"]) and not came["edited"], came

        home.write_prices(json.dumps({"date": "2026-11-01", "models": [
            {"model": MODEL, "input": 7, "output": 9, "cached": 1},
            {"model": "old", "input": 1, "output": 1, "until": "2020-01-01"}]}))
        reply = broker.control("GET", "prices").json()
        prices = {price["model"]: price for price in reply["prices"]}
        assert prices[MODEL] == {"model": MODEL, "input": 7, "output": 9, "cached": 1}, prices[MODEL]
        assert "old" not in prices and "gemini-2.5-pro" in prices
        assert reply["state"]["prices"]["date"] == "2026-11-01" and reply["state"]["prices"]["edited"]
        assert not api.requests


@test("usage sums by day, model, key and program, and pages of rows")
def sums():
    with one(unary(usage(10, 20))) as (_home, _api, broker):
        empty = broker.control("GET", "usage")
        assert empty.status == 200 and empty.json()["rows"] == [], empty.body
        for model in ("gemini-2.5-flash", "gemini-2.5-flash", "gemini-2.5-pro"):
            assert ask(broker, "/v1beta/models/%s:generateContent" % model).status == 200
        settled(broker, 3)
        today = datetime.date.today().isoformat()
        for by, names in (("day", [today]), ("model", ["gemini-2.5-flash", "gemini-2.5-pro"]), ("key", ["gemini-env"]),
                          ("program", ["propus"])):
            reply = broker.control("GET", "usage?by=%s&from=%s&to=%s" % (by, today, today)).json()
            assert [row["name"] for row in reply["rows"]] == names, reply
            assert reply["total"]["requests"] == 3 and reply["total"]["total"] == 90, reply
        assert broker.control("GET", "usage?from=2020-01-01&to=2020-01-02").json()["rows"] == []
        first = broker.control("GET", "usage/rows?limit=2").json()
        second = broker.control("GET", "usage/rows?limit=2&after=%d" % first["next"]).json()
        assert len(first["rows"]) == 2 and len(second["rows"]) == 1 and second["next"] is None
        for wrong in ("usage?by=colour", "usage?from=yesterday", "usage?to=2026-02-30", "usage/rows?limit=0",
                      "usage/rows?limit=100000", "usage/rows?after=x"):
            assert broker.control("GET", wrong).status == 400, wrong


@test("usage no word and no piece of a key is in usage.db")
def private():
    secret = "a-word-of-the-prompt-%s" % fake_key()[8:24]
    reply_word = "a-word-of-the-answer-%s" % fake_key()[8:24]

    with one(unary(usage(1, 1), text=reply_word)) as (home, _api, broker):
        assert ask(broker, body=json.dumps({"contents": [{"parts": [{"text": secret}]}]}).encode()).status == 200
        settled(broker, 1)
        assert broker.stop() == 0

        def search():
            found = set()
            for name in os.listdir(os.path.dirname(home.db)):
                with open(os.path.join(os.path.dirname(home.db), name), "rb") as file:
                    data = file.read()
                found |= {piece for piece in pieces_of(home.key) + pieces_of(secret) + pieces_of(reply_word) if piece in data}
            return found

        assert search() == set()
        with contextlib.closing(sqlite3.connect(home.db)) as db, db:   # the search does find what is there
            db.execute("UPDATE request SET version = ?", (home.key[3:19],))
        assert home.key[3:19].encode() in search()   # and another piece, when the next column begins like the key


main()
