/* propus-math-parser.c - from LaTeX to a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-math-font.h"
#include "propus-math-node.h"
#include "propus-math-symbols.h"
#include "propus-text.h"

#include <string.h>

/* One pass from left to right, without a step back: whatever the source is, it costs what its length is. What goes too
 * deep or makes too many nodes is kept as it was written, to the end. Nothing of the source is dropped but what does not
 * show: white space, and commands that only change the layout. A percent sign is one: models forget its backslash. */
typedef struct
{
  const char     *p;
  PropusMathFont  font;
  guint           depth;
  guint           n_nodes;
} Parser;

typedef struct
{
  const char *start;     /* in the source */
  const char *name;      /* without its backslash */
  gsize       length;    /* of the name; 0: no command */
} Command;

/* What ends a row. */
typedef enum
{
  END_OF_SOURCE,
  END_BRACE,
  END_BRACKET,
  END_CELL,
  END_LINE,
  END_RIGHT,
  END_ENVIRONMENT,
} RowEnd;

static PropusMathNode *parse_row      (Parser *self, gboolean in_brackets, RowEnd *end);
static PropusMathNode *parse_scripted (Parser *self);
static PropusMathNode *parse_argument (Parser *self);

/* --- the source --- */

static void
skip_space (Parser *self)
{
  while (*self->p == ' ' || *self->p == '\n' || *self->p == '\t' || *self->p == '\r')
    self->p++;
}

/* The command at the point; the point stays. */
static Command
peek_command (Parser *self)
{
  Command command = { self->p, NULL, 0 };

  if (*self->p != '\\')
    return command;

  command.name = self->p + 1;
  while (g_ascii_isalpha (command.name[command.length]))
    command.length++;
  if (command.length == 0 && *command.name != '\0')
    command.length = (gsize) (g_utf8_next_char (command.name) - command.name);

  return command;
}

static gboolean
is_command (const Command *command,
            const char    *name)
{
  return command->length == strlen (name) && memcmp (command->name, name, command->length) == 0;
}

static gboolean
is_any_command (const Command      *command,
                const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (is_command (command, names[i]))
      return TRUE;

  return FALSE;
}

static void
skip_command (Parser        *self,
              const Command *command)
{
  self->p = command->length > 0 ? command->name + command->length : self->p + 1;
}

static gboolean
take_star (Parser *self)
{
  if (*self->p != '*')
    return FALSE;

  self->p++;

  return TRUE;
}

static PropusMathNode *
take (Parser         *self,
      PropusMathNode *node)
{
  self->n_nodes++;

  return node;
}

static PropusMathNode *
new_raw (Parser     *self,
         const char *start,
         const char *end)
{
  return take (self, propus_math_node_new_text (PROPUS_MATH_RAW, start, end - start));
}

static PropusMathNode *
take_rest (Parser *self)
{
  const char *start = self->p;

  self->p += strlen (self->p);

  return new_raw (self, start, self->p);
}

/* The text of a group, without its braces; the point is behind it. What is not closed goes to the end. */
static char *
take_verbatim (Parser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint depth = 0;

  skip_space (self);
  if (*self->p != '{')
    {
      const char *start = self->p;

      if (*start != '\0')
        self->p = g_utf8_next_char (start);
      return g_strndup (start, (gsize) (self->p - start));
    }

  for (self->p++; *self->p != '\0'; self->p++)
    {
      if (*self->p == '\\' && self->p[1] != '\0' && strchr ("{}$%&#_ ", self->p[1]) != NULL)
        {
          g_string_append_c (text, *++self->p);
          continue;
        }
      if (*self->p == '$' || (*self->p == '{' && depth++ == 0))
        continue;
      if (*self->p == '}' && depth-- == 0)
        break;
      if (*self->p == '}' && depth == 0)
        continue;
      g_string_append_c (text, *self->p == '~' || *self->p == '\n' ? ' ' : *self->p);
    }
  if (*self->p == '}')
    self->p++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- leaves --- */

static PropusMathNode *
new_character (Parser   *self,
               gunichar  c)
{
  char utf8[7] = { 0 };
  PropusMathNode *node;
  gunichar mapped = propus_math_font_map (self->font, c);
  gboolean letter = g_unichar_isalpha (c) && !g_unichar_iswide (c);

  mapped = mapped == '-' ? 0x2212 : mapped == '*' ? 0x2217 : mapped;
  utf8[g_unichar_to_utf8 (mapped, utf8)] = '\0';
  node = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, utf8, -1));
  node->class = letter ? PROPUS_MATH_ORDINARY : propus_math_symbols_get_class (c);
  if (letter && self->font == PROPUS_MATH_FONT_NORMAL && mapped < 0x2000)
    node->flags |= PROPUS_MATH_ITALIC;

  return node;
}

