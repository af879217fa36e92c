/* propus-window.c - the main window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-window-private.h"

#include "propus-failure-text.h"
#include "propus-install.h"
#include "propus-limits.h"
#include "propus-pane.h"
#include "propus-store-text.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/* The first page is not drawn before it is known whether there is a key; it waits this long for that. */
#define FIRST_PAGE_MS 1500

/**
 * PropusWindow:
 *
 * The side bar, the conversation that is open, and the composer; brings the words of the one to the other. Everything
 * that takes time is the session's.
 */
G_DEFINE_FINAL_TYPE (PropusWindow, propus_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_listed (PropusWindow *self)
{
  if (propus_conversation_get_temporary (self->conversation))
    return FALSE;

  return propus_conversation_get_id (self->conversation) != 0 ||
         propus_conversation_get_n_messages (self->conversation) > 0;
}

/* Whether there is surely no key and nothing else to show. */
static gboolean
wants_first_run (PropusWindow *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  PropusKeyringState keyring = propus_key_status_get_keyring (status);
  GListModel *chats = propus_history_get_chats (self->history);

  if (propus_session_is_practice (self->session) || is_listed (self) || g_list_model_get_n_items (chats) > 0)
    return FALSE;

  return propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_NONE &&
         (keyring == PROPUS_KEYRING_UNAVAILABLE || keyring == PROPUS_KEYRING_NO_COLLECTION ||
          keyring == PROPUS_KEYRING_UNLOCKED);
}

static gboolean
is_undecided (PropusWindow *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);

  if (self->impatient || propus_session_is_practice (self->session))
    return FALSE;

  return !propus_history_is_filled (self->history) ||
         propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_UNKNOWN ||
         (propus_key_status_get_source (status) == PROPUS_KEY_SOURCE_NONE &&
          propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNKNOWN);
}

/* Most people see this page once: it is made when it is needed. */
static void
ensure_first_run (PropusWindow *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);

  if (self->first_run == NULL)
    {
      self->first_run = g_object_new (PROPUS_TYPE_FIRST_RUN_PAGE, NULL);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->first_run), "first-run");
    }
  propus_first_run_page_set_keyring (self->first_run,
                                     propus_key_status_get_keyring (status) != PROPUS_KEYRING_UNAVAILABLE);
  propus_first_run_page_set_origin (self->first_run, propus_key_status_get_origin (status));
}

static void
update_page (PropusWindow *self)
{
  const char *old = gtk_stack_get_visible_child_name (self->stack);
  const char *page = "chat";

  if (g_strcmp0 (old, "blank") == 0 && is_undecided (self))
    return;

  if (wants_first_run (self))
    {
      ensure_first_run (self);
      page = "first-run";
    }
  if (g_strcmp0 (old, page) == 0)
    return;

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->composer), g_str_equal (page, "chat"));
  if (g_str_equal (page, "chat"))
    propus_composer_focus (self->composer);
}

static void
update_banners (PropusWindow *self)
{
  g_autofree char *sentence = propus_store_text_dup_sentence (self->session);
  gboolean moved = propus_store_text_is_moved (self->session);

  gtk_widget_set_visible (self->practice_banner, propus_session_is_practice (self->session));
  gtk_widget_set_visible (self->store_banner, sentence != NULL && !(moved && self->moved_seen));
  gtk_widget_set_visible (self->save_again, propus_store_text_may_pass (self->session));
  gtk_widget_set_visible (self->close_store_banner, moved);
  if (sentence != NULL)
    gtk_label_set_label (self->store_label, sentence);
}

static void
update_title (PropusWindow *self)
{
  const char *title = propus_conversation_get_title (self->conversation);
  g_autofree char *hint = _propus_window_dup_settings_hint (self);

  if (*title == '\0')
    title = is_listed (self) ? _("New Chat") : "";
  adw_window_title_set_title (self->title, title);
  if (propus_conversation_get_temporary (self->conversation))
    adw_window_title_set_title (self->title, *title != '\0' ? title : _("Temporary Chat"));
  adw_window_title_set_subtitle (self->title, propus_conversation_get_temporary (self->conversation)
                                              ? _("Temporary: nothing is kept") : hint);
  gtk_widget_set_visible (self->temporary, propus_conversation_get_temporary (self->conversation));
  gtk_window_set_title (GTK_WINDOW (self), *title != '\0' ? title : "Propus");
  gtk_widget_set_visible (self->chat_menu, is_listed (self));
}

