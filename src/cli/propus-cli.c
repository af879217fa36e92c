/* propus-cli.c - the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-private.h"

#include "propus-redactor.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
  const char *name;
  int       (*run) (int argc, char **argv);
} commands[] = {
  { "ask", propus_cli_ask },
  { "exec", propus_cli_exec },
  { "key", propus_cli_key },
};

/**
 * propus_cli_handles:
 * @command: (nullable): the first argument of the program
 *
 * Returns: whether it is a subcommand of the command line; if not, a window is wanted
 */
gboolean
propus_cli_handles (const char *command)
{
  for (gsize i = 0; command != NULL && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, command))
      return TRUE;

  return FALSE;
}

/**
 * propus_cli_run:
 * @argv: the program's arguments; `argv[1]` is a subcommand that propus_cli_handles()
 *
 * Runs a subcommand to its end, with a main loop of its own. Needs no display and no D-Bus.
 *
 * Returns: an exit status
 */
int
propus_cli_run (int    argc,
                char **argv)
{
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, argv[1]))
      return commands[i].run (argc - 1, argv + 1);

  return PROPUS_EXIT_USAGE;
}

/**
 * propus_cli_usage_error:
 * @sentence: what is wrong with the arguments; must not repeat one of them, for it may be a key
 *
 * Returns: %PROPUS_EXIT_USAGE
 */
int
propus_cli_usage_error (const char *sentence)
{
  g_printerr ("propus: %s\n", sentence);

  return PROPUS_EXIT_USAGE;
}

static gboolean
names_a_key (int    argc,
             char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_has_prefix (argv[i], "--key") || g_str_has_prefix (argv[i], "--api-key") || g_str_has_prefix (argv[i], "--apikey"))
      return TRUE;

  return FALSE;
}

/**
 * propus_cli_parse:
 * @context: the options of a subcommand
 *
 * Parses and, when that fails, says so without repeating any argument. An option that looks as if it held a key gets a
 * sentence of its own: arguments are visible to every user of the computer.
 *
 * Returns: whether the arguments can be used; if not, the subcommand ends with %PROPUS_EXIT_USAGE
 */
gboolean
propus_cli_parse (GOptionContext   *context,
                  int              *argc,
                  char           ***argv)
{
  if (names_a_key (*argc, *argv))
    {
      propus_cli_usage_error (_("A key is never given as an option, because everybody on this computer can read those. "
                                "Use “propus key add” and give it on standard input."));
      return FALSE;
    }

  if (!g_option_context_parse (context, argc, argv, NULL))
    {
      propus_cli_usage_error (_("One of the options is not known or has no value. “--help” lists them."));
      return FALSE;
    }

  return TRUE;
}

/**
 * propus_cli_print_failure:
 *
 * Says on standard error what happened and what to do now, in one line.
 *
 * Returns: the exit status that goes with it
 */
int
propus_cli_print_failure (PropusFailure *failure)
{
  g_autofree char *sentence = propus_failure_dup_sentence_for (failure);
  g_autofree char *safe = propus_redact (sentence);

  if (propus_failure_get_kind (failure) == PROPUS_FAILURE_ATTACHMENT)
    g_printerr ("propus: %s (%s)\n", safe, propus_failure_get_message (failure));   /* which of the files */
  else
    g_printerr ("propus: %s\n", safe);

  return propus_failure_is_no_key (failure) ? PROPUS_EXIT_NO_KEY : PROPUS_EXIT_FAILED;
}

/**
 * propus_cli_print_safely:
 * @text: text from a model, valid UTF-8
 * @length: its length in bytes
 *
 * Writes to standard output. On a terminal, control characters but tab and newline are left out: an answer must not be
 * able to drive the terminal. Into a pipe or a file every byte goes as it is.
 */
void
propus_cli_print_safely (const char *text,
                         gsize       length)
{
  static int is_terminal = -1;
  const char *end = text + length;

  if (is_terminal < 0)
    is_terminal = isatty (STDOUT_FILENO);

  if (!is_terminal)
    {
      fwrite (text, 1, length, stdout);
      fflush (stdout);
      return;
    }

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f)) || c == '\t' || c == '\n')
        fwrite (p, 1, (gsize) (g_utf8_next_char (p) - p), stdout);
    }
  fflush (stdout);
}
