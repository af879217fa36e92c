/* propus-json.c - bounded and typed readers over JSON from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-json.h"
#include "propus-limits.h"
#include "propus-text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Text from outside is rewritten before json-glib sees it: json-glib understands octal escapes, comments and lone
 * surrogates, and each of these either breaks UTF-8 or would hide nesting from the count below. What is left is strict
 * JSON whose every string comes out as valid UTF-8 and whose every number is finite. */

#define REPLACEMENT_ESCAPE "\\ufffd"
#define REPLACEMENT_UTF8   "\357\277\275"

G_DEFINE_QUARK (propus-json-error-quark, propus_json_error)

typedef struct
{
  const char *p;
  const char *end;
  GString    *out;
  guint       depth;
  gboolean    root_closed;   /* the outermost object or array has ended */
} Scan;

static int
read_code_unit (const char *p,
                const char *end)
{
  int value = 0;

  if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return -1;

  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }

  return value;
}

/* At "\u": copies the escape when it stands for a character, else writes U+FFFD for it. */
static void
scan_unicode_escape (Scan *scan)
{
  int unit = read_code_unit (scan->p, scan->end);
  int next = -1;

  if (unit < 0)
    {
      g_string_append (scan->out, REPLACEMENT_ESCAPE);
      scan->p += 2;
      return;
    }

  if (unit >= 0xd800 && unit <= 0xdbff)
    next = read_code_unit (scan->p + 6, scan->end);

  if (next >= 0xdc00 && next <= 0xdfff)
    {
      g_string_append_len (scan->out, scan->p, 12);
      scan->p += 12;
      return;
    }

  if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff))
    g_string_append (scan->out, REPLACEMENT_ESCAPE);
  else
    g_string_append_len (scan->out, scan->p, 6);
  scan->p += 6;
}

/* At a backslash within a string. */
static void
scan_escape (Scan *scan)
{
  char next = scan->end - scan->p > 1 ? scan->p[1] : '\0';

  if (next == 'u')
    {
      scan_unicode_escape (scan);
    }
  else if (next != '\0' && strchr ("\"\\/bfnrt", next) != NULL)
    {
      g_string_append_len (scan->out, scan->p, 2);
      scan->p += 2;
    }
  else
    {
      g_string_append (scan->out, REPLACEMENT_ESCAPE);
      scan->p += 1;
    }
}

/* At the opening quotation mark. A string without an end is left for json-glib to refuse. */
static void
scan_string (Scan *scan)
{
  const char *run = scan->p++;

  while (scan->p < scan->end && *scan->p != '"')
    {
      if (*scan->p != '\\')
        {
          scan->p++;
          continue;
        }
      g_string_append_len (scan->out, run, scan->p - run);
      scan_escape (scan);
      run = scan->p;
    }

  if (scan->p < scan->end)
    scan->p++;
  g_string_append_len (scan->out, run, scan->p - run);
}

/* A number that no double can hold becomes null, an integer past 64 bits becomes a double. */
static void
scan_number (Scan *scan)
{
  const char *start = scan->p;
  gboolean integer = TRUE;
  g_autofree char *token = NULL;
  gsize length;

  while (scan->p < scan->end && (g_ascii_isdigit (*scan->p) || strchr ("+-.eE", *scan->p) != NULL))
    {
      if (strchr (".eE", *scan->p) != NULL)
        integer = FALSE;
      scan->p++;
    }

  length = scan->p - start;
  if (integer && length < 18)
    {
      g_string_append_len (scan->out, start, length);
      return;
    }

  token = g_strndup (start, length);
  errno = 0;
  if (!isfinite (g_ascii_strtod (token, NULL)))
    {
      g_string_append (scan->out, "null");
      return;
    }

  g_string_append (scan->out, token);
  errno = 0;
  if (integer)
    {
      g_ascii_strtoll (token, NULL, 10);
      if (errno == ERANGE)
        g_string_append (scan->out, ".0");
    }
}

static gboolean
scan_structure (Scan    *scan,
                GError **error)
{
  char c = *scan->p;

  if (c == '{' || c == '[')
    {
      if (++scan->depth > PROPUS_LIMIT_JSON_DEPTH)
        {
          g_set_error (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_DEPTH,
                       "JSON nested deeper than %u levels", PROPUS_LIMIT_JSON_DEPTH);
          return FALSE;
        }
    }
  else if ((c == '}' || c == ']') && scan->depth > 0)
    {
      scan->root_closed = --scan->depth == 0;
    }
  else if (!g_ascii_isalpha (c) && c != ',' && c != ':' && !g_ascii_isspace (c))
    {
      g_set_error (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_SYNTAX, "Not JSON: unexpected character");
      return FALSE;
    }

  g_string_append_c (scan->out, c);
  scan->p++;
  return TRUE;
}

