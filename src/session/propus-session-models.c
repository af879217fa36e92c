/* propus-session-models.c - the models of a session: listed, chosen, starred
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-private.h"

#include "propus-answer.h"
#include "propus-limits.h"

#include <string.h>

/**
 * propus_session_get_models:
 *
 * Returns: (transfer none): #PropusModelInfo that can chat; another object after "endpoint-changed"
 */
GListModel *
propus_session_get_models (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_get_models (self->catalog);
}

/**
 * propus_session_get_models_failure:
 *
 * Returns: (transfer none) (nullable): why the list could not be had
 */
PropusFailure *
propus_session_get_models_failure (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_get_failure (self->catalog);
}

/**
 * propus_session_is_loading_models:
 *
 * Returns: whether the list is being asked for
 */
gboolean
propus_session_is_loading_models (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_model_catalog_is_loading (self->catalog);
}

/**
 * propus_session_refresh_models:
 *
 * Asks for the list. It takes the key, so a locked keyring may ask: call it on something that the person does, or when
 * the key status says that nothing will be asked.
 */
void
propus_session_refresh_models (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  propus_model_catalog_refresh (self->catalog);
}

/**
 * propus_session_dup_default_model:
 *
 * Returns: (transfer full) (nullable): the model for new chats; %NULL: none is known yet
 */
char *
propus_session_dup_default_model (PropusSession *self)
{
  g_autofree char *preferred = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  if (self->settings != NULL)
    preferred = g_settings_get_string (self->settings, "default-model");

  return propus_model_catalog_dup_default (self->catalog, preferred);
}

/**
 * propus_session_set_default_model:
 * @model: (nullable): a model id; %NULL: the one that the API calls its newest
 */
void
propus_session_set_default_model (PropusSession *self,
                                  const char    *model)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "default-model", model != NULL ? model : "");
}

/**
 * propus_session_update_models:
 *
 * Brings the list up to date where it is old or missing. It takes the key: for when nothing will be asked.
 */
void
propus_session_update_models (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  propus_model_catalog_update (self->catalog);
}

/**
 * propus_session_get_models_time:
 *
 * Returns: when the API sent the list, Unix time in seconds; 0 when that is not known
 */
gint64
propus_session_get_models_time (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), 0);

  return propus_model_catalog_get_fetched (self->catalog);
}

/**
 * propus_session_find_model:
 * @id: (nullable): a model
 *
 * Returns: (transfer none) (nullable): it, where it is listed
 */
PropusModelInfo *
propus_session_find_model (PropusSession *self,
                           const char    *id)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_find (self->catalog, id);
}

/**
 * propus_session_is_model_gone:
 * @id: (nullable): a model
 *
 * Returns: whether a fresh list does not have it any more
 */
gboolean
propus_session_is_model_gone (PropusSession *self,
                              const char    *id)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);

  return propus_model_catalog_is_gone (self->catalog, id);
}

/**
 * propus_session_find_nearest_model:
 * @id: a model that is gone, or soon will be
 *
 * Returns: (transfer none) (nullable): the one to take instead
 */
PropusModelInfo *
propus_session_find_nearest_model (PropusSession *self,
                                   const char    *id)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_find_nearest (self->catalog, id);
}

/**
 * propus_session_refresh_prices:
 *
 * Asks what models cost; "models-changed" when it is known.
 */
void
propus_session_refresh_prices (PropusSession *self)
{
  g_return_if_fail (PROPUS_IS_SESSION (self));

  propus_model_catalog_refresh_prices (self->catalog);
}

/**
 * propus_session_get_prices:
 *
 * Returns: (transfer none) (nullable): what models cost, as far as that is known
 */
const PropusPriceList *
propus_session_get_prices (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return propus_model_catalog_get_prices (self->catalog);
}

void
_propus_session_note_model (PropusSession *self,
                            PropusMessage *answer)
{
  const char *nick = propus_message_get_failure (answer);
  g_autoptr(PropusModelStatus) status = NULL;

  /* What the list says may be old. */
  if (nick != NULL && propus_failure_kind_from_nick (nick) == PROPUS_FAILURE_NOT_FOUND)
    {
      propus_model_catalog_refresh (self->catalog);
      return;
    }
  if (propus_message_get_state (answer) != PROPUS_MESSAGE_COMPLETE)
    return;

  status = propus_answer_dup_model_status (answer);
  propus_model_catalog_note_status (self->catalog, propus_message_get_model (answer), status);
}

/* --- favourites --- */

static GStrv
dup_favorites (PropusSession *self)
{
  return self->settings != NULL ? g_settings_get_strv (self->settings, "favorite-models") : g_new0 (char *, 1);
}

/**
 * propus_session_is_favorite_model:
 * @id: a model
 *
 * Returns: whether the person gave it a star
 */
gboolean
propus_session_is_favorite_model (PropusSession *self,
                                  const char    *id)
{
  g_auto(GStrv) favorites = NULL;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  favorites = dup_favorites (self);

  return g_strv_contains ((const char * const *) favorites, id);
}

/**
 * propus_session_set_favorite_model:
 * @id: a model
 * @favorite: whether it has a star from now on
 *
 * Of more than %PROPUS_LIMIT_FAVORITES the oldest goes.
 */
void
propus_session_set_favorite_model (PropusSession *self,
                                   const char    *id,
                                   gboolean       favorite)
{
  g_auto(GStrv) favorites = NULL;
  g_autoptr(GPtrArray) kept = NULL;

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (id != NULL);

  if (self->settings == NULL)
    return;

  favorites = dup_favorites (self);
  kept = g_ptr_array_new ();
  for (guint i = 0; favorites[i] != NULL; i++)
    if (!g_str_equal (favorites[i], id))
      g_ptr_array_add (kept, favorites[i]);
  if (favorite)
    g_ptr_array_add (kept, (gpointer) id);
  if (kept->len > PROPUS_LIMIT_FAVORITES)
    g_ptr_array_remove_range (kept, 0, kept->len - PROPUS_LIMIT_FAVORITES);
  g_ptr_array_add (kept, NULL);

  g_settings_set_strv (self->settings, "favorite-models", (const char * const *) kept->pdata);
}
