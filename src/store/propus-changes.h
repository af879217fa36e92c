/* propus-changes.h - which conversations have changed, here and in other processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* A counter in the history grows with each change that others should see, and each conversation knows its value at its
 * last change. So every process can ask for what changed since it last looked. What a job changes or finds lies in
 * connection->touched until it is told; 0 stands for folders and for too many. Worker thread only. */

gboolean propus_changes_begin    (PropusConnection *connection, GError **error);             /* after opening */
gboolean propus_changes_touch    (PropusConnection *connection, gint64 conversation_id, GError **error); /* in a transaction; 0: folders */
gboolean propus_changes_look     (PropusConnection *connection, GError **error);             /* for other processes' changes */
GArray  *propus_changes_commit   (PropusConnection *connection);                             /* (transfer full): touched, NULL for none */
void     propus_changes_rollback (PropusConnection *connection);

G_END_DECLS
