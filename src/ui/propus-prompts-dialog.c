/* propus-prompts-dialog.c - the saved prompts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompts-dialog.h"

#include "propus-file-report.h"
#include "propus-limits.h"
#include "propus-prompt-library.h"
#include "propus-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is written is kept without a question: when a person goes back, closes the window or opens another prompt. */
struct _PropusPromptsDialog
{
  AdwWindow            parent_instance;

  /* Template */
  AdwToastOverlay     *toasts;
  GtkStack            *pages;
  GtkStack            *content;
  GtkListBox          *list;
  AdwWindowTitle      *edit_title;
  GtkEditable         *title_row;
  GtkTextView         *text;

  /* Borrowed */
  PropusPromptLibrary *library;

  /* Owned */
  PropusPrompt        *edited;      /* NULL: none, or a new one */
  gboolean             editing;
};

G_DEFINE_FINAL_TYPE (PropusPromptsDialog, propus_prompts_dialog, ADW_TYPE_WINDOW)

static void
tell (PropusPromptsDialog *self,
      const char          *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

/* --- the list --- */

static void
list_changed_cb (PropusPromptsDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->library));

  gtk_stack_set_visible_child_name (self->content, n > 0 ? "prompts" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompts.export", n > 0);
}

typedef struct
{
  PropusPromptsDialog *dialog;
  PropusPrompt        *prompt;
} Removed;

static void
removed_free (gpointer  data,
              GClosure *closure)
{
  Removed *removed = data;

  g_object_unref (removed->dialog);
  g_object_unref (removed->prompt);
  g_free (removed);
}

static void
undo_cb (AdwToast *toast,
         gpointer  user_data)
{
  Removed *removed = user_data;

  propus_prompt_library_restore (removed->dialog->library, removed->prompt);
}

static void
remove_prompt (PropusPromptsDialog *self,
               PropusPrompt        *prompt)
{
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;
  Removed *removed = g_new (Removed, 1);
  AdwToast *toast;

  *removed = (Removed) { g_object_ref (self), g_object_ref (prompt) };
  /* Translators: the title of a saved prompt */
  sentence = g_strdup_printf (_("“%s” was deleted."), propus_prompt_get_title (prompt));
  markup = g_markup_escape_text (sentence, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removed, removed_free, 0);
  propus_prompt_library_remove (self->library, prompt);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
delete_clicked_cb (GtkButton           *button,
                   PropusPromptsDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  g_autoptr (PropusPrompt) prompt = index >= 0 ? g_list_model_get_item (G_LIST_MODEL (self->library), (guint) index) : NULL;

  if (prompt != NULL)
    remove_prompt (self, prompt);
}

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  PropusPromptsDialog *self = user_data;
  PropusPrompt *prompt = item;
  g_autofree char *beginning = g_strndup (propus_prompt_get_text (prompt), 400);
  g_autofree char *line = propus_text_make_valid (beginning, -1);
  g_autofree char *label = NULL;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *delete = gtk_button_new_from_icon_name ("user-trash-symbolic");

  g_strdelimit (line, "\n\t", ' ');
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), propus_prompt_get_title (prompt));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);

  /* Translators: the title of a saved prompt */
  label = g_strdup_printf (_("Delete “%s”"), propus_prompt_get_title (prompt));
  gtk_accessible_update_property (GTK_ACCESSIBLE (delete), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (delete, _("Delete"));
  gtk_widget_set_valign (delete, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (delete, "flat");
  g_signal_connect_object (delete, "clicked", G_CALLBACK (delete_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), delete);

  return row;
}

/* --- one prompt --- */

static char *
dup_text (PropusPromptsDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

/* A prompt without a title is called by its first words. */
static void
keep (PropusPromptsDialog *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (self->title_row)));

  if (!self->editing)
    return;

  self->editing = FALSE;
  if (is_blank (text) && (self->edited == NULL || is_blank (title)))
    {
      g_clear_object (&self->edited);
      return;
    }
  if (*title == '\0')
    {
      g_free (title);
      title = propus_text_make_title (text);
    }

  if (self->edited == NULL)
    propus_prompt_library_add (self->library, title, text);
  else if (!g_str_equal (title, propus_prompt_get_title (self->edited)) ||
           !g_str_equal (text, propus_prompt_get_text (self->edited)))
    propus_prompt_library_change (self->library, self->edited, title, text);
  g_clear_object (&self->edited);
}

/* @prompt: NULL for a new one, which has @text. */
static void
edit (PropusPromptsDialog *self,
      PropusPrompt        *prompt,
      const char          *text)
{
  keep (self);
  g_set_object (&self->edited, prompt);
  self->editing = TRUE;
  adw_window_title_set_title (self->edit_title, prompt != NULL ? _("Edit Prompt") : _("New Prompt"));
  gtk_editable_set_text (self->title_row, prompt != NULL ? propus_prompt_get_title (prompt) : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), prompt != NULL ? propus_prompt_get_text (prompt) : text, -1);
  gtk_stack_set_visible_child_name (self->pages, "edit");
  gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
}

