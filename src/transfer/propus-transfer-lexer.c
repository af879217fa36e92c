/* propus-transfer-lexer.c - walks through JSON of any size without holding it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-transfer-error.h"
#include "propus-transfer-lexer.h"
#include "propus-transfer-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define BUFFER_BYTES (64 * 1024)
#define NUMBER_BYTES 64          /* as many characters as a number may have */

/* Strict RFC 8259: no comments, no raw control characters in strings, one value. Nesting is a stack of one byte a
 * level and no recursion, so that its depth costs nothing. */
struct _PropusTransferLexer
{
  PropusTransferSource *source;
  GCancellable *cancellable;

  char       *owned;       /* the window on a file; NULL: in memory */
  const char *window;
  goffset     window_at;   /* where the window lies in the source */
  gsize       have;        /* bytes in the window */
  gsize       pos;         /* the next one */
  goffset     end;         /* of the range */

  guint8 stack[PROPUS_LIMIT_IMPORT_DEPTH];
  guint  depth;
  enum
  {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END,   /* after '[' */
    EXPECT_KEY,
    EXPECT_KEY_OR_END,     /* after '{' */
    EXPECT_COMMA_OR_END,
    EXPECT_NOTHING,        /* the outermost value has ended */
  } expect;
};

/**
 * propus_transfer_lexer_new:
 * @source: where the JSON lies; a reference is taken
 * @range: (nullable): which part of it is one value; %NULL for all
 *
 * Returns: (transfer full): a lexer before the first token. For one thread at a time.
 */
PropusTransferLexer *
propus_transfer_lexer_new (PropusTransferSource *source,
                           const PropusRange    *range)
{
  PropusTransferLexer *self;
  goffset size;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_new0 (PropusTransferLexer, 1);
  size = propus_transfer_source_get_size (source);
  self->source = propus_transfer_source_ref (source);
  self->window_at = range != NULL ? range->offset : 0;
  self->end = range != NULL ? MIN (range->offset + range->length, size) : size;

  if (propus_transfer_source_peek (source) != NULL)
    {
      self->window = propus_transfer_source_peek (source) + self->window_at;
      self->have = (gsize) (self->end - self->window_at);
    }
  else
    {
      self->owned = g_malloc (BUFFER_BYTES);
      self->window = self->owned;
    }

  return self;
}

void
propus_transfer_lexer_free (PropusTransferLexer *self)
{
  propus_transfer_source_unref (self->source);
  g_clear_object (&self->cancellable);
  g_free (self->owned);
  g_free (self);
}

/**
 * propus_transfer_lexer_set_cancellable:
 * @self: a lexer
 * @cancellable: (nullable): looked at each time that more of a file is read
 */
void
propus_transfer_lexer_set_cancellable (PropusTransferLexer *self,
                                       GCancellable        *cancellable)
{
  g_return_if_fail (self != NULL);

  g_set_object (&self->cancellable, cancellable);
}

static gboolean
fail (GError **error)
{
  propus_transfer_set_damaged (error);
  return FALSE;
}

/* Whether a byte is there to be read; FALSE without @error at the end. */
static gboolean
fill (PropusTransferLexer  *self,
      GError              **error)
{
  goffset at = self->window_at + (goffset) self->have;
  gsize length;

  if (self->pos < self->have)
    return TRUE;
  if (at >= self->end || self->owned == NULL)
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  length = (gsize) MIN ((goffset) BUFFER_BYTES, self->end - at);
  if (!propus_transfer_source_read (self->source, at, self->owned, length, error))
    return FALSE;

  self->window_at = at;
  self->have = length;
  self->pos = 0;
  return TRUE;
}

/* The next byte, or -1 at the end or with @error set. */
static int
peek (PropusTransferLexer  *self,
      GError              **error)
{
  return fill (self, error) ? (guchar) self->window[self->pos] : -1;
}

static goffset
tell (PropusTransferLexer *self)
{
  return self->window_at + (goffset) self->pos;
}

static int
skip_space (PropusTransferLexer  *self,
            GError              **error)
{
  int c = peek (self, error);

  if (tell (self) == 0 && c == 0xef && self->have >= 3 && memcmp (self->window, "\357\273\277", 3) == 0)
    {
      self->pos += 3;
      c = peek (self, error);
    }
  while (c == ' ' || c == '\n' || c == '\r' || c == '\t')
    {
      self->pos++;
      c = peek (self, error);
    }

  return c;
}

