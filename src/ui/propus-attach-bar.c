/* propus-attach-bar.c - the files that go with what is being written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attach-bar.h"

#include "propus-attachment-chip.h"
#include "propus-limits.h"
#include "propus-tray.h"
#include "propus-wrap-box.h"

#include <glib/gi18n.h>

/**
 * PropusAttachBar:
 *
 * Chips of the files, and a line with what could not be attached. Takes files by the chooser, by drag and drop and by
 * pasting; a long text that was pasted can become a file. Each chat has its own files (#PropusTray), which are there
 * again when the person comes back to it.
 */
struct _PropusAttachBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  PropusWrapBox *chips;
  GtkWidget *strip;            /* a sentence, perhaps a button, and a cross */
  GtkLabel *sentence;
  GtkWidget *as_file;
  GtkTextView *text;           /* borrowed; NULL before propus_attach_bar_serve() */

  /* Owned */
  PropusSession *session;
  PropusConversation *conversation;
  GHashTable *trays;           /* PropusConversation → PropusTray: those with files in them, and the present one */
  PropusTray *tray;            /* borrowed of them */
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  GtkTextMark *pasted_from;    /* around a long text that was pasted; NULL none */
  GtkTextMark *pasted_to;
  gboolean enabled;
};

G_DEFINE_FINAL_TYPE (PropusAttachBar, propus_attach_bar, GTK_TYPE_WIDGET)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update_visible (PropusAttachBar *self)
{
  gboolean any = !propus_attach_bar_is_empty (self);

  gtk_widget_set_visible (GTK_WIDGET (self->chips), any);
  gtk_widget_set_visible (GTK_WIDGET (self), self->enabled && (any || gtk_widget_get_visible (self->strip)));
}

/* --- the line below the chips --- */

static void
forget_pasted (PropusAttachBar *self)
{
  if (self->pasted_from == NULL)
    return;

  gtk_text_buffer_delete_mark (gtk_text_mark_get_buffer (self->pasted_from), self->pasted_from);
  gtk_text_buffer_delete_mark (gtk_text_mark_get_buffer (self->pasted_to), self->pasted_to);
  self->pasted_from = self->pasted_to = NULL;
}

static void
hide_strip (PropusAttachBar *self)
{
  forget_pasted (self);
  gtk_widget_set_visible (self->strip, FALSE);
  update_visible (self);
}

static void
show_strip (PropusAttachBar *self,
            const char      *sentence,
            gboolean         as_file)
{
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (self->as_file, as_file);
  gtk_widget_set_visible (self->strip, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->strip), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  update_visible (self);
}

static void
refused_cb (PropusAttachBar *self,
            const char      *sentence,
            GBytes          *bytes)
{
  gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  const char *text = length > 0 ? g_bytes_get_data (bytes, NULL) : NULL;

  g_assert (PROPUS_IS_ATTACH_BAR (self));

  /* Words that cannot go as a file are where they were before. */
  if (text != NULL && self->text != NULL && g_utf8_validate (text, (gssize) length, NULL))
    gtk_text_buffer_insert_interactive_at_cursor (gtk_text_view_get_buffer (self->text), text, (int) length, TRUE);
  forget_pasted (self);
  show_strip (self, sentence, FALSE);
}

static void
close_strip_cb (PropusAttachBar *self)
{
  g_assert (PROPUS_IS_ATTACH_BAR (self));

  hide_strip (self);
}

/* --- chips --- */

static void
removed_cb (PropusAttachBar *self,
            GtkWidget       *chip)
{
  guint index = 0;

  g_assert (PROPUS_IS_ATTACH_BAR (self));

  for (GtkWidget *other = gtk_widget_get_prev_sibling (chip); other != NULL; other = gtk_widget_get_prev_sibling (other))
    index++;
  if (self->text != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
  propus_tray_remove (self->tray, index);
}

static void
tray_changed_cb (PropusAttachBar *self)
{
  g_assert (PROPUS_IS_ATTACH_BAR (self));

  propus_wrap_box_clear (self->chips);
  for (guint i = 0; i < propus_tray_get_n_items (self->tray); i++)
    {
      const PropusTrayItem *item = propus_tray_get_item (self->tray, i);
      GtkWidget *chip = propus_attachment_chip_new_draft (item->name, item->attachment,
                                                          propus_tray_is_uploaded (self->tray, i), item->warning);

      g_signal_connect_object (chip, "remove", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
      propus_wrap_box_append (self->chips, chip);
    }

  update_visible (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- ways in --- */

/**
 * propus_attach_bar_add_file:
 * @self: a bar with a conversation
 * @file: (transfer none): a file on this computer
 */
void
propus_attach_bar_add_file (PropusAttachBar *self,
                            GFile           *file)
{
  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self) && G_IS_FILE (file));

  if (self->tray == NULL || !self->enabled)
    return;

  hide_strip (self);
  propus_tray_add_file (self->tray, file);
}

static void
add_file_list (PropusAttachBar *self,
               const GValue    *value)
{
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    propus_attach_bar_add_file (self, l->data);
}

static void
add_texture (PropusAttachBar *self,
             GdkTexture      *texture)
{
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* Translators: the name of a picture that was pasted; the rest is the time of day, see strftime */
  g_autofree char *name = g_date_time_format (now, _("Picture %H.%M.%S.png"));

  hide_strip (self);
  if (self->tray != NULL)
    propus_tray_add_bytes (self->tray, png, "image/png", name);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           PropusAttachBar *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          propus_attach_bar_add_file (self, file);
        }
    }

  g_clear_object (&self->chooser);
  if (self->text != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * propus_attach_bar_choose:
 * @self: a bar with a conversation
 *
 * Opens the file chooser.
 */
void
propus_attach_bar_choose (PropusAttachBar *self)
{
  GtkRoot *root;

  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self));

  if (self->chooser != NULL || self->tray == NULL)
    return;

  root = gtk_widget_get_root (GTK_WIDGET (self));
  self->chooser = gtk_file_chooser_native_new (_("Attach Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
dropped_cb (GtkDropTarget   *target,
            const GValue    *value,
            double           x,
            double           y,
            PropusAttachBar *self)
{
  if (!self->enabled)
    return FALSE;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_file_list (self, value);
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    add_texture (self, g_value_get_object (value));
  else
    return FALSE;

  return TRUE;
}

/* --- pasting --- */

static void
files_pasted_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PropusAttachBar) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, NULL);

  if (value != NULL)
    add_file_list (self, value);
}

