/* propus-pass-row.c - one pass in the list of passes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-row.h"

#include "propus-pass-text.h"

/**
 * PropusPassRow:
 *
 * A pass: its name, its state as a picture and in words, and what was done with it. Activating the row leads to all that
 * can be done with the pass.
 */
struct _PropusPassRow
{
  AdwActionRow parent_instance;

  /* Borrowed */
  GtkWidget *icon;

  /* Owned */
  char *id;
};

G_DEFINE_FINAL_TYPE (PropusPassRow, propus_pass_row, ADW_TYPE_ACTION_ROW)

/**
 * propus_pass_row_update:
 * @self: a row
 * @pass: (transfer none): what is known of its pass now
 */
void
propus_pass_row_update (PropusPassRow  *self,
                        PropusPassInfo *pass)
{
  g_autofree char *summary = NULL;
  const char *state;
  gboolean wrong;

  g_return_if_fail (PROPUS_IS_PASS_ROW (self));
  g_return_if_fail (pass != NULL);

  summary = propus_pass_text_dup_summary (pass);
  state = propus_pass_text_get_state (pass->state);
  wrong = pass->state == PROPUS_PASS_PORT_TAKEN || pass->state == PROPUS_PASS_SPENT;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), pass->terms.name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), propus_pass_text_get_icon (pass->state));
  gtk_widget_set_tooltip_text (self->icon, state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, state, -1);
  gtk_widget_remove_css_class (self->icon, "success");
  gtk_widget_remove_css_class (self->icon, "warning");
  if (pass->state == PROPUS_PASS_OPEN || wrong)
    gtk_widget_add_css_class (self->icon, wrong ? "warning" : "success");
}

/**
 * propus_pass_row_new:
 * @pass: (transfer none): what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
propus_pass_row_new (PropusPassInfo *pass)
{
  PropusPassRow *self;

  g_return_val_if_fail (pass != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_PASS_ROW, NULL);
  self->id = g_strdup (pass->id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", pass->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "passes.open");
  propus_pass_row_update (self, pass);

  return GTK_WIDGET (self);
}

/**
 * propus_pass_row_get_id:
 * @self: a row
 *
 * Returns: (transfer none): the id of its pass
 */
const char *
propus_pass_row_get_id (PropusPassRow *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_ROW (self), NULL);

  return self->id;
}

static void
propus_pass_row_finalize (GObject *object)
{
  g_free (PROPUS_PASS_ROW (object)->id);

  G_OBJECT_CLASS (propus_pass_row_parent_class)->finalize (object);
}

static void
propus_pass_row_class_init (PropusPassRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_pass_row_finalize;
}

static void
propus_pass_row_init (PropusPassRow *self)
{
  GtkWidget *arrow = g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (arrow, "dim-label");
  self->icon = gtk_image_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}
