/* propus-key-report.h - what the broker says about the key in use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-key-info.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_KEY_SOURCE_UNKNOWN,      /* not asked yet */
  PROPUS_KEY_SOURCE_NONE,
  PROPUS_KEY_SOURCE_SESSION,      /* given for this run */
  PROPUS_KEY_SOURCE_KEYRING,
  PROPUS_KEY_SOURCE_GOOGLE_ENV,   /* GOOGLE_API_KEY */
  PROPUS_KEY_SOURCE_GEMINI_ENV,   /* GEMINI_API_KEY */
  PROPUS_KEY_SOURCE_PRACTICE,
} PropusKeySource;

typedef enum
{
  PROPUS_KEYRING_UNKNOWN,
  PROPUS_KEYRING_UNAVAILABLE,
  PROPUS_KEYRING_NO_COLLECTION,
  PROPUS_KEYRING_LOCKED,
  PROPUS_KEYRING_UNLOCKED,
  PROPUS_KEYRING_STUCK,
} PropusKeyringState;

/* One reply of GET /propus/v1/status (src/broker/propus-control.h), every string owned, NULL where it is not known. */
typedef struct
{
  PropusKeySource    source;
  PropusKeyringState keyring;
  gboolean           both_environment;   /* GOOGLE_API_KEY and GEMINI_API_KEY were set */
  gint64             waiting_ms;         /* on the keyring; 0: nobody waits */
  char              *provider;           /* "GNOME Keyring" */
  char              *collection;         /* label of the default collection */
  gboolean           encrypted;          /* what goes to the keyring and back, on D-Bus */
  char              *trouble;            /* reason of the keyring's last failure; NULL since its last success */
  gboolean           stopped;            /* the keyring ended, and a key in it is missed */
  char              *forgotten;          /* why the session's key was dropped: "locked" or "asleep"; NULL it was not */
  char              *moved_aside;        /* path of a damaged keyring that was moved aside; NULL none */
  char              *origin;             /* the only server that requests go to */
  gboolean           environment_lost;   /* a broker that ended took them along */
  gboolean           has_key;            /* a key is known to be there; not so when the variable holds none */
  char              *id;                 /* of the key in use */
  char              *label;
  char              *last_four;
  PropusKeyInfo     *session;            /* the key of this session, NULL none */
  GPtrArray         *environment;        /* of PropusKeyInfo, GOOGLE_API_KEY first */
} PropusKeyReport;

PropusKeyReport *propus_key_report_parse (JsonNode              *reply);
void             propus_key_report_free  (PropusKeyReport       *self);
gboolean         propus_key_report_equal (const PropusKeyReport *a,
                                          const PropusKeyReport *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyReport, propus_key_report_free)

G_END_DECLS
