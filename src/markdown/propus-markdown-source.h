/* propus-markdown-source.h - bytes as they arrive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize propus_markdown_source_count_unfinished (const char *text,
                                               gsize       length);
void  propus_markdown_source_add              (GString    *source,
                                               gboolean   *after_cr,
                                               gboolean    marked,
                                               const char *text,
                                               gsize       length);

G_END_DECLS
