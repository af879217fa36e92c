/* propus-tray.h - the files that go with the next prompt of a chat
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment.h"
#include "propus-conversation.h"
#include "propus-session.h"

G_BEGIN_DECLS

/* A file in the tray. */
typedef struct
{
  char             *name;         /* for display */
  PropusAttachment *attachment;   /* NULL: it is being looked at and copied */
  char             *warning;      /* a sentence, NULL none */
  GCancellable     *cancellable;
} PropusTrayItem;

#define PROPUS_TYPE_TRAY (propus_tray_get_type ())
/* Signals: "changed", and "refused" (const char *sentence, GBytes *bytes) for what is not taken; @bytes is %NULL for a file.
 * Main thread only. */
G_DECLARE_FINAL_TYPE (PropusTray, propus_tray, PROPUS, TRAY, GObject)

PropusTray           *propus_tray_new         (PropusSession      *session,
                                               PropusConversation *conversation);
void                  propus_tray_add_file    (PropusTray         *self,
                                               GFile              *file);
void                  propus_tray_add_bytes   (PropusTray         *self,
                                               GBytes             *bytes,
                                               const char         *mime,
                                               const char         *name);
void                  propus_tray_remove      (PropusTray         *self,
                                               guint               index);
guint                 propus_tray_get_n_items (PropusTray         *self);
const PropusTrayItem *propus_tray_get_item    (PropusTray         *self,
                                               guint               index);
gboolean              propus_tray_is_busy     (PropusTray         *self);
gboolean              propus_tray_is_uploaded (PropusTray         *self,
                                               guint               index);
GPtrArray            *propus_tray_take        (PropusTray         *self);

G_END_DECLS
