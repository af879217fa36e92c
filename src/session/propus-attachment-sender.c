/* propus-attachment-sender.c - makes attachments ready for a request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-sender.h"

#include "propus-file-upload.h"
#include "propus-limits.h"
#include "propus-part-maker.h"

/**
 * PropusAttachmentSender:
 *
 * Up to %PROPUS_LIMIT_INLINE_BYTES of all attachments of a request go into it. Of what is more the largest are uploaded
 * first, one after the other, unless Google still has them. What was uploaded where is written into the attachment.
 */
struct _PropusAttachmentSender
{
  GObject           parent_instance;

  GPtrArray        *attachments;   /* of PropusAttachment, none twice */
  GHashTable       *parts;         /* PropusAttachment → char *, JSON */
  GHashTable       *large;         /* set of PropusAttachment: to be uploaded */
  GPtrArray        *reused;        /* of PropusAttachment, borrowed: Google has them from an earlier time */
  GPtrArray        *uploaded;      /* of PropusAttachment: by this */
  PropusClient     *client;        /* NULL: not begun */
  PropusFileUpload *upload;        /* under way, NULL none */
  GCancellable     *cancellable;
  PropusFailure    *failure;
  GTask            *task;          /* NULL: not begun, or over */
  guint             next;
};

G_DEFINE_FINAL_TYPE (PropusAttachmentSender, propus_attachment_sender, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void prepare_next (PropusAttachmentSender *self);

static void
propus_attachment_sender_dispose (GObject *object)
{
  PropusAttachmentSender *self = PROPUS_ATTACHMENT_SENDER (object);

  g_clear_object (&self->upload);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (propus_attachment_sender_parent_class)->dispose (object);
}

static void
propus_attachment_sender_finalize (GObject *object)
{
  PropusAttachmentSender *self = PROPUS_ATTACHMENT_SENDER (object);

  g_hash_table_unref (self->parts);
  g_hash_table_unref (self->large);
  g_ptr_array_unref (self->reused);
  g_ptr_array_unref (self->uploaded);
  g_ptr_array_unref (self->attachments);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->failure, propus_failure_unref);

  G_OBJECT_CLASS (propus_attachment_sender_parent_class)->finalize (object);
}

static void
propus_attachment_sender_class_init (PropusAttachmentSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_attachment_sender_dispose;
  G_OBJECT_CLASS (klass)->finalize = propus_attachment_sender_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
propus_attachment_sender_init (PropusAttachmentSender *self)
{
  self->attachments = g_ptr_array_new_with_free_func (g_object_unref);
  self->parts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->large = g_hash_table_new (NULL, NULL);
  self->reused = g_ptr_array_new ();
  self->uploaded = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/* --- what goes how --- */

static gboolean
is_uploaded (PropusAttachment *attachment)
{
  g_autoptr(PropusRemoteFile) file = propus_remote_file_parse_extra (propus_attachment_get_extra (attachment));

  return file != NULL && propus_remote_file_is_usable (file);
}

/* Returns: the largest that is to go into the request itself. */
static PropusAttachment *
find_largest (PropusAttachmentSender *self)
{
  PropusAttachment *largest = NULL;

  for (guint i = 0; i < self->attachments->len; i++)
    {
      PropusAttachment *attachment = g_ptr_array_index (self->attachments, i);

      if (g_hash_table_contains (self->large, attachment) || is_uploaded (attachment))
        continue;
      if (largest == NULL || propus_attachment_get_size (attachment) > propus_attachment_get_size (largest))
        largest = attachment;
    }

  return largest;
}

static guint64
sum_inline (PropusAttachmentSender *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->attachments->len; i++)
    {
      PropusAttachment *attachment = g_ptr_array_index (self->attachments, i);

      if (!g_hash_table_contains (self->large, attachment) && !is_uploaded (attachment))
        sum += propus_attachment_get_size (attachment);
    }

  return sum;
}

static void
choose_large (PropusAttachmentSender *self)
{
  while (sum_inline (self) > PROPUS_LIMIT_INLINE_BYTES)
    g_hash_table_add (self->large, find_largest (self));
}

/* --- one after the other --- */

/* Takes @failure, which says that nothing may be sent; NULL: all is ready. */
static void
finish (PropusAttachmentSender *self,
        PropusFailure          *failure)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      g_clear_pointer (&failure, propus_failure_unref);
      return;
    }

  self->failure = failure;
  g_task_return_boolean (task, failure == NULL && !g_cancellable_is_cancelled (self->cancellable));
}

