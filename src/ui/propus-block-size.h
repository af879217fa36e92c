/* propus-block-size.h - about how high is what has not been laid out?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-stream.h"

G_BEGIN_DECLS

int propus_block_size_guess (PropusMarkdownStream *stream, guint first, guint end, int width);

G_END_DECLS
