/* propus-attachment.h - a file that belongs to a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_ATTACHMENT (propus_attachment_get_type ())
/* What is known of a file, never its content: that lies where get_path says, and is not changed there. Main thread
 * only. Nothing changes after it was made but the id and "extra". */
G_DECLARE_FINAL_TYPE (PropusAttachment, propus_attachment, PROPUS, ATTACHMENT, GObject)

/* @hash: SHA-256 in small hexadecimal digits, NULL for a file that is not in the store (a temporary chat). */
PropusAttachment *propus_attachment_new       (const char *hash, const char *path, const char *mime, const char *name, guint64 size);
gint64            propus_attachment_get_id    (PropusAttachment *self);       /* 0: not stored yet */
void              propus_attachment_set_id    (PropusAttachment *self, gint64 id);
const char       *propus_attachment_get_hash  (PropusAttachment *self);       /* NULL none */
const char       *propus_attachment_get_path  (PropusAttachment *self);       /* where the content lies */
const char       *propus_attachment_get_mime  (PropusAttachment *self);
const char       *propus_attachment_get_name  (PropusAttachment *self);       /* for display: a name, never a path */
guint64           propus_attachment_get_size  (PropusAttachment *self);       /* bytes */
/* JSON of whoever sends it (such as where it was uploaded to and until when), kept with it; NULL none. */
const char       *propus_attachment_get_extra (PropusAttachment *self);
void              propus_attachment_set_extra (PropusAttachment *self, const char *json);

G_END_DECLS
