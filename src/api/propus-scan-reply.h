/* propus-scan-reply.h - where the broker found keys in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Bytes of what was sent. */
typedef struct
{
  gsize start;
  gsize end;
} PropusScanRange;

GArray *propus_scan_reply_parse (JsonNode *reply,
                                 gsize     length,
                                 gboolean *skipped);

G_END_DECLS
