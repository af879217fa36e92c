/* propus-code-save.h - code of an answer into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @told runs once when there is something to tell: a sentence for a toast. Not after a person gave up. */
typedef void (*PropusCodeSaveFunc) (GtkWidget  *widget,
                                    const char *sentence);

void     propus_code_save          (GtkWidget           *widget,
                                    const char          *code,
                                    const char          *file_name,
                                    PropusCodeSaveFunc   told);
void     propus_code_save_to_async (GFile               *file,
                                    const char          *code,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean propus_code_save_to_finish (GFile              *file,
                                     GAsyncResult       *result,
                                     GError            **error);

G_END_DECLS
