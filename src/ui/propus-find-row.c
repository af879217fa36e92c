/* propus-find-row.c - a key in a file, in the list of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find-row.h"

#include "propus-finds.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * PropusFindRow:
 *
 * Where the key lies, by which program, and how it ends. What can be moved has a button; what cannot unfolds to the
 * steps in the program that keeps it.
 */
struct _PropusFindRow
{
  AdwExpanderRow parent_instance;

  PropusFind *find;
};

enum { SIGNAL_MOVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusFindRow, propus_find_row, ADW_TYPE_EXPANDER_ROW)

/**
 * propus_find_row_dup_short_path:
 * @path: an absolute path
 *
 * Returns: (transfer full): the path as people write it, "~" for the home folder, in UTF-8
 */
char *
propus_find_row_dup_short_path (const char *path)
{
  g_autofree char *shown = NULL;
  g_autofree char *home = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  shown = g_filename_display_name (path);
  home = g_filename_display_name (g_get_home_dir ());
  if (g_str_has_prefix (shown, home) && (shown[strlen (home)] == '/' || shown[strlen (home)] == '\0'))
    return g_strconcat ("~", shown + strlen (home), NULL);

  return g_steal_pointer (&shown);
}

/**
 * propus_find_row_dup_place:
 * @find: a find
 *
 * Returns: (transfer full): file and line
 */
char *
propus_find_row_dup_place (PropusFind *find)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (find != NULL, NULL);

  path = propus_find_row_dup_short_path (propus_find_get_file (find));
  if (propus_find_get_line (find) == 0)
    return g_steal_pointer (&path);

  /* Translators: a file and the number of a line in it, as compilers and editors write it */
  return g_strdup_printf (_("%s:%u"), path, propus_find_get_line (find));
}

static char *
dup_subtitle (PropusFind *find)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  const char *name = propus_find_get_name (find);

  g_ptr_array_add (facts, g_strdup (propus_find_get_program (find)));
  if (name != NULL && *name != '\0')
    g_ptr_array_add (facts, g_strdup (name));
  g_ptr_array_add (facts, g_strconcat ("••••", propus_find_get_last_four (find), NULL));
  if (propus_find_is_stored (find))
    g_ptr_array_add (facts, g_strdup (_("already in your keyring")));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

static void
move_clicked_cb (PropusFindRow *self)
{
  g_assert (PROPUS_IS_FIND_ROW (self));

  g_signal_emit (self, signals[SIGNAL_MOVE], 0);
}

static void
add_move_button (PropusFindRow *self,
                 const char    *place)
{
  GtkWidget *button = gtk_button_new_with_label (_("Move to Keyring…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, place, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (move_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), button);
}

static void
add_steps (PropusFindRow *self)
{
  g_autofree char *steps = propus_find_dup_steps (self->find);
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (steps);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), steps);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/**
 * propus_find_row_new:
 * @find: (transfer none): what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
propus_find_row_new (PropusFind *find)
{
  PropusFindRow *self;
  g_autofree char *place = NULL;
  g_autofree char *subtitle = NULL;

  g_return_val_if_fail (find != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_FIND_ROW, "use-markup", FALSE, NULL);
  self->find = propus_find_ref (find);
  place = propus_find_row_dup_place (find);
  subtitle = dup_subtitle (find);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), place);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, place, -1);
  if (propus_find_is_movable (find))
    add_move_button (self, place);
  add_steps (self);

  return GTK_WIDGET (self);
}

/**
 * propus_find_row_get_find:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
PropusFind *
propus_find_row_get_find (PropusFindRow *self)
{
  g_return_val_if_fail (PROPUS_IS_FIND_ROW (self), NULL);

  return self->find;
}

static void
propus_find_row_finalize (GObject *object)
{
  g_clear_pointer (&PROPUS_FIND_ROW (object)->find, propus_find_unref);

  G_OBJECT_CLASS (propus_find_row_parent_class)->finalize (object);
}

static void
propus_find_row_class_init (PropusFindRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_find_row_finalize;

  signals[SIGNAL_MOVE] = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_find_row_init (PropusFindRow *self)
{
}
