/* propus-usage-export-button.c - writes what was used into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-export-button.h"

#include "propus-file-report.h"
#include "propus-usage-export.h"
#include "propus-usage-words.h"

#include <glib/gi18n.h>

/**
 * PropusUsageExportButton:
 *
 * Asks for a place and writes the ledger there, with its progress; then it is a button to stop that.
 */
struct _PropusUsageExportButton
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkSpinner *spinner;
  GtkButton *button;

  /* Owned */
  PropusSession *session;
  GPtrArray *keys;                 /* of PropusKeyInfo, NULL: not known */
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;       /* NULL: nothing is being written */
};

G_DEFINE_FINAL_TYPE (PropusUsageExportButton, propus_usage_export_button, GTK_TYPE_WIDGET)

static void
show_running (PropusUsageExportButton *self,
              gboolean                 running)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_button_set_label (self->button, running ? _("Cancel") : _("Export as CSV…"));
}

static const char *
get_key_name (const char *key_id,
              gpointer    user_data)
{
  return propus_usage_words_get_key (key_id, PROPUS_USAGE_EXPORT_BUTTON (user_data)->keys);
}

static void
progress_cb (guint    n_rows,
             gpointer user_data)
{
  PropusUsageExportButton *self = PROPUS_USAGE_EXPORT_BUTTON (user_data);
  /* Translators: %u is a number of requests */
  g_autofree char *text = g_strdup_printf (ngettext ("%u request so far", "%u requests so far", n_rows), n_rows);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->spinner), text);
}

static void
show_outcome (PropusUsageExportButton *self,
              guint                    n_rows,
              const GError            *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *sentence = NULL;

  if (error != NULL && GTK_IS_WINDOW (root))
    propus_file_report_show_failure (GTK_WINDOW (root), _("The Requests Could Not Be Saved"), error);
  if (error != NULL || !ADW_IS_PREFERENCES_WINDOW (root))
    return;

  /* Translators: %u is a number of requests */
  sentence = g_strdup_printf (ngettext ("%u request was saved.", "%u requests were saved.", n_rows), n_rows);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (sentence));
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusUsageExportButton) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  propus_usage_export_finish (result, &n_rows, &error);
  if (self->session == NULL)
    return;

  g_clear_object (&self->cancellable);
  show_running (self, FALSE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_outcome (self, n_rows, error);
}

static void
place_chosen_cb (GtkNativeDialog         *dialog,
                 int                      response,
                 PropusUsageExportButton *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->chooser);
  if (file == NULL || self->session == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  show_running (self, TRUE);
  propus_usage_export_async (propus_session_get_broker (self->session), file, get_key_name, progress_cb, self,
                             self->cancellable, exported_cb, g_object_ref (self));
}

static void
choose_place (PropusUsageExportButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  /* Translators: the name of a file; %s is a day, as in 2026-11-28 */
  g_autofree char *name = g_strdup_printf (_("Propus usage %s.csv"), day);

  self->chooser = gtk_file_chooser_native_new (_("Save Requests"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
clicked_cb (PropusUsageExportButton *self)
{
  g_assert (PROPUS_IS_USAGE_EXPORT_BUTTON (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else if (self->chooser == NULL && self->session != NULL)
    choose_place (self);
}

/**
 * propus_usage_export_button_set_session:
 * @self: a button
 * @session: (transfer none): whose broker counts
 */
void
propus_usage_export_button_set_session (PropusUsageExportButton *self,
                                        PropusSession           *session)
{
  g_return_if_fail (PROPUS_IS_USAGE_EXPORT_BUTTON (self) && PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
}

/**
 * propus_usage_export_button_set_keys:
 * @self: a button
 * @keys: (nullable) (transfer none) (element-type PropusKeyInfo): the keys that there are; %NULL: not known
 */
void
propus_usage_export_button_set_keys (PropusUsageExportButton *self,
                                     GPtrArray               *keys)
{
  g_return_if_fail (PROPUS_IS_USAGE_EXPORT_BUTTON (self));

  g_clear_pointer (&self->keys, g_ptr_array_unref);
  self->keys = keys != NULL ? g_ptr_array_ref (keys) : NULL;
}

static void
propus_usage_export_button_dispose (GObject *object)
{
  PropusUsageExportButton *self = PROPUS_USAGE_EXPORT_BUTTON (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (propus_usage_export_button_parent_class)->dispose (object);
}

/* Nobody would hear how it ended. */
static void
propus_usage_export_button_unroot (GtkWidget *widget)
{
  PropusUsageExportButton *self = PROPUS_USAGE_EXPORT_BUTTON (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  GTK_WIDGET_CLASS (propus_usage_export_button_parent_class)->unroot (widget);
}

static void
propus_usage_export_button_class_init (PropusUsageExportButtonClass *klass)
{
  GTK_WIDGET_CLASS (klass)->unroot = propus_usage_export_button_unroot;
  G_OBJECT_CLASS (klass)->dispose = propus_usage_export_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
propus_usage_export_button_init (PropusUsageExportButton *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  show_running (self, FALSE);
}
