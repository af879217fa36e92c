/* propus-math-box-draw.c - a formula drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-box.h"

#include <math.h>
#include <string.h>

#define MAX_TEXTURE 4000

/* The lines of brackets are drawn, not set: a font's bracket that is made four times as high gets four times as thick. */

static void
trace_bracket (cairo_t    *cr,
               const char *sign,
               double      left,
               double      right,
               double      top,
               double      bottom)
{
  gboolean floor_sign = strcmp (sign, "⌊") == 0 || strcmp (sign, "⌋") == 0;
  gboolean ceiling = strcmp (sign, "⌈") == 0 || strcmp (sign, "⌉") == 0;

  if (!floor_sign)
    {
      cairo_move_to (cr, right, top);
      cairo_line_to (cr, left, top);
    }
  else
    {
      cairo_move_to (cr, left, top);
    }
  cairo_line_to (cr, left, bottom);
  if (!ceiling)
    cairo_line_to (cr, right, bottom);
}

/* @left is where the sign bulges to, @right where its ends are. */
static void
trace_brace (cairo_t *cr,
             double   left,
             double   right,
             double   top,
             double   bottom)
{
  double middle = (top + bottom) / 2;
  double stem = (left + right) / 2;
  double bend = MIN ((bottom - top) / 4, 2 * fabs (right - left));

  cairo_move_to (cr, right, top);
  cairo_curve_to (cr, stem, top, stem, top, stem, top + bend);
  cairo_line_to (cr, stem, middle - bend);
  cairo_curve_to (cr, stem, middle, stem, middle, left, middle);
  cairo_curve_to (cr, stem, middle, stem, middle, stem, middle + bend);
  cairo_line_to (cr, stem, bottom - bend);
  cairo_curve_to (cr, stem, bottom, stem, bottom, right, bottom);
}

static void
trace_fence (cairo_t       *cr,
             PropusMathBox *self)
{
  double side = self->thickness;
  double left = side;
  double right = self->width - side;
  double top = -self->ascent + side / 2;
  double bottom = self->descent - side / 2;
  const char *sign = self->sign;
  gboolean mirrored = strstr (") ] } ⟩ ⌋ ⌉ ⟧ ⟯ ⌟ ⌝", sign) != NULL;

  if (mirrored)
    {
      left = self->width - side;
      right = side;
    }

  if (strcmp (sign, "(") == 0 || strcmp (sign, ")") == 0)
    {
      double third = (bottom - top) / 4;

      cairo_move_to (cr, right, top);
      cairo_curve_to (cr, left, top + third, left, bottom - third, right, bottom);
    }
  else if (strcmp (sign, "{") == 0 || strcmp (sign, "}") == 0)
    {
      trace_brace (cr, left, right, top, bottom);
    }
  else if (strcmp (sign, "⟨") == 0 || strcmp (sign, "⟩") == 0)
    {
      cairo_move_to (cr, right, top);
      cairo_line_to (cr, left, (top + bottom) / 2);
      cairo_line_to (cr, right, bottom);
    }
  else if (strcmp (sign, "|") == 0 || strcmp (sign, "‖") == 0)
    {
      double gap = strcmp (sign, "|") == 0 ? 0 : self->width * 0.2;

      cairo_move_to (cr, self->width / 2 - gap, top);
      cairo_line_to (cr, self->width / 2 - gap, bottom);
      cairo_move_to (cr, self->width / 2 + gap, top);
      cairo_line_to (cr, self->width / 2 + gap, bottom);
    }
  else
    {
      trace_bracket (cr, sign, left, right, top, bottom);
    }
}

static void
trace_radical (cairo_t       *cr,
               PropusMathBox *self)
{
  double height = self->ascent + self->descent;
  double top = -self->ascent + self->thickness / 2;
  double bottom = self->descent;

  cairo_move_to (cr, 0.08 * self->width, bottom - 0.42 * height);
  cairo_line_to (cr, 0.26 * self->width, bottom - 0.5 * height);
  cairo_line_to (cr, 0.52 * self->width, bottom);
  cairo_line_to (cr, self->width, top);
}

