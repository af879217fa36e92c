/* propus-key-mask.c - takes known keys out of what streams by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-mask.h"

#include <string.h>

/**
 * PropusKeyMask:
 *
 * The API echoes keys in errors, whole, percent-encoded or with JSON's escapes. A mask is given the keys that are known and
 * passes bytes on with every byte of a key turned into an asterisk, so that lengths stay what a header promised. It works on a stream:
 * only a tail that could be the beginning of a key waits for the next piece. How the stream is cut makes no
 * difference to what comes out.
 *
 * The same walk over a request's body finds a key that must not leave (propus_key_mask_has_found()).
 *
 * Borrows the keys' bytes from their non-pageable memory. Not thread-safe.
 */

typedef enum
{
  MATCH_NONE,
  MATCH_PART,   /* the data ended inside what could be a key */
  MATCH_WHOLE,
} Match;

struct _PropusKeyMask
{
  GPtrArray  *keys;          /* of SecretValue */
  guint8      begins[256];   /* whether a key can begin with this byte */
  GByteArray *tail;          /* held back: could be the beginning of a key */
  gsize       masked;        /* so many of the next bytes belong to a key already seen */
  gboolean    found;
};

/**
 * propus_key_mask_new:
 *
 * Returns: (transfer full): a mask that knows no key and passes everything on
 */
PropusKeyMask *
propus_key_mask_new (void)
{
  PropusKeyMask *self = g_new0 (PropusKeyMask, 1);

  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) secret_value_unref);
  self->tail = g_byte_array_new ();

  return self;
}

static void
wipe_tail (PropusKeyMask *self)
{
  if (self->tail->len > 0)
    explicit_bzero (self->tail->data, self->tail->len);
  g_byte_array_set_size (self->tail, 0);
}

/**
 * propus_key_mask_free:
 * @self: (transfer full): a mask
 */
void
propus_key_mask_free (PropusKeyMask *self)
{
  g_ptr_array_unref (self->keys);
  wipe_tail (self);
  g_byte_array_unref (self->tail);
  g_free (self);
}

