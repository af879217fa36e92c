/* propus-key-work.h - what a person can do with keys, each with a sentence about how it went
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-session.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_KEY_DEED_ADD,          /* asks for a key and keeps it in the keyring */
  PROPUS_KEY_DEED_ADD_SESSION,  /* asks for a key and keeps it for this session */
  PROPUS_KEY_DEED_REPLACE,      /* asks for a key that takes the place of another */
  PROPUS_KEY_DEED_STORE_ENV,    /* puts a key of the environment into the keyring */
  PROPUS_KEY_DEED_REMOVE,       /* for PROPUS_UNDO_MS, RESTORE brings it back */
  PROPUS_KEY_DEED_RESTORE,
  PROPUS_KEY_DEED_FORGET,       /* gives up on RESTORE */
  PROPUS_KEY_DEED_RENAME,
  PROPUS_KEY_DEED_TIDY,         /* removes all copies but the one in use */
  PROPUS_KEY_DEED_USE,
  PROPUS_KEY_DEED_TEST,
  PROPUS_KEY_DEED_UNLOCK,
} PropusKeyDeed;

void           propus_key_work_async       (PropusSession       *session,
                                            PropusKeyDeed        deed,
                                            const char          *id,
                                            const char          *label,
                                            GtkWindow           *window,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       propus_key_work_finish      (PropusSession       *session,
                                            GAsyncResult        *result,
                                            char               **sentence);
PropusFailure *propus_key_work_get_failure (GAsyncResult        *result);

G_END_DECLS
