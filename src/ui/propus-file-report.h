/* propus-file-report.h - how chats came into a file, or out of one, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-chat-export.h"

G_BEGIN_DECLS

void  propus_file_report_show         (GtkWindow            *parent,
                                       const char           *heading,
                                       PropusTransferReport *report);
void  propus_file_report_show_failure (GtkWindow            *parent,
                                       const char           *heading,
                                       const GError         *error);
char *propus_file_report_dup_sentence (const GError         *error);

/* A dialog with a bar and Cancel that shows up when something takes long. */
typedef struct _PropusFileProgress PropusFileProgress;

PropusFileProgress *propus_file_progress_new    (GtkWindow          *parent,
                                                 const char         *heading,
                                                 GCancellable       *cancellable);
void                propus_file_progress_update (PropusFileProgress *self,
                                                 guint               n_done,
                                                 guint               n_total);
void                propus_file_progress_free   (PropusFileProgress *self);

G_END_DECLS
