/* propus-door.h - where programs find a broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the programs behind a door may spend, all together. */
typedef enum
{
  PROPUS_DOOR_REQUESTS,
  PROPUS_DOOR_TOKENS,
  PROPUS_DOOR_MONEY,      /* millionths of a US dollar */
  PROPUS_DOOR_N_LIMITS
} PropusDoorLimit;

#define PROPUS_TYPE_DOOR (propus_door_get_type ())
G_DECLARE_FINAL_TYPE (PropusDoor, propus_door, PROPUS, DOOR, GObject)

PropusDoor *propus_door_new            (const char  *program,
                                        GError     **error);
void        propus_door_set_limit      (PropusDoor  *self,
                                        PropusDoorLimit limit,
                                        gint64       amount);
void        propus_door_add_options    (PropusDoor  *self,
                                        GPtrArray   *argv);
const char *propus_door_get_program    (PropusDoor  *self);
const char *propus_door_get_base_url   (PropusDoor  *self);
const char *propus_door_get_token      (PropusDoor  *self);
int         propus_door_dup_fd         (PropusDoor  *self);
int         propus_door_new_token_pipe (PropusDoor  *self);

G_END_DECLS
