/* propus-upload-address.h - where the pieces of an upload go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-upstream.h"

G_BEGIN_DECLS

gboolean propus_upload_address_rewrite (SoupMessageHeaders *headers,
                                        PropusUpstream     *upstream,
                                        const char         *base_url);

G_END_DECLS
