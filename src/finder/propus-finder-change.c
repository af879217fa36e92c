/* propus-finder-change.c - what taking a key out of a file does to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-change.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "propus-finder-file.h"
#include "propus-finder-places.h"
#include "propus-finder-scan.h"
#include "propus-finder-write.h"
#include "propus-redactor.h"

#define LONGEST_SHOWN 400   /* bytes of a line that are shown */
#define LEAST_MASKED  20    /* characters in a row that may be another program's secret */

/**
 * PropusFinderChange:
 *
 * The file as it was read, and as it will be. Both are in memory that is wiped.
 */
struct _PropusFinderChange
{
  GObject             parent_instance;

  char               *file;
  char               *target;        /* @file without links */
  gboolean            is_link;
  guint               line;
  char               *before;
  char               *after;
  struct stat         info;
  PropusFinderBytes  *old_bytes;
  PropusFinderBytes  *new_bytes;
  PropusFinderKey    *key;
};

G_DEFINE_FINAL_TYPE (PropusFinderChange, propus_finder_change, G_TYPE_OBJECT)

static void
propus_finder_change_finalize (GObject *object)
{
  PropusFinderChange *self = PROPUS_FINDER_CHANGE (object);

  g_free (self->file);
  g_free (self->target);
  g_free (self->before);
  g_free (self->after);
  g_clear_pointer (&self->old_bytes, propus_finder_bytes_free);
  g_clear_pointer (&self->new_bytes, propus_finder_bytes_free);
  g_clear_pointer (&self->key, propus_finder_key_unref);

  G_OBJECT_CLASS (propus_finder_change_parent_class)->finalize (object);
}

static void
propus_finder_change_class_init (PropusFinderChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_finder_change_finalize;
}

static void
propus_finder_change_init (PropusFinderChange *self)
{
}

static gboolean
fail_changed (GError **error)
{
  g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_CHANGED,
                       _("The file no longer holds that key in that line, so it was left alone. Search again."));

  return FALSE;
}

/* --- what is shown --- */

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

/* Other secrets may be in the line, too: long words with letters and digits are not shown. */
static char *
mask_words (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = 0;
      gboolean digit = FALSE;

      while (is_word (text[length]))
        digit = g_ascii_isdigit (text[length++]) || digit;
      if (length >= LEAST_MASKED && digit)
        g_string_append (out, "…");
      else
        g_string_append_len (out, text, (gssize) MAX (length, 1));
      text += MAX (length, 1);
    }

  return g_string_free (out, FALSE);
}

/* A part of a file in a form in which it can leave the broker. The key in it, if any, is at [start, start + length). */
static char *
make_shown (const char *text,
            gsize       size,
            gsize       start,
            gsize       length)
{
  PropusFinderBytes *raw = propus_finder_bytes_new (size + 16);
  g_autofree char *valid = NULL;
  g_autofree char *redacted = NULL;
  char *shown;

  propus_finder_bytes_append (raw, text, length > 0 ? start : size);
  if (length > 0)
    {
      propus_finder_bytes_append (raw, "…", strlen ("…"));
      propus_finder_bytes_append (raw, text + start + length - 4, 4);
      propus_finder_bytes_append (raw, text + start + length, size - start - length);
    }

  redacted = propus_redact (raw->data);
  propus_finder_bytes_free (raw);
  valid = g_utf8_make_valid (redacted, -1);
  shown = mask_words (valid);
  if (strlen (shown) > LONGEST_SHOWN)
    {
      char *cut = g_utf8_find_prev_char (shown, shown + LONGEST_SHOWN);

      *cut = '\0';
    }

  return shown;
}

/* --- the new line --- */

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* What stands in the key's place. It has no part of the key in it. */
static char *
make_comment (const PropusFinderFind *find)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  return g_strdup_printf ("# %s is kept in the keyring by Propus since %s: propus exec -- COMMAND", find->name, day);
}

static void
append_string (PropusFinderBytes *bytes,
               const char        *text)
{
  propus_finder_bytes_append (bytes, text, strlen (text));
}