/* Digits make one number, and upright letters one word. */
static PropusMathNode *
parse_number (Parser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  while (g_ascii_isdigit (*self->p) || (*self->p == '.' && g_ascii_isdigit (self->p[1])))
    g_string_append_unichar (text, propus_math_font_map (self->font, (guchar) *self->p++));

  return take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, text->str, -1));
}

static PropusMathNode *
parse_primes (Parser *self)
{
  static const char * const primes[] = { "′", "″", "‴", "⁗" };
  PropusMathNode *node;
  gsize n = strspn (self->p, "'");

  node = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, primes[MIN (n, 4) - 1], -1));
  self->p += n;

  return node;
}

static PropusMathNode *
new_space (Parser *self,
           int     mu)
{
  PropusMathNode *node = take (self, propus_math_node_new (PROPUS_MATH_SPACE));

  node->mu = mu;

  return node;
}

static PropusMathNode *
parse_space (Parser        *self,
             const Command *command)
{
  static const struct
  {
    const char *name;
    int         mu;
  } spaces[] = {
    { ",", 3 }, { "thinspace", 3 }, { ":", 4 }, { ">", 4 }, { "medspace", 4 }, { ";", 5 }, { "thickspace", 5 }, { "!", -3 },
    { "negthinspace", -3 }, { "quad", 18 }, { "qquad", 36 }, { " ", 5 }, { "enspace", 9 }, { "space", 5 }, { "\n", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    if (is_command (command, spaces[i].name))
      {
        skip_command (self, command);
        return new_space (self, spaces[i].mu);
      }

  if (!is_command (command, "hspace") && !is_command (command, "mspace") && !is_command (command, "kern"))
    return NULL;

  skip_command (self, command);
  if (is_command (command, "kern"))
    self->p += strspn (self->p, "-0123456789. ");
  else
    {
      take_star (self);
      g_free (take_verbatim (self));
    }

  return new_space (self, 6);
}

/* --- what is built of others --- */

static PropusMathNode *
new_symbol (Parser                *self,
            const PropusMathSymbol *symbol)
{
  PropusMathNode *node = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, symbol->text, -1));

  node->class = symbol->class;
  node->flags = symbol->flags;
  if ((node->flags & PROPUS_MATH_ITALIC) && self->font != PROPUS_MATH_FONT_NORMAL)
    node->flags &= ~(guint) PROPUS_MATH_ITALIC;
  if (self->font == PROPUS_MATH_FONT_BOLD || self->font == PROPUS_MATH_FONT_BOLD_ITALIC)
    node->flags |= PROPUS_MATH_BOLD;

  return node;
}

static PropusMathNode *
parse_fraction (Parser          *self,
                PropusMathFlags  flags)
{
  PropusMathNode *node = take (self, propus_math_node_new (PROPUS_MATH_FRACTION));

  node->flags = flags;
  propus_math_node_add (node, parse_argument (self));
  propus_math_node_add (node, parse_argument (self));

  return node;
}

static PropusMathNode *
new_fenced (Parser         *self,
            const char     *left,
            const char     *right,
            PropusMathNode *body)
{
  PropusMathNode *node = take (self, propus_math_node_new_text (PROPUS_MATH_FENCED, left, -1));

  node->right = g_strdup (right);
  propus_math_node_add (node, body);

  return node;
}

static PropusMathNode *
parse_root (Parser *self)
{
  PropusMathNode *node = take (self, propus_math_node_new (PROPUS_MATH_ROOT));
  PropusMathNode *index = NULL;

  skip_space (self);
  if (*self->p == '[')
    {
      RowEnd end;

      self->p++;
      index = parse_row (self, TRUE, &end);
    }
  propus_math_node_add (node, parse_argument (self));
  propus_math_node_add (node, index);

  return node;
}

