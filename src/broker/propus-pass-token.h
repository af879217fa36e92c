/* propus-pass-token.h - what programs show at the broker's door
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_PASS_ID_LENGTH 12

char    *propus_pass_token_new    (GError     **error);
char    *propus_pass_token_new_id (GError     **error);
void     propus_pass_token_free   (char        *token);
char    *propus_pass_token_digest (const char  *token,
                                   gsize        length);
gboolean propus_pass_token_shows  (const char  *token,
                                   gsize        length,
                                   const char  *digest);

G_END_DECLS
