/* propus-conversation-view.c - the messages of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-view.h"

#include "propus-answer-row.h"
#include "propus-find-marks.h"
#include "propus-greeting.h"
#include "propus-limits.h"
#include "propus-prompt-row.h"
#include "propus-scroll-anchor.h"
#include "propus-widget.h"

/* Frames in which a place is scrolled to: rows find their heights in the first ones. */
#define SHOW_FRAMES 4

/* So near to an end of the live rows, in pixels, that the next page is fetched. */
#define PAGE_DISTANCE 400

/**
 * PropusConversationView:
 *
 * A bounded window of live rows over a #PropusConversation: the newest PROPUS_LIMIT_LIVE_ROWS, and pages of
 * PROPUS_LIMIT_PAGE_ROWS more in both directions as the reader scrolls, while rows far away are dropped. The
 * conversation is a window itself, over the history; where its messages end the session is asked for more.
 */
struct _PropusConversationView
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkWidget *rows;
  GtkRevealer *jump_revealer;
  GtkWidget *jump;

  /* Owned */
  PropusSession *session;
  PropusConversation *conversation;
  PropusScrollAnchor *anchor;

  /* Borrowed, weak */
  GtkWidget *last_row;

  char **words;              /* of a find, NULL: none */
  gint64 place_message;      /* that the reader is being led to */
  guint place_index;         /* of how many marks before the one that counts; PROPUS_FIND_NONE: the message itself */
  guint show_tick;
  guint show_frames;         /* that are left */
  guint held;                /* index of a row that is about to be replaced; G_MAXUINT: none */
  double held_y;             /* where it begins in the view */
  guint held_focus : 1;
  guint hold : 1;            /* the place goes where the held row was */
  guint loading_more : 1;
  guint first;               /* index of the first live row */
  guint end;                 /* one past the last live row */
  guint paging;              /* source id of a page that is about to be fetched */
};

G_DEFINE_FINAL_TYPE (PropusConversationView, propus_conversation_view, GTK_TYPE_WIDGET)

enum { SIGNAL_DEED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void adjustment_changed_cb (PropusConversationView *self);

static guint
get_n_messages (PropusConversationView *self)
{
  return self->conversation != NULL ? propus_conversation_get_n_messages (self->conversation) : 0;
}

static void
deed_cb (GtkWidget              *row,
         guint                   deed,
         PropusConversationView *self)
{
  PropusMessage *message = PROPUS_IS_PROMPT_ROW (row) ? propus_prompt_row_get_message (PROPUS_PROMPT_ROW (row))
                                                      : propus_answer_row_get_message (PROPUS_ANSWER_ROW (row));

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));
  g_signal_emit (self, signals[SIGNAL_DEED], 0, message, deed);
}

static PropusTurnBar *
get_bar (GtkWidget *row)
{
  return PROPUS_IS_PROMPT_ROW (row) ? propus_prompt_row_get_bar (PROPUS_PROMPT_ROW (row))
                                    : propus_answer_row_get_bar (PROPUS_ANSWER_ROW (row));
}

static void
set_row_find (PropusConversationView *self,
              GtkWidget              *row)
{
  const char * const *words = (const char * const *) self->words;

  if (PROPUS_IS_PROMPT_ROW (row))
    propus_prompt_row_set_find (PROPUS_PROMPT_ROW (row), words);
  else if (!propus_message_is_running (propus_answer_row_get_message (PROPUS_ANSWER_ROW (row))))
    propus_answer_parts_set_find (propus_answer_row_get_parts (PROPUS_ANSWER_ROW (row)), words);
}

static GtkWidget *
new_row (PropusConversationView *self,
         guint                   index)
{
  PropusMessage *message = propus_conversation_get_message (self->conversation, index);
  PropusTurn *turn = propus_session_get_turn (self->session, self->conversation);
  GtkWidget *row;

  if (propus_message_get_role (message) == PROPUS_ROLE_USER)
    row = propus_prompt_row_new (message);
  else
    row = propus_answer_row_new (message);
  if (turn != NULL && propus_turn_get_message (turn) == message)
    propus_answer_row_set_turn (PROPUS_ANSWER_ROW (row), turn);

  propus_turn_bar_set_busy (get_bar (row), turn != NULL);
  if (self->words != NULL)
    set_row_find (self, row);
  g_signal_connect_object (row, "deed", G_CALLBACK (deed_cb), self, 0);

  return row;
}

