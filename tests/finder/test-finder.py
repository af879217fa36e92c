# Keys in files: found, shown and taken out.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import random
import re
import socket
import stat
import subprocess
import threading
import time

from finderkit import CHANGED, FILE, NOT_MOVABLE, TOOL, Home, fake_key, find_pieces, hash_of
from taptest import main, test

AIZA = "AI" + "za"
COMMENT = r"# %s is kept in the keyring by Propus since \d{4}-\d\d-\d\d: propus exec -- COMMAND"
STRANGER = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def only(finds):
    assert len(finds) == 1, finds
    return finds[0]


def find_one(text, name=".bashrc", key=None):
    """The one find in a file with this text; with a key it must be that key."""
    with Home() as home:
        home.write(name, text)
        find = only(home.search()[0])
        assert key is None or find.hash == hash_of(key), (find, text)
        return find


def find_none(text, name=".bashrc"):
    with Home() as home:
        home.write(name, text)
        finds, skips = home.search()
        assert not finds and not skips, (finds, skips, text)


# --- where ---

@test("every usual file is looked at, and each find says file, line and program")
def sources():
    keys = {}

    def key(name):
        keys[name] = fake_key()
        return keys[name]

    expected = {}
    with Home() as home:
        for name, program in ((".bashrc", "Bash"), (".bash_profile", "Bash"), (".bash_login", "Bash"), (".profile", "Shell"),
                              (".zshrc", "Zsh"), (".zshenv", "Zsh"), (".zprofile", "Zsh"), (".zlogin", "Zsh")):
            home.write(name, "# a line\nexport GEMINI_API_KEY=%s\n" % key(name))
            expected[name] = (2, program, "shell", "GEMINI_API_KEY", "")
        for name in (".config/fish/config.fish", ".config/fish/conf.d/keys.fish"):
            home.write(name, "set -gx GEMINI_API_KEY %s\n" % key(name))
            expected[name] = (1, "fish", "fish", "GEMINI_API_KEY", "")
        name = ".config/fish/fish_variables"
        encoded = re.sub(r"[^0-9A-Za-z_/]", lambda match: "\\x%02x" % ord(match.group()), key(name))
        assert "\\x2e" in encoded and "\\x2d" in encoded
        home.write(name, "# VERSION: 3.0\nSETUVAR __fish_initialized:3400\nSETUVAR --export GEMINI_API_KEY:%s\n" % encoded)
        expected[name] = (3, "fish", "fish", "GEMINI_API_KEY", "other-program")
        name = ".config/environment.d/50-gemini.conf"
        home.write(name, "GOOGLE_API_KEY=%s\n" % key(name))
        expected[name] = (1, "systemd", "environment.d", "GOOGLE_API_KEY", "")
        home.write(".pam_environment", "GEMINI_API_KEY DEFAULT=%s\n" % key(".pam_environment"))
        expected[".pam_environment"] = (1, "PAM", "pam", "GEMINI_API_KEY", "")
        for name, program in ((".gemini/.env", "Gemini CLI"), (".env", "Gemini CLI"), (".config/aichat/.env", "AIChat")):
            home.write(name, 'GEMINI_API_KEY="%s"\n' % key(name))
            expected[name] = (1, program, "env", "GEMINI_API_KEY", "")
        name = ".config/io.datasette.llm/keys.json"
        home.write(name, json.dumps({"// Note": "not for version control", "openai": "sk-" + "a1" * 20, "gemini": key(name)}, indent=2))
        expected[name] = (4, "LLM", "json", "gemini", "other-program")
        name = ".config/aichat/config.yaml"
        home.write(name, "model: gemini:x\nclients:\n- type: openai\n  api_key: sk-%s\n- type: gemini\n  api_key: %s\n" % ("a1" * 20, key(name)))
        expected[name] = (6, "AIChat", "yaml", "api_key", "other-program")
        for name in (".config/xyz.chatboxapp.app/config.json", ".config/xyz.chatboxapp.app/config-backup-2026-01-01T00_00_00.000Z.json"):
            home.write(name, json.dumps({"settings": {"providers": {"gemini": {"apiKey": key(name)}}}}))
            expected[name] = (1, "Chatbox", "json", "settings.providers.gemini.apiKey", "other-program")
        for name in (".local/share/com.jeffser.Alpaca/alpaca.db", ".var/app/com.jeffser.Alpaca/data/alpaca.db"):
            home.database(name, [("CREATE TABLE instances (id TEXT, name TEXT, type TEXT, api TEXT)", ()),
                                 ("INSERT INTO instances VALUES ('1', 'Mine', 'gemini', ?)", (key(name),))])
            expected[name] = (0, "Alpaca", "sqlite", "api", "other-program")
        setting = '{"gemini": {"apikey": "%s", "models": "[]"}}'
        for name in (".config/dconf/user", ".var/app/io.github.qwersyk.Newelle/config/dconf/user"):
            home.write(name, b"GVariant" + bytes(16) + b"/io/github/qwersyk/Newelle/llm-settings\0\0\0\0" +
                       (setting % key(name)).encode() + b"\0\0s" + bytes(9))
            expected[name] = (0, "Newelle", "dconf", "gemini.apikey", "other-program")
        name = ".var/app/io.github.qwersyk.Newelle/config/glib-2.0/settings/keyfile"
        home.write(name, "[io/github/qwersyk/Newelle]\nllm-settings='%s'\n" % (setting % key(name)))
        expected[name] = (2, "Newelle", "dconf", "gemini.apikey", "other-program")
        home.write("projects/one/.env.local", "GEMINI_API_KEY=%s\n" % key("projects/one/.env.local"))
        expected["projects/one/.env.local"] = (1, ".env", "env", "GEMINI_API_KEY", "")

        finds, skips = home.search(home.join("projects"))
        assert not skips, skips
        found = {os.path.relpath(find.file, home.path): find for find in finds}
        assert len(found) == len(finds) and set(found) == set(expected), set(found) ^ set(expected)
        for name, facts in expected.items():
            find = found[name]
            assert (find.line, find.program, find.kind, find.name, find.obstacle) == facts, (find, facts)
            assert find.hash == hash_of(keys[name]), find


