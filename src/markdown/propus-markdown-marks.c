/* propus-markdown-marks.c - numbers of sources in the text of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-marks.h"

#include <string.h>

/* The API says behind which byte a number belongs, and knows nothing of Markdown: that byte may be within a link, a code
 * block, the line below the head of a table. A number is moved to the nearest place where it changes nothing but what
 * is read: forward past what has to stay in one piece, or back to the last word before. */

#define NOWHERE G_MAXSIZE
#define DIGIT(n) "\357\267" n

typedef struct
{
  const char *source;
  gsize       length;
  gsize       line;        /* where the line begins */
  gsize       content;     /* where its words begin */
  gsize       end;         /* where they end */
  gsize       last;        /* the last good place before the line, NOWHERE: none */
  char        fence;       /* within a block of code: what it is fenced with, 0: not */
  gsize       fence_length;
} Scanner;

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gboolean
is_delimiter (char c)
{
  return c == '*' || c == '_' || c == '~';
}

/* --- lines --- */

/* Past the signs of quotes, items and headings. */
static gsize
skip_markers (const char *source,
              gsize       at,
              gsize       end)
{
  gsize before = NOWHERE;

  while (at < end && at != before)
    {
      gsize digits = at;

      before = at;
      while (at < end && (source[at] == ' ' || source[at] == '\t' || source[at] == '>'))
        at++;
      if (at + 1 < end && strchr ("-+*", source[at]) != NULL && is_space (source[at + 1]))
        at += 2;
      for (digits = at; digits < end && g_ascii_isdigit (source[digits]); digits++)
        ;
      if (digits > at && digits + 1 < end && (source[digits] == '.' || source[digits] == ')') && is_space (source[digits + 1]))
        at = digits + 2;
    }
  while (at < end && source[at] == '#')
    at++;
  while (at < end && is_space (source[at]))
    at++;

  return at;
}

