/* propus-code.h - a request as a program that makes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_CODE_PYTHON,
  PROPUS_CODE_JAVASCRIPT,
  PROPUS_CODE_GO,
  PROPUS_CODE_JAVA,
  PROPUS_CODE_C,
  PROPUS_CODE_CURL,
} PropusCodeLanguage;

#define PROPUS_CODE_N_LANGUAGES 6

/* What a person needs to know of a language besides the program. None of this is translated: names and commands. */
typedef struct
{
  const char *id;          /* for a setting */
  const char *name;        /* "Python" */
  const char *file_name;   /* "chat.py" */
  const char *syntax;      /* a word that a fence would have */
  const char *install;     /* a command, or what to depend on */
  const char *build;       /* a command that must come before; NULL: none */
  const char *run;         /* the command, without "propus exec -- " */
} PropusCodeFacts;

const PropusCodeFacts *propus_code_get_facts (PropusCodeLanguage   language);
char                  *propus_code_write     (PropusCodeLanguage   language,
                                              const char          *model,
                                              GBytes              *body,
                                              gboolean             stream,
                                              GError             **error);

G_END_DECLS
