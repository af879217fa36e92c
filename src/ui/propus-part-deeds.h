/* propus-part-deeds.h - what can be done with a picture, sound or file in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-data-part.h"

G_BEGIN_DECLS

GtkWidget *propus_part_deeds_new_button (const char *icon_name, const char *words, const char *action_name);
void       propus_part_deeds_install    (GtkWidget *widget, PropusDataPart *part);
void       propus_part_deeds_make_draggable (GtkWidget *widget, PropusDataPart *part);

G_END_DECLS
