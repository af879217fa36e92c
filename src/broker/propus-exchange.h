/* propus-exchange.h - one connection of the client with its one request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "propus-holder.h"
#include "propus-rpc-status.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_EXCHANGE (propus_exchange_get_type ())
G_DECLARE_FINAL_TYPE (PropusExchange, propus_exchange, PROPUS, EXCHANGE, GObject)

PropusExchange     *propus_exchange_new          (GSocket            *socket);
void                propus_exchange_set_message  (PropusExchange     *self,
                                                  SoupServerMessage  *message);
SoupServerMessage  *propus_exchange_get_message  (PropusExchange     *self);
void                propus_exchange_set_program  (PropusExchange     *self,
                                                  const char         *program,
                                                  const char         *address);
const char         *propus_exchange_get_program  (PropusExchange     *self);
void                propus_exchange_set_holder   (PropusExchange     *self,
                                                  PropusHolder       *holder);
PropusHolder       *propus_exchange_get_holder   (PropusExchange     *self);
const char         *propus_exchange_get_address  (PropusExchange     *self);
gboolean            propus_exchange_is_closed    (PropusExchange     *self);

void                propus_exchange_hold         (PropusExchange     *self);
void                propus_exchange_resume       (PropusExchange     *self);

SoupMessageHeaders *propus_exchange_get_headers  (PropusExchange     *self);
void                propus_exchange_begin        (PropusExchange     *self,
                                                  guint               status,
                                                  const char         *reason_phrase);
gboolean            propus_exchange_has_begun    (PropusExchange     *self);
void                propus_exchange_write        (PropusExchange     *self,
                                                  GBytes             *bytes);
void                propus_exchange_end          (PropusExchange     *self);
void                propus_exchange_cut          (PropusExchange     *self);
void                propus_exchange_break_off    (PropusExchange     *self);
void                propus_exchange_reply        (PropusExchange     *self,
                                                  guint               status,
                                                  JsonNode           *node);
void                propus_exchange_refuse       (PropusExchange     *self,
                                                  PropusRpcStatus    *status);
void                propus_exchange_fail         (PropusExchange     *self,
                                                  const GError       *error);

G_END_DECLS
