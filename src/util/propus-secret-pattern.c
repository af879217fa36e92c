/* propus-secret-pattern.c - what looks like a secret in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-pattern.h"

#include <string.h>

/* A pattern warns a person who is about to send something, and warns nobody for long who is warned for nothing: each
 * shape wants its length, its alphabet, and the variety that only dice have.
 *
 * Linear in the length of the text: a shape is looked at where a word begins, and what is counted from there ends with
 * the word (with the next dashes, for PEM), so that no byte is counted more than a few times. */

#define PEM_BEGIN   "-----BEGIN "
#define PEM_DASHES  "-----"
#define PEM_LINE    40    /* characters of base64 without a break: no prose has them */

typedef struct
{
  const char *text;
  gsize       length;
  GArray     *found;
} Scan;

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

static gboolean
is_base64 (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '=';
}

static gboolean
is_upper_or_digit (char c)
{
  return g_ascii_isupper (c) || g_ascii_isdigit (c);
}

static gboolean
is_secret_char (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/';
}

static gsize
count (Scan     *scan,
       gsize     pos,
       gboolean (*is_part) (char))
{
  gsize end = pos;

  while (end < scan->length && is_part (scan->text[end]))
    end++;

  return end - pos;
}

static gboolean
begins_with (Scan       *scan,
             gsize       pos,
             const char *prefix)
{
  gsize n = strlen (prefix);

  return scan->length - pos >= n && memcmp (scan->text + pos, prefix, n) == 0;
}

static gboolean
holds_word (const char *text,
            gsize       length,
            const char *word)
{
  gsize n = strlen (word);

  for (gsize i = 0; i + n <= length; i++)
    if (g_ascii_strncasecmp (text + i, word, n) == 0)
      return TRUE;

  return FALSE;
}

/* What stands in manuals where the secret goes. A real one holds such a word once in many thousands. */
static gboolean
is_placeholder (const char *text,
                gsize       length)
{
  static const char *const words[] = { "your", "example", "xxxx", "placeholder", "redacted", "insert", "1234567890" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (holds_word (text, length, words[i]))
      return TRUE;

  return FALSE;
}

/* Whether these characters may have been drawn by lot: so many different ones, so many digits. */
static gboolean
is_varied (const char *text,
           gsize       length,
           guint       different,
           guint       digits)
{
  gboolean seen[256] = { FALSE };
  guint n_seen = 0;
  guint n_digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      n_digits += g_ascii_isdigit (c) ? 1 : 0;
      n_seen += seen[c] ? 0 : 1;
      seen[c] = TRUE;
    }

  return n_seen >= different && n_digits >= digits && !is_placeholder (text, length);
}

static gsize
longest_alnum_run (const char *text,
                   gsize       length)
{
  gsize longest = 0;
  gsize run = 0;

  for (gsize i = 0; i < length; i++)
    {
      run = g_ascii_isalnum (text[i]) ? run + 1 : 0;
      longest = MAX (longest, run);
    }

  return longest;
}

/* Each of these looks at @pos, where a word begins, and gives the length of the secret there, 0 for none. */

static gsize
match_gemini_key (Scan  *scan,
                  gsize  pos)
{
  gboolean old = begins_with (scan, pos, "AIza");
  gsize prefix = old ? 4 : 3;
  gsize tail;
  const char *start = scan->text + pos + prefix;

  if (!old && !begins_with (scan, pos, "AQ."))
    return 0;

  tail = count (scan, pos + prefix, is_word);
  if (tail < 30 || tail > 200 || (old && tail > 60) || !is_varied (start, tail, 12, old ? 0 : 1))
    return 0;

  return prefix + tail;
}

static gsize
match_gemini_token (Scan  *scan,
                    gsize  pos)
{
  const gsize prefix = strlen ("auth_tokens/");
  gsize tail;

  if (!begins_with (scan, pos, "auth_tokens/"))
    return 0;

  tail = count (scan, pos + prefix, is_word);
  return tail >= 20 && is_varied (scan->text + pos + prefix, tail, 8, 2) ? prefix + tail : 0;
}

static gsize
match_github_token (Scan  *scan,
                    gsize  pos)
{
  static const char *const prefixes[] = { "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize prefix = strlen (prefixes[i]);
      gsize tail;

      if (!begins_with (scan, pos, prefixes[i]))
        continue;

      tail = count (scan, pos + prefix, is_word);
      return tail >= 36 && is_varied (scan->text + pos + prefix, tail, 12, 1) ? prefix + tail : 0;
    }

  return 0;
}

/* Style sheets are full of sk-chasing-dot and sk-fading-circle: words, where a key has a long run without a dash. */
static gsize
match_service_key (Scan  *scan,
                   gsize  pos)
{
  const char *start = scan->text + pos + 3;
  gsize tail;

  if (!begins_with (scan, pos, "sk-") || (pos > 0 && (scan->text[pos - 1] == '.' || scan->text[pos - 1] == '#')))
    return 0;

  tail = count (scan, pos + 3, is_word);
  if (tail < 32 || longest_alnum_run (start, tail) < 20 || !is_varied (start, tail, 9, 2))
    return 0;

  return 3 + tail;
}

static gsize
match_aws_key_id (Scan  *scan,
                  gsize  pos)
{
  gsize total;

  if (!begins_with (scan, pos, "AKIA") && !begins_with (scan, pos, "ASIA"))
    return 0;

  total = count (scan, pos, is_upper_or_digit);
  if (total != 20 || count (scan, pos, is_word) != total || !is_varied (scan->text + pos + 4, total - 4, 7, 0))
    return 0;

  return total;
}

