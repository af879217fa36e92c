/* propus-answer-row.c - what the model said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-row.h"

#include "propus-code-highlight.h"
#include "propus-failure-card.h"
#include "propus-limits.h"
#include "propus-raw-window.h"
#include "propus-source-list.h"
#include "propus-thoughts-section.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/* A keyring that answers within this time is not worth a word. */
#define KEYRING_WORD_MS 1500

/**
 * PropusAnswerRow:
 *
 * An answer from its first second to its last: waiting with the time, thoughts folded away, Markdown as it streams, how
 * it ended, and what can be done with it. Follows its #PropusMessage; work per chunk is O(chunk).
 */
struct _PropusAnswerRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkWidget *waiting;
  GtkSpinner *spinner;
  GtkLabel *waiting_label;
  PropusThoughtsSection *thoughts;
  PropusAnswerParts *parts;
  PropusSourceList *sources;
  PropusFailureCard *failure;
  GtkWidget *note;
  GtkLabel *note_label;
  GtkButton *note_button;
  GtkWidget *note_retry;
  GtkWidget *footer;
  PropusTurnBar *bar;
  GtkLabel *caption;

  /* Owned */
  PropusMessage *message;
  PropusTurn *turn;          /* that makes the answer, NULL: none runs */

  gint64 shown_at;           /* monotonic µs */
  guint timer;
  guint last : 1;
  guint finished : 1;        /* the views know that no more comes */
};

G_DEFINE_FINAL_TYPE (PropusAnswerRow, propus_answer_row, GTK_TYPE_WIDGET)

