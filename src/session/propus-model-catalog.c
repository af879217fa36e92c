/* propus-model-catalog.c - the models that can be chatted with, as the API lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-catalog.h"

#include "propus-keys.h"
#include "propus-limits.h"
#include "propus-model-cache.h"
#include "propus-model-nearest.h"

/**
 * PropusModelCatalog:
 *
 * The live list of one broker, kept on disk for the next start. There is no list of models in the source. Signal
 * "changed" when the list, the prices, the failure or the loading state has changed. Main thread only.
 */
struct _PropusModelCatalog
{
  GObject              parent_instance;

  PropusBrokerProcess *broker;
  char                *origin;       /* whose models the disk has; NULL: nothing is kept, or not known yet */
  GPtrArray           *all;          /* of PropusModelInfo; what cannot chat, too */
  GListStore          *models;       /* of PropusModelInfo that can chat */
  gint64               fetched;      /* Unix time in seconds, 0: never, or not known */
  PropusPriceList     *prices;       /* NULL: not known */
  PropusFailure       *failure;      /* of the last attempt */
  GCancellable        *cancellable;
  guint                opened : 1;   /* the disk was asked, or need not be */
  guint                reading : 1;  /* it is being asked */
  guint                wanted : 1;   /* the list is to be brought up to date when it has answered */
  guint                loading : 1;
  guint                pricing : 1;
};

G_DEFINE_FINAL_TYPE (PropusModelCatalog, propus_model_catalog, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
propus_model_catalog_dispose (GObject *object)
{
  PropusModelCatalog *self = PROPUS_MODEL_CATALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->broker);
  g_clear_object (&self->models);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->prices, propus_price_list_free);
  g_clear_pointer (&self->failure, propus_failure_unref);

  G_OBJECT_CLASS (propus_model_catalog_parent_class)->dispose (object);
}

static void
propus_model_catalog_class_init (PropusModelCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_model_catalog_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_model_catalog_init (PropusModelCatalog *self)
{
  self->models = g_list_store_new (PROPUS_TYPE_MODEL_INFO);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * propus_model_catalog_new:
 *
 * Returns: (transfer full): an empty catalog
 */
PropusModelCatalog *
propus_model_catalog_new (PropusBrokerProcess *broker)
{
  PropusModelCatalog *self = g_object_new (PROPUS_TYPE_MODEL_CATALOG, NULL);

  self->broker = g_object_ref (broker);

  return self;
}

/**
 * propus_model_catalog_get_models:
 *
 * Returns: (transfer none): a list of #PropusModelInfo
 */
GListModel *
propus_model_catalog_get_models (PropusModelCatalog *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);

  return G_LIST_MODEL (self->models);
}

/**
 * propus_model_catalog_get_failure:
 *
 * Returns: (transfer none) (nullable): why the last attempt to get the list failed
 */
PropusFailure *
propus_model_catalog_get_failure (PropusModelCatalog *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);

  return self->failure;
}

/**
 * propus_model_catalog_is_loading:
 *
 * Returns: whether the list is being asked for
 */
gboolean
propus_model_catalog_is_loading (PropusModelCatalog *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), FALSE);

  return self->loading;
}

static void
emit_changed (PropusModelCatalog *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static PropusModelInfo *
find_in_all (PropusModelCatalog *self,
             const char         *id)
{
  for (guint i = 0; id != NULL && i < self->all->len; i++)
    if (g_str_equal (propus_model_info_get_id (g_ptr_array_index (self->all, i)), id))
      return g_ptr_array_index (self->all, i);

  return NULL;
}

/* Takes @models. */
static void
set_models (PropusModelCatalog *self,
            GPtrArray          *models,
            gint64              fetched)
{
  g_autoptr(GPtrArray) chat = g_ptr_array_new ();

  g_ptr_array_unref (self->all);
  self->all = models;
  self->fetched = fetched;
  for (guint i = 0; i < models->len; i++)
    if (propus_model_info_can_chat (g_ptr_array_index (models, i)))
      g_ptr_array_add (chat, g_ptr_array_index (models, i));
  g_list_store_splice (self->models, 0, g_list_model_get_n_items (G_LIST_MODEL (self->models)), chat->pdata, chat->len);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!propus_model_cache_store_finish (result, &error))
    g_debug ("The list of models was not kept: %s", error->message);
}

static void
store (PropusModelCatalog *self)
{
  if (self->origin != NULL && self->all->len > 0)
    propus_model_cache_store_async (self->origin, self->all, self->fetched, stored_cb, NULL);
}

