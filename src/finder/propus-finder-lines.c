/* propus-finder-lines.c - assignments in files that have one to a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <string.h>

/* The parts of NAME=VALUE in a line, as offsets. */
typedef struct
{
  gsize name;
  gsize name_end;
  gsize value;
  gsize value_end;   /* without quotes */
  gsize end;         /* behind the quotes */
} Assignment;

static gsize
skip_blanks (PropusFinderScan *scan,
             gsize             at,
             gsize             end)
{
  while (at < end && (scan->bytes[at] == ' ' || scan->bytes[at] == '\t'))
    at++;

  return at;
}

static gsize
skip_name (PropusFinderScan *scan,
           gsize             at,
           gsize             end)
{
  while (at < end && (g_ascii_isalnum (scan->bytes[at]) || strchr ("_.-", scan->bytes[at]) != NULL))
    at++;

  return at;
}

/* Reads the value that begins at @at. A quote that does not close makes none of it, and is told by @open. */
static gboolean
read_value (PropusFinderScan *scan,
            gsize             at,
            gsize             end,
            Assignment       *found,
            char             *open)
{
  char quote = at < end ? scan->bytes[at] : '\0';

  if (quote == '"' || quote == '\'' || quote == '`')
    {
      const char *close = memchr (scan->bytes + at + 1, quote, end - at - 1);

      if (close == NULL)
        {
          *open = quote;
          return FALSE;
        }
      found->value = at + 1;
      found->value_end = (gsize) (close - scan->bytes);
      found->end = found->value_end + 1;
      return TRUE;
    }

  found->value = at;
  while (at < end && scan->bytes[at] != ' ' && scan->bytes[at] != '\t')
    at++;
  found->value_end = at;
  found->end = at;

  return TRUE;
}

/* Whether only a comment follows. */
static gboolean
ends_line (PropusFinderScan *scan,
           gsize             at,
           gsize             end)
{
  at = skip_blanks (scan, at, end);

  return at == end || scan->bytes[at] == '#';
}

static void
add (PropusFinderScan *scan,
     const Assignment *found,
     gsize             cut_start,
     gsize             cut_end,
     gboolean          separable)
{
  const char *value = scan->bytes + found->value;
  gsize length = found->value_end - found->value;
  PropusFinderFind *find;
  gboolean named = propus_finder_name_is_gemini (scan->bytes + found->name, found->name_end - found->name);

  if (!propus_finder_value_is_key (&value, &length, named))
    return;

  find = propus_finder_scan_add (scan, (gsize) (value - scan->bytes), length, scan->bytes + found->name,
                                 found->name_end - found->name,
                                 separable ? PROPUS_FINDER_MOVABLE : PROPUS_FINDER_ENTANGLED);
  if (find == NULL)
    return;

  find->cut_start = cut_start;
  find->cut_end = cut_end;
}

/* [export] NAME=VALUE [# comment] */
static void
read_plain (PropusFinderScan       *scan,
            const PropusFinderLine *line,
            char                   *open)
{
  gsize start = skip_blanks (scan, line->start, line->end);
  gsize at = start;
  Assignment found = { 0 };

  if (scan->kind == PROPUS_FINDER_KIND_ENV && line->end - at > 7 && memcmp (scan->bytes + at, "export ", 7) == 0)
    at = skip_blanks (scan, at + 7, line->end);
  found.name = at;
  found.name_end = skip_name (scan, at, line->end);
  at = skip_blanks (scan, found.name_end, line->end);
  if (found.name_end == found.name || at == line->end || scan->bytes[at] != '=')
    return;

  at = skip_blanks (scan, at + 1, line->end);
  if (read_value (scan, at, line->end, &found, open))
    add (scan, &found, start, found.end, line->clean && ends_line (scan, found.end, line->end));
}

