/* propus-finder-scan.c - one file's bytes, looked through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <string.h>

#include "propus-limits.h"

static guint
count_line (PropusFinderScan *scan,
            gsize             start)
{
  const char *at;

  if (!scan->by_line)
    return 0;

  if (scan->line == 0 || start < scan->counted)
    {
      scan->line = 1;
      scan->counted = 0;
    }

  while ((at = memchr (scan->bytes + scan->counted, '\n', start - scan->counted)) != NULL)
    {
      scan->line++;
      scan->counted = (gsize) (at - scan->bytes) + 1;
    }

  return scan->line;
}

static gboolean
is_known (PropusFinderScan *scan,
          gsize             start,
          gsize             length)
{
  for (guint i = scan->first; i < scan->finds->len; i++)
    {
      const PropusFinderFind *find = scan->finds->pdata[i];

      if (start < find->start + find->length && find->start < start + length)
        return TRUE;
    }

  return FALSE;
}

/**
 * propus_finder_scan_add:
 * @scan: the file
 * @start: where the key begins
 * @length: how long it is
 * @name: (nullable) (array length=name_length): what it is the value of
 * @name_length: how long that is
 * @obstacle: why it cannot be moved
 *
 * Returns: (transfer none) (nullable): the find; %NULL when it is known already, or there are too many
 */
PropusFinderFind *
propus_finder_scan_add (PropusFinderScan     *scan,
                        gsize                 start,
                        gsize                 length,
                        const char           *name,
                        gsize                 name_length,
                        PropusFinderObstacle  obstacle)
{
  PropusFinderFind *find;

  if (is_known (scan, start, length) || scan->finds->len >= PROPUS_LIMIT_FINDS)
    return NULL;

  find = g_new0 (PropusFinderFind, 1);
  find->file = g_strdup (scan->file);
  find->line = count_line (scan, start);
  find->program = g_strdup (scan->program);
  find->kind = scan->kind;
  if (name != NULL)
    {
      g_autofree char *raw = g_strndup (name, name_length);

      find->name = g_utf8_make_valid (raw, -1);
    }
  find->key = propus_finder_key_new (scan->bytes + start, length);
  find->obstacle = obstacle;
  find->start = start;
  find->length = length;
  g_ptr_array_add (scan->finds, find);

  return find;
}

/**
 * propus_finder_scan_shapes:
 * @scan: the file
 * @obstacle: why such a find cannot be moved
 *
 * Adds whatever has a key's shape and was not found before.
 */
void
propus_finder_scan_shapes (PropusFinderScan     *scan,
                           PropusFinderObstacle  obstacle)
{
  const char *end = scan->bytes + scan->length;
  const char *at = scan->bytes;

  while ((at = memchr (at, 'A', (gsize) (end - at))) != NULL)
    {
      gboolean inside = at > scan->bytes && at[-1] != '\0' && (g_ascii_isalnum (at[-1]) || strchr ("_-.", at[-1]) != NULL);
      gsize length = inside ? 0 : propus_finder_shape_length (at, (gsize) (end - at));
      const char *value = at;

      if (length == 0)
        {
          at++;
          continue;
        }

      if (propus_finder_value_is_key (&value, &length, FALSE))
        propus_finder_scan_add (scan, (gsize) (value - scan->bytes), length, NULL, 0, obstacle);
      at += length;
    }
}

/**
 * propus_finder_scan_split:
 * @scan: the file
 *
 * Returns: (transfer full) (element-type PropusFinderLine): its lines, all clean; a carriage return belongs to the break
 */
GArray *
propus_finder_scan_split (PropusFinderScan *scan)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (PropusFinderLine));
  gsize start = 0;

  while (start < scan->length)
    {
      const char *newline = memchr (scan->bytes + start, '\n', scan->length - start);
      gsize next = newline != NULL ? (gsize) (newline - scan->bytes) + 1 : scan->length;
      gsize end = newline != NULL ? next - 1 : next;
      PropusFinderLine line = { start, end, TRUE };

      if (line.end > line.start && scan->bytes[line.end - 1] == '\r')
        line.end--;
      g_array_append_val (lines, line);
      start = next;
    }

  return lines;
}

/* The end of a name that begins at @at. */
static gsize
skip_name (PropusFinderScan *scan,
           gsize             at,
           gsize             end)
{
  while (at < end && (g_ascii_isalnum (scan->bytes[at]) || scan->bytes[at] == '_'))
    at++;

  return at;
}

