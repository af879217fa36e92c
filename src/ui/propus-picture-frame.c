/* propus-picture-frame.c - room for a picture, whether it is there yet or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-picture-frame.h"

/* At most so large in an answer; never larger than the picture is. */
#define MOST_WIDTH 560
#define MOST_HEIGHT 420
#define LEAST_SIDE 24

/**
 * PropusPictureFrame:
 *
 * Has the shape of the picture from the beginning, so that nothing moves when it comes, and becomes narrower with the
 * window without losing it.
 */
struct _PropusPictureFrame
{
  GtkWidget parent_instance;

  GdkTexture *texture;   /* NULL: not there yet */
  int width;             /* as it is shown where there is room */
  int height;
};

G_DEFINE_FINAL_TYPE (PropusPictureFrame, propus_picture_frame, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
propus_picture_frame_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_height_for (PropusPictureFrame *self,
                int                 width)
{
  if (width < 0 || width >= self->width)
    return self->height;

  return MAX ((int) ((gint64) self->height * width / self->width), LEAST_SIDE);
}

static void
propus_picture_frame_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  PropusPictureFrame *self = PROPUS_PICTURE_FRAME (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN (self->width, LEAST_SIDE * 2);
      *natural = self->width;
    }
  else
    *minimum = *natural = get_height_for (self, for_size);
}

static void
propus_picture_frame_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  PropusPictureFrame *self = PROPUS_PICTURE_FRAME (widget);
  int width = MIN (gtk_widget_get_width (widget), self->width);
  int height = get_height_for (self, width);

  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/**
 * propus_picture_frame_set_texture:
 * @self: a frame
 * @texture: (nullable): the picture
 */
void
propus_picture_frame_set_texture (PropusPictureFrame *self,
                                  GdkTexture         *texture)
{
  g_return_if_fail (PROPUS_IS_PICTURE_FRAME (self));

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * propus_picture_frame_get_side:
 * @self: a frame
 *
 * Returns: how many pixels of the screen its longer side has at most
 */
guint
propus_picture_frame_get_side (PropusPictureFrame *self)
{
  g_return_val_if_fail (PROPUS_IS_PICTURE_FRAME (self), 1);

  return (guint) (MAX (self->width, self->height) * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

static void
propus_picture_frame_finalize (GObject *object)
{
  g_clear_object (&PROPUS_PICTURE_FRAME (object)->texture);

  G_OBJECT_CLASS (propus_picture_frame_parent_class)->finalize (object);
}

static void
propus_picture_frame_class_init (PropusPictureFrameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_picture_frame_finalize;
  widget_class->get_request_mode = propus_picture_frame_get_request_mode;
  widget_class->measure = propus_picture_frame_measure;
  widget_class->snapshot = propus_picture_frame_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pictureframe");
}

static void
propus_picture_frame_init (PropusPictureFrame *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
}

/**
 * propus_picture_frame_new:
 * @width: of the picture, in pixels, at least 1
 * @height: of the picture
 *
 * Returns: (transfer floating): a frame of its shape
 */
GtkWidget *
propus_picture_frame_new (guint width,
                          guint height)
{
  PropusPictureFrame *self = g_object_new (PROPUS_TYPE_PICTURE_FRAME, NULL);
  double scale;

  g_return_val_if_fail (width > 0 && height > 0, GTK_WIDGET (self));

  scale = MIN (1, MIN ((double) MOST_WIDTH / width, (double) MOST_HEIGHT / height));
  self->width = MAX ((int) (width * scale), 1);
  self->height = MAX ((int) (height * scale), 1);
  return GTK_WIDGET (self);
}
