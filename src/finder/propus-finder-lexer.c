/* propus-finder-lexer.c - what is quoted, nested or commented out in a shell's file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-lexer.h"

#include <string.h>

#define DEEPEST 64

/* What a shell's grammar needs to be known of, and no more: which lines stand by themselves. Where it is in doubt a line
 * does not, and is left alone. */
typedef struct
{
  const char *text;
  gsize       end;
  gboolean    fish;
  gsize       at;
  char        open[DEEPEST];   /* ' and $ (which is $'), " and `, ( and { */
  guint       depth;
  gboolean    lost;            /* nested deeper than that: nothing is known from here on */
  gboolean    continued;       /* the last line ended in a backslash */
  gsize       word;            /* of a here-document that begins with the next line; 0: none */
  gsize       word_length;
  gboolean    tabs;            /* its lines may be indented */
} Lexer;

static char
peek (const Lexer *lexer,
      gsize        ahead)
{
  return lexer->at + ahead < lexer->end ? lexer->text[lexer->at + ahead] : '\0';
}

static void
push (Lexer *lexer,
      char   what)
{
  if (lexer->depth == DEEPEST)
    lexer->lost = TRUE;
  else
    lexer->open[lexer->depth++] = what;
}

static char
get_top (const Lexer *lexer)
{
  return lexer->depth > 0 ? lexer->open[lexer->depth - 1] : '\0';
}

/* Takes a backslash and what it escapes. */
static void
step_escape (Lexer *lexer)
{
  gsize length = 2;

  if (peek (lexer, 1) == '\r' && peek (lexer, 2) == '\n')
    length = 3;
  if (peek (lexer, length - 1) == '\n' || lexer->at + 1 >= lexer->end)
    lexer->continued = TRUE;
  lexer->at = MIN (lexer->at + length, lexer->end);
}

/* What may open inside double quotes, too. Returns whether something did. */
static gboolean
step_substitution (Lexer *lexer)
{
  if (peek (lexer, 0) == '$' && (peek (lexer, 1) == '(' || (peek (lexer, 1) == '{' && !lexer->fish)))
    {
      push (lexer, peek (lexer, 1));
      lexer->at += 2;
      return TRUE;
    }
  if (peek (lexer, 0) == '`' && !lexer->fish)
    {
      push (lexer, '`');
      lexer->at++;
      return TRUE;
    }

  return FALSE;
}

static void
step_quoted (Lexer *lexer)
{
  char top = get_top (lexer);
  char c = peek (lexer, 0);

  if (c == '\\' && (top != '\'' || lexer->fish))
    {
      step_escape (lexer);
      lexer->continued = FALSE;
    }
  else if (c == top || (top == '$' && c == '\''))
    {
      lexer->depth--;
      lexer->at++;
    }
  else if (top != '"' || !step_substitution (lexer))
    {
      lexer->at++;
    }
}

/* "<<WORD", "<<-WORD", "<< 'WORD'": remembers the word. Shifts of arithmetic have a digit there. */
static void
step_here_document (Lexer *lexer)
{
  lexer->at += 2;
  lexer->tabs = peek (lexer, 0) == '-';
  if (lexer->tabs)
    lexer->at++;
  while (peek (lexer, 0) == ' ' || peek (lexer, 0) == '\t')
    lexer->at++;
  while (peek (lexer, 0) == '\'' || peek (lexer, 0) == '"' || peek (lexer, 0) == '\\')
    lexer->at++;

  lexer->word = lexer->at;
  lexer->word_length = 0;
  if (!g_ascii_isalpha (peek (lexer, 0)) && peek (lexer, 0) != '_')
    return;
  while (g_ascii_isalnum (peek (lexer, lexer->word_length)) || peek (lexer, lexer->word_length) == '_')
    lexer->word_length++;
  lexer->at += lexer->word_length;
  if (peek (lexer, 0) == '\'' || peek (lexer, 0) == '"')
    lexer->at++;
}