static PropusMathNode *
new_scripts (Parser          *self,
             PropusMathNode  *base,
             PropusMathNode  *below,
             PropusMathNode  *above,
             PropusMathFlags  flags)
{
  PropusMathNode *node = take (self, propus_math_node_new (PROPUS_MATH_SCRIPTS));

  node->flags = flags;
  node->class = base != NULL ? base->class : PROPUS_MATH_ORDINARY;
  propus_math_node_add (node, base);
  propus_math_node_add (node, below);
  propus_math_node_add (node, above);

  return node;
}

/* \overset{a}{b}, \underset, \stackrel, and the long arrows with words over them. */
static PropusMathNode *
parse_stack (Parser        *self,
             const Command *command)
{
  gboolean arrow = command->name[0] == 'x';
  gboolean under = is_command (command, "underset");
  g_autoptr(PropusMathNode) below = NULL;
  g_autoptr(PropusMathNode) script = NULL;
  PropusMathNode *base;

  skip_command (self, command);
  skip_space (self);
  if (arrow && *self->p == '[')
    {
      RowEnd end;

      self->p++;
      below = parse_row (self, TRUE, &end);
    }
  script = parse_argument (self);
  if (arrow)
    {
      gboolean left = g_str_has_prefix (command->name, "xleft") && !g_str_has_prefix (command->name, "xleftright");

      base = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, left ? "⟵" : "⟶", -1));
      base->class = PROPUS_MATH_RELATION;
    }
  else
    {
      base = parse_argument (self);
    }

  return new_scripts (self, base, under ? g_steal_pointer (&script) : g_steal_pointer (&below),
                      under ? NULL : g_steal_pointer (&script), PROPUS_MATH_LIMITS);
}

static PropusMathNode *
parse_accent (Parser          *self,
              const char      *mark,
              PropusMathFlags  flags)
{
  PropusMathNode *node = take (self, propus_math_node_new_text (PROPUS_MATH_ACCENT, mark, -1));

  node->flags = flags;
  propus_math_node_add (node, parse_argument (self));

  return node;
}

static PropusMathNode *
parse_name (Parser *self)
{
  gboolean limits = take_star (self);
  g_autofree char *name = take_verbatim (self);
  PropusMathNode *node;

  node = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, name, -1));
  node->class = PROPUS_MATH_OPERATOR;
  if (limits)
    node->flags |= PROPUS_MATH_LIMITS;

  return node;
}

static PropusMathNode *
parse_words (Parser   *self,
             gboolean  bold)
{
  g_autofree char *words = take_verbatim (self);
  PropusMathNode *node = take (self, propus_math_node_new_text (PROPUS_MATH_WORDS, words, -1));

  if (bold)
    node->flags |= PROPUS_MATH_BOLD;

  return node;
}

static PropusMathNode *
parse_in_font (Parser         *self,
               PropusMathFont  font)
{
  PropusMathFont before = self->font;
  PropusMathNode *node;

  self->font = font;
  node = parse_argument (self);
  self->font = before;

  return node;
}

/* \pmod{n} */
static PropusMathNode *
parse_pmod (Parser *self)
{
  PropusMathNode *outer = take (self, propus_math_node_new (PROPUS_MATH_ROW));
  PropusMathNode *row = take (self, propus_math_node_new (PROPUS_MATH_ROW));

  propus_math_node_add (row, take (self, propus_math_node_new_text (PROPUS_MATH_WORDS, "mod", -1)));
  propus_math_node_add (row, new_space (self, 6));
  propus_math_node_add (row, parse_argument (self));
  propus_math_node_add (outer, new_space (self, 8));
  propus_math_node_add (outer, new_fenced (self, "(", ")", row));

  return outer;
}

/* --- delimiters --- */

/* Takes the delimiter at the point; NULL: there is none, and the point stays. */
static const char *
take_delimiter (Parser *self)
{
  Command command;
  const char *found;

  skip_space (self);
  command = peek_command (self);
  if (command.length > 0)
    found = propus_math_symbols_find_delimiter (command.name, command.length);
  else
    found = *self->p != '\0' ? propus_math_symbols_find_delimiter (self->p, 1) : NULL;
  if (found != NULL)
    self->p = command.length > 0 ? command.name + command.length : self->p + 1;

  return found;
}

