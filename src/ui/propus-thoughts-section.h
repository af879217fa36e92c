/* propus-thoughts-section.h - what the model thought before it answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-message.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_THOUGHTS_SECTION (propus_thoughts_section_get_type ())
G_DECLARE_FINAL_TYPE (PropusThoughtsSection, propus_thoughts_section, PROPUS, THOUGHTS_SECTION, GtkWidget)

/* Follows its message; hidden while there are no thoughts.
 * Signal "copy-notice" (const char *sentence): something was copied. */
void     propus_thoughts_section_set_message (PropusThoughtsSection *self, PropusMessage *message);   /* once */
gboolean propus_thoughts_section_is_empty    (PropusThoughtsSection *self);
void     propus_thoughts_section_set_live    (PropusThoughtsSection *self, gboolean live, guint seconds);
void     propus_thoughts_section_finish      (PropusThoughtsSection *self);
void     propus_thoughts_section_reload      (PropusThoughtsSection *self);

G_END_DECLS
