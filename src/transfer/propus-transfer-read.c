/* propus-transfer-read.c - what the readers of the formats share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-text.h"
#include "propus-transfer-error.h"
#include "propus-transfer-read-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
propus_read_omit (PropusReading      *reading,
                  PropusTransferChat *chat,
                  const char         *item,
                  const char         *reason)
{
  propus_transfer_report_add (reading->report, chat != NULL ? chat->title : NULL, item, reason);
}

gboolean
propus_read_is_number (JsonObject *object,
                       const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_DOUBLE || json_node_get_value_type (node) == G_TYPE_INT64);
}

gint64
propus_read_seconds (JsonObject *object,
                     const char *member)
{
  double seconds;

  if (!propus_read_is_number (object, member))
    return 0;

  /* 5138: before then, and after 1970. */
  seconds = json_node_get_double (json_object_get_member (object, member));
  return isfinite (seconds) && seconds > 0 && seconds < 1e11 ? (gint64) (seconds * G_USEC_PER_SEC) : 0;
}

gint64
propus_read_iso (JsonObject *object,
                 const char *member)
{
  const char *text = propus_json_get_string (object, member);
  g_autoptr(GTimeZone) utc = NULL;
  g_autoptr(GDateTime) moment = NULL;
  gint64 time;

  if (text == NULL || strlen (text) > 64)
    return 0;

  utc = g_time_zone_new_utc ();
  moment = g_date_time_new_from_iso8601 (text, utc);
  if (moment == NULL)
    return 0;

  time = g_date_time_to_unix (moment) * G_USEC_PER_SEC + g_date_time_get_microsecond (moment);
  return MAX (time, 0);
}

gboolean
propus_read_fail (GError     **error,
                  const char  *sentence)
{
  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_DAMAGED, sentence);
  return FALSE;
}

/**
 * propus_read_has_room:
 * @chat: a chat that is being built
 * @error: return location
 *
 * Returns: whether it may get one more message
 */
gboolean
propus_read_has_room (PropusTransferChat  *chat,
                      GError             **error)
{
  if (chat->messages->len < PROPUS_LIMIT_IMPORT_MESSAGES)
    return TRUE;

  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The chat has too many messages."));
  return FALSE;
}

static char *
make_title (PropusTransferChat *chat)
{
  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);
      g_autofree char *text = message->role == PROPUS_ROLE_USER ? propus_transfer_message_dup_text (message) : g_strdup ("");
      g_autofree char *title = propus_text_make_title (text);

      if (*title != '\0')
        return g_steal_pointer (&title);
    }

  return g_strdup ("");
}

/**
 * propus_read_finish:
 * @reading: what is read
 * @chat: a chat of another service, all of which was read
 *
 * Gives it what every chat of ours has: a title, and times.
 */
void
propus_read_finish (PropusReading      *reading,
                    PropusTransferChat *chat)
{
  gint64 latest = 0;

  chat->title_origin = *chat->title != '\0' ? PROPUS_TITLE_USER : PROPUS_TITLE_LOCAL;
  if (*chat->title == '\0')
    {
      g_free (chat->title);
      chat->title = make_title (chat);
    }

  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);
      PropusTransferMessage *parent = propus_transfer_chat_find (chat, message->parent);

      /* Order is not read from times, but a turn without one would look like 1970. */
      if (message->created == 0)
        message->created = parent != NULL ? parent->created : chat->created;
      if (chat->created == 0)
        chat->created = message->created;
      latest = MAX (latest, message->created);
    }
  if (chat->updated == 0)
    chat->updated = MAX (latest, chat->created);

  /* Those before the first that has a time. */
  for (guint i = 0; i < chat->messages->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (chat->messages, i);

      if (message->created == 0)
        message->created = chat->created;
    }
}

/**
 * propus_read_archived:
 * @reading: what is read
 * @id: (nullable): what the service calls the file
 * @name: (nullable): its name for a person
 * @mime: (nullable): its type
 *
 * Returns: (transfer full) (nullable): the file, when the archive has it
 */
PropusTransferAttachment *
propus_read_archived (PropusReading *reading,
                      const char    *id,
                      const char    *name,
                      const char    *mime)
{
  const PropusArchiveMember *member = NULL;
  PropusTransferAttachment *attachment;
  g_autofree char *guessed = NULL;

  if (reading->archive == NULL)
    return NULL;
  if (id != NULL)
    member = propus_transfer_archive_find (reading->archive, id);
  if (member == NULL && name != NULL)
    member = propus_transfer_archive_find (reading->archive, name);
  if (member == NULL || !member->is_there)
    return NULL;

  if (mime == NULL || *mime == '\0')
    {
      g_autofree char *type = g_content_type_guess (member->name, NULL, 0, NULL);

      guessed = g_content_type_get_mime_type (type);
      mime = guessed;
    }

  attachment = propus_transfer_attachment_new (name != NULL && *name != '\0' ? name : member->name, mime, NULL, member->range.length);
  propus_transfer_attachment_set_range (attachment, propus_transfer_archive_get_source (reading->archive), &member->range, FALSE);
  return attachment;
}

void
propus_read_add_fence (PropusTransferMessage *message,
                       const char            *text,
                       const char            *language)
{
  g_autofree char *fence = propus_transfer_make_fence (text, language);
  /* Parts of one turn are joined without anything between them. */
  g_autofree char *block = g_strdup_printf ("%s%s\n\n", message->parts->len > 0 ? "\n\n" : "", fence);

  propus_transfer_message_add_text (message, block);
}
