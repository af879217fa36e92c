/* propus-usage-scanner.h - finds the last usageMetadata of a reply that streams by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-usage-count.h"

G_BEGIN_DECLS

typedef struct _PropusUsageScanner PropusUsageScanner;

PropusUsageScanner *propus_usage_scanner_new       (void);
void                propus_usage_scanner_free      (PropusUsageScanner *self);
void                propus_usage_scanner_push      (PropusUsageScanner *self,
                                                    const char         *data,
                                                    gsize               length);
gboolean            propus_usage_scanner_get_count (PropusUsageScanner *self,
                                                    PropusUsageCount   *count);
const char         *propus_usage_scanner_get_model (PropusUsageScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusUsageScanner, propus_usage_scanner_free)

G_END_DECLS
