/* propus-key-report.c - what the broker says about the key in use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-report.h"

#include "propus-json.h"

/* The position of @word in @words, or 0. */
static guint
match_word (const char         *word,
            const char * const *words,
            guint               n_words)
{
  for (guint i = 1; word != NULL && i < n_words; i++)
    if (g_str_equal (word, words[i]))
      return i;

  return 0;
}

static PropusKeySource
parse_source (const char *word)
{
  static const char * const words[] = {
    [PROPUS_KEY_SOURCE_NONE] = "none",
    [PROPUS_KEY_SOURCE_SESSION] = "session",
    [PROPUS_KEY_SOURCE_KEYRING] = "keyring",
    [PROPUS_KEY_SOURCE_GOOGLE_ENV] = "google-env",
    [PROPUS_KEY_SOURCE_GEMINI_ENV] = "gemini-env",
  };

  return match_word (word, words, G_N_ELEMENTS (words));
}

static PropusKeyringState
parse_keyring (const char *word)
{
  static const char * const words[] = {
    [PROPUS_KEYRING_UNKNOWN] = "unknown",
    [PROPUS_KEYRING_UNAVAILABLE] = "unavailable",
    [PROPUS_KEYRING_NO_COLLECTION] = "no-collection",
    [PROPUS_KEYRING_LOCKED] = "locked",
    [PROPUS_KEYRING_UNLOCKED] = "unlocked",
    [PROPUS_KEYRING_STUCK] = "stuck",
  };

  return match_word (word, words, G_N_ELEMENTS (words));
}

/* A variable that holds no usable key is no key, but it is there, and in the way. */
static void
add_malformed (PropusKeyReport *self,
               const char      *id,
               const char      *variable)
{
  g_autoptr(JsonObject) object = json_object_new ();

  for (guint i = 0; i < self->environment->len; i++)
    if (g_str_equal (propus_key_info_get_id (g_ptr_array_index (self->environment, i)), id))
      return;

  json_object_set_string_member (object, "variable", variable);
  g_ptr_array_insert (self->environment, 0, propus_key_info_parse_object (object, id));
}

static void
parse_others (PropusKeyReport *self,
              JsonObject      *root)
{
  JsonObject *session = propus_json_get_object (root, "session");
  JsonArray *environment = propus_json_get_array (root, "environment");

  if (session != NULL)
    self->session = propus_key_info_parse_object (session, PROPUS_KEY_ID_SESSION);
  for (guint i = 0; environment != NULL && i < json_array_get_length (environment); i++)
    {
      JsonObject *object = propus_json_array_object (environment, i);

      if (object != NULL)
        g_ptr_array_add (self->environment, propus_key_info_parse_object (object, NULL));
    }

  if (self->source == PROPUS_KEY_SOURCE_GOOGLE_ENV)
    add_malformed (self, PROPUS_KEY_ID_GOOGLE_ENV, "GOOGLE_API_KEY");
  else if (self->source == PROPUS_KEY_SOURCE_GEMINI_ENV)
    add_malformed (self, PROPUS_KEY_ID_GEMINI_ENV, "GEMINI_API_KEY");
}

/**
 * propus_key_report_parse:
 * @reply: (nullable): what the broker answered
 *
 * Returns: (transfer full): the report; what @reply does not say is unknown in it
 */
PropusKeyReport *
propus_key_report_parse (JsonNode *reply)
{
  PropusKeyReport *self = g_new0 (PropusKeyReport, 1);
  JsonObject *root = reply != NULL ? propus_json_node_object (reply) : NULL;
  JsonObject *keyring = root != NULL ? propus_json_get_object (root, "keyring") : NULL;
  JsonObject *key = root != NULL ? propus_json_get_object (root, "key") : NULL;

  self->environment = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_key_info_unref);
  if (root != NULL)
    {
      self->source = parse_source (propus_json_get_string (root, "source"));
      self->both_environment = propus_json_get_boolean (root, "bothEnvironment", FALSE);
      self->environment_lost = propus_json_get_boolean (root, "environmentLost", FALSE);
      self->origin = g_strdup (propus_json_get_string (root, "origin"));
      self->forgotten = g_strdup (propus_json_get_string (root, "forgotten"));
      parse_others (self, root);
    }
  if (keyring != NULL)
    {
      self->keyring = parse_keyring (propus_json_get_string (keyring, "state"));
      self->waiting_ms = propus_json_get_int (keyring, "waitingMs", 0);
      self->provider = g_strdup (propus_json_get_string (keyring, "provider"));
      self->collection = g_strdup (propus_json_get_string (keyring, "collection"));
      self->encrypted = propus_json_get_boolean (keyring, "encrypted", FALSE);
      self->trouble = g_strdup (propus_json_get_string (keyring, "trouble"));
      self->stopped = propus_json_get_boolean (keyring, "stopped", FALSE);
      self->moved_aside = g_strdup (propus_json_get_string (keyring, "movedAside"));
    }
  if (key != NULL)
    {
      self->has_key = TRUE;
      self->id = g_strdup (propus_json_get_string (key, "id"));
      self->label = g_strdup (propus_json_get_string (key, "label"));
      self->last_four = g_strdup (propus_json_get_string (key, "lastFour"));
    }

  return self;
}

/**
 * propus_key_report_free:
 */
void
propus_key_report_free (PropusKeyReport *self)
{
  g_free (self->provider);
  g_free (self->collection);
  g_free (self->trouble);
  g_free (self->moved_aside);
  g_free (self->forgotten);
  g_free (self->origin);
  g_free (self->id);
  g_free (self->label);
  g_free (self->last_four);
  g_clear_pointer (&self->session, propus_key_info_unref);
  g_ptr_array_unref (self->environment);
  g_free (self);
}

static gboolean
environments_equal (GPtrArray *a,
                    GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!propus_key_info_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

/**
 * propus_key_report_equal:
 *
 * Returns: whether both say the same
 */
gboolean
propus_key_report_equal (const PropusKeyReport *a,
                         const PropusKeyReport *b)
{
  return a->source == b->source && a->keyring == b->keyring && a->both_environment == b->both_environment &&
         a->waiting_ms == b->waiting_ms && g_strcmp0 (a->provider, b->provider) == 0 &&
         g_strcmp0 (a->collection, b->collection) == 0 && g_strcmp0 (a->id, b->id) == 0 &&
         g_strcmp0 (a->label, b->label) == 0 && g_strcmp0 (a->last_four, b->last_four) == 0 &&
         a->encrypted == b->encrypted && g_strcmp0 (a->trouble, b->trouble) == 0 &&
         g_strcmp0 (a->moved_aside, b->moved_aside) == 0 && a->stopped == b->stopped &&
         g_strcmp0 (a->forgotten, b->forgotten) == 0 && a->has_key == b->has_key &&
         g_strcmp0 (a->origin, b->origin) == 0 && a->environment_lost == b->environment_lost &&
         propus_key_info_equal (a->session, b->session) && environments_equal (a->environment, b->environment);
}
