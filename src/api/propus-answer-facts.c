/* propus-answer-facts.c - what is known of an answer beside its parts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-facts.h"

#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

/* Longer titles, reasons and pieces of text are cut; a longer address is no address. */
#define MAX_WORDS_CHARS 300
#define MAX_URI_BYTES 4096
#define MAX_SEGMENT_BYTES 8192
#define MAX_INDEXES 32u

struct _PropusAnswerFacts
{
  JsonObject *root;
  gsize       base;       /* where in the text that comes begins; 0: at its beginning */
  gint64      first_source;   /* indexes of what comes count from here */
};

static void
set_words (JsonObject *to,
           const char *member,
           const char *words)
{
  g_autofree char *cut = NULL;

  if (words == NULL || *words == '\0')
    return;

  cut = g_utf8_strlen (words, -1) > MAX_WORDS_CHARS ? g_utf8_substring (words, 0, MAX_WORDS_CHARS) : g_strdup (words);
  json_object_set_string_member (to, member, cut);
}

static void
set_uri (JsonObject *to,
         const char *uri)
{
  if (uri != NULL && *uri != '\0' && strlen (uri) <= MAX_URI_BYTES)
    json_object_set_string_member (to, "uri", uri);
}

/* The array of that name, made when there is none; NULL when it is full. */
static JsonArray *
get_list (PropusAnswerFacts *self,
          const char        *name,
          guint              most)
{
  JsonArray *list = propus_json_get_array (self->root, name);

  if (list == NULL)
    {
      list = json_array_new ();
      json_object_set_array_member (self->root, name, list);
    }

  return json_array_get_length (list) < most ? list : NULL;
}

/* Takes @object; the same is not said twice. */
static void
add_once (PropusAnswerFacts *self,
          const char        *name,
          guint              most,
          JsonObject        *object)
{
  JsonArray *list = get_list (self, name, most);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (json_node_equal (json_array_get_element (list, i), node))
      return;
  if (list != NULL)
    json_array_add_element (list, g_steal_pointer (&node));
}

/* --- what was found --- */

static JsonObject *
make_source (JsonObject *chunk)
{
  static const struct { const char *member; const char *kind; const char *uri; } kinds[] = {
    { "web", "web", "uri" }, { "maps", "map", "uri" }, { "image", "image", "sourceUri" },
    { "retrievedContext", "document", "uri" },
  };
  JsonObject *source = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      JsonObject *from = propus_json_get_object (chunk, kinds[i].member);

      if (from == NULL)
        continue;
      json_object_set_string_member (source, "kind", kinds[i].kind);
      set_uri (source, propus_json_get_string (from, kinds[i].uri));
      set_words (source, "title", propus_json_get_string (from, "title"));
      break;
    }

  return source;
}

static void
add_sources (PropusAnswerFacts *self,
             JsonArray         *chunks)
{
  for (guint i = 0; chunks != NULL && i < json_array_get_length (chunks); i++)
    {
      JsonArray *sources = get_list (self, "sources", PROPUS_LIMIT_SOURCES);

      /* One that says nothing keeps its place: others are counted from it. */
      if (sources != NULL)
        json_array_add_object_element (sources, make_source (propus_json_array_object (chunks, i)));
    }
}

static JsonArray *
make_indexes (PropusAnswerFacts *self,
              JsonArray         *from)
{
  JsonArray *indexes = json_array_new ();

  for (guint i = 0; from != NULL && i < MIN (json_array_get_length (from), MAX_INDEXES); i++)
    {
      JsonNode *node = json_array_get_element (from, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 && json_node_get_int (node) >= 0
          && json_node_get_int (node) < PROPUS_LIMIT_SOURCES)
        json_array_add_int_element (indexes, json_node_get_int (node) + self->first_source);
    }

  return indexes;
}

/* FALSE when they make no sense. */
static gboolean
set_range (PropusAnswerFacts *self,
           JsonObject        *to,
           JsonObject        *from)
{
  gint64 start = propus_json_get_int (from, "startIndex", 0);
  gint64 end = propus_json_get_int (from, "endIndex", -1);

  if (start < 0 || end <= start || end > PROPUS_LIMIT_ANSWER_BYTES)
    return FALSE;

  json_object_set_int_member (to, "start", start + (gint64) self->base);
  json_object_set_int_member (to, "end", end + (gint64) self->base);
  return TRUE;
}

