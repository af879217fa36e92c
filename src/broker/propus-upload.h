/* propus-upload.h - a request's body on its way to the API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_UPLOAD (propus_upload_get_type ())
G_DECLARE_FINAL_TYPE (PropusUpload, propus_upload, PROPUS, UPLOAD, GObject)

PropusUpload *propus_upload_new    (GInputStream **stream,
                                    GError       **error);
gboolean      propus_upload_push   (PropusUpload  *self,
                                    GBytes        *bytes);
void          propus_upload_finish (PropusUpload  *self);
void          propus_upload_drop   (PropusUpload  *self);

G_END_DECLS
