/* propus-install.h - where the parts of this installation lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Propus runs from its build folder as it does when it is installed: the helper programs, the settings schema and the
 * translations are looked for beside /proc/self/exe first. All functions may be called from any thread. */

char      *propus_install_find_program    (const char *name);
char      *propus_install_dup_locale_dir  (void);
GSettings *propus_install_new_settings    (void);
char      *propus_install_dup_runtime_dir (GError    **error);

G_END_DECLS
