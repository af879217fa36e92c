/* propus-transfer-json.c - our own format: lossless, and read by our own import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-export-private.h"
#include "propus-transfer-text.h"

#include <string.h>

/* The format "propus-chats", version 1. One JSON object in UTF-8, members always in the order below; a member that
 * would be "", 0, false or empty is left out (but "title", "messages", "chats" and "attachments" are always there).
 * Times are Unix time in microseconds. A reader ignores members that it does not know; what an old reader cannot
 * ignore raises the version, and a reader refuses a version that is newer than it knows.
 *
 *   {"format": "propus-chats", "version": 1,
 *    "chats": [
 *      {"title": string, "title_origin": "model" or "user" (absent: "local", made of the first words), "model": string, "folder": its folder's name, "draft": text in the composer,
 *       "created": time, "updated": time, "pinned": true, "archived": true,
 *       "settings": object as the chat has it,
 *       "head": the id of the last turn that is shown,
 *       "messages": [                        every version of every turn, each after its parent
 *         {"id": its place, from 1, "parent": an id, absent: a first turn,
 *          "role": "user" or "model",
 *          "state": "complete", "stopped", "blocked", "failed", "interrupted" (a turn that ran is "interrupted"),
 *          "created": time, "model": string, "finish_reason": as the API says it, "thinking_us": microseconds,
 *          "failure": string, "failure_detail": string, "failure_text": string,
 *          "usage": usageMetadata as the API sent it, "facts": object with what the answer rests on and how long it took,
 *          "parts": [objects, byte for byte as the API sent them; without "thoughtSignature" unless it was asked for],
 *          "attachments": [{"name": string, "mime": string, "sha256": hexadecimal, "size": bytes}]}]}],
 *    "attachments": [                        each that was there, once, however often it is named above
 *      {"sha256": hexadecimal, "size": bytes, "data": base64}]}
 *
 * Siblings are versions of one turn, oldest first. A part that is no JSON object (which the API never sends) is written as
 * a string. The same chats give the same bytes: there is no date of the export in it, and ids are places. */

/* Names are written with what comes before them, so that the first member of an object need not be known. */
static void
begin_member (PropusTransferOut *out,
              const char        *name)
{
  propus_transfer_out_printf (out, "%s\"%s\":", out->last == '{' ? "" : ",", name);
}

static void
write_text (PropusTransferPen *pen,
            const char        *name,
            const char        *text)
{
  g_autofree char *shown = propus_transfer_pen_dup_text (pen, text);

  if (*shown == '\0')
    return;
  begin_member (&pen->out, name);
  propus_transfer_out_string (&pen->out, shown);
}

static void
write_number (PropusTransferPen *pen,
              const char        *name,
              gint64             number)
{
  if (number == 0)
    return;
  begin_member (&pen->out, name);
  propus_transfer_out_printf (&pen->out, "%" G_GINT64_FORMAT, number);
}

static void
write_true (PropusTransferPen *pen,
            const char        *name,
            gboolean           value)
{
  if (!value)
    return;
  begin_member (&pen->out, name);
  propus_transfer_out_text (&pen->out, "true");
}

static PropusPartFlags
part_flags (PropusTransferPen *pen)
{
  PropusPartFlags flags = PROPUS_PART_AS_IS;

  if ((pen->flags & PROPUS_TRANSFER_WITH_SIGNATURES) == 0)
    flags |= PROPUS_PART_NO_SIGNATURE;
  if ((pen->flags & PROPUS_TRANSFER_REDACT) != 0)
    flags |= PROPUS_PART_REDACT;

  return flags;
}

static void
write_object (PropusTransferPen *pen,
              const char        *name,
              const char        *json)
{
  g_autofree char *object = json != NULL ? propus_transfer_rewrite_part (json, part_flags (pen)) : NULL;

  if (object == NULL)
    return;
  begin_member (&pen->out, name);
  propus_transfer_out_text (&pen->out, object);
}

