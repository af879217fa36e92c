/* propus-math-font.c - the alphabets of mathematics in Unicode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-font.h"

#include <string.h>

static const struct
{
  const char     *name;
  PropusMathFont  font;
} commands[] = {
  { "mathrm", PROPUS_MATH_FONT_UPRIGHT }, { "mathup", PROPUS_MATH_FONT_UPRIGHT }, { "rm", PROPUS_MATH_FONT_UPRIGHT },
  { "mathit", PROPUS_MATH_FONT_NORMAL }, { "mathnormal", PROPUS_MATH_FONT_NORMAL }, { "it", PROPUS_MATH_FONT_NORMAL },
  { "mathbf", PROPUS_MATH_FONT_BOLD }, { "bf", PROPUS_MATH_FONT_BOLD }, { "boldsymbol", PROPUS_MATH_FONT_BOLD_ITALIC },
  { "bm", PROPUS_MATH_FONT_BOLD_ITALIC }, { "symbf", PROPUS_MATH_FONT_BOLD }, { "mathbb", PROPUS_MATH_FONT_BLACKBOARD },
  { "Bbb", PROPUS_MATH_FONT_BLACKBOARD }, { "mathcal", PROPUS_MATH_FONT_SCRIPT }, { "mathscr", PROPUS_MATH_FONT_SCRIPT },
  { "cal", PROPUS_MATH_FONT_SCRIPT }, { "mathfrak", PROPUS_MATH_FONT_FRAKTUR }, { "frak", PROPUS_MATH_FONT_FRAKTUR },
  { "mathsf", PROPUS_MATH_FONT_SANS }, { "sf", PROPUS_MATH_FONT_SANS }, { "mathtt", PROPUS_MATH_FONT_TYPEWRITER },
  { "tt", PROPUS_MATH_FONT_TYPEWRITER },
};

/* Letters that had a place in Unicode before the alphabets of mathematics got theirs. */
static const struct
{
  PropusMathFont font;
  char           letter;
  gunichar       mapped;
} exceptions[] = {
  { PROPUS_MATH_FONT_BLACKBOARD, 'C', 0x2102 }, { PROPUS_MATH_FONT_BLACKBOARD, 'H', 0x210d },
  { PROPUS_MATH_FONT_BLACKBOARD, 'N', 0x2115 }, { PROPUS_MATH_FONT_BLACKBOARD, 'P', 0x2119 },
  { PROPUS_MATH_FONT_BLACKBOARD, 'Q', 0x211a }, { PROPUS_MATH_FONT_BLACKBOARD, 'R', 0x211d },
  { PROPUS_MATH_FONT_BLACKBOARD, 'Z', 0x2124 },
  { PROPUS_MATH_FONT_SCRIPT, 'B', 0x212c }, { PROPUS_MATH_FONT_SCRIPT, 'E', 0x2130 }, { PROPUS_MATH_FONT_SCRIPT, 'F', 0x2131 },
  { PROPUS_MATH_FONT_SCRIPT, 'H', 0x210b }, { PROPUS_MATH_FONT_SCRIPT, 'I', 0x2110 }, { PROPUS_MATH_FONT_SCRIPT, 'L', 0x2112 },
  { PROPUS_MATH_FONT_SCRIPT, 'M', 0x2133 }, { PROPUS_MATH_FONT_SCRIPT, 'R', 0x211b }, { PROPUS_MATH_FONT_SCRIPT, 'e', 0x212f },
  { PROPUS_MATH_FONT_SCRIPT, 'g', 0x210a }, { PROPUS_MATH_FONT_SCRIPT, 'o', 0x2134 },
  { PROPUS_MATH_FONT_FRAKTUR, 'C', 0x212d }, { PROPUS_MATH_FONT_FRAKTUR, 'H', 0x210c }, { PROPUS_MATH_FONT_FRAKTUR, 'I', 0x2111 },
  { PROPUS_MATH_FONT_FRAKTUR, 'R', 0x211c }, { PROPUS_MATH_FONT_FRAKTUR, 'Z', 0x2128 },
};

/* Where the alphabets begin: capital letters, small letters, digits, capital and small Greek; 0: there is none. */
static const struct
{
  gunichar capital;
  gunichar small;
  gunichar digit;
  gunichar greek_capital;
  gunichar greek_small;
} alphabets[] = {
  [PROPUS_MATH_FONT_NORMAL] = { 0, 0, 0, 0, 0 },
  [PROPUS_MATH_FONT_UPRIGHT] = { 0, 0, 0, 0, 0 },
  [PROPUS_MATH_FONT_BOLD] = { 0x1d400, 0x1d41a, 0x1d7ce, 0x1d6a8, 0x1d6c2 },
  [PROPUS_MATH_FONT_BOLD_ITALIC] = { 0x1d468, 0x1d482, 0x1d7ce, 0x1d71c, 0x1d736 },
  [PROPUS_MATH_FONT_BLACKBOARD] = { 0x1d538, 0x1d552, 0x1d7d8, 0, 0 },
  [PROPUS_MATH_FONT_SCRIPT] = { 0x1d49c, 0x1d4b6, 0, 0, 0 },
  [PROPUS_MATH_FONT_FRAKTUR] = { 0x1d504, 0x1d51e, 0, 0, 0 },
  [PROPUS_MATH_FONT_SANS] = { 0x1d5a0, 0x1d5ba, 0x1d7e2, 0, 0 },
  [PROPUS_MATH_FONT_TYPEWRITER] = { 0x1d670, 0x1d68a, 0x1d7f6, 0, 0 },
};