/* What answers said of a model holds until another answer says something else. */
static void
take_learned (PropusModelCatalog *self,
              GPtrArray          *models)
{
  for (guint i = 0; i < models->len; i++)
    {
      PropusModelInfo *model = g_ptr_array_index (models, i);
      PropusModelInfo *old = find_in_all (self, propus_model_info_get_id (model));

      if (old != NULL)
        propus_model_info_set_learned (model, propus_model_info_get_learned (old));
    }
}

static void
finish_refresh (PropusModelCatalog *self,
                GPtrArray          *models,
                PropusFailure      *failure)
{
  self->loading = FALSE;
  g_clear_pointer (&self->failure, propus_failure_unref);
  self->failure = failure;

  if (models != NULL)
    {
      take_learned (self, models);
      set_models (self, g_ptr_array_ref (models), g_get_real_time () / G_USEC_PER_SEC);
      store (self);
    }

  emit_changed (self);
}

static void
models_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusModelCatalog) self = user_data;
  PropusFailure *failure = NULL;
  g_autoptr(GPtrArray) models = propus_client_list_models_finish (PROPUS_CLIENT (object), result, &failure);

  finish_refresh (self, models, failure);
}

static void
broker_ready_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PropusModelCatalog) self = user_data;
  PropusFailure *failure = NULL;
  g_autoptr(PropusClient) client = NULL;

  client = propus_broker_process_ensure_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (client == NULL)
    finish_refresh (self, NULL, failure);
  else if (self->cancellable != NULL)
    propus_client_list_models_async (client, self->cancellable, models_cb, g_object_ref (self));
}

/**
 * propus_model_catalog_refresh:
 *
 * Asks for the list again; the old one stays until the new one is there.
 */
void
propus_model_catalog_refresh (PropusModelCatalog *self)
{
  g_return_if_fail (PROPUS_IS_MODEL_CATALOG (self));

  if (self->loading)
    return;

  self->loading = TRUE;
  emit_changed (self);
  propus_broker_process_ensure_async (self->broker, broker_ready_cb, g_object_ref (self));
}

/**
 * propus_model_catalog_is_fresh:
 *
 * Returns: whether the API said so not long ago: what is not listed is gone
 */
gboolean
propus_model_catalog_is_fresh (PropusModelCatalog *self)
{
  gint64 age;

  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), FALSE);

  age = g_get_real_time () / G_USEC_PER_SEC - self->fetched;

  return self->fetched > 0 && self->all->len > 0 && age >= 0 && age < (gint64) (PROPUS_MODELS_FRESH_MS / 1000);
}

/**
 * propus_model_catalog_get_fetched:
 *
 * Returns: when the API sent the list, Unix time in seconds; 0 when that is not known
 */
gint64
propus_model_catalog_get_fetched (PropusModelCatalog *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), 0);

  return self->fetched;
}

/**
 * propus_model_catalog_update:
 *
 * Asks for the list when it is old, once the disk has said what it has. A list that could not be had is not asked for
 * again by itself.
 */
void
propus_model_catalog_update (PropusModelCatalog *self)
{
  g_return_if_fail (PROPUS_IS_MODEL_CATALOG (self));

  if (self->reading || !self->opened)
    self->wanted = TRUE;
  else if (!self->loading && self->failure == NULL && !propus_model_catalog_is_fresh (self))
    propus_model_catalog_refresh (self);
}

static void
set_opened (PropusModelCatalog *self)
{
  self->opened = TRUE;
  self->reading = FALSE;
  if (self->wanted)
    propus_model_catalog_update (self);
  self->wanted = FALSE;
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusModelCatalog) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 fetched = 0;
  GPtrArray *models = propus_model_cache_load_finish (result, &fetched, &error);

  if (self->broker == NULL)
    {
      g_clear_pointer (&models, g_ptr_array_unref);
      return;   /* disposed of */
    }

  if (models == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_debug ("The kept list of models is not used: %s", error->message);

  /* The API may have been faster. */
  if (models != NULL && self->fetched == 0)
    {
      set_models (self, models, fetched);
      emit_changed (self);
    }
  else
    {
      g_clear_pointer (&models, g_ptr_array_unref);
    }
  set_opened (self);
}

/**
 * propus_model_catalog_open:
 * @origin: scheme, host and port of the API that the broker asks
 *
 * Reads what was kept of that API's list, in a thread; the first call counts. Practice is gone with its process, so
 * nothing is kept of it.
 */
void
propus_model_catalog_open (PropusModelCatalog *self,
                           const char         *origin)
{
  g_return_if_fail (PROPUS_IS_MODEL_CATALOG (self));
  g_return_if_fail (origin != NULL);

  if (self->opened || self->reading)
    return;

  if (propus_broker_process_is_practice (self->broker))
    {
      set_opened (self);
      return;
    }

  self->reading = TRUE;
  self->origin = g_strdup (origin);
  propus_model_cache_load_async (origin, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
priced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusModelCatalog) self = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  g_autoptr(JsonNode) node = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  PropusPriceList *prices = propus_price_list_parse (node);

  self->pricing = FALSE;
  if (prices == NULL)
    return;

  g_clear_pointer (&self->prices, propus_price_list_free);
  self->prices = prices;
  emit_changed (self);
}

