/* block-text.h - blocks as text, to be compared and read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

char *block_text_dump (GPtrArray *blocks);

G_END_DECLS
