/* propus-raw-window.c - a text as it came, however large it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-raw-window.h"

#include "propus-code-save.h"
#include "propus-file-report.h"
#include "propus-limits.h"

#include <glib/gi18n.h>
#include <string.h>

#define PIECE_BYTES (32u * 1024)   /* inserted in one turn of the main loop */

/* A line of any length is laid out whole by GTK. So long ones go on in a new paragraph, behind two invisible characters
 * that nobody types one after the other; what is copied does not have them. */
#define BREAK "\342\201\240\342\200\213\n"   /* WORD JOINER, ZERO WIDTH SPACE, newline */

struct _PropusRawWindow
{
  AdwWindow    parent_instance;

  GtkTextView *view;
  GtkWidget   *note;

  char        *text;
  gsize        length;
  char        *file_name;
  gsize        shown;      /* bytes of the text that are in the view */
  guint        run;        /* characters since the last line end in it */
  guint        idle_id;
};

G_DEFINE_FINAL_TYPE (PropusRawWindow, propus_raw_window, ADW_TYPE_WINDOW)

/* --- text in --- */

static char *
dup_piece (PropusRawWindow *self,
           gsize            end)
{
  GString *piece = g_string_sized_new (end - self->shown + 64);

  for (const char *p = self->text + self->shown; p < self->text + end; p = g_utf8_next_char (p))
    {
      self->run = *p == '\n' ? 0 : self->run + 1;
      if (self->run > PROPUS_LIMIT_PLAIN_PARAGRAPH)
        {
          g_string_append (piece, BREAK);
          self->run = 1;
        }
      g_string_append_len (piece, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (piece, FALSE);
}

static gboolean
fill_cb (gpointer user_data)
{
  PropusRawWindow *self = user_data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  gsize most = MIN (self->length, PROPUS_LIMIT_PLAIN_BYTES);
  gboolean last = self->shown + PIECE_BYTES >= most;
  gsize end = last ? most : self->shown + PIECE_BYTES;
  g_autofree char *piece = NULL;
  GtkTextIter iter;

  while (end < self->length && end > self->shown && ((guchar) self->text[end] & 0xc0) == 0x80)
    end--;
  piece = dup_piece (self, end);
  gtk_text_buffer_get_end_iter (buffer, &iter);
  gtk_text_buffer_insert (buffer, &iter, piece, -1);
  if (self->shown == 0)
    {
      gtk_text_buffer_get_start_iter (buffer, &iter);
      gtk_text_buffer_place_cursor (buffer, &iter);
    }
  self->shown = end;
  if (!last)
    return G_SOURCE_CONTINUE;

  gtk_widget_set_visible (self->note, end < self->length);
  self->idle_id = 0;

  return G_SOURCE_REMOVE;
}

/* --- text out --- */

static void
copy_selection_cb (GtkTextView     *view,
                   PropusRawWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *whole = NULL;
  GtkTextIter start;
  GtkTextIter end;

  g_assert (PROPUS_IS_RAW_WINDOW (self));

  g_signal_stop_emission_by_name (view, "copy-clipboard");
  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;

  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  parts = g_strsplit (text, BREAK, -1);
  whole = g_strjoinv (NULL, parts);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), whole);
}

static void
copy_all_cb (PropusRawWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PropusRawWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!propus_code_save_to_finish (G_FILE (object), result, &error))
    propus_file_report_show_failure (GTK_WINDOW (self), _("The Text Could Not Be Saved"), error);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 PropusRawWindow *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  g_assert (PROPUS_IS_RAW_WINDOW (self));

  gtk_native_dialog_hide (chooser);
  if (file != NULL)
    propus_code_save_to_async (file, self->text, NULL, saved_cb, g_object_ref (self));
  g_object_unref (chooser);
}

static void
save_cb (PropusRawWindow *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Text"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                               _("_Save"), _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), self->file_name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- the object --- */

static void
propus_raw_window_dispose (GObject *object)
{
  g_clear_handle_id (&PROPUS_RAW_WINDOW (object)->idle_id, g_source_remove);

  G_OBJECT_CLASS (propus_raw_window_parent_class)->dispose (object);
}

static void
propus_raw_window_finalize (GObject *object)
{
  PropusRawWindow *self = PROPUS_RAW_WINDOW (object);

  g_free (self->text);
  g_free (self->file_name);

  G_OBJECT_CLASS (propus_raw_window_parent_class)->finalize (object);
}

static void
propus_raw_window_class_init (PropusRawWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_raw_window_dispose;
  object_class->finalize = propus_raw_window_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-raw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusRawWindow, view);
  gtk_widget_class_bind_template_child (widget_class, PropusRawWindow, note);
  gtk_widget_class_bind_template_callback (widget_class, copy_selection_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
propus_raw_window_init (PropusRawWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * propus_raw_window_present:
 * @from: in whose window the text stands
 * @title: what the text is
 * @text: UTF-8; copied
 * @length: of @text in bytes
 * @file_name: what to propose when it is saved
 *
 * Opens a window with the text, which comes into it piece by piece.
 */
void
propus_raw_window_present (GtkWidget  *from,
                           const char *title,
                           const char *text,
                           gsize       length,
                           const char *file_name)
{
  GtkRoot *root;
  PropusRawWindow *self;

  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (title != NULL && text != NULL && file_name != NULL);

  root = gtk_widget_get_root (from);
  self = g_object_new (PROPUS_TYPE_RAW_WINDOW, "title", title, NULL);
  self->text = g_strndup (text, length);
  self->length = length;
  self->file_name = g_strdup (file_name);
  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
    }
  self->idle_id = g_idle_add (fill_cb, self);
  gtk_window_present (GTK_WINDOW (self));
}
