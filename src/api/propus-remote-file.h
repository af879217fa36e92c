/* propus-remote-file.h - a file that Google keeps for a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_REMOTE_FILE_UNKNOWN,      /* a state that this version does not know */
  PROPUS_REMOTE_FILE_PROCESSING,
  PROPUS_REMOTE_FILE_ACTIVE,
  PROPUS_REMOTE_FILE_FAILED,
} PropusRemoteFileState;

/* A file of the Files API (gemini-api.md 10.1). */
typedef struct
{
  char                  *name;           /* "files/abc" */
  char                  *uri;            /* what a prompt calls it; "": not told */
  char                  *display_name;   /* "": none */
  char                  *mime;
  guint64                size;           /* bytes */
  gint64                 created;        /* Unix seconds, 0: not told; so are the next */
  gint64                 expires;
  PropusRemoteFileState  state;
  char                  *problem;        /* why it failed, NULL: it did not, or nothing was said */
} PropusRemoteFile;

PropusRemoteFile *propus_remote_file_parse         (JsonObject *object);
PropusRemoteFile *propus_remote_file_parse_extra   (const char *json);
char             *propus_remote_file_dup_extra     (const PropusRemoteFile *self);
gboolean          propus_remote_file_is_usable     (const PropusRemoteFile *self);
gboolean          propus_remote_file_is_valid_name (const char *name);
void              propus_remote_file_free          (PropusRemoteFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusRemoteFile, propus_remote_file_free)

G_END_DECLS
