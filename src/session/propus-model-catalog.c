/* propus-model-catalog.c - the models that can be chatted with, as the API lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-catalog.h"

/**
 * PropusModelCatalog:
 *
 * The live list of one broker. There is no list of models in the source. Signal "changed" when the list, the failure
 * or the loading state has changed. Main thread only.
 */
struct _PropusModelCatalog
{
  GObject              parent_instance;

  PropusBrokerProcess *broker;
  GListStore          *models;       /* of PropusModelInfo */
  PropusFailure       *failure;      /* of the last attempt */
  GCancellable        *cancellable;
  gboolean             loading;
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
finish_refresh (PropusModelCatalog *self,
                GPtrArray          *models,
                PropusFailure      *failure)
{
  self->loading = FALSE;
  g_clear_pointer (&self->failure, propus_failure_unref);
  self->failure = failure;

  if (models != NULL)
    {
      g_autoptr(GPtrArray) chat = g_ptr_array_new ();

      for (guint i = 0; i < models->len; i++)
        if (propus_model_info_can_chat (g_ptr_array_index (models, i)))
          g_ptr_array_add (chat, g_ptr_array_index (models, i));
      g_list_store_splice (self->models, 0, g_list_model_get_n_items (G_LIST_MODEL (self->models)),
                           chat->pdata, chat->len);
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
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
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  propus_broker_process_ensure_async (self->broker, broker_ready_cb, g_object_ref (self));
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
 * Returns: (transfer full) (nullable): @preferred, else %PROPUS_DEFAULT_MODEL where it is listed, else the first that
 *   is listed; %NULL: none is known
 */
char *
propus_model_catalog_dup_default (PropusModelCatalog *self,
                                  const char         *preferred)
{
  g_autoptr(PropusModelInfo) first = NULL;

  g_return_val_if_fail (PROPUS_IS_MODEL_CATALOG (self), NULL);

  first = g_list_model_get_item (G_LIST_MODEL (self->models), 0);
  if (preferred != NULL && *preferred != '\0' && (first == NULL || propus_model_catalog_find (self, preferred) != NULL))
    return g_strdup (preferred);
  if (propus_model_catalog_find (self, PROPUS_DEFAULT_MODEL) != NULL)
    return g_strdup (PROPUS_DEFAULT_MODEL);

  return first != NULL ? g_strdup (propus_model_info_get_id (first)) : NULL;
}
