/* propus-key-refusal.h - which answers of the API are about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-api-key.h"
#include "propus-rpc-status.h"

G_BEGIN_DECLS

gboolean         propus_key_refusal_is_possible (guint            code);
gboolean         propus_key_refusal_is_about_key (guint           code,
                                                 PropusRpcStatus *status);
PropusRpcStatus *propus_key_refusal_parse       (guint            code,
                                                 const char      *body,
                                                 gsize            length);
char            *propus_key_refusal_dup_message (PropusRpcStatus *status,
                                                 GPtrArray       *keys);

G_END_DECLS
