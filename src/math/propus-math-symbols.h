/* propus-math-symbols.h - what the commands of LaTeX mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-math-node.h"

G_BEGIN_DECLS

typedef struct
{
  const char      *name;     /* without its backslash */
  const char      *text;
  PropusMathClass  class;
  PropusMathFlags  flags;
} PropusMathSymbol;

const PropusMathSymbol *propus_math_symbols_find       (const char *name, gsize length);
const char             *propus_math_symbols_find_delimiter (const char *name, gsize length);
const char             *propus_math_symbols_find_accent (const char *name, gsize length, PropusMathFlags *flags);
PropusMathClass         propus_math_symbols_get_class   (gunichar c);

G_END_DECLS