static PropusMathNode *
parse_left (Parser *self)
{
  const char *left = take_delimiter (self);
  const char *right = NULL;
  PropusMathNode *body;
  RowEnd end;

  body = parse_row (self, FALSE, &end);
  if (end == END_RIGHT)
    right = take_delimiter (self);

  return new_fenced (self, left != NULL ? left : "", right != NULL ? right : "", body);
}

static gboolean
is_sizing (const Command *command)
{
  static const char * const names[] = {
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm", "Bigm",
    "biggm", "Biggm", "middle", NULL
  };

  return is_any_command (command, names);
}

static PropusMathNode *
parse_sized (Parser        *self,
             const Command *command)
{
  char last = command->name[command->length - 1];
  const char *found;
  PropusMathNode *node;

  skip_command (self, command);
  found = take_delimiter (self);
  node = take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, found != NULL ? found : "", -1));
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
make_grid (Parser          *self,
           GPtrArray       *rows,
           PropusMathFlags  flags)
{
  PropusMathNode *grid = take (self, propus_math_node_new (PROPUS_MATH_GRID));
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
static PropusMathNode *
parse_grid (Parser          *self,
            PropusMathFlags  flags,
            RowEnd          *end)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  add_row (rows);
  do
    {
      PropusMathNode *cell;

      if (self->n_nodes < PROPUS_LIMIT_MATH_NODES)
        {
          cell = parse_row (self, FALSE, end);
        }
      else
        {
          cell = take_rest (self);
          *end = END_OF_SOURCE;
        }
      g_ptr_array_add (rows->pdata[rows->len - 1], cell);
      if (*end == END_LINE)
        add_row (rows);
    }
  while (*end == END_CELL || *end == END_LINE);

  return make_grid (self, rows, flags);
}

/* The letters of an array's columns: the rules between them are not drawn. */
static char *
take_aligns (Parser *self)
{
  g_autofree char *spec = take_verbatim (self);
  g_autoptr(GString) aligns = g_string_new (NULL);

  for (const char *p = spec; *p != '\0' && aligns->len < PROPUS_LIMIT_MATH_COLUMNS; p++)
    if (*p == 'l' || *p == 'c' || *p == 'r')
      g_string_append_c (aligns, *p);

  return g_string_free (g_steal_pointer (&aligns), FALSE);
}

static PropusMathNode *
parse_environment (Parser     *self,
                   const char *start)
{
  g_autofree char *name = take_verbatim (self);
  g_autofree char *aligns = NULL;
  gsize length = strlen (name);
  PropusMathNode *grid;
  RowEnd end;
  guint i = 0;

  if (length > 0 && name[length - 1] == '*')
    name[length - 1] = '\0';
  while (i < G_N_ELEMENTS (environments) && strcmp (environments[i].name, name) != 0)
    i++;
  if (i == G_N_ELEMENTS (environments))
    return new_raw (self, start, self->p);

  if (strcmp (name, "array") == 0 || strcmp (name, "subarray") == 0)
    aligns = take_aligns (self);
  else if (g_str_has_prefix (name, "aligna") || strcmp (name, "alignedat") == 0)
    g_free (take_verbatim (self));

  grid = parse_grid (self, environments[i].flags, &end);
  if (end == END_ENVIRONMENT)
    g_free (take_verbatim (self));
  if (aligns != NULL && *aligns != '\0')
    grid->aligns = g_steal_pointer (&aligns);
  else if (environments[i].align == 'l')
    grid->aligns = g_strnfill (grid->columns, 'l');

  if (*environments[i].left == '\0' && *environments[i].right == '\0')
    return grid;

  return new_fenced (self, environments[i].left, environments[i].right, grid);
}

/* \substack{a \\ b} */
static PropusMathNode *
parse_substack (Parser *self)
{
  PropusMathNode *grid;
  RowEnd end;

  skip_space (self);
  if (*self->p != '{')
    return parse_argument (self);

  self->p++;
  grid = parse_grid (self, PROPUS_MATH_SMALL, &end);

  return grid;
}

/* --- commands --- */

static const char * const ignored[] = {
  "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag", "hline",
  "protect", "relax", "strut", "mathstrut", "allowbreak", "nobreak", "/", "-", "centering", "displaylimits",
  "mathord", "mathbin", "mathrel", "mathop", "mathopen", "mathclose", "mathpunct", "mathinner", "ensuremath", "vphantom",
  "smash", "normalsize", "small", "large", "Large", "noindent", "hfill", NULL
};

