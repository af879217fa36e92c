/* code-tool.c - writes a program for the request that comes in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   code-tool LANGUAGE MODEL stream|whole < BODY
 *   code-tool --facts
 */

#include "propus-code.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GBytes *
read_all (void)
{
  g_autoptr(GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >=, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *code = NULL;
  int language = 0;

  if (argc == 2 && g_str_equal (argv[1], "--facts"))
    {
      for (int i = 0; i < PROPUS_CODE_N_LANGUAGES; i++)
        {
          const PropusCodeFacts *facts = propus_code_get_facts (i);

          g_print ("%s\t%s\t%s\t%s\n", facts->id, facts->file_name, facts->build != NULL ? facts->build : "", facts->run);
        }
      return 0;
    }
  if (argc != 4)
    return 2;

  while (!g_str_equal (propus_code_get_facts (language)->id, argv[1]))
    g_assert_cmpint (++language, <, PROPUS_CODE_N_LANGUAGES);
  body = read_all ();
  code = propus_code_write (language, argv[2], body, g_str_equal (argv[3], "stream"), &error);
  if (code == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_assert_true (g_utf8_validate (code, -1, NULL));
  fputs (code, stdout);

  return 0;
}
