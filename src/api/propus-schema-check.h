/* propus-schema-check.h - what is wrong with a JSON Schema
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *propus_schema_check (const char *text);   /* translated, NULL: nothing is wrong with it */

G_END_DECLS