/* The name by which such a secret goes, however it is spelt; its length, 0 for none. */
static gsize
match_aws_name (Scan  *scan,
                gsize  pos)
{
  static const char *const words[] = { "secret", "access", "key" };
  gsize at = pos;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if (i > 0 && at < scan->length && strchr ("_- ", scan->text[at]) != NULL && scan->text[at] != '\0')
        at++;
      if (scan->length - at < n || g_ascii_strncasecmp (scan->text + at, words[i], n) != 0)
        return 0;
      at += n;
    }

  return at - pos;
}

/* "aws_secret_access_key = …", "SecretAccessKey": "…". The secret has no looks of its own, so its name must be there.
 * Gives the range of the secret alone. */
static gboolean
match_aws_secret (Scan              *scan,
                  gsize              pos,
                  PropusSecretRange *range)
{
  gsize name = match_aws_name (scan, pos);
  gsize at = pos + name;
  gsize length;

  if (name == 0)
    return FALSE;

  while (at < scan->length && at - pos - name < 8 && scan->text[at] != '\0' &&
         strchr ("\"'`:=> \t", scan->text[at]) != NULL)
    at++;
  if (at == pos + name)
    return FALSE;

  length = count (scan, at, is_secret_char);
  range->start = at;
  range->end = at + length;
  range->kind = PROPUS_SECRET_AWS_SECRET;

  return length == 40 && (range->end == scan->length || !is_base64 (scan->text[range->end])) &&
         is_varied (scan->text + at, length, 12, 1);
}

/* From the header to the next dashes; without a line of base64 it is only talked about. */
static gsize
match_private_key (Scan  *scan,
                   gsize  pos)
{
  gsize at = pos + strlen (PEM_BEGIN);
  gsize label_end = at;
  gsize end = 0;

  while (label_end < scan->length && (is_upper_or_digit (scan->text[label_end]) || scan->text[label_end] == ' '))
    label_end++;
  if (label_end == scan->length || !begins_with (scan, label_end, PEM_DASHES) ||
      g_strstr_len (scan->text + at, (gssize) (label_end - at), "PRIVATE KEY") == NULL)
    return 0;

  for (at = label_end + strlen (PEM_DASHES); at < scan->length && !begins_with (scan, at, PEM_DASHES);)
    {
      gsize run = count (scan, at, is_base64);

      if (run >= PEM_LINE && is_varied (scan->text + at, run, 8, 0))
        end = at + run;
      at += MAX (run, 1);
    }
  if (end == 0)
    return 0;

  if (at < scan->length && begins_with (scan, at, "-----END "))
    {
      at += strlen ("-----END ");
      while (at < scan->length && (is_upper_or_digit (scan->text[at]) || scan->text[at] == ' '))
        at++;
      end = at < scan->length && begins_with (scan, at, PEM_DASHES) ? at + strlen (PEM_DASHES) : at;
    }

  return end - pos;
}

static gsize
match (Scan             *scan,
       gsize             pos,
       PropusSecretKind *kind)
{
  static const struct {
    char             first;
    PropusSecretKind kind;
    gsize          (*match) (Scan *scan, gsize pos);
  } shapes[] = {
    { 'A', PROPUS_SECRET_GEMINI_KEY, match_gemini_key },
    { 'A', PROPUS_SECRET_AWS_KEY_ID, match_aws_key_id },
    { 'a', PROPUS_SECRET_GEMINI_TOKEN, match_gemini_token },
    { 'g', PROPUS_SECRET_GITHUB_TOKEN, match_github_token },
    { 's', PROPUS_SECRET_SERVICE_KEY, match_service_key },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize length = shapes[i].first == scan->text[pos] ? shapes[i].match (scan, pos) : 0;

      if (length > 0)
        {
          *kind = shapes[i].kind;
          return length;
        }
    }

  return 0;
}

/* Adds what is found at @pos and returns where to go on. */
static gsize
look (Scan  *scan,
      gsize  pos)
{
  PropusSecretRange range = { .start = pos };
  gsize length = 0;
  char c = scan->text[pos];

  if (c == '-' && begins_with (scan, pos, PEM_BEGIN))
    {
      range.kind = PROPUS_SECRET_PRIVATE_KEY;
      length = match_private_key (scan, pos);
    }
  else if (pos == 0 || !(is_word (scan->text[pos - 1]) || scan->text[pos - 1] == '+'))
    {
      length = match (scan, pos, &range.kind);
    }

  if (length > 0)
    range.end = pos + length;
  else if ((c != 's' && c != 'S') || !match_aws_secret (scan, pos, &range))
    return pos + 1;

  g_array_append_val (scan->found, range);
  return range.end;
}

/**
 * propus_secret_pattern_find:
 * @text: (array length=length) (nullable): any bytes
 * @length: how many
 *
 * Finds what has the looks of a secret: keys of the Gemini API, PEM private keys, tokens of GitHub, keys that begin with
 * "sk-", and those of AWS. Placeholders of manuals and mere mentions are left alone. Looks decide nothing but whether to
 * warn: a key may look like anything.
 *
 * Linear in @length; may be called from any thread.
 *
 * Returns: (transfer full) (element-type PropusSecretRange): byte ranges in order, none overlapping another
 */
GArray *
propus_secret_pattern_find (const char *text,
                            gsize       length)
{
  Scan scan = { text, length, g_array_new (FALSE, FALSE, sizeof (PropusSecretRange)) };
  gsize pos = 0;

  g_return_val_if_fail (text != NULL || length == 0, scan.found);

  while (pos < length)
    {
      switch (text[pos])
        {
        case 'A':
        case 'a':
        case 'g':
        case 's':
        case 'S':
        case '-':
          pos = look (&scan, pos);
          break;
        default:
          pos++;
        }
    }

  return scan.found;
}
