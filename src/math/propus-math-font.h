/* propus-math-font.h - the alphabets of mathematics in Unicode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_MATH_FONT_NORMAL,        /* letters are variables */
  PROPUS_MATH_FONT_UPRIGHT,
  PROPUS_MATH_FONT_BOLD,
  PROPUS_MATH_FONT_BOLD_ITALIC,
  PROPUS_MATH_FONT_BLACKBOARD,
  PROPUS_MATH_FONT_SCRIPT,
  PROPUS_MATH_FONT_FRAKTUR,
  PROPUS_MATH_FONT_SANS,
  PROPUS_MATH_FONT_TYPEWRITER,
} PropusMathFont;

gboolean  propus_math_font_find        (const char     *name,
                                        gsize           length,
                                        PropusMathFont *font);
gunichar  propus_math_font_map         (PropusMathFont  font,
                                        gunichar        c);
gunichar  propus_math_font_superscript (gunichar        c);
gunichar  propus_math_font_subscript   (gunichar        c);

G_END_DECLS
