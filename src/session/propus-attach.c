/* propus-attach.c - looks at a file that a person wants to attach
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attach.h"

#include "propus-limits.h"
#include "propus-text.h"

#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
                   G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," \
                   G_FILE_ATTRIBUTE_ACCESS_CAN_READ

/* What the desktop calls a type, and what the API does (gemini-api.md 10.2). The rest keep their names. */
static const struct
{
  const char *content_type;
  const char *mime;
} types[] = {
  { "image/png", NULL }, { "image/jpeg", NULL }, { "image/webp", NULL }, { "image/heic", NULL }, { "image/heif", NULL },
  { "image/gif", NULL }, { "image/bmp", NULL }, { "image/tiff", NULL },
  { "audio/wav", NULL }, { "audio/x-wav", "audio/wav" }, { "audio/vnd.wave", "audio/wav" }, { "audio/mpeg", NULL },
  { "audio/aiff", NULL }, { "audio/x-aiff", "audio/aiff" }, { "audio/aac", NULL }, { "audio/ogg", NULL },
  { "audio/x-vorbis+ogg", "audio/ogg" }, { "audio/x-opus+ogg", "audio/ogg" }, { "audio/x-speex+ogg", "audio/ogg" },
  { "audio/flac", NULL }, { "audio/x-flac", "audio/flac" }, { "audio/mp4", "audio/m4a" }, { "audio/x-m4a", "audio/m4a" },
  { "audio/webm", NULL },
  { "video/mp4", NULL }, { "video/mpeg", NULL }, { "video/quicktime", "video/mov" }, { "video/x-msvideo", "video/avi" },
  { "video/vnd.avi", "video/avi" }, { "video/x-flv", NULL }, { "video/webm", NULL }, { "video/x-ms-wmv", "video/wmv" },
  { "video/3gpp", NULL },
  { "application/pdf", NULL }, { "text/csv", NULL }, { "text/html", NULL }, { "text/css", NULL },
  { "application/rtf", "text/rtf" }, { "text/rtf", NULL },
  { "application/msword", NULL }, { "application/vnd.ms-excel", NULL }, { "application/vnd.ms-powerpoint", NULL },
  { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", NULL },
  { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL },
  { "application/vnd.openxmlformats-officedocument.presentationml.presentation", NULL },
  { "application/vnd.oasis.opendocument.text", NULL }, { "application/vnd.oasis.opendocument.spreadsheet", NULL },
  { "application/vnd.oasis.opendocument.presentation", NULL },
};

/**
 * propus_attach_find_mime:
 * @content_type: (nullable): what the desktop takes a file for
 *
 * Everything that is text, source code included, goes as plain text.
 *
 * Returns: (nullable): what to call it towards the API; %NULL for what Gemini does not take
 */
const char *
propus_attach_find_mime (const char *content_type)
{
  if (content_type == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_content_type_equals (content_type, types[i].content_type))
      return types[i].mime != NULL ? types[i].mime : types[i].content_type;

  /* A drawing in SVG is text as well. */
  return g_content_type_is_a (content_type, "text/plain") || g_content_type_is_a (content_type, "application/xml")
           ? "text/plain" : NULL;
}

static const char *
find_problem (GFileInfo *info)
{
  GFileType type = g_file_info_get_file_type (info);
  goffset size = g_file_info_get_size (info);

  if (type == G_FILE_TYPE_DIRECTORY)
    return PROPUS_ATTACHMENT_FOLDER;
  if (type == G_FILE_TYPE_SYMBOLIC_LINK)
    return PROPUS_ATTACHMENT_GONE;   /* it leads nowhere */
  if (type != G_FILE_TYPE_REGULAR)
    return PROPUS_ATTACHMENT_SPECIAL;
  if (!g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    return PROPUS_ATTACHMENT_UNREADABLE;
  if (size <= 0)
    return PROPUS_ATTACHMENT_EMPTY;
  if ((guint64) size > PROPUS_LIMIT_ATTACHMENT_BYTES)
    return PROPUS_ATTACHMENT_TOO_LARGE;
  if (propus_attach_find_mime (g_file_info_get_content_type (info)) == NULL)
    return PROPUS_ATTACHMENT_TYPE;

  return NULL;
}

/* How it came out: one of the two, or neither. */
typedef struct
{
  PropusAttachment *attachment;
  PropusFailure    *failure;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_clear_object (&outcome->attachment);
  g_clear_pointer (&outcome->failure, propus_failure_unref);
  g_free (outcome);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Outcome *outcome = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  g_autofree char *path = g_file_get_path (G_FILE (object));
  const char *problem, *type = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (info == NULL)
    problem = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? PROPUS_ATTACHMENT_GONE
                                                                        : PROPUS_ATTACHMENT_UNREADABLE;
  else
    {
      problem = path != NULL ? find_problem (info) : PROPUS_ATTACHMENT_UNREADABLE;
      type = g_file_info_get_content_type (info);
    }

  if (problem != NULL)
    outcome->failure = propus_failure_new_with_message (PROPUS_FAILURE_ATTACHMENT, problem,
                                                        error != NULL ? error->message : type);
  else
    {
      g_autofree char *name = propus_text_make_title (g_file_info_get_display_name (info));

      outcome->attachment = propus_attachment_new (NULL, path, propus_attach_find_mime (type), name,
                                                   (guint64) g_file_info_get_size (info));
    }
  g_task_return_boolean (task, problem == NULL);
}

/**
 * propus_attach_async:
 * @file: a file
 * @cancellable: (nullable): ends it
 * @callback: called when it was looked at
 * @user_data: for @callback
 *
 * Looks at what kind of thing it is, and never opens what could block: a pipe, a device, a folder.
 */
void
propus_attach_async (GFile               *file,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_attach_async);
  g_task_set_task_data (task, g_new0 (Outcome, 1), outcome_free);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, looked_cb, task);
}

/**
 * propus_attach_finish:
 * @result: what the callback was given
 * @failure: (out) (transfer full): a %PROPUS_FAILURE_ATTACHMENT; %NULL when it was cancelled
 *
 * Returns: (transfer full) (nullable): the file as an attachment that lies where it lay
 */
PropusAttachment *
propus_attach_finish (GAsyncResult   *result,
                      PropusFailure **failure)
{
  Outcome *outcome = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), NULL);
  *failure = g_steal_pointer (&outcome->failure);

  return g_steal_pointer (&outcome->attachment);
}