/* Appends the line [start, end) of the old file without the assignment, and with a comment in its place. */
static void
append_line (PropusFinderBytes      *bytes,
             const char             *old,
             gsize                   start,
             gsize                   end,
             const PropusFinderFind *find)
{
  g_autofree char *comment = make_comment (find);
  gsize indent = start;
  gsize rest = find->cut_end;
  gsize last = end;

  while (indent < find->cut_start && is_blank (old[indent]))
    indent++;
  while (rest < end && is_blank (old[rest]))
    rest++;
  while (last > rest && is_blank (old[last - 1]))
    last--;

  if (indent == find->cut_start && (rest == end || old[rest] == '#'))
    {
      propus_finder_bytes_append (bytes, old + start, indent - start);
      append_string (bytes, find->hollow ? ": " : "");
      append_string (bytes, comment);
      append_string (bytes, rest < last ? " " : "");
      propus_finder_bytes_append (bytes, old + rest, last - rest);
      return;
    }

  propus_finder_bytes_append (bytes, old + start, find->cut_start - start);
  propus_finder_bytes_append (bytes, old + find->cut_end, MAX (last, find->cut_end) - find->cut_end);
  append_string (bytes, " ");
  append_string (bytes, comment);
}

static void
make_new (PropusFinderChange     *self,
          const PropusFinderFind *find)
{
  const PropusFinderBytes *old = self->old_bytes;
  const char *newline;
  gsize start = find->start;
  gsize end;
  gsize made;

  while (start > 0 && old->data[start - 1] != '\n')
    start--;
  newline = memchr (old->data + find->start, '\n', old->length - find->start);
  end = newline != NULL ? (gsize) (newline - old->data) : old->length;
  if (end > start && old->data[end - 1] == '\r')
    end--;

  self->new_bytes = propus_finder_bytes_new (old->length + strlen (find->name) + 128);
  propus_finder_bytes_append (self->new_bytes, old->data, start);
  append_line (self->new_bytes, old->data, start, end, find);
  made = self->new_bytes->length;
  propus_finder_bytes_append (self->new_bytes, old->data + end, old->length - end);

  self->before = make_shown (old->data + start, end - start, find->start - start, find->length);
  self->after = make_shown (self->new_bytes->data + start, made - start, 0, 0);
}

/* --- loading --- */

static const PropusFinderFind *
pick_find (PropusFinderChange *self,
           GPtrArray          *finds,
           const char         *last_four)
{
  for (guint i = 0; i < finds->len; i++)
    {
      const PropusFinderFind *find = finds->pdata[i];
      char found[5];

      propus_finder_key_get_last_four (find->key, found);
      if (find->line == self->line && g_str_equal (found, last_four))
        return find;
    }

  return NULL;
}

