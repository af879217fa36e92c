/* propus-turn-bar.h - what can be done with a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-message.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_DEED_EDIT,
  PROPUS_DEED_AGAIN,
  PROPUS_DEED_PREVIOUS,
  PROPUS_DEED_NEXT,
  PROPUS_DEED_BRANCH,
  PROPUS_DEED_DELETE,
} PropusDeed;

#define PROPUS_TYPE_TURN_BAR (propus_turn_bar_get_type ())
G_DECLARE_FINAL_TYPE (PropusTurnBar, propus_turn_bar, PROPUS, TURN_BAR, GtkWidget)

/* Signals: "deed" (guint, a PropusDeed), "copy-notice" (const char *sentence). */
void     propus_turn_bar_set_message (PropusTurnBar *self, PropusMessage *message, GtkWidget *row);
void     propus_turn_bar_set_busy    (PropusTurnBar *self, gboolean busy);
gboolean propus_turn_bar_focus       (PropusTurnBar *self);

G_END_DECLS
