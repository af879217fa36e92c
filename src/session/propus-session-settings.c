/* propus-session-settings.c - what chats ask of their models beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-private.h"

#include "propus-session-settings.h"

static gboolean
has_words (PropusGenerateSettings *settings)
{
  return propus_generate_settings_is_set (settings, PROPUS_SETTING_SYSTEM_INSTRUCTION) ||
         propus_generate_settings_is_set (settings, PROPUS_SETTING_JSON_SCHEMA);
}

/**
 * propus_session_get_presets:
 *
 * Returns: (transfer none): settings with a name, and those of new chats
 */
PropusPresets *
propus_session_get_presets (PropusSession *self)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);

  return self->presets;
}

/**
 * propus_session_dup_chat_model:
 *
 * Returns: (transfer full): the model that answers next in @conversation
 */
char *
propus_session_dup_chat_model (PropusSession      *self,
                               PropusConversation *conversation)
{
  const char *chosen;
  char *model;

  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);

  chosen = propus_conversation_get_model (conversation);
  model = chosen != NULL ? g_strdup (chosen) : propus_session_dup_default_model (self);

  return model != NULL ? model : g_strdup (PROPUS_DEFAULT_MODEL);
}

/**
 * propus_session_dup_settings:
 *
 * Returns: (transfer full): what @conversation wants
 */
PropusGenerateSettings *
propus_session_dup_settings (PropusSession      *self,
                             PropusConversation *conversation)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (self), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);

  return propus_generate_settings_new_parse (propus_conversation_get_settings (conversation));
}

/**
 * propus_session_dup_taken_settings:
 * @model: the model that is going to answer
 *
 * Returns: (transfer full): what @conversation wants and @model takes: what goes into a request
 */
PropusGenerateSettings *
propus_session_dup_taken_settings (PropusSession      *self,
                                   PropusConversation *conversation,
                                   const char         *model)
{
  g_autoptr(PropusGenerateSettings) settings = propus_session_dup_settings (self, conversation);

  return propus_model_traits_dup_taken (model, propus_session_find_model (self, model), settings);
}

/**
 * propus_session_set_settings:
 * @settings: what @conversation wants from now on
 *
 * They hold for the next answer. An empty chat is kept from now on only if there are words of the person's among them.
 */
void
propus_session_set_settings (PropusSession          *self,
                             PropusConversation     *conversation,
                             PropusGenerateSettings *settings)
{
  g_autofree char *json = propus_generate_settings_dup_json (settings);

  g_return_if_fail (PROPUS_IS_SESSION (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  propus_conversation_set_settings (conversation, json);
  if (propus_conversation_get_id (conversation) != 0 || propus_conversation_get_n_messages (conversation) > 0 ||
      has_words (settings))
    propus_session_save (self, conversation);
}

/* --- new chats --- */

static void
presets_changed_cb (PropusPresets *presets,
                    PropusSession *self)
{
  _propus_session_maybe_finish (self);
  if (!propus_presets_is_loaded (presets))
    return;

  for (guint i = 0; i < self->unset->len; i++)
    {
      PropusConversation *conversation = g_ptr_array_index (self->unset, i);

      if (propus_conversation_get_settings (conversation) == NULL && propus_conversation_get_n_messages (conversation) == 0)
        propus_conversation_set_settings (conversation, propus_presets_get_default (presets));
    }
  g_ptr_array_set_size (self->unset, 0);
}

void
_propus_session_make_presets (PropusSession *self)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "propus", "presets.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  self->unset = g_ptr_array_new_with_free_func (g_object_unref);
  self->presets = propus_presets_new (file);
  g_signal_connect_object (self->presets, "changed", G_CALLBACK (presets_changed_cb), self, 0);
}

/* A chat that is made before the presets have been read gets its settings then. */
void
_propus_session_begin_settings (PropusSession      *self,
                                PropusConversation *conversation)
{
  if (propus_presets_is_loaded (self->presets))
    propus_conversation_set_settings (conversation, propus_presets_get_default (self->presets));
  else
    g_ptr_array_add (self->unset, g_object_ref (conversation));
}
