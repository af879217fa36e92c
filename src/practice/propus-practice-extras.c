/* propus-practice-extras.c - what a practice answer has beside its text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-practice-extras.h"

#include "propus-practice-answer.h"
#include "propus-practice-media.h"

#include <string.h>

typedef enum
{
  EXTRA_PICTURE,
  EXTRA_SOUND,
  EXTRA_FILE,
  EXTRA_RUN,
  EXTRA_SEARCH,
  EXTRA_PAGES,
  N_EXTRAS,
} Extra;

static const struct
{
  const char *words[4];
  const char *english;
  const char *chinese;
} extras[] = {
  [EXTRA_PICTURE] = {
    { "picture", "drawing", "圖片", NULL },
    "## A picture\n\nPropus as a painter may see it, a red giant and its companion:\n\n",
    "## 圖片\n\n畫家眼中的鉞，一顆紅巨星和它的伴星：\n\n" },
  [EXTRA_SOUND] = {
    { "speech", "audio", "語音", NULL },
    "## A sound\n\nTwo notes, as the API sends speech:\n\n",
    "## 聲音\n\n兩個音符，格式與 API 的語音相同：\n\n" },
  [EXTRA_FILE] = {
    { "spreadsheet", "csv", "試算表", NULL },
    "## A file\n\nThe brightest stars of Gemini, to be saved:\n\n",
    "## 檔案\n\n雙子座最亮的幾顆星，可以儲存：\n\n" },
  [EXTRA_RUN] = {
    { "calculate", "compute", "計算", NULL },
    "## Code that ran\n\nThe sum of the first five prime numbers, worked out with Python:\n\n",
    "## 執行程式碼\n\n用 Python 算出前五個質數的和：\n\n" },
  [EXTRA_SEARCH] = {
    { "sources", "look up", "來源", NULL },
    "## With sources\n\n"
    "Propus is also called **Eta Geminorum**. It lies about 380 light years away, and it varies between magnitude 3.1 and 3.9.\n\n"
    "- The name is Greek and means *forward foot*.\n"
    "- A companion goes around it in 8.2 years.\n\n",
    "## 附上來源\n\n"
    "鉞又稱為**雙子座 η**。它距離我們大約 380 光年，亮度在 3.1 等到 3.9 等之間變化。\n\n"
    "- 這個名字來自希臘文，意思是*前腳*。\n"
    "- 伴星每 8.2 年繞它一圈。\n\n" },
  [EXTRA_PAGES] = {
    { "web page", "website", "網頁", NULL },
    "## Pages that were read\n\nOne page could be read, one not, and one is behind a paywall.\n\n",
    "## 讀取的網頁\n\n一個網頁讀到了，一個讀不到，還有一個在付費牆後面。\n\n" },
};

/* Sentences of the section with sources, and what they rest on. */
static const struct
{
  const char *english;
  const char *chinese;
  int first, second;   /* indexes of sources, -1 none */
} supports[] = {
  { "Propus is also called **Eta Geminorum**.", "鉞又稱為**雙子座 η**。", 0, -1 },
  { "It lies about 380 light years away, and it varies between magnitude 3.1 and 3.9.",
    "它距離我們大約 380 光年，亮度在 3.1 等到 3.9 等之間變化。", 1, 2 },
  { "A companion goes around it in 8.2 years.", "伴星每 8.2 年繞它一圈。", 1, -1 },
};

static const struct { const char *title; const char *uri; } sources[] = {
  { "example.org", "https://example.org/eta-geminorum" },
  { "example.com", "https://www.example.com/stars/propus?from=practice" },
  { "例え.example", "https://xn--r8jz45g.example/futago" },
};

