/* propus-math-box.h - a formula laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-math-node.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_MATH_BOX_PLAIN,       /* only children */
  PROPUS_MATH_BOX_GLYPHS,      /* layout */
  PROPUS_MATH_BOX_RULE,        /* filled */
  PROPUS_MATH_BOX_FENCE,       /* sign: a bracket as high as the box */
  PROPUS_MATH_BOX_RADICAL,     /* the sign of a root, without its line */
  PROPUS_MATH_BOX_BRACE,       /* a brace lying on its side; sign: "⏞" or "⏟" */
  PROPUS_MATH_BOX_ARROW,       /* sign: "→" or "←" */
} PropusMathBoxKind;

typedef struct _PropusMathBox PropusMathBox;

/* Sizes in pixels. The origin is where the baseline begins; y grows downwards. */
struct _PropusMathBox
{
  PropusMathBoxKind  kind;
  double             x;            /* of the origin, in the parent's coordinates */
  double             y;
  double             width;
  double             ascent;
  double             descent;
  double             thickness;    /* of lines */
  PangoLayout       *layout;
  double             layout_y;     /* from the origin up to the layout's top: negative */
  char               sign[8];
  GPtrArray         *children;     /* of PropusMathBox; NULL: none */
};

PropusMathBox *propus_math_box_new      (PropusMathNode *node,
                                         PangoContext   *context,
                                         double          size);
void           propus_math_box_snapshot (PropusMathBox  *self,
                                         GtkSnapshot    *snapshot,
                                         const GdkRGBA  *colour);
void           propus_math_box_free     (PropusMathBox  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMathBox, propus_math_box_free)

G_END_DECLS
