/* propus-keyring-lock.h - one keyring operation at a time for this user
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two prompts at once hang libsecret and the service (acceptance.md 0.5), so every operation that may prompt holds an
 * OFD lock on <runtime folder>/keyring.lock. In the file stands when the person last dismissed a prompt: whoever asked
 * before that, or a moment after, is answered by it too. The kernel takes the lock back when its holder dies. */

int      propus_keyring_lock_acquire       (void);
void     propus_keyring_lock_release       (int     lock_fd);
gint64   propus_keyring_lock_get_time      (void);
void     propus_keyring_lock_set_dismissed (int     lock_fd);
gboolean propus_keyring_lock_is_dismissed  (int     lock_fd,
                                            gint64  asked_at);

G_END_DECLS
