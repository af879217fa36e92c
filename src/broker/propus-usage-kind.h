/* propus-usage-kind.h - which requests cost money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *propus_usage_kind_of (const char  *method,
                                  const char  *path,
                                  char       **model);

G_END_DECLS
