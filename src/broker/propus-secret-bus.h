/* propus-secret-bus.h - the Secret Service's own calls, for a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-config.h"
#include "propus-keyring.h"

G_BEGIN_DECLS

/* libsecret does the session and its encryption; the calls themselves are made here. Its own calls that can prompt may
 * never come back (acceptance.md 2.3, 4), and every one of these does: a call after 25 s at the latest, a prompt when it
 * is answered or the service is gone.
 *
 * All functions block and belong to worker threads; one object belongs to one thread at a time. Errors are those of
 * GDBus and GIO until propus_secret_bus_translate_error(). */

/* The "xdg:schema" of our items. */
#define PROPUS_KEYRING_SCHEMA PROPUS_APP_ID ".ApiKey"

typedef struct _PropusSecretBus PropusSecretBus;

typedef enum
{
  PROPUS_PROMPT_DONE,
  PROPUS_PROMPT_DISMISSED,   /* by the person */
  PROPUS_PROMPT_NOBODY,      /* there is no program that could ask */
} PropusPromptOutcome;

typedef struct
{
  char     *path;            /* NULL: there is no default collection */
  char     *label;
  gboolean  locked;
} PropusSecretCollection;

typedef struct
{
  PropusKeyringItem *item;
  char              *path;
} PropusSecretItem;

void                 propus_secret_collection_clear (PropusSecretCollection *collection);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PropusSecretCollection, propus_secret_collection_clear)
void                 propus_secret_item_free       (PropusSecretItem       *item);

PropusSecretBus     *propus_secret_bus_new         (void);
void                 propus_secret_bus_free        (PropusSecretBus        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusSecretBus, propus_secret_bus_free)

gboolean             propus_secret_bus_open        (PropusSecretBus        *self,
                                                    GError                **error);
gboolean             propus_secret_bus_open_session (PropusSecretBus       *self,
                                                    GError                **error);
void                 propus_secret_bus_close       (PropusSecretBus        *self);
GDBusConnection     *propus_secret_bus_get_connection (PropusSecretBus     *self);
const char          *propus_secret_bus_get_provider (PropusSecretBus       *self);
gboolean             propus_secret_bus_is_encrypted (PropusSecretBus       *self);

gboolean             propus_secret_bus_read_collection (PropusSecretBus        *self,
                                                        PropusSecretCollection *collection,
                                                        GError                **error);
gboolean             propus_secret_bus_create_collection (PropusSecretBus      *self,
                                                    PropusPromptOutcome    *outcome,
                                                    GError                **error);
gboolean             propus_secret_bus_unlock      (PropusSecretBus        *self,
                                                    const char             *path,
                                                    PropusPromptOutcome    *outcome,
                                                    GError                **error);
GPtrArray           *propus_secret_bus_search      (PropusSecretBus        *self,
                                                    const char             *origin,
                                                    const char             *id,
                                                    GError                **error);
SecretValue         *propus_secret_bus_get_secret  (PropusSecretBus        *self,
                                                    const char             *path,
                                                    GError                **error);
gboolean             propus_secret_bus_create_item (PropusSecretBus        *self,
                                                    const char             *collection,
                                                    const PropusKeyringItem *item,
                                                    SecretValue            *key,
                                                    PropusPromptOutcome    *outcome,
                                                    GError                **error);
gboolean             propus_secret_bus_delete_item (PropusSecretBus        *self,
                                                    const char             *path,
                                                    PropusPromptOutcome    *outcome,
                                                    GError                **error);
gboolean             propus_secret_bus_set_label   (PropusSecretBus        *self,
                                                    const char             *path,
                                                    const char             *label,
                                                    GError                **error);

GPtrArray           *propus_secret_bus_read_known  (PropusSecretBus        *self,
                                                    GError                **error);

gboolean             propus_secret_bus_error_is_stale (const GError        *error);
gboolean             propus_secret_bus_error_is_locked (const GError       *error);
gboolean             propus_secret_bus_error_is_read_only (const GError    *error);
void                 propus_secret_bus_translate_error (gboolean            opening,
                                                    GError            **error);
void                 propus_secret_bus_set_unavailable_error (GError      **error);
void                 propus_secret_bus_set_stuck_error (GError            **error);

G_END_DECLS
