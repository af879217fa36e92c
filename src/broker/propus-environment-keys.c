/* propus-environment-keys.c - keys of the environment, handed over in a pipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-environment-keys.h"

#include <string.h>

#include "propus-secret-pipe.h"

/**
 * PropusEnvironmentKeys:
 *
 * What the parent's main() took out of its environment before anything else ran. The pipe holds `NAME=value\0` for
 * each variable that was set. A value that cannot be a key is kept as it came, so that it can be reported (never
 * shown) and handed over again when the broker re-executes itself.
 */
struct _PropusEnvironmentKeys
{
  struct {
    SecretValue      *raw;       /* NULL: not set, or empty */
    SecretValue      *key;       /* NULL: none, or raw is malformed */
    PropusKeyProblem  problem;
  } variables[PROPUS_ENVIRONMENT_N_VARIABLES];
};

static const char * const names[PROPUS_ENVIRONMENT_N_VARIABLES] = { "GOOGLE_API_KEY", "GEMINI_API_KEY" };

/**
 * propus_environment_keys_new:
 *
 * Returns: (transfer full): an environment without keys
 */
PropusEnvironmentKeys *
propus_environment_keys_new (void)
{
  return g_new0 (PropusEnvironmentKeys, 1);
}

static void
take_entry (PropusEnvironmentKeys *self,
            const char            *entry,
            gsize                  length)
{
  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      gsize name = strlen (names[i]);

      if (length <= name + 1 || memcmp (entry, names[i], name) != 0 || entry[name] != '=' ||
          self->variables[i].raw != NULL)
        continue;

      self->variables[i].key = propus_api_key_new (entry + name + 1, length - name - 1, &self->variables[i].problem);
      if (self->variables[i].problem != PROPUS_KEY_PROBLEM_EMPTY)   /* a blank variable is none */
        self->variables[i].raw = secret_value_new (entry + name + 1, (gssize) (length - name - 1), "text/plain");
    }
}

/**
 * propus_environment_keys_new_from_fd:
 * @fd: (transfer full): the read end of the parent's pipe, which is closed
 *
 * Reads the pipe to its end. Blocks; only for the start, before the main loop runs.
 *
 * Returns: (transfer full): the keys
 */
PropusEnvironmentKeys *
propus_environment_keys_new_from_fd (int fd)
{
  PropusEnvironmentKeys *self = propus_environment_keys_new ();
  g_autoptr(PropusSecretBuffer) buffer = propus_secret_buffer_new ();
  const char *bytes;
  gsize length;

  propus_secret_pipe_read_all (buffer, fd);
  bytes = propus_secret_buffer_get (buffer, &length);
  while (length > 0)
    {
      const char *end = memchr (bytes, '\0', length);
      gsize entry = end != NULL ? (gsize) (end - bytes) : length;

      take_entry (self, bytes, entry);
      entry = MIN (entry + 1, length);
      bytes += entry;
      length -= entry;
    }

  return self;
}

/**
 * propus_environment_keys_free:
 * @self: (transfer full): the keys
 */
void
propus_environment_keys_free (PropusEnvironmentKeys *self)
{
  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      g_clear_pointer (&self->variables[i].raw, secret_value_unref);
      g_clear_pointer (&self->variables[i].key, secret_value_unref);
    }

  g_free (self);
}

/**
 * propus_environment_keys_is_set:
 * @self: the keys
 * @variable: which
 *
 * Returns: whether the variable had a value, good or bad
 */
gboolean
propus_environment_keys_is_set (PropusEnvironmentKeys     *self,
                                PropusEnvironmentVariable  variable)
{
  g_return_val_if_fail (self != NULL && variable < PROPUS_ENVIRONMENT_N_VARIABLES, FALSE);

  return self->variables[variable].raw != NULL;
}

/**
 * propus_environment_keys_get:
 * @self: the keys
 * @variable: which
 *
 * Returns: (transfer none) (nullable): the key, or %NULL when there is none or it is malformed
 */
SecretValue *
propus_environment_keys_get (PropusEnvironmentKeys     *self,
                             PropusEnvironmentVariable  variable)
{
  g_return_val_if_fail (self != NULL && variable < PROPUS_ENVIRONMENT_N_VARIABLES, NULL);

  return self->variables[variable].key;
}

/**
 * propus_environment_keys_get_problem:
 * @self: the keys
 * @variable: which
 *
 * Returns: why a variable that is set gave no key
 */
PropusKeyProblem
propus_environment_keys_get_problem (PropusEnvironmentKeys     *self,
                                     PropusEnvironmentVariable  variable)
{
  g_return_val_if_fail (self != NULL && variable < PROPUS_ENVIRONMENT_N_VARIABLES, PROPUS_KEY_PROBLEM_EMPTY);

  return self->variables[variable].problem;
}

/**
 * propus_environment_keys_get_name:
 * @variable: which
 *
 * Returns: the variable's name
 */
const char *
propus_environment_keys_get_name (PropusEnvironmentVariable variable)
{
  g_return_val_if_fail (variable < PROPUS_ENVIRONMENT_N_VARIABLES, "");

  return names[variable];
}

/**
 * propus_environment_keys_get_id:
 * @variable: which
 *
 * Returns: what the control API calls its key
 */
const char *
propus_environment_keys_get_id (PropusEnvironmentVariable variable)
{
  static const char * const ids[PROPUS_ENVIRONMENT_N_VARIABLES] = { "google-env", "gemini-env" };

  g_return_val_if_fail (variable < PROPUS_ENVIRONMENT_N_VARIABLES, "");

  return ids[variable];
}

/**
 * propus_environment_keys_hand_over:
 * @self: the keys
 *
 * Puts the keys into a pipe for the broker's next life.
 *
 * Returns: the read end, which survives exec, or -1 when there is nothing to hand over or no pipe
 */
int
propus_environment_keys_hand_over (PropusEnvironmentKeys *self)
{
  const char *pieces[4 * PROPUS_ENVIRONMENT_N_VARIABLES];
  gsize lengths[4 * PROPUS_ENVIRONMENT_N_VARIABLES];
  gsize n = 0;

  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    {
      if (self->variables[i].raw == NULL)
        continue;

      pieces[n] = names[i];
      lengths[n++] = strlen (names[i]);
      pieces[n] = "=";
      lengths[n++] = 1;
      pieces[n] = secret_value_get (self->variables[i].raw, &lengths[n]);
      n++;
      pieces[n] = "";
      lengths[n++] = 1;
    }

  return n > 0 ? propus_secret_pipe_new_full (pieces, lengths, n) : -1;
}
