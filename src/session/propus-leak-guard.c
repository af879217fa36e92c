/* propus-leak-guard.c - looks through a text before it leaves this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-leak-guard.h"

#include "propus-limits.h"
#include "propus-scan-reply.h"

/* The broker, which alone knows the person's keys, compares them byte by byte; what looks like anybody's secret is found
 * here, in a thread. A long text goes to the broker in pieces that overlap by the length of the longest key.
 *
 * The guard is there for the person, not for the door: the relay itself refuses a body with a known key. So it waits for
 * nothing, asks for nothing, and says when it could not compare. */

#define SCAN_PATH "/propus/v1/scan"
#define OVERLAP   PROPUS_LIMIT_KEY_MAX

/* One check. The task of the caller owns it; whatever runs holds that task. */
typedef struct
{
  char                 *name;
  GBytes               *text;
  PropusClient         *client;         /* NULL: there is no broker yet */
  gsize                 at;             /* where the piece begins that the broker has now */
  GArray               *own;
  GArray               *patterns;       /* NULL: still being looked for */
  PropusLeakComparison  comparison;
  gboolean              compared;       /* the broker has had its say, or all the time that it gets */
  guint                 timer;
  GCancellable         *giving_up;
} Check;

static void scan_piece (GTask *task);

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_handle_id (&check->timer, g_source_remove);
  g_clear_object (&check->client);
  g_clear_object (&check->giving_up);
  g_clear_pointer (&check->own, g_array_unref);
  g_clear_pointer (&check->patterns, g_array_unref);
  g_bytes_unref (check->text);
  g_free (check->name);
  g_free (check);
}

static void
maybe_return (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  if (check->patterns == NULL || !check->compared || g_task_get_completed (task))
    return;

  g_task_return_pointer (task, propus_leak_report_new (check->name, check->own, check->patterns, check->comparison),
                         (GDestroyNotify) propus_leak_report_unref);
}

/* --- looks --- */

static void
find_patterns (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  gsize length;
  const char *text = g_bytes_get_data (task_data, &length);

  g_task_return_pointer (task, propus_secret_pattern_find (text, length), (GDestroyNotify) g_array_unref);
}

static void
patterns_found_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);

  check->patterns = g_task_propagate_pointer (G_TASK (result), NULL);
  maybe_return (task);
}

/* --- own keys --- */

static void
end_comparison (GTask                *task,
                PropusLeakComparison  comparison)
{
  Check *check = g_task_get_task_data (task);

  if (check->compared)
    return;

  g_clear_handle_id (&check->timer, g_source_remove);
  check->compared = TRUE;
  check->comparison = comparison;
  maybe_return (task);
}

static gboolean
late_cb (gpointer user_data)
{
  GTask *task = user_data;
  Check *check = g_task_get_task_data (task);

  check->timer = 0;
  g_cancellable_cancel (check->giving_up);
  end_comparison (task, PROPUS_LEAK_NOT_COMPARED);
  return G_SOURCE_REMOVE;
}

/* The clock runs for each piece anew: a long text may take long. */
static void
restart_clock (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  g_clear_handle_id (&check->timer, g_source_remove);
  check->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, PROPUS_LEAK_CHECK_MS, late_cb, g_object_ref (task),
                                     g_object_unref);
}

/* FALSE when the reply is not what it must be. */
static gboolean
take_ranges (Check    *check,
             JsonNode *reply,
             gsize     piece_length)
{
  gboolean skipped = FALSE;
  g_autoptr(GArray) ranges = propus_scan_reply_parse (reply, piece_length, &skipped);

  if (ranges == NULL)
    return FALSE;

  for (guint i = 0; i < ranges->len; i++)
    {
      PropusScanRange found = g_array_index (ranges, PropusScanRange, i);
      PropusSecretRange range = { .kind = PROPUS_SECRET_OWN_KEY };

      range.start = check->at + found.start;
      range.end = check->at + found.end;
      g_array_append_val (check->own, range);
    }
  if (skipped)
    check->comparison = PROPUS_LEAK_LOCKED;

  return TRUE;
}

static gsize
get_piece_length (Check *check)
{
  return MIN (g_bytes_get_size (check->text) - check->at, PROPUS_LIMIT_SCAN_BYTES);
}

static void
scanned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) reply = propus_client_control_finish (PROPUS_CLIENT (object), result, &failure);
  gsize length = get_piece_length (check);

  if (check->compared)
    return;   /* too late */

  if (reply == NULL || !take_ranges (check, reply, length))
    {
      g_debug ("own keys were not compared: %s", failure != NULL ? propus_failure_get_message (failure) : "no reply");
      end_comparison (task, PROPUS_LEAK_NOT_COMPARED);
      return;
    }

  if (check->at + length < g_bytes_get_size (check->text))
    {
      check->at += length - OVERLAP;
      scan_piece (task);
    }
  else
    {
      end_comparison (task, check->comparison);
    }
}

static void
scan_piece (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  g_autoptr(GBytes) piece = g_bytes_new_from_bytes (check->text, check->at, get_piece_length (check));

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_comparison (task, PROPUS_LEAK_NOT_COMPARED);
      return;
    }

  restart_clock (task);
  propus_client_control_bytes_async (check->client, SCAN_PATH, piece, check->giving_up, scanned_cb, g_object_ref (task));
}

static void
ensured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr(PropusFailure) failure = NULL;

  check->client = propus_broker_process_ensure_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (check->compared)
    return;   /* too late */

  if (check->client != NULL)
    scan_piece (task);
  else
    end_comparison (task, PROPUS_LEAK_NOT_COMPARED);
}

/**
 * propus_leak_guard_check_async:
 * @broker: that knows the person's keys
 * @name: (nullable): what a person calls the text, such as the name of a file; %NULL: the message that is written
 * @text: what is about to go, any bytes
 * @cancellable: (nullable): for when nobody wants to know any more
 * @callback: is called when @text has been looked through
 * @user_data: is handed to @callback
 *
 * Looks through a text for the person's own keys, and for what looks like a secret. Nothing but the broker is asked, no
 * question is put to the person, and no piece of the text takes longer than %PROPUS_LEAK_CHECK_MS.
 *
 * Main thread only. Wire source: POST /propus/v1/scan (propus-control.h).
 */
void
propus_leak_guard_check_async (PropusBrokerProcess *broker,
                               const char          *name,
                               GBytes              *text,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) looks = NULL;
  Check *check;

  g_return_if_fail (PROPUS_IS_BROKER_PROCESS (broker));
  g_return_if_fail (text != NULL);

  check = g_new0 (Check, 1);
  check->name = g_strdup (name);
  check->text = g_bytes_ref (text);
  check->own = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  check->giving_up = g_cancellable_new ();

  task = g_task_new (broker, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_leak_guard_check_async);
  g_task_set_task_data (task, check, check_free);

  looks = g_task_new (NULL, NULL, patterns_found_cb, g_object_ref (task));
  g_task_set_task_data (looks, g_bytes_ref (text), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (looks, find_patterns);

  restart_clock (task);
  propus_broker_process_ensure_async (broker, ensured_cb, g_object_ref (task));
}

/**
 * propus_leak_guard_check_finish:
 * @broker: the broker
 * @result: what the callback was given
 * @error: return location for the only error there is: that it was cancelled
 *
 * Returns: (transfer full) (nullable): what was found; %NULL when it was cancelled
 */
PropusLeakReport *
propus_leak_guard_check_finish (PropusBrokerProcess  *broker,
                                GAsyncResult         *result,
                                GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, broker), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
