/* propus-chat-import.c - chats of a file on their way into the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-chat-import.h"

#include "propus-chat-data.h"
#include "propus-limits.h"

#include <glib/gstdio.h>
#include <string.h>

/* Chats are stored a few at a time and stay hidden. When all are, they go into their folders, which are made if need be,
 * and come to light. Whatever fails before that takes everything back: chats and folders. */

struct _PropusChatImport
{
  GObject parent_instance;

  PropusStore *store;
  GFile *file;
  PropusTransferImport *transfer;   /* NULL before the file was looked through */

  /* The chat that is under way */
  PropusTransferChat *chat;
  GPtrArray *wanted;                /* of PropusTransferAttachment: those that have a content */
  guint next_wanted;
  GHashTable *attachments;          /* {PropusTransferAttachment: PropusAttachment}; borrows keys from the chat */

  /* Those that wait to be stored together */
  GPtrArray *conversations;
  GArray *heads;
  gsize size;

  /* Those that are stored, hidden */
  GArray *ids;
  GPtrArray *names;                 /* of char*: the folder of each; "" none */

  GHashTable *folders;              /* {name: gint64} */
  GPtrArray *folder_names;          /* of char*: those that are needed */
  guint next_folder;
  PropusFolder *folder;             /* is being made */
  GArray *made;                     /* of gint64: new ones */

  GError *error;                    /* why everything is taken back */
};

enum
{
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusChatImport, propus_chat_import, G_TYPE_OBJECT)

static void read_next (GTask *task);
static void fill_folder (GTask *task);

static void
drop_chat (PropusChatImport *self)
{
  g_ptr_array_set_size (self->wanted, 0);
  g_hash_table_remove_all (self->attachments);
  g_clear_pointer (&self->chat, propus_transfer_chat_unref);
  self->next_wanted = 0;
}

static void
propus_chat_import_finalize (GObject *object)
{
  PropusChatImport *self = PROPUS_CHAT_IMPORT (object);

  drop_chat (self);
  g_ptr_array_unref (self->wanted);
  g_hash_table_unref (self->attachments);
  g_ptr_array_unref (self->conversations);
  g_array_unref (self->heads);
  g_array_unref (self->ids);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->folders);
  g_ptr_array_unref (self->folder_names);
  g_array_unref (self->made);
  g_clear_object (&self->folder);
  g_clear_object (&self->transfer);
  g_clear_object (&self->store);
  g_clear_object (&self->file);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (propus_chat_import_parent_class)->finalize (object);
}

static void
propus_chat_import_class_init (PropusChatImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_chat_import_finalize;

  signals[PROGRESS] = g_signal_new ("progress", PROPUS_TYPE_CHAT_IMPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_chat_import_init (PropusChatImport *self)
{
  self->wanted = g_ptr_array_new ();
  self->attachments = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  self->heads = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->folder_names = g_ptr_array_new ();
  self->made = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * propus_chat_import_new:
 * @store: the history
 * @file: what to read; any format that PropusTransferImport knows
 *
 * Returns: (transfer full): an import that has not begun
 */
PropusChatImport *
propus_chat_import_new (PropusStore *store,
                        GFile       *file)
{
  PropusChatImport *self;

  g_return_val_if_fail (PROPUS_IS_STORE (store), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (PROPUS_TYPE_CHAT_IMPORT, NULL);
  self->store = g_object_ref (store);
  self->file = g_object_ref (file);
  return self;
}

/* --- taking back --- */

static void unmake_folder (GTask *task);

static void
unmade_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = propus_store_delete_folder_finish (PROPUS_STORE (object), result, &error);

  if (ids == NULL)
    g_debug ("%s", error->message);
  unmake_folder (task);
}

static void
unmake_folder (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);
  gint64 id;

  if (self->made->len == 0)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      return;
    }

  id = g_array_index (self->made, gint64, self->made->len - 1);
  g_array_set_size (self->made, self->made->len - 1);
  propus_store_delete_folder_async (self->store, id, unmade_cb, g_object_ref (task));
}

static void
taken_back_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* They stay hidden then, and go at the next start. */
  if (!propus_store_import_take_back_finish (PROPUS_STORE (object), result, &error))
    g_debug ("%s", error->message);
  unmake_folder (task);
}

/* @error: (transfer full) */
static void
fail (GTask  *task,
      GError *error)
{
  PropusChatImport *self = g_task_get_source_object (task);

  self->error = error;
  drop_chat (self);
  g_ptr_array_set_size (self->conversations, 0);
  propus_store_import_take_back_async (self->store, self->ids, taken_back_cb, g_object_ref (task));
}

/* --- bringing to light --- */

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_store_change_finish (PROPUS_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_store_change_finish (PROPUS_STORE (object), result, &error))
    fill_folder (task);
  else
    fail (task, error);
}

