/* propus-first-run-page.h - what a person sees who has no key yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_FIRST_RUN_PAGE (propus_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusFirstRunPage, propus_first_run_page, PROPUS, FIRST_RUN_PAGE, GtkWidget)

void propus_first_run_page_set_keyring (PropusFirstRunPage *self,
                                        gboolean            available);
void propus_first_run_page_set_origin  (PropusFirstRunPage *self,
                                        const char         *origin);

G_END_DECLS
