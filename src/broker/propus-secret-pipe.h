/* propus-secret-pipe.h - bytes that must not be paged out, from and into a pipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PropusSecretBuffer PropusSecretBuffer;

PropusSecretBuffer *propus_secret_buffer_new  (void);
void                propus_secret_buffer_free (PropusSecretBuffer *self);
gssize              propus_secret_buffer_read (PropusSecretBuffer *self,
                                               int                 fd);
const char         *propus_secret_buffer_get  (PropusSecretBuffer *self,
                                               gsize              *length);

gboolean            propus_secret_pipe_read_all (PropusSecretBuffer *buffer,
                                                 int                 fd);
int                 propus_secret_pipe_new_full (const char * const *pieces,
                                                 const gsize        *lengths,
                                                 gsize               n_pieces);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusSecretBuffer, propus_secret_buffer_free)

G_END_DECLS
