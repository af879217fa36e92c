/* propus-finds.h - looking for keys in files, and moving them into the keyring, through the broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-find.h"
#include "propus-keys.h"

G_BEGIN_DECLS

/* Asynchronous calls on /propus/v1/find…; no key travels through them. GTask with source object @broker.
 * All finish functions: NULL with *failure set. The keyring may ask to be unlocked in a move, never in a search. */

/* The usual files, and .env files in @folders (absolute paths, NULL-terminated; NULL: none). */
void              propus_finds_search_async   (PropusBrokerProcess *broker, const char * const *folders, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray        *propus_finds_search_finish  (PropusBrokerProcess *broker, GAsyncResult *result, GPtrArray **skipped, PropusFailure **failure);  /* of PropusFind; *skipped of PropusFindSkip */
void              propus_finds_preview_async  (PropusBrokerProcess *broker, PropusFind *find, GAsyncReadyCallback callback, gpointer user_data);
PropusFindChange *propus_finds_preview_finish (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);
/* @label: NULL: the default one. @plain: although the keyring's D-Bus session is not encrypted. */
void              propus_finds_move_async     (PropusBrokerProcess *broker, PropusFind *find, const char *label, gboolean plain, GAsyncReadyCallback callback, gpointer user_data);
PropusKeyInfo    *propus_finds_move_finish    (PropusBrokerProcess *broker, GAsyncResult *result, PropusFailure **failure);   /* id and label */

/* Sentences for a person, (transfer full), never with a key in them. */
char *propus_find_dup_steps       (PropusFind     *find);   /* how to take the key out by hand, and why Propus does not; or what moving does */
char *propus_find_skip_dup_reason (PropusFindSkip *skip);
/* After a move: that overwriting erases nothing on SSDs and in snapshots, that backups may have it, to make a new key. */
const char *propus_finds_get_advice (void);
#define PROPUS_FINDS_NEW_KEY_URL "https://aistudio.google.com/api-keys"

G_END_DECLS
