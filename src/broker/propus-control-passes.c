/* propus-control-passes.c - passes, for programs that outlive one run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-call.h"

#include <glib/gi18n.h>

/* Returns: whether there can be passes; else the call was answered. */
static gboolean
require_kept (PropusControlCall *call)
{
  if (call->passes != NULL && propus_pass_doors_is_kept (call->passes))
    return TRUE;

  propus_control_call_fail_literal (call, PROPUS_FAULT_USAGE,
                                    _("There are no passes here: practice answers cost nothing."));

  return FALSE;
}

static void
fail (PropusControlCall *call,
      const GError      *error)
{
  g_autofree char *sentence = NULL;

  if (error->domain == PROPUS_FAULT)
    {
      propus_control_call_fail (call, error);
      return;
    }

  /* Translators: %s is a technical text. */
  sentence = g_strdup_printf (_("Passes cannot be read or written: %s"), error->message);
  propus_control_call_fail_literal (call, PROPUS_FAULT_USAGE, sentence);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PropusPassDoors *doors = PROPUS_PASS_DOORS (source);
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  const char *id, *token;
  JsonObject *answer;
  JsonArray *passes;

  rows = propus_pass_doors_finish (doors, result, &id, &token, &error);
  if (rows == NULL)
    {
      fail (call, error);
      return;
    }

  answer = json_object_new ();
  passes = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (passes, propus_pass_doors_describe (doors, rows->pdata[i]));
  json_object_set_array_member (answer, "passes", passes);
  json_object_set_object_member (answer, "state",
                                 propus_spend_guard_describe (propus_key_source_get_guard (call->keys)));
  propus_control_call_reply (call, answer);
}

static JsonObject *
describe_one (PropusPassDoors *doors,
              GPtrArray       *rows,
              const char      *id)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PropusPassRow *row = rows->pdata[i];

      if (g_str_equal (row->pass->id, id))
        return propus_pass_doors_describe (doors, row);
    }

  return NULL;   /* revoked */
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PropusPassDoors *doors = PROPUS_PASS_DOORS (source);
  g_autoptr(PropusControlCall) call = user_data;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  const char *id, *token;
  JsonObject *answer;

  rows = propus_pass_doors_finish (doors, result, &id, &token, &error);
  if (rows == NULL)
    {
      fail (call, error);
      return;
    }

  answer = describe_one (doors, rows, id);
  if (answer == NULL)
    answer = json_object_new ();
  if (token != NULL)
    {
      json_object_set_string_member (answer, "token", token);
      /* What the reply leaves of it in freed memory goes when the broker next rests. */
      propus_key_source_mark_used (call->keys);
    }
  propus_control_call_reply (call, answer);
}

void
propus_control_passes (PropusControlCall *call)
{
  if (require_kept (call))
    propus_pass_doors_do_async (call->passes, PROPUS_PASS_LIST, NULL, NULL, listed_cb, propus_control_call_ref (call));
}

void
propus_control_pass_create (PropusControlCall *call)
{
  if (require_kept (call))
    propus_pass_doors_create_async (call->passes, call->object, done_cb, propus_control_call_ref (call));
}

void
propus_control_pass_change (PropusControlCall *call)
{
  if (require_kept (call))
    propus_pass_doors_do_async (call->passes, PROPUS_PASS_CHANGE, call->id, call->object, done_cb,
                                propus_control_call_ref (call));
}

void
propus_control_pass_renew (PropusControlCall *call)
{
  if (require_kept (call))
    propus_pass_doors_do_async (call->passes, PROPUS_PASS_RENEW, call->id, NULL, done_cb, propus_control_call_ref (call));
}

void
propus_control_pass_revoke (PropusControlCall *call)
{
  if (require_kept (call))
    propus_pass_doors_do_async (call->passes, PROPUS_PASS_REVOKE, call->id, NULL, done_cb,
                                propus_control_call_ref (call));
}
