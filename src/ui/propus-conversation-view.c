/* propus-conversation-view.c - the messages of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-view.h"

#include "propus-answer-row.h"
#include "propus-greeting.h"
#include "propus-limits.h"
#include "propus-prompt-row.h"
#include "propus-scroll-anchor.h"
#include "propus-widget.h"

/* So near to an end of the live rows, in pixels, that the next page is fetched. */
#define PAGE_DISTANCE 400

/**
 * PropusConversationView:
 *
 * A bounded window of live rows over a #PropusConversation: the newest PROPUS_LIMIT_LIVE_ROWS, and pages of
 * PROPUS_LIMIT_PAGE_ROWS more in both directions as the reader scrolls, while rows far away are dropped.
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

  guint first;               /* index of the first live row */
  guint end;                 /* one past the last live row */
  guint paging;              /* source id of a page that is about to be fetched */
};

G_DEFINE_FINAL_TYPE (PropusConversationView, propus_conversation_view, GTK_TYPE_WIDGET)

static guint
get_n_messages (PropusConversationView *self)
{
  return self->conversation != NULL ? propus_conversation_get_n_messages (self->conversation) : 0;
}

static GtkWidget *
new_row (PropusConversationView *self,
         guint                   index)
{
  PropusMessage *message = propus_conversation_get_message (self->conversation, index);
  PropusTurn *turn = propus_session_get_turn (self->session, self->conversation);
  GtkWidget *row;

  if (propus_message_get_role (message) == PROPUS_ROLE_USER)
    return propus_prompt_row_new (message);

  row = propus_answer_row_new (message);
  if (turn != NULL && propus_turn_get_message (turn) == message)
    propus_answer_row_set_turn (PROPUS_ANSWER_ROW (row), turn);

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

static void
update_last (PropusConversationView *self)
{
  GtkWidget *last = self->end == get_n_messages (self) ? gtk_widget_get_last_child (self->rows) : NULL;

  propus_scroll_anchor_set_complete (self->anchor, self->end == get_n_messages (self));
  if (last == self->last_row)
    return;

  if (self->last_row != NULL && PROPUS_IS_ANSWER_ROW (self->last_row))
    propus_answer_row_set_last (PROPUS_ANSWER_ROW (self->last_row), FALSE);
  g_set_weak_pointer (&self->last_row, last);
  if (last != NULL && PROPUS_IS_ANSWER_ROW (last))
    propus_answer_row_set_last (PROPUS_ANSWER_ROW (last), TRUE);
}

static void
update_page (PropusConversationView *self)
{
  const char *page = "greeting";

  if (get_n_messages (self) > 0)
    page = "rows";
  else if (self->conversation != NULL && propus_conversation_get_id (self->conversation) != 0)
    page = "loading";   /* a stored conversation always has a message */

  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
rebuild (PropusConversationView *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);

  self->end = get_n_messages (self);
  self->first = self->end > PROPUS_LIMIT_LIVE_ROWS ? self->end - PROPUS_LIMIT_LIVE_ROWS : 0;
  insert_rows (self, self->first, self->end - self->first);
  update_last (self);
  update_page (self);
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

static void
items_changed_cb (PropusConversationView *self,
                  guint                   position,
                  guint                   removed,
                  guint                   added)
{
  guint old_n = get_n_messages (self) - added + removed;

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (self->end == self->first || position < self->first ||
      (removed > 0 && position + removed > self->end))
    {
      rebuild (self);
      return;
    }
  if (position > self->end || (position == self->end && self->end < old_n))
    return;   /* after the live rows: fetched when the reader comes there */

  remove_rows (self, position, removed);
  self->end -= removed;
  insert_rows (self, position, added);
  self->end += added;
  if (propus_scroll_anchor_get_sticky (self->anchor))
    trim (self, FALSE);
  update_last (self);
  update_page (self);
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

static gboolean
page_cb (gpointer user_data)
{
  PropusConversationView *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  gboolean sticky = propus_scroll_anchor_get_sticky (self->anchor);

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));
  self->paging = 0;

  if (self->first > 0 && value < PAGE_DISTANCE && (!sticky || upper <= page))
    fetch_earlier (self);
  else if (self->end < get_n_messages (self) && value + page > upper - PAGE_DISTANCE)
    fetch_later (self);

  return G_SOURCE_REMOVE;
}

static void
adjustment_changed_cb (PropusConversationView *self)
{
  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (self->paging == 0 && (self->first > 0 || self->end < get_n_messages (self)) &&
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
  GtkWidget *row;

  g_assert (PROPUS_IS_CONVERSATION_VIEW (self));

  if (propus_turn_get_conversation (turn) != self->conversation)
    return;

  row = gtk_widget_get_last_child (self->rows);
  if (row != NULL && PROPUS_IS_ANSWER_ROW (row) &&
      propus_answer_row_get_message (PROPUS_ANSWER_ROW (row)) == propus_turn_get_message (turn))
    propus_answer_row_set_turn (PROPUS_ANSWER_ROW (row), propus_turn_is_running (turn) ? turn : NULL);
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

  if (self->end < get_n_messages (self))
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
}

static void
propus_conversation_view_init (PropusConversationView *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->anchor = propus_scroll_anchor_new (self->scroller, self->rows);
  g_signal_connect_object (self->anchor, "notify::sticky", G_CALLBACK (sticky_changed_cb), self, G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
}
