/* propus-upload.c - a request's body on its way to the API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-upload.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <unistd.h>

/**
 * PropusUpload:
 *
 * libsoup's server hands a body out in pieces and libsoup's client wants to read it from a stream. Between them lies a
 * pipe of the system: it holds 64 kB, and when it is full the client of the broker has to wait. That is all the
 * memory that an upload of any size takes.
 *
 * Signal "drained": what was pushed is in the pipe, push the next. Main thread only.
 */
struct _PropusUpload
{
  GObject   parent_instance;

  int       fd;          /* the pipe's write end, -1 closed */
  GBytes   *rest;        /* did not fit yet */
  guint     source;
  gboolean  finishing;   /* close when the rest is written */
};

G_DEFINE_FINAL_TYPE (PropusUpload, propus_upload, G_TYPE_OBJECT)

enum
{
  SIGNAL_DRAINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
close_pipe (PropusUpload *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->rest, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/* Writes what fits. Nobody reads any more: the rest is dropped, and why is told by whoever reads the pipe. */
static void
write_rest (PropusUpload *self)
{
  while (self->rest != NULL)
    {
      gsize length;
      gconstpointer data = g_bytes_get_data (self->rest, &length);
      gssize n = write (self->fd, data, length);
      GBytes *next = NULL;

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        return;
      if (n < 0)
        {
          close_pipe (self);
          return;
        }

      if ((gsize) n < length)
        next = g_bytes_new_from_bytes (self->rest, (gsize) n, length - (gsize) n);
      g_bytes_unref (self->rest);
      self->rest = next;
    }
}

static gboolean
writable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(PropusUpload) self = g_object_ref (PROPUS_UPLOAD (user_data));

  self->source = 0;
  write_rest (self);
  if (self->rest != NULL)
    {
      self->source = g_unix_fd_add (self->fd, G_IO_OUT, writable_cb, self);
      return G_SOURCE_REMOVE;
    }

  if (self->finishing)
    close_pipe (self);
  g_signal_emit (self, signals[SIGNAL_DRAINED], 0);

  return G_SOURCE_REMOVE;
}

static void
propus_upload_finalize (GObject *object)
{
  close_pipe (PROPUS_UPLOAD (object));

  G_OBJECT_CLASS (propus_upload_parent_class)->finalize (object);
}

static void
propus_upload_class_init (PropusUploadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_upload_finalize;

  signals[SIGNAL_DRAINED] = g_signal_new ("drained", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
propus_upload_init (PropusUpload *self)
{
  self->fd = -1;
}

/**
 * propus_upload_new:
 * @stream: (out) (transfer full): where what is pushed comes out
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): an upload, or %NULL with @error set (no file descriptors left)
 */
PropusUpload *
propus_upload_new (GInputStream **stream,
                   GError       **error)
{
  PropusUpload *self;
  int ends[2];

  g_return_val_if_fail (stream != NULL, NULL);

  if (pipe2 (ends, O_CLOEXEC | O_NONBLOCK) != 0)
    {
      int saved = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
      return NULL;
    }

  self = g_object_new (PROPUS_TYPE_UPLOAD, NULL);
  self->fd = ends[1];
  *stream = g_unix_input_stream_new (ends[0], TRUE);

  return self;
}

/**
 * propus_upload_push:
 * @self: an upload that is drained
 * @bytes: the next piece
 *
 * Returns: %TRUE when the next piece can follow at once, %FALSE when it must wait for "drained"
 */
gboolean
propus_upload_push (PropusUpload *self,
                    GBytes       *bytes)
{
  g_return_val_if_fail (PROPUS_IS_UPLOAD (self), TRUE);
  g_return_val_if_fail (self->rest == NULL && !self->finishing, TRUE);

  if (self->fd < 0 || g_bytes_get_size (bytes) == 0)
    return TRUE;

  self->rest = g_bytes_ref (bytes);
  write_rest (self);
  if (self->rest == NULL)
    return TRUE;

  self->source = g_unix_fd_add (self->fd, G_IO_OUT, writable_cb, self);
  return FALSE;
}

/**
 * propus_upload_finish:
 * @self: an upload
 *
 * Ends the body once all of it is in the pipe.
 */
void
propus_upload_finish (PropusUpload *self)
{
  g_return_if_fail (PROPUS_IS_UPLOAD (self));

  self->finishing = TRUE;
  if (self->rest == NULL)
    close_pipe (self);
}

/**
 * propus_upload_drop:
 * @self: an upload
 *
 * Forgets what has not been read. The pipe stays open, so that the reader waits (and is cancelled) rather than takes
 * this for the end of the body.
 */
void
propus_upload_drop (PropusUpload *self)
{
  g_return_if_fail (PROPUS_IS_UPLOAD (self));

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->rest, g_bytes_unref);
}
