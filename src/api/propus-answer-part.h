/* propus-answer-part.h - what one raw part of an answer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_PART_NOTHING,   /* "{}", an empty text, a signature by itself */
  PROPUS_PART_TEXT,
  PROPUS_PART_THOUGHT,
  PROPUS_PART_DATA,      /* a picture, sound or file, in the part itself */
  PROPUS_PART_FILE,      /* a file that lies at the API: its address is all there is */
  PROPUS_PART_CODE,      /* that the model had run */
  PROPUS_PART_RESULT,    /* what came of it */
  PROPUS_PART_CALL,      /* a tool that the model asks for; never run from here */
  PROPUS_PART_UNKNOWN,
} PropusPartKind;

typedef enum { PROPUS_OUTCOME_UNKNOWN, PROPUS_OUTCOME_OK, PROPUS_OUTCOME_FAILED, PROPUS_OUTCOME_TIMEOUT } PropusOutcome;

/* Immutable. Strings are valid UTF-8, never NULL. Of a DATA part "mime" and "name" are there, its bytes are not: they
 * may be many, and are decoded by propus_answer_part_decode() off the main thread. */
typedef struct
{
  PropusPartKind kind;
  char *text;              /* TEXT, THOUGHT: the words; CODE: the code; RESULT: the output */
  char *name;              /* CODE: the language; DATA, FILE: a name for people; CALL: the tool; UNKNOWN: the member */
  char *mime;              /* DATA, FILE: as it was sent; "" none */
  char *uri;               /* FILE */
  PropusOutcome outcome;   /* RESULT */
} PropusAnswerPart;

PropusAnswerPart *propus_answer_part_parse  (const char *json);
void              propus_answer_part_free   (PropusAnswerPart *self);
GBytes           *propus_answer_part_decode (const char *json, char **mime);   /* any thread */
GBytes           *propus_answer_part_peek   (const char *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusAnswerPart, propus_answer_part_free)

G_END_DECLS
