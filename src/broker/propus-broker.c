/* propus-broker.c - the parts of the broker, together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-broker.h"

#include <string.h>
#include <unistd.h>

#include "propus-control-server.h"
#include "propus-key-source.h"
#include "propus-loopback.h"
#include "propus-pass-doors.h"
#include "propus-relay.h"
#include "propus-rest.h"
#include "propus-secret-pipe.h"
#include "propus-server.h"
#include "propus-upstream.h"

/**
 * PropusBroker:
 *
 * The process that holds the key: a private socket on one side, the API on the other, the keyring behind. After a
 * while without work in which a key was used it re-executes itself, because HTTP leaves copies of the key in freed
 * memory that nothing clears. Main thread only.
 */
struct _PropusBroker
{
  GObject              parent_instance;

  PropusBrokerOptions  options;      /* its strings are copies */
  PropusUpstream      *upstream;
  PropusKeySource     *keys;
  PropusServer        *server;
  PropusLoopback      *loopback;     /* NULL: no run */
  PropusPassDoors     *passes;
  PropusControlServer *control;
  guint                rest;         /* timer */
  gboolean             was_quiet;    /* the last connection brought no work */
};

G_DEFINE_FINAL_TYPE (PropusBroker, propus_broker, G_TYPE_OBJECT)

static void schedule_rest (PropusBroker *self);

static gboolean
may_rest (PropusBroker *self)
{
  PropusKeyring *keyring = propus_key_source_get_keyring (self->keys);

  if (self->loopback != NULL && propus_loopback_get_count (self->loopback) > 0)
    return FALSE;
  if (propus_pass_doors_is_busy (self->passes))
    return FALSE;

  return propus_server_get_count (self->server) == 0 && (keyring == NULL || !propus_keyring_is_busy (keyring)) &&
         propus_key_undo_is_empty (propus_key_source_get_undo (self->keys));
}

static gboolean
rest_cb (gpointer user_data)
{
  PropusBroker *self = user_data;

  self->rest = 0;
  if (!propus_key_source_was_used (self->keys))
    return G_SOURCE_REMOVE;

  if (may_rest (self))
    {
      propus_pass_doors_note_uses (self->passes);
      propus_key_ledger_flush (propus_key_source_get_ledger (self->keys));
      g_array_unref (self->options.door_fds);
      self->options.door_fds = propus_pass_doors_dup_fds (self->passes);
      self->options.passes = propus_pass_doors_is_started (self->passes);
      self->options.input_fd = propus_control_server_get_input_fd (self->control);
      propus_rest_now (&self->options, self->keys,
                       self->loopback != NULL ? propus_loopback_get_token (self->loopback) : NULL);
      g_warning ("the broker could not re-execute itself");
    }
  schedule_rest (self);

  return G_SOURCE_REMOVE;
}

static void
schedule_rest (PropusBroker *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add ((guint) self->options.rest_ms, rest_cb, self);
}

/* The session's key is to be gone from this process now, not in a minute. */
static void
forgotten_cb (PropusKeySource *keys,
              PropusBroker    *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  rest_cb (self);
}

static void
exchange_cb (PropusServer   *server,
             PropusExchange *exchange,
             PropusBroker   *self)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (propus_exchange_get_message (exchange)));

  if (!propus_control_server_is_quiet (exchange))
    self->was_quiet = FALSE;

  if (g_str_has_prefix (path, PROPUS_CONTROL_ROOT))
    propus_control_server_handle (self->control, exchange);
  else
    propus_relay_start (exchange, self->upstream, self->keys);
}

/* Programs get the API and nothing else: the control paths are not on their list. */
static void
program_exchange_cb (GObject        *door,
                     PropusExchange *exchange,
                     PropusBroker   *self)
{
  self->was_quiet = FALSE;
  propus_relay_start (exchange, self->upstream, self->keys);
}

static void
programs_idle_cb (GObject      *door,
                  PropusBroker *self)
{
  if (propus_server_get_count (self->server) == 0)
    schedule_rest (self);
}

static void
idle_cb (PropusServer *server,
         PropusBroker *self)
{
  /* A window that asks for the state every few seconds must not keep the broker awake. */
  if (!self->was_quiet || self->rest == 0)
    schedule_rest (self);
  self->was_quiet = TRUE;
}

static void
propus_broker_dispose (GObject *object)
{
  PropusBroker *self = PROPUS_BROKER (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->passes != NULL)
    propus_pass_doors_note_uses (self->passes);
  if (self->keys != NULL)
    propus_key_ledger_flush (propus_key_source_get_ledger (self->keys));
  g_clear_object (&self->server);
  g_clear_object (&self->loopback);
  g_clear_object (&self->control);
  if (self->passes != NULL)
    g_object_run_dispose (G_OBJECT (self->passes));
  g_clear_object (&self->passes);
  g_clear_object (&self->keys);
  g_clear_object (&self->upstream);
  propus_broker_options_clear (&self->options);

  G_OBJECT_CLASS (propus_broker_parent_class)->dispose (object);
}

static void
propus_broker_class_init (PropusBrokerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = propus_broker_dispose;
}

static void
propus_broker_init (PropusBroker *self)
{
  self->was_quiet = TRUE;
}

