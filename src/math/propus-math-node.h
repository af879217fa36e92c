/* propus-math-node.h - a formula as a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a formula says, apart from how it is drawn. Children that are left out are NULL. */
typedef enum
{
  PROPUS_MATH_ROW,        /* any number of children, side by side */
  PROPUS_MATH_SYMBOL,     /* text: one sign, a number, or the name of a function */
  PROPUS_MATH_WORDS,      /* text: words among the signs, upright, spaces and all */
  PROPUS_MATH_RAW,        /* text: a command that is not known, as it was written */
  PROPUS_MATH_SPACE,      /* mu */
  PROPUS_MATH_FRACTION,   /* numerator, denominator; BARE: no bar between them */
  PROPUS_MATH_ROOT,       /* radicand, index or NULL */
  PROPUS_MATH_SCRIPTS,    /* base, subscript or NULL, superscript or NULL; LIMITS: below and above the base */
  PROPUS_MATH_ACCENT,     /* base; text: the combining character; WIDE: a line over or under all of it */
  PROPUS_MATH_FENCED,     /* body; text and right: what stands around it, as high as it is; "" nothing */
  PROPUS_MATH_GRID,       /* cells of columns columns, row by row, NULL where a row is shorter */
} PropusMathKind;

/* What a sign is to its neighbours: TeX's classes, which decide the room between them. */
typedef enum
{
  PROPUS_MATH_ORDINARY,
  PROPUS_MATH_OPERATOR,
  PROPUS_MATH_BINARY,
  PROPUS_MATH_RELATION,
  PROPUS_MATH_OPENING,
  PROPUS_MATH_CLOSING,
  PROPUS_MATH_PUNCTUATION,
} PropusMathClass;

typedef enum
{
  PROPUS_MATH_ITALIC  = 1 << 0,   /* a variable */
  PROPUS_MATH_LARGE   = 1 << 1,   /* a sum, a product, an integral: larger in a displayed formula */
  PROPUS_MATH_LIMITS  = 1 << 2,   /* of SCRIPTS and of operators: stacked in a displayed formula */
  PROPUS_MATH_BARE    = 1 << 3,
  PROPUS_MATH_WIDE    = 1 << 4,
  PROPUS_MATH_UNDER   = 1 << 5,   /* of an ACCENT: below */
  PROPUS_MATH_BOLD    = 1 << 6,
  PROPUS_MATH_ALIGNED = 1 << 7,   /* of a GRID: columns in pairs, right and left, as equations stand */
  PROPUS_MATH_SMALL   = 1 << 8,   /* set as small as in a line of text: \tfrac, substack, smallmatrix */
} PropusMathFlags;

typedef struct _PropusMathNode PropusMathNode;

struct _PropusMathNode
{
  PropusMathKind   kind;
  PropusMathClass  class;
  PropusMathFlags  flags;
  char            *text;       /* valid UTF-8; NULL unless the kind has one */
  char            *right;      /* FENCED */
  int              mu;         /* SPACE: eighteenths of an em */
  guint            columns;    /* GRID */
  char            *aligns;     /* GRID: 'l', 'c' or 'r' a column; NULL: all 'c', or as ALIGNED says */
  GPtrArray       *children;   /* of PropusMathNode or NULL; NULL: none */
};

PropusMathNode *propus_math_parse          (const char     *latex);
PropusMathNode *propus_math_node_new       (PropusMathKind  kind);
PropusMathNode *propus_math_node_new_text  (PropusMathKind  kind,
                                            const char     *text,
                                            gssize          length);
void            propus_math_node_add       (PropusMathNode *self,
                                            PropusMathNode *child);
PropusMathNode *propus_math_node_get_child (PropusMathNode *self,
                                            guint           index);
guint           propus_math_node_get_n_children (PropusMathNode *self);
void            propus_math_node_free      (PropusMathNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusMathNode, propus_math_node_free)

G_END_DECLS