/* At a quotation mark: goes behind its partner. */
static gboolean
read_string (PropusTransferLexer  *self,
             GError              **error)
{
  self->pos++;

  for (;;)
    {
      const char *p;
      const char *end;
      int c = peek (self, error);

      if (c < 0)
        return FALSE;

      p = self->window + self->pos;
      end = self->window + self->have;
      while (p < end && *p != '"' && *p != '\\' && (guchar) *p >= 0x20)
        p++;
      self->pos = (gsize) (p - self->window);
      if (p == end)
        continue;

      self->pos++;
      if (*p == '"')
        return TRUE;
      if (*p != '\\')
        return FALSE;

      c = peek (self, error);
      if (c < 0 || strchr ("\"\\/bfnrtu", c) == NULL || c == 0)
        return FALSE;
      self->pos++;
      for (guint i = 0; c == 'u' && i < 4; i++)
        {
          int digit = peek (self, error);

          if (digit < 0 || !g_ascii_isxdigit (digit))
            return FALSE;
          self->pos++;
        }
    }
}

static gboolean
is_number (const char *p)
{
  if (*p == '-')
    p++;
  if (*p == '0')
    p++;
  else if (g_ascii_isdigit (*p))
    while (g_ascii_isdigit (*p))
      p++;
  else
    return FALSE;

  if (*p == '.')
    {
      if (!g_ascii_isdigit (*++p))
        return FALSE;
      while (g_ascii_isdigit (*p))
        p++;
    }
  if (*p == 'e' || *p == 'E')
    {
      p++;
      if (*p == '+' || *p == '-')
        p++;
      if (!g_ascii_isdigit (*p))
        return FALSE;
      while (g_ascii_isdigit (*p))
        p++;
    }

  return *p == '\0';
}

