/* propus-turn-report.h - a turn that has ended, as one JSON object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-turn.h"

G_BEGIN_DECLS

char *propus_turn_report         (PropusTurn    *turn);
char *propus_turn_report_failure (PropusFailure *failure);

G_END_DECLS
