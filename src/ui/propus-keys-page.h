/* propus-keys-page.h - every key there is, where they are kept, and the ways to another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEYS_PAGE (propus_keys_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeysPage, propus_keys_page, PROPUS, KEYS_PAGE, AdwPreferencesPage)

void propus_keys_page_set_session (PropusKeysPage *self,
                                   PropusSession  *session);
void propus_keys_page_refresh     (PropusKeysPage *self);

G_END_DECLS
