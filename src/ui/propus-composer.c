/* propus-composer.c - where a message is written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-composer.h"

#include "propus-attach-bar.h"
#include "propus-buffer-words.h"
#include "propus-install.h"
#include "propus-leak-bar.h"
#include "propus-leak-guard.h"
#include "propus-leak-marks.h"
#include "propus-limits.h"
#include "propus-long-word.h"
#include "propus-model-picker.h"
#include "propus-prompt-picker.h"
#include "propus-model-notice.h"
#include "propus-widget.h"

#include <string.h>

/* A draft is copied and kept so long after the last key; a long one is not copied at every pause for breath. */
#define DRAFT_DELAY_MS       800
#define LONG_DRAFT_DELAY_MS  5000
#define LONG_DRAFT_CHARS     100000

/* A message that was held back is looked through again so long after the last key. */
#define RECHECK_DELAY_MS       300
#define LONG_RECHECK_DELAY_MS  2000

/**
 * PropusComposer:
 *
 * One rounded card: the text, the model, Send that turns into Stop. Keeps the draft of each conversation. Nothing that
 * happens at a key press takes time that grows with the text.
 *
 * What is to be sent is first looked through for keys and tokens (#PropusLeakReport). That takes a few milliseconds, in
 * which the text stays where it is; when something is found it stays there longer, under a bar that says what.
 */
struct _PropusComposer
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *column;
  GtkWidget *card;
  GtkWidget *edit_strip;
  GtkWidget *placeholder;
  GtkScrolledWindow *scroller;
  GtkTextView *text;
  PropusAttachBar *files;
  GtkWidget *attach;
  PropusModelPicker *picker;
  GtkWidget *send;
  GtkWidget *stop;

  /* Borrowed */
  GtkTextBuffer *buffer;
  PropusLeakBar *bar;        /* NULL before anything was found */
  PropusPromptPicker *prompts;

  /* Owned */
  PropusSession *session;
  PropusConversation *conversation;
  GSettings *settings;
  GCancellable *checking;    /* NULL: no check is running */
  char *held;                /* the text that the bar is about; NULL: there is no bar */

  guint draft_timer;
  guint recheck_timer;
  int sending;               /* characters of the text that are being sent; 0: none */
  guint busy : 1;
  guint preediting : 1;      /* the input method shows a word that is not in the text yet */
  guint checking_to_send : 1;
  guint editing : 1;         /* an old message, and no draft */
  guint loading : 1;         /* the text changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusComposer, propus_composer, GTK_TYPE_WIDGET)

enum { SIGNAL_SEND, SIGNAL_STOP, SIGNAL_END_EDIT, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
can_send (PropusComposer *self)
{
  return !self->busy && !propus_attach_bar_is_busy (self->files) &&
         (!propus_buffer_words_is_blank (self->buffer) || !propus_attach_bar_is_empty (self->files));
}

static void
update_buttons (PropusComposer *self)
{
  gtk_widget_set_visible (self->stop, self->busy);
  gtk_widget_set_visible (self->send, !self->busy);
  gtk_widget_set_sensitive (self->send, can_send (self));
  gtk_widget_set_visible (self->placeholder, !self->preediting && gtk_text_buffer_get_char_count (self->buffer) == 0);
}

/* --- what would be given away --- */

/* One text that is being looked through. */
typedef struct
{
  PropusComposer *composer;
  GBytes *text;              /* with a NUL after its end */
  gboolean send;             /* it goes when it may */
} Check;

static void start_check (PropusComposer *self,
                         gboolean        send);

static void
check_free (Check *check)
{
  g_object_unref (check->composer);
  g_bytes_unref (check->text);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static const char *
check_get_text (Check *check)
{
  return g_bytes_get_data (check->text, NULL);
}

static void
cancel_check (PropusComposer *self)
{
  if (self->checking != NULL)
    g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

static gboolean
has_bar (PropusComposer *self)
{
  return self->held != NULL;
}

/* The focus does not stay on a button that is gone. */
static void
hide_bar (PropusComposer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!has_bar (self))
    return;

  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  g_clear_pointer (&self->held, g_free);
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->bar)))
    propus_composer_focus (self);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  propus_leak_marks_clear (self->buffer);
}

