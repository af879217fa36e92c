/* propus-key-scan.h - where a text holds pieces of known keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-api-key.h"

G_BEGIN_DECLS

/* From so many bytes on, a piece of a key is taken for one: no ordinary text holds 16 characters of one by chance. */
#define PROPUS_KEY_SCAN_PIECE 16

typedef struct
{
  gsize start;   /* bytes */
  gsize end;
} PropusKeyRange;

GArray *propus_key_scan (GPtrArray  *keys,
                         const char *text,
                         gsize       length);

G_END_DECLS
