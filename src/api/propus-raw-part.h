/* propus-raw-part.h - parts as JSON texts, exactly as they were received
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *propus_raw_part_parse      (const char *json);
char     *propus_raw_part_dup_object (JsonObject *object);

G_END_DECLS
