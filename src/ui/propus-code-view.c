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
