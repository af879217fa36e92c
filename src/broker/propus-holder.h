/* propus-holder.h - who spends, and up to what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_CAP_REQUESTS,   /* that cost something */
  PROPUS_CAP_TOKENS,
  PROPUS_CAP_MONEY,      /* millionths of a US dollar */
  PROPUS_CAP_N
} PropusCap;

/**
 * PropusHolder:
 *
 * A pass, or one run of `propus exec --limit`: what its requests take is added up by its id. Reference counted, and not
 * changed once others have it; any thread.
 */
typedef struct
{
  char     *id;
  gboolean  is_run;                /* its limits are for the whole run; else a day */
  char     *key_id;                /* the stored key of its requests; NULL: the one that the others get, too */
  gint64    caps[PROPUS_CAP_N];    /* -1: none */
} PropusHolder;

PropusHolder *propus_holder_new   (const char   *id);
PropusHolder *propus_holder_ref   (PropusHolder *self);
void          propus_holder_unref (PropusHolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusHolder, propus_holder_unref)

G_END_DECLS
