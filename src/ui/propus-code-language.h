/* propus-code-language.h - what the word behind a fence means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

GtkSourceLanguage *propus_code_language_find          (const char *name);   /* NULL: none is known */
char              *propus_code_language_dup_label     (const char *name);   /* for a person */
char              *propus_code_language_dup_extension (const char *name);   /* of a file, without the dot */
char              *propus_code_language_dup_file_name (const char *name);   /* a safe one, with the extension */
gboolean           propus_code_language_is_diagram    (const char *name);

G_END_DECLS
