/* propus-practice-stream.h - one answer on its way to a caller, at a human pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-practice-reply.h"

G_BEGIN_DECLS

/**
 * PropusPracticeFraming:
 * @PROPUS_PRACTICE_FRAMING_EVENTS: server-sent events, as `alt=sse` asks for
 * @PROPUS_PRACTICE_FRAMING_ARRAY: one JSON array
 */
typedef enum
{
  PROPUS_PRACTICE_FRAMING_EVENTS,
  PROPUS_PRACTICE_FRAMING_ARRAY,
} PropusPracticeFraming;

void propus_practice_stream_start (SoupServerMessage     *message,
                                   PropusPracticeReply   *reply,
                                   PropusPracticeFraming  framing,
                                   PropusPracticeFault    fault,
                                   guint                  pace_ms);

G_END_DECLS