/* Each one costs time at every byte that could begin it. */
static gboolean
knows_key (PropusKeyMask *self,
           const char    *bytes,
           gsize          length)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      gsize known_length = 0;
      const char *known = secret_value_get (self->keys->pdata[i], &known_length);

      if (known_length == length && memcmp (known, bytes, length) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * propus_key_mask_add:
 * @self: a mask
 * @key: (nullable): a key to take out from now on; %NULL, values without bytes and known ones are passed over
 */
void
propus_key_mask_add (PropusKeyMask *self,
                     SecretValue   *key)
{
  const char *bytes;
  gsize length = 0;

  g_return_if_fail (self != NULL);

  if (key == NULL)
    return;

  bytes = secret_value_get (key, &length);
  if (length == 0 || knows_key (self, bytes, length))
    return;

  self->begins[(guint8) bytes[0]] = TRUE;
  self->begins['%'] = TRUE;
  self->begins['\\'] = TRUE;
  g_ptr_array_add (self->keys, secret_value_ref (key));
}

/* What every Base64 of a text with the key in it has, when the key begins @shift bytes behind a group of three. */
static SecretValue *
make_base64 (const char *bytes,
             gsize       length,
             gsize       shift)
{
  static const gsize mixed[] = { 0, 2, 3 };   /* characters that the bytes before the key have a part in */
  g_autofree guchar *shifted = g_malloc0 (shift + length);
  char *encoded;
  SecretValue *value;

  memcpy (shifted + shift, bytes, length);
  encoded = g_base64_encode (shifted, shift + length);
  value = secret_value_new (encoded + mixed[shift], (gssize) ((shift + length) * 8 / 6 - mixed[shift]), "text/plain");
  explicit_bzero (shifted, shift + length);
  explicit_bzero (encoded, strlen (encoded));
  g_free (encoded);

  return value;
}

/**
 * propus_key_mask_add_base64:
 * @self: a mask
 * @key: a key that must not be found in attachments either, which travel as Base64
 *
 * Knows the key in each of the three ways in which Base64 can write it, too. A key's characters give none of the two
 * in which Base64 and its variant for addresses differ.
 */
void
propus_key_mask_add_base64 (PropusKeyMask *self,
                            SecretValue   *key)
{
  const char *bytes;
  gsize length = 0;

  g_return_if_fail (self != NULL && key != NULL);

  bytes = secret_value_get (key, &length);
  for (gsize shift = 0; shift < 3 && length > 3; shift++)
    {
      SecretValue *value = make_base64 (bytes, length, shift);

      propus_key_mask_add (self, value);
      secret_value_unref (value);
    }
}

/* Whether @data begins with %XY for @wanted; the data may end inside. */
static Match
match_encoded (const guint8 *data,
               gsize         length,
               guint8        wanted)
{
  if (data[0] != '%')
    return MATCH_NONE;
  if (length < 2)
    return MATCH_PART;
  if (g_ascii_xdigit_value ((char) data[1]) != wanted >> 4)
    return MATCH_NONE;
  if (length < 3)
    return MATCH_PART;

  return g_ascii_xdigit_value ((char) data[2]) == (wanted & 0x0f) ? MATCH_WHOLE : MATCH_NONE;
}

/* Whether @data begins with JSON's \u00XY for @wanted; the data may end inside. */
static Match
match_escaped (const guint8 *data,
               gsize         length,
               guint8        wanted)
{
  static const char start[] = { '\\', 'u', '0', '0' };

  for (gsize i = 0; i < 6; i++)
    {
      if (i == length)
        return MATCH_PART;
      if (i < sizeof start ? data[i] != (guint8) start[i]
                           : g_ascii_xdigit_value ((char) data[i]) != (i == 4 ? wanted >> 4 : wanted & 0x0f))
        return MATCH_NONE;
    }

  return MATCH_WHOLE;
}

/* Whether @data begins with @key, each byte as it is, percent-encoded or escaped. @used: how many bytes of @data that
 * took. */
static Match
match_key (SecretValue  *value,
           const guint8 *data,
           gsize         length,
           gsize        *used)
{
  gsize key_length = 0;
  const guint8 *key = (const guint8 *) secret_value_get (value, &key_length);
  gsize p = 0;

  for (gsize i = 0; i < key_length; i++)
    {
      gboolean escaped;
      Match match;

      if (p == length)
        return MATCH_PART;

      if (data[p] == key[i])
        {
          p++;
          continue;
        }

      escaped = data[p] == '\\';
      match = escaped ? match_escaped (data + p, length - p, key[i]) : match_encoded (data + p, length - p, key[i]);
      if (match != MATCH_WHOLE)
        return match;
      p += escaped ? 6 : 3;
    }

  *used = p;
  return MATCH_WHOLE;
}

/* The longest key that @data begins with. A key that may still come wins over one that is there already: it could be
 * longer. */
static Match
match_any (PropusKeyMask *self,
           const guint8  *data,
           gsize          length,
           gboolean       at_end,
           gsize         *used)
{
  Match result = MATCH_NONE;

  *used = 0;
  for (guint i = 0; i < self->keys->len; i++)
    {
      gsize one = 0;
      Match match = match_key (self->keys->pdata[i], data, length, &one);

      if (match == MATCH_PART && !at_end)
        return MATCH_PART;
      if (match == MATCH_WHOLE)
        {
          *used = MAX (*used, one);
          result = MATCH_WHOLE;
        }
    }

  return result;
}

/* Masks @data in place from its beginning. Returns how many bytes are settled; the rest could be a key's beginning. */
static gsize
mask_settled (PropusKeyMask *self,
              guint8        *data,
              const guint8  *original,
              gsize          length,
              gboolean       at_end)
{
  gsize pos;

  for (pos = 0; pos < length; pos++)
    {
      if (self->begins[original[pos]])
        {
          gsize used;
          Match match = match_any (self, original + pos, length - pos, at_end, &used);

          if (match == MATCH_PART)
            break;
          if (match == MATCH_WHOLE)
            {
              self->masked = MAX (self->masked, used);
              self->found = TRUE;
            }
        }

      if (self->masked > 0)
        {
          data[pos] = '*';
          self->masked--;
        }
    }

  return pos;
}

static GBytes *
walk (PropusKeyMask *self,
      const guint8  *data,
      gsize          length,
      gboolean       at_end)
{
  g_autofree guint8 *joined = NULL;
  guint8 *out;
  gsize total = self->tail->len + length;
  gsize settled;

  if (self->tail->len > 0)
    {
      joined = g_malloc (total);
      memcpy (joined, self->tail->data, self->tail->len);
      if (length > 0)
        memcpy (joined + self->tail->len, data, length);
      data = joined;
    }

  out = g_memdup2 (data, total);
  settled = mask_settled (self, out, data, total, at_end);

  wipe_tail (self);
  if (settled < total)
    {
      g_byte_array_append (self->tail, data + settled, (guint) (total - settled));
      explicit_bzero (out + settled, total - settled);   /* stays in the piece's memory, behind its end */
    }
  if (joined != NULL)
    explicit_bzero (joined, total);

  return g_bytes_new_take (out, settled);
}

/**
 * propus_key_mask_push:
 * @self: a mask
 * @data: (array length=length): the next bytes of the stream
 * @length: how many
 *
 * Returns: (transfer full): the bytes that may go on; empty when all of them could be the beginning of a key
 */
GBytes *
propus_key_mask_push (PropusKeyMask *self,
                      const void    *data,
                      gsize          length)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (self->tail->len + length == 0)
    return g_bytes_new (NULL, 0);

  return walk (self, data, length, FALSE);
}

/**
 * propus_key_mask_finish:
 * @self: a mask
 *
 * Ends the stream: what was held back is no key. The mask can be used for another stream afterwards.
 *
 * Returns: (transfer full): the last bytes, possibly none
 */
GBytes *
propus_key_mask_finish (PropusKeyMask *self)
{
  g_autoptr(GBytes) last = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->tail->len == 0)
    last = g_bytes_new (NULL, 0);
  else
    last = walk (self, NULL, 0, TRUE);

  self->masked = 0;
  return g_steal_pointer (&last);
}

/**
 * propus_key_mask_text:
 * @self: a mask without a stream under way
 * @text: a header's value, a reason phrase
 *
 * Returns: (transfer full): @text with the keys masked
 */
char *
propus_key_mask_text (PropusKeyMask *self,
                      const char    *text)
{
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) last = NULL;
  GString *out;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);
  g_return_val_if_fail (self->tail->len == 0, NULL);

  first = propus_key_mask_push (self, text, strlen (text));
  last = propus_key_mask_finish (self);
  out = g_string_new (NULL);
  if (g_bytes_get_size (first) > 0)
    g_string_append_len (out, g_bytes_get_data (first, NULL), (gssize) g_bytes_get_size (first));
  if (g_bytes_get_size (last) > 0)
    g_string_append_len (out, g_bytes_get_data (last, NULL), (gssize) g_bytes_get_size (last));

  return g_string_free (out, FALSE);
}

/**
 * propus_key_mask_has_found:
 * @self: a mask
 *
 * Returns: whether a whole key went by since the mask was made
 */
gboolean
propus_key_mask_has_found (PropusKeyMask *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->found;
}