static void
write_parts (PropusTransferPen *pen,
             GPtrArray         *parts)
{
  if (parts->len == 0)
    return;

  begin_member (&pen->out, "parts");
  propus_transfer_out_text (&pen->out, "[");
  for (guint i = 0; i < parts->len; i++)
    {
      const char *json = g_ptr_array_index (parts, i);
      g_autofree char *part = propus_transfer_rewrite_part (json, part_flags (pen));

      propus_transfer_out_text (&pen->out, i == 0 ? "" : ",");
      if (part != NULL)
        {
          propus_transfer_out_text (&pen->out, part);
        }
      else
        {
          g_autofree char *valid = g_utf8_make_valid (json, -1);
          g_autofree char *shown = propus_transfer_pen_dup_text (pen, valid);

          propus_transfer_out_string (&pen->out, shown);
        }
    }
  propus_transfer_out_text (&pen->out, "]");
}

/* Looks once whether its bytes are there; those of one that was asked for before are not read again. */
static void
note_attachment (PropusTransferPen        *pen,
                 PropusTransferChat       *chat,
                 PropusTransferAttachment *attachment)
{
  PropusTransferAttachment *known = attachment->sha256 != NULL ? g_hash_table_lookup (pen->seen, attachment->sha256) : NULL;
  g_autoptr(GError) error = NULL;

  if (known != NULL)
    {
      attachment->size = known->size;
      return;
    }
  if (!propus_transfer_attachment_check (attachment, pen->out.cancellable, &error))
    {
      propus_transfer_report_add (pen->report, chat->title, attachment->name, error->message);
      return;
    }

  known = g_hash_table_lookup (pen->seen, attachment->sha256);
  if (known != NULL)
    return;
  g_hash_table_insert (pen->seen, attachment->sha256, attachment);
  g_ptr_array_add (pen->attachments, propus_transfer_attachment_ref (attachment));
}

static void
write_attachments (PropusTransferPen  *pen,
                   PropusTransferChat *chat,
                   GPtrArray          *attachments)
{
  if (attachments->len == 0)
    return;

  begin_member (&pen->out, "attachments");
  propus_transfer_out_text (&pen->out, "[");
  for (guint i = 0; i < attachments->len; i++)
    {
      PropusTransferAttachment *attachment = g_ptr_array_index (attachments, i);

      note_attachment (pen, chat, attachment);
      propus_transfer_out_text (&pen->out, i == 0 ? "{" : ",{");
      write_text (pen, "name", attachment->name);
      write_text (pen, "mime", attachment->mime);
      write_text (pen, "sha256", attachment->sha256);
      write_number (pen, "size", MAX (attachment->size, 0));
      propus_transfer_out_text (&pen->out, "}");
    }
  propus_transfer_out_text (&pen->out, "]");
}

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : "";
}

static const char *
get_state (PropusMessageState state)
{
  if (state == PROPUS_MESSAGE_PENDING || state == PROPUS_MESSAGE_STREAMING)
    state = PROPUS_MESSAGE_INTERRUPTED;

  return get_nick (PROPUS_TYPE_MESSAGE_STATE, (int) state);
}

static void
write_message (PropusTransferPen     *pen,
               PropusTransferChat    *chat,
               PropusTransferMessage *message,
               gint64                 place,
               gint64                 parent)
{
  propus_transfer_out_text (&pen->out, place == 1 ? "\n{" : ",\n{");
  write_number (pen, "id", place);
  write_number (pen, "parent", parent);
  write_text (pen, "role", get_nick (PROPUS_TYPE_ROLE, (int) message->role));
  write_text (pen, "state", get_state (message->state));
  write_number (pen, "created", message->created);
  write_text (pen, "model", message->model);
  write_text (pen, "finish_reason", message->finish_reason);
  write_number (pen, "thinking_us", message->thinking_us);
  write_text (pen, "failure", message->failure);
  write_text (pen, "failure_detail", message->failure_detail);
  write_text (pen, "failure_text", message->failure_text);
  write_object (pen, "usage", message->usage);
  write_object (pen, "facts", message->facts);
  write_parts (pen, message->parts);
  write_attachments (pen, chat, message->attachments);
  propus_transfer_out_text (&pen->out, "}");
}

