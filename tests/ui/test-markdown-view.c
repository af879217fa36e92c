/* test-markdown-view.c - what an answer looks like does not depend on how it came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-link-dialog.h"
#include "propus-markdown-view.h"
#include "propus-raw-window.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>
#include <time.h>

/* Allocations cost many times as much then. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

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

/* The clock on the wall also runs while another program has the machine. */
static double
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* MAX() would evaluate its argument twice. */
static void
keep_worst (double *worst,
            double  seconds)
{
  if (seconds > *worst)
    *worst = seconds;
}

/* Returns: what this turn of the main loop took, in seconds of its thread's CPU time */
static double
turn (gboolean may_block)
{
  double begun = get_cpu ();

  g_main_context_iteration (NULL, may_block);

  return get_cpu () - begun;
}

/* Lets the window live for a while; returns the longest turn of the main loop. */
static double
live (guint ms)
{
  gboolean over = FALSE;
  double worst = 0;

  g_timeout_add (ms, set_true_cb, &over);
  while (!over)
    keep_worst (&worst, turn (TRUE));

  return worst;
}

/* The same, until some frames were drawn and nothing is left to do, however long that takes. */
static double
settle (Fixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  double worst = 0;

  for (guint i = 0; i < 4; i++)
    {
      gint64 frame = gdk_frame_clock_get_frame_counter (clock);

      while (gdk_frame_clock_get_frame_counter (clock) == frame)
        {
          gtk_widget_queue_draw (fixture->window);
          keep_worst (&worst, live (5));
        }
      for (guint j = 0; j < 1000 && g_main_context_pending (NULL); j++)
        keep_worst (&worst, turn (FALSE));
    }

  return worst;
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
  double begun = get_cpu ();
  double ordinary;

  for (gsize i = 7; i < 100000; i += 8)
    words[i] = ' ';
  propus_markdown_view_append (fixture->view, words, 100000);
  propus_markdown_view_finish (fixture->view);
  ordinary = get_cpu () - begun;
  keep_worst (&ordinary, settle (fixture));

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autofree char *shown = NULL;
      GString *text = g_string_new (frames[i]);
      double stall;

      begun = get_cpu ();
      g_string_replace (text, "%s", word, 1);
      propus_markdown_view_clear (fixture->view);
      propus_markdown_view_append (fixture->view, text->str, text->len);
      propus_markdown_view_finish (fixture->view);
      stall = get_cpu () - begun;
      keep_worst (&stall, settle (fixture));
      shown = dup_text (fixture->view);
      g_test_message ("%s stall %.3f s, ordinary words %.3f s", frames[i], stall, ordinary);
      /* A word that is not split takes a thousand times as long, one that is split into pieces of 500 twenty times. */
      g_assert_cmpfloat (stall, <, 8 * ordinary);
      /* More than what is in sight; code is not split, its lines are cut. */
      g_assert_cmpuint (strlen (shown), >=, 16000);
      g_string_free (text, TRUE);
    }
}

static void
repeat (GString    *text,
        const char *what,
        guint       n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (text, what);
}

static void
add_large_table (GString *text)
{
  for (guint i = 0; i < 1000; i++)
    {
      repeat (text, i == 1 ? "|-" : "|cell", 50);
      g_string_append (text, "|\n");
    }
}

static void
add_deep_list (GString *text)
{
  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "%*s- item\n", (int) i * 2, "");
}

static const struct
{
  const char *name;
  void      (*add) (GString *text);
  const char *what;
  guint       n;
  gboolean    cut;      /* a note says that not all is shown */
} hostile[] = {
  { "a table of 1,000 x 50", add_large_table, NULL, 0, TRUE },
  { "a list 500 deep", add_deep_list, NULL, 0, FALSE },
  { "10,000 headings", NULL, "# heading\n", 10000, FALSE },
  { "50,000 lines of code", NULL, "    int i = 0;\n", 50000, TRUE },
  { "stars", NULL, "*", 100000, FALSE },
  { "backticks", NULL, "`", 100000, FALSE },
  { "brackets", NULL, "[", 100000, FALSE },
  { "quotes", NULL, ">", 100000, FALSE },
  { "pipes", NULL, "|", 100000, FALSE },
  { "12,500 short lines", NULL, "a\n", 12500, FALSE },
  { "1 MB of Chinese without a space", NULL, "\344\270\255", 333333, FALSE },
  { "10 MB of lines", NULL, "A line of text that is not long.\n", 312500, TRUE },
  { "a line of 16 MB", NULL, "words and more words ", 800000, TRUE },
  { "80,000 blocks of code", NULL, "```\nx\n```\n\n", 80000, FALSE },
};

