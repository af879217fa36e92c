/* propus-recorder.h - brings a conversation into the store, and keeps trying
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-store.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_RECORDER (propus_recorder_get_type ())
G_DECLARE_FINAL_TYPE (PropusRecorder, propus_recorder, PROPUS, RECORDER, GObject)

PropusRecorder     *propus_recorder_new              (PropusStore        *store,
                                                      PropusConversation *conversation);
void                propus_recorder_save             (PropusRecorder     *self);
void                propus_recorder_add              (PropusRecorder     *self,
                                                      PropusMessage      *message,
                                                      PropusMessage      *parent);
void                propus_recorder_follow           (PropusRecorder     *self,
                                                      PropusMessage      *message);
void                propus_recorder_remove           (PropusRecorder     *self,
                                                      PropusMessage      *message);
void                propus_recorder_flush            (PropusRecorder     *self);
gboolean            propus_recorder_is_idle          (PropusRecorder     *self);
const GError       *propus_recorder_get_error        (PropusRecorder     *self);

G_END_DECLS
