/* propus-cli.h - the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses of every subcommand (design.md 3). */
enum
{
  PROPUS_EXIT_ANSWERED = 0,
  PROPUS_EXIT_FAILED = 1,
  PROPUS_EXIT_USAGE = 2,
  PROPUS_EXIT_NO_KEY = 3,
};

gboolean propus_cli_handles (const char *command);
int      propus_cli_run     (int argc, char **argv);

/* What files of programs that are started get: the mask that this process was started with. */
void     propus_cli_set_umask (guint mask);

/* For the options of the window, too. */
gboolean propus_cli_parse       (GOptionContext *context, int *argc, char ***argv);
int      propus_cli_usage_error (const char *sentence);

G_END_DECLS