/* These have an argument that does not show. */
static const char * const dropped[] = { "label", "color", "textcolor", "phantom", "hphantom", "vspace", NULL };

static PropusMathNode *
parse_structure (Parser        *self,
                 const Command *command)
{
  static const char * const fractions[] = { "frac", "dfrac", "cfrac", NULL };
  static const char * const words[] = { "text", "mbox", "textrm", "textnormal", "textup", "textit", "textsf", "texttt", "hbox", "emph", NULL };
  static const char * const stacks[] = { "overset", "underset", "stackrel", "xrightarrow", "xleftarrow", "xleftrightarrow", "xRightarrow", "xmapsto", NULL };
  gboolean binom = is_command (command, "binom") || is_command (command, "dbinom") || is_command (command, "tbinom");

  if (is_any_command (command, stacks))
    return parse_stack (self, command);
  if (is_sizing (command))
    return parse_sized (self, command);

  skip_command (self, command);
  if (is_any_command (command, fractions))
    return parse_fraction (self, 0);
  if (is_command (command, "tfrac"))
    return parse_fraction (self, PROPUS_MATH_SMALL);
  if (binom)
    return new_fenced (self, "(", ")", parse_fraction (self, PROPUS_MATH_BARE));
  if (is_command (command, "sqrt"))
    return parse_root (self);
  if (is_any_command (command, words))
    return parse_words (self, FALSE);
  if (is_command (command, "textbf"))
    return parse_words (self, TRUE);
  if (is_command (command, "operatorname"))
    return parse_name (self);
  if (is_command (command, "pmod") || is_command (command, "pod"))
    return parse_pmod (self);
  if (is_command (command, "substack"))
    return parse_substack (self);
  if (is_command (command, "left"))
    return parse_left (self);
  if (is_command (command, "begin"))
    return parse_environment (self, command->start);
  if (is_command (command, "tag"))
    return new_fenced (self, "(", ")", parse_words (self, FALSE));
  if (is_command (command, "boxed") || is_command (command, "fbox"))
    return new_fenced (self, "[", "]", parse_argument (self));

  self->p = command->start;

  return NULL;
}

