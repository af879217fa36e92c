/* spec-examples.h - the examples of a specification of Markdown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

typedef struct
{
  guint  number;     /* from 1 on */
  char  *section;
  char  *markdown;
  char  *html;
} SpecExample;

GPtrArray *spec_examples_read (const char *name);