@test("HOME and the XDG folders are honoured, ZDOTDIR and LLM_USER_PATH too")
def folders():
    with Home() as home:
        key = fake_key()
        home.write("conf/environment.d/a.conf", "GEMINI_API_KEY=%s\n" % key)
        home.write("zsh/.zshrc", "export GEMINI_API_KEY=%s\n" % key)
        home.write("llm/keys.json", json.dumps({"gemini": key}))
        home.write(".config/environment.d/b.conf", "GEMINI_API_KEY=%s\n" % key)
        finds = home.search(XDG_CONFIG_HOME=home.join("conf"), ZDOTDIR=home.join("zsh"), LLM_USER_PATH=home.join("llm"))[0]
        assert {os.path.relpath(find.file, home.path) for find in finds} == {
            "conf/environment.d/a.conf", "zsh/.zshrc", "llm/keys.json"}, finds


@test("Alpaca's newer tables keep JSON; its chats are not looked at; the file and its folder stay as they were")
def alpaca():
    with Home() as home:
        key = fake_key()
        name = ".local/share/com.jeffser.Alpaca/alpaca.db"
        path = home.database(name, [
            ("PRAGMA journal_mode = WAL", ()),
            ("CREATE TABLE instance (id TEXT, type TEXT, properties TEXT)", ()),
            ("INSERT INTO instance VALUES ('1', 'gemini', ?)", (json.dumps({"name": "G", "api": key.replace("AQ.", "odd1")}),)),
            ("INSERT INTO instance VALUES ('2', 'chatgpt', ?)", (json.dumps({"api": "sk-" + "b2" * 20}),)),
            ("CREATE TABLE message (content TEXT)", ()),
            ("INSERT INTO message VALUES (?)", ("my key is " + key,))])
        before = os.stat(path), sorted(os.listdir(os.path.dirname(path))), home.read(name)
        find = only(home.search()[0])
        assert find.name == "gemini.api" and find.hash == hash_of(key.replace("AQ.", "odd1")), find
        after = os.stat(path), sorted(os.listdir(os.path.dirname(path))), home.read(name)
        assert before[0].st_mtime_ns == after[0].st_mtime_ns and before[1:] == after[1:]


# --- what ---

@test("assignments of bash and zsh are told in all their forms")
def shell_forms():
    for form in ("export GEMINI_API_KEY=%s", "GEMINI_API_KEY=%s", 'export GEMINI_API_KEY="%s"', "export GEMINI_API_KEY='%s'",
                 "declare -x GEMINI_API_KEY=%s", "typeset -gx GEMINI_API_KEY='%s'", "  export   GEMINI_API_KEY=%s   # mine",
                 "export OTHER=1 GEMINI_API_KEY=%s", "alias x='y'; export GEMINI_API_KEY=%s", "A=1 GEMINI_API_KEY=%s B=2",
                 "export GEMINI_API_KEY=%s; echo done", "export GEMINI_API_KEY=%s;", "export GEMINI_API_KEY=%s\r"):
        key = fake_key()
        find = find_one(form % key + "\n", key=key)
        assert find.name == "GEMINI_API_KEY" and find.obstacle == "", (form, find)


@test("the names that Google's programs read are known, others need a key's shape")
def names():
    odd = "Zm9v" + fake_key()[3:].replace(".", "")
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "VITE_GEMINI_API_KEY", "gemini_key",
                 "MY_GEMINI_KEY_2"):
        assert find_one("export %s=%s\n" % (name, odd), key=odd).name == name
    find_none("export OTHER_API_KEY=%s\n" % odd)
    for key in (fake_key(), fake_key(AIZA)):
        assert find_one("export OTHER_API_KEY=%s\n" % key, key=key).name == "OTHER_API_KEY"


