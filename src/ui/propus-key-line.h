/* propus-key-line.h - the line of truth about the key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_KEY_LINE (propus_key_line_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyLine, propus_key_line, PROPUS, KEY_LINE, GtkWidget)

void propus_key_line_set_session (PropusKeyLine *self,
                                  PropusSession *session);

G_END_DECLS
