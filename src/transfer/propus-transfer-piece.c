/* propus-transfer-piece.c - what a raw part is for a reader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-transfer-export-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>

static char *
dup_shown (const char          *text,
           PropusTransferFlags  flags)
{
  if (text == NULL)
    return g_strdup ("");

  return (flags & PROPUS_TRANSFER_REDACT) != 0 ? propus_transfer_redact (text) : g_strdup (text);
}

static void
set_piece (PropusPiece         *self,
           PropusPieceKind      kind,
           const char          *text,
           const char          *language,
           PropusTransferFlags  flags)
{
  self->kind = text == NULL || *text == '\0' ? PROPUS_PIECE_NOTHING : kind;
  self->text = dup_shown (text, flags);
  self->language = g_strdup (language != NULL ? language : "");
}

/* A part that is no text but can be read: its JSON. */
static void
set_object (PropusPiece         *self,
            const char          *heading,
            JsonObject          *object,
            PropusTransferFlags  flags)
{
  g_autofree char *text = propus_json_object_to_string (object, TRUE);

  self->heading = heading;
  set_piece (self, PROPUS_PIECE_CODE, text, "json", flags);
}

static void
read_code (PropusPiece         *self,
           JsonObject          *code,
           PropusTransferFlags  flags)
{
  const char *language = propus_json_get_string (code, "language");
  g_autofree char *lower = language != NULL ? g_ascii_strdown (language, -1) : NULL;

  self->heading = _("Code that was run");
  set_piece (self, PROPUS_PIECE_CODE, propus_json_get_string (code, "code"), lower, flags);
}

static void
read_object (PropusPiece         *self,
             JsonObject          *part,
             PropusTransferFlags  flags)
{
  JsonObject *object;

  if ((object = propus_json_get_object (part, "inlineData")) != NULL)
    {
      set_piece (self, PROPUS_PIECE_MEDIA, propus_json_get_string (object, "data"), propus_json_get_string (object, "mimeType"),
                 PROPUS_TRANSFER_DEFAULT);
    }
  else if ((object = propus_json_get_object (part, "fileData")) != NULL)
    {
      set_piece (self, PROPUS_PIECE_LINK, propus_json_get_string (object, "fileUri"),
                 propus_json_get_string (object, "mimeType"), flags);
    }
  else if ((object = propus_json_get_object (part, "executableCode")) != NULL)
    {
      read_code (self, object, flags);
    }
  else if ((object = propus_json_get_object (part, "codeExecutionResult")) != NULL)
    {
      self->heading = _("What it printed");
      set_piece (self, PROPUS_PIECE_CODE, propus_json_get_string (object, "output"), NULL, flags);
    }
  else if ((object = propus_json_get_object (part, "functionCall")) != NULL)
    {
      set_object (self, _("A tool was called"), object, flags);
    }
  else if ((object = propus_json_get_object (part, "functionResponse")) != NULL)
    {
      set_object (self, _("The tool answered"), object, flags);
    }
  else
    {
      json_object_remove_member (part, "thoughtSignature");
      json_object_remove_member (part, "text");
      json_object_remove_member (part, "thought");
      if (json_object_get_size (part) > 0)
        set_object (self, NULL, part, flags);
    }
}

/**
 * propus_piece_read:
 * @self: (out): receives what the part is; clear it with propus_piece_clear()
 * @part: a raw part
 * @flags: whether its text is to be redacted
 */
void
propus_piece_read (PropusPiece         *self,
                   const char          *part,
                   PropusTransferFlags  flags)
{
  g_autoptr(JsonNode) node = propus_json_parse (part, -1, NULL);
  JsonObject *object = propus_json_node_object (node);
  const char *text = propus_json_get_string (object, "text");

  *self = (PropusPiece) { PROPUS_PIECE_NOTHING, NULL, NULL, NULL };
  if (object == NULL)
    return;
  if (text != NULL && *text != '\0')
    set_piece (self, propus_json_get_boolean (object, "thought", FALSE) ? PROPUS_PIECE_THOUGHT : PROPUS_PIECE_TEXT, text, NULL,
               flags);
  else
    read_object (self, object, flags);
}

void
propus_piece_clear (PropusPiece *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->language, g_free);
}

/**
 * propus_transfer_pen_dup_text:
 * @pen: a pen
 * @text: (nullable): what a person, a model or a file said
 *
 * Returns: (transfer full): it as it may be written; "" for %NULL
 */
char *
propus_transfer_pen_dup_text (PropusTransferPen *pen,
                              const char        *text)
{
  return dup_shown (text, pen->flags);
}

/**
 * propus_transfer_format_time:
 * @time: Unix time in microseconds
 *
 * Returns: (transfer full): it for a reader, in local time; "" when it is unknown
 */
char *
propus_transfer_format_time (gint64 time)
{
  g_autoptr(GDateTime) moment = time > 0 ? g_date_time_new_from_unix_local (time / G_USEC_PER_SEC) : NULL;

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M") : g_strdup ("");
}

/**
 * propus_transfer_speaker:
 * @message: a turn
 *
 * Returns: (transfer none): who speaks
 */
const char *
propus_transfer_speaker (PropusTransferMessage *message)
{
  if (message->role == PROPUS_ROLE_USER)
    return C_("speaker", "You");

  return message->model != NULL && *message->model != '\0' ? message->model : C_("speaker", "Model");
}
