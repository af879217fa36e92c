/* propus-process-guard.h - shuts the ways by which a key could leave the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

void propus_process_guard_set_up (void);
