/* test-file-name.c - names that are safe to propose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-file-name.h"
#include "propus-limits.h"

#include <string.h>

static void
test_names (void)
{
  static const struct { const char *name; const char *extension; const char *safe; } cases[] = {
    { "Primes in Python", "md", "Primes in Python.md" },
    { "日本語 für é", "html", "日本語 für é.html" },
    { "../../x", "json", "x.json" },
    { "../../x", NULL, "x" },
    { "/etc/x", NULL, "etc_x" },
    { "..", NULL, "chat" },
    { ".", "md", "chat.md" },
    { "", "md", "chat.md" },
    { NULL, NULL, "chat" },
    { "   ", NULL, "chat" },
    { "-rf", NULL, "rf" },
    { "--help.md", NULL, "help.md" },
    { "~root", NULL, "root" },
    { ".bashrc", NULL, "bashrc" },
    { "a/b\\c:d*e?f\"g<h>i|j", NULL, "a_b_c_d_e_f_g_h_i_j" },
    { "line\nbreak\ttab", NULL, "line break tab" },
    { "bell\007del\177", NULL, "bell_del" },
    { "photo\342\200\256gnp.exe", NULL, "photo_gnp.exe" },                 /* U+202E */
    { "iso\342\201\246late\342\201\251", NULL, "iso_late" },               /* U+2066 U+2069 */
    { "zero\342\200\213width", NULL, "zero_width" },
    { "tag\363\240\201\201s", NULL, "tag_s" },                             /* U+E0041 */
    { "broken\377\376utf", NULL, "broken_utf" },
    { "plan.pdf", NULL, "plan.pdf" },
    { "plan.pdf", "md", "plan.pdf.md" },
    { "trailing. ", NULL, "trailing" },
    { "a. b", NULL, "a. b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = propus_file_name_make_safe (cases[i].name, cases[i].extension, "chat");

      g_assert_cmpstr (safe, ==, cases[i].safe);
    }
}

static void
test_long (void)
{
  g_autofree char *letters = g_strnfill (300, 'a');
  g_autofree char *wide = g_strjoin ("", "長", letters, "長長長長", NULL);
  g_autofree char *named = g_strconcat (letters, ".tar.gz", NULL);
  g_autofree char *one = propus_file_name_make_safe (letters, NULL, "chat");
  g_autofree char *two = propus_file_name_make_safe (wide, "html", "chat");
  g_autofree char *three = propus_file_name_make_safe (named, NULL, "chat");
  GString *characters = g_string_new (NULL);
  g_autofree char *four = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (characters, "長");
  four = propus_file_name_make_safe (characters->str, NULL, "chat");
  g_string_free (characters, TRUE);

  g_assert_cmpuint (strlen (one), ==, PROPUS_LIMIT_FILE_NAME_BYTES);
  g_assert_cmpuint (strlen (two), ==, PROPUS_LIMIT_FILE_NAME_BYTES);
  g_assert_true (g_str_has_suffix (two, "aaa.html"));
  g_assert_true (g_str_has_suffix (three, "aaa.gz"));
  g_assert_cmpuint (strlen (three), ==, PROPUS_LIMIT_FILE_NAME_BYTES);
  g_assert_true (g_utf8_validate (four, -1, NULL));
  g_assert_cmpuint (strlen (four), ==, PROPUS_LIMIT_FILE_NAME_BYTES / 3 * 3);
}

/* Whatever comes in: one name, for this folder, that no program takes for an option. */
static void
test_any (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (94);

  for (guint i = 0; i < 5000; i++)
    {
      char name[40];
      g_autofree char *safe = NULL;

      for (guint k = 0; k < sizeof name; k++)
        name[k] = (char) (g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 256) : "./-~ \\"[g_rand_int_range (rand, 0, 6)]);
      name[sizeof name - 1] = '\0';

      safe = propus_file_name_make_safe (name, NULL, "chat");
      g_assert_true (g_utf8_validate (safe, -1, NULL));
      g_assert_cmpstr (safe, !=, "");
      g_assert_null (strpbrk (safe, "/\\"));
      g_assert_null (strchr ("-.~", safe[0]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/util/case-94/file-names", test_names);
  g_test_add_func ("/util/case-94/long-file-names", test_long);
  g_test_add_func ("/util/case-94/any-file-name", test_any);
  return g_test_run ();
}
