/* propus-setting-text.h - why a model does not take a setting, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-model-traits.h"
#include "propus-schema-check.h"

G_BEGIN_DECLS

const char *propus_setting_text_explain (PropusUntaken untaken);   /* translated, NULL: it takes it */

G_END_DECLS
