/* propus-transfer-archive.c - what lies in a ZIP archive, unpacked once and read at any place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-transfer-archive.h"
#include "propus-transfer-error.h"
#include "propus-transfer-text.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* Everything that may be wanted is unpacked into one file without a name. How much that is does not depend on what the
 * archive says of itself: it is counted while it comes out. */

#define RATIO_FROM_BYTES (64 * 1024 * 1024)   /* a small archive of equal bytes is no bomb */

struct _PropusTransferArchive
{
  PropusTransferSource *source;
  GPtrArray *members;
};

static void
free_member (gpointer data)
{
  PropusArchiveMember *self = data;

  g_free (self->name);
  g_free (self);
}

/**
 * propus_transfer_archive_matches:
 * @file: a file from outside
 *
 * Returns: whether it begins as a ZIP archive does
 */
gboolean
propus_transfer_archive_matches (PropusTransferSource *file)
{
  char magic[4] = { 0 };

  return propus_transfer_source_get_size (file) >= 4
         && propus_transfer_source_read (file, 0, magic, sizeof magic, NULL)
         && (memcmp (magic, "PK\003\004", 4) == 0 || memcmp (magic, "PK\005\006", 4) == 0);
}

static gboolean
fail (GError              **error,
      PropusTransferError   code,
      const char           *sentence)
{
  g_set_error_literal (error, PROPUS_TRANSFER_ERROR, code, sentence);
  return FALSE;
}

static gboolean
has_suffix (const char *name,
            const char *suffix)
{
  gsize length = strlen (name);

  return length >= strlen (suffix) && g_ascii_strcasecmp (name + length - strlen (suffix), suffix) == 0;
}

/* "conversations.json", and since 2026 "conversations-000.json" and so on in large exports of ChatGPT. */
static gboolean
is_main_name (const char *name)
{
  const char *rest;

  if (!g_str_has_prefix (name, "conversations"))
    return FALSE;

  rest = name + strlen ("conversations");
  if (*rest == '-')
    rest += 1 + strspn (rest + 1, "0123456789");

  return g_ascii_strcasecmp (rest, ".json") == 0;
}

/* NULL: nothing of this kind is ever wanted. */
static PropusArchiveMember *
new_member (struct archive_entry *entry)
{
  const char *path = archive_entry_pathname_utf8 (entry);
  PropusArchiveMember *member;
  g_autofree char *base = NULL;

  if (path == NULL)
    path = archive_entry_pathname (entry);
  if (path == NULL || archive_entry_filetype (entry) != AE_IFREG || strstr (path, "__MACOSX") != NULL)
    return NULL;

  base = propus_transfer_dup_label (strrchr (path, '/') != NULL ? strrchr (path, '/') + 1 : path);
  if (*base == '\0' || g_str_has_prefix (base, "._") || has_suffix (base, ".html"))
    return NULL;

  member = g_new0 (PropusArchiveMember, 1);
  member->name = g_steal_pointer (&base);
  member->is_document = has_suffix (member->name, ".json") || strchr (member->name, '.') == NULL;
  member->is_main = is_main_name (member->name);
  return member;
}

