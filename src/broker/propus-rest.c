/* propus-rest.c - a new life with clean memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-rest.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "propus-secret-pipe.h"

static int
hand_over_session_key (PropusKeySource *keys)
{
  SecretValue *key = propus_key_source_get_session_key (keys);
  const char *bytes;
  gsize length;

  if (key == NULL)
    return -1;

  bytes = secret_value_get (key, &length);
  return propus_secret_pipe_new_full (&bytes, &length, 1);
}

static int
hand_over_outcome (PropusKeySource *keys)
{
  g_autofree char *text = propus_key_ledger_dup_session (propus_key_source_get_ledger (keys));
  const char *bytes = text;
  gsize length;

  if (text == NULL)
    return -1;

  length = strlen (text);
  return propus_secret_pipe_new_full (&bytes, &length, 1);
}

static int
hand_over_token (const char *token)
{
  gsize length;

  if (token == NULL)
    return -1;

  length = strlen (token);
  return propus_secret_pipe_new_full (&token, &length, 1);
}

/* Everything else closes itself at exec. */
static void
set_inherited (int      fd,
               gboolean inherited)
{
  if (fd >= 0)
    fcntl (fd, F_SETFD, inherited ? 0 : FD_CLOEXEC);
}

static void
set_all_inherited (const PropusBrokerOptions *options,
                   gboolean                   inherited)
{
  set_inherited (options->socket_fd, inherited);
  set_inherited (options->lifeline_fd, inherited);
  set_inherited (options->input_fd, inherited);
  set_inherited (options->loopback_fd, inherited);
  for (guint i = 0; options->door_fds != NULL && i < options->door_fds->len; i++)
    set_inherited (g_array_index (options->door_fds, int, i), inherited);
}

static void
close_pipe (int fd)
{
  if (fd >= 0)
    close (fd);
}

/**
 * propus_rest_now:
 * @options: what the next life is told; its key descriptors are replaced
 * @keys: the keys that only this process has
 * @token: (nullable): what programs have to have
 *
 * Runs this program anew in the same process: the same pid, the same sockets, nothing of the old memory. Keys of the
 * session and the environment go over in pipes, which the kernel holds meanwhile. Returns only when that failed, with
 * everything as before.
 */
void
propus_rest_now (const PropusBrokerOptions *options,
                 PropusKeySource           *keys,
                 const char                *token)
{
  PropusBrokerOptions next = *options;
  g_auto(GStrv) argv = NULL;
  gboolean environment_set = FALSE;

  for (guint i = 0; i < PROPUS_ENVIRONMENT_N_VARIABLES; i++)
    environment_set = environment_set || propus_environment_keys_is_set (propus_key_source_get_environment (keys), i);

  next.forgotten = (int) propus_key_source_get_forgotten (keys);
  next.keyring_counted = propus_key_source_counts_on_keyring (keys);
  next.environment_fd = propus_environment_keys_hand_over (propus_key_source_get_environment (keys));
  next.session_key_fd = hand_over_session_key (keys);
  next.token_fd = hand_over_token (token);
  next.key_id = (char *) propus_key_source_get_fixed (keys);
  next.outcome_fd = hand_over_outcome (keys);   /* not worth staying for */

  if ((next.environment_fd >= 0) == environment_set && (next.token_fd >= 0) == (token != NULL) &&
      (next.session_key_fd >= 0) == (propus_key_source_get_session_key (keys) != NULL))
    {
      argv = propus_broker_options_to_argv (&next);
      set_all_inherited (&next, TRUE);
      g_debug ("resting");
      execv ("/proc/self/exe", argv);
    }

  set_all_inherited (&next, FALSE);
  close_pipe (next.environment_fd);
  close_pipe (next.session_key_fd);
  close_pipe (next.outcome_fd);
  close_pipe (next.token_fd);
}
