/* spec-examples.c - the examples of a specification of Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "spec-examples.h"

#include <string.h>

#define FENCE "````````````````````````````````"

static void
spec_example_free (SpecExample *example)
{
  g_free (example->section);
  g_free (example->markdown);
  g_free (example->html);
  g_free (example);
}

/* A tab is written as an arrow there. */
static void
append_line (GString    *text,
             const char *line)
{
  g_auto(GStrv) parts = g_strsplit (line, "→", -1);
  g_autofree char *joined = g_strjoinv ("\t", parts);

  g_string_append (text, joined);
  g_string_append_c (text, '\n');
}

/* Examples stand in fences of 32 backticks, the Markdown before a line with a dot and the HTML behind it. Those of
 * extensions that Propus does not have ("tagfilter": it shows all HTML as text) are examples like the others. */
GPtrArray *
spec_examples_read (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "markdown", "data", name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *section = g_strdup ("");
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GString) part = g_string_new (NULL);
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify) spec_example_free);
  SpecExample *example = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (example == NULL && g_str_has_prefix (lines[i], FENCE " example"))
        {
          example = g_new0 (SpecExample, 1);
          example->number = examples->len + 1;
          example->section = g_strdup (section);
          g_string_truncate (part, 0);
        }
      else if (example != NULL && strcmp (lines[i], FENCE) == 0)
        {
          example->html = g_strdup (part->str);
          g_ptr_array_add (examples, g_steal_pointer (&example));
        }
      else if (example != NULL && example->markdown == NULL && strcmp (lines[i], ".") == 0)
        {
          example->markdown = g_strdup (part->str);
          g_string_truncate (part, 0);
        }
      else if (example != NULL)
        {
          append_line (part, lines[i]);
        }
      else if (*lines[i] == '#')
        {
          g_free (section);
          section = g_strstrip (g_strdup (lines[i] + strspn (lines[i], "#")));
        }
    }

  return examples;
}
