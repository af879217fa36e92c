/* propus-key-facts.h - what is known of one key, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-keys.h"

G_BEGIN_DECLS

char       *propus_key_facts_dup_title    (PropusKeyInfo *key);
char       *propus_key_facts_dup_four     (PropusKeyInfo *key);
const char *propus_key_facts_get_kind     (PropusKeyInfo *key);
char       *propus_key_facts_dup_subtitle (PropusKeyInfo *key,
                                           gboolean       in_use);
char       *propus_key_facts_dup_time     (gint64         seconds);
GtkWidget  *propus_key_facts_new_refusal  (PropusFailure *failure,
                                           PropusKeyInfo *key,
                                           gboolean       with_details);

G_END_DECLS
