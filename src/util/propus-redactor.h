/* propus-redactor.h - takes what looks like a credential out of a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_redact (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
