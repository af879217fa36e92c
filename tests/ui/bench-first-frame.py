# How long Propus takes from exec to its first frame, against an empty window of the same toolkit.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The best times of two sessions differ by more than the starts within one do; hence several sessions, and the best start
# of each program in any of them.

import subprocess
import sys

from windowkit import Desktop

ROUNDS, SESSIONS, BOUND = 9, 4, 1.5

# What helps a test to find errors in memory is no part of a start.
DEBUGGING = ("MALLOC_CHECK_", "MALLOC_PERTURB_", "G_DEBUG")

bench, floor, program = sys.argv[1:]
times = []
for _ in range(SESSIONS):
    with Desktop() as desktop:
        env = {name: value for name, value in desktop.env.items() if name not in DEBUGGING}
        said = subprocess.run([bench, str(ROUNDS), floor, program], env=env, timeout=100, check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        times.append([float(word) for word in said.split()])
best_floor, best = min(time[0] for time in times), min(time[1] for time in times)
print("first frame: floor %.0f ms, program %.0f ms, ratio %.2f, bound %.2f" % (best_floor, best, best / best_floor, BOUND))
sys.exit(0 if best <= BOUND * best_floor else 1)
