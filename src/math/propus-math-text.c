/* propus-math-text.c - a formula as a line of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-font.h"
#include "propus-math-text.h"

#include <string.h>

typedef struct
{
  GString            *text;
  GArray             *runs;      /* of PropusMathRun; NULL: no styles, what is raised says so with a sign */
  PropusMathRunFlags  flags;
  guint               scripts;   /* how deep in scripts: there is no room around signs there */
} Writer;

static void write_node (Writer *self, PropusMathNode *node);

static void
add (Writer             *self,
     const char         *text,
     PropusMathRunFlags  flags)
{
  gsize start = self->text->len;
  PropusMathRun run = { (guint) start, 0, self->flags | flags };
  PropusMathRun *last;

  g_string_append (self->text, text);
  run.end = (guint) self->text->len;
  if (self->runs == NULL || run.start == run.end)
    return;

  last = self->runs->len > 0 ? &g_array_index (self->runs, PropusMathRun, self->runs->len - 1) : NULL;
  if (last != NULL && last->flags == run.flags)
    last->end = run.end;
  else
    g_array_append_val (self->runs, run);
}

static gboolean
ends_with_space (Writer *self)
{
  return self->text->len == 0 || self->text->str[self->text->len - 1] == ' ';
}

static void
add_space (Writer *self)
{
  if (!ends_with_space (self))
    add (self, " ", 0);
}

/* --- what is simple enough to stand without brackets --- */

static PropusMathNode *
skip_rows (PropusMathNode *node)
{
  while (node != NULL && node->kind == PROPUS_MATH_ROW && propus_math_node_get_n_children (node) == 1)
    node = propus_math_node_get_child (node, 0);

  return node;
}

static gboolean
is_simple (PropusMathNode *node)
{
  node = skip_rows (node);
  if (node == NULL)
    return TRUE;

  if (node->kind == PROPUS_MATH_SCRIPTS)
    {
      PropusMathNode *base = skip_rows (propus_math_node_get_child (node, 0));

      return base != NULL && base->kind == PROPUS_MATH_SYMBOL && base->class == PROPUS_MATH_ORDINARY;
    }
  if (node->kind == PROPUS_MATH_ROW)
    {
      guint n = propus_math_node_get_n_children (node);

      /* A number and a letter, "2a", or nothing but letters, "ab". */
      for (guint i = 0; i < n; i++)
        {
          PropusMathNode *child = propus_math_node_get_child (node, i);

          if (child == NULL || child->kind != PROPUS_MATH_SYMBOL || child->class != PROPUS_MATH_ORDINARY)
            return FALSE;
        }
      return n <= 3;
    }

  return node->kind == PROPUS_MATH_SYMBOL || node->kind == PROPUS_MATH_FENCED || node->kind == PROPUS_MATH_ACCENT
         || node->kind == PROPUS_MATH_WORDS || node->kind == PROPUS_MATH_RAW;
}

static void
write_bracketed (Writer         *self,
                 PropusMathNode *node)
{
  gboolean simple = is_simple (node);

  if (!simple)
    add (self, "(", 0);
  write_node (self, node);
  if (!simple)
    add (self, ")", 0);
}

/* --- scripts --- */

/* The text of @node in other characters; NULL when Unicode does not have them all. */
static char *
map_all (PropusMathNode *node,
         gunichar      (*map) (gunichar c))
{
  Writer plain = { g_string_new (NULL), NULL, 0, 1 };
  g_autoptr(GString) text = NULL;
  g_autoptr(GString) mapped = g_string_new (NULL);

  write_node (&plain, node);
  text = plain.text;
  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = map (g_utf8_get_char (p));

      if (c == 0)
        return NULL;
      g_string_append_unichar (mapped, c);
    }

  return g_string_free (g_steal_pointer (&mapped), FALSE);
}

/* Two letters and more look better as letters of the font that are raised than as the signs of another one. */
static gboolean
is_word_text (const char *mapped)
{
  guint letters = 0;

  for (const char *p = mapped; *p != '\0'; p = g_utf8_next_char (p))
    {
      letters = g_unichar_isalpha (g_utf8_get_char (p)) ? letters + 1 : 0;
      if (letters > 1)
        return TRUE;
    }

  return FALSE;
}

static void
write_script (Writer             *self,
              PropusMathNode     *script,
              PropusMathRunFlags  flag)
{
  g_autofree char *mapped = NULL;
  PropusMathRunFlags before = self->flags;

  if (script == NULL)
    return;

  if (self->scripts == 0)
    mapped = map_all (script, flag == PROPUS_MATH_RUN_RAISED ? propus_math_font_superscript : propus_math_font_subscript);
  if (mapped != NULL && (self->runs == NULL || !is_word_text (mapped)))
    {
      add (self, mapped, 0);
      return;
    }

  if (self->runs == NULL || self->scripts > 0)
    {
      add (self, flag == PROPUS_MATH_RUN_RAISED ? "^" : "_", 0);
      self->scripts++;
      write_bracketed (self, script);
      self->scripts--;
      return;
    }

  self->flags |= flag;
  self->scripts++;
  write_node (self, script);
  self->scripts--;
  self->flags = before;
}

