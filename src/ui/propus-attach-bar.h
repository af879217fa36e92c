/* propus-attach-bar.h - the files that go with what is being written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_ATTACH_BAR (propus_attach_bar_get_type ())
/* Signal: "changed". */
G_DECLARE_FINAL_TYPE (PropusAttachBar, propus_attach_bar, PROPUS, ATTACH_BAR, GtkWidget)

void       propus_attach_bar_set_session      (PropusAttachBar    *self,
                                               PropusSession      *session);
void       propus_attach_bar_set_conversation (PropusAttachBar    *self,
                                               PropusConversation *conversation);
void       propus_attach_bar_serve            (PropusAttachBar    *self,
                                               GtkTextView        *text,
                                               GtkWidget          *area);
void       propus_attach_bar_set_enabled      (PropusAttachBar    *self,
                                               gboolean            enabled);
void       propus_attach_bar_choose           (PropusAttachBar    *self);
void       propus_attach_bar_add_file         (PropusAttachBar    *self,
                                               GFile              *file);
gboolean   propus_attach_bar_is_empty         (PropusAttachBar    *self);
gboolean   propus_attach_bar_is_busy          (PropusAttachBar    *self);
GPtrArray *propus_attach_bar_take             (PropusAttachBar    *self);

G_END_DECLS
