/* propus-key-buffer.h - bytes that are not paged out and not left behind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "propus-limits.h"

G_BEGIN_DECLS

#define PROPUS_KEY_BUFFER_BYTES PROPUS_LIMIT_KEY_INPUT

/* A page of its own for what may be a key: locked in memory where the system lets it, left out of core dumps, wiped when
 * it is freed. Nothing may copy from it but a write to the broker's pipe. */
typedef struct _PropusKeyBuffer PropusKeyBuffer;

PropusKeyBuffer *propus_key_buffer_new        (void);
void             propus_key_buffer_free       (PropusKeyBuffer *self);
char            *propus_key_buffer_get_bytes  (PropusKeyBuffer *self);
gsize            propus_key_buffer_get_length (PropusKeyBuffer *self);
void             propus_key_buffer_set_length (PropusKeyBuffer *self,
                                               gsize            length);
void             propus_key_buffer_swap       (PropusKeyBuffer *self,
                                               PropusKeyBuffer *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyBuffer, propus_key_buffer_free)

G_END_DECLS
