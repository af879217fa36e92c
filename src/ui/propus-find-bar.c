/* propus-find-bar.c - finding words in the chat that is open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find-bar.h"

#include "propus-limits.h"
#include "propus-text-match.h"
#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusFindBar:
 *
 * A search bar above the conversation. The history is asked, so that what is not in memory is found, too; going to a
 * place brings it. A temporary chat is looked through here.
 */
struct _PropusFindBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;

  /* Borrowed */
  PropusConversationView *view;

  /* Owned */
  PropusSession *session;
  PropusConversation *conversation;
  GCancellable *cancellable; /* of the find on its way; NULL: none */
  GArray *places;            /* of Place, oldest first */

  char *query;               /* to be looked for once the wanted message is there; NULL: none */
  gint64 wanted;             /* id of the message to go to when the places are known; 0: the last one */
  guint current;
};

/* One place where the words stand. */
typedef struct
{
  gint64 message_id;
  guint index;               /* of how many before it in the same message */
} Place;

G_DEFINE_FINAL_TYPE (PropusFindBar, propus_find_bar, GTK_TYPE_WIDGET)

static void
update_count (PropusFindBar *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *text = NULL;
  gboolean any = self->places->len > 0;

  if (any)
    /* Translators: which of the places found is shown, and how many there are */
    text = g_strdup_printf (_("%u of %u"), self->current + 1, self->places->len);
  else
    text = g_strdup (*query != '\0' && self->cancellable == NULL ? _("Not found") : "");
  gtk_label_set_label (self->count, text);
  gtk_widget_set_sensitive (self->previous, any);
  gtk_widget_set_sensitive (self->next, any);
}

static void
went_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PropusFindBar) self = user_data;
  Place *place;

  if (!propus_session_load_finish (PROPUS_SESSION (object), result, NULL) || self->view == NULL ||
      self->current >= self->places->len)
    return;

  place = &g_array_index (self->places, Place, self->current);
  propus_conversation_view_show_place (self->view, place->message_id, place->index);
}

static void
go (PropusFindBar *self)
{
  update_count (self);
  if (self->current < self->places->len)
    propus_session_jump_async (self->session, self->conversation,
                               g_array_index (self->places, Place, self->current).message_id, went_cb, g_object_ref (self));
}

static void
add_places (PropusFindBar *self,
            gint64         message_id,
            GArray        *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      Place place = { message_id, i };

      g_array_append_val (self->places, place);
    }
}

/* The newest place, or the first in the message that is asked for. */
static void
choose_first (PropusFindBar *self)
{
  self->current = self->places->len > 0 ? self->places->len - 1 : 0;
  for (guint i = 0; self->wanted != 0 && i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).message_id == self->wanted)
      {
        self->current = i;
        break;
      }
  self->wanted = 0;
  go (self);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PropusFindBar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) finds = propus_store_find_finish (PROPUS_STORE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  for (guint i = 0; finds != NULL && i < finds->len; i++)
    {
      PropusMessageFind *find = g_ptr_array_index (finds, i);

      add_places (self, find->message_id, find->ranges);
    }
  choose_first (self);
}

static void
find_in_memory (PropusFindBar      *self,
                const char * const *words)
{
  for (guint i = 0; i < propus_conversation_get_n_messages (self->conversation); i++)
    {
      PropusMessage *message = propus_conversation_get_message (self->conversation, i);
      g_autoptr (GArray) ranges = propus_text_find (propus_message_get_text (message), words, PROPUS_LIMIT_RANGES);

      add_places (self, propus_message_get_id (message), ranges);
    }
  choose_first (self);
}

static void
cancel (PropusFindBar *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_array_set_size (self->places, 0);
  self->current = 0;
}

static void
search_changed_cb (PropusFindBar *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_auto (GStrv) words = propus_text_split_phrase (query);
  gboolean any = words[0] != NULL;

  g_assert (PROPUS_IS_FIND_BAR (self));

  cancel (self);
  if (self->view == NULL || self->conversation == NULL)
    return;

  propus_conversation_view_set_find (self->view, any ? (const char * const *) words : NULL);
  if (any && propus_conversation_get_id (self->conversation) == 0)
    find_in_memory (self, (const char * const *) words);
  else if (any)
    {
      self->cancellable = g_cancellable_new ();
      propus_store_find_async (propus_session_get_store (self->session), propus_conversation_get_id (self->conversation),
                               query, self->cancellable, found_cb, g_object_ref (self));
    }
  update_count (self);
}

/**
 * propus_find_bar_step:
 * @self: a bar
 * @step: 1 for the next place, -1 for the one before; goes round at the ends
 */
void
propus_find_bar_step (PropusFindBar *self,
                      int            step)
{
  guint n;

  g_return_if_fail (PROPUS_IS_FIND_BAR (self));

  n = self->places->len;
  if (n == 0)
    return;

  self->current = (self->current + n + (guint) (step < 0 ? n - 1 : 1)) % n;
  go (self);
}

static void
next_cb (PropusFindBar *self)
{
  propus_find_bar_step (self, 1);
}

