/* propus-math-parser.c - from LaTeX to a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-math-font.h"
#include "propus-math-parser-private.h"
#include "propus-math-symbols.h"
#include "propus-text.h"

#include <string.h>

static PropusMathNode *parse_scripted (PropusMathParser *self);

/* --- leaves --- */

static PropusMathNode *
new_character (PropusMathParser *self,
               gunichar          c)
{
  char utf8[7] = { 0 };
  PropusMathNode *node;
  gunichar mapped = propus_math_font_map (self->font, c);
  gboolean letter = g_unichar_isalpha (c) && !g_unichar_iswide (c);

  mapped = mapped == '-' ? 0x2212 : mapped == '*' ? 0x2217 : mapped;
  utf8[g_unichar_to_utf8 (mapped, utf8)] = '\0';
  node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, utf8, -1));
  node->class = letter ? PROPUS_MATH_ORDINARY : propus_math_symbols_get_class (c);
  if (letter && self->font == PROPUS_MATH_FONT_NORMAL && mapped < 0x2000)
    node->flags |= PROPUS_MATH_ITALIC;

  return node;
}

/* Digits make one number, and upright letters one word. */
static PropusMathNode *
parse_number (PropusMathParser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  while (g_ascii_isdigit (*self->p) || (*self->p == '.' && g_ascii_isdigit (self->p[1])))
    g_string_append_unichar (text, propus_math_font_map (self->font, (guchar) *self->p++));

  return propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, text->str, -1));
}

static PropusMathNode *
parse_primes (PropusMathParser *self)
{
  static const char * const primes[] = { "′", "″", "‴", "⁗" };
  PropusMathNode *node;
  gsize n = strspn (self->p, "'");

  node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, primes[MIN (n, 4) - 1], -1));
  self->p += n;

  return node;
}

static PropusMathNode *
new_space (PropusMathParser *self,
           int               mu)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_SPACE));

  node->mu = mu;

  return node;
}

static PropusMathNode *
parse_space (PropusMathParser        *self,
             const PropusMathCommand *command)
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
    if (propus_math_parser_is_command (command, spaces[i].name))
      {
        propus_math_parser_skip_command (self, command);
        return new_space (self, spaces[i].mu);
      }

  if (!propus_math_parser_is_command (command, "hspace") && !propus_math_parser_is_command (command, "mspace") && !propus_math_parser_is_command (command, "kern"))
    return NULL;

  propus_math_parser_skip_command (self, command);
  if (propus_math_parser_is_command (command, "kern"))
    self->p += strspn (self->p, "-0123456789. ");
  else
    {
      propus_math_parser_take_star (self);
      g_free (propus_math_parser_take_verbatim (self));
    }

  return new_space (self, 6);
}

/* --- what is built of others --- */

static PropusMathNode *
new_symbol (PropusMathParser       *self,
            const PropusMathSymbol *symbol)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, symbol->text, -1));

  node->class = symbol->class;
  node->flags = symbol->flags;
  if ((node->flags & PROPUS_MATH_ITALIC) && self->font != PROPUS_MATH_FONT_NORMAL)
    node->flags &= ~(guint) PROPUS_MATH_ITALIC;
  if (self->font == PROPUS_MATH_FONT_BOLD || self->font == PROPUS_MATH_FONT_BOLD_ITALIC)
    node->flags |= PROPUS_MATH_BOLD;

  return node;
}

static PropusMathNode *
parse_fraction (PropusMathParser *self,
                PropusMathFlags   flags)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_FRACTION));

  node->flags = flags;
  propus_math_node_add (node, propus_math_parser_parse_argument (self));
  propus_math_node_add (node, propus_math_parser_parse_argument (self));

  return node;
}

PropusMathNode *
propus_math_parser_new_fenced (PropusMathParser *self,
                               const char       *left,
                               const char       *right,
                               PropusMathNode   *body)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_FENCED, left, -1));

  node->right = g_strdup (right);
  propus_math_node_add (node, body);

  return node;
}

