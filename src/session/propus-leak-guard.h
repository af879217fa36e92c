/* propus-leak-guard.h - looks through a text before it leaves this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-broker-process.h"
#include "propus-leak-report.h"

G_BEGIN_DECLS

/* For everything that is about to go: a prompt, an attachment, an export. GTask with source object @broker. */
void              propus_leak_guard_check_async  (PropusBrokerProcess *broker, const char *name, GBytes *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PropusLeakReport *propus_leak_guard_check_finish (PropusBrokerProcess *broker, GAsyncResult *result, GError **error);

G_END_DECLS
