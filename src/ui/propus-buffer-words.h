/* propus-buffer-words.h - what a person wrote into a text buffer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean propus_buffer_words_is_blank (GtkTextBuffer *buffer);
void     propus_buffer_words_quote    (GtkTextBuffer *buffer,
                                       const char    *text);

G_END_DECLS
