/* propus-math-parser-private.h - what the files of the parser share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-math-font.h"
#include "propus-math-node.h"

G_BEGIN_DECLS

/* One pass from left to right, without a step back: whatever the source is, it costs what its length is. What goes too
 * deep or makes too many nodes is kept as it was written, to the end. Nothing of the source is dropped but what does not
 * show: white space, and commands that only change the layout. A percent sign is one: models forget its backslash. */
typedef struct
{
  const char     *p;
  PropusMathFont  font;
  guint           depth;
  guint           n_nodes;
} PropusMathParser;

typedef struct
{
  const char *start;     /* in the source */
  const char *name;      /* without its backslash */
  gsize       length;    /* of the name; 0: no command */
} PropusMathCommand;

/* What ends a row. */
typedef enum
{
  PROPUS_MATH_END_OF_SOURCE,
  PROPUS_MATH_END_BRACE,
  PROPUS_MATH_END_BRACKET,
  PROPUS_MATH_END_CELL,
  PROPUS_MATH_END_LINE,
  PROPUS_MATH_END_RIGHT,
  PROPUS_MATH_END_ENVIRONMENT,
} PropusMathRowEnd;

/* The source: what is at the point, and what is taken from there. */
void propus_math_parser_skip_space (PropusMathParser *self);
PropusMathCommand propus_math_parser_peek_command (PropusMathParser *self);
gboolean propus_math_parser_is_command (const PropusMathCommand *command, const char *name);
gboolean propus_math_parser_is_any_command (const PropusMathCommand *command, const char *const *names);
void propus_math_parser_skip_command (PropusMathParser *self, const PropusMathCommand *command);
gboolean propus_math_parser_take_star (PropusMathParser *self);
PropusMathNode *propus_math_parser_take (PropusMathParser *self, PropusMathNode *node);
PropusMathNode *propus_math_parser_new_raw (PropusMathParser *self, const char *start, const char *end);
PropusMathNode *propus_math_parser_take_rest (PropusMathParser *self);
char *propus_math_parser_take_verbatim (PropusMathParser *self);

/* Brackets and grids. */
const char *propus_math_parser_take_delimiter (PropusMathParser *self);
PropusMathNode *propus_math_parser_parse_left (PropusMathParser *self);
gboolean propus_math_parser_is_sizing (const PropusMathCommand *command);
PropusMathNode *propus_math_parser_parse_sized (PropusMathParser *self, const PropusMathCommand *command);
PropusMathNode *propus_math_parser_parse_grid (PropusMathParser *self, PropusMathFlags flags, PropusMathRowEnd *end);
PropusMathNode *propus_math_parser_parse_environment (PropusMathParser *self, const char *start);
PropusMathNode *propus_math_parser_parse_substack (PropusMathParser *self);

/* Everything else. */
PropusMathNode *propus_math_parser_new_fenced (PropusMathParser *self, const char *left, const char *right, PropusMathNode *body);
PropusMathNode *propus_math_parser_parse_argument (PropusMathParser *self);
PropusMathNode *propus_math_parser_parse_row (PropusMathParser *self, gboolean in_brackets, PropusMathRowEnd *end);

G_END_DECLS
