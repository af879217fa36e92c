/* propus-transfer-html.c - the turns that are shown, as one file for a browser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-transfer-export-private.h"
#include "propus-transfer-render.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The file loads nothing and runs nothing: its policy forbids both, and nothing in it asks for either. Pictures of the
 * common types are within it. */

static const char head[] =
  "<meta charset=\"utf-8\">\n"
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
  "<meta name=\"referrer\" content=\"no-referrer\">\n"
  "<meta name=\"viewport\" content=\"width=device-width\">\n"
  "<style>\n"
  ":root{color-scheme:light dark;--line:#8884;--soft:#8881;--dim:#888}\n"
  "body{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\n"
  "h1{font-size:1.6rem;margin:3rem 0 1rem}\n"
  "article{margin:1.5rem 0;overflow-wrap:anywhere}\n"
  "article.user{background:var(--soft);border-radius:.8rem;padding:.5rem 1rem}\n"
  "header{color:var(--dim);font-size:.85rem}\n"
  "header b{color:inherit}\n"
  "pre{background:var(--soft);border-radius:.5rem;padding:.75rem;overflow-x:auto}\n"
  "pre.plain{background:none;padding:0;white-space:pre-wrap;font:inherit}\n"
  "code{font-family:ui-monospace,monospace;font-size:.9em}\n"
  "table{border-collapse:collapse;display:block;overflow-x:auto}\n"
  "td,th{border:1px solid var(--line);padding:.3rem .6rem}\n"
  "blockquote{border-left:3px solid var(--line);margin-left:0;padding-left:1rem}\n"
  "img{max-width:100%;height:auto}\n"
  "details{color:var(--dim)}\n"
  ".note{color:var(--dim);font-style:italic}\n"
  "</style>\n";

/* What a browser shows as a picture and cannot run. */
static gboolean
is_picture (const char *mime)
{
  static const char * const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp", NULL };

  return g_strv_contains (types, mime);
}

static void
write_media (PropusTransferOut *out,
             const PropusPiece *piece)
{
  gboolean is_base64 = strspn (piece->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == strlen (piece->text);
  g_autofree char *size = g_format_size (strlen (piece->text) / 4 * 3);
  g_autofree char *label = NULL;

  if (is_base64 && is_picture (piece->language))
    {
      propus_transfer_out_printf (out, "<p><img alt=\"\" src=\"data:%s;base64,", piece->language);
      propus_transfer_out_text (out, piece->text);
      propus_transfer_out_text (out, "\"></p>\n");
      return;
    }

  /* Translators: the first %s is a type like "image/png", the second a size like "12 kB" */
  label = g_strdup_printf (_("[%s, %s, not in this file]"), *piece->language != '\0' ? piece->language : "?", size);
  propus_transfer_out_text (out, "<p class=\"note\">");
  propus_transfer_out_html (out, label);
  propus_transfer_out_text (out, "</p>\n");
}

static void
write_code (PropusTransferOut *out,
            const PropusPiece *piece)
{
  if (piece->heading != NULL)
    {
      propus_transfer_out_text (out, "<p class=\"note\">");
      propus_transfer_out_html (out, piece->heading);
      propus_transfer_out_text (out, "</p>\n");
    }
  propus_transfer_out_text (out, "<pre><code>");
  propus_transfer_out_html (out, piece->text);
  propus_transfer_out_text (out, "</code></pre>\n");
}

/* What a person typed is shown as it was typed. */
static void
write_plain (PropusTransferOut *out,
             const char        *text)
{
  propus_transfer_out_text (out, "<pre class=\"plain\">");
  propus_transfer_out_html (out, text);
  propus_transfer_out_text (out, "</pre>\n");
}

static void
write_joined (PropusTransferPen     *pen,
              PropusTransferMessage *message,
              PropusPieceKind        kind,
              const char            *text)
{
  PropusTransferOut *out = &pen->out;

  if (kind == PROPUS_PIECE_TEXT && message->role == PROPUS_ROLE_USER)
    {
      write_plain (out, text);
    }
  else if (kind == PROPUS_PIECE_TEXT)
    {
      propus_transfer_render_markdown (out, text);
    }
  else if ((pen->flags & PROPUS_TRANSFER_WITH_THOUGHTS) != 0)
    {
      propus_transfer_out_text (out, "<details><summary>");
      propus_transfer_out_html (out, _("Thoughts"));
      propus_transfer_out_text (out, "</summary>\n");
      propus_transfer_render_markdown (out, text);
      propus_transfer_out_text (out, "</details>\n");
    }
}

static void
write_piece (PropusTransferPen *pen,
             const PropusPiece *piece)
{
  if (piece->kind == PROPUS_PIECE_CODE)
    write_code (&pen->out, piece);
  else if (piece->kind == PROPUS_PIECE_MEDIA)
    write_media (&pen->out, piece);
  else if (piece->kind == PROPUS_PIECE_LINK)
    write_plain (&pen->out, piece->text);
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

      if (piece.kind != last && joined->len > 0)
        {
          write_joined (pen, message, last, joined->str);
          g_string_truncate (joined, 0);
        }
      last = piece.kind;
      if (last == PROPUS_PIECE_TEXT || last == PROPUS_PIECE_THOUGHT)
        g_string_append (joined, piece.text);
      else
        write_piece (pen, &piece);
    }
}

