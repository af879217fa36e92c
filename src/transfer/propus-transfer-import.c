/* propus-transfer-import.c - reads chats from a file, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-transfer-import.h"
#include "propus-transfer-lexer.h"
#include "propus-transfer-read-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a file is, is seen from its content; its name says nothing. Opening goes through it three times: the lexer finds
 * that it is whole and where each chat lies; then each chat is built and dropped; only then is the first handed out. */

typedef enum
{
  ITEM_OWN,
  ITEM_ELEMENT,      /* of a list: ChatGPT's or Claude's */
  ITEM_DOCUMENT,     /* a whole file: AI Studio's, or a single conversation of the others */
} ItemKind;

typedef struct
{
  ItemKind    kind;
  PropusRange range;
  guint       document;    /* its place in the archive, for a title */
  gboolean    is_readable;
} Item;

struct _PropusTransferImport
{
  GObject parent_instance;

  PropusTransferSource *source;      /* where the chats lie: the file, or what came out of the archive */
  PropusTransferArchive *archive;    /* NULL: a bare file */
  GHashTable *attachments;
  PropusTransferReport *report;
  GArray *items;                     /* of Item */
  char *file_name;
  PropusTransferOrigin origin;
  gboolean is_known;                 /* something was recognised */
  guint n_chats;
  guint position;
};

G_DEFINE_FINAL_TYPE (PropusTransferImport, propus_transfer_import, G_TYPE_OBJECT)

static void
propus_transfer_import_finalize (GObject *object)
{
  PropusTransferImport *self = PROPUS_TRANSFER_IMPORT (object);

  g_clear_pointer (&self->source, propus_transfer_source_unref);
  g_clear_pointer (&self->archive, propus_transfer_archive_free);
  g_hash_table_unref (self->attachments);
  propus_transfer_report_unref (self->report);
  g_array_unref (self->items);
  g_free (self->file_name);

  G_OBJECT_CLASS (propus_transfer_import_parent_class)->finalize (object);
}

static void
propus_transfer_import_class_init (PropusTransferImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_transfer_import_finalize;
}

static void
propus_transfer_import_init (PropusTransferImport *self)
{
  self->attachments = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) propus_transfer_attachment_unref);
  self->report = propus_transfer_report_new ();
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
}

static gboolean
fail (GError              **error,
      PropusTransferError   code,
      const char           *sentence)
{
  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, code, sentence);
  return FALSE;
}

/* --- first: where the chats lie --- */

/* What was found in one document. */
typedef struct
{
  PropusTransferImport *self;
  PropusTransferLexer *lexer;
  guint  document;
  GArray *items;
  char  *format;
  gint64 version;
  gboolean is_document;   /* a conversation or a prompt itself */
} Scan;

static void
clear_scan (Scan *scan)
{
  propus_transfer_lexer_free (scan->lexer);
  g_array_unref (scan->items);
  g_free (scan->format);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, clear_scan)