static void
try_loose (PropusFinderScan *scan,
           gsize             name,
           gsize             name_end,
           gsize             end,
           gboolean          spaces)
{
  gsize at = name_end;
  const char *value;
  gsize length = 0;

  if (at < end && scan->bytes[at] == '=')
    at++;
  else if (!spaces || at >= end || scan->bytes[at] != ' ')
    return;

  while (at < end && strchr (" \t\"'", scan->bytes[at]) != NULL && scan->bytes[at] != '\0')
    at++;
  value = scan->bytes + at;
  while (at + length < end && (g_ascii_isalnum (value[length]) || (value[length] != '\0' && strchr ("._-", value[length]) != NULL)))
    length++;

  if (propus_finder_value_is_key (&value, &length, TRUE))
    propus_finder_scan_add (scan, (gsize) (value - scan->bytes), length, scan->bytes + name, name_end - name,
                            PROPUS_FINDER_ENTANGLED);
}

/**
 * propus_finder_scan_loose:
 * @scan: the file
 * @spaces: whether a space, too, parts a name from its value
 *
 * Adds the values of variables with a known name that no strict reader took: reported, but not to be edited.
 */
void
propus_finder_scan_loose (PropusFinderScan *scan,
                          gboolean          spaces)
{
  g_autoptr(GArray) lines = propus_finder_scan_split (scan);

  for (guint i = 0; i < lines->len; i++)
    {
      const PropusFinderLine *line = &g_array_index (lines, PropusFinderLine, i);
      gsize at = line->start;

      while (at < line->end && g_ascii_isspace (scan->bytes[at]))
        at++;
      if (at < line->end && scan->bytes[at] == '#')
        continue;

      while (at < line->end)
        {
          gsize name_end = skip_name (scan, at, line->end);

          if (name_end > at && propus_finder_name_is_gemini (scan->bytes + at, name_end - at))
            try_loose (scan, at, name_end, line->end, spaces);
          at = MAX (name_end, at + 1);
        }
    }
}

/* A key that stands elsewhere in the line, too, say in a comment, would stay there. */
static void
entangle_doubles (PropusFinderScan *scan)
{
  for (guint i = scan->first; i < scan->finds->len; i++)
    {
      PropusFinderFind *find = scan->finds->pdata[i];
      const char *line = memrchr (scan->bytes, '\n', find->start);
      const char *end = memchr (scan->bytes + find->start, '\n', scan->length - find->start);
      const char *key = scan->bytes + find->start;
      const char *behind = key + find->length;

      line = line != NULL ? line : scan->bytes;
      end = end != NULL ? end : scan->bytes + scan->length;
      if (find->obstacle == PROPUS_FINDER_MOVABLE &&
          (memmem (line, (gsize) (key - line), key, find->length) != NULL ||
           memmem (behind, (gsize) (end - behind), key, find->length) != NULL))
        find->obstacle = PROPUS_FINDER_ENTANGLED;
    }
}

/**
 * propus_finder_scan_file:
 * @scan: the file, of any kind but a database
 *
 * Looks through the bytes in the way of their kind.
 *
 * Returns: whether they are what the kind says
 */
gboolean
propus_finder_scan_file (PropusFinderScan *scan)
{
  gboolean good = TRUE;

  scan->first = scan->finds->len;
  scan->by_line = scan->kind != PROPUS_FINDER_KIND_DCONF;
  switch (scan->kind)
    {
    case PROPUS_FINDER_KIND_SHELL:
    case PROPUS_FINDER_KIND_FISH:
      propus_finder_scan_shell (scan);
      propus_finder_scan_loose (scan, scan->kind == PROPUS_FINDER_KIND_FISH);
      break;
    case PROPUS_FINDER_KIND_ENVIRONMENT_D:
    case PROPUS_FINDER_KIND_PAM:
    case PROPUS_FINDER_KIND_ENV:
      propus_finder_scan_lines (scan);
      propus_finder_scan_loose (scan, FALSE);
      break;
    case PROPUS_FINDER_KIND_FISH_VARIABLES:
      propus_finder_scan_fish_variables (scan);
      break;
    case PROPUS_FINDER_KIND_JSON:
      good = propus_finder_scan_json (scan, 0, scan->length, "");
      break;
    case PROPUS_FINDER_KIND_YAML:
      propus_finder_scan_yaml (scan);
      break;
    case PROPUS_FINDER_KIND_DCONF:
      good = propus_finder_scan_dconf (scan);
      break;
    case PROPUS_FINDER_KIND_KEYFILE:
      propus_finder_scan_keyfile (scan);
      break;
    case PROPUS_FINDER_KIND_SQLITE:
    default:
      g_return_val_if_reached (FALSE);
    }

  propus_finder_scan_shapes (scan, scan->kind <= PROPUS_FINDER_KIND_ENV ? PROPUS_FINDER_NO_ASSIGNMENT
                                                                        : PROPUS_FINDER_OTHER_PROGRAM);
  entangle_doubles (scan);

  return good;
}
