/* propus-door.c - where programs find a broker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-door.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Whoever finds one in a log or a file can tell what it is, and that it is no key of Google's. */
#define TOKEN_PREFIX "propus-"
#define TOKEN_BYTES 32
#define RUN_BYTES 8

/**
 * PropusDoor:
 *
 * A listening socket on 127.0.0.1, at a port that the system picks, and a token of 256 random bits. Both outlive a broker
 * that dies, so that the programs do not notice when the next one takes over; so does what they have spent of their
 * limits, by the name of the run.
 */
struct _PropusDoor
{
  GObject  parent_instance;

  GSocket *socket;
  char    *program;
  char    *base_url;
  char     run[2 * RUN_BYTES + 1];                  /* what is spent is added up under it; nobody has to guess it */
  gint64   limits[PROPUS_DOOR_N_LIMITS];            /* -1: none */
  char     token[sizeof TOKEN_PREFIX + 2 * TOKEN_BYTES];
};

G_DEFINE_FINAL_TYPE (PropusDoor, propus_door, G_TYPE_OBJECT)

static void
propus_door_finalize (GObject *object)
{
  PropusDoor *self = PROPUS_DOOR (object);

  g_clear_object (&self->socket);
  g_free (self->program);
  g_free (self->base_url);
  explicit_bzero (self->token, sizeof self->token);

  G_OBJECT_CLASS (propus_door_parent_class)->finalize (object);
}

static void
propus_door_class_init (PropusDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_door_finalize;
}

static void
propus_door_init (PropusDoor *self)
{
  for (guint i = 0; i < PROPUS_DOOR_N_LIMITS; i++)
    self->limits[i] = -1;
}

static void
write_hex (char         *to,
           const guint8 *bytes,
           gsize         length)
{
  for (gsize i = 0; i < length; i++, to += 2)
    g_snprintf (to, 3, "%02x", bytes[i]);
}

static gboolean
make_token (PropusDoor  *self,
            GError     **error)
{
  guint8 random[TOKEN_BYTES + RUN_BYTES];

  if (getrandom (random, sizeof random, 0) != (ssize_t) sizeof random)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "getrandom");
      return FALSE;
    }

  memcpy (self->token, TOKEN_PREFIX, strlen (TOKEN_PREFIX));
  write_hex (self->token + strlen (TOKEN_PREFIX), random, TOKEN_BYTES);
  write_hex (self->run, random + TOKEN_BYTES, RUN_BYTES);
  explicit_bzero (random, sizeof random);

  return TRUE;
}

static gboolean
open_socket (PropusDoor  *self,
             GError     **error)
{
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) got = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (self->socket == NULL || !g_socket_bind (self->socket, wanted, FALSE, error) ||
      !g_socket_listen (self->socket, error))
    return FALSE;

  got = g_socket_get_local_address (self->socket, error);
  if (got == NULL)
    return FALSE;

  self->base_url = g_strdup_printf ("http://127.0.0.1:%u",
                                    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  return TRUE;
}

/**
 * propus_door_new:
 * @program: what the programs behind it are called
 * @error: return location for a #GIOErrorEnum error
 *
 * Returns: (transfer full) (nullable): a door at which nobody answers yet, or %NULL with @error set
 */
PropusDoor *
propus_door_new (const char  *program,
                 GError     **error)
{
  g_autoptr(PropusDoor) self = g_object_new (PROPUS_TYPE_DOOR, NULL);

  self->program = g_strdup (program);
  if (!make_token (self, error) || !open_socket (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * propus_door_set_limit:
 * @limit: what is limited
 * @amount: to how much
 *
 * Before a broker answers here.
 */
void
propus_door_set_limit (PropusDoor      *self,
                       PropusDoorLimit  limit,
                       gint64           amount)
{
  g_return_if_fail (PROPUS_IS_DOOR (self) && limit < PROPUS_DOOR_N_LIMITS && amount >= 0);

  self->limits[limit] = amount;
}

/**
 * propus_door_add_options:
 * @argv: (element-type utf8): the command line of a broker that answers here
 *
 * Adds who the programs are and what they may spend; the same for each broker, one after the other.
 */
void
propus_door_add_options (PropusDoor *self,
                         GPtrArray  *argv)
{
  static const char * const options[PROPUS_DOOR_N_LIMITS] = { "--limit-requests", "--limit-tokens", "--limit-money" };
  gboolean limited = FALSE;

  g_return_if_fail (PROPUS_IS_DOOR (self));

  g_ptr_array_add (argv, g_strdup_printf ("--program=%s", self->program));
  for (guint i = 0; i < PROPUS_DOOR_N_LIMITS; i++)
    if (self->limits[i] >= 0)
      {
        g_ptr_array_add (argv, g_strdup_printf ("%s=%" G_GINT64_FORMAT, options[i], self->limits[i]));
        limited = TRUE;
      }
  if (limited)
    g_ptr_array_add (argv, g_strdup_printf ("--run=%s", self->run));
}

/**
 * propus_door_get_program:
 *
 * Returns: what the programs behind it are called
 */
const char *
propus_door_get_program (PropusDoor *self)
{
  g_return_val_if_fail (PROPUS_IS_DOOR (self), NULL);

  return self->program;
}

/**
 * propus_door_get_base_url:
 *
 * Returns: what programs take for the API's address
 */
const char *
propus_door_get_base_url (PropusDoor *self)
{
  g_return_val_if_fail (PROPUS_IS_DOOR (self), NULL);

  return self->base_url;
}

/**
 * propus_door_get_token:
 *
 * Returns: what programs take for a key
 */
const char *
propus_door_get_token (PropusDoor *self)
{
  g_return_val_if_fail (PROPUS_IS_DOOR (self), NULL);

  return self->token;
}

/**
 * propus_door_dup_fd:
 *
 * Returns: a new descriptor of the listening socket, for a broker to inherit; -1 when there are no more
 */
int
propus_door_dup_fd (PropusDoor *self)
{
  g_return_val_if_fail (PROPUS_IS_DOOR (self), -1);

  return fcntl (g_socket_get_fd (self->socket), F_DUPFD_CLOEXEC, 3);
}

/**
 * propus_door_new_token_pipe:
 *
 * Returns: the read end of a pipe that holds the token and then ends, for a broker to inherit; -1 when there is none
 */
int
propus_door_new_token_pipe (PropusDoor *self)
{
  gsize length;
  int ends[2];

  g_return_val_if_fail (PROPUS_IS_DOOR (self), -1);

  length = strlen (self->token);
  if (pipe2 (ends, O_CLOEXEC) != 0)
    return -1;
  if (write (ends[1], self->token, length) != (ssize_t) length)
    {
      close (ends[0]);
      ends[0] = -1;
    }
  close (ends[1]);

  return ends[0];
}
