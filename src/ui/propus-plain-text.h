/* propus-plain-text.h - an answer as it reads, without its marks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_plain_text_dup (const char *markdown);

G_END_DECLS
