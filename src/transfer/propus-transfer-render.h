/* propus-transfer-render.h - Markdown of a model as HTML that can do no harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-out.h"

G_BEGIN_DECLS

void propus_transfer_render_prepare  (void);
void propus_transfer_render_markdown (PropusTransferOut *out, const char *text);

G_END_DECLS
