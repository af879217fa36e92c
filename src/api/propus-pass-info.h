/* propus-pass-info.h - what is known of a pass, and what is asked of the broker for one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "propus-usage-info.h"

G_BEGIN_DECLS

typedef enum
{
  PROPUS_PASS_OPEN,
  PROPUS_PASS_PAUSED,
  PROPUS_PASS_EXPIRED,
  PROPUS_PASS_PORT_TAKEN,
  PROPUS_PASS_SPENT,
} PropusPassState;

/* Kinds of requests. */
typedef enum
{
  PROPUS_PASS_PATH_GENERATE = 1 << 0,
  PROPUS_PASS_PATH_EMBED = 1 << 1,
  PROPUS_PASS_PATH_FILES = 1 << 2,
  PROPUS_PASS_PATH_CACHES = 1 << 3,
  PROPUS_PASS_PATH_MEDIA = 1 << 4,
  PROPUS_PASS_PATH_OPENAI = 1 << 5,
} PropusPassPath;

#define PROPUS_PASS_N_PATHS   6
#define PROPUS_PASS_ALL_PATHS ((1u << PROPUS_PASS_N_PATHS) - 1)

/* Of a day. Money is in millionths of a US dollar. */
typedef enum
{
  PROPUS_PASS_LIMIT_REQUESTS,
  PROPUS_PASS_LIMIT_TOKENS,
  PROPUS_PASS_LIMIT_MONEY,
  PROPUS_PASS_N_LIMITS,
} PropusPassLimit;

/* What a person says of a pass. */
typedef enum
{
  PROPUS_PASS_FIELD_NAME = 1 << 0,
  PROPUS_PASS_FIELD_KEY = 1 << 1,
  PROPUS_PASS_FIELD_MODELS = 1 << 2,
  PROPUS_PASS_FIELD_PATHS = 1 << 3,
  PROPUS_PASS_FIELD_LIMITS = 1 << 4,
  PROPUS_PASS_FIELD_EXPIRES = 1 << 5,
  PROPUS_PASS_FIELD_PAUSED = 1 << 6,
  PROPUS_PASS_FIELDS_OF_NEW = (1 << 6) - 1,   /* all but paused */
} PropusPassField;

typedef struct
{
  char   *name;
  char   *key;                            /* id of a stored key; NULL: the one that the settings say */
  char  **models;                         /* empty: all; NULL only before it is set */
  guint   paths;                          /* PropusPassPath; 0 never: all are PROPUS_PASS_ALL_PATHS */
  gint64  limits[PROPUS_PASS_N_LIMITS];   /* -1: none */
  gint64  expires;                        /* Unix seconds; 0: never */
  gboolean paused;
} PropusPassTerms;

/* Read only; reference counted, from any thread. */
typedef struct
{
  char           *id;
  char           *base_url;
  char           *token;                  /* in the reply that makes it; else NULL */
  PropusPassTerms terms;
  gint64          created;                /* Unix seconds */
  gint64          last_used;              /* Unix milliseconds; 0: never */
  PropusUsageSum  today;                  /* without a name */
  PropusUsageSum  month;
  guint           underway;
  PropusPassState state;
} PropusPassInfo;

void            propus_pass_terms_init      (PropusPassTerms       *self);
void            propus_pass_terms_copy      (PropusPassTerms       *self,
                                             const PropusPassTerms *other);
void            propus_pass_terms_clear     (PropusPassTerms       *self);
gboolean        propus_pass_terms_equal     (const PropusPassTerms *a,
                                             const PropusPassTerms *b);
JsonNode       *propus_pass_terms_to_node   (const PropusPassTerms *self,
                                             guint                  fields);
char          **propus_pass_models_parse    (const char            *text);

PropusPassInfo *propus_pass_info_parse      (JsonNode              *reply);
GPtrArray      *propus_pass_info_parse_list (JsonNode              *reply);
PropusPassInfo *propus_pass_info_ref        (PropusPassInfo        *self);
void            propus_pass_info_unref      (PropusPassInfo        *self);
gboolean        propus_pass_info_is_active  (PropusPassInfo        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PropusPassTerms, propus_pass_terms_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusPassInfo, propus_pass_info_unref)

G_END_DECLS
