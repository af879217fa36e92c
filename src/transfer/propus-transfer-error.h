/* propus-transfer-error.h - why chats could not be read from a file, or written into one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_TRANSFER_ERROR (propus_transfer_error_quark ())
GQuark propus_transfer_error_quark (void);

/* Every message of this domain is a whole, translated sentence for a person, and quotes nothing of the file. */
typedef enum
{
  PROPUS_TRANSFER_ERROR_UNKNOWN,    /* none of the formats that are read */
  PROPUS_TRANSFER_ERROR_DAMAGED,    /* cut off, not JSON, a broken archive */
  PROPUS_TRANSFER_ERROR_NEWER,      /* our format, of a newer version */
  PROPUS_TRANSFER_ERROR_TOO_LARGE,  /* a cap of propus-limits.h, or an archive that unpacks to too much */
  PROPUS_TRANSFER_ERROR_TOO_DEEP,   /* nested deeper than PROPUS_LIMIT_IMPORT_DEPTH */
  PROPUS_TRANSFER_ERROR_EMPTY,      /* a known format without a chat that can be read */
  PROPUS_TRANSFER_ERROR_NO_FILE,    /* a folder, a device, a pipe */
  PROPUS_TRANSFER_ERROR_CHANGED,    /* the file or an attachment is not what it was a moment ago */
} PropusTransferError;

void propus_transfer_set_damaged (GError **error);

G_END_DECLS
