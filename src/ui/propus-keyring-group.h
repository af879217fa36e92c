/* propus-keyring-group.h - where keys are kept, and what is wrong there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEYRING_GROUP (propus_keyring_group_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyringGroup, propus_keyring_group, PROPUS, KEYRING_GROUP, AdwPreferencesGroup)

void propus_keyring_group_show_status (PropusKeyringGroup *self,
                                       PropusKeyStatus    *status);

G_END_DECLS