static gboolean
load (PropusFinderChange  *self,
      const char          *last_four,
      GError             **error)
{
  g_autoptr(GPtrArray) finds = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_finder_find_free);
  g_autoptr(PropusFinderSkip) skip = NULL;
  PropusFinderScan scan = { .file = self->file, .program = "", .finds = finds };
  const PropusFinderFind *find;

  if (!propus_finder_places_find (self->file, &scan.kind) || scan.kind > PROPUS_FINDER_KIND_ENV)
    {
      g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_NOT_MOVABLE,
                           _("This file is not one that Propus changes."));
      return FALSE;
    }

  self->old_bytes = propus_finder_file_read (self->file, TRUE, &self->info, &skip);
  self->target = realpath (self->file, NULL);
  self->is_link = g_file_test (self->file, G_FILE_TEST_IS_SYMLINK);
  if (self->old_bytes == NULL || self->target == NULL)
    {
      if (skip == NULL)
        return fail_changed (error);
      g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_FILE, _("The file cannot be read, so it was left alone."));
      return FALSE;
    }

  scan.bytes = self->old_bytes->data;
  scan.length = self->old_bytes->length;
  (void) propus_finder_scan_file (&scan);
  find = pick_find (self, finds, last_four);
  if (find == NULL)
    return fail_changed (error);
  if (find->obstacle != PROPUS_FINDER_MOVABLE)
    {
      g_set_error_literal (error, PROPUS_FINDER_ERROR, PROPUS_FINDER_ERROR_NOT_MOVABLE,
                           _("The line does more than set this key, so Propus leaves it alone. Take the key out in a text editor."));
      return FALSE;
    }

  self->key = propus_finder_key_ref (find->key);
  make_new (self, find);

  return propus_finder_write_check (self->target, &self->info, error);
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  PropusFinderChange *self = source_object;
  GError *error = NULL;

  if (load (self, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_finder_change_load_async:
 * @file: absolute path, as a search gave it
 * @line: the line, from 1
 * @last_four: the last four characters of the key that is meant
 * @cancellable: (nullable): unused but for the answer
 * @callback: called when the change is known
 * @user_data: for @callback
 *
 * Reads the file anew and works out what taking that key out of it would do, in a thread of its own. Nothing is changed.
 */
void
propus_finder_change_load_async (const char          *file,
                                 guint                line,
                                 const char          *last_four,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(PropusFinderChange) self = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (file != NULL && last_four != NULL);

  self = g_object_new (PROPUS_TYPE_FINDER_CHANGE, NULL);
  self->file = g_strdup (file);
  self->line = line;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_finder_change_load_async);
  g_task_set_task_data (task, g_strdup (last_four), g_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * propus_finder_change_load_finish:
 * @error: return location for a #PropusFinderError
 *
 * Returns: (transfer full) (nullable): the change
 */
PropusFinderChange *
propus_finder_change_load_finish (GAsyncResult  *result,
                                  GError       **error)
{
  PropusFinderChange *self;

  g_return_val_if_fail (G_IS_TASK (result), NULL);

  self = g_task_get_source_object (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_object_ref (self) : NULL;
}

/**
 * propus_finder_change_get_file:
 *
 * Returns: (transfer none): the file, as it was asked for
 */
const char *
propus_finder_change_get_file (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), NULL);

  return self->file;
}

/**
 * propus_finder_change_get_target:
 *
 * Returns: (transfer none) (nullable): the file that is written, when the other one is a link to it
 */
const char *
propus_finder_change_get_target (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), NULL);

  return self->is_link ? self->target : NULL;
}

/**
 * propus_finder_change_get_line:
 *
 * Returns: the line, from 1
 */
guint
propus_finder_change_get_line (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), 0);

  return self->line;
}

/**
 * propus_finder_change_get_before:
 *
 * Returns: (transfer none): the line as it is, the key and what may be another secret masked
 */
const char *
propus_finder_change_get_before (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), NULL);

  return self->before;
}

/**
 * propus_finder_change_get_after:
 *
 * Returns: (transfer none): the line as it will be, masked alike
 */
const char *
propus_finder_change_get_after (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), NULL);

  return self->after;
}

/**
 * propus_finder_change_get_key:
 *
 * Returns: (transfer none): the key
 */
PropusFinderKey *
propus_finder_change_get_key (PropusFinderChange *self)
{
  g_return_val_if_fail (PROPUS_IS_FINDER_CHANGE (self), NULL);

  return self->key;
}

/* --- applying --- */

static gboolean
apply (PropusFinderChange  *self,
       GError             **error)
{
  g_autoptr(PropusFinderSkip) skip = NULL;
  g_autoptr(PropusFinderBytes) bytes = NULL;
  g_autofree char *target = realpath (self->file, NULL);
  struct stat info;

  if (g_strcmp0 (target, self->target) != 0)
    return fail_changed (error);

  bytes = propus_finder_file_read (self->target, TRUE, &info, &skip);
  if (bytes == NULL || !propus_finder_file_same (&info, &self->info) || bytes->length != self->old_bytes->length ||
      memcmp (bytes->data, self->old_bytes->data, bytes->length) != 0)
    return fail_changed (error);

  return propus_finder_write (self->target, &self->info, self->new_bytes, error);
}

static void
apply_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (apply (source_object, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * propus_finder_change_apply_async:
 * @self: a change
 * @callback: called when the file is as it should be, or was left alone
 * @user_data: for @callback
 *
 * Writes the file, if it still is what was read, in a thread of its own. It cannot be cancelled.
 */
void
propus_finder_change_apply_async (PropusFinderChange  *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_FINDER_CHANGE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_finder_change_apply_async);
  g_task_run_in_thread (task, apply_thread);
}

/**
 * propus_finder_change_apply_finish:
 * @error: return location for a #PropusFinderError
 *
 * Returns: whether the key is out of the file
 */
gboolean
propus_finder_change_apply_finish (PropusFinderChange  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