/* The live row of a message, or NULL. */
static GtkWidget *
find_row (PropusConversationView *self,
          guint                   index)
{
  GtkWidget *row;

  if (index < self->first || index >= self->end)
    return NULL;

  /* Rows near the end are asked for most. */
  row = gtk_widget_get_last_child (self->rows);
  for (guint i = self->end - 1; row != NULL && i > index; i--)
    row = gtk_widget_get_prev_sibling (row);

  return row;
}

static void
insert_rows (PropusConversationView *self,
             guint                   index,
             guint                   n)
{
  GtkWidget *before = index > self->first ? find_row (self, index - 1) : NULL;

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = new_row (self, index + i);

      gtk_box_insert_child_after (GTK_BOX (self->rows), row, before);
      before = row;
    }
}

static void
remove_rows (PropusConversationView *self,
             guint                   index,
             guint                   n)
{
  GtkWidget *row = find_row (self, index);

  for (guint i = 0; row != NULL && i < n; i++)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (GTK_BOX (self->rows), row);
      row = next;
    }
}

static gboolean
has_later (PropusConversationView *self)
{
  return self->conversation != NULL && propus_session_has_later (self->session, self->conversation);
}

static gboolean
is_complete (PropusConversationView *self)
{
  return self->end == get_n_messages (self) && !has_later (self);
}

static void
update_last (PropusConversationView *self)
{
  GtkWidget *last = is_complete (self) ? gtk_widget_get_last_child (self->rows) : NULL;

  propus_scroll_anchor_set_complete (self->anchor, is_complete (self));
  if (last == self->last_row)
    return;

  if (self->last_row != NULL && PROPUS_IS_ANSWER_ROW (self->last_row))
    propus_answer_row_set_last (PROPUS_ANSWER_ROW (self->last_row), FALSE);
  g_set_weak_pointer (&self->last_row, last);
  if (last != NULL && PROPUS_IS_ANSWER_ROW (last))
    propus_answer_row_set_last (PROPUS_ANSWER_ROW (last), TRUE);
}

static gboolean
is_loading (PropusConversationView *self)
{
  return self->conversation != NULL &&
         (propus_session_is_loading (self->session, self->conversation) ||
          propus_session_has_earlier (self->session, self->conversation));
}

static void
update_page (PropusConversationView *self)
{
  const char *page = "greeting";

  if (get_n_messages (self) > 0)
    page = "rows";
  else if (is_loading (self))
    page = "loading";

  gtk_stack_set_visible_child_name (self->stack, page);
}

/* Makes the rows from @first to @end, and no others. */
static void
rebuild_from (PropusConversationView *self,
              guint                   first,
              guint                   end)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);

  self->first = first;
  self->end = end;
  insert_rows (self, self->first, self->end - self->first);
  update_last (self);
  update_page (self);
}

static void
rebuild (PropusConversationView *self)
{
  guint n = get_n_messages (self);

  rebuild_from (self, n > PROPUS_LIMIT_LIVE_ROWS ? n - PROPUS_LIMIT_LIVE_ROWS : 0, n);
  if (is_complete (self))
    propus_scroll_anchor_stick (self->anchor);
}

/* Far rows go; which end is far is told by @newest. */
static void
trim (PropusConversationView *self,
      gboolean                newest)
{
  guint live = self->end - self->first;
  guint excess;

  if (live <= 2 * PROPUS_LIMIT_LIVE_ROWS)
    return;

  excess = live - 2 * PROPUS_LIMIT_LIVE_ROWS + PROPUS_LIMIT_PAGE_ROWS;
  if (newest)
    {
      remove_rows (self, self->end - excess, excess);
      self->end -= excess;
    }
  else
    {
      remove_rows (self, self->first, excess);
      self->first += excess;
    }
}

static gboolean show_tick_cb (GtkWidget     *widget,
                              GdkFrameClock *clock,
                              gpointer       user_data);

static void
lead (PropusConversationView *self,
      gint64                  message_id,
      guint                   index,
      gboolean                hold)
{
  self->place_message = message_id;
  self->place_index = index;
  self->hold = hold;
  self->show_frames = SHOW_FRAMES;
  propus_scroll_anchor_release (self->anchor);
  if (self->show_tick == 0)
    self->show_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), show_tick_cb, NULL, NULL);
}

/* The row that took the place of the one that was held. */
static void
focus_held (PropusConversationView *self,
            guint                   position)
{
  GtkWidget *row = position == self->held ? find_row (self, position) : NULL;

  if (row != NULL)
    lead (self, propus_message_get_id (propus_conversation_get_message (self->conversation, position)), PROPUS_FIND_NONE, TRUE);
  if (row != NULL && self->held_focus)
    propus_turn_bar_focus (get_bar (row));
  self->held = G_MAXUINT;
  self->held_focus = FALSE;
}

