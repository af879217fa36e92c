/* propus-tray.c - the files that go with the next prompt of a chat
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-tray.h"

#include "propus-attach.h"
#include "propus-attachment-sender.h"
#include "propus-failure-sentence.h"
#include "propus-leak-guard.h"
#include "propus-limits.h"
#include "propus-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/**
 * PropusTray:
 *
 * Looks at each file (#propus_attach_async), looks through small texts for keys, and copies it into the history, so that
 * what is sent is what was attached. The files of a temporary chat stay where they are; what was pasted there lies in
 * the runtime folder, which is in memory, until the chat is gone.
 */
struct _PropusTray
{
  GObject             parent_instance;

  PropusSession      *session;
  PropusConversation *conversation;
  GPtrArray          *items;        /* of PropusTrayItem */
  GPtrArray          *pasted;       /* of char *: files to be removed */
};

G_DEFINE_FINAL_TYPE (PropusTray, propus_tray, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
item_free (gpointer data)
{
  PropusTrayItem *item = data;

  g_cancellable_cancel (item->cancellable);
  g_object_unref (item->cancellable);
  g_clear_object (&item->attachment);
  g_free (item->warning);
  g_free (item->name);
  g_free (item);
}

static void
remove_pasted (gpointer data)
{
  g_unlink (data);
  g_free (data);
}

static void
propus_tray_finalize (GObject *object)
{
  PropusTray *self = PROPUS_TRAY (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->pasted);
  g_object_unref (self->session);
  g_object_unref (self->conversation);

  G_OBJECT_CLASS (propus_tray_parent_class)->finalize (object);
}

static void
propus_tray_class_init (PropusTrayClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = propus_tray_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                          G_TYPE_STRING, G_TYPE_BYTES);
}

static void
propus_tray_init (PropusTray *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->pasted = g_ptr_array_new_with_free_func (remove_pasted);
}

/* --- one file on its way in --- */

typedef struct
{
  PropusTray       *tray;
  GCancellable     *cancellable;   /* of its item: tells which one it is */
  GFile            *file;          /* one of the two */
  GBytes           *bytes;
  char             *mime;
  PropusAttachment *found;         /* the file where it lies; NULL for bytes */
} Intake;

static void
intake_free (Intake *intake)
{
  g_object_unref (intake->tray);
  g_object_unref (intake->cancellable);
  g_clear_object (&intake->file);
  g_clear_pointer (&intake->bytes, g_bytes_unref);
  g_clear_object (&intake->found);
  g_free (intake->mime);
  g_free (intake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Intake, intake_free)

/* Returns: (nullable): its item; NULL when it was taken away meanwhile. */
static PropusTrayItem *
find_item (Intake *intake)
{
  for (guint i = 0; i < intake->tray->items->len; i++)
    {
      PropusTrayItem *item = g_ptr_array_index (intake->tray->items, i);

      if (item->cancellable == intake->cancellable && !g_cancellable_is_cancelled (item->cancellable))
        return item;
    }

  return NULL;
}

static void
refuse (Intake     *intake,
        const char *sentence)
{
  PropusTray *self = intake->tray;
  PropusTrayItem *item = find_item (intake);
  g_autofree char *text = NULL;

  if (item == NULL)
    return;

  /* Translators: %1$s is the name of a file, %2$s a sentence that says why it cannot be attached */
  text = g_strdup_printf (_("“%1$s”: %2$s"), item->name, sentence);
  g_ptr_array_remove (self->items, item);
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, text, intake->bytes);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
accept (Intake           *intake,
        PropusAttachment *attachment)
{
  PropusTrayItem *item = find_item (intake);

  if (item == NULL)
    return;

  g_set_object (&item->attachment, attachment);
  g_signal_emit (intake->tray, signals[SIGNAL_CHANGED], 0);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Intake) intake = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusAttachment) attachment = propus_store_add_finish (PROPUS_STORE (object), result, &error);

  if (attachment != NULL)
    accept (intake, attachment);
  else if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL))
    refuse (intake, _("The disk is full, so the file was not attached. Make room, then attach it again."));
  else
    refuse (intake, _("The file cannot be read or kept, so it was not attached. Check its permissions."));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Intake) intake = user_data;
  g_autofree char *path = g_file_get_path (G_FILE (object));
  PropusTrayItem *item = find_item (intake);
  g_autoptr(PropusAttachment) attachment = NULL;

  g_ptr_array_add (intake->tray->pasted, g_strdup (path));
  if (item == NULL)
    return;
  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, NULL))
    {
      refuse (intake, _("The file cannot be read or kept, so it was not attached. Check its permissions."));
      return;
    }

  attachment = propus_attachment_new (NULL, path, intake->mime, item->name, g_bytes_get_size (intake->bytes));
  accept (intake, attachment);
}