/* Sends @text, with which the written text begins. What was typed since then stays, as the beginning of the next. */
static void
pass (PropusComposer *self,
      const char     *text)
{
  gsize bytes = strlen (text);
  g_autofree char *written = NULL;
  g_autofree guint *offset = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  written = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  offset = propus_long_word_dup_offsets (written, &bytes, 1);

  self->sending = (int) *offset;
  g_signal_emit (self, signals[SIGNAL_SEND], 0, text);
  self->sending = 0;
}

static void
redact_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  propus_leak_marks_redact (self->buffer);
  hide_bar (self);
  propus_composer_focus (self);
}

/* What the bar is about, that is; when something else stands there by now, that is looked through first. */
static void
send_anyway_cb (PropusComposer *self)
{
  g_autofree char *text = propus_composer_dup_text (self);
  gboolean same = g_strcmp0 (text, self->held) == 0;

  g_assert (PROPUS_IS_COMPOSER (self));

  if (!can_send (self))
    return;

  cancel_check (self);
  propus_composer_focus (self);
  if (!same)
    {
      start_check (self, TRUE);
      return;
    }

  hide_bar (self);
  pass (self, text);
}

static void
cancel_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  cancel_check (self);
  hide_bar (self);
  propus_composer_focus (self);
}

static void
ensure_bar (PropusComposer *self)
{
  if (self->bar != NULL)
    return;

  self->bar = PROPUS_LEAK_BAR (propus_leak_bar_new ());
  gtk_box_prepend (GTK_BOX (self->column), GTK_WIDGET (self->bar));
  g_signal_connect_object (self->bar, "redact", G_CALLBACK (redact_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "send-anyway", G_CALLBACK (send_anyway_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "cancel", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
}

/* Nothing is selected: that would put the key where a click with the middle button takes it from. */
static void
show_bar (PropusComposer   *self,
          PropusLeakReport *report,
          Check            *check)
{
  GtkTextIter start, end;

  ensure_bar (self);
  g_free (self->held);
  self->held = g_strdup (check_get_text (check));
  propus_leak_marks_set (self->buffer, report);
  propus_leak_bar_show_report (self->bar, report);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), TRUE);
  if (!check->send)
    return;

  if (propus_leak_marks_find (self->buffer, &start, &end))
    gtk_text_buffer_place_cursor (self->buffer, &end);
  gtk_text_view_scroll_mark_onscreen (self->text, gtk_text_buffer_get_insert (self->buffer));
  propus_leak_bar_focus (self->bar);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Check) check = user_data;
  PropusComposer *self = check->composer;
  g_autoptr (PropusLeakReport) report = propus_leak_guard_check_finish (PROPUS_BROKER_PROCESS (object), result, NULL);
  g_autofree char *text = NULL;

  if (report == NULL)
    return;   /* cancelled */

  g_clear_object (&self->checking);
  text = propus_composer_dup_text (self);
  if (propus_leak_report_get_n_ranges (report) == 0)
    {
      hide_bar (self);
      if (check->send && can_send (self) && g_str_has_prefix (text, check_get_text (check)))
        pass (self, check_get_text (check));
    }
  else if (g_str_equal (text, check_get_text (check)))
    {
      show_bar (self, report, check);
    }
  else
    {
      start_check (self, FALSE);   /* the places that were found are others now */
    }
}

static void
start_check (PropusComposer *self,
             gboolean        send)
{
  Check *check = g_new0 (Check, 1);
  char *text = propus_composer_dup_text (self);

  cancel_check (self);
  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  self->checking = g_cancellable_new ();
  self->checking_to_send = send;

  check->composer = g_object_ref (self);
  check->text = g_bytes_new_take (text, strlen (text));
  check->send = send;
  propus_leak_guard_check_async (propus_session_get_broker (self->session), NULL, check->text, self->checking,
                                 checked_cb, check);
}