/* NAME DEFAULT=VALUE [OVERRIDE=VALUE], of pam_env. Both go together, unless there is a key in each. */
static void
read_pam (PropusFinderScan       *scan,
          const PropusFinderLine *line,
          char                   *open)
{
  static const char * const words[] = { "DEFAULT=", "OVERRIDE=" };
  gsize start = skip_blanks (scan, line->start, line->end);
  gsize name_end = skip_name (scan, start, line->end);
  gsize at = skip_blanks (scan, name_end, line->end);
  Assignment found[2];
  guint n_found = 0;

  while (at < line->end && n_found < 2)
    {
      const char *word = words[0];

      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (line->end - at >= strlen (words[i]) && memcmp (scan->bytes + at, words[i], strlen (words[i])) == 0)
          word = words[i];
      if (line->end - at < strlen (word) || memcmp (scan->bytes + at, word, strlen (word)) != 0)
        break;
      if (!read_value (scan, at + strlen (word), line->end, &found[n_found], open))
        return;
      found[n_found].name = start;
      found[n_found].name_end = name_end;
      at = skip_blanks (scan, found[n_found].end, line->end);
      n_found++;
    }

  for (guint i = 0; i < n_found; i++)
    {
      const Assignment *other = n_found == 2 ? &found[1 - i] : NULL;
      gboolean alone = other == NULL || other->value_end - other->value < 20;

      add (scan, &found[i], start, found[n_found - 1].end,
           line->clean && alone && ends_line (scan, found[n_found - 1].end, line->end));
    }
}

/**
 * propus_finder_scan_lines:
 * @scan: a .env file, one of environment.d, or PAM's
 *
 * Adds the keys that are assigned to a variable.
 */
void
propus_finder_scan_lines (PropusFinderScan *scan)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);
  gboolean continued = FALSE;
  char open = '\0';   /* the quote that an earlier line left open */

  for (guint i = 0; i < lines->len; i++)
    {
      PropusFinderLine *line = &g_array_index (lines, PropusFinderLine, i);
      gsize start = skip_blanks (scan, line->start, line->end);
      gboolean inside = continued || open != '\0';
      gboolean pam = scan->kind == PROPUS_FINDER_KIND_PAM;

      if (open != '\0')
        {
          if (memchr (scan->bytes + line->start, open, line->end - line->start) != NULL)
            open = '\0';
          continue;
        }
      if (!inside && start < line->end && (scan->bytes[start] == '#' || scan->bytes[start] == ';'))
        continue;

      continued = line->end > line->start && scan->bytes[line->end - 1] == '\\' && scan->kind != PROPUS_FINDER_KIND_ENV;
      line->clean = !inside && !continued;
      if (pam)
        read_pam (scan, line, &open);
      if (open == '\0')
        read_plain (scan, line, &open);
      if (scan->kind != PROPUS_FINDER_KIND_ENV)
        open = '\0';   /* only in .env files does a quote span lines */
    }
}

/* fish writes \xNN for whatever is neither a letter nor a digit. */
static gsize
decode_fish (const char *text,
             gsize       length,
             char       *decoded,
             gsize       room)
{
  gsize n = 0;

  for (gsize i = 0; i < length && n < room; i++)
    {
      if (text[i] == '\\' && i + 3 < length && text[i + 1] == 'x' && g_ascii_isxdigit (text[i + 2]) && g_ascii_isxdigit (text[i + 3]))
        {
          decoded[n++] = (char) (g_ascii_xdigit_value (text[i + 2]) * 16 + g_ascii_xdigit_value (text[i + 3]));
          i += 3;
        }
      else
        {
          decoded[n++] = text[i];
        }
    }

  return n;
}