static void
add_supports (PropusAnswerFacts *self,
              JsonArray         *supports)
{
  for (guint i = 0; supports != NULL && i < MIN (json_array_get_length (supports), PROPUS_LIMIT_SOURCE_MARKS); i++)
    {
      JsonObject *from = propus_json_array_object (supports, i);
      JsonObject *segment = propus_json_get_object (from, "segment");
      const char *text = propus_json_get_string (segment, "text");
      JsonObject *support = json_object_new ();

      if (segment == NULL || !set_range (self, support, segment))
        {
          json_object_unref (support);
          continue;
        }
      json_object_set_int_member (support, "part",
                                  self->base > 0 ? -1 : CLAMP (propus_json_get_int (segment, "partIndex", 0), 0, G_MAXINT));
      if (text != NULL && strlen (text) <= MAX_SEGMENT_BYTES)
        json_object_set_string_member (support, "text", text);
      json_object_set_array_member (support, "sources",
                                    make_indexes (self, propus_json_get_array (from, "groundingChunkIndices")));
      add_once (self, "supports", PROPUS_LIMIT_SOURCE_MARKS, support);
    }
}

static void
add_queries (PropusAnswerFacts *self,
             JsonArray         *queries)
{
  for (guint i = 0; queries != NULL && i < MIN (json_array_get_length (queries), PROPUS_LIMIT_SOURCES); i++)
    {
      const char *query = propus_json_array_string (queries, i);
      JsonArray *list = get_list (self, "queries", 20);
      gboolean known = FALSE;

      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        known = known || g_strcmp0 (propus_json_array_string (list, j), query) == 0;
      if (list != NULL && !known && query != NULL && *query != '\0' && g_utf8_strlen (query, -1) <= MAX_WORDS_CHARS)
        json_array_add_string_element (list, query);
    }
}

static void
add_citations (PropusAnswerFacts *self,
               JsonObject        *metadata)
{
  JsonArray *citations = propus_json_get_array (metadata, "citationSources");

  if (citations == NULL)
    citations = propus_json_get_array (metadata, "citations");
  for (guint i = 0; citations != NULL && i < MIN (json_array_get_length (citations), PROPUS_LIMIT_SOURCES); i++)
    {
      JsonObject *from = propus_json_array_object (citations, i);
      JsonObject *citation = json_object_new ();

      if (from != NULL)
        set_range (self, citation, from);
      set_uri (citation, propus_json_get_string (from, "uri"));
      set_words (citation, "title", propus_json_get_string (from, "title"));
      set_words (citation, "license", propus_json_get_string (from, "license"));
      if (json_object_has_member (citation, "uri") || json_object_has_member (citation, "title"))
        add_once (self, "citations", PROPUS_LIMIT_SOURCES, citation);
      else
        json_object_unref (citation);
    }
}

static void
add_pages (PropusAnswerFacts *self,
           JsonArray         *pages)
{
  for (guint i = 0; pages != NULL && i < MIN (json_array_get_length (pages), PROPUS_LIMIT_SOURCES); i++)
    {
      JsonObject *from = propus_json_array_object (pages, i);
      JsonObject *page = json_object_new ();

      set_uri (page, propus_json_get_string (from, "retrievedUrl"));
      set_words (page, "status", propus_json_get_string (from, "urlRetrievalStatus"));
      if (json_object_get_size (page) > 0)
        add_once (self, "pages", PROPUS_LIMIT_SOURCES, page);
      else
        json_object_unref (page);
    }
}

static void
add_ratings (PropusAnswerFacts *self,
             JsonArray         *ratings)
{
  for (guint i = 0; ratings != NULL && i < MIN (json_array_get_length (ratings), 20); i++)
    {
      JsonObject *from = propus_json_array_object (ratings, i);
      JsonObject *rating;

      if (!propus_json_get_boolean (from, "blocked", FALSE) || propus_json_get_string (from, "category") == NULL)
        continue;

      rating = json_object_new ();
      set_words (rating, "category", propus_json_get_string (from, "category"));
      set_words (rating, "probability", propus_json_get_string (from, "probability"));
      add_once (self, "blocked", 20, rating);
    }
}

