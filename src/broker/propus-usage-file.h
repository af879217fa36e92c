/* propus-usage-file.h - usage.db, the broker's own database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What became of a key's last requests. No part of the key is in it. */
typedef struct
{
  char   *id;             /* random id of the keyring's item, "google-env" or "gemini-env" */
  gint64  last_success;   /* Unix seconds; 0: never */
  gint64  refused_at;     /* Unix seconds; 0: never, and the rest is empty */
  int     code;           /* HTTP */
  char   *status;         /* "PERMISSION_DENIED", "" unknown */
  char   *reason;         /* of the ErrorInfo; NULL: none */
  char   *message;        /* masked and redacted */
} PropusKeyOutcome;

PropusKeyOutcome *propus_key_outcome_copy   (const PropusKeyOutcome *self);
void              propus_key_outcome_free   (PropusKeyOutcome       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusKeyOutcome, propus_key_outcome_free)

/* Everything blocks and belongs to one worker thread. */
typedef struct _PropusUsageFile PropusUsageFile;

PropusUsageFile *propus_usage_file_new    (const char              *path);
void             propus_usage_file_free   (PropusUsageFile         *self);
GPtrArray       *propus_usage_file_read   (PropusUsageFile         *self,
                                           GError                 **error);
gboolean         propus_usage_file_write  (PropusUsageFile         *self,
                                           const PropusKeyOutcome  *outcome,
                                           GError                 **error);
gboolean         propus_usage_file_remove (PropusUsageFile         *self,
                                           const char              *id,
                                           GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusUsageFile, propus_usage_file_free)

G_END_DECLS
