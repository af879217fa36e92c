# The walls of the house, read in the source: who may include whom, what may not be called, what lies where.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each search is tried on something planted before it is trusted to find nothing.

import os
import re
import subprocess

from taptest import Skip, main, test

ROOT = os.environ.get("PROPUS_SRCDIR") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

# Which rooms a room may include; it may always include itself.
MAY_INCLUDE = {
    "util": "",
    "wire": "util",
    "api": "wire util",
    "chat": "util",
    "store": "chat util",
    # A room of its own because it reads hostile files (JSON, archives): the store has no reader for those, and gets
    # from it only chats as plain data.
    "transfer": "chat wire util",
    "session": "api chat store transfer util",
    # Formulas are read apart from the Markdown around them, and apart from how they are drawn.
    "math": "util",
    "markdown": "math util",
    "ui": "session chat markdown math util",
    "cli": "session util",
    # Keys that lie in files are found, and taken out, by the broker alone: no other process may hold one.
    "finder": "util",
    "broker": "finder wire util",
    "key-entry": "util",
    "practice": "wire util",
    "main.c": "ui cli session util",
}

# Which rooms may include a library's headers.  What is not named here may be included anywhere.
LIBRARIES = {
    r"gtk/|gdk/|gsk/|adwaita|adw|gtksourceview/|pango/": "ui key-entry",
    r"libsecret/": "broker",
    r"libsoup/": "api broker practice",
    r"json-glib/": "wire api session cli broker practice transfer",
    r"sqlite3": "store broker finder",
    r"cmark-gfm": "markdown transfer",
    r"archive(_entry)?\.h": "transfer",
    r"gcr|gck/": "",
}

# Written by the build, and free to be included by the room that has them made.
GENERATED = re.compile(r"^propus-config\.h$|-resources\.h$|-enums\.h$")

# What no source may hold: why, pattern, the folders it is forbidden in, files where it is allowed.
FORBIDDEN = [
    ("a logger writes headers, and the key with them", r"SoupLogger|soup_logger_", "src/", ()),
    ("certificates are not waved through", r"accept-certificate|set_tls_certificate_flags|tls-validate", "src/", ()),
    ("no shell", r"\b(system|popen)\s*\(", "src/", ()),
    ("a key in a URL lands in logs", r"[?&]key=", "src/", ("src/util/propus-redactor.c",)),
    ("the interface never waits", r"_sync\s*\(", "src/ui/ src/session/ src/api/ src/main.c", ()),
    ("no loop in a loop", r"\bg_main_context_(iteration|pending)\b", "src/", ()),
    ("a pageable, blocking lookup", r"secret_password_lookup_sync|secret_password_lookup\b", "src/", ()),
    ("JSON from outside is read by one reader", r"\bjson_parser_load_from_|\bjson_from_string\b", "src/", ("src/wire/propus-json.c",)),
    ("one way through a function", r"\bgoto\b", "src/", ()),
]

# What at most one file of a room may call, so that its care is in one place.
ONE_FILE = [
    ("markup is set in one place", r"\bgtk_label_set_markup\b", "src/"),
    ("links are opened in one place", r"\bgtk_show_uri|\bgtk_uri_launcher_|\bg_app_info_launch_default_for_uri", "src/"),
    ("the broker's messages are made in one place", r"\bsoup_message_new", "src/broker/"),
    ("the client's messages are made in one place", r"\bsoup_message_new", "src/api/"),
]

TOP = set("src data po tests build-aux README.md meson.build COPYING .gitignore .ci".split())
MOST_LINES = 900


def read_tree(*folders):
    """{path relative to the root: text} of the text files in these folders."""
    tree = {}
    for folder in folders:
        for where, _folders, names in os.walk(os.path.join(ROOT, folder)):
            if "__pycache__" in where:
                continue
            for name in names:
                path = os.path.join(where, name)
                try:
                    with open(path, encoding="utf-8") as file:
                        tree[os.path.relpath(path, ROOT)] = file.read()
                except UnicodeDecodeError:
                    continue
    return tree


def c_sources():
    return {path: text for path, text in read_tree("src").items() if path.endswith((".c", ".h"))}


def without_comments(text):
    """Comments become as many line breaks as they had."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)


def room_of(path):
    parts = path.split("/")
    return parts[1]


def includes_of(text):
    """(quote, name) of each #include."""
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)', without_comments(text), re.MULTILINE)


def find_homes(sources):
    """{header: the rooms in which one of this name lies}."""
    homes = {}
    for path in sources:
        if path.endswith(".h"):
            homes.setdefault(os.path.basename(path), set()).add(room_of(path))
    return homes


