/* test-markdown-spec.c - the examples of the specifications, shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-view.h"
#include "propus-math-block.h"
#include "propus-math-drawing.h"
#include "propus-prose-view.h"
#include "spec-examples.h"

#include <adwaita.h>
#include <string.h>

#define PER_VIEW 40

static GskRenderNode *
draw (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  return gtk_snapshot_free_to_node (snapshot);
}

/* Warnings are fatal here. Many examples share a view, and each is shown: it gets a size, and it is drawn. */
static void
show (const char *markdown)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = propus_markdown_view_new ();
  g_autoptr(GskRenderNode) node = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), 600, 400);
  gtk_window_set_child (GTK_WINDOW (window), view);
  propus_markdown_view_append (PROPUS_MARKDOWN_VIEW (view), markdown, strlen (markdown));
  propus_markdown_view_finish (PROPUS_MARKDOWN_VIEW (view));
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (view) == 0 || (node = draw (view)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_examples (gconstpointer data)
{
  g_autoptr(GPtrArray) examples = spec_examples_read (data);
  g_autoptr(GString) markdown = g_string_new (NULL);

  g_assert_cmpuint (examples->len, >, 600);
  for (guint i = 0; i < examples->len; i++)
    {
      SpecExample *example = examples->pdata[i];

      g_string_append_printf (markdown, "%s\n\n<!-- -->\n\n", example->markdown);
      if (i % PER_VIEW == PER_VIEW - 1 || i == examples->len - 1)
        {
          show (markdown->str);
          g_string_truncate (markdown, 0);
        }
    }
}

/* Formulas of every kind, the broken ones too, get a size and are drawn. */
static void
test_formulas (void)
{
  show ("$$\\frac{a}{b}\\sqrt[3]{x}\\sum_{i=1}^n\\int_0^1\\left(\\begin{pmatrix}a&b\\\\c\\end{pmatrix}\\right]$$\n\n"
        "\\[ \\hat{x}\\vec{v}\\overline{AB}\\underbrace{a}_{b}\\overbrace{c}^{d}\\xrightarrow[f]{g}\\binom{n}{k} \\]\n\n"
        "$$\\begin{cases}a\\\\b\\end{cases}\\left\\{\\left\\langle\\left|\\left\\|\\frac{\\frac12}{3}\\right.\\right.\\right.\\right.$$\n\n"
        "\\begin{align}a&=b\\\\&=c\\end{align}\n\n$$}{^_\\foo\\left$$\n\n$$\nopen");
}

/* Case 91: formulas as large and as deep as they are read at all. */
static void
test_large_formulas (void)
{
  g_autoptr(GString) tall = g_string_new ("$$\n\\left(\\begin{matrix}\n");
  g_autoptr(GString) deep = g_string_new ("$$");
  g_autoptr(GString) wide = g_string_new ("$$\\overbrace{");

  for (guint i = 0; i < 1200; i++)
    g_string_append (tall, "a & b \\\\\n");
  for (guint i = 0; i < 300; i++)
    g_string_append (deep, "\\sqrt{\\frac{1}{");
  for (guint i = 0; i < 3000; i++)
    g_string_append (wide, "x+");
  g_string_append (tall, "\\end{matrix}\\right)\n$$\n");
  g_string_append (deep, "$$\n");
  g_string_append (wide, "}$$\n");
  show (tall->str);
  show (deep->str);
  show (wide->str);
}

/* --- a formula as a widget --- */

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
append (GtkWidget  *view,
        const char *text)
{
  propus_markdown_view_append (PROPUS_MARKDOWN_VIEW (view), text, strlen (text));
}

static void
notice_cb (PropusMarkdownView *view,
           const char         *sentence,
           guint              *n)
{
  g_assert_cmpstr (sentence, !=, "");
  ++*n;
}

static char *
read_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));

  return g_value_dup_string (&value);
}

/* While it comes the formula is drawn as far as it is there; its LaTeX and its text can be copied. */
static void
test_block (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = propus_markdown_view_new ();
  g_autofree char *latex = NULL;
  g_autofree char *text = NULL;
  GtkWidget *block;
  GtkWidget *drawing;
  guint notices = 0;
  int width = 0;

  g_signal_connect (view, "copy-notice", G_CALLBACK (notice_cb), &notices);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  append (view, "Text\n\n$$\nx^2 + ");
  while ((block = find_widget (view, PROPUS_TYPE_MATH_BLOCK)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  drawing = find_widget (block, PROPUS_TYPE_MATH_DRAWING);
  g_assert_cmpstr (propus_math_drawing_get_text (PROPUS_MATH_DRAWING (drawing)), ==, "x²+");
  gtk_widget_measure (drawing, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);

  append (view, "\\frac{1}{y}\n$$\n");
  propus_markdown_view_finish (PROPUS_MARKDOWN_VIEW (view));
  g_assert_true (find_widget (view, PROPUS_TYPE_MATH_BLOCK) == block);
  g_assert_cmpstr (propus_math_drawing_get_text (PROPUS_MATH_DRAWING (drawing)), ==, "x² + 1/y");
  {
    int wider;

    gtk_widget_measure (drawing, GTK_ORIENTATION_HORIZONTAL, -1, &wider, NULL, NULL, NULL);
    g_assert_cmpint (wider, >, width);
  }

  g_assert_true (gtk_widget_activate_action (block, "formula.copy-latex", NULL));
  latex = read_clipboard (block);
  g_assert_cmpstr (latex, ==, "x^2 + \\frac{1}{y}");
  g_assert_true (gtk_widget_activate_action (block, "formula.copy-text", NULL));
  text = read_clipboard (block);
  g_assert_cmpstr (text, ==, "x² + 1/y");
  g_assert_cmpuint (notices, ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A formula in prose: its LaTeX is known where it stands, and not beside it. */
static void
test_prose (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = propus_markdown_view_new ();
  GtkWidget *prose;
  GtkTextBuffer *buffer;

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  append (view, "First.\n\n- See $\\alpha_1$.");
  propus_markdown_view_finish (PROPUS_MARKDOWN_VIEW (view));
  prose = find_widget (view, PROPUS_TYPE_PROSE_VIEW);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (prose));

  for (guint i = 0; i < 2; i++)
    {
      GtkTextIter iter;

      gtk_text_buffer_get_iter_at_line_offset (buffer, &iter, 1, i == 0 ? 5 : 7);
      g_assert_cmpstr (propus_prose_view_get_formula (PROPUS_PROSE_VIEW (prose), (guint) gtk_text_iter_get_offset (&iter)), ==,
                       i == 1 ? "\\alpha_1" : NULL);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_data_func ("/ui/markdown-spec/commonmark", "commonmark-spec.txt", test_examples);
  g_test_add_data_func ("/ui/markdown-spec/gfm", "gfm-spec.txt", test_examples);
  g_test_add_func ("/ui/markdown-spec/formulas", test_formulas);
  g_test_add_func ("/ui/markdown-spec/formula-block", test_block);
  g_test_add_func ("/ui/markdown-spec/case-91-large-formulas", test_large_formulas);
  g_test_add_func ("/ui/markdown-spec/formula-in-prose", test_prose);

  return g_test_run ();
}