static gboolean
recheck_cb (gpointer user_data)
{
  PropusComposer *self = user_data;

  g_assert (PROPUS_IS_COMPOSER (self));

  self->recheck_timer = 0;
  start_check (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* The bar goes as soon as nothing is left of what it is about; what else has changed is looked through in a while. */
static void
follow_held (PropusComposer *self)
{
  gboolean is_long = gtk_text_buffer_get_char_count (self->buffer) > LONG_DRAFT_CHARS;
  GtkTextIter start, end;

  if (!has_bar (self))
    return;

  if (!propus_leak_marks_find (self->buffer, &start, &end))
    {
      cancel_check (self);
      hide_bar (self);
      return;
    }

  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  self->recheck_timer = g_timeout_add (is_long ? LONG_RECHECK_DELAY_MS : RECHECK_DELAY_MS, recheck_cb, self);
}

static void
emit_send (PropusComposer *self)
{
  if (!can_send (self) || (self->checking != NULL && self->checking_to_send))
    return;

  start_check (self, TRUE);
}

static gboolean
draft_cb (gpointer user_data)
{
  PropusComposer *self = user_data;

  g_assert (PROPUS_IS_COMPOSER (self));

  self->draft_timer = 0;
  propus_composer_flush (self);
  return G_SOURCE_REMOVE;
}

static void
queue_draft (PropusComposer *self)
{
  gboolean is_long = gtk_text_buffer_get_char_count (self->buffer) > LONG_DRAFT_CHARS;

  if (self->draft_timer != 0)
    return;   /* who never pauses loses no more than others */

  self->draft_timer = g_timeout_add (is_long ? LONG_DRAFT_DELAY_MS : DRAFT_DELAY_MS, draft_cb, self);
}

static void
buffer_changed_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  update_buttons (self);
  follow_held (self);
  if (!self->loading)
    queue_draft (self);
}

static void
preedit_changed_cb (PropusComposer *self,
                    const char     *preedit)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  self->preediting = preedit != NULL && *preedit != '\0';
  update_buttons (self);
}

/* A word without an end would freeze the window: it goes in with places to break. */
static void
insert_text_cb (GtkTextBuffer  *buffer,
                GtkTextIter    *location,
                char           *text,
                int             length,
                PropusComposer *self)
{
  g_autofree char *split = NULL;

  g_assert (PROPUS_IS_COMPOSER (self));

  if (length <= (int) PROPUS_LIMIT_UNBROKEN_RUN || !propus_long_word_is_in (text, length))
    return;

  split = propus_long_word_dup_split (text, length);
  g_signal_stop_emission_by_name (buffer, "insert-text");
  g_signal_handlers_block_by_func (buffer, insert_text_cb, self);
  gtk_text_buffer_insert (buffer, location, split, -1);
  g_signal_handlers_unblock_by_func (buffer, insert_text_cb, self);
}

/* Whether this key sends: Enter, or Ctrl+Enter, as the person likes it. Shift+Enter is always a new line. */
static gboolean
is_send_key (PropusComposer  *self,
             guint            keyval,
             GdkModifierType  state)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return FALSE;
  if (held == GDK_CONTROL_MASK)
    return TRUE;

  return held == 0 && g_settings_get_boolean (self->settings, "enter-sends");
}

/* The input method is asked first: the Enter that takes a candidate and the Esc that drops one are its own. Other keys
 * go on to the text view, which asks it itself. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                PropusComposer        *self)
{
  gboolean sends = is_send_key (self, keyval, state);
  gboolean closes = keyval == GDK_KEY_Escape && has_bar (self);
  gboolean stops = keyval == GDK_KEY_Escape && self->busy && !closes;
  gboolean gives_up = keyval == GDK_KEY_Escape && self->editing && !closes && !stops;
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  g_assert (PROPUS_IS_COMPOSER (self));

  if (!sends && !stops && !closes && !gives_up)
    return GDK_EVENT_PROPAGATE;
  if (event != NULL && gtk_text_view_im_context_filter_keypress (self->text, event))
    return GDK_EVENT_STOP;

  if (sends)
    emit_send (self);
  else if (closes)
    cancel_cb (self);
  else
    g_signal_emit (self, signals[stops ? SIGNAL_STOP : SIGNAL_END_EDIT], 0);

  return GDK_EVENT_STOP;
}

static void
cancel_edit_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));
  g_signal_emit (self, signals[SIGNAL_END_EDIT], 0);
}

static void
send_clicked_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  emit_send (self);
  propus_composer_focus (self);
}

static void
stop_clicked_cb (PropusComposer *self)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  g_signal_emit (self, signals[SIGNAL_STOP], 0);
  propus_composer_focus (self);
}

static gboolean
is_listed (PropusComposer *self)
{
  return propus_conversation_get_id (self->conversation) != 0 ||
         propus_conversation_get_n_messages (self->conversation) > 0;
}

static void
picked_cb (PropusComposer *self,
           const char     *model)
{
  g_assert (PROPUS_IS_COMPOSER (self));

  propus_conversation_set_model (self->conversation, model);
  if (is_listed (self))
    propus_session_save (self->session, self->conversation);
  propus_composer_focus (self);
}

static void
load_text (PropusComposer *self,
           const char     *text)
{
  self->loading = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->loading = FALSE;
}

static void
show_strip (PropusComposer *self,
            gboolean        editing)
{
  self->editing = editing;
  gtk_widget_set_visible (self->edit_strip, editing);
  gtk_widget_set_visible (self->attach, !editing);   /* the old version's files stay */
  propus_attach_bar_set_enabled (self->files, !editing);
}

