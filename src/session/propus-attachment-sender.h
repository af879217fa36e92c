/* propus-attachment-sender.h - makes attachments ready for a request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment.h"
#include "propus-client.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_ATTACHMENT_SENDER (propus_attachment_sender_get_type ())
/* Signal: "changed" (progress). Main thread only. */
G_DECLARE_FINAL_TYPE (PropusAttachmentSender, propus_attachment_sender, PROPUS, ATTACHMENT_SENDER, GObject)

PropusAttachmentSender *propus_attachment_sender_new            (PropusAttachmentSender  *before);
void                    propus_attachment_sender_add            (PropusAttachmentSender  *self,
                                                                 PropusAttachment        *attachment);
gboolean                propus_attachment_sender_is_empty       (PropusAttachmentSender  *self);
gboolean                propus_attachment_sender_will_upload    (PropusAttachmentSender  *self,
                                                                 PropusAttachment        *attachment);
void                    propus_attachment_sender_prepare_async  (PropusAttachmentSender  *self,
                                                                 PropusClient            *client,
                                                                 GAsyncReadyCallback      callback,
                                                                 gpointer                 user_data);
gboolean                propus_attachment_sender_prepare_finish (PropusAttachmentSender  *self,
                                                                 GAsyncResult            *result,
                                                                 PropusFailure          **failure);
void                    propus_attachment_sender_stop           (PropusAttachmentSender  *self);
const char             *propus_attachment_sender_get_part       (PropusAttachmentSender  *self,
                                                                 PropusAttachment        *attachment);
GPtrArray              *propus_attachment_sender_get_uploaded  (PropusAttachmentSender  *self);
gboolean                propus_attachment_sender_forget        (PropusAttachmentSender  *self);
PropusAttachment       *propus_attachment_sender_get_uploading  (PropusAttachmentSender  *self,
                                                                 guint64                 *sent,
                                                                 gboolean                *waits);

G_END_DECLS