static void
write_scripts (Writer         *self,
               PropusMathNode *node)
{
  PropusMathNode *base = propus_math_node_get_child (node, 0);
  gboolean room = base != NULL && base->class == PROPUS_MATH_RELATION;

  if (base != NULL)
    {
      if (room)
        add_space (self);
      if (base->kind == PROPUS_MATH_ROW || base->kind == PROPUS_MATH_FRACTION)
        write_bracketed (self, base);
      else
        write_node (self, base);
    }
  write_script (self, propus_math_node_get_child (node, 1), PROPUS_MATH_RUN_LOWERED);
  write_script (self, propus_math_node_get_child (node, 2), PROPUS_MATH_RUN_RAISED);
}

/* --- structures --- */

static gboolean
is_text (PropusMathNode *node,
         const char     *text)
{
  node = skip_rows (node);

  return node != NULL && node->kind == PROPUS_MATH_SYMBOL && strcmp (node->text, text) == 0;
}

static void
write_fraction (Writer         *self,
                PropusMathNode *node)
{
  static const struct
  {
    const char *above;
    const char *below;
    const char *text;
  } known[] = {
    { "1", "2", "½" }, { "1", "3", "⅓" }, { "2", "3", "⅔" }, { "1", "4", "¼" }, { "3", "4", "¾" }, { "1", "5", "⅕" },
    { "2", "5", "⅖" }, { "3", "5", "⅗" }, { "4", "5", "⅘" }, { "1", "6", "⅙" }, { "5", "6", "⅚" }, { "1", "8", "⅛" },
    { "3", "8", "⅜" }, { "5", "8", "⅝" }, { "7", "8", "⅞" },
  };
  PropusMathNode *above = propus_math_node_get_child (node, 0);
  PropusMathNode *below = propus_math_node_get_child (node, 1);

  for (guint i = 0; i < G_N_ELEMENTS (known) && self->scripts == 0; i++)
    if (is_text (above, known[i].above) && is_text (below, known[i].below))
      {
        add (self, known[i].text, 0);
        return;
      }

  write_bracketed (self, above);
  add (self, node->flags & PROPUS_MATH_BARE ? " ¦ " : "/", 0);
  write_bracketed (self, below);
}

static void
write_root (Writer         *self,
            PropusMathNode *node)
{
  PropusMathNode *index = propus_math_node_get_child (node, 1);

  if (index == NULL || is_text (index, "2"))
    add (self, "√", 0);
  else if (is_text (index, "3"))
    add (self, "∛", 0);
  else if (is_text (index, "4"))
    add (self, "∜", 0);
  else
    {
      write_script (self, index, PROPUS_MATH_RUN_RAISED);
      add (self, "√", 0);
    }
  write_bracketed (self, propus_math_node_get_child (node, 0));
}

/* A combining character behind each character that has a width; braces are left to the drawing. */
static void
write_accent (Writer         *self,
              PropusMathNode *node)
{
  Writer plain = { g_string_new (NULL), NULL, 0, self->scripts + 1 };
  PropusMathNode *base = skip_rows (propus_math_node_get_child (node, 0));
  PropusMathRunFlags flags = base != NULL && (base->flags & PROPUS_MATH_ITALIC) ? PROPUS_MATH_RUN_ITALIC : 0;
  g_autoptr(GString) text = NULL;
  g_autoptr(GString) marked = g_string_new (NULL);
  gboolean brace = (node->flags & PROPUS_MATH_LIMITS) != 0;

  if (brace)
    {
      g_string_free (plain.text, TRUE);
      write_bracketed (self, base);
      return;
    }

  write_node (&plain, base);
  text = plain.text;
  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_string_append_unichar (marked, g_utf8_get_char (p));
      if (p == text->str || (node->flags & PROPUS_MATH_WIDE))
        g_string_append (marked, node->text);
    }
  add (self, marked->str, flags);
}

static void
write_fenced (Writer         *self,
              PropusMathNode *node)
{
  PropusMathNode *body = skip_rows (propus_math_node_get_child (node, 0));

  /* A binomial: what is above, and what is below. */
  add (self, node->text, 0);
  if (body != NULL && body->kind == PROPUS_MATH_GRID && *node->right == '\0')
    add (self, " ", 0);
  write_node (self, body);
  add (self, node->right, 0);
}

static void
write_grid (Writer         *self,
            PropusMathNode *node)
{
  guint n = propus_math_node_get_n_children (node);

  for (guint i = 0; i < n; i++)
    {
      PropusMathNode *cell = propus_math_node_get_child (node, i);
      guint column = i % node->columns;

      if (i > 0 && column == 0)
        add (self, "; ", 0);
      else if (column > 0 && cell != NULL && (node->flags & PROPUS_MATH_ALIGNED))
        add_space (self);
      else if (column > 0 && cell != NULL)
        add (self, ", ", 0);
      write_node (self, cell);
    }
}

