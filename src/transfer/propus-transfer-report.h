/* propus-transfer-report.h - what a file held, or should have held, that was left out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *chat;     /* its title; "" the whole file */
  char *item;     /* what was left out: "plan.pdf", "A picture" */
  char *reason;   /* a sentence */
} PropusTransferOmission;

/* Refcounted; keeps PROPUS_LIMIT_IMPORT_REPORT lines and counts the rest. One thread at a time. */
typedef struct
{
  GPtrArray *omissions;   /* of PropusTransferOmission */
  guint64    n_more;
} PropusTransferReport;

PropusTransferReport *propus_transfer_report_new   (void);
PropusTransferReport *propus_transfer_report_ref   (PropusTransferReport *self);
void                  propus_transfer_report_unref (PropusTransferReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusTransferReport, propus_transfer_report_unref)
void                  propus_transfer_report_add   (PropusTransferReport *self, const char *chat, const char *item, const char *reason);

G_END_DECLS
