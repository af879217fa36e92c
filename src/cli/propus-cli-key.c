/* propus-cli-key.c - propus key: the keyring by command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-private.h"

#include "propus-keys.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* One run of `propus key`: at most two requests to the broker, one after the other. */
typedef struct
{
  GMainLoop           *loop;
  PropusBrokerProcess *broker;
  JsonNode            *reply;     /* of the last request, NULL: it failed */
  PropusFailure       *failure;
} KeyRun;

static void
replied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  KeyRun *run = user_data;

  run->reply = propus_keys_act_finish (PROPUS_BROKER_PROCESS (object), result, &run->failure);
  g_main_loop_quit (run->loop);
}

/* Makes one request and waits for it in the program's only main loop. */
static gboolean
request (KeyRun     *run,
         const char *method,
         const char *path,
         JsonNode   *body)
{
  g_clear_pointer (&run->reply, json_node_unref);
  g_clear_pointer (&run->failure, propus_failure_unref);
  propus_keys_act_async (run->broker, method, path, body, replied_cb, run);
  g_main_loop_run (run->loop);

  return run->reply != NULL;
}

static int
fail (KeyRun *run)
{
  int status = run->failure != NULL ? propus_cli_print_failure (run->failure) : PROPUS_EXIT_FAILED;

  /* Exit status 3 means that a prompt had no key; here a key is the subject. */
  return status == PROPUS_EXIT_NO_KEY ? PROPUS_EXIT_FAILED : status;
}

/* Id of the one key called @name (its label or its id), or NULL with a sentence printed. */
static char *
find_key (KeyRun     *run,
          const char *name)
{
  g_autoptr(GPtrArray) keys = NULL;
  const char *id = NULL;
  guint n_found = 0;

  if (!request (run, "GET", "/propus/v1/keys", NULL))
    {
      fail (run);
      return NULL;
    }

  keys = propus_key_info_parse_list (run->reply);
  for (guint i = 0; i < keys->len; i++)
    {
      PropusKeyInfo *key = g_ptr_array_index (keys, i);

      if (!g_str_equal (propus_key_info_get_label (key), name) && !g_str_equal (propus_key_info_get_id (key), name))
        continue;
      id = propus_key_info_get_id (key);
      n_found++;
    }

  if (n_found == 1)
    return g_strdup (id);

  g_printerr ("propus: %s\n", n_found == 0 ? _("No stored key has that label. “propus key list” shows them.")
                                           : _("Several stored keys have that label. Name the one you mean by its id, "
                                               "which “propus key list” shows."));
  return NULL;
}

static int
run_list (KeyRun     *run,
          const char *label)
{
  g_autoptr(GPtrArray) keys = NULL;

  if (!request (run, "GET", "/propus/v1/keys", NULL))
    return fail (run);

  keys = propus_key_info_parse_list (run->reply);
  for (guint i = 0; i < keys->len; i++)
    {
      PropusKeyInfo *key = g_ptr_array_index (keys, i);
      g_autofree char *line = g_strdup_printf ("%c %s\t…%s\t%s\t%s\n",
                                               propus_key_info_is_in_use (key) ? '*' : ' ',
                                               propus_key_info_get_label (key), propus_key_info_get_last_four (key),
                                               propus_key_info_get_origin (key), propus_key_info_get_id (key));

      propus_cli_print_safely (line, strlen (line));
    }

  if (keys->len == 0)
    g_printerr ("%s\n", _("No key is stored. “propus key add” stores the one that it reads from standard input."));

  return PROPUS_EXIT_ANSWERED;
}

/* Typing a key must not show it. The terminal is told so; the key itself goes to the broker unread. */
static gboolean
set_echo (gboolean on)
{
  struct termios mode;

  if (tcgetattr (STDIN_FILENO, &mode) != 0)
    return FALSE;

  if (on)
    mode.c_lflag |= ECHO;
  else
    mode.c_lflag &= ~(tcflag_t) ECHO;

  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &mode) == 0;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  KeyRun *run = user_data;

  g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