static void
write_attachment (PropusTransferPen        *pen,
                  PropusTransferAttachment *attachment)
{
  g_autofree char *name = propus_transfer_pen_dup_text (pen, attachment->name);

  propus_transfer_out_text (&pen->out, "<p class=\"note\">");
  propus_transfer_out_html (&pen->out, _("Attachment:"));
  propus_transfer_out_text (&pen->out, " ");
  propus_transfer_out_html (&pen->out, *name != '\0' ? name : "?");
  if (*attachment->mime != '\0')
    {
      propus_transfer_out_text (&pen->out, " (");
      propus_transfer_out_html (&pen->out, attachment->mime);
      propus_transfer_out_text (&pen->out, ")");
    }
  propus_transfer_out_text (&pen->out, "</p>\n");
}

static void
write_turn (PropusTransferPen     *pen,
            PropusTransferMessage *message)
{
  PropusTransferOut *out = &pen->out;
  g_autofree char *time = propus_transfer_format_time (message->created);

  propus_transfer_out_printf (out, "<article class=\"%s\">\n<header><b>", message->role == PROPUS_ROLE_USER ? "user" : "model");
  propus_transfer_out_html (out, propus_transfer_speaker (message));
  propus_transfer_out_printf (out, "</b>%s%s</header>\n", *time != '\0' ? " · " : "", time);
  for (guint i = 0; i < message->attachments->len; i++)
    write_attachment (pen, g_ptr_array_index (message->attachments, i));
  write_parts (pen, message);
  if (message->state != PROPUS_MESSAGE_COMPLETE)
    {
      propus_transfer_out_text (out, "<p class=\"note\">");
      propus_transfer_out_html (out, _("This turn did not come to its end."));
      propus_transfer_out_text (out, "</p>\n");
    }
  propus_transfer_out_text (out, "</article>\n");
}

void
propus_transfer_html_begin (PropusTransferPen *pen)
{
  propus_transfer_out_text (&pen->out, "<!DOCTYPE html>\n<html>\n<head>\n");
  propus_transfer_out_text (&pen->out, head);
}

void
propus_transfer_html_chat (PropusTransferPen  *pen,
                           PropusTransferChat *chat)
{
  g_autoptr(GPtrArray) branch = propus_transfer_chat_dup_branch (chat);
  g_autofree char *shown = propus_transfer_pen_dup_text (pen, chat->title);
  const char *title = *shown != '\0' ? shown : _("Untitled");

  if (pen->n_chats == 0)
    {
      propus_transfer_out_text (&pen->out, "<title>");
      propus_transfer_out_html (&pen->out, title);
      propus_transfer_out_text (&pen->out, "</title>\n</head>\n<body>\n");
    }

  propus_transfer_out_text (&pen->out, "<section>\n<h1>");
  propus_transfer_out_html (&pen->out, title);
  propus_transfer_out_text (&pen->out, "</h1>\n");
  for (guint i = 0; i < branch->len; i++)
    write_turn (pen, g_ptr_array_index (branch, i));
  propus_transfer_out_text (&pen->out, "</section>\n");
}

void
propus_transfer_html_end (PropusTransferPen *pen)
{
  if (pen->n_chats == 0)
    propus_transfer_out_text (&pen->out, "<title>Propus</title>\n</head>\n<body>\n");
  propus_transfer_out_text (&pen->out, "</body>\n</html>\n");
}
