/* propus-environment-keys.h - keys of the environment, handed over in a pipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-api-key.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_ENVIRONMENT_GOOGLE,   /* GOOGLE_API_KEY: wins when both are set, as in Google's own libraries */
  PROPUS_ENVIRONMENT_GEMINI,   /* GEMINI_API_KEY */
  PROPUS_ENVIRONMENT_N_VARIABLES,
} PropusEnvironmentVariable;

typedef struct _PropusEnvironmentKeys PropusEnvironmentKeys;

PropusEnvironmentKeys *propus_environment_keys_new          (void);
PropusEnvironmentKeys *propus_environment_keys_new_from_fd  (int fd);
void                   propus_environment_keys_free         (PropusEnvironmentKeys *self);
gboolean               propus_environment_keys_is_set       (PropusEnvironmentKeys *self, PropusEnvironmentVariable variable);
SecretValue           *propus_environment_keys_get          (PropusEnvironmentKeys *self, PropusEnvironmentVariable variable);
PropusKeyProblem       propus_environment_keys_get_problem  (PropusEnvironmentKeys *self, PropusEnvironmentVariable variable);
const char            *propus_environment_keys_get_name     (PropusEnvironmentVariable variable);
const char            *propus_environment_keys_get_id       (PropusEnvironmentVariable variable);
int                    propus_environment_keys_hand_over    (PropusEnvironmentKeys *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusEnvironmentKeys, propus_environment_keys_free)

G_END_DECLS
