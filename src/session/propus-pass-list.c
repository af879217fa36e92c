/* propus-pass-list.c - the passes that there are, and whether a program may come with one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-list.h"

/**
 * PropusPassList:
 *
 * The last answer of `GET /propus/v1/passes`. While a program may come with one of them the broker is kept alive, and the
 * list is asked for again when the next of them expires.
 */
struct _PropusPassList
{
  GObject              parent_instance;

  PropusBrokerProcess *broker;
  GPtrArray           *passes;      /* NULL: not known */
  PropusFailure       *failure;     /* NULL: none */
  guint                expiry;      /* source id */
  gboolean             asking;
  gboolean             ask_again;
  gboolean             over;
};

G_DEFINE_FINAL_TYPE (PropusPassList, propus_pass_list, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The furthest that a timer is set: a day is enough to ask again, and a date far ahead fits in no guint. */
#define LONGEST_WAIT_S (24 * 60 * 60)

static void
propus_pass_list_dispose (GObject *object)
{
  propus_pass_list_shutdown (PROPUS_PASS_LIST (object));

  G_OBJECT_CLASS (propus_pass_list_parent_class)->dispose (object);
}

static void
propus_pass_list_finalize (GObject *object)
{
  PropusPassList *self = PROPUS_PASS_LIST (object);

  g_clear_object (&self->broker);
  g_clear_pointer (&self->passes, g_ptr_array_unref);
  g_clear_pointer (&self->failure, propus_failure_unref);

  G_OBJECT_CLASS (propus_pass_list_parent_class)->finalize (object);
}

static void
propus_pass_list_class_init (PropusPassListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_pass_list_dispose;
  object_class->finalize = propus_pass_list_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_pass_list_init (PropusPassList *self)
{
}

/**
 * propus_pass_list_new:
 * @broker: (transfer none): whom to ask
 *
 * Returns: (transfer full): a list that knows nothing yet
 */
PropusPassList *
propus_pass_list_new (PropusBrokerProcess *broker)
{
  PropusPassList *self = g_object_new (PROPUS_TYPE_PASS_LIST, NULL);

  self->broker = g_object_ref (broker);

  return self;
}

static gboolean
expired_cb (gpointer user_data)
{
  PropusPassList *self = user_data;

  self->expiry = 0;
  propus_pass_list_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
await_expiry (PropusPassList *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 wait = G_MAXINT64;

  g_clear_handle_id (&self->expiry, g_source_remove);
  for (guint i = 0; self->passes != NULL && i < self->passes->len; i++)
    {
      PropusPassInfo *pass = g_ptr_array_index (self->passes, i);

      if (pass->terms.expires > 0 && propus_pass_info_is_active (pass))
        wait = MIN (wait, MAX (pass->terms.expires - now, 0) + 1);
    }
  if (wait < G_MAXINT64)
    self->expiry = g_timeout_add_seconds ((guint) MIN (wait, LONGEST_WAIT_S), expired_cb, self);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusPassList) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(GPtrArray) passes = propus_passes_list_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  gboolean again = self->ask_again;

  self->asking = FALSE;
  self->ask_again = FALSE;
  if (self->over)
    return;

  /* What was known stays true enough when one question fails: nothing ends because of it. */
  if (passes != NULL)
    {
      g_clear_pointer (&self->passes, g_ptr_array_unref);
      self->passes = g_steal_pointer (&passes);
      propus_broker_process_set_kept (self->broker, propus_pass_list_get_n_active (self) > 0);
      await_expiry (self);
    }
  g_clear_pointer (&self->failure, propus_failure_unref);
  self->failure = g_steal_pointer (&failure);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  if (again)
    propus_pass_list_refresh (self);
}

/**
 * propus_pass_list_refresh:
 * @self: a list
 *
 * Asks again. Calls while a question is on its way lead to one more question, not to many.
 */
void
propus_pass_list_refresh (PropusPassList *self)
{
  g_return_if_fail (PROPUS_IS_PASS_LIST (self));

  if (self->over)
    return;
  if (self->asking)
    {
      self->ask_again = TRUE;
      return;
    }

  self->asking = TRUE;
  propus_passes_list_async (self->broker, listed_cb, g_object_ref (self));
}

/**
 * propus_pass_list_shutdown:
 * @self: a list
 *
 * Its broker is about to end. Safe to call again.
 */
void
propus_pass_list_shutdown (PropusPassList *self)
{
  g_return_if_fail (PROPUS_IS_PASS_LIST (self));

  self->over = TRUE;
  g_clear_handle_id (&self->expiry, g_source_remove);
}

/**
 * propus_pass_list_get_passes:
 * @self: a list
 *
 * Returns: (transfer none) (nullable) (element-type PropusPassInfo): the passes; %NULL while they are not known
 */
GPtrArray *
propus_pass_list_get_passes (PropusPassList *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_LIST (self), NULL);

  return self->passes;
}

/**
 * propus_pass_list_get_failure:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why the last question was not answered
 */
PropusFailure *
propus_pass_list_get_failure (PropusPassList *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_LIST (self), NULL);

  return self->failure;
}

/**
 * propus_pass_list_find:
 * @self: a list
 * @id: of a pass
 *
 * Returns: (transfer none) (nullable): that pass
 */
PropusPassInfo *
propus_pass_list_find (PropusPassList *self,
                       const char     *id)
{
  g_return_val_if_fail (PROPUS_IS_PASS_LIST (self), NULL);

  for (guint i = 0; self->passes != NULL && i < self->passes->len; i++)
    {
      PropusPassInfo *pass = g_ptr_array_index (self->passes, i);

      if (g_str_equal (pass->id, id))
        return pass;
    }

  return NULL;
}

/**
 * propus_pass_list_get_n_active:
 * @self: a list
 *
 * Returns: with how many of them a program may come
 */
guint
propus_pass_list_get_n_active (PropusPassList *self)
{
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_PASS_LIST (self), 0);

  for (guint i = 0; self->passes != NULL && i < self->passes->len; i++)
    n += propus_pass_info_is_active (g_ptr_array_index (self->passes, i)) ? 1 : 0;

  return n;
}

/**
 * propus_pass_list_get_broker:
 * @self: a list
 *
 * Returns: (transfer none): whom it asks
 */
PropusBrokerProcess *
propus_pass_list_get_broker (PropusPassList *self)
{
  g_return_val_if_fail (PROPUS_IS_PASS_LIST (self), NULL);

  return self->broker;
}
