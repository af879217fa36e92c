/* propus-key-window.c - the small window for a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-key-window.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "propus-key-format.h"
#include "propus-key-paste.h"

struct _PropusKeyWindow
{
  AdwApplicationWindow  parent_instance;

  /* Template widgets */
  GtkWidget            *save_button;
  GtkLabel             *place_label;
  GtkStack             *stack;
  GtkWidget            *paste_button;
  AdwPasswordEntryRow  *entry;
  AdwActionRow         *pasted_row;
  GtkLabel             *problem_label;

  /* Owned */
  PropusKeyBuffer      *pasted;     /* NULL: the key is typed */
  GCancellable         *pasting;
  int                   fd;         /* the parent's */
};

enum
{
  SIGNAL_SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusKeyWindow, propus_key_window, ADW_TYPE_APPLICATION_WINDOW)

/* The typed text stays where GTK keeps it, in memory that is not paged out. */
static const char *
get_typed (PropusKeyWindow *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
get_key (PropusKeyWindow  *self,
         const char      **bytes,
         gsize            *length)
{
  if (self->pasted != NULL)
    {
      *bytes = propus_key_buffer_get_bytes (self->pasted);
      *length = propus_key_buffer_get_length (self->pasted);
    }
  else
    {
      *bytes = get_typed (self);
      *length = strlen (*bytes);
    }
}

static void
show_problem (PropusKeyWindow *self,
              const char      *sentence)
{
  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

/* Writes a few bytes into a pipe, which takes them at once. */
static gboolean
write_all (int         fd,
           const char *bytes,
           gsize       length)
{
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;

      bytes += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static void
save_clicked_cb (PropusKeyWindow *self)
{
  const char *bytes;
  gsize length;
  PropusKeyProblem problem;

  g_assert (PROPUS_IS_KEY_WINDOW (self));

  get_key (self, &bytes, &length);
  problem = propus_key_format_check (&bytes, &length);
  if (problem != PROPUS_KEY_PROBLEM_NONE)
    {
      show_problem (self, propus_key_problem_to_sentence (problem));
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
      return;
    }

  if (!write_all (self->fd, bytes, length))
    {
      show_problem (self, _("The key could not be handed over, because Propus is no longer running."));
      return;
    }

  g_signal_emit (self, signals[SIGNAL_SAVED], 0);
  /* Clearing the entry would tell its text on the accessibility bus once more: the process ends instead. */
  gtk_window_destroy (GTK_WINDOW (self));
}

/* One accent at a time: what there is to do next. */
static void
update_buttons (PropusKeyWindow *self)
{
  gboolean has_key = self->pasted != NULL || get_typed (self)[0] != '\0';

  gtk_widget_set_sensitive (self->save_button, has_key);
  if (has_key)
    gtk_widget_remove_css_class (self->paste_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->paste_button, "suggested-action");
}

static void
entry_changed_cb (PropusKeyWindow *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (self));

  show_problem (self, NULL);
  update_buttons (self);
}

static void
discard_clicked_cb (PropusKeyWindow *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (self));

  g_clear_pointer (&self->pasted, propus_key_buffer_free);
  gtk_stack_set_visible_child_name (self->stack, "entry");
  show_problem (self, NULL);
  update_buttons (self);
  gtk_widget_grab_focus (self->paste_button);
}

static void
take_pasted (PropusKeyWindow *self,
             PropusKeyBuffer *buffer)
{
  const char *bytes = propus_key_buffer_get_bytes (buffer);
  gsize length = propus_key_buffer_get_length (buffer);
  PropusKeyProblem problem = propus_key_format_check (&bytes, &length);
  g_autofree char *subtitle = NULL;

  if (problem != PROPUS_KEY_PROBLEM_NONE)
    {
      propus_key_buffer_free (buffer);
      show_problem (self, problem == PROPUS_KEY_PROBLEM_EMPTY ? _("There is no text on the clipboard.")
                                                               : propus_key_problem_to_sentence (problem));
      return;
    }

  g_clear_pointer (&self->pasted, propus_key_buffer_free);
  self->pasted = buffer;
  show_problem (self, NULL);

  /* Translators: %u is a number of characters */
  subtitle = g_strdup_printf (ngettext ("%u character, ready to be saved", "%u characters, ready to be saved",
                                        (gulong) length), (guint) length);
  adw_action_row_set_subtitle (self->pasted_row, subtitle);
  gtk_stack_set_visible_child_name (self->stack, "pasted");
  update_buttons (self);
  gtk_widget_grab_focus (self->save_button);
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusKeyWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  PropusKeyBuffer *buffer = propus_key_paste_finish (result, &error);

  g_assert (PROPUS_IS_KEY_WINDOW (self));

  if (buffer != NULL)
    take_pasted (self, buffer);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, _("There is no text on the clipboard."));
}

