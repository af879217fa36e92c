/* propus-session-private.h - what the files of the session share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-branch.h"
#include "propus-model-catalog.h"
#include "propus-presets.h"
#include "propus-recorder.h"
#include "propus-session.h"

G_BEGIN_DECLS

struct _PropusSession
{
  GObject                 parent_instance;

  GSettings              *settings;        /* NULL: a broken installation */
  PropusBrokerProcess    *broker;          /* the one in use */
  PropusBrokerProcess    *api_broker;      /* kept while practice is tried: it holds what only it knows */
  PropusKeyStatus        *key_status;
  PropusModelCatalog     *catalog;
  PropusPassList         *passes;          /* of api_broker; NULL until that is in use */
  PropusStore            *store;
  PropusHistory          *history;         /* NULL until it is wanted */
  GHashTable             *branches;        /* PropusConversation → PropusBranch */
  GHashTable             *stale;           /* PropusConversation, as a set: the history may have something else by now */
  GHashTable             *recorders;       /* PropusConversation → PropusRecorder */
  GPtrArray              *turns;           /* running PropusTurn */
  GError                 *store_error;     /* of opening */
  PropusPresets          *presets;
  GPtrArray              *unset;           /* PropusConversation made before the presets were read */
  GTask                  *finish;          /* while the session ends */
  guint                   finish_timer;
  guint                   open_timer;      /* the history is opened again */
};

void            _propus_session_emit_store_changed (PropusSession      *self);
void            _propus_session_emit_turn_started  (PropusSession      *self,
                                                    PropusTurn         *turn);
void            _propus_session_emit_turn_ended    (PropusSession      *self,
                                                    PropusTurn         *turn);
void            _propus_session_maybe_finish       (PropusSession      *self);

void            _propus_session_set_up_turn        (PropusSession      *self,
                                                    PropusTurn         *turn);

void            _propus_session_open_store         (PropusSession      *self);
void            _propus_session_watch_store        (PropusSession      *self);
PropusBranch   *_propus_session_get_branch         (PropusSession      *self,
                                                    PropusConversation *conversation);
PropusRecorder *_propus_session_get_recorder       (PropusSession      *self,
                                                    PropusConversation *conversation);
void            _propus_session_make_presets       (PropusSession      *self);
void            _propus_session_begin_settings     (PropusSession      *self,
                                                    PropusConversation *conversation);
void            _propus_session_settle             (PropusSession      *self,
                                                    PropusConversation *conversation);
void            _propus_session_note_model         (PropusSession      *self,
                                                    PropusMessage      *answer);

G_END_DECLS