/* --- rows --- */

static PropusMathClass
get_class (PropusMathNode *node)
{
  return node->kind == PROPUS_MATH_SYMBOL || node->kind == PROPUS_MATH_SCRIPTS ? node->class : PROPUS_MATH_ORDINARY;
}

/* A sign between two things is binary; behind another sign or an opening bracket it belongs to what follows. */
static gboolean
is_binary_here (PropusMathNode *before,
                PropusMathNode *after)
{
  PropusMathClass class = before != NULL ? get_class (before) : PROPUS_MATH_OPENING;

  return after != NULL && class != PROPUS_MATH_OPENING && class != PROPUS_MATH_BINARY && class != PROPUS_MATH_RELATION
         && class != PROPUS_MATH_PUNCTUATION && class != PROPUS_MATH_OPERATOR;
}

static gboolean
is_word (PropusMathNode *node)
{
  if (node->kind == PROPUS_MATH_SCRIPTS)
    node = propus_math_node_get_child (node, 0);

  return node != NULL && node->kind == PROPUS_MATH_SYMBOL && node->class == PROPUS_MATH_OPERATOR
         && g_ascii_isalpha (*node->text);
}

static gboolean
opens (PropusMathNode *node)
{
  return node == NULL || get_class (node) == PROPUS_MATH_OPENING || node->kind == PROPUS_MATH_FENCED
         || node->kind == PROPUS_MATH_SPACE;
}

static void
write_row (Writer         *self,
           PropusMathNode *row)
{
  guint n = propus_math_node_get_n_children (row);

  for (guint i = 0; i < n; i++)
    {
      PropusMathNode *node = propus_math_node_get_child (row, i);
      PropusMathNode *before = i > 0 ? propus_math_node_get_child (row, i - 1) : NULL;
      PropusMathNode *after = propus_math_node_get_child (row, i + 1);
      PropusMathClass class = get_class (node);
      gboolean room = self->scripts == 0
                      && (class == PROPUS_MATH_RELATION || (class == PROPUS_MATH_BINARY && is_binary_here (before, after)));

      if ((room && before != NULL) || (is_word (node) && before != NULL && !opens (before) && self->scripts == 0))
        add_space (self);
      write_node (self, node);
      if ((room && after != NULL) || (class == PROPUS_MATH_PUNCTUATION && after != NULL && self->scripts == 0)
          || (is_word (node) && !opens (after)))
        add_space (self);
    }
}

static void
write_node (Writer         *self,
            PropusMathNode *node)
{
  PropusMathRunFlags flags = 0;

  if (node == NULL)
    return;

  if (node->flags & PROPUS_MATH_ITALIC)
    flags |= PROPUS_MATH_RUN_ITALIC;
  if (node->flags & PROPUS_MATH_BOLD)
    flags |= PROPUS_MATH_RUN_BOLD;

  switch (node->kind)
    {
    case PROPUS_MATH_ROW:
      write_row (self, node);
      break;

    case PROPUS_MATH_SYMBOL:
    case PROPUS_MATH_WORDS:
    case PROPUS_MATH_RAW:
      add (self, node->text, flags);
      break;

    case PROPUS_MATH_SPACE:
      if (node->mu >= 18)
        add (self, "  ", 0);
      else if (node->mu >= 3 && self->scripts == 0)
        add_space (self);
      break;

    case PROPUS_MATH_FRACTION:
      write_fraction (self, node);
      break;

    case PROPUS_MATH_ROOT:
      write_root (self, node);
      break;

    case PROPUS_MATH_SCRIPTS:
      write_scripts (self, node);
      break;

    case PROPUS_MATH_ACCENT:
      write_accent (self, node);
      break;

    case PROPUS_MATH_FENCED:
      write_fenced (self, node);
      break;

    case PROPUS_MATH_GRID:
      write_grid (self, node);
      break;

    default:
      g_assert_not_reached ();
    }
}

/**
 * propus_math_to_text:
 * @node: a formula
 * @runs: (out) (optional) (transfer full) (element-type PropusMathRun): its styles, one after the other from the first
 *   byte to the last; without it the text says "^" and "_" where Unicode cannot raise and lower
 *
 * Returns: (transfer full): the formula in one line, as it is read
 */
char *
propus_math_to_text (PropusMathNode  *node,
                     GArray         **runs)
{
  Writer writer = { g_string_new (NULL), runs != NULL ? g_array_new (FALSE, FALSE, sizeof (PropusMathRun)) : NULL, 0, 0 };

  write_node (&writer, node);
  if (runs != NULL)
    *runs = writer.runs;

  return g_string_free (writer.text, FALSE);
}

/**
 * propus_math_dup_text:
 * @latex: a formula without its delimiters
 *
 * Returns: (transfer full): the formula in one line of plain text
 */
char *
propus_math_dup_text (const char *latex)
{
  g_autoptr(PropusMathNode) node = propus_math_parse (latex);

  return propus_math_to_text (node, NULL);
}
