/* propus-run-block.h - code that the model had run, and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-answer.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_RUN_BLOCK (propus_run_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusRunBlock, propus_run_block, PROPUS, RUN_BLOCK, GtkWidget)

/* Signal "copy-notice" (const char *sentence): something was copied. */
GtkWidget *propus_run_block_new (const PropusAnswerPart *part);

G_END_DECLS
