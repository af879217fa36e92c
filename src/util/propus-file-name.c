/* propus-file-name.c - names of files that are safe to propose and to write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-file-name.h"
#include "propus-limits.h"
#include "propus-text.h"

#include <string.h>

/* What stands for a file name in a title, an attachment or an archive may have been chosen to do harm: to leave its
 * folder, to be read as an option, to hide its true end. Windows' reserved characters go too: exports get mailed. */

static gboolean
is_forbidden (gunichar c)
{
  if (c < 0x80)
    return c < 0x20 || c == 0x7f || strchr ("/\\:*?\"<>|", (int) c) != NULL;

  return c == 0xfffd || (!g_unichar_isprint (c) && c != 0x200c && c != 0x200d)
         || g_unichar_type (c) == G_UNICODE_FORMAT || (c >= 0xe0000 && c <= 0xe0fff);
}

static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

static gboolean
is_edge (char c)
{
  return c == ' ' || c == '.' || c == '-' || c == '_' || c == '~';
}

/* What is forbidden becomes one '_', white space one blank, and nothing at the start looks like an option or hides. */
static GString *
clean (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      char replacement = g_unichar_isspace (c) ? ' ' : '_';

      if (!g_unichar_isspace (c) && (!is_forbidden (c) || is_joiner (c)))
        {
          if (out->len > 0 || c >= 0x80 || !is_edge ((char) c))
            g_string_append_unichar (out, c);
        }
      else if (out->len > 0 && out->str[out->len - 1] != ' ' && out->str[out->len - 1] != '_')
        {
          g_string_append_c (out, replacement);
        }
    }

  return out;
}

static void
cut (GString *name,
     gsize    most)
{
  if (name->len > most)
    {
      const char *end = name->str + most;

      while (end > name->str && (*end & 0xc0) == 0x80)
        end--;
      g_string_truncate (name, end - name->str);
    }

  while (name->len > 0 && is_edge (name->str[name->len - 1]))
    g_string_truncate (name, name->len - 1);
}

/**
 * propus_file_name_make_safe:
 * @name: (nullable): a title, or a file's name from outside, in any state
 * @extension: (nullable): what it shall end with, without the dot; %NULL keeps the end that @name has
 * @fallback: a safe name for when nothing is left of @name
 *
 * Makes a name for one file within a folder: no slash, no control character, nothing that turns the writing direction
 * or cannot be seen, no leading dot, dash or tilde, and no more than %PROPUS_LIMIT_FILE_NAME_BYTES bytes with the
 * extension. Two names may become equal.
 *
 * Returns: (transfer full): the name, never empty
 */
char *
propus_file_name_make_safe (const char *name,
                            const char *extension,
                            const char *fallback)
{
  g_autofree char *valid = propus_text_make_valid (name, -1);
  g_autofree char *own_extension = NULL;
  g_autoptr(GString) stem = NULL;
  gsize room;

  g_return_val_if_fail (fallback != NULL && *fallback != '\0', NULL);

  stem = clean (valid);
  if (extension == NULL)
    {
      char *dot = strrchr (stem->str, '.');
      gsize length = dot != NULL ? strlen (dot + 1) : 0;

      /* A long name keeps its end: it says what the file is. */
      if (dot != NULL && dot != stem->str && length > 0 && length <= 12 && strpbrk (dot, " _") == NULL)
        {
          own_extension = g_strdup (dot + 1);
          g_string_truncate (stem, dot - stem->str);
          extension = own_extension;
        }
    }

  room = PROPUS_LIMIT_FILE_NAME_BYTES - (extension != NULL ? strlen (extension) + 1 : 0);
  cut (stem, room);
  if (stem->len == 0)
    g_string_assign (stem, fallback);
  if (extension != NULL)
    g_string_append_printf (stem, ".%s", extension);

  return g_string_free (g_steal_pointer (&stem), FALSE);
}
