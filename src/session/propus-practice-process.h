/* propus-practice-process.h - the practice endpoint as a child
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PRACTICE_PROCESS (propus_practice_process_get_type ())
G_DECLARE_FINAL_TYPE (PropusPracticeProcess, propus_practice_process, PROPUS, PRACTICE_PROCESS, GObject)

PropusPracticeProcess *propus_practice_process_new          (void);
void                   propus_practice_process_start_async  (PropusPracticeProcess *self, GAsyncReadyCallback callback, gpointer user_data);
char                  *propus_practice_process_start_finish (PropusPracticeProcess *self, GAsyncResult *result, GError **error);
int                    propus_practice_process_steal_key_fd (PropusPracticeProcess *self);
gboolean               propus_practice_process_is_running   (PropusPracticeProcess *self);
void                   propus_practice_process_shutdown     (PropusPracticeProcess *self);

G_END_DECLS
