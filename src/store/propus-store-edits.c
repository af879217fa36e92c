/* propus-store-edits.c - the calls of the store that change one thing of conversations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-rows.h"
#include "propus-conversation-rows.h"
#include "propus-store-private.h"

/* An update that goes over some conversations. ?1 is the conversation, ?2 a number, ?3 a text, as
 * propus_conversation_rows_change() binds them. */
typedef struct
{
  const char *sql;
  GArray *ids;
  gint64 number;
  char *text;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_array_unref (edit->ids);
  g_free (edit->text);
  g_free (edit);
}

static gboolean
run_edit (PropusConnection  *connection,
          gpointer           data,
          GError           **error)
{
  Edit *edit = data;

  for (guint i = 0; i < edit->ids->len; i++)
    if (!propus_conversation_rows_change (connection, edit->sql, g_array_index (edit->ids, gint64, i), edit->number,
                                          edit->text, error))
      return FALSE;

  return TRUE;
}

static const PropusJobType edit_type = { .kind = PROPUS_JOB_WRITE, .run = run_edit };

static void
submit (PropusStore         *self,
        const char          *sql,
        const gint64        *ids,
        guint                n_ids,
        gint64               number,
        const char          *text,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->sql = sql;
  edit->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_ids);
  g_array_append_vals (edit->ids, ids, n_ids);
  edit->number = number;
  edit->text = g_strdup (text);
  propus_store_submit (self, &edit_type, edit, edit_free, propus_store_change_finish, callback, user_data);
}

/**
 * propus_store_rename_async:
 * @self: a store
 * @id: a conversation
 * @title: its new title
 * @origin: who made it; nothing happens when the person typed the one that it has, and this is not typed
 * @callback: called when it is stored
 * @user_data: for @callback
 */
void
propus_store_rename_async (PropusStore         *self,
                           gint64               id,
                           const char          *title,
                           PropusTitleOrigin    origin,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  /* In the order of the enumeration. */
  static const char * const statements[] = {
    "UPDATE conversations SET title = ?3, title_folded = propus_fold (?3), title_origin = 'local' "
    "WHERE id = ?1 AND title_origin <> 'user' AND ?2 = 0",
    "UPDATE conversations SET title = ?3, title_folded = propus_fold (?3), title_origin = 'model' "
    "WHERE id = ?1 AND title_origin <> 'user' AND ?2 = 0",
    "UPDATE conversations SET title = ?3, title_folded = propus_fold (?3), title_origin = 'user' "
    "WHERE id = ?1 AND ?2 = 0",
  };

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (title != NULL);
  g_return_if_fail ((gsize) origin < G_N_ELEMENTS (statements));

  submit (self, statements[origin], &id, 1, 0, title, callback, user_data);
}

typedef struct
{
  gint64 id;
  char *first;
  char *second;
} TwoTexts;

static void
two_texts_free (gpointer data)
{
  TwoTexts *texts = data;

  g_free (texts->first);
  g_free (texts->second);
  g_free (texts);
}

static gboolean
run_save_settings (PropusConnection  *connection,
                   gpointer           data,
                   GError           **error)
{
  TwoTexts *texts = data;

  return propus_conversation_rows_change (connection, "UPDATE conversations SET model = ?3 WHERE id = ?1 AND ?2 = 0",
                                          texts->id, 0, texts->first, error) &&
         propus_conversation_rows_change (connection, "UPDATE conversations SET settings = ?3 WHERE id = ?1 AND ?2 = 0",
                                          texts->id, 0, texts->second, error);
}

static const PropusJobType save_settings_type = { .kind = PROPUS_JOB_WRITE, .run = run_save_settings };

/**
 * propus_store_save_settings_async:
 * @self: a store
 * @id: a conversation
 * @model: (nullable): the model that it is asked, %NULL for the default
 * @settings: (nullable): JSON of the session's own
 * @callback: called when they are stored
 * @user_data: for @callback
 */
void
propus_store_save_settings_async (PropusStore         *self,
                                  gint64               id,
                                  const char          *model,
                                  const char          *settings,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  TwoTexts *texts;

  g_return_if_fail (PROPUS_IS_STORE (self));

  texts = g_new0 (TwoTexts, 1);
  texts->id = id;
  texts->first = g_strdup (model);
  texts->second = g_strdup (settings);
  propus_store_submit (self, &save_settings_type, texts, two_texts_free, propus_store_change_finish, callback, user_data);
}

