/* propus-long-word.h - places to break a word that has none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_LONG_WORD_MARK "\342\201\240\342\200\213"   /* WORD JOINER, ZERO WIDTH SPACE: a place to break */

gboolean propus_long_word_is_in     (const char *text,
                                     gsize       length);
char    *propus_long_word_dup_split (const char *text,
                                     gsize       length);
char    *propus_long_word_dup_joined(const char *text);
guint   *propus_long_word_dup_offsets (const char  *text,
                                     const gsize *bytes,
                                     guint        n_bytes);

G_END_DECLS