enum { SIGNAL_DEED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gint64
get_elapsed_seconds (PropusAnswerRow *self)
{
  gint64 elapsed = self->turn != NULL
                   ? propus_turn_get_elapsed_us (self->turn)
                   : g_get_monotonic_time () - self->shown_at;

  return elapsed / G_USEC_PER_SEC;
}

/* Returns: (nullable): how far the files are that go before the prompt; %NULL when none does. */
static char *
dup_upload_text (PropusAnswerRow *self)
{
  guint64 sent = 0;
  gboolean waits = FALSE;
  PropusAttachment *attachment = self->turn != NULL ? propus_turn_get_uploading (self->turn, &sent, &waits) : NULL;

  if (attachment == NULL)
    return NULL;
  if (waits)
    return g_strdup (_("The connection is lost. Trying again…"));

  /* Translators: %1$s is the name of a file, %2$u a number from 0 to 100 */
  return g_strdup_printf (_("Uploading %1$s… %2$u %%"), propus_attachment_get_name (attachment),
                          (guint) (sent * 100 / MAX (propus_attachment_get_size (attachment), 1)));
}

static char *
dup_waiting_text (PropusAnswerRow *self)
{
  gint64 keyring_ms = self->turn != NULL ? propus_turn_get_keyring_wait_ms (self->turn) : 0;
  char *upload = dup_upload_text (self);

  if (upload != NULL)
    return upload;

  if (keyring_ms >= PROPUS_KEYRING_PATIENCE_MS)
    return g_strdup (_("Still waiting for your keyring… Look for a password question behind other windows."));
  if (keyring_ms >= KEYRING_WORD_MS)
    return g_strdup (_("Waiting for your keyring to be unlocked…"));

  /* Translators: how long the model has been thinking, in seconds */
  return g_strdup_printf (_("Thinking… %u s"), (guint) get_elapsed_seconds (self));
}

/* Also when an answer that broke off is to go on, and nothing of that has come. */
static gboolean
is_waiting (PropusAnswerRow *self)
{
  if (!propus_message_is_running (self->message))
    return FALSE;

  return propus_answer_parts_is_empty (self->parts) || (self->turn != NULL && propus_turn_get_state (self->turn) < PROPUS_TURN_STREAMING);
}

/* Once there are thoughts they tell the time; and when more is to come behind what is there, this does again. */
static void
update_waiting (PropusAnswerRow *self)
{
  gboolean waiting = is_waiting (self);
  gboolean thinking = waiting && propus_answer_parts_is_empty (self->parts) && !propus_thoughts_section_is_empty (self->thoughts);

  propus_thoughts_section_set_live (self->thoughts, thinking, (guint) get_elapsed_seconds (self));
  waiting = waiting && !thinking;
  gtk_widget_set_visible (self->waiting, waiting);
  gtk_spinner_set_spinning (self->spinner, waiting);
  if (waiting)
    {
      g_autofree char *text = dup_waiting_text (self);

      gtk_label_set_label (self->waiting_label, text);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  PropusAnswerRow *self = user_data;

  g_assert (PROPUS_IS_ANSWER_ROW (self));

  update_waiting (self);
  if (is_waiting (self))
    return G_SOURCE_CONTINUE;

  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
start_timer (PropusAnswerRow *self)
{
  if (self->timer != 0 || !is_waiting (self))
    return;

  self->timer = g_timeout_add (500, tick_cb, self);
  propus_code_highlight_warm ();
}

/* @sentence: NULL for none. What broke off goes on where something came of it, and can be asked for again. */
static void
show_note (PropusAnswerRow *self,
           const char      *sentence)
{
  gtk_widget_set_visible (self->note, sentence != NULL);
  if (sentence == NULL)
    return;

  gtk_label_set_label (self->note_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->note_button), self->last && propus_session_can_continue (self->message));
  gtk_widget_set_visible (self->note_retry, self->last);
}

static void
show_failure (PropusAnswerRow *self)
{
  const char *nick = propus_message_get_failure (self->message);

  propus_failure_card_show_failure (self->failure,
                                    nick != NULL ? propus_failure_kind_from_nick (nick) : PROPUS_FAILURE_NONE,
                                    propus_message_get_failure_detail (self->message),
                                    propus_message_get_failure_text (self->message),
                                    propus_message_get_model (self->message),
                                    self->last);
}

/* For what the safety filter took it, where it says so. The card has the buttons. */
static void
show_harm (PropusAnswerRow *self)
{
  g_autofree char *sentence = propus_answer_dup_harm (self->message);

  show_note (self, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->note_button), FALSE);
  gtk_widget_set_visible (self->note_retry, FALSE);
}

/* How the answer ended. */
static void
update_end (PropusAnswerRow *self)
{
  PropusMessageState state = propus_message_get_state (self->message);
  gboolean failed = state == PROPUS_MESSAGE_FAILED || state == PROPUS_MESSAGE_BLOCKED;

  gtk_widget_set_visible (GTK_WIDGET (self->failure), failed);
  if (failed)
    show_failure (self);

  if (state == PROPUS_MESSAGE_BLOCKED)
    show_harm (self);
  else if (state == PROPUS_MESSAGE_STOPPED)
    show_note (self, _("You stopped this answer."));
  else if (state == PROPUS_MESSAGE_INTERRUPTED)
    show_note (self, _("Propus ended before this answer was complete."));
  else if (state == PROPUS_MESSAGE_FAILED && self->last && propus_session_can_continue (self->message))
    show_note (self, _("What arrived is kept."));
  else if (state == PROPUS_MESSAGE_COMPLETE &&
           g_strcmp0 (propus_message_get_finish_reason (self->message), "MAX_TOKENS") == 0)
    show_note (self, _("The answer reached the greatest length that this model gives."));
  else
    show_note (self, NULL);
}

/* Also an answer of which nothing came has versions, and can be deleted. */
static void
update_footer (PropusAnswerRow *self)
{
  const char *model = propus_message_get_model (self->message);

  gtk_widget_set_visible (self->footer, !propus_message_is_running (self->message));
  gtk_label_set_label (self->caption, model != NULL ? model : "");
}

static void
finish_views (PropusAnswerRow *self)
{
  if (self->finished || propus_message_is_running (self->message))
    return;

  self->finished = TRUE;
  propus_answer_parts_finish (self->parts);
  propus_thoughts_section_finish (self->thoughts);
  if (propus_message_get_facts (self->message) != NULL)
    {
      PropusAnswerSources *sources = propus_answer_dup_sources (self->message);

      propus_answer_parts_show_marks (self->parts, sources);
      propus_source_list_set_sources (self->sources, sources);
    }
}

/* An answer that broke off goes on: what was laid out as complete may be the first half of a block. */
static void
reopen_views (PropusAnswerRow *self)
{
  if (!self->finished || !propus_message_is_running (self->message))
    return;

  self->finished = FALSE;
  propus_answer_parts_reload (self->parts);
  propus_thoughts_section_reload (self->thoughts);
  propus_source_list_set_sources (self->sources, NULL);
  gtk_box_reorder_child_after (GTK_BOX (self->box), self->waiting, GTK_WIDGET (self->parts));
}

static void
propus_answer_row_update (PropusAnswerRow *self)
{
  gboolean running = propus_message_is_running (self->message);

  reopen_views (self);
  update_waiting (self);
  update_end (self);
  update_footer (self);
  finish_views (self);
  start_timer (self);
  gtk_widget_set_visible (GTK_WIDGET (self->parts), !propus_answer_parts_is_empty (self->parts));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, running, -1);
}

static void
message_changed_cb (PropusMessage   *message,
                    PropusAnswerRow *self)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));
  propus_answer_row_update (self);
}

/* The parts have taken it already. */
static void
text_appended_cb (PropusMessage   *message,
                  guint64          offset,
                  guint64          length,
                  PropusAnswerRow *self)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->parts)))
    propus_answer_row_update (self);
}

static void
part_added_cb (PropusMessage   *message,
               guint            index,
               PropusAnswerRow *self)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->parts)) && !propus_answer_parts_is_empty (self->parts))
    propus_answer_row_update (self);
}

static void
thoughts_appended_cb (PropusMessage   *message,
                      guint64          offset,
                      guint64          length,
                      PropusAnswerRow *self)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));

  if (offset == 0)
    update_waiting (self);
}

static void
source_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  propus_source_list_open (PROPUS_ANSWER_ROW (widget)->sources, g_variant_get_uint32 (parameter));
}

/* Of what a view does not show whole. */
static void
show_raw_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PropusMessage *message = PROPUS_ANSWER_ROW (widget)->message;

  propus_raw_window_present (widget, _("Answer"), propus_message_get_text (message),
                             propus_message_get_text_length (message), "answer.md");
}

