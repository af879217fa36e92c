/* propus-math-drawing.c - a formula on the page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-drawing.h"

#include "propus-math-box.h"
#include "propus-math-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define SCALE 1.12    /* of the text around it */
#define PADDING 4
#define MAX_SIZE 100000    /* pixels: what is larger is cut off */

struct _PropusMathDrawing
{
  GtkWidget       parent_instance;

  PropusMathNode *node;
  PropusMathBox  *box;       /* NULL: has to be laid out */
  char           *text;      /* as one line */
};

G_DEFINE_FINAL_TYPE (PropusMathDrawing, propus_math_drawing, GTK_TYPE_WIDGET)

static PropusMathBox *
get_box (PropusMathDrawing *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (self->box != NULL || self->node == NULL)
    return self->box;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72.0;
  self->box = propus_math_box_new (self->node, context, size * SCALE);

  return self->box;
}

static void
forget_box (PropusMathDrawing *self)
{
  g_clear_pointer (&self->box, propus_math_box_free);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
propus_math_drawing_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  PropusMathBox *box = get_box (PROPUS_MATH_DRAWING (widget));
  double size = box == NULL ? 0 : orientation == GTK_ORIENTATION_HORIZONTAL ? box->width : box->ascent + box->descent;

  *minimum = *natural = (int) ceil (MIN (size, MAX_SIZE)) + 2 * PADDING;
}

static void
propus_math_drawing_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  PropusMathBox *box = get_box (PROPUS_MATH_DRAWING (widget));
  GdkRGBA colour;

  if (box == NULL)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PADDING, (float) (PADDING + round (box->ascent))));
  propus_math_box_snapshot (box, snapshot, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
propus_math_drawing_css_changed (GtkWidget         *widget,
                                 GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (propus_math_drawing_parent_class)->css_changed (widget, change);
  forget_box (PROPUS_MATH_DRAWING (widget));
}

static void
propus_math_drawing_finalize (GObject *object)
{
  PropusMathDrawing *self = PROPUS_MATH_DRAWING (object);

  g_clear_pointer (&self->box, propus_math_box_free);
  g_clear_pointer (&self->node, propus_math_node_free);
  g_free (self->text);

  G_OBJECT_CLASS (propus_math_drawing_parent_class)->finalize (object);
}

static void
propus_math_drawing_class_init (PropusMathDrawingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_math_drawing_finalize;
  widget_class->measure = propus_math_drawing_measure;
  widget_class->snapshot = propus_math_drawing_snapshot;
  widget_class->css_changed = propus_math_drawing_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "formula");
}

static void
propus_math_drawing_init (PropusMathDrawing *self)
{
  /* Formulas are read from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
}

/**
 * propus_math_drawing_new:
 *
 * Returns: (transfer floating): an empty drawing
 */
GtkWidget *
propus_math_drawing_new (void)
{
  return g_object_new (PROPUS_TYPE_MATH_DRAWING, NULL);
}

/**
 * propus_math_drawing_set_latex:
 * @self: a drawing
 * @latex: a formula without its delimiters
 *
 * Draws @latex. A screen reader reads it as a line of text.
 */
void
propus_math_drawing_set_latex (PropusMathDrawing *self,
                               const char        *latex)
{
  g_return_if_fail (PROPUS_IS_MATH_DRAWING (self));
  g_return_if_fail (latex != NULL);

  g_clear_pointer (&self->node, propus_math_node_free);
  self->node = propus_math_parse (latex);
  g_free (self->text);
  self->text = propus_math_to_text (self->node, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
  forget_box (self);
}

/**
 * propus_math_drawing_get_text:
 * @self: a drawing
 *
 * Returns: (transfer none) (nullable): the formula as one line of text
 */
const char *
propus_math_drawing_get_text (PropusMathDrawing *self)
{
  g_return_val_if_fail (PROPUS_IS_MATH_DRAWING (self), NULL);

  return self->text;
}