/**
 * propus_answer_facts_add_chunk:
 * @self: the facts
 * @chunk: what came
 *
 * Sources are counted over all that comes: each piece of an answer brings only the new ones.
 */
void
propus_answer_facts_add_chunk (PropusAnswerFacts   *self,
                               PropusGenerateChunk *chunk)
{
  JsonObject *notes;
  JsonObject *grounding;

  g_return_if_fail (self != NULL && chunk != NULL);

  set_words (self->root, "modelVersion", propus_generate_chunk_get_model_version (chunk));
  notes = propus_generate_chunk_get_notes (chunk);
  if (notes == NULL)
    return;

  grounding = propus_json_get_object (notes, "groundingMetadata");
  add_sources (self, propus_json_get_array (grounding, "groundingChunks"));
  add_supports (self, propus_json_get_array (grounding, "groundingSupports"));
  add_queries (self, propus_json_get_array (grounding, "webSearchQueries"));
  add_queries (self, propus_json_get_array (grounding, "imageSearchQueries"));
  add_citations (self, propus_json_get_object (notes, "citationMetadata"));
  add_pages (self, propus_json_get_array (propus_json_get_object (notes, "urlContextMetadata"), "urlMetadata"));
  add_ratings (self, propus_json_get_array (notes, "safetyRatings"));
  if (propus_json_get_object (notes, "modelStatus") != NULL)
    json_object_set_object_member (self->root, "modelStatus", json_object_ref (propus_json_get_object (notes, "modelStatus")));
}

/**
 * propus_answer_facts_set_times:
 * @self: the facts
 * @first_us: microseconds from asking to the first piece of the answer, 0 unknown
 * @total_us: to its end; that of a continued answer is added to the time before
 */
void
propus_answer_facts_set_times (PropusAnswerFacts *self,
                               gint64             first_us,
                               gint64             total_us)
{
  g_return_if_fail (self != NULL);

  if (first_us > 0 && !json_object_has_member (self->root, "firstMs"))
    json_object_set_int_member (self->root, "firstMs", MAX (first_us / 1000, 1));
  if (total_us > 0)
    json_object_set_int_member (self->root, "totalMs",
                                MAX (total_us / 1000, 1) + CLAMP (propus_json_get_int (self->root, "totalMs", 0), 0, G_MAXINT));
}

/**
 * propus_answer_facts_dup_json:
 * @self: the facts
 *
 * Returns: (transfer full) (nullable): them as one JSON object, %NULL when there is nothing to say
 */
char *
propus_answer_facts_dup_json (PropusAnswerFacts *self)
{
  static const char * const lists[] = { "sources", "supports", "citations", "queries", "pages", "blocked" };

  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *list = propus_json_get_array (self->root, lists[i]);

      if (list != NULL && json_array_get_length (list) == 0)
        json_object_remove_member (self->root, lists[i]);
    }

  return json_object_get_size (self->root) > 0 ? propus_json_object_to_string (self->root, FALSE) : NULL;
}

/**
 * propus_answer_facts_new:
 * @json: (nullable): what was known of the beginning of an answer that goes on
 * @text_length: the length of that beginning in bytes
 *
 * Returns: (transfer full): facts to be filled
 */
PropusAnswerFacts *
propus_answer_facts_new (const char *json,
                         gsize       text_length)
{
  PropusAnswerFacts *self = g_new0 (PropusAnswerFacts, 1);
  g_autoptr(JsonNode) node = json != NULL ? propus_json_parse (json, -1, NULL) : NULL;
  JsonObject *before = propus_json_node_object (node);
  JsonArray *sources = propus_json_get_array (before, "sources");

  self->root = before != NULL ? json_object_ref (before) : json_object_new ();
  self->base = text_length;
  self->first_source = sources != NULL ? json_array_get_length (sources) : 0;
  return self;
}

/**
 * propus_answer_facts_free:
 * @self: (transfer full): facts
 */
void
propus_answer_facts_free (PropusAnswerFacts *self)
{
  g_return_if_fail (self != NULL);

  json_object_unref (self->root);
  g_free (self);
}