static void
update_busy (PropusWindow *self)
{
  PropusTurn *turn = propus_session_get_turn (self->session, self->conversation);

  propus_composer_set_busy (self->composer, turn != NULL && propus_turn_is_running (turn));
}

/* Written down at once: the program may not live to say it later. */
static void
remember (PropusWindow *self)
{
  gint64 id = propus_conversation_get_id (self->conversation);

  if (id != g_settings_get_int64 (self->settings, "last-conversation") &&
      !propus_conversation_get_temporary (self->conversation))
    g_settings_set_int64 (self->settings, "last-conversation", id);
}

static void
conversation_changed_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (self->restored)
    remember (self);
  update_title (self);
  update_page (self);
}

static void
turn_cb (PropusSession *session,
         PropusTurn    *turn,
         PropusWindow  *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (propus_turn_get_conversation (turn) != self->conversation)
    return;

  update_busy (self);
  update_title (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  g_assert (PROPUS_IS_SESSION (object));

  if (!propus_session_load_finish (PROPUS_SESSION (object), result, &error))
    {
      g_debug ("cannot load a chat: %s", error->message);
      propus_window_toast (self, _("This chat could not be read from the history."));
    }
  if (self->view != NULL && self->session != NULL)
    propus_conversation_view_loaded (self->view);
}

/* Shows a conversation, and asks for its messages when they are not there. */
void
_propus_window_open (PropusWindow       *self,
                     PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (self->conversation != conversation)
    {
      g_autoptr (PropusConversation) left = self->conversation != NULL ? g_object_ref (self->conversation) : NULL;

      _propus_window_end_edit (self);
      if (self->conversation != NULL)
        g_signal_handlers_disconnect_by_func (self->conversation, conversation_changed_cb, self);
      g_set_object (&self->conversation, conversation);
      propus_history_follow (self->history, conversation);
      g_signal_connect_object (conversation, "notify", G_CALLBACK (conversation_changed_cb), self, G_CONNECT_SWAPPED);
      propus_conversation_view_set_conversation (self->view, conversation);
      propus_composer_set_conversation (self->composer, conversation);
      propus_find_bar_set_conversation (self->find_bar, conversation);
      _propus_window_follow_settings (self);
      if (left != NULL)
        propus_session_leave (self->session, left);
      propus_sidebar_set_current (self->sidebar, conversation);
      update_busy (self);
      conversation_changed_cb (self);
      if (propus_conversation_get_id (conversation) != 0)
        propus_session_load_async (self->session, conversation, loaded_cb, g_object_ref (self));
    }

  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  propus_composer_focus (self->composer);
}

/* An empty chat. One that is empty already is good enough. */
void
_propus_window_open_new (PropusWindow *self)
{
  g_autoptr (PropusConversation) conversation = NULL;

  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation != NULL && !is_listed (self) && !propus_conversation_get_temporary (self->conversation))
    conversation = g_object_ref (self->conversation);
  else
    conversation = propus_session_new_conversation (self->session);

  _propus_window_open (self, conversation);
}

/* What the composer gave; the composer keeps it when it cannot be sent. */
void
_propus_window_send (PropusWindow *self,
                     const char   *text)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_if_fail (PROPUS_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  if (strlen (text) > PROPUS_LIMIT_PROMPT_BYTES)
    {
      propus_window_toast (self, _("This message is too long to send. Shorten it to less than 8 MB."));
      return;
    }

  if (propus_session_is_loading (self->session, self->conversation) ||
      propus_session_get_turn (self->session, self->conversation) != NULL)
    return;

  if (self->editing != NULL)
    {
      _propus_window_send_edit (self, text);
      return;
    }

  files = propus_attach_bar_take (propus_composer_get_files (self->composer));
  propus_session_send_with (self->session, self->conversation, text, files);
  propus_composer_clear (self->composer);
  propus_sidebar_set_current (self->sidebar, self->conversation);
  propus_conversation_view_jump_to_latest (self->view);
  conversation_changed_cb (self);
}

static void
send_cb (PropusWindow *self,
         const char   *text)
{
  g_assert (PROPUS_IS_WINDOW (self));
  _propus_window_send (self, text);
}

static void
end_edit_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));
  _propus_window_end_edit (self);
}