static gboolean
check_bomb (PropusTransferArchive  *self,
            PropusTransferSource   *file,
            GError                **error)
{
  guint64 unpacked = (guint64) propus_transfer_source_get_size (self->source);
  guint64 packed = (guint64) propus_transfer_source_get_size (file);

  if (unpacked <= PROPUS_LIMIT_IMPORT_UNPACKED_BYTES
      && (unpacked <= RATIO_FROM_BYTES || unpacked / PROPUS_LIMIT_IMPORT_RATIO <= packed))
    return TRUE;

  return fail (error, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The archive unpacks to more than can be imported."));
}

/* Unpacks the member that @archive stands at. What it said of its size is not believed. */
static gboolean
unpack (PropusTransferArchive  *self,
        struct archive         *archive,
        PropusArchiveMember    *member,
        PropusTransferSource   *file,
        GCancellable           *cancellable,
        GError                **error)
{
  g_autofree char *buffer = g_malloc (64 * 1024);
  gssize got;

  member->range.offset = propus_transfer_source_get_size (self->source);
  while ((got = archive_read_data (archive, buffer, 64 * 1024)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !propus_transfer_source_append (self->source, buffer, (gsize) got, error)
          || !check_bomb (self, file, error))
        return FALSE;

      member->range.length += got;
      if (!member->is_document && (guint64) member->range.length > PROPUS_LIMIT_ATTACHMENT_BYTES)
        return TRUE;
    }

  if (got < 0)
    {
      propus_transfer_set_damaged (error);
      return FALSE;
    }

  member->is_there = TRUE;
  return TRUE;
}

static gboolean
read_members (PropusTransferArchive  *self,
              struct archive         *archive,
              PropusTransferSource   *file,
              GCancellable           *cancellable,
              GError                **error)
{
  struct archive_entry *entry;
  guint n_entries = 0;
  int result;

  while ((result = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || result == ARCHIVE_WARN)
    {
      PropusArchiveMember *member = new_member (entry);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          g_clear_pointer (&member, free_member);
          return FALSE;
        }
      if (++n_entries > PROPUS_LIMIT_IMPORT_MEMBERS)
        {
          g_clear_pointer (&member, free_member);
          return fail (error, PROPUS_TRANSFER_ERROR_TOO_LARGE, _("The archive holds too many files."));
        }
      if (member == NULL)
        continue;

      g_ptr_array_add (self->members, member);
      if (archive_entry_is_data_encrypted (entry))
        return fail (error, PROPUS_TRANSFER_ERROR_UNKNOWN, _("The archive is protected by a password. Unpack it first."));
      if (!unpack (self, archive, member, file, cancellable, error))
        return FALSE;
    }

  if (result == ARCHIVE_EOF)
    return TRUE;

  propus_transfer_set_damaged (error);
  return FALSE;
}

static int
compare_members (gconstpointer a,
                 gconstpointer b)
{
  const PropusArchiveMember *first = *(PropusArchiveMember * const *) a;
  const PropusArchiveMember *second = *(PropusArchiveMember * const *) b;

  return strcmp (first->name, second->name);
}

static int
open_file (struct archive       *archive,
           PropusTransferSource *file)
{
  int fd = propus_transfer_source_get_fd (file);

  if (fd < 0)
    return archive_read_open_memory (archive, propus_transfer_source_peek (file), (gsize) propus_transfer_source_get_size (file));
  if (lseek (fd, 0, SEEK_SET) != 0)
    return ARCHIVE_FATAL;

  return archive_read_open_fd (archive, fd, 64 * 1024);
}

/**
 * propus_transfer_archive_open:
 * @file: a ZIP archive
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: #PropusTransferError or %G_IO_ERROR
 *
 * Unpacks it. Worker threads only.
 *
 * Returns: (transfer full) (nullable): what was in it
 */
PropusTransferArchive *
propus_transfer_archive_open (PropusTransferSource  *file,
                              GCancellable          *cancellable,
                              GError               **error)
{
  g_autoptr(PropusTransferArchive) self = g_new0 (PropusTransferArchive, 1);
  struct archive *archive;
  gboolean good;

  self->members = g_ptr_array_new_with_free_func (free_member);
  self->source = propus_transfer_source_new_spool (error);
  if (self->source == NULL)
    return NULL;

  archive = archive_read_new ();
  archive_read_support_format_zip (archive);
  good = open_file (archive, file) == ARCHIVE_OK;
  if (!good)
    propus_transfer_set_damaged (error);
  good = good && read_members (self, archive, file, cancellable, error);
  archive_read_free (archive);

  g_ptr_array_sort (self->members, compare_members);
  return good ? g_steal_pointer (&self) : NULL;
}

void
propus_transfer_archive_free (PropusTransferArchive *self)
{
  g_clear_pointer (&self->source, propus_transfer_source_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

PropusTransferSource *
propus_transfer_archive_get_source (PropusTransferArchive *self)
{
  return self->source;
}

GPtrArray *
propus_transfer_archive_get_members (PropusTransferArchive *self)
{
  return self->members;
}

static gboolean
is_of (const char *name,
       const char *id)
{
  gsize length = strlen (id);

  return strncmp (name, id, length) == 0 && (name[length] == '\0' || strchr ("-._", name[length]) != NULL);
}

/**
 * propus_transfer_archive_find:
 * @self: an archive
 * @id: a file's name, or what a service calls it: the beginning of its name
 *
 * Returns: (transfer none) (nullable): the member; its bytes may not be there
 */
const PropusArchiveMember *
propus_transfer_archive_find (PropusTransferArchive *self,
                              const char            *id)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  if (*id == '\0')
    return NULL;

  high = self->members->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const PropusArchiveMember *member = g_ptr_array_index (self->members, middle);

      if (strcmp (member->name, id) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  /* "file-ab1-x.png" stands before "file-ab-x.png": all names that begin alike are looked at. */
  for (; low < self->members->len; low++)
    {
      const PropusArchiveMember *member = g_ptr_array_index (self->members, low);

      if (strncmp (member->name, id, strlen (id)) != 0)
        break;
      if (is_of (member->name, id) && !member->is_main)
        return member;
    }

  return NULL;
}
