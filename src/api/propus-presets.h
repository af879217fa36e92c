/* propus-presets.h - settings with a name, and those of new chats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PRESETS (propus_presets_get_type ())
/* Signals: "changed" (something else is known, or saved, or it has been read), "failed" (sentence). Main thread only. */
G_DECLARE_FINAL_TYPE (PropusPresets, propus_presets, PROPUS, PRESETS, GObject)

PropusPresets *propus_presets_new         (GFile         *file);
void           propus_presets_load        (PropusPresets *self);                     /* once; "changed" says that it is done */
gboolean       propus_presets_is_loaded   (PropusPresets *self);
gboolean       propus_presets_is_busy     (PropusPresets *self);                     /* something is being written */
char         **propus_presets_dup_names   (PropusPresets *self);                     /* (transfer full), as they were made */
const char    *propus_presets_get         (PropusPresets *self, const char *name);   /* JSON, NULL: there is none */
void           propus_presets_set         (PropusPresets *self, const char *name, const char *settings);
void           propus_presets_remove      (PropusPresets *self, const char *name);
const char    *propus_presets_get_default (PropusPresets *self);                     /* of new chats; NULL none */
void           propus_presets_set_default (PropusPresets *self, const char *settings);

G_END_DECLS
