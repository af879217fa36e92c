/* test-markdown-view.c - what an answer looks like does not depend on how it came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-link-dialog.h"
#include "propus-markdown-view.h"

#include <adwaita.h>
#include <string.h>

static const char document[] =
  "# Title\n\nA paragraph with **strong**, `code` and a [link](https://example.org/).\nSoft and hard\\\nbreak.\n\n"
  "1. one\n2. two\n   - nested\n\n     paragraph of it\n3. three\n   ```sh\n   ls\n   ```\n4. four\n\n> quote\n> > twice\n\n"
  "```python\ndef f():\n    return 1\n\n```\n\n| a | b |\n|---|--:|\n| 1 | **2** |\n| 3 | [x](https://example.org) |\n\n---\n\n"
  "中文段落。\n接著。\n\n- [x] done\n- [ ] to do\n\n<b>html</b> & </span>\n\n~~~\nopen until the end\n";

typedef struct
{
  GtkWidget          *window;
  PropusMarkdownView *view;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  fixture->window = gtk_window_new ();
  fixture->view = PROPUS_MARKDOWN_VIEW (propus_markdown_view_new ());
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (fixture->view));
  gtk_window_set_child (GTK_WINDOW (fixture->window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 600);
  gtk_widget_show (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

/* The text with every change of style in it; not for code, whose colours come later. */
static void
collect_styles (GtkTextBuffer *buffer,
                GString       *text)
{
  GtkTextIter iter;
  gboolean more = TRUE;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (more)
    {
      GtkTextIter next = iter;
      GSList *tags = gtk_text_iter_get_tags (&iter);
      g_autofree char *part = NULL;

      more = gtk_text_iter_forward_to_tag_toggle (&next, NULL);
      part = gtk_text_buffer_get_text (buffer, &iter, &next, FALSE);
      for (GSList *l = tags; l != NULL; l = l->next)
        {
          g_autofree char *name = NULL;

          g_object_get (l->data, "name", &name, NULL);
          g_string_append_printf (text, "{%s}", name);
        }
      g_string_append_printf (text, "%s|", part);
      g_slist_free (tags);
      iter = next;
    }
}

static void
collect_text (GtkWidget *widget,
              GString   *text)
{
  if (GTK_IS_TEXT_VIEW (widget))
    {
      g_autofree char *part = NULL;

      g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &part, NULL);
      g_string_append_printf (text, "<%s>%s\n", G_OBJECT_TYPE_NAME (widget), part);
      if (strcmp (G_OBJECT_TYPE_NAME (widget), "PropusProseView") == 0)
        collect_styles (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text);
    }
  else if (GTK_IS_LABEL (widget))
    {
      g_string_append_printf (text, "<label>%s\n", gtk_label_get_label (GTK_LABEL (widget)));
    }
  else
    {
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        collect_text (child, text);
    }
}

static char *
dup_text (PropusMarkdownView *view)
{
  GString *text = g_string_new (NULL);

  collect_text (GTK_WIDGET (view), text);

  return g_string_free (text, FALSE);
}

static GtkWidget *
find_prose (GtkWidget *widget)
{
  while (widget != NULL && !GTK_IS_TEXT_VIEW (widget))
    widget = gtk_widget_get_first_child (widget);

  return widget;
}

static char *
dup_text_of (const char *source)
{
  g_autoptr(GtkWidget) view = g_object_ref_sink (propus_markdown_view_new ());

  propus_markdown_view_append (PROPUS_MARKDOWN_VIEW (view), source, strlen (source));
  propus_markdown_view_finish (PROPUS_MARKDOWN_VIEW (view));

  return dup_text (PROPUS_MARKDOWN_VIEW (view));
}

static gboolean
set_true_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Lets the window live for a while; returns the longest gap in the main loop in seconds. */
static double
live (guint ms)
{
  gboolean over = FALSE;
  gint64 worst = 0;
  gint64 last = g_get_monotonic_time ();

  g_timeout_add (ms, set_true_cb, &over);
  while (!over)
    {
      gint64 now;

      g_main_context_iteration (NULL, TRUE);
      now = g_get_monotonic_time ();
      worst = MAX (worst, now - last);
      last = now;
    }

  return (double) worst / G_USEC_PER_SEC;
}