@test("variables, commands and placeholders are no keys")
def placeholders():
    for value in ("$GEMINI", '"$GEMINI"', "$(pass show gemini-key-1234567890)", "`secret-tool lookup a b1234567890123`", "", '""',
                  "your-api-key-goes-here-123", "YOUR_GEMINI_API_KEY_1234567", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                  "<your key 12345678901234567890>", "REPLACE_ME_WITH_A_KEY_0123456789", "short123", AIZA + "x" * 35,
                  AIZA + "Sy" + "XXXXXXXXXX" * 3 + "123", "AQ." + "." * 30, "this-is-where-the-secret-goes", "/run/secrets/gemini-1234567890",
                  "a" * 300 + "1"):
        for form in ("export GEMINI_API_KEY=%s\n", "GEMINI_API_KEY=%s\n"):
            find_none(form % value)
            find_none(form % value, ".gemini/.env")


@test("what cannot be parted safely is reported and not movable")
def entangled():
    key = fake_key()
    for form in ("GEMINI_API_KEY=%s gemini -p hello", "[ -n x ] && export GEMINI_API_KEY=%s", "export GEMINI_API_KEY=%s && echo",
                 "if true; then export GEMINI_API_KEY=%s; fi", "f() { export GEMINI_API_KEY=%s; }", "(export GEMINI_API_KEY=%s)",
                 "export GEMINI_API_KEY=%s \\\n  OTHER=1", "export GEMINI_API_KEY=%s > /dev/null", "export GEMINI_API_KEY=%s &",
                 'echo "\nexport GEMINI_API_KEY=%s\n"', "cat <<END\nexport GEMINI_API_KEY=%s\nEND", "x=$(\nexport GEMINI_API_KEY=%s\n)",
                 "cat <<-'E O'\nexport GEMINI_API_KEY=%s\nE O", "env GEMINI_API_KEY=%s gemini", "export GEMINI_API_KEY=%s # not KEY2",
                 "eval export GEMINI_API_KEY=%s"):
        if "KEY2" in form:
            form = form.replace("not KEY2", "was " + key)
            with Home() as home:
                home.write(".bashrc", form % key + "\n")
                assert [find.obstacle for find in home.search()[0]] == ["entangled", "no-assignment"]
            continue
        find = find_one(form % key + "\n", key=key)
        assert find.obstacle in ("entangled", "no-assignment"), (form, find)
        with Home() as home:
            path = home.write(".bashrc", form % key + "\n")
            before = home.read(".bashrc")
            assert home.move(path, find.line, key)[0] == NOT_MOVABLE, form
            assert home.read(".bashrc") == before


@test("a continued value, a comment and a command's argument are reported by their shape")
def shapes():
    key = fake_key(AIZA)
    for text, line in (("export GEMINI_API_KEY=\\\n%s\n", 2), ("# export GEMINI_API_KEY=%s\n", 1), ("curl -H 'x-goog-api-key: %s' x\n", 1),
                       ("curl https://example.org/?key=%s\n", 1)):
        find = find_one(text % key, key=key)
        assert find.line == line and find.obstacle == "no-assignment", (text, find)
    find_none("blob=Zm9v%s\n" % key)


@test("quotes, comments and here-documents before a line do not hide that it stands by itself")
def lexer():
    key = fake_key()
    for before in ("# don't\n", "echo 'a' \"b\" `c` $(d \"e\") ${f:-'g'}\n", "cat <<END\n'\nEND\n", "x=$((1<<2))\n", "cat <<< 'x'\n",
                   "echo \"a\nb\"\n", "case x in a) y;; esac\n", "x=(a b)\n", "echo \\'\n", "echo $'it\\'s'\n", "y() {\n  z\n}\n",
                   "cat <<-END\n\tit's\n\tEND\n", "echo a#'b'\n", "PS1='\\u' # isn't\n"):
        find = find_one(before + "export GEMINI_API_KEY=%s\n" % key, key=key)
        assert find.obstacle == "", (before, find)


@test("fish is read by fish's rules")
def fish():
    key = fake_key()
    for form, obstacle in (("set -gx GEMINI_API_KEY %s", ""), ("set -x GEMINI_API_KEY '%s'", ""), ("set --export --global GEMINI_API_KEY \"%s\"", ""),
                           ("set -Ux GEMINI_API_KEY %s # mine", ""), ("export GEMINI_API_KEY=%s", ""), ("set -gx GEMINI_API_KEY %s; echo", ""),
                           ("set -gx GEMINI_API_KEY %s other", "entangled"), ("if true; set -gx GEMINI_API_KEY %s; end", "entangled"),
                           ("test -f x; and set -gx GEMINI_API_KEY %s", "entangled"), ("echo (set -gx GEMINI_API_KEY %s)", "entangled")):
        find = find_one(form % key + "\n", ".config/fish/config.fish", key)
        assert find.obstacle == obstacle and find.name == "GEMINI_API_KEY", (form, find)
    find_none("set -gx GEMINI_API_KEY $other\nset -gx GEMINI_API_KEY (pass show gemini0123456789)\n", ".config/fish/config.fish")