def find_wrong_rooms(sources):
    homes = find_homes(sources)
    wrong = []
    for path, text in sorted(sources.items()):
        room = room_of(path)
        if room not in MAY_INCLUDE:
            wrong.append("%s: there is no such room" % path)
            continue
        allowed = set(MAY_INCLUDE[room].split()) | {room}
        for quote, name in includes_of(text):
            base = os.path.basename(name)
            if base in homes and not homes[base] & allowed:
                wrong.append("%s includes %s of %s" % (path, name, " ".join(sorted(homes[base]))))
            elif base not in homes and quote == '"' and not GENERATED.search(base):
                wrong.append("%s includes %s, which lies nowhere in src" % (path, name))
    return wrong


def find_wrong_libraries(sources):
    homes = find_homes(sources)
    return ["%s includes %s" % (path, name)
            for path, text in sorted(sources.items())
            for _quote, name in includes_of(text) if os.path.basename(name) not in homes
            for pattern, rooms in LIBRARIES.items() if re.match(pattern, name) and room_of(path) not in rooms.split()]


def find_forbidden(sources):
    found = []
    for why, pattern, folders, exceptions in FORBIDDEN:
        for path, text in sorted(sources.items()):
            if path in exceptions or not path.startswith(tuple(folders.split())):
                continue
            for number, line in enumerate(without_comments(text).split("\n"), 1):
                if re.search(pattern, line):
                    found.append("%s:%d: %s: %s" % (path, number, why, line.strip()))
    return found


def find_scattered(sources):
    found = []
    for why, pattern, folder in ONE_FILE:
        files = sorted(path for path, text in sources.items()
                       if path.startswith(folder) and re.search(pattern, without_comments(text)))
        if len(files) > 1:
            found.append("%s: %s" % (why, " ".join(files)))
    return found


def find_redirecting(sources):
    """Files of the key's way that make a message and do not say that it must follow no redirect."""
    return sorted(path for path, text in sources.items()
                  if path.startswith(("src/broker/", "src/api/")) and re.search(r"\bsoup_message_new", without_comments(text))
                  and "SOUP_MESSAGE_NO_REDIRECT" not in without_comments(text))


def find_long(sources):
    return ["%s has %d lines" % (path, text.count("\n")) for path, text in sorted(sources.items())
            if path.endswith(".c") and text.count("\n") > MOST_LINES]


def find_keys(tree):
    """What looks like a key of either kind; tests make theirs from pieces at run time."""
    return ["%s: %s…" % (path, match[:8]) for path, text in sorted(tree.items())
            for match in re.findall(r"AIza[0-9A-Za-z_-]{30,}|AQ\.[0-9A-Za-z_-]{30,}", text)]


def expect_nothing(find, tree, planted):
    """find(tree) is trusted only after it has found each planted text at its path."""
    for path, text in planted.items():
        found = find({**tree, path: text})
        assert any(path in line for line in found), "the search does not find what was planted in %s" % path
    found = find(tree)
    assert not found, "\n".join(found)


@test("every include keeps to the table of rooms")
def includes():
    sources = c_sources()
    rooms = {room_of(path) for path in sources}
    assert {"util", "wire", "api", "ui", "broker"} <= rooms, rooms
    expect_nothing(find_wrong_rooms, sources, {
        "src/ui/planted.c": '#include "propus-client.h"\n',
        "src/broker/planted.c": '  #  include "propus-store.h"\n',
        "src/main.c": '#include "propus-json.h"\n',
        "src/wire/planted.c": '#include "nowhere.h"\n',
        "src/attic/planted.c": "",
    })


@test("GTK stays in ui and key-entry, libsecret in broker")
def libraries():
    expect_nothing(find_wrong_libraries, c_sources(), {
        "src/chat/planted.h": "#include <json-glib/json-glib.h>\n",
        "src/session/planted.c": "#include <gtk/gtk.h>\n",
        "src/cli/planted.c": "#include <adwaita.h>\n",
        "src/main.c": "#include <libsecret/secret.h>\n",
        "src/ui/planted.c": "#include <libsecret/secret.h>\n",
        "src/store/planted.c": "#include <libsoup/soup.h>\n",
    })


@test("nothing that is forbidden is called")
def forbidden():
    expect_nothing(find_forbidden, c_sources(), {
        "src/api/a.c": "SoupLogger *logger;\n",
        "src/broker/b.c": 'g_signal_connect (message, "accept-certificate", NULL, NULL);\n',
        "src/cli/c.c": 'system ("true");\n',
        "src/util/d.c": 'popen ("true", "r");\n',
        "src/api/e.c": 'g_strdup_printf ("%s?key=%s", url, key);\n',
        "src/ui/f.c": "g_file_load_contents_sync (file);\n",
        "src/session/g.c": "secret_service_get_sync (0);\n",
        "src/store/h.c": "g_main_context_iteration (NULL, TRUE);\n",
        "src/broker/i.c": "secret_password_lookup_sync (schema);\n",
        "src/api/j.c": "json_parser_load_from_data (parser, text, -1, NULL);\n",
        "src/chat/k.c": "goto out;\n",
    })


