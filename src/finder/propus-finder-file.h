/* propus-finder-file.h - a file, read with care
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sys/stat.h>

#include "propus-finder-bytes.h"
#include "propus-finder-find.h"

G_BEGIN_DECLS

gboolean           propus_finder_file_look (const char        *file,
                                            struct stat       *info,
                                            PropusFinderSkip **skip);
PropusFinderBytes *propus_finder_file_read (const char        *file,
                                            gboolean           text,
                                            struct stat       *info,
                                            PropusFinderSkip **skip);
gboolean           propus_finder_file_same (const struct stat *a,
                                            const struct stat *b);

G_END_DECLS