@test("files with one assignment to a line are read by their own rules")
def lines():
    key = fake_key()
    conf = ".config/environment.d/a.conf"
    for name, form, obstacle in ((".env", "GEMINI_API_KEY=%s", ""), (".env", "export GEMINI_API_KEY = '%s' # mine", ""),
                                 (".env", 'GEMINI_API_KEY="%s"', ""), (".env", 'OTHER="a\nGEMINI_API_KEY=%s\nb"', "entangled"),
                                 (".env", "GEMINI_API_KEY=%s and more", "entangled"),
                                 (conf, "GEMINI_API_KEY=%s", ""), (conf, "OTHER=a\\\nGEMINI_API_KEY=%s", "entangled"),
                                 (".pam_environment", "GEMINI_API_KEY DEFAULT=%s OVERRIDE=@{HOME}", ""),
                                 (".pam_environment", 'GEMINI_API_KEY\tDEFAULT="%s"', ""), (".pam_environment", "GEMINI_API_KEY=%s", ""),
                                 (".pam_environment", "GEMINI_API_KEY OVERRIDE=%s", "")):
        find = find_one(form % key + "\n", name, key)
        assert find.obstacle == obstacle, (name, form, find)
    find_none("GEMINI_API_KEY=${OTHER}\nGEMINI_API_KEY=$(x)\n", ".env")


@test("JSON and YAML of other programs: only what belongs to Gemini, or has a key's shape")
def structured():
    odd = "q7" + fake_key()[8:]
    for text in ({"gemini": {"apiKey": odd}}, {"a": [{"geminiAPIKey": odd}]}, [[{"x": {"GEMINI_API_KEY": odd}}]]):
        find_one(json.dumps(text), ".config/xyz.chatboxapp.app/config.json", odd)
    for text in ({"openai": {"apiKey": odd}}, {"gemini": {"host": odd}}, {"gemini": {"apiKey": ""}}, {"name": "gemini"}):
        find_none(json.dumps(text), ".config/xyz.chatboxapp.app/config.json")
    find_one(json.dumps({"openai": fake_key()}), ".config/xyz.chatboxapp.app/config.json")
    find_one("clients:\n  - api_key: '%s'\n    type: gemini\n  - type: claude\n    api_key: %s\n" % (odd, odd[::-1]),
             ".config/aichat/config.yaml", odd)
    find_none("clients:\n- type: gemini\n  api_key: null\n- type: openai\n  api_key: %s\n" % odd, ".config/aichat/config.yaml")


# --- hostile files ---

@test("odd, enormous, binary and broken files are skipped with a reason, and nothing hangs")
def hostile():
    with Home() as home:
        key = fake_key()
        os.mkfifo(home.join(".bashrc"))
        os.symlink("/dev/zero", home.join(".zshrc"))
        os.symlink(".zshenv", home.join(".zshenv"))
        os.symlink("/nonexistent", home.join(".profile"))
        os.mkdir(home.join(".pam_environment"))
        home.write(".bash_profile", "x" * (10 * 1024 * 1024))
        home.write(".zprofile", b"export GEMINI_API_KEY=" + key.encode() + b"\n\0\n")
        home.write(".config/io.datasette.llm/keys.json", "[" * 1_000_000)
        home.write(".config/xyz.chatboxapp.app/config.json", "{\"a\":" * 500_000 + "1")
        home.write(".config/xyz.chatboxapp.app/config-cut.json", '{"gemini": {"apiKey": "%s"' % key)
        home.write(".config/dconf/user", b"not dconf\0" * 100)
        home.write(".local/share/com.jeffser.Alpaca/alpaca.db", b"SQLite format 3\0" + os.urandom(8192))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(home.join(".bash_login"))
        home.write(".gemini/.env", "GEMINI_API_KEY=%s\n" % key)
        begin = time.monotonic()
        finds, skips = home.search(timeout=20)
        listener.close()
        assert time.monotonic() - begin < 10
        reasons = {os.path.relpath(skip.file, home.path): skip.reason for skip in skips}
        assert reasons == {
            ".bashrc": "not-a-file", ".zshrc": "not-a-file", ".zshenv": "unreadable", ".pam_environment": "not-a-file",
            ".bash_profile": "too-large", ".zprofile": "binary", ".bash_login": "not-a-file",
            ".config/io.datasette.llm/keys.json": "malformed", ".config/xyz.chatboxapp.app/config.json": "malformed",
            ".config/xyz.chatboxapp.app/config-cut.json": "malformed", ".config/dconf/user": "malformed",
            ".local/share/com.jeffser.Alpaca/alpaca.db": "malformed"}, reasons
        assert {os.path.relpath(find.file, home.path) for find in finds} == {
            ".gemini/.env", ".config/xyz.chatboxapp.app/config-cut.json"}, finds