/* A line of nothing but these draws something: a rule, what is below a heading or the head of a table. */
static gboolean
is_drawn (const char *source,
          gsize       at,
          gsize       end)
{
  for (; at < end; at++)
    if (strchr ("-=*_|:+ \t\r", source[at]) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
is_definition (const char *source,
               gsize       at,
               gsize       end)
{
  const char *close;

  if (at >= end || source[at] != '[')
    return FALSE;

  close = memchr (source + at, ']', end - at);
  return close != NULL && close + 1 < source + end && close[1] == ':';
}

/* Whether the line opens or closes a block of code, or lies within one. */
static gboolean
is_code (Scanner *self)
{
  const char *source = self->source;
  gsize at = self->content;
  gsize run = at;

  while (run < self->end && (source[run] == '`' || source[run] == '~') && source[run] == source[at])
    run++;
  if (self->fence != 0)
    {
      if (run - at >= self->fence_length && source[at] == self->fence && is_drawn (source, run, self->end))
        self->fence = 0;
      return TRUE;
    }
  if (run - at < 3 || (source[at] == '`' && memchr (source + run, '`', self->end - run) != NULL))
    return FALSE;

  self->fence = source[at];
  self->fence_length = run - at;
  return TRUE;
}

/* --- what has to stay in one piece --- */

static gsize
find (const char *source,
      gsize       at,
      gsize       end,
      const char *words)
{
  const char *found = at < end ? g_strstr_len (source + at, (gssize) (end - at), words) : NULL;

  return found != NULL ? (gsize) (found - source) + strlen (words) : NOWHERE;
}

static gsize
find_run_end (const char *source,
              gsize       at,
              gsize       end)
{
  gsize run = at;
  gsize length;

  while (run < end && source[run] == '`')
    run++;
  length = run - at;
  while (run < end)
    {
      gsize next = run;

      while (next < end && source[next] == '`')
        next++;
      if (next - run == length)
        return next;
      run = MAX (next, run + 1);
    }

  return NOWHERE;
}

/* From '[' past the address, with brackets within brackets. */
static gsize
find_link_end (const char *source,
               gsize       at,
               gsize       end)
{
  guint depth = 0;

  for (; at < end; at++)
    {
      if (source[at] == '\\' && at + 1 < end)
        at++;
      else if (source[at] == '[')
        depth++;
      else if (source[at] == ']' && --depth == 0)
        break;
    }
  if (at >= end)
    return NOWHERE;
  if (at + 1 < end && source[at + 1] == '(')
    {
      depth = 0;
      for (at++; at < end; at++)
        if (source[at] == '(')
          depth++;
        else if (source[at] == ')' && --depth == 0)
          return at + 1;
      return NOWHERE;
    }
  if (at + 1 < end && source[at + 1] == '[')
    return find (source, at + 1, end, "]");

  return at + 1;
}

/* A mail address by itself. */
static gsize
find_address_end (const char *source,
                  gsize       at,
                  gsize       end)
{
  gsize found = at;

  if (at > 0 && !is_space (source[at - 1]))
    return NOWHERE;

  while (found < end && !is_space (source[found]))
    found++;

  return memchr (source + at, '@', found - at) != NULL ? found : NOWHERE;
}

/* Where the piece that begins here ends; NOWHERE: none does. */
static gsize
find_piece_end (const char *source,
                gsize       at,
                gsize       end)
{
  gsize found;

  switch (source[at])
    {
    case '`':
      return find_run_end (source, at, end);
    case '!':
      return at + 1 < end && source[at + 1] == '[' ? find_link_end (source, at + 1, end) : NOWHERE;
    case '[':
      return find_link_end (source, at, end);
    case '<':
      return find (source, at + 1, end, ">");
    case '$':
      return at + 1 < end && source[at + 1] == '$' ? find (source, at + 2, end, "$$") : find (source, at + 1, end, "$");
    case '\\':
      if (at + 1 < end && source[at + 1] == '(')
        return find (source, at + 2, end, "\\)");
      if (at + 1 < end && source[at + 1] == '[')
        return find (source, at + 2, end, "\\]");
      return MIN (at + 2, end);
    case '&':
      found = find (source, at + 1, MIN (end, at + 40), ";");
      return found;
    case 'h':
    case 'H':
    case 'w':
    case 'W':
      if (g_ascii_strncasecmp (source + at, "http", MIN (end - at, 4)) != 0
          && g_ascii_strncasecmp (source + at, "www.", MIN (end - at, 4)) != 0)
        return NOWHERE;
      for (found = at; found < end && !is_space (source[found]) && source[found] != '<'; found++)
        ;
      return found;
    default:
      return find_address_end (source, at, end);
    }
}

static gsize
leave_piece (Scanner *self,
             gsize    offset)
{
  for (gsize at = self->content; at < offset;)
    {
      gsize end = find_piece_end (self->source, at, self->end);

      if (end == NOWHERE)
        at++;
      else if (end > offset)
        return end;
      else
        at = end;
    }

  return offset;
}

/* To the end of the word before, and out of what begins or ends emphasis. */
static gsize
leave_delimiters (Scanner *self,
                  gsize    offset)
{
  const char *source = self->source;
  gsize at = offset;

  while (at < self->end && at > self->content && is_delimiter (source[at]) && is_delimiter (source[at - 1]))
    at++;
  while (at > self->content && (is_delimiter (source[at - 1]) || is_space (source[at - 1]) || source[at - 1] == '|')
         && !(at - 1 > self->content && source[at - 2] == '\\'))
    at--;

  return at > self->content ? at : NOWHERE;
}

/* --- places --- */

static void
begin_line (Scanner *self,
            gsize    start,
            gsize    end)
{
  self->line = start;
  self->end = end;
  self->content = skip_markers (self->source, start, end);
  while (self->end > self->content && (is_space (self->source[self->end - 1]) || self->source[self->end - 1] == '|'))
    self->end--;
}

static gboolean
takes_marks (Scanner *self)
{
  gsize at = self->content;

  return !is_code (self) && at < self->end && !is_drawn (self->source, at, self->end)
         && !is_definition (self->source, at, self->end) && self->source[at] != '<'
         && !(self->content == self->line + 4 || (at > self->line && self->source[self->line] == '\t'));
}

static gsize
find_place (Scanner *self,
            gsize    offset)
{
  gsize first = (gsize) (g_utf8_next_char (self->source + self->content) - self->source);
  gsize at = CLAMP (offset, MIN (first, self->end), self->end);

  return leave_delimiters (self, leave_piece (self, at));
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const PropusMarkdownMark *left = a;
  const PropusMarkdownMark *right = b;

  if (left->offset != right->offset)
    return left->offset < right->offset ? -1 : 1;

  return left->number < right->number ? -1 : left->number > right->number;
}

/* The marks, moved to where they can stand. */
static GArray *
place_marks (const char               *source,
             gsize                     length,
             const PropusMarkdownMark *marks,
             guint                     n_marks)
{
  GArray *placed = g_array_new (FALSE, FALSE, sizeof (PropusMarkdownMark));
  Scanner scanner = { .source = source, .length = length, .last = NOWHERE };
  guint next = 0;

  for (gsize start = 0; start < length && next < n_marks;)
    {
      const char *newline = memchr (source + start, '\n', length - start);
      gsize end = newline != NULL ? (gsize) (newline - source) : length;
      gboolean good;

      begin_line (&scanner, start, end);
      good = takes_marks (&scanner);
      for (; next < n_marks && marks[next].offset <= end; next++)
        {
          PropusMarkdownMark mark = { good ? find_place (&scanner, marks[next].offset) : scanner.last, marks[next].number };

          if (mark.offset == NOWHERE)
            mark.offset = scanner.last;
          if (mark.offset != NOWHERE && mark.number > 0)
            g_array_append_val (placed, mark);
        }
      if (good)
        scanner.last = find_place (&scanner, scanner.end);
      start = end + 1;
    }

  for (; next < n_marks && scanner.last != NOWHERE; next++)
    {
      PropusMarkdownMark mark = { scanner.last, marks[next].number };

      if (mark.number > 0)
        g_array_append_val (placed, mark);
    }

  g_array_sort (placed, compare);
  return placed;
}

/* --- text --- */

static gboolean
is_mark_byte (const char *p)
{
  return (guchar) p[0] == 0xef && (guchar) p[1] == 0xb7 && (guchar) p[2] >= 0xa0 && (guchar) p[2] <= 0xaf;
}

static void
append_without_marks (GString    *out,
                      const char *text,
                      gsize       length)
{
  gsize from = 0;

  for (gsize i = 0; i + 2 < length; i++)
    if (is_mark_byte (text + i))
      {
        g_string_append_len (out, text + from, (gssize) (i - from));
        from = i + 3;
        i += 2;
      }
  g_string_append_len (out, text + from, (gssize) (length - MIN (from, length)));
}

/* An address that is not in brackets takes everything up to the next blank. */
static gboolean
is_behind_address (const char *source,
                   gsize       offset)
{
  gsize at = offset;

  while (at > 0 && !is_space (source[at - 1]))
    at--;

  if (source[offset - 1] == '>' || (source[offset - 1] == ')' && g_strstr_len (source + at, (gssize) (offset - at), "](") != NULL))
    return FALSE;

  return g_strstr_len (source + at, (gssize) (offset - at), "://") != NULL
         || g_strstr_len (source + at, (gssize) (offset - at), "@") != NULL
         || (offset - at > 4 && g_ascii_strncasecmp (source + at, "www.", 4) == 0);
}

static void
append_mark (GString *out,
             guint    number)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);

  g_string_append (out, PROPUS_MARK_OPEN);
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append_printf (out, DIGIT ("%c"), (char) (0xa0 + (*p - '0')));
  g_string_append (out, PROPUS_MARK_CLOSE);
}

