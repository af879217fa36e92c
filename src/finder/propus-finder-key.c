/* propus-finder-key.c - what is a key, and what only looks like one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-key.h"

#include <string.h>

#include "propus-key-format.h"
#include "propus-limits.h"

#define SHAPE_TAIL      20   /* so many characters after the known beginning, as in the redactor */
#define LEAST_DIFFERENT 8    /* characters of a real key: “xxxxxxxxxxxxxxxxxxxx” has one */

struct _PropusFinderKey
{
  gsize length;
  char  bytes[PROPUS_LIMIT_KEY_MAX + 1];
};

static const char * const beginnings[] = { "AIza", "AQ." };

/* What stands in examples where a key belongs; lower case. */
static const char * const placeholders[] = {
  "your", "example", "placeholder", "changeme", "change-me", "change_me", "replace", "insert", "xxxx", "api-key", "api_key", "apikey",
};

/* The names that Google's programs and libraries read, beside all that have GEMINI and KEY in them; upper case. */
static const char * const names[] = {
  "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "GOOGLE_GENAI_API_KEY", "GOOGLE_AI_API_KEY", "GENAI_API_KEY",
};

/**
 * propus_finder_key_new:
 * @bytes: (array length=length): the key, without white space around it
 * @length: at most %PROPUS_LIMIT_KEY_MAX
 *
 * Returns: (transfer full): a copy, which is wiped with its last reference
 */
PropusFinderKey *
propus_finder_key_new (const char *bytes,
                       gsize       length)
{
  PropusFinderKey *self;

  g_return_val_if_fail (length <= PROPUS_LIMIT_KEY_MAX, NULL);

  self = g_atomic_rc_box_new0 (PropusFinderKey);
  memcpy (self->bytes, bytes, length);
  self->length = length;

  return self;
}

/**
 * propus_finder_key_ref:
 *
 * Returns: (transfer full): @self
 */
PropusFinderKey *
propus_finder_key_ref (PropusFinderKey *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
wipe (gpointer data)
{
  explicit_bzero (data, sizeof (PropusFinderKey));
}

/**
 * propus_finder_key_unref:
 */
void
propus_finder_key_unref (PropusFinderKey *self)
{
  g_atomic_rc_box_release_full (self, wipe);
}

/**
 * propus_finder_key_get:
 * @length: (out): how many bytes
 *
 * Returns: (array length=length) (transfer none): the key
 */
const char *
propus_finder_key_get (PropusFinderKey *self,
                       gsize           *length)
{
  *length = self->length;
  return self->bytes;
}

/**
 * propus_finder_key_get_last_four:
 * @last_four: (out) (array fixed-size=5): room for four characters and NUL
 */
void
propus_finder_key_get_last_four (PropusFinderKey *self,
                                 char             last_four[5])
{
  memset (last_four, 0, 5);
  if (self->length >= PROPUS_LIMIT_KEY_MIN)
    memcpy (last_four, self->bytes + self->length - 4, 4);
}

/**
 * propus_finder_contains:
 * @text: (array length=length): any bytes
 * @length: how many
 * @word: in lower case
 *
 * Returns: whether @word is in @text, in letters of any case
 */
gboolean
propus_finder_contains (const char *text,
                        gsize       length,
                        const char *word)
{
  gsize wanted = strlen (word);

  for (gsize i = 0; i + wanted <= length; i++)
    if (g_ascii_strncasecmp (text + i, word, wanted) == 0)
      return TRUE;

  return FALSE;
}

/**
 * propus_finder_name_is_gemini:
 * @name: (array length=length): name of a variable
 * @length: how many bytes
 *
 * Returns: whether a variable of this name holds a Gemini key
 */
gboolean
propus_finder_name_is_gemini (const char *name,
                              gsize       length)
{
  if (propus_finder_contains (name, length, "gemini") && propus_finder_contains (name, length, "key"))
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (name, names[i], length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_key_character (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '_' || c == '-';
}

/**
 * propus_finder_shape_length:
 * @text: (array length=length): where a key may begin
 * @length: bytes to the end of the text
 *
 * Returns: the length of what has a key's shape there; 0: nothing has
 */
gsize
propus_finder_shape_length (const char *text,
                            gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      gsize n = strlen (beginnings[i]);

      if (length < n + SHAPE_TAIL || memcmp (text, beginnings[i], n) != 0)
        continue;

      while (n < length && is_key_character (text[n]))
        n++;
      while (text[n - 1] == '.')
        n--;   /* a sentence's own */
      if (n >= strlen (beginnings[i]) + SHAPE_TAIL && n <= PROPUS_LIMIT_KEY_MAX)
        return n;
    }

  return 0;
}

static guint
count_different (const char *value,
                 gsize       length)
{
  gboolean seen[256] = { FALSE };
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!seen[(guchar) value[i]])
        n++;
      seen[(guchar) value[i]] = TRUE;
    }

  return n;
}

/* A key is random: somewhere in it is a digit, it has many characters, and no word of an example in it. */
static gboolean
is_placeholder (const char *value,
                gsize       length,
                gboolean    shaped)
{
  gboolean digit = FALSE;

  if (count_different (value, length) < LEAST_DIFFERENT)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (propus_finder_contains (value, length, placeholders[i]))
      return TRUE;

  for (gsize i = 0; i < length; i++)
    digit = digit || g_ascii_isdigit (value[i]);

  return !digit && !shaped;
}

/**
 * propus_finder_value_is_key:
 * @value: (inout): where a literal value begins; moved past white space
 * @length: (inout): its length; shortened by white space
 * @named: whether the name of the variable or entry says that it is a Gemini key; else its shape must
 *
 * Returns: whether the value is a key, not a placeholder for one
 */
gboolean
propus_finder_value_is_key (const char **value,
                            gsize       *length,
                            gboolean     named)
{
  gboolean shaped;

  if (propus_key_format_check (value, length) != PROPUS_KEY_PROBLEM_NONE)
    return FALSE;

  shaped = propus_finder_shape_length (*value, *length) == *length;

  return (named || shaped) && !is_placeholder (*value, *length, shaped);
}
