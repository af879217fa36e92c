/* propus-code-highlight.h - code in colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

void     propus_code_highlight_apply (GtkSourceBuffer   *buffer,
                                      GtkSourceLanguage *language);
void     propus_code_highlight_warm  (void);
gboolean propus_code_highlight_busy  (void);

G_END_DECLS
