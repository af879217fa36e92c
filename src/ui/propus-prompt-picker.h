/* propus-prompt-picker.h - "/" at the start of a message
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPT_PICKER (propus_prompt_picker_get_type ())
G_DECLARE_FINAL_TYPE (PropusPromptPicker, propus_prompt_picker, PROPUS, PROMPT_PICKER, GtkPopover)

/* Owned by @parent, which must let go of it with gtk_widget_unparent(). */
PropusPromptPicker *propus_prompt_picker_attach (GtkWidget *parent, GtkTextView *text);

G_END_DECLS
