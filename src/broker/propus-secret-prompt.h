/* propus-secret-prompt.h - a question of the Secret Service, waited for in a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-secret-bus.h"

G_BEGIN_DECLS

gboolean propus_secret_prompt_run (GDBusConnection      *connection,
                                   const char           *owner,
                                   const char           *prompter,
                                   const char           *path,
                                   PropusPromptOutcome  *outcome,
                                   GError              **error);

G_END_DECLS
