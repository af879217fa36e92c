/* propus-spend-process.h - whose request is open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *propus_spend_process_dup_self (void);
gboolean  propus_spend_process_is_over  (const char *name);

G_END_DECLS
