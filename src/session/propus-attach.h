/* propus-attach.h - looks at a file that a person wants to attach
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment.h"
#include "propus-failure.h"

G_BEGIN_DECLS

const char       *propus_attach_find_mime (const char           *content_type);
void              propus_attach_async     (GFile                *file,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
PropusAttachment *propus_attach_finish    (GAsyncResult         *result,
                                           PropusFailure       **failure);

G_END_DECLS
