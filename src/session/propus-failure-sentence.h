/* propus-failure-sentence.h - what is said to a person when an answer did not come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-failure.h"

G_BEGIN_DECLS

/* One place for the window and the command line, so that the same failure reads the same in both. */
char *propus_failure_dup_sentence         (PropusFailureKind kind, const char *detail);
char *propus_failure_dup_sentence_for     (PropusFailure *failure);

G_END_DECLS
