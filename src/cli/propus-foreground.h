/* propus-foreground.h - a program in the place of this one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_EXIT_NOT_EXECUTABLE 126
#define PROPUS_EXIT_NOT_FOUND 127

typedef void (*PropusForegroundDone) (int status, gpointer user_data);

void propus_foreground_prepare (PropusForegroundDone   done,
                                gpointer               user_data);
int  propus_foreground_start   (char                 **argv,
                                char                 **envp,
                                guint                  mask);

G_END_DECLS