@test("a hostile database ends in time, and runs none of its own code")
def hostile_database():
    with Home() as home:
        endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS api, 'gemini' AS type FROM c"
        home.database(".local/share/com.jeffser.Alpaca/alpaca.db", [
            ("CREATE TABLE instance_a (type TEXT, api TEXT AS (hex(zeroblob(5000000))))", ()),
            ("INSERT INTO instance_a VALUES ('gemini')", ()),
            ("CREATE VIEW instance_b AS " + endless, ()),
            ('CREATE TABLE "instance""; DROP TABLE x; --" (api TEXT)', ()),
            ("CREATE TABLE instance_c (type TEXT, api TEXT)", ()),
            ("INSERT INTO instance_c VALUES ('gemini', ?)", (fake_key(),))])
        begin = time.monotonic()
        finds = home.search(timeout=30)[0]
        assert time.monotonic() - begin < 10
        assert len(finds) <= 1, finds


@test("unreadable files and folders are skipped with a reason")
def unreadable():
    with Home() as home:
        home.write(".bashrc", "export GEMINI_API_KEY=%s\n" % fake_key(), mode=0o600)
        key = fake_key()
        home.write(".zshrc", "export GEMINI_API_KEY=%s\n" % key)
        os.makedirs(home.join("projects/closed"), 0o755)
        os.chmod(home.join("projects/closed"), 0o700)
        finds, skips = home.search(home.join("projects"), prefix=STRANGER)
        assert only(finds).hash == hash_of(key)
        assert {(os.path.relpath(skip.file, home.path), skip.reason) for skip in skips} == {
            (".bashrc", "unreadable"), ("projects/closed", "unreadable")}, skips


@test("folders are walked within bounds: no circles, not too deep, not what others put there")
def walk():
    with Home() as home:
        key = fake_key()
        text = "GEMINI_API_KEY=%s\n"
        home.write("p/.env", text % key)
        home.write("p/a/.env.production", text % fake_key())
        for passed_by in (".git", "node_modules"):
            home.write("p/%s/.env" % passed_by, text % fake_key())
        home.write("p/other.txt", text % fake_key())
        os.symlink("..", home.join("p/a/circle"))
        os.symlink("/", home.join("p/a/root"))
        os.symlink("../.env", home.join("p/a/.env.link"))
        os.mkfifo(home.join("p/a/.env.fifo"))
        os.mkdir(home.join("p/a/.env.d"))
        deep = "p/" + "/".join("d%d" % i for i in range(40))
        home.write(deep + "/.env", text % fake_key())
        os.symlink("p", home.join("link"))
        finds, skips = home.search(home.join("link"), home.join("missing"), timeout=20)
        assert sorted(os.path.relpath(find.file, home.path) for find in finds) == ["link/.env", "link/a/.env.production"], finds
        reasons = {os.path.relpath(skip.file, home.path): skip.reason for skip in skips}
        too_deep = "link/" + "/".join("d%d" % i for i in range(13))
        assert reasons == {"missing": "unreadable", "link/a/.env.fifo": "not-a-file", too_deep: "too-many"}, reasons


@test("no more names than the limit are looked at, and no more finds are kept")
def many():
    with Home() as home:
        for i in range(25):
            folder = home.join("p/%02d" % i)
            os.makedirs(folder)
            for j in range(1000):
                os.mkdir(os.path.join(folder, str(j)))
        begin = time.monotonic()
        _finds, skips = home.search(home.join("p"), timeout=50)
        assert any(skip.reason == "too-many" and skip.file == home.join("p") for skip in skips), skips[:3]
        assert time.monotonic() - begin < 20
        home.write(".bashrc", "".join("export GEMINI_KEY_%d=%s\n" % (i, fake_key()) for i in range(700)))
        assert len(home.search(timeout=30)[0]) == 500


# --- moving ---

def move_one(name, text, line, key, **env):
    """What the file holds after a move; the rest of what the file is must be as it was."""
    with Home() as home:
        path = home.write(name, text, mode=0o640)
        before = os.stat(path)
        folder = sorted(os.listdir(os.path.dirname(path)))
        assert find_pieces(home.path, key) == [path], "the search for pieces does not find what is there"
        result = home.move(path, line, key, **env)
        assert len(result) == 3, result
        after = os.stat(path)
        assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
        assert sorted(os.listdir(os.path.dirname(path))) == folder, "nothing else is left in the folder"
        assert find_pieces(home.path, key) == []
        shown = "\n".join(result)
        assert not any(key[i:i + 5] in shown for i in range(len(key) - 4)), shown
        assert key[-4:] in result[1] and key[-4:] not in result[2], result
        finds = home.search()[0]
        assert not [find for find in finds if find.hash == hash_of(key)]
        return home.read(name)


def expect_move(name, text, line, wanted, variable="GEMINI_API_KEY"):
    key = fake_key()
    got = move_one(name, text.replace("KEY!", key), line, key).decode()
    pattern = re.escape(wanted).replace("COMMENT!", COMMENT % variable)
    assert re.fullmatch(pattern, got), (text, got)


