/* propus-cli-limit.c - how much a program may spend, as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-cli-limit.h"

#include "propus-limits.h"

#include <string.h>

#define MICRO 1000000

/* Places behind the point: a millionth is the smallest there is, of a dollar and of a million tokens. */
#define MAX_PLACES 6
#define MAX_DIGITS 12

static const struct { const char *word; PropusDoorLimit limit; } units[] = {
  { "request", PROPUS_DOOR_REQUESTS },
  { "requests", PROPUS_DOOR_REQUESTS },
  { "token", PROPUS_DOOR_TOKENS },
  { "tokens", PROPUS_DOOR_TOKENS },
  { "usd", PROPUS_DOOR_MONEY },
};

/* "1.5" → 1500000. Returns: what follows the number; NULL when there is none that can be. */
static const char *
read_number (const char *text,
             guint64    *micro)
{
  gsize whole = strspn (text, "0123456789");
  gsize places = 0;

  if (whole == 0 || whole > MAX_DIGITS)
    return NULL;

  *micro = g_ascii_strtoull (text, NULL, 10);
  text += whole;
  if (*text == '.')
    {
      places = strspn (++text, "0123456789");
      if (places == 0 || places > MAX_PLACES)
        return NULL;
    }

  for (gsize i = 0; i < MAX_PLACES; i++)
    *micro = *micro * 10 + (i < places ? (guint64) (text[i] - '0') : 0);

  return text + places;
}

/* "k" and "M", for what is counted. */
static const char *
read_factor (const char *text,
             guint64    *factor)
{
  *factor = *text == 'k' || *text == 'K' ? 1000 : *text == 'm' || *text == 'M' ? MICRO : 1;

  return *factor != 1 ? text + 1 : text;
}

static gboolean
read_unit (const char      *text,
           gboolean         has_factor,
           PropusDoorLimit *limit)
{
  while (*text == ' ')
    text++;

  /* "200k" can only be tokens. */
  if (*text == '\0' && has_factor)
    {
      *limit = PROPUS_DOOR_TOKENS;
      return TRUE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strcasecmp (text, units[i].word) == 0)
      {
        *limit = units[i].limit;
        return *limit != PROPUS_DOOR_MONEY || !has_factor;
      }

  return FALSE;
}

/**
 * propus_cli_limit_parse:
 * @text: "50requests", "200000tokens", "200k", "1.5M tokens", "1.50usd"
 * @limit: (out): what is limited
 * @amount: (out): to how much; money in millionths of a US dollar
 *
 * Returns: whether it is understood, and is more than nothing
 */
gboolean
propus_cli_limit_parse (const char      *text,
                        PropusDoorLimit *limit,
                        gint64          *amount)
{
  guint64 micro, factor, product;

  text = read_number (text, &micro);
  if (text == NULL)
    return FALSE;

  while (*text == ' ')
    text++;
  text = read_factor (text, &factor);
  if (!read_unit (text, factor != 1, limit) || !g_uint64_checked_mul (&product, micro, factor))
    return FALSE;

  if (*limit != PROPUS_DOOR_MONEY)
    {
      if (product % MICRO != 0)
        return FALSE;
      product /= MICRO;
    }

  *amount = (gint64) product;

  return product > 0 && product <= PROPUS_LIMIT_SPEND;
}
