/* propus-client-private.h - how other files of this room send requests of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-client.h"

G_BEGIN_DECLS

SoupSession *propus_client_get_session     (PropusClient *self);    /* borrowed */
guint        propus_client_get_headers_ms  (PropusClient *self);
SoupMessage *propus_client_new_message     (const char *method, const char *path);

G_END_DECLS
