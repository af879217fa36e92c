/* propus-cli-find.c - propus key find: keys that lie in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-private.h"

#include "propus-finds.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One run: requests to the broker, one after the other. */
typedef struct
{
  GMainLoop           *loop;
  PropusBrokerProcess *broker;
  PropusFailure       *failure;
  GPtrArray           *finds;
  GPtrArray           *skipped;
  PropusFindChange    *change;
  PropusKeyInfo       *moved;
  char                *label;     /* of the options */
  gboolean             yes;
  gboolean             plain;
} FindRun;

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  FindRun *run = user_data;

  run->finds = propus_finds_search_finish (PROPUS_BROKER_PROCESS (object), result, &run->skipped, &run->failure);
  g_main_loop_quit (run->loop);
}

static void
previewed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  FindRun *run = user_data;

  run->change = propus_finds_preview_finish (PROPUS_BROKER_PROCESS (object), result, &run->failure);
  g_main_loop_quit (run->loop);
}

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  FindRun *run = user_data;

  run->moved = propus_finds_move_finish (PROPUS_BROKER_PROCESS (object), result, &run->failure);
  g_main_loop_quit (run->loop);
}

static int
fail (FindRun *run)
{
  if (run->failure != NULL)
    propus_cli_print_failure (run->failure);

  return PROPUS_EXIT_FAILED;
}

/* A name of a file may hold anything, and must not drive the terminal. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_iscntrl (g_utf8_get_char (p)) ? 0xfffd : g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

static gboolean
search (FindRun            *run,
        const char * const *folders)
{
  propus_finds_search_async (run->broker, folders, searched_cb, run);
  g_main_loop_run (run->loop);

  return run->finds != NULL;
}

/* A word of a command line, to be copied into a shell. */
static char *
quote (const char *word)
{
  if (word[strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@,")] == '\0')
    return g_strdup (word);

  return g_shell_quote (word);
}

static void
print_find (PropusFind *find)
{
  g_autofree char *file = make_printable (propus_find_get_file (find));
  g_autofree char *name = make_printable (propus_find_get_name (find) != NULL ? propus_find_get_name (find) : "-");
  g_autofree char *steps = propus_find_dup_steps (find);
  g_autofree char *place = propus_find_get_line (find) > 0 ? g_strdup_printf ("%s:%u", file, propus_find_get_line (find))
                                                           : g_strdup (file);

  g_autofree char *word = quote (place);

  g_print ("%s\t%s\t%s\t…%s\n", place, propus_find_get_program (find), name, propus_find_get_last_four (find));
  if (propus_find_is_stored (find))
    g_print ("    %s\n", _("The keyring has this key already."));
  g_print ("    %s\n", steps);
  if (propus_find_is_movable (find))
    g_print ("    propus key find --move %s\n", word);
}

static int
run_search (FindRun            *run,
            const char * const *folders)
{
  if (!search (run, folders))
    return fail (run);

  for (guint i = 0; i < run->finds->len; i++)
    print_find (g_ptr_array_index (run->finds, i));
  for (guint i = 0; run->skipped != NULL && i < run->skipped->len; i++)
    {
      PropusFindSkip *skip = g_ptr_array_index (run->skipped, i);
      g_autofree char *file = make_printable (propus_find_skip_get_file (skip));
      g_autofree char *reason = propus_find_skip_dup_reason (skip);

      g_printerr ("%s: %s\n", file, reason);
    }

  if (run->finds->len == 0)
    {
      g_printerr ("%s\n", _("No key was found in a file."));
      return PROPUS_EXIT_ANSWERED;
    }

  g_printerr ("%s\n%s\n", propus_finds_get_advice (), PROPUS_FINDS_NEW_KEY_URL);
  return PROPUS_EXIT_FAILED;
}

/* Asks on the terminal. Whoever is not there has not said yes. */
static gboolean
confirm (FindRun *run)
{
  char answer[16] = "";

  if (run->yes)
    return TRUE;
  if (!isatty (STDIN_FILENO))
    {
      g_printerr ("propus: %s\n", _("Nothing was changed, because nobody could be asked. “--yes” moves it without asking."));
      return FALSE;
    }

  g_printerr ("%s [y/N] ", _("Move this key into the keyring?"));
  if (fgets (answer, sizeof answer, stdin) == NULL || (answer[0] != 'y' && answer[0] != 'Y'))
    {
      g_printerr ("%s\n", _("Nothing was changed."));
      return FALSE;
    }

  return TRUE;
}

static void
print_change (PropusFindChange *change)
{
  g_autofree char *before = make_printable (propus_find_change_get_before (change));
  g_autofree char *after = make_printable (propus_find_change_get_after (change));

  if (propus_find_change_get_target (change) != NULL)
    {
      g_autofree char *target = make_printable (propus_find_change_get_target (change));

      /* Translators: %s is a path */
      g_print (_("This is a link; the file that will be written is %s."), target);
      g_print ("\n");
    }
  g_print ("- %s\n+ %s\n", before, after);
}

static gboolean
preview (FindRun    *run,
         PropusFind *find)
{
  g_clear_pointer (&run->change, propus_find_change_unref);
  propus_finds_preview_async (run->broker, find, previewed_cb, run);
  g_main_loop_run (run->loop);
  if (run->change != NULL)
    print_change (run->change);

  return run->change != NULL;
}

static int
move_find (FindRun    *run,
           PropusFind *find)
{
  g_autofree char *label = NULL;

  if (!propus_find_is_movable (find))
    {
      g_autofree char *steps = propus_find_dup_steps (find);

      g_printerr ("propus: %s\n", steps);
      return PROPUS_EXIT_FAILED;
    }
  if (!preview (run, find))
    return fail (run);
  if (!confirm (run))
    return PROPUS_EXIT_FAILED;

  g_clear_pointer (&run->moved, propus_key_info_unref);
  propus_finds_move_async (run->broker, find, run->label, run->plain, moved_cb, run);
  g_main_loop_run (run->loop);
  if (run->moved == NULL)
    return fail (run);

  label = make_printable (propus_key_info_get_label (run->moved));
  /* Translators: %s is the label of a key */
  g_print (_("The key is in the keyring as “%s” and no longer in the file."), label);
  g_print ("\n");
  g_printerr ("%s\n%s\n", propus_finds_get_advice (), PROPUS_FINDS_NEW_KEY_URL);

  return PROPUS_EXIT_ANSWERED;
}

/* Moves what was found at FILE:LINE. */
static int
run_move (FindRun    *run,
          const char *place)
{
  const char *colon = strrchr (place, ':');
  guint64 line = 0;
  g_autofree char *name = NULL;
  g_autofree char *file = NULL;
  g_autofree char *folder = NULL;
  const char *folders[] = { NULL, NULL };
  gboolean env;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXINT, &line, NULL))
    return propus_cli_usage_error (_("Say which key is meant as FILE:LINE, in the way in which “propus key find” shows it."));

  name = g_strndup (place, (gsize) (colon - place));
  file = g_canonicalize_filename (name, NULL);
  folder = g_path_get_dirname (file);
  env = strstr (file, "/.env") != NULL;
  folders[0] = env ? folder : NULL;
  if (!search (run, folders))
    return fail (run);

  for (guint i = 0; i < run->finds->len; i++)
    {
      PropusFind *find = g_ptr_array_index (run->finds, i);

      if (propus_find_get_line (find) == line && g_str_equal (propus_find_get_file (find), file))
        return move_find (run, find);
    }

  g_printerr ("propus: %s\n", _("No key was found there. “propus key find” shows what there is."));
  return PROPUS_EXIT_FAILED;
}

