/* propus-markdown-syntax.c - formulas and footnotes as an extension of cmark-gfm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-syntax.h"

#include <string.h>

/* Everything here is decided from left to right, line by line and without looking ahead, as cmark-gfm itself does it: so
 * it does not matter in how many pieces the text comes. */

/* Hidden signs by their last byte; the first two are always the same. */
#define HIDDEN_1            0xef
#define HIDDEN_2            0xb7
#define OPEN_INLINE         0x91
#define CLOSE_INLINE        0x92
#define OPEN_DISPLAY        0x93
#define CLOSE_DISPLAY       0x94
#define NOTE                0x95

typedef enum
{
  DOLLARS,        /* $$ … $$ */
  BRACKETS,       /* \[ … \] */
  ENVIRONMENT,    /* \begin{align} … \end{align} */
} Delimiter;

typedef struct
{
  Delimiter  delimiter;
  char      *name;        /* of the environment */
  gboolean   alone;       /* nothing but the delimiter stood in the first line: blank lines may follow */
  gboolean   blank;       /* the last line was blank */
  gboolean   closed;
  gboolean   ended;
  gsize      size;
} State;

static cmark_syntax_extension *block_extension;
static cmark_syntax_extension *inline_extension;

/* --- displayed formulas that begin a line --- */

static void
free_state (cmark_mem *mem,
            void      *data)
{
  State *state = data;

  g_free (state->name);
  g_free (state);
}

static void
free_label (cmark_mem *mem,
            void      *data)
{
  g_free (data);
}

static gboolean
is_hidden (const char *text,
           gsize       length,
           guchar      sign)
{
  return length >= 3 && (guchar) text[0] == HIDDEN_1 && (guchar) text[1] == HIDDEN_2 && (guchar) text[2] == sign;
}

static gsize
count_dollars (const char *text,
               gsize       length)
{
  gsize n = 0;

  while (n < length && text[n] == '$')
    n++;

  return n;
}

/* Where @text closes the formula: the end of the delimiter, and its beginning in @start; 0: it does not. @other: a
 * formula begins before that, so that this cannot be one. */
static gsize
find_end (const State *state,
          const char  *text,
          gsize        length,
          gsize       *start,
          gboolean    *other)
{
  *other = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      gsize left = length - i;
      gsize dollars;

      *start = i;
      if (text[i] == '\\')
        {
          gsize name = state->name != NULL ? strlen (state->name) : 0;

          if (name > 0 && left >= name + 6 && memcmp (text + i, "\\end{", 5) == 0
              && memcmp (text + i + 5, state->name, name) == 0 && text[i + 5 + name] == '}')
            return i + 6 + name;
          i++;
          continue;
        }

      dollars = count_dollars (text + i, left);
      if (dollars == 2 && state->delimiter == DOLLARS)
        return i + 2;
      if (state->delimiter == BRACKETS && is_hidden (text + i, left, CLOSE_DISPLAY))
        return i + 3;
      if ((dollars == 2 && state->delimiter != DOLLARS) || is_hidden (text + i, left, OPEN_DISPLAY))
        {
          *other = TRUE;
          return 0;
        }
      i += dollars > 0 ? dollars - 1 : 0;
    }

  return 0;
}

static gboolean
is_blank (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (strchr (" \t\n\r", text[i]) == NULL || text[i] == '\0')
      return FALSE;

  return TRUE;
}

static gboolean
is_punctuation (const char *text,
                gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0' || strchr (" \t\n\r.,;:!", text[i]) == NULL)
      return FALSE;

  return TRUE;
}

static char *
find_environment (const char *text,
                  gsize       length)
{
  static const char * const names[] = {
    "equation", "equation*", "align", "align*", "gather", "gather*", "multline", "multline*", "eqnarray", "eqnarray*",
    "alignat", "alignat*", "displaymath", NULL
  };
  const char *end;
  g_autofree char *name = NULL;

  if (length < 8 || memcmp (text, "\\begin{", 7) != 0)
    return NULL;

  end = memchr (text + 7, '}', MIN (length - 7, 16));
  if (end == NULL)
    return NULL;
  name = g_strndup (text + 7, (gsize) (end - text - 7));

  return g_strv_contains (names, name) ? g_steal_pointer (&name) : NULL;
}

