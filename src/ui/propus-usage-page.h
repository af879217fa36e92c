/* propus-usage-page.h - what was used, and how much may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_USAGE_PAGE (propus_usage_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusUsagePage, propus_usage_page, PROPUS, USAGE_PAGE, AdwPreferencesPage)

void propus_usage_page_set_session (PropusUsagePage *self,
                                    PropusSession   *session);
void propus_usage_page_refresh     (PropusUsagePage *self);

G_END_DECLS