static int
run_add (KeyRun     *run,
         const char *label)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) body = NULL;
  gboolean terminal = isatty (STDIN_FILENO);
  gboolean added;
  g_autofree char *line = NULL;
  g_autoptr(PropusKeyInfo) key = NULL;
  guint interrupts[3];

  propus_broker_process_set_input_fd (run->broker, fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "from");
  json_builder_add_string_value (builder, "input");
  json_builder_set_member_name (builder, "store");
  json_builder_add_boolean_value (builder, TRUE);
  if (label != NULL)
    {
      json_builder_set_member_name (builder, "label");
      json_builder_add_string_value (builder, label);
    }
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);

  if (terminal)
    g_printerr ("%s\n", _("Paste the key, then press Enter and Ctrl+D. It is not shown."));
  terminal = terminal && set_echo (FALSE);
  interrupts[0] = g_unix_signal_add (SIGINT, interrupt_cb, run);
  interrupts[1] = g_unix_signal_add (SIGTERM, interrupt_cb, run);
  interrupts[2] = g_unix_signal_add (SIGHUP, interrupt_cb, run);
  added = request (run, "POST", "/propus/v1/keys", body);
  for (gsize i = 0; i < G_N_ELEMENTS (interrupts); i++)
    g_source_remove (interrupts[i]);
  if (terminal)
    set_echo (TRUE);

  if (!added)
    return fail (run);

  key = propus_key_info_parse (run->reply);
  g_return_val_if_fail (key != NULL, PROPUS_EXIT_FAILED);
  /* Translators: the label of a key, then its last four characters */
  line = g_strdup_printf (_("Stored as “%s” (…%s)."), propus_key_info_get_label (key), propus_key_info_get_last_four (key));
  g_print ("%s\n", line);

  return PROPUS_EXIT_ANSWERED;
}

/* One request about the key called @label. */
static int
act_on_key (KeyRun     *run,
            const char *label,
            const char *method,
            const char *suffix,
            const char *done)
{
  g_autofree char *id = find_key (run, label);
  g_autofree char *path = NULL;

  if (id == NULL)
    return PROPUS_EXIT_FAILED;

  path = g_strdup_printf ("/propus/v1/keys/%s%s", id, suffix);
  if (!request (run, method, path, NULL))
    return fail (run);

  g_print ("%s\n", done);
  return PROPUS_EXIT_ANSWERED;
}

static int
run_remove (KeyRun     *run,
            const char *label)
{
  return act_on_key (run, label, "DELETE", "", _("Removed from the keyring."));
}

static int
run_use (KeyRun     *run,
         const char *label)
{
  return act_on_key (run, label, "POST", "/use", _("This key is used from now on."));
}

static int
run_test (KeyRun     *run,
          const char *label)
{
  g_printerr ("%s\n", _("The test asks a model for one word, which costs a few tokens."));

  return act_on_key (run, label, "POST", "/test", _("The key works: a model answered."));
}

static const struct {
  const char *name;
  gboolean    wants_label;
  int       (*run) (KeyRun *run, const char *label);
} actions[] = {
  { "list", FALSE, run_list },
  { "add", FALSE, run_add },
  { "remove", TRUE, run_remove },
  { "use", TRUE, run_use },
  { "test", TRUE, run_test },
};

/**
 * propus_cli_key:
 *
 * `propus key list | add [--label L] | remove LABEL | use LABEL | test LABEL | find`: see design.md 3.
 *
 * Returns: an exit status
 */
int
propus_cli_key (int    argc,
                char **argv)
{
  g_autofree char *label = NULL;
  const GOptionEntry entries[] = {
    { "label", 'l', 0, G_OPTION_ARG_STRING, &label, N_("What to call the key that is added"), N_("LABEL") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("list | add | remove LABEL | use LABEL | test LABEL | find [FOLDER…]"));
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PropusBrokerProcess) broker = NULL;
  KeyRun run = { .loop = loop };
  int status = PROPUS_EXIT_USAGE;

  if (argc > 1 && g_str_equal (argv[1], "find"))
    return propus_cli_find (argc - 1, argv + 1);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Stores, lists and removes Gemini API keys in the desktop’s keyring. "
                                           "“add” reads the key from standard input. “find” looks for keys that "
                                           "lie in files; “propus key find --help” says more."));
  if (!propus_cli_parse (context, &argc, &argv))
    return PROPUS_EXIT_USAGE;

  broker = propus_broker_process_new (NULL);
  run.broker = broker;
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (argv[1], actions[i].name) && argc == (actions[i].wants_label ? 3 : 2))
      {
        status = actions[i].run (&run, actions[i].wants_label ? argv[2] : label);
        propus_broker_process_shutdown (broker);
        g_clear_pointer (&run.reply, json_node_unref);
        g_clear_pointer (&run.failure, propus_failure_unref);
        return status;
      }

  return propus_cli_usage_error (_("Say what to do: list, add, remove LABEL, use LABEL, test LABEL or find."));
}
