/* propus-chat-export.c - chats of the history on their way into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-export.h"

#include "propus-chat-data.h"
#include "propus-leak-guard.h"

#include <glib/gi18n.h>
#include <string.h>

/* Each chat goes the same way before the next one begins: its header, its messages, a comparison of its words with the
 * person's keys, taking those out, the file. */

struct _PropusChatExport
{
  GObject parent_instance;

  PropusStore *store;
  PropusBrokerProcess *broker;     /* NULL: nobody knows any keys */
  PropusTransferExport *transfer;
  PropusTransferFlags flags;

  GArray *ids;                     /* of gint64; NULL: not known yet */
  gint64 folder_id;                /* 0: all chats */
  GHashTable *folders;             /* {gint64: name} */

  guint n_done;
  guint n_chats;
  guint n_leaks;
  PropusLeakComparison comparison;

  /* The chat that is under way */
  PropusConversation *header;
  PropusTransferChat *chat;
  GBytes *words;
  GPtrArray *secrets;              /* of char* */
};

enum
{
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusChatExport, propus_chat_export, G_TYPE_OBJECT)

static void load_next (GTask *task);

static void
drop_chat (PropusChatExport *self)
{
  g_clear_object (&self->header);
  g_clear_pointer (&self->chat, propus_transfer_chat_unref);
  g_clear_pointer (&self->words, g_bytes_unref);
  g_clear_pointer (&self->secrets, g_ptr_array_unref);
}

static void
propus_chat_export_finalize (GObject *object)
{
  PropusChatExport *self = PROPUS_CHAT_EXPORT (object);

  drop_chat (self);
  g_clear_pointer (&self->ids, g_array_unref);
  g_hash_table_unref (self->folders);
  g_clear_object (&self->store);
  g_clear_object (&self->broker);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (propus_chat_export_parent_class)->finalize (object);
}