/* Takes @intake. */
static void
write_pasted (Intake *intake)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "propus", "pasted", NULL);
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("%s: %s", folder, g_strerror (errno));
  g_file_replace_contents_bytes_async (file, intake->bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, intake->cancellable,
                                       written_cb, intake);
}

/* Takes @intake. */
static void
keep (Intake *intake)
{
  PropusStore *store = propus_session_get_store (intake->tray->session);
  PropusTrayItem *item = find_item (intake);
  g_autoptr(Intake) owned = intake;

  if (item == NULL)
    return;

  if (!propus_conversation_get_temporary (intake->tray->conversation))
    {
      g_autoptr(Intake) next = g_steal_pointer (&owned);

      if (intake->file != NULL)
        propus_store_add_file_async (store, intake->file, intake->mime, intake->cancellable, stored_cb,
                                     g_steal_pointer (&next));
      else
        propus_store_add_bytes_async (store, intake->bytes, intake->mime, item->name, intake->cancellable, stored_cb,
                                      g_steal_pointer (&next));
    }
  else if (intake->found != NULL)
    accept (intake, intake->found);
  else
    write_pasted (g_steal_pointer (&owned));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Intake) intake = user_data;
  g_autoptr(PropusLeakReport) report = NULL;
  PropusTrayItem *item;

  report = propus_leak_guard_check_finish (PROPUS_BROKER_PROCESS (object), result, NULL);
  item = find_item (intake);
  if (item == NULL)
    return;

  if (report != NULL && propus_leak_report_has_own_key (report))
    {
      refuse (intake, _("It contains one of your own API keys, so it was not attached."));
      return;
    }

  if (report != NULL && propus_leak_report_get_n_ranges (report) > 0)
    item->warning = propus_leak_report_dup_sentence (report);
  keep (g_steal_pointer (&intake));
}

/* Takes @intake. */
static void
check (Intake *intake,
       GBytes *text)
{
  PropusTrayItem *item = find_item (intake);

  propus_leak_guard_check_async (propus_session_get_broker (intake->tray->session), item != NULL ? item->name : NULL, text,
                                 intake->cancellable, checked_cb, intake);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Intake) intake = user_data;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, NULL);
  g_autofree char *sentence = NULL;

  if (bytes != NULL)
    {
      check (g_steal_pointer (&intake), bytes);
      return;
    }

  sentence = propus_failure_dup_sentence (PROPUS_FAILURE_ATTACHMENT, PROPUS_ATTACHMENT_UNREADABLE);
  refuse (intake, sentence);
}

static gboolean
is_to_check (const char *mime,
             guint64     size)
{
  return g_str_has_prefix (mime, "text/") && size <= PROPUS_LIMIT_CHECKED_FILE_BYTES;
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Intake) intake = user_data;
  g_autoptr(PropusFailure) failure = NULL;
  GFile *file = intake->file;
  GCancellable *cancellable = intake->cancellable;

  intake->found = propus_attach_finish (result, &failure);
  if (failure != NULL)
    {
      g_autofree char *sentence = propus_failure_dup_sentence_for (failure);

      refuse (intake, sentence);
    }
  if (intake->found == NULL)
    return;

  intake->mime = g_strdup (propus_attachment_get_mime (intake->found));
  if (is_to_check (intake->mime, propus_attachment_get_size (intake->found)))
    g_file_load_bytes_async (file, cancellable, loaded_cb, g_steal_pointer (&intake));
  else
    keep (g_steal_pointer (&intake));
}

/* --- the tray --- */

static Intake *
new_intake (PropusTray *self,
            const char *name)
{
  PropusTrayItem *item = g_new0 (PropusTrayItem, 1);
  Intake *intake = g_new0 (Intake, 1);

  item->name = propus_text_make_title (name);
  item->cancellable = g_cancellable_new ();
  g_ptr_array_add (self->items, item);
  intake->tray = g_object_ref (self);
  intake->cancellable = g_object_ref (item->cancellable);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return intake;
}

static gboolean
is_full (PropusTray *self,
         GBytes     *bytes)
{
  if (self->items->len < PROPUS_LIMIT_ATTACHMENTS)
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, _("There are too many files."), bytes);
  return TRUE;
}

/**
 * propus_tray_new:
 * @session: keeps the files
 * @conversation: whose next prompt they go with
 *
 * Returns: (transfer full): an empty tray
 */
