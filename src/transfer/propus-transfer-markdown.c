/* propus-transfer-markdown.c - the turns that are shown, as Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-export-private.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a person and a model said is Markdown already and stays as it is, but for one thing: a fence that is still open
 * at its end (an answer that was stopped) is closed, or it would swallow the turns after it. */

/* Escapes what Markdown would read in a title or a file's name. */
static char *
escape_inline (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr ("\\`*_{}[]<>#|~&!", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p == '\n' || *p == '\r' ? ' ' : *p);
    }

  return g_string_free (out, FALSE);
}

/* The length of a run of backticks or tildes that can open or close a fence; 0: the line has none. */
static gsize
fence_at (const char  *line,
          const char  *end,
          char        *character,
          const char **rest)
{
  const char *p = line;
  gsize length = 0;

  while (p < end && *p == ' ' && p - line < 4)
    p++;
  if (p == end || p - line > 3 || (*p != '`' && *p != '~'))
    return 0;

  *character = *p;
  while (p < end && *p == *character)
    {
      p++;
      length++;
    }
  *rest = p;
  return length >= 3 ? length : 0;
}

static gboolean
is_blank (const char *p,
          const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
    p++;

  return p == end;
}

/* The fence that is open at the end of @text; 0: none. */
static gsize
find_open_fence (const char *text,
                 char       *character)
{
  gsize open = 0;

  for (const char *line = text; *line != '\0';)
    {
      const char *end = strchrnul (line, '\n');
      const char *rest = line;
      char found = '\0';
      gsize length = fence_at (line, end, &found, &rest);

      if (open == 0 && length > 0 && (found == '~' || memchr (rest, '`', (gsize) (end - rest)) == NULL))
        {
          open = length;
          *character = found;
        }
      else if (open > 0 && length >= open && found == *character && is_blank (rest, end))
        {
          open = 0;
        }
      line = *end == '\n' ? end + 1 : end;
    }

  return open;
}

static void
write_text (PropusTransferOut *out,
            const char        *text)
{
  char character = '`';
  gsize open = find_open_fence (text, &character);

  propus_transfer_out_text (out, text);
  if (open > 0)
    {
      propus_transfer_out_text (out, g_str_has_suffix (text, "\n") ? "" : "\n");
      for (gsize i = 0; i < open; i++)
        propus_transfer_out_bytes (out, &character, 1);
    }
}

static void
write_quoted (PropusTransferOut *out,
              const char        *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  propus_transfer_out_printf (out, "> **%s**\n>", _("Thoughts"));
  for (guint i = 0; lines[i] != NULL; i++)
    propus_transfer_out_printf (out, "\n> %s", lines[i]);
}

static void
write_code (PropusTransferOut *out,
            const PropusPiece *piece)
{
  g_autofree char *fence = propus_transfer_make_fence (piece->text, piece->language);

  if (piece->heading != NULL)
    propus_transfer_out_printf (out, "*%s:*\n\n", piece->heading);
  propus_transfer_out_text (out, fence);
}

static void
write_media (PropusTransferOut *out,
             const PropusPiece *piece)
{
  g_autofree char *mime = escape_inline (piece->language);
  g_autofree char *size = g_format_size (strlen (piece->text) / 4 * 3);

  propus_transfer_out_text (out, "*");
  /* Translators: the first %s is a type like "image/png", the second a size like "12 kB" */
  propus_transfer_out_printf (out, _("[%s, %s, not in this file]"), *mime != '\0' ? mime : "?", size);
  propus_transfer_out_text (out, "*");
}

static void
write_piece (PropusTransferPen *pen,
             const PropusPiece *piece)
{
  PropusTransferOut *out = &pen->out;
  g_autofree char *escaped = NULL;

  switch (piece->kind)
    {
    case PROPUS_PIECE_TEXT:
      write_text (out, piece->text);
      break;
    case PROPUS_PIECE_THOUGHT:
      write_quoted (out, piece->text);
      break;
    case PROPUS_PIECE_CODE:
      write_code (out, piece);
      break;
    case PROPUS_PIECE_MEDIA:
      write_media (out, piece);
      break;
    case PROPUS_PIECE_LINK:
      escaped = escape_inline (piece->text);
      propus_transfer_out_text (out, escaped);
      break;
    case PROPUS_PIECE_NOTHING:
    default:
      break;
    }
}

