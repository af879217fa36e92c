/* propus-file-name.h - names of files that are safe to propose and to write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_file_name_make_safe (const char *name, const char *extension, const char *fallback);

G_END_DECLS
