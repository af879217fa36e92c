/* propus-keyring.h - the desktop's keyring, by the rules of acceptance.md 2.3
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-api-key.h"

G_BEGIN_DECLS

#define PROPUS_KEYRING_ERROR (propus_keyring_error_quark ())
GQuark propus_keyring_error_quark (void);

typedef enum
{
  PROPUS_KEYRING_ERROR_UNAVAILABLE,    /* no bus, no service: falls through to the environment */
  PROPUS_KEYRING_ERROR_NO_COLLECTION,  /* falls through */
  PROPUS_KEYRING_ERROR_MISSING,        /* falls through */
  PROPUS_KEYRING_ERROR_LOCKED,         /* and nobody could be asked (no prompter) */
  PROPUS_KEYRING_ERROR_DISMISSED,      /* the person closed the question */
  PROPUS_KEYRING_ERROR_STUCK,          /* the service does not answer */
  PROPUS_KEYRING_ERROR_NOT_CREATED,    /* no keyring was created (the person dismissed it) */
  PROPUS_KEYRING_ERROR_READ_BACK,      /* stored, but read back differently */
  PROPUS_KEYRING_ERROR_STILL_THERE,    /* could not be removed (locked) */
  PROPUS_KEYRING_ERROR_UNUSABLE,       /* an item whose secret no key can be */
  PROPUS_KEYRING_ERROR_FAILED,         /* it broke while it was asked: nobody knows what it would have given */
  PROPUS_KEYRING_ERROR_READ_ONLY,      /* what it holds can be read, but nothing can be written */
  PROPUS_KEYRING_ERROR_PLAIN,          /* secrets would travel unencrypted, and nobody said that they may */
} PropusKeyringError;

typedef enum
{
  PROPUS_KEYRING_STATE_UNKNOWN,
  PROPUS_KEYRING_STATE_UNAVAILABLE,
  PROPUS_KEYRING_STATE_NO_COLLECTION,
  PROPUS_KEYRING_STATE_LOCKED,
  PROPUS_KEYRING_STATE_UNLOCKED,
  PROPUS_KEYRING_STATE_STUCK,
} PropusKeyringState;

/* What is known of a stored key without its secret. */
typedef struct
{
  char   *id;          /* random, an attribute of the item */
  char   *origin;      /* "https://generativelanguage.googleapis.com" */
  char   *label;
  gint64  created;     /* Unix seconds */
  gint64  modified;    /* Unix seconds */
  gboolean locked;
} PropusKeyringItem;
void propus_keyring_item_free (PropusKeyringItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyringItem, propus_keyring_item_free)

#define PROPUS_TYPE_KEYRING (propus_keyring_get_type ())
/* One operation at a time for this user (OFD lock on $XDG_RUNTIME_DIR/propus/keyring.lock, waited for off the main
 * thread). No operation can be cancelled: none is ever given a cancellable. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusKeyring, propus_keyring, PROPUS, KEYRING, GObject)

PropusKeyring     *propus_keyring_new           (void);
/* Never prompts and never waits for a prompt: what is known now; an asynchronous probe refreshes it ("changed"). */
PropusKeyringState propus_keyring_get_state     (PropusKeyring *self);
void               propus_keyring_probe_async   (PropusKeyring *self, GAsyncReadyCallback callback, gpointer user_data);
PropusKeyringState propus_keyring_probe_finish  (PropusKeyring *self, GAsyncResult *result);
const char        *propus_keyring_get_collection(PropusKeyring *self);      /* label of the default collection, NULL unknown */
const char        *propus_keyring_get_provider  (PropusKeyring *self);      /* "GNOME Keyring", "KeePassXC"…, NULL unknown */
gboolean           propus_keyring_is_encrypted  (PropusKeyring *self);      /* the D-Bus session */
int                propus_keyring_get_trouble   (PropusKeyring *self);      /* PropusKeyringError of the last failure, -1 none */
gint64             propus_keyring_get_waiting_since (PropusKeyring *self);  /* monotonic µs of the oldest waiting call, 0 none */
gboolean           propus_keyring_is_busy       (PropusKeyring *self);      /* an operation or a prompt: no re-execution now */

/* Items of @origin (NULL: all), newest modified first; @prompt: unlock when needed. */
void               propus_keyring_list_async    (PropusKeyring *self, const char *origin, gboolean prompt, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray         *propus_keyring_list_finish   (PropusKeyring *self, GAsyncResult *result, GError **error);
/* The key with @id, else (NULL or gone) the newest of @origin. Prompts when locked. @item (out)(optional). */
void               propus_keyring_lookup_async  (PropusKeyring *self, const char *origin, const char *id, GAsyncReadyCallback callback, gpointer user_data);
SecretValue       *propus_keyring_lookup_finish (PropusKeyring *self, GAsyncResult *result, PropusKeyringItem **item, GError **error);
/* The same, and with it every other key that can be read without a prompt; what finish gives has the others, too. */
void               propus_keyring_lookup_all_async (PropusKeyring *self, const char *origin, const char *id, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray         *propus_keyring_lookup_dup_known (PropusKeyring *self, GAsyncResult *result);  /* before lookup_finish; of SecretValue */
/* Every key that can be read without a prompt, of all origins; nobody is asked and nobody's prompt waited for. */
void               propus_keyring_read_known_async  (PropusKeyring *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray         *propus_keyring_read_known_finish (PropusKeyring *self, GAsyncResult *result, GError **error);
/* Stores under a new random id (or in the place of @replace), reads back and compares before it says so. */
void               propus_keyring_store_async   (PropusKeyring *self, const char *origin, const char *label, const char *replace, SecretValue *key, GAsyncReadyCallback callback, gpointer user_data);
char              *propus_keyring_store_finish  (PropusKeyring *self, GAsyncResult *result, GError **error);   /* the id */
const char        *propus_keyring_store_get_label (PropusKeyring *self, GAsyncResult *result);   /* after it: the label it has now */
void               propus_keyring_remove_async  (PropusKeyring *self, const char *id, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_keyring_remove_finish (PropusKeyring *self, GAsyncResult *result, GError **error);   /* TRUE also when nothing was there */
/* Removes, and gives back what was there, so that it can be restored: @key and @item are NULL when that cannot be read. */
void               propus_keyring_take_out_async  (PropusKeyring *self, const char *id, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_keyring_take_out_finish (PropusKeyring *self, GAsyncResult *result, SecretValue **key, PropusKeyringItem **item, GError **error);
/* Stores @key under the id, origin and label of @item again; store_finish() gives the result. */
void               propus_keyring_restore_async (PropusKeyring *self, const PropusKeyringItem *item, SecretValue *key, GAsyncReadyCallback callback, gpointer user_data);
/* Of several items with one id (and origin) only the one in use stays, the newest. */
void               propus_keyring_tidy_async    (PropusKeyring *self, const char *id, GAsyncReadyCallback callback, gpointer user_data);
int                propus_keyring_tidy_finish   (PropusKeyring *self, GAsyncResult *result, GError **error);   /* how many were removed, -1 with @error set */
void               propus_keyring_unlock_async  (PropusKeyring *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_keyring_unlock_finish (PropusKeyring *self, GAsyncResult *result, GError **error);
/* Gives the key with @id another label. */
void               propus_keyring_rename_async  (PropusKeyring *self, const char *id, const char *label, GAsyncReadyCallback callback, gpointer user_data);
gboolean           propus_keyring_rename_finish (PropusKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS
