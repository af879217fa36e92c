/* propus-math-environment.c - from LaTeX to a tree: brackets and grids
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-math-parser-private.h"
#include "propus-math-symbols.h"

#include <string.h>

/* --- delimiters --- */

/* Takes the delimiter at the point; NULL: there is none, and the point stays. */
const char *
propus_math_parser_take_delimiter (PropusMathParser *self)
{
  PropusMathCommand command;
  const char *found;

  propus_math_parser_skip_space (self);
  command = propus_math_parser_peek_command (self);
  if (command.length > 0)
    found = propus_math_symbols_find_delimiter (command.name, command.length);
  else
    found = *self->p != '\0' ? propus_math_symbols_find_delimiter (self->p, 1) : NULL;
  if (found != NULL)
    self->p = command.length > 0 ? command.name + command.length : self->p + 1;

  return found;
}

PropusMathNode *
propus_math_parser_parse_left (PropusMathParser *self)
{
  const char *left = propus_math_parser_take_delimiter (self);
  const char *right = NULL;
  PropusMathNode *body;
  PropusMathRowEnd end;

  body = propus_math_parser_parse_row (self, FALSE, &end);
  if (end == PROPUS_MATH_END_RIGHT)
    right = propus_math_parser_take_delimiter (self);

  return propus_math_parser_new_fenced (self, left != NULL ? left : "", right != NULL ? right : "", body);
}

gboolean
propus_math_parser_is_sizing (const PropusMathCommand *command)
{
  static const char * const names[] = {
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm", "Bigm",
    "biggm", "Biggm", "middle", NULL
  };

  return propus_math_parser_is_any_command (command, names);
}

PropusMathNode *
propus_math_parser_parse_sized (PropusMathParser        *self,
                                const PropusMathCommand *command)
{
  char last = command->name[command->length - 1];
  const char *found;
  PropusMathNode *node;

  propus_math_parser_skip_command (self, command);
  found = propus_math_parser_take_delimiter (self);
  node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, found != NULL ? found : "", -1));
  node->class = last == 'l' ? PROPUS_MATH_OPENING : last == 'r' ? PROPUS_MATH_CLOSING
              : last == 'm' || last == 'e' ? PROPUS_MATH_RELATION : PROPUS_MATH_ORDINARY;

  return node;
}

/* --- environments --- */

static const struct
{
  const char      *name;
  const char      *left;
  const char      *right;
  PropusMathFlags  flags;
  char             align;     /* of all columns; 0: as FLAGS say */
} environments[] = {
  { "matrix", "", "", 0, 'c' }, { "pmatrix", "(", ")", 0, 'c' }, { "bmatrix", "[", "]", 0, 'c' }, { "Bmatrix", "{", "}", 0, 'c' },
  { "vmatrix", "|", "|", 0, 'c' }, { "Vmatrix", "‖", "‖", 0, 'c' }, { "smallmatrix", "", "", PROPUS_MATH_SMALL, 'c' },
  { "cases", "{", "", 0, 'l' }, { "dcases", "{", "", 0, 'l' }, { "rcases", "", "}", 0, 'l' }, { "array", "", "", 0, 'c' },
  { "aligned", "", "", PROPUS_MATH_ALIGNED, 0 }, { "align", "", "", PROPUS_MATH_ALIGNED, 0 },
  { "alignat", "", "", PROPUS_MATH_ALIGNED, 0 }, { "alignedat", "", "", PROPUS_MATH_ALIGNED, 0 },
  { "split", "", "", PROPUS_MATH_ALIGNED, 0 }, { "eqnarray", "", "", PROPUS_MATH_ALIGNED, 0 },
  { "gathered", "", "", 0, 'c' }, { "gather", "", "", 0, 'c' }, { "multline", "", "", 0, 'c' },
  { "equation", "", "", PROPUS_MATH_ALIGNED, 0 }, { "displaymath", "", "", PROPUS_MATH_ALIGNED, 0 },
  { "subarray", "", "", PROPUS_MATH_SMALL, 'c' },
};

static void
free_cell (gpointer data)
{
  if (data != NULL)
    propus_math_node_free (data);
}

static void
add_row (GPtrArray *rows)
{
  g_ptr_array_add (rows, g_ptr_array_new_with_free_func (free_cell));
}

