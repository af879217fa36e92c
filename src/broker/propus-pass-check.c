/* propus-pass-check.c - whether a pass is good for a request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-pass-check.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pure functions over paths that propus_request_head_allows() has let through: no percent sign, no empty segment. What
 * is not understood is nobody's: a pass that is for parts of the API does not get it. */

typedef struct
{
  GStrv       segments;     /* from the resource on */
  char       *resource;     /* the first, without a verb */
  const char *verb;         /* behind the last segment's colon; NULL: none */
  char       *model;        /* that a model's own method is called on; NULL: none is named */
  gboolean    lists;        /* only asks which models there are */
} Target;

static const struct { const char *resource; PropusPassPaths part; } resources[] = {
  { "batches", PROPUS_PASS_GENERATE },
  { "interactions", PROPUS_PASS_GENERATE },
  { "files", PROPUS_PASS_FILES },
  { "fileSearchStores", PROPUS_PASS_FILES },
  { "cachedContents", PROPUS_PASS_CACHES },
  { "operations", PROPUS_PASS_MEDIA },
  { "generatedFiles", PROPUS_PASS_MEDIA },
  { "openai", PROPUS_PASS_OPENAI },
};

static const struct { const char *verb; PropusPassPaths part; } verbs[] = {
  { "generateContent", PROPUS_PASS_GENERATE },
  { "streamGenerateContent", PROPUS_PASS_GENERATE },
  { "countTokens", PROPUS_PASS_GENERATE },
  { "batchGenerateContent", PROPUS_PASS_GENERATE },
  { "embedContent", PROPUS_PASS_EMBED },
  { "batchEmbedContents", PROPUS_PASS_EMBED },
  { "asyncBatchEmbedContent", PROPUS_PASS_EMBED },
  { "predict", PROPUS_PASS_MEDIA },
  { "predictLongRunning", PROPUS_PASS_MEDIA },
};

static void
target_clear (Target *target)
{
  g_strfreev (target->segments);
  g_free (target->resource);
  g_free (target->model);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
is_model_resource (const char *resource)
{
  return g_str_equal (resource, "models") || g_str_equal (resource, "tunedModels");
}

/* Asking for the list, or for what one of them is like, by a GET: whatever else it says, it starts nothing. */
static gboolean
only_lists (const Target *target,
            const char   *method)
{
  gsize at = g_str_equal (target->resource, "openai") ? 1 : 0;

  if (!g_str_equal (method, "GET") || target->verb != NULL || target->segments[at] == NULL ||
      !is_model_resource (target->segments[at]))
    return FALSE;

  return g_strv_length (target->segments) <= at + 2;
}

static void
read_target (Target     *target,
             const char *method,
             const char *path)
{
  g_auto(GStrv) all = g_strsplit (path, "/", -1);
  gsize first = g_strv_length (all) > 1 && (g_str_equal (all[1], "upload") || g_str_equal (all[1], "download")) ? 3 : 2;
  gsize n;
  char *colon;

  if (g_strv_length (all) <= first)
    {
      target->segments = g_new0 (char *, 1);
      target->resource = g_strdup ("");
      return;
    }

  target->segments = g_strdupv (all + first);
  n = g_strv_length (target->segments);
  colon = strchr (target->segments[n - 1], ':');
  if (colon != NULL)
    {
      *colon = '\0';
      target->verb = colon + 1;
    }
  target->resource = g_strdup (target->segments[0]);
  target->lists = only_lists (target, method);
  if (n == 2 && first == 2 && target->verb != NULL && is_model_resource (target->resource))
    target->model = g_strdup (target->segments[1]);
}

/* Returns: the part of the API, 0 for none of them. */
static PropusPassPaths
find_part (const Target *target)
{
  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    if (g_str_equal (resources[i].resource, target->resource))
      return resources[i].part;

  if (target->model != NULL)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
        if (g_str_equal (verbs[i].verb, target->verb))
          return verbs[i].part;
      return 0;
    }

  /* models/NAME/operations/ID: how far a film is */
  if (is_model_resource (target->resource) && g_strv_length (target->segments) >= 3 &&
      g_str_equal (target->segments[2], "operations"))
    return PROPUS_PASS_MEDIA;

  return 0;
}

static gboolean
fits (const char *pattern,
      const char *model)
{
  gsize length = strlen (pattern);

  if (length > 0 && pattern[length - 1] == '*')
    return strncmp (pattern, model, length - 1) == 0;

  return g_str_equal (pattern, model);
}

static gboolean
is_listed (PropusPass *pass,
           const char *model)
{
  for (gsize i = 0; pass->models[i] != NULL; i++)
    if (fits (pass->models[i], model))
      return TRUE;

  return FALSE;
}

/* Whether the body says which model is to work: that is not looked into, and reading what there is already is none. */
static gboolean
could_use_any_model (const Target *target,
                     const char   *method)
{
  static const char * const free_verbs[] = { "cancel", "download", NULL };

  if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD") || g_str_equal (method, "DELETE"))
    return FALSE;
  if (target->verb != NULL && g_strv_contains (free_verbs, target->verb))
    return FALSE;
  if (g_str_equal (target->resource, "cachedContents"))
    return g_str_equal (method, "POST");

  return !g_str_equal (target->resource, "files") && !g_str_equal (target->resource, "fileSearchStores");
}

static PropusRpcStatus *
refuse (const char *sentence)
{
  return propus_rpc_status_new_propus (403, "PERMISSION_DENIED", PROPUS_REASON_NOT_ALLOWED, sentence);
}

static PropusRpcStatus *
check_model (PropusPass   *pass,
             const Target *target,
             const char   *method)
{
  g_autofree char *sentence = NULL;

  if (*pass->models == NULL)
    return NULL;

  if (target->model == NULL)
    {
      if (!could_use_any_model (target, method))
        return NULL;
      /* Translators: %s is the name of a pass. */
      sentence = g_strdup_printf (_("The pass “%s” is for certain models, and this request could use any."), pass->name);
      return refuse (sentence);
    }

  if (is_listed (pass, target->model))
    return NULL;

  /* Translators: the first %s is the name of a pass, the second that of a model. */
  sentence = g_strdup_printf (_("The pass “%s” is not for the model “%s”."), pass->name, target->model);
  return refuse (sentence);
}

/**
 * propus_pass_check:
 * @pass: a pass whose token was shown
 * @method: the HTTP method
 * @path: the encoded path, without a query, that propus_request_head_allows() has let through
 * @now: Unix seconds
 *
 * Returns: (transfer full) (nullable): why the request is refused, in a sentence of its own; %NULL: it may go on
 */
PropusRpcStatus *
propus_pass_check (PropusPass *pass,
                   const char *method,
                   const char *path,
                   gint64      now)
{
  g_auto(Target) target = { NULL, };
  g_autofree char *sentence = NULL;

  if (propus_pass_has_expired (pass, now))
    /* Translators: %s is the name of a pass. */
    sentence = g_strdup_printf (_("The pass “%s” has expired."), pass->name);
  else if (pass->paused)
    /* Translators: %s is the name of a pass. */
    sentence = g_strdup_printf (_("The pass “%s” is paused."), pass->name);
  if (sentence != NULL)
    return refuse (sentence);

  read_target (&target, method, path);
  if (target.lists)
    return NULL;

  if (pass->paths != 0 && (pass->paths & find_part (&target)) == 0)
    {
      /* Translators: %s is the name of a pass. */
      sentence = g_strdup_printf (_("The pass “%s” is not for this part of the API."), pass->name);
      return refuse (sentence);
    }

  return check_model (pass, &target, method);
}
