/* propus-leak-report.h - what a text would give away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "propus-secret-pattern.h"

G_BEGIN_DECLS

/* Whether the person's own keys were looked for, too. */
typedef enum
{
  PROPUS_LEAK_COMPARED,       /* all of them */
  PROPUS_LEAK_LOCKED,         /* those that a locked or busy keyring has were left out */
  PROPUS_LEAK_NOT_COMPARED,   /* the broker did not answer */
} PropusLeakComparison;

typedef struct _PropusLeakReport PropusLeakReport;   /* immutable, reference counted */

PropusLeakReport        *propus_leak_report_new            (const char *name, GArray *own, GArray *patterns, PropusLeakComparison comparison);
PropusLeakReport        *propus_leak_report_ref            (PropusLeakReport *self);
void                     propus_leak_report_unref          (PropusLeakReport *self);
guint                    propus_leak_report_get_n_ranges   (PropusLeakReport *self);
const PropusSecretRange *propus_leak_report_get_range      (PropusLeakReport *self, guint index);  /* in order, none overlapping */
gboolean                 propus_leak_report_has_own_key    (PropusLeakReport *self);
PropusLeakComparison     propus_leak_report_get_comparison (PropusLeakReport *self);
char                    *propus_leak_report_dup_sentence   (PropusLeakReport *self);               /* NULL: nothing was found */
char                    *propus_leak_report_dup_note       (PropusLeakReport *self);               /* NULL: own keys were all compared */
char                    *propus_leak_report_dup_redacted   (PropusLeakReport *self, const char *text, gsize length);

char                    *propus_leak_redact_keys          (const char *text);                      /* for what is kept without having been sent */

/* What stands where a secret was. The same in every language: it is part of the text, and may be part of a program. */
#define PROPUS_LEAK_REDACTED "[redacted]"

#define PROPUS_TYPE_LEAK_REPORT (propus_leak_report_get_type ())
GType propus_leak_report_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusLeakReport, propus_leak_report_unref)

G_END_DECLS