@test("in a shell's file the assignment goes, and a comment says where the key is")
def move_shell():
    for text, line, wanted in (
            ("a\nexport GEMINI_API_KEY=KEY!\nb\n", 2, "a\nCOMMENT!\nb\n"),
            ('export GEMINI_API_KEY="KEY!" # mine', 1, "COMMENT! # mine"),
            ("\texport GEMINI_API_KEY='KEY!'  \n", 1, "\tCOMMENT!\n"),
            ("a\r\nexport GEMINI_API_KEY=KEY!\r\nb\r\n", 2, "a\r\nCOMMENT!\r\nb\r\n"),
            ("alias a=b; export GEMINI_API_KEY=KEY!; cd x\n", 1, "alias a=b; cd x COMMENT!\n"),
            ("alias a=b; export GEMINI_API_KEY=KEY! # c\n", 1, "alias a=b # c COMMENT!\n"),
            ("export GEMINI_API_KEY=KEY!; cd x\n", 1, "cd x COMMENT!\n"),
            ("export GEMINI_API_KEY=KEY!;\n", 1, "COMMENT!\n"),
            ("export A=1 GEMINI_API_KEY=KEY! B=2\n", 1, "export A=1 B=2 COMMENT!\n"),
            ("GEMINI_API_KEY=KEY! B=2\n", 1, "B=2 COMMENT!\n"),
            ("  if x\n  then\n    export GEMINI_API_KEY=KEY!\n  fi\n", 3, "  if x\n  then\n    : COMMENT!\n  fi\n"),
            ("f() {\n\n  # c\n  GEMINI_API_KEY=KEY!\n}\n", 4, "f() {\n\n  # c\n  : COMMENT!\n}\n"),
            ("x &&\nexport GEMINI_API_KEY=KEY!\n", 2, "x &&\n: COMMENT!\n"),
            ("if x; then\n  y\n  export GEMINI_API_KEY=KEY!\nfi\n", 3, "if x; then\n  y\n  COMMENT!\nfi\n")):
        expect_move(".bashrc", text, line, wanted)


@test("what a shell does otherwise is the same after a move")
def move_keeps_working():
    script = """# A file of some person's
case $- in *i*) ;; esac
if true; then
  export GEMINI_API_KEY=KEY!
fi
export A=1; GEMINI_KEY_TWO='KEY!'; export B=2
f() {
  export GOOGLE_API_KEY="KEY!"
}
f
cat <<END
export GEMINI_API_KEY=nothing
END
export C="it's" D='"x"' GEMINI_KEY_THREE=KEY! E=5
echo "$A $B $C $D $E"
"""
    key = fake_key()
    with Home() as home:
        path = home.write(".bashrc", script.replace("KEY!", key))
        before = subprocess.run(["bash", path], capture_output=True, env={"PATH": os.environ["PATH"]}, check=True)
        for line in (4, 6, 8, 14):
            result = home.move(path, line, key)
            assert len(result) == 3, (line, result)
        assert find_pieces(home.path, key) == []
        after = subprocess.run(["bash", path], capture_output=True, env={"PATH": os.environ["PATH"]}, check=True)
        assert (before.stdout, before.stderr) == (after.stdout, after.stderr), after
        for shell in ("bash", "dash", "sh"):
            assert subprocess.run([shell, "-n", path], capture_output=True, check=False).returncode == 0, shell


@test("in the other files that can be edited, too, by their own rules")
def move_others():
    conf = ".config/environment.d/a.conf"
    fish_file = ".config/fish/config.fish"
    for name, text, line, wanted in (
            (".env", "A=1\nGEMINI_API_KEY=KEY!\nB=2", 2, "A=1\nCOMMENT!\nB=2"),
            (".env", "A=1\r\nexport GEMINI_API_KEY='KEY!' # mine", 2, "A=1\r\nCOMMENT! # mine"),
            (conf, "A=1\nGEMINI_API_KEY=KEY!\n", 2, "A=1\nCOMMENT!\n"),
            (".pam_environment", "GEMINI_API_KEY DEFAULT=KEY!\nA DEFAULT=1\n", 1, "COMMENT!\nA DEFAULT=1\n"),
            (".pam_environment", "GEMINI_API_KEY DEFAULT= OVERRIDE=KEY!\n", 1, "COMMENT!\n"),
            (fish_file, "if true\n  set -gx GEMINI_API_KEY KEY!\nend\n", 2, "if true\n  COMMENT!\nend\n"),
            (fish_file, "set -gx GEMINI_API_KEY 'KEY!'; echo hi\n", 1, "echo hi COMMENT!\n")):
        expect_move(name, text, line, wanted)


