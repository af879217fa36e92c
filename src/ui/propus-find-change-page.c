/* propus-find-change-page.c - what moving a key out of a file would change, and the move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find-change-page.h"

#include "propus-failure-sentence.h"
#include "propus-find-row.h"
#include "propus-finds.h"
#include "propus-plain-question.h"
#include "propus-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * PropusFindChangePage:
 *
 * The line as it is and as it would be, the key masked in both; a name for the key in the keyring; and what a move
 * cannot do. Nothing is changed before the button is pressed.
 */
struct _PropusFindChangePage
{
  GtkWidget parent_instance;

  /* Template widgets */
  AdwWindowTitle *window_title;
  GtkWidget *failure_group;
  AdwActionRow *failure_row;
  AdwPreferencesGroup *change_group;
  GtkLabel *before;
  GtkLabel *after;
  GtkEditable *name;
  AdwActionRow *advice_row;
  GtkWidget *move;

  /* Owned */
  PropusSession *session;    /* NULL once disposed */
  PropusFind *find;
};

enum { SIGNAL_CHANGED, SIGNAL_BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusFindChangePage, propus_find_change_page, GTK_TYPE_WIDGET)

static void
show_failure (PropusFindChangePage *self,
              PropusFailure        *failure)
{
  g_autofree char *sentence = failure != NULL ? propus_failure_dup_sentence_for (failure) : NULL;

  if (sentence != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->failure_row), sentence);
  gtk_widget_set_visible (self->failure_group, sentence != NULL);
}

static void
previewed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PropusFindChangePage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusFindChange) change = propus_finds_preview_finish (PROPUS_BROKER_PROCESS (object), result, &failure);

  g_assert (PROPUS_IS_FIND_CHANGE_PAGE (self));

  if (self->session == NULL)
    return;

  show_failure (self, failure);
  if (change == NULL)
    return;

  gtk_label_set_label (self->before, propus_find_change_get_before (change));
  gtk_label_set_label (self->after, propus_find_change_get_after (change));
  if (propus_find_change_get_target (change) != NULL)
    {
      g_autofree char *target = propus_find_row_dup_short_path (propus_find_change_get_target (change));
      g_autofree char *note = NULL;
      g_autofree char *escaped = NULL;

      /* Translators: %s is a file */
      note = g_strdup_printf (_("The file is a link and stays one; the line is changed in %s."), target);
      escaped = g_markup_escape_text (note, -1);
      adw_preferences_group_set_description (self->change_group, escaped);
    }
  gtk_widget_set_sensitive (self->move, TRUE);
}

/* --- the move --- */

static void send_move (PropusFindChangePage *self,
                       gboolean              plain);

static void
plain_answered_cb (PropusPlainAnswer answer,
                   gpointer          user_data)
{
  g_autoptr (PropusFindChangePage) self = user_data;

  if (self->session != NULL && answer == PROPUS_PLAIN_STORE)
    send_move (self, TRUE);
}

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PropusFindChangePage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusKeyInfo) key = propus_finds_move_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  GtkRoot *root;

  g_assert (PROPUS_IS_FIND_CHANGE_PAGE (self));

  if (self->session == NULL)
    return;

  root = gtk_widget_get_root (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->move, TRUE);
  if (key != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, _("The key is in your keyring and out of the file."));
      return;
    }
  if (propus_failure_get_kind (failure) == PROPUS_FAILURE_KEYRING_PLAIN && GTK_IS_WINDOW (root))
    {
      propus_plain_question_ask (GTK_WINDOW (root), FALSE, plain_answered_cb, g_object_ref (self));
      return;
    }

  show_failure (self, failure);
}

static void
send_move (PropusFindChangePage *self,
           gboolean              plain)
{
  const char *label = gtk_editable_get_text (self->name);

  gtk_widget_set_sensitive (self->move, FALSE);
  show_failure (self, NULL);
  propus_finds_move_async (propus_session_get_broker (self->session), self->find, *label != '\0' ? label : NULL, plain,
                           moved_cb, g_object_ref (self));
}

static void
move_cb (PropusFindChangePage *self)
{
  g_assert (PROPUS_IS_FIND_CHANGE_PAGE (self));

  send_move (self, FALSE);
}

static void
back_cb (PropusFindChangePage *self)
{
  g_assert (PROPUS_IS_FIND_CHANGE_PAGE (self));

  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

/**
 * propus_find_change_page_new:
 * @session: (transfer none): whose broker moves the key
 * @find: (transfer none): which key
 *
 * Returns: (transfer floating): a page that shows what would change
 */
GtkWidget *
propus_find_change_page_new (PropusSession *session,
                             PropusFind    *find)
{
  PropusFindChangePage *self;
  g_autofree char *place = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);
  g_return_val_if_fail (find != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_FIND_CHANGE_PAGE, NULL);
  self->session = g_object_ref (session);
  self->find = propus_find_ref (find);
  place = propus_find_row_dup_place (find);
  /* Translators: the name that a key gets in the keyring; %s is a program or a variable: "Gemini key from Bash" */
  label = g_strdup_printf (_("Gemini key from %s"), propus_find_get_program (find));
  adw_window_title_set_subtitle (self->window_title, place);
  gtk_editable_set_text (self->name, label);
  adw_action_row_set_subtitle (self->advice_row, propus_finds_get_advice ());
  propus_finds_preview_async (propus_session_get_broker (session), find, previewed_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

static void
propus_find_change_page_dispose (GObject *object)
{
  PropusFindChangePage *self = PROPUS_FIND_CHANGE_PAGE (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_FIND_CHANGE_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_find_change_page_parent_class)->dispose (object);
}

static void
propus_find_change_page_finalize (GObject *object)
{
  g_clear_pointer (&PROPUS_FIND_CHANGE_PAGE (object)->find, propus_find_unref);

  G_OBJECT_CLASS (propus_find_change_page_parent_class)->finalize (object);
}

static void
propus_find_change_page_class_init (PropusFindChangePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_find_change_page_dispose;
  object_class->finalize = propus_find_change_page_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-find-change-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, window_title);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, failure_group);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, failure_row);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, change_group);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, before);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, after);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, name);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, advice_row);
  gtk_widget_class_bind_template_child (widget_class, PropusFindChangePage, move);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_cb);
}

static void
propus_find_change_page_init (PropusFindChangePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->failure_row), FALSE);
}
