/* bench-markdown.c - what an answer costs, beside a bare text view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-highlight.h"
#include "propus-markdown-view.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Each row is measured in programs of their own, so that no view finds what another one has left in the heap or in the
 * caches of fonts. A row that misses its bound is measured again: another program may have had the machine. */
#define CHUNK 60
#define N_RUNS 3
#define KB 1000u

typedef enum
{
  VIEW_MARKDOWN,
  VIEW_TEXT,
} View;

/* What a child says. */
typedef struct
{
  double cpu;         /* seconds of the whole program while the answer came */
  double gap_cpu;     /* longest turn of the main loop, seconds of its thread's CPU time */
  double gap_wall;    /* the same by the clock on the wall */
  double memory;      /* bytes by which the private memory grew */
} Result;

typedef struct
{
  View           kind;
  GtkWidget     *view;
  GtkAdjustment *adjustment;
  GString       *text;
  gsize          done;
  GString       *waiting;      /* for the next frame; only VIEW_TEXT */
  guint          rate;         /* chunks a second, 0: one a frame */
  gint64         begun;
  gboolean       over;
} Stream;

/* --- an answer as models write it --- */

static const char * const words[] = {
  "the", "a", "of", "stream", "buffer", "window", "message", "model", "token", "answer", "request", "server", "history",
  "paragraph", "render", "layout", "signal", "memory", "thread", "query", "index", "table", "column", "value", "parser",
  "grammar", "branch", "commit", "pointer", "release", "queue", "stack", "array", "result", "error", "handle", "timeout",
  "measure", "compare", "improve", "reduce", "simple", "constant", "bound", "range", "sample", "and", "which", "for", "with",
};

static const char * const chinese[] = {
  "流式回應會被拆成許多小塊，逐步顯示。", "人工智慧助理可以協助你撰寫程式碼與文件。", "請先確認設定，再重新執行一次。",
};

static const char *
pick (GRand *random)
{
  return words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
}

static void
add_sentence (GString *text,
              GRand   *random)
{
  gint32 n = g_rand_int_range (random, 7, 19);
  gint32 styled = g_rand_int_range (random, 0, n);
  gint32 style = g_rand_int_range (random, 0, 100);

  for (gint32 i = 0; i < n; i++)
    {
      const char *word = pick (random);

      g_string_append (text, i > 0 ? " " : "");
      if (i != styled || style >= 52)
        g_string_append (text, word);
      else if (style < 18)
        g_string_append_printf (text, "**%s %s**", word, pick (random));
      else if (style < 30)
        g_string_append_printf (text, "*%s*", word);
      else if (style < 46)
        g_string_append_printf (text, "`%s_%s()`", word, pick (random));
      else
        g_string_append_printf (text, "[%s](https://example.org/%s/%d)", word, pick (random), g_rand_int_range (random, 0, 999));
    }
  g_string_append_c (text, '.');
  if (style % 20 == 0)
    g_string_append (text, chinese[(guint) style / 20 % G_N_ELEMENTS (chinese)]);
}

static void
add_paragraph (GString *text,
               GRand   *random)
{
  for (gint32 n = g_rand_int_range (random, 3, 7); n > 0; n--)
    {
      add_sentence (text, random);
      g_string_append_c (text, ' ');
    }
  g_string_append (text, "\n\n");
}

static void
add_heading (GString *text,
             GRand   *random,
             guint    level)
{
  for (guint i = 0; i < level; i++)
    g_string_append_c (text, '#');
  for (gint32 n = g_rand_int_range (random, 3, 7); n > 0; n--)
    g_string_append_printf (text, " %s", pick (random));
  g_string_append (text, "\n\n");
}

static void
add_list (GString *text,
          GRand   *random)
{
  gboolean numbered = g_rand_boolean (random);

  for (gint32 i = 1, n = g_rand_int_range (random, 3, 8); i <= n; i++)
    {
      if (numbered)
        g_string_append_printf (text, "%d. ", i);
      else
        g_string_append (text, "- ");
      add_sentence (text, random);
      if (i % 4 == 0)
        {
          g_string_append (text, numbered ? "\n   - " : "\n  - ");
          add_sentence (text, random);
        }
      g_string_append_c (text, '\n');
    }
  g_string_append_c (text, '\n');
}