/**
 * propus_composer_set_session:
 * @self: a composer
 * @session: (transfer none): that keeps drafts and knows models; once
 */
void
propus_composer_set_session (PropusComposer *self,
                             PropusSession  *session)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  g_set_object (&self->session, session);
  propus_model_picker_set_session (self->picker, session);
  propus_attach_bar_set_session (self->files, session);
}

/**
 * propus_composer_set_conversation:
 * @self: a composer with a session
 * @conversation: (transfer none): for which is written from now on
 *
 * Keeps the draft of the one before and shows the draft of this one.
 */
void
propus_composer_set_conversation (PropusComposer     *self,
                                  PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;

  cancel_check (self);   /* what has not gone by now stays as a draft */
  hide_bar (self);
  propus_composer_flush (self);
  show_strip (self, FALSE);
  g_set_object (&self->conversation, conversation);
  propus_attach_bar_set_conversation (self->files, conversation);
  load_text (self, propus_conversation_get_draft (conversation));
  propus_model_picker_set_model (self->picker, propus_conversation_get_model (conversation));
}

/**
 * propus_composer_begin_edit:
 * @self: a composer with a conversation
 * @text: what the message said
 *
 * Shows an old message in place of the draft, which is kept.
 */
void
propus_composer_begin_edit (PropusComposer *self,
                            const char     *text)
{
  GtkTextIter end;

  g_return_if_fail (PROPUS_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  cancel_check (self);
  hide_bar (self);
  propus_composer_flush (self);
  show_strip (self, TRUE);
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  load_text (self, text);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
  propus_composer_focus (self);
}

/**
 * propus_composer_end_edit:
 * @self: a composer in which a message is edited
 *
 * Shows the draft again.
 */
void
propus_composer_end_edit (PropusComposer *self)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  if (!self->editing)
    return;

  cancel_check (self);
  hide_bar (self);
  show_strip (self, FALSE);
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  load_text (self, propus_conversation_get_draft (self->conversation));
  gtk_text_buffer_end_irreversible_action (self->buffer);
  propus_composer_focus (self);
}

/**
 * propus_composer_set_busy:
 * @self: a composer
 * @busy: whether an answer is coming: Send is Stop then
 */
void
propus_composer_set_busy (PropusComposer *self,
                          gboolean        busy)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  self->busy = busy;
  update_buttons (self);
}

/**
 * propus_composer_set_text:
 * @self: a composer
 * @text: words to begin with
 *
 * Puts @text in the place of what is there, as if it had been typed, with the cursor at its end. One step back brings
 * again what was there.
 */
void
propus_composer_set_text (PropusComposer *self,
                          const char     *text)
{
  GtkTextIter start, end;

  g_return_if_fail (PROPUS_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  propus_composer_focus (self);
}

/**
 * propus_composer_quote:
 * @self: a composer
 * @text: Markdown
 *
 * Puts @text as a quotation below what is written, as if it had been typed, with the cursor below it.
 */
void
propus_composer_quote (PropusComposer *self,
                       const char     *text)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  propus_buffer_words_quote (self->buffer, text);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self->text), gtk_text_buffer_get_insert (self->buffer));
  propus_composer_focus (self);
}

/**
 * propus_composer_dup_text:
 * @self: a composer
 *
 * Returns: (transfer full): what was written
 */
char *
propus_composer_dup_text (PropusComposer *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PROPUS_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);

  return propus_long_word_dup_joined (text);
}

