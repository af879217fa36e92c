/* propus-audio-block.c - a sound in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-audio-block.h"

#include "propus-part-deeds.h"

#include <glib/gi18n.h>

/**
 * PropusAudioBlock:
 *
 * Play and pause, a place to seek, the time, and Save As…. Nothing is decoded before somebody presses Play: then the
 * bytes become a file among the caches, and GTK's player gets that. Where GTK has no player the sound can be saved, and
 * the card says so.
 */
struct _PropusAudioBlock
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *play;
  GtkWidget *scale;
  GtkLabel *time;
  GtkLabel *note;

  PropusDataPart *part;
  GtkMediaStream *stream;        /* NULL: not played yet */
  GCancellable *cancellable;     /* of what is to be played, NULL: nothing is */
  gboolean seeking;              /* the scale is moved by us */
};

G_DEFINE_FINAL_TYPE (PropusAudioBlock, propus_audio_block, GTK_TYPE_WIDGET)

/* GTK's own fallback is always there, and can do nothing. */
static gboolean
has_player (void)
{
  GIOExtensionPoint *point = g_io_extension_point_lookup (GTK_MEDIA_FILE_EXTENSION_POINT_NAME);

  for (GList *l = point != NULL ? g_io_extension_point_get_extensions (point) : NULL; l != NULL; l = l->next)
    if (!g_str_equal (g_io_extension_get_name (l->data), "none") && !g_str_equal (g_io_extension_get_name (l->data), "nomedia"))
      return TRUE;

  return FALSE;
}

static void
say (PropusAudioBlock *self,
     const char       *sentence)
{
  gtk_label_set_label (self->note, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), sentence != NULL);
}

static void
append_time (GString *to,
             gint64   us)
{
  gint64 seconds = MAX (us, 0) / G_USEC_PER_SEC;

  g_string_append_printf (to, "%" G_GINT64_FORMAT ":%02d", seconds / 60, (int) (seconds % 60));
}

static void
update (PropusAudioBlock *self)
{
  gboolean playing = self->stream != NULL && gtk_media_stream_get_playing (self->stream);
  gint64 duration = self->stream != NULL ? gtk_media_stream_get_duration (self->stream) : 0;
  gint64 at = self->stream != NULL ? gtk_media_stream_get_timestamp (self->stream) : 0;
  const char *words = playing ? _("Pause") : _("Play");
  g_autoptr(GString) time = g_string_new (NULL);

  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);

  append_time (time, at);
  if (duration > 0)
    {
      g_string_append (time, " / ");
      append_time (time, duration);
    }
  gtk_label_set_label (self->time, time->str);

  gtk_widget_set_sensitive (self->scale, duration > 0 && gtk_media_stream_is_seekable (self->stream));
  self->seeking = TRUE;
  gtk_range_set_range (GTK_RANGE (self->scale), 0, MAX ((double) duration / G_USEC_PER_SEC, 0.1));
  gtk_range_set_value (GTK_RANGE (self->scale), (double) at / G_USEC_PER_SEC);
  self->seeking = FALSE;
}

static void
stream_changed_cb (PropusAudioBlock *self)
{
  const GError *error = gtk_media_stream_get_error (self->stream);

  if (error != NULL)
    {
      gtk_widget_set_sensitive (self->play, FALSE);
      say (self, _("This sound cannot be played here. You can save it."));
    }
  update (self);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusAudioBlock) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = propus_data_part_store_finish (PROPUS_DATA_PART (object), result, &error);

  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (file == NULL)
    {
      gtk_widget_set_sensitive (self->play, FALSE);
      say (self, _("This sound is damaged."));
      return;
    }

  gtk_widget_set_sensitive (self->play, TRUE);
  self->stream = gtk_media_file_new_for_file (file);
  g_signal_connect_object (self->stream, "notify", G_CALLBACK (stream_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_media_stream_play (self->stream);
  stream_changed_cb (self);
}

static void
play_cb (PropusAudioBlock *self)
{
  g_assert (PROPUS_IS_AUDIO_BLOCK (self));

  if (self->stream == NULL)
    {
      self->cancellable = g_cancellable_new ();
      gtk_widget_set_sensitive (self->play, FALSE);
      propus_data_part_store_async (self->part, self->cancellable, stored_cb, g_object_ref (self));
      return;
    }

  if (gtk_media_stream_get_playing (self->stream))
    gtk_media_stream_pause (self->stream);
  else
    {
      if (gtk_media_stream_get_ended (self->stream))
        gtk_media_stream_seek (self->stream, 0);
      gtk_media_stream_play (self->stream);
    }
  update (self);
}

static void
moved_cb (PropusAudioBlock *self)
{
  g_assert (PROPUS_IS_AUDIO_BLOCK (self));

  if (!self->seeking && self->stream != NULL)
    gtk_media_stream_seek (self->stream, (gint64) (gtk_range_get_value (GTK_RANGE (self->scale)) * G_USEC_PER_SEC));
}

/* A chat that is left falls silent. */
static void
propus_audio_block_unmap (GtkWidget *widget)
{
  PropusAudioBlock *self = PROPUS_AUDIO_BLOCK (widget);

  if (self->stream != NULL)
    gtk_media_stream_pause (self->stream);
  GTK_WIDGET_CLASS (propus_audio_block_parent_class)->unmap (widget);
}

static GtkWidget *
make_line (PropusAudioBlock *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->play = propus_part_deeds_new_button ("media-playback-start-symbolic", _("Play"), NULL);
  gtk_widget_remove_css_class (self->play, "dim-button");
  gtk_widget_add_css_class (self->play, "circular");
  g_signal_connect_object (self->play, "clicked", G_CALLBACK (play_cb), self, G_CONNECT_SWAPPED);

  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Place in the sound"), -1);
  g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);

  self->time = GTK_LABEL (gtk_label_new ("0:00"));
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");

  gtk_box_append (GTK_BOX (line), self->play);
  gtk_box_append (GTK_BOX (line), self->scale);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (line), propus_part_deeds_new_button ("document-save-symbolic", _("Save As…"), "part.save"));
  return line;
}

/**
 * propus_audio_block_new:
 * @part: (transfer none): a sound
 *
 * Returns: (transfer floating): a widget that plays it
 */
GtkWidget *
propus_audio_block_new (PropusDataPart *part)
{
  PropusAudioBlock *self;

  g_return_val_if_fail (PROPUS_IS_DATA_PART (part), NULL);

  self = g_object_new (PROPUS_TYPE_AUDIO_BLOCK, NULL);
  self->part = g_object_ref (part);
  propus_part_deeds_install (GTK_WIDGET (self), part);
  propus_part_deeds_make_draggable (self->box, part);
  gtk_widget_set_sensitive (self->play, has_player ());
  say (self, has_player () ? NULL : _("GTK has no player on this system, so sounds can only be saved."));
  update (self);
  return GTK_WIDGET (self);
}

static void
propus_audio_block_dispose (GObject *object)
{
  PropusAudioBlock *self = PROPUS_AUDIO_BLOCK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->part);

  G_OBJECT_CLASS (propus_audio_block_parent_class)->dispose (object);
}

static void
propus_audio_block_class_init (PropusAudioBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_audio_block_dispose;
  widget_class->unmap = propus_audio_block_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
propus_audio_block_init (PropusAudioBlock *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self->box), make_line (self));

  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->note));

  gtk_widget_add_css_class (self->box, "text-block");
  gtk_widget_add_css_class (self->box, "file-chip");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sound"), -1);
}
