/* propus-turn-report.c - a turn that has ended, as one JSON object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-turn-report.h"

#include "propus-failure-sentence.h"
#include "propus-raw-part.h"

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* Takes @node; NULL becomes null. */
static void
add_node (JsonBuilder *builder,
          const char  *name,
          JsonNode    *node)
{
  json_builder_set_member_name (builder, name);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

static JsonNode *
make_parts (PropusMessage *message)
{
  JsonArray *parts = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; message != NULL && i < propus_message_get_n_raw_parts (message); i++)
    {
      JsonNode *part = propus_raw_part_parse (propus_message_get_raw_part (message, i));

      if (part != NULL)
        json_array_add_element (parts, part);
    }

  json_node_take_array (node, parts);
  return node;
}

static JsonNode *
make_error (PropusFailure *failure)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  JsonArray *details = propus_failure_get_details (failure);
  const char *status = propus_failure_get_status (failure);
  const char *message = propus_failure_get_message (failure);
  g_autofree char *sentence = propus_failure_dup_sentence_for (failure);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_int_value (builder, propus_failure_get_code (failure));
  add_string (builder, "status", *status != '\0' ? status : propus_failure_kind_to_nick (propus_failure_get_kind (failure)));
  add_string (builder, "message", *message != '\0' ? message : sentence);
  if (details != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_ARRAY);

      json_node_set_array (node, details);
      add_node (builder, "details", node);
    }
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static char *
make_report (PropusMessage    *message,
             PropusCompletion *completion,
             PropusFailure    *error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  const char *usage = message != NULL ? propus_message_get_usage (message) : NULL;

  json_builder_begin_object (builder);
  add_string (builder, "text", message != NULL ? propus_message_get_text (message) : "");
  add_string (builder, "thoughts", message != NULL ? propus_message_get_thoughts (message) : "");
  add_string (builder, "finishReason", message != NULL ? propus_message_get_finish_reason (message) : NULL);
  add_string (builder, "blockReason", completion != NULL ? propus_completion_get_block_reason (completion) : NULL);
  add_node (builder, "parts", make_parts (message));
  add_node (builder, "usage", usage != NULL ? propus_raw_part_parse (usage) : NULL);
  add_string (builder, "model", message != NULL ? propus_message_get_model (message) : NULL);
  add_node (builder, "error", error != NULL ? make_error (error) : NULL);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * propus_turn_report:
 * @turn: a turn that has ended
 *
 * Says all that there is to say of it, for a program to read (design.md 3, `propus ask --json`). A blocked turn has its
 * reasons and no error.
 *
 * Returns: (transfer full): JSON on one line
 */
char *
propus_turn_report (PropusTurn *turn)
{
  g_return_val_if_fail (PROPUS_IS_TURN (turn) && !propus_turn_is_running (turn), NULL);

  return make_report (propus_turn_get_message (turn), propus_turn_get_completion (turn),
                      propus_turn_get_state (turn) != PROPUS_TURN_BLOCKED ? propus_turn_get_failure (turn) : NULL);
}

/**
 * propus_turn_report_failure:
 * @failure: why nothing was asked
 *
 * Returns: (transfer full): the same object with nothing in it but the error
 */
char *
propus_turn_report_failure (PropusFailure *failure)
{
  g_return_val_if_fail (failure != NULL, NULL);

  return make_report (NULL, NULL, failure);
}
