/* propus-code-view.c - where code is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-view.h"

#include "propus-text-height.h"

struct _PropusCodeView
{
  GtkSourceView    parent_instance;

  PropusTextHeight height;
};

G_DEFINE_FINAL_TYPE (PropusCodeView, propus_code_view, GTK_SOURCE_TYPE_VIEW)

static void
propus_code_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GTK_WIDGET_CLASS (propus_code_view_parent_class)->size_allocate (widget, width, height, baseline);
  propus_text_height_check (&PROPUS_CODE_VIEW (widget)->height, widget, width, height);
}

static void
propus_code_view_dispose (GObject *object)
{
  propus_text_height_clear (&PROPUS_CODE_VIEW (object)->height);

  G_OBJECT_CLASS (propus_code_view_parent_class)->dispose (object);
}

static void
propus_code_view_class_init (PropusCodeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_code_view_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = propus_code_view_size_allocate;
}

static void
propus_code_view_init (PropusCodeView *self)
{
}

/**
 * propus_code_view_new:
 * @buffer: (transfer none): the code
 *
 * Returns: (transfer floating): a view that is as high as its code
 */
GtkWidget *
propus_code_view_new (GtkSourceBuffer *buffer)
{
  return g_object_new (PROPUS_TYPE_CODE_VIEW, "buffer", buffer, NULL);
}

/**
 * propus_code_view_release:
 * @self: (transfer full): a view that is taken out of its parent, or is about to be
 *
 * Lets go of @self. Once GtkSourceView 5.6 has drawn line numbers, its gutter and the lines in it hold the view and each
 * other, and it would stay for ever with all of its text.
 */
void
propus_code_view_release (PropusCodeView *self)
{
  g_return_if_fail (PROPUS_IS_CODE_VIEW (self));

  if (gtk_source_view_get_show_line_numbers (GTK_SOURCE_VIEW (self)))
    {
      GtkSourceGutter *gutter = gtk_source_view_get_gutter (GTK_SOURCE_VIEW (self), GTK_TEXT_WINDOW_LEFT);
      GtkWidget *renderer = gtk_widget_get_first_child (GTK_WIDGET (gutter));

      while (renderer != NULL)
        {
          gtk_source_gutter_remove (gutter, GTK_SOURCE_GUTTER_RENDERER (renderer));
          renderer = gtk_widget_get_first_child (GTK_WIDGET (gutter));
        }
      g_object_run_dispose (G_OBJECT (self));
    }
  g_object_unref (self);
}
