/* propus-greeting.h - what an empty chat says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_GREETING (propus_greeting_get_type ())
G_DECLARE_FINAL_TYPE (PropusGreeting, propus_greeting, PROPUS, GREETING, GtkWidget)

G_END_DECLS
