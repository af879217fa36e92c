/* propus-transfer-text.c - strings and raw parts on their way into and out of JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-redactor.h"
#include "propus-secret-pattern.h"
#include "propus-text.h"
#include "propus-transfer-lexer.h"
#include "propus-transfer-text.h"

#include <string.h>

/**
 * propus_transfer_append_string:
 * @out: receives it
 * @text: valid UTF-8
 *
 * Appends @text as a JSON string. Always in the same way, so that an export of the same chats has the same bytes.
 */
void
propus_transfer_append_string (GString    *out,
                               const char *text)
{
  const char *run = text;
  const char *p = text;

  g_string_append_c (out, '"');
  for (; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;

      g_string_append_len (out, run, p - run);
      run = p + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_len (out, run, p - run);
  g_string_append_c (out, '"');
}

static int
read_unit (const char *p,
           const char *end)
{
  int unit = 0;

  if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return -1;
  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }

  return unit;
}

/* At "\u": appends the character, or U+FFFD for NUL and for half a pair. Returns how much was read. */
static gsize
append_unit (GString    *out,
             const char *p,
             const char *end)
{
  int unit = read_unit (p, end);
  int low = unit >= 0xd800 && unit <= 0xdbff ? read_unit (p + 6, end) : -1;

  if (low >= 0xdc00 && low <= 0xdfff)
    {
      g_string_append_unichar (out, 0x10000u + (((guint) unit - 0xd800u) << 10) + ((guint) low - 0xdc00u));
      return 12;
    }

  g_string_append_unichar (out, unit <= 0 || (unit >= 0xd800 && unit <= 0xdfff) ? 0xfffd : (gunichar) unit);
  return unit < 0 ? 2 : 6;
}

/**
 * propus_transfer_unescape:
 * @raw: what lies between the quotation marks of a JSON string that the lexer has passed
 * @length: its length in bytes
 *
 * Returns: (transfer full): what it says; broken UTF-8, NUL and lone surrogates became U+FFFD
 */
char *
propus_transfer_unescape (const char *raw,
                          gsize       length)
{
  static const char from[] = "bfnrt";
  static const char to[] = "\b\f\n\r\t";
  g_autoptr(GString) out = NULL;
  const char *end = raw + length;
  const char *p = raw;

  if (memchr (raw, '\\', length) == NULL)
    return propus_text_make_valid (raw, (gssize) length);

  out = g_string_sized_new (length);
  while (p < end)
    {
      const char *slash = memchr (p, '\\', (gsize) (end - p));
      const char *letter;

      g_string_append_len (out, p, (slash != NULL ? slash : end) - p);
      if (slash == NULL || end - slash < 2)
        break;

      p = slash;
      letter = strchr (from, p[1]);
      if (p[1] == 'u')
        {
          p += append_unit (out, p, end);
          continue;
        }
      g_string_append_c (out, letter != NULL && p[1] != '\0' ? to[letter - from] : p[1]);
      p += 2;
    }

  return propus_text_make_valid (out->str, (gssize) out->len);
}

static PropusTransferLexer *
lex_text (const char *json)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr(PropusTransferSource) source = propus_transfer_source_new_bytes (bytes);

  return propus_transfer_lexer_new (source, NULL);
}

/**
 * propus_transfer_is_object:
 * @json: (nullable): any text
 *
 * Returns: whether it is one JSON object, in valid UTF-8, that can be put into a document as it is
 */
gboolean
propus_transfer_is_object (const char *json)
{
  g_autoptr(PropusTransferLexer) lexer = NULL;
  PropusToken token;

  if (json == NULL || !g_utf8_validate (json, -1, NULL))
    return FALSE;

  lexer = lex_text (json);
  return propus_transfer_lexer_next (lexer, &token, NULL) && token.kind == PROPUS_TOKEN_OBJECT
         && propus_transfer_lexer_skip (lexer, &token, NULL, NULL)
         && propus_transfer_lexer_next (lexer, &token, NULL) && token.kind == PROPUS_TOKEN_END;
}