static void
fail_with_file (PropusAttachmentSender *self,
                PropusAttachment       *attachment,
                const char             *detail,
                const char             *message)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", propus_attachment_get_name (attachment), message);

  finish (self, propus_failure_new_with_message (PROPUS_FAILURE_ATTACHMENT, detail, text));
}

static void
take_part (PropusAttachmentSender *self,
           PropusAttachment       *attachment,
           char                   *json)
{
  g_hash_table_insert (self->parts, attachment, json);
  self->next++;
  prepare_next (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusAttachmentSender) self = user_data;
  PropusAttachment *attachment;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);

  if (self->task == NULL)
    return;

  attachment = g_ptr_array_index (self->attachments, self->next);
  if (bytes == NULL)
    fail_with_file (self, attachment, PROPUS_ATTACHMENT_UNREADABLE, error->message);
  else if (g_bytes_get_size (bytes) == 0 || g_bytes_get_size (bytes) > PROPUS_LIMIT_INLINE_BYTES)
    fail_with_file (self, attachment, PROPUS_ATTACHMENT_CHANGED, "the size changed");
  else
    take_part (self, attachment, propus_part_maker_inline (propus_attachment_get_mime (attachment), bytes));
}

static void
upload_changed_cb (PropusFileUpload       *upload,
                   PropusAttachmentSender *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
upload_ended_cb (PropusFileUpload       *upload,
                 PropusAttachmentSender *self)
{
  g_autoptr(PropusFileUpload) ended = g_steal_pointer (&self->upload);
  PropusFailure *failure = propus_file_upload_get_failure (ended);
  PropusAttachment *attachment = g_ptr_array_index (self->attachments, self->next);
  const PropusRemoteFile *file = propus_file_upload_get_file (ended);

  if (propus_file_upload_get_state (ended) == PROPUS_FILE_UPLOAD_COMPLETE)
    {
      g_autofree char *extra = propus_remote_file_dup_extra (file);

      propus_attachment_set_extra (attachment, extra);
      g_ptr_array_add (self->uploaded, g_object_ref (attachment));
      take_part (self, attachment, propus_part_maker_remote (file, propus_attachment_get_mime (attachment)));
    }
  else if (failure != NULL && propus_failure_get_kind (failure) == PROPUS_FAILURE_ATTACHMENT)
    fail_with_file (self, attachment, propus_failure_get_detail (failure), propus_failure_get_message (failure));
  else
    finish (self, failure != NULL ? propus_failure_ref (failure) : NULL);
}

static void
upload (PropusAttachmentSender *self,
        PropusAttachment       *attachment,
        GFile                  *file)
{
  self->upload = propus_file_upload_new (self->client, file, propus_attachment_get_size (attachment),
                                         propus_attachment_get_mime (attachment),
                                         propus_attachment_get_name (attachment));
  g_signal_connect_object (self->upload, "changed", G_CALLBACK (upload_changed_cb), self, 0);
  g_signal_connect_object (self->upload, "ended", G_CALLBACK (upload_ended_cb), self, 0);
  propus_file_upload_start (self->upload);
}

static void
prepare_next (PropusAttachmentSender *self)
{
  PropusAttachment *attachment;
  g_autoptr(PropusRemoteFile) remote = NULL;
  g_autoptr(GFile) file = NULL;

  if (self->next == self->attachments->len)
    {
      finish (self, NULL);
      return;
    }

  attachment = g_ptr_array_index (self->attachments, self->next);
  remote = propus_remote_file_parse_extra (propus_attachment_get_extra (attachment));
  file = g_file_new_for_path (propus_attachment_get_path (attachment));
  if (remote != NULL && propus_remote_file_is_usable (remote))
    {
      g_ptr_array_add (self->reused, attachment);
      take_part (self, attachment, propus_part_maker_remote (remote, propus_attachment_get_mime (attachment)));
    }
  else if (g_hash_table_contains (self->large, attachment))
    upload (self, attachment, file);
  else
    g_file_load_bytes_async (file, self->cancellable, loaded_cb, g_object_ref (self));
}

/**
 * propus_attachment_sender_new:
 * @before: (nullable): one for the same request that came to nothing; what it uploaded is counted with this one's
 *
 * Returns: (transfer full): a sender with nothing to send
 */
PropusAttachmentSender *
propus_attachment_sender_new (PropusAttachmentSender *before)
{
  PropusAttachmentSender *self = g_object_new (PROPUS_TYPE_ATTACHMENT_SENDER, NULL);

  for (guint i = 0; before != NULL && i < before->uploaded->len; i++)
    g_ptr_array_add (self->uploaded, g_object_ref (g_ptr_array_index (before->uploaded, i)));

  return self;
}

/**
 * propus_attachment_sender_add:
 * @self: a sender that has not begun
 * @attachment: what the request is to hold
 */
void
propus_attachment_sender_add (PropusAttachmentSender *self,
                              PropusAttachment       *attachment)
{
  g_return_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self) && PROPUS_IS_ATTACHMENT (attachment));
  g_return_if_fail (self->client == NULL);

  if (!g_ptr_array_find (self->attachments, attachment, NULL))
    g_ptr_array_add (self->attachments, g_object_ref (attachment));
}