/**
 * propus_composer_clear:
 * @self: a composer
 *
 * Empties the text and the draft: they were sent. No step back brings them again.
 */
void
propus_composer_clear (PropusComposer *self)
{
  GtkTextIter start, end;

  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  if (self->sending > 0)
    gtk_text_buffer_get_iter_at_offset (self->buffer, &end, self->sending);

  gtk_text_buffer_begin_irreversible_action (self->buffer);
  self->loading = TRUE;
  gtk_text_buffer_delete (self->buffer, &start, &end);
  self->loading = FALSE;
  gtk_text_buffer_end_irreversible_action (self->buffer);
  propus_composer_flush (self);
}

/**
 * propus_composer_get_files:
 * @self: a composer
 *
 * Returns: (transfer none): the files that go with the message
 */
PropusAttachBar *
propus_composer_get_files (PropusComposer *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPOSER (self), NULL);

  return self->files;
}

/**
 * propus_composer_flush:
 * @self: a composer
 *
 * Keeps the draft now, without what looks like a key: a draft lies in a file.
 */
void
propus_composer_flush (PropusComposer *self)
{
  g_autofree char *written = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  g_clear_handle_id (&self->draft_timer, g_source_remove);
  if (self->conversation == NULL || self->editing)
    return;

  written = propus_composer_dup_text (self);
  text = propus_leak_redact_keys (written);
  if (g_str_equal (text, propus_conversation_get_draft (self->conversation)))
    return;

  propus_conversation_set_draft (self->conversation, text);
  if (is_listed (self) || *text != '\0')
    propus_session_save (self->session, self->conversation);
}

/**
 * propus_composer_focus:
 * @self: a composer
 */
void
propus_composer_focus (PropusComposer *self)
{
  g_return_if_fail (PROPUS_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * propus_composer_get_picker:
 * @self: a composer
 *
 * Returns: (transfer none): the button with the chat's model
 */
PropusModelPicker *
propus_composer_get_picker (PropusComposer *self)
{
  g_return_val_if_fail (PROPUS_IS_COMPOSER (self), NULL);

  return self->picker;
}

static void
propus_composer_dispose (GObject *object)
{
  PropusComposer *self = PROPUS_COMPOSER (object);

  g_clear_handle_id (&self->draft_timer, g_source_remove);
  g_clear_handle_id (&self->recheck_timer, g_source_remove);
  cancel_check (self);
  g_clear_pointer (&self->held, g_free);
  if (self->prompts != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->prompts)));
  if (self->text != NULL)   /* its input method has a last word when it goes */
    g_signal_handlers_disconnect_by_func (self->text, preedit_changed_cb, self);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_COMPOSER);
  g_clear_object (&self->conversation);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_composer_parent_class)->dispose (object);
}

static void
propus_composer_class_init (PropusComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_composer_dispose;

  signals[SIGNAL_SEND] = g_signal_new ("send", PROPUS_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_STOP] = g_signal_new ("stop", PROPUS_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_END_EDIT] = g_signal_new ("end-edit", PROPUS_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PROPUS_TYPE_ATTACH_BAR);
  g_type_ensure (PROPUS_TYPE_MODEL_PICKER);
  g_type_ensure (PROPUS_TYPE_MODEL_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, column);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, card);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, edit_strip);
  gtk_widget_class_bind_template_callback (widget_class, cancel_edit_cb);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, text);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, files);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, attach);
  gtk_widget_class_bind_template_callback (widget_class, propus_attach_bar_choose);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, picker);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, send);
  gtk_widget_class_bind_template_child (widget_class, PropusComposer, stop);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
propus_composer_init (PropusComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = propus_install_new_settings ();
  self->buffer = gtk_text_view_get_buffer (self->text);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (buffer_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self, 0);
  g_signal_connect_object (self->text, "preedit-changed", G_CALLBACK (preedit_changed_cb), self, G_CONNECT_SWAPPED);
  propus_attach_bar_serve (self->files, self->text, self->card);
  g_signal_connect_object (self->files, "changed", G_CALLBACK (update_buttons), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);

  /* Added last, so that it comes before the text view's own. */
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  self->prompts = propus_prompt_picker_attach (GTK_WIDGET (self), self->text);
  update_buttons (self);
}