/* 1 for the first. */
static guint
count_lines (const char *text,
             const char *end)
{
  guint line = 1;

  for (; text < end; text++)
    line += *text == '\n' ? 1 : 0;

  return line;
}

/* What json-glib says begins with "<data>:LINE:COLUMN:". */
static guint
read_line (const char *message)
{
  const char *colon = strchr (message, ':');

  return colon != NULL ? (guint) CLAMP (g_ascii_strtoll (colon + 1, NULL, 10), 1, G_MAXINT) : 1;
}

/* Rewrites @text into JSON that is safe for json-glib 1.6, in one pass. */
static char *
prepare (const char  *text,
         guint       *line,
         GError     **error)
{
  gsize length = strlen (text);
  g_autoptr(GString) out = g_string_sized_new (length + 16);
  Scan scan = { text, text + length, out, 0, FALSE };

  if (g_str_has_prefix (text, "\357\273\277"))
    scan.p += 3;

  while (scan.p < scan.end)
    {
      if (scan.root_closed && !g_ascii_isspace (*scan.p))
        {
          g_set_error (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_SYNTAX, "Not JSON: text after its end");
          *line = count_lines (text, scan.p);
          return NULL;
        }
      if (*scan.p == '"')
        scan_string (&scan);
      else if (g_ascii_isdigit (*scan.p) || *scan.p == '-')
        scan_number (&scan);
      else if (!scan_structure (&scan, error))
        {
          *line = count_lines (text, scan.p);
          return NULL;
        }
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* @line: where it is no JSON, 1 for the first, when that can be told. */
static JsonNode *
parse (const char  *text,
       gssize       length,
       guint       *line,
       GError     **error)
{
  g_autofree char *valid = propus_text_make_valid (text, length);
  g_autofree char *prepared = prepare (valid, line, error);
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) local_error = NULL;
  JsonNode *root;

  if (prepared == NULL)
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, prepared, -1, &local_error))
    {
      /* json-glib's message quotes the text, which may hold anything. */
      g_set_error (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_SYNTAX, "Not JSON (error %d)", local_error->code);
      *line = read_line (local_error->message);
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error (error, PROPUS_JSON_ERROR, PROPUS_JSON_ERROR_SYNTAX, "Not JSON: nothing in it");

  return root;
}

/**
 * propus_json_parse:
 * @text: JSON from outside, in any state; need not be valid UTF-8
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location for a #PropusJsonError
 *
 * Parses JSON no deeper than %PROPUS_LIMIT_JSON_DEPTH. Every string in the result is valid UTF-8 (broken sequences,
 * lone surrogates and `\u0000` became U+FFFD), every number finite (else null). Of equal keys the last one wins. May
 * be called from any thread.
 *
 * Returns: (transfer full) (nullable): the root, never %NULL without @error set
 */
JsonNode *
propus_json_parse (const char  *text,
                   gssize       length,
                   GError     **error)
{
  guint line = 1;

  g_return_val_if_fail (text != NULL, NULL);

  return parse (text, length, &line, error);
}

/**
 * propus_json_find_error:
 * @text: what shall be JSON
 *
 * Returns: the line in which it stops being JSON, 1 for the first; 0 when it is JSON
 */
guint
propus_json_find_error (const char *text)
{
  guint line = 1;
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (text != NULL, 1);

  node = parse (text, -1, &line, NULL);
  return node != NULL ? 0 : line;
}

/**
 * propus_json_node_object:
 * @node: (nullable): any node
 *
 * Returns: (transfer none) (nullable): its object, %NULL when it is none
 */
JsonObject *
propus_json_node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * propus_json_node_array:
 * @node: (nullable): any node
 *
 * Returns: (transfer none) (nullable): its array, %NULL when it is none
 */
