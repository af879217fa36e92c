/* propus-pass-rows.h - passes, in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-pass.h"
#include "propus-usage-file.h"

G_BEGIN_DECLS

/* A pass with what it spent; open reservations count with their estimate. */
typedef struct
{
  PropusPass *pass;
  gint64      today[PROPUS_CAP_N];
  gint64      month[PROPUS_CAP_N];
} PropusPassRow;

void       propus_pass_row_free         (PropusPassRow    *self);

GPtrArray *propus_pass_rows_read        (PropusUsageFile  *file,
                                         const char       *origin,
                                         int               day,
                                         GError          **error);
gboolean   propus_pass_rows_insert      (PropusUsageFile  *file,
                                         PropusPass       *pass,
                                         GError          **error);
gboolean   propus_pass_rows_change      (PropusUsageFile  *file,
                                         const char       *origin,
                                         const char       *id,
                                         JsonObject       *changes,
                                         GError          **error);
gboolean   propus_pass_rows_set_digest  (PropusUsageFile  *file,
                                         const char       *origin,
                                         const char       *id,
                                         const char       *digest,
                                         GError          **error);
gboolean   propus_pass_rows_revoke      (PropusUsageFile  *file,
                                         const char       *origin,
                                         const char       *id,
                                         gint64            now,
                                         GError          **error);
gboolean   propus_pass_rows_note_use    (PropusUsageFile  *file,
                                         const char       *id,
                                         gint64            at,
                                         GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPassRow, propus_pass_row_free)

G_END_DECLS
