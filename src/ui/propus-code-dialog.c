/* propus-code-dialog.c - the chat as a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-dialog.h"

#include "propus-code-highlight.h"
#include "propus-code-language.h"
#include "propus-code-save.h"
#include "propus-leak-guard.h"
#include "propus-limits.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

struct _PropusCodeDialog
{
  AdwWindow        parent_instance;

  /* Template */
  AdwToastOverlay *toasts;
  GtkDropDown     *language;
  GtkSwitch       *stream;
  GtkWidget       *copy;
  GtkWidget       *save;
  GtkWidget       *leak;
  GtkLabel        *leak_label;
  GtkWidget       *cut_note;
  GtkSourceView   *view;
  AdwActionRow    *install;
  AdwActionRow    *build;
  AdwActionRow    *run;

  /* Borrowed */
  GtkSourceBuffer *buffer;        /* the view's */

  /* Owned */
  PropusChatCode  *request;
  PropusBrokerProcess *broker;
  GSettings       *settings;      /* NULL: a broken installation */
  char            *code;          /* NULL: not yet */
  GCancellable    *cancellable;   /* of the writing and the looking through that run */
};

G_DEFINE_FINAL_TYPE (PropusCodeDialog, propus_code_dialog, ADW_TYPE_WINDOW)

static PropusCodeLanguage
get_language (PropusCodeDialog *self)
{
  guint selected = gtk_drop_down_get_selected (self->language);

  return selected < PROPUS_CODE_N_LANGUAGES ? (PropusCodeLanguage) selected : PROPUS_CODE_PYTHON;
}

/* --- the program --- */

/* GTK lays a line out whole, so of a picture in it only the beginning is shown. */
static char *
dup_shown (const char *code,
           gboolean   *is_cut)
{
  g_autoptr(GString) shown = g_string_new (NULL);
  guint run = 0;

  *is_cut = FALSE;
  for (const char *p = code; *p != '\0'; p = g_utf8_next_char (p))
    {
      run = *p == '\n' ? 0 : run + 1;
      if (run < PROPUS_LIMIT_PLAIN_PARAGRAPH)
        g_string_append_len (shown, p, g_utf8_next_char (p) - p);
      else if (run == PROPUS_LIMIT_PLAIN_PARAGRAPH)
        g_string_append (shown, "…");
      if (run == PROPUS_LIMIT_PLAIN_PARAGRAPH || shown->len > PROPUS_LIMIT_PROGRAM_SHOWN)
        *is_cut = TRUE;
      if (shown->len > PROPUS_LIMIT_PROGRAM_SHOWN)
        break;
    }

  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
show_code (PropusCodeDialog *self)
{
  const PropusCodeFacts *facts = propus_code_get_facts (get_language (self));
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  gboolean is_cut;
  g_autofree char *shown = dup_shown (self->code, &is_cut);
  GtkTextIter start;

  gtk_text_buffer_set_text (buffer, shown, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->view), &start, 0, FALSE, 0, 0);
  propus_code_highlight_apply (self->buffer, propus_code_language_find (facts->syntax));
  gtk_widget_set_visible (self->cut_note, is_cut);
  gtk_widget_set_sensitive (self->copy, TRUE);
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusCodeDialog) self = user_data;
  g_autoptr(PropusLeakReport) report = propus_leak_guard_check_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  /* Cancelled: there is another program by now, or no dialog. */
  if (report == NULL || propus_leak_report_get_n_ranges (report) == 0 || self->request == NULL)
    return;

  gtk_label_set_label (self->leak_label, propus_leak_report_has_own_key (report)
                                         ? _("A message of this chat has an API key of yours in it, and so has the program.")
                                         : _("A message of this chat has what looks like a key or a password in it, and so has the program."));
  gtk_widget_set_visible (self->leak, TRUE);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusCodeDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  char *code = propus_chat_code_write_finish (PROPUS_CHAT_CODE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->request == NULL)
    {
      g_free (code);
      return;
    }
  if (code == NULL)
    {
      gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), error->message, -1);
      return;
    }

  g_free (self->code);
  self->code = code;
  show_code (self);

  bytes = g_bytes_new (code, strlen (code));
  propus_leak_guard_check_async (self->broker, NULL, bytes, self->cancellable, looked_cb, g_object_ref (self));
}

static void
show_command (AdwActionRow *row,
              const char   *command)
{
  gtk_widget_set_visible (GTK_WIDGET (row), command != NULL);
  adw_action_row_set_subtitle (row, command != NULL ? command : "");
}

