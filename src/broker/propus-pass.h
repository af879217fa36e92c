/* propus-pass.h - what a program that outlives one run may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-holder.h"

G_BEGIN_DECLS

/* Parts of the API that a pass can be for. */
typedef enum
{
  PROPUS_PASS_GENERATE = 1 << 0,
  PROPUS_PASS_EMBED    = 1 << 1,
  PROPUS_PASS_FILES    = 1 << 2,
  PROPUS_PASS_CACHES   = 1 << 3,
  PROPUS_PASS_MEDIA    = 1 << 4,
  PROPUS_PASS_OPENAI   = 1 << 5,
} PropusPassPaths;

/**
 * PropusPass:
 *
 * A named pass. Reference counted, and not changed once others have it; any thread.
 */
typedef struct
{
  char            *id;
  char            *origin;                /* of the API that it is for */
  char            *name;                  /* what the ledger calls its program */
  guint16          port;                  /* on 127.0.0.1, for ever */
  char            *digest;                /* of its token, propus_pass_token_digest() */
  char            *key;                   /* id of a stored key; NULL: as the settings say */
  GStrv            models;                /* never NULL; empty: all. One that ends in "*" stands for all that begin so */
  PropusPassPaths  paths;                 /* 0: all */
  gint64           caps[PROPUS_CAP_N];    /* a day; -1: none */
  gint64           expires;               /* Unix seconds; 0: never */
  gboolean         paused;
  gint64           created;               /* Unix seconds */
  gint64           last_used;             /* Unix milliseconds; 0: never */
} PropusPass;

PropusPass   *propus_pass_new         (void);
PropusPass   *propus_pass_ref         (PropusPass  *self);
void          propus_pass_unref       (PropusPass  *self);
gboolean      propus_pass_apply       (PropusPass  *self,
                                       JsonObject  *changes,
                                       GError     **error);
JsonObject   *propus_pass_to_json     (PropusPass  *self);
PropusHolder *propus_pass_new_holder  (PropusPass  *self);
gboolean      propus_pass_has_expired (PropusPass  *self,
                                       gint64       now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPass, propus_pass_unref)

G_END_DECLS