static void
move_into (GTask      *task,
           const char *name,
           gint64      folder_id)
{
  PropusChatImport *self = g_task_get_source_object (task);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->ids->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      g_array_append_val (ids, g_array_index (self->ids, gint64, i));

  propus_store_move_async (self->store, (const gint64 *) (gpointer) ids->data, ids->len, folder_id, moved_cb, g_object_ref (task));
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  g_autoptr(PropusFolder) folder = g_steal_pointer (&self->folder);
  GError *error = NULL;
  gint64 id;

  if (!propus_store_save_folder_finish (PROPUS_STORE (object), result, &error))
    {
      fail (task, error);
      return;
    }

  id = propus_folder_get_id (folder);
  g_array_append_val (self->made, id);
  move_into (task, propus_folder_get_name (folder), id);
}

static void
fill_folder (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);
  const char *name;
  gint64 *id;

  if (self->next_folder == self->folder_names->len)
    {
      propus_store_set_all_deleted_async (self->store, (const gint64 *) (gpointer) self->ids->data, self->ids->len, FALSE,
                                          shown_cb, g_object_ref (task));
      return;
    }

  name = g_ptr_array_index (self->folder_names, self->next_folder++);
  id = g_hash_table_lookup (self->folders, name);
  if (id != NULL)
    {
      move_into (task, name, *id);
    }
  else
    {
      self->folder = propus_folder_new (0, name, 0);
      propus_store_save_folder_async (self->store, self->folder, made_cb, g_object_ref (task));
    }
}

static void
folders_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  g_autoptr(GHashTable) needed = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;
  g_autoptr(GPtrArray) folders = propus_store_list_folders_finish (PROPUS_STORE (object), result, &error);

  if (folders == NULL)
    {
      fail (task, error);
      return;
    }

  for (guint i = 0; i < folders->len; i++)
    {
      PropusFolder *folder = g_ptr_array_index (folders, i);
      gint64 id = propus_folder_get_id (folder);

      g_hash_table_insert (self->folders, g_strdup (propus_folder_get_name (folder)), g_memdup2 (&id, sizeof id));
    }
  for (guint i = 0; i < self->names->len; i++)
    {
      char *name = g_ptr_array_index (self->names, i);

      if (*name != '\0' && g_hash_table_add (needed, name))
        g_ptr_array_add (self->folder_names, name);
    }
  fill_folder (task);
}

/* --- storing --- */

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GArray) ids = propus_store_import_finish (PROPUS_STORE (object), result, &error);

  if (ids == NULL)
    {
      fail (task, error);
      return;
    }

  g_array_append_vals (self->ids, ids->data, ids->len);
  g_ptr_array_set_size (self->conversations, 0);
  g_array_set_size (self->heads, 0);
  self->size = 0;
  g_signal_emit (self, signals[PROGRESS], 0);
  read_next (task);
}

static void
store_waiting (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);

  propus_store_import_piece_async (self->store, self->conversations, self->heads, g_task_get_cancellable (task), stored_cb,
                                   g_object_ref (task));
}

static gsize
get_size (PropusTransferChat *chat)
{
  gsize size = 0;

  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);

      for (guint j = 0; j < message->parts->len; j++)
        size += strlen (g_ptr_array_index (message->parts, j));
    }

  return size;
}

static void
add_chat (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);

  g_ptr_array_add (self->conversations, propus_chat_data_to_history (self->chat, self->attachments));
  g_array_append_val (self->heads, self->chat->head);
  g_ptr_array_add (self->names, g_strdup (self->chat->folder != NULL ? self->chat->folder : ""));
  self->size += get_size (self->chat);
  drop_chat (self);
  if (self->conversations->len >= PROPUS_STORE_IMPORT_BATCH || self->size >= PROPUS_IMPORT_PIECE_BYTES)
    store_waiting (task);
  else
    read_next (task);
}

/* --- attachments --- */

static void take_attachment (GTask *task);

static void
free_path (gpointer data)
{
  g_unlink (data);
  g_free (data);
}

static void
attached_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  PropusTransferAttachment *wanted = g_ptr_array_index (self->wanted, self->next_wanted);
  GError *error = NULL;
  g_autoptr(PropusAttachment) stored = propus_store_add_finish (PROPUS_STORE (object), result, &error);

  if (stored == NULL)
    {
      fail (task, error);
      return;
    }

  g_hash_table_insert (self->attachments, wanted,
                       propus_attachment_new (propus_attachment_get_hash (stored), propus_attachment_get_path (stored),
                                              propus_attachment_get_mime (stored), wanted->name, propus_attachment_get_size (stored)));
  self->next_wanted++;
  take_attachment (task);
}

