/* propus-keys.h - adding, removing, testing and choosing keys, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-key-info.h"

G_BEGIN_DECLS

/* Asynchronous calls on /propus/v1/keys…; no key travels through them. GTask with source object @broker.
 * All finish functions: FALSE or NULL with *failure set. */
void       propus_keys_list_async   (PropusBrokerProcess *broker, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *propus_keys_list_finish  (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);  /* of PropusKeyInfo */
void       propus_keys_act_async    (PropusBrokerProcess *broker, const char *method, const char *path, JsonNode *body, GAsyncReadyCallback callback, gpointer user_data);
JsonNode  *propus_keys_act_finish   (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);
PropusKeyInfo *propus_keys_add_finish (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);   /* of a POST to /propus/v1/keys */

G_END_DECLS
