/* propus-pass-page.h - all that can be known of a pass and done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_PAGE (propus_pass_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassPage, propus_pass_page, PROPUS, PASS_PAGE, GtkWidget)

GtkWidget  *propus_pass_page_new    (PropusSession  *session,
                                     PropusPassInfo *pass);
void        propus_pass_page_update (PropusPassPage *self,
                                     PropusPassInfo *pass);
const char *propus_pass_page_get_id (PropusPassPage *self);

G_END_DECLS
