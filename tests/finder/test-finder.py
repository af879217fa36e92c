# Keys in files: found, shown and taken out.
#
# SPDX-License-Identifier: GPL-3.0-or-later

from taptest import main, test


@test("placeholder")
def placeholder():
    pass


main()
