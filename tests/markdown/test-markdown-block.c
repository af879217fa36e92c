/* test-markdown-block.c - what the blocks of a document are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "block-text.h"
#include "propus-limits.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-stream.h"

#include <string.h>

static char *
read_data (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "markdown", "data", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* PROPUS_TEST_WRITE=1 writes the expectation anew; read it before it is committed. */
static void
test_document (gconstpointer data)
{
  g_autofree char *source_name = g_strdup_printf ("%s.md", (const char *) data);
  g_autofree char *expected_name = g_strdup_printf ("%s.expected", (const char *) data);
  g_autofree char *source = read_data (source_name);
  g_autoptr(GPtrArray) blocks = propus_markdown_parse (source);
  g_autofree char *got = block_text_dump (blocks);
  g_autofree char *expected = NULL;

  if (g_getenv ("PROPUS_TEST_WRITE") != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "markdown", "data", expected_name, NULL);

      g_assert_true (g_file_set_contents (path, got, -1, NULL));
    }
  expected = read_data (expected_name);
  g_assert_cmpstr (got, ==, expected);
}

/* Case 86: no form of a picture or of HTML leaves anything but text and links. There is no code here that could load. */
static void
test_pictures (void)
{
  static const char * const forms[] = {
    "![x](https://evil.example/?q=s)", "![x](http://evil.example)", "![x](//evil.example)", "![x][r]\n\n[r]: https://evil.example",
    "![x]\n\n[x]: https://evil.example", "![][r]\n\n[r]: https://evil.example", "[![x](https://evil.example)](https://evil.example)",
    "<img src=https://evil.example>", "<IMG SRC='https://evil.example'/>", "<picture><source srcset=https://evil.example></picture>",
    "<svg><image href='https://evil.example'/></svg>", "<iframe src=https://evil.example></iframe>", "<object data=https://evil.example>",
    "<embed src=https://evil.example>", "<link rel=stylesheet href=https://evil.example>", "<style>@import 'https://evil.example'</style>",
    "<script src=https://evil.example></script>", "<video poster=https://evil.example>", "<audio src=https://evil.example>",
    "<body background=https://evil.example>", "<table background=https://evil.example>", "<div style=\"background:url(https://evil.example)\">",
    "<base href=https://evil.example>", "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<a ping=https://evil.example>x</a>",
    "![x](<https://evil.example/a b>)", "![x](https://evil.example 'title')", "![*x*](https://evil.example)",
    "- ![x](https://evil.example)", "> ![x](https://evil.example)", "|![x](https://evil.example)|\n|---|", "# ![x](https://evil.example)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr(GPtrArray) blocks = propus_markdown_parse (forms[i]);
      g_autofree char *text = block_text_dump (blocks);

      g_assert_cmpuint (blocks->len, >, 0);
      if (strchr (forms[i], '<') == NULL)
        g_assert_nonnull (strstr (text, "[Picture"));
    }
}

/* Case 92 in part: what is left of control, direction and hidden characters. */
static void
test_characters (void)
{
  g_autoptr(GPtrArray) blocks = propus_markdown_parse ("a\x01\x1b[31m\xc2\x9b" "b\xe2\x80\xae" "c\xf3\xa0\x81\xa1" "d \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\n\n"
                                                       "```\nx\xe2\x80\xae" "y\xf3\xa0\x81\xa1z\x1b[201~\n```\n");
  const PropusLine *line = propus_markdown_block_get_line (blocks->pdata[0], 0);

  g_assert_cmpstr (line->text, ==, "a[31mbcd \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9");
  g_assert_cmpstr (propus_markdown_block_get_code (blocks->pdata[1]), ==, "x[U+202E]y[U+E0061]z[201~");
}

