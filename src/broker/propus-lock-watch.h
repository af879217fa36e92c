/* propus-lock-watch.h - when the person leaves: the screen is locked, or the computer goes to sleep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_LOCK_WATCH (propus_lock_watch_get_type ())
G_DECLARE_FINAL_TYPE (PropusLockWatch, propus_lock_watch, PROPUS, LOCK_WATCH, GObject)

PropusLockWatch *propus_lock_watch_new (void);

G_END_DECLS