static void
deed_cb (PropusWindow  *self,
         PropusMessage *message,
         guint          deed)
{
  g_assert (PROPUS_IS_WINDOW (self));
  _propus_window_do (self, message, (PropusDeed) deed);
}

static void
stop_cb (PropusWindow *self)
{
  PropusTurn *turn = propus_session_get_turn (self->session, self->conversation);

  g_assert (PROPUS_IS_WINDOW (self));

  if (turn != NULL)
    propus_turn_stop (turn);
}

static void
open_cb (PropusWindow       *self,
         PropusConversation *conversation)
{
  g_assert (PROPUS_IS_WINDOW (self));
  _propus_window_open (self, conversation);
}

static void
open_hit_cb (PropusWindow    *self,
             PropusSearchHit *hit,
             const char      *text)
{
  g_assert (PROPUS_IS_WINDOW (self));
  _propus_window_open_at (self, propus_conversation_get_id (propus_search_hit_get_conversation (hit)),
                          propus_search_hit_get_message_id (hit), text);
}

static void
history_failed_cb (PropusWindow *self,
                   const char   *sentence)
{
  g_assert (PROPUS_IS_WINDOW (self));
  propus_window_toast (self, sentence);
}

/* The list of models needs the key, and the key may need a question: it is asked for by itself only when no question
 * can follow. */
static void
maybe_list_models (PropusWindow *self)
{
  PropusKeyStatus *status = propus_session_get_key_status (self->session);
  PropusKeySource source = propus_key_status_get_source (status);
  gboolean open = propus_key_status_get_keyring (status) == PROPUS_KEYRING_UNLOCKED;

  if (source == PROPUS_KEY_SOURCE_UNKNOWN || source == PROPUS_KEY_SOURCE_NONE ||
      (source == PROPUS_KEY_SOURCE_KEYRING && !open))
    return;

  propus_session_update_models (self->session);
}

static void
status_changed_cb (PropusKeyStatus *status,
                   PropusWindow    *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (status != propus_session_get_key_status (self->session))
    return;   /* of a broker that was left */

  update_page (self);
  maybe_list_models (self);
}

static void
last_found_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (PropusWindow) self = user_data;
  g_autoptr (PropusConversation) last = propus_history_look_up_finish (PROPUS_HISTORY (object), result);
  g_autofree char *text = NULL;

  if (self->history == NULL)
    return;   /* the window was closed */

  text = propus_composer_dup_text (self->composer);
  if (last != NULL && *text == '\0' && !is_listed (self))
    _propus_window_open (self, last);
}

/* Opens the chat of last time, unless the person has begun to write. */
static void
restore (PropusWindow *self)
{
  gint64 id = g_settings_get_int64 (self->settings, "last-conversation");

  if (self->restored || !propus_history_is_filled (self->history))
    return;

  self->restored = TRUE;
  if (id != 0)
    propus_history_look_up_async (self->history, id, last_found_cb, g_object_ref (self));
}

static void
store_changed_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  restore (self);
  update_banners (self);
  update_page (self);
}

static gboolean
patience_cb (gpointer user_data)
{
  PropusWindow *self = user_data;

  g_assert (PROPUS_IS_WINDOW (self));

  self->patience = 0;
  self->impatient = TRUE;
  update_page (self);
  return G_SOURCE_REMOVE;
}

/* What happened to the keyring meanwhile is seen when the person comes back. */
static void
active_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  if (self->composer != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    propus_key_status_refresh (propus_session_get_key_status (self->session));
}

static void
flap_changed_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  gtk_widget_set_visible (self->new_chat, adw_flap_get_folded (self->flap) || !adw_flap_get_reveal_flap (self->flap));
}

/* When the window becomes narrow, the conversation is what stays in sight. */
static void
folded_cb (PropusWindow *self)
{
  g_assert (PROPUS_IS_WINDOW (self));

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap));
  flap_changed_cb (self);
}

