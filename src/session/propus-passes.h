/* propus-passes.h - passes of programs: made, changed and revoked through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-keys.h"
#include "propus-pass-info.h"

G_BEGIN_DECLS

/* Asynchronous calls on /propus/v1/passes…; GTask with source object @broker. All finish functions: NULL or FALSE with
 * *failure set. */

void            propus_passes_list_async    (PropusBrokerProcess *broker, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray      *propus_passes_list_finish   (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure); /* of PropusPassInfo */
void            propus_passes_make_async    (PropusBrokerProcess *broker, const PropusPassTerms *terms, GAsyncReadyCallback callback, gpointer user_data);
void            propus_passes_change_async  (PropusBrokerProcess *broker, const char *id, const PropusPassTerms *terms, guint fields, GAsyncReadyCallback callback, gpointer user_data);
/* The old token is worth nothing at once. */
void            propus_passes_renew_async   (PropusBrokerProcess *broker, const char *id, GAsyncReadyCallback callback, gpointer user_data);
PropusPassInfo *propus_passes_one_finish    (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure); /* of the three above */
void            propus_passes_revoke_async  (PropusBrokerProcess *broker, const char *id, GAsyncReadyCallback callback, gpointer user_data);
gboolean        propus_passes_revoke_finish (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);

G_END_DECLS
