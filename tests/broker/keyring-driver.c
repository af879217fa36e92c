/* keyring-driver.c - PropusKeyring by lines of text, for the tests in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line in: TAG COMMAND ARGUMENT…, separated by tabs; "-" is NULL. The commands are those of propus-keyring.h:
 *   state   probe   unlock   lookup ORIGIN ID   list ORIGIN PROMPT   store ORIGIN LABEL REPLACE HEX   remove ID
 *   rename ID LABEL   hint HEX   gap (the longest gap of the main loop so far, in ms)   quit
 * A line out for each, as soon as it is done: TAG ok RESULT…, TAG error CODE SENTENCE, or TAG refused PROBLEM SENTENCE.
 * Every "changed" of the keyring is a line "* changed STATE".
 */

#include "propus-keyring.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 10

static PropusKeyring *keyring;
static gint64 last_tick;
static gint64 longest_gap;

static const char * const states[] = { "unknown", "unavailable", "no-collection", "locked", "unlocked", "stuck" };
static const char * const codes[] = {
  "unavailable", "no-collection", "missing", "locked", "dismissed", "stuck", "not-created", "read-back",
  "still-there", "unusable", "failed", "read-only", "plain",
};
static const char * const problems[] = { "none", "empty", "short", "long", "characters" };
static const char * const hints[] = { "unknown", "standard", "auth" };

static void
say (const char *tag,
     const char *kind,
     ...) G_GNUC_NULL_TERMINATED;

static void
say (const char *tag,
     const char *kind,
     ...)
{
  va_list parts;
  const char *part;

  va_start (parts, kind);
  printf ("%s\t%s", tag, kind);
  while ((part = va_arg (parts, const char *)) != NULL)
    printf ("\t%s", part);
  va_end (parts);
  printf ("\n");
  fflush (stdout);
}

static void
say_error (const char   *tag,
           const GError *error)
{
  if (error->domain == PROPUS_KEYRING_ERROR)
    say (tag, "error", codes[error->code], error->message, NULL);
  else
    say (tag, "error", "foreign", error->message, NULL);
}

static void
say_state (const char *tag)
{
  gint64 since = propus_keyring_get_waiting_since (keyring);
  g_autofree char *waiting = g_strdup_printf ("%" G_GINT64_FORMAT,
                                              since != 0 ? (g_get_monotonic_time () - since) / 1000 : 0);
  const char *provider = propus_keyring_get_provider (keyring);
  const char *collection = propus_keyring_get_collection (keyring);

  say (tag, "ok", states[propus_keyring_get_state (keyring)], provider != NULL ? provider : "-",
       collection != NULL ? collection : "-", propus_keyring_is_encrypted (keyring) ? "encrypted" : "plain",
       waiting, propus_keyring_is_busy (keyring) ? "busy" : "idle", NULL);
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree char *tag = user_data;

  propus_keyring_probe_finish (keyring, result);
  say_state (tag);
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;

  if (propus_keyring_unlock_finish (keyring, result, &error))
    say (tag, "ok", NULL);
  else
    say_error (tag, error);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusKeyringItem) item = NULL;
  SecretValue *key = propus_keyring_lookup_finish (keyring, result, &item, &error);

  if (key == NULL)
    {
      say_error (tag, error);
      return;
    }

  say (tag, "ok", secret_value_get_text (key), item->id, item->label, NULL);
  secret_value_unref (key);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = propus_keyring_list_finish (keyring, result, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  if (items == NULL)
    {
      say_error (tag, error);
      return;
    }

  for (guint i = 0; i < items->len; i++)
    {
      PropusKeyringItem *item = g_ptr_array_index (items, i);

      g_string_append_printf (text, "%s%s|%s|%s", i > 0 ? "\t" : "", item->id, item->origin, item->label);
    }
  if (items->len > 0)
    say (tag, "ok", text->str, NULL);
  else
    say (tag, "ok", NULL);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = propus_keyring_store_finish (keyring, result, &error);

  if (id != NULL)
    say (tag, "ok", id, NULL);
  else
    say_error (tag, error);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;

  if (propus_keyring_remove_finish (keyring, result, &error))
    say (tag, "ok", NULL);
  else
    say_error (tag, error);
}

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree char *tag = user_data;
  g_autoptr(GError) error = NULL;

  if (propus_keyring_rename_finish (keyring, result, &error))
    say (tag, "ok", NULL);
  else
    say_error (tag, error);
}

