/* propus-control-server.c - serves the paths of propus-control.h
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-control-server.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "propus-control-call.h"
#include "propus-json.h"
#include "propus-limits.h"

/**
 * PropusControlServer:
 *
 * The broker's own paths, for the parent's window and command line. They answer on the private socket only. Main
 * thread only.
 */
struct _PropusControlServer
{
  GObject          parent_instance;

  PropusKeySource *keys;
  PropusUpstream  *upstream;
  PropusPassDoors *passes;     /* NULL: none */
  int              input_fd;   /* -1: none, or read */
};

G_DEFINE_FINAL_TYPE (PropusControlServer, propus_control_server, G_TYPE_OBJECT)

typedef struct
{
  const char           *method;
  const char           *pattern;   /* "*" stands for the id of a key or a pass */
  gboolean              json;      /* the body, if any, is JSON */
  PropusControlHandler  handler;
} Route;

static const Route routes[] = {
  { "GET", "status", TRUE, propus_control_status },
  { "GET", "keys", TRUE, propus_control_list },
  { "POST", "keys", TRUE, propus_control_add },
  { "DELETE", "keys/*", TRUE, propus_control_remove },
  { "PATCH", "keys/*", TRUE, propus_control_rename },
  { "POST", "keys/*/use", TRUE, propus_control_use },
  { "POST", "keys/*/test", TRUE, propus_control_test },
  { "POST", "keys/*/restore", TRUE, propus_control_restore },
  { "POST", "keys/*/forget", TRUE, propus_control_forget },
  { "POST", "keys/*/tidy", TRUE, propus_control_tidy },
  { "POST", "unlock", TRUE, propus_control_unlock },
  { "POST", "ready", TRUE, propus_control_ready },
  { "POST", "scan", FALSE, propus_control_scan },
  { "POST", "find", TRUE, propus_control_find },
  { "POST", "find/preview", TRUE, propus_control_find_preview },
  { "POST", "find/move", TRUE, propus_control_find_move },
  { "GET", "usage", TRUE, propus_control_usage },
  { "GET", "usage/rows", TRUE, propus_control_usage_rows },
  { "GET", "usage/limits", TRUE, propus_control_usage_limits },
  { "PUT", "usage/limits", TRUE, propus_control_usage_set_limits },
  { "POST", "usage/acknowledge", TRUE, propus_control_usage_acknowledge },
  { "POST", "usage/estimate", TRUE, propus_control_usage_estimate },
  { "GET", "passes", TRUE, propus_control_passes },
  { "POST", "passes", TRUE, propus_control_pass_create },
  { "PATCH", "passes/*", TRUE, propus_control_pass_change },
  { "DELETE", "passes/*", TRUE, propus_control_pass_revoke },
  { "POST", "passes/*/token", TRUE, propus_control_pass_renew },
  { "GET", "prices", TRUE, propus_control_prices },
};

static gboolean
id_is_clean (const char *id)
{
  gsize length = strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

  return length > 0 && length <= 64 && id[length] == '\0';
}

static gboolean
matches (const char  *pattern,
         const char  *path,
         char       **id)
{
  g_auto(GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto(GStrv) found = g_strsplit (path, "/", -1);
  g_autofree char *star = NULL;

  if (g_strv_length (wanted) != g_strv_length (found))
    return FALSE;

  for (gsize i = 0; wanted[i] != NULL; i++)
    {
      if (g_str_equal (wanted[i], "*") && id_is_clean (found[i]))
        star = g_strdup (found[i]);
      else if (!g_str_equal (wanted[i], found[i]))
        return FALSE;
    }

  *id = g_steal_pointer (&star);
  return TRUE;
}

static const Route *
find_route (PropusExchange  *exchange,
            char           **id)
{
  SoupServerMessage *message = propus_exchange_get_message (exchange);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));

  if (!g_str_has_prefix (path, PROPUS_CONTROL_ROOT))
    return NULL;

  path += strlen (PROPUS_CONTROL_ROOT);
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_str_equal (routes[i].method, soup_server_message_get_method (message)) &&
        matches (routes[i].pattern, path, id))
      return &routes[i];

  return NULL;
}

static void
propus_control_server_finalize (GObject *object)
{
  PropusControlServer *self = PROPUS_CONTROL_SERVER (object);

  g_clear_object (&self->keys);
  g_clear_object (&self->upstream);
  g_clear_object (&self->passes);
  if (self->input_fd >= 0)
    close (self->input_fd);

  G_OBJECT_CLASS (propus_control_server_parent_class)->finalize (object);
}

static void
propus_control_server_class_init (PropusControlServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_control_server_finalize;
}

static void
propus_control_server_init (PropusControlServer *self)
{
  self->input_fd = -1;
}

/**
 * propus_control_server_new:
 * @keys: the source of keys
 * @upstream: the API
 * @input_fd: (transfer full): what `{"from": "input"}` reads, or -1
 *
 * Returns: (transfer full): a server of control requests
 */
