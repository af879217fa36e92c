/* propus-secret-pattern.h - what looks like a secret in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROPUS_SECRET_OWN_KEY,        /* one of the person's keys: known by its bytes, never found by its looks */
  PROPUS_SECRET_GEMINI_KEY,     /* AIza…, AQ.… */
  PROPUS_SECRET_GEMINI_TOKEN,   /* auth_tokens/…: its name is the secret */
  PROPUS_SECRET_PRIVATE_KEY,    /* a PEM block, also with its line ends escaped as in JSON */
  PROPUS_SECRET_GITHUB_TOKEN,   /* ghp_…, gho_…, ghu_…, ghs_…, ghr_…, github_pat_… */
  PROPUS_SECRET_SERVICE_KEY,    /* sk-…: OpenAI, Anthropic and many more */
  PROPUS_SECRET_AWS_KEY_ID,     /* AKIA…, ASIA… */
  PROPUS_SECRET_AWS_SECRET,     /* 40 characters that are called a secret access key */
} PropusSecretKind;

#define PROPUS_SECRET_N_KINDS (PROPUS_SECRET_AWS_SECRET + 1)

typedef struct
{
  gsize            start;       /* bytes */
  gsize            end;
  PropusSecretKind kind;
} PropusSecretRange;

GArray *propus_secret_pattern_find (const char *text,
                                    gsize       length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
