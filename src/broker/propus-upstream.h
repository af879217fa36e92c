/* propus-upstream.h - the API, as the broker calls it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-api-key.h"
#include "propus-rpc-status.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_UPSTREAM (propus_upstream_get_type ())
G_DECLARE_FINAL_TYPE (PropusUpstream, propus_upstream, PROPUS, UPSTREAM, GObject)

PropusUpstream  *propus_upstream_new          (const char           *base_url);
const char      *propus_upstream_get_origin   (PropusUpstream       *self);
const char      *propus_upstream_find_path    (PropusUpstream       *self,
                                               const char           *path);
SoupMessage     *propus_upstream_new_message  (PropusUpstream       *self,
                                               const char           *method,
                                               const char           *path,
                                               const char           *query,
                                               GError              **error);
void             propus_upstream_send_async   (PropusUpstream       *self,
                                               SoupMessage          *message,
                                               SecretValue          *key,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GInputStream    *propus_upstream_send_finish  (PropusUpstream       *self,
                                               GAsyncResult         *result,
                                               GError              **error);
PropusRpcStatus *propus_upstream_find_refusal (SoupMessage          *message);
gboolean         propus_upstream_is_encoded   (SoupMessage          *message);
GInputStream    *propus_upstream_decode       (SoupMessage          *message,
                                               GInputStream         *stream);

G_END_DECLS
