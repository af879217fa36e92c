/* propus-finder-json.c - keys in JSON, read where they lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <string.h>

#include "propus-limits.h"

/* JSON of other programs is not read through propus_json_parse(): the tree that it makes has every string of the file as
 * a copy of its own, which nothing wipes. This walks over the bytes, copies nothing, and does not call itself. */

#define LONGEST_PATH 200

typedef struct
{
  char  kind;          /* '{' or '[' */
  gsize path_length;   /* of the path that this level was entered with */
} Level;

typedef struct
{
  PropusFinderScan *scan;
  gsize             at;
  gsize             end;
  Level             levels[PROPUS_LIMIT_JSON_DEPTH];
  guint             depth;
  GString          *path;       /* names of the members down to the value, with dots between */
} Walker;

static void
skip_space (Walker *walker)
{
  const char *bytes = walker->scan->bytes;

  while (walker->at < walker->end && bytes[walker->at] != '\0' && strchr (" \t\r\n", bytes[walker->at]) != NULL)
    walker->at++;
}

static char
peek (Walker *walker)
{
  skip_space (walker);

  return walker->at < walker->end ? walker->scan->bytes[walker->at] : '\0';
}

static gboolean
take (Walker *walker,
      char    c)
{
  if (peek (walker) != c)
    return FALSE;

  walker->at++;
  return TRUE;
}

/* A string: where its contents begin and how long they are, as written. */
static gboolean
take_string (Walker *walker,
             gsize  *start,
             gsize  *length)
{
  const char *bytes = walker->scan->bytes;

  if (!take (walker, '"'))
    return FALSE;

  *start = walker->at;
  while (walker->at < walker->end && bytes[walker->at] != '"')
    {
      if ((guchar) bytes[walker->at] < 0x20)
        return FALSE;
      walker->at += bytes[walker->at] == '\\' ? 2 : 1;
    }
  if (walker->at >= walker->end)
    return FALSE;

  *length = walker->at - *start;
  walker->at++;
  return TRUE;
}

static gboolean
take_number_or_word (Walker *walker)
{
  static const char * const words[] = { "true", "false", "null" };
  const char *bytes = walker->scan->bytes + walker->at;
  gsize length = 0;

  while (walker->at + length < walker->end && (g_ascii_isalnum (bytes[length]) || (bytes[length] != '\0' && strchr ("+-.", bytes[length]) != NULL)))
    length++;
  walker->at += length;
  if (length > 0 && (g_ascii_isdigit (bytes[0]) || bytes[0] == '-'))
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && memcmp (bytes, words[i], length) == 0)
      return TRUE;

  return FALSE;
}

static void
enter_member (Walker *walker,
              gsize   start,
              gsize   length)
{
  const Level *level = &walker->levels[walker->depth - 1];

  g_string_truncate (walker->path, level->path_length);
  if (walker->path->len + length >= LONGEST_PATH)
    return;
  if (walker->path->len > 0)
    g_string_append_c (walker->path, '.');
  g_string_append_len (walker->path, walker->scan->bytes + start, (gssize) length);
}

/* Whether the way to a value says that it is a Gemini key: "gemini", "providers.gemini.apiKey", "geminiAPIKey". */
static gboolean
path_is_gemini (const GString *path)
{
  const char *last = strrchr (path->str, '.');

  last = last != NULL ? last + 1 : path->str;
  if (propus_finder_name_is_gemini (last, strlen (last)))
    return TRUE;

  return propus_finder_contains (path->str, path->len, "gemini") &&
         (propus_finder_contains (last, strlen (last), "key") || propus_finder_contains (last, strlen (last), "api") ||
          propus_finder_contains (last, strlen (last), "token") || propus_finder_contains (last, strlen (last), "gemini"));
}

static void
look_at_string (Walker *walker,
                gsize   start,
                gsize   length)
{
  const char *value = walker->scan->bytes + start;

  if (propus_finder_value_is_key (&value, &length, path_is_gemini (walker->path)))
    propus_finder_scan_add (walker->scan, (gsize) (value - walker->scan->bytes), length,
                            walker->path->len > 0 ? walker->path->str : NULL, walker->path->len, PROPUS_FINDER_OTHER_PROGRAM);
}

static gboolean
push (Walker *walker,
      char    kind)
{
  if (walker->depth == PROPUS_LIMIT_JSON_DEPTH)
    return FALSE;

  walker->levels[walker->depth].kind = kind;
  walker->levels[walker->depth].path_length = walker->path->len;
  walker->depth++;
  walker->at++;

  return TRUE;
}

/* A value's beginning: a whole scalar, or the bracket of a container, which is left open. */
static gboolean
take_value (Walker   *walker,
            gboolean *opened)
{
  char c = peek (walker);
  gsize start, length;

  *opened = c == '{' || c == '[';
  if (*opened)
    return push (walker, c);
  if (c != '"')
    return take_number_or_word (walker);
  if (!take_string (walker, &start, &length))
    return FALSE;

  look_at_string (walker, start, length);
  return TRUE;
}

static gboolean
take_member (Walker   *walker,
             gboolean *opened)
{
  gsize start, length;

  if (walker->levels[walker->depth - 1].kind == '{')
    {
      if (!take_string (walker, &start, &length) || !take (walker, ':'))
        return FALSE;
      enter_member (walker, start, length);
    }

  return take_value (walker, opened);
}

/* Closes whatever ends here. Returns whether a comma, or the end of everything, follows. */
static gboolean
close_levels (Walker *walker)
{
  while (walker->depth > 0)
    {
      Level *level = &walker->levels[walker->depth - 1];

      g_string_truncate (walker->path, level->path_length);
      if (take (walker, ','))
        return TRUE;
      if (!take (walker, level->kind == '{' ? '}' : ']'))
        return FALSE;
      walker->depth--;
    }

  return TRUE;
}

static gboolean
walk (Walker *walker)
{
  gboolean opened;

  if (!take_value (walker, &opened))
    return FALSE;

  while (walker->depth > 0)
    {
      char close = walker->levels[walker->depth - 1].kind == '{' ? '}' : ']';

      if (opened && take (walker, close))
        {
          walker->depth--;
          opened = FALSE;
        }
      else if (!opened)
        {
          if (!close_levels (walker))
            return FALSE;
          if (walker->depth > 0 && !take_member (walker, &opened))
            return FALSE;
        }
      else if (!take_member (walker, &opened))
        {
          return FALSE;
        }
    }

  return peek (walker) == '\0' && walker->at >= walker->end;
}

/**
 * propus_finder_scan_json:
 * @scan: a file with JSON in it
 * @start: where the JSON begins
 * @end: where it ends
 * @path: what is known of where it belongs, "" nothing
 *
 * Adds the keys among its strings.
 *
 * Returns: whether it is JSON, and not nested deeper than %PROPUS_LIMIT_JSON_DEPTH
 */
gboolean
propus_finder_scan_json (PropusFinderScan *scan,
                         gsize             start,
                         gsize             end,
                         const char       *path)
{
  g_autoptr(GString) names = g_string_new (path);
  Walker walker = { .scan = scan, .at = start, .end = end, .path = names };

  if (end - start >= 3 && memcmp (scan->bytes + start, "\xef\xbb\xbf", 3) == 0)
    walker.at += 3;

  return walk (&walker);
}
