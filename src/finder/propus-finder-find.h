/* propus-finder-find.h - a key in a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-finder-key.h"

G_BEGIN_DECLS

/* The syntax of a file. The first five can be edited. */
typedef enum
{
  PROPUS_FINDER_KIND_SHELL,
  PROPUS_FINDER_KIND_FISH,
  PROPUS_FINDER_KIND_ENVIRONMENT_D,
  PROPUS_FINDER_KIND_PAM,
  PROPUS_FINDER_KIND_ENV,
  PROPUS_FINDER_KIND_FISH_VARIABLES,
  PROPUS_FINDER_KIND_JSON,
  PROPUS_FINDER_KIND_YAML,
  PROPUS_FINDER_KIND_DCONF,
  PROPUS_FINDER_KIND_KEYFILE,      /* what GSettings writes without dconf */
  PROPUS_FINDER_KIND_SQLITE,
} PropusFinderKind;

typedef enum
{
  PROPUS_FINDER_MOVABLE,
  PROPUS_FINDER_OTHER_PROGRAM,
  PROPUS_FINDER_ENTANGLED,
  PROPUS_FINDER_NO_ASSIGNMENT,
} PropusFinderObstacle;

typedef struct
{
  char                 *file;
  guint                 line;         /* from 1; 0: not by lines */
  char                 *program;
  PropusFinderKind      kind;
  char                 *name;         /* nullable */
  PropusFinderKey      *key;
  PropusFinderObstacle  obstacle;

  /* Where in the file's bytes, for files that are text. */
  gsize                 start;        /* of the key */
  gsize                 length;
  gsize                 cut_start;    /* of what a move takes out */
  gsize                 cut_end;
  gboolean              hollow;       /* the line may be all that a block holds, and a shell wants a command in it */
} PropusFinderFind;

/* A file that was not looked at, or not wholly. */
typedef struct
{
  char       *file;
  const char *reason;   /* static: a word of propus-control.h */
  char       *detail;   /* of the system, nullable */
} PropusFinderSkip;

void              propus_finder_find_free       (PropusFinderFind     *self);
PropusFinderSkip *propus_finder_skip_new        (const char           *file,
                                                 const char           *reason,
                                                 const char           *detail);
void              propus_finder_skip_free       (PropusFinderSkip     *self);
const char       *propus_finder_kind_to_string  (PropusFinderKind      kind);
const char       *propus_finder_obstacle_to_string (PropusFinderObstacle obstacle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFinderSkip, propus_finder_skip_free)

G_END_DECLS