static void
picture_pasted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (PropusAttachBar) self = user_data;
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, NULL);

  if (texture != NULL)
    add_texture (self, texture);
}

/* Where the paste went is marked, so that it can be taken out again. */
static void
text_pasted_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (PropusAttachBar) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  GtkTextBuffer *buffer;
  GtkTextIter iter;
  GtkTextMark *from;

  if (text == NULL || self->text == NULL)
    return;

  hide_strip (self);
  buffer = gtk_text_view_get_buffer (self->text);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  from = gtk_text_buffer_create_mark (buffer, NULL, &iter, TRUE);
  gtk_text_buffer_insert_interactive (buffer, &iter, text, -1, TRUE);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_view_scroll_mark_onscreen (self->text, gtk_text_buffer_get_insert (buffer));

  if (g_utf8_strlen (text, -1) <= PROPUS_LIMIT_PASTED_CHARS)
    {
      gtk_text_buffer_delete_mark (buffer, from);
      return;
    }

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  self->pasted_from = from;
  self->pasted_to = gtk_text_buffer_create_mark (buffer, NULL, &iter, TRUE);
  show_strip (self, _("This is a long text. It can go as a file instead."), TRUE);
}

static void
as_file_cb (PropusAttachBar *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter from, to;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert (PROPUS_IS_ATTACH_BAR (self));

  if (self->pasted_from == NULL || self->tray == NULL)
    return;

  buffer = gtk_text_mark_get_buffer (self->pasted_from);
  gtk_text_buffer_get_iter_at_mark (buffer, &from, self->pasted_from);
  gtk_text_buffer_get_iter_at_mark (buffer, &to, self->pasted_to);
  text = gtk_text_buffer_get_text (buffer, &from, &to, TRUE);
  bytes = g_bytes_new (text, strlen (text));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &from, &to);
  gtk_text_buffer_end_user_action (buffer);

  hide_strip (self);
  propus_tray_add_bytes (self->tray, bytes, "text/plain", _("Pasted text.txt"));
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* Files are attached, and so are pictures that are no text as well; text is pasted as it always was. */
static void
paste_cb (GtkTextView     *text,
          PropusAttachBar *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (text));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  gboolean has_text = gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) ||
                      gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8") ||
                      gdk_content_formats_contain_mime_type (formats, "text/plain");

  if (!self->enabled || self->tray == NULL)
    return;

  g_signal_stop_emission_by_name (text, "paste-clipboard");
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable,
                                    files_pasted_cb, g_object_ref (self));
  else if (has_text)
    gdk_clipboard_read_text_async (clipboard, self->cancellable, text_pasted_cb, g_object_ref (self));
  else
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, picture_pasted_cb, g_object_ref (self));
}

/**
 * propus_attach_bar_serve:
 * @self: a bar
 * @text: (transfer none): where the message is written; once
 * @area: (transfer none): where files can be dropped
 *
 * Takes what is pasted into @text and dropped on @area.
 */
void
propus_attach_bar_serve (PropusAttachBar *self,
                         GtkTextView     *text,
                         GtkWidget       *area)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self) && GTK_IS_TEXT_VIEW (text) && GTK_IS_WIDGET (area));
  g_return_if_fail (self->text == NULL);

  self->text = text;
  g_signal_connect_object (text, "paste-clipboard", G_CALLBACK (paste_cb), self, 0);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (area, GTK_EVENT_CONTROLLER (target));
}

/* --- which chat --- */