static SecretValue *
read_session_key (int fd)
{
  g_autoptr(PropusSecretBuffer) buffer = propus_secret_buffer_new ();
  const char *bytes;
  gsize length;

  propus_secret_pipe_read_all (buffer, fd);
  bytes = propus_secret_buffer_get (buffer, &length);

  return propus_api_key_new (bytes, length, NULL);
}

static gboolean
open_loopback (PropusBroker  *self,
               GError       **error)
{
  g_autoptr(PropusSecretBuffer) buffer = propus_secret_buffer_new ();
  g_autofree char *token = NULL;
  const char *bytes;
  gsize length;

  propus_secret_pipe_read_all (buffer, self->options.token_fd);
  self->options.token_fd = -1;
  bytes = propus_secret_buffer_get (buffer, &length);
  token = g_strndup (bytes, length);
  self->loopback = propus_loopback_new (self->options.loopback_fd, token, self->options.program, error);
  if (self->loopback == NULL)
    return FALSE;

  if (self->options.run != NULL)
    {
      g_autoptr(PropusHolder) holder = propus_holder_new (self->options.run);

      holder->is_run = TRUE;
      memcpy (holder->caps, self->options.caps, sizeof holder->caps);
      propus_loopback_set_holder (self->loopback, holder);
    }
  g_signal_connect_object (self->loopback, "exchange", G_CALLBACK (program_exchange_cb), self, 0);
  g_signal_connect_object (self->loopback, "idle", G_CALLBACK (programs_idle_cb), self, 0);
  return TRUE;
}

static void
open_passes (PropusBroker *self)
{
  self->passes = propus_pass_doors_new (propus_key_source_get_ledger (self->keys),
                                        propus_key_source_get_origin (self->keys));
  g_signal_connect_object (self->passes, "exchange", G_CALLBACK (program_exchange_cb), self, 0);
  g_signal_connect_object (self->passes, "idle", G_CALLBACK (programs_idle_cb), self, 0);
  for (guint i = 0; i < self->options.door_fds->len; i++)
    propus_pass_doors_inherit (self->passes, g_array_index (self->options.door_fds, int, i));
  g_array_set_size (self->options.door_fds, 0);
  propus_control_server_set_passes (self->control, self->passes);
  if (self->options.passes)
    propus_pass_doors_start (self->passes);
}

static void
read_outcome (PropusBroker *self,
              int           fd)
{
  g_autoptr(PropusSecretBuffer) buffer = propus_secret_buffer_new ();
  g_autofree char *text = NULL;
  const char *bytes;
  gsize length;

  propus_secret_pipe_read_all (buffer, fd);
  bytes = propus_secret_buffer_get (buffer, &length);
  text = g_strndup (bytes, length);
  propus_key_ledger_take_session (propus_key_source_get_ledger (self->keys), text);
}

/**
 * propus_broker_new:
 * @options: the command line; its descriptors are taken over
 * @parent: the process that may connect
 * @error: return location for a #GIOErrorEnum error
 *
 * Reads the keys that were handed over and begins to serve. Blocks while it reads.
 *
 * Returns: (transfer full) (nullable): the broker, or %NULL with @error set
 */
PropusBroker *
propus_broker_new (const PropusBrokerOptions  *options,
                   pid_t                       parent,
                   GError                    **error)
{
  g_autoptr(PropusBroker) self = NULL;
  PropusEnvironmentKeys *environment;
  SecretValue *session_key = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_BROKER, NULL);
  self->options = *options;
  self->options.base_url = g_strdup (options->base_url);
  self->options.program = g_strdup (options->program);
  self->options.key_id = g_strdup (options->key_id);
  self->options.run = g_strdup (options->run);
  self->options.door_fds = g_array_copy (options->door_fds);
  self->upstream = propus_upstream_new (options->base_url);

  if (options->environment_fd >= 0)
    environment = propus_environment_keys_new_from_fd (options->environment_fd);
  else
    environment = propus_environment_keys_new ();
  if (options->session_key_fd >= 0)
    session_key = read_session_key (options->session_key_fd);

  self->keys = propus_key_source_new (propus_upstream_get_origin (self->upstream), environment, session_key,
                                      !options->no_lookup, options->environment_lost);
  propus_key_source_set_forgotten (self->keys, (PropusForgotten) options->forgotten);
  propus_key_source_count_on_keyring (self->keys, options->keyring_counted);
  if (options->outcome_fd >= 0)
    read_outcome (self, options->outcome_fd);
  self->options.outcome_fd = -1;
  g_signal_connect_object (self->keys, "forgotten", G_CALLBACK (forgotten_cb), self, 0);
  self->control = propus_control_server_new (self->keys, self->upstream, options->input_fd);
  open_passes (self);
  self->server = propus_server_new (options->socket_fd, parent, error);
  if (self->server == NULL)
    return NULL;
  propus_key_source_fix (self->keys, options->key_id);
  if (options->loopback_fd >= 0 && !open_loopback (self, error))
    return NULL;

  g_signal_connect_object (self->server, "exchange", G_CALLBACK (exchange_cb), self, 0);
  g_signal_connect_object (self->server, "idle", G_CALLBACK (idle_cb), self, 0);

  return g_steal_pointer (&self);
}