@test("owner, mode, group, attributes and the link stay; the target is written")
def move_attributes():
    key = fake_key()
    with Home() as home:
        target = home.write("dotfiles/bashrc", "export GEMINI_API_KEY=%s\n" % key, mode=0o604)
        attribute = False
        try:
            os.setxattr(target, "user.propus.test", b"kept")
            attribute = True
        except OSError:
            pass
        if os.geteuid() == 0:
            os.chown(target, 0, 65534)
            os.chmod(target, 0o604)
        os.symlink("dotfiles/bashrc", home.join(".bashrc"))
        before = os.stat(target)
        result = home.move(home.join(".bashrc"), 1, key)
        assert result[0] == os.path.realpath(target), result
        assert os.readlink(home.join(".bashrc")) == "dotfiles/bashrc"
        after = os.stat(target)
        assert stat.S_IMODE(after.st_mode) == 0o604 and (before.st_uid, before.st_gid) == (after.st_uid, after.st_gid)
        assert not attribute or os.getxattr(target, "user.propus.test") == b"kept"
        assert find_pieces(home.path, key) == []


@test("a preview changes nothing and shows no secret of the line")
def preview():
    key, other = fake_key(), "sk-" + "c3d4" * 10
    with Home() as home:
        path = home.write(".bashrc", "export OPENAI_API_KEY=%s GEMINI_API_KEY=%s # %s\n" % (other, key, fake_key(AIZA)))
        before = home.read(".bashrc"), os.stat(path).st_mtime_ns
        target, shown, after = home.act("preview", path, 1, key)
        assert target == "" and key[-4:] in shown and "GEMINI_API_KEY" in shown and "OPENAI_API_KEY" in after
        for secret in (key[:-4], other, AIZA):
            assert secret[:12] not in shown and secret[:12] not in after, (shown, after)
        assert (home.read(".bashrc"), os.stat(path).st_mtime_ns) == before


@test("a file that changed is left alone: another key, another line, gone")
def changed():
    key = fake_key()
    with Home() as home:
        path = home.write(".bashrc", "export GEMINI_API_KEY=%s\n" % key)
        for line, wanted in ((2, key), (1, "wxyz")):
            assert home.move(path, line, wanted)[0] == CHANGED
        assert home.move(home.join(".zshrc"), 1, key)[0] == CHANGED
        assert home.read(".bashrc").decode() == "export GEMINI_API_KEY=%s\n" % key


@test("a file that changes between reading and writing is left alone")
def changed_meanwhile():
    key = fake_key()

    def append(path):
        with open(path, "a", encoding="utf-8") as file:
            file.write("# more\n")

    def replace(path):
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("export GEMINI_API_KEY=%s\n" % key)
        os.rename(path + ".new", path)

    def relink(path):
        os.rename(path, path + ".old")
        os.symlink(path + ".old", path)

    for change in (append, replace, relink, os.remove):
        with Home() as home:
            path = home.write(".bashrc", "export GEMINI_API_KEY=%s\n" % key)
            process = subprocess.Popen([TOOL, "move", path, "1", key[-4:]], env=dict(home.env, FINDER_TOOL_PAUSE="700"),
                                       stdout=subprocess.PIPE, text=True)
            for line in process.stdout:
                if line == "paused\n":
                    break
            change(path)
            kept = open(path, "rb").read() if os.path.exists(path) else None
            rest = process.communicate(timeout=20)[0]
            assert process.returncode == 1 and rest.startswith("error\t%d\t" % CHANGED), (change, rest)
            assert (open(path, "rb").read() if os.path.exists(path) else None) == kept
            assert not [name for name in os.listdir(home.path) if name.startswith(".propus-")]


@test("what cannot be written is told before, and left alone")
def unwritable():
    key = fake_key()
    with Home() as home:
        text = "export GEMINI_API_KEY=%s\n" % key
        path = home.write(".bashrc", text, mode=0o444)
        assert home.move(path, 1, key)[0] == FILE, "write-protected"
        os.chmod(path, 0o644)
        os.link(path, home.join("another-name"))
        assert home.move(path, 1, key)[0] == FILE, "hard links"
        os.remove(home.join("another-name"))
        code, sentence = home.move(path, 1, key, prefix=STRANGER)
        assert code == FILE and "another user" in sentence, sentence
        os.chown(path, 65534, 65534)
        code, sentence = home.move(path, 1, key, prefix=STRANGER)
        assert code == FILE and "folder" in sentence, sentence
        os.chmod(path, 0)
        assert home.move(path, 1, key, prefix=STRANGER)[0] == FILE, "unreadable"
        os.chmod(path, 0o644)
        assert home.read(".bashrc").decode() == text
        assert os.listdir(home.path) == [".bashrc"]


@test("a file system without room leaves the file as it was")
def no_room():
    key = fake_key()
    with Home() as home:
        text = "export GEMINI_API_KEY=%s\n" % key + "# padding\n" * 4000
        path = home.write(".bashrc", text)
        code, _sentence = home.move(path, 1, key, prefix=("prlimit", "--fsize=8192:8192", "--", "env", "--ignore-signal=XFSZ"))
        assert code == FILE and home.read(".bashrc").decode() == text
        assert os.listdir(home.path) == [".bashrc"]


