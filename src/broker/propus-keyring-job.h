/* propus-keyring-job.h - what Propus wants of the keyring, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-secret-bus.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_KEYRING_JOB_UNLOCK,
  PROPUS_KEYRING_JOB_LIST,
  PROPUS_KEYRING_JOB_LOOKUP,
  PROPUS_KEYRING_JOB_STORE,
  PROPUS_KEYRING_JOB_REMOVE,
  PROPUS_KEYRING_JOB_RENAME,
  PROPUS_KEYRING_JOB_TIDY,
  PROPUS_KEYRING_JOB_READ_KNOWN,
} PropusKeyringJobKind;

typedef struct _PropusKeyringJob PropusKeyringJob;

/* Called in the worker thread as soon as the default collection was looked at. */
typedef void (*PropusKeyringJobSeen) (PropusKeyringJob             *job,
                                      PropusSecretBus              *bus,
                                      const PropusSecretCollection *collection,
                                      gpointer                      user_data);

/* One wish and what came of it. It belongs to the main thread until it is given to the worker, then to the worker
 * until its task returns. */
struct _PropusKeyringJob
{
  PropusKeyringJobKind  kind;
  gboolean              prompt;      /* may ask the person */
  gboolean              with_known;  /* lookup: with all other keys that lie open */
  gboolean              keep;        /* remove: read the key first */
  char                 *origin;      /* NULL: any */
  char                 *id;          /* lookup: the wanted one; store: the one to replace; else the one meant */
  char                 *label;
  SecretValue          *key;         /* store: in; lookup, remove: out */
  gint64                asked_at;    /* propus_keyring_lock_get_time() */
  int                   lock_fd;
  PropusKeyringJobSeen  seen;
  gpointer              seen_data;

  char                 *new_id;      /* store */
  PropusKeyringItem    *item;        /* lookup, remove */
  GPtrArray            *items;       /* list */
  GPtrArray            *known;       /* of SecretValue: read-known, lookup */
  int                   removed;     /* tidy */
};

PropusKeyringJob *propus_keyring_job_new  (PropusKeyringJobKind  kind,
                                           const char           *origin,
                                           const char           *id);
gboolean          propus_keyring_job_needs_session (PropusKeyringJob *job);
gboolean          propus_keyring_job_writes (PropusKeyringJob *job);
void              propus_keyring_job_free (PropusKeyringJob     *job);
gboolean          propus_keyring_job_run  (PropusKeyringJob     *job,
                                           PropusSecretBus      *bus,
                                           GError              **error);

G_END_DECLS