/**
 * propus_store_set_pinned_async:
 * @self: a store
 * @ids: (array length=n_ids): conversations
 * @n_ids: how many
 * @pinned: whether they stand above the others
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_set_pinned_async (PropusStore         *self,
                               const gint64        *ids,
                               guint                n_ids,
                               gboolean             pinned,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  submit (self, "UPDATE conversations SET pinned = ?2 WHERE id = ?1", ids, n_ids, pinned ? 1 : 0, NULL, callback, user_data);
}

/**
 * propus_store_set_archived_async:
 * @self: a store
 * @ids: (array length=n_ids): conversations
 * @n_ids: how many
 * @archived: whether they are put away
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_set_archived_async (PropusStore         *self,
                                 const gint64        *ids,
                                 guint                n_ids,
                                 gboolean             archived,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  submit (self, "UPDATE conversations SET archived = ?2 WHERE id = ?1", ids, n_ids, archived ? 1 : 0, NULL,
          callback, user_data);
}

/**
 * propus_store_move_async:
 * @self: a store
 * @ids: (array length=n_ids): conversations
 * @n_ids: how many
 * @folder_id: where they go, 0 for no folder; one that is gone is none
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_move_async (PropusStore         *self,
                         const gint64        *ids,
                         guint                n_ids,
                         gint64               folder_id,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  submit (self, "UPDATE conversations SET folder_id = (SELECT id FROM folders WHERE id = ?2) WHERE id = ?1",
          ids, n_ids, folder_id, NULL, callback, user_data);
}

typedef struct
{
  GArray *ids;
  gboolean deleted;
} SetAllDeleted;

static void
set_all_deleted_free (gpointer data)
{
  SetAllDeleted *set = data;

  g_array_unref (set->ids);
  g_free (set);
}

static gboolean
run_set_all_deleted (PropusConnection  *connection,
                     gpointer           data,
                     GError           **error)
{
  SetAllDeleted *set = data;

  for (guint i = 0; i < set->ids->len; i++)
    {
      gint64 id = g_array_index (set->ids, gint64, i);
      g_autoptr(PropusConversationRow) row = NULL;

      if (set->deleted && !propus_conversation_rows_find (connection, id, &row, error))
        return FALSE;
      if (set->deleted && row == NULL)
        continue;   /* somebody else was faster, and may undo it */
      if (!propus_conversation_rows_set_deleted (connection, id, set->deleted, error))
        return FALSE;
    }

  return TRUE;
}

static const PropusJobType set_all_deleted_type = { .kind = PROPUS_JOB_WRITE, .run = run_set_all_deleted };

/**
 * propus_store_set_all_deleted_async:
 * @self: a store
 * @ids: (array length=n_ids): conversations
 * @n_ids: how many
 * @deleted: %TRUE takes them out of the list, %FALSE brings them back; then it fails when one is gone for good
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_set_all_deleted_async (PropusStore         *self,
                                    const gint64        *ids,
                                    guint                n_ids,
                                    gboolean             deleted,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  SetAllDeleted *set;

  g_return_if_fail (PROPUS_IS_STORE (self));

  set = g_new0 (SetAllDeleted, 1);
  set->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_ids);
  g_array_append_vals (set->ids, ids, n_ids);
  set->deleted = deleted;
  propus_store_submit (self, &set_all_deleted_type, set, set_all_deleted_free, propus_store_change_finish,
                       callback, user_data);
}

static gboolean
run_save_attachment (PropusConnection  *connection,
                     gpointer           data,
                     GError           **error)
{
  TwoTexts *texts = data;

  return propus_attachment_rows_change (connection, texts->id, texts->first, error);
}

static const PropusJobType save_attachment_type = { .kind = PROPUS_JOB_WRITE, .run = run_save_attachment };

/**
 * propus_store_save_attachment_async:
 * @self: a store
 * @attachment: a stored attachment, whose "extra" has changed
 * @callback: called when that is stored
 * @user_data: for @callback
 */
void
propus_store_save_attachment_async (PropusStore         *self,
                                    PropusAttachment    *attachment,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  TwoTexts *texts;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (PROPUS_IS_ATTACHMENT (attachment));

  texts = g_new0 (TwoTexts, 1);
  texts->id = propus_attachment_get_id (attachment);
  texts->first = g_strdup (propus_attachment_get_extra (attachment));
  propus_store_submit (self, &save_attachment_type, texts, two_texts_free, propus_store_change_finish, callback, user_data);
}

/**
 * propus_store_change_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when it is stored, all of it
 */
gboolean
propus_store_change_finish (PropusStore   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return propus_store_finish (self, result, propus_store_change_finish, error);
}

typedef struct
{
  gint64 id;
  PropusConversationRow *row;
} LoadConversation;

static void
load_conversation_free (gpointer data)
{
  LoadConversation *load = data;

  g_clear_pointer (&load->row, propus_conversation_row_free);
  g_free (load);
}

static gboolean
run_load_conversation (PropusConnection  *connection,
                       gpointer           data,
                       GError           **error)
{
  LoadConversation *load = data;

  return propus_conversation_rows_find (connection, load->id, &load->row, error);
}

static const PropusJobType load_conversation_type = { .kind = PROPUS_JOB_READ, .run = run_load_conversation };

/**
 * propus_store_load_conversation_async:
 * @self: a store
 * @id: a conversation
 * @callback: called when its header is read
 * @user_data: for @callback
 */
void
propus_store_load_conversation_async (PropusStore         *self,
                                      gint64               id,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  LoadConversation *load;

  g_return_if_fail (PROPUS_IS_STORE (self));

  load = g_new0 (LoadConversation, 1);
  load->id = id;
  propus_store_submit (self, &load_conversation_type, load, load_conversation_free,
                       propus_store_load_conversation_async, callback, user_data);
}

/**
 * propus_store_load_conversation_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable): the conversation without messages; %NULL without an error: it is not there
 */
PropusConversation *
propus_store_load_conversation_finish (PropusStore   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  LoadConversation *load;

  if (!propus_store_finish (self, result, propus_store_load_conversation_async, error))
    return NULL;

  load = g_task_get_task_data (G_TASK (result));
  return load->row != NULL ? propus_conversation_row_to_model (load->row) : NULL;
}
