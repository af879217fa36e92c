/* propus-finder-search.h - looks for keys in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-finder-find.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *finds;   /* of PropusFinderFind */
  GPtrArray *skips;   /* of PropusFinderSkip */
} PropusFinderResult;

void                propus_finder_result_free   (PropusFinderResult   *self);
void                propus_finder_search_async  (const char * const   *folders,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
PropusFinderResult *propus_finder_search_finish (GAsyncResult         *result,
                                                 GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFinderResult, propus_finder_result_free)

G_END_DECLS
