/* propus-model-text.h - what is said about models
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-session.h"

G_BEGIN_DECLS

const char *propus_model_text_get_stage   (const PropusModelStatus *status);
char       *propus_model_text_dup_facts   (PropusModelInfo         *model,
                                           const PropusPrice       *price);
char       *propus_model_text_dup_age     (gint64                   fetched);
char       *propus_model_text_dup_ending  (const char              *name,
                                           const PropusModelStatus *status);

G_END_DECLS
