/* propus-pass-errand.h - what is done with the passes in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-pass-rows.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_PASS_LIST,
  PROPUS_PASS_CREATE,     /* @pass */
  PROPUS_PASS_CHANGE,     /* @id, @changes */
  PROPUS_PASS_RENEW,      /* @id, @token */
  PROPUS_PASS_REVOKE,     /* @id */
} PropusPassDeed;

/* Made in the main thread, done in the ledger's. */
typedef struct
{
  PropusPassDeed  deed;
  char           *origin;
  char           *id;         /* of the pass that it is about; NULL: of all */
  PropusPass     *pass;
  JsonObject     *changes;
  char           *token;      /* of a new pass, or the new one of an old pass */
  GPtrArray      *sockets;    /* of GSocket: for a new pass, the last is the one whose port it has */
} PropusPassErrand;

PropusPassErrand *propus_pass_errand_new  (PropusPassDeed     deed,
                                           const char        *origin,
                                           const char        *id);
void              propus_pass_errand_free (PropusPassErrand  *self);
GPtrArray        *propus_pass_errand_run  (PropusPassErrand  *self,
                                           PropusUsageFile   *file,
                                           GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPassErrand, propus_pass_errand_free)

G_END_DECLS
