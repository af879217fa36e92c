/* propus-remote-file.c - a file that Google keeps for a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-remote-file.h"

#include "propus-json.h"

#include <string.h>

/* Whoever asks with a file that is about to go may lose it before the answer begins. */
#define MARGIN_SECONDS (30 * 60)

static PropusRemoteFileState
parse_state (const char *text)
{
  if (g_strcmp0 (text, "PROCESSING") == 0)
    return PROPUS_REMOTE_FILE_PROCESSING;
  if (g_strcmp0 (text, "ACTIVE") == 0)
    return PROPUS_REMOTE_FILE_ACTIVE;
  if (g_strcmp0 (text, "FAILED") == 0)
    return PROPUS_REMOTE_FILE_FAILED;

  return PROPUS_REMOTE_FILE_UNKNOWN;
}

static gint64
parse_time (const char *text)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static char *
dup_text (JsonObject *object,
          const char *member)
{
  const char *text = propus_json_get_string (object, member);

  return g_strdup (text != NULL ? text : "");
}

/**
 * propus_remote_file_is_valid_name:
 * @name: (nullable): what a server calls a file
 *
 * Returns: whether it may be put into a path: "files/" and up to 64 small letters, digits and hyphens
 */
gboolean
propus_remote_file_is_valid_name (const char *name)
{
  gsize length;

  if (name == NULL || !g_str_has_prefix (name, "files/"))
    return FALSE;

  name += strlen ("files/");
  length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= 64 && name[length] == '\0';
}

/**
 * propus_remote_file_parse:
 * @object: (nullable): a file as the API tells of it
 *
 * Returns: (transfer full) (nullable): the file; %NULL when it has no name that can be asked for
 */
PropusRemoteFile *
propus_remote_file_parse (JsonObject *object)
{
  PropusRemoteFile *self;
  JsonObject *error;

  if (object == NULL || !propus_remote_file_is_valid_name (propus_json_get_string (object, "name")))
    return NULL;

  self = g_new0 (PropusRemoteFile, 1);
  self->name = dup_text (object, "name");
  self->uri = dup_text (object, "uri");
  self->display_name = dup_text (object, "displayName");
  self->mime = dup_text (object, "mimeType");
  self->size = (guint64) MAX (propus_json_get_int (object, "sizeBytes", 0), 0);
  self->created = parse_time (propus_json_get_string (object, "createTime"));
  self->expires = parse_time (propus_json_get_string (object, "expirationTime"));
  self->state = parse_state (propus_json_get_string (object, "state"));
  error = propus_json_get_object (object, "error");
  if (error != NULL)
    self->problem = g_strdup (propus_json_get_string (error, "message"));

  return self;
}

/**
 * propus_remote_file_parse_extra:
 * @json: (nullable): what propus_remote_file_dup_extra() wrote into the history, or anything else
 *
 * Returns: (transfer full) (nullable): the file, as far as it was written
 */
PropusRemoteFile *
propus_remote_file_parse_extra (const char *json)
{
  g_autoptr(JsonNode) node = json != NULL ? propus_json_parse (json, -1, NULL) : NULL;
  JsonObject *object = propus_json_node_object (node);

  return object != NULL ? propus_remote_file_parse (propus_json_get_object (object, "remote")) : NULL;
}

/**
 * propus_remote_file_dup_extra:
 * @self: a file
 *
 * Returns: (transfer full): what has to be remembered of it, as JSON
 */
char *
propus_remote_file_dup_extra (const PropusRemoteFile *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(GDateTime) expires = g_date_time_new_from_unix_utc (self->expires);
  g_autofree char *time = self->expires != 0 && expires != NULL ? g_date_time_format_iso8601 (expires) : NULL;
  JsonObject *remote = json_object_new ();

  json_object_set_string_member (remote, "name", self->name);
  json_object_set_string_member (remote, "uri", self->uri);
  json_object_set_string_member (remote, "mimeType", self->mime);
  json_object_set_string_member (remote, "state", self->state == PROPUS_REMOTE_FILE_ACTIVE ? "ACTIVE" : "PROCESSING");
  if (time != NULL)
    json_object_set_string_member (remote, "expirationTime", time);
  json_object_set_object_member (object, "remote", remote);

  return propus_json_object_to_string (object, FALSE);
}

/**
 * propus_remote_file_is_usable:
 * @self: a file
 *
 * Returns: whether a prompt may name it now, and for a while to come
 */
gboolean
propus_remote_file_is_usable (const PropusRemoteFile *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  return self->state == PROPUS_REMOTE_FILE_ACTIVE && *self->uri != '\0' &&
         (self->expires == 0 || self->expires > now + MARGIN_SECONDS);
}

/**
 * propus_remote_file_free:
 * @self: (transfer full): a file
 */
void
propus_remote_file_free (PropusRemoteFile *self)
{
  g_free (self->name);
  g_free (self->uri);
  g_free (self->display_name);
  g_free (self->mime);
  g_free (self->problem);
  g_free (self);
}
