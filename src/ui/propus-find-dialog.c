/* propus-find-dialog.c - keys that lie in files, and the way out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-find-dialog.h"

#include "propus-failure-sentence.h"
#include "propus-find-change-page.h"
#include "propus-find-row.h"
#include "propus-finds.h"

#include <glib/gi18n.h>

/**
 * PropusFindDialog:
 *
 * What POST /propus/v1/find found. It searches when it opens and changes nothing by itself: a find that can be moved
 * leads to a page that shows the change first, the others say how to take the key out in the program that keeps it.
 */
struct _PropusFindDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkWidget *again;
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkWidget *none;
  AdwPreferencesGroup *finds;
  AdwPreferencesGroup *folders;
  AdwPreferencesGroup *skipped;

  /* Owned */
  PropusSession *session;
  GPtrArray *chosen;         /* of char*, absolute paths of folders; without NULL at the end */
  GPtrArray *find_rows;      /* borrowed: owned by their groups */
  GPtrArray *folder_rows;
  GtkWidget *skipped_row;    /* borrowed, NULL none */
  GtkWidget *change_page;    /* borrowed, NULL none */
  GtkFileChooserNative *chooser;

  guint searching : 1;
  guint search_again : 1;
};

G_DEFINE_FINAL_TYPE (PropusFindDialog, propus_find_dialog, ADW_TYPE_WINDOW)

static void search (PropusFindDialog *self);

static void
clear_rows (AdwPreferencesGroup *group,
            GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
toast (PropusFindDialog *self,
       const char       *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- one find --- */

static void
close_change_page (PropusFindDialog *self)
{
  if (self->change_page != NULL)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
changed_cb (PropusFindDialog *self,
            const char       *sentence)
{
  GApplication *application = g_application_get_default ();

  g_assert (PROPUS_IS_FIND_DIALOG (self));

  close_change_page (self);
  if (sentence != NULL)
    toast (self, sentence);
  if (application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "refresh-keys", NULL);
  search (self);
}

/* One step back; from the list, out. */
static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusFindDialog *self = PROPUS_FIND_DIALOG (widget);

  if (self->change_page != NULL)
    close_change_page (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* A page that was left is of no use any more. */
static void
turned_cb (PropusFindDialog *self)
{
  g_assert (PROPUS_IS_FIND_DIALOG (self));

  if (self->change_page != NULL && !adw_leaflet_get_child_transition_running (self->leaflet) &&
      adw_leaflet_get_visible_child (self->leaflet) != self->change_page)
    {
      adw_leaflet_remove (self->leaflet, self->change_page);
      self->change_page = NULL;
    }
}

static void
move_cb (PropusFindRow    *row,
         PropusFindDialog *self)
{
  g_assert (PROPUS_IS_FIND_DIALOG (self));

  if (self->change_page != NULL)
    return;

  self->change_page = propus_find_change_page_new (self->session, propus_find_row_get_find (row));
  g_signal_connect_object (self->change_page, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->change_page, "back", G_CALLBACK (close_change_page), self, G_CONNECT_SWAPPED);
  adw_leaflet_append (self->leaflet, self->change_page);
  adw_leaflet_set_visible_child (self->leaflet, self->change_page);
}

static void
show_finds (PropusFindDialog *self,
            GPtrArray        *finds)
{
  g_autofree char *title = NULL;

  clear_rows (self->finds, self->find_rows);
  for (guint i = 0; i < finds->len; i++)
    {
      GtkWidget *row = propus_find_row_new (g_ptr_array_index (finds, i));

      g_signal_connect_object (row, "move", G_CALLBACK (move_cb), self, 0);
      adw_preferences_group_add (self->finds, row);
      g_ptr_array_add (self->find_rows, row);
    }

  /* Translators: %u is the number of keys that were found in files */
  title = g_strdup_printf (ngettext ("%u Key in a File", "%u Keys in Files", finds->len), finds->len);
  adw_preferences_group_set_title (self->finds, title);
  gtk_widget_set_visible (GTK_WIDGET (self->finds), finds->len > 0);
  gtk_widget_set_visible (self->none, finds->len == 0);
}

static void
show_skipped (PropusFindDialog *self,
              GPtrArray        *skipped)
{
  g_autofree char *title = NULL;

  if (self->skipped_row != NULL)
    adw_preferences_group_remove (self->skipped, self->skipped_row);
  self->skipped_row = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->skipped), skipped->len > 0);
  if (skipped->len == 0)
    return;

  /* Translators: %u is the number of files that could not be searched */
  title = g_strdup_printf (ngettext ("%u file was not looked at", "%u files were not looked at", skipped->len), skipped->len);
  self->skipped_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->skipped_row), title);
  for (guint i = 0; i < skipped->len; i++)
    {
      PropusFindSkip *skip = g_ptr_array_index (skipped, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *file = propus_find_row_dup_short_path (propus_find_skip_get_file (skip));
      g_autofree char *reason = propus_find_skip_dup_reason (skip);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      gtk_widget_set_tooltip_text (row, propus_find_skip_get_detail (skip));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self->skipped_row), row);
    }
  adw_preferences_group_add (self->skipped, self->skipped_row);
}

