/* propus-prompt-row.h - what the person said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-turn-bar.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPT_ROW (propus_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusPromptRow, propus_prompt_row, PROPUS, PROMPT_ROW, GtkWidget)

/* Signal "deed" (guint, a PropusDeed): what the person wants to do with the message. */
GtkWidget     *propus_prompt_row_new         (PropusMessage      *message);
PropusMessage *propus_prompt_row_get_message (PropusPromptRow    *self);
PropusTurnBar *propus_prompt_row_get_bar     (PropusPromptRow    *self);
guint          propus_prompt_row_set_find    (PropusPromptRow    *self,
                                              const char * const *words);
gboolean       propus_prompt_row_mark_find   (PropusPromptRow    *self,
                                              guint               index,
                                              GtkWidget          *relative,
                                              graphene_rect_t    *bounds);

G_END_DECLS
