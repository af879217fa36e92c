/* propus-finder-shell.c - assignments in the files of bash, zsh and fish
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <string.h>

#include "propus-finder-lexer.h"

typedef struct
{
  gsize    start;
  gsize    end;
  gboolean operator;
} Token;

/* One simple command of a line: the tokens [first, last), none of them an operator. */
typedef struct
{
  PropusFinderScan       *scan;
  const PropusFinderLine *line;
  GArray                 *tokens;
  gsize                   content_end;   /* of the line, without its comment */
  guint                   first;
  guint                   last;
  gboolean                separable;     /* it can be taken out of its line */
  gboolean                hollow;
} Command;

/* The literal value of a word or of its part. */
typedef struct
{
  const char *start;
  gsize       length;
} Value;

static const char * const exporters[] = { "export", "declare", "typeset", "local", "readonly", NULL };

/* Words that make a line part of something larger. */
static const char * const reserved[] = {
  "if", "then", "elif", "else", "fi", "for", "foreach", "while", "until", "do", "done", "case", "esac", "select", "function",
  "time", "coproc", "repeat", "{", "}", "!", "[[", "]]", "begin", "end", "switch", "and", "or", "not", "builtin", "command",
  "eval", "exec", "env", NULL
};

/* After these, and after an operator, a shell other than fish wants a command. */
static const char * const openers[] = { "if", "then", "elif", "else", "while", "until", "do", "{", "!", "time", NULL };

static gboolean
is_fish (PropusFinderScan *scan)
{
  return scan->kind == PROPUS_FINDER_KIND_FISH;
}

static const Token *
get_token (const Command *command,
           guint          index)
{
  return &g_array_index (command->tokens, Token, index);
}

