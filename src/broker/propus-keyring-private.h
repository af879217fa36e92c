/* propus-keyring-private.h - between the keyring and its operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-keyring-job.h"

G_BEGIN_DECLS

void propus_keyring_queue_job (PropusKeyring       *self,
                               PropusKeyringJob    *job,
                               gpointer             source_tag,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);

void propus_keyring_note_result (PropusKeyring    *self,
                                 PropusKeyringJob *job,
                                 const GError     *error);

G_END_DECLS
