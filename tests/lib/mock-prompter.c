/* mock-prompter.c - answers the questions of gnome-keyring where there is no person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   mock-prompter ANSWER…      each ANSWER is for one question, the last one for all that follow:
 *     pw:PASSWORD    gives the password            cancel    dismisses the question
 *     hang           lets it stand; a line with an ANSWER on standard input ends it
 *   An ANSWER may begin with "MS@", the milliseconds that a person takes; 20 when absent.
 *
 * It owns org.gnome.keyring.SystemPrompter on the session bus, and says on standard output: "ready", "question" for each
 * window that a person would see, "answered" and "closed".
 */

#define GCR_API_SUBJECT_TO_CHANGE
#include <gcr/gcr-base.h>

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROMPTER_NAME "org.gnome.keyring.SystemPrompter"

#define MOCK_TYPE_PROMPT (mock_prompt_get_type ())
G_DECLARE_FINAL_TYPE (MockPrompt, mock_prompt, MOCK, PROMPT, GObject)

struct _MockPrompt
{
  GObject     parent_instance;

  GHashTable *values;     /* property id → GValue *: what the keyring writes on the window */
  char       *password;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_MESSAGE,
  PROP_DESCRIPTION,
  PROP_WARNING,
  PROP_CHOICE_LABEL,
  PROP_CHOICE_CHOSEN,
  PROP_PASSWORD_NEW,
  PROP_PASSWORD_STRENGTH,
  PROP_CALLER_WINDOW,
  PROP_CONTINUE_LABEL,
  PROP_CANCEL_LABEL,
  N_PROPS
};

static char **answers;
static guint next_answer;
static GTask *standing;    /* the question that hangs */

static void mock_prompt_iface_init (GcrPromptIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MockPrompt, mock_prompt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GCR_TYPE_PROMPT, mock_prompt_iface_init))

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static void
value_free (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

static void
mock_prompt_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  MockPrompt *self = MOCK_PROMPT (object);
  GValue *copy = g_new0 (GValue, 1);

  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);
  g_hash_table_insert (self->values, GUINT_TO_POINTER (prop_id), copy);
}

static void
mock_prompt_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MockPrompt *self = MOCK_PROMPT (object);
  GValue *kept = g_hash_table_lookup (self->values, GUINT_TO_POINTER (prop_id));

  if (kept != NULL)
    g_value_copy (kept, value);
}

static void
mock_prompt_finalize (GObject *object)
{
  MockPrompt *self = MOCK_PROMPT (object);

  g_hash_table_unref (self->values);
  g_free (self->password);

  G_OBJECT_CLASS (mock_prompt_parent_class)->finalize (object);
}

static void
mock_prompt_class_init (MockPromptClass *klass)
{
  static const char *names[N_PROPS] = {
    NULL, "title", "message", "description", "warning", "choice-label", "choice-chosen", "password-new",
    "password-strength", "caller-window", "continue-label", "cancel-label",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mock_prompt_set_property;
  object_class->get_property = mock_prompt_get_property;
  object_class->finalize = mock_prompt_finalize;
  for (guint i = 1; i < N_PROPS; i++)
    g_object_class_override_property (object_class, i, names[i]);
}

static void
mock_prompt_init (MockPrompt *self)
{
  self->values = g_hash_table_new_full (NULL, NULL, NULL, value_free);
}

static void
answer (GTask      *task,
        const char *how)
{
  MockPrompt *self = g_task_get_source_object (task);

  if (g_str_has_prefix (how, "pw:"))
    {
      g_free (self->password);
      self->password = g_strdup (how + 3);
      g_task_return_pointer (task, self->password, NULL);
    }
  else
    {
      g_task_return_pointer (task, NULL, NULL);
    }

  say ("answered");
}

static gboolean
answer_cb (gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  const char *how = g_task_get_task_data (task);

  if (g_str_equal (how, "hang"))
    g_set_object (&standing, task);
  else
    answer (task, how);

  return G_SOURCE_REMOVE;
}

static void
mock_prompt_ask_async (GcrPrompt           *prompt,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (prompt, NULL, callback, user_data);
  const char *how = answers[next_answer];
  const char *at = strchr (how, '@');
  guint delay = 20;

  if (answers[next_answer + 1] != NULL)
    next_answer++;
  if (at != NULL)
    {
      delay = (guint) atoi (how);
      how = at + 1;
    }

  say ("question");
  g_task_set_task_data (task, g_strdup (how), g_free);
  g_timeout_add (delay, answer_cb, task);
}

static const char *
mock_prompt_password_finish (GcrPrompt     *prompt,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GcrPromptReply
mock_prompt_confirm_finish (GcrPrompt     *prompt,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL ? GCR_PROMPT_REPLY_CONTINUE
                                                                   : GCR_PROMPT_REPLY_CANCEL;
}

static void
mock_prompt_close (GcrPrompt *prompt)
{
  say ("closed");
}

static void
mock_prompt_iface_init (GcrPromptIface *iface)
{
  iface->prompt_password_async = mock_prompt_ask_async;
  iface->prompt_password_finish = mock_prompt_password_finish;
  iface->prompt_confirm_async = mock_prompt_ask_async;
  iface->prompt_confirm_finish = mock_prompt_confirm_finish;
  iface->prompt_close = mock_prompt_close;
}

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL)
    return;

  if (standing != NULL)
    {
      g_autoptr(GTask) task = g_steal_pointer (&standing);

      answer (task, line);
    }

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
}

static void
named_cb (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  say ("ready");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr(GcrSystemPrompter) prompter = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc < 2)
    {
      fprintf (stderr, "usage: mock-prompter ANSWER…\n");
      return 2;
    }

  answers = argv + 1;
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (connection == NULL)
    {
      fprintf (stderr, "mock-prompter: %s\n", error->message);
      return 1;
    }

  prompter = gcr_system_prompter_new (GCR_SYSTEM_PROMPTER_SINGLE, MOCK_TYPE_PROMPT);
  gcr_system_prompter_register (prompter, connection);
  g_bus_own_name_on_connection (connection, PROMPTER_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, named_cb, NULL, NULL, NULL);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
  g_main_loop_run (loop);

  return 0;
}
