/* propus-store-text.c - why chats are not being saved, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-store-text.h"

#include <glib/gi18n.h>

static char *
dup_moved_sentence (PropusStore *store)
{
  const char *moved = store != NULL ? propus_store_get_moved_aside (store) : NULL;

  if (moved == NULL)
    return g_strdup (_("The history is damaged, so chats are not being saved."));

  /* Translators: the path of a file */
  return g_strdup_printf (_("The history was damaged. It was put aside as %s, and a new one was begun."), moved);
}

/**
 * propus_store_text_is_moved:
 * @session: a session
 *
 * Returns: whether all is being saved, but into a new history, because the old one was damaged
 */
gboolean
propus_store_text_is_moved (PropusSession *session)
{
  g_return_val_if_fail (PROPUS_IS_SESSION (session), FALSE);

  return propus_session_get_store_error (session) == NULL &&
         propus_store_get_moved_aside (propus_session_get_store (session)) != NULL;
}

/**
 * propus_store_text_dup_sentence:
 * @session: a session
 *
 * Returns: (transfer full) (nullable): a sentence for a person, translated; %NULL when all is being saved, into the
 *   history of before
 */
char *
propus_store_text_dup_sentence (PropusSession *session)
{
  const GError *error;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), NULL);

  error = propus_session_get_store_error (session);
  if (error == NULL)
    return propus_store_text_is_moved (session) ? dup_moved_sentence (propus_session_get_store (session)) : NULL;

  if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FULL))
    return g_strdup (_("The disk is full, so chats are not being saved. Make room, and Propus goes on saving."));
  if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_READ_ONLY))
    return g_strdup (_("The history cannot be written to, so chats are not being saved."));
  if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY))
    return g_strdup (_("Another program holds the history, so chats are not being saved."));
  if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER))
    return g_strdup (_("A newer Propus wrote the history. It can be read here; new chats are not being saved."));
  if (g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT))
    return dup_moved_sentence (propus_session_get_store (session));

  return g_strdup (_("Chats are not being saved: the history does not answer."));
}

/**
 * propus_store_text_may_pass:
 * @session: a session
 *
 * Returns: whether it makes sense to try again
 */
gboolean
propus_store_text_may_pass (PropusSession *session)
{
  const GError *error;

  g_return_val_if_fail (PROPUS_IS_SESSION (session), FALSE);

  error = propus_session_get_store_error (session);
  return error != NULL &&
         !g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_NEWER) &&
         !g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_CORRUPT);
}
