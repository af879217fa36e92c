/* propus-folder.h - a folder of chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_FOLDER (propus_folder_get_type ())
/* Properties: id (int64), name, position (int64). Main thread only. */
G_DECLARE_FINAL_TYPE (PropusFolder, propus_folder, PROPUS, FOLDER, GObject)

PropusFolder *propus_folder_new          (gint64 id, const char *name, gint64 position);
gint64        propus_folder_get_id       (PropusFolder *self);                 /* 0: not stored yet */
void          propus_folder_set_id       (PropusFolder *self, gint64 id);
const char   *propus_folder_get_name     (PropusFolder *self);
void          propus_folder_set_name     (PropusFolder *self, const char *name);
gint64        propus_folder_get_position (PropusFolder *self);                 /* folders are sorted by it, then by id */
void          propus_folder_set_position (PropusFolder *self, gint64 position);

G_END_DECLS