static void
items_changed_cb (PropusConversationView *self,
                  guint                   position,
                  guint                   removed,
                  guint                   added)
{
  guint old_n = get_n_messages (self) - added + removed;
  guint live;

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (self->end == self->first || (position < self->first && position + removed > self->first))
    {
      rebuild (self);
      return;
    }
  if (position + removed <= self->first)   /* before the live rows: fetched when the reader comes there */
    {
      self->first += added - removed;
      self->end += added - removed;
      adjustment_changed_cb (self);
      return;
    }
  if (position > self->end || (position == self->end && self->end < old_n))
    {
      update_last (self);
      adjustment_changed_cb (self);
      return;   /* after them: the same */
    }

  live = MIN (removed, self->end - position);
  remove_rows (self, position, live);
  self->end -= live;
  live = position == self->end ? MIN (added, PROPUS_LIMIT_LIVE_ROWS) : added;
  insert_rows (self, position, live);
  self->end += live;
  if (propus_scroll_anchor_get_sticky (self->anchor))
    trim (self, FALSE);
  update_last (self);
  update_page (self);
  focus_held (self, position);
}

static void
fetch_earlier (PropusConversationView *self)
{
  guint n = MIN (self->first, PROPUS_LIMIT_PAGE_ROWS);

  self->first -= n;
  insert_rows (self, self->first, n);
  trim (self, TRUE);
  update_last (self);
}

static void
fetch_later (PropusConversationView *self)
{
  guint n = MIN (get_n_messages (self) - self->end, PROPUS_LIMIT_PAGE_ROWS);

  insert_rows (self, self->end, n);
  self->end += n;
  trim (self, FALSE);
  update_last (self);
}

static void
more_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (PropusConversationView) self = user_data;
  g_autoptr (GError) error = NULL;

  self->loading_more = FALSE;
  if (!propus_session_load_finish (PROPUS_SESSION (object), result, &error))
    g_debug ("cannot load more of a chat: %s", error->message);
  else if (self->scroller != NULL)
    adjustment_changed_cb (self);
}

static void
load_more (PropusConversationView *self,
           gboolean                earlier)
{
  if (self->loading_more)
    return;

  self->loading_more = TRUE;
  propus_session_load_more_async (self->session, self->conversation, earlier, more_loaded_cb, g_object_ref (self));
}

static gboolean
page_cb (gpointer user_data)
{
  PropusConversationView *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  gboolean sticky = propus_scroll_anchor_get_sticky (self->anchor);
  gboolean at_top = value < PAGE_DISTANCE && (!sticky || upper <= page);
  gboolean at_end = value + page > upper - PAGE_DISTANCE;

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));
  self->paging = 0;

  if (self->show_tick != 0)
    return G_SOURCE_REMOVE;   /* the reader is not there yet */

  if (self->first > 0 && at_top)
    fetch_earlier (self);
  else if (self->end < get_n_messages (self) && at_end)
    fetch_later (self);
  else if (self->first == 0 && at_top && propus_session_has_earlier (self->session, self->conversation))
    load_more (self, TRUE);
  else if (self->end == get_n_messages (self) && at_end && has_later (self))
    load_more (self, FALSE);

  return G_SOURCE_REMOVE;
}

static gboolean
has_more (PropusConversationView *self)
{
  return self->first > 0 || self->end < get_n_messages (self) || has_later (self) ||
         propus_session_has_earlier (self->session, self->conversation);
}

static void
adjustment_changed_cb (PropusConversationView *self)
{
  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (self->paging == 0 && get_n_messages (self) > 0 && has_more (self) &&
      gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller)) > 1)
    self->paging = g_idle_add (page_cb, self);
}

static void
sticky_changed_cb (PropusConversationView *self)
{
  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  gtk_revealer_set_reveal_child (self->jump_revealer, !propus_scroll_anchor_get_sticky (self->anchor));
}

static void
turn_changed_cb (PropusSession          *session,
                 PropusTurn             *turn,
                 PropusConversationView *self)
{
  gboolean running = propus_turn_is_running (turn);

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (propus_turn_get_conversation (turn) != self->conversation)
    return;

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      propus_turn_bar_set_busy (get_bar (row), running);
      if (PROPUS_IS_ANSWER_ROW (row) && propus_answer_row_get_message (PROPUS_ANSWER_ROW (row)) == propus_turn_get_message (turn))
        propus_answer_row_set_turn (PROPUS_ANSWER_ROW (row), running ? turn : NULL);
    }
}

