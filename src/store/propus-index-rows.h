/* propus-index-rows.h - the words of the history as they are looked through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* Worker thread only, within a transaction. message_text and message_index change together, and here only. */

/* Reads what the message says from its rows. Call it when a message has ended, also for one that had ended before. */
gboolean propus_index_rows_put        (PropusConnection *connection, gint64 message_id, GError **error);
gboolean propus_index_rows_remove     (PropusConnection *connection, gint64 message_id, GError **error);
gboolean propus_index_rows_remove_all (PropusConnection *connection, gint64 conversation_id, GError **error);
/* A piece of the work that takes the trigrams of removed messages out of the file; @more: there is more to do.
 * connection->merge_due says whether it is needed. */
gboolean propus_index_rows_merge      (PropusConnection *connection, gboolean *more, GError **error);
/* Messages that ran in a process that has ended are INTERRUPTED, and can be found. */
gboolean propus_index_rows_recover    (PropusConnection *connection, GError **error);

G_END_DECLS
