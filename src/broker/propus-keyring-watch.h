/* propus-keyring-watch.h - what is known of the keyring without asking anybody
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-secret-bus.h"

G_BEGIN_DECLS

/* What one look at the keyring showed. */
typedef struct
{
  PropusKeyringState  state;
  int                 trouble;      /* PropusKeyringError of a look that failed, -1: none */
  char               *collection;   /* label, NULL unknown */
  const char         *provider;     /* static, NULL unknown */
  gboolean            has_session;  /* whether @encrypted was seen */
  gboolean            encrypted;
  GDBusConnection    *connection;   /* NULL: no session bus */
} PropusKeyringView;

PropusKeyringView *propus_keyring_view_new  (PropusSecretBus              *bus,
                                             gboolean                      has_session,
                                             const PropusSecretCollection *collection);
PropusKeyringView *propus_keyring_view_new_failed (const GError             *error);
void               propus_keyring_view_free (PropusKeyringView            *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyringView, propus_keyring_view_free)

PropusKeyringView *propus_keyring_view_look (gboolean                      with_session);

/* Follows the service on the session bus; signals of its life and of its collections, on the main thread. */
#define PROPUS_TYPE_KEYRING_WATCH (propus_keyring_watch_get_type ())
G_DECLARE_FINAL_TYPE (PropusKeyringWatch, propus_keyring_watch, PROPUS, KEYRING_WATCH, GObject)

PropusKeyringWatch *propus_keyring_watch_new (GDBusConnection *connection);

G_END_DECLS