static void
copy_notice_cb (PropusAnswerRow *self,
                const char      *sentence)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
deed_cb (PropusAnswerRow *self,
         guint            deed)
{
  g_assert (PROPUS_IS_ANSWER_ROW (self));
  g_signal_emit (self, signals[SIGNAL_DEED], 0, deed);
}

static void
set_message (PropusAnswerRow *self,
             PropusMessage   *message)
{
  self->message = g_object_ref (message);
  propus_turn_bar_set_message (self->bar, message, GTK_WIDGET (self));
  propus_answer_parts_set_message (self->parts, message);
  propus_thoughts_section_set_message (self->thoughts, message);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self, 0);
  g_signal_connect_object (message, "text-appended", G_CALLBACK (text_appended_cb), self, 0);
  g_signal_connect_object (message, "part-added", G_CALLBACK (part_added_cb), self, 0);
  g_signal_connect_object (message, "thoughts-appended", G_CALLBACK (thoughts_appended_cb), self, 0);

  propus_answer_row_update (self);
}

/**
 * propus_answer_row_new:
 * @message: (transfer none): of the model, in any state
 *
 * Returns: (transfer full): a row that follows @message
 */
GtkWidget *
propus_answer_row_new (PropusMessage *message)
{
  PropusAnswerRow *self;

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  self = g_object_new (PROPUS_TYPE_ANSWER_ROW, NULL);
  set_message (self, message);

  return GTK_WIDGET (self);
}

/**
 * propus_answer_row_get_message:
 * @self: a row
 *
 * Returns: (transfer none): its message
 */
PropusMessage *
propus_answer_row_get_message (PropusAnswerRow *self)
{
  g_return_val_if_fail (PROPUS_IS_ANSWER_ROW (self), NULL);

  return self->message;
}

/**
 * propus_answer_row_set_turn:
 * @self: a row
 * @turn: (transfer none) (nullable): that makes the answer
 *
 * Tells the row whom to ask how long it has been, and what is waited for.
 */
void
propus_answer_row_set_turn (PropusAnswerRow *self,
                            PropusTurn      *turn)
{
  g_return_if_fail (PROPUS_IS_ANSWER_ROW (self));
  g_return_if_fail (turn == NULL || PROPUS_IS_TURN (turn));

  if (g_set_object (&self->turn, turn))
    {
      update_waiting (self);
      start_timer (self);
    }
}

/**
 * propus_answer_row_get_bar:
 * @self: a row
 *
 * Returns: (transfer none): its buttons
 */
PropusTurnBar *
propus_answer_row_get_bar (PropusAnswerRow *self)
{
  g_return_val_if_fail (PROPUS_IS_ANSWER_ROW (self), NULL);

  return self->bar;
}

/**
 * propus_answer_row_get_parts:
 * @self: a row
 *
 * Returns: (transfer none): its text, and what else it consists of
 */
PropusAnswerParts *
propus_answer_row_get_parts (PropusAnswerRow *self)
{
  g_return_val_if_fail (PROPUS_IS_ANSWER_ROW (self), NULL);

  return self->parts;
}

/**
 * propus_answer_row_set_last:
 * @self: a row
 * @last: whether nothing follows in the conversation
 *
 * Only the last answer can be asked for again.
 */
void
propus_answer_row_set_last (PropusAnswerRow *self,
                            gboolean         last)
{
  g_return_if_fail (PROPUS_IS_ANSWER_ROW (self));

  if (self->last == last)
    return;

  self->last = last;
  update_end (self);
  update_footer (self);
}

static void
propus_answer_row_dispose (GObject *object)
{
  PropusAnswerRow *self = PROPUS_ANSWER_ROW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_ANSWER_ROW);
  g_clear_object (&self->turn);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (propus_answer_row_parent_class)->dispose (object);
}

static void
propus_answer_row_class_init (PropusAnswerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_answer_row_dispose;

  g_type_ensure (PROPUS_TYPE_ANSWER_PARTS);
  g_type_ensure (PROPUS_TYPE_SOURCE_LIST);
  g_type_ensure (PROPUS_TYPE_THOUGHTS_SECTION);
  g_type_ensure (PROPUS_TYPE_FAILURE_CARD);
  g_type_ensure (PROPUS_TYPE_TURN_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-answer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, box);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, waiting);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, thoughts);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, sources);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, parts);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, failure);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, note);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, note_button);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, footer);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, note_retry);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, bar);
  gtk_widget_class_bind_template_child (widget_class, PropusAnswerRow, caption);
  gtk_widget_class_install_action (widget_class, "answer.source", "u", source_action);
  gtk_widget_class_install_action (widget_class, "answer.show-raw", NULL, show_raw_action);
  gtk_widget_class_bind_template_callback (widget_class, deed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_notice_cb);

  signals[SIGNAL_DEED] = g_signal_new ("deed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
propus_answer_row_init (PropusAnswerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->shown_at = g_get_monotonic_time ();
  g_signal_connect_object (self->parts, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->thoughts, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
}
