/* propus-answer-sources.c - what an answer rests on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-sources.h"

#include "propus-answer-part.h"
#include "propus-json.h"
#include "propus-limits.h"

#include <string.h>

/* A segment whose place is wrong is looked for by its words in a text of at most this length. */
#define SEARCHED_BYTES (1024u * 1024)

typedef struct
{
  const char         *text;
  gsize               length;
  const char * const *raw_parts;
  GArray             *runs;       /* of Run, NULL: not read yet */
} Text;

/* The API's own parts: neighbouring pieces of text are one, and so are those of thoughts. */
typedef struct
{
  gsize    start;
  gboolean is_text;
  gboolean is_thought;
} Run;

/* Where a number goes, before the numbers are given. */
typedef struct
{
  gsize offset;
  guint index;    /* of a source of @found */
} Place;

typedef struct
{
  GPtrArray  *found;      /* of PropusSource */
  GHashTable *by_key;     /* address or title to index + 1 */
  GArray     *places;     /* of Place */
} Reader;

static void
source_free (PropusSource *self)
{
  g_free (self->uri);
  g_free (self->title);
  g_free (self->license);
  g_free (self);
}

static void
page_free (PropusReadPage *self)
{
  g_free (self->uri);
  g_free (self);
}

static char *
dup_string (JsonObject *object,
            const char *member)
{
  const char *text = propus_json_get_string (object, member);

  return g_strdup (text != NULL ? text : "");
}

/* --- places --- */

static void
read_runs (Text *self)
{
  gsize at = 0;

  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  for (gsize i = 0; self->raw_parts != NULL && self->raw_parts[i] != NULL; i++)
    {
      g_autoptr(PropusAnswerPart) part = propus_answer_part_parse (self->raw_parts[i]);
      Run run = { at, part->kind == PROPUS_PART_TEXT, part->kind == PROPUS_PART_THOUGHT };
      const Run *last = self->runs->len > 0 ? &g_array_index (self->runs, Run, self->runs->len - 1) : NULL;

      if (part->kind == PROPUS_PART_NOTHING)
        continue;
      if (last == NULL || !(run.is_text || run.is_thought) || last->is_text != run.is_text || last->is_thought != run.is_thought)
        g_array_append_val (self->runs, run);
      if (run.is_text)
        at += strlen (part->text);
    }
}

/* Where part @index begins; FALSE: there is no such part of text. */
static gboolean
find_run (Text     *self,
          gint64    index,
          gboolean  with_thoughts,
          gsize    *start)
{
  gint64 n = 0;

  if (self->runs == NULL)
    read_runs (self);
  for (guint i = 0; i < self->runs->len; i++)
    {
      const Run *run = &g_array_index (self->runs, Run, i);

      if (run->is_thought && !with_thoughts)
        continue;
      if (n++ == index)
        {
          *start = run->start;
          return run->is_text;
        }
    }

  return FALSE;
}

static gboolean
is_boundary (Text  *self,
             gsize  offset)
{
  return offset <= self->length && ((guchar) self->text[offset] & 0xc0) != 0x80;
}

static gboolean
fits (Text       *self,
      gsize       base,
      gint64      start,
      gint64      end,
      const char *words)
{
  gsize first = base + (gsize) start;
  gsize last = base + (gsize) end;

  if (!is_boundary (self, last) || !is_boundary (self, first))
    return FALSE;

  return words == NULL || (strlen (words) == last - first && memcmp (self->text + first, words, last - first) == 0);
}

/* Where the part begins that the offsets count in. */
static gboolean
find_base (Text       *self,
           gint64      part,
           gint64      start,
           gint64      end,
           const char *words,
           gsize      *base)
{
  if (part > 0 && find_run (self, part, TRUE, base) && fits (self, *base, start, end, words))
    return TRUE;
  if (part > 0 && find_run (self, part, FALSE, base) && fits (self, *base, start, end, words))
    return TRUE;

  *base = 0;
  return (part <= 0 || words != NULL) && fits (self, 0, start, end, words);
}

/* The end of a segment in the whole text. Which part its offsets count in is not always told as it should be, so the
 * words decide, where they are given. */
static gboolean
find_end (Text       *self,
          JsonObject *segment,
          gsize      *offset)
{
  const char *words = propus_json_get_string (segment, "text");
  gint64 start = propus_json_get_int (segment, "start", 0);
  gint64 end = propus_json_get_int (segment, "end", -1);
  gint64 part = propus_json_get_int (segment, "part", -1);
  gsize base = 0;
  const char *found;

  if (start < 0 || end <= start || end > PROPUS_LIMIT_ANSWER_BYTES)
    return FALSE;

  if (find_base (self, part, start, end, words, &base))
    {
      *offset = base + (gsize) end;
      return TRUE;
    }
  if (words == NULL || *words == '\0' || self->length > SEARCHED_BYTES)
    return FALSE;

  found = strstr (self->text, words);
  if (found == NULL)
    return FALSE;
  *offset = (gsize) (found - self->text) + strlen (words);
  return TRUE;
}

/* --- sources --- */