static gboolean
range_is (const char        *json,
          const PropusRange *range,
          const char        *word)
{
  return range->length == (goffset) strlen (word) + 2 && strncmp (json + range->offset + 1, word, strlen (word)) == 0;
}

static gboolean
is_signature (const char        *json,
              const PropusRange *key)
{
  return range_is (json, key, "thoughtSignature") || range_is (json, key, "thought_signature");
}

/* Appends a string, without what looks like a key; as it was when it holds none. */
static void
append_redacted (GString    *out,
                 const char *raw,
                 gsize       length)
{
  g_autofree char *text = propus_transfer_unescape (raw + 1, length - 2);
  g_autofree char *redacted = propus_transfer_redact (text);

  if (strcmp (text, redacted) == 0)
    g_string_append_len (out, raw, (gssize) length);
  else
    propus_transfer_append_string (out, redacted);
}

/* Drops a member that lies between @start and the lexer's place, and one comma with it. */
static void
drop_member (GString     *out,
             gboolean    *after_drop)
{
  while (out->len > 0 && g_ascii_isspace (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
  if (out->len > 0 && out->str[out->len - 1] == ',')
    g_string_truncate (out, out->len - 1);
  else
    *after_drop = TRUE;
}

typedef struct
{
  const char *json;
  GString    *out;
  gsize       copied;      /* as much of json is in out */
  gboolean    after_drop;  /* the first member of an object went: a comma that follows goes too */
  gboolean    is_data;     /* the value that comes is base64, which may look like anything */
} Rewrite;

/* Copies what lies before @offset. */
static void
copy_until (Rewrite *rewrite,
            gsize    offset)
{
  const char *p = rewrite->json + rewrite->copied;
  const char *end = rewrite->json + offset;

  if (rewrite->after_drop)
    {
      while (p < end && g_ascii_isspace (*p))
        p++;
      if (p < end && *p == ',')
        p++;
      rewrite->after_drop = FALSE;
    }
  g_string_append_len (rewrite->out, p, end - p);
  rewrite->copied = offset;
}

static gboolean
rewrite_key (Rewrite             *rewrite,
             PropusTransferLexer *lexer,
             const PropusToken   *key,
             PropusPartFlags      flags)
{
  PropusToken value;
  PropusRange range;

  rewrite->is_data = range_is (rewrite->json, &key->range, "data") || is_signature (rewrite->json, &key->range);
  if ((flags & PROPUS_PART_NO_SIGNATURE) == 0 || !is_signature (rewrite->json, &key->range))
    return TRUE;

  copy_until (rewrite, (gsize) key->range.offset);
  drop_member (rewrite->out, &rewrite->after_drop);
  if (!propus_transfer_lexer_next (lexer, &value, NULL) || !propus_transfer_lexer_skip (lexer, &value, &range, NULL))
    return FALSE;
  rewrite->copied = (gsize) (range.offset + range.length);
  return TRUE;
}

/**
 * propus_transfer_rewrite_part:
 * @json: (nullable): a raw part, one JSON object
 * @flags: what is to go
 *
 * Takes thought signatures and what looks like a key out of a part, and leaves every other byte as it was: the API
 * wants its parts back as it sent them. Base64 (members named "data") is left alone by the redactor.
 *
 * Returns: (transfer full) (nullable): the part; %NULL when @json is not one object
 */
char *
propus_transfer_rewrite_part (const char      *json,
                              PropusPartFlags  flags)
{
  g_autoptr(PropusTransferLexer) lexer = NULL;
  g_autoptr(GString) out = NULL;
  Rewrite rewrite = { json };
  PropusToken token;

  if (!propus_transfer_is_object (json))
    return NULL;
  if (flags == PROPUS_PART_AS_IS)
    return g_strstrip (g_strdup (json));

  lexer = lex_text (json);
  out = g_string_sized_new (strlen (json));
  rewrite.out = out;

  while (propus_transfer_lexer_next (lexer, &token, NULL) && token.kind != PROPUS_TOKEN_END)
    {
      if (token.kind == PROPUS_TOKEN_KEY && !rewrite_key (&rewrite, lexer, &token, flags))
        return NULL;
      if (token.kind == PROPUS_TOKEN_STRING && (flags & PROPUS_PART_REDACT) != 0 && !rewrite.is_data)
        {
          copy_until (&rewrite, (gsize) token.range.offset);
          append_redacted (out, json + token.range.offset, (gsize) token.range.length);
          rewrite.copied = (gsize) (token.range.offset + token.range.length);
        }
      if (token.kind != PROPUS_TOKEN_KEY)
        rewrite.is_data = FALSE;
    }

  copy_until (&rewrite, strlen (json));
  return g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
}

/**
 * propus_transfer_redact:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): it with a placeholder for each thing that has the looks of a key of any service, a token or
 *   a private key
 */
char *
propus_transfer_redact (const char *text)
{
  g_autoptr(GArray) found = propus_secret_pattern_find (text, strlen (text));
  g_autoptr(GString) out = g_string_sized_new (strlen (text));
  gsize copied = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const PropusSecretRange *range = &g_array_index (found, PropusSecretRange, i);

      g_string_append_len (out, text + copied, (gssize) (range->start - copied));
      g_string_append (out, "[redacted]");
      copied = range->end;
    }
  g_string_append (out, text + copied);

  return propus_redact (out->str);
}

/**
 * propus_transfer_make_text_part:
 * @text: valid UTF-8
 * @thought: whether it is a thought
 *
 * Returns: (transfer full): a part that says @text
 */
char *
propus_transfer_make_text_part (const char *text,
                                gboolean    thought)
{
  GString *part = g_string_new ("{\"text\":");

  propus_transfer_append_string (part, text);
  g_string_append (part, thought ? ",\"thought\":true}" : "}");
  return g_string_free (part, FALSE);
}

/**
 * propus_transfer_make_fence:
 * @text: code, valid UTF-8
 * @language: (nullable): its language; anything but a plain word is left out
 *
 * Returns: (transfer full): a fenced code block of Markdown whose fence is longer than every run of backticks in @text
 */
char *
propus_transfer_make_fence (const char *text,
                            const char *language)
{
  GString *out = g_string_sized_new (strlen (text) + 32);
  gsize longest = 2;
  gsize run = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      run = *p == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }

  for (gsize i = 0; i <= longest; i++)
    g_string_append_c (out, '`');
  if (language != NULL && strlen (language) < 40
      && strspn (language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#-_.") == strlen (language))
    g_string_append (out, language);
  g_string_append_printf (out, "\n%s%s", text, *text == '\0' || g_str_has_suffix (text, "\n") ? "" : "\n");
  for (gsize i = 0; i <= longest; i++)
    g_string_append_c (out, '`');

  return g_string_free (out, FALSE);
}

/**
 * propus_transfer_dup_label:
 * @text: (nullable): a name or a title from outside
 *
 * Returns: (transfer full): it as one line of valid UTF-8, cut after %PROPUS_LIMIT_IMPORT_LABEL_BYTES; "" for %NULL
 */
char *
propus_transfer_dup_label (const char *text)
{
  gsize length = text != NULL ? strnlen (text, PROPUS_LIMIT_IMPORT_LABEL_BYTES) : 0;
  g_autofree char *label = NULL;

  /* Not in the middle of a character. */
  while (length > 0 && text[length] != '\0' && (text[length] & 0xc0) == 0x80)
    length--;
  label = propus_text_make_valid (text, (gssize) length);
  for (char *p = label; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      *p = ' ';

  return g_steal_pointer (&label);
}
