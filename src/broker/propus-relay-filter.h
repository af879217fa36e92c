/* propus-relay-filter.h - what of a request goes up and what of a reply comes down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-key-mask.h"

G_BEGIN_DECLS

gboolean  propus_relay_filter_allows  (const char         *method,
                                       const char         *path);
char     *propus_relay_filter_query   (const char         *query);
void      propus_relay_filter_request (SoupMessageHeaders *from,
                                       SoupMessageHeaders *to);
gboolean  propus_relay_filter_reply   (SoupMessageHeaders *from,
                                       SoupMessageHeaders *to,
                                       gboolean            decoded,
                                       PropusKeyMask      *mask);
gboolean  propus_relay_filter_finds_key (PropusKeyMask      *mask,
                                         const char         *path,
                                         const char         *query,
                                         SoupMessageHeaders *headers);

G_END_DECLS