static void
step_plain (Lexer *lexer)
{
  char c = peek (lexer, 0);

  if (c == '\\')
    step_escape (lexer);
  else if (step_substitution (lexer))
    return;
  else if (c == '\'' || c == '"')
    {
      gboolean dollar = c == '\'' && !lexer->fish && lexer->at > 0 && lexer->text[lexer->at - 1] == '$';

      push (lexer, dollar ? '$' : c);
      lexer->at++;
    }
  else if (c == '(' && (lexer->fish || get_top (lexer) == '('))
    {
      push (lexer, c);
      lexer->at++;
    }
  else if ((c == ')' && get_top (lexer) == '(') || (c == '}' && get_top (lexer) == '{'))
    {
      lexer->depth--;
      lexer->at++;
    }
  else if (c == '<' && !lexer->fish && peek (lexer, 1) == '<' && peek (lexer, 2) != '<')
    {
      lexer->lost = lexer->word_length > 0;   /* two in a line: nobody does that */
      step_here_document (lexer);
    }
  else if (c == '<' && peek (lexer, 1) == '<')
    lexer->at += peek (lexer, 2) == '<' ? 3 : 2;
  else
    lexer->at++;
}

static void
step (Lexer *lexer)
{
  char top = get_top (lexer);

  if (top == '\'' || top == '"' || top == '$' || top == '`')
    step_quoted (lexer);
  else
    step_plain (lexer);
}

static gboolean
is_comment (const Lexer *lexer,
            gsize        line_start)
{
  char top = get_top (lexer);

  return peek (lexer, 0) == '#' && (top == '\0' || top == '(') &&
         (lexer->at == line_start || strchr (" \t;&|()", lexer->text[lexer->at - 1]) != NULL);
}

/* Reads one line. What is open at its end stays open in @lexer. */
static void
read_line (Lexer                  *lexer,
           const PropusFinderLine *line)
{
  lexer->at = MAX (lexer->at, line->start);
  lexer->continued = FALSE;
  while (lexer->at < line->end && !lexer->lost)
    {
      if (is_comment (lexer, line->start))
        break;
      step (lexer);
    }

  lexer->at = MAX (lexer->at, line->end);
}

static gboolean
ends_document (const Lexer            *lexer,
               const PropusFinderLine *line)
{
  gsize start = line->start;

  while (lexer->tabs && start < line->end && lexer->text[start] == '\t')
    start++;

  return line->end - start == lexer->word_length &&
         memcmp (lexer->text + start, lexer->text + lexer->word, lexer->word_length) == 0;
}

/**
 * propus_finder_lexer_mark_lines:
 * @scan: a file of a shell
 * @lines: (element-type PropusFinderLine): its lines
 *
 * Finds out which lines stand by themselves: nothing is open where they begin or where they end, no here-document, quote,
 * substitution or continued line.
 */
void
propus_finder_lexer_mark_lines (PropusFinderScan *scan,
                                GArray           *lines)
{
  Lexer lexer = { .text = scan->bytes, .end = scan->length, .fish = scan->kind == PROPUS_FINDER_KIND_FISH };
  gboolean document = FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      PropusFinderLine *line = &g_array_index (lines, PropusFinderLine, i);
      gboolean before = lexer.depth > 0 || lexer.continued || lexer.at > line->start;

      if (document)
        {
          line->clean = FALSE;
          lexer.at = line->end;
          lexer.continued = FALSE;
          if (ends_document (&lexer, line))
            {
              document = FALSE;
              lexer.word_length = 0;
            }
          continue;
        }

      read_line (&lexer, line);
      document = lexer.word_length > 0;
      line->clean = !before && !document && !lexer.lost && !lexer.continued && lexer.depth == 0;
    }
}

/**
 * propus_finder_lexer_skip_word:
 * @scan: a file of a shell
 * @at: where a word begins, in a line that stands by itself
 * @end: the end of that line
 *
 * Returns: where the word ends: at white space, an operator, or @end
 */
gsize
propus_finder_lexer_skip_word (PropusFinderScan *scan,
                               gsize             at,
                               gsize             end)
{
  Lexer lexer = { .text = scan->bytes, .end = end, .at = at, .fish = scan->kind == PROPUS_FINDER_KIND_FISH };

  while (lexer.at < end && (lexer.depth > 0 || strchr (" \t;&|()<>", scan->bytes[lexer.at]) == NULL))
    step (&lexer);

  return MIN (lexer.at, end);
}
