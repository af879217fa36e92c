/* propus-broker-process.h - the broker as a child
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-client.h"
#include "propus-door.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_BROKER_PROCESS (propus_broker_process_get_type ())
G_DECLARE_FINAL_TYPE (PropusBrokerProcess, propus_broker_process, PROPUS, BROKER_PROCESS, GObject)

/* Keys from the environment travel from main() to the broker in a pipe that this process never reads. */
void                 propus_broker_process_set_environment_fd (int fd);   /* takes fd; once, before the first broker */

PropusBrokerProcess *propus_broker_process_new             (const char *base_url);    /* NULL: the API's own */
PropusBrokerProcess *propus_broker_process_new_practice    (void);                    /* with a propus-practice of its own */
void                 propus_broker_process_set_input_fd    (PropusBrokerProcess *self, int fd); /* handed on unread for `key add` */
void                 propus_broker_process_set_door        (PropusBrokerProcess *self, PropusDoor *door); /* before it runs: programs may call, and it is kept alive for them */
void                 propus_broker_process_set_kept      (PropusBrokerProcess *self, gboolean kept);   /* programs may come: another is started when it died */
void                 propus_broker_process_set_key_id      (PropusBrokerProcess *self, const char *key_id); /* what a next one uses, if there has to be one */
void                 propus_broker_process_set_passes      (PropusBrokerProcess *self, gboolean passes); /* before it runs: the window's keeps the doors of the passes */
/* Starts it when it does not run; starts another when it died. Twice in a row is an error. */
void                 propus_broker_process_ensure_async    (PropusBrokerProcess *self, GAsyncReadyCallback callback, gpointer user_data);
PropusClient        *propus_broker_process_ensure_finish   (PropusBrokerProcess *self, GAsyncResult *result, PropusFailure **failure); /* (transfer full) */
gboolean             propus_broker_process_is_practice     (PropusBrokerProcess *self);
void                 propus_broker_process_shutdown        (PropusBrokerProcess *self); /* closes the lifeline */

G_END_DECLS
