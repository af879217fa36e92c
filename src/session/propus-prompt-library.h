/* propus-prompt-library.h - the prompts that a person keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-prompt.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPT_LIBRARY (propus_prompt_library_get_type ())
/* A GListModel of PropusPrompt, by title. Signals: "loaded"; "failed" (GError *error): a file could not be read or
 * written; what is in the list stays there. Main thread only; files are read and written elsewhere, one after the other. */
G_DECLARE_FINAL_TYPE (PropusPromptLibrary, propus_prompt_library, PROPUS, PROMPT_LIBRARY, GObject)

PropusPromptLibrary *propus_prompt_library_get_default (void);                                  /* borrowed: $XDG_DATA_HOME/propus/prompts */
PropusPromptLibrary *propus_prompt_library_new         (GFile *folder);
void                 propus_prompt_library_flush       (void);                                  /* of the default one, after the main loop; blocks */
void                 propus_prompt_library_load        (PropusPromptLibrary *self);             /* reads what is there now; the first time of all makes the starter set */
gboolean             propus_prompt_library_is_loaded   (PropusPromptLibrary *self);
gboolean             propus_prompt_library_is_busy     (PropusPromptLibrary *self);             /* something is not in its file yet */
PropusPrompt        *propus_prompt_library_add         (PropusPromptLibrary *self, const char *title, const char *text); /* borrowed */
PropusPrompt        *propus_prompt_library_change      (PropusPromptLibrary *self, PropusPrompt *prompt, const char *title, const char *text); /* borrowed: the one that is there now */
void                 propus_prompt_library_remove      (PropusPromptLibrary *self, PropusPrompt *prompt);
void                 propus_prompt_library_restore     (PropusPromptLibrary *self, PropusPrompt *prompt); /* what was removed */
guint                propus_prompt_library_add_starters (PropusPromptLibrary *self);            /* those that are missing; how many */
void                 propus_prompt_library_import_async (PropusPromptLibrary *self, GListModel *files, GAsyncReadyCallback callback, gpointer user_data);
int                  propus_prompt_library_import_finish (PropusPromptLibrary *self, GAsyncResult *result, GError **error); /* how many came; with @error, too, when some did not */
void                 propus_prompt_library_export_async (PropusPromptLibrary *self, GFile *folder, GAsyncReadyCallback callback, gpointer user_data);
int                  propus_prompt_library_export_finish (PropusPromptLibrary *self, GAsyncResult *result, GError **error);

typedef struct
{
  const char *title;
  const char *text;
} PropusPromptStarter;

/* Borrowed; ends with a title NULL. In English, or in Traditional Chinese where that is the person's language. */
const PropusPromptStarter *propus_prompt_starters_get (const char * const *languages);

G_END_DECLS