static void
changed_cb (PropusCodeDialog *self)
{
  PropusCodeLanguage language = get_language (self);
  const PropusCodeFacts *facts = propus_code_get_facts (language);
  g_autofree char *run = g_strdup_printf ("propus exec -- %s", facts->run);

  if (self->request == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->leak, FALSE);
  gtk_widget_set_sensitive (self->copy, FALSE);
  gtk_widget_set_sensitive (self->save, FALSE);
  show_command (self->install, facts->install);
  show_command (self->build, facts->build);
  show_command (self->run, run);
  if (self->settings != NULL)
    {
      g_settings_set_string (self->settings, "code-language", facts->id);
      g_settings_set_boolean (self->settings, "code-stream", gtk_switch_get_active (self->stream));
    }

  propus_chat_code_write_async (self->request, language, gtk_switch_get_active (self->stream), self->cancellable, written_cb,
                                g_object_ref (self));
}

/* --- what is done with it --- */

static void
tell (GtkWidget  *widget,
      const char *sentence)
{
  PropusCodeDialog *self = PROPUS_CODE_DIALOG (widget);

  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}

static void
copy_cb (PropusCodeDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
  tell (GTK_WIDGET (self), _("The code was copied."));
}

static void
save_cb (PropusCodeDialog *self)
{
  g_autofree char *code = g_strchomp (g_strdup (self->code));

  propus_code_save (GTK_WIDGET (self), code, propus_code_get_facts (get_language (self))->file_name, tell);
}

static void
copy_command_cb (GtkButton        *button,
                 PropusCodeDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  g_assert (PROPUS_IS_CODE_DIALOG (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));
  tell (GTK_WIDGET (self), _("The command was copied."));
}

static void
style_changed_cb (PropusCodeDialog *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark"
                                                                                                             : "Adwaita"));
}

/* --- the object --- */

static void
propus_code_dialog_dispose (GObject *object)
{
  PropusCodeDialog *self = PROPUS_CODE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->request);
  g_clear_object (&self->broker);
  g_clear_object (&self->settings);
  self->toasts = NULL;

  G_OBJECT_CLASS (propus_code_dialog_parent_class)->dispose (object);
}

static void
propus_code_dialog_finalize (GObject *object)
{
  g_free (PROPUS_CODE_DIALOG (object)->code);

  G_OBJECT_CLASS (propus_code_dialog_parent_class)->finalize (object);
}

static void
propus_code_dialog_class_init (PropusCodeDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_code_dialog_dispose;
  object_class->finalize = propus_code_dialog_finalize;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-code-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, language);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, stream);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, copy);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, save);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, leak);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, leak_label);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, cut_note);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, view);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, install);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, build);
  gtk_widget_class_bind_template_child (widget_class, PropusCodeDialog, run);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_command_cb);
}

static void
propus_code_dialog_init (PropusCodeDialog *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < PROPUS_CODE_N_LANGUAGES; i++)
    gtk_string_list_append (names, propus_code_get_facts (i)->name);
  gtk_drop_down_set_model (self->language, G_LIST_MODEL (names));
  g_object_unref (names);

  self->buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)));
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  style_changed_cb (self);
}

/* What was chosen last. */
static void
restore (PropusCodeDialog *self)
{
  g_autofree char *id = NULL;

  if (self->settings == NULL)
    return;

  id = g_settings_get_string (self->settings, "code-language");
  for (guint i = 0; i < PROPUS_CODE_N_LANGUAGES; i++)
    if (g_str_equal (propus_code_get_facts (i)->id, id))
      gtk_drop_down_set_selected (self->language, i);
  gtk_switch_set_active (self->stream, g_settings_get_boolean (self->settings, "code-stream"));
}

/**
 * propus_code_dialog_present:
 * @parent: the window of the chat
 * @session: the session
 * @request: what would be sent
 *
 * Opens a dialog with the program.
 */
void
propus_code_dialog_present (GtkWindow      *parent,
                            PropusSession  *session,
                            PropusChatCode *request)
{
  PropusCodeDialog *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (PROPUS_IS_SESSION (session));
  g_return_if_fail (PROPUS_IS_CHAT_CODE (request));

  self = g_object_new (PROPUS_TYPE_CODE_DIALOG, "transient-for", parent, NULL);
  g_set_object (&self->settings, propus_session_get_settings (session));
  self->broker = g_object_ref (propus_session_get_broker (session));
  restore (self);
  self->request = g_object_ref (request);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  gtk_window_present (GTK_WINDOW (self));
}