/* The key's bytes, which need not be text. NULL after it has said why. */
static SecretValue *
read_key (const char *tag,
          const char *hex)
{
  gsize length = strlen (hex) / 2;
  g_autofree char *bytes = g_malloc (length + 1);
  PropusKeyProblem problem;
  SecretValue *key;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));

  key = propus_api_key_new (bytes, length, &problem);
  memset (bytes, 0, length);
  if (key == NULL)
    say (tag, "refused", problems[problem], propus_key_problem_to_sentence (problem), NULL);

  return key;
}

static void
do_hint (const char *tag,
         const char *hex)
{
  SecretValue *key = read_key (tag, hex);
  char last_four[5];

  if (key == NULL)
    return;

  propus_api_key_get_last_four (key, last_four);
  say (tag, "ok", hints[propus_api_key_get_hint (key)], last_four, NULL);
  secret_value_unref (key);
}

static const char *
argument (char  **words,
          guint   index)
{
  g_assert (index < g_strv_length (words));

  return g_str_equal (words[index], "-") ? NULL : words[index];
}

static void
do_store (char **words)
{
  SecretValue *key = read_key (words[0], words[5]);

  if (key == NULL)
    return;

  propus_keyring_store_async (keyring, words[2], argument (words, 3), argument (words, 4), key, stored_cb,
                              g_strdup (words[0]));
  secret_value_unref (key);
}

static void
do_gap (const char *tag)
{
  g_autofree char *gap = g_strdup_printf ("%" G_GINT64_FORMAT, longest_gap / 1000);

  longest_gap = 0;
  say (tag, "ok", gap, NULL);
}

static void
do_command (char **words)
{
  const char *command = words[1];
  char *tag = words[0];

  if (g_str_equal (command, "state"))
    say_state (tag);
  else if (g_str_equal (command, "probe"))
    propus_keyring_probe_async (keyring, probed_cb, g_strdup (tag));
  else if (g_str_equal (command, "unlock"))
    propus_keyring_unlock_async (keyring, unlocked_cb, g_strdup (tag));
  else if (g_str_equal (command, "lookup"))
    propus_keyring_lookup_async (keyring, words[2], argument (words, 3), looked_up_cb, g_strdup (tag));
  else if (g_str_equal (command, "list"))
    propus_keyring_list_async (keyring, argument (words, 2), g_str_equal (words[3], "1"), listed_cb, g_strdup (tag));
  else if (g_str_equal (command, "store"))
    do_store (words);
  else if (g_str_equal (command, "remove"))
    propus_keyring_remove_async (keyring, words[2], removed_cb, g_strdup (tag));
  else if (g_str_equal (command, "rename"))
    propus_keyring_rename_async (keyring, words[2], words[3], renamed_cb, g_strdup (tag));
  else if (g_str_equal (command, "hint"))
    do_hint (tag, words[2]);
  else if (g_str_equal (command, "gap"))
    do_gap (tag);
  else if (g_str_equal (command, "quit"))
    exit (0);
  else
    say (tag, "error", "usage", command, NULL);
}

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);
  g_auto(GStrv) words = NULL;

  if (line == NULL)
    exit (0);

  words = g_strsplit (line, "\t", -1);
  if (g_strv_length (words) >= 2)
    do_command (words);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
}

static gboolean
tick_cb (gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();

  longest_gap = MAX (longest_gap, now - last_tick - TICK_MS * 1000);
  last_tick = now;

  return G_SOURCE_CONTINUE;
}

static void
changed_cb (PropusKeyring *self)
{
  say ("*", "changed", states[propus_keyring_get_state (self)], NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GInputStream) standard_input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GDataInputStream) input = g_data_input_stream_new (standard_input);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  keyring = propus_keyring_new ();
  g_signal_connect (keyring, "changed", G_CALLBACK (changed_cb), NULL);
  last_tick = g_get_monotonic_time ();
  g_timeout_add (TICK_MS, tick_cb, NULL);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_cb, NULL);
  g_main_loop_run (loop);

  return 0;
}
