/* propus-attachment-chip.h - a file that goes, or went, with a prompt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_ATTACHMENT_CHIP (propus_attachment_chip_get_type ())
G_DECLARE_FINAL_TYPE (PropusAttachmentChip, propus_attachment_chip, PROPUS, ATTACHMENT_CHIP, GtkWidget)

GtkWidget *propus_attachment_chip_new           (PropusAttachment     *attachment);
GtkWidget *propus_attachment_chip_new_draft     (const char           *name,
                                                 PropusAttachment     *attachment,
                                                 gboolean              uploaded,
                                                 const char           *warning);

G_END_DECLS
