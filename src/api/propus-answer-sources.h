/* propus-answer-sources.h - what an answer rests on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_SOURCE_WEB,
  PROPUS_SOURCE_MAP,
  PROPUS_SOURCE_IMAGE,
  PROPUS_SOURCE_DOCUMENT,
  PROPUS_SOURCE_CITATION,   /* a text that the answer repeats */
} PropusSourceKind;

typedef enum { PROPUS_PAGE_READ, PROPUS_PAGE_FAILED, PROPUS_PAGE_PAYWALL, PROPUS_PAGE_UNSAFE, PROPUS_PAGE_UNKNOWN } PropusPageStatus;

/* From outside: the address may be of any scheme, the title may say anything. Never NULL, "" none. */
typedef struct
{
  PropusSourceKind kind;
  char *uri;
  char *title;
  char *license;
} PropusSource;

typedef struct
{
  char *uri;
  PropusPageStatus status;
} PropusReadPage;

/* A number at a place in the text of the answer: behind @offset bytes, which is never inside a character. */
typedef struct
{
  gsize offset;
  guint number;     /* of a source, from 1 */
} PropusSourceMark;

typedef struct
{
  GPtrArray *sources;   /* of PropusSource: number 1 is the first; in the order in which the text names them */
  GArray    *marks;     /* of PropusSourceMark, by offset, then by number */
  GPtrArray *queries;   /* of char* */
  GPtrArray *pages;     /* of PropusReadPage */
} PropusAnswerSources;

PropusAnswerSources *propus_answer_sources_read (const char *facts, const char *text, gsize length, const char * const *raw_parts);
void                 propus_answer_sources_free (PropusAnswerSources *self);

/* The categories of harm for which something was blocked, as the API names them; NULL none. */
char               **propus_answer_facts_dup_blocked (const char *facts);
char                *propus_answer_facts_dup_model   (const char *facts);   /* the version that answered, NULL unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusAnswerSources, propus_answer_sources_free)

G_END_DECLS
