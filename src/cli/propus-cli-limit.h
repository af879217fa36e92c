/* propus-cli-limit.h - how much a program may spend, as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-door.h"

G_BEGIN_DECLS

gboolean propus_cli_limit_parse (const char      *text,
                                 PropusDoorLimit *limit,
                                 gint64          *amount);

G_END_DECLS
