/* propus-broker-options.c - the broker's command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-broker-options.h"

#include <fcntl.h>
#include <string.h>

#include "propus-base-url.h"
#include "propus-limits.h"

/* Not GOptionContext: its messages repeat what they do not understand, and somebody will try to pass a key. */

static gboolean
parse_number (const char *text,
              int         max,
              int        *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, (guint64) max, &value, NULL))
    return FALSE;

  *number = (int) value;
  return TRUE;
}

/* A descriptor that is not open is refused, and an open one goes no further than this process. */
static gboolean
parse_fd (const char *text,
          int        *fd)
{
  return *fd < 0 && parse_number (text, G_MAXINT, fd) && fcntl (*fd, F_SETFD, FD_CLOEXEC) == 0;
}

static gboolean
parse_door_fd (PropusBrokerOptions *self,
               const char          *text)
{
  int fd = -1;

  if (!parse_fd (text, &fd))
    return FALSE;

  g_array_append_val (self->door_fds, fd);
  return TRUE;
}

/* In the order of PropusCap. */
static const char * const cap_options[PROPUS_CAP_N] = { "--limit-requests=", "--limit-tokens=", "--limit-money=" };

/* Returns: whether it is one of them; @good: and whether it is understood. */
static gboolean
parse_cap (PropusBrokerOptions *self,
           const char          *argument,
           gboolean            *good)
{
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    if (g_str_has_prefix (argument, cap_options[i]))
      {
        guint64 value;

        *good = g_ascii_string_to_unsigned (argument + strlen (cap_options[i]), 10, 0, PROPUS_LIMIT_SPEND, &value, NULL);
        if (*good)
          self->caps[i] = (gint64) value;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_option (PropusBrokerOptions *self,
              const char          *argument)
{
  const struct { const char *name; int *fd; } fds[] = {
    { "--socket-fd=", &self->socket_fd },
    { "--lifeline-fd=", &self->lifeline_fd },
    { "--environment-fd=", &self->environment_fd },
    { "--session-key-fd=", &self->session_key_fd },
    { "--input-fd=", &self->input_fd },
    { "--outcome-fd=", &self->outcome_fd },
    { "--loopback-fd=", &self->loopback_fd },
    { "--token-fd=", &self->token_fd },
  };

  const struct { const char *name; char **text; } texts[] = {
    { "--base-url=", &self->base_url },
    { "--program=", &self->program },
    { "--use=", &self->key_id },
    { "--run=", &self->run },
  };
  gboolean good;

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    if (g_str_has_prefix (argument, fds[i].name))
      return parse_fd (argument + strlen (fds[i].name), fds[i].fd);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_has_prefix (argument, texts[i].name))
      {
        g_free (*texts[i].text);
        *texts[i].text = g_strdup (argument + strlen (texts[i].name));
        return TRUE;
      }

  if (g_str_has_prefix (argument, "--door-fd="))
    return parse_door_fd (self, argument + strlen ("--door-fd="));
  if (parse_cap (self, argument, &good))
    return good;

  if (g_str_equal (argument, "--keyring-counted"))
    {
      self->keyring_counted = TRUE;
      return TRUE;
    }
  if (g_str_has_prefix (argument, "--forgotten="))
    return parse_number (argument + strlen ("--forgotten="), 2, &self->forgotten);

  if (g_str_has_prefix (argument, "--rest-ms="))
    return parse_number (argument + strlen ("--rest-ms="), G_MAXINT, &self->rest_ms);

  if (g_str_equal (argument, "--no-lookup"))
    self->no_lookup = TRUE;
  else if (g_str_equal (argument, "--passes"))
    self->passes = TRUE;
  else if (g_str_equal (argument, "--environment-lost"))
    self->environment_lost = TRUE;
  else
    return FALSE;

  return TRUE;
}

/**
 * propus_broker_options_parse:
 * @self: (out caller-allocates): the options
 * @argc: the number of arguments
 * @argv: (array length=argc): the arguments
 *
 * Returns: whether all of them were understood and the needed ones are there; clear @self in any case
 */
gboolean
propus_broker_options_parse (PropusBrokerOptions  *self,
                             int                   argc,
                             char                **argv)
{
  *self = (PropusBrokerOptions) {
    .socket_fd = -1, .lifeline_fd = -1, .environment_fd = -1, .session_key_fd = -1, .input_fd = -1,
    .outcome_fd = -1, .loopback_fd = -1, .token_fd = -1,
    .base_url = g_strdup (PROPUS_BASE_URL_DEFAULT), .rest_ms = PROPUS_BROKER_REST_MS,
    .door_fds = g_array_new (FALSE, FALSE, sizeof (int)), .caps = { -1, -1, -1 },
  };

  for (int i = 1; i < argc; i++)
    if (!parse_option (self, argv[i]))
      return FALSE;

  return self->socket_fd >= 0 && self->lifeline_fd >= 0 && (self->loopback_fd >= 0) == (self->token_fd >= 0);
}

/**
 * propus_broker_options_clear:
 * @self: options of propus_broker_options_parse()
 */
void
propus_broker_options_clear (PropusBrokerOptions *self)
{
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->run, g_free);
  g_clear_pointer (&self->door_fds, g_array_unref);
}

