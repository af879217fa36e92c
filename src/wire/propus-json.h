/* propus-json.h - bounded and typed readers over JSON from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* json-glib 1.6 overflows the stack on deep nesting, takes an empty text for a success without a root, lets lone
 * surrogates through as invalid UTF-8 and emits criticals when a getter meets another type. Nothing outside this file
 * may call json_parser_load_from_data() or an unchecked json_object_get_*() on data from outside. */

#define PROPUS_JSON_ERROR (propus_json_error_quark ())
GQuark propus_json_error_quark (void);

typedef enum
{
  PROPUS_JSON_ERROR_SYNTAX,   /* not JSON, or nothing at all */
  PROPUS_JSON_ERROR_DEPTH,    /* nested deeper than PROPUS_LIMIT_JSON_DEPTH */
} PropusJsonError;

JsonNode   *propus_json_parse           (const char *text, gssize length, GError **error);
guint       propus_json_find_error      (const char *text);                       /* a line, 0: it is JSON */
JsonObject *propus_json_node_object     (JsonNode *node);                         /* borrowed, NULL when it is none */
JsonArray  *propus_json_node_array      (JsonNode *node);
const char *propus_json_get_string      (JsonObject *object, const char *member); /* borrowed, NULL: absent or no string */
gboolean    propus_json_get_boolean     (JsonObject *object, const char *member, gboolean fallback);
gint64      propus_json_get_int         (JsonObject *object, const char *member, gint64 fallback); /* int64 strings too; clamped */
JsonObject *propus_json_get_object      (JsonObject *object, const char *member);
JsonArray  *propus_json_get_array       (JsonObject *object, const char *member);
JsonObject *propus_json_array_object    (JsonArray *array, guint index);
const char *propus_json_array_string    (JsonArray *array, guint index);
char       *propus_json_to_string       (JsonNode *node, gboolean pretty);
char       *propus_json_object_to_string(JsonObject *object, gboolean pretty);

G_END_DECLS
