/* propus-code-highlight.c - code in colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-highlight.h"

#include "propus-code-language.h"

/* GtkSourceView reads the definition of a language when a buffer first has it, which takes 10 to 100 ms of the main
 * loop (JavaScript and all that contain it are the slow ones), and forgets it with the last such buffer. So each
 * language that was used keeps one empty buffer, and each is read in a turn of the main loop of its own, when a frame
 * has been painted: code is plain for that moment. Main thread only. */
#define PRIORITY (GDK_PRIORITY_REDRAW + 10)

/* What people ask for most, read while an answer is waited for. Each takes a megabyte or two. */
static const char * const common[] = { "python3", "js", "sh", "json", "html", "c" };

typedef struct
{
  GtkSourceLanguage *language;    /* borrowed: languages live as long as their manager */
  GtkSourceBuffer   *buffer;      /* a weak pointer; NULL: gone, or none */
} Wish;

static GHashTable *kept;          /* of GtkSourceBuffer, by GtkSourceLanguage */
static GQueue wishes = G_QUEUE_INIT;
static guint idle_id;
static guint warm_id;

static gboolean
is_read (GtkSourceLanguage *language)
{
  return kept != NULL && g_hash_table_contains (kept, language);
}

static void
wish_free (Wish *wish)
{
  g_clear_weak_pointer (&wish->buffer);
  g_free (wish);
}

static void
read_language (GtkSourceLanguage *language)
{
  GtkSourceBuffer *buffer;

  if (is_read (language))
    return;

  if (kept == NULL)
    kept = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_language (buffer, language);
  g_hash_table_insert (kept, language, buffer);
}

static gboolean
idle_cb (gpointer user_data)
{
  Wish *wish = g_queue_pop_head (&wishes);
  GtkSourceLanguage *language = wish->language;

  read_language (language);
  while (wish != NULL)
    {
      if (wish->buffer != NULL)
        gtk_source_buffer_set_language (wish->buffer, wish->language);
      wish_free (wish);

      wish = g_queue_peek_head (&wishes);
      if (wish != NULL && is_read (wish->language))
        g_queue_pop_head (&wishes);
      else
        wish = NULL;
    }

  if (!g_queue_is_empty (&wishes))
    return G_SOURCE_CONTINUE;

  idle_id = 0;

  return G_SOURCE_REMOVE;
}

static void
add_wish (GtkSourceLanguage *language,
          GtkSourceBuffer   *buffer)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->language = language;
  g_set_weak_pointer (&wish->buffer, buffer);
  g_queue_push_tail (&wishes, wish);
  if (idle_id == 0)
    idle_id = g_idle_add_full (PRIORITY, idle_cb, NULL, NULL);
}

static void
remove_wishes (GtkSourceBuffer *buffer)
{
  for (GList *link = wishes.head; link != NULL; link = link->next)
    {
      Wish *wish = link->data;

      if (wish->buffer == buffer)
        g_clear_weak_pointer (&wish->buffer);
    }
}

/**
 * propus_code_highlight_apply:
 * @buffer: code
 * @language: (nullable): what it is written in
 *
 * Highlights @buffer, at once when the language was in use before, else soon.
 */
void
propus_code_highlight_apply (GtkSourceBuffer   *buffer,
                             GtkSourceLanguage *language)
{
  g_return_if_fail (GTK_SOURCE_IS_BUFFER (buffer));

  remove_wishes (buffer);
  if (language == NULL || is_read (language))
    gtk_source_buffer_set_language (buffer, language);
  else
    add_wish (language, buffer);
}

static gboolean
warm_cb (gpointer user_data)
{
  warm_id = 0;
  gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (), "Adwaita");
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      GtkSourceLanguage *language = propus_code_language_find (common[i]);

      if (language != NULL)
        add_wish (language, NULL);
    }

  return G_SOURCE_REMOVE;
}

/**
 * propus_code_highlight_warm:
 *
 * Reads the definitions of common languages when the main loop is idle. To be called when an answer is waited for; costs
 * nothing but the first time.
 */
void
propus_code_highlight_warm (void)
{
  static gboolean warm = FALSE;

  if (warm)
    return;

  warm = TRUE;
  warm_id = g_idle_add_full (PRIORITY, warm_cb, NULL, NULL);
}

/**
 * propus_code_highlight_busy:
 *
 * Returns: whether definitions are still to be read
 */
gboolean
propus_code_highlight_busy (void)
{
  return warm_id != 0 || !g_queue_is_empty (&wishes);
}
