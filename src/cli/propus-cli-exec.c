/* propus-cli-exec.c - propus exec: a program that uses the API and holds no key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-limit.h"
#include "propus-cli-private.h"

#include "propus-door.h"
#include "propus-foreground.h"
#include "propus-keys.h"
#include "propus-limits.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Where Google's libraries take a key from, and what would make them call another service past the broker. The variables
 * are those of @google/genai 3.3 (dist/node/index.mjs, getEnv), go-genai (client.go, defaultEnvVarProvider) and java-genai
 * (ApiClient.java, defaultEnvironmentVariables): a key of another name comes first, and "vertexai" or "enterprise" leads
 * to Google Cloud. */
static const char * const removed[] = {
  "GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_ENTERPRISE", NULL
};

static const char * const proxies[] = {
  "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL
};

/* One run of `propus exec`. */
typedef struct
{
  GMainLoop           *loop;
  PropusBrokerProcess *broker;
  JsonNode            *reply;      /* of the last request; NULL: it failed */
  PropusFailure       *failure;
  gboolean             over;       /* the program ended, or a signal came before there was one */
  int                  status;
} Exec;

static guint program_umask = 0022;

/**
 * propus_cli_set_umask:
 * @mask: the file mode creation mask that this process was started with
 *
 * Programs that are started get it.
 */
void
propus_cli_set_umask (guint mask)
{
  program_umask = mask;
}

static void
replied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Exec *exec = user_data;

  exec->reply = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &exec->failure);
  g_main_loop_quit (exec->loop);
}

static void
done_cb (int      status,
         gpointer user_data)
{
  Exec *exec = user_data;

  exec->over = TRUE;
  exec->status = status;
  g_main_loop_quit (exec->loop);
}

static gboolean
patience_cb (gpointer user_data)
{
  guint *timer = user_data;

  *timer = 0;
  g_printerr ("propus: %s\n", _("Still waiting for your keyring. Answer its question, or press Ctrl+C to stop."));
  return G_SOURCE_REMOVE;
}

/* Makes one request and waits for it in the program's only main loop. FALSE with the status set when it came to nothing. */
static gboolean
request (Exec       *exec,
         const char *method,
         const char *path,
         JsonNode   *body)
{
  guint timer = g_timeout_add (PROPUS_KEYRING_PATIENCE_MS, patience_cb, &timer);

  g_clear_pointer (&exec->reply, json_node_unref);
  propus_keys_act_async (exec->broker, method, path, body, replied_cb, exec);
  g_main_loop_run (exec->loop);
  g_clear_handle_id (&timer, g_source_remove);
  if (exec->over)
    return FALSE;

  if (exec->reply == NULL)
    exec->status = exec->failure != NULL ? propus_cli_print_failure (exec->failure) : PROPUS_EXIT_FAILED;
  return exec->reply != NULL;
}

/* Id of the one stored key called @label, or NULL with a sentence printed and the status set. */
static char *
find_key (Exec       *exec,
          const char *label)
{
  g_autoptr(GPtrArray) keys = NULL;
  const char *id = NULL;
  guint n_found = 0;

  if (!request (exec, "GET", "/propus/v1/keys", NULL))
    return NULL;

  keys = propus_key_info_parse_list (exec->reply);
  for (guint i = 0; i < keys->len; i++)
    if (g_str_equal (propus_key_info_get_label (keys->pdata[i]), label) ||
        g_str_equal (propus_key_info_get_id (keys->pdata[i]), label))
      {
        id = propus_key_info_get_id (keys->pdata[i]);
        n_found++;
      }

  if (n_found == 1)
    return g_strdup (id);

  g_printerr ("propus: %s\n", n_found == 0 ? _("No stored key has that label. “propus key list” shows them.")
                                           : _("Several stored keys have that label. Name the one you mean by its id, "
                                               "which “propus key list” shows."));
  exec->status = PROPUS_EXIT_NO_KEY;
  return NULL;
}

/* No program is started that would only find out that there is no key. */
static gboolean
make_ready (Exec       *exec,
            const char *label)
{
  g_autoptr(JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *id = NULL;

  if (label != NULL)
    {
      id = find_key (exec, label);
      if (id == NULL)
        return FALSE;
      json_object_set_string_member (object, "use", id);
      propus_broker_process_set_key_id (exec->broker, id);
    }

  json_node_set_object (body, object);
  return request (exec, "POST", "/propus/v1/ready", body);
}

/* A proxy would be given the token, and could not come back here. */
static char **
leave_proxies_out (char **envp)
{
  static const char * const names[] = { "no_proxy", "NO_PROXY" };
  gboolean any = FALSE;

  for (gsize i = 0; proxies[i] != NULL; i++)
    any = any || g_environ_getenv (envp, proxies[i]) != NULL;

  for (gsize i = 0; any && i < G_N_ELEMENTS (names); i++)
    {
      const char *before = g_environ_getenv (envp, names[i]);
      g_autofree char *value = g_strjoin (",", "127.0.0.1,localhost", before, NULL);

      envp = g_environ_setenv (envp, names[i], value, TRUE);
    }

  return envp;
}

static char **
make_environment (PropusDoor *door)
{
  char **envp = g_get_environ ();

  for (gsize i = 0; removed[i] != NULL; i++)
    envp = g_environ_unsetenv (envp, removed[i]);
  envp = g_environ_setenv (envp, "GOOGLE_GEMINI_BASE_URL", propus_door_get_base_url (door), TRUE);
  envp = g_environ_setenv (envp, "GEMINI_API_KEY", propus_door_get_token (door), TRUE);

  return leave_proxies_out (envp);
}

static int
run_program (Exec        *exec,
             PropusDoor  *door,
             char       **argv)
{
  g_auto(GStrv) envp = make_environment (door);
  g_autofree char *sentence = NULL;
  int problem = propus_foreground_start (argv, envp, program_umask);

  if (problem == 0)
    {
      g_main_loop_run (exec->loop);
      return exec->status;
    }

  if (problem == ENOENT)
    sentence = g_strdup (_("There is no such program."));
  else
    /* Translators: %s is the system's reason, as in "Permission denied" */
    sentence = g_strdup_printf (_("The program cannot be run: %s."), g_strerror (problem));
  g_printerr ("propus: %s\n", sentence);

  return problem == ENOENT ? PROPUS_EXIT_NOT_FOUND : PROPUS_EXIT_NOT_EXECUTABLE;
}

/* What the broker's record of use calls the program. */
static char *
dup_program_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *valid = g_utf8_make_valid (base, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), (long) PROPUS_LIMIT_TITLE_CHARS));
}