/**
 * propus_math_font_find:
 * @name: of a command, without its backslash
 * @length: its length in bytes
 * @font: (out): the alphabet that it asks for
 *
 * Returns: whether it asks for one
 */
gboolean
propus_math_font_find (const char     *name,
                       gsize           length,
                       PropusMathFont *font)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strlen (commands[i].name) == length && memcmp (commands[i].name, name, length) == 0)
      {
        *font = commands[i].font;
        return TRUE;
      }

  return FALSE;
}

/**
 * propus_math_font_map:
 * @font: an alphabet
 * @c: a character
 *
 * Returns: the same letter in @font; @c when it has none
 */
gunichar
propus_math_font_map (PropusMathFont font,
                      gunichar       c)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (exceptions[i].font == font && (gunichar) exceptions[i].letter == c)
      return exceptions[i].mapped;

  if (c >= 'A' && c <= 'Z' && alphabets[font].capital != 0)
    return alphabets[font].capital + c - 'A';
  if (c >= 'a' && c <= 'z' && alphabets[font].small != 0)
    return alphabets[font].small + c - 'a';
  if (c >= '0' && c <= '9' && alphabets[font].digit != 0)
    return alphabets[font].digit + c - '0';
  if (c >= 0x391 && c <= 0x3a9 && alphabets[font].greek_capital != 0)
    return alphabets[font].greek_capital + c - 0x391;
  if (c >= 0x3b1 && c <= 0x3c9 && alphabets[font].greek_small != 0)
    return alphabets[font].greek_small + c - 0x3b1;

  return c;
}

typedef struct
{
  gunichar c;
  gunichar mapped;
} Pair;

static const Pair superscripts[] = {
  { '0', 0x2070 }, { '1', 0xb9 }, { '2', 0xb2 }, { '3', 0xb3 }, { '4', 0x2074 }, { '5', 0x2075 }, { '6', 0x2076 },
  { '7', 0x2077 }, { '8', 0x2078 }, { '9', 0x2079 }, { '+', 0x207a }, { 0x2212, 0x207b }, { '=', 0x207c }, { '(', 0x207d },
  { ')', 0x207e }, { 'a', 0x1d43 }, { 'b', 0x1d47 }, { 'c', 0x1d9c }, { 'd', 0x1d48 }, { 'e', 0x1d49 }, { 'f', 0x1da0 },
  { 'g', 0x1d4d }, { 'h', 0x2b0 }, { 'i', 0x2071 }, { 'j', 0x2b2 }, { 'k', 0x1d4f }, { 'l', 0x2e1 }, { 'm', 0x1d50 },
  { 'n', 0x207f }, { 'o', 0x1d52 }, { 'p', 0x1d56 }, { 'r', 0x2b3 }, { 's', 0x2e2 }, { 't', 0x1d57 }, { 'u', 0x1d58 },
  { 'v', 0x1d5b }, { 'w', 0x2b7 }, { 'x', 0x2e3 }, { 'y', 0x2b8 }, { 'z', 0x1dbb }, { 'T', 0x1d40 }, { 0x2032, 0x2032 },
  { 0x2033, 0x2033 }, { 0x2034, 0x2034 },
};

static const Pair subscripts[] = {
  { '0', 0x2080 }, { '1', 0x2081 }, { '2', 0x2082 }, { '3', 0x2083 }, { '4', 0x2084 }, { '5', 0x2085 }, { '6', 0x2086 },
  { '7', 0x2087 }, { '8', 0x2088 }, { '9', 0x2089 }, { '+', 0x208a }, { 0x2212, 0x208b }, { '=', 0x208c }, { '(', 0x208d },
  { ')', 0x208e }, { 'a', 0x2090 }, { 'e', 0x2091 }, { 'h', 0x2095 }, { 'i', 0x1d62 }, { 'j', 0x2c7c }, { 'k', 0x2096 },
  { 'l', 0x2097 }, { 'm', 0x2098 }, { 'n', 0x2099 }, { 'o', 0x2092 }, { 'p', 0x209a }, { 'r', 0x1d63 }, { 's', 0x209b },
  { 't', 0x209c }, { 'u', 0x1d64 }, { 'v', 0x1d65 }, { 'x', 0x2093 },
};

static gunichar
find_pair (const Pair *pairs,
           guint       n_pairs,
           gunichar    c)
{
  for (guint i = 0; i < n_pairs; i++)
    if (pairs[i].c == c)
      return pairs[i].mapped;

  return 0;
}

/**
 * propus_math_font_superscript:
 * @c: a character
 *
 * Returns: the same, raised; 0 when Unicode has none
 */
gunichar
propus_math_font_superscript (gunichar c)
{
  return find_pair (superscripts, G_N_ELEMENTS (superscripts), c);
}

/**
 * propus_math_font_subscript:
 * @c: a character
 *
 * Returns: the same, lowered; 0 when Unicode has none
 */
gunichar
propus_math_font_subscript (gunichar c)
{
  return find_pair (subscripts, G_N_ELEMENTS (subscripts), c);
}
