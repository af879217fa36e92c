/* propus-completion-private.h - how the client makes a completion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "propus-completion.h"

G_BEGIN_DECLS

typedef struct
{
  guint headers_ms;
  guint first_event_ms;
  guint gap_ms;
} PropusDeadlines;

/* @message %NULL: the request could not be made, the completion ends with @failure (transfer full). */
PropusCompletion *propus_completion_new (SoupSession *session, SoupMessage *message, const PropusDeadlines *deadlines, PropusFailure *failure);

G_END_DECLS