/* Rows of unequal length become a grid; a last row without anything in it is none. */
static PropusMathNode *
make_grid (PropusMathParser *self,
           GPtrArray        *rows,
           PropusMathFlags   flags)
{
  PropusMathNode *grid = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_GRID));
  GPtrArray *last = rows->pdata[rows->len - 1];

  if (rows->len > 1 && last->len == 1 && propus_math_node_get_n_children (last->pdata[0]) == 0)
    g_ptr_array_set_size (rows, (int) rows->len - 1);
  grid->flags = flags;
  for (guint i = 0; i < rows->len; i++)
    grid->columns = MAX (grid->columns, ((GPtrArray *) rows->pdata[i])->len);
  grid->columns = MIN (grid->columns, PROPUS_LIMIT_MATH_COLUMNS);
  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *row = rows->pdata[i];

      for (guint j = 0; j < grid->columns; j++)
        propus_math_node_add (grid, j < row->len ? g_steal_pointer (&row->pdata[j]) : NULL);
    }

  return grid;
}

/* Cells up to what ends the grid. */
PropusMathNode *
propus_math_parser_parse_grid (PropusMathParser *self,
                               PropusMathFlags   flags,
                               PropusMathRowEnd *end)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  add_row (rows);
  do
    {
      PropusMathNode *cell;

      if (self->n_nodes < PROPUS_LIMIT_MATH_NODES)
        {
          cell = propus_math_parser_parse_row (self, FALSE, end);
        }
      else
        {
          cell = propus_math_parser_take_rest (self);
          *end = PROPUS_MATH_END_OF_SOURCE;
        }
      g_ptr_array_add (rows->pdata[rows->len - 1], cell);
      if (*end == PROPUS_MATH_END_LINE)
        add_row (rows);
    }
  while (*end == PROPUS_MATH_END_CELL || *end == PROPUS_MATH_END_LINE);

  return make_grid (self, rows, flags);
}

/* The letters of an array's columns: the rules between them are not drawn. */
static char *
take_aligns (PropusMathParser *self)
{
  g_autofree char *spec = propus_math_parser_take_verbatim (self);
  g_autoptr(GString) aligns = g_string_new (NULL);

  for (const char *p = spec; *p != '\0' && aligns->len < PROPUS_LIMIT_MATH_COLUMNS; p++)
    if (*p == 'l' || *p == 'c' || *p == 'r')
      g_string_append_c (aligns, *p);

  return g_string_free (g_steal_pointer (&aligns), FALSE);
}

PropusMathNode *
propus_math_parser_parse_environment (PropusMathParser *self,
                                      const char       *start)
{
  g_autofree char *name = propus_math_parser_take_verbatim (self);
  g_autofree char *aligns = NULL;
  gsize length = strlen (name);
  PropusMathNode *grid;
  PropusMathRowEnd end;
  guint i = 0;

  if (length > 0 && name[length - 1] == '*')
    name[length - 1] = '\0';
  while (i < G_N_ELEMENTS (environments) && strcmp (environments[i].name, name) != 0)
    i++;
  if (i == G_N_ELEMENTS (environments))
    return propus_math_parser_new_raw (self, start, self->p);

  if (strcmp (name, "array") == 0 || strcmp (name, "subarray") == 0)
    aligns = take_aligns (self);
  else if (g_str_has_prefix (name, "aligna") || strcmp (name, "alignedat") == 0)
    g_free (propus_math_parser_take_verbatim (self));

  grid = propus_math_parser_parse_grid (self, environments[i].flags, &end);
  if (end == PROPUS_MATH_END_ENVIRONMENT)
    g_free (propus_math_parser_take_verbatim (self));
  if (aligns != NULL && *aligns != '\0')
    grid->aligns = g_steal_pointer (&aligns);
  else if (environments[i].align == 'l')
    grid->aligns = g_strnfill (grid->columns, 'l');

  if (*environments[i].left == '\0' && *environments[i].right == '\0')
    return grid;

  return propus_math_parser_new_fenced (self, environments[i].left, environments[i].right, grid);
}

/* \substack{a \\ b} */
PropusMathNode *
propus_math_parser_parse_substack (PropusMathParser *self)
{
  PropusMathNode *grid;
  PropusMathRowEnd end;

  propus_math_parser_skip_space (self);
  if (*self->p != '{')
    return propus_math_parser_parse_argument (self);

  self->p++;
  grid = propus_math_parser_parse_grid (self, PROPUS_MATH_SMALL, &end);

  return grid;
}
