/* propus-math-drawing.h - a formula on the page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_MATH_DRAWING (propus_math_drawing_get_type ())
G_DECLARE_FINAL_TYPE (PropusMathDrawing, propus_math_drawing, PROPUS, MATH_DRAWING, GtkWidget)

GtkWidget  *propus_math_drawing_new       (void);
void        propus_math_drawing_set_latex (PropusMathDrawing *self,
                                           const char        *latex);
const char *propus_math_drawing_get_text  (PropusMathDrawing *self);

G_END_DECLS