static void
propus_chat_export_class_init (PropusChatExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_chat_export_finalize;

  signals[PROGRESS] = g_signal_new ("progress", PROPUS_TYPE_CHAT_EXPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_chat_export_init (PropusChatExport *self)
{
  self->folders = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

/**
 * propus_chat_export_new:
 * @store: the history
 * @broker: (nullable): whom to ask for the person's own keys
 * @file: what to write; it is replaced when all is written
 * @format: how
 * @flags: what goes into it
 *
 * Returns: (transfer full): an export that has not begun
 */
PropusChatExport *
propus_chat_export_new (PropusStore          *store,
                        PropusBrokerProcess  *broker,
                        GFile                *file,
                        PropusTransferFormat  format,
                        PropusTransferFlags   flags)
{
  PropusChatExport *self;

  g_return_val_if_fail (PROPUS_IS_STORE (store), NULL);
  g_return_val_if_fail (broker == NULL || PROPUS_IS_BROKER_PROCESS (broker), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (PROPUS_TYPE_CHAT_EXPORT, NULL);
  self->store = g_object_ref (store);
  self->broker = broker != NULL ? g_object_ref (broker) : NULL;
  self->transfer = propus_transfer_export_new (file, format, flags);
  self->flags = flags;
  self->comparison = broker != NULL ? PROPUS_LEAK_COMPARED : PROPUS_LEAK_NOT_COMPARED;
  return self;
}

/**
 * propus_chat_export_choose_chats:
 * @ids: (element-type gint64): which chats, in which order
 */
void
propus_chat_export_choose_chats (PropusChatExport *self,
                                 GArray           *ids)
{
  g_return_if_fail (PROPUS_IS_CHAT_EXPORT (self));

  g_clear_pointer (&self->ids, g_array_unref);
  self->ids = g_array_copy (ids);
}

/**
 * propus_chat_export_choose_folder:
 * @folder_id: a folder; its chats that are not archived go
 */
void
propus_chat_export_choose_folder (PropusChatExport *self,
                                  gint64            folder_id)
{
  g_return_if_fail (PROPUS_IS_CHAT_EXPORT (self));

  self->folder_id = folder_id;
}

/* --- one chat --- */

static void
end_chat (GTask    *task,
          gboolean  is_written)
{
  PropusChatExport *self = g_task_get_source_object (task);

  drop_chat (self);
  self->n_done++;
  self->n_chats += is_written ? 1 : 0;
  g_signal_emit (self, signals[PROGRESS], 0);
  load_next (task);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_transfer_export_add_finish (PROPUS_TRANSFER_EXPORT (object), result, &error))
    end_chat (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
scrubbed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = PROPUS_CHAT_EXPORT (object);

  propus_transfer_export_add_async (self->transfer, self->chat, g_task_get_cancellable (task), added_cb, g_object_ref (task));
}

static void
scrub_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  PropusChatExport *self = source_object;   /* which waits for this */

  propus_chat_data_scrub (self->chat, self->secrets, (self->flags & PROPUS_TRANSFER_REDACT) != 0);
  g_task_return_boolean (task, TRUE);
}

static void
scrub (GTask *task)
{
  PropusChatExport *self = g_task_get_source_object (task);
  g_autoptr(GTask) work = g_task_new (self, NULL, scrubbed_cb, g_object_ref (task));

  g_clear_pointer (&self->words, g_bytes_unref);
  g_task_run_in_thread (work, scrub_thread);
}

static void
take_own_keys (PropusChatExport *self,
               PropusLeakReport *report)
{
  gsize length;
  const char *words = g_bytes_get_data (self->words, &length);

  for (guint i = 0; i < propus_leak_report_get_n_ranges (report); i++)
    {
      const PropusSecretRange *range = propus_leak_report_get_range (report, i);

      if (range->kind == PROPUS_SECRET_OWN_KEY && range->end > range->start && range->end <= length)
        g_ptr_array_add (self->secrets, g_strndup (words + range->start, range->end - range->start));
    }
  if (self->secrets->len > 0)
    self->n_leaks++;
  self->comparison = MAX (self->comparison, propus_leak_report_get_comparison (report));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(PropusLeakReport) report = propus_leak_guard_check_finish (PROPUS_BROKER_PROCESS (object), result, &error);

  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  take_own_keys (self, report);
  scrub (task);
}

static void
worded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = PROPUS_CHAT_EXPORT (object);

  self->words = g_task_propagate_pointer (G_TASK (result), NULL);

  /* A broker that did not answer once is not waited for at each chat. */
  if (self->comparison == PROPUS_LEAK_NOT_COMPARED)
    scrub (task);
  else
    propus_leak_guard_check_async (self->broker, propus_conversation_get_title (self->header), self->words,
                                   g_task_get_cancellable (task), checked_cb, g_object_ref (task));
}

static void
word_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  PropusChatExport *self = source_object;

  g_task_return_pointer (task, propus_chat_data_dup_words (self->chat), (GDestroyNotify) g_bytes_unref);
}

static void
free_secret (gpointer data)
{
  memset (data, 0, strlen (data));
  g_free (data);
}

static void
tree_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = g_task_get_source_object (task);
  GError *error = NULL;
  gint64 head = 0;
  g_autoptr(GPtrArray) messages = propus_store_load_tree_finish (PROPUS_STORE (object), result, &head, &error);
  g_autoptr(GTask) work = NULL;
  gint64 folder_id;

  if (messages == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  folder_id = propus_conversation_get_folder_id (self->header);
  self->chat = propus_chat_data_from_history (self->header, messages, head, g_hash_table_lookup (self->folders, &folder_id));
  self->secrets = g_ptr_array_new_with_free_func (free_secret);
  work = g_task_new (self, NULL, worded_cb, g_object_ref (task));
  g_task_run_in_thread (work, word_thread);
}

static void
header_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->header = propus_store_load_conversation_finish (PROPUS_STORE (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (self->header == NULL)
    end_chat (task, FALSE);
  else
    propus_store_load_tree_async (self->store, propus_conversation_get_id (self->header), tree_cb, g_object_ref (task));
}

/* --- all of them --- */

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_transfer_export_close_finish (PROPUS_TRANSFER_EXPORT (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
load_next (GTask *task)
{
  PropusChatExport *self = g_task_get_source_object (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->n_done < self->ids->len)
    propus_store_load_conversation_async (self->store, g_array_index (self->ids, gint64, self->n_done), header_cb, g_object_ref (task));
  else if (self->n_chats > 0)
    propus_transfer_export_close_async (self->transfer, g_task_get_cancellable (task), closed_cb, g_object_ref (task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", _("There is no chat to export."));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) headers = propus_store_list_conversations_finish (PROPUS_STORE (object), result, &error);

  if (headers == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < headers->len; i++)
    {
      PropusConversation *header = g_ptr_array_index (headers, i);
      gint64 id = propus_conversation_get_id (header);

      if (self->folder_id == 0 || (propus_conversation_get_folder_id (header) == self->folder_id &&
                                   !propus_conversation_get_archived (header)))
        g_array_append_val (self->ids, id);
    }
  load_next (task);
}

static void
folders_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatExport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) folders = propus_store_list_folders_finish (PROPUS_STORE (object), result, &error);

  if (folders == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < folders->len; i++)
    {
      PropusFolder *folder = g_ptr_array_index (folders, i);
      gint64 id = propus_folder_get_id (folder);

      g_hash_table_insert (self->folders, g_memdup2 (&id, sizeof id), g_strdup (propus_folder_get_name (folder)));
    }
  if (self->ids != NULL)
    load_next (task);
  else
    propus_store_list_conversations_async (self->store, listed_cb, g_object_ref (task));
}

/**
 * propus_chat_export_run_async:
 * @self: an export that has not begun
 * @cancellable: (nullable): ends it; then the file is as it was before
 * @callback: called when the file is written
 * @user_data: for @callback
 */
void
propus_chat_export_run_async (PropusChatExport    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_CHAT_EXPORT (self));
  g_return_if_fail (self->n_done == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_chat_export_run_async);
  propus_store_list_folders_async (self->store, folders_cb, g_object_ref (task));
}

/**
 * propus_chat_export_run_finish:
 * @self: an export
 * @result: what the callback got
 * @error: return location for a #PropusStoreError, a #PropusTransferError or a #GIOError
 *
 * Returns: %FALSE when nothing was written
 */
gboolean
propus_chat_export_run_finish (PropusChatExport  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  drop_chat (self);
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
propus_chat_export_get_n_done (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), 0);

  return self->n_done;
}

guint
propus_chat_export_get_n_total (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), 0);

  return self->ids != NULL ? self->ids->len : 0;
}

guint
propus_chat_export_get_n_chats (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), 0);

  return self->n_chats;
}

guint
propus_chat_export_get_n_leaks (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), 0);

  return self->n_leaks;
}

PropusLeakComparison
propus_chat_export_get_comparison (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), PROPUS_LEAK_NOT_COMPARED);

  return self->comparison;
}

PropusTransferReport *
propus_chat_export_get_report (PropusChatExport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_EXPORT (self), NULL);

  return propus_transfer_export_get_report (self->transfer);
}
