/* propus-quiet-text.h - text that grows without a word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Between them the text of @view may change a great deal; screen readers are not told of each piece. */
void propus_quiet_text_begin  (GtkTextView *view);
void propus_quiet_text_end    (GtkTextView *view);
void propus_quiet_text_append (GtkTextView *view, const char *text, gsize length);

G_END_DECLS
