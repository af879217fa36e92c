/* propus-file-chip.h - a part of an answer that is not drawn: a file to save, or what cannot be shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-data-part.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_FILE_CHIP (propus_file_chip_get_type ())
G_DECLARE_FINAL_TYPE (PropusFileChip, propus_file_chip, PROPUS, FILE_CHIP, GtkWidget)

GtkWidget *propus_file_chip_new      (PropusDataPart *part, const char *note);
GtkWidget *propus_file_chip_new_note (const char *icon_name, const char *sentence);

G_END_DECLS
