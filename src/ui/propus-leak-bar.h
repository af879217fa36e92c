/* propus-leak-bar.h - what a message would give away, and what to do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-leak-report.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_LEAK_BAR (propus_leak_bar_get_type ())
/* Signals: "redact", "send-anyway", "cancel". */
G_DECLARE_FINAL_TYPE (PropusLeakBar, propus_leak_bar, PROPUS, LEAK_BAR, GtkWidget)

GtkWidget *propus_leak_bar_new         (void);
void       propus_leak_bar_show_report (PropusLeakBar    *self,
                                        PropusLeakReport *report);
void       propus_leak_bar_focus       (PropusLeakBar    *self);

G_END_DECLS
