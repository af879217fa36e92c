/* propus-practice-server.h - an endpoint on this machine that speaks the Gemini API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-practice-fault.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PRACTICE_SERVER (propus_practice_server_get_type ())
G_DECLARE_FINAL_TYPE (PropusPracticeServer, propus_practice_server, PROPUS, PRACTICE_SERVER, GObject)

PropusPracticeServer *propus_practice_server_new          (const char           *key);
void                  propus_practice_server_set_fault    (PropusPracticeServer *self, PropusPracticeFault fault);
void                  propus_practice_server_set_pace     (PropusPracticeServer *self, guint pace_ms);
void                  propus_practice_server_set_breaks   (PropusPracticeServer *self, guint breaks);
gboolean              propus_practice_server_listen       (PropusPracticeServer *self, guint16 port, GError **error);
const char           *propus_practice_server_get_base_url (PropusPracticeServer *self);

G_END_DECLS
