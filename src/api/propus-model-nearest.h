/* propus-model-nearest.h - which model comes nearest to one that is gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *propus_model_nearest (const char         *id,
                                  const char * const *candidates);

G_END_DECLS
