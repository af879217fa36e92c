/* propus-transfer-text.h - strings and raw parts on their way into and out of JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_PART_AS_IS           = 0,
  PROPUS_PART_NO_SIGNATURE    = 1 << 0,   /* without "thoughtSignature" */
  PROPUS_PART_REDACT          = 1 << 1,   /* without what looks like a key */
} PropusPartFlags;

void     propus_transfer_append_string (GString *out, const char *text);        /* with quotation marks */
char    *propus_transfer_unescape      (const char *raw, gsize length);         /* without them; valid UTF-8 */
gboolean propus_transfer_is_object     (const char *json);
char    *propus_transfer_rewrite_part  (const char *json, PropusPartFlags flags);
char    *propus_transfer_redact        (const char *text);
char    *propus_transfer_make_text_part (const char *text, gboolean thought);
char    *propus_transfer_make_fence    (const char *text, const char *language);
char    *propus_transfer_dup_label     (const char *text);

G_END_DECLS