/* Returns: FALSE, with a sentence printed, when one of them is not understood; of two for the same the last one holds. */
static gboolean
set_limits (PropusDoor  *door,
            char       **limits)
{
  for (gsize i = 0; limits != NULL && limits[i] != NULL; i++)
    {
      PropusDoorLimit limit;
      gint64 amount;

      if (!propus_cli_limit_parse (limits[i], &limit, &amount))
        {
          propus_cli_usage_error (_("A limit is a number of requests, of tokens, or of US dollars, as in “50requests”, "
                                    "“200000tokens” or “200k”, and “1.50usd”."));
          return FALSE;
        }
      propus_door_set_limit (door, limit, amount);
    }

  return TRUE;
}

static int
run (const char  *label,
     char       **limits,
     char       **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PropusBrokerProcess) broker = NULL;
  g_autoptr(PropusDoor) door = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = dup_program_name (argv[0]);
  Exec exec = { .loop = loop, .status = PROPUS_EXIT_FAILED };

  propus_foreground_prepare (done_cb, &exec);
  door = propus_door_new (name, &error);
  if (door == NULL)
    {
      g_printerr ("propus: %s\n", error->message);
      return PROPUS_EXIT_FAILED;
    }

  if (!set_limits (door, limits))
    return PROPUS_EXIT_USAGE;

  broker = propus_broker_process_new (NULL);
  exec.broker = broker;
  propus_broker_process_set_door (broker, door);
  if (make_ready (&exec, label))
    exec.status = run_program (&exec, door, argv);

  propus_broker_process_shutdown (broker);
  g_clear_pointer (&exec.reply, json_node_unref);
  g_clear_pointer (&exec.failure, propus_failure_unref);
  return exec.status;
}

/**
 * propus_cli_exec:
 *
 * `propus exec [--use LABEL] [--limit AMOUNT]… -- CMD …`: see design.md 3.
 *
 * Returns: the program's exit status
 */
int
propus_cli_exec (int    argc,
                 char **argv)
{
  g_autofree char *label = NULL;
  g_auto(GStrv) limits = NULL;
  const GOptionEntry entries[] = {
    { "use", 0, 0, G_OPTION_ARG_STRING, &label, N_("Use this stored key, for this run only"), N_("LABEL") },
    { "limit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &limits, N_("Let this run spend no more than so much; may be given for each unit"), N_("AMOUNT") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("-- PROGRAM [ARGUMENT…]"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, _("Runs a program that uses the Gemini API, without giving it the key: it gets an "
                                           "address on this computer and a token that are good for this run only. "
                                           "“propus exec -- $SHELL” does so for a whole session."));
  g_option_context_set_description (context, _(
    "What the program and what it starts can and cannot see:\n"
    "  the API key                     no: not in its environment, arguments, memory or files\n"
    "  GOOGLE_GEMINI_BASE_URL          yes: http://127.0.0.1 and a port of this run\n"
    "  GEMINI_API_KEY                  yes: the token of this run, worthless when it ends\n"
    "  GOOGLE_API_KEY                  no: taken out\n"
    "  answers, models, files          yes: it can do with them, and spend, what the key can\n"
    "  stored keys, their labels       not from Propus\n"
    "  your chats                      not from Propus\n"
    "  your files, network, keyring    yes: as any program that you start; this is no sandbox\n"
    "\n"
    "AMOUNT is a number of requests, tokens or US dollars: 50requests, 200000tokens (or 200k, 2M), 1.50usd. A request that "
    "would pass it is not sent, and the program is told so (429 RESOURCE_EXHAUSTED, reason SPEND_LIMIT). Money is an "
    "estimate by Propus’s price table; a model that is not in it counts in tokens and requests only. What costs nothing, "
    "such as a list of models, is not counted.\n"
    "\n"
    "The exit status is the program’s, 128 and the signal’s number when a signal ended it, 127 when there is no such "
    "program, 126 when it cannot be run, 3 when there is no usable key."));
  if (!propus_cli_parse (context, &argc, &argv))
    return PROPUS_EXIT_USAGE;

  if (argc > 1 && g_str_equal (argv[1], "--"))
    argv++, argc--;
  if (argc < 2 || *argv[1] == '\0')
    return propus_cli_usage_error (_("Say which program to run: “propus exec -- PROGRAM”."));

  return run (label, limits, argv + 1);
}
