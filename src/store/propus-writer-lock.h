/* propus-writer-lock.h - which stores are alive, in all processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A running turn in the history belongs to a store. A store has a random number and holds, as long as it lives, a lock
 * on the byte of that number in the file `history.db.lock`. The kernel lets go of it whatever end the process takes,
 * and it is seen from other namespaces too (two sandboxes on one home folder do not see each other's process ids).
 *
 * The locks belong to the open file description: they do not meet those of SQLite, and two stores in one process are
 * two. Byte 0 is for opening: who holds it may migrate or move aside. The file stays empty, but for one byte when
 * damage was met: then the next start reads everything. Worker thread only. */
typedef struct _PropusWriterLock PropusWriterLock;

/* NULL with a GFileError: no such file can be made or opened. A lock without the right to write counts nobody. */
PropusWriterLock *propus_writer_lock_new          (const char *path, GError **error);
void              propus_writer_lock_free         (PropusWriterLock *self);
void              propus_writer_lock_register     (PropusWriterLock *self);
gint64            propus_writer_lock_get_id       (PropusWriterLock *self);            /* > 0, -1 before it is registered */
gboolean          propus_writer_lock_is_alive     (PropusWriterLock *self, gint64 id); /* TRUE for the own number */
gboolean          propus_writer_lock_has_others   (PropusWriterLock *self);
gboolean          propus_writer_lock_enter        (PropusWriterLock *self, guint patience_ms); /* FALSE: another is still opening */
void              propus_writer_lock_leave        (PropusWriterLock *self);
gboolean          propus_writer_lock_is_suspect   (PropusWriterLock *self);
void              propus_writer_lock_set_suspect  (PropusWriterLock *self, gboolean suspect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusWriterLock, propus_writer_lock_free)

G_END_DECLS
