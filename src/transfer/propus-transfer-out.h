/* propus-transfer-out.h - text on its way into a stream, in large pieces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The first error stays: what is written after it goes nowhere, so that a writer need ask only at its end. */
typedef struct
{
  GOutputStream *stream;
  GCancellable *cancellable;   /* of the call that is running; borrowed */
  GString *buffer;
  char last;                   /* the last byte that was written, wherever it is now */
  GError *error;
} PropusTransferOut;

void     propus_transfer_out_init    (PropusTransferOut *self, GOutputStream *stream);
void     propus_transfer_out_clear   (PropusTransferOut *self);
void     propus_transfer_out_text    (PropusTransferOut *self, const char *text);
void     propus_transfer_out_bytes   (PropusTransferOut *self, const char *bytes, gsize length);
void     propus_transfer_out_printf  (PropusTransferOut *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     propus_transfer_out_string  (PropusTransferOut *self, const char *text);   /* as a JSON string */
void     propus_transfer_out_html    (PropusTransferOut *self, const char *text);   /* escaped for HTML, attributes too */
gboolean propus_transfer_out_flush   (PropusTransferOut *self, GError **error);

G_END_DECLS