static void
test_pieces (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (3);
  g_autofree char *expected = dup_text_of (document);

  g_assert_nonnull (strstr (expected, "<PropusProseView>Title\nA paragraph with strong, code and a link. Soft and hard\nbreak."));
  g_assert_nonnull (strstr (expected, "def f():\n    return 1\n"));
  g_assert_nonnull (strstr (expected, "<label><b>2</b>"));

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *got = NULL;

      for (gsize done = 0; done < strlen (document);)
        {
          gsize piece = (gsize) g_rand_int_range (random, 1, i < 3 ? 4 : 60);

          piece = MIN (piece, strlen (document) - done);
          propus_markdown_view_append (fixture->view, document + done, piece);
          done += piece;
          if (g_rand_int_range (random, 0, 3) == 0)
            live (1);
        }
      g_assert_true (propus_markdown_view_get_streaming (fixture->view));
      propus_markdown_view_finish (fixture->view);
      g_assert_false (propus_markdown_view_get_streaming (fixture->view));
      g_assert_cmpstr (propus_markdown_view_get_source (fixture->view), ==, document);
      got = dup_text (fixture->view);
      g_assert_cmpstr (got, ==, expected);
      propus_markdown_view_clear (fixture->view);
    }
}

/* The comparison can fail. */
static void
test_comparison (void)
{
  g_autofree char *a = dup_text_of ("**a**");
  g_autofree char *b = dup_text_of ("**b**");

  g_assert_cmpstr (a, !=, b);
}

/* A window that is not shown has no frames; its text must come all the same. */
static void
test_hidden (void)
{
  g_autoptr(GtkWidget) view = g_object_ref_sink (propus_markdown_view_new ());
  g_autofree char *text = NULL;

  propus_markdown_view_append (PROPUS_MARKDOWN_VIEW (view), "hidden", 6);
  live (400);
  text = dup_text (PROPUS_MARKDOWN_VIEW (view));
  g_assert_nonnull (strstr (text, "hidden"));
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GString) wide = g_string_new (document);
  int minimum;

  g_string_append (wide, "~~~\n\n");
  for (guint i = 0; i < 2000; i++)
    g_string_append_c (wide, 'w');
  propus_markdown_view_append (fixture->view, wide->str, wide->len);
  propus_markdown_view_finish (fixture->view);
  live (50);
  gtk_widget_measure (GTK_WIDGET (fixture->view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 324);
}

static void
test_markup (void)
{
  g_autofree char *text = dup_text_of ("</span><a href=\"file:///etc/passwd\">x</a>&<b> &lt;i&gt;\n\n"
                                       "| <a href=\"file:///x\">x</a>&amp;`<b>` |\n|---|\n");

  g_assert_nonnull (strstr (text, "</span><a href=\"file:///etc/passwd\">x</a>&<b> <i>"));
  g_assert_nonnull (strstr (text, "<label>&lt;a href=&quot;file:///x&quot;&gt;x&lt;/a&gt;&amp;<tt>&lt;b&gt;</tt>"));
}

static void
test_real_host (void)
{
  g_autofree char *tooltip = propus_link_dialog_dup_tooltip ("https://google.com@\xd0\xb5vil.example/google.com");

  g_assert_true (g_str_has_prefix (tooltip, "xn--vil-dma.example\n") || strstr (tooltip, "xn--") == tooltip);
}

/* The same stretch of ordinary words is the measure: GTK wraps one word of 100,000 letters for 40 seconds and more. */
static void
test_long_word (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const frames[] = { "%s\n", "`%s`\n", "- %s\n", "~~~\n%s\n~~~\n", "| %s |\n|---|\n", "# %s\n" };
  g_autofree char *word = g_strnfill (100000, 'a');
  g_autofree char *words = g_strdup (word);
  double ordinary;

  for (gsize i = 7; i < 100000; i += 8)
    words[i] = ' ';
  propus_markdown_view_append (fixture->view, words, 100000);
  propus_markdown_view_finish (fixture->view);
  ordinary = live (500);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autofree char *shown = NULL;
      GString *text = g_string_new (frames[i]);
      gint64 begun = g_get_monotonic_time ();
      double stall;

      g_string_replace (text, "%s", word, 1);
      propus_markdown_view_clear (fixture->view);
      propus_markdown_view_append (fixture->view, text->str, text->len);
      propus_markdown_view_finish (fixture->view);
      stall = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
      stall = MAX (stall, live (500));
      shown = dup_text (fixture->view);
      g_test_message ("%s stall %.3f s, ordinary words %.3f s", frames[i], stall, ordinary);
      g_assert_cmpfloat (stall, <, 2 + 4 * ordinary);
      g_assert_cmpuint (strlen (shown), >=, 100000);
      g_string_free (text, TRUE);
    }
}

