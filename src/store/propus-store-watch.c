/* propus-store-watch.c - telling what has changed, here and in other processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-changes.h"
#include "propus-limits.h"
#include "propus-store-private.h"

/* How much later than the first of a burst the others are told, and how often files are looked at. */
#define COALESCE_MS 40
#define MONITOR_MS 200

static gboolean
propus_store_changed_cb (gpointer user_data)
{
  g_autoptr(PropusStore) self = g_object_ref (PROPUS_STORE (user_data));
  g_autoptr(GArray) changed = g_steal_pointer (&self->changed);

  self->changed_source = 0;
  for (guint i = 0; i < changed->len; i++)
    g_signal_emit_by_name (self, "changed", g_array_index (changed, gint64, i));
  return G_SOURCE_REMOVE;
}

static void
add_change (GArray *changed,
            gint64  id)
{
  for (guint i = 0; i < changed->len; i++)
    if (g_array_index (changed, gint64, i) == id)
      return;
  g_array_append_val (changed, id);
}

/*< private >
 * propus_store_note_changes:
 * @source: the store
 * @touched: (element-type gint64): what has changed
 *
 * Tells it soon, once for a burst.
 */
void
propus_store_note_changes (gpointer  source,
                           GArray   *touched)
{
  PropusStore *self = PROPUS_STORE (source);

  if (self->database == NULL)
    return;

  if (self->changed == NULL)
    self->changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < touched->len; i++)
    add_change (self->changed, g_array_index (touched, gint64, i));

  if (self->changed_source == 0)
    {
      GSource *timeout = g_timeout_source_new (COALESCE_MS);

      g_source_set_callback (timeout, propus_store_changed_cb, self, NULL);
      g_source_set_static_name (timeout, "[propus] changes of the history");
      self->changed_source = g_source_attach (timeout, self->context);
      g_source_unref (timeout);
    }
}

static gboolean
run_look (PropusConnection  *connection,
          gpointer           data,
          GError           **error)
{
  return propus_changes_look (connection, error);
}

static void look (PropusStore *self);

static void
propus_store_looked_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  PropusStore *self = PROPUS_STORE (source);

  propus_store_finish (self, result, propus_store_watch, NULL);
  self->looking = FALSE;
  if (self->look_again)
    look (self);
}

static void
look (PropusStore *self)
{
  static const PropusJobType type = { .kind = PROPUS_JOB_READ, .run = run_look };

  self->look_again = self->looking;
  if (self->looking || self->database == NULL)
    return;

  self->looking = TRUE;
  propus_store_submit (self, &type, NULL, NULL, propus_store_watch, propus_store_looked_cb, NULL);
}

static void
propus_store_wal_changed_cb (GFileMonitor      *monitor,
                             GFile             *file,
                             GFile             *other,
                             GFileMonitorEvent  event,
                             gpointer           user_data)
{
  look (PROPUS_STORE (user_data));
}

static gboolean
propus_store_poll_cb (gpointer user_data)
{
  look (PROPUS_STORE (user_data));
  return G_SOURCE_CONTINUE;
}

/*< private >
 * propus_store_watch:
 * @self: a store that is open
 *
 * Looks for other processes' changes whenever the WAL was written.
 */
void
propus_store_watch (PropusStore *self)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (wal);

  if (self->monitor != NULL || self->poll_source != 0 || self->database == NULL)
    return;

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (self->monitor, MONITOR_MS);
      g_signal_connect (self->monitor, "changed", G_CALLBACK (propus_store_wal_changed_cb), self);
    }
  else
    {
      GSource *timeout = g_timeout_source_new (PROPUS_STORE_POLL_MS);

      g_source_set_callback (timeout, propus_store_poll_cb, self, NULL);
      self->poll_source = g_source_attach (timeout, self->context);
      g_source_unref (timeout);
    }
}

static void
remove_source (GMainContext *context,
               guint        *id)
{
  GSource *source = *id != 0 ? g_main_context_find_source_by_id (context, *id) : NULL;

  if (source != NULL)
    g_source_destroy (source);
  *id = 0;
}

/*< private >
 * propus_store_unwatch:
 * @self: a store that is closed
 */
void
propus_store_unwatch (PropusStore *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
      g_clear_object (&self->monitor);
    }
  remove_source (self->context, &self->poll_source);
  remove_source (self->context, &self->changed_source);
  g_clear_pointer (&self->changed, g_array_unref);
}