static void
add_table (GString *text,
           GRand   *random)
{
  gint32 n_columns = g_rand_int_range (random, 3, 6);
  gint32 n_rows = g_rand_int_range (random, 4, 10);

  for (gint32 i = 0; i < n_rows; i++)
    {
      for (gint32 j = 0; j < n_columns; j++)
        {
          g_string_append_printf (text, "| %s ", pick (random));
          if (i > 0 && j % 2 == 1)
            g_string_append_printf (text, "%s %d ", pick (random), g_rand_int_range (random, 0, 9999));
        }
      g_string_append (text, "|\n");
      for (gint32 j = 0; i == 0 && j < n_columns; j++)
        g_string_append (text, j == 0 ? "| --- " : "| ---: ");
      g_string_append (text, i == 0 ? "|\n" : "");
    }
  g_string_append_c (text, '\n');
}

static void
add_code (GString *text,
          GRand   *random)
{
  static const char * const languages[] = { "c", "python", "javascript", "sh" };
  static const char * const lines[] = {
    "static int @_@ (const char *@, size_t length) {\n    for (size_t i = 0; i < length; i++)  /* all */\n        return -1;\n}\n",
    "def @_@(@: int) -> list[str]:\n    \"\"\"What it does.\"\"\"\n    return [f\"{x!r}\" for x in range(3)]  # three\n",
    "export const @@ = async (@) => {\n  const r = await fetch(`/api/x`);\n  return r.json();\n};\n",
    "for @ in $(seq 3); do\n  echo \"@: ${@}\" >> \"all.log\"\ndone\n",
  };
  gint32 language = g_rand_int_range (random, 0, G_N_ELEMENTS (languages));

  g_string_append_printf (text, "```%s\n", languages[language]);
  for (gint32 n = g_rand_int_range (random, 2, 9); n > 0; n--)
    for (const char *p = lines[language]; *p != '\0'; p++)
      if (*p == '@')
        g_string_append (text, pick (random));
      else
        g_string_append_c (text, *p);
  g_string_append (text, "```\n\n");
}

static GString *
make_answer (gsize length)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20261122);
  GString *text = g_string_sized_new (length + 8 * KB);

  for (guint i = 0; text->len < length; i++)
    {
      gint32 kind = g_rand_int_range (random, 0, 100);

      if (i % 8 == 0)
        add_heading (text, random, i % 32 == 0 ? 1 : 2);
      else if (kind < 40)
        add_paragraph (text, random);
      else if (kind < 60)
        add_list (text, random);
      else if (kind < 70)
        add_table (text, random);
      else if (kind < 75)
        g_string_append (text, "> Quoted words, to be thought about.\n> And *more* of them.\n\n");
      else if (kind < 94)
        add_code (text, random);
      else
        add_heading (text, random, 3);
    }

  length = (gsize) (g_utf8_find_prev_char (text->str, text->str + length + 1) - text->str);
  g_string_truncate (text, length);

  return text;
}

/* --- one measurement, in a program of its own --- */

static double
get_clock (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);

  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* What is resident, but for the pictures that are shared with the X server. Private memory would depend on who else has
 * the libraries open: the program that starts this one does. */
static double
get_memory (void)
{
  g_autofree char *status = NULL;
  double kb = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  for (const char *line = strstr (status, "Rss"); line != NULL; line = strstr (line + 1, "Rss"))
    if (g_str_has_prefix (line, "RssAnon:") || g_str_has_prefix (line, "RssFile:"))
      kb += (double) g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10);
  g_assert_cmpfloat (kb, >, 0);

  return 1024.0 * kb;
}

static void
take (Stream *stream)
{
  gsize length = MIN (CHUNK, stream->text->len - stream->done);

  if (stream->kind == VIEW_MARKDOWN)
    propus_markdown_view_append (PROPUS_MARKDOWN_VIEW (stream->view), stream->text->str + stream->done, length);
  else
    g_string_append_len (stream->waiting, stream->text->str + stream->done, (gssize) length);
  stream->done += length;
}

/* A chunk ends anywhere; a text buffer takes whole characters. */
static void
show_waiting (Stream *stream)
{
  GtkTextBuffer *buffer;
  GtkTextIter end;
  gsize length = stream->waiting->len;

  while (length > 0 && !g_utf8_validate_len (stream->waiting->str, length, NULL))
    length--;
  if (length == 0)
    return;

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (stream->view));
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, stream->waiting->str, (int) length);
  g_string_erase (stream->waiting, 0, (gssize) length);
}