static guint
count_widgets (GtkWidget *widget,
               GType      type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child, type);

  return n;
}

/* A visible button that offers the plain text. */
static GtkWidget *
find_offer (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Show as _Plain Text") == 0)
    return gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_offer (child);

  return found;
}

/* Slow answers may be slow, but not freeze: the bound is far above what they take and far below what is quadratic. */
static void
test_pathological (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      double begun;
      double stall;

      if (hostile[i].add != NULL)
        hostile[i].add (text);
      else
        repeat (text, hostile[i].what, hostile[i].n);
      begun = get_cpu ();
      propus_markdown_view_append (fixture->view, text->str, text->len);
      propus_markdown_view_finish (fixture->view);
      stall = get_cpu () - begun;
      keep_worst (&stall, settle (fixture));
      g_test_message ("%s: a stall of %.3f s, %u text views", hostile[i].name, stall,
                      count_widgets (GTK_WIDGET (fixture->view), GTK_TYPE_TEXT_VIEW));
      if (!IS_SANITIZED)
        g_assert_cmpfloat (stall, <, 8);
      g_assert_cmpuint (count_widgets (GTK_WIDGET (fixture->view), GTK_TYPE_TEXT_VIEW), <, 60);
      g_assert_true ((find_offer (GTK_WIDGET (fixture->view)) != NULL) == hostile[i].cut);
      propus_markdown_view_clear (fixture->view);
    }
}

/* A million pieces of a letter. The window goes on between them. */
static void
test_many_pieces (Fixture       *fixture,
                  gconstpointer  data)
{
  double stall = 0;

  for (guint i = 0; i < 1000000; i++)
    {
      propus_markdown_view_append (fixture->view, i % 60 == 59 ? "\n" : i % 6 == 5 ? " " : "a", 1);
      if (i % 100000 == 0)
        keep_worst (&stall, live (5));
    }
  propus_markdown_view_finish (fixture->view);
  keep_worst (&stall, settle (fixture));
  g_assert_cmpfloat (stall, <, 8);
  g_assert_cmpuint (strlen (propus_markdown_view_get_source (fixture->view)), ==, 1000000);
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

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (fixture->view), GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

static void
append_sections (Fixture *fixture,
                 guint    from,
                 guint    n)
{
  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *text = g_strdup_printf ("Paragraph %u of many.\n\n```c\nint a%u;\n```\n\n", i, i);

      propus_markdown_view_append (fixture->view, text, strlen (text));
    }
}

static gboolean
timed_out_cb (gpointer user_data)
{
  g_error ("timed out: %s", (const char *) user_data);

  return G_SOURCE_REMOVE;
}

/* Until @condition holds, and at least for a frame. */
static void
wait_for (const char *what,
          gboolean  (*condition) (Fixture *fixture),
          Fixture    *fixture)
{
  guint id = g_timeout_add_seconds (60, timed_out_cb, (gpointer) what);

  do
    live (20);
  while (!condition (fixture));
  g_source_remove (id);
}

static gboolean
shows_first (Fixture *fixture)
{
  g_autofree char *text = dup_text (fixture->view);

  return strstr (text, "Paragraph 0 of many.") != NULL && strstr (text, "int a0;") != NULL;
}

static gboolean
shows_last (Fixture *fixture)
{
  g_autofree char *text = dup_text (fixture->view);

  return strstr (text, "int a399;") != NULL;
}

static gboolean
is_tall (Fixture *fixture)
{
  return gtk_adjustment_get_upper (get_adjustment (fixture)) > 5000;
}

static gboolean
has_few_widgets (Fixture *fixture)
{
  return count_widgets (GTK_WIDGET (fixture->view), GTK_TYPE_TEXT_VIEW) < 100;
}

