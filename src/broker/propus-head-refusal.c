/* propus-head-refusal.c - what is wrong with a program's request, in the API's error shape
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-head-refusal.h"

#include <glib/gi18n.h>

/**
 * propus_head_refusal_new:
 * @verdict: a verdict other than %PROPUS_HEAD_GOOD
 *
 * Returns: (transfer full): a status that says what is wrong with the request
 */
PropusRpcStatus *
propus_head_refusal_new (PropusHeadVerdict verdict)
{
  const char *reason = PROPUS_REASON_NOT_ALLOWED;

  switch (verdict)
    {
    case PROPUS_HEAD_TOO_LARGE:
      return propus_rpc_status_new_propus (431, "INVALID_ARGUMENT", reason, _("The request’s headers are too long."));
    case PROPUS_HEAD_HOST:
      return propus_rpc_status_new_propus (403, "PERMISSION_DENIED", reason,
                                           _("The request is for another host than this computer."));
    case PROPUS_HEAD_BROWSER:
      return propus_rpc_status_new_propus (403, "PERMISSION_DENIED", reason,
                                           _("Pages in a browser cannot use Propus."));
    case PROPUS_HEAD_QUERY:
      return propus_rpc_status_new_propus (403, "PERMISSION_DENIED", reason,
                                           _("The token was in the address of the request, where logs keep it. "
                                             "Send it in the header x-goog-api-key."));
    case PROPUS_HEAD_TOKEN:
      return propus_rpc_status_new_propus (401, "UNAUTHENTICATED", reason,
                                           _("This program has no valid token of Propus."));
    case PROPUS_HEAD_PATH:
      return propus_rpc_status_new_propus (403, "PERMISSION_DENIED", reason,
                                           _("This is no path of the API that Propus passes on."));
    case PROPUS_HEAD_BODY:
      return propus_rpc_status_new_propus (413, "INVALID_ARGUMENT", reason,
                                           _("The request is larger than the API takes."));
    case PROPUS_HEAD_GOOD:
    case PROPUS_HEAD_MALFORMED:
    default:
      return propus_rpc_status_new_propus (400, "INVALID_ARGUMENT", reason,
                                           _("The request is not what the web’s rules allow."));
    }
}
