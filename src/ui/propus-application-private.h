/* propus-application-private.h - what the files of the application share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-application.h"
#include "propus-background-portal.h"
#include "propus-preferences-window.h"
#include "propus-window.h"

G_BEGIN_DECLS

struct _PropusApplication
{
  AdwApplication parent_instance;

  /* Owned */
  PropusSession *session;    /* NULL in a second instance, which only wakes the first */
  GSettings *settings;
  PropusPassList *passes;    /* NULL: the API was not used yet */
  PropusBackgroundPortal *portal;
  GPtrArray *removed;        /* ids of keys that can still be brought back; NULL: none yet */

  /* Borrowed, weak */
  PropusWindow *window;
  PropusPreferencesWindow *preferences;
  GtkWindow *find;           /* keys in files */

  guint signal_sources[3];
  guint drawn : 1;           /* the window, once */
  guint practice : 1;
  guint finishing : 1;
  guint background : 1;      /* there is no window, but something runs */
};

void _propus_application_add_actions (PropusApplication *self);
void _propus_application_add_key_actions (PropusApplication *self);
void _propus_application_forget_removed (PropusApplication *self);
void _propus_application_close       (PropusApplication *self);
void _propus_application_quit        (PropusApplication *self);
void _propus_application_come_back   (PropusApplication *self);
void _propus_application_watch_turns (PropusApplication *self);
void _propus_application_maybe_end   (PropusApplication *self);
void _propus_application_watch_passes (PropusApplication *self);
gboolean _propus_application_stays   (PropusApplication *self);
void _propus_application_stay        (PropusApplication *self);
void _propus_application_stayed      (PropusApplication *self);
void _propus_application_show_chat   (PropusApplication *self,
                                      gint64             conversation_id);
void _propus_application_finish      (PropusApplication *self);
void _propus_application_toast       (PropusApplication *self,
                                      const char        *sentence);
void _propus_application_practise    (PropusApplication *self,
                                      gboolean           practice);

G_END_DECLS
