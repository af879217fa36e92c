/* propus-prose-formula.h - the LaTeX of the formulas in prose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-markdown-block.h"

G_BEGIN_DECLS

const char *propus_prose_formula_find (const PropusLine *line,
                                       guint             character);

G_END_DECLS
