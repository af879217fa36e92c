/* propus-finder-lexer.h - what is quoted, nested or commented out in a shell's file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-finder-scan.h"

G_BEGIN_DECLS

void  propus_finder_lexer_mark_lines (PropusFinderScan *scan,
                                      GArray           *lines);
gsize propus_finder_lexer_skip_word  (PropusFinderScan *scan,
                                      gsize             at,
                                      gsize             end);

G_END_DECLS
