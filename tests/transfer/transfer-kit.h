/* transfer-kit.h - files in and out for the tests of src/transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-transfer-export.h"
#include "propus-transfer-import.h"

G_BEGIN_DECLS

char      *kit_path            (const char *name);                        /* within a folder that goes at the end */
GFile     *kit_write           (const char *name, const void *data, gssize length);
char      *kit_data            (const char *name);                        /* text of a file beside the tests */
void       kit_done            (void);

GPtrArray *kit_import          (GFile *file, PropusTransferReport **report, GError **error);    /* of PropusTransferChat */
GPtrArray *kit_import_good     (GFile *file, PropusTransferReport **report);
char      *kit_export          (GPtrArray *chats, PropusTransferFormat format, PropusTransferFlags flags);
char      *kit_report_text     (PropusTransferReport *report);            /* one line each */
void       kit_assert_same     (const char *got, const char *golden);     /* the name of a file beside the tests */
char      *kit_fake_key        (void);                                    /* has the looks of one */

typedef struct
{
  const char *name;
  const void *data;
  gssize length;      /* -1: a text */
} KitMember;

GFile     *kit_write_zip       (const char *name, const KitMember *members, guint n_members);

PropusTransferChat *kit_make_chat (const char *attachment_path);          /* with every kind of thing in it */

G_END_DECLS
