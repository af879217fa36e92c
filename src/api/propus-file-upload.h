/* propus-file-upload.h - one file on its way to the Files API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-client.h"
#include "propus-remote-file.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_FILE_UPLOAD_SENDING,
  PROPUS_FILE_UPLOAD_WAITING,      /* the connection is lost; it goes on by itself */
  PROPUS_FILE_UPLOAD_PROCESSING,   /* all of it is there, Google looks at it */
  PROPUS_FILE_UPLOAD_COMPLETE,
  PROPUS_FILE_UPLOAD_FAILED,
  PROPUS_FILE_UPLOAD_STOPPED,      /* by the person */
} PropusFileUploadState;

#define PROPUS_TYPE_FILE_UPLOAD (propus_file_upload_get_type ())
/* Signals: "changed" (state, bytes sent), "ended" (exactly once). Main thread only. */
G_DECLARE_FINAL_TYPE (PropusFileUpload, propus_file_upload, PROPUS, FILE_UPLOAD, GObject)

PropusFileUpload       *propus_file_upload_new         (PropusClient     *client,
                                                        GFile            *file,
                                                        guint64           size,
                                                        const char       *mime,
                                                        const char       *display_name);
void                    propus_file_upload_start       (PropusFileUpload *self);
void                    propus_file_upload_stop        (PropusFileUpload *self);
PropusFileUploadState   propus_file_upload_get_state   (PropusFileUpload *self);
guint64                 propus_file_upload_get_sent    (PropusFileUpload *self);
guint64                 propus_file_upload_get_size    (PropusFileUpload *self);
const PropusRemoteFile *propus_file_upload_get_file    (PropusFileUpload *self);
PropusFailure          *propus_file_upload_get_failure (PropusFileUpload *self);

G_END_DECLS
