/* propus-base64.h - base64 from outside, strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *propus_base64_decode (const char *text, gsize length);

G_END_DECLS
