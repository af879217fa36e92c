/* propus-holder.c - who spends, and up to what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-holder.h"

/**
 * propus_holder_new:
 * @id: what its rows in usage.db are known by
 *
 * Returns: (transfer full): a holder without a limit
 */
PropusHolder *
propus_holder_new (const char *id)
{
  PropusHolder *self = g_atomic_rc_box_new0 (PropusHolder);

  self->id = g_strdup (id);
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    self->caps[i] = -1;

  return self;
}

/**
 * propus_holder_ref:
 * @self: a holder
 *
 * Returns: (transfer full): @self
 */
PropusHolder *
propus_holder_ref (PropusHolder *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
holder_clear (PropusHolder *self)
{
  g_free (self->id);
  g_free (self->key_id);
}

/**
 * propus_holder_unref:
 * @self: (transfer full): a holder
 */
void
propus_holder_unref (PropusHolder *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) holder_clear);
}