@test("what needs care is called in one file")
def scattered():
    sources = c_sources()
    for _why, pattern, folder in ONE_FILE:
        call = pattern.replace(r"\b", "").split("|")[0] + " (x);\n"
        found = find_scattered({**sources, folder + "planted-a.c": call, folder + "planted-b.c": call})
        assert any("planted-a.c" in line and "planted-b.c" in line for line in found), (pattern, found)
    found = find_scattered(sources)
    assert not found, "\n".join(found)


@test("messages that carry the key follow no redirect")
def redirects():
    sources = c_sources()
    expect_nothing(find_redirecting, sources, {"src/broker/planted.c": "soup_message_new_from_uri (method, uri);\n"})
    assert any("SOUP_MESSAGE_NO_REDIRECT" in text for path, text in sources.items() if path.startswith("src/broker/"))


@test("no source file is longer than 900 lines")
def length():
    sources = {**c_sources(), **{p: t for p, t in read_tree("tests").items() if p.endswith(".c")}}
    expect_nothing(find_long, sources, {"src/ui/planted.c": "\n" * 901})


@test("no file holds what looks like a key")
def keys():
    tree = read_tree("src", "data", "po", "tests", "build-aux")
    for name in ("README.md", "meson.build"):
        if os.path.exists(os.path.join(ROOT, name)):
            with open(os.path.join(ROOT, name), encoding="utf-8") as file:
                tree[name] = file.read()
    expect_nothing(find_keys, tree, {"tests/a": "AI" + "za" + "B" * 35, "README.md": "AQ" + "." + "C" * 40})


@test("nothing lies on top but what the design names")
def top():
    def find_strange(names):
        return sorted(name for name in names if name not in TOP and name != ".git" and not name.startswith("_build"))

    names = os.listdir(ROOT)
    assert find_strange(names + ["planted.txt"])[-1:] == ["planted.txt"]
    assert not find_strange(names), find_strange(names)
    missing = TOP - set(names)
    assert not missing, missing


@test("POTFILES names every file with a sentence in it, sorted")
def potfiles():
    checked = subprocess.run([os.path.join(ROOT, "build-aux", "potfiles"), "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def run_gettext(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "LC_ALL": "C"}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def make_template(path, files):
    keywords = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3", "ngettext:1,2", "g_dpgettext2:2c,3"]
    run_gettext("xgettext", "--from-code=UTF-8", "--add-comments=Translators", "--output=" + path,
                *["--keyword=" + keyword for keyword in keywords], *files)


def read_potfiles():
    with open(os.path.join(ROOT, "po", "POTFILES.in"), encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line and not line.startswith("#")]


@test("the Traditional Chinese translation has every sentence")
def translation():
    translated = os.path.join(ROOT, "po", "zh_TW.po")
    if not os.path.exists(translated):
        raise Skip("there is no po/zh_TW.po yet")
    scratch = os.environ.get("TMPDIR", "/tmp")
    template = os.path.join(scratch, "propus-%d.pot" % os.getpid())
    merged = template + "-merged.po"
    planted = template + ".c"
    try:
        with open(planted, "w", encoding="utf-8") as file:
            file.write('char *a = _("A sentence that nobody has translated.");\n')
        for extra, complete in (([planted], False), ([], True)):
            make_template(template, read_potfiles() + extra)
            run_gettext("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=" + merged, translated, template)
            statistics = run_gettext("msgfmt", "--check", "--statistics", "--output-file=/dev/null", merged)[1]
            found = "untranslated" not in statistics and "fuzzy" not in statistics
            assert found == complete, statistics
    finally:
        for path in (template, merged, planted):
            if os.path.exists(path):
                os.remove(path)


def libraries_of(program):
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s*(lib[^\s.]+(?:\.\d+)*)", listed, re.MULTILINE)


@test("the window links no libsecret and the broker no GTK")
def linkage():
    build = os.environ["PROPUS_BUILDDIR"]
    programs = {name: libraries_of(os.path.join(build, "src", path)) for name, path in (
        ("window", "propus"), ("key entry", "key-entry/propus-key-entry"), ("broker", "broker/propus-broker"),
        ("practice", "practice/propus-practice"))}

    def links(program, word):
        return any(name.startswith(word) for name in programs[program])

    assert links("broker", "libsecret") and links("window", "libgtk-4"), programs
    assert not links("window", "libsecret") and not links("key entry", "libsecret") and not links("practice", "libsecret")
    assert not links("broker", "libgtk") and not links("broker", "libadwaita") and not links("practice", "libgtk")


main()
