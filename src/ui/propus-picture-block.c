/* propus-picture-block.c - a picture in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-picture-block.h"

#include "propus-file-chip.h"
#include "propus-limits.h"
#include "propus-part-deeds.h"
#include "propus-picture-frame.h"
#include "propus-picture-window.h"

#include <glib/gi18n.h>

/**
 * PropusPictureBlock:
 *
 * A picture with what can be done with it. It is decoded once it is near the eyes, and in the size in which it is
 * shown; one that turns out to be damaged becomes a file to save.
 */
struct _PropusPictureBlock
{
  GtkWidget parent_instance;

  GtkWidget *box;
  PropusPictureFrame *frame;     /* a child, NULL: the picture is damaged */
  PropusDataPart *part;
  GCancellable *cancellable;     /* NULL: not asked for yet */
};

G_DEFINE_FINAL_TYPE (PropusPictureBlock, propus_picture_block, GTK_TYPE_WIDGET)

static void
remove_all (PropusPictureBlock *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  self->frame = NULL;
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusPictureBlock) self = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = propus_data_part_load_finish (PROPUS_DATA_PART (object), result, &texture, &error);

  if (self->frame == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (texture != NULL)
    {
      propus_picture_frame_set_texture (self->frame, texture);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->frame), GTK_ACCESSIBLE_STATE_BUSY, FALSE, -1);
      return;
    }

  remove_all (self);
  gtk_box_append (GTK_BOX (self->box),
                  propus_file_chip_new (self->part, _("This picture is damaged or cannot be drawn here.")));
}

static void
propus_picture_block_map (GtkWidget *widget)
{
  PropusPictureBlock *self = PROPUS_PICTURE_BLOCK (widget);

  GTK_WIDGET_CLASS (propus_picture_block_parent_class)->map (widget);

  if (self->cancellable == NULL && self->frame != NULL)
    {
      self->cancellable = g_cancellable_new ();
      propus_data_part_load_async (self->part, MIN (propus_picture_frame_get_side (self->frame), PROPUS_LIMIT_PICTURE_SHOWN),
                                   self->cancellable, loaded_cb, g_object_ref (self));
    }
}

static void
enlarge_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PropusPictureBlock *self = PROPUS_PICTURE_BLOCK (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  propus_picture_window_open (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->part);
}

static void
clicked_cb (GtkGestureClick    *gesture,
            int                 n_press,
            double              x,
            double              y,
            PropusPictureBlock *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "picture.enlarge", NULL);
}

static GtkWidget *
make_bar (PropusPictureBlock *self,
          guint               width,
          guint               height)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *size = g_format_size (propus_data_part_get_size (self->part));
  /* Translators: width and height of a picture in pixels, and the size of its file */
  g_autofree char *words = g_strdup_printf (_("%1$u × %2$u · %3$s"), width, height, size);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (bar, "part-bar");
  gtk_box_append (GTK_BOX (bar), propus_part_deeds_new_button ("view-fullscreen-symbolic", _("Enlarge"), "picture.enlarge"));
  gtk_box_append (GTK_BOX (bar), propus_part_deeds_new_button ("edit-copy-symbolic", _("Copy Picture"), "part.copy"));
  gtk_box_append (GTK_BOX (bar), propus_part_deeds_new_button ("document-save-symbolic", _("Save As…"), "part.save"));
  gtk_box_append (GTK_BOX (bar), label);
  return bar;
}

static void
add_frame (PropusPictureBlock *self,
           guint               width,
           guint               height)
{
  GtkGesture *click = gtk_gesture_click_new ();
  /* Translators: name of a picture in an answer for a screen reader; its width and height in pixels */
  g_autofree char *name = g_strdup_printf (_("Picture, %u × %u"), width, height);

  self->frame = PROPUS_PICTURE_FRAME (propus_picture_frame_new (width, height));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->frame), "pointer");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->frame), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->frame), GTK_ACCESSIBLE_STATE_BUSY, TRUE, -1);
  g_signal_connect_object (click, "released", G_CALLBACK (clicked_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->frame), GTK_EVENT_CONTROLLER (click));
  propus_part_deeds_make_draggable (GTK_WIDGET (self->frame), self->part);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->frame));
  gtk_box_append (GTK_BOX (self->box), make_bar (self, width, height));
}

/**
 * propus_picture_block_new:
 * @part: (transfer none): a picture by its bytes, of at most %PROPUS_LIMIT_PICTURE_PIXELS
 *
 * Returns: (transfer floating): a widget that shows it
 */
GtkWidget *
propus_picture_block_new (PropusDataPart *part)
{
  PropusPictureBlock *self;
  guint width;
  guint height;

  g_return_val_if_fail (PROPUS_IS_DATA_PART (part), NULL);
  g_return_val_if_fail (propus_data_part_get_picture (part, &width, &height) != PROPUS_PICTURE_NONE, NULL);

  self = g_object_new (PROPUS_TYPE_PICTURE_BLOCK, NULL);
  self->part = g_object_ref (part);
  propus_part_deeds_install (GTK_WIDGET (self), part);
  add_frame (self, width, height);
  return GTK_WIDGET (self);
}

static void
propus_picture_block_dispose (GObject *object)
{
  PropusPictureBlock *self = PROPUS_PICTURE_BLOCK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->frame = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->part);

  G_OBJECT_CLASS (propus_picture_block_parent_class)->dispose (object);
}

static void
propus_picture_block_class_init (PropusPictureBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_picture_block_dispose;
  widget_class->map = propus_picture_block_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "picture.enlarge", NULL, enlarge_action);
}

static void
propus_picture_block_init (PropusPictureBlock *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