static void
row_activated_cb (GtkListBox          *list,
                  GtkListBoxRow       *row,
                  PropusPromptsDialog *self)
{
  g_autoptr (PropusPrompt) prompt = g_list_model_get_item (G_LIST_MODEL (self->library),
                                                           (guint) gtk_list_box_row_get_index (row));

  if (prompt != NULL)
    edit (self, prompt, "");
}

static void
add_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  edit (PROPUS_PROMPTS_DIALOG (widget), NULL, "");
}

/* From the list, away. */
static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PropusPromptsDialog *self = PROPUS_PROMPTS_DIALOG (widget);

  if (!self->editing)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  keep (self);
  gtk_stack_set_visible_child_name (self->pages, "list");
}

static gboolean
propus_prompts_dialog_close_request (GtkWindow *window)
{
  keep (PROPUS_PROMPTS_DIALOG (window));

  return GTK_WINDOW_CLASS (propus_prompts_dialog_parent_class)->close_request (window);
}

/* --- files --- */

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusPromptsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = propus_prompt_library_import_finish (PROPUS_PROMPT_LIBRARY (object), result, &error);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%d prompt was imported.", "%d prompts were imported.", (gulong) n), n);

  if (self->toasts == NULL)
    return;

  if (error != NULL)
    propus_file_report_show_failure (GTK_WINDOW (self), _("Not Every File Could Be Read"), error);
  if (n > 0)
    tell (self, sentence);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusPromptsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = propus_prompt_library_export_finish (PROPUS_PROMPT_LIBRARY (object), result, &error);

  if (self->toasts == NULL)
    return;

  if (n >= 0)
    {
      g_autofree char *sentence = g_strdup_printf (ngettext ("%d prompt was exported.", "%d prompts were exported.", (gulong) n), n);

      tell (self, sentence);
    }
  else
    {
      propus_file_report_show_failure (GTK_WINDOW (self), _("The Prompts Could Not Be Exported"), error);
    }
}

static void
import_chosen_cb (GtkNativeDialog     *chooser,
                  int                  response,
                  PropusPromptsDialog *self)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  gtk_native_dialog_hide (chooser);
  if (response == GTK_RESPONSE_ACCEPT)
    propus_prompt_library_import_async (self->library, files, imported_cb, g_object_ref (self));
  g_object_unref (chooser);
}

static void
export_chosen_cb (GtkNativeDialog     *chooser,
                  int                  response,
                  PropusPromptsDialog *self)
{
  g_autoptr (GFile) folder = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  gtk_native_dialog_hide (chooser);
  if (folder != NULL)
    propus_prompt_library_export_async (self->library, folder, exported_cb, g_object_ref (self));
  g_object_unref (chooser);
}

static void
import_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Import Prompts"), GTK_WINDOW (widget),
                                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (import_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
export_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Export Prompts"), GTK_WINDOW (widget),
                                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Export"), _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (export_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_starters_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  PropusPromptsDialog *self = PROPUS_PROMPTS_DIALOG (widget);
  guint n = propus_prompt_library_add_starters (self->library);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u prompt was added.", "%u prompts were added.", n), n);

  tell (self, n > 0 ? sentence : _("They are all there."));
}

static void
failed_cb (PropusPromptLibrary *library,
           const GError        *error,
           PropusPromptsDialog *self)
{
  propus_file_report_show_failure (GTK_WINDOW (self), _("The Prompts Could Not Be Saved or Read"), error);
}

/* --- the object --- */

static void
propus_prompts_dialog_dispose (GObject *object)
{
  PropusPromptsDialog *self = PROPUS_PROMPTS_DIALOG (object);

  g_clear_object (&self->edited);
  self->toasts = NULL;

  G_OBJECT_CLASS (propus_prompts_dialog_parent_class)->dispose (object);
}

static void
propus_prompts_dialog_class_init (PropusPromptsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_prompts_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = propus_prompts_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "prompts.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "prompts.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "prompts.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "prompts.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "prompts.add-starters", NULL, add_starters_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "prompts.back", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-prompts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, content);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, edit_title);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPromptsDialog, text);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
propus_prompts_dialog_init (PropusPromptsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->library = propus_prompt_library_get_default ();
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->library), make_row, self, NULL);
  g_signal_connect_object (self->library, "items-changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "failed", G_CALLBACK (failed_cb), self, 0);
  list_changed_cb (self);
  propus_prompt_library_load (self->library);
}

/**
 * propus_prompts_dialog_close_all:
 *
 * The program ends: what is being written is kept.
 */
void
propus_prompts_dialog_close_all (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (PROPUS_IS_PROMPTS_DIALOG (l->data))
      gtk_window_close (l->data);
}

/**
 * propus_prompts_dialog_present:
 * @parent: the main window
 * @text: (nullable): a text to make a new prompt of; %NULL: the list is shown
 *
 * Opens the dialog.
 */
void
propus_prompts_dialog_present (GtkWindow  *parent,
                               const char *text)
{
  PropusPromptsDialog *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  self = g_object_new (PROPUS_TYPE_PROMPTS_DIALOG, "transient-for", parent, NULL);
  if (text != NULL)
    edit (self, NULL, text);
  gtk_window_present (GTK_WINDOW (self));
}
