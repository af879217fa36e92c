/* propus-pass-errand.c - what is done with the passes in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-errand.h"

#include <string.h>

#include "propus-pass-token.h"
#include "propus-usage-day.h"

/**
 * propus_pass_errand_new:
 * @deed: what is to be done
 * @origin: the API that the passes are for
 * @id: (nullable): the pass that it is about
 *
 * Returns: (transfer full): an errand
 */
PropusPassErrand *
propus_pass_errand_new (PropusPassDeed  deed,
                        const char     *origin,
                        const char     *id)
{
  PropusPassErrand *self = g_new0 (PropusPassErrand, 1);

  self->deed = deed;
  self->origin = g_strdup (origin);
  self->id = g_strdup (id);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

/**
 * propus_pass_errand_free:
 * @self: (transfer full): an errand
 */
void
propus_pass_errand_free (PropusPassErrand *self)
{
  g_free (self->origin);
  g_free (self->id);
  g_clear_pointer (&self->pass, propus_pass_unref);
  g_clear_pointer (&self->changes, json_object_unref);
  propus_pass_token_free (self->token);
  g_ptr_array_unref (self->sockets);
  g_free (self);
}

static gboolean
renew (PropusPassErrand  *self,
       PropusUsageFile   *file,
       GError           **error)
{
  g_autofree char *digest = propus_pass_token_digest (self->token, strlen (self->token));

  return propus_pass_rows_set_digest (file, self->origin, self->id, digest, error);
}

static gboolean
do_deed (PropusPassErrand  *self,
         PropusUsageFile   *file,
         gint64             now,
         GError           **error)
{
  switch (self->deed)
    {
    case PROPUS_PASS_CREATE:
      return propus_pass_rows_insert (file, self->pass, error);
    case PROPUS_PASS_CHANGE:
      return propus_pass_rows_change (file, self->origin, self->id, self->changes, error);
    case PROPUS_PASS_RENEW:
      return renew (self, file, error);
    case PROPUS_PASS_REVOKE:
      return propus_pass_rows_revoke (file, self->origin, self->id, now, error);
    case PROPUS_PASS_LIST:
    default:
      return TRUE;
    }
}

/**
 * propus_pass_errand_run:
 * @self: an errand
 * @file: usage.db, in its thread
 * @error: return location for a #PropusFault or #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type PropusPassRow): all passes as they are afterwards; %NULL with @error set
 */
GPtrArray *
propus_pass_errand_run (PropusPassErrand  *self,
                        PropusUsageFile   *file,
                        GError           **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (!do_deed (self, file, g_date_time_to_unix (now), error))
    return NULL;

  return propus_pass_rows_read (file, self->origin, propus_usage_day_of (now), error);
}
