/* propus-code-private.h - what the writers of programs share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-code.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_CODE_TEXT,
  PROPUS_CODE_NAME,      /* of an enumeration */
  PROPUS_CODE_FLAG,
  PROPUS_CODE_INTEGER,
  PROPUS_CODE_NUMBER,
  PROPUS_CODE_BYTES,     /* base64 in JSON */
  PROPUS_CODE_TEXTS,
  PROPUS_CODE_OBJECT,
  PROPUS_CODE_OBJECTS,
  PROPUS_CODE_FREE,      /* any JSON */
} PropusCodeKind;

typedef struct _PropusCodeType PropusCodeType;

typedef struct
{
  const char           *member;       /* in JSON; Java's and JavaScript's name, too */
  const char           *go;           /* NULL: only the languages whose libraries take dictionaries have it typed */
  PropusCodeKind        kind;
  gboolean              go_pointer;
  const PropusCodeType *type;         /* of OBJECT and OBJECTS */
} PropusCodeField;

struct _PropusCodeType
{
  const char            *name;        /* Go's and Java's */
  const PropusCodeField *fields;      /* ends with a member NULL */
};

extern const PropusCodeType _propus_code_content;
extern const PropusCodeType _propus_code_config;

const PropusCodeField *_propus_code_find_field (const PropusCodeType *type, const char *member);
gboolean               _propus_code_fits       (PropusCodeLanguage language, const PropusCodeField *field, JsonNode *node);

/* A request, laid out for a library: what its types have a field for, and the rest. */
typedef struct
{
  PropusCodeLanguage  language;
  const char         *model;
  const char         *body;          /* all of it, as JSON */
  gboolean            stream;
  JsonArray          *contents;      /* NULL: they are in @extra */
  JsonObject         *config;        /* of the library's GenerateContentConfig; may be empty */
  JsonObject         *extra;         /* as in the body; may be empty */
} PropusCodePlan;

char *_propus_code_quote       (PropusCodeLanguage language, const char *text, guint depth);
char *_propus_code_layout_json (const char *json);
char *_propus_code_number      (JsonNode *node);
char *_propus_code_indent      (PropusCodeLanguage language, guint depth);
/* @items: of char *, taken. On one line when all of it is short, else one a line. */
char *_propus_code_join        (PropusCodeLanguage language, const char *open, GPtrArray *items, const char *close, guint depth);
char *_propus_code_dup_path    (const PropusCodePlan *plan);

char *_propus_code_literal     (PropusCodeLanguage language, const PropusCodeField *field, JsonNode *node, guint depth);

char *_propus_code_python      (const PropusCodePlan *plan);
char *_propus_code_javascript  (const PropusCodePlan *plan);
char *_propus_code_go          (const PropusCodePlan *plan);
char *_propus_code_java        (const PropusCodePlan *plan);
char *_propus_code_c           (const PropusCodePlan *plan);
char *_propus_code_curl        (const PropusCodePlan *plan);

G_END_DECLS