/* \not= and \not\in */
static PropusMathNode *
parse_not (Parser *self)
{
  PropusMathNode *node = parse_argument (self);
  g_autofree char *joined = NULL;
  g_autofree char *composed = NULL;

  if (node->kind != PROPUS_MATH_SYMBOL)
    return node;

  joined = g_strconcat (node->text, "\314\270", NULL);
  composed = g_utf8_normalize (joined, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_free (node->text);
  node->text = composed != NULL ? g_steal_pointer (&composed) : g_steal_pointer (&joined);

  return node;
}

static PropusMathNode *
parse_command (Parser *self)
{
  Command command = peek_command (self);
  PropusMathFlags flags = 0;
  PropusMathFont font;
  const PropusMathSymbol *symbol;
  const char *accent;
  PropusMathNode *node;

  if (command.length == 0)
    return take_rest (self);

  node = parse_space (self, &command);
  if (node == NULL)
    node = parse_structure (self, &command);
  if (node != NULL)
    return node;

  skip_command (self, &command);
  if (is_any_command (&command, ignored))
    return NULL;
  if (is_any_command (&command, dropped))
    {
      g_free (take_verbatim (self));
      return new_space (self, 0);
    }
  if (is_command (&command, "not"))
    return parse_not (self);
  if (propus_math_font_find (command.name, command.length, &font))
    return parse_in_font (self, font);

  accent = propus_math_symbols_find_accent (command.name, command.length, &flags);
  if (accent != NULL)
    return parse_accent (self, accent, flags);

  symbol = propus_math_symbols_find (command.name, command.length);
  if (symbol != NULL)
    return new_symbol (self, symbol);

  /* Shown as it was written, with its arguments. */
  while (*self->p == '{' && g_ascii_isalpha (*command.name))
    g_free (take_verbatim (self));

  return new_raw (self, command.start, self->p);
}

/* --- rows --- */

static PropusMathNode *
parse_group (Parser *self)
{
  PropusMathFont font = self->font;
  PropusMathNode *row;
  RowEnd end;

  self->p++;
  row = parse_row (self, FALSE, &end);
  self->font = font;

  return row;
}

/* One atom; NULL where a command leaves nothing behind. */
static PropusMathNode *
parse_atom (Parser *self)
{
  const char *start = self->p;
  gunichar c;

  if (self->depth >= PROPUS_LIMIT_MATH_DEPTH || self->n_nodes >= PROPUS_LIMIT_MATH_NODES)
    return take_rest (self);

  if (*start == '\\')
    return parse_command (self);
  if (*start == '{')
    return parse_group (self);
  if (g_ascii_isdigit (*start))
    return parse_number (self);
  if (*start == '\'')
    return parse_primes (self);

  self->p = g_utf8_next_char (start);
  if (*start == '~')
    return new_space (self, 5);
  if (*start == '}' || *start == '$')
    return new_raw (self, start, self->p);
  c = g_utf8_get_char (start);

  return new_character (self, c);
}

/* What a command takes: a group, or the next atom alone. */
static PropusMathNode *
parse_argument (Parser *self)
{
  PropusMathNode *node = NULL;

  skip_space (self);
  self->depth++;
  if (g_ascii_isdigit (*self->p))
    node = new_character (self, (guchar) *self->p++);
  else if (*self->p != '\0' && *self->p != '}' && *self->p != '&' && *self->p != '^' && *self->p != '_'
           && !(self->p[0] == '\\' && self->p[1] == '\\'))
    node = parse_atom (self);
  self->depth--;

  return node != NULL ? node : take (self, propus_math_node_new (PROPUS_MATH_ROW));
}

static gboolean
take_limits (Parser          *self,
             PropusMathFlags *flags)
{
  Command command = peek_command (self);

  if (is_command (&command, "limits"))
    *flags |= PROPUS_MATH_LIMITS;
  else if (is_command (&command, "nolimits"))
    *flags &= ~(guint) PROPUS_MATH_LIMITS;
  else
    return FALSE;

  skip_command (self, &command);

  return TRUE;
}

static void
add_script (Parser          *self,
            PropusMathNode **scripts,
            PropusMathNode  *script)
{
  PropusMathNode *row;

  if (*scripts == NULL)
    {
      *scripts = script;
      return;
    }

  row = take (self, propus_math_node_new (PROPUS_MATH_ROW));
  propus_math_node_add (row, g_steal_pointer (scripts));
  propus_math_node_add (row, script);
  *scripts = row;
}

/* An atom with all that stands above and below it. */
static PropusMathNode *
parse_scripted (Parser *self)
{
  g_autoptr(PropusMathNode) base = NULL;
  g_autoptr(PropusMathNode) below = NULL;
  g_autoptr(PropusMathNode) above = NULL;
  PropusMathFlags flags;
  guint n = 0;

  if (*self->p != '^' && *self->p != '_')
    base = parse_atom (self);
  if (base == NULL && *self->p != '^' && *self->p != '_')
    return NULL;

  flags = base != NULL ? base->flags & PROPUS_MATH_LIMITS : 0;
  for (skip_space (self); n < PROPUS_LIMIT_MATH_SCRIPTS; skip_space (self), n++)
    {
      char c = *self->p;

      if (c == '\\' && take_limits (self, &flags))
        continue;
      if (c == '\'')
        {
          add_script (self, &above, parse_primes (self));
          continue;
        }
      if (c != '^' && c != '_')
        break;
      self->p++;
      add_script (self, c == '^' ? &above : &below, parse_argument (self));
    }

  if (below == NULL && above == NULL)
    return g_steal_pointer (&base);

  return new_scripts (self, g_steal_pointer (&base), g_steal_pointer (&below), g_steal_pointer (&above), flags);
}

/* Is the point where a row ends? Takes what ends it. */
static gboolean
ends_row (Parser   *self,
          gboolean  in_brackets,
          RowEnd   *end)
{
  Command command = peek_command (self);

  if (*self->p == '\0')
    *end = END_OF_SOURCE;
  else if (*self->p == '}')
    *end = END_BRACE;
  else if (*self->p == ']' && in_brackets)
    *end = END_BRACKET;
  else if (*self->p == '&')
    *end = END_CELL;
  else if (is_command (&command, "\\") || is_command (&command, "cr") || is_command (&command, "newline"))
    *end = END_LINE;
  else if (is_command (&command, "right"))
    *end = END_RIGHT;
  else if (is_command (&command, "end"))
    *end = END_ENVIRONMENT;
  else
    return FALSE;

  self->p += command.length > 0 ? command.length + 1 : *self->p != '\0' ? 1 : 0;
  if (*end == END_LINE && *self->p == '*')
    self->p++;
  if (*end == END_LINE && *self->p == '[' && self->p[1] != '\0' && strchr ("-0123456789.", self->p[1]) != NULL)
    {
      gsize length = strcspn (self->p, "]\n");

      self->p += self->p[length] == ']' ? length + 1 : 0;
    }

  return TRUE;
}

/* Two rows with \over, \choose or \atop between them. */
static PropusMathNode *
parse_over (Parser         *self,
            PropusMathNode *above,
            gboolean        in_brackets,
            RowEnd         *end)
{
  Command command = peek_command (self);
  gboolean bare = !is_command (&command, "over");
  gboolean fenced = is_command (&command, "choose");
  PropusMathNode *node = take (self, propus_math_node_new (PROPUS_MATH_FRACTION));

  skip_command (self, &command);
  node->flags = bare ? PROPUS_MATH_BARE : 0;
  propus_math_node_add (node, above);
  propus_math_node_add (node, parse_row (self, in_brackets, end));

  return fenced ? new_fenced (self, "(", ")", node) : node;
}

/* A row takes what ends it. One that is too deep takes all that is left. */
static PropusMathNode *
parse_row (Parser   *self,
           gboolean  in_brackets,
           RowEnd   *end)
{
  static const char * const over[] = { "over", "choose", "atop", NULL };
  PropusMathNode *row = take (self, propus_math_node_new (PROPUS_MATH_ROW));

  self->depth++;
  for (skip_space (self); !ends_row (self, in_brackets, end); skip_space (self))
    {
      Command command = peek_command (self);
      PropusMathNode *node;

      if (is_any_command (&command, over) && self->depth < PROPUS_LIMIT_MATH_DEPTH)
        {
          row = parse_over (self, row, in_brackets, end);
          break;
        }
      node = parse_scripted (self);
      if (node != NULL)
        propus_math_node_add (row, node);
    }
  self->depth--;

  return row;
}

/* The end of an environment that is not known: its name is shown as it was written. */
static PropusMathNode *
take_end (Parser *self)
{
  g_autofree char *name = take_verbatim (self);
  g_autofree char *raw = g_strdup_printf ("\\end{%s}", name);

  return take (self, propus_math_node_new_text (PROPUS_MATH_RAW, raw, -1));
}

/* Ends of groups that never began are shown; lines at the top make a grid, as if \begin{aligned} stood around them. */
static PropusMathNode *
parse_all (Parser *self)
{
  g_autoptr(PropusMathNode) all = propus_math_node_new (PROPUS_MATH_ROW);
  RowEnd end = END_BRACE;

  do
    {
      PropusMathNode *grid = parse_grid (self, PROPUS_MATH_ALIGNED, &end);
      PropusMathNode *only = grid->columns == 1 && propus_math_node_get_n_children (grid) == 1 ? propus_math_node_get_child (grid, 0) : NULL;

      if (only != NULL)
        {
          g_ptr_array_set_size (grid->children, 0);
          propus_math_node_free (grid);
        }
      propus_math_node_add (all, only != NULL ? only : grid);
      if (end == END_BRACE)
        propus_math_node_add (all, take (self, propus_math_node_new_text (PROPUS_MATH_RAW, "}", -1)));
      else if (end == END_RIGHT)
        take_delimiter (self);
      else if (end == END_ENVIRONMENT)
        propus_math_node_add (all, take_end (self));
    }
  while (end != END_OF_SOURCE);

  return g_steal_pointer (&all);
}

/**
 * propus_math_parse:
 * @latex: a formula without its delimiters; bytes that are not UTF-8 become U+FFFD
 *
 * Reads any text in linear time. What is not understood is in the tree as it was written.
 *
 * Returns: (transfer full): its tree, at most %PROPUS_LIMIT_MATH_DEPTH deep but for a few levels
 */
PropusMathNode *
propus_math_parse (const char *latex)
{
  g_autofree char *valid = NULL;
  Parser parser = { NULL, PROPUS_MATH_FONT_NORMAL, 0, 0 };

  g_return_val_if_fail (latex != NULL, NULL);

  valid = propus_text_make_valid (latex, -1);
  parser.p = valid;

  return parse_all (&parser);
}