@test("files of other programs, and files that nobody named, are never edited")
def never_edited():
    key = fake_key()
    with Home() as home:
        texts = {".config/io.datasette.llm/keys.json": json.dumps({"gemini": key}),
                 ".config/fish/fish_variables": "SETUVAR GEMINI_API_KEY:%s\n" % key,
                 ".config/aichat/config.yaml": "- type: gemini\n  api_key: %s\n" % key,
                 "notes.txt": "GEMINI_API_KEY=%s\n" % key, ".bash_history": "export GEMINI_API_KEY=%s\n" % key}
        for name, text in texts.items():
            path = home.write(name, text)
            line = 2 if name.endswith("yaml") else 1
            assert home.move(path, line, key)[0] == NOT_MOVABLE, name
            assert home.read(name).decode() == text


@test("whoever reads the file meanwhile sees the old one or the new one, whole")
def atomic():
    key = fake_key()
    with Home() as home:
        rest = "".join("# line %d\n" % i for i in range(20000))
        path = home.write(".bashrc", "export GEMINI_API_KEY=%s\n" % key + rest)
        torn, ended = [], threading.Event()

        def read():
            while not ended.is_set():
                with open(path, "rb") as file:
                    text = file.read().decode()
                if not text.endswith(rest) or text.count("GEMINI_API_KEY") != 1:
                    torn.append(len(text))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            assert len(home.move(path, 1, key)) == 3
            time.sleep(0.1)
        finally:
            ended.set()
            reader.join()
        assert not torn, torn
        assert find_pieces(home.path, key) == []


# Assignments, and what stands around them in a person's file: %s is the key.
ASSIGNMENTS = (
    "export GEMINI_API_KEY=%s", "GEMINI_API_KEY='%s'", 'export X=1 GOOGLE_API_KEY="%s" Y=2', "export GEMINI_KEY=%s; B=2",
    "B=3;  export GEMINI_KEY=%s # c", "export GEMINI_API_KEY=%s ;", "B=1;GEMINI_API_KEY=%s;C=2")
STATEMENTS = (
    "echo hi", "A=1", "# it's", "", "echo 'a\nb'", "cat <<E\nx'y\nE", "C=\"${C:-'x'}\"", 'echo $(echo "q")', "echo a \\\n  b",
    "[ -n x ] && D=1", "true ||\n  E=1", "arr=(1\n2)", "echo `echo x`; F=$((1<<2))", "cat <<-'E Q'\n\tz\nE Q")
BLOCKS = (
    "if true\nthen\n%s\nfi", "if false; then\n%s\nelse\n%s\nfi", "for i in 1 2; do\n%s\ndone", "f() {\n%s\n}\nf", "{\n%s\n}",
    "(\n%s\n)", "case x in\n x)\n%s\n;;\nesac", "if true; then %s\nfi", "case x in y) ;; x)\n%s\nesac", "while false\ndo\n%s\ndone",
    "g()\n{\n%s\n}\ng", "true &&\n%s", "x=$(\n%s\n)", "if\n%s\nthen\n%s\nfi", "until\n%s\ndo :; done", "f() (\n%s\n)\nf",
    "if true; then # c\n%s\nelif\n%s\nthen :; fi", "time\n%s", "{ %s\n}")


def make_script(chance, key, depth):
    """A piece of shell, put together by chance."""
    lines = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        kind = chance.random()
        if kind < 0.4:
            text = chance.choice(ASSIGNMENTS) % key
        elif kind < 0.6 or depth == 0:
            text = chance.choice(STATEMENTS)
        else:
            block = chance.choice(BLOCKS)
            text = block % tuple(make_script(chance, key, depth - 1) for _ in range(block.count("%s")))
        lines.append(chance.choice(("", "  ", "\t")) + text)
    return "\n".join(lines)


def run_script(path):
    """What a shell that has read the file says and has for variables, but for the keys; None: it is no shell's file."""
    if subprocess.run(["bash", "-n", path], capture_output=True, check=False).returncode != 0:
        return None
    done = subprocess.run(["bash", "-c", '. "$1" 2>/dev/null; declare -p A B C D E F X Y i arr 2>/dev/null', "bash", path], capture_output=True,
                          env={"PATH": os.environ["PATH"]}, stdin=subprocess.DEVNULL, timeout=20, check=False)
    return done.stdout


@test("scripts put together by chance do the same after every move that is offered", timeout=120)
def scripts():
    chance = random.Random(20261122)
    moves = 0
    while moves < 120:
        key = fake_key()
        with Home() as home:
            path = home.write(".bashrc", make_script(chance, key, 3) + "\n")
            text, before = home.read(".bashrc").decode(), run_script(path)
            finds = [find for find in home.search()[0] if find.obstacle == ""] if before is not None else []
            for find in finds:
                assert len(home.move(path, find.line, key)) == 3, (find, text)
                moves += 1
            assert not finds or run_script(path) == before, "%s\n---\n%s" % (text, home.read(".bashrc").decode())


main()