static gboolean
wants (Extra       extra,
       const char *folded_prompt)
{
  for (gsize i = 0; extras[extra].words[i] != NULL; i++)
    if (strstr (folded_prompt, extras[extra].words[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* A tool that is on is used, so that its results can be seen; in a long answer, a greeting or a title it would only be in
 * the way. */
static gboolean
may_use (const PropusPracticeRequest *request,
         Extra                        extra)
{
  return (extra == EXTRA_SEARCH && request->searches) || (extra == EXTRA_PAGES && request->reads) ||
         (extra == EXTRA_RUN && request->runs);
}

static gboolean
asked_for (const PropusPracticeRequest *request,
           Extra                        extra)
{
  g_autofree char *folded = g_utf8_casefold (request->prompt, -1);

  return request->long_bytes == 0 && (wants (extra, folded) || may_use (request, extra));
}

/**
 * propus_practice_extras_append_sections:
 * @answer: gets the words
 * @request: what was asked
 * @chinese: in which language
 *
 * Returns: whether something was asked for
 */
gboolean
propus_practice_extras_append_sections (GString                     *answer,
                                        const PropusPracticeRequest *request,
                                        gboolean                     chinese)
{
  gboolean found = FALSE;

  for (int i = 0; i < N_EXTRAS; i++)
    if (asked_for (request, (Extra) i))
      {
        /* What introduces a part is sent just before it. */
        if (i >= EXTRA_SEARCH)
          g_string_append (answer, chinese ? extras[i].chinese : extras[i].english);
        found = TRUE;
      }

  return found;
}

/**
 * propus_practice_extras_has_parts:
 * @request: what was asked
 *
 * Returns: whether something follows the text
 */
gboolean
propus_practice_extras_has_parts (const PropusPracticeRequest *request)
{
  for (int i = 0; i < EXTRA_SEARCH; i++)
    if (asked_for (request, (Extra) i))
      return TRUE;

  return request->odd != NULL;
}

/* --- parts --- */

static JsonObject *
add_part (JsonArray  *parts,
          const char *kind)
{
  JsonObject *part = json_object_new ();
  JsonObject *value = json_object_new ();

  json_object_set_object_member (part, kind, value);
  json_array_add_object_element (parts, part);
  return value;
}

static void
add_text (JsonArray  *parts,
          const char *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "text", text);
  json_array_add_object_element (parts, part);
}

/* Takes @bytes. */
static void
add_data (JsonArray  *parts,
          const char *mime,
          const char *name,
          GBytes     *bytes)
{
  JsonObject *data = add_part (parts, "inlineData");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_object_set_string_member (data, "mimeType", mime);
  json_object_set_string_member (data, "data", base64);
  if (name != NULL)
    json_object_set_string_member (data, "displayName", name);
  g_bytes_unref (bytes);
}

static void
add_run (JsonArray *parts,
         gboolean   fails)
{
  JsonObject *code = add_part (parts, "executableCode");
  JsonObject *result = add_part (parts, "codeExecutionResult");

  json_object_set_string_member (code, "language", "PYTHON");
  json_object_set_string_member (code, "code", fails ? "print(1 / 0)\n"
                                                     : "primes = [2, 3, 5, 7, 11]\nprint(f\"The sum is {sum(primes)}.\")\n");
  json_object_set_string_member (result, "outcome", fails ? "OUTCOME_FAILED" : "OUTCOME_OK");
  json_object_set_string_member (result, "output", fails ? "ZeroDivisionError: division by zero\n" : "The sum is 28.\n");
}

/* What a broken or hostile server may send. */
static void
add_odd_part (JsonArray  *parts,
              const char *odd)
{
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>";

  if (g_str_equal (odd, "bomb"))
    add_data (parts, "image/png", NULL, propus_practice_media_make_bomb (20000, 20000));
  else if (g_str_equal (odd, "svg"))
    add_data (parts, "image/png", NULL, g_bytes_new_static (svg, sizeof svg - 1));
  else if (g_str_equal (odd, "empty"))
    add_data (parts, "image/png", NULL, propus_practice_media_make_bomb (0, 0));
  else if (g_str_equal (odd, "truncated"))
    {
      g_autoptr(GBytes) whole = propus_practice_media_make_picture (640, 400);

      add_data (parts, "image/jpeg", "../../.bashrc", g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2));
    }
  else if (g_str_equal (odd, "base64"))
    {
      JsonObject *data = add_part (parts, "inlineData");

      json_object_set_string_member (data, "mimeType", "image/png");
      json_object_set_string_member (data, "data", "iVBORw0KGgo!!!! not base64");
    }
  else if (g_str_equal (odd, "mime"))
    json_object_set_string_member (add_part (parts, "inlineData"), "data", "UHJvcHVz");
  else if (g_str_equal (odd, "unknown"))
    json_object_set_string_member (add_part (parts, "hologram"), "beam", "me up");
  else if (g_str_equal (odd, "call"))
    json_object_set_string_member (add_part (parts, "functionCall"), "name", "erase_disk");
}

static gboolean
introduce (JsonArray                   *parts,
           const PropusPracticeRequest *request,
           Extra                        extra)
{
  if (!asked_for (request, extra))
    return FALSE;

  add_text (parts, propus_practice_answer_is_chinese (request) ? extras[extra].chinese : extras[extra].english);
  return TRUE;
}

/**
 * propus_practice_extras_make_parts:
 * @request: what was asked
 *
 * Returns: (transfer full): the parts that follow the text; often none
 */
JsonArray *
propus_practice_extras_make_parts (const PropusPracticeRequest *request)
{
  static const char csv[] = "star,magnitude\nPollux,1.14\nCastor,1.58\nPropus,3.31\n";
  JsonArray *parts = json_array_new ();

  if (request->odd != NULL)
    {
      add_odd_part (parts, request->odd);
      if (json_array_get_length (parts) > 0)
        add_text (parts, "\n\nText goes on behind it.\n");
      return parts;
    }

  if (introduce (parts, request, EXTRA_PICTURE))
    {
      add_data (parts, "image/png", NULL, propus_practice_media_make_picture (640, 400));
      add_text (parts, propus_practice_answer_is_chinese (request) ? "\n\n文字在圖片**後面**繼續。\n\n"
                                                                   : "\n\nThe text goes on **behind** the picture.\n\n");
    }
  if (introduce (parts, request, EXTRA_SOUND))
    add_data (parts, "audio/L16;codec=pcm;rate=24000", NULL, propus_practice_media_make_sound (24000));
  if (introduce (parts, request, EXTRA_FILE))
    add_data (parts, "text/csv", "stars.csv", g_bytes_new_static (csv, sizeof csv - 1));
  if (introduce (parts, request, EXTRA_RUN))
    {
      add_run (parts, FALSE);
      add_text (parts, propus_practice_answer_is_chinese (request) ? "前五個質數的和是 **28**。\n\n"
                                                                   : "The sum of the first five prime numbers is **28**.\n\n");
      add_run (parts, TRUE);
    }
  if (json_array_get_length (parts) > 0)
    add_text (parts, propus_practice_answer_get_ending (request));

  return parts;
}

/* --- what is said about it --- */

static JsonObject *
make_grounding (const char *text)
{
  JsonObject *grounding = json_object_new ();
  JsonObject *entry = json_object_new ();
  JsonArray *chunks = json_array_new ();
  JsonArray *segments = json_array_new ();
  JsonArray *queries = json_array_new ();

  json_object_set_string_member (entry, "renderedContent", "<style>.chip { color: red }</style><a href=\"javascript:alert(1)\">chip</a>");
  json_object_set_object_member (grounding, "searchEntryPoint", entry);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      JsonObject *chunk = json_object_new ();
      JsonObject *web = json_object_new ();

      json_object_set_string_member (web, "uri", sources[i].uri);
      json_object_set_string_member (web, "title", sources[i].title);
      json_object_set_object_member (chunk, "web", web);
      json_array_add_object_element (chunks, chunk);
    }
  json_object_set_array_member (grounding, "groundingChunks", chunks);

  for (gsize i = 0; i < G_N_ELEMENTS (supports); i++)
    {
      const char *words = strstr (text, supports[i].english) != NULL ? supports[i].english : supports[i].chinese;
      const char *start = strstr (text, words);
      JsonObject *support, *segment;
      JsonArray *indexes;

      if (start == NULL)
        continue;
      support = json_object_new ();
      segment = json_object_new ();
      indexes = json_array_new ();
      if (start > text)
        json_object_set_int_member (segment, "startIndex", start - text);
      json_object_set_int_member (segment, "endIndex", start - text + (gint64) strlen (words));
      json_object_set_string_member (segment, "text", words);
      json_array_add_int_element (indexes, supports[i].first);
      if (supports[i].second >= 0)
        json_array_add_int_element (indexes, supports[i].second);
      json_object_set_object_member (support, "segment", segment);
      json_object_set_array_member (support, "groundingChunkIndices", indexes);
      json_array_add_object_element (segments, support);
    }
  json_object_set_array_member (grounding, "groundingSupports", segments);

  json_array_add_string_element (queries, "how far away is Propus");
  json_array_add_string_element (queries, "Eta Geminorum 雙子座");
  json_object_set_array_member (grounding, "webSearchQueries", queries);
  return grounding;
}

static JsonObject *
make_pages (void)
{
  static const char * const pages[][2] = {
    { "https://example.org/", "URL_RETRIEVAL_STATUS_SUCCESS" },
    { "https://no-such-host.example/", "URL_RETRIEVAL_STATUS_ERROR" },
    { "https://news.example.com/long/article?id=1234567890", "URL_RETRIEVAL_STATUS_PAYWALL" },
  };
  JsonObject *metadata = json_object_new ();
  JsonArray *list = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      JsonObject *page = json_object_new ();

      json_object_set_string_member (page, "retrievedUrl", pages[i][0]);
      json_object_set_string_member (page, "urlRetrievalStatus", pages[i][1]);
      json_array_add_object_element (list, page);
    }
  json_object_set_array_member (metadata, "urlMetadata", list);
  return metadata;
}

