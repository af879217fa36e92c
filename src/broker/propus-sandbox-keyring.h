/* propus-sandbox-keyring.h - the file that libsecret keeps keys in inside a sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  propus_sandbox_keyring_is_sandboxed (void);
gboolean  propus_sandbox_keyring_is_whole     (const char *path);
char     *propus_sandbox_keyring_rescue       (const char *data_dir);
char     *propus_sandbox_keyring_dup_moved    (const char *data_dir);

G_END_DECLS
