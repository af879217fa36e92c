/* propus-failure-text.h - the buttons that mend a failure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-failure-sentence.h"
#include "propus-session.h"

G_BEGIN_DECLS

/* A button under a failure: an action of the window or of the application does the work. */
typedef struct
{
  const char *label;    /* translated */
  const char *action;   /* "win.retry"; the detailed form, with its target */
} PropusMend;

#define PROPUS_FAILURE_TEXT_MAX_MENDS 3

guint     propus_failure_text_get_mends            (PropusFailureKind  kind,
                                                    PropusMend        *mends);
char     *propus_failure_text_dup_page_action      (PropusFailureKind  kind,
                                                    const char        *technical);
char     *propus_failure_text_dup_control_sentence (PropusFailure     *failure);
gboolean  propus_failure_text_is_about_key         (PropusFailureKind  kind);

G_END_DECLS