/* Case 92: what cannot be seen in code is a mark, which is known again; what languages and emoji need stays. */
static void
test_marks (void)
{
  static const gunichar marked[] = {
    0xad, 0x61c, 0x115f, 0x180e, 0x200b, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2064, 0x2066,
    0x2067, 0x2068, 0x2069, 0x206f, 0x3164, 0xffa0, 0xfff9, 0xe0000, 0xe0041, 0xe007f, 0xe0100, 0xe01ef,
  };
  static const gunichar kept[] = { 'a', 0x200c, 0x200d, 0xfe0f, 0x1f468, 0x1f1f9, 0x4e2d, 0x5d0, 0x300 };

  for (guint i = 0; i < G_N_ELEMENTS (marked); i++)
    {
      g_autoptr(GString) code = g_string_new (NULL);
      g_autoptr(GString) shown = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("[U+%04X]", marked[i]);

      g_string_append_unichar (code, marked[i]);
      propus_markdown_filter_append (shown, PROPUS_FILTER_CODE, code->str, code->len);
      g_assert_cmpstr (shown->str, ==, expected);
      g_assert_true (propus_markdown_filter_is_mark (shown->str));
    }
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr(GString) code = g_string_new (NULL);
      g_autoptr(GString) shown = g_string_new (NULL);

      g_string_append_unichar (code, kept[i]);
      propus_markdown_filter_append (shown, PROPUS_FILTER_CODE, code->str, code->len);
      g_assert_cmpstr (shown->str, ==, code->str);
    }
  g_assert_false (propus_markdown_filter_is_mark ("[U+0041]"));
  g_assert_false (propus_markdown_filter_is_mark ("[U+202E"));
  g_assert_false (propus_markdown_filter_is_mark ("[U+]"));
}

static void
test_table_caps (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) blocks = NULL;
  g_autofree char *tsv = NULL;
  PropusMarkdownBlock *table;

  for (guint i = 0; i < 1202; i++)
    {
      for (guint j = 0; j < 70; j++)
        g_string_append (text, i == 1 ? "|-" : "|c");
      g_string_append (text, "|\n");
    }
  blocks = propus_markdown_parse (text->str);
  g_assert_cmpuint (blocks->len, ==, 1);
  table = blocks->pdata[0];
  g_assert_cmpuint (propus_markdown_block_get_n_rows (table), ==, PROPUS_LIMIT_TABLE_ROWS);
  g_assert_cmpuint (propus_markdown_block_get_n_columns (table), ==, PROPUS_LIMIT_TABLE_COLUMNS);
  g_assert_true (propus_markdown_block_is_cut (table));

  tsv = propus_markdown_block_to_tsv (table);
  g_assert_true (g_str_has_prefix (tsv, "c\tc\t"));
  g_assert_false (g_str_has_suffix (tsv, "\n"));
}

static void
test_nesting_cap (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) blocks = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "%*s- item\n", (int) i * 2, "");
  blocks = propus_markdown_parse (text->str);
  g_assert_cmpuint (blocks->len, >, 0);
  for (guint i = 0; i < blocks->len; i++)
    for (guint j = 0; propus_markdown_block_get_kind (blocks->pdata[i]) == PROPUS_BLOCK_PROSE
                      && j < propus_markdown_block_get_n_lines (blocks->pdata[i]); j++)
      g_assert_cmpuint (propus_markdown_block_get_line (blocks->pdata[i], j)->depth, <=, PROPUS_LIMIT_NESTING);
}

/* --- two threads: an export and the window --- */

#define TWO_AT_ONCE "~~gone~~ at https://example.org/page, $x^2$ and www.example.org\n\n| a |\n|---|\n| ~~b~~ |\n"

static gpointer
parse_again_and_again (gpointer user_data)
{
  const char *expected = user_data;
  guint n_wrong = 0;

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr(GPtrArray) blocks = propus_markdown_parse (TWO_AT_ONCE);
      g_autofree char *text = block_text_dump (blocks);

      n_wrong += strcmp (text, expected) != 0;
    }

  return GUINT_TO_POINTER (n_wrong);
}

static void
test_threads (void)
{
  g_autoptr(GPtrArray) blocks = propus_markdown_parse (TWO_AT_ONCE);
  g_autofree char *expected = block_text_dump (blocks);
  GThread *other = g_thread_new ("export", parse_again_and_again, expected);
  guint n_wrong = GPOINTER_TO_UINT (parse_again_and_again (expected));

  n_wrong += GPOINTER_TO_UINT (g_thread_join (other));
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/markdown/block/rich", "rich", test_document);
  g_test_add_data_func ("/markdown/block/hostile", "hostile", test_document);
  g_test_add_data_func ("/markdown/block/gfm", "gfm", test_document);
  g_test_add_data_func ("/markdown/block/math", "math", test_document);
  g_test_add_func ("/markdown/case-86/pictures-stay-text", test_pictures);
  g_test_add_func ("/markdown/case-92/characters", test_characters);
  g_test_add_func ("/markdown/case-92/marks", test_marks);
  g_test_add_func ("/markdown/block/two-threads", test_threads);
  g_test_add_func ("/markdown/case-91/table-caps", test_table_caps);
  g_test_add_func ("/markdown/case-91/nesting-cap", test_nesting_cap);

  return g_test_run ();
}
