/* propus-conversation.h - a list of messages with a title
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-message.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_TITLE_LOCAL,    /* made of the first words */
  PROPUS_TITLE_MODEL,    /* by the model */
  PROPUS_TITLE_USER,     /* typed: never replaced by another */
} PropusTitleOrigin;

/* A registered enumeration: its nicks ("local", …) are what the history file holds. */
#define PROPUS_TYPE_TITLE_ORIGIN (propus_title_origin_get_type ())
GType propus_title_origin_get_type (void);

#define PROPUS_TYPE_CONVERSATION (propus_conversation_get_type ())
/* A GListModel of PropusMessage, oldest first. Main thread only. Properties: id (int64), title, model, draft, updated (int64),
 * title-origin, settings, folder-id (int64), pinned, archived, temporary. The messages are those of the displayed branch
 * that somebody put in, all or a window of them: each knows its versions (propus-message.h). */
G_DECLARE_FINAL_TYPE (PropusConversation, propus_conversation, PROPUS, CONVERSATION, GObject)

PropusConversation *propus_conversation_new        (gint64 id);                      /* id 0: not stored yet */
gint64              propus_conversation_get_id     (PropusConversation *self);
void                propus_conversation_set_id     (PropusConversation *self, gint64 id);
const char         *propus_conversation_get_title  (PropusConversation *self);       /* "" untitled */
void                propus_conversation_set_title  (PropusConversation *self, const char *title);
const char         *propus_conversation_get_model  (PropusConversation *self);       /* NULL: the default */
void                propus_conversation_set_model  (PropusConversation *self, const char *model);
char               *propus_conversation_dup_heading (PropusConversation *self);     /* the title, else the first words of the draft, "" none */
const char         *propus_conversation_get_draft  (PropusConversation *self);       /* "" none */
void                propus_conversation_set_draft  (PropusConversation *self, const char *draft);
gint64              propus_conversation_get_updated(PropusConversation *self);       /* Unix time, microseconds */
void                propus_conversation_set_updated(PropusConversation *self, gint64 updated);
PropusTitleOrigin   propus_conversation_get_title_origin (PropusConversation *self);
void                propus_conversation_set_title_origin (PropusConversation *self, PropusTitleOrigin origin);
const char         *propus_conversation_get_settings (PropusConversation *self);     /* JSON that the session understands, NULL none */
void                propus_conversation_set_settings (PropusConversation *self, const char *json);
gint64              propus_conversation_get_folder_id (PropusConversation *self);    /* 0: in none */
void                propus_conversation_set_folder_id (PropusConversation *self, gint64 folder_id);
gboolean            propus_conversation_get_pinned   (PropusConversation *self);
void                propus_conversation_set_pinned   (PropusConversation *self, gboolean pinned);
gboolean            propus_conversation_get_archived (PropusConversation *self);
void                propus_conversation_set_archived (PropusConversation *self, gboolean archived);
gint64              propus_conversation_get_created  (PropusConversation *self);     /* Unix time, microseconds */
void                propus_conversation_set_created  (PropusConversation *self, gint64 created);
gboolean            propus_conversation_get_temporary (PropusConversation *self);    /* the store refuses it */
void                propus_conversation_set_temporary (PropusConversation *self, gboolean temporary);
/* Taken over from another object with the same id that was read later; messages and id stay. */
void                propus_conversation_copy_header (PropusConversation *self, PropusConversation *from);
void                propus_conversation_append     (PropusConversation *self, PropusMessage *message);
void                propus_conversation_append_all (PropusConversation *self, GPtrArray *messages);      /* one items-changed */
/* Replaces @n_removed messages at @position by those of @messages (NULL: none), one items-changed: pages of a long chat
 * come and go, another version takes the place of one and of all that follow. */
void                propus_conversation_splice     (PropusConversation *self, guint position, guint n_removed, GPtrArray *messages);
gboolean            propus_conversation_find_message (PropusConversation *self, gint64 message_id, guint *position);
void                propus_conversation_remove     (PropusConversation *self, PropusMessage *message);
PropusMessage      *propus_conversation_get_last   (PropusConversation *self);       /* borrowed, NULL empty */
guint               propus_conversation_get_n_messages (PropusConversation *self);
PropusMessage      *propus_conversation_get_message(PropusConversation *self, guint index); /* borrowed */

G_END_DECLS
