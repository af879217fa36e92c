/* propus-text-caret.h - the caret of text that is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void propus_text_caret_reveal   (GtkTextView *view);
void propus_text_caret_describe (GtkTextView *view,
                                 const char  *description);

G_END_DECLS
