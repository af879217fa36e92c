/* propus-attachment.c - a file that belongs to a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment.h"

/**
 * PropusAttachment:
 *
 * Name, kind and size of a file and where its content lies. The content itself is never held: who needs it reads the
 * file in pieces. Main thread only.
 */
struct _PropusAttachment
{
  GObject parent_instance;

  gint64 id;
  guint64 size;
  char *hash;
  char *path;
  char *mime;
  char *name;
  char *extra;
};

G_DEFINE_FINAL_TYPE (PropusAttachment, propus_attachment, G_TYPE_OBJECT)

static void
propus_attachment_finalize (GObject *object)
{
  PropusAttachment *self = PROPUS_ATTACHMENT (object);

  g_free (self->hash);
  g_free (self->path);
  g_free (self->mime);
  g_free (self->name);
  g_free (self->extra);

  G_OBJECT_CLASS (propus_attachment_parent_class)->finalize (object);
}

static void
propus_attachment_class_init (PropusAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_attachment_finalize;
}

static void
propus_attachment_init (PropusAttachment *self)
{
}

/**
 * propus_attachment_new:
 * @hash: (nullable): SHA-256 of the content in small hexadecimal digits, %NULL when the store does not have it
 * @path: where the content lies
 * @mime: its media type
 * @name: what it is called
 * @size: its length in bytes
 *
 * Returns: (transfer full): the attachment
 */
PropusAttachment *
propus_attachment_new (const char *hash,
                       const char *path,
                       const char *mime,
                       const char *name,
                       guint64     size)
{
  PropusAttachment *self;

  g_return_val_if_fail (path != NULL && mime != NULL && name != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_ATTACHMENT, NULL);
  self->hash = g_strdup (hash);
  self->path = g_strdup (path);
  self->mime = g_strdup (mime);
  self->name = g_strdup (name);
  self->size = size;
  return self;
}

/**
 * propus_attachment_get_id:
 * @self: an attachment
 *
 * Returns: the row in the history, 0 when it has none
 */
gint64
propus_attachment_get_id (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), 0);

  return self->id;
}

/**
 * propus_attachment_set_id:
 * @self: an attachment
 * @id: the row that the store gave it
 */
void
propus_attachment_set_id (PropusAttachment *self,
                          gint64            id)
{
  g_return_if_fail (PROPUS_IS_ATTACHMENT (self));

  self->id = id;
}

/**
 * propus_attachment_get_hash:
 * @self: an attachment
 *
 * Returns: (transfer none) (nullable): SHA-256 of the content in hexadecimal digits
 */
const char *
propus_attachment_get_hash (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), NULL);

  return self->hash;
}

/**
 * propus_attachment_get_path:
 * @self: an attachment
 *
 * Returns: (transfer none): where the content lies; it may have gone, and is never changed
 */
const char *
propus_attachment_get_path (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), "");

  return self->path;
}

/**
 * propus_attachment_get_mime:
 * @self: an attachment
 *
 * Returns: (transfer none): the media type
 */
const char *
propus_attachment_get_mime (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), "");

  return self->mime;
}

/**
 * propus_attachment_get_name:
 * @self: an attachment
 *
 * Returns: (transfer none): what it is called, for display
 */
const char *
propus_attachment_get_name (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), "");

  return self->name;
}

/**
 * propus_attachment_get_size:
 * @self: an attachment
 *
 * Returns: the length of the content in bytes
 */
guint64
propus_attachment_get_size (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), 0);

  return self->size;
}

/**
 * propus_attachment_get_extra:
 * @self: an attachment
 *
 * Returns: (transfer none) (nullable): what its sender noted about it, JSON
 */
const char *
propus_attachment_get_extra (PropusAttachment *self)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (self), NULL);

  return self->extra;
}

/**
 * propus_attachment_set_extra:
 * @self: an attachment
 * @json: (nullable): what its sender wants to know of it later; holds no key
 */
void
propus_attachment_set_extra (PropusAttachment *self,
                             const char       *json)
{
  g_autofree char *old = NULL;

  g_return_if_fail (PROPUS_IS_ATTACHMENT (self));

  old = self->extra;
  self->extra = g_strdup (json);
}