/* What begins at @text? Returns the length of the delimiter, which for an environment belongs to the formula: 0. */
static gboolean
find_begin (State      *state,
            const char *text,
            gsize       length,
            gsize      *skip)
{
  *skip = 0;
  if (count_dollars (text, length) == 2)
    {
      state->delimiter = DOLLARS;
      *skip = 2;
      return TRUE;
    }
  if (is_hidden (text, length, OPEN_DISPLAY))
    {
      state->delimiter = BRACKETS;
      *skip = 3;
      return TRUE;
    }

  state->delimiter = ENVIRONMENT;
  state->name = find_environment (text, length);

  return state->name != NULL;
}

/* In a paragraph that has an open "$$" the next one closes it. */
static gboolean
closes_paragraph (cmark_node *parent)
{
  const char *text;
  gsize n = 0;

  if (cmark_node_get_type (parent) != CMARK_NODE_PARAGRAPH)
    return FALSE;

  text = cmark_node_get_string_content (parent);
  for (const char *p = strchr (text, '$'); p != NULL; p = strchr (p, '$'))
    {
      gsize run = count_dollars (p, strlen (p));

      if (run == 2)
        n++;
      p += run;
    }

  return n % 2 == 1;
}

static cmark_node *
open_math (cmark_parser *parser,
           cmark_node   *parent,
           const char   *text,
           gsize         length)
{
  g_autofree State *state = g_new0 (State, 1);
  g_autofree char *name = NULL;
  cmark_node *node;
  gboolean other;
  gsize skip;
  gsize start;
  gsize end;

  if (!find_begin (state, text, length, &skip))
    return NULL;

  name = state->name;
  end = find_end (state, text + skip, length - skip, &start, &other);
  state->closed = end > 0;
  state->alone = state->delimiter == ENVIRONMENT || is_blank (text + skip, length - skip);
  if (other || (state->closed && (!is_punctuation (text + skip + end, length - skip - end) || is_blank (text + skip, start))))
    return NULL;
  if (state->delimiter == DOLLARS && closes_paragraph (parent))
    return NULL;

  node = cmark_parser_add_child (parser, parent, CMARK_NODE_CODE_BLOCK, cmark_parser_get_first_nonspace (parser) + 1);
  state->size = length;
  cmark_node_set_syntax_extension (node, block_extension);
  g_steal_pointer (&name);
  cmark_node_set_user_data (node, g_steal_pointer (&state));
  cmark_node_set_user_data_free_func (node, free_state);

  return node;
}

/* Footnotes are defined at the top only. */
static gboolean
is_at_top (cmark_node *parent)
{
  cmark_node *above = cmark_node_parent (parent);
  cmark_node_type type = cmark_node_get_type (parent);

  if (above == NULL)
    return TRUE;

  return cmark_node_parent (above) == NULL && type != CMARK_NODE_BLOCK_QUOTE && type != CMARK_NODE_FOOTNOTE_DEFINITION;
}

static cmark_node *
open_note (cmark_parser *parser,
           cmark_node   *parent,
           const char   *input,
           const char   *text,
           gsize         length)
{
  const char *end;
  cmark_node *node;

  if (!is_hidden (text, length, NOTE) || !is_at_top (parent))
    return NULL;

  end = memchr (text, ']', length);
  if (end == NULL || (gsize) (end + 1 - text) >= length || end[1] != ':')
    return NULL;

  cmark_parser_advance_offset (parser, input, (int) (end + 2 - input) - cmark_parser_get_offset (parser), 0);
  node = cmark_parser_add_child (parser, parent, CMARK_NODE_FOOTNOTE_DEFINITION, (int) (end + 2 - input) + 1);
  cmark_node_set_user_data (node, g_strndup (text + 3, (gsize) (end - text - 3)));
  cmark_node_set_user_data_free_func (node, free_label);

  return node;
}

static cmark_node *
open_block (cmark_syntax_extension *extension,
            int                     indented,
            cmark_parser           *parser,
            cmark_node             *parent,
            unsigned char          *input,
            int                     length)
{
  int first = cmark_parser_get_first_nonspace (parser);
  const char *text = (const char *) input + first;
  cmark_node *node;

  if (indented || first >= length)
    return NULL;
  if (*text != '$' && *text != '\\' && (guchar) *text != HIDDEN_1)
    return NULL;

  node = open_note (parser, parent, (const char *) input, text, (gsize) (length - first));

  return node != NULL ? node : open_math (parser, parent, text, (gsize) (length - first));
}

/* After a blank line a formula goes on with signs, not with words: a delimiter that stands alone by mistake must not turn
 * formulas and text around in all that follows. */
