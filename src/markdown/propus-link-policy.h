/* propus-link-policy.h - which links may be opened, and what is said of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Model text is hostile: only https, http and mailto become links; all else stays text. */
gboolean  propus_link_policy_allows      (const char *url);
char     *propus_link_policy_dup_host    (const char *url);   /* ASCII (punycode) host or mail address; NULL when not allowed */
gboolean  propus_link_policy_is_misleading (const char *text, const char *url);  /* the text looks like another address */

G_END_DECLS