static PropusMathNode *
parse_root (PropusMathParser *self)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROOT));
  PropusMathNode *index = NULL;

  propus_math_parser_skip_space (self);
  if (*self->p == '[')
    {
      PropusMathRowEnd end;

      self->p++;
      index = propus_math_parser_parse_row (self, TRUE, &end);
    }
  propus_math_node_add (node, propus_math_parser_parse_argument (self));
  propus_math_node_add (node, index);

  return node;
}

static PropusMathNode *
new_scripts (PropusMathParser *self,
             PropusMathNode   *base,
             PropusMathNode   *below,
             PropusMathNode   *above,
             PropusMathFlags   flags)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_SCRIPTS));

  node->flags = flags;
  node->class = base != NULL ? base->class : PROPUS_MATH_ORDINARY;
  propus_math_node_add (node, base);
  propus_math_node_add (node, below);
  propus_math_node_add (node, above);

  return node;
}

/* \overset{a}{b}, \underset, \stackrel, and the long arrows with words over them. */
static PropusMathNode *
parse_stack (PropusMathParser        *self,
             const PropusMathCommand *command)
{
  gboolean arrow = command->name[0] == 'x';
  gboolean under = propus_math_parser_is_command (command, "underset");
  g_autoptr(PropusMathNode) below = NULL;
  g_autoptr(PropusMathNode) script = NULL;
  PropusMathNode *base;

  propus_math_parser_skip_command (self, command);
  propus_math_parser_skip_space (self);
  if (arrow && *self->p == '[')
    {
      PropusMathRowEnd end;

      self->p++;
      below = propus_math_parser_parse_row (self, TRUE, &end);
    }
  script = propus_math_parser_parse_argument (self);
  if (arrow)
    {
      gboolean left = g_str_has_prefix (command->name, "xleft") && !g_str_has_prefix (command->name, "xleftright");

      base = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, left ? "⟵" : "⟶", -1));
      base->class = PROPUS_MATH_RELATION;
    }
  else
    {
      base = propus_math_parser_parse_argument (self);
    }

  return new_scripts (self, base, under ? g_steal_pointer (&script) : g_steal_pointer (&below),
                      under ? NULL : g_steal_pointer (&script), PROPUS_MATH_LIMITS);
}

static PropusMathNode *
parse_accent (PropusMathParser *self,
              const char       *mark,
              PropusMathFlags   flags)
{
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_ACCENT, mark, -1));

  node->flags = flags;
  propus_math_node_add (node, propus_math_parser_parse_argument (self));

  return node;
}

static PropusMathNode *
parse_name (PropusMathParser *self)
{
  gboolean limits = propus_math_parser_take_star (self);
  g_autofree char *name = propus_math_parser_take_verbatim (self);
  PropusMathNode *node;

  node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_SYMBOL, name, -1));
  node->class = PROPUS_MATH_OPERATOR;
  if (limits)
    node->flags |= PROPUS_MATH_LIMITS;

  return node;
}

static PropusMathNode *
parse_words (PropusMathParser *self,
             gboolean          bold)
{
  g_autofree char *words = propus_math_parser_take_verbatim (self);
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_WORDS, words, -1));

  if (bold)
    node->flags |= PROPUS_MATH_BOLD;

  return node;
}

static PropusMathNode *
parse_in_font (PropusMathParser *self,
               PropusMathFont    font)
{
  PropusMathFont before = self->font;
  PropusMathNode *node;

  self->font = font;
  node = propus_math_parser_parse_argument (self);
  self->font = before;

  return node;
}

