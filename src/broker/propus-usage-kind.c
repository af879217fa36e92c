/* propus-usage-kind.c - which requests cost money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-kind.h"

#include <string.h>

/* The verbs behind a colon that cost nothing. Every other one is counted: a method that is new tomorrow must not go by
 * uncounted. */
static const char * const free_verbs[] = { "countTokens", "cancel", "register", "download", "asyncBatchCancel", NULL };

static const struct { const char *verb; const char *kind; } verbs[] = {
  { "generateContent", "generate" },
  { "streamGenerateContent", "stream" },
  { "embedContent", "embed" },
  { "batchEmbedContents", "embed" },
  { "asyncBatchEmbedContent", "batch" },
  { "batchGenerateContent", "batch" },
};

/* Collections in which something that costs is made by a POST without a verb. */
static const struct { const char *suffix; const char *kind; } collections[] = {
  { "/interactions", "interaction" },
  { "/cachedContents", "cache" },
  { "/chat/completions", "chat" },
  { "/embeddings", "embed" },
  { "/images/generations", "image" },
};

#define MODEL_BYTES 128

/* What stands between "models/" (or "tunedModels/") and the verb; "" when the address names no model. */
static char *
dup_model (const char *path,
           const char *end)
{
  const char *start = g_strrstr_len (path, end - path, "odels/");
  g_autofree char *model = NULL;

  if (start == NULL)
    return g_strdup ("");

  start += strlen ("odels/");
  model = g_strndup (start, MIN ((gsize) (end - start), MODEL_BYTES));

  return g_utf8_make_valid (model, -1);
}

/**
 * propus_usage_kind_of:
 * @method: the HTTP method
 * @path: the encoded path of a request to the API
 * @model: (out) (transfer full): the model that the path names, "" when it names none; %NULL for a request that is free
 *
 * Returns: (nullable): the kind of a request that costs money, %NULL for one that does not: lists, counts, files
 */
const char *
propus_usage_kind_of (const char  *method,
                      const char  *path,
                      char       **model)
{
  const char *slash = strrchr (path, '/');
  const char *colon = slash != NULL ? strrchr (slash, ':') : NULL;
  g_autofree char *verb = colon != NULL ? g_uri_unescape_string (colon + 1, NULL) : NULL;

  *model = NULL;
  if (!g_str_equal (method, "POST") || g_str_has_prefix (path, "/upload/"))
    return NULL;

  if (colon == NULL)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (collections); i++)
        if (g_str_has_suffix (path, collections[i].suffix))
          {
            *model = g_strdup ("");
            return collections[i].kind;
          }

      /* There is more of it every month: what is not known to be free costs. */
      if (strstr (path, "/openai/") == NULL || g_str_has_suffix (path, "/openai/files") ||
          g_str_has_suffix (path, "/cancel"))
        return NULL;

      *model = g_strdup ("");
      return g_str_has_suffix (path, "/batches") ? "batch" : "other";
    }

  if (verb != NULL && g_strv_contains (free_verbs, verb))
    return NULL;

  *model = dup_model (path, colon);
  for (gsize i = 0; verb != NULL && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].verb, verb))
      return verbs[i].kind;

  return "other";
}