static void
paste_clicked_cb (PropusKeyWindow *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (self));

  /* A program that owns the clipboard may never answer: the next press asks anew. */
  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
  self->pasting = g_cancellable_new ();
  propus_key_paste_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->pasting, pasted_cb, g_object_ref (self));
}

static void
paste_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  paste_clicked_cb (PROPUS_KEY_WINDOW (widget));
}

/* Ctrl+V and the entry's menu go the way of the button, because the entry would tell every letter on the
 * accessibility bus (acceptance.md T24). */
static void
paste_clipboard_cb (GtkWidget       *text,
                    PropusKeyWindow *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (self));

  g_signal_stop_emission_by_name (text, "paste-clipboard");
  paste_clicked_cb (self);
}

/* What was made visible for a moment is hidden when the person looks elsewhere. */
static void
focus_left_cb (PropusKeyWindow *self)
{
  GtkEditable *text;

  g_assert (PROPUS_IS_KEY_WINDOW (self));

  if (self->entry == NULL)   /* the focus leaves a window that is being closed, too */
    return;

  text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  if (GTK_IS_TEXT (text))
    gtk_text_set_visibility (GTK_TEXT (text), FALSE);
}

static void
is_active_cb (PropusKeyWindow *self)
{
  g_assert (PROPUS_IS_KEY_WINDOW (self));

  if (!gtk_window_is_active (GTK_WINDOW (self)))
    focus_left_cb (self);
}

static void
propus_key_window_dispose (GObject *object)
{
  PropusKeyWindow *self = PROPUS_KEY_WINDOW (object);

  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
  g_clear_pointer (&self->pasted, propus_key_buffer_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_KEY_WINDOW);

  G_OBJECT_CLASS (propus_key_window_parent_class)->dispose (object);
}

static void
propus_key_window_class_init (PropusKeyWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_key_window_dispose;

  /**
   * PropusKeyWindow::saved:
   *
   * A key was written to the pipe; the window closes after it.
   */
  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "key.paste", NULL, paste_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "key.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_SHIFT_MASK, "key.paste", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/propus/Propus/key-entry/propus-key-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, place_label);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, paste_button);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, pasted_row);
  gtk_widget_class_bind_template_child (widget_class, PropusKeyWindow, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
propus_key_window_init (PropusKeyWindow *self)
{
  GtkEditable *text;
  GtkEventController *focus;

  self->fd = -1;
  gtk_widget_init_template (GTK_WIDGET (self));

  text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_signal_connect_object (text, "paste-clipboard", G_CALLBACK (paste_clipboard_cb), self, 0);
  g_signal_connect_object (self, "notify::is-active", G_CALLBACK (is_active_cb), self, G_CONNECT_SWAPPED);

  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/**
 * propus_key_window_new:
 * @application: the application
 * @fd: the pipe for the key; stays the caller's
 *
 * Returns: (transfer none): the window, which GTK keeps until it is closed
 */
PropusKeyWindow *
propus_key_window_new (GtkApplication *application,
                       int             fd)
{
  PropusKeyWindow *self = g_object_new (PROPUS_TYPE_KEY_WINDOW, "application", application, NULL);

  self->fd = fd;

  return self;
}

/**
 * propus_key_window_set_place:
 * @self: the window
 * @sentence: where the key will be kept, and to whom it is sent
 *
 * Says what becomes of the key.
 */
void
propus_key_window_set_place (PropusKeyWindow *self,
                             const char      *sentence)
{
  g_return_if_fail (PROPUS_IS_KEY_WINDOW (self));
  g_return_if_fail (sentence != NULL);

  gtk_label_set_label (self->place_label, sentence);
}