/* --- the search --- */

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusFindDialog) self = user_data;
  g_autoptr (GPtrArray) skipped = NULL;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (GPtrArray) finds = propus_finds_search_finish (PROPUS_BROKER_PROCESS (object), result, &skipped, &failure);
  gboolean again = self->search_again;

  g_assert (PROPUS_IS_FIND_DIALOG (self));

  self->searching = FALSE;
  self->search_again = FALSE;
  if (self->session == NULL)
    return;   /* the window was closed */
  if (again)
    {
      search (self);
      return;
    }

  gtk_widget_set_sensitive (self->again, TRUE);
  if (finds == NULL)
    {
      g_autofree char *sentence = propus_failure_dup_sentence_for (failure);

      adw_status_page_set_description (self->failed, sentence);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }

  show_finds (self, finds);
  show_skipped (self, skipped);
  gtk_stack_set_visible_child_name (self->stack, "found");
}

static void
search (PropusFindDialog *self)
{
  g_autoptr (GPtrArray) folders = NULL;

  g_assert (PROPUS_IS_FIND_DIALOG (self));

  if (self->searching)
    {
      self->search_again = TRUE;
      return;
    }

  folders = g_ptr_array_new ();
  for (guint i = 0; i < self->chosen->len; i++)
    g_ptr_array_add (folders, g_ptr_array_index (self->chosen, i));
  g_ptr_array_add (folders, NULL);
  self->searching = TRUE;
  gtk_widget_set_sensitive (self->again, FALSE);
  propus_finds_search_async (propus_session_get_broker (self->session), (const char * const *) folders->pdata,
                             searched_cb, g_object_ref (self));
}

/* --- folders --- */

static void show_folders (PropusFindDialog *self);

static void
remove_folder_cb (GtkButton        *button,
                  PropusFindDialog *self)
{
  guint index;

  g_assert (PROPUS_IS_FIND_DIALOG (self));

  for (index = 0; index < self->folder_rows->len; index++)
    if (gtk_widget_is_ancestor (GTK_WIDGET (button), g_ptr_array_index (self->folder_rows, index)))
      break;
  if (index == self->folder_rows->len)
    return;

  g_ptr_array_remove_index (self->chosen, index);
  show_folders (self);
  search (self);
}

static void
show_folders (PropusFindDialog *self)
{
  clear_rows (self->folders, self->folder_rows);
  for (guint i = 0; i < self->chosen->len; i++)
    {
      g_autofree char *path = propus_find_row_dup_short_path (g_ptr_array_index (self->chosen, i));
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), path);
      gtk_widget_set_tooltip_text (button, _("Do Not Look Here"));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      g_signal_connect_object (button, "clicked", G_CALLBACK (remove_folder_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (self->folders, row);
      g_ptr_array_add (self->folder_rows, row);
    }
}

static void
folder_chosen_cb (GtkNativeDialog  *chooser,
                  int               response,
                  PropusFindDialog *self)
{
  g_autoptr (GListModel) files = NULL;

  g_assert (PROPUS_IS_FIND_DIALOG (self));

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL && !g_ptr_array_find_with_equal_func (self->chosen, path, g_str_equal, NULL))
        g_ptr_array_add (self->chosen, g_steal_pointer (&path));
    }

  g_clear_object (&self->chooser);
  if (files == NULL)
    return;

  show_folders (self);
  search (self);
}

static void
add_folder_cb (PropusFindDialog *self)
{
  g_assert (PROPUS_IS_FIND_DIALOG (self));

  if (self->chooser == NULL)
    {
      self->chooser = gtk_file_chooser_native_new (_("Choose Folders"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                   _("_Look Here"), NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/**
 * propus_find_dialog_new:
 * @session: (transfer none): whose broker searches
 *
 * Returns: (transfer none): a window that searches, owned by GTK until it is closed
 */
GtkWidget *
propus_find_dialog_new (PropusSession *session)
{
  PropusFindDialog *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  self = g_object_new (PROPUS_TYPE_FIND_DIALOG, NULL);
  self->session = g_object_ref (session);
  search (self);

  return GTK_WIDGET (self);
}

static void
propus_find_dialog_dispose (GObject *object)
{
  PropusFindDialog *self = PROPUS_FIND_DIALOG (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_FIND_DIALOG);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_find_dialog_parent_class)->dispose (object);
}

static void
propus_find_dialog_finalize (GObject *object)
{
  PropusFindDialog *self = PROPUS_FIND_DIALOG (object);

  g_ptr_array_unref (self->chosen);
  g_ptr_array_unref (self->find_rows);
  g_ptr_array_unref (self->folder_rows);

  G_OBJECT_CLASS (propus_find_dialog_parent_class)->finalize (object);
}

static void
propus_find_dialog_class_init (PropusFindDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_find_dialog_dispose;
  object_class->finalize = propus_find_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "find.back", NULL, back_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "find.back", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-find-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, leaflet);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, again);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, failed);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, none);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, finds);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, folders);
  gtk_widget_class_bind_template_child (widget_class, PropusFindDialog, skipped);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, turned_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_folder_cb);
}

static void
propus_find_dialog_init (PropusFindDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->chosen = g_ptr_array_new_with_free_func (g_free);
  self->find_rows = g_ptr_array_new ();
  self->folder_rows = g_ptr_array_new ();
}