/* What the first frame shows: the header, the side bar, and no page yet. */
static void
make_shell (PropusWindow *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/propus/Propus/ui/propus-window.ui");

  self->flap = ADW_FLAP (gtk_builder_get_object (builder, "flap"));
  self->sidebar = PROPUS_SIDEBAR (gtk_builder_get_object (builder, "sidebar"));
  self->title = ADW_WINDOW_TITLE (gtk_builder_get_object (builder, "title"));
  self->temporary = GTK_WIDGET (gtk_builder_get_object (builder, "temporary"));
  self->new_chat = GTK_WIDGET (gtk_builder_get_object (builder, "new_chat"));
  self->chat_menu = GTK_WIDGET (gtk_builder_get_object (builder, "chat_menu"));
  propus_widget_set_menu (GTK_MENU_BUTTON (self->chat_menu),
                          G_MENU_MODEL (gtk_builder_get_object (builder, "chat_menu_model")));
  self->practice_banner = GTK_WIDGET (gtk_builder_get_object (builder, "practice_banner"));
  self->store_banner = GTK_WIDGET (gtk_builder_get_object (builder, "store_banner"));
  self->store_label = GTK_LABEL (gtk_builder_get_object (builder, "store_label"));
  self->save_again = GTK_WIDGET (gtk_builder_get_object (builder, "save_again"));
  self->close_store_banner = GTK_WIDGET (gtk_builder_get_object (builder, "close_store_banner"));
  self->header = ADW_HEADER_BAR (gtk_builder_get_object (builder, "header"));
  self->settings_flap = ADW_FLAP (gtk_builder_get_object (builder, "settings_flap"));
  self->settings_button = GTK_WIDGET (gtk_builder_get_object (builder, "settings_button"));
  self->toasts = ADW_TOAST_OVERLAY (gtk_builder_get_object (builder, "toasts"));
  self->stack = GTK_STACK (gtk_builder_get_object (builder, "stack"));
  self->content = GTK_BOX (gtk_builder_get_object (builder, "content"));

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->flap));

  g_signal_connect_object (self->sidebar, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "open-hit", G_CALLBACK (open_hit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (flap_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  flap_changed_cb (self);
}

/* What is hidden until it is known which page the person needs. */
static void
make_pages (PropusWindow *self)
{
  self->view = g_object_new (PROPUS_TYPE_CONVERSATION_VIEW, NULL);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "chat");
  g_signal_connect_object (self->view, "deed", G_CALLBACK (deed_cb), self, G_CONNECT_SWAPPED);

  self->find_bar = PROPUS_FIND_BAR (propus_find_bar_new (self->session, self->view));
  gtk_box_insert_child_after (self->content, GTK_WIDGET (self->find_bar), self->store_banner);

  self->composer = g_object_new (PROPUS_TYPE_COMPOSER, "visible", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->composer), "composer-area");
  gtk_box_append (self->content, GTK_WIDGET (self->composer));

  g_signal_connect_object (self->composer, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "stop", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "end-edit", G_CALLBACK (end_edit_cb), self, G_CONNECT_SWAPPED);
}

static void
fill (PropusWindow *self)
{
  PropusSession *session = self->session;

  make_pages (self);
  self->history = g_object_ref (propus_session_get_history (session));
  g_signal_connect_object (self->history, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "failed", G_CALLBACK (history_failed_cb), self, G_CONNECT_SWAPPED);
  propus_sidebar_set_session (self->sidebar, session, self->history);
  propus_conversation_view_set_session (self->view, session);
  propus_composer_set_session (self->composer, session);

  g_signal_connect_object (session, "turn-started", G_CALLBACK (turn_cb), self, 0);
  g_signal_connect_object (session, "turn-ended", G_CALLBACK (turn_cb), self, 0);
  g_signal_connect_object (session, "store-changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  _propus_window_open_new (self);
  propus_window_broker_switched (self);
  self->patience = g_timeout_add (FIRST_PAGE_MS, patience_cb, self);
  store_changed_cb (self);

  _propus_window_fill_settings (self);
  _propus_window_set_actions_enabled (self, TRUE);
  propus_composer_focus (self->composer);
}

/* The first frame shows the header and the side bar; what is hidden at first is made behind it. */
static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  PropusWindow *self = PROPUS_WINDOW (widget);

  if (!self->drawn)
    {
      self->drawn = TRUE;
      return G_SOURCE_CONTINUE;
    }

  fill (self);
  return G_SOURCE_REMOVE;
}

/**
 * propus_window_get_metered_broker:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the broker of its session; %NULL in practice, where nothing costs anything
 */
PropusBrokerProcess *
propus_window_get_metered_broker (PropusWindow *self)
{
  g_return_val_if_fail (PROPUS_IS_WINDOW (self), NULL);

  return propus_session_is_practice (self->session) ? NULL : propus_session_get_broker (self->session);
}

/**
 * propus_window_get_session:
 * @self: a window
 *
 * Returns: (transfer none): what it shows
 */