/* A number, true, false or null. */
static gboolean
read_word (PropusTransferLexer  *self,
           PropusToken          *token,
           GError              **error)
{
  char word[NUMBER_BYTES + 1];
  guint length = 0;
  int c;

  while ((c = peek (self, error)) >= 0 && (g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.'))
    {
      if (length == NUMBER_BYTES)
        return FALSE;
      word[length++] = (char) c;
      self->pos++;
    }
  word[length] = '\0';

  if (strcmp (word, "true") == 0 || strcmp (word, "false") == 0 || strcmp (word, "null") == 0)
    token->kind = PROPUS_TOKEN_LITERAL;
  else if (is_number (word))
    token->kind = PROPUS_TOKEN_NUMBER;
  else
    return FALSE;

  return TRUE;
}

static void
end_value (PropusTransferLexer *self)
{
  self->expect = self->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static gboolean
begin_nested (PropusTransferLexer  *self,
              int                   c,
              PropusToken          *token,
              GError              **error)
{
  if (self->depth == PROPUS_LIMIT_IMPORT_DEPTH)
    {
      g_set_error_literal (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_TOO_DEEP,
                           _("The file is nested too deeply to hold chats."));
      return FALSE;
    }

  self->pos++;
  self->stack[self->depth++] = (guint8) c;
  self->expect = c == '{' ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  token->kind = c == '{' ? PROPUS_TOKEN_OBJECT : PROPUS_TOKEN_ARRAY;
  return TRUE;
}

static gboolean
end_nested (PropusTransferLexer *self,
            int                  c,
            PropusToken         *token)
{
  gboolean ends_object = c == '}';

  if (self->depth == 0 || (self->stack[self->depth - 1] == '{') != ends_object)
    return FALSE;
  if (self->expect != EXPECT_COMMA_OR_END && self->expect != (ends_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END))
    return FALSE;

  self->pos++;
  self->depth--;
  token->kind = ends_object ? PROPUS_TOKEN_OBJECT_END : PROPUS_TOKEN_ARRAY_END;
  end_value (self);
  return TRUE;
}

static gboolean
read_key (PropusTransferLexer  *self,
          PropusToken          *token,
          GError              **error)
{
  if (!read_string (self, error))
    return FALSE;

  token->range.length = tell (self) - token->range.offset;
  if (skip_space (self, error) != ':')
    return FALSE;

  self->pos++;
  token->kind = PROPUS_TOKEN_KEY;
  self->expect = EXPECT_VALUE;
  return TRUE;
}

/* At the first character of a token that is not the end of something. */
static gboolean
read_token (PropusTransferLexer  *self,
            int                   c,
            PropusToken          *token,
            GError              **error)
{
  if (self->expect == EXPECT_KEY || self->expect == EXPECT_KEY_OR_END)
    return c == '"' && read_key (self, token, error);
  if (self->expect != EXPECT_VALUE && self->expect != EXPECT_VALUE_OR_END)
    return FALSE;
  if (c == '{' || c == '[')
    return begin_nested (self, c, token, error);

  token->kind = PROPUS_TOKEN_STRING;
  if (c == '"' ? !read_string (self, error) : !read_word (self, token, error))
    return FALSE;
  end_value (self);
  return TRUE;
}

/**
 * propus_transfer_lexer_next:
 * @self: a lexer
 * @token: (out): the next token
 * @error: return location: #PropusTransferError or %G_IO_ERROR
 *
 * Returns: %FALSE with @error set when what follows is no JSON; at the end %TRUE and %PROPUS_TOKEN_END
 */
gboolean
propus_transfer_lexer_next (PropusTransferLexer  *self,
                            PropusToken          *token,
                            GError              **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean good;
  int c = skip_space (self, &local_error);

  if (c == ',' && self->expect == EXPECT_COMMA_OR_END)
    {
      self->pos++;
      self->expect = self->stack[self->depth - 1] == '{' ? EXPECT_KEY : EXPECT_VALUE;
      c = skip_space (self, &local_error);
    }

  token->range.offset = tell (self);
  token->range.length = 0;
  token->kind = PROPUS_TOKEN_END;

  if (local_error != NULL)
    good = FALSE;
  else if (c < 0)
    good = self->expect == EXPECT_NOTHING;
  else if (c == '}' || c == ']')
    good = end_nested (self, c, token);
  else
    good = read_token (self, c, token, &local_error);

  if (token->range.length == 0)
    token->range.length = tell (self) - token->range.offset;
  if (good)
    return TRUE;

  if (local_error == NULL)
    return fail (error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * propus_transfer_lexer_skip:
 * @self: a lexer
 * @first: the token that it gave last, the first of a value
 * @range: (out) (optional): the whole value
 * @error: return location
 *
 * Goes behind the value that @first begins.
 *
 * Returns: %FALSE with @error set when it has no end
 */
gboolean
propus_transfer_lexer_skip (PropusTransferLexer  *self,
                            const PropusToken    *first,
                            PropusRange          *range,
                            GError              **error)
{
  PropusRange whole = first->range;

  if (first->kind == PROPUS_TOKEN_OBJECT || first->kind == PROPUS_TOKEN_ARRAY)
    {
      guint outside = self->depth - 1;
      PropusToken token;

      while (self->depth > outside)
        if (!propus_transfer_lexer_next (self, &token, error))
          return FALSE;
      whole.length = tell (self) - whole.offset;
    }

  if (range != NULL)
    *range = whole;
  return TRUE;
}

/**
 * propus_transfer_lexer_next_member:
 * @self: a lexer within an object, between two members
 * @key: (out) (transfer full): the member's name; of a very long one the empty string
 * @value: (out): the first token of its value, which the caller reads or skips to its end
 * @error: return location
 *
 * Returns: %FALSE when the object has ended, or with @error set
 */
gboolean
propus_transfer_lexer_next_member (PropusTransferLexer  *self,
                                   char                **key,
                                   PropusToken          *value,
                                   GError              **error)
{
  PropusToken token;

  g_clear_pointer (key, g_free);
  if (!propus_transfer_lexer_next (self, &token, error) || token.kind != PROPUS_TOKEN_KEY)
    return FALSE;

  *key = token.range.length > 256 ? g_strdup ("") : propus_transfer_lexer_dup_string (self, &token, 256, error);
  return *key != NULL && propus_transfer_lexer_next (self, value, error);
}

/**
 * propus_transfer_lexer_next_element:
 * @self: a lexer within an array, between two elements
 * @value: (out): the first token of the next one, which the caller reads or skips to its end
 * @error: return location
 *
 * Returns: %FALSE when the array has ended, or with @error set
 */
gboolean
propus_transfer_lexer_next_element (PropusTransferLexer  *self,
                                    PropusToken          *value,
                                    GError              **error)
{
  return propus_transfer_lexer_next (self, value, error) && value->kind != PROPUS_TOKEN_ARRAY_END;
}

/**
 * propus_transfer_lexer_dup_string:
 * @self: a lexer
 * @token: a string or a key
 * @most: a longer one is an error
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says, valid UTF-8
 */
char *
propus_transfer_lexer_dup_string (PropusTransferLexer  *self,
                                  const PropusToken    *token,
                                  gsize                 most,
                                  GError              **error)
{
  g_autofree char *raw = NULL;

  g_return_val_if_fail (token->kind == PROPUS_TOKEN_STRING || token->kind == PROPUS_TOKEN_KEY, NULL);

  if (token->range.length > (goffset) most)
    {
      fail (error);
      return NULL;
    }

  raw = propus_transfer_source_dup_range (self->source, token->range.offset + 1, (gsize) token->range.length - 2, error);
  return raw != NULL ? propus_transfer_unescape (raw, (gsize) token->range.length - 2) : NULL;
}
