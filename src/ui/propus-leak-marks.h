/* propus-leak-marks.h - secrets in a text, in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-leak-report.h"

G_BEGIN_DECLS

void     propus_leak_marks_set    (GtkTextBuffer    *buffer,
                                   PropusLeakReport *report);
void     propus_leak_marks_clear  (GtkTextBuffer    *buffer);
gboolean propus_leak_marks_find   (GtkTextBuffer    *buffer,
                                   GtkTextIter      *start,
                                   GtkTextIter      *end);
void     propus_leak_marks_redact (GtkTextBuffer    *buffer);

G_END_DECLS
