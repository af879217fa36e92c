/* propus-pass-list.h - the passes that there are, and whether a program may come with one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-passes.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_LIST (propus_pass_list_get_type ())
/* Mirrors GET /propus/v1/passes. Signal "changed": after every answer. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusPassList, propus_pass_list, PROPUS, PASS_LIST, GObject)

PropusPassList *propus_pass_list_new          (PropusBrokerProcess *broker);
void            propus_pass_list_refresh      (PropusPassList *self);   /* coalesced, asynchronous */
void            propus_pass_list_shutdown     (PropusPassList *self);   /* asks nothing any more */
GPtrArray      *propus_pass_list_get_passes   (PropusPassList *self);   /* borrowed, of PropusPassInfo; NULL not known */
PropusFailure  *propus_pass_list_get_failure  (PropusPassList *self);   /* borrowed; why they are not known; NULL no reason */
PropusPassInfo *propus_pass_list_find         (PropusPassList *self, const char *id); /* borrowed; NULL there is none */
guint           propus_pass_list_get_n_active (PropusPassList *self);
PropusBrokerProcess *propus_pass_list_get_broker (PropusPassList *self);   /* borrowed */

G_END_DECLS
