/* finder-tool.c - the finder by command line, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "propus-finder-change.h"
#include "propus-finder-search.h"

/* finder-tool search [FOLDER…] | preview FILE LINE LAST4 | move FILE LINE LAST4
 *
 * Prints one line of parts with tabs between; of a key only its hash. */

static GMainLoop *loop;
static int status;

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PropusFinderResult) found = propus_finder_search_finish (result, NULL);

  for (guint i = 0; i < found->finds->len; i++)
    {
      const PropusFinderFind *find = found->finds->pdata[i];
      const char *obstacle = propus_finder_obstacle_to_string (find->obstacle);
      gsize length;
      const char *key = propus_finder_key_get (find->key, &length);
      g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) key, length);

      g_print ("find\t%s\t%u\t%s\t%s\t%s\t%s\t%s\n", find->file, find->line, find->program, propus_finder_kind_to_string (find->kind),
               find->name != NULL ? find->name : "", obstacle != NULL ? obstacle : "", hash);
    }
  for (guint i = 0; i < found->skips->len; i++)
    {
      const PropusFinderSkip *skip = found->skips->pdata[i];

      g_print ("skip\t%s\t%s\t%s\n", skip->file, skip->reason, skip->detail != NULL ? skip->detail : "");
    }
  g_main_loop_quit (loop);
}

static void
fail (GError *error)
{
  g_print ("error\t%d\t%s\n", error->code, error->message);
  status = EXIT_FAILURE;
  g_main_loop_quit (loop);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (propus_finder_change_apply_finish (PROPUS_FINDER_CHANGE (source), result, &error))
    g_main_loop_quit (loop);
  else
    fail (error);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  const char *action = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusFinderChange) change = propus_finder_change_load_finish (result, &error);
  const char *pause = g_getenv ("FINDER_TOOL_PAUSE");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (change == NULL)
    {
      fail (error);
      return;
    }

  before = g_strdelimit (g_strdup (propus_finder_change_get_before (change)), "\t", ' ');
  after = g_strdelimit (g_strdup (propus_finder_change_get_after (change)), "\t", ' ');
  g_print ("change\t%s\t%s\t%s\n", propus_finder_change_get_target (change) != NULL ? propus_finder_change_get_target (change) : "",
           before, after);
  if (pause != NULL)
    {
      /* Time for the test to change the file behind our back. */
      g_print ("paused\n");
      g_usleep (strtoul (pause, NULL, 10) * 1000);
    }
  if (g_str_equal (action, "move"))
    propus_finder_change_apply_async (change, applied_cb, NULL);
  else
    g_main_loop_quit (loop);
}

int
main (int    argc,
      char **argv)
{
  loop = g_main_loop_new (NULL, FALSE);
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc >= 2 && g_str_equal (argv[1], "search"))
    propus_finder_search_async ((const char * const *) argv + 2, NULL, searched_cb, NULL);
  else if (argc == 5)
    propus_finder_change_load_async (argv[2], (guint) strtoul (argv[3], NULL, 10), argv[4], NULL, loaded_cb, argv[1]);
  else
    return 2;

  g_main_loop_run (loop);
  g_main_loop_unref (loop);

  return status;
}