static void
previous_cb (PropusFindBar *self)
{
  propus_find_bar_step (self, -1);
}

static void
mode_changed_cb (PropusFindBar *self)
{
  g_assert (PROPUS_IS_FIND_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), gtk_search_bar_get_search_mode (self->bar));
  if (gtk_search_bar_get_search_mode (self->bar))
    return;

  cancel (self);
  if (self->view != NULL)
    propus_conversation_view_set_find (self->view, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-composer", NULL);
}

/**
 * propus_find_bar_new:
 * @session: (transfer none): that is asked
 * @view: (transfer none): that is led; outlives the bar's use
 *
 * Returns: (transfer floating): a bar that is shut
 */
GtkWidget *
propus_find_bar_new (PropusSession          *session,
                     PropusConversationView *view)
{
  PropusFindBar *self = g_object_new (PROPUS_TYPE_FIND_BAR, NULL);

  self->session = g_object_ref (session);
  g_set_weak_pointer (&self->view, view);
  return GTK_WIDGET (self);
}

/**
 * propus_find_bar_set_conversation:
 * @self: a bar
 * @conversation: (transfer none): which is open from now on
 */
void
propus_find_bar_set_conversation (PropusFindBar      *self,
                                  PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_FIND_BAR (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  gtk_search_bar_set_search_mode (self->bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  cancel (self);
}

/**
 * propus_find_bar_open:
 * @self: a bar
 */
void
propus_find_bar_open (PropusFindBar *self)
{
  g_return_if_fail (PROPUS_IS_FIND_BAR (self));

  if (!gtk_search_bar_get_search_mode (self->bar))
    {
      gtk_search_bar_set_search_mode (self->bar, TRUE);
      search_changed_cb (self);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/**
 * propus_find_bar_open_with:
 * @self: a bar
 * @query: words to look for
 */
void
propus_find_bar_open_with (PropusFindBar *self,
                           const char    *query)
{
  g_return_if_fail (PROPUS_IS_FIND_BAR (self));
  g_return_if_fail (query != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), query);
  if (propus_find_bar_is_open (self))
    search_changed_cb (self);
  propus_find_bar_open (self);
}

/**
 * propus_find_bar_close:
 * @self: a bar
 */
void
propus_find_bar_close (PropusFindBar *self)
{
  g_return_if_fail (PROPUS_IS_FIND_BAR (self));

  gtk_search_bar_set_search_mode (self->bar, FALSE);
}

/**
 * propus_find_bar_is_open:
 * @self: a bar
 *
 * Returns: whether it is there to be typed into
 */
gboolean
propus_find_bar_is_open (PropusFindBar *self)
{
  g_return_val_if_fail (PROPUS_IS_FIND_BAR (self), FALSE);

  return gtk_search_bar_get_search_mode (self->bar);
}

static void
jumped_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusFindBar) self = user_data;

  g_autofree char *query = g_steal_pointer (&self->query);

  if (!propus_session_load_finish (PROPUS_SESSION (object), result, NULL) || self->view == NULL)
    {
      self->wanted = 0;
      return;
    }

  propus_conversation_view_show_place (self->view, self->wanted, G_MAXUINT);
  if (query == NULL || *query == '\0')
    {
      self->wanted = 0;
      return;
    }

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), query);
  search_changed_cb (self);
}

/**
 * propus_find_bar_show_place:
 * @self: a bar with a conversation
 * @message_id: a message of it, of any version
 * @query: (nullable): words to look for
 */
void
propus_find_bar_show_place (PropusFindBar *self,
                            gint64         message_id,
                            const char    *query)
{
  g_return_if_fail (PROPUS_IS_FIND_BAR (self));

  /* First the message: the find goes along the branch that is displayed then. */
  self->wanted = message_id;
  g_free (self->query);
  self->query = g_strdup (query);
  propus_session_jump_async (self->session, self->conversation, message_id, jumped_cb, g_object_ref (self));
}

static void
propus_find_bar_dispose (GObject *object)
{
  PropusFindBar *self = PROPUS_FIND_BAR (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->view);
  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_FIND_BAR);
  g_clear_object (&self->conversation);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_find_bar_parent_class)->dispose (object);
}

static void
propus_find_bar_finalize (GObject *object)
{
  PropusFindBar *self = PROPUS_FIND_BAR (object);

  g_array_unref (self->places);
  g_free (self->query);

  G_OBJECT_CLASS (propus_find_bar_parent_class)->finalize (object);
}

static void
propus_find_bar_class_init (PropusFindBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_find_bar_dispose;
  object_class->finalize = propus_find_bar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusFindBar, bar);
  gtk_widget_class_bind_template_child (widget_class, PropusFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, PropusFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, PropusFindBar, previous);
  gtk_widget_class_bind_template_child (widget_class, PropusFindBar, next);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, propus_find_bar_close);
}

static void
propus_find_bar_init (PropusFindBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
  g_signal_connect_object (self->bar, "notify::search-mode-enabled", G_CALLBACK (mode_changed_cb), self, G_CONNECT_SWAPPED);
  update_count (self);
}
