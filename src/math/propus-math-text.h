/* propus-math-text.h - a formula as a line of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-math-node.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_MATH_RUN_ITALIC  = 1 << 0,
  PROPUS_MATH_RUN_RAISED  = 1 << 1,
  PROPUS_MATH_RUN_LOWERED = 1 << 2,
  PROPUS_MATH_RUN_BOLD    = 1 << 3,
} PropusMathRunFlags;

/* A stretch of one style: byte offsets into the text, end exclusive. */
typedef struct
{
  guint              start;
  guint              end;
  PropusMathRunFlags flags;
} PropusMathRun;

char *propus_math_to_text  (PropusMathNode  *node,
                            GArray         **runs);
char *propus_math_dup_text (const char      *latex);

G_END_DECLS
