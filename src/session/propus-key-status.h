/* propus-key-status.h - what is true about the key, without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-key-report.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEY_STATUS (propus_key_status_get_type ())
/* Mirrors GET /propus/v1/status. Signal "changed". Main thread only. */
G_DECLARE_FINAL_TYPE (PropusKeyStatus, propus_key_status, PROPUS, KEY_STATUS, GObject)

PropusKeyStatus   *propus_key_status_new             (PropusBrokerProcess *broker);
void               propus_key_status_refresh         (PropusKeyStatus *self);          /* coalesced, asynchronous */
PropusKeySource    propus_key_status_get_source      (PropusKeyStatus *self);
PropusKeyringState propus_key_status_get_keyring     (PropusKeyStatus *self);
const char        *propus_key_status_get_id          (PropusKeyStatus *self);          /* of the item in use, NULL none */
const char        *propus_key_status_get_label       (PropusKeyStatus *self);          /* NULL none */
const char        *propus_key_status_get_last_four   (PropusKeyStatus *self);          /* NULL unknown */
const char        *propus_key_status_get_provider    (PropusKeyStatus *self);          /* "GNOME Keyring", NULL unknown */
const char        *propus_key_status_get_collection  (PropusKeyStatus *self);          /* NULL unknown */
gboolean           propus_key_status_get_both_env    (PropusKeyStatus *self);          /* both variables were set */
gboolean           propus_key_status_is_encrypted    (PropusKeyStatus *self);          /* the keyring's D-Bus session */
const char        *propus_key_status_get_trouble     (PropusKeyStatus *self);          /* reason of the keyring's last failure, NULL none */
gboolean           propus_key_status_is_keyring_stopped (PropusKeyStatus *self);   /* and a key in it is missed */
const char        *propus_key_status_get_forgotten   (PropusKeyStatus *self);   /* "locked", "asleep" or NULL */
const char        *propus_key_status_get_moved_aside (PropusKeyStatus *self);   /* NULL: none */
const char        *propus_key_status_get_origin      (PropusKeyStatus *self);          /* NULL unknown */
gboolean           propus_key_status_is_env_lost     (PropusKeyStatus *self);
gboolean           propus_key_status_is_malformed    (PropusKeyStatus *self);          /* what the variable in use holds is no key */
PropusKeyInfo     *propus_key_status_get_session     (PropusKeyStatus *self);          /* borrowed, NULL none */
GPtrArray         *propus_key_status_get_environment (PropusKeyStatus *self);          /* borrowed, of PropusKeyInfo, NULL unknown */
gint64             propus_key_status_get_waiting_ms  (PropusKeyStatus *self);          /* on the keyring since, 0 not waiting */

G_END_DECLS
