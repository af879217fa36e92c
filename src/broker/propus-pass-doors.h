/* propus-pass-doors.h - where the programs of the passes find the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-exchange.h"
#include "propus-key-ledger.h"
#include "propus-pass-errand.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_DOORS (propus_pass_doors_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassDoors, propus_pass_doors, PROPUS, PASS_DOORS, GObject)

PropusPassDoors *propus_pass_doors_new          (PropusKeyLedger      *ledger,
                                                 const char           *origin);
void             propus_pass_doors_inherit      (PropusPassDoors      *self,
                                                 int                   fd);
void             propus_pass_doors_start        (PropusPassDoors      *self);
gboolean         propus_pass_doors_is_started   (PropusPassDoors      *self);
gboolean         propus_pass_doors_is_kept      (PropusPassDoors      *self);
gboolean         propus_pass_doors_is_busy      (PropusPassDoors      *self);
GArray          *propus_pass_doors_dup_fds      (PropusPassDoors      *self);
void             propus_pass_doors_note_uses    (PropusPassDoors      *self);
void             propus_pass_doors_create_async (PropusPassDoors      *self,
                                                 JsonObject           *members,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
void             propus_pass_doors_do_async     (PropusPassDoors      *self,
                                                 PropusPassDeed        deed,
                                                 const char           *id,
                                                 JsonObject           *changes,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray       *propus_pass_doors_finish       (PropusPassDoors      *self,
                                                 GAsyncResult         *result,
                                                 const char          **id,
                                                 const char          **token,
                                                 GError              **error);
JsonObject      *propus_pass_doors_describe     (PropusPassDoors      *self,
                                                 PropusPassRow        *row);

G_END_DECLS
