/* propus-part-maker.h - the parts of a prompt that are no text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-remote-file.h"

G_BEGIN_DECLS

char *propus_part_maker_inline (const char             *mime,
                                GBytes                 *bytes);
char *propus_part_maker_remote (const PropusRemoteFile *file,
                                const char             *mime);

G_END_DECLS