static void
leave_tray (PropusAttachBar *self)
{
  if (self->tray == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->tray, self);
  if (propus_tray_get_n_items (self->tray) == 0 || propus_conversation_get_temporary (self->conversation))
    g_hash_table_remove (self->trays, self->conversation);
  self->tray = NULL;
}

/**
 * propus_attach_bar_set_session:
 * @self: a bar
 * @session: (transfer none): that keeps the files; once
 */
void
propus_attach_bar_set_session (PropusAttachBar *self,
                               PropusSession   *session)
{
  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self) && PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
}

/**
 * propus_attach_bar_set_conversation:
 * @self: a bar with a session
 * @conversation: (transfer none): for which is written from now on
 */
void
propus_attach_bar_set_conversation (PropusAttachBar    *self,
                                    PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self) && PROPUS_IS_CONVERSATION (conversation));

  leave_tray (self);
  g_set_object (&self->conversation, conversation);
  self->tray = g_hash_table_lookup (self->trays, conversation);
  if (self->tray == NULL)
    {
      self->tray = propus_tray_new (self->session, conversation);
      g_hash_table_insert (self->trays, g_object_ref (conversation), self->tray);
    }

  g_signal_connect_object (self->tray, "changed", G_CALLBACK (tray_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  hide_strip (self);
  tray_changed_cb (self);
}

/**
 * propus_attach_bar_set_enabled:
 * @self: a bar
 * @enabled: %FALSE while an old message is edited, which keeps its own files
 */
void
propus_attach_bar_set_enabled (PropusAttachBar *self,
                               gboolean         enabled)
{
  g_return_if_fail (PROPUS_IS_ATTACH_BAR (self));

  self->enabled = enabled;
  update_visible (self);
}

/**
 * propus_attach_bar_is_empty:
 * @self: a bar
 *
 * Returns: whether no file goes with the message
 */
gboolean
propus_attach_bar_is_empty (PropusAttachBar *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACH_BAR (self), TRUE);

  return !self->enabled || self->tray == NULL || propus_tray_get_n_items (self->tray) == 0;
}

/**
 * propus_attach_bar_is_busy:
 * @self: a bar
 *
 * Returns: whether a file is still being read
 */
gboolean
propus_attach_bar_is_busy (PropusAttachBar *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACH_BAR (self), FALSE);

  return !propus_attach_bar_is_empty (self) && propus_tray_is_busy (self->tray);
}

/**
 * propus_attach_bar_take:
 * @self: a bar that is not busy
 *
 * The message is sent: the bar is empty afterwards.
 *
 * Returns: (transfer full) (element-type PropusAttachment): its files
 */
GPtrArray *
propus_attach_bar_take (PropusAttachBar *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACH_BAR (self), NULL);

  hide_strip (self);
  if (propus_attach_bar_is_empty (self))
    return g_ptr_array_new_with_free_func (g_object_unref);

  return propus_tray_take (self->tray);
}

static void
propus_attach_bar_dispose (GObject *object)
{
  PropusAttachBar *self = PROPUS_ATTACH_BAR (object);

  g_cancellable_cancel (self->cancellable);
  self->text = NULL;
  self->tray = NULL;
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_hash_table_remove_all (self->trays);
  g_clear_object (&self->conversation);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_attach_bar_parent_class)->dispose (object);
}

static void
propus_attach_bar_finalize (GObject *object)
{
  PropusAttachBar *self = PROPUS_ATTACH_BAR (object);

  g_hash_table_unref (self->trays);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (propus_attach_bar_parent_class)->finalize (object);
}

static void
propus_attach_bar_class_init (PropusAttachBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_attach_bar_dispose;
  object_class->finalize = propus_attach_bar_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
make_strip (PropusAttachBar *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->strip = g_object_new (GTK_TYPE_BOX, "spacing", 6, "visible", FALSE, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                              NULL);
  self->sentence = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->sentence, TRUE);
  gtk_label_set_wrap_mode (self->sentence, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->sentence, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->sentence), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->sentence), "caption");
  self->as_file = gtk_button_new_with_label (_("Attach as File"));
  gtk_widget_set_valign (self->as_file, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->as_file, "clicked", G_CALLBACK (as_file_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_tooltip_text (close, _("Close"));
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_add_css_class (close, "dim-button");
  g_signal_connect_object (close, "clicked", G_CALLBACK (close_strip_cb), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (self->strip), GTK_WIDGET (self->sentence));
  gtk_box_append (GTK_BOX (self->strip), self->as_file);
  gtk_box_append (GTK_BOX (self->strip), close);
}

static void
propus_attach_bar_init (PropusAttachBar *self)
{
  self->enabled = TRUE;
  self->cancellable = g_cancellable_new ();
  self->trays = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);

  make_strip (self);
  self->chips = g_object_new (PROPUS_TYPE_WRAP_BOX, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->chips));
  gtk_box_append (GTK_BOX (self->box), self->strip);
  gtk_widget_add_css_class (self->box, "attach-bar");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
