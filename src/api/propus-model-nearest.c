/* propus-model-nearest.c - which model comes nearest to one that is gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-nearest.h"

#include <string.h>

#define MAX_WORDS 12

/* How far two ids are from each other when one has the word and the other has not. What a model makes matters most,
 * then its size; what is in neither list matters least. */
#define WEIGHT_BRAND 100
#define WEIGHT_KIND  20
#define WEIGHT_SIZE  4
#define WEIGHT_OTHER 1

static const char * const kinds[] = {
  "image", "tts", "embedding", "live", "transcribe", "audio", "dialog", "robotics", "computer", "video", "banana", NULL,
};
static const char * const sizes[] = { "flash", "pro", "lite", "ultra", "nano", "mini", NULL };

/* They say how old a model is, and not what it is. */
static const char * const ages[] = { "preview", "exp", "experimental", "latest", "stable", NULL };

/* An id taken apart: "gemini-2.5-flash-lite-preview-09-2025" is gemini, 2.5, {flash, lite}, unfinished. */
typedef struct
{
  char   **parts;
  char    *words[MAX_WORDS];   /* borrowed from parts; the first is the brand */
  guint    n_words;
  guint    major;              /* 0: it names no version */
  guint    minor;
  gboolean unfinished;
} Id;

static void
id_clear (Id *id)
{
  g_strfreev (id->parts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Id, id_clear)

/* "3" or "2.5", but not "001", "09" or "2025", which are revisions and dates. */
static gboolean
parse_version (const char *part,
               guint      *major,
               guint      *minor)
{
  gsize length = strspn (part, G_CSET_DIGITS);
  const char *after = part + length;

  if (length == 0 || length > 2 || *part == '0')
    return FALSE;
  if (*after == '.' && (!g_ascii_isdigit (after[1]) || strspn (after + 1, G_CSET_DIGITS) != strlen (after + 1) ||
                        strlen (after + 1) > 3))
    return FALSE;
  if (*after != '.' && *after != '\0')
    return FALSE;

  *major = (guint) g_ascii_strtoull (part, NULL, 10);
  *minor = *after == '.' ? (guint) g_ascii_strtoull (after + 1, NULL, 10) : 0;

  return TRUE;
}

static void
id_parse (Id         *id,
          const char *text)
{
  gboolean has_version = FALSE;

  *id = (Id) { .parts = g_strsplit (text, "-", 0) };
  for (guint i = 0; id->parts[i] != NULL; i++)
    {
      char *part = id->parts[i];

      for (char *at = part; *at != '\0'; at++)
        *at = g_ascii_tolower (*at);

      if (!has_version && parse_version (part, &id->major, &id->minor))
        has_version = TRUE;
      else if (g_strv_contains (ages, part))
        id->unfinished = id->unfinished || !g_str_equal (part, "latest");
      else if (*part != '\0' && strspn (part, G_CSET_DIGITS ".") != strlen (part) && id->n_words < MAX_WORDS)
        id->words[id->n_words++] = part;
    }
}

static gboolean
has_word (const Id   *id,
          const char *word)
{
  for (guint i = 0; i < id->n_words; i++)
    if (g_str_equal (id->words[i], word))
      return TRUE;

  return FALSE;
}

static guint
get_weight (const Id *id,
            guint     index)
{
  if (index == 0)
    return WEIGHT_BRAND;
  if (g_strv_contains (kinds, id->words[index]))
    return WEIGHT_KIND;

  return g_strv_contains (sizes, id->words[index]) ? WEIGHT_SIZE : WEIGHT_OTHER;
}

static guint
get_distance (const Id *a,
              const Id *b)
{
  guint distance = 0;

  for (guint i = 0; i < a->n_words; i++)
    if (!has_word (b, a->words[i]))
      distance += get_weight (a, i);
  for (guint i = 0; i < b->n_words; i++)
    if (!has_word (a, b->words[i]))
      distance += get_weight (b, i);

  return distance;
}

/* Of two that are equally near: the higher version, then the one that is finished. */
static gboolean
is_better (const Id *a,
           const Id *b)
{
  if (a->major != b->major)
    return a->major > b->major;
  if (a->minor != b->minor)
    return a->minor > b->minor;

  return !a->unfinished && b->unfinished;
}

/**
 * propus_model_nearest:
 * @id: a model that is not there any more
 * @candidates: (array zero-terminated=1): ids of those that are, in the order of preference
 *
 * Goes by the words of the ids: the same maker, the same kind of output, the same size, the highest version. Takes no
 * list of models.
 *
 * Returns: (transfer none) (nullable): one of @candidates; %NULL when none has the same maker and makes the same
 */
const char *
propus_model_nearest (const char         *id,
                      const char * const *candidates)
{
  g_auto(Id) gone = { 0, };
  const char *best = NULL;
  guint best_distance = WEIGHT_KIND;
  Id best_id = { 0, };

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (candidates != NULL, NULL);

  id_parse (&gone, id);
  for (guint i = 0; candidates[i] != NULL; i++)
    {
      Id other;
      guint distance;

      id_parse (&other, candidates[i]);
      distance = get_distance (&gone, &other);
      if (!g_str_equal (candidates[i], id) && distance < WEIGHT_KIND &&
          (best == NULL || distance < best_distance || (distance == best_distance && is_better (&other, &best_id))))
        {
          id_clear (&best_id);
          best = candidates[i];
          best_id = other;
          best_distance = distance;
        }
      else
        {
          id_clear (&other);
        }
    }
  id_clear (&best_id);

  return best;
}