static int
run_options (FindRun            *run,
             const char         *place,
             int                 argc,
             char              **argv)
{
  g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  if (place != NULL)
    return argc > 1 ? propus_cli_usage_error (_("“--move” takes one place and no folders.")) : run_move (run, place);

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (folders, g_canonicalize_filename (argv[i], NULL));
  g_ptr_array_add (folders, NULL);

  return run_search (run, (const char * const *) folders->pdata);
}

/**
 * propus_cli_find:
 *
 * `propus key find [FOLDER…]` and `propus key find --move FILE:LINE [--label LABEL] [--yes]`.
 *
 * Returns: an exit status: 0 when no key was found or the key was moved, 1 when keys were found or something failed
 */
int
propus_cli_find (int    argc,
                 char **argv)
{
  g_autofree char *place = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PropusBrokerProcess) broker = NULL;
  FindRun run = { .loop = loop };
  const GOptionEntry entries[] = {
    { "move", 'm', 0, G_OPTION_ARG_FILENAME, &place, N_("Move the key in this place into the keyring"), N_("FILE:LINE") },
    { "label", 'l', 0, G_OPTION_ARG_STRING, &run.label, N_("What to call the key that is moved"), N_("LABEL") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &run.yes, N_("Move it without asking"), NULL },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &run.plain, N_("Move it although the keyring is not reached over an encrypted connection"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("find [FOLDER…]"));
  int status;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Looks for Gemini API keys in the files in which they usually lie, and in the .env "
                                           "files of the folders that are named. The exit status is 0 when no key was found "
                                           "or the key was moved, 1 when keys were found or something failed, and 2 when the "
                                           "options are wrong."));
  if (!propus_cli_parse (context, &argc, &argv))
    return PROPUS_EXIT_USAGE;

  broker = propus_broker_process_new (NULL);
  run.broker = broker;
  status = run_options (&run, place, argc, argv);
  propus_broker_process_shutdown (broker);

  g_clear_pointer (&run.failure, propus_failure_unref);
  g_clear_pointer (&run.finds, g_ptr_array_unref);
  g_clear_pointer (&run.skipped, g_ptr_array_unref);
  g_clear_pointer (&run.change, propus_find_change_unref);
  g_clear_pointer (&run.moved, propus_key_info_unref);
  g_free (run.label);

  return status;
}
