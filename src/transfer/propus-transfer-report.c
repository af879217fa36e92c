/* propus-transfer-report.c - what a file held, or should have held, that was left out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-text.h"
#include "propus-transfer-report.h"

static void
free_omission (gpointer data)
{
  PropusTransferOmission *self = data;

  g_free (self->chat);
  g_free (self->item);
  g_free (self->reason);
  g_free (self);
}

/**
 * propus_transfer_report_new:
 *
 * Returns: (transfer full): a report without lines
 */
PropusTransferReport *
propus_transfer_report_new (void)
{
  PropusTransferReport *self = g_atomic_rc_box_new0 (PropusTransferReport);

  self->omissions = g_ptr_array_new_with_free_func (free_omission);
  return self;
}

PropusTransferReport *
propus_transfer_report_ref (PropusTransferReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_report (gpointer data)
{
  PropusTransferReport *self = data;

  g_ptr_array_unref (self->omissions);
}

void
propus_transfer_report_unref (PropusTransferReport *self)
{
  g_atomic_rc_box_release_full (self, clear_report);
}

/**
 * propus_transfer_report_add:
 * @self: (nullable): a report; %NULL: nobody wants to know
 * @chat: (nullable): the title of the chat that lacks it; %NULL for the whole file
 * @item: what was left out, from outside
 * @reason: a translated sentence
 */
void
propus_transfer_report_add (PropusTransferReport *self,
                            const char           *chat,
                            const char           *item,
                            const char           *reason)
{
  PropusTransferOmission *omission;

  if (self == NULL)
    return;
  if (self->omissions->len >= PROPUS_LIMIT_IMPORT_REPORT)
    {
      self->n_more++;
      return;
    }

  omission = g_new0 (PropusTransferOmission, 1);
  omission->chat = propus_text_make_title (chat);
  omission->item = propus_text_make_title (item);
  omission->reason = g_strdup (reason);
  g_ptr_array_add (self->omissions, omission);
}
