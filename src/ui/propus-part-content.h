/* propus-part-content.h - what is on the clipboard, or dragged, of a part of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-data-part.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PART_CONTENT (propus_part_content_get_type ())
G_DECLARE_FINAL_TYPE (PropusPartContent, propus_part_content, PROPUS, PART_CONTENT, GdkContentProvider)

/* @as_file: also as the address of a file, which is made when somebody asks for it. */
GdkContentProvider *propus_part_content_new (PropusDataPart *part, gboolean as_file);

G_END_DECLS