/* \pmod{n} */
static PropusMathNode *
parse_pmod (PropusMathParser *self)
{
  PropusMathNode *outer = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROW));
  PropusMathNode *row = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROW));

  propus_math_node_add (row, propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_WORDS, "mod", -1)));
  propus_math_node_add (row, new_space (self, 6));
  propus_math_node_add (row, propus_math_parser_parse_argument (self));
  propus_math_node_add (outer, new_space (self, 8));
  propus_math_node_add (outer, propus_math_parser_new_fenced (self, "(", ")", row));

  return outer;
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
parse_structure (PropusMathParser        *self,
                 const PropusMathCommand *command)
{
  static const char * const fractions[] = { "frac", "dfrac", "cfrac", NULL };
  static const char * const words[] = { "text", "mbox", "textrm", "textnormal", "textup", "textit", "textsf", "texttt", "hbox", "emph", NULL };
  static const char * const stacks[] = { "overset", "underset", "stackrel", "xrightarrow", "xleftarrow", "xleftrightarrow", "xRightarrow", "xmapsto", NULL };
  gboolean binom = propus_math_parser_is_command (command, "binom") || propus_math_parser_is_command (command, "dbinom") || propus_math_parser_is_command (command, "tbinom");

  if (propus_math_parser_is_any_command (command, stacks))
    return parse_stack (self, command);
  if (propus_math_parser_is_sizing (command))
    return propus_math_parser_parse_sized (self, command);

  propus_math_parser_skip_command (self, command);
  if (propus_math_parser_is_any_command (command, fractions))
    return parse_fraction (self, 0);
  if (propus_math_parser_is_command (command, "tfrac"))
    return parse_fraction (self, PROPUS_MATH_SMALL);
  if (binom)
    return propus_math_parser_new_fenced (self, "(", ")", parse_fraction (self, PROPUS_MATH_BARE));
  if (propus_math_parser_is_command (command, "sqrt"))
    return parse_root (self);
  if (propus_math_parser_is_any_command (command, words))
    return parse_words (self, FALSE);
  if (propus_math_parser_is_command (command, "textbf"))
    return parse_words (self, TRUE);
  if (propus_math_parser_is_command (command, "operatorname"))
    return parse_name (self);
  if (propus_math_parser_is_command (command, "pmod") || propus_math_parser_is_command (command, "pod"))
    return parse_pmod (self);
  if (propus_math_parser_is_command (command, "substack"))
    return propus_math_parser_parse_substack (self);
  if (propus_math_parser_is_command (command, "left"))
    return propus_math_parser_parse_left (self);
  if (propus_math_parser_is_command (command, "begin"))
    return propus_math_parser_parse_environment (self, command->start);
  if (propus_math_parser_is_command (command, "tag"))
    return propus_math_parser_new_fenced (self, "(", ")", parse_words (self, FALSE));
  if (propus_math_parser_is_command (command, "boxed") || propus_math_parser_is_command (command, "fbox"))
    return propus_math_parser_new_fenced (self, "[", "]", propus_math_parser_parse_argument (self));

  self->p = command->start;

  return NULL;
}

/* \not= and \not\in */
static PropusMathNode *
parse_not (PropusMathParser *self)
{
  PropusMathNode *node = propus_math_parser_parse_argument (self);
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
parse_command (PropusMathParser *self)
{
  PropusMathCommand command = propus_math_parser_peek_command (self);
  PropusMathFlags flags = 0;
  PropusMathFont font;
  const PropusMathSymbol *symbol;
  const char *accent;
  PropusMathNode *node;

  if (command.length == 0)
    return propus_math_parser_take_rest (self);

  node = parse_space (self, &command);
  if (node == NULL)
    node = parse_structure (self, &command);
  if (node != NULL)
    return node;

  propus_math_parser_skip_command (self, &command);
  if (propus_math_parser_is_any_command (&command, ignored))
    return NULL;
  if (propus_math_parser_is_any_command (&command, dropped))
    {
      g_free (propus_math_parser_take_verbatim (self));
      return new_space (self, 0);
    }
  if (propus_math_parser_is_command (&command, "not"))
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
    g_free (propus_math_parser_take_verbatim (self));

  return propus_math_parser_new_raw (self, command.start, self->p);
}

/* --- rows --- */

static PropusMathNode *
parse_group (PropusMathParser *self)
{
  PropusMathFont font = self->font;
  PropusMathNode *row;
  PropusMathRowEnd end;

  self->p++;
  row = propus_math_parser_parse_row (self, FALSE, &end);
  self->font = font;

  return row;
}

/* One atom; NULL where a command leaves nothing behind. */
static PropusMathNode *
parse_atom (PropusMathParser *self)
{
  const char *start = self->p;
  gunichar c;

  if (self->depth >= PROPUS_LIMIT_MATH_DEPTH || self->n_nodes >= PROPUS_LIMIT_MATH_NODES)
    return propus_math_parser_take_rest (self);

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
    return propus_math_parser_new_raw (self, start, self->p);
  c = g_utf8_get_char (start);

  return new_character (self, c);
}

/* What a command takes: a group, or the next atom alone. */
PropusMathNode *
propus_math_parser_parse_argument (PropusMathParser *self)
{
  PropusMathNode *node = NULL;

  propus_math_parser_skip_space (self);
  self->depth++;
  if (g_ascii_isdigit (*self->p))
    node = new_character (self, (guchar) *self->p++);
  else if (*self->p != '\0' && *self->p != '}' && *self->p != '&' && *self->p != '^' && *self->p != '_'
           && !(self->p[0] == '\\' && self->p[1] == '\\'))
    node = parse_atom (self);
  self->depth--;

  return node != NULL ? node : propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROW));
}

