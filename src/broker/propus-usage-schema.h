/* propus-usage-schema.h - the tables of usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_USAGE_SCHEMA_VERSION 3

const char *propus_usage_schema_get_step (int version);

G_END_DECLS
