/* propus-model-list.h - a list of models as it is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-info.h"

G_BEGIN_DECLS

GPtrArray *propus_model_list_parse   (const char  *text,
                                      gsize        length,
                                      const char  *origin,
                                      gint64      *fetched,
                                      GError     **error);
char      *propus_model_list_to_text (GPtrArray   *models,
                                      const char  *origin,
                                      gint64       fetched);

G_END_DECLS
