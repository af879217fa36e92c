/* propus-cli-private.h - what the subcommands share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-cli.h"
#include "propus-failure-sentence.h"

G_BEGIN_DECLS

int      propus_cli_ask           (int argc, char **argv);
int      propus_cli_exec          (int argc, char **argv);
int      propus_cli_key           (int argc, char **argv);
int      propus_cli_find          (int argc, char **argv);   /* argv[0] is "find" */

int      propus_cli_print_failure (PropusFailure *failure);
void     propus_cli_print_safely  (const char *text, gsize length);

G_END_DECLS
