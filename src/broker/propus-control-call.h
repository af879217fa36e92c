/* propus-control-call.h - one request under /propus/v1/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-exchange.h"
#include "propus-fault.h"
#include "propus-key-source.h"
#include "propus-pass-doors.h"
#include "propus-upstream.h"

G_BEGIN_DECLS

/**
 * PropusControlCall:
 *
 * What the handlers of a control request share. Reference counted, because a handler and its exchange end in either
 * order. A handler takes a reference for each asynchronous call and ends in exactly one of reply and fail; both do
 * nothing when the client is gone.
 */
typedef struct
{
  PropusExchange  *exchange;
  PropusKeySource *keys;
  PropusUpstream  *upstream;
  GCancellable    *cancellable;   /* cancelled when the client goes away; never given to the keyring */
  GByteArray      *body;
  JsonObject      *object;        /* the body as JSON, empty when there is none; NULL before it was read */
  char            *id;            /* of the key, or the pass, in the path; nullable */
  PropusPassDoors *passes;        /* nullable */
  int             *input_fd;      /* borrowed from the server */
} PropusControlCall;

typedef void (*PropusControlHandler) (PropusControlCall *call);

PropusControlCall *propus_control_call_new          (PropusExchange    *exchange,
                                                     PropusKeySource   *keys,
                                                     PropusUpstream    *upstream);
PropusControlCall *propus_control_call_ref          (PropusControlCall *self);
void               propus_control_call_unref        (PropusControlCall *self);
void               propus_control_call_reply        (PropusControlCall *self,
                                                     JsonObject        *object);
void               propus_control_call_fail         (PropusControlCall *self,
                                                     const GError      *error);
void               propus_control_call_fail_literal (PropusControlCall *self,
                                                     PropusFault        fault,
                                                     const char        *sentence);
const char        *propus_control_hint_to_string    (PropusKeyHint      hint);
void               propus_control_set_outcome       (JsonObject        *object,
                                                     PropusKeySource   *keys,
                                                     const char        *id);

/* propus-control-store.c */
PropusKeyring     *propus_control_require_keyring   (PropusControlCall *call);
void               propus_control_when_storable     (PropusControlCall *call,
                                                     PropusControlHandler handler);

/* propus-control-keys.c */
void propus_control_list   (PropusControlCall *call);
void propus_control_use    (PropusControlCall *call);
void propus_control_rename (PropusControlCall *call);
void propus_control_test   (PropusControlCall *call);
void propus_control_unlock (PropusControlCall *call);
void propus_control_scan   (PropusControlCall *call);
/* propus-control-remove.c */
void propus_control_remove  (PropusControlCall *call);
void propus_control_restore (PropusControlCall *call);
void propus_control_forget  (PropusControlCall *call);
void propus_control_tidy    (PropusControlCall *call);
/* propus-control-find.c */
void propus_control_find    (PropusControlCall *call);
void propus_control_find_preview (PropusControlCall *call);
void propus_control_find_move (PropusControlCall *call);
/* propus-control-add.c */
void propus_control_add    (PropusControlCall *call);
/* propus-control-ready.c */
void propus_control_ready  (PropusControlCall *call);
/* propus-control-status.c */
void propus_control_status (PropusControlCall *call);

/* propus-control-passes.c */
void propus_control_passes      (PropusControlCall *call);
void propus_control_pass_create (PropusControlCall *call);
void propus_control_pass_change (PropusControlCall *call);
void propus_control_pass_renew  (PropusControlCall *call);
void propus_control_pass_revoke (PropusControlCall *call);

/* propus-control-usage.c */
void propus_control_usage             (PropusControlCall *call);
void propus_control_usage_rows        (PropusControlCall *call);
void propus_control_usage_limits      (PropusControlCall *call);
void propus_control_usage_set_limits  (PropusControlCall *call);
void propus_control_usage_acknowledge (PropusControlCall *call);
void propus_control_usage_estimate    (PropusControlCall *call);
void propus_control_prices            (PropusControlCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusControlCall, propus_control_call_unref)

G_END_DECLS
