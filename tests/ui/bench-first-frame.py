# Runs bench-first-frame in a session of its own: the floor is an empty window of the same toolkit.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import subprocess
import sys

from windowkit import Desktop

ROUNDS, BOUND = "15", "1.5"

bench, floor, program = sys.argv[1:]
with Desktop() as desktop:
    sys.exit(subprocess.run([bench, ROUNDS, BOUND, floor, program], env=desktop.env, timeout=300).returncode)
