/* propus-transfer-error.c - why chats could not be read from a file, or written into one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-error.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (propus-transfer-error-quark, propus_transfer_error)

/**
 * propus_transfer_set_damaged:
 * @error: return location
 *
 * Says that a file is cut off or broken, without its technical cause, which helps nobody.
 */
void
propus_transfer_set_damaged (GError **error)
{
  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_DAMAGED,
                       _("The file is damaged or was cut off. Download or copy it again."));
}
