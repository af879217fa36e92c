/* propus-code-view.h - where code is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_CODE_VIEW (propus_code_view_get_type ())
G_DECLARE_FINAL_TYPE (PropusCodeView, propus_code_view, PROPUS, CODE_VIEW, GtkSourceView)

GtkWidget *propus_code_view_new     (GtkSourceBuffer *buffer);
void       propus_code_view_release (PropusCodeView  *self);

G_END_DECLS
