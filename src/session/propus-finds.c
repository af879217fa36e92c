/* propus-finds.c - looking for keys in files, and moving them into the keyring, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finds.h"

static JsonNode *
end_body (JsonBuilder *builder)
{
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

/* Which find is meant: the broker reads the file anew, and looks whether it still is what was found. */
static JsonBuilder *
begin_body (PropusFind *find)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "file", propus_find_get_file (find));
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, propus_find_get_line (find));
  add_string (builder, "lastFour", propus_find_get_last_four (find));

  return builder;
}

/* A reply that is not what the contract says. */
static gpointer
check_reply (JsonNode       *node,
             gpointer        parsed,
             PropusFailure **failure)
{
  if (node != NULL && parsed == NULL && failure != NULL)
    *failure = propus_failure_new (PROPUS_FAILURE_BROKER, NULL);

  return parsed;
}

/**
 * propus_finds_search_async:
 * @broker: who looks
 * @folders: (nullable) (array zero-terminated=1): absolute paths of folders in which .env files are looked for, too
 *
 * Looks for keys in the files in which keys usually lie. Nobody is asked for anything.
 */
void
propus_finds_search_async (PropusBrokerProcess *broker,
                           const char * const  *folders,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) body = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "folders");
  json_builder_begin_array (builder);
  for (gsize i = 0; folders != NULL && folders[i] != NULL; i++)
    json_builder_add_string_value (builder, folders[i]);
  json_builder_end_array (builder);
  body = end_body (builder);

  propus_keys_act_async (broker, "POST", "/propus/v1/find", body, callback, user_data);
}

/**
 * propus_finds_search_finish:
 * @skipped: (out) (optional) (transfer full) (element-type PropusFindSkip): what could not be looked at; set on success
 * @failure: (out) (optional) (transfer full): why there is no answer
 *
 * Returns: (transfer full) (nullable) (element-type PropusFind): what was found, possibly nothing
 */
GPtrArray *
propus_finds_search_finish (PropusBrokerProcess  *broker,
                            GAsyncResult         *result,
                            GPtrArray           **skipped,
                            PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return node != NULL ? propus_find_parse_list (node, skipped) : NULL;
}

/**
 * propus_finds_preview_async:
 * @broker: who looks
 * @find: (transfer none): a find that can be moved
 *
 * Asks what moving @find would do to its file. Nothing is changed.
 */
void
propus_finds_preview_async (PropusBrokerProcess *broker,
                            PropusFind          *find,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(JsonNode) body = NULL;

  g_return_if_fail (find != NULL);

  builder = begin_body (find);
  body = end_body (builder);
  propus_keys_act_async (broker, "POST", "/propus/v1/find/preview", body, callback, user_data);
}

/**
 * propus_finds_preview_finish:
 * @failure: (out) (optional) (transfer full): why not; %PROPUS_FAILURE_FIND_CHANGED asks for a new search
 *
 * Returns: (transfer full) (nullable): the change
 */
PropusFindChange *
propus_finds_preview_finish (PropusBrokerProcess  *broker,
                             GAsyncResult         *result,
                             PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return check_reply (node, propus_find_change_parse (node), failure);
}

/**
 * propus_finds_move_async:
 * @broker: who moves
 * @find: (transfer none): a find that can be moved
 * @label: (nullable): what to call the key in the keyring
 * @plain: go on although the keyring's D-Bus session is not encrypted (%PROPUS_REASON_KEYRING_PLAIN)
 *
 * Puts the key into the keyring, reads it back, and only then takes it out of its file.
 */
void
propus_finds_move_async (PropusBrokerProcess *broker,
                         PropusFind          *find,
                         const char          *label,
                         gboolean             plain,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(JsonNode) body = NULL;

  g_return_if_fail (find != NULL);

  builder = begin_body (find);
  if (label != NULL)
    add_string (builder, "label", label);
  json_builder_set_member_name (builder, "plain");
  json_builder_add_boolean_value (builder, plain);
  body = end_body (builder);
  propus_keys_act_async (broker, "POST", "/propus/v1/find/move", body, callback, user_data);
}

/**
 * propus_finds_move_finish:
 * @failure: (out) (optional) (transfer full): why not. The file is as it was then; with %PROPUS_FAILURE_FIND_CHANGED and
 *   %PROPUS_FAILURE_FIND_FILE the keyring may have the key already, and says so in propus_failure_get_message()
 *
 * Returns: (transfer full) (nullable): the stored key's id and label
 */
PropusKeyInfo *
propus_finds_move_finish (PropusBrokerProcess  *broker,
                          GAsyncResult         *result,
                          PropusFailure       **failure)
{
  g_autoptr(JsonNode) node = propus_keys_act_finish (broker, result, failure);

  return check_reply (node, propus_key_info_parse (node), failure);
}
