/* propus-passes-page.h - programs that may use a key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-background-portal.h"
#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASSES_PAGE (propus_passes_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassesPage, propus_passes_page, PROPUS, PASSES_PAGE, AdwPreferencesPage)

void propus_passes_page_set_session (PropusPassesPage       *self,
                                     PropusSession          *session);
void propus_passes_page_set_portal  (PropusPassesPage       *self,
                                     PropusBackgroundPortal *portal);

G_END_DECLS