PropusSession *
propus_window_get_session (PropusWindow *self)
{
  g_return_val_if_fail (PROPUS_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * propus_window_new:
 * @application: (transfer none): its application
 * @session: (transfer none): what it shows
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
PropusWindow *
propus_window_new (GtkApplication *application,
                   PropusSession  *session)
{
  PropusWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (session);
  make_shell (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), frame_cb, NULL, NULL);

  return self;
}

/**
 * propus_window_toast:
 * @self: a window
 * @sentence: translated
 *
 * Shows a sentence for a moment.
 */
void
propus_window_toast (PropusWindow *self,
                     const char   *sentence)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (PROPUS_IS_WINDOW (self));
  g_return_if_fail (sentence != NULL);

  if (self->toasts == NULL)
    return;   /* not filled yet */

  escaped = g_markup_escape_text (sentence, -1);   /* a toast's title is markup */
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/**
 * propus_window_broker_switched:
 * @self: a window
 *
 * The session talks to another broker now: to practice, or back.
 */
void
propus_window_broker_switched (PropusWindow *self)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->composer == NULL)
    return;   /* not filled yet */

  g_signal_connect_object (propus_session_get_key_status (self->session), "changed",
                           G_CALLBACK (status_changed_cb), self, 0);
  propus_sidebar_rebind_key (self->sidebar);
  update_banners (self);
  update_page (self);
  maybe_list_models (self);
}

/**
 * propus_window_key_mended:
 * @self: a window
 *
 * A key was entered or unlocked: when the last answer failed for want of one, it is asked for again.
 */
void
propus_window_key_mended (PropusWindow *self)
{
  PropusMessage *last;
  const char *nick;

  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation == NULL)
    return;

  last = propus_conversation_get_last (self->conversation);
  nick = last != NULL ? propus_message_get_failure (last) : NULL;
  if (nick == NULL || propus_message_get_state (last) != PROPUS_MESSAGE_FAILED ||
      !propus_failure_text_is_about_key (propus_failure_kind_from_nick (nick)))
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.retry", NULL);
}

/**
 * propus_window_save:
 * @self: a window
 *
 * Keeps the draft, the size and which chat is open.
 */
void
propus_window_save (PropusWindow *self)
{
  int width, height;

  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation == NULL)
    return;   /* not filled yet: nothing was changed */

  propus_composer_flush (self->composer);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  remember (self);
}

/**
 * propus_window_leave_temporary:
 * @self: a window
 *
 * The window is about to go: a temporary chat is over, and what runs in it is stopped.
 */
void
propus_window_leave_temporary (PropusWindow *self)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation != NULL && propus_conversation_get_temporary (self->conversation))
    _propus_window_open_new (self);
}

/**
 * propus_window_open_chat:
 * @self: a window
 * @conversation_id: the id of a chat
 *
 * Opens it at its end; a window that was made a moment ago opens it when it is ready.
 */
void
propus_window_open_chat (PropusWindow *self,
                         gint64        conversation_id)
{
  g_return_if_fail (PROPUS_IS_WINDOW (self));

  if (self->conversation != NULL && self->restored)
    _propus_window_open_at (self, conversation_id, 0, NULL);
  else
    g_settings_set_int64 (self->settings, "last-conversation", conversation_id);
}

static void
propus_window_dispose (GObject *object)
{
  PropusWindow *self = PROPUS_WINDOW (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  self->flap = NULL;
  self->settings_flap = NULL;
  self->toasts = NULL;
  g_clear_object (&self->conversation);
  g_clear_object (&self->editing);
  g_clear_object (&self->history);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_window_parent_class)->dispose (object);
}

static void
propus_window_class_init (PropusWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_window_dispose;

  g_type_ensure (PROPUS_TYPE_SIDEBAR);
  g_type_ensure (PROPUS_TYPE_PANE);
  g_type_ensure (PROPUS_TYPE_CONVERSATION_VIEW);
  g_type_ensure (PROPUS_TYPE_COMPOSER);
  _propus_window_class_install_actions (widget_class);
}

static void
propus_window_init (PropusWindow *self)
{
  self->settings = propus_install_new_settings ();
  gtk_window_set_title (GTK_WINDOW (self), "Propus");
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 320);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  _propus_window_watch_prompts (self);
  _propus_window_set_actions_enabled (self, FALSE);
}