static char *
make_pathological (guint kind)
{
  GString *text = g_string_new (kind == 3 ? "```c\n" : NULL);

  for (guint i = 0; kind == 0 && i < 1000; i++)
    {
      for (guint j = 0; j < 50; j++)
        g_string_append (text, i == 1 ? "|-" : "|cell");
      g_string_append (text, "|\n");
    }
  for (guint i = 0; kind == 1 && i < 500; i++)
    g_string_append_printf (text, "%*s- item\n", (int) i * 2, "");
  for (guint i = 0; kind == 2 && i < 10000; i++)
    g_string_append (text, "# heading\n");
  for (guint i = 0; kind == 3 && i < 50000; i++)
    g_string_append (text, "  int i = 0;\n");
  for (guint i = 0; kind > 3 && i < 100000; i++)
    g_string_append_c (text, "*`[>"[kind - 4]);

  return g_string_free (text, FALSE);
}

/* Slow answers may be slow, but not freeze: the bound is far above what they take and far below what is quadratic. */
static void
test_pathological (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char * const names[] = { "table 1000 x 50", "list 500 deep", "10,000 headings", "50,000 lines of code", "stars",
                                        "backticks", "brackets", "quotes" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = make_pathological (i);
      gint64 begun = g_get_monotonic_time ();
      double parsed;
      double stall;

      propus_markdown_view_append (fixture->view, text, strlen (text));
      propus_markdown_view_finish (fixture->view);
      parsed = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
      stall = live (500);
      g_test_message ("%s: shown after %.3f s, then a stall of %.3f s", names[i], parsed, stall);
      g_assert_cmpfloat (parsed + stall, <, 8);
      propus_markdown_view_clear (fixture->view);
    }
}

/* Copying takes what is read: no tabs of the lists' columns, no places to break a long word. */
static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  static const char source[] = "1. one\n2. two\n   - in it\n\nafter\n";
  GtkWidget *prose;
  GdkContentProvider *content;
  g_auto(GValue) value = G_VALUE_INIT;

  propus_markdown_view_append (fixture->view, source, strlen (source));
  propus_markdown_view_finish (fixture->view);
  prose = find_prose (GTK_WIDGET (fixture->view));
  g_signal_emit_by_name (prose, "select-all", TRUE);
  g_signal_emit_by_name (prose, "copy-clipboard");

  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (prose));
  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, "1. one\n2. two\n◦ in it\nafter");
}

/* The first piece is seen at once, also when the next one is long in coming. */
static void
test_first_piece (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char first[] = "words that stay\n\n~~~c\nint i;\n~~~\n\nlast words";
  GtkWidget *prose;

  gtk_widget_hide (GTK_WIDGET (fixture->view));
  live (100);
  propus_markdown_view_append (fixture->view, first, strlen (first));
  gtk_widget_show (GTK_WIDGET (fixture->view));
  prose = NULL;
  for (guint i = 0; i < 200 && (prose == NULL || gtk_widget_get_height (prose) == 0); i++)
    {
      live (20);
      prose = find_prose (GTK_WIDGET (fixture->view));
    }
  g_assert_nonnull (prose);
  g_assert_cmpint (gtk_widget_get_height (prose), >, 0);
}

/* A selection stays while text comes below it. */
static void
test_selection (Fixture       *fixture,
                gconstpointer  data)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *selected = NULL;

  propus_markdown_view_append (fixture->view, "first words\n\nsecond", 19);
  live (50);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_prose (GTK_WIDGET (fixture->view))));
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 6);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, 15);
  gtk_text_buffer_select_range (buffer, &start, &end);
  for (guint i = 0; i < 20; i++)
    {
      propus_markdown_view_append (fixture->view, " more **text**", 14);
      live (5);
    }
  propus_markdown_view_finish (fixture->view);
  g_assert_true (gtk_text_buffer_get_selection_bounds (buffer, &start, &end));
  selected = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_cmpstr (selected, ==, "words\nsec");
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

#define ADD(path, function) g_test_add ("/markdown-view/" path, Fixture, NULL, set_up, function, tear_down)
  g_test_add_func ("/markdown-view/comparison-can-fail", test_comparison);
  ADD ("pieces", test_pieces);
  g_test_add_func ("/markdown-view/hidden", test_hidden);
  ADD ("narrow", test_narrow);
  ADD ("copy", test_copy);
  ADD ("first-piece", test_first_piece);
  ADD ("selection", test_selection);
  g_test_add_func ("/markdown-view/case-88/real-host", test_real_host);
  g_test_add_func ("/markdown-view/case-89/markup-is-text", test_markup);
  ADD ("case-90/long-word", test_long_word);

  ADD ("case-91/pathological", test_pathological);

  return g_test_run ();
}
