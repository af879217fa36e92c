/* propus-finder-find.c - a key in a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-find.h"

/**
 * propus_finder_find_free:
 * @self: (transfer full): a find
 */
void
propus_finder_find_free (PropusFinderFind *self)
{
  g_free (self->file);
  g_free (self->program);
  g_free (self->name);
  g_clear_pointer (&self->key, propus_finder_key_unref);
  g_free (self);
}

/**
 * propus_finder_skip_new:
 * @file: absolute path
 * @reason: (transfer none): a static word of propus-control.h
 * @detail: (nullable): more about it
 *
 * Returns: (transfer full): a file that was not looked at
 */
PropusFinderSkip *
propus_finder_skip_new (const char *file,
                        const char *reason,
                        const char *detail)
{
  PropusFinderSkip *self = g_new0 (PropusFinderSkip, 1);

  self->file = g_strdup (file);
  self->reason = reason;
  self->detail = g_strdup (detail);

  return self;
}

/**
 * propus_finder_skip_free:
 * @self: (transfer full): a file that was not looked at
 */
void
propus_finder_skip_free (PropusFinderSkip *self)
{
  g_free (self->file);
  g_free (self->detail);
  g_free (self);
}

/**
 * propus_finder_kind_to_string:
 *
 * Returns: (transfer none): the word for it in control replies
 */
const char *
propus_finder_kind_to_string (PropusFinderKind kind)
{
  static const char * const words[] = {
    "shell", "fish", "environment.d", "pam", "env", "fish", "json", "yaml", "dconf", "dconf", "sqlite",
  };

  return words[kind];
}

/**
 * propus_finder_obstacle_to_string:
 *
 * Returns: (transfer none) (nullable): the word for it in control replies; %NULL: it can be moved
 */
const char *
propus_finder_obstacle_to_string (PropusFinderObstacle obstacle)
{
  static const char * const words[] = { NULL, "other-program", "entangled", "no-assignment" };

  return words[obstacle];
}
