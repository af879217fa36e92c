/* propus-branch-private.h - what the files of a branch share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-branch.h"
#include "propus-memory-tree.h"

G_BEGIN_DECLS

struct _PropusBranch
{
  GObject             parent_instance;

  PropusStore        *store;         /* NULL: temporary */
  PropusMemoryTree   *tree;          /* NULL: stored */
  PropusConversation *conversation;
  PropusMessage      *running;       /* NULL: none */
  guint               serial;        /* grows with each change by our own hand */
  guint               n_loads;       /* first pages on their way */
  gboolean            has_earlier;
  gboolean            has_later;
};

typedef enum
{
  PROPUS_BRANCH_READ_FIRST,      /* the end, when nothing is there */
  PROPUS_BRANCH_READ_EARLIER,
  PROPUS_BRANCH_READ_LATER,
  PROPUS_BRANCH_READ_JUMP,       /* in place of what is there */
  PROPUS_BRANCH_READ_TAIL,       /* from a message on, in place of another version of it and what follows */
  PROPUS_BRANCH_READ_AGAIN,
} PropusBranchReading;

/* Of a task: what is to be done with the page that comes. */
typedef struct
{
  PropusBranchReading reading;
  guint   serial;
  gint64  anchor;       /* id of the message at the edge, of the one to jump to, or of the new version */
  gint64  old;          /* PROPUS_BRANCH_READ_TAIL: the version that goes */
  int     step;
  gboolean shown;       /* the branch of the message to jump to has been made the displayed one */
  GArray *ids;          /* of what was deleted */
} PropusBranchStep;

GTask *_propus_branch_new_task   (PropusBranch        *self,
                                  gpointer             tag,
                                  PropusBranchReading  reading,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
void   _propus_branch_load_page  (GTask               *task,
                                  PropusPageKind       kind,
                                  gint64               message_id,
                                  guint                limit);
void   _propus_branch_read_again (GTask               *task);

G_END_DECLS
