/* propus-cli-ask.c - propus ask: one prompt, one answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-private.h"

#include "propus-cli-attach.h"
#include "propus-key-status.h"
#include "propus-leak-guard.h"
#include "propus-limits.h"
#include "propus-model-catalog.h"
#include "propus-turn-report.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One run of `propus ask`. */
typedef struct
{
  GMainLoop          *loop;
  PropusConversation *conversation;
  PropusTurn         *turn;
  GCancellable       *checking;       /* the prompt is being looked through; NULL: no more */
  PropusBrokerProcess *broker;
  GByteArray         *text;           /* that is looked through: the prompt, and attached texts */
  PropusFailure      *refusal;        /* why it was not sent at all; nullable */
  gboolean            json;
  gboolean            told_to_wait;
  gboolean            shows_progress;
  guint               percent;        /* of the upload that was told last */
  gboolean            interrupted;
} Ask;

/* Reads standard input to its end. NULL with a sentence printed when it is too long or cannot be read. */
static char *
read_prompt (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char buffer[16384];
  ssize_t n;

  if (isatty (STDIN_FILENO))
    g_printerr ("%s\n", _("Type the prompt, then Ctrl+D."));

  while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) > 0)
    {
      g_string_append_len (text, buffer, n);
      if (text->len > PROPUS_LIMIT_PROMPT_BYTES)
        {
          propus_cli_usage_error (_("The prompt is too long."));
          return NULL;
        }
    }

  if (n < 0)
    {
      propus_cli_usage_error (_("The prompt could not be read from standard input."));
      return NULL;
    }

  return g_utf8_make_valid (text->str, (gssize) text->len);
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static void
text_appended_cb (PropusMessage *message,
                  guint64        offset,
                  guint64        length,
                  Ask           *ask)
{
  if (!ask->json)
    propus_cli_print_safely (propus_message_get_text (message) + offset, length);
  if (ferror (stdout))
    propus_turn_stop (ask->turn);
}

static void
turn_ended_cb (PropusTurn *turn,
               Ask        *ask)
{
  g_main_loop_quit (ask->loop);
}

static void
key_status_changed_cb (PropusKeyStatus *key_status,
                       Ask             *ask)
{
  if (ask->told_to_wait || propus_turn_get_keyring_wait_ms (ask->turn) < PROPUS_KEYRING_PATIENCE_MS)
    return;

  ask->told_to_wait = TRUE;
  g_printerr ("propus: %s\n", _("Still waiting for your keyring. Answer its question, or press Ctrl+C to stop."));
}

static gboolean
interrupt_cb (gpointer user_data)
{
  Ask *ask = user_data;

  ask->interrupted = TRUE;
  if (ask->checking != NULL)
    g_cancellable_cancel (ask->checking);
  else
    propus_turn_stop (ask->turn);
  return G_SOURCE_CONTINUE;
}

/* One's own key is not sent. What only looks like a key or a token is: whoever writes scripts is told, and not stopped. */
static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Ask *ask = user_data;
  g_autoptr(PropusLeakReport) report = NULL;
  g_autofree char *sentence = NULL;

  report = propus_leak_guard_check_finish (PROPUS_BROKER_PROCESS (object), result, NULL);
  g_clear_object (&ask->checking);
  if (report == NULL)
    {
      g_main_loop_quit (ask->loop);   /* interrupted */
      return;
    }

  if (propus_leak_report_has_own_key (report))
    {
      ask->refusal = propus_failure_new (PROPUS_FAILURE_BODY_HOLDS_KEY, NULL);
      g_main_loop_quit (ask->loop);
      return;
    }

  sentence = propus_leak_report_dup_sentence (report);
  if (sentence != NULL)
    g_printerr ("propus: %s\n", sentence);
  propus_turn_start (ask->turn);
}

static void
attached_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Ask *ask = user_data;
  g_autoptr(GBytes) text = NULL;

  if (propus_cli_attach_finish (result, &ask->refusal))
    {
      text = g_bytes_new (ask->text->data, ask->text->len);
      propus_leak_guard_check_async (ask->broker, NULL, text, ask->checking, checked_cb, ask);
      return;
    }

  g_clear_object (&ask->checking);
  g_main_loop_quit (ask->loop);
}

/* One line that is written over, and only where somebody looks at it. */
static void
turn_changed_cb (PropusTurn *turn,
                 Ask        *ask)
{
  guint64 sent = 0, size;
  gboolean waits = FALSE;
  PropusAttachment *attachment = propus_turn_get_uploading (turn, &sent, &waits);
  guint percent;

  if (!ask->shows_progress || (attachment == NULL && ask->percent == 0))
    return;
  if (attachment == NULL)
    {
      fputs ("\r\033[K", stderr);
      ask->percent = 0;
      return;
    }

  size = propus_attachment_get_size (attachment);
  percent = (guint) (sent * 100 / size) + 1;
  if (percent == ask->percent && !waits)
    return;

  ask->percent = percent;
  fputs ("\r\033[K", stderr);
  if (waits)
    /* Translators: on a terminal, while a file is uploaded and the network is gone */
    fputs (_("The connection is lost. Trying again…"), stderr);
  else
    /* Translators: on a terminal, while a file is uploaded; %u is a number from 0 to 100 */
    fprintf (stderr, _("Uploading: %u %%"), percent - 1);
}