/**
 * propus_markdown_marks_insert:
 * @source: Markdown of an answer, valid UTF-8
 * @length: its length in bytes
 * @marks: (array length=n_marks): where which number belongs, sorted by offset
 * @n_marks: how many
 *
 * Returns: (transfer full): the Markdown with numbers in it, for a stream that takes them
 */
char *
propus_markdown_marks_insert (const char               *source,
                              gsize                     length,
                              const PropusMarkdownMark *marks,
                              guint                     n_marks)
{
  GString *out = g_string_sized_new (length + 16 * n_marks);
  g_autoptr(GArray) placed = place_marks (source, length, marks, n_marks);
  gsize at = 0;

  for (guint i = 0; i < placed->len; i++)
    {
      const PropusMarkdownMark *mark = &g_array_index (placed, PropusMarkdownMark, i);

      if (i > 0 && compare (mark, mark - 1) == 0)
        continue;
      append_without_marks (out, source + at, mark->offset - at);
      if (mark->offset > at && is_behind_address (source, mark->offset))
        g_string_append_c (out, ' ');
      append_mark (out, mark->number);
      at = mark->offset;
    }
  append_without_marks (out, source + at, length - at);

  return g_string_free (out, FALSE);
}

/**
 * propus_markdown_marks_parse:
 * @text: at a %PROPUS_MARK_OPEN
 * @number: (out): the number
 * @length: (out): how many bytes it takes
 *
 * Returns: whether there is a number
 */
gboolean
propus_markdown_marks_parse (const char *text,
                             guint      *number,
                             gsize      *length)
{
  const char *p = text + strlen (PROPUS_MARK_OPEN);

  *number = 0;
  while (is_mark_byte (p) && (guchar) p[2] <= 0xa9 && *number < 100000)
    {
      *number = *number * 10 + ((guchar) p[2] - 0xa0);
      p += 3;
    }
  *length = (gsize) (p - text) + strlen (PROPUS_MARK_CLOSE);

  return *number > 0 && g_str_has_prefix (p, PROPUS_MARK_CLOSE);
}

/**
 * propus_markdown_mark_parse_url:
 * @url: (nullable): of a span
 * @number: (out): of the source
 *
 * Returns: whether it leads to a source of the answer and nowhere else
 */
gboolean
propus_markdown_mark_parse_url (const char *url,
                                guint      *number)
{
  guint64 value;

  if (url == NULL || !g_str_has_prefix (url, PROPUS_MARK_SCHEME)
      || !g_ascii_string_to_unsigned (url + strlen (PROPUS_MARK_SCHEME), 10, 1, G_MAXINT, &value, NULL))
    return FALSE;

  *number = (guint) value;
  return TRUE;
}