/**
 * propus_attachment_sender_is_empty:
 * @self: a sender
 *
 * Returns: whether nothing was added
 */
gboolean
propus_attachment_sender_is_empty (PropusAttachmentSender *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), TRUE);

  return self->attachments->len == 0;
}

/**
 * propus_attachment_sender_will_upload:
 * @self: a sender to which all were added
 * @attachment: one of them
 *
 * Returns: whether it is uploaded before the request, and not in it
 */
gboolean
propus_attachment_sender_will_upload (PropusAttachmentSender *self,
                                      PropusAttachment       *attachment)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), FALSE);

  choose_large (self);

  return g_hash_table_contains (self->large, attachment);
}

/**
 * propus_attachment_sender_prepare_async:
 * @self: a sender
 * @client: the way to the API
 * @callback: called when all is ready, or nothing will be
 * @user_data: for @callback
 *
 * Once.
 */
void
propus_attachment_sender_prepare_async (PropusAttachmentSender *self,
                                        PropusClient           *client,
                                        GAsyncReadyCallback     callback,
                                        gpointer                user_data)
{
  g_return_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self) && PROPUS_IS_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, propus_attachment_sender_prepare_async);
  choose_large (self);
  prepare_next (self);
}

/**
 * propus_attachment_sender_prepare_finish:
 * @self: a sender
 * @result: what the callback was given
 * @failure: (out) (transfer full): why nothing may be sent; %NULL when it was stopped
 *
 * Returns: whether there is a part for each attachment
 */
gboolean
propus_attachment_sender_prepare_finish (PropusAttachmentSender  *self,
                                         GAsyncResult            *result,
                                         PropusFailure          **failure)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *failure = g_steal_pointer (&self->failure);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * propus_attachment_sender_stop:
 * @self: a sender
 *
 * Ends what is under way. Harmless when nothing is.
 */
void
propus_attachment_sender_stop (PropusAttachmentSender *self)
{
  g_return_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self));

  g_cancellable_cancel (self->cancellable);
  if (self->upload != NULL)
    propus_file_upload_stop (self->upload);
  finish (self, NULL);
}

/**
 * propus_attachment_sender_get_part:
 * @self: a sender that is ready
 * @attachment: one that was added
 *
 * Returns: (nullable): its part of the request, as JSON
 */
const char *
propus_attachment_sender_get_part (PropusAttachmentSender *self,
                                   PropusAttachment       *attachment)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), NULL);

  return g_hash_table_lookup (self->parts, attachment);
}

/**
 * propus_attachment_sender_get_uploaded:
 * @self: a sender
 *
 * Returns: (transfer none) (element-type PropusAttachment): what was uploaded, and says so from now on
 */
GPtrArray *
propus_attachment_sender_get_uploaded (PropusAttachmentSender *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), NULL);

  return self->uploaded;
}

/**
 * propus_attachment_sender_forget:
 * @self: a sender that was ready
 *
 * The request was refused, perhaps because a file from an earlier time is gone, or belongs to another key's project.
 *
 * Returns: whether there are such files; they will be sent anew by the next sender
 */
gboolean
propus_attachment_sender_forget (PropusAttachmentSender *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), FALSE);

  for (guint i = 0; i < self->reused->len; i++)
    propus_attachment_set_extra (g_ptr_array_index (self->reused, i), NULL);

  return self->reused->len > 0;
}

/**
 * propus_attachment_sender_get_uploading:
 * @self: a sender
 * @sent: (out): bytes of it that have gone out
 * @waits: (out): whether the connection is lost at this moment
 *
 * Returns: (transfer none) (nullable): the attachment that is being uploaded
 */
PropusAttachment *
propus_attachment_sender_get_uploading (PropusAttachmentSender *self,
                                        guint64                *sent,
                                        gboolean               *waits)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT_SENDER (self), NULL);

  if (self->upload == NULL)
    return NULL;

  *sent = propus_file_upload_get_sent (self->upload);
  *waits = propus_file_upload_get_state (self->upload) == PROPUS_FILE_UPLOAD_WAITING;

  return g_ptr_array_index (self->attachments, self->next);
}
