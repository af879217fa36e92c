/* propus-finder-scan.h - one file's bytes, looked through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-finder-find.h"

G_BEGIN_DECLS

/* What the readers of the different syntaxes share. */
typedef struct
{
  const char       *file;
  const char       *program;
  PropusFinderKind  kind;
  const char       *bytes;
  gsize             length;
  gboolean          by_line;    /* finds have line numbers */
  GPtrArray        *finds;      /* of PropusFinderFind; others' may be before @first */
  guint             first;
  gsize             counted;    /* lines were counted up to here */
  guint             line;
} PropusFinderScan;

/* One line: [start, end) without its line break. */
typedef struct
{
  gsize    start;
  gsize    end;
  gboolean clean;   /* nothing is open before it or behind it: it can be read, and edited, by itself */
} PropusFinderLine;

PropusFinderFind *propus_finder_scan_add        (PropusFinderScan     *scan,
                                                 gsize                 start,
                                                 gsize                 length,
                                                 const char           *name,
                                                 gsize                 name_length,
                                                 PropusFinderObstacle  obstacle);
void              propus_finder_scan_shapes     (PropusFinderScan     *scan,
                                                 PropusFinderObstacle  obstacle);
void              propus_finder_scan_loose      (PropusFinderScan     *scan,
                                                 gboolean              spaces);
GArray           *propus_finder_scan_split      (PropusFinderScan     *scan);

/* The readers. What they return is whether the bytes were what the syntax says. */
void              propus_finder_scan_shell      (PropusFinderScan     *scan);      /* propus-finder-shell.c */
void              propus_finder_scan_lines      (PropusFinderScan     *scan);      /* propus-finder-lines.c: env, environment.d, PAM */
void              propus_finder_scan_fish_variables (PropusFinderScan *scan);
void              propus_finder_scan_yaml       (PropusFinderScan     *scan);
gboolean          propus_finder_scan_json       (PropusFinderScan     *scan,
                                                 gsize                 start,
                                                 gsize                 end,
                                                 const char           *path);
gboolean          propus_finder_scan_dconf      (PropusFinderScan     *scan);
void              propus_finder_scan_keyfile    (PropusFinderScan     *scan);
gboolean          propus_finder_scan_database   (const char           *file,
                                                 const char           *program,
                                                 GPtrArray            *finds,
                                                 char                **detail);
gboolean          propus_finder_scan_file       (PropusFinderScan     *scan);

G_END_DECLS
