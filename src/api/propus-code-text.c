/* propus-code-text.c - strings, lines and brackets of programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-private.h"

#include "propus-limits.h"

#include <string.h>

#define LINE_WIDTH 88

/* What is not seen, or turns the line around it: a reader must see the program that the computer sees. The joiners that
 * emoji are made with are not among them. */
static gboolean
is_hidden (gunichar c)
{
  return (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void
append_octal (GString    *out,
              const char *bytes,
              gsize       length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, "\\%03o", (guchar) bytes[i]);
}

/* Java reads \uXXXX before anything else, so a line end must not be written so; octal means the same everywhere. Go has
 * \xXX for a byte and \uXXXX for a character; C has no \uXXXX below 0xa0, and bytes do. */
static void
append_escape (GString            *out,
               PropusCodeLanguage  language,
               const char         *p,
               gunichar            c)
{
  if (language == PROPUS_CODE_C)
    append_octal (out, p, g_utf8_next_char (p) - p);
  else if (language == PROPUS_CODE_JAVA && c < 0x80)
    append_octal (out, p, 1);
  else if (c < 0x80 && language != PROPUS_CODE_CURL)
    g_string_append_printf (out, "\\x%02x", c);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static const char *
next_line (const char *p)
{
  const char *end = strchr (p, '\n');

  return end != NULL ? end + 1 : p + strlen (p);
}

static void
append_quoted (GString            *out,
               PropusCodeLanguage  language,
               const char         *text,
               const char         *end)
{
  g_string_append_c (out, '"');
  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c == '?' && language == PROPUS_CODE_C && p > text && p[-1] == '?')
        g_string_append (out, "\\?");   /* no trigraphs */
      else if (c < 0x20 || is_hidden (c))
        append_escape (out, language, p, c);
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  g_string_append_c (out, '"');
}

static guint
count_lines (const char *text)
{
  guint lines = 0;

  for (const char *p = text; *p != '\0'; p = next_line (p))
    lines++;

  return lines;
}

/* A constant of Java has at most 65,535 bytes, also when it is a sum of constants. */
static char *
quote_long_java (const char *text)
{
  g_autoptr(GString) out = g_string_new ("String.join(\"\"");

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p;

      while (*end != '\0' && end - p < PROPUS_LIMIT_PROGRAM_PIECE)
        end = g_utf8_next_char (end);
      g_string_append (out, ", ");
      append_quoted (out, PROPUS_CODE_JAVA, p, end);
      p = end;
    }
  g_string_append_c (out, ')');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* A text of several lines is written as several, when there are not too many. */
char *
_propus_code_quote (PropusCodeLanguage  language,
                    const char         *text,
                    guint               depth)
{
  g_autofree char *indent = _propus_code_indent (language, depth + 1);
  g_autoptr(GString) out = g_string_new (NULL);
  guint lines = count_lines (text);

  if (language == PROPUS_CODE_JAVA && strlen (text) > PROPUS_LIMIT_PROGRAM_PIECE)
    return quote_long_java (text);

  if (lines < 2 || lines > PROPUS_LIMIT_PROGRAM_LINES)
    {
      append_quoted (out, language, text, text + strlen (text));
      return g_string_free (g_steal_pointer (&out), FALSE);
    }

  if (language == PROPUS_CODE_PYTHON)
    g_string_append_c (out, '(');
  for (const char *p = text; *p != '\0'; p = next_line (p))
    {
      gboolean first = p == text;
      gboolean last = *next_line (p) == '\0';

      if (!first && language == PROPUS_CODE_JAVA)
        g_string_append_printf (out, "\n%s+ ", indent);
      else if (!first || language == PROPUS_CODE_PYTHON)
        g_string_append_printf (out, "\n%s", indent);
      append_quoted (out, language, p, next_line (p));
      if (!last && (language == PROPUS_CODE_GO || language == PROPUS_CODE_JAVASCRIPT))
        g_string_append (out, " +");
    }
  if (language == PROPUS_CODE_PYTHON)
    g_string_append_printf (out, "\n%s)", indent + strlen ("    "));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
_propus_code_indent (PropusCodeLanguage language,
                     guint              depth)
{
  const char *unit = language == PROPUS_CODE_GO ? "\t" : language == PROPUS_CODE_PYTHON ? "    " : "  ";
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (out, unit);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* As short as a number can be and still be the same one. */
char *
_propus_code_number (JsonNode *node)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  value = json_node_get_double (node);
  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_formatd (text, sizeof text, "%.17g", value);

  return g_strdup (text);
}

static gboolean
is_short (GPtrArray *items,
          gsize      width)
{
  gsize length = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const char *item = g_ptr_array_index (items, i);

      if (strchr (item, '\n') != NULL)
        return FALSE;
      length += strlen (item) + 2;
    }

  return length <= width;
}

char *
_propus_code_join (PropusCodeLanguage  language,
                   const char         *open,
                   GPtrArray          *items,
                   const char         *close,
                   guint               depth)
{
  g_autofree char *indent = _propus_code_indent (language, depth);
  g_autofree char *inner = _propus_code_indent (language, depth + 1);
  gboolean is_chain = *close == '.';
  gboolean is_flat = items->len == 0 || is_short (items, LINE_WIDTH - MIN (LINE_WIDTH / 2, strlen (open) + strlen (close) + strlen (inner)));
  const char *pad = is_flat && items->len > 0 && language == PROPUS_CODE_JAVASCRIPT && *close == '}' ? " " : "";
  gboolean ends_bare = is_chain || language == PROPUS_CODE_JAVA;
  g_autoptr(GString) out = g_string_new (open);

  g_string_append (out, pad);
  for (guint i = 0; i < items->len; i++)
    {
      gboolean last = i + 1 == items->len;

      if (!is_flat)
        g_string_append_printf (out, "\n%s", inner);
      g_string_append (out, g_ptr_array_index (items, i));
      if (!is_chain && (!last || (!is_flat && !ends_bare)))
        g_string_append (out, is_flat ? ", " : ",");
    }
  g_string_append (out, pad);
  if (!is_flat)
    g_string_append_printf (out, "\n%s", is_chain ? inner : indent);
  g_string_append (out, close);
  g_ptr_array_unref (items);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- JSON as it is --- */

static const char *
skip_string (const char *p)
{
  for (p++; *p != '"' && *p != '\0'; p++)
    if (*p == '\\' && p[1] != '\0')
      p++;

  return *p == '"' ? p + 1 : p;
}

static void
append_string (GString    *out,
               const char *p,
               const char *end)
{
  for (; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_hidden (c))
        append_escape (out, PROPUS_CODE_CURL, p, c);
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
}

static void
append_break (GString *out,
              guint    depth)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (out, "  ");
}

static gboolean
is_empty_bracket (const char **p)
{
  const char *next = *p + 1 + strspn (*p + 1, " \t\r\n");

  if (*next != (**p == '{' ? '}' : ']'))
    return FALSE;

  *p = next;
  return TRUE;
}

/* Moves only the white space between the tokens: strings and numbers stay as they are, to the last character. */
char *
_propus_code_layout_json (const char *json)
{
  GString *out = g_string_sized_new (strlen (json) * 5 / 4);
  guint depth = 0;

  for (const char *p = json; *p != '\0';)
    {
      const char *start = p;

      if (*p == '"')
        {
          p = skip_string (p);
          append_string (out, start, p);
          continue;
        }
      if (*p == '{' || *p == '[')
        {
          if (is_empty_bracket (&p))
            {
              g_string_append (out, *start == '{' ? "{}" : "[]");
            }
          else
            {
              g_string_append_c (out, *start);
              append_break (out, ++depth);
            }
        }
      else if (*p == '}' || *p == ']')
        {
          depth -= depth > 0;
          append_break (out, depth);
          g_string_append_c (out, *p);
        }
      else if (*p == ',')
        {
          g_string_append_c (out, ',');
          append_break (out, depth);
        }
      else if (*p == ':')
        {
          g_string_append (out, ": ");
        }
      else if (strchr (" \t\r\n", *p) == NULL)
        {
          g_string_append_c (out, *p);
        }
      p++;
    }

  return g_string_free (out, FALSE);
}

/* Where the request goes to, behind the address of the service. */
char *
_propus_code_dup_path (const PropusCodePlan *plan)
{
  g_autofree char *model = g_uri_escape_string (plan->model, NULL, FALSE);

  return g_strdup_printf ("/v1beta/models/%s:%s", model, plan->stream ? "streamGenerateContent?alt=sse" : "generateContent");
}