static void
read_fish_variable (PropusFinderScan       *scan,
                    const PropusFinderLine *line)
{
  gsize at = line->start + strlen ("SETUVAR ");
  gsize name_end;
  char decoded[512];
  const char *value = decoded;
  gsize length;
  PropusFinderFind *find;

  if (line->end <= at || memcmp (scan->bytes + line->start, "SETUVAR ", strlen ("SETUVAR ")) != 0)
    return;
  while (line->end - at > 2 && scan->bytes[at] == '-')
    {
      while (at < line->end && scan->bytes[at] != ' ')
        at++;
      at = skip_blanks (scan, at, line->end);
    }

  name_end = skip_name (scan, at, line->end);
  if (name_end >= line->end || scan->bytes[name_end] != ':')
    return;

  length = decode_fish (scan->bytes + name_end + 1, line->end - name_end - 1, decoded, sizeof decoded);
  if (propus_finder_value_is_key (&value, &length, propus_finder_name_is_gemini (scan->bytes + at, name_end - at)))
    {
      /* The place is that of the encoded value; the key is the decoded one. */
      find = propus_finder_scan_add (scan, name_end + 1, MIN (length, line->end - name_end - 1), scan->bytes + at, name_end - at,
                                     PROPUS_FINDER_OTHER_PROGRAM);
      if (find != NULL)
        {
          find->length = line->end - name_end - 1;
          propus_finder_key_unref (find->key);
          find->key = propus_finder_key_new (value, length);
        }
    }

  explicit_bzero (decoded, sizeof decoded);
}

/**
 * propus_finder_scan_fish_variables:
 * @scan: what fish writes of its universal variables
 *
 * Adds the keys. fish rewrites that file by itself, so none is movable.
 */
void
propus_finder_scan_fish_variables (PropusFinderScan *scan)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);

  for (guint i = 0; i < lines->len; i++)
    read_fish_variable (scan, &g_array_index (lines, PropusFinderLine, i));
}

/* What is known of one item of a list of AIChat's clients. */
typedef struct
{
  gboolean gemini;
  Assignment key;
} Item;

static void
end_item (PropusFinderScan *scan,
          Item             *item)
{
  const char *value = scan->bytes + item->key.value;
  gsize length = item->key.value_end - item->key.value;

  if (length > 0 && propus_finder_value_is_key (&value, &length, item->gemini))
    propus_finder_scan_add (scan, (gsize) (value - scan->bytes), length, scan->bytes + item->key.name,
                            item->key.name_end - item->key.name, PROPUS_FINDER_OTHER_PROGRAM);
  memset (item, 0, sizeof *item);
}

static void
read_yaml_line (PropusFinderScan       *scan,
                const PropusFinderLine *line,
                Item                   *item)
{
  gsize at = skip_blanks (scan, line->start, line->end);
  Assignment found = { 0 };
  char open = '\0';

  if (at == line->end || scan->bytes[at] == '#')
    return;
  if (scan->bytes[at] == '-' || at == line->start)
    {
      end_item (scan, item);
      at = skip_blanks (scan, scan->bytes[at] == '-' ? at + 1 : at, line->end);
    }

  found.name = at;
  found.name_end = skip_name (scan, at, line->end);
  at = skip_blanks (scan, found.name_end, line->end);
  if (at == line->end || scan->bytes[at] != ':')
    return;
  at = skip_blanks (scan, at + 1, line->end);
  if (!read_value (scan, at, line->end, &found, &open))
    return;

  if (propus_finder_contains (scan->bytes + found.name, found.name_end - found.name, "key"))
    {
      item->key = found;
      item->gemini = item->gemini || propus_finder_name_is_gemini (scan->bytes + found.name, found.name_end - found.name);
    }
  else if (propus_finder_contains (scan->bytes + found.value, found.value_end - found.value, "gemini"))
    {
      item->gemini = TRUE;
    }
}

/**
 * propus_finder_scan_yaml:
 * @scan: AIChat's settings
 *
 * Adds the keys of its Gemini clients. Of YAML it knows what AIChat writes: a list whose items have one member to a line.
 */
void
propus_finder_scan_yaml (PropusFinderScan *scan)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);
  Item item = { 0 };

  for (guint i = 0; i < lines->len; i++)
    read_yaml_line (scan, &g_array_index (lines, PropusFinderLine, i), &item);
  end_item (scan, &item);
}
