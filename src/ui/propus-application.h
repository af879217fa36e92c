/* propus-application.h - the desktop application
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_APPLICATION (propus_application_get_type ())
G_DECLARE_FINAL_TYPE (PropusApplication, propus_application, PROPUS, APPLICATION, AdwApplication)

int propus_application_run (int       argc,
                            char    **argv,
                            gboolean  practice);

G_END_DECLS
