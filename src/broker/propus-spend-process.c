/* propus-spend-process.c - whose request is open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-spend-process.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pid alone is given again to others. With the time at which its process began, the boot, and the namespace that it is
 * counted in (a sandbox has its own), the name belongs to one process for ever: "BOOT:NAMESPACE:PID:START". */

static char *
dup_boot (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");

  return g_strstrip (text);
}

static guint64
get_namespace (void)
{
  struct stat info;

  return stat ("/proc/self/ns/pid", &info) == 0 ? (guint64) info.st_ino : 0;
}

/* When it began, in ticks since the boot; 0 when there is no such process, or only its corpse. */
static guint64
get_start (guint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GUINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;
  const char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;

  /* The second field is the program's name in parentheses, with anything in it. What is behind begins with the third. */
  rest = strrchr (text, ')');
  if (rest == NULL || rest[1] != ' ')
    return 0;

  fields = g_strsplit (rest + 2, " ", 21);
  if (g_strv_length (fields) < 20 || *fields[0] == 'Z' || *fields[0] == 'X')
    return 0;

  return g_ascii_strtoull (fields[19], NULL, 10);
}

/**
 * propus_spend_process_dup_self:
 *
 * Returns: (transfer full): a name of this process that no other will ever have
 */
char *
propus_spend_process_dup_self (void)
{
  g_autofree char *boot = dup_boot ();

  return g_strdup_printf ("%s:%" G_GUINT64_FORMAT ":%ld:%" G_GUINT64_FORMAT, boot, get_namespace (), (long) getpid (),
                          get_start ((guint64) getpid ()));
}

/**
 * propus_spend_process_is_over:
 * @name: a name from propus_spend_process_dup_self(), of any process of this computer
 *
 * Returns: whether that process is known to have ended; %FALSE also when it lives in another sandbox, into which nobody
 *   can look from here
 */
gboolean
propus_spend_process_is_over (const char *name)
{
  g_auto(GStrv) fields = g_strsplit (name, ":", 5);
  g_autofree char *boot = dup_boot ();

  if (g_strv_length (fields) != 4 || !g_str_equal (fields[0], boot))
    return TRUE;
  if (g_ascii_strtoull (fields[1], NULL, 10) != get_namespace ())
    return FALSE;

  return get_start (g_ascii_strtoull (fields[2], NULL, 10)) != g_ascii_strtoull (fields[3], NULL, 10);
}
