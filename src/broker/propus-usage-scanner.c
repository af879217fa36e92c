/* propus-usage-scanner.c - finds the last usageMetadata of a reply that streams by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-scanner.h"

#include <string.h>

#include "propus-json.h"
#include "propus-limits.h"

#define NAME_BYTES  32
#define MODEL_BYTES 128

/* Goes over the bytes of a reply once, in whatever pieces they come, as events or as plain JSON, and keeps no more of it
 * than one usageMetadata. Only members of the outermost object count: a model can write any name into the arguments of a
 * function call, but it cannot write there. */
struct _PropusUsageScanner
{
  gboolean         in_string;
  gboolean         escaped;
  guint            depth;          /* of braces */
  guint            line;           /* how much of "data:" the line began with; 6: it did not */
  char             text[MODEL_BYTES + 1];   /* of the last string, as far as it fits */
  gsize            text_length;
  gboolean         text_whole;     /* a string ended there, nothing but spaces behind it */
  char             name[NAME_BYTES + 1];    /* the member whose value comes, "" none */
  GString         *object;         /* being taken */
  guint            object_depth;   /* of its first brace; 0: none is being taken */
  gboolean         too_long;
  PropusUsageCount count;
  gboolean         found;
  char             model[MODEL_BYTES + 1];
};

/**
 * propus_usage_scanner_new:
 *
 * Returns: (transfer full): a scanner for one reply
 */
PropusUsageScanner *
propus_usage_scanner_new (void)
{
  PropusUsageScanner *self = g_new0 (PropusUsageScanner, 1);

  self->object = g_string_new (NULL);

  return self;
}

/**
 * propus_usage_scanner_free:
 * @self: (transfer full): a scanner
 */
void
propus_usage_scanner_free (PropusUsageScanner *self)
{
  g_string_free (self->object, TRUE);
  g_free (self);
}

static void
take_object (PropusUsageScanner *self)
{
  g_autoptr(JsonNode) node = NULL;
  PropusUsageCount count;

  self->object_depth = 0;
  if (self->too_long)
    return;

  node = propus_json_parse (self->object->str, (gssize) self->object->len, NULL);
  if (node != NULL && propus_usage_count_read (&count, propus_json_node_object (node)))
    {
      self->count = count;
      self->found = TRUE;
    }
}

/* A string is over: the name of a member if a colon follows, else a value. */
static void
end_string (PropusUsageScanner *self)
{
  self->in_string = FALSE;
  self->text_whole = self->text_length < sizeof self->text;
  self->text[MIN (self->text_length, sizeof self->text - 1)] = '\0';

  if (self->depth == 1 && self->text_whole && g_str_equal (self->name, "modelVersion"))
    memcpy (self->model, self->text, self->text_length + 1);
  if (*self->name != '\0')
    {
      *self->name = '\0';
      self->text_whole = FALSE;
    }
}

static gboolean
is_usage (PropusUsageScanner *self)
{
  if (g_str_equal (self->name, "usageMetadata"))
    return self->depth == 1;

  /* Of the Interactions API, in its last event one level deeper, and of the OpenAI-compatible paths. */
  return g_str_equal (self->name, "usage") && (self->depth == 1 || self->depth == 2);
}

static void
open_brace (PropusUsageScanner *self)
{
  if (self->object_depth == 0 && is_usage (self))
    {
      g_string_assign (self->object, "{");
      self->too_long = FALSE;
      self->object_depth = self->depth + 1;
    }
  self->depth++;
  *self->name = '\0';
}

static void
close_brace (PropusUsageScanner *self)
{
  if (self->object_depth != 0 && self->depth == self->object_depth)
    take_object (self);
  if (self->depth > 0)
    self->depth--;
}

static void
push_outside (PropusUsageScanner *self,
              char                c)
{
  switch (c)
    {
    case '"':
      self->in_string = TRUE;
      self->escaped = FALSE;
      self->text_length = 0;
      self->text_whole = FALSE;
      break;
    case ':':
      if (self->text_whole)
        g_strlcpy (self->name, self->text, sizeof self->name);
      self->text_whole = FALSE;
      break;
    case '{':
      open_brace (self);
      break;
    case '}':
      close_brace (self);
      break;
    case ' ': case '\t': case '\r': case '\n':
      break;
    default:
      *self->name = '\0';
      self->text_whole = FALSE;
      break;
    }
}

static void
push_inside (PropusUsageScanner *self,
             char                c)
{
  if (!self->escaped && c == '"')
    {
      end_string (self);
      return;
    }

  self->escaped = !self->escaped && c == '\\';
  if (self->text_length < sizeof self->text - 1)
    self->text[self->text_length++] = c;
  else
    self->text_length = sizeof self->text;
}

/* An event begins with its line: whatever the one before left open is over. */
static void
watch_line (PropusUsageScanner *self,
            char                c)
{
  static const char data[] = "data:";

  if (c == '\n' || c == '\r')
    {
      self->line = 0;
      self->in_string = FALSE;   /* no string of JSON goes over a line's end */
      return;
    }
  if (self->line > strlen (data))
    return;

  self->line = c == data[self->line] ? self->line + 1 : (guint) strlen (data) + 1;
  if (self->line == strlen (data))
    {
      self->depth = 0;
      self->object_depth = 0;
      self->line = (guint) strlen (data) + 1;
    }
}

static void
keep (PropusUsageScanner *self,
      char                c)
{
  if (self->object->len < PROPUS_LIMIT_USAGE_BYTES)
    g_string_append_c (self->object, c);
  else
    self->too_long = TRUE;
}

/* How much of @data is the inside of a string that is too long to be of interest, a picture for instance. */
static gsize
skip_length (PropusUsageScanner *self,
             const char         *data,
             gsize               length)
{
  gsize i = 0;

  if (!self->in_string || self->escaped || self->object_depth != 0 || self->text_length < sizeof self->text)
    return 0;

  while (i < length && data[i] != '"' && data[i] != '\\' && data[i] != '\n' && data[i] != '\r')
    i++;

  return i;
}

/**
 * propus_usage_scanner_push:
 * @self: a scanner
 * @data: the next piece of the reply's body
 * @length: its length, may be 0
 */
void
propus_usage_scanner_push (PropusUsageScanner *self,
                           const char         *data,
                           gsize               length)
{
  for (gsize i = skip_length (self, data, length); i < length; i++)
    {
      watch_line (self, data[i]);
      if (self->object_depth != 0)
        keep (self, data[i]);
      if (self->in_string)
        push_inside (self, data[i]);
      else
        push_outside (self, data[i]);
      i += skip_length (self, data + i + 1, length - i - 1);
    }
}

/**
 * propus_usage_scanner_get_count:
 * @self: a scanner
 * @count: (out): the last counts
 *
 * Returns: %FALSE when no usageMetadata with a count in it has come
 */
gboolean
propus_usage_scanner_get_count (PropusUsageScanner *self,
                                PropusUsageCount   *count)
{
  *count = self->count;

  return self->found;
}

/**
 * propus_usage_scanner_get_model:
 * @self: a scanner
 *
 * Returns: (transfer none) (nullable): which model answered
 */
const char *
propus_usage_scanner_get_model (PropusUsageScanner *self)
{
  return *self->model != '\0' ? self->model : NULL;
}