static void
add_fd (GPtrArray  *argv,
        const char *name,
        int         fd)
{
  if (fd >= 0)
    g_ptr_array_add (argv, g_strdup_printf ("--%s-fd=%d", name, fd));
}

static void
add_doors (GPtrArray *argv,
           GArray    *fds)
{
  for (guint i = 0; fds != NULL && i < fds->len; i++)
    add_fd (argv, "door", g_array_index (fds, int, i));
}

static void
add_run (GPtrArray                 *argv,
         const PropusBrokerOptions *self)
{
  if (self->run == NULL)
    return;

  g_ptr_array_add (argv, g_strdup_printf ("--run=%s", self->run));
  for (guint i = 0; i < PROPUS_CAP_N; i++)
    if (self->caps[i] >= 0)
      g_ptr_array_add (argv, g_strdup_printf ("%s%" G_GINT64_FORMAT, cap_options[i], self->caps[i]));
}

/**
 * propus_broker_options_to_argv:
 * @self: options, with the descriptors of the next life
 *
 * Returns: (transfer full): the command line that propus_broker_options_parse() understands as @self
 */
GStrv
propus_broker_options_to_argv (const PropusBrokerOptions *self)
{
  GPtrArray *argv = g_ptr_array_new ();

  g_ptr_array_add (argv, g_strdup ("propus-broker"));
  add_fd (argv, "socket", self->socket_fd);
  add_fd (argv, "lifeline", self->lifeline_fd);
  add_fd (argv, "environment", self->environment_fd);
  add_fd (argv, "session-key", self->session_key_fd);
  add_fd (argv, "input", self->input_fd);
  add_fd (argv, "outcome", self->outcome_fd);
  add_fd (argv, "loopback", self->loopback_fd);
  add_fd (argv, "token", self->token_fd);
  add_doors (argv, self->door_fds);
  add_run (argv, self);
  if (self->program != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--program=%s", self->program));
  if (self->key_id != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--use=%s", self->key_id));
  g_ptr_array_add (argv, g_strdup_printf ("--base-url=%s", self->base_url));
  g_ptr_array_add (argv, g_strdup_printf ("--rest-ms=%d", self->rest_ms));
  if (self->passes)
    g_ptr_array_add (argv, g_strdup ("--passes"));
  if (self->no_lookup)
    g_ptr_array_add (argv, g_strdup ("--no-lookup"));
  if (self->environment_lost)
    g_ptr_array_add (argv, g_strdup ("--environment-lost"));
  if (self->forgotten != 0)
    g_ptr_array_add (argv, g_strdup_printf ("--forgotten=%d", self->forgotten));
  if (self->keyring_counted)
    g_ptr_array_add (argv, g_strdup ("--keyring-counted"));
  g_ptr_array_add (argv, NULL);

  return (GStrv) g_ptr_array_free (argv, FALSE);
}
