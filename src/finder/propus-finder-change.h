/* propus-finder-change.h - what taking a key out of a file does to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-finder-error.h"
#include "propus-finder-find.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FINDER_CHANGE (propus_finder_change_get_type ())
/* Immutable, but for the file that it is about. */
G_DECLARE_FINAL_TYPE (PropusFinderChange, propus_finder_change, PROPUS, FINDER_CHANGE, GObject)

void                propus_finder_change_load_async   (const char          *file,
                                                       guint                line,
                                                       const char          *last_four,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
PropusFinderChange *propus_finder_change_load_finish  (GAsyncResult        *result,
                                                       GError             **error);
const char         *propus_finder_change_get_file     (PropusFinderChange  *self);
const char         *propus_finder_change_get_target   (PropusFinderChange  *self);   /* NULL: the file is no link */
guint               propus_finder_change_get_line     (PropusFinderChange  *self);
const char         *propus_finder_change_get_before   (PropusFinderChange  *self);   /* the line, masked */
const char         *propus_finder_change_get_after    (PropusFinderChange  *self);
PropusFinderKey    *propus_finder_change_get_key      (PropusFinderChange  *self);
void                propus_finder_change_apply_async  (PropusFinderChange  *self,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
gboolean            propus_finder_change_apply_finish (PropusFinderChange  *self,
                                                       GAsyncResult        *result,
                                                       GError             **error);

G_END_DECLS