static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  Stream *stream = user_data;

  if (stream->rate == 0 && stream->done < stream->text->len)
    take (stream);
  if (stream->kind == VIEW_TEXT)
    show_waiting (stream);
  stream->over = stream->done == stream->text->len;

  return G_SOURCE_CONTINUE;
}

static gboolean
arrive_cb (gpointer user_data)
{
  Stream *stream = user_data;
  double due = (double) (g_get_monotonic_time () - stream->begun) / G_USEC_PER_SEC * stream->rate;

  while (stream->done < stream->text->len && (double) (stream->done / CHUNK) < due)
    take (stream);

  return stream->done < stream->text->len ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* As a chat does, the page follows the end. */
static void
follow_cb (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

/* As in a chat, something else stays below: for a window of which every pixel has changed cairo takes another way, which
 * costs seventy times as much and would be all that is measured. */
static GtkWidget *
make_window (Stream *stream)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (stream->kind == VIEW_MARKDOWN)
    {
      stream->view = propus_markdown_view_new ();
    }
  else
    {
      stream->view = gtk_text_view_new ();
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (stream->view), GTK_WRAP_WORD_CHAR);
      gtk_text_view_set_editable (GTK_TEXT_VIEW (stream->view), FALSE);
      gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (stream->view), FALSE);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), stream->view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (page), scrolled);
  gtk_box_append (GTK_BOX (page), gtk_label_new ("Message"));
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 700, 800);
  stream->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect (stream->adjustment, "changed", G_CALLBACK (follow_cb), NULL);
  gtk_widget_show (window);

  return window;
}

static gboolean
set_true_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* MAX() would read the clock twice. */
static void
keep_worst (double *worst,
            double  seconds)
{
  if (seconds > *worst)
    *worst = seconds;
}

static void
turn (Result *result)
{
  double cpu = get_clock (CLOCK_THREAD_CPUTIME_ID);
  double wall;

  while (!g_main_context_pending (NULL))
    g_usleep (500);
  wall = get_clock (CLOCK_MONOTONIC);
  g_main_context_iteration (NULL, FALSE);
  keep_worst (&result->gap_wall, get_clock (CLOCK_MONOTONIC) - wall);
  keep_worst (&result->gap_cpu, get_clock (CLOCK_THREAD_CPUTIME_ID) - cpu);
}

static void
live (guint   ms,
      Result *result)
{
  gboolean over = FALSE;

  g_timeout_add (ms, set_true_cb, &over);
  while (!over)
    turn (result);
}

static void
stream_answer (Stream *stream,
               Result *result)
{
  double begun = get_clock (CLOCK_PROCESS_CPUTIME_ID);

  stream->begun = g_get_monotonic_time ();
  gtk_widget_add_tick_callback (stream->view, frame_cb, stream, NULL);
  if (stream->rate > 0)
    g_timeout_add (1, arrive_cb, stream);
  while (!stream->over)
    turn (result);

  if (stream->kind == VIEW_MARKDOWN)
    {
      double cpu = get_clock (CLOCK_THREAD_CPUTIME_ID);

      propus_markdown_view_finish (PROPUS_MARKDOWN_VIEW (stream->view));
      keep_worst (&result->gap_cpu, get_clock (CLOCK_THREAD_CPUTIME_ID) - cpu);
    }
  live (500, result);
  result->cpu = get_clock (CLOCK_PROCESS_CPUTIME_ID) - begun;
}

static int
run_child (View  kind,
           gsize length,
           guint rate)
{
  Stream stream = { .kind = kind, .rate = rate, .text = make_answer (length), .waiting = g_string_new (NULL) };
  GtkWidget *window;
  Result result = { 0, };

  if (!gtk_init_check ())
    return 77;

  adw_init ();
  window = make_window (&stream);
  /* As a chat does while it waits for the first word. */
  if (kind == VIEW_MARKDOWN)
    propus_code_highlight_warm ();
  do
    live (500, &result);
  while (propus_code_highlight_busy ());
  result = (Result) { 0, };
  stream_answer (&stream, &result);
  result.memory = get_memory ();
  g_print ("%f %f %f %f\n", result.cpu, result.gap_cpu, result.gap_wall, result.memory);

  gtk_window_destroy (GTK_WINDOW (window));
  g_string_free (stream.text, TRUE);
  g_string_free (stream.waiting, TRUE);

  return 0;
}