static gboolean
take_limits (PropusMathParser *self,
             PropusMathFlags  *flags)
{
  PropusMathCommand command = propus_math_parser_peek_command (self);

  if (propus_math_parser_is_command (&command, "limits"))
    *flags |= PROPUS_MATH_LIMITS;
  else if (propus_math_parser_is_command (&command, "nolimits"))
    *flags &= ~(guint) PROPUS_MATH_LIMITS;
  else
    return FALSE;

  propus_math_parser_skip_command (self, &command);

  return TRUE;
}

static void
add_script (PropusMathParser *self,
            PropusMathNode  **scripts,
            PropusMathNode   *script)
{
  PropusMathNode *row;

  if (*scripts == NULL)
    {
      *scripts = script;
      return;
    }

  row = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROW));
  propus_math_node_add (row, g_steal_pointer (scripts));
  propus_math_node_add (row, script);
  *scripts = row;
}

/* An atom with all that stands above and below it. */
static PropusMathNode *
parse_scripted (PropusMathParser *self)
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
  for (propus_math_parser_skip_space (self); n < PROPUS_LIMIT_MATH_SCRIPTS; propus_math_parser_skip_space (self), n++)
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
      add_script (self, c == '^' ? &above : &below, propus_math_parser_parse_argument (self));
    }

  if (below == NULL && above == NULL)
    return g_steal_pointer (&base);

  return new_scripts (self, g_steal_pointer (&base), g_steal_pointer (&below), g_steal_pointer (&above), flags);
}

/* Is the point where a row ends? Takes what ends it. */
static gboolean
ends_row (PropusMathParser *self,
          gboolean          in_brackets,
          PropusMathRowEnd *end)
{
  PropusMathCommand command = propus_math_parser_peek_command (self);

  if (*self->p == '\0')
    *end = PROPUS_MATH_END_OF_SOURCE;
  else if (*self->p == '}')
    *end = PROPUS_MATH_END_BRACE;
  else if (*self->p == ']' && in_brackets)
    *end = PROPUS_MATH_END_BRACKET;
  else if (*self->p == '&')
    *end = PROPUS_MATH_END_CELL;
  else if (propus_math_parser_is_command (&command, "\\") || propus_math_parser_is_command (&command, "cr") || propus_math_parser_is_command (&command, "newline"))
    *end = PROPUS_MATH_END_LINE;
  else if (propus_math_parser_is_command (&command, "right"))
    *end = PROPUS_MATH_END_RIGHT;
  else if (propus_math_parser_is_command (&command, "end"))
    *end = PROPUS_MATH_END_ENVIRONMENT;
  else
    return FALSE;

  self->p += command.length > 0 ? command.length + 1 : *self->p != '\0' ? 1 : 0;
  if (*end == PROPUS_MATH_END_LINE && *self->p == '*')
    self->p++;
  if (*end == PROPUS_MATH_END_LINE && *self->p == '[' && self->p[1] != '\0' && strchr ("-0123456789.", self->p[1]) != NULL)
    {
      gsize length = strcspn (self->p, "]\n");

      self->p += self->p[length] == ']' ? length + 1 : 0;
    }

  return TRUE;
}