void
propus_transfer_json_begin (PropusTransferPen *pen)
{
  propus_transfer_out_text (&pen->out, "{\"format\":\"propus-chats\",\"version\":1,\"chats\":[");
}

void
propus_transfer_json_chat (PropusTransferPen  *pen,
                           PropusTransferChat *chat)
{
  g_autoptr(GPtrArray) ordered = propus_transfer_chat_dup_ordered (chat);
  g_autoptr(GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree char *title = propus_transfer_pen_dup_text (pen, chat->title);

  for (guint i = 0; i < ordered->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (ordered, i);

      g_hash_table_insert (places, &message->id, GUINT_TO_POINTER (i + 1));
    }

  propus_transfer_out_text (&pen->out, pen->n_chats == 0 ? "\n{\"title\":" : ",\n{\"title\":");
  propus_transfer_out_string (&pen->out, title);
  if (chat->title_origin != PROPUS_TITLE_LOCAL)
    write_text (pen, "title_origin", get_nick (PROPUS_TYPE_TITLE_ORIGIN, (int) chat->title_origin));
  write_text (pen, "model", chat->model);
  write_text (pen, "folder", chat->folder);
  write_text (pen, "draft", chat->draft);
  write_number (pen, "created", chat->created);
  write_number (pen, "updated", chat->updated);
  write_true (pen, "pinned", chat->pinned);
  write_true (pen, "archived", chat->archived);
  write_object (pen, "settings", chat->settings);
  write_number (pen, "head", GPOINTER_TO_UINT (g_hash_table_lookup (places, &chat->head)));
  propus_transfer_out_text (&pen->out, ",\"messages\":[");

  for (guint i = 0; i < ordered->len; i++)
    {
      PropusTransferMessage *message = g_ptr_array_index (ordered, i);

      write_message (pen, chat, message, i + 1, GPOINTER_TO_UINT (g_hash_table_lookup (places, &message->parent)));
    }
  propus_transfer_out_text (&pen->out, "]}");
}

typedef struct
{
  PropusTransferOut *out;
  int state;
  int save;
} Encoder;

static gboolean
encode_piece (const guchar  *data,
              gsize          length,
              gpointer       user_data,
              GError       **error)
{
  Encoder *encoder = user_data;
  char text[4 * 4096];

  while (length > 0)
    {
      gsize piece = MIN (length, 3 * 4000);

      propus_transfer_out_bytes (encoder->out, text,
                                 g_base64_encode_step (data, piece, FALSE, text, &encoder->state, &encoder->save));
      data += piece;
      length -= piece;
    }

  return TRUE;
}

static void
write_data (PropusTransferPen        *pen,
            PropusTransferAttachment *attachment)
{
  Encoder encoder = { &pen->out, 0, 0 };
  char last[8];
  GError *error = NULL;

  /* A moment ago it was there and right. What is broken now must not look like a good export. */
  if (!propus_transfer_attachment_read (attachment, encode_piece, &encoder, pen->out.cancellable, &error))
    {
      if (pen->out.error == NULL)
        pen->out.error = error;
      else
        g_error_free (error);
    }
  propus_transfer_out_bytes (&pen->out, last, g_base64_encode_close (FALSE, last, &encoder.state, &encoder.save));
}

void
propus_transfer_json_end (PropusTransferPen *pen)
{
  propus_transfer_out_text (&pen->out, "\n],\"attachments\":[");
  for (guint i = 0; i < pen->attachments->len; i++)
    {
      PropusTransferAttachment *attachment = g_ptr_array_index (pen->attachments, i);

      propus_transfer_out_text (&pen->out, i == 0 ? "\n{" : ",\n{");
      write_text (pen, "sha256", attachment->sha256);
      write_number (pen, "size", attachment->size);
      propus_transfer_out_text (&pen->out, ",\"data\":\"");
      write_data (pen, attachment);
      propus_transfer_out_text (&pen->out, "\"}");
    }
  propus_transfer_out_text (&pen->out, "\n]}\n");
}
