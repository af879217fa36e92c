/* propus-door.h - where programs find a broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_DOOR (propus_door_get_type ())
G_DECLARE_FINAL_TYPE (PropusDoor, propus_door, PROPUS, DOOR, GObject)

PropusDoor *propus_door_new            (const char  *program,
                                        GError     **error);
const char *propus_door_get_program    (PropusDoor  *self);
const char *propus_door_get_base_url   (PropusDoor  *self);
const char *propus_door_get_token      (PropusDoor  *self);
int         propus_door_dup_fd         (PropusDoor  *self);
int         propus_door_new_token_pipe (PropusDoor  *self);

G_END_DECLS
