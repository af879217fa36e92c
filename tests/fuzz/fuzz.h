/* fuzz.h - what libFuzzer calls, and what the ordinary test calls for each file of the corpus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);
