/* propus-background-portal.h - the desktop's leave to run without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_BACKGROUND_PORTAL (propus_background_portal_get_type ())
/* Signal "changed": the desktop has answered. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusBackgroundPortal, propus_background_portal, PROPUS, BACKGROUND_PORTAL, GObject)

PropusBackgroundPortal *propus_background_portal_new        (GDBusConnection        *bus);
void                    propus_background_portal_request    (PropusBackgroundPortal *self,
                                                             GtkWindow              *parent,
                                                             const char             *reason);
gboolean                propus_background_portal_is_denied  (PropusBackgroundPortal *self);
void                    propus_background_portal_set_status (PropusBackgroundPortal *self,
                                                             const char             *status);

G_END_DECLS
