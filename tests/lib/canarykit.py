# Looks for a secret wherever a day's work may have left it, in every form that it may have been given on the way.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   trap = Trap(key)
#   trap.is_in(data)                     a 16-byte piece of the key, plain, base64, hex, URL-encoded, reversed, UTF-16/32
#   trap.find_in_files(folder)           [path…]
#   trap.find_in_memory(pid)             [mapping…]
#   trap.find_in_proc(pid)               ["environ", "cmdline"]
#   trap.find_in_open_files(pid)         [path…]
#
# A piece of 16 bytes holds one of the 8-byte blocks that the secret is cut into, whole; so the blocks are looked for,
# which is quick, and what is around a block that was found decides.

import base64
import os

from memorykit import mappings

PIECE = 16
BLOCK = 8
STEP = 64 << 20


class Form:
    """One way to write the secret; unit: bytes of this form for one of the secret."""

    def __init__(self, name, data, unit=1):
        self.name, self.data = name, data
        self.piece = min(len(data), int(PIECE * unit))
        self.block = min(len(data), int(BLOCK * unit))

    def is_in(self, haystack):
        for start in range(0, len(self.data) - self.block + 1, self.block):
            block = self.data[start:start + self.block]
            at = haystack.find(block)
            while at >= 0:
                if self._grow(haystack, at, start) >= self.piece:
                    return True
                at = haystack.find(block, at + 1)
        return False

    def _grow(self, haystack, at, start):
        """How long the common piece is around a block."""
        begin, end = 0, self.block
        while start + begin > 0 and at + begin > 0 and haystack[at + begin - 1] == self.data[start + begin - 1]:
            begin -= 1
        while start + end < len(self.data) and at + end < len(haystack) and haystack[at + end] == self.data[start + end]:
            end += 1
        return end - begin


def forms_of(secret):
    plain = secret.encode()
    forms = [Form("plain", plain), Form("reversed", plain[::-1]),
             Form("hex", plain.hex().encode(), 2), Form("HEX", plain.hex().upper().encode(), 2),
             Form("URL", "".join("%%%02x" % byte for byte in plain).encode(), 3),
             Form("URL upper case", "".join("%%%02X" % byte for byte in plain).encode(), 3),
             Form("UTF-16", secret.encode("utf-16-le"), 2), Form("UTF-32", secret.encode("utf-32-le"), 4)]
    for offset in range(3):
        # Whole groups only: what stands before and after the secret changes the first and the last.
        whole = plain[offset:offset + (len(plain) - offset) // 3 * 3]
        forms.append(Form("base64 from %d" % offset, base64.b64encode(whole), 4 / 3))
        forms.append(Form("base64url from %d" % offset, base64.urlsafe_b64encode(whole), 4 / 3))
    return forms


class Trap:
    def __init__(self, secret):
        self.forms = forms_of(secret)

    def is_in(self, data):
        """The name of the form in which the data holds a piece of the secret, or None."""
        return next((form.name for form in self.forms if form.is_in(data)), None)

    def find_in_files(self, *folders):
        hits = []
        for folder in folders:
            for path, names, files in os.walk(folder):
                for name in names + files:
                    full = os.path.join(path, name)
                    if self.is_in(name.encode(errors="surrogateescape")):
                        hits.append("the name of " + full)
                    if os.path.islink(full):
                        if self.is_in(os.readlink(full).encode(errors="surrogateescape")):
                            hits.append("where %s leads" % full)
                    elif os.path.isfile(full) and self._is_in_file(full):
                        hits.append(full)
        return hits

    def _is_in_file(self, path):
        overlap = b""
        with open(path, "rb") as file:
            while data := file.read(STEP):
                if self.is_in(overlap + data):
                    return True
                overlap = data[-4096:]
        return False

    def find_in_memory(self, pid):
        """Every mapping that can be read, whatever it is locked for; the system's own files are left out."""
        hits = []
        with open("/proc/%d/mem" % pid, "rb", buffering=0) as memory:
            for start, end, description, locked in mappings(pid):
                words = description.split()
                if "w" not in words[1] and words[-1].startswith("/usr/"):
                    continue
                try:
                    data = os.pread(memory.fileno(), end - start, start)
                except OSError:
                    continue
                form = self.is_in(data)
                if form:
                    hits.append("%s%s: %s" % (description, " (locked)" if locked else "", form))
        return hits

    def find_in_proc(self, pid):
        hits = []
        for name in ("environ", "cmdline"):
            with open("/proc/%d/%s" % (pid, name), "rb") as file:
                if self.is_in(file.read()):
                    hits.append(name)
        return hits

    def find_in_open_files(self, pid):
        hits = []
        for path in descriptors(pid).values():
            if os.path.isfile(path) and self._is_in_file(path):
                hits.append(path)
        return hits


def descriptors(pid):
    """{number: where it leads} of the open files of a process."""
    found = {}
    for name in os.listdir("/proc/%d/fd" % pid):
        try:
            found[int(name)] = os.readlink("/proc/%d/fd/%s" % (pid, name))
        except FileNotFoundError:
            pass
    return found
