/* propus-picture-block.h - a picture in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-data-part.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PICTURE_BLOCK (propus_picture_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusPictureBlock, propus_picture_block, PROPUS, PICTURE_BLOCK, GtkWidget)

GtkWidget *propus_picture_block_new (PropusDataPart *part);

G_END_DECLS
