/* bench-markdown.c - is the cost of an answer linear in its length?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-view.h"

#include <adwaita.h>
#include <time.h>

#define BOUND 2.5
#define PIECE 60
#define N_RUNS 3

typedef struct
{
  PropusMarkdownView *view;
  GString            *text;
  gsize               done;
  gboolean            over;
} Stream;

static const char sample[] =
  "## A heading of section %u\n\nSome words with **weight**, some *leaning*, some `code()`, and a [link](https://example.org/). "
  "They go on for a while, because people ask long questions and get longer answers, which then have to be read.\n\n"
  "- an item of a list\n- another one with **more** to say\n  - and one below it\n\n"
  "```c\nint\nadd (int a, int b)\n{\n  return a + b;\n}\n```\n\n"
  "| Name | Value |\n|------|------:|\n| one | 1 |\n| two | 2 |\n\n> Quoted words, to be thought about.\n\n";

static gboolean
feed_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Stream *stream = user_data;
  gsize piece = MIN (PIECE, stream->text->len - stream->done);

  propus_markdown_view_append (stream->view, stream->text->str + stream->done, piece);
  stream->done += piece;
  stream->over = stream->done == stream->text->len;

  return stream->over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* CPU seconds to stream @length bytes, PIECE bytes a frame. */
static double
measure (gsize length)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  Stream stream = { PROPUS_MARKDOWN_VIEW (propus_markdown_view_new ()), g_string_new (NULL), 0, FALSE };
  clock_t begun;
  double used;

  for (guint i = 1; stream.text->len < length; i++)
    g_string_append_printf (stream.text, sample, i);
  g_string_truncate (stream.text, length);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (stream.view));
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 700, 800);
  gtk_widget_show (window);
  begun = clock ();
  gtk_widget_add_tick_callback (GTK_WIDGET (stream.view), feed_cb, &stream, NULL);
  while (!stream.over)
    g_main_context_iteration (NULL, TRUE);
  propus_markdown_view_finish (stream.view);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  used = (double) (clock () - begun) / CLOCKS_PER_SEC;
  gtk_window_destroy (GTK_WINDOW (window));
  g_string_free (stream.text, TRUE);

  return used;
}

int
main (int   argc,
      char *argv[])
{
  double best = 1e9;

  if (!gtk_init_check ())
    {
      g_printerr ("no display\n");
      return 77;
    }
  adw_init ();

  measure (4 * 1024);
  for (guint i = 0; i < N_RUNS && best > BOUND; i++)
    {
      double half = measure (32 * 1024);
      double whole = measure (64 * 1024);

      g_print ("CPU for 32 kB %.2f s, for 64 kB %.2f s: ratio %.2f\n", half, whole, whole / half);
      best = MIN (best, whole / half);
    }
  g_print ("markdown-cpu: 64 kB / 32 kB = %.2f, bound %.1f: %s\n", best, BOUND, best <= BOUND ? "ok" : "too much");

  return best <= BOUND ? 0 : 1;
}
