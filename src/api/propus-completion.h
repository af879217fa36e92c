/* propus-completion.h - one generation in flight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-failure.h"
#include "propus-generate-chunk.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_COMPLETION_RUNNING,
  PROPUS_COMPLETION_COMPLETE,   /* a finish reason came: STOP or MAX_TOKENS */
  PROPUS_COMPLETION_STOPPED,    /* cancelled by the person */
  PROPUS_COMPLETION_BLOCKED,    /* by promptFeedback or a finish reason */
  PROPUS_COMPLETION_FAILED,
} PropusCompletionState;

#define PROPUS_TYPE_COMPLETION (propus_completion_get_type ())
G_DECLARE_FINAL_TYPE (PropusCompletion, propus_completion, PROPUS, COMPLETION, GObject)

/* Signals, all on the thread that made it, in this order:
 *   "started" ()                         the status line is there and it is 200
 *   "chunk" (PropusGenerateChunk*)       any number of times
 *   "ended" ()                           exactly once; the getters below hold then
 * Made by propus_client_stream_generate(), which starts it; never ends before the caller has returned to the main loop. */
void                  propus_completion_stop              (PropusCompletion *self);   /* at once; "ended" follows with STOPPED */
void                  propus_completion_extend            (PropusCompletion *self);   /* the broker waits for a keyring's dialog: the clock for the status line begins anew */
PropusCompletionState propus_completion_get_state         (PropusCompletion *self);
PropusFailure        *propus_completion_get_failure       (PropusCompletion *self);   /* NULL when COMPLETE or STOPPED */
const char           *propus_completion_get_finish_reason (PropusCompletion *self);   /* last one seen, NULL none */
const char           *propus_completion_get_block_reason  (PropusCompletion *self);
JsonObject           *propus_completion_get_usage         (PropusCompletion *self);   /* last usageMetadata, borrowed, NULL none */
const char           *propus_completion_get_model_version (PropusCompletion *self);

G_END_DECLS