/**
 * propus_model_catalog_refresh_prices:
 *
 * Asks the broker what models cost: a person may have changed the table.
 */
void
propus_model_catalog_refresh_prices (PropusModelCatalog *self)
{
  g_return_if_fail (PROPUS_IS_MODEL_CATALOG (self));

  if (self->pricing)
    return;

  self->pricing = TRUE;
  propus_keys_act_async (self->broker, "GET", "/propus/v1/prices", NULL, priced_cb, g_object_ref (self));
}

/**
 * propus_model_catalog_get_prices:
 *
 * Returns: (transfer none) (nullable): what models cost; %NULL when that is not known yet
 */
const PropusPriceList *
propus_model_catalog_get_prices (PropusModelCatalog *self)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);

  return self->prices;
}

/**
 * propus_model_catalog_note_status:
 * @id: a model that answered
 * @status: (nullable): what the answer said about it
 */
void
propus_model_catalog_note_status (PropusModelCatalog      *self,
                                  const char              *id,
                                  const PropusModelStatus *status)
{
  PropusModelInfo *model;

  g_return_if_fail (PROPUS_IS_MODEL_CATALOG (self));

  model = find_in_all (self, id);
  if (model == NULL || propus_model_status_equal (propus_model_info_get_learned (model), status))
    return;

  propus_model_info_set_learned (model, status);
  store (self);
  emit_changed (self);
}

/**
 * propus_model_catalog_is_gone:
 * @id: (nullable): a model
 *
 * Returns: whether a fresh list does not have it
 */
gboolean
propus_model_catalog_is_gone (PropusModelCatalog *self,
                              const char         *id)
{
  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), FALSE);

  return id != NULL && propus_model_catalog_is_fresh (self) && find_in_all (self, id) == NULL;
}

/**
 * propus_model_catalog_find_nearest:
 * @id: a model that is gone, or soon will be
 *
 * Returns: (transfer none) (nullable): the model to take instead: the nearest that stays, else the default; %NULL when
 *   there is no other
 */
PropusModelInfo *
propus_model_catalog_find_nearest (PropusModelCatalog *self,
                                   const char         *id)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *fallback = NULL;
  const char *nearest;

  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->all->len; i++)
    {
      PropusModelInfo *model = g_ptr_array_index (self->all, i);

      if (propus_model_info_can_chat (model) && !propus_model_status_is_ending (propus_model_info_get_status (model)))
        g_ptr_array_add (ids, (gpointer) propus_model_info_get_id (model));
    }
  g_ptr_array_add (ids, NULL);

  nearest = propus_model_nearest (id, (const char * const *) ids->pdata);
  if (nearest != NULL)
    return propus_model_catalog_find (self, nearest);

  fallback = propus_model_catalog_dup_default (self, NULL);

  return g_strcmp0 (fallback, id) != 0 ? propus_model_catalog_find (self, fallback) : NULL;
}

/**
 * propus_model_catalog_find:
 * @id: (nullable): a model id
 *
 * Returns: (transfer none) (nullable): the listed model with that id
 */
PropusModelInfo *
propus_model_catalog_find (PropusModelCatalog *self,
                           const char         *id)
{
  guint n_models;

  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);

  n_models = g_list_model_get_n_items (G_LIST_MODEL (self->models));
  for (guint i = 0; id != NULL && i < n_models; i++)
    {
      g_autoptr(PropusModelInfo) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (g_str_equal (propus_model_info_get_id (model), id))
        return model;
    }

  return NULL;
}

/**
 * propus_model_catalog_dup_default:
 * @preferred: (nullable): the model that the person chose for new chats
 *
 * Returns: (transfer full) (nullable): @preferred, else %PROPUS_DEFAULT_MODEL where it is listed, else the first
 *   that is listed and answers in words; %NULL: none is known
 */
char *
propus_model_catalog_dup_default (PropusModelCatalog *self,
                                  const char         *preferred)
{
  guint n = g_list_model_get_n_items (propus_model_catalog_get_models (self));

  if (preferred != NULL && *preferred != '\0' && (n == 0 || propus_model_catalog_find (self, preferred) != NULL))
    return g_strdup (preferred);
  if (propus_model_catalog_find (self, PROPUS_DEFAULT_MODEL) != NULL)
    return g_strdup (PROPUS_DEFAULT_MODEL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PropusModelInfo) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (propus_model_info_answers_in_words (model))
        return g_strdup (propus_model_info_get_id (model));
    }

  return NULL;
}
