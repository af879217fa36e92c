/* propus-finder-error.c - why a key was not taken out of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-error.h"

G_DEFINE_QUARK (propus-finder-error-quark, propus_finder_error)
