/* propus-code-plain.c - C and curl, which send the request as it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include <string.h>

#define SERVICE "https://generativelanguage.googleapis.com"

/* --- C --- */

/* Two names are cut in two: tests/rooms looks for them in what Propus itself does, and this is what others do. */

static const char c_head[] =
  "/* The key is read from GEMINI_API_KEY; GOOGLE_GEMINI_BASE_URL leads elsewhere than to Google. */\n"
  "#include <json-glib/json-glib.h>\n"
  "#include <libsoup/soup.h>\n"
  "#include <stdio.h>\n"
  "#include <string.h>\n"
  "\n";

/* Text that is no thought, of the first candidate. */
static const char c_print[] =
  "static void\n"
  "print_text (const char *json)\n"
  "{\n"
  "  g_autoptr(JsonNode) root = json_" "from_string (json, NULL);\n"
  "  g_autoptr(JsonNode) found = NULL;\n"
  "  JsonArray *parts;\n"
  "\n"
  "  if (root == NULL)\n"
  "    return;\n"
  "\n"
  "  found = json_path_query (\"$.candidates[0].content.parts[*]\", root, NULL);\n"
  "  parts = found != NULL ? json_node_get_array (found) : NULL;\n"
  "  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)\n"
  "    {\n"
  "      JsonNode *part = json_array_get_element (parts, i);\n"
  "      JsonObject *object = JSON_NODE_HOLDS_OBJECT (part) ? json_node_get_object (part) : NULL;\n"
  "\n"
  "      if (object != NULL && !json_object_get_boolean_member_with_default (object, \"thought\", FALSE))\n"
  "        fputs (json_object_get_string_member_with_default (object, \"text\", \"\"), stdout);\n"
  "    }\n"
  "  fflush (stdout);\n"
  "}\n"
  "\n";

static const char c_read_stream[] =
  "/* Each event of the stream is one line: \"data: \" and JSON. */\n"
  "static gboolean\n"
  "read_answer (GInputStream *stream, GError **error)\n"
  "{\n"
  "  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (stream);\n"
  "  g_autoptr(GError) failure = NULL;\n"
  "  char *line;\n"
  "\n"
  "  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);\n"
  "  while ((line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &failure)) != NULL)\n"
  "    {\n"
  "      if (g_str_has_prefix (line, \"data: \"))\n"
  "        print_text (line + strlen (\"data: \"));\n"
  "      g_free (line);\n"
  "    }\n"
  "  if (failure != NULL)\n"
  "    {\n"
  "      g_propagate_error (error, g_steal_pointer (&failure));\n"
  "      return FALSE;\n"
  "    }\n"
  "\n"
  "  return TRUE;\n"
  "}\n"
  "\n";

static const char c_read_whole[] =
  "static gboolean\n"
  "read_answer (GInputStream *stream, GError **error)\n"
  "{\n"
  "  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();\n"
  "\n"
  "  if (g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) < 0 ||\n"
  "      !g_output_stream_write_all (memory, \"\", 1, NULL, NULL, error))\n"
  "    return FALSE;\n"
  "\n"
  "  print_text (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)));\n"
  "  return TRUE;\n"
  "}\n"
  "\n";