PropusTray *
propus_tray_new (PropusSession      *session,
                 PropusConversation *conversation)
{
  PropusTray *self;

  g_return_val_if_fail (PROPUS_IS_SESSION (session) && PROPUS_IS_CONVERSATION (conversation), NULL);

  self = g_object_new (PROPUS_TYPE_TRAY, NULL);
  self->session = g_object_ref (session);
  self->conversation = g_object_ref (conversation);

  return self;
}

/**
 * propus_tray_add_file:
 * @self: a tray
 * @file: a file on this computer
 *
 * It is there at once, and can be sent when it has been looked at and copied.
 */
void
propus_tray_add_file (PropusTray *self,
                      GFile      *file)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  Intake *intake;

  g_return_if_fail (PROPUS_IS_TRAY (self) && G_IS_FILE (file));

  if (is_full (self, NULL))
    return;

  base = g_file_get_basename (file);
  name = g_filename_display_name (base);
  intake = new_intake (self, name);
  intake->file = g_object_ref (file);
  propus_attach_async (file, intake->cancellable, looked_cb, intake);
}

/**
 * propus_tray_add_bytes:
 * @self: a tray
 * @bytes: what was pasted or dropped
 * @mime: what the API calls it
 * @name: what to call it
 */
void
propus_tray_add_bytes (PropusTray *self,
                       GBytes     *bytes,
                       const char *mime,
                       const char *name)
{
  Intake *intake;

  g_return_if_fail (PROPUS_IS_TRAY (self) && bytes != NULL && mime != NULL && name != NULL);

  if (is_full (self, bytes) || g_bytes_get_size (bytes) == 0)
    return;

  intake = new_intake (self, name);
  intake->bytes = g_bytes_ref (bytes);
  intake->mime = g_strdup (mime);
  if (is_to_check (mime, g_bytes_get_size (bytes)))
    check (intake, bytes);
  else
    keep (intake);
}

/**
 * propus_tray_remove:
 * @self: a tray
 * @index: which file
 */
void
propus_tray_remove (PropusTray *self,
                    guint       index)
{
  g_return_if_fail (PROPUS_IS_TRAY (self));
  g_return_if_fail (index < self->items->len);

  g_ptr_array_remove_index (self->items, index);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * propus_tray_get_n_items:
 * @self: a tray
 *
 * Returns: how many files there are
 */
guint
propus_tray_get_n_items (PropusTray *self)
{
  g_return_val_if_fail (PROPUS_IS_TRAY (self), 0);

  return self->items->len;
}

/**
 * propus_tray_get_item:
 * @self: a tray
 * @index: which file
 *
 * Returns: (transfer none): the file, until the next change
 */
const PropusTrayItem *
propus_tray_get_item (PropusTray *self,
                      guint       index)
{
  g_return_val_if_fail (PROPUS_IS_TRAY (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return g_ptr_array_index (self->items, index);
}

/**
 * propus_tray_is_busy:
 * @self: a tray
 *
 * Returns: whether a file is still being looked at or copied
 */
gboolean
propus_tray_is_busy (PropusTray *self)
{
  g_return_val_if_fail (PROPUS_IS_TRAY (self), FALSE);

  for (guint i = 0; i < self->items->len; i++)
    if (((PropusTrayItem *) g_ptr_array_index (self->items, i))->attachment == NULL)
      return TRUE;

  return FALSE;
}

/**
 * propus_tray_is_uploaded:
 * @self: a tray
 * @index: which file
 *
 * Returns: whether it will be uploaded before the prompt, and not be in the request
 */
gboolean
propus_tray_is_uploaded (PropusTray *self,
                         guint       index)
{
  g_autoptr(PropusAttachmentSender) sender = propus_attachment_sender_new (NULL);
  const PropusTrayItem *item = propus_tray_get_item (self, index);

  for (guint i = 0; i < self->items->len; i++)
    {
      PropusTrayItem *other = g_ptr_array_index (self->items, i);

      if (other->attachment != NULL)
        propus_attachment_sender_add (sender, other->attachment);
    }

  return item->attachment != NULL && propus_attachment_sender_will_upload (sender, item->attachment);
}

/**
 * propus_tray_take:
 * @self: a tray that is not busy
 *
 * Empties the tray: its files go with a prompt.
 *
 * Returns: (transfer full) (element-type PropusAttachment): the files
 */
GPtrArray *
propus_tray_take (PropusTray *self)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (PROPUS_IS_TRAY (self), attachments);

  for (guint i = 0; i < self->items->len; i++)
    {
      PropusTrayItem *item = g_ptr_array_index (self->items, i);

      if (item->attachment != NULL)
        g_ptr_array_add (attachments, g_object_ref (item->attachment));
    }
  g_ptr_array_set_size (self->items, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return attachments;
}
