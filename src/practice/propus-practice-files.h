/* propus-practice-files.h - the practice endpoint's Files API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PRACTICE_FILES (propus_practice_files_get_type ())
G_DECLARE_FINAL_TYPE (PropusPracticeFiles, propus_practice_files, PROPUS, PRACTICE_FILES, GObject)

PropusPracticeFiles *propus_practice_files_new          (SoupServer          *server);
void                 propus_practice_files_set_base_url (PropusPracticeFiles *self,
                                                         const char          *base_url);
void                 propus_practice_files_set_breaks   (PropusPracticeFiles *self,
                                                         guint                breaks);
gboolean             propus_practice_files_owns         (const char          *path);
gboolean             propus_practice_files_has          (PropusPracticeFiles *self,
                                                         const char          *uri);
void                 propus_practice_files_answer       (PropusPracticeFiles *self,
                                                         SoupServerMessage   *message,
                                                         const char          *path,
                                                         GHashTable          *query);

G_END_DECLS