JsonArray *
propus_json_node_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonNode *
get_member (JsonObject *object,
            const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

static const char *
node_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * propus_json_get_string:
 * @object: (nullable): an object from propus_json_parse()
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the string, %NULL when it is absent or something else
 */
const char *
propus_json_get_string (JsonObject *object,
                        const char *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  return node_string (get_member (object, member));
}

/**
 * propus_json_get_boolean:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to return when it is absent or something else
 *
 * Returns: the boolean
 */
gboolean
propus_json_get_boolean (JsonObject *object,
                         const char *member,
                         gboolean    fallback)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, fallback);

  node = get_member (object, member);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;

  return json_node_get_boolean (node);
}

static gint64
double_to_int (double value,
               gint64 fallback)
{
  if (!isfinite (value))
    return fallback;
  if (value >= 9223372036854775807.0)
    return G_MAXINT64;
  if (value <= -9223372036854775808.0)
    return G_MININT64;

  return (gint64) value;
}

static gint64
string_to_int (const char *text,
               gint64      fallback)
{
  g_autoptr(GError) error = NULL;
  gint64 value = 0;

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, &error))
    return value;
  if (g_error_matches (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS))
    return text[0] == '-' ? G_MININT64 : G_MAXINT64;

  return fallback;
}

/**
 * propus_json_get_int:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to return when it is absent or no number
 *
 * Reads a number, or a string of digits as protobuf writes its int64. What does not fit 64 bits is clamped.
 *
 * Returns: the number
 */
gint64
propus_json_get_int (JsonObject *object,
                     const char *member,
                     gint64      fallback)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, fallback);

  node = get_member (object, member);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return double_to_int (json_node_get_double (node), fallback);
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return string_to_int (json_node_get_string (node), fallback);

  return fallback;
}

/**
 * propus_json_get_object:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the object, %NULL when it is absent or something else
 */
JsonObject *
propus_json_get_object (JsonObject *object,
                        const char *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  return propus_json_node_object (get_member (object, member));
}

/**
 * propus_json_get_array:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the array, %NULL when it is absent or something else
 */
JsonArray *
propus_json_get_array (JsonObject *object,
                       const char *member)
{
  g_return_val_if_fail (member != NULL, NULL);

  return propus_json_node_array (get_member (object, member));
}

static JsonNode *
get_element (JsonArray *array,
             guint      index)
{
  return array != NULL && index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
}

/**
 * propus_json_array_object:
 * @array: (nullable): an array
 * @index: an index, which may lie past the end
 *
 * Returns: (transfer none) (nullable): the object there, %NULL when there is none
 */
JsonObject *
propus_json_array_object (JsonArray *array,
                          guint      index)
{
  return propus_json_node_object (get_element (array, index));
}

/**
 * propus_json_array_string:
 * @array: (nullable): an array
 * @index: an index, which may lie past the end
 *
 * Returns: (transfer none) (nullable): the string there, %NULL when there is none
 */
const char *
propus_json_array_string (JsonArray *array,
                          guint      index)
{
  return node_string (get_element (array, index));
}

/* json-glib writes 1e80 as "1e+80.0", which nobody can read, itself included. */
static char *
mend_numbers (char *text)
{
  gboolean in_string = FALSE;
  char *out = text;

  for (const char *p = text; *p != '\0';)
    {
      gsize length = in_string ? 0 : strspn (p, "-+.0123456789eE");

      if (length > 0 && g_ascii_isdigit (p[length - 1]))
        {
          gsize kept = memchr (p, 'e', length) != NULL && memcmp (p + length - 2, ".0", 2) == 0 ? length - 2 : length;

          memmove (out, p, kept);
          out += kept;
          p += length;
          continue;
        }
      if (*p == '"')
        in_string = !in_string;
      else if (*p == '\\' && in_string && p[1] != '\0')
        *out++ = *p++;
      *out++ = *p++;
    }
  *out = '\0';

  return text;
}

/**
 * propus_json_to_string:
 * @node: a node
 * @pretty: whether to write one member a line
 *
 * Returns: (transfer full): its JSON text
 */
char *
propus_json_to_string (JsonNode *node,
                       gboolean  pretty)
{
  g_return_val_if_fail (node != NULL, NULL);

  return mend_numbers (json_to_string (node, pretty));
}

/**
 * propus_json_object_to_string:
 * @object: an object
 * @pretty: whether to write one member a line
 *
 * Returns: (transfer full): its JSON text
 */
char *
propus_json_object_to_string (JsonObject *object,
                              gboolean    pretty)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  node = json_node_init_object (json_node_alloc (), object);
  return mend_numbers (json_to_string (node, pretty));
}
