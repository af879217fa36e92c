/* propus-prose-copy.h - what is copied from prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *propus_prose_copy_dup_text (GtkTextBuffer *buffer);   /* of the selection; NULL: none */

G_END_DECLS