/* What is far away has no widgets, and all that a reader comes near has. */
static void
test_far (Fixture       *fixture,
          gconstpointer  data)
{
  static const char * const words[] = { "many", NULL };
  GtkAdjustment *adjustment = get_adjustment (fixture);

  append_sections (fixture, 0, 400);
  propus_markdown_view_finish (fixture->view);
  wait_for ("a tall view", is_tall, fixture);
  wait_for ("the first sections", shows_first, fixture);
  g_assert_false (shows_last (fixture));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  while (!shows_last (fixture))
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
      live (20);
    }
  wait_for ("few widgets", has_few_widgets, fixture);
  g_assert_cmpuint (propus_markdown_view_set_find (fixture->view, words), ==, 400);
  g_assert_cmpuint (propus_markdown_view_set_find (fixture->view, NULL), ==, 0);

  gtk_adjustment_set_value (adjustment, 0);
  wait_for ("the first sections again", shows_first, fixture);
  wait_for ("few widgets again", has_few_widgets, fixture);
}

static GtkWidget *
find_button (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child);

  return found;
}

/* A button of a code block keeps the focus, and the page its place, whatever comes below, and however far away it is. */
static void
test_focus (Fixture       *fixture,
            gconstpointer  data)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);
  GtkWidget *button;

  append_sections (fixture, 0, 30);
  live (50);
  button = find_button (GTK_WIDGET (fixture->view));
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_grab_focus (button));
  live (50);
  gtk_adjustment_set_value (adjustment, 40);
  for (guint i = 1; i < 10; i++)
    {
      append_sections (fixture, i * 30, 30);
      live (20);
      g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == button);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 40);
    }

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  live (100);
  append_sections (fixture, 300, 30);
  propus_markdown_view_finish (fixture->view);
  wait_for ("few widgets", has_few_widgets, fixture);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == button);
}

static GtkWidget *
find_raw_window (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (PROPUS_IS_RAW_WINDOW (link->data))
      return link->data;

  return NULL;
}

static GtkWidget *
find_text_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_TEXT_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text_view (child);

  return found;
}

/* Code with line numbers, which GtkSourceView's gutter would hold for ever, goes like everything else. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("~~~c\n");
  GtkWidget *view;

  repeat (text, "a line\n", PROPUS_LIMIT_UNNUMBERED_LINES + 5);
  propus_markdown_view_append (fixture->view, text->str, text->len);
  propus_markdown_view_finish (fixture->view);
  view = find_text_view (GTK_WIDGET (fixture->view));
  g_assert_true (gtk_source_view_get_show_line_numbers (GTK_SOURCE_VIEW (view)));
  while (gtk_widget_get_width (GTK_WIDGET (gtk_source_view_get_gutter (GTK_SOURCE_VIEW (view), GTK_TEXT_WINDOW_LEFT))) == 0)
    live (20);
  live (200);

  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  propus_markdown_view_clear (fixture->view);
  live (50);
  g_assert_null (view);
}

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto(GValue) value = G_VALUE_INIT;

  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));

  return g_value_dup_string (&value);
}

static gboolean
raw_is_full (Fixture *fixture)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_text_view (find_raw_window ())));
  g_autofree char *end_text = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  start = end;
  gtk_text_iter_backward_chars (&start, 4);
  end_text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);

  return strcmp (end_text, "last") == 0;
}

/* All of a text is there as it came, also where its lines had to be broken. */
static void
test_raw_window (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new ("first\n");
  g_autofree char *copied = NULL;
  GtkWidget *window;
  GtkWidget *view;
  double stall = 0;

  repeat (text, "\344\270\255", 2000000);
  g_string_append (text, "\nlast");
  propus_raw_window_present (GTK_WIDGET (fixture->view), "Answer", text->str, text->len, "answer.md");
  window = find_raw_window ();
  g_assert_nonnull (window);
  view = find_text_view (window);
  while (!raw_is_full (fixture))
    keep_worst (&stall, live (20));
  g_test_message ("a stall of %.3f s", stall);
  g_assert_cmpfloat (stall, <, 4);

  g_signal_emit_by_name (view, "select-all", TRUE);
  g_signal_emit_by_name (view, "copy-clipboard");
  copied = dup_clipboard (view);
  g_assert_true (strcmp (copied, text->str) == 0);
  gtk_window_destroy (GTK_WINDOW (window));
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
  ADD ("case-73/million-pieces", test_many_pieces);
  ADD ("case-91/raw-window", test_raw_window);
  ADD ("far", test_far);
  ADD ("focus", test_focus);
  ADD ("gone", test_gone);

  return g_test_run ();
}
