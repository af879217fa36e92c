/* propus-spoken-text.h - an answer as it is read out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-stream.h"

G_BEGIN_DECLS

char *propus_spoken_text_dup (PropusMarkdownStream *stream);

G_END_DECLS