/* An answer streams in as many parts of one text: these are one paragraph again. */
static gboolean
joins (const PropusPiece *piece,
       PropusPieceKind    last)
{
  return piece->kind == last && (last == PROPUS_PIECE_TEXT || last == PROPUS_PIECE_THOUGHT);
}

static void
write_parts (PropusTransferPen     *pen,
             PropusTransferMessage *message)
{
  g_autoptr(GString) joined = g_string_new (NULL);
  PropusPieceKind last = PROPUS_PIECE_NOTHING;

  for (guint i = 0; i <= message->parts->len; i++)
    {
      g_auto(PropusPiece) piece = { PROPUS_PIECE_NOTHING, NULL, NULL, NULL };

      if (i < message->parts->len)
        propus_piece_read (&piece, g_ptr_array_index (message->parts, i), pen->flags);
      if (i < message->parts->len && piece.kind == PROPUS_PIECE_NOTHING)
        continue;

      if (!joins (&piece, last) && joined->len > 0)
        {
          PropusPiece text = { last, joined->str, NULL, NULL };

          if (last == PROPUS_PIECE_TEXT || (pen->flags & PROPUS_TRANSFER_WITH_THOUGHTS) != 0)
            {
              write_piece (pen, &text);
              propus_transfer_out_text (&pen->out, "\n\n");
            }
          g_string_truncate (joined, 0);
        }

      last = piece.kind;
      if (last == PROPUS_PIECE_TEXT || last == PROPUS_PIECE_THOUGHT)
        {
          g_string_append (joined, piece.text);
        }
      else if (last != PROPUS_PIECE_NOTHING)
        {
          write_piece (pen, &piece);
          propus_transfer_out_text (&pen->out, "\n\n");
        }
    }
}

static void
write_attachment (PropusTransferPen        *pen,
                  PropusTransferAttachment *attachment)
{
  g_autofree char *shown = propus_transfer_pen_dup_text (pen, attachment->name);
  g_autofree char *name = escape_inline (*shown != '\0' ? shown : "?");
  g_autofree char *mime = escape_inline (attachment->mime);

  propus_transfer_out_printf (&pen->out, "*%s %s*", _("Attachment:"), name);
  if (*mime != '\0')
    propus_transfer_out_printf (&pen->out, " (%s)", mime);
  propus_transfer_out_text (&pen->out, "\n\n");
}

static void
write_turn (PropusTransferPen     *pen,
            PropusTransferMessage *message)
{
  g_autofree char *speaker = escape_inline (propus_transfer_speaker (message));
  g_autofree char *time = propus_transfer_format_time (message->created);

  propus_transfer_out_printf (&pen->out, "## %s%s%s\n\n", speaker, *time != '\0' ? " · " : "", time);
  for (guint i = 0; i < message->attachments->len; i++)
    write_attachment (pen, g_ptr_array_index (message->attachments, i));
  write_parts (pen, message);
  if (message->state != PROPUS_MESSAGE_COMPLETE)
    propus_transfer_out_printf (&pen->out, "*%s*\n\n", _("This turn did not come to its end."));
}

void
propus_transfer_markdown_chat (PropusTransferPen  *pen,
                               PropusTransferChat *chat)
{
  g_autoptr(GPtrArray) branch = propus_transfer_chat_dup_branch (chat);
  g_autofree char *shown = propus_transfer_pen_dup_text (pen, chat->title);
  g_autofree char *title = escape_inline (shown);

  propus_transfer_out_printf (&pen->out, "%s# %s\n\n", pen->n_chats > 0 ? "---\n\n" : "", *title != '\0' ? title : _("Untitled"));
  for (guint i = 0; i < branch->len; i++)
    write_turn (pen, g_ptr_array_index (branch, i));
}
