/* propus-code.c - a request as a program that makes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include "propus-json.h"

static const PropusCodeFacts facts[PROPUS_CODE_N_LANGUAGES] = {
  [PROPUS_CODE_PYTHON] = { "python", "Python", "chat.py", "python", "pip install google-genai", NULL, "python3 chat.py" },
  [PROPUS_CODE_JAVASCRIPT] = { "javascript", "JavaScript", "chat.mjs", "js", "npm install @google/genai", NULL, "node chat.mjs" },
  [PROPUS_CODE_GO] = { "go", "Go", "chat.go", "go", "go mod init chat && go get google.golang.org/genai", NULL, "go run chat.go" },
  [PROPUS_CODE_JAVA] = { "java", "Java", "Chat.java", "java", "com.google.genai:google-genai", NULL,
                         "mvn compile exec:java -Dexec.mainClass=Chat" },
  [PROPUS_CODE_C] = { "c", "C", "chat.c", "c", "sudo apt install gcc pkg-config libsoup-3.0-dev libjson-glib-dev",
                      "cc chat.c -o chat $(pkg-config --cflags --libs libsoup-3.0 json-glib-1.0)", "./chat" },
  [PROPUS_CODE_CURL] = { "curl", "curl", "chat.sh", "sh", "sudo apt install curl", NULL, "bash chat.sh" },
};

/**
 * propus_code_get_facts:
 * @language: a language
 *
 * Returns: (transfer none): what it is called, and how a program in it is run
 */
const PropusCodeFacts *
propus_code_get_facts (PropusCodeLanguage language)
{
  g_return_val_if_fail (language < PROPUS_CODE_N_LANGUAGES, NULL);

  return &facts[language];
}

static void
set_extra (PropusCodePlan *plan,
           gboolean        is_generation,
           const char     *member,
           JsonNode       *node)
{
  JsonObject *target = plan->extra;

  if (is_generation)
    {
      if (!json_object_has_member (target, "generationConfig"))
        json_object_set_object_member (target, "generationConfig", json_object_new ());
      target = json_object_get_object_member (target, "generationConfig");
    }
  json_object_set_member (target, member, json_node_copy (node));
}

/* "generationConfig" and what lies beside it have no name in common. */
static void
place_members (PropusCodePlan *plan,
               JsonObject     *object,
               gboolean        is_generation)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const PropusCodeField *field = _propus_code_find_field (&_propus_code_config, member);

      if (!is_generation && g_str_equal (member, "contents"))
        continue;
      if (!is_generation && g_str_equal (member, "generationConfig") && JSON_NODE_HOLDS_OBJECT (node))
        place_members (plan, json_node_get_object (node), TRUE);
      else if (field != NULL && _propus_code_fits (plan->language, field, node))
        json_object_set_member (plan->config, member, json_node_copy (node));
      else
        set_extra (plan, is_generation, member, node);
    }
}

static gboolean
contents_fit (PropusCodePlan *plan,
              JsonNode       *contents)
{
  static const PropusCodeField field = { "contents", "Contents", PROPUS_CODE_OBJECTS, FALSE, &_propus_code_content };

  return _propus_code_fits (plan->language, &field, contents);
}

static void
make_plan (PropusCodePlan *plan,
           JsonObject     *request)
{
  JsonNode *contents = json_object_get_member (request, "contents");

  plan->config = json_object_new ();
  plan->extra = json_object_new ();
  place_members (plan, request, FALSE);
  if (contents == NULL)
    return;
  if (contents_fit (plan, contents))
    plan->contents = json_array_ref (json_node_get_array (contents));
  else
    set_extra (plan, FALSE, "contents", contents);
}

static char *
write_plan (const PropusCodePlan *plan)
{
  switch (plan->language)
    {
    case PROPUS_CODE_PYTHON:
      return _propus_code_python (plan);
    case PROPUS_CODE_JAVASCRIPT:
      return _propus_code_javascript (plan);
    case PROPUS_CODE_GO:
      return _propus_code_go (plan);
    case PROPUS_CODE_JAVA:
      return _propus_code_java (plan);
    case PROPUS_CODE_C:
      return _propus_code_c (plan);
    case PROPUS_CODE_CURL:
    default:
      return _propus_code_curl (plan);
    }
}

/**
 * propus_code_write:
 * @language: what to write in
 * @model: a model's id without "models/"
 * @body: the request, as propus_generate_request_to_bytes() gives it
 * @stream: whether the program prints the answer while it comes
 * @error: (nullable): a place for an error of PROPUS_JSON_ERROR
 *
 * Writes a program that makes this request and prints the text of the answer. The program reads the key, and where it
 * asks, from its environment; nothing of either is in it. Nothing of the request is left out: what a library has no
 * field for is sent by it as it stands in @body. Any thread.
 *
 * Returns: (transfer full) (nullable): the text, UTF-8, with a line end at its end; %NULL when @body is no JSON object
 */
char *
propus_code_write (PropusCodeLanguage   language,
                   const char          *model,
                   GBytes              *body,
                   gboolean             stream,
                   GError             **error)
{
  PropusCodePlan plan = { .language = language, .model = model, .stream = stream };
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) node = NULL;
  char *code;

  g_return_val_if_fail (language < PROPUS_CODE_N_LANGUAGES, NULL);
  g_return_val_if_fail (model != NULL && body != NULL, NULL);

  text = g_strndup (g_bytes_get_size (body) > 0 ? g_bytes_get_data (body, NULL) : "", g_bytes_get_size (body));
  node = propus_json_parse (text, -1, error);
  if (node == NULL)
    return NULL;
  if (propus_json_node_object (node) == NULL)
    {
      g_set_error_literal (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_SYNTAX, "The request is no JSON object");
      return NULL;
    }

  plan.body = text;
  make_plan (&plan, json_node_get_object (node));
  code = write_plan (&plan);
  g_clear_pointer (&plan.contents, json_array_unref);
  json_object_unref (plan.config);
  json_object_unref (plan.extra);

  return code;
}
