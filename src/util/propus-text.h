/* propus-text.h - small services for text from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_text_make_valid (const char *bytes, gssize length);
char *propus_text_make_title (const char *text);

G_END_DECLS