static gboolean
goes_on (const State *state,
         const char  *text,
         gsize        length)
{
  gboolean other;
  gsize start;

  for (gsize i = 0; i < length; i++)
    if (text[i] != '\0' && strchr ("\\^_={}&<>", text[i]) != NULL)
      return TRUE;

  return find_end (state, text, length, &start, &other) > 0;
}

/* Does the next line belong to the formula? No more after its end, and never past what no formula has. */
static int
match_block (cmark_syntax_extension *extension,
             cmark_parser           *parser,
             unsigned char          *input,
             int                     length,
             cmark_node             *container)
{
  State *state = cmark_node_get_user_data (container);
  const char *text = (const char *) input + cmark_parser_get_offset (parser);
  gsize left = (gsize) (length - cmark_parser_get_offset (parser));
  const char *word = (const char *) input + cmark_parser_get_first_nonspace (parser);
  gboolean blank = cmark_parser_is_blank (parser);
  gboolean other;
  gsize start;

  if (state == NULL || state->closed || state->ended)
    return 0;

  state->size += left;
  state->ended = state->size > PROPUS_LIMIT_MATH_BYTES || (blank && (state->blank || !state->alone))
                 || (!blank && state->blank && !goes_on (state, text, left))
                 || g_str_has_prefix (word, "```") || g_str_has_prefix (word, "~~~") || g_str_has_prefix (word, "# ")
                 || g_str_has_prefix (word, "## ") || g_str_has_prefix (word, "### ");
  state->blank = blank;
  if (state->ended)
    return 0;

  state->closed = find_end (state, text, left, &start, &other) > 0;
  state->ended = other;

  return !other;
}

/* --- in a line --- */

/* The byte at @offset of the text that is being read; 0 past its end. */
static guchar
look (cmark_inline_parser *parser,
      int                  offset)
{
  cmark_inline_parser_set_offset (parser, offset);

  return cmark_inline_parser_is_eof (parser) ? 0 : cmark_inline_parser_peek_char (parser);
}

static gboolean
looks_hidden (cmark_inline_parser *parser,
              int                  offset,
              guchar               sign)
{
  return look (parser, offset) == HIDDEN_1 && look (parser, offset + 1) == HIDDEN_2 && look (parser, offset + 2) == sign;
}

