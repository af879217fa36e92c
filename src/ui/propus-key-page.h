/* propus-key-page.h - all that can be known of a key and done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEY_PAGE (propus_key_page_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyPage, propus_key_page, PROPUS, KEY_PAGE, GtkWidget)

GtkWidget  *propus_key_page_new    (PropusSession *session,
                                    PropusKeyInfo *key,
                                    gboolean       in_use);
void        propus_key_page_update (PropusKeyPage *self,
                                    PropusKeyInfo *key,
                                    gboolean       in_use);
const char *propus_key_page_get_id (PropusKeyPage *self);

G_END_DECLS
