/* propus-key-row.c - one key in the list of keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-row.h"

#include "propus-key-facts.h"

#include <glib/gi18n.h>

/**
 * PropusKeyRow:
 *
 * A key: whether it is in use, what tells it from others, and, when the API refused it last, what that means and the
 * buttons that mend it. Activating the row leads to all that can be done with the key.
 */
struct _PropusKeyRow
{
  AdwPreferencesRow parent_instance;

  /* Template widgets */
  GtkCheckButton *check;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *move;
  GtkWidget *arrow;
  AdwBin *refusal;

  /* Owned */
  PropusKeyInfo *key;
};

G_DEFINE_FINAL_TYPE (PropusKeyRow, propus_key_row, ADW_TYPE_PREFERENCES_ROW)

/* The choice is the broker's: the mark moves when the list is asked for again. */
static void
toggled_cb (PropusKeyRow *self)
{
  g_assert (PROPUS_IS_KEY_ROW (self));

  if (gtk_check_button_get_active (self->check))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.use-key", "s", propus_key_info_get_id (self->key));
}

static void
show_environment (PropusKeyRow *self,
                  gboolean      in_use)
{
  gboolean usable = *propus_key_info_get_last_four (self->key) != '\0';

  gtk_widget_set_visible (self->arrow, usable);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), usable);
  gtk_widget_set_visible (self->move, usable);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->move), "s", propus_key_info_get_id (self->key));
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), in_use);
  if (!in_use)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->check), usable ? _("Other keys come before this one")
                                                                  : _("This cannot be a key"));
}

/**
 * propus_key_row_new:
 * @key: (transfer none): what it shows
 * @in_use: whether requests go out with it
 * @group: (nullable): the mark of another row; only one of them is set
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
propus_key_row_new (PropusKeyInfo  *key,
                    gboolean        in_use,
                    GtkCheckButton *group)
{
  PropusKeyRow *self;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *use = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_KEY_ROW, NULL);
  self->key = propus_key_info_ref (key);
  title = propus_key_facts_dup_title (key);
  subtitle = propus_key_facts_dup_subtitle (key, in_use);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle,
                                  -1);

  /* Translators: to choose a key; %s is its name */
  use = g_strdup_printf (_("Use “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, use, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->check), in_use ? _("In use") : use);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", propus_key_info_get_id (key));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "keys.open");
  gtk_check_button_set_group (self->check, group);
  gtk_check_button_set_active (self->check, in_use);
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);

  if (*propus_key_info_get_variable (key) != '\0')
    show_environment (self, in_use);
  if (propus_key_info_is_refused (key))
    {
      adw_bin_set_child (self->refusal, propus_key_facts_new_refusal (propus_key_info_get_last_refusal (key), key, FALSE));
      gtk_widget_set_visible (GTK_WIDGET (self->refusal), TRUE);
    }

  return GTK_WIDGET (self);
}

/**
 * propus_key_row_get_key:
 * @self: a row
 *
 * Returns: (transfer none): its key
 */
PropusKeyInfo *
propus_key_row_get_key (PropusKeyRow *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_ROW (self), NULL);

  return self->key;
}

/**
 * propus_key_row_get_check:
 * @self: a row
 *
 * Returns: (transfer none): its mark, for the group of the next row's
 */
GtkWidget *
propus_key_row_get_check (PropusKeyRow *self)
{
  g_return_val_if_fail (PROPUS_IS_KEY_ROW (self), NULL);

  return GTK_WIDGET (self->check);
}

/**
 * propus_key_row_mark_stored:
 * @self: the row of a key of the environment
 *
 * The keyring has it, too: there is nothing left to move.
 */
void
propus_key_row_mark_stored (PropusKeyRow *self)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (PROPUS_IS_KEY_ROW (self));

  /* Translators: %s tells about a key in the environment */
  subtitle = g_strdup_printf (_("%s · also in your keyring"), gtk_label_get_label (self->subtitle));
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (self->move, FALSE);
}

static void
propus_key_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_KEY_ROW);

  G_OBJECT_CLASS (propus_key_row_parent_class)->dispose (object);
}

static void
propus_key_row_finalize (GObject *object)
{
  g_clear_pointer (&PROPUS_KEY_ROW (object)->key, propus_key_info_unref);

  G_OBJECT_CLASS (propus_key_row_parent_class)->finalize (object);
}

static void
propus_key_row_class_init (PropusKeyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_key_row_dispose;
  object_class->finalize = propus_key_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, check);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, title);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, move);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyRow, refusal);
}

static void
propus_key_row_init (PropusKeyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
