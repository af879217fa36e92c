/* propus-finder-key.h - what is a key, and what only looks like one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A key on its way from a file to the keyring: reference counted, wiped when it goes, may be used from any thread. */
typedef struct _PropusFinderKey PropusFinderKey;

PropusFinderKey *propus_finder_key_new           (const char      *bytes,
                                                  gsize            length);
PropusFinderKey *propus_finder_key_ref           (PropusFinderKey *self);
void             propus_finder_key_unref         (PropusFinderKey *self);
const char      *propus_finder_key_get           (PropusFinderKey *self,
                                                  gsize           *length);
void             propus_finder_key_get_last_four (PropusFinderKey *self,
                                                  char             last_four[5]);

gboolean         propus_finder_name_is_gemini    (const char      *name,
                                                  gsize            length);
gboolean         propus_finder_value_is_key      (const char     **value,
                                                  gsize           *length,
                                                  gboolean         named);
gsize            propus_finder_shape_length      (const char      *text,
                                                  gsize            length);
gboolean         propus_finder_contains          (const char      *text,
                                                  gsize            length,
                                                  const char      *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusFinderKey, propus_finder_key_unref)

G_END_DECLS
