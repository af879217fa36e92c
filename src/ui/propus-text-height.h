/* propus-text-height.h - text views that are as high as their text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a text view keeps about this; zeroed at first. */
typedef struct
{
  guint idle;
  int   asked;      /* the height that was asked for last */
  int   given;      /* and the one that it had then */
} PropusTextHeight;

void propus_text_height_check (PropusTextHeight *self,
                               GtkWidget        *view,
                               int               width,
                               int               height);
void propus_text_height_clear (PropusTextHeight *self);

G_END_DECLS
