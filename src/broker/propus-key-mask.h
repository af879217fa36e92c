/* propus-key-mask.h - takes known keys out of what streams by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-api-key.h"

G_BEGIN_DECLS

typedef struct _PropusKeyMask PropusKeyMask;

PropusKeyMask *propus_key_mask_new      (void);
void           propus_key_mask_free     (PropusKeyMask *self);
void           propus_key_mask_add      (PropusKeyMask *self,
                                         SecretValue   *key);
void           propus_key_mask_add_base64 (PropusKeyMask *self,
                                           SecretValue   *key);
GBytes        *propus_key_mask_push     (PropusKeyMask *self,
                                         const void    *data,
                                         gsize          length);
GBytes        *propus_key_mask_finish   (PropusKeyMask *self);
char          *propus_key_mask_text     (PropusKeyMask *self,
                                         const char    *text);
gboolean       propus_key_mask_has_found (PropusKeyMask *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyMask, propus_key_mask_free)

G_END_DECLS