static PropusSourceKind
get_kind (JsonObject *source)
{
  static const char * const kinds[] = { "web", "map", "image", "document", NULL };
  const char *kind = propus_json_get_string (source, "kind");

  for (guint i = 0; kind != NULL && kinds[i] != NULL; i++)
    if (g_str_equal (kind, kinds[i]))
      return (PropusSourceKind) i;

  return PROPUS_SOURCE_WEB;
}

/* The index of a source, one for each address however often it is named; G_MAXUINT: it says nothing. */
static guint
add_source (Reader           *reader,
            JsonObject       *from,
            PropusSourceKind  kind)
{
  PropusSource *source;
  g_autofree char *uri = dup_string (from, "uri");
  g_autofree char *title = dup_string (from, "title");
  const char *key = *uri != '\0' ? uri : title;
  guint known;

  if (*key == '\0')
    return G_MAXUINT;

  known = GPOINTER_TO_UINT (g_hash_table_lookup (reader->by_key, key));
  if (known > 0)
    return known - 1;
  if (reader->found->len >= PROPUS_LIMIT_SOURCES)
    return G_MAXUINT;

  g_hash_table_insert (reader->by_key, g_strdup (key), GUINT_TO_POINTER (reader->found->len + 1));
  source = g_new0 (PropusSource, 1);
  source->kind = kind;
  source->uri = g_steal_pointer (&uri);
  source->title = g_steal_pointer (&title);
  source->license = dup_string (from, "license");
  g_ptr_array_add (reader->found, source);
  return reader->found->len - 1;
}

static void
add_place (Reader *reader,
           gsize   offset,
           guint   index)
{
  Place place = { offset, index };

  if (index != G_MAXUINT && reader->places->len < PROPUS_LIMIT_SOURCE_MARKS)
    g_array_append_val (reader->places, place);
}

static void
read_grounding (Reader     *reader,
                JsonObject *facts,
                Text       *text)
{
  JsonArray *sources = propus_json_get_array (facts, "sources");
  JsonArray *supports = propus_json_get_array (facts, "supports");
  g_autoptr(GArray) indexes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; sources != NULL && i < json_array_get_length (sources); i++)
    {
      JsonObject *from = propus_json_array_object (sources, i);
      guint index = add_source (reader, from, get_kind (from));

      g_array_append_val (indexes, index);
    }

  for (guint i = 0; supports != NULL && i < MIN (json_array_get_length (supports), PROPUS_LIMIT_SOURCE_MARKS); i++)
    {
      JsonObject *support = propus_json_array_object (supports, i);
      JsonArray *named = propus_json_get_array (support, "sources");
      gsize offset;

      if (support == NULL || named == NULL || !find_end (text, support, &offset))
        continue;
      for (guint j = 0; j < json_array_get_length (named); j++)
        {
          JsonNode *node = json_array_get_element (named, j);
          gint64 index = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
                         ? json_node_get_int (node) : -1;

          if (index >= 0 && index < indexes->len)
            add_place (reader, offset, g_array_index (indexes, guint, index));
        }
    }
}

static void
read_citations (Reader     *reader,
                JsonObject *facts,
                Text       *text)
{
  JsonArray *citations = propus_json_get_array (facts, "citations");

  for (guint i = 0; citations != NULL && i < json_array_get_length (citations); i++)
    {
      JsonObject *citation = propus_json_array_object (citations, i);
      guint index = add_source (reader, citation, PROPUS_SOURCE_CITATION);
      gsize offset;

      if (find_end (text, citation, &offset))
        add_place (reader, offset, index);
    }
}

/* --- numbers --- */

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *left = a;
  const Place *right = b;

  if (left->offset != right->offset)
    return left->offset < right->offset ? -1 : 1;

  return left->index < right->index ? -1 : left->index > right->index;
}

static int
compare_marks (gconstpointer a,
               gconstpointer b)
{
  const PropusSourceMark *left = a;
  const PropusSourceMark *right = b;

  if (left->offset != right->offset)
    return left->offset < right->offset ? -1 : 1;

  return left->number < right->number ? -1 : left->number > right->number;
}

static guint
give_number (PropusAnswerSources *self,
             Reader              *reader,
             guint               *numbers,
             guint                index)
{
  if (numbers[index] == 0)
    {
      g_ptr_array_add (self->sources, g_steal_pointer (&g_ptr_array_index (reader->found, index)));
      numbers[index] = self->sources->len;
    }

  return numbers[index];
}

static void
number_sources (PropusAnswerSources *self,
                Reader              *reader)
{
  g_autofree guint *numbers = g_new0 (guint, MAX (reader->found->len, 1));

  g_array_sort (reader->places, compare_places);
  for (guint i = 0; i < reader->places->len; i++)
    {
      const Place *place = &g_array_index (reader->places, Place, i);
      PropusSourceMark mark = { place->offset, give_number (self, reader, numbers, place->index) };

      g_array_append_val (self->marks, mark);
    }
  for (guint i = 0; i < reader->found->len; i++)
    give_number (self, reader, numbers, i);

  g_array_sort (self->marks, compare_marks);
  for (guint i = self->marks->len; i > 1; i--)
    if (compare_marks (&g_array_index (self->marks, PropusSourceMark, i - 1),
                       &g_array_index (self->marks, PropusSourceMark, i - 2)) == 0)
      g_array_remove_index (self->marks, i - 1);
}

