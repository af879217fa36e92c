/* test-code.c - code in an answer: what it is called, how it is saved, and what is said about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-block.h"
#include "propus-code-language.h"
#include "propus-code-save.h"
#include "propus-markdown-stream.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

/* What models write most is highlighted, and saved under an end that programs know. */
static void
test_languages (void)
{
  static const struct
  {
    const char *name;
    const char *file;
  } known[] = {
    { "python", "code.py" }, { "py", "code.py" }, { "bash", "code.sh" }, { "sh", "code.sh" }, { "c", "code.c" },
    { "c++", "code.cpp" }, { "cpp", "code.cpp" }, { "C#", "code.cs" }, { "javascript", "code.js" }, { "ts", "code.ts" },
    { "tsx", "code.tsx" }, { "rust", "code.rs" }, { "go", "code.go" }, { "java", "code.java" }, { "kotlin", "code.kt" },
    { "html", "code.html" }, { "css", "code.css" }, { "json", "code.json" }, { "yaml", "code.yaml" }, { "sql", "code.sql" },
    { "diff", "code.diff" }, { "ruby", "code.rb" }, { "php", "code.php" }, { "toml", "code.toml" }, { "xml", "code.xml" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *file = propus_code_language_dup_file_name (known[i].name);

      if (propus_code_language_find (known[i].name) == NULL)
        g_error ("%s is not highlighted", known[i].name);
      g_assert_cmpstr (file, ==, known[i].file);
    }
}

static void
test_unknown (void)
{
  static const char * const names[] = { "", "../../etc/passwd", "x/y", "-rf", "\xe2\x80\xaegpj", "a very long name of a language" };
  g_autofree char *label = propus_code_language_dup_label ("a name of thirty characters yes");
  g_autofree char *none = propus_code_language_dup_label ("");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = propus_code_language_dup_file_name (names[i]);

      g_assert_cmpstr (file, ==, "code.txt");
    }
  g_assert_cmpuint (g_utf8_strlen (label, -1), <=, 24);
  g_assert_cmpstr (none, ==, "Text");
  g_assert_true (propus_code_language_is_diagram ("Mermaid"));
  g_assert_true (propus_code_language_is_diagram ("plantuml"));
  g_assert_false (propus_code_language_is_diagram ("c"));
  g_assert_false (propus_code_language_is_diagram (""));
}

typedef struct
{
  gboolean  done;
  gboolean  saved;
  GError   *error;
} Saved;

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Saved *saved = user_data;

  saved->saved = propus_code_save_to_finish (G_FILE (object), result, &saved->error);
  saved->done = TRUE;
}

static void
save (const char *path,
      const char *code,
      Saved      *saved)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  *saved = (Saved) { 0 };
  propus_code_save_to_async (file, code, NULL, saved_cb, saved);
  while (!saved->done)
    g_main_context_iteration (NULL, TRUE);
}

/* The file is replaced as a whole, and a link is replaced itself: what it leads to stays as it is. */
static void
test_save (void)
{
  g_autofree char *folder = g_dir_make_tmp ("propus-code-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "code.py", NULL);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere", "code.py", NULL);
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;
  Saved saved;

  g_assert_true (g_file_set_contents (other, "kept", -1, NULL));
  g_assert_cmpint (symlink (other, path), ==, 0);
  save (path, "print (1)", &saved);
  g_assert_no_error (saved.error);
  g_assert_true (saved.saved);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "print (1)\n");
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (other, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "kept");

  save (nowhere, "x", &saved);
  g_assert_error (saved.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (saved.saved);
  g_clear_error (&saved.error);

  g_remove (path);
  g_remove (other);
  g_rmdir (folder);
}

static GtkWidget *
show (const char *source)
{
  g_autoptr(GPtrArray) blocks = propus_markdown_parse (source);
  GtkWidget *block = g_object_ref_sink (propus_code_block_new ());

  g_assert_cmpuint (blocks->len, ==, 1);
  propus_code_block_set_block (PROPUS_CODE_BLOCK (block), blocks->pdata[0]);

  return block;
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static void
test_notes (void)
{
  g_autoptr(GtkWidget) plain = show ("```c\nint i;\n```");
  g_autoptr(GtkWidget) hidden = show ("```c\nint \xe2\x80\xaei;\n```");
  g_autoptr(GtkWidget) diagram = show ("```mermaid\ngraph TD;\n```");

  g_assert_false (says (plain, "[U+202E]"));
  g_assert_false (says (plain, "diagrams"));
  g_assert_true (says (hidden, "[U+202E]"));
  g_assert_true (says (diagram, "Propus shows diagrams as text."));
}

static void
check_numbers (guint    n_lines,
               gboolean expected)
{
  g_autoptr(GString) source = g_string_new ("```\n");
  g_autoptr(GtkWidget) block = NULL;

  for (guint i = 0; i < n_lines; i++)
    g_string_append (source, "x\n");
  g_string_append (source, "```");
  block = show (source->str);
  g_assert_cmpint (gtk_source_view_get_show_line_numbers (GTK_SOURCE_VIEW (propus_code_block_get_text_view (PROPUS_CODE_BLOCK (block)))),
                   ==, expected);
}

static void
test_numbers (void)
{
  check_numbers (19, FALSE);
  check_numbers (20, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  gtk_source_init ();

  g_test_add_func ("/code/languages", test_languages);
  g_test_add_func ("/code/unknown", test_unknown);
  g_test_add_func ("/code/save", test_save);
  g_test_add_func ("/code/notes", test_notes);
  g_test_add_func ("/code/numbers", test_numbers);

  return g_test_run ();
}