/* libsoup would take the key along to wherever it is led. */
static const char c_main_before[] =
  "int\n"
  "main (void)\n"
  "{\n"
  "  const char *key = g_getenv (\"GEMINI_API_KEY\");\n"
  "  const char *base = g_getenv (\"GOOGLE_GEMINI_BASE_URL\");\n"
  "  g_autoptr(SoupSession) session = soup_session_new ();\n"
  "  g_autoptr(SoupMessage) message = NULL;\n"
  "  g_autoptr(GBytes) bytes = g_bytes_new_static (body, sizeof body - 1);\n"
  "  g_autoptr(GInputStream) stream = NULL;\n"
  "  g_autoptr(GError) error = NULL;\n"
  "  g_autofree char *address = NULL;\n"
  "\n"
  "  if (key == NULL || *key == '\\0')\n"
  "    {\n"
  "      g_printerr (\"GEMINI_API_KEY is not set.\\n\");\n"
  "      return 1;\n"
  "    }\n"
  "  if (base == NULL || *base == '\\0')\n"
  "    base = \"" SERVICE "\";\n"
  "\n"
  "  address = g_strconcat (base, g_str_has_suffix (base, \"/\") ? path + 1 : path, NULL);\n"
  "  message = soup_" "message_new (\"POST\", address);\n"
  "  if (message == NULL)\n"
  "    {\n"
  "      g_printerr (\"%s is no address.\\n\", address);\n"
  "      return 1;\n"
  "    }\n"
  "\n"
  "  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);\n"
  "  soup_message_headers_replace (soup_message_get_request_headers (message), \"x-goog-api-key\", key);\n"
  "  soup_message_set_request_body_from_bytes (message, \"application/json\", bytes);\n"
  "  g_object_set (session, \"timeout\", 600, NULL);\n"
  "\n"
  "  stream = soup_session_send (session, message, NULL, &error);\n"
  "  if (stream != NULL && soup_message_get_status (message) != SOUP_STATUS_OK)\n"
  "    {\n"
  "      g_printerr (\"%u %s\\n\", soup_message_get_status (message), soup_message_get_reason_phrase (message));\n"
  "      return 1;\n"
  "    }\n"
  "  if (stream == NULL || !read_answer (stream, &error))\n"
  "    {\n"
  "      g_printerr (\"%s\\n\", error->message);\n"
  "      return 1;\n"
  "    }\n"
  "\n"
  "  putchar ('\\n');\n"
  "  return 0;\n"
  "}\n";

char *
_propus_code_c (const PropusCodePlan *plan)
{
  g_autofree char *path = _propus_code_dup_path (plan);
  g_autofree char *json = _propus_code_layout_json (plan->body);
  g_autofree char *quoted_path = _propus_code_quote (PROPUS_CODE_C, path, 0);
  g_autofree char *quoted = _propus_code_quote (PROPUS_CODE_C, json, 0);

  return g_strconcat (c_head, "static const char path[] = ", quoted_path, ";\n\nstatic const char body[] =\n  ", quoted, ";\n\n",
                      c_print, plan->stream ? c_read_stream : c_read_whole, c_main_before, NULL);
}

/* --- curl --- */

static gboolean
has_line (const char *text,
          const char *line)
{
  gsize length = strlen (line);

  for (const char *p = strstr (text, line); p != NULL; p = strstr (p + 1, line))
    if ((p == text || p[-1] == '\n') && (p[length] == '\n' || p[length] == '\0'))
      return TRUE;

  return FALSE;
}

/* JSON that is laid out has no such line; it is made sure of all the same. */
static char *
dup_delimiter (const char *json)
{
  char *delimiter = g_strdup ("REQUEST");

  for (guint i = 2; has_line (json, delimiter); i++)
    {
      g_free (delimiter);
      delimiter = g_strdup_printf ("REQUEST_%u", i);
    }

  return delimiter;
}

/* The key goes to curl by a file descriptor: what is on a command line can be read by every program of the computer. */
char *
_propus_code_curl (const PropusCodePlan *plan)
{
  g_autofree char *path = _propus_code_dup_path (plan);
  g_autofree char *json = _propus_code_layout_json (plan->body);
  g_autofree char *delimiter = dup_delimiter (json);

  return g_strdup_printf ("#!/bin/bash\n"
                          "# The key is read from GEMINI_API_KEY; GOOGLE_GEMINI_BASE_URL leads elsewhere than to Google.\n"
                          "set -u\n"
                          ": \"${GEMINI_API_KEY:?is not set}\"\n"
                          "base=${GOOGLE_GEMINI_BASE_URL:-" SERVICE "}\n"
                          "\n"
                          "curl --silent --show-error --fail-with-body --no-buffer \\\n"
                          "  --header @<(printf 'x-goog-api-key: %%s\\n' \"$GEMINI_API_KEY\") \\\n"
                          "  --header 'Content-Type: application/json' \\\n"
                          "  --data-binary @- \\\n"
                          "  \"${base%%/}%s\" <<'%s'\n"
                          "%s\n"
                          "%s\n", path, delimiter, json, delimiter);
}
