/* propus-foreground.h - a program in the place of this one, and a process beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_EXIT_NOT_EXECUTABLE 126
#define PROPUS_EXIT_NOT_FOUND 127

typedef enum
{
  PROPUS_FOREGROUND_FAILED,
  PROPUS_FOREGROUND_PROGRAM,   /* this is the process that becomes the program */
  PROPUS_FOREGROUND_BESIDE,    /* this is the one beside it */
} PropusForegroundSide;

/* Both ends of what the process beside the program has to tell it before it begins. */
typedef struct
{
  int pipe;      /* of the program: to read; of the other: to write */
  int program;   /* of the other: a pidfd, readable when the program ended; else -1 */
} PropusForeground;

PropusForegroundSide propus_foreground_split (PropusForeground    *self);
void                 propus_foreground_tell  (PropusForeground    *self,
                                              int                  status,
                                              const char          *first,
                                              const char          *second);
int                  propus_foreground_hear  (PropusForeground    *self,
                                              char               **first,
                                              char               **second);
int                  propus_foreground_run   (char               **argv,
                                              char               **envp,
                                              guint                mask);

G_END_DECLS
