# Looks for pieces of a text in what a process and a folder hold.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os

from keyringkit import pieces


def children(pid):
    """The pids of the processes that this one started."""
    found = []
    for thread in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/children" % (pid, thread)) as file:
            found += [int(word) for word in file.read().split()]
    return found


def child_named(pid, name):
    """The child whose command name begins so, or None."""
    for child in children(pid):
        try:
            with open("/proc/%d/comm" % child) as file:
                if file.read().startswith(name):
                    return child
        except FileNotFoundError:
            pass
    return None


def mappings(pid):
    """(start, end, description, locked) of every readable mapping; locked: kept out of swap, as libsecret's memory is."""
    found, entry = [], None
    with open("/proc/%d/smaps" % pid) as file:
        for line in file:
            words = line.split()
            if "-" in words[0] and not words[0].endswith(":"):
                start, end = (int(number, 16) for number in words[0].split("-"))
                entry = [start, end, line.strip(), False] if words[1].startswith("r") and "[v" not in line else None
                if entry:
                    found.append(entry)
            elif words[0] == "VmFlags:" and entry:
                entry[3] = "lo" in words[1:]
    return found


def find_in_memory(pid, secret, outside_locked=False):
    """Descriptions of the mappings that hold a 16-byte piece of the secret."""
    hits = []
    with open("/proc/%d/mem" % pid, "rb", buffering=0) as memory:
        for start, end, description, locked in mappings(pid):
            if outside_locked and locked:
                continue
            try:
                data = os.pread(memory.fileno(), end - start, start)
            except OSError:
                continue
            if any(piece in data for piece in pieces(secret)):
                hits.append(description)
    return hits


def find_in_proc(pid, name, secret):
    """Whether /proc/PID/environ or cmdline holds a piece."""
    with open("/proc/%d/%s" % (pid, name), "rb") as file:
        data = file.read()
    return any(piece in data for piece in pieces(secret))


def find_in_files(folder, secret):
    """The files below a folder that hold a piece."""
    hits = []
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            if not os.path.isfile(full):
                continue
            with open(full, "rb") as file:
                data = file.read()
            if any(piece in data for piece in pieces(secret)):
                hits.append(full)
    return hits
