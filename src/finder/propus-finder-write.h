/* propus-finder-write.h - a file, replaced in one step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sys/stat.h>

#include "propus-finder-bytes.h"
#include "propus-finder-error.h"

G_BEGIN_DECLS

gboolean propus_finder_write_check (const char               *target,
                                    const struct stat        *info,
                                    GError                  **error);
gboolean propus_finder_write       (const char               *target,
                                    const struct stat        *info,
                                    const PropusFinderBytes  *bytes,
                                    GError                  **error);

G_END_DECLS
