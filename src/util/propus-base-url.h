/* propus-base-url.h - which addresses the API may be called at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_BASE_URL_DEFAULT "https://generativelanguage.googleapis.com"

/* What the broker is called on the socket of the process that started it. Nobody looks this up. */
#define PROPUS_BASE_URL_PARENT "http://propus.localhost"

/* The flags of every address that goes over the wire: what was encoded stays encoded. */
#define PROPUS_BASE_URL_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY | \
                               G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE)

typedef enum
{
  PROPUS_BASE_URL_PROBLEM_NONE,
  PROPUS_BASE_URL_PROBLEM_SYNTAX,       /* no address at all */
  PROPUS_BASE_URL_PROBLEM_SCHEME,       /* neither https nor http */
  PROPUS_BASE_URL_PROBLEM_PLAIN,        /* http to a host that is not this computer */
  PROPUS_BASE_URL_PROBLEM_CREDENTIALS,  /* user name or password */
  PROPUS_BASE_URL_PROBLEM_QUERY,
  PROPUS_BASE_URL_PROBLEM_FRAGMENT,
} PropusBaseUrlProblem;

GUri       *propus_base_url_parse               (const char *text, PropusBaseUrlProblem *problem);
gboolean    propus_base_url_is_loopback         (GUri *base_url);
char       *propus_base_url_dup_origin          (GUri *base_url);
const char *propus_base_url_problem_to_sentence (PropusBaseUrlProblem problem);

G_END_DECLS