PropusControlServer *
propus_control_server_new (PropusKeySource *keys,
                           PropusUpstream  *upstream,
                           int              input_fd)
{
  PropusControlServer *self;

  g_return_val_if_fail (PROPUS_IS_KEY_SOURCE (keys) && PROPUS_IS_UPSTREAM (upstream), NULL);

  self = g_object_new (PROPUS_TYPE_CONTROL_SERVER, NULL);
  self->keys = g_object_ref (keys);
  self->upstream = g_object_ref (upstream);
  self->input_fd = input_fd;

  return self;
}

/**
 * propus_control_server_set_passes:
 * @self: the server
 * @passes: (transfer none): the doors of the passes
 */
void
propus_control_server_set_passes (PropusControlServer *self,
                                  PropusPassDoors     *passes)
{
  g_return_if_fail (PROPUS_IS_CONTROL_SERVER (self) && PROPUS_IS_PASS_DOORS (passes));

  g_set_object (&self->passes, passes);
}

static void
chunk_cb (PropusExchange *exchange,
          GBytes         *chunk,
          gpointer        user_data)
{
  PropusControlCall *call = user_data;

  if (call->body->len + g_bytes_get_size (chunk) > PROPUS_LIMIT_CONTROL_BYTES)
    propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("The request is too long."));
  else
    g_byte_array_append (call->body, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
}

static gboolean
parse_body (PropusControlCall *call)
{
  g_autoptr(JsonNode) node = NULL;

  if (call->body->len == 0)
    {
      call->object = json_object_new ();
      return TRUE;
    }

  node = propus_json_parse ((const char *) call->body->data, call->body->len, NULL);
  if (node == NULL || propus_json_node_object (node) == NULL)
    return FALSE;

  call->object = json_object_ref (propus_json_node_object (node));
  return TRUE;
}

static void
body_end_cb (PropusExchange *exchange,
             gpointer        user_data)
{
  PropusControlCall *call = user_data;
  g_autofree char *id = NULL;
  const Route *route = find_route (exchange, &id);

  g_assert (route != NULL);

  if (route->json && !parse_body (call))
    propus_control_call_fail_literal (call, PROPUS_FAULT_INVALID, _("The request is not JSON."));
  else
    route->handler (call);
}

static void
forget_call (gpointer  data,
             GClosure *closure)
{
  propus_control_call_unref (data);
}

/* The closures below hold the call, and the call holds the exchange: here the circle is broken. */
static void
released_cb (PropusExchange *exchange,
             gpointer        user_data)
{
  g_autoptr(PropusControlCall) call = propus_control_call_ref (user_data);

  g_signal_handlers_disconnect_by_data (exchange, call);
}

/**
 * propus_control_server_handle:
 * @self: the server
 * @exchange: an exchange whose headers are in, for a path below %PROPUS_CONTROL_ROOT
 *
 * Reads the body and answers.
 */
void
propus_control_server_handle (PropusControlServer *self,
                              PropusExchange      *exchange)
{
  g_autoptr(PropusControlCall) call = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (PROPUS_IS_CONTROL_SERVER (self) && PROPUS_IS_EXCHANGE (exchange));

  call = propus_control_call_new (exchange, self->keys, self->upstream);
  if (find_route (exchange, &id) == NULL)
    {
      propus_control_call_fail_literal (call, PROPUS_FAULT_NOT_ALLOWED, _("The broker has no such path."));
      return;
    }

  call->id = g_steal_pointer (&id);
  call->input_fd = &self->input_fd;
  g_set_object (&call->passes, self->passes);
  g_signal_connect_data (exchange, "chunk", G_CALLBACK (chunk_cb), propus_control_call_ref (call),
                         forget_call, 0);
  g_signal_connect_data (exchange, "released", G_CALLBACK (released_cb), propus_control_call_ref (call),
                         forget_call, 0);
  g_signal_connect_data (exchange, "body-end", G_CALLBACK (body_end_cb), propus_control_call_ref (call),
                         forget_call, 0);
}

/**
 * propus_control_server_is_quiet:
 * @exchange: an exchange whose headers are in
 *
 * Returns: whether the request is no work: asking for the state does not keep the broker from resting
 */
gboolean
propus_control_server_is_quiet (PropusExchange *exchange)
{
  g_autofree char *id = NULL;
  const Route *route = find_route (exchange, &id);

  return route != NULL && (route->handler == propus_control_status || route->handler == propus_control_passes);
}

/**
 * propus_control_server_get_input_fd:
 * @self: the server
 *
 * Returns: the descriptor that `{"from": "input"}` would read, -1 when there is none any more
 */
int
propus_control_server_get_input_fd (PropusControlServer *self)
{
  g_return_val_if_fail (PROPUS_IS_CONTROL_SERVER (self), -1);

  return self->input_fd;
}