/* Two rows with \over, \choose or \atop between them. */
static PropusMathNode *
parse_over (PropusMathParser *self,
            PropusMathNode   *above,
            gboolean          in_brackets,
            PropusMathRowEnd *end)
{
  PropusMathCommand command = propus_math_parser_peek_command (self);
  gboolean bare = !propus_math_parser_is_command (&command, "over");
  gboolean fenced = propus_math_parser_is_command (&command, "choose");
  PropusMathNode *node = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_FRACTION));

  propus_math_parser_skip_command (self, &command);
  node->flags = bare ? PROPUS_MATH_BARE : 0;
  propus_math_node_add (node, above);
  propus_math_node_add (node, propus_math_parser_parse_row (self, in_brackets, end));

  return fenced ? propus_math_parser_new_fenced (self, "(", ")", node) : node;
}

/* A row takes what ends it. One that is too deep takes all that is left. */
PropusMathNode *
propus_math_parser_parse_row (PropusMathParser *self,
                              gboolean          in_brackets,
                              PropusMathRowEnd *end)
{
  static const char * const over[] = { "over", "choose", "atop", NULL };
  PropusMathNode *row = propus_math_parser_take (self, propus_math_node_new (PROPUS_MATH_ROW));

  self->depth++;
  for (propus_math_parser_skip_space (self); !ends_row (self, in_brackets, end); propus_math_parser_skip_space (self))
    {
      PropusMathCommand command = propus_math_parser_peek_command (self);
      PropusMathNode *node;

      if (propus_math_parser_is_any_command (&command, over) && self->depth < PROPUS_LIMIT_MATH_DEPTH)
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
take_end (PropusMathParser *self)
{
  g_autofree char *name = propus_math_parser_take_verbatim (self);
  g_autofree char *raw = g_strdup_printf ("\\end{%s}", name);

  return propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_RAW, raw, -1));
}

/* Ends of groups that never began are shown; lines at the top make a grid, as if \begin{aligned} stood around them. */
static PropusMathNode *
parse_all (PropusMathParser *self)
{
  g_autoptr(PropusMathNode) all = propus_math_node_new (PROPUS_MATH_ROW);
  PropusMathRowEnd end = PROPUS_MATH_END_BRACE;

  do
    {
      PropusMathNode *grid = propus_math_parser_parse_grid (self, PROPUS_MATH_ALIGNED, &end);
      PropusMathNode *only = grid->columns == 1 && propus_math_node_get_n_children (grid) == 1 ? propus_math_node_get_child (grid, 0) : NULL;

      if (only != NULL)
        {
          g_ptr_array_set_size (grid->children, 0);
          propus_math_node_free (grid);
        }
      propus_math_node_add (all, only != NULL ? only : grid);
      if (end == PROPUS_MATH_END_BRACE)
        propus_math_node_add (all, propus_math_parser_take (self, propus_math_node_new_text (PROPUS_MATH_RAW, "}", -1)));
      else if (end == PROPUS_MATH_END_RIGHT)
        propus_math_parser_take_delimiter (self);
      else if (end == PROPUS_MATH_END_ENVIRONMENT)
        propus_math_node_add (all, take_end (self));
    }
  while (end != PROPUS_MATH_END_OF_SOURCE);

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
  PropusMathParser parser = { NULL, PROPUS_MATH_FONT_NORMAL, 0, 0 };

  g_return_val_if_fail (latex != NULL, NULL);

  valid = propus_text_make_valid (latex, -1);
  parser.p = valid;

  return parse_all (&parser);
}