/**
 * propus_practice_extras_make_notes:
 * @request: what was asked
 * @text: what was answered
 *
 * Returns: (transfer full) (nullable): members for the last candidate
 */
JsonObject *
propus_practice_extras_make_notes (const PropusPracticeRequest *request,
                                   const char                  *text)
{
  JsonObject *notes = json_object_new ();

  if (asked_for (request, EXTRA_SEARCH))
    json_object_set_object_member (notes, "groundingMetadata", make_grounding (text));
  if (asked_for (request, EXTRA_PAGES))
    json_object_set_object_member (notes, "urlContextMetadata", make_pages ());

  if (json_object_get_size (notes) > 0)
    return notes;
  json_object_unref (notes);
  return NULL;
}

/**
 * propus_practice_extras_make_odd:
 * @odd: of the request
 * @response: about to be sent
 *
 * "counts": usage that makes no sense; "candidates": eight of them, with odd indexes, of which the first counts.
 */
void
propus_practice_extras_make_odd (const char *odd,
                                 JsonObject *response)
{
  if (g_strcmp0 (odd, "counts") == 0 && json_object_has_member (response, "usageMetadata"))
    {
      JsonObject *usage = json_object_get_object_member (response, "usageMetadata");

      json_object_set_int_member (usage, "promptTokenCount", -1);
      json_object_set_double_member (usage, "candidatesTokenCount", 1e300);
      json_object_set_int_member (usage, "totalTokenCount", G_MAXINT64);
      json_object_set_string_member (usage, "thoughtsTokenCount", "12");
    }
  else if (g_strcmp0 (odd, "candidates") == 0 && json_object_has_member (response, "candidates"))
    {
      JsonArray *candidates = json_object_get_array_member (response, "candidates");

      json_object_set_string_member (json_array_get_object_element (candidates, 0), "index", "seven");
      for (int i = 0; i < 7; i++)
        {
          JsonObject *other = json_object_new ();
          JsonObject *content = json_object_new ();
          JsonArray *parts = json_array_new ();

          add_text (parts, "Nobody asked for this candidate.");
          json_object_set_array_member (content, "parts", parts);
          json_object_set_object_member (other, "content", content);
          json_object_set_int_member (other, "index", -i);
          json_array_add_object_element (candidates, other);
        }
    }
}
