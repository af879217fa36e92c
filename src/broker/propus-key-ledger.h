/* propus-key-ledger.h - what became of each key's last requests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-rpc-status.h"
#include "propus-usage-file.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The id of the key that was given for this session; nothing of it is written down. */
#define PROPUS_KEY_ID_SESSION "session"

#define PROPUS_TYPE_KEY_LEDGER (propus_key_ledger_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyLedger, propus_key_ledger, PROPUS, KEY_LEDGER, GObject)

/* Runs in the ledger's thread and returns on the task. */
typedef void (*PropusLedgerWork) (PropusUsageFile *file,
                                  GTask           *task);

PropusKeyLedger        *propus_key_ledger_new            (const char           *path);
void                    propus_key_ledger_note_success   (PropusKeyLedger      *self,
                                                          const char           *id);
void                    propus_key_ledger_note_refusal   (PropusKeyLedger      *self,
                                                          const char           *id,
                                                          PropusRpcStatus      *status,
                                                          const char           *message);
void                    propus_key_ledger_forget         (PropusKeyLedger      *self,
                                                          const char           *id);
const PropusKeyOutcome *propus_key_ledger_get            (PropusKeyLedger      *self,
                                                          const char           *id);
void                    propus_key_ledger_refresh_async  (PropusKeyLedger      *self,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
void                    propus_key_ledger_refresh_finish (PropusKeyLedger      *self,
                                                          GAsyncResult         *result);
void                    propus_key_ledger_flush          (PropusKeyLedger      *self);
void                    propus_key_ledger_run            (PropusKeyLedger      *self,
                                                          GTask                *task,
                                                          PropusLedgerWork      work);
gboolean                propus_key_ledger_is_kept        (PropusKeyLedger      *self);
char                   *propus_key_ledger_dup_session    (PropusKeyLedger      *self);
void                    propus_key_ledger_take_session   (PropusKeyLedger      *self,
                                                          const char           *text);

G_END_DECLS