/* --- places --- */

static gboolean
locate (PropusConversationView *self,
        graphene_rect_t        *bounds)
{
  GtkWidget *row;
  guint position;
  gboolean found;

  if (!propus_conversation_find_message (self->conversation, self->place_message, &position))
    return FALSE;
  row = find_row (self, position);
  if (row == NULL)
    return FALSE;

  if (self->place_index == PROPUS_FIND_NONE || self->words == NULL)
    found = FALSE;
  else if (PROPUS_IS_PROMPT_ROW (row))
    found = propus_prompt_row_mark_find (PROPUS_PROMPT_ROW (row), self->place_index, self->rows, bounds);
  else
    found = propus_answer_parts_choose_find (propus_answer_row_get_parts (PROPUS_ANSWER_ROW (row)), self->place_index,
                                             self->rows, bounds);

  /* A word that stands in a table or in the address of a link only: the message has to do. */
  return found || gtk_widget_compute_bounds (row, self->rows, bounds);
}

static gboolean
show_tick_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  PropusConversationView *self = PROPUS_CONVERSATION_VIEW (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (locate (self, &bounds))
    gtk_adjustment_set_value (adjustment, bounds.origin.y - (self->hold ? self->held_y : gtk_adjustment_get_page_size (adjustment) / 4));
  if (--self->show_frames > 0)
    return G_SOURCE_CONTINUE;

  self->show_tick = 0;
  adjustment_changed_cb (self);
  return G_SOURCE_REMOVE;
}

/* No mark is the one that counts any more. */
static void
clear_chosen (PropusConversationView *self)
{
  graphene_rect_t bounds;
  GtkWidget *row;
  guint position;

  if (self->place_message == 0 || !propus_conversation_find_message (self->conversation, self->place_message, &position))
    return;

  row = find_row (self, position);
  if (row != NULL && PROPUS_IS_PROMPT_ROW (row))
    propus_prompt_row_mark_find (PROPUS_PROMPT_ROW (row), PROPUS_FIND_NONE, self->rows, &bounds);
  else if (row != NULL)
    propus_answer_parts_choose_find (propus_answer_row_get_parts (PROPUS_ANSWER_ROW (row)), PROPUS_FIND_NONE,
                                     self->rows, &bounds);
}

/**
 * propus_conversation_view_show_place:
 * @self: a view
 * @message_id: a message that is in memory
 * @index: of how many marks in it before the one to go to; %G_MAXUINT: the message as a whole
 *
 * Scrolls there.
 */
void
propus_conversation_view_show_place (PropusConversationView *self,
                                     gint64                  message_id,
                                     guint                   index)
{
  guint position;

  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));

  if (!propus_conversation_find_message (self->conversation, message_id, &position))
    return;

  clear_chosen (self);
  if (find_row (self, position) == NULL)
    {
      guint first = position > PROPUS_LIMIT_LIVE_ROWS / 2 ? position - PROPUS_LIMIT_LIVE_ROWS / 2 : 0;

      propus_scroll_anchor_release (self->anchor);
      rebuild_from (self, first, MIN (first + PROPUS_LIMIT_LIVE_ROWS, get_n_messages (self)));
    }
  lead (self, message_id, index, FALSE);
}

/**
 * propus_conversation_view_set_find:
 * @self: a view
 * @words: (nullable): of propus_text_split_query(); %NULL: nothing is looked for any more
 *
 * Marks words in all messages that are shown.
 */
void
propus_conversation_view_set_find (PropusConversationView *self,
                                   const char * const     *words)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));

  if (words == NULL && self->words == NULL)
    return;

  clear_chosen (self);
  self->place_message = 0;
  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    set_row_find (self, row);
}

/**
 * propus_conversation_view_hold:
 * @self: a view
 * @message: (transfer none): that another is about to take the place of
 *
 * Stays there, and does not follow the end; the focus goes over to the one that comes.
 */
void
propus_conversation_view_hold (PropusConversationView *self,
                               PropusMessage          *message)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;
  guint i = self->first;

  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));

  while (i < self->end && propus_conversation_get_message (self->conversation, i) != message)
    i++;
  if (i == self->end)
    return;

  self->held = i;
  self->held_y = 0;
  if (gtk_widget_compute_bounds (find_row (self, i), self->rows, &bounds))
    self->held_y = MAX (bounds.origin.y - gtk_adjustment_get_value (adjustment), 0);
  self->held_focus = focus != NULL && gtk_widget_is_ancestor (focus, find_row (self, i));
  propus_scroll_anchor_release (self->anchor);
}