static gboolean
add_item (Scan               *scan,
          ItemKind            kind,
          const PropusRange  *range,
          GError            **error)
{
  Item item = { kind, *range, scan->document, FALSE };

  if (scan->items->len + scan->self->items->len >= PROPUS_LIMIT_IMPORT_CHATS)
    return fail (error, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The file holds too many chats."));

  g_array_append_val (scan->items, item);
  return TRUE;
}

/* Within a list: notes where each element lies. */
static gboolean
scan_list (Scan      *scan,
           ItemKind   kind,
           GError   **error)
{
  g_autoptr(GError) local_error = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_element (scan->lexer, &value, &local_error))
    {
      PropusRange range;

      if (!propus_transfer_lexer_skip (scan->lexer, &value, &range, error) || !add_item (scan, kind, &range, error))
        return FALSE;
    }

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
scan_member (Scan               *scan,
             PropusReading      *reading,
             const char         *key,
             const PropusToken  *value,
             GError            **error)
{
  PropusTransferImport *self = scan->self;
  gboolean is_array = value->kind == PROPUS_TOKEN_ARRAY;
  gboolean is_object = value->kind == PROPUS_TOKEN_OBJECT;

  if (is_array && strcmp (key, "chats") == 0)
    return scan_list (scan, ITEM_OWN, error);
  if (is_array && strcmp (key, "conversations") == 0)
    return scan_list (scan, ITEM_ELEMENT, error);
  if (is_array && strcmp (key, "attachments") == 0)
    return propus_read_own_attachments (reading, scan->lexer, self->source, error);

  if ((is_object && (strcmp (key, "mapping") == 0 || strcmp (key, "chunkedPrompt") == 0))
      || (is_array && strcmp (key, "chat_messages") == 0))
    scan->is_document = TRUE;
  if (value->kind == PROPUS_TOKEN_STRING && strcmp (key, "format") == 0 && value->range.length < 100)
    {
      g_free (scan->format);
      scan->format = propus_transfer_lexer_dup_string (scan->lexer, value, 100, error);
      return scan->format != NULL;
    }
  if (value->kind == PROPUS_TOKEN_NUMBER && strcmp (key, "version") == 0)
    {
      g_autofree char *text = propus_transfer_source_dup_range (self->source, value->range.offset, (gsize) value->range.length, error);

      scan->version = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
      return text != NULL;
    }

  return propus_transfer_lexer_skip (scan->lexer, value, NULL, error);
}

static gboolean
scan_object (Scan      *scan,
             GError   **error)
{
  PropusReading reading = { NULL, NULL, scan->self->attachments, NULL };
  g_autoptr(GError) local_error = NULL;
  g_autofree char *key = NULL;
  PropusToken value;

  while (propus_transfer_lexer_next_member (scan->lexer, &key, &value, &local_error))
    if (!scan_member (scan, &reading, key, &value, error))
      return FALSE;

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Takes over what was found, when the document as a whole makes sense. */
static gboolean
accept_scan (Scan               *scan,
             const PropusRange  *range,
             gboolean            is_list,
             GError            **error)
{
  PropusTransferImport *self = scan->self;
  gboolean is_own = g_strcmp0 (scan->format, "propus-chats") == 0;

  if (is_own && scan->version > 1)
    return fail (error, PROPUS_TRANSFER_ERROR_NEWER, _("This file was written by a newer version of Propus. Update Propus to import it."));

  if (is_own)
    {
      self->is_known = TRUE;
      self->origin = PROPUS_TRANSFER_FROM_PROPUS;
    }
  if (scan->is_document && !is_own)
    {
      g_array_set_size (scan->items, 0);
      if (!add_item (scan, ITEM_DOCUMENT, range, error))
        return FALSE;
    }

  for (guint i = 0; i < scan->items->len; i++)
    {
      Item *item = &g_array_index (scan->items, Item, i);

      /* A list "chats" counts in our own format only, and there nothing else does. */
      if ((item->kind == ITEM_OWN) == is_own || is_list)
        g_array_append_val (self->items, *item);
    }

  return TRUE;
}

/* Reads a document to its end. */
static gboolean
scan_document (PropusTransferImport  *self,
               const PropusRange     *range,
               guint                  document,
               GCancellable          *cancellable,
               GError               **error)
{
  g_auto(Scan) scan = { self, propus_transfer_lexer_new (self->source, range), document,
                        g_array_new (FALSE, FALSE, sizeof (Item)), NULL, 0, FALSE };
  g_autoptr(GError) local_error = NULL;
  PropusToken first;
  PropusToken last;
  gboolean good;

  propus_transfer_lexer_set_cancellable (scan.lexer, cancellable);
  good = propus_transfer_lexer_next (scan.lexer, &first, &local_error);
  if (!good && (local_error == NULL || local_error->domain != PROPUS_TRANSFER_ERROR))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!good || (first.kind != PROPUS_TOKEN_ARRAY && first.kind != PROPUS_TOKEN_OBJECT))
    return fail (error, PROPUS_TRANSFER_ERROR_UNKNOWN, _("This is not a file with chats that Propus can read."));

  good = first.kind == PROPUS_TOKEN_ARRAY ? scan_list (&scan, ITEM_ELEMENT, error) : scan_object (&scan, error);
  return good && propus_transfer_lexer_next (scan.lexer, &last, error)
         && accept_scan (&scan, range, first.kind == PROPUS_TOKEN_ARRAY, error);
}

/* The file of chats that the services write; where there is none, every document is looked at. */
static gboolean
scan_archive (PropusTransferImport  *self,
              GCancellable          *cancellable,
              GError               **error)
{
  GPtrArray *members = propus_transfer_archive_get_members (self->archive);
  gboolean has_main = FALSE;

  for (guint i = 0; i < members->len; i++)
    has_main = has_main || ((PropusArchiveMember *) g_ptr_array_index (members, i))->is_main;

  for (guint i = 0; i < members->len; i++)
    {
      PropusArchiveMember *member = g_ptr_array_index (members, i);
      g_autoptr(GError) local_error = NULL;

      if (!(has_main ? member->is_main : member->is_document) || !member->is_there)
        continue;
      if (scan_document (self, &member->range, i, cancellable, &local_error))
        continue;

      if (has_main || local_error->domain != PROPUS_TRANSFER_ERROR || local_error->code == PROPUS_TRANSFER_ERROR_NEWER)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      /* What has no ending may be anything. */
      if (strchr (member->name, '.') != NULL)
        propus_transfer_report_add (self->report, NULL, member->name, local_error->message);
    }

  return TRUE;
}

/* --- second: whether each can be read --- */

static char *
dup_title (PropusTransferImport *self,
           const Item           *item)
{
  const char *name = self->file_name;
  char *dot;
  char *title;

  if (self->archive != NULL)
    name = ((PropusArchiveMember *) g_ptr_array_index (propus_transfer_archive_get_members (self->archive), item->document))->name;

  title = g_strdup (name);
  dot = strrchr (title, '.');
  if (dot != NULL && dot != title && g_ascii_strcasecmp (dot, ".json") == 0)
    *dot = '\0';
  return title;
}

static PropusTransferChat *
read_foreign (PropusTransferImport  *self,
              PropusReading         *reading,
              const Item            *item,
              GError               **error)
{
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  PropusTransferOrigin origin;
  PropusTransferChat *chat;

  if (item->range.length > PROPUS_LIMIT_IMPORT_CHAT_BYTES)
    {
      fail (error, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The chat is too large to be imported."));
      return NULL;
    }
  text = propus_transfer_source_dup_range (self->source, item->range.offset, (gsize) item->range.length, error);
  if (text == NULL)
    return NULL;

  node = propus_json_parse (text, (gssize) item->range.length, NULL);
  g_clear_pointer (&text, g_free);
  object = propus_json_node_object (node);
  if (propus_json_get_object (object, "mapping") != NULL)
    {
      origin = PROPUS_TRANSFER_FROM_CHATGPT;
      chat = propus_read_chatgpt (reading, object, error);
    }
  else if (propus_json_get_array (object, "chat_messages") != NULL)
    {
      origin = PROPUS_TRANSFER_FROM_CLAUDE;
      chat = propus_read_claude (reading, object, error);
    }
  else if (item->kind == ITEM_DOCUMENT && propus_json_get_object (object, "chunkedPrompt") != NULL)
    {
      origin = PROPUS_TRANSFER_FROM_AI_STUDIO;
      chat = propus_read_ai_studio (reading, object, error);
    }
  else
    {
      fail (error, PROPUS_TRANSFER_ERROR_UNKNOWN, _("It is not a chat that Propus can read."));
      return NULL;
    }

  if (!self->is_known)
    self->origin = origin;
  self->is_known = TRUE;
  return chat;
}

static PropusTransferChat *
read_item (PropusTransferImport  *self,
           const Item            *item,
           PropusTransferReport  *report,
           GError               **error)
{
  g_autofree char *title = dup_title (self, item);
  PropusReading reading = { report, self->archive, self->attachments, title };
  g_autoptr(PropusTransferChat) chat = NULL;

  if (item->kind == ITEM_OWN)
    chat = propus_read_own (&reading, self->source, &item->range, error);
  else
    chat = read_foreign (self, &reading, item, error);

  /* Our own export has empty chats, too: a chat that was only begun has a title, a draft, settings. */
  if (chat != NULL && chat->messages->len == 0 && item->kind != ITEM_OWN)
    {
      propus_transfer_report_add (report, NULL, chat->title, _("It holds no messages."));
      fail (error, PROPUS_TRANSFER_ERROR_EMPTY, "");
      return NULL;
    }

  return g_steal_pointer (&chat);
}

/* What an unreadable chat is called in the report: all that is known is its place. */
static void
report_item (PropusTransferImport *self,
             guint                 place,
             const GError         *error)
{
  g_autofree char *name = NULL;

  if (*error->message == '\0')
    return;

  /* Translators: %u is the place of a chat in a file, from 1 */
  name = g_strdup_printf (_("Chat %u"), place + 1);
  propus_transfer_report_add (self->report, NULL, name, error->message);
}

static gboolean
check_items (PropusTransferImport  *self,
             GCancellable          *cancellable,
             GError               **error)
{
  PropusReading reading = { NULL, NULL, self->attachments, NULL };

  propus_read_check_attachments (&reading, cancellable);

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = &g_array_index (self->items, Item, i);
      g_autoptr(GError) local_error = NULL;
      g_autoptr(PropusTransferChat) chat = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      chat = read_item (self, item, self->report, &local_error);
      item->is_readable = chat != NULL;
      if (chat != NULL)
        {
          self->n_chats++;
          continue;
        }
      if (local_error->domain != PROPUS_TRANSFER_ERROR || local_error->code == PROPUS_TRANSFER_ERROR_CHANGED)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      report_item (self, i, local_error);
    }

  if (self->n_chats > 0)
    return TRUE;
  if (!self->is_known)
    return fail (error, PROPUS_TRANSFER_ERROR_UNKNOWN, _("This is not a file with chats that Propus can read."));
  return fail (error, PROPUS_TRANSFER_ERROR_EMPTY, _("There is no chat in this file that can be imported."));
}

/**
 * propus_transfer_import_open:
 * @file: a file that a person chose
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: #PropusTransferError, whose messages are sentences for a person, or %G_IO_ERROR
 *
 * Recognises and checks the whole file. Worker threads only.
 *
 * Returns: (transfer full) (nullable): an import before its first chat, which has at least one
 */
PropusTransferImport *
propus_transfer_import_open (GFile         *file,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(PropusTransferImport) self = NULL;
  g_autoptr(PropusTransferSource) source = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  source = propus_transfer_source_open (file, cancellable, error);
  if (source == NULL)
    return NULL;

  self = g_object_new (PROPUS_TYPE_TRANSFER_IMPORT, NULL);
  self->file_name = g_file_get_basename (file);
  if (self->file_name == NULL)
    self->file_name = g_strdup ("");

  if (propus_transfer_archive_matches (source))
    {
      self->archive = propus_transfer_archive_open (source, cancellable, error);
      if (self->archive == NULL)
        return NULL;
      self->source = propus_transfer_source_ref (propus_transfer_archive_get_source (self->archive));
      if (!scan_archive (self, cancellable, error))
        return NULL;
    }
  else
    {
      PropusRange all = { 0, propus_transfer_source_get_size (source) };

      self->source = propus_transfer_source_ref (source);
      if (!scan_document (self, &all, 0, cancellable, error))
        return NULL;
    }

  return check_items (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * propus_transfer_import_next:
 * @self: an import
 * @cancellable: (nullable): a #GCancellable
 * @error: return location; set when the file was changed since it was opened, or cannot be read any more
 *
 * Worker threads only. The bytes of its attachments stay readable as long as a reference to them is held.
 *
 * Returns: (transfer full) (nullable): the next chat; %NULL without @error set after the last one
 */
PropusTransferChat *
propus_transfer_import_next (PropusTransferImport  *self,
                             GCancellable          *cancellable,
                             GError               **error)
{
  g_return_val_if_fail (PROPUS_IS_TRANSFER_IMPORT (self), NULL);

  while (self->position < self->items->len && !g_array_index (self->items, Item, self->position).is_readable)
    self->position++;
  if (self->position == self->items->len || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return read_item (self, &g_array_index (self->items, Item, self->position++), NULL, error);
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  PropusTransferImport *self = propus_transfer_import_open (task_data, cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * propus_transfer_import_open_async:
 * @file: a file that a person chose
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is open, or cannot be
 * @user_data: data for @callback
 *
 * Like propus_transfer_import_open(), in a thread of its own.
 */
void
propus_transfer_import_open_async (GFile               *file,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_transfer_import_open_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, open_thread);
}

PropusTransferImport *
propus_transfer_import_open_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
next_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  PropusTransferChat *chat = propus_transfer_import_next (source_object, cancellable, &error);

  if (error == NULL)
    g_task_return_pointer (task, chat, (GDestroyNotify) propus_transfer_chat_unref);
  else
    g_task_return_error (task, error);
}

/**
 * propus_transfer_import_next_async:
 * @self: an import on which no call is running
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the next chat
 * @user_data: data for @callback
 *
 * Like propus_transfer_import_next(), in a thread of its own.
 */
void
propus_transfer_import_next_async (PropusTransferImport *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_TRANSFER_IMPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_transfer_import_next_async);
  g_task_run_in_thread (task, next_thread);
}

PropusTransferChat *
propus_transfer_import_next_finish (PropusTransferImport  *self,
                                    GAsyncResult          *result,
                                    GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

PropusTransferOrigin
propus_transfer_import_get_origin (PropusTransferImport *self)
{
  g_return_val_if_fail (PROPUS_IS_TRANSFER_IMPORT (self), PROPUS_TRANSFER_FROM_PROPUS);

  return self->origin;
}

guint
propus_transfer_import_get_n_chats (PropusTransferImport *self)
{
  g_return_val_if_fail (PROPUS_IS_TRANSFER_IMPORT (self), 0);

  return self->n_chats;
}

PropusTransferReport *
propus_transfer_import_get_report (PropusTransferImport *self)
{
  g_return_val_if_fail (PROPUS_IS_TRANSFER_IMPORT (self), NULL);

  return self->report;
}