static void
trace_brace_lying (cairo_t       *cr,
                   PropusMathBox *self)
{
  gboolean under = strcmp (self->sign, "⏟") == 0;

  /* The same brace as beside a formula, turned. */
  cairo_rotate (cr, G_PI / 2);
  if (under)
    trace_brace (cr, -self->thickness, -self->ascent + self->thickness, -self->width, 0);
  else
    trace_brace (cr, -self->ascent + self->thickness, -self->thickness, -self->width, 0);
}

static void
trace_arrow (cairo_t       *cr,
             PropusMathBox *self)
{
  gboolean left = strcmp (self->sign, "←") == 0;
  double tip = left ? self->thickness : self->width - self->thickness;
  double back = left ? tip + self->ascent : tip - self->ascent;

  cairo_move_to (cr, left ? self->width : 0, 0);
  cairo_line_to (cr, tip, 0);
  cairo_move_to (cr, back, -self->ascent + self->thickness / 2);
  cairo_line_to (cr, tip, 0);
  cairo_line_to (cr, back, self->descent - self->thickness / 2);
}

/* What is too large for a texture is drawn as a plain line. */
static gboolean
is_huge (PropusMathBox *self)
{
  return self->width > MAX_TEXTURE || self->ascent + self->descent > MAX_TEXTURE;
}

static void
draw_plain (PropusMathBox *self,
            GtkSnapshot   *snapshot,
            const GdkRGBA *colour)
{
  gboolean upright = self->kind == PROPUS_MATH_BOX_FENCE || self->kind == PROPUS_MATH_BOX_RADICAL;
  float line = (float) self->thickness;

  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) (upright ? self->width / 2 : 0), (float) -self->ascent,
                                                  upright ? line : (float) self->width,
                                                  upright ? (float) (self->ascent + self->descent) : line));
}

static void
draw_lines (PropusMathBox *self,
            GtkSnapshot   *snapshot,
            const GdkRGBA *colour)
{
  double margin = 2 * self->thickness;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) -margin, (float) (-self->ascent - margin),
                                                                          (float) (self->width + 2 * margin),
                                                                          (float) (self->ascent + self->descent + 2 * margin)));

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, self->thickness);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  if (self->kind == PROPUS_MATH_BOX_FENCE)
    trace_fence (cr, self);
  else if (self->kind == PROPUS_MATH_BOX_RADICAL)
    trace_radical (cr, self);
  else if (self->kind == PROPUS_MATH_BOX_BRACE)
    trace_brace_lying (cr, self);
  else
    trace_arrow (cr, self);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * propus_math_box_snapshot:
 * @self: a box
 * @snapshot: where it is drawn, the origin where the box's is
 * @colour: of everything
 *
 * Draws the box and all in it.
 */
void
propus_math_box_snapshot (PropusMathBox *self,
                          GtkSnapshot   *snapshot,
                          const GdkRGBA *colour)
{
  if (self->kind == PROPUS_MATH_BOX_GLYPHS)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) self->layout_y));
      gtk_snapshot_append_layout (snapshot, self->layout, colour);
      gtk_snapshot_restore (snapshot);
    }
  else if (self->kind == PROPUS_MATH_BOX_RULE)
    {
      gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (0, (float) -self->ascent, (float) self->width,
                                                                       (float) (self->ascent + self->descent)));
    }
  else if (self->kind != PROPUS_MATH_BOX_PLAIN && self->width > 0)
    {
      if (is_huge (self))
        draw_plain (self, snapshot, colour);
      else
        draw_lines (self, snapshot, colour);
    }

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      PropusMathBox *child = self->children->pdata[i];

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) child->x, (float) child->y));
      propus_math_box_snapshot (child, snapshot, colour);
      gtk_snapshot_restore (snapshot);
    }
}