/* --- the rows --- */

static const char *program;

static Result
measure (View  kind,
         gsize length,
         guint rate)
{
  g_autofree char *command = g_strdup_printf ("%s %d %" G_GSIZE_FORMAT " %u", program, kind, length, rate);
  g_autofree char *output = NULL;
  g_auto(GStrv) numbers = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  if (!g_spawn_command_line_sync (command, &output, NULL, &status, &error))
    g_error ("%s", error->message);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command, error->message);

  numbers = g_strsplit (g_strstrip (output), " ", -1);
  g_assert_cmpuint (g_strv_length (numbers), ==, 4);

  return (Result) { g_ascii_strtod (numbers[0], NULL), g_ascii_strtod (numbers[1], NULL),
                    g_ascii_strtod (numbers[2], NULL), g_ascii_strtod (numbers[3], NULL) };
}

static gboolean
say (const char *name,
     double      value,
     double      bound)
{
  g_print ("%-34s %8.3f, bound %.3f: %s\n", name, value, bound, value <= bound ? "ok" : "too much");

  return value <= bound;
}

/* CPU for twice the answer, a chunk a frame. */
static gboolean
check_growth (gsize  length,
              double bound)
{
  g_autofree char *name = g_strdup_printf ("CPU for %zu kB / for %zu kB", 2 * length / KB, length / KB);
  Result half = measure (VIEW_MARKDOWN, length, 0);
  Result whole = measure (VIEW_MARKDOWN, 2 * length, 0);

  g_print ("  %.2f s, %.2f s\n", half.cpu, whole.cpu);

  return say (name, whole.cpu / half.cpu, bound);
}

/* The clock on the wall also runs while another program has the machine, which is nothing that this one could mend. So
 * both are said, and the CPU time of the thread of the main loop judges: of a view that computes for too long it is as
 * much as the gap itself. */
static gboolean
check_gap (guint  rate,
           double bound)
{
  g_autofree char *name = g_strdup_printf ("ms of gap, 200 kB at %u chunks/s", rate);
  Result result = measure (VIEW_MARKDOWN, 200 * KB, rate);

  g_print ("  %.1f ms of the thread, %.1f ms on the wall, %.2f s of CPU\n", 1e3 * result.gap_cpu, 1e3 * result.gap_wall, result.cpu);

  return say (name, 1e3 * result.gap_cpu, bound);
}

static gboolean
check_floor (double bound)
{
  Result ours = measure (VIEW_MARKDOWN, 50 * KB, 100);
  Result bare = measure (VIEW_TEXT, 50 * KB, 100);

  g_print ("  %.2f s, a text view %.2f s\n", ours.cpu, bare.cpu);

  return say ("CPU for 50 kB / of a text view", ours.cpu / bare.cpu, bound);
}

static gboolean
check_memory (double bound)
{
  Result ours = measure (VIEW_MARKDOWN, 200 * KB, 1000);
  Result bare = measure (VIEW_TEXT, 200 * KB, 1000);

  g_print ("  %.1f MB, a text view %.1f MB\n", ours.memory / 1e6, bare.memory / 1e6);

  return say ("memory for 200 kB / of a text view", ours.memory / bare.memory, bound);
}

static gboolean
check_row (guint row)
{
  switch (row)
    {
    case 0:
      return check_growth (32 * KB, 2.5);
    case 1:
      return check_growth (100 * KB, 2.2);
    case 2:
      return check_gap (100, 33);
    case 3:
      return check_gap (1000, 100);
    case 4:
      return check_floor (1.5);
    case 5:
      return check_memory (1.5);
    default:
      g_assert_not_reached ();
    }
}

int
main (int   argc,
      char *argv[])
{
  guint n_missed = 0;

  program = argv[0];
  if (argc == 4)
    return run_child ((View) atoi (argv[1]), (gsize) atol (argv[2]), (guint) atoi (argv[3]));
  if (!gtk_init_check ())
    {
      g_printerr ("no display\n");
      return 77;
    }

  for (guint row = 0; row < 6; row++)
    {
      gboolean held = FALSE;

      if (argc == 2 && (guint) atoi (argv[1]) != row)
        continue;
      for (guint i = 0; i < N_RUNS && !held; i++)
        held = check_row (row);
      n_missed += held ? 0 : 1;
    }

  return n_missed == 0 ? 0 : 1;
}
