/* propus-window-private.h - what the files of the main window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-composer.h"
#include "propus-conversation-view.h"
#include "propus-find-bar.h"
#include "propus-first-run-page.h"
#include "propus-sidebar.h"
#include "propus-turn-bar.h"
#include "propus-window.h"

G_BEGIN_DECLS

struct _PropusWindow
{
  AdwApplicationWindow parent_instance;

  /* Borrowed: children; view and composer are made behind the first frame */
  GtkBox *content;
  AdwToastOverlay *toasts;
  AdwFlap *flap;
  PropusSidebar *sidebar;
  AdwWindowTitle *title;
  GtkWidget *new_chat;
  GtkWidget *chat_menu;
  GtkWidget *practice_banner;
  GtkWidget *store_banner;
  GtkLabel *store_label;
  GtkWidget *save_again;
  GtkWidget *close_store_banner;
  GtkStack *stack;
  PropusConversationView *view;
  PropusComposer *composer;
  PropusFindBar *find_bar;
  GtkWidget *temporary;      /* the sign in the header */
  AdwHeaderBar *header;
  AdwFlap *settings_flap;
  GtkWidget *settings_button;
  GtkWidget *settings_panel; /* NULL before it is wanted */

  /* Borrowed: a page of the stack */
  PropusFirstRunPage *first_run;   /* NULL before it is needed */

  /* Owned */
  PropusSession *session;
  PropusHistory *history;
  PropusConversation *conversation;
  PropusMessage *editing;    /* the prompt that the composer holds another version of; NULL: none */
  GSettings *settings;

  guint patience;            /* source id: the first page waits no longer for the truth about the key */
  guint drawn : 1;           /* the first frame */
  guint impatient : 1;
  guint restored : 1;        /* the chat that was open last has been looked for */
  guint moved_seen : 1;      /* that the history was damaged and put aside */
};

void _propus_window_class_install_actions (GtkWidgetClass     *widget_class);
void _propus_window_class_install_chat_actions (GtkWidgetClass *widget_class);
void _propus_window_class_install_file_actions (GtkWidgetClass *widget_class);
void _propus_window_class_install_code_actions (GtkWidgetClass *widget_class);
void _propus_window_watch_prompts         (PropusWindow       *self);
void _propus_window_class_install_settings_actions (GtkWidgetClass *widget_class);
void _propus_window_fill_settings         (PropusWindow       *self);
void _propus_window_follow_settings       (PropusWindow       *self);
char *_propus_window_dup_settings_hint    (PropusWindow       *self);
void _propus_window_set_actions_enabled   (PropusWindow       *self,
                                           gboolean            enabled);
void _propus_window_open                  (PropusWindow       *self,
                                           PropusConversation *conversation);
void _propus_window_open_new              (PropusWindow       *self);
void _propus_window_send                  (PropusWindow       *self,
                                           const char         *text);
void _propus_window_do                    (PropusWindow       *self,
                                           PropusMessage      *message,
                                           PropusDeed          deed);
void _propus_window_send_edit             (PropusWindow       *self,
                                           const char         *text);
void _propus_window_end_edit              (PropusWindow       *self);
/* Opens a chat at a message (0: at its end), of whatever version, and marks the words of @query (NULL: none). Ids of
 * chats and messages that are gone are told in a toast. */
void _propus_window_open_at               (PropusWindow       *self,
                                           gint64              conversation_id,
                                           gint64              message_id,
                                           const char         *query);

G_END_DECLS
