/* fuzz-latex.c - any text as a formula
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"
#include "propus-math-text.h"

/* A tree always comes, its text is valid, and its styles cover the text from end to end. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *latex = g_strndup ((const char *) data, size);
  g_autoptr(PropusMathNode) node = propus_math_parse (latex);
  g_autoptr(GArray) runs = NULL;
  g_autofree char *text = propus_math_to_text (node, &runs);
  g_autofree char *plain = propus_math_dup_text (latex);
  guint done = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  for (guint i = 0; i < runs->len; i++)
    {
      PropusMathRun *run = &g_array_index (runs, PropusMathRun, i);

      g_assert_cmpuint (run->start, ==, done);
      g_assert_cmpuint (run->end, >, run->start);
      done = run->end;
    }
  g_assert_cmpuint (done, ==, strlen (text));

  return 0;
}