static gboolean
token_is (PropusFinderScan   *scan,
          const Token        *token,
          const char * const *words)
{
  gsize length = token->end - token->start;

  for (gsize i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) == length && memcmp (scan->bytes + token->start, words[i], length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_semicolon (PropusFinderScan *scan,
              const Token      *token)
{
  return token->operator && token->end - token->start == 1 && scan->bytes[token->start] == ';';
}

/* The words and operators of a line; what follows a comment's "#" is none. Returns where that, or the line, begins. */
static gsize
tokenise (PropusFinderScan       *scan,
          const PropusFinderLine *line,
          GArray                 *tokens)
{
  gsize at = line->start;

  while (at < line->end)
    {
      Token token = { .start = at };

      if (scan->bytes[at] == ' ' || scan->bytes[at] == '\t')
        {
          at++;
          continue;
        }
      if (scan->bytes[at] == '#')
        return at;

      token.operator = strchr (";&|()<>", scan->bytes[at]) != NULL;
      if (token.operator)
        while (at < line->end && scan->bytes[at] == scan->bytes[token.start])
          at++;
      else
        at = propus_finder_lexer_skip_word (scan, at, line->end);
      token.end = MAX (at, token.start + 1);
      at = token.end;
      g_array_append_val (tokens, token);
    }

  return line->end;
}

/* A value that is written as it is: bare, or wholly in one pair of quotes with nothing to expand in it. */
static gboolean
read_literal (PropusFinderScan *scan,
              gsize             start,
              gsize             end,
              Value            *value)
{
  char quote = start < end ? scan->bytes[start] : '\0';

  if (quote == '"' || quote == '\'')
    {
      if (end - start < 2 || scan->bytes[end - 1] != quote)
        return FALSE;
      start++;
      end--;
    }

  /* Whatever would be expanded, or ends the quotes before their end, is no character of a key. */
  value->start = scan->bytes + start;
  value->length = end - start;

  return TRUE;
}

/* Where the name in NAME=VALUE ends; 0: it is no assignment. */
static gsize
find_equals (PropusFinderScan *scan,
             const Token      *token)
{
  gsize at = token->start;

  if (token->operator || g_ascii_isdigit (scan->bytes[at]))
    return 0;
  while (at < token->end && (g_ascii_isalnum (scan->bytes[at]) || scan->bytes[at] == '_'))
    at++;

  return at > token->start && at < token->end && scan->bytes[at] == '=' ? at : 0;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* What to take out: the command with one of the semicolons beside it, or of several assignments this one. */
static void
choose_cut (const Command    *command,
            const Token      *word,
            gboolean          whole,
            PropusFinderFind *find)
{
  const char *bytes = command->scan->bytes;
  gboolean eat_before = FALSE;
  gboolean eat_behind = FALSE;

  find->cut_start = word->start;
  find->cut_end = word->end;
  if (!whole)
    {
      eat_behind = word->start == get_token (command, command->first)->start;
      eat_before = !eat_behind;
    }
  else
    {
      find->cut_start = get_token (command, command->first)->start;
      find->cut_end = get_token (command, command->last - 1)->end;
      eat_behind = command->last < command->tokens->len;
      eat_before = !eat_behind && command->first > 0;
      if (eat_behind)
        find->cut_end = get_token (command, command->last)->end;
      else if (eat_before)
        find->cut_start = get_token (command, command->first - 1)->start;
    }

  while (eat_before && find->cut_start > command->line->start && is_blank (bytes[find->cut_start - 1]))
    find->cut_start--;
  while (eat_behind && find->cut_end < command->content_end && is_blank (bytes[find->cut_end]))
    find->cut_end++;
}

static void
add_value (const Command *command,
           const Token   *word,
           gsize          name,
           gsize          name_end,
           const Value   *value,
           gboolean       whole)
{
  PropusFinderScan *scan = command->scan;
  const char *start = value->start;
  gsize length = value->length;
  PropusFinderFind *find;

  if (!propus_finder_value_is_key (&start, &length, propus_finder_name_is_gemini (scan->bytes + name, name_end - name)))
    return;

  find = propus_finder_scan_add (scan, (gsize) (start - scan->bytes), length, scan->bytes + name, name_end - name,
                                 command->separable ? PROPUS_FINDER_MOVABLE : PROPUS_FINDER_ENTANGLED);
  if (find == NULL || !command->separable)
    return;

  find->hollow = command->hollow;
  choose_cut (command, word, whole, find);
}

/* export NAME=VALUE…, or assignments alone. One before a command is for that command, and not taken. */
static void
read_assignments (const Command *command)
{
  PropusFinderScan *scan = command->scan;
  gboolean exported = token_is (scan, get_token (command, command->first), exporters);
  guint n_words = 0;

  for (guint i = command->first + (exported ? 1 : 0); i < command->last; i++)
    {
      const Token *token = get_token (command, i);
      gboolean option = exported && strchr ("-+", scan->bytes[token->start]) != NULL;

      if (!exported && find_equals (scan, token) == 0)
        return;
      if (!option)
        n_words++;
    }

  for (guint i = command->first + (exported ? 1 : 0); i < command->last; i++)
    {
      const Token *token = get_token (command, i);
      gsize equals = find_equals (scan, token);
      Value value;

      if (equals > 0 && read_literal (scan, equals + 1, token->end, &value))
        add_value (command, token, token->start, equals, &value, n_words == 1);
    }
}

/* set -gx NAME VALUE, of fish. A list of several values, or a set that only asks or erases, is not taken. */
static void
read_set (const Command *command)
{
  PropusFinderScan *scan = command->scan;
  guint i = command->first + 1;
  const Token *name;
  const Token *token;
  Value value;

  while (i < command->last && scan->bytes[get_token (command, i)->start] == '-')
    {
      token = get_token (command, i);
      if (scan->bytes[token->start + 1] == '-')
        {
          if (token->end - token->start > 2 && strchr ("eq", scan->bytes[token->start + 2]) != NULL &&
              !propus_finder_contains (scan->bytes + token->start, token->end - token->start, "export"))
            return;
        }
      else if (memchr (scan->bytes + token->start, 'e', token->end - token->start) != NULL ||
               memchr (scan->bytes + token->start, 'q', token->end - token->start) != NULL)
        {
          return;
        }
      i++;
    }

  if (command->last - i != 2)
    return;

  name = get_token (command, i);
  token = get_token (command, i + 1);
  if (read_literal (scan, token->start, token->end, &value))
    add_value (command, token, name->start, name->end, &value, TRUE);
}

static void
read_command (const Command *command)
{
  static const char * const set[] = { "set", NULL };

  if (is_fish (command->scan) && token_is (command->scan, get_token (command, command->first), set))
    read_set (command);
  else
    read_assignments (command);
}

/* Whether the commands of a line are only parted by semicolons, and none is part of something larger. */
static gboolean
is_separable (PropusFinderScan *scan,
              GArray           *tokens)
{
  gboolean begins = TRUE;

  for (guint i = 0; i < tokens->len; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);

      if (token->operator && !is_semicolon (scan, token))
        return FALSE;
      if (begins && !token->operator && token_is (scan, token, reserved))
        return FALSE;
      /* A closing word may stand anywhere in what is no longer simple. */
      if (!token->operator && token->end - token->start == 1 && strchr ("{}", scan->bytes[token->start]) != NULL)
        return FALSE;
      begins = token->operator;
    }

  return TRUE;
}

static void
read_line (PropusFinderScan       *scan,
           const PropusFinderLine *line,
           GArray                 *tokens,
           gboolean                hollow)
{
  Command command = { .scan = scan, .line = line, .tokens = tokens, .hollow = hollow };

  command.content_end = tokenise (scan, line, tokens);
  command.separable = is_separable (scan, tokens);
  for (guint i = 0; i <= tokens->len; i++)
    {
      if (i < tokens->len && !g_array_index (tokens, Token, i).operator)
        continue;
      command.last = i;
      if (command.last > command.first)
        read_command (&command);
      command.first = i + 1;
    }
}

/* Whether a shell would want a command after this line: "then", "{", "&&", "case x in a)". */
static gboolean
opens (PropusFinderScan *scan,
       GArray           *tokens)
{
  const Token *last = tokens->len > 0 ? &g_array_index (tokens, Token, tokens->len - 1) : NULL;

  if (last == NULL)
    return FALSE;
  if (last->operator)
    return !is_semicolon (scan, last);

  return token_is (scan, last, openers);
}

/**
 * propus_finder_scan_shell:
 * @scan: a file of a shell
 *
 * Adds the keys that are assigned to a variable. Those whose assignment can be taken out of its line without changing
 * what else the file does are movable.
 */
void
propus_finder_scan_shell (PropusFinderScan *scan)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);
  g_autoptr(GArray) tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  gboolean hollow = FALSE;

  propus_finder_lexer_mark_lines (scan, lines);
  for (guint i = 0; i < lines->len; i++)
    {
      const PropusFinderLine *line = &g_array_index (lines, PropusFinderLine, i);

      g_array_set_size (tokens, 0);
      if (line->clean)
        read_line (scan, line, tokens, hollow && !is_fish (scan));
      else
        hollow = TRUE;
      if (tokens->len > 0)
        hollow = opens (scan, tokens);
    }
}