static gboolean
is_space (guchar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A code span that says what it is instead: the cells of a table take that, and no kind of node that is new to them. */
static cmark_node *
new_node (const char *kind,
          const char *text)
{
  cmark_node *node = cmark_node_new (CMARK_NODE_CODE);

  cmark_node_set_literal (node, text);
  cmark_node_set_user_data (node, (gpointer) kind);

  return node;
}

/* Collects what stands from @offset up to the delimiter @sign, a dollar or a hidden sign. Returns where that begins, or
 * -1 when it does not come before another opening one. */
static int
collect (cmark_inline_parser *parser,
         int                  offset,
         guchar               sign,
         gsize                n_dollars,
         GString             *text)
{
  gsize limit = n_dollars == 1 || sign == CLOSE_INLINE ? PROPUS_LIMIT_MATH_INLINE : PROPUS_LIMIT_MATH_BYTES / 4;

  for (int i = offset; text->len < limit;)
    {
      guchar c = look (parser, i);
      gsize run = 0;

      if (c == 0 || (c == '`' && n_dollars == 1))
        return -1;
      while (c == '$' && run < 4 && look (parser, i + (int) run) == '$')
        run++;
      if (sign == 0 && n_dollars == 1 && run > 0)
        return run == 1 ? i : -1;
      if (sign == 0 && n_dollars == 2 && run > 1)
        return run == 2 ? i : -1;
      if (sign != 0 && looks_hidden (parser, i, sign))
        return i;
      if (c == HIDDEN_1 && sign != 0 && looks_hidden (parser, i, (guchar) (sign - 1)))
        return -1;

      g_string_append_c (text, (char) c);
      i++;
      if (c == '\\' && look (parser, i) != 0)
        g_string_append_c (text, (char) look (parser, i++));
    }

  return -1;
}

/* Does a bracket that was escaped make a formula? "\[1\]" is how some write "[1]". */
static gboolean
looks_like_math (const char *text)
{
  gboolean space = FALSE;

  if (strpbrk (text, "\\^_={}<>+") != NULL)
    return TRUE;
  for (const char *p = text; *p != '\0'; p++)
    space |= *p == ' ' && g_ascii_isalpha (p[1]);

  return !space || strlen (text) <= 12;
}

static gboolean
has_wide (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iswide (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

/* "$5 and $10" is money, "$HOME/$USER" is shell, "$x$" is a formula: the first dollar stands before, and the last behind,
 * something else than a space, and no digit follows. */
static gboolean
is_formula (const char *text,
            guchar      before,
            guchar      after)
{
  gsize length = strlen (text);

  if (length == 0 || is_space ((guchar) text[0]) || is_space ((guchar) text[length - 1]))
    return FALSE;
  if (g_ascii_isdigit (after) || after == '$' || g_ascii_isalnum (before) || before == '$')
    return FALSE;
  if (strchr (text, '\\') != NULL)
    return TRUE;

  return !has_wide (text) && (length == 1 || strchr ("/:(=", text[length - 1]) == NULL);
}

static cmark_node *
match_dollars (cmark_inline_parser *parser,
               int                  offset)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guchar before = offset > 0 ? look (parser, offset - 1) : 0;
  gsize n = look (parser, offset + 1) != '$' ? 1 : look (parser, offset + 2) != '$' ? 2 : 3;
  int end;

  if (n == 3 || before == '$')
    return NULL;

  /* GitHub's own form: $`…`$ */
  if (n == 1 && look (parser, offset + 1) == '`')
    {
      for (int i = offset + 2; look (parser, i) != 0 && look (parser, i) != '\n' && text->len < PROPUS_LIMIT_MATH_INLINE; i++)
        {
          if (look (parser, i) == '`' && look (parser, i + 1) == '$' && text->len > 0)
            {
              cmark_inline_parser_set_offset (parser, i + 2);
              return new_node ("math", text->str);
            }
          if (look (parser, i) == '`')
            return NULL;
          g_string_append_c (text, (char) look (parser, i));
        }
      return NULL;
    }

  end = collect (parser, offset + (int) n, 0, n, text);
  if (end < 0 || (n == 1 && !is_formula (text->str, before, look (parser, end + 1))) || is_blank (text->str, text->len))
    return NULL;

  cmark_inline_parser_set_offset (parser, end + (int) n);

  return new_node (n == 1 ? "math" : "display", text->str);
}

static cmark_node *
match_brackets (cmark_inline_parser *parser,
                int                  offset,
                guchar               sign)
{
  g_autoptr(GString) text = g_string_new (NULL);
  int end = collect (parser, offset + 3, (guchar) (sign + 1), 0, text);

  if (end < 0 || is_blank (text->str, text->len))
    return NULL;
  if (!looks_like_math (text->str) || (sign == OPEN_DISPLAY && strpbrk (text->str, "\\^_={}<>+-*/") == NULL))
    return NULL;

  cmark_inline_parser_set_offset (parser, end + 3);

  return new_node (sign == OPEN_INLINE ? "math" : "display", text->str);
}

static cmark_node *
match_note (cmark_inline_parser *parser,
            int                  offset)
{
  g_autoptr(GString) label = g_string_new (NULL);
  int i = offset + 3;

  for (guchar c = look (parser, i); c != ']'; c = look (parser, ++i))
    {
      if (c == 0 || is_space (c) || label->len >= PROPUS_LIMIT_FOOTNOTE_LABEL)
        return NULL;
      g_string_append_c (label, (char) c);
    }
  cmark_inline_parser_set_offset (parser, i + 1);

  return new_node ("note", label->str);
}

static cmark_node *
match_inline (cmark_syntax_extension *extension,
              cmark_parser           *cmark,
              cmark_node             *parent,
              unsigned char           character,
              cmark_inline_parser    *parser)
{
  int offset = cmark_inline_parser_get_offset (parser);
  cmark_node *node = NULL;

  if (character == '$')
    node = match_dollars (parser, offset);
  else if (character == HIDDEN_1 && looks_hidden (parser, offset, NOTE))
    node = match_note (parser, offset);
  else if (character == HIDDEN_1 && looks_hidden (parser, offset, OPEN_INLINE))
    node = match_brackets (parser, offset, OPEN_INLINE);
  else if (character == HIDDEN_1 && looks_hidden (parser, offset, OPEN_DISPLAY))
    node = match_brackets (parser, offset, OPEN_DISPLAY);
  if (node == NULL)
    cmark_inline_parser_set_offset (parser, offset);

  return node;
}

/* --- what the rest of the room sees --- */

static void
make_extensions (void)
{
  static gsize once = 0;
  cmark_llist *special = NULL;
  cmark_mem *mem = cmark_get_default_mem_allocator ();

  if (!g_once_init_enter (&once))
    return;

  special = cmark_llist_append (mem, special, GSIZE_TO_POINTER ('$'));
  special = cmark_llist_append (mem, special, GSIZE_TO_POINTER (HIDDEN_1));
  inline_extension = cmark_syntax_extension_new ("propus-inlines");
  cmark_syntax_extension_set_match_inline_func (inline_extension, match_inline);
  cmark_syntax_extension_set_special_inline_chars (inline_extension, special);
  block_extension = cmark_syntax_extension_new ("propus-blocks");
  cmark_syntax_extension_set_open_block_func (block_extension, open_block);
  cmark_syntax_extension_set_match_block_func (block_extension, match_block);
  g_once_init_leave (&once, 1);
}

/**
 * propus_markdown_syntax_attach:
 * @parser: a new parser, without other extensions
 * @blocks: whether displayed formulas and definitions of footnotes are wanted too
 *
 * Makes @parser understand formulas and footnotes.
 */
void
propus_markdown_syntax_attach (cmark_parser *parser,
                               gboolean      blocks)
{
  make_extensions ();
  if (blocks)
    cmark_parser_attach_syntax_extension (parser, block_extension);
  cmark_parser_attach_syntax_extension (parser, inline_extension);
}

/**
 * propus_markdown_syntax_get_inline:
 * @node: an inline node
 * @text: (out): the LaTeX or the label, with hidden signs
 *
 * Returns: what it is
 */
PropusMarkdownInline
propus_markdown_syntax_get_inline (cmark_node  *node,
                                   const char **text)
{
  const char *kind;

  if (cmark_node_get_type (node) != CMARK_NODE_CODE || cmark_node_get_user_data (node) == NULL)
    return PROPUS_MARKDOWN_INLINE_OTHER;

  kind = cmark_node_get_user_data (node);
  *text = cmark_node_get_literal (node);

  return strcmp (kind, "math") == 0 ? PROPUS_MARKDOWN_INLINE_MATH
         : strcmp (kind, "display") == 0 ? PROPUS_MARKDOWN_INLINE_DISPLAY : PROPUS_MARKDOWN_INLINE_NOTE;
}

/**
 * propus_markdown_syntax_get_math:
 * @node: a block
 * @math: (out caller-allocates): the formula, with hidden signs; untouched when it is none
 *
 * Returns: whether @node was begun as a displayed formula
 */
gboolean
propus_markdown_syntax_get_math (cmark_node         *node,
                                 PropusMarkdownMath *math)
{
  State *state;
  State begun = { 0 };
  const char *text;
  gboolean other;
  gsize length;
  gsize skip;
  gsize start = 0;
  gsize end;

  if (cmark_node_get_type (node) != CMARK_NODE_CODE_BLOCK || cmark_node_get_syntax_extension (node) != block_extension)
    return FALSE;

  state = cmark_node_get_user_data (node);
  text = cmark_node_get_literal (node);
  text += strspn (text, " \t");
  length = strlen (text);
  find_begin (&begun, text, length, &skip);
  g_free (begun.name);
  text += skip;
  length -= skip;
  end = state->closed ? find_end (state, text, length, &start, &other) : 0;

  math->closed = end > 0;
  math->ended = state->ended;
  math->latex = end == 0 ? g_strdup (text) : g_strndup (text, state->delimiter == ENVIRONMENT ? end : start);
  math->tail = end == 0 ? g_strdup ("") : g_strdup (text + end);

  return TRUE;
}

/**
 * propus_markdown_math_clear:
 * @math: what propus_markdown_syntax_get_math() filled in, or zeros
 *
 * Frees what is in @math.
 */
void
propus_markdown_math_clear (PropusMarkdownMath *math)
{
  g_clear_pointer (&math->latex, g_free);
  g_clear_pointer (&math->tail, g_free);
}

/**
 * propus_markdown_syntax_get_label:
 * @node: a block
 *
 * Returns: (transfer none) (nullable): the label of the footnote that it defines
 */
const char *
propus_markdown_syntax_get_label (cmark_node *node)
{
  return cmark_node_get_type (node) == CMARK_NODE_FOOTNOTE_DEFINITION ? cmark_node_get_user_data (node) : NULL;
}
