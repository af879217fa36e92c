/* propus-picture-window.c - a picture of an answer by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-picture-window.h"

#include "propus-limits.h"
#include "propus-part-deeds.h"

#include <glib/gi18n.h>

/* A new window is as large as the picture, between these. */
#define LEAST_SIDE 360
#define MOST_WIDTH 1100
#define MOST_HEIGHT 800
#define AROUND 24
#define HEADER 48

/**
 * PropusPictureWindow:
 *
 * A picture as large as the window, with the same deeds as in the answer. Escape closes it.
 */
struct _PropusPictureWindow
{
  AdwWindow parent_instance;

  /* Template widgets */
  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
  GtkPicture *picture;

  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (PropusPictureWindow, propus_picture_window, ADW_TYPE_WINDOW)

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (PROPUS_PICTURE_WINDOW (widget)->toasts, adw_toast_new (escaped));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusPictureWindow) self = user_data;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GBytes) bytes = propus_data_part_load_finish (PROPUS_DATA_PART (object), result, &texture, NULL);

  if (texture != NULL && self->picture != NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
fit (PropusPictureWindow *self,
     guint                width,
     guint                height)
{
  double scale = MIN (1, MIN ((double) MOST_WIDTH / width, (double) MOST_HEIGHT / height));

  gtk_window_set_default_size (GTK_WINDOW (self), MAX ((int) (width * scale) + AROUND, LEAST_SIDE),
                               MAX ((int) (height * scale) + AROUND / 2 + HEADER, LEAST_SIDE));
}

/**
 * propus_picture_window_open:
 * @parent: (nullable): where the answer is
 * @part: (transfer none): a picture that propus_picture_block_new() takes
 *
 * Opens a window with the picture.
 */
void
propus_picture_window_open (GtkWindow      *parent,
                            PropusDataPart *part)
{
  PropusPictureWindow *self;
  g_autofree char *size = NULL;
  g_autofree char *name = NULL;
  guint width, height;

  g_return_if_fail (PROPUS_IS_DATA_PART (part));
  g_return_if_fail (propus_data_part_get_picture (part, &width, &height) != PROPUS_PICTURE_NONE);

  self = g_object_new (PROPUS_TYPE_PICTURE_WINDOW, "transient-for", parent, NULL);
  size = g_strdup_printf ("%u × %u", width, height);
  /* Translators: name of a picture in an answer for a screen reader; its width and height in pixels */
  name = g_strdup_printf (_("Picture, %u × %u"), width, height);
  adw_window_title_set_subtitle (self->title, size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  fit (self, width, height);
  propus_part_deeds_install (GTK_WIDGET (self), part);
  propus_part_deeds_make_draggable (GTK_WIDGET (self->picture), part);
  propus_data_part_load_async (part, PROPUS_LIMIT_PICTURE_LARGE, self->cancellable, loaded_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}

static void
propus_picture_window_dispose (GObject *object)
{
  PropusPictureWindow *self = PROPUS_PICTURE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PICTURE_WINDOW);

  G_OBJECT_CLASS (propus_picture_window_parent_class)->dispose (object);
}

static void
propus_picture_window_class_init (PropusPictureWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_picture_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-picture-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPictureWindow, title);
  gtk_widget_class_bind_template_child (widget_class, PropusPictureWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PropusPictureWindow, picture);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
}

static void
propus_picture_window_init (PropusPictureWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}