/**
 * propus_conversation_view_loaded:
 * @self: a view
 *
 * The messages are there; there may be none.
 */
void
propus_conversation_view_loaded (PropusConversationView *self)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));

  update_page (self);
  update_last (self);
}

/* The viewport does not follow the focus by itself, because a click into a tall text would make it jump; the buttons
 * that the Tab key reaches are brought into sight here. */
static void
focus_changed_cb (PropusConversationView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (focus == NULL || !(GTK_IS_BUTTON (focus) || GTK_IS_EXPANDER (focus)) ||
      !gtk_widget_is_ancestor (focus, self->rows) || !gtk_widget_compute_bounds (focus, self->rows, &bounds))
    return;

  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->scroller),
                             bounds.origin.y, bounds.origin.y + bounds.size.height);
}

/**
 * propus_conversation_view_set_session:
 * @self: a view
 * @session: (transfer none): whose conversations it shows; once
 */
void
propus_conversation_view_set_session (PropusConversationView *self,
                                      PropusSession          *session)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "turn-started", G_CALLBACK (turn_changed_cb), self, 0);
  g_signal_connect_object (session, "turn-ended", G_CALLBACK (turn_changed_cb), self, 0);
}

/**
 * propus_conversation_view_set_conversation:
 * @self: a view with a session
 * @conversation: (transfer none): what to show, at its end
 */
void
propus_conversation_view_set_conversation (PropusConversationView *self,
                                           PropusConversation     *conversation)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (self->conversation, items_changed_cb, self);
  g_clear_pointer (&self->words, g_strfreev);
  self->place_message = 0;
  self->held = G_MAXUINT;
  g_set_object (&self->conversation, conversation);
  g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  rebuild (self);
}

/**
 * propus_conversation_view_jump_to_latest:
 * @self: a view
 *
 * Goes to the end and follows it.
 */
void
propus_conversation_view_jump_to_latest (PropusConversationView *self)
{
  g_return_if_fail (PROPUS_IS_CONVERSATION_VIEW (self));

  if (has_later (self))
    propus_session_go_to_end (self->session, self->conversation);
  else if (self->end < get_n_messages (self))
    rebuild (self);
  else
    propus_scroll_anchor_stick (self->anchor);
}

static void
propus_conversation_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (propus_conversation_view_parent_class)->root (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (focus_changed_cb), widget, G_CONNECT_SWAPPED);
}

static void
propus_conversation_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), focus_changed_cb, widget);

  GTK_WIDGET_CLASS (propus_conversation_view_parent_class)->unroot (widget);
}

static void
propus_conversation_view_dispose (GObject *object)
{
  PropusConversationView *self = PROPUS_CONVERSATION_VIEW (object);

  g_clear_handle_id (&self->paging, g_source_remove);
  if (self->show_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->show_tick);
  self->show_tick = 0;
  g_clear_pointer (&self->words, g_strfreev);
  if (self->anchor != NULL)
    propus_scroll_anchor_detach (self->anchor);
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (self->conversation, items_changed_cb, self);
  g_clear_weak_pointer (&self->last_row);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_CONVERSATION_VIEW);
  g_clear_object (&self->anchor);
  g_clear_object (&self->conversation);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_conversation_view_parent_class)->dispose (object);
}

static void
propus_conversation_view_class_init (PropusConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_conversation_view_dispose;
  widget_class->root = propus_conversation_view_root;
  widget_class->unroot = propus_conversation_view_unroot;

  g_type_ensure (PROPUS_TYPE_GREETING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusConversationView, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusConversationView, scroller);
  gtk_widget_class_bind_template_child (widget_class, PropusConversationView, rows);
  gtk_widget_class_bind_template_child (widget_class, PropusConversationView, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, PropusConversationView, jump);
  gtk_widget_class_bind_template_callback (widget_class, propus_conversation_view_jump_to_latest);

  signals[SIGNAL_DEED] = g_signal_new ("deed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, PROPUS_TYPE_MESSAGE, G_TYPE_UINT);
}

static void
propus_conversation_view_init (PropusConversationView *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->held = G_MAXUINT;
  self->anchor = propus_scroll_anchor_new (self->scroller, self->rows);
  g_signal_connect_object (self->anchor, "notify::sticky", G_CALLBACK (sticky_changed_cb), self, G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
}