/* --- the rest --- */

static PropusPageStatus
get_status (const char *status)
{
  static const struct { const char *end; PropusPageStatus status; } known[] = {
    { "_SUCCESS", PROPUS_PAGE_READ }, { "_ERROR", PROPUS_PAGE_FAILED }, { "_PAYWALL", PROPUS_PAGE_PAYWALL },
    { "_UNSAFE", PROPUS_PAGE_UNSAFE },
  };

  for (gsize i = 0; status != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_has_suffix (status, known[i].end))
      return known[i].status;

  return PROPUS_PAGE_UNKNOWN;
}

static void
read_rest (PropusAnswerSources *self,
           JsonObject          *facts)
{
  JsonArray *queries = propus_json_get_array (facts, "queries");
  JsonArray *pages = propus_json_get_array (facts, "pages");

  for (guint i = 0; queries != NULL && i < MIN (json_array_get_length (queries), 20); i++)
    if (propus_json_array_string (queries, i) != NULL)
      g_ptr_array_add (self->queries, g_strdup (propus_json_array_string (queries, i)));

  for (guint i = 0; pages != NULL && i < MIN (json_array_get_length (pages), PROPUS_LIMIT_SOURCES); i++)
    {
      JsonObject *from = propus_json_array_object (pages, i);
      PropusReadPage *page = g_new0 (PropusReadPage, 1);

      page->uri = dup_string (from, "uri");
      page->status = get_status (propus_json_get_string (from, "status"));
      g_ptr_array_add (self->pages, page);
    }
}

/**
 * propus_answer_sources_read:
 * @facts: (nullable): of propus_answer_facts_dup_json()
 * @text: of the answer, valid UTF-8
 * @length: its length in bytes
 * @raw_parts: (nullable): the parts, ended by %NULL; parsed only where an offset counts in one of them
 *
 * Reads the sources and finds the places in the text that they belong to. What makes no sense is left out.
 *
 * Returns: (transfer full): the sources; with nothing in it when there are none
 */
PropusAnswerSources *
propus_answer_sources_read (const char         *facts,
                            const char         *text,
                            gsize               length,
                            const char * const *raw_parts)
{
  PropusAnswerSources *self = g_new0 (PropusAnswerSources, 1);
  g_autoptr(JsonNode) node = facts != NULL ? propus_json_parse (facts, -1, NULL) : NULL;
  JsonObject *root = propus_json_node_object (node);
  Text whole = { text, length, raw_parts, NULL };
  Reader reader;

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (PropusSourceMark));
  self->queries = g_ptr_array_new_with_free_func (g_free);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_free);
  if (root == NULL || text == NULL)
    return self;

  reader.found = g_ptr_array_new ();
  reader.by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.places = g_array_new (FALSE, FALSE, sizeof (Place));
  read_grounding (&reader, root, &whole);
  read_citations (&reader, root, &whole);
  number_sources (self, &reader);
  read_rest (self, root);

  g_ptr_array_unref (reader.found);
  g_hash_table_unref (reader.by_key);
  g_array_unref (reader.places);
  g_clear_pointer (&whole.runs, g_array_unref);
  return self;
}

/**
 * propus_answer_sources_free:
 * @self: (transfer full): sources
 */
void
propus_answer_sources_free (PropusAnswerSources *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->sources);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->queries);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

/**
 * propus_answer_facts_dup_blocked:
 * @facts: (nullable): of propus_answer_facts_dup_json()
 *
 * Returns: (transfer full) (nullable): such as "HARM_CATEGORY_HARASSMENT", ended by %NULL; %NULL when there are none
 */
char **
propus_answer_facts_dup_blocked (const char *facts)
{
  g_autoptr(JsonNode) node = facts != NULL ? propus_json_parse (facts, -1, NULL) : NULL;
  JsonArray *blocked = propus_json_get_array (propus_json_node_object (node), "blocked");
  g_autoptr(GStrvBuilder) categories = g_strv_builder_new ();
  char **result;

  for (guint i = 0; blocked != NULL && i < MIN (json_array_get_length (blocked), 20); i++)
    {
      const char *category = propus_json_get_string (propus_json_array_object (blocked, i), "category");

      if (category != NULL)
        g_strv_builder_add (categories, category);
    }

  result = g_strv_builder_end (categories);
  if (*result != NULL)
    return result;
  g_strfreev (result);
  return NULL;
}

/**
 * propus_answer_facts_dup_model:
 * @facts: (nullable): of propus_answer_facts_dup_json()
 *
 * Returns: (transfer full) (nullable): the version of the model that answered
 */
char *
propus_answer_facts_dup_model (const char *facts)
{
  g_autoptr(JsonNode) node = facts != NULL ? propus_json_parse (facts, -1, NULL) : NULL;

  return g_strdup (propus_json_get_string (propus_json_node_object (node), "modelVersion"));
}