/* Not g_print(), which converts to the locale's charset: JSON is UTF-8 everywhere. */
static void
print_object (const char *object)
{
  fputs (object, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static int
report (Ask *ask)
{
  PropusMessage *message = propus_turn_get_message (ask->turn);
  PropusFailure *failure = propus_turn_get_failure (ask->turn);
  gsize length = propus_message_get_text_length (message);

  if (ask->json)
    {
      g_autofree char *object = ask->refusal != NULL ? propus_turn_report_failure (ask->refusal)
                                                     : propus_turn_report (ask->turn);

      print_object (object);
    }
  else if (length > 0 && propus_message_get_text (message)[length - 1] != '\n')
    propus_cli_print_safely ("\n", 1);

  if (ask->refusal != NULL)
    return propus_cli_print_failure (ask->refusal);
  if (failure != NULL)
    return propus_cli_print_failure (failure);
  if (propus_turn_get_state (ask->turn) == PROPUS_TURN_COMPLETE)
    return PROPUS_EXIT_ANSWERED;

  g_printerr ("propus: %s\n", ask->interrupted ? _("Stopped before the answer was complete.")
                                                : _("The answer could not be written."));
  return PROPUS_EXIT_FAILED;
}

static int
run (const char  *model,
     gboolean     json,
     const char  *prompt,
     char       **files)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PropusBrokerProcess) broker = propus_broker_process_new (NULL);
  g_autoptr(PropusKeyStatus) key_status = propus_key_status_new (broker);
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusTurn) turn = propus_turn_new (broker, conversation, model);
  g_autoptr(GByteArray) text = g_byte_array_new ();
  const char *none[] = { NULL };
  Ask ask = { .loop = loop, .conversation = conversation, .turn = turn, .checking = g_cancellable_new (), .json = json,
              .broker = broker, .text = text, .shows_progress = isatty (STDERR_FILENO) };
  guint signals[] = {
    g_unix_signal_add (SIGINT, interrupt_cb, &ask),
    g_unix_signal_add (SIGTERM, interrupt_cb, &ask),
    g_unix_signal_add (SIGHUP, interrupt_cb, &ask),
  };
  int status;

  propus_message_append_text (message, prompt);
  propus_conversation_append (conversation, message);
  propus_turn_set_key_status (turn, key_status);
  propus_turn_set_include_thoughts (turn, json);
  g_signal_connect (propus_turn_get_message (turn), "text-appended", G_CALLBACK (text_appended_cb), &ask);
  g_signal_connect (turn, "changed", G_CALLBACK (turn_changed_cb), &ask);
  g_signal_connect (turn, "ended", G_CALLBACK (turn_ended_cb), &ask);
  g_signal_connect (key_status, "changed", G_CALLBACK (key_status_changed_cb), &ask);

  g_byte_array_append (text, (const guint8 *) prompt, (guint) strlen (prompt));
  propus_cli_attach_async (message, files != NULL ? (const char * const *) files : none, text, ask.checking, attached_cb,
                           &ask);
  g_main_loop_run (loop);
  status = report (&ask);

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);
  g_signal_handlers_disconnect_by_data (propus_turn_get_message (turn), &ask);
  g_signal_handlers_disconnect_by_data (key_status, &ask);
  g_signal_handlers_disconnect_by_data (turn, &ask);
  propus_broker_process_shutdown (broker);
  g_clear_pointer (&ask.refusal, propus_failure_unref);

  return status;
}

/* --json promises one object, also when nothing could be asked. */
static void
print_problem (const char *problem)
{
  g_autoptr(PropusFailure) failure = propus_failure_new_with_message (PROPUS_FAILURE_INVALID_REQUEST, NULL, problem);
  g_autofree char *object = propus_turn_report_failure (failure);

  print_object (object);
}

/* Arguments are bytes; a locale that knows only ASCII does not make them something else. */
static char *
join_words (char **words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv (" ", words) : NULL;

  return joined != NULL ? g_utf8_make_valid (joined, -1) : NULL;
}

/**
 * propus_cli_ask:
 *
 * `propus ask [--model M] [--json] [--attach FILE]… [PROMPT]`: see design.md 3.
 *
 * Returns: an exit status
 */
int
propus_cli_ask (int    argc,
                char **argv)
{
  g_autofree char *model = NULL;
  gboolean json = FALSE;
  g_auto(GStrv) words = NULL;
  g_auto(GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_STRING, &model, N_("Model to ask"), N_("MODEL") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object instead of text"), NULL },
    { "attach", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &files, N_("Attach a file; can be given more than once"), N_("FILE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, N_("[PROMPT]") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *prompt = NULL;
  const char *problem = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Asks one question and prints the answer as it comes. "
                                           "Without a prompt, it is read from standard input."));
  if (!propus_cli_parse (context, &argc, &argv))
    return PROPUS_EXIT_USAGE;

  prompt = join_words (words);
  if (prompt == NULL)
    prompt = read_prompt ();
  if (prompt == NULL)
    return PROPUS_EXIT_USAGE;

  if (is_blank (prompt))
    problem = _("There is no prompt.");
  else if (strlen (prompt) > PROPUS_LIMIT_PROMPT_BYTES)
    problem = _("The prompt is too long.");
  else if (model != NULL && !propus_generate_request_is_valid_model (model))
    problem = _("This cannot be the name of a model.");
  else if (files != NULL && g_strv_length (files) > PROPUS_LIMIT_ATTACHMENTS)
    problem = _("There are too many files.");

  if (problem != NULL)
    {
      if (json)
        print_problem (problem);
      return propus_cli_usage_error (problem);
    }

  return run (model != NULL ? model : PROPUS_DEFAULT_MODEL, json, prompt, files);
}