static void
unpacked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  PropusChatImport *self = PROPUS_CHAT_IMPORT (object);
  PropusTransferAttachment *wanted = g_ptr_array_index (self->wanted, self->next_wanted);
  g_autoptr(GFile) file = NULL;
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path == NULL)
    {
      fail (task, error);
      g_object_unref (task);
      return;
    }

  /* The task of the whole import keeps the path of the file that is being copied, and removes the file with it. */
  g_task_set_task_data (task, path, free_path);
  file = g_file_new_for_path (path);
  propus_store_add_file_async (self->store, file, wanted->mime, g_task_get_cancellable (task), attached_cb, task);
}

static gboolean
write_piece (const guchar  *data,
             gsize          length,
             gpointer       user_data,
             GError       **error)
{
  return g_output_stream_write_all (user_data, data, length, NULL, NULL, error);
}

/* The content lies somewhere within the file, as base64 perhaps; the store wants a file. */
static void
unpack_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  g_autoptr(GFileIOStream) stream = NULL;
  g_autoptr(GFile) file = NULL;
  GOutputStream *out;
  GError *error = NULL;

  file = g_file_new_tmp ("propus-import-XXXXXX", &stream, &error);
  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  out = g_io_stream_get_output_stream (G_IO_STREAM (stream));
  if (propus_transfer_attachment_read (task_data, write_piece, out, cancellable, &error) &&
      g_io_stream_close (G_IO_STREAM (stream), NULL, &error))
    {
      g_task_return_pointer (task, g_file_get_path (file), free_path);
    }
  else
    {
      g_file_delete (file, NULL, NULL);
      g_task_return_error (task, error);
    }
}

static void
take_attachment (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);
  g_autoptr(GTask) work = NULL;
  PropusTransferAttachment *wanted;

  if (self->next_wanted == self->wanted->len)
    {
      add_chat (task);
      return;
    }

  wanted = g_ptr_array_index (self->wanted, self->next_wanted);
  work = g_task_new (self, g_task_get_cancellable (task), unpacked_cb, g_object_ref (task));
  g_task_set_task_data (work, propus_transfer_attachment_ref (wanted), (GDestroyNotify) propus_transfer_attachment_unref);
  g_task_run_in_thread (work, unpack_thread);
}

/* --- reading --- */

static void
want_attachments (PropusChatImport *self)
{
  for (guint i = 0; i < self->chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (self->chat->messages, i);

      for (guint j = 0; j < message->attachments->len; j++)
        if (propus_transfer_attachment_has_data (g_ptr_array_index (message->attachments, j)))
          g_ptr_array_add (self->wanted, g_ptr_array_index (message->attachments, j));
    }
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->chat = propus_transfer_import_next_finish (PROPUS_TRANSFER_IMPORT (object), result, &error);
  if (error != NULL)
    {
      fail (task, error);
    }
  else if (self->chat != NULL)
    {
      want_attachments (self);
      take_attachment (task);
    }
  else if (self->conversations->len > 0)
    {
      store_waiting (task);
    }
  else
    {
      propus_store_list_folders_async (self->store, folders_cb, g_object_ref (task));
    }
}

static void
read_next (GTask *task)
{
  PropusChatImport *self = g_task_get_source_object (task);

  propus_transfer_import_next_async (self->transfer, g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusChatImport *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->transfer = propus_transfer_import_open_finish (result, &error);
  if (self->transfer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_signal_emit (self, signals[PROGRESS], 0);
  read_next (task);
}

/**
 * propus_chat_import_run_async:
 * @self: an import that has not begun
 * @cancellable: (nullable): ends it; then nothing is imported
 * @callback: called when all chats are in the history, or none is
 * @user_data: for @callback
 */
void
propus_chat_import_run_async (PropusChatImport    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_CHAT_IMPORT (self));
  g_return_if_fail (self->transfer == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  /* Cancelled when all is stored: then it is. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, propus_chat_import_run_async);
  propus_transfer_import_open_async (self->file, cancellable, opened_cb, g_object_ref (task));
}

/**
 * propus_chat_import_run_finish:
 * @self: an import
 * @result: what the callback got
 * @error: return location for a #PropusTransferError, a #PropusStoreError or a #GIOError
 *
 * Returns: %FALSE when nothing was imported
 */
gboolean
propus_chat_import_run_finish (PropusChatImport  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
propus_chat_import_get_n_done (PropusChatImport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_IMPORT (self), 0);

  return self->ids->len;
}

guint
propus_chat_import_get_n_total (PropusChatImport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_IMPORT (self), 0);

  return self->transfer != NULL ? propus_transfer_import_get_n_chats (self->transfer) : 0;
}

PropusTransferReport *
propus_chat_import_get_report (PropusChatImport *self)
{
  g_return_val_if_fail (PROPUS_IS_CHAT_IMPORT (self), NULL);

  return self->transfer != NULL ? propus_transfer_import_get_report (self->transfer) : NULL;
}
