/* replay.c - feeds the corpus of a fuzz target to it, without libFuzzer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

/* Each file whole, and each cut short at every length: what arrives may end anywhere. */
static void
test_file (gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (data, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (length, <=, 4096);
  for (gsize n = 0; n <= length; n++)
    {
      g_autofree guint8 *part = g_malloc (MAX (n, 1));

      memcpy (part, bytes, n);
      g_assert_cmpint (LLVMFuzzerTestOneInput (part, n), ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "fuzz", "corpus", argv[1], NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", argv[1], name);

      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
      g_test_add_data_func (test, paths->pdata[paths->len - 1], test_file);
    }
  g_assert_cmpuint (paths->len, >=, 3);

  return g_test_run ();
}
