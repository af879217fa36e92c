/* propus-cli-attach.h - the files that `propus ask --attach` names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attach.h"
#include "propus-turn.h"

G_BEGIN_DECLS

void propus_cli_attach_async  (PropusMessage         *message,
                               const char * const    *paths,
                               GByteArray            *text,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data);
gboolean propus_cli_attach_finish (GAsyncResult      *result,
                                   PropusFailure    **failure);

G_END_DECLS
