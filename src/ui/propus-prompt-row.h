/* propus-prompt-row.h - what the person said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-message.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPT_ROW (propus_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (PropusPromptRow, propus_prompt_row, PROPUS, PROMPT_ROW, GtkWidget)

GtkWidget *propus_prompt_row_new (PropusMessage *message);

G_END_DECLS
