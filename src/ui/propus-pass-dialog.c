/* propus-pass-dialog.c - a new pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-dialog.h"

#include "propus-pass-key-row.h"
#include "propus-pass-rules.h"
#include "propus-pass-text.h"
#include "propus-pass-token-window.h"

#include <glib/gi18n.h>

/**
 * PropusPassDialog:
 *
 * Asks for the name of a program, and for more if a person wants to say more. When the pass is made its token takes the
 * dialog's place.
 */
struct _PropusPassDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkWidget *create;
  GtkSpinner *spinner;
  GtkEditable *name;
  PropusPassKeyRow *key;
  GtkLabel *trouble;
  GtkExpander *more;
  PropusPassRules *rules;

  /* Owned */
  PropusSession *session;

  guint making : 1;
};

G_DEFINE_FINAL_TYPE (PropusPassDialog, propus_pass_dialog, ADW_TYPE_WINDOW)

static char *
dup_name (PropusPassDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
update (PropusPassDialog *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->content, !self->making);
  gtk_widget_set_sensitive (self->create, !self->making && *name != '\0');
  gtk_spinner_set_spinning (self->spinner, self->making);
}

static void
name_cb (PropusPassDialog *self)
{
  g_assert (PROPUS_IS_PASS_DIALOG (self));

  update (self);
}

static void
show_trouble (PropusPassDialog *self,
              PropusFailure    *failure)
{
  g_autofree char *sentence = propus_pass_text_dup_failure (failure, _("The pass could not be created."));

  gtk_label_set_label (self->trouble, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PropusPassDialog) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusPassInfo) pass = propus_passes_one_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  PropusPassList *list;

  if (self->session == NULL)
    return;   /* it was closed; the page's next look finds the pass */

  self->making = FALSE;
  update (self);
  if (pass == NULL)
    {
      show_trouble (self, failure);
      return;
    }

  list = propus_session_get_passes (self->session);
  if (list != NULL)
    propus_pass_list_refresh (list);
  propus_pass_token_window_present (gtk_window_get_transient_for (GTK_WINDOW (self)), pass);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
create_cb (PropusPassDialog *self)
{
  g_auto (PropusPassTerms) terms;

  g_assert (PROPUS_IS_PASS_DIALOG (self));

  propus_pass_terms_init (&terms);
  propus_pass_rules_read (self->rules, &terms);
  g_free (terms.name);
  terms.name = dup_name (self);
  terms.key = g_strdup (propus_pass_key_row_get_key (self->key));

  self->making = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), FALSE);
  update (self);
  propus_passes_make_async (propus_session_get_broker (self->session), &terms, made_cb, g_object_ref (self));
}

/* The rest is seen at once, where the screen has room for it. */
static void
expanded_cb (PropusPassDialog *self)
{
  g_assert (PROPUS_IS_PASS_DIALOG (self));

  if (gtk_expander_get_expanded (self->more))
    gtk_window_set_default_size (GTK_WINDOW (self), gtk_widget_get_width (GTK_WIDGET (self)),
                                 MAX (gtk_widget_get_height (GTK_WIDGET (self)), 640));
}

/**
 * propus_pass_dialog_new:
 * @session: (transfer none): whose broker makes the pass
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
GtkWidget *
propus_pass_dialog_new (PropusSession *session)
{
  PropusPassDialog *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_PASS_DIALOG, NULL);
  self->session = g_object_ref (session);
  propus_pass_key_row_load (self->key, session);

  return GTK_WIDGET (self);
}

static void
propus_pass_dialog_dispose (GObject *object)
{
  PropusPassDialog *self = PROPUS_PASS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PASS_DIALOG);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_pass_dialog_parent_class)->dispose (object);
}

static void
propus_pass_dialog_class_init (PropusPassDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_pass_dialog_dispose;

  g_type_ensure (PROPUS_TYPE_PASS_KEY_ROW);
  g_type_ensure (PROPUS_TYPE_PASS_RULES);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-pass-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, content);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, create);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, name);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, key);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, more);
  gtk_widget_class_bind_template_child (widget_class, PropusPassDialog, rules);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
}

static void
propus_pass_dialog_init (PropusPassDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->more, "notify::expanded", G_CALLBACK (expanded_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->name));
}
