/* propus-key-info.h - what is known of a key without the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _PropusKeyInfo PropusKeyInfo;   /* immutable, reference counted */

PropusKeyInfo *propus_key_info_parse         (JsonNode      *reply);
GPtrArray     *propus_key_info_parse_list    (JsonNode      *reply);
PropusKeyInfo *propus_key_info_ref           (PropusKeyInfo *self);
void           propus_key_info_unref         (PropusKeyInfo *self);
const char    *propus_key_info_get_id        (PropusKeyInfo *self);
const char    *propus_key_info_get_label     (PropusKeyInfo *self);
const char    *propus_key_info_get_origin    (PropusKeyInfo *self);
const char    *propus_key_info_get_last_four (PropusKeyInfo *self);
gboolean       propus_key_info_is_in_use     (PropusKeyInfo *self);

char          *propus_key_info_dup_tested_model (JsonNode *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyInfo, propus_key_info_unref)

G_END_DECLS
