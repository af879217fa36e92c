/* propus-composer.h - where a message is written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-attach-bar.h"
#include "propus-model-picker.h"
#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_COMPOSER (propus_composer_get_type ())
/* Signals: "send" (const char *text): to be answered with propus_composer_clear() when the text was taken; "stop";
 * "end-edit": the person gives up editing. */
G_DECLARE_FINAL_TYPE (PropusComposer, propus_composer, PROPUS, COMPOSER, GtkWidget)

void  propus_composer_set_session      (PropusComposer     *self,
                                        PropusSession      *session);
void  propus_composer_set_conversation (PropusComposer     *self,
                                        PropusConversation *conversation);
void  propus_composer_set_busy         (PropusComposer     *self,
                                        gboolean            busy);
void  propus_composer_set_text         (PropusComposer     *self,
                                        const char         *text);
void  propus_composer_quote            (PropusComposer     *self,
                                        const char         *text);
char *propus_composer_dup_text         (PropusComposer     *self);
void  propus_composer_clear            (PropusComposer     *self);
void  propus_composer_flush            (PropusComposer     *self);
/* Another version of a message is written: the draft is put aside until the end of it. */
void  propus_composer_begin_edit       (PropusComposer     *self,
                                        const char         *text);
void  propus_composer_end_edit         (PropusComposer     *self);
/* The files that go with the message. */
PropusAttachBar *propus_composer_get_files (PropusComposer *self);
void  propus_composer_focus            (PropusComposer     *self);
PropusModelPicker *propus_composer_get_picker (PropusComposer *self);

G_END_DECLS
