/* test-markdown-spec.c - the examples of the specifications, shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-view.h"
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_data_func ("/ui/markdown-spec/commonmark", "commonmark-spec.txt", test_examples);
  g_test_add_data_func ("/ui/markdown-spec/gfm", "gfm-spec.txt", test_examples);
  g_test_add_func ("/ui/markdown-spec/formulas", test_formulas);

  return g_test_run ();
}
